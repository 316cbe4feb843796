# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows with the family: time and memory, a thousand to ten
million people, as far as time and disk allow; and the picture of it."""
import os

import chart
from answers import ask, pairs_of
from crawls import crawl
from lab import TOP, Failed, Report, digits, family_size, median, qid

PICTURE = os.path.join(TOP, "graphs", "growth.svg")
# What one person costs, generously, to see beforehand what is feasible:
# seconds of crawling, of writing a store, of exporting; bytes on disk.
CRAWL_S, STORE_S, EXPORT_S, DISK_B = 2e-4, 1.3e-4, 4e-5, 1600
QUESTIONS = 5


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


def feasible(lab, people, crawled):
    """Why not, or None."""
    need_s = people * ((CRAWL_S if crawled else STORE_S) + EXPORT_S) + 5
    need_gb = people * DISK_B * 2 / 1e9
    if need_s > lab.left_s():
        return (f"{people:,} people: about {need_s:,.0f} s more than there "
                "was time for")
    if need_gb > lab.disk_free_gb():
        return f"{people:,} people: {need_gb:.0f} GB of disk are not free"
    return None


def measure(lab, people, crawled, add):
    """One size: crawl it (or write its store), then ask and export."""
    store = lab.path("crawl.db")
    if crawled:
        with lab.serve(people, "small") as server:
            run, bill = crawl(lab, server.url, qid(0), "--in-flight", "4")
        if bill["people"] != people:
            raise Failed(f"{bill['people']} of {people} were read")
        add("crawl", people, run)
    else:
        lab.forget_store(store)
        lab.run([lab.program("store"), str(people), "5000", store],
                timeout_s=1500)
    for command in ("relate", "path"):
        runs = [ask(lab, store, command, pair)
                for pair in pairs_of(people, QUESTIONS)]
        add(command, people, runs)
    out = lab.path("export.jsonl")
    add("export", people, lab.run([lab.kinwalk, "export", "jsonl", "-o", out,
                                   "--store", store, "--offline"],
                                  timeout_s=1200))
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
        "Drawn in `graphs/growth.svg`.")
    found = {}

    def add(name, people, runs):
        runs = runs if isinstance(runs, list) else [runs]
        found.setdefault(name, {})[people] = (
            median([run.wall_s for run in runs]),
            max(run.rss_mb for run in runs))

    for wanted in sizes:
        people = family_size(wanted)
        crawled = feasible(lab, people, True) is None and wanted <= 1000000
        why = feasible(lab, people, crawled)
        if why:
            report.left_out.append(why)
            continue
        try:
            measure(lab, people, crawled, add)
        except Failed as error:
            report.left_out.append(f"{people:,} people: {error}")
            continue
        if not crawled:
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
