# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading documents and dumps, and writing a store: one process each."""
import bz2
import glob
import gzip
import json
import os
import re

from dump import ways
from lab import TOP, Report, digits, median, spread, take_turns

# What was captured lies beside the checkout, if anywhere: it is not ours.
SHARED = os.environ.get("KW_SHARED") or os.path.join(TOP, "..", "shared")
EVERY_LINE = 4
# Where a program comes from.
PACKAGES = {"igzip": "isal", "jq": "jq", "zcat": "gzip"}


def captured(path):
    """A reply of a Wikibase as it came; None unless it holds statements."""
    with open(path, "rb") as file:
        text = file.read()
    try:
        if text.startswith(b"\x1f\x8b"):
            text = gzip.decompress(text)
        entities = json.loads(text)["entities"].values()
        return text if any("claims" in entity for entity in entities) else None
    except (AttributeError, EOFError, KeyError, OSError, TypeError,
            ValueError):
        return None


def real_documents(lab):
    """One file of documents as Wikibases gave them; none: not there."""
    texts = map(captured, sorted(glob.glob(
        os.path.join(SHARED, "wikibase-samples", "*.body"))))
    found = [text for text in texts if text]
    sample = os.path.join(SHARED, "data", "entities",
                          "sample_wikidata_items.json.bz2")
    if os.path.exists(sample):
        with bz2.open(sample) as lines:
            found += [line for number, line in enumerate(lines)
                      if number % EVERY_LINE == 0]
    if not found:
        return []
    with open(lab.path("real.json"), "wb") as out:
        out.writelines(text.rstrip(b"\n,") + b"\n" for text in found)
    return [lab.path("real.json")]


def documents(lab):
    """cJSON, the plain reader and the scanner, by processor time."""
    files = real_documents(lab)
    run = lab.run([lab.program("read"), *files])
    report = Report(
        "documents", "Reading documents beside cJSON", ["documents", "method", "MB/s",
                                           "half of the rounds within",
                                           "times cJSON"],
        "Processor time of one thread, 15 rounds of every method in turn, "
        "medians. Royals and the mix are generated; the real ones were "
        "captured from Wikidata.")
    times = {}
    name = size = ""
    for line in run.out.splitlines():
        heading = re.match(r"(.+): (\d+) documents, mean (\d+) bytes", line)
        if heading:
            name, size = heading.group(1), int(heading.group(3))
            continue
        row = re.match(r"  (\S.*?) {2,}(\d+) MB/s +([0-9.]+) x +\(half within "
                       r"(\d+) to (\d+)\)", line)
        if row:
            report.row(f"{name}, {size / 1000:.0f} kB", row.group(1),
                       row.group(2), f"{row.group(4)} to {row.group(5)}",
                       f"{row.group(3)} x")
            times[(name, row.group(1))] = float(row.group(3))
    report.values = {f"{one}: {method}": ratio
                     for (one, method), ratio in times.items()}
    for kind, sse2, widest in (("royals", 20, 30), ("real ones", 12, 20)):
        if (kind, "scanner, SSE2") in times:
            report.aim(f"{kind}, SSE2, against cJSON, {sse2} x",
                       times[(kind, "scanner, SSE2")], sse2, unit=" x")
        best = max((ratio for (name, method), ratio in times.items()
                    if name == kind and method.startswith("scanner") and
                    "validating" not in method), default=0)
        if best:
            report.aim(f"{kind}, the widest, against cJSON, {widest} x",
                       best, widest, unit=" x")
    if not files:
        report.left_out.append("real documents: none lie in ../shared")
    if not any(method.startswith("simdjson") for _, method in times):
        report.left_out.append("simdjson (libsimdjson-dev): not installed "
                               "when this was built")
    report.left_out.append("yyjson: Debian 12 has no package of it")
    return report


def dumps(lab):
    """A dump of Wikidata's shape, through every way of walking it."""
    megabytes = lab.pick(2, 30, 300)
    rounds = lab.pick(1, 2, 3)
    path = lab.path("dump.json.gz")
    bench = lab.program("dump")
    lab.say(f"making a dump of {megabytes} MB")
    lab.shell(f"'{bench}' make {megabytes} | gzip -6 > '{path}'")
    contestants = {}
    for name, command, needs in ways(bench, lab.kinwalk, path, lab.folder):
        if all([lab.has(program, PACKAGES[program]) for program in needs]):
            contestants[name] = (
                lambda command=command: lab.shell(command).wall_s)
    report = Report(
        "dumps", f"Importing a dump of {megabytes} MB",
        ["way", "MB/s", "spread", "seconds", "of unpacking alone"],
        "One line in sixteen is a person with relatives (60 kB), the others "
        "have 12 kB; packed by gzip -6. kinwalk stores the people with "
        "labels, statements and name index, and sees of every line whether "
        "it is JSON.")
    found = take_turns(lab, contestants, rounds, report)
    alone = median(found["unpacking alone"])
    for name, times in found.items():
        report.row(name, digits(megabytes / median(times)),
                   spread([megabytes / t for t in times]),
                   digits(median(times)),
                   f"{100 * alone / median(times):.0f} %")
    report.values = found
    report.aim("import against unpacking alone, 90 %",
               100 * alone / median(found["kinwalk import"]), 90, unit=" %")
    os.remove(path)
    return report


def writing(lab):
    """What the store takes, and how much room that needs."""
    people = lab.pick(2000, 20000, 100000)
    rounds = lab.pick(1, 2, 3)
    path = lab.path("written.db")
    found = {"speed": [], "busy": [], "size": []}
    for _ in range(rounds):
        lab.forget_store(path)
        run = lab.run([lab.program("store"), str(people), "5000", path])
        put = re.search(r"put +(\d+) people/s .*; (\d+) people/s of proc",
                        run.out)
        size = re.search(r"size +([0-9.]+) bytes/person", run.out)
        for name, text in (("speed", put.group(1)), ("busy", put.group(2)),
                           ("size", size.group(1))):
            found[name].append(float(text))
    lab.forget_store(path)
    report = Report(
        "writing", f"Writing {people:,} people", ["what", "median", "spread"],
        "Nine statements a person, random QIDs in the order of generations, "
        "a label, a description, two aliases and the name index; 5,000 a "
        "transaction, one thread.")
    for name, words in (("speed", "people a second"),
                        ("busy", "people a second of processor time"),
                        ("size", "bytes a person beside labels and index")):
        report.row(words, digits(median(found[name])), spread(found[name]))
    report.values = found
    report.aim("people a second, 20,000", median(found["speed"]), 20000)
    report.aim("bytes a person beside labels and index, 500",
               median(found["size"]), 500, more_is_better=False)
    return report
