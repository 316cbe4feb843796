# SPDX-License-Identifier: GPL-3.0-or-later
"""The lesson: what an asyncio course shows about waiting, with kinwalk's
own parts; a table and a picture."""
import os
from contextlib import ExitStack

import chart
from lab import TOP, Report, digits, median

PICTURE = os.path.join(TOP, "tools", "bench", "lesson.svg")
PEOPLE, BATCHED, LATENCY_MS, UNIT_MS = 306, 300, 50, 100
# The last: all at once, as asyncio.gather() does it.
IN_FLIGHT = (1, 10, 50, 200, PEOPLE)
SIZES, MIRRORS = (1, 2, 5, 10, 25, 50), (1, 2, 4, 8)
ORDERS = (("serial", "line", "one after another"),
          ("concurrent", "line", "all at once"),
          ("half", "line", "wait, then compute, on the line's thread"),
          ("swapped", "line", "compute, then wait, on the line's thread"),
          ("half", "pool", "wait, then compute, on the pool"),
          ("swapped", "pool", "compute, then wait, on the pool"))
ROUNDS = 60


def ask(lab, *words):
    return lab.run([lab.program("lesson"), *map(str, words)]).json()


def seconds(ms):
    return f"{ms / 1000:.2f} s" if ms >= 1000 else f"{ms:.0f} ms"


def many(lab, report, people):
    times = {}
    with lab.serve(1000, "small", LATENCY_MS) as server:
        for in_flight in IN_FLIGHT:
            found = [ask(lab, "many", server.url, people, in_flight)["ms"]
                     for _ in range(1 if in_flight == 1 else 5)]
            times[in_flight] = median(found)
    for in_flight, ms in times.items():
        gain = times[1] / ms
        report.row(f"{people} documents, {in_flight} in flight", seconds(ms),
                   f"{gain:.0f} x")
    report.values["many"] = times
    return [(f"{in_flight} in flight", ms, seconds(ms))
            for in_flight, ms in times.items()]


def five_tasks(lab, report, unit_ms):
    times = []
    with lab.serve(1000, "small") as server:
        for order, where, words in ORDERS:
            ms = ask(lab, "tasks", server.url, order, where, unit_ms)["ms"]
            times.append((words, ms))
    serial = times[0][1]
    for words, ms in times:
        report.row(f"five tasks of five units, {words}",
                   f"{ms / unit_ms:.1f} units", f"{serial / ms:.1f} x")
    report.values["tasks"] = times
    return [(words, ms / unit_ms, f"{ms / unit_ms:.1f} units")
            for words, ms in times]


def batches(lab, report, people):
    times = {}
    with lab.serve(1000, "small", LATENCY_MS) as server:
        for size in SIZES:
            times[size] = ask(lab, "batches", server.url, people, size)["ms"]
    for size, ms in times.items():
        report.row(f"{people} people, {size} a request", seconds(ms),
                   f"{times[1] / ms:.0f} x")
    report.values["batches"] = times
    return [(f"{size} a request", ms, seconds(ms))
            for size, ms in times.items()]


def first_of_several(lab, report, rounds):
    times = {}
    with ExitStack() as stack:
        urls = [stack.enter_context(lab.serve(1000, "small", 20, 80)).url
                for _ in range(max(MIRRORS))]
        for count in MIRRORS:
            times[count] = ask(lab, "mirrors", rounds, *urls[:count])
    for count, found in times.items():
        report.row(f"first answer of {count} mirror{'s' * (count > 1)}",
                   f"{seconds(found['median_ms'])}, one in twenty over "
                   f"{seconds(found['slow_ms'])}",
                   f"{times[1]['median_ms'] / found['median_ms']:.1f} x")
    report.values["mirrors"] = times
    return [(f"{count} mirror{'s' * (count > 1)}", found["median_ms"],
             f"{seconds(found['median_ms'])}; one in twenty over "
             f"{seconds(found['slow_ms'])}")
            for count, found in times.items()]


def lesson(lab):
    tiny = lab.scale == "tiny"
    report = Report(
        "lesson", "The lesson: waiting",
        ["what", "took", "against the first"],
        f"Small documents behind {LATENCY_MS} ms of latency; a unit is "
        f"{UNIT_MS} ms; mirrors answer after 20 ms and a random 80. 200 in flight "
        "take two waves of the latency, so 155 times is the most they can "
        "gain, were connections opened in no time; all at once is how "
        "asyncio.gather() does it. Drawn in `lesson.svg`.")
    unit_ms = 10 if tiny else UNIT_MS
    groups = [
        (f"{PEOPLE} documents, {LATENCY_MS} ms each",
         many(lab, report, 12 if tiny else PEOPLE)),
        ("Five tasks of five units", five_tasks(lab, report, unit_ms)),
        (f"{BATCHED} people, one request at a time",
         batches(lab, report, 20 if tiny else BATCHED)),
        ("The first answer of several mirrors",
         first_of_several(lab, report, 3 if tiny else ROUNDS))]
    if lab.records:
        with open(PICTURE, "w", encoding="utf-8") as file:
            file.write(chart.bars(
                "Waiting", "The same work, arranged differently: shorter is "
                "better. Measured with kinwalk's own parts.", groups, "ms"))
    gain = report.values["many"][1] / min(report.values["many"].values())
    report.aim("serial against concurrent, the course's 150 x", gain, 150,
               unit=" x")
    return report
