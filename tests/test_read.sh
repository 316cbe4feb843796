#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# kinwalk read, from the outside: plain, gzipped and piped; bad documents
# told with file, byte and reason while the rest goes on.
set -euo pipefail
build=$1
root=$(cd "$(dirname "$0")/.." && pwd)
data=$root/tests/data/fuzz_claims
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder LC_ALL=C.UTF-8
unset "${!KINWALK_@}" || true
failed=0

# Runs kinwalk read; leaves out, err and code.
reading() {
    code=0
    "$build/kinwalk" read "$@" >"$folder/out" 2>"$folder/err" || code=$?
}

is() {
    if [ "$2" != "$3" ]; then
        printf 'FAILED: %s\n  wanted: %s\n  found:  %s\n' "$1" "$3" "$2"
        failed=1
    fi
}

ids() {
    python3 -c 'import json, sys
print(*(json.loads(line)["id"] for line in sys.stdin))' <"$folder/out"
}

line() { printf '{"type":"item","id":"Q%s","claims":{}}' "$1"; }

# ---- one document, many, and none -------------------------------------

reading "$data/plain.json"
is "a document over many lines" "$code $(ids)" "0 Q9439"
is "nothing is said about it" "$(cat "$folder/err")" ""
cp "$folder/out" "$folder/plain.jsonl"

reading "$folder/plain.jsonl"
cmp "$folder/out" "$folder/plain.jsonl" || failed=1
is "what it wrote it reads" "$code" 0

reading "$data/missing.json" "$data/redirect-by-asked-id.json"
is "several files" "$code $(ids)" "0 Q1 Q2 Q1 Q2"
is "states" "$(grep -c '"state":"missing"\|"state":"redirect","to":"Q2"' \
    "$folder/out")" 2

gzip -c "$data/plain.json" >"$folder/plain.gz"
gzip -c "$data/missing.json" >>"$folder/plain.gz"
reading "$folder/plain.gz"
is "gzip, member after member" "$code $(ids)" "0 Q9439 Q1 Q2"
reading - <"$folder/plain.gz"
is "gzip from a pipe" "$code $(ids)" "0 Q9439 Q1 Q2"

printf '[\n%s,\n%s\n]\n' "$(line 1)" "$(line 2)" >"$folder/dump.json"
reading "$folder/dump.json"
is "a dump" "$code $(ids)" "0 Q1 Q2"
printf '[\n]\n' | reading -
is "an empty dump" "$code $(ids)" "0 "

reading -v "$data/other-entities.json"
is "what is passed over is counted when asked" \
    "$(sed 's/.*other/other/' "$folder/err")" \
    "other-entities.json: 1 documents: 1 people, 0 missing, 0 redirects, 2 passed over"

# ---- bad documents ----------------------------------------------------

{
    line 1
    printf '\n{"type":"item","id":"Q2","labels":{"en":{"value":"cut\n'
    line 3
    printf '\n{"type":"item","id":"Q4","labels":7}\n'
    printf 'rubbish\nmore of it\n'
    line 5
    printf ',\n'
} >"$folder/part.json"
reading "$folder/part.json"
is "the rest goes on" "$code $(ids)" "4 Q1 Q3 Q5"
is "file, byte and reason" "$(cat "$folder/err")" \
    "kinwalk read: $folder/part.json: byte 87: a string that does not end
kinwalk read: $folder/part.json: byte 130: Q4: labels: not an object
kinwalk read: $folder/part.json: byte 167: not JSON from here on"

reading "$data/bad-html.json" "$folder/no-such-file" "$data/plain.json"
is "a page and a missing file" "$code $(ids)" "4 Q9439"
is "each is told once" "$(wc -l <"$folder/err")" 2

: >"$folder/empty"
reading "$folder/empty"
is "an empty file" "$code $(cat "$folder/err")" \
    "4 kinwalk read: $folder/empty: byte 0: nothing there"

head -c 60 "$folder/plain.gz" >"$folder/cut.gz"
reading "$folder/cut.gz" "$data/plain.json"
is "gzip cut short" "$code $(ids)" "4 Q9439"

reading "$data/error-maxlag.json"
is "an error of the server" "$code $(ids)" "4 "
grep -q 'the server says maxlag: Waiting' "$folder/err" || failed=1

reading "$data/cut-short.json"
is "a reply cut short is told" "$code $(ids) $(grep -c 'cut this reply short' \
    "$folder/err")" "0 Q2 1"

# ---- limits -----------------------------------------------------------

{
    line 1
    printf '\n'
    printf '{"type":"item","id":"Q2","x":"%0500d"}\n' 0
    line 3
} >"$folder/long.json"
reading --max-bytes 400 "$folder/long.json"
is "a document beyond the limit" "$code $(ids)" "4 Q1 Q3"
grep -q 'byte 38: a document longer than the limit of 400 bytes' \
    "$folder/err" || failed=1
head -c 100000 /dev/zero | gzip >"$folder/bomb.gz"
reading --max-bytes 5000 "$folder/bomb.gz"
is "gzip beyond the limit" "$code $(ids)" "4 "
grep -q 'unpacks to more than the limit of 5000 bytes' "$folder/err" || failed=1
reading --max-bytes 0 "$folder/dump.json"
is "a limit of nothing is no limit to set" "$code" 2
reading
is "no file" "$code" 2

# ---- languages, streams, outputs --------------------------------------

reading --lang de "$data/label-other-only.json"
is "the languages asked" "$(grep -o '"labels":{[^}]*}' "$folder/out")" \
    '"labels":{"de":"nur deutsch"}'

# A pipe that stays open: what is whole comes out before the end.
mkfifo "$folder/pipe"
"$build/kinwalk" read - <"$folder/pipe" >"$folder/out" &
reader=$!
exec 3>"$folder/pipe"
printf '%s\n%s\n%s' "$(line 1)" "$(line 2)" '{"type"' >&3
for _ in $(seq 100); do
    [ "$(wc -l <"$folder/out")" -eq 2 ] && break
    sleep 0.1
done
is "a stream is not waited out" "$(ids)" "Q1 Q2"
printf ':"item","id":"Q3"}\n' >&3
exec 3>&-
wait "$reader"
is "and read to its end" "$(ids)" "Q1 Q2 Q3"

code=0
"$build/kinwalk" read "$data/plain.json" >/dev/full 2>"$folder/err" || code=$?
is "a full disk" "$code" 4

[ "$failed" -eq 0 ] && echo "kinwalk read does what it says"
exit "$failed"
