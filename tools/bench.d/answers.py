# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers out of a large family: whole processes, beside who loads all."""
import os
import random

from lab import (Report, digits, family_size, median, qid, spread, take_turns)


# Large ones make large stores quickly: the rows of ties of so many people
# are just what the store sorts at once.
TRANSACTION = "180000"


def store_path(lab, people):
    return lab.path(f"family-{people}.db")


def make_store(lab, people):
    """A family of that size in a store that all measurements share; its
    path."""
    path = store_path(lab, people)
    if not os.path.exists(path):
        if people >= 500000:
            lab.say(f"making a store of {people:,} people")
        lab.run([lab.program("store"), "--fill", str(people), TRANSACTION,
                 path + ".part"])
        lab.move_store(path + ".part", path)
    return path


def pairs_of(people, count):
    """People of the last generation, drawn by lot, the same every time."""
    dice = random.Random(people)
    first = people - people // 20
    return [(dice.randrange(first, people), dice.randrange(first, people))
            for _ in range(count)]


def ask(lab, store, command, pair, *options):
    lab.cold(store)
    run = lab.run([lab.kinwalk, command, f"Q{qid(pair[0])}",
                   f"Q{qid(pair[1])}", "--store", store, "--offline",
                   *options])
    return run


def generations(text):
    """Over the nearest common ancestor, there and back: the lines down to
    both of them, nearest first, a step each >. -1: there are none."""
    down = [line.count(">") for line in text.splitlines()
            if line.lstrip().startswith(">")][:2]
    return sum(down) if len(down) == 2 else -1


def in_a_million(lab):
    people = family_size(lab.pick(2000, 100000, 1000000))
    rounds = lab.pick(1, 3, 7)
    store = make_store(lab, people)
    table = lab.path("links.db")
    lab.run([lab.program("load_all"), "make", str(people), table])
    saved = None
    if lab.has("python:networkx", "python3-networkx"):
        saved = lab.path("graph.pickle")
        lab.run(lab.script("saved_graph.py") + ["make", table, saved])
    report = Report(
        "answers", f"One answer in {people:,} people, whole cold process",
        ["question", "program", "ms", "spread", "MB", "kinwalk is"],
        "Each process starts new and its file is cold; pairs of the last "
        "generation, drawn by lot. kinwalk reads what the question needs; "
        "igraph from C loads an SQLite table of links whole; networkx loads "
        "its saved graph. The lengths found are the same.")
    pairs = pairs_of(people, rounds)
    for command in ("path", "relate"):
        turn = {"kinwalk": 0, "igraph": 0, "networkx": 0}
        memory = {name: 0 for name in turn}
        lengths = {name: [] for name in turn}

        def step(name, run, length):
            memory[name] = max(memory[name], run.rss_mb)
            lengths[name].append((turn[name] % len(pairs), length))
            turn[name] += 1
            return run.wall_s * 1000

        def kinwalk():
            options = ["--json"] if command == "path" else []
            run = ask(lab, store, command, pairs[turn["kinwalk"] % rounds],
                      *options)
            return step("kinwalk", run, run.json()["steps"]
                        if command == "path" else generations(run.out))

        def peer(name, argv, file):
            pair = pairs[turn[name] % rounds]
            lab.cold(file)
            run = lab.run(argv + [command, file, str(pair[0]), str(pair[1])])
            return step(name, run, run.json()["links"])

        contestants = {
            "kinwalk": kinwalk,
            "igraph": lambda: peer("igraph", [lab.program("load_all")], table)}
        if saved:
            contestants["networkx"] = lambda: peer(
                "networkx", lab.script("saved_graph.py"), saved)
        found = take_turns(lab, contestants, rounds, report)
        for name in found:
            if lengths[name] != lengths["kinwalk"]:
                raise RuntimeError(f"{name} and kinwalk disagree: "
                                   f"{lengths[name]} {lengths['kinwalk']}")
        own = median(found["kinwalk"])
        labels = {"kinwalk": "kinwalk", "igraph": "load all, igraph (C)",
                  "networkx": "saved graph, networkx"}
        for name in found:
            report.row(command, labels[name], digits(median(found[name])),
                       spread(found[name]), digits(memory[name]),
                       f"{median(found[name]) / own:.1f} x as fast")
        report.values[command] = found
        report.aim(f"{command}: against load-all and igraph, 20 x",
                   median(found["igraph"]) / own, 20, unit=" x")
        report.aim(f"{command}: whole cold process, 60 ms", own, 60,
                   more_is_better=False, unit=" ms")
        if saved:
            report.aim(f"{command}: against networkx, 100 x",
                       median(found["networkx"]) / own, 100, unit=" x")
        report.aim(f"{command}: memory, 48 MB", memory["kinwalk"], 48,
                   more_is_better=False, unit=" MB")
    return report


def shape(lab):
    """What igraph is kept for: questions about the whole."""
    people = family_size(lab.pick(2000, 100000, 1000000))
    store = make_store(lab, people)
    run = lab.run([lab.kinwalk, "status", "--graph", "--store", store,
                   "--offline", "--json"])
    found = run.json()
    report = Report(
        "graph", f"The shape of {people:,} people: kinwalk status --graph",
        ["what", "found"],
        "Components by igraph, over the whole family; the diameter between "
        "bounds, and who is nearest to all of those who seemed likely, by "
        "walks from a hundred people.")
    report.row("seconds, the whole process", digits(run.wall_s))
    report.row("MB at most", digits(run.rss_mb))
    graph = found.get("graph", {})
    for key in sorted(graph):
        if isinstance(graph[key], (int, float, bool)):
            report.row(key.replace("_", " "), graph[key])
    report.values = {"seconds": run.wall_s, "mb": run.rss_mb, "graph": graph}
    return report
