#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What status --graph says of the whole family is what a plain walk from
# everybody finds over the view `links`, in a file with people who were
# named and never read, and whose links are outranked, adoptive or by step.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")" && pwd)

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME=$folder XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
export LC_ALL=C.UTF-8 KINWALK_OFFLINE=1
cd "$folder"

# Somebody alone, a missing one, a redirect, two fathers of whom one is
# outranked, a step father.
cat >more.jsonl <<'END'
{"schema":"kinwalk.person/1","id":"Q5000001","state":"person","kind":"human"}
{"schema":"kinwalk.person/1","id":"Q5000002","state":"missing"}
{"schema":"kinwalk.person/1","id":"Q5000003","state":"redirect","to":"Q9439"}
{"schema":"kinwalk.person/1","id":"Q5000004","state":"person","statements":[{"id":"Q5000004$1","p":"P22","value":"Q5000005","rank":"preferred"},{"id":"Q5000004$2","p":"P22","value":"Q5000006","rank":"normal"},{"id":"Q5000004$3","p":"P3448","value":"Q5000007","rank":"normal"},{"id":"Q5000004$4","p":"P26","value":"Q5000003","rank":"normal"}]}
END
"$build/kinwalk" import "$here/../graphs/european-royals.jsonl" \
    --store royals.db -q >import.txt
"$build/kinwalk" import more.jsonl --store royals.db -q >import.txt
"$build/kinwalk" status --graph --store royals.db --json >said.json
"$build/kinwalk" status --graph --store royals.db >said.txt

python3 - <<'END'
import json
import sqlite3

WALKED = {"father", "mother", "parent", "spouse", "partner"}
said = json.load(open("said.json", encoding="utf-8"))["graph"]
words = open("said.txt", encoding="utf-8").read()
db = sqlite3.connect("royals.db")
kin = {who: set() for who, in db.execute("SELECT id FROM people")}
kin |= {f"Q{key}": set() for key, in db.execute(
    "SELECT key FROM record WHERE state = 1")}
# The unread come in by links, whatever kind these are.
for child, parent, kind, role, holds in db.execute(
        "SELECT child, parent, kind, role, holds FROM links"):
    if kind == "relative":
        continue
    kin.setdefault(child, set())
    kin.setdefault(parent, set())
    if kind in WALKED and holds and role not in ("step", "other"):
        kin[child].add(parent)
        kin[parent].add(child)


def walk(start):
    steps = {start: 0}
    layer = [start]
    while layer:
        layer = [to for who in layer for to in kin[who]
                 if to not in steps and not steps.update({to: steps[who] + 1})]
    return steps


parts = []
seen = set()
for who in sorted(kin, key=lambda who: int(who[1:])):
    if who not in seen:
        parts.append(set(walk(who)))
        seen |= parts[-1]
largest = max(parts, key=len)
walks = {who: walk(who) for who in largest}
means = sorted((sum(w.values()) / (len(largest) - 1), int(who[1:]))
               for who, w in walks.items())
diameter = max(max(w.values()) for w in walks.values())

assert said["people"] == len(kin), (said["people"], len(kin))
assert {"Q5000001", "Q5000002", "Q5000006", "Q5000007"} <= set(kin), kin
assert "Q5000003" not in kin and kin["Q5000004"] == {"Q5000005", "Q9439"}
assert said["links"] == sum(map(len, kin.values())) // 2
assert said["components"] == len(parts)
assert said["alone"] == sum(len(part) == 1 for part in parts)
assert said["largest"] == len(largest)
assert said["exact"] is True
assert said["diameter"] == said["diameter_at_most"] == diameter
assert walks[said["end_a"]["id"]][said["end_b"]["id"]] == diameter
assert [m["person"]["id"] for m in said["middle"]] == [
    f"Q{number}" for _, number in means[:5]]
for one, (mean, _) in zip(said["middle"], means):
    assert abs(one["mean_steps"] - mean) < 1e-9, (one, mean)
assert said["middle"][0]["person"]["label"] == "Queen Victoria"
assert f"its diameter is {diameter} steps, from " in words, words
assert "nearest to all: Queen Victoria (" in words, words
print(len(kin), "people,", len(parts), "components")
END
