# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows with the family: time and memory, a thousand to ten
million people, as far as time and disk allow; and the picture of it.

What was measured is kept in growth.json beside the picture, each point with
its date. A run replaces the points that it measures, and draws all.
"""
import json
import os
import time

import chart
from answers import ask, make_store, pairs_of, store_path
from crawls import crawl
from lab import TOP, Failed, Report, digits, family_size, median, qid

FOLDER = os.path.join(TOP, "tools", "bench")
PICTURE = os.path.join(FOLDER, "growth.svg")
KEPT = os.path.join(FOLDER, "growth.json")
# What one person costs in seconds, to see beforehand what is feasible;
# each size measured corrects it. And bytes on disk: store, log and export.
GUESS = {"crawl": 2.5e-4, "store": 6e-5, "export": 4e-5}
DISK_B = 2600
# Larger families find less in the processor's caches.
WORSE = 1.5
CRAWLED_MAX = 1000000
QUESTIONS = 21
# A question that takes long is not asked five times.
ENOUGH_S = 10
COLUMNS = (("crawl", 1), ("relate", 1e3), ("path", 1e3), ("export", 1))


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


class Points:
    """What a size cost: the kept ones, and over them those of this run."""

    def __init__(self, remembers):
        self.all = {}
        self.today = time.strftime("%Y-%m-%d", time.gmtime())
        if remembers and os.path.exists(KEPT):
            with open(KEPT, encoding="utf-8") as file:
                for point in json.load(file)["points"]:
                    self.all[(point["what"], point["people"])] = point

    def add(self, what, people, runs):
        self.all[(what, people)] = {
            "what": what, "people": people,
            "seconds": round(median([run.wall_s for run in runs]), 5),
            "mb": round(max(run.rss_mb for run in runs), 1),
            "measured": self.today}

    def get(self, what, people):
        return self.all.get((what, people))

    def sizes(self):
        return sorted({people for _, people in self.all})

    def line(self, what, which):
        return [(people, self.all[(what, people)][which])
                for people in self.sizes() if (what, people) in self.all]

    def earlier(self, people):
        """Which points of a size this run did not measure, and when they
        were: "crawl of 2026-11-21"; nothing of those of today."""
        kept = {}
        for what, _ in COLUMNS:
            point = self.get(what, people)
            if point and point["measured"] != self.today:
                kept.setdefault(point["measured"], []).append(what)
        return "; ".join(f"{', '.join(names)} of {date}"
                         for date, names in sorted(kept.items()))

    def keep(self):
        points = [self.all[key] for key in sorted(self.all)]
        with open(KEPT, "w", encoding="utf-8") as file:
            json.dump({"schema": "kinwalk.growth/1", "points": points}, file,
                      indent=1)
            file.write("\n")


def refuse(lab, people, steps, cost):
    """Why there is no time or room for these steps, or None."""
    need_s = people * sum(cost[step] for step in steps) * WORSE + 3
    need_gb = people * DISK_B / 1e9
    if need_s > lab.left_s():
        return (f"about {need_s:,.0f} s, of {max(0, lab.left_s()):,.0f} that "
                "were left")
    if need_gb > lab.disk_free_gb():
        return f"{need_gb:.0f} GB of disk are not free"
    return None


def measure_answers(lab, people, cost, points):
    """relate, path and export out of a store that was written directly."""
    begun = time.monotonic()
    store = make_store(lab, people)
    took = time.monotonic() - begun
    if took > 1:
        cost["store"] = took / people
    for command in ("relate", "path"):
        runs = []
        for pair in pairs_of(people, QUESTIONS):
            if sum(run.wall_s for run in runs) < ENOUGH_S:
                runs.append(ask(lab, store, command, pair))
        points.add(command, people, runs)
    out = lab.path("export.jsonl")
    lab.cold(store)
    run = lab.run([lab.kinwalk, "export", "jsonl", "-o", out, "--store",
                   store, "--offline"])
    cost["export"] = run.wall_s / people
    points.add("export", people, [run])
    os.remove(out)


def measure_crawl(lab, people, cost, points):
    """A crawl. Where it is the largest, its store answers afterwards: that
    is sooner than to write another."""
    with lab.serve(people, "small") as server:
        run, bill = crawl(lab, server.url, qid(0), "--in-flight", "4")
    if bill["people"] != people:
        raise Failed(f"{bill['people']} of {people} were read")
    cost["crawl"] = run.wall_s / people
    points.add("crawl", people, [run])
    if lab.largest:
        cost["store"] = 0
        lab.move_store(lab.path("crawl.db"), store_path(lab, people))
    lab.forget_store(lab.path("crawl.db"))


def measure_all(lab, sizes, points, report):
    """Answers of all sizes first: a large crawl would take their time."""
    cost = dict(GUESS)
    kinds = [(("store", "export"), "answers and export", measure_answers),
             (("crawl",), "crawl", measure_crawl)]
    for steps, what, one in reversed(kinds) if lab.largest else kinds:
        for wanted in sizes:
            people = family_size(wanted)
            why = (refuse(lab, people, steps, cost)
                   if what != "crawl" or people <= CRAWLED_MAX or lab.largest
                   else "--largest does that")
            if not why:
                need_s = people * sum(cost[step] for step in steps)
                if need_s > 10:
                    lab.say(f"growth: {what} of {people:,} people, about "
                            f"{need_s:.0f} s")
                try:
                    one(lab, people, cost, points)
                except Failed as error:
                    why = str(error)
            if why:
                report.left_out.append(f"{what} of {people:,} people: {why}")


def growth(lab):
    sizes = (lab.largest,) if lab.largest else lab.pick(
        (1000,), (1000, 10000), (1000, 10000, 100000, 1000000, 10000000))
    report = Report(
        "growth", "How cost grows with the family",
        ["people", "crawl, s", "MB", "relate, ms", "MB", "path, ms", "MB",
         "export, s", "MB"],
        "Whole processes: crawl in batches of 50 small documents (3 kB) from "
        "loopback, with the store; relate and path from a cold file, median "
        f"of {QUESTIONS} pairs of the last generation; export as JSON lines. "
        "Drawn in `growth.svg` out of `growth.json`, which keeps what a run "
        "had no time for from earlier ones.")
    points = Points(remembers=lab.scale == "whole")
    measure_all(lab, sizes, points, report)
    for people in points.sizes():
        cells = []
        for what, factor in COLUMNS:
            point = points.get(what, people)
            cells += [digits(point["seconds"] * factor), digits(point["mb"])
                      ] if point else ["", ""]
        earlier = points.earlier(people)
        report.row(f"{people:,}" + (f" ({earlier})" if earlier else ""),
                   *cells)
    report.values = {"points": [points.all[key] for key in sorted(points.all)]}
    for what in ("relate", "path"):
        ten, one = points.get(what, 10000000), points.get(what, 1000000)
        if ten and one:
            report.aim(f"{what}: ten million people against one, 3 x",
                       ten["seconds"] / one["seconds"], 3,
                       more_is_better=False, unit=" x")
    small, large = (points.get("export", size) for size in (100000, 1000000))
    if small and large:
        report.aim("export: memory for a million people against 100,000, "
                   "1.1 x", large["mb"] / small["mb"], 1.1,
                   more_is_better=False, unit=" x")
    if lab.scale == "whole" and lab.records:
        points.keep()
        draw(points)
    return report


def draw(points):
    order = ["crawl", "export", "relate", "path"]

    def series(which):
        return [(name, points.line(name, which)) for name in order]

    under = ("Whole processes on two cores. relate and path read what the "
             "answer needs, not the family.")
    crawled = points.line("crawl", "seconds")
    if crawled and crawled[-1][0] < points.sizes()[-1]:
        under += f" Crawled were up to {name_people(crawled[-1][0])}."
    svg = chart.panels(
        "How cost grows with the family", under,
        [("Time", series("seconds"), name_seconds),
         ("Memory", series("mb"), name_megabytes)], "people in the family",
        name_people)
    with open(PICTURE, "w", encoding="utf-8") as file:
        file.write(svg)
