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
from lab import TOP, Failed, Lab

README = os.path.join(TOP, "tools", "bench", "README.md")
WHOLE_S, QUICK_S, LESSON_S, TINY_S = 1750, 110, 110, 60

# In this order; growth last: it takes what time is left.
MEASUREMENTS = {
    "crawl": crawls.against_the_roof,
    "exercise": crawls.exercise,
    "latency": crawls.latency,
    "memory": crawls.memory,
    "answers": answers.in_a_million,
    "graph": answers.shape,
    "growth": growth.growth,
    "lesson": lesson.lesson,
}
USUAL = [name for name in MEASUREMENTS if name != "lesson"]


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


def choose(arguments):
    if arguments.lesson:
        return ["lesson"], LESSON_S, "--lesson"
    if arguments.names:
        return arguments.names, WHOLE_S, " ".join(arguments.names)
    if arguments.tiny:
        return USUAL + ["lesson"], TINY_S, "--tiny"
    if arguments.quick:
        return USUAL, QUICK_S, "--quick"
    return USUAL, WHOLE_S, ""


def measure(lab, name, arguments, command):
    """One measurement; None if it could not be made."""
    begun = time.monotonic()
    print(f"... {name}", file=sys.stderr, flush=True)
    try:
        report = MEASUREMENTS[name](lab)
    except (Failed, RuntimeError, OSError, ValueError, KeyError) as error:
        print(f"tools/bench/run: {name}: {error}", file=sys.stderr)
        return None
    print(report.text() + f"  ({time.monotonic() - begun:.0f} s)\n",
          flush=True)
    if arguments.record:
        keep_readme(report, command)
    return report


def parse():
    parser = argparse.ArgumentParser(prog="tools/bench/run")
    parser.add_argument("names", nargs="*", choices=[[], *MEASUREMENTS])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--lesson", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--no-record", action="store_true")
    parser.add_argument("--build", required=True)
    parser.add_argument("--json", default=None)
    arguments = parser.parse_args()
    # Only a whole measurement is worth keeping unasked.
    arguments.record = not arguments.no_record and (
        arguments.record or not (arguments.quick or arguments.tiny))
    return arguments


def main():
    arguments = parse()
    names, budget_s, words = choose(arguments)
    command = ("tools/bench/run " + words).strip()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scale = ("tiny" if arguments.tiny else "quick" if arguments.quick
             else "whole")
    lab = Lab(arguments.build, scale, budget_s)
    result = {"schema": "kinwalk.bench/1", "command": command,
              "machine": machine(), "reports": []}
    failed, skipped = [], []
    begun = time.monotonic()
    try:
        for name in names:
            if lab.left_s() < 0:
                skipped.append(name)
                print(f"left out, there was no time for it: {name}")
                continue
            report = measure(lab, name, arguments, command)
            if report:
                result["reports"].append(report.as_json())
            else:
                failed.append(name)
    finally:
        lab.close()
    result["missing"] = lab.missing
    result["failed"] = failed
    result["left_out"] = skipped
    result["seconds"] = round(time.monotonic() - begun, 1)
    for package, what in lab.missing.items():
        print(f"not installed, and so not measured: {what} (package "
              f"{package}; tools/setup --bench)")
    out = arguments.json or os.path.join(TOP, "build", "bench.json")
    with open(out, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print(f"{result['seconds']:.0f} s; {os.path.relpath(out)} has it all")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
