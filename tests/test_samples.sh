#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Recorded documents of a genuine Wikibase and of Wikidata, where they are
# at hand: what kinwalk reads in them, and what a second reader does.
set -euo pipefail
build=$1
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${KW_SHARED:-$root/../shared}

if [ ! -d "$shared/wikibase-samples" ]; then
    echo "SKIPPED: no recorded replies in $shared/wikibase-samples"
    exit 77
fi
export XDG_CONFIG_HOME=/nonexistent LC_ALL=C.UTF-8
unset "${!KINWALK_@}" || true
python3 "$root/tests/check_samples.py" "$build/kinwalk" "$shared"

# Q42 by hand: father, mother, spouse, child, sibling, birth, death, sex.
"$build/kinwalk" read "$shared/data/entities/wd_Q42.json" |
    python3 -c '
import json, sys
q42 = json.loads(sys.stdin.read())
says = {s["p"]: s.get("value") for s in q42["statements"]}
want = {"P21": "Q6581097", "P22": "Q14623675", "P25": "Q14623678",
        "P26": "Q14623681", "P40": "Q14623683", "P3373": "Q14623673"}
for p, value in want.items():
    assert says[p] == value, (p, says[p])
assert q42["sex"] == "male" and q42["kind"] == "human"
assert q42["birth"]["time"] == "+1952-03-11T00:00:00Z", q42["birth"]
assert q42["death"]["time"] == "+2001-05-11T00:00:00Z", q42["death"]
'
echo "Q42 is who he was"
