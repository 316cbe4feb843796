#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every `console` block of the README says what it prints: runs its
# commands with the built program and compares, line for line. A line
# "..." in the README stands for any number of lines. A `python` block is
# run, too, and prints what the `text` block behind it says.
set -euo pipefail
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)

python3 - "$build" "$top" <<'PYTHON'
import os
import pathlib
import re
import subprocess
import sys
import tempfile

build, top = sys.argv[1:]
readme = pathlib.Path(top, "README.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```(console|python|text)\n(.*?)^```", readme,
                    re.M | re.S)
folder = tempfile.TemporaryDirectory()
environment = dict(os.environ, PATH=build + os.pathsep + os.environ["PATH"],
                   HOME=folder.name, XDG_CONFIG_HOME=folder.name,
                   XDG_DATA_HOME=folder.name, LC_ALL="C.UTF-8",
                   KINWALK_OFFLINE="1")
failed = ran = 0


def fits(want, got):
    """Do the lines fit, with "..." standing for any number of lines?"""
    if not want:
        return not got
    if want[0] == "...":
        return any(fits(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and want[0].rstrip() == got[0].rstrip() and \
        fits(want[1:], got[1:])


def check(command, shell, lines):
    """Runs it in the folder; does it print these lines?"""
    global ran, failed
    result = subprocess.run([*shell, command], cwd=folder.name,
                            env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            timeout=60)
    got = result.stdout.decode("utf-8").splitlines()
    ran += 1
    if not fits(lines, got):
        failed += 1
        print(f"README says of: $ {command}")
        print("\n".join("  | " + line for line in lines))
        print("but it prints:")
        print("\n".join("  | " + line for line in got))


program = None
for kind, block in blocks:
    if kind == "python":
        program = block
    elif kind == "text" and program:
        check(program, ["python3", "-c"], block.splitlines())
        program = None
    if kind != "console":
        continue
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        lines = part.splitlines()
        command = lines.pop(0)
        while command.endswith("\\"):
            command = command[:-1] + lines.pop(0)
        check(command, ["bash", "-c"], lines)
if program:
    failed += 1
    print("README has a python block without what it prints")
folder.cleanup()
print(f"{ran} commands of the README, {failed} say something else")
sys.exit(1 if failed or ran < 5 else 0)
PYTHON
