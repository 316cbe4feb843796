# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing a dump beside other ways through it, turn by turn.

    tools/bench/run dump [--mb N] [--rounds N] [--keep]

Makes a dump of N megabytes (600) under build/, packs it by gzip -6, and
walks through it in every way in each round: unpacking alone, as kinwalk
does it and as others do, kinwalk reading without and with the store, and
zcat | jq. Prints medians, spread, megabytes of JSON a second, and how many
times as fast as jq each is. Asserts nothing.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

JQ = "sed -e 's/,$//' -e '/^[][]$/d' | jq -r 'select(.claims.P22) | .id'"


def make(bench, path, megabytes):
    if os.path.exists(path):
        return
    print(f"making {path}", file=sys.stderr)
    with open(path + ".part", "wb") as out:
        made = subprocess.Popen([bench, "make", str(megabytes)],
                                stdout=subprocess.PIPE)
        subprocess.run(["gzip", "-6"], stdin=made.stdout, stdout=out,
                       check=True)
        if made.wait():
            sys.exit("bench dump: no dump was made")
    os.rename(path + ".part", path)


def ways(bench, kinwalk, path, folder):
    """name, command, programs it needs"""
    store = f"{folder}/family.db"
    return [
        ("kinwalk import", f"rm -f {store}*; '{kinwalk}' import '{path}' "
         f"--store {store} -q", []),
        ("reading, no store", f"'{bench}' lines '{path}'", []),
        ("unpacking alone", f"'{bench}' unpack '{path}'", []),
        ("igzip -dc", f"igzip -dc '{path}'", ["igzip"]),
        ("zcat", f"zcat '{path}'", ["zcat"]),
        ("zcat to grep P22", f"zcat '{path}' | grep -c '\"P22\"'", ["zcat"]),
        ("zcat to jq", f"zcat '{path}' | {JQ}", ["zcat", "jq"]),
    ]


def main():
    parser = argparse.ArgumentParser(prog="tools/bench/run dump")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--mb", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true",
                        help="leave the dump for the next time")
    asked = parser.parse_args()
    bench = f"{asked.build}/bench-dump"
    kinwalk = f"{asked.build}/kinwalk"
    path = os.path.abspath(f"{asked.build}/../bench-dump-{asked.mb}.json.gz")
    make(bench, path, asked.mb)
    folder = tempfile.mkdtemp(prefix="kinwalk-bench-")
    all_ways = ways(bench, kinwalk, path, folder)
    for name, _, needs in all_ways:
        for program in needs:
            if not shutil.which(program):
                print(f"{name}: {program} is not installed")
    all_ways = [w for w in all_ways if all(map(shutil.which, w[2]))]
    took = {name: [] for name, _, _ in all_ways}
    env = dict(os.environ, HOME=folder, XDG_DATA_HOME=folder,
               XDG_CONFIG_HOME=folder, KINWALK_OFFLINE="1")
    try:
        for _ in range(asked.rounds):
            for name, command, _ in all_ways:
                begun = time.monotonic()
                subprocess.run(["bash", "-c", "set -o pipefail; " + command],
                               check=True, env=env,
                               stdout=subprocess.DEVNULL)
                took[name].append(time.monotonic() - begun)
    finally:
        shutil.rmtree(folder)
        if not asked.keep:
            os.remove(path)
    peer = statistics.median(took["zcat to jq"]) if "zcat to jq" in took else None
    print(f"A dump of {asked.mb} MB, {asked.rounds} rounds, "
          f"{os.cpu_count()} processors:\n")
    print("| way | median s | spread s | MB/s | times jq |")
    print("|---|---|---|---|---|")
    for name, times in took.items():
        middle = statistics.median(times)
        ratio = f"{peer / middle:.1f}" if peer else ""
        print(f"| {name} | {middle:.2f} | {min(times):.2f}-{max(times):.2f} "
              f"| {asked.mb / middle:.0f} | {ratio} |")


if __name__ == "__main__":
    main()
