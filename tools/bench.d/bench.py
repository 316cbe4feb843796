#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench: runs measurements, prints tables, writes JSON and the README.

Called by tools/bench/run, which has built what is measured.
"""
import argparse
import json
import os
import platform
import re
import signal
import sys
import time

import answers
import crawls
import growth
import lesson
import reading
from lab import TOP, Failed, Lab

README = os.path.join(TOP, "tools", "bench", "README.md")
# What a run may take, in seconds, by how much of it there is.
# The tiny one is that of a test, which must not fail on a busy machine.
BUDGET_S = {"tiny": 240, "quick": 150, "whole": 1710}
PATIENCE_S = {"tiny": 60, "quick": 20, "whole": 20}
LARGEST_S = 7200

# In this order, and about so many seconds each (tiny, quick, whole). One
# that takes more than twice as long and some is stopped, so that it cannot
# eat up the others' time. Growth comes last: it takes what time is left.
MEASUREMENTS = {
    "documents": (reading.documents, (8, 12, 20)),
    "dumps": (reading.dumps, (1, 8, 60)),
    "writing": (reading.writing, (1, 4, 15)),
    "crawl": (crawls.against_the_roof, (2, 14, 90)),
    "exercise": (crawls.exercise, (3, 12, 210)),
    "latency": (crawls.latency, (4, 14, 110)),
    "memory": (crawls.memory, (2, 8, 90)),
    "answers": (answers.in_a_million, (3, 20, 260)),
    "graph": (answers.shape, (1, 3, 15)),
    "lesson": (lesson.lesson, (4, 75, 75)),
    "growth": (growth.growth, (3, 12, 500)),
}
NOT_QUICK = ("lesson",)
MISTAKES = (Failed, RuntimeError, OSError, ValueError, KeyError,
            AttributeError, IndexError)


def machine():
    name = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            found = re.search(r"model name\s*:\s*(.*)", file.read())
        name = found.group(1) if found else name
    except OSError:
        pass
    return {"processor": name, "processors": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
            "system": platform.platform()}


def keep_readme(report, command):
    """Puts the table into its marked section; a new one goes to the end."""
    begin = f"<!-- bench:{report.name} -->"
    end = f"<!-- /bench:{report.name} -->"
    stamp = time.strftime("%Y-%m-%d", time.gmtime())
    body = (f"{begin}\n## {report.title}\n\n`{command}`, {stamp}.\n\n"
            f"{report.markdown()}\n{end}")
    with open(README, encoding="utf-8") as file:
        text = file.read()
    if begin in text and end in text:
        text = text[:text.index(begin)] + body + \
            text[text.index(end) + len(end):]
    else:
        text = text.rstrip("\n") + "\n\n" + body + "\n"
    with open(README + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(README + ".new", README)


def clock(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class Session:
    """One run of the bench: what is asked for, done, and left to do."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.scale = ("tiny" if arguments.tiny else "quick"
                      if arguments.quick else "whole")
        self.names, words = self.choose()
        self.command = ("tools/bench/run " + words).strip()
        self.begun = time.monotonic()
        self.lab = Lab(arguments.build, self.scale, LARGEST_S
                       if arguments.largest else BUDGET_S[self.scale],
                       self.say)
        self.lab.largest = arguments.largest
        self.lab.records = arguments.record
        self.result = {"schema": "kinwalk.bench/1", "command": self.command,
                       "machine": machine(), "reports": [], "failed": {},
                       "left_out": []}

    def choose(self):
        asked = self.arguments
        if asked.lesson:
            return ["lesson"], "--lesson"
        if asked.names:
            words = asked.names + (["--quick"] if asked.quick else [])
            if asked.largest:
                words += ["--largest", str(asked.largest)]
            return asked.names, " ".join(words)
        every = list(MEASUREMENTS)
        if asked.tiny:
            return every, "--tiny"
        if asked.quick:
            return [n for n in every if n not in NOT_QUICK], "--quick"
        return every, ""

    def expected_s(self, name):
        which = ("tiny", "quick", "whole").index(self.scale)
        return MEASUREMENTS[name][1][which]

    def say(self, words):
        print(f"[{clock(time.monotonic() - self.begun)}] {words}",
              file=sys.stderr, flush=True)

    def announce(self, name):
        still = sum(map(self.expected_s, self.names[self.names.index(name):]))
        self.say(f"{name}: about {clock(self.expected_s(name))}; all is done "
                 f"in about {clock(still)}")

    def measure(self, name):
        """One measurement; what goes wrong is named and stops no other."""
        self.announce(name)
        limit_s = 2 * self.expected_s(name) + PATIENCE_S[self.scale]
        self.lab.allow(self.lab.left_of_all_s() if name == "growth"
                       else limit_s)
        begun = time.monotonic()
        try:
            report = MEASUREMENTS[name][0](self.lab)
        except MISTAKES as error:
            why = str(error) if isinstance(error, Failed) else repr(error)
            self.result["failed"][name] = why
            print(f"tools/bench/run: {name}: {why}", file=sys.stderr,
                  flush=True)
            return
        took = time.monotonic() - begun
        print(report.text() + f"  ({took:.0f} s)\n", flush=True)
        if self.arguments.record:
            keep_readme(report, self.command)
        self.result["reports"].append(
            dict(report.as_json(), seconds=round(took, 1)))

    def run(self):
        for name in self.names:
            if self.lab.left_of_all_s() < self.expected_s(name) / 3:
                self.result["left_out"].append(name)
                print(f"left out, there was no time for it: {name}",
                      flush=True)
                continue
            self.measure(name)

    def finish(self):
        """The folder goes; what was found until now is written."""
        self.lab.close()
        self.result["missing"] = self.lab.missing
        self.result["seconds"] = round(time.monotonic() - self.begun, 1)
        for package, what in self.lab.missing.items():
            print(f"not installed, and so not measured: {what} (package "
                  f"{package}; tools/setup --bench)")
        for name, why in self.result["failed"].items():
            print(f"failed: {name}: {why}")
        out = self.arguments.json or os.path.join(TOP, "build", "bench.json")
        with open(out, "w", encoding="utf-8") as file:
            json.dump(self.result, file, indent=1)
            file.write("\n")
        print(f"{self.result['seconds']:.0f} s; {os.path.relpath(out)} has "
              "it all")


def parse():
    parser = argparse.ArgumentParser(prog="tools/bench/run")
    parser.add_argument("names", nargs="*", choices=[[], *MEASUREMENTS])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--lesson", action="store_true")
    parser.add_argument("--largest", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--build", required=True)
    parser.add_argument("--json", default=None)
    arguments = parser.parse_args()
    # Only a whole measurement is worth keeping unasked.
    arguments.record = not arguments.no_record and (
        arguments.record or not (arguments.quick or arguments.tiny))
    if arguments.largest and arguments.names != ["growth"]:
        parser.error("--largest goes with growth alone")
    return arguments


def main():
    arguments = parse()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    session = Session(arguments)
    try:
        session.run()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    finally:
        session.finish()
    return 1 if session.result["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
