#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every export of the shipped royals is loaded by the program it is for,
# and people, links, sexes and dates are compared with the JSON lines.
set -euo pipefail
kinwalk=$1/kinwalk
root=$(cd "$(dirname "$0")/.." && pwd)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made
# Debian's packages are for Debian's Python, whatever else is installed.
python=/usr/bin/python3
[ -x "$python" ] || python=python3

royals() {
    "$kinwalk" export --sample --lang en -q "$@"
}
royals graphml -o "$made/family.graphml"
royals gexf -o "$made/family.gexf"
royals dot -o "$made/family.dot"
royals gedcom -o "$made/family.ged"
royals gedcom7 -o "$made/family7.ged"
royals cytoscape -o "$made/family.cyjs"
royals turtle -o "$made/family.ttl"
royals mermaid -o "$made/family.mmd"
royals csv -o "$made/csv"
royals csv -o "$made/neo4j" --for neo4j
royals csv -o "$made/graphframes" --for graphframes

"$python" "$root/tests/check_exports.py" "$made" \
    "$root/graphs/european-royals.jsonl" "$root/tests/data/export"
