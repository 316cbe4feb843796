# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows with the family: time and memory, a thousand to ten
million people, as far as time and disk allow; and the picture of it."""
import os

import chart
from answers import ask, pairs_of
from crawls import crawl
from lab import TOP, Failed, Report, digits, family_size, median, qid

PICTURE = os.path.join(TOP, "tools", "bench", "growth.svg")
# What one person costs in seconds, to see beforehand what is feasible;
# each size measured corrects it. And bytes on disk: store and export.
GUESS = {"crawl": 2e-4, "store": 8e-5, "export": 1e-5}
DISK_B = 2600
# What was written directly was not crawled: beyond this many.
CRAWLED_MAX = 1000000
QUESTIONS = 5
# A question that takes long is not asked five times.
ENOUGH_S = 10
# Larger families find less in the processor's caches.
WORSE = 1.4


def name_people(value):
    for power, letter in ((1e6, " million"), (1e3, ",000")):
        if value >= power:
            return f"{value / power:.0f}{letter}"
    return f"{value:.0f}"


def name_seconds(value):
    if value >= 1:
        return f"{value:,.0f} s"
    return f"{value * 1000:g} ms"


def name_megabytes(value):
    return f"{value / 1000:g} GB" if value >= 1000 else f"{value:g} MB"


def feasible(lab, people, how, cost):
    """Why not, or None. `how`: "crawl" or "store"."""
    need_s = people * (cost[how] + cost["export"]) * WORSE + 5
    need_gb = people * DISK_B / 1e9
    if need_s > lab.left_s():
        return (f"{people:,} people: about {need_s:,.0f} s, of "
                f"{max(0, lab.left_s()):,.0f} that were left")
    if need_gb > lab.disk_free_gb():
        return f"{people:,} people: {need_gb:.0f} GB of disk are not free"
    return None


def measure(lab, people, how, cost, add):
    """One size: crawl it (or write its store), then ask and export."""
    store = lab.path("crawl.db")
    if how == "crawl":
        with lab.serve(people, "small") as server:
            run, bill = crawl(lab, server.url, qid(0), "--in-flight", "4")
        if bill["people"] != people:
            raise Failed(f"{bill['people']} of {people} were read")
        add("crawl", people, run)
    else:
        lab.forget_store(store)
        run = lab.run([lab.program("store"), "--fill", str(people), "5000",
                       store], timeout_s=1500)
    cost[how] = run.wall_s / people
    for command in ("relate", "path"):
        runs = []
        for pair in pairs_of(people, QUESTIONS):
            if sum(run.wall_s for run in runs) < ENOUGH_S:
                runs.append(ask(lab, store, command, pair))
        add(command, people, runs)
    out = lab.path("export.jsonl")
    run = lab.run([lab.kinwalk, "export", "jsonl", "-o", out, "--store",
                   store, "--offline"], timeout_s=1200)
    cost["export"] = run.wall_s / people
    add("export", people, run)
    os.remove(out)
    lab.forget_store(store)


def growth(lab):
    sizes = lab.pick((1000,), (1000, 10000),
                     (1000, 10000, 100000, 1000000, 10000000))
    report = Report(
        "growth", "How cost grows with the family",
        ["people", "crawl, s", "MB", "relate, ms", "MB", "path, ms", "MB",
         "export, s", "MB"],
        "Whole processes: crawl in batches of 50 small documents (3 kB) from "
        "loopback, with the store; relate and path from a cold file, median "
        f"of {QUESTIONS} pairs of the last generation; export as JSON lines. "
        "Drawn in `growth.svg`.")
    found = {}
    cost = dict(GUESS)

    def add(name, people, runs):
        runs = runs if isinstance(runs, list) else [runs]
        found.setdefault(name, {})[people] = (
            median([run.wall_s for run in runs]),
            max(run.rss_mb for run in runs))

    for wanted in sizes:
        people = family_size(wanted)
        how = "crawl" if wanted <= CRAWLED_MAX and not feasible(
            lab, people, "crawl", cost) else "store"
        why = feasible(lab, people, how, cost)
        if why:
            report.left_out.append(why)
            continue
        try:
            measure(lab, people, how, cost, add)
        except Failed as error:
            report.left_out.append(f"{people:,} people: {error}")
            continue
        if how == "store":
            report.left_out.append(
                f"crawling {people:,} people: it would take too long here; "
                "their store was written directly")
        cells = []
        for name, factor in (("crawl", 1), ("relate", 1e3), ("path", 1e3),
                             ("export", 1)):
            seconds, mb = found.get(name, {}).get(people, (None, None))
            cells += ["", ""] if seconds is None else [
                digits(seconds * factor), digits(mb)]
        report.row(f"{people:,}", *cells)
    report.values = found
    for name in ("relate", "path"):
        ten, one = found.get(name, {}).get(10000000), found.get(
            name, {}).get(1000000)
        if ten and one:
            report.aim(f"{name}: ten million people against one, 3 x",
                       ten[0] / one[0], 3, more_is_better=False, unit=" x")
    if lab.scale == "whole":
        draw(found, PICTURE)
    return report


def draw(found, path):
    order = ["crawl", "export", "relate", "path"]

    def series(which):
        return [(name, sorted((people, both[which]) for people, both in
                              found.get(name, {}).items()))
                for name in order]

    svg = chart.panels(
        "How cost grows with the family",
        "Whole processes on two cores. relate and path read what the answer "
        "needs, not the family.",
        [("Time", series(0), name_seconds),
         ("Memory", series(1), name_megabytes)], "people in the family",
        name_people)
    with open(path, "w", encoding="utf-8") as file:
        file.write(svg)
