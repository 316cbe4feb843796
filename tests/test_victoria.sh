#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The golden exports of Victoria's family are made again from the shipped
# royals, byte for byte, and into a pipe as into a file.
set -euo pipefail
kinwalk=$1/kinwalk
root=$(cd "$(dirname "$0")/.." && pwd)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made
of=(--sample --lang en --of Q9439 --descendants 4)

for format in graphml dot; do
    "$kinwalk" export "$format" "${of[@]}" -o "$made/victoria.$format" -q
    cmp "$made/victoria.$format" "$root/graphs/victoria.$format"
    "$kinwalk" export "$format" "${of[@]}" -q | cmp - "$root/graphs/victoria.$format"
done
echo "graphs/victoria.graphml and .dot are made again, byte for byte"
