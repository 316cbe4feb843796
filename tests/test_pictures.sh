#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The pictures in graphs/: drawn again byte for byte, valid, and alike in
# librsvg and Chromium.
#
#   tests/test_pictures.sh BUILD            compares
#   tests/test_pictures.sh BUILD --renew    draws them anew: look at them!
set -euo pipefail
build=$(cd "$1" && pwd)
graphs=$(cd "$(dirname "$0")/../graphs" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset "${!KINWALK_@}"
export XDG_CONFIG_HOME="$work" XDG_DATA_HOME="$work"

draw() {
    "$build/kinwalk" draw --sample --lang en -q "$@"
}

draw_all() {
    draw Q9439 Q9682 Q80976 Q151305 -o "$1/joined.svg"
    draw Q9682 Q80976 -o "$1/elizabeth-philip.svg"
    draw Q9439 --descendants 3 -o "$1/victoria.svg"
    draw Q191045 --ancestors 4 -o "$1/felipe-vi.svg"
}

if [ "${2:-}" = --renew ]; then
    draw_all "$graphs"
    exit 0
fi

draw_all "$work"
for picture in joined elizabeth-philip victoria felipe-vi; do
    cmp "$work/$picture.svg" "$graphs/$picture.svg"
done
echo "four pictures, byte for byte as in graphs/"

# Every option leads to something valid, and says what is wrong otherwise.
draw Q9682 --top-down --dark --fill sex -o "$work/top.svg"
draw Q9439 --descendants 4 --highlight Q9682,Q80976 -o "$work/gold.svg"
grep -q 'class="kw-p"' "$work/gold.svg"
draw Q9682 Q80976 -o "$work/two.dot"
grep -q 'rank=same' "$work/two.dot"
code=0
draw Q9439 --descendants 4 --max-people 20 -o "$work/no.svg" \
    2>"$work/said" || code=$?
[ "$code" = 2 ]
grep -q 'narrow with --descendants' "$work/said"
[ ! -e "$work/no.svg" ]
code=0
draw Q9439 -o "$work/x.jpeg" 2>"$work/said" || code=$?
[ "$code" = 2 ]
grep -q '\.svg, \.png, \.pdf' "$work/said"
code=0
draw Q9439 --descendants 1 -o /nowhere/x.svg 2>"$work/said" || code=$?
[ "$code" = 4 ]

if command -v xmllint >/dev/null; then
    xmllint --noout "$work"/*.svg
else
    echo "SKIPPED: validity: xmllint is not installed"
fi
if command -v dot >/dev/null; then
    dot -Tsvg "$work/two.dot" -o "$work/two.dot.svg" 2>/dev/null
else
    echo "SKIPPED: Graphviz reads the DOT: dot is not installed"
fi

chromium=$(command -v chromium || command -v chromium-browser || true)
if [ -z "$chromium" ] || ! command -v rsvg-convert >/dev/null; then
    echo "SKIPPED: rendering alike: needs rsvg-convert and chromium"
    exit 0
fi
for picture in joined felipe-vi; do
    svg=$work/$picture.svg
    size=$(sed -n '/.* width="\([0-9]*\)" height="\([0-9]*\)".*/{
        s//\1,\2/p
        q
    }' "$svg")
    rsvg-convert "$svg" -o "$work/rsvg.png"
    timeout 120 "$chromium" --headless --no-sandbox --disable-gpu \
        --disable-background-networking --disable-component-update \
        --disable-sync --no-first-run --hide-scrollbars \
        --user-data-dir="$work/chromium" --window-size="$size" \
        --screenshot="$work/chromium.png" "file://$svg" 2>/dev/null
    python3 "$(dirname "$0")/compare_png.py" "$work/rsvg.png" \
        "$work/chromium.png" "$picture"
done
