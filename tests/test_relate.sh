#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# kinwalk relate on the command line: words, JSON, exit codes, on the
# sample, on a handmade family, on a large one, and on royal92.
set -euo pipefail

build=$1
root=$(cd "$(dirname "$0")/.." && pwd)
shared=${KW_SHARED:-$root/../shared}
kinwalk=$build/kinwalk
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export HOME=$tmp XDG_CONFIG_HOME=$tmp XDG_DATA_HOME=$tmp LC_ALL=C.UTF-8
unset KINWALK_STORE KINWALK_LANG KINWALK_OFFLINE || true
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect NAME WANTED-EXIT WANTED-TEXT COMMAND...: exit code, and a line that
# must stand in the output
expect() {
    local name=$1 code=$2 text=$3 got=0
    shift 3
    "$@" >"$tmp/out" 2>"$tmp/err" || got=$?
    [ "$got" = "$code" ] || fail "$name: exit $got, not $code: $(cat "$tmp/err")"
    grep -qF -- "$text" "$tmp/out" ||
        fail "$name: no '$text' in: $(cat "$tmp/out")"
}

# field NAME EXPRESSION WANTED COMMAND...: a field of the JSON answer
field() {
    local name=$1 expression=$2 wanted=$3 got
    shift 3
    got=$("$@" 2>"$tmp/err" | python3 -c '
import json, sys
d = json.load(sys.stdin)
print(eval(sys.argv[1]))' "$expression") || true
    [ "$got" = "$wanted" ] || fail "$name: '$got', not '$wanted': $(cat "$tmp/err")"
}

sample() {
    "$kinwalk" relate --sample "$@"
}

# ---- the sample -------------------------------------------------------

cat >"$tmp/wanted" <<'TEXT'
Prince Philip, Duke of Edinburgh is Elizabeth II's 2nd cousin once removed
  Christian IX of Denmark + Louise of Hesse-Kassel
  > Alexandra of Denmark > George V > George VI > Elizabeth II
  > George I of Greece > Prince Andrew of Greece and Denmark > Prince Philip, Duke of Edinburgh
(Elizabeth II is his 2nd cousin once removed)
also 3rd cousins, through Queen Victoria + Prince Albert of Saxe-Coburg and Gotha (4 up, 4 down)
TEXT
sample "Elizabeth II" Q80976 >"$tmp/told" 2>/dev/null
head -n 6 "$tmp/told" | diff "$tmp/wanted" - ||
    fail "the answer in the manual reads otherwise"
expect marriage 0 "also husband and wife, married 1947" sample Q9682 Q80976
expect oneself 0 "are the same person" sample Q9682 Q9682
expect great 0 "2nd great-grandmother" sample Q9682 Q9439
expect german 0 "Ururgroßmutter" sample Q9682 Q9439 --lang de
expect german-also 0 "auch Eheleute, Heirat 1947" sample Q9682 Q80976 --lang de
expect german-sum 0 "4 Linien insgesamt" sample Q9682 Q80976 --lang de
expect french-also 0 "aussi mari et femme, mariage en 1947" \
    sample Q9682 Q80976 --lang fr
expect french-sum 0 "4 lignes en tout" sample Q9682 Q80976 --lang fr
expect without 0 "through Prince Albert" sample Q9682 Q80976 --without Q9439
expect why 0 "stated by both" sample Q9682 Q80976 --why
expect weakest 0 "weakest link:" sample Q9682 Q80976 --why
field verdict 'd["verdict"]' related sample Q9682 Q80976 --json
field degree '[(r["civil"], r["canon"], r["kin_type"]) for r in d["relations"][:1]]' \
    "[(7, 4, 'FFMBSS')]" sample Q9682 Q80976 --json
field line '(d["relations"][0]["line"]["up"][0], d["relations"][0]["line"]["up"][-1], d["relations"][0]["line"]["down"][-1])' \
    "('Q9682', 'Q151305', 'Q80976')" sample Q9682 Q80976 --json
field ahnentafel 'd["relations"][0]["ahnentafel"]' 17 sample Q9682 Q9439 --json
field steps 'len(d["relations"][0]["steps"])' 7 sample Q9682 Q80976 --json --why
field statement 'd["relations"][0]["steps"][0]["statement"].startswith("Q9682$")' \
    True sample Q9682 Q80976 --json --why
field connection '(d["connection"]["steps"], d["connection"]["path"][1]["link"])' \
    "(1, 'spouse')" sample Q9682 Q80976 --json

code=0
sample Q9682 >/dev/null 2>&1 || code=$?
[ $code = 2 ] || fail "one person: exit $code"
code=0
sample Q9682 Q80976 --without Q9682 >/dev/null 2>&1 || code=$?
[ $code = 2 ] || fail "without FROM: exit $code"
code=0
sample Q9682 "nobody of that name" >/dev/null 2>&1 || code=$?
[ $code = 5 ] || fail "nobody: exit $code"
sample Q9682 Q80976 --draw "$tmp/answer.svg" >/dev/null
grep -q "</svg>" "$tmp/answer.svg" || fail "no picture"

printf 'Q9682\tQ80976\nnonsense\nQ9682\tQ9439\r\nQ9682\tnobody at all' >"$tmp/pairs"
sample --pairs "$tmp/pairs" 2>/dev/null >"$tmp/answers"
python3 - "$tmp/answers" <<'PYTHON' || fail "pairs"
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert len(rows) == 4, rows
assert rows[0]["relations"][0]["term"] == "2nd cousin once removed"
assert rows[1]["line"] == 2 and rows[1]["error"]
assert rows[2]["relations"][0]["term"] == "2nd great-grandmother"
assert rows[3]["line"] == 4 and rows[3]["error"]
PYTHON

# ---- a handmade family ------------------------------------------------

python3 - >"$tmp/hand.jsonl" <<'PYTHON'
import json
people = {
    1: ("Anna", "female", [("P22", 2), ("P22", 3), ("P25", 4)]),
    2: ("Bert", "male", []),
    3: ("Carl", "male", [("P22", 6)]),
    4: ("Dora", "female", []),
    5: ("Emil", "male", [("P22", 2), ("P25", 7)]),
    6: ("Zeus", "male", [("P22", 3)]),
    7: ("Frieda", "female", []),
    8: ("Gustav", "male", [("P26", 7)]),
    9: ("Hans", "male", []),
    10: ("Ida", "female", [("P22", 5), ("P25", 99)]),
    11: ("Jakob", "male", [("P22", 8)]),
}
for n, (name, sex, links) in people.items():
    print(json.dumps({
        "schema": "kinwalk.person/1", "id": f"Q{n}", "state": "person",
        "kind": "mythical" if name == "Zeus" else "human",
        "labels": {"en": name}, "sex": sex,
        "statements": [{"id": f"Q{n}${i}", "p": p, "value": f"Q{v}",
                        "rank": "normal"}
                       for i, (p, v) in enumerate(links)]}))
PYTHON
"$kinwalk" --store "$tmp/hand.db" import "$tmp/hand.jsonl" >/dev/null 2>&1
hand() {
    "$kinwalk" relate --store "$tmp/hand.db" --offline "$@"
}
expect alternatives 0 "If Anna is the child of Carl and Dora:" hand Q1 Q5
expect half 0 "half-siblings" hand Q1 Q5
field both '[(a["alternative"], a["phi"]["exact"]) for a in d["alternatives"]]' \
    "[(1, '1/8'), (2, '0/1')]" hand Q1 Q5 --json
expect cycle 0 "Left out, for Zeus (mythical) would be their own ancestor" hand Q1 Q6
field cut '[(c["child"], c["parent"], c["statement"]) for c in d["cuts"]]' \
    "[('Q6', 'Q3', 'Q6\$0')]" hand Q1 Q6 --json
expect mythical 0 "Zeus (mythical) > Carl > Anna" hand Q1 Q6
expect step 0 "Gustav's stepson" hand Q8 Q5
expect stepbrother 0 "step" hand Q5 Q11
expect chain 0 "Gustav's wife's son's father" hand Q8 Q2
field connected 'd["verdict"]' connected hand Q8 Q2 --json
expect unrelated 1 "are not related" hand Q9 Q5
field unrelated 'd["verdict"]' unrelated hand Q9 Q5 --json
expect unknown 1 "No known relationship" hand Q9 Q10
expect open 1 "1 ancestor is not read yet" hand Q9 Q10
field open '(d["verdict"], d["open"])' "('unknown', ['Q99'])" hand Q9 Q10 --json
field lower 'd["phi"]["lower_bound"]' True hand Q10 Q2 --json

# ---- a family too large to be read in full ----------------------------

python3 - >"$tmp/large.jsonl" <<'PYTHON'
import json, random
random.seed(4)
per, generations = 450, 22
for g in range(generations):
    for i in range(per):
        links = []
        if g:
            above = (g - 1) * per
            links = [("P22", above + random.randrange(per // 2) * 2 + 1),
                     ("P25", above + random.randrange(per // 2) * 2 + 2)]
        n = g * per + i + 1
        print(json.dumps({
            "schema": "kinwalk.person/1", "id": f"Q{n}", "state": "person",
            "kind": "human", "labels": {"en": f"N{n}"},
            "sex": "male" if n % 2 else "female",
            "statements": [{"id": f"Q{n}${p}", "p": p, "value": f"Q{v}",
                            "rank": "normal"} for p, v in links]}))
PYTHON
"$kinwalk" --store "$tmp/large.db" import "$tmp/large.jsonl" >/dev/null 2>&1
large() {
    "$kinwalk" relate --store "$tmp/large.db" --offline "$@"
}
expect partly 0 "Only the nearest generations of a large family" large Q9890 Q9871
first=$(head -1 "$tmp/out")
grep -qE '> .*Q[0-9]|Q[0-9].*> ' "$tmp/out" && fail "large: names are missing"
field same 'd["relations"][0]["sentence"]' "$first" large Q9890 Q9871 --json
field whole 'd["lines"]["complete"] == (d["phi"] is not None)' True large Q9890 Q9871 --json

# ---- royal92 ----------------------------------------------------------

if [ -r "$shared/data/royal92.ged" ]; then
    "$kinwalk" --store "$tmp/royal.db" import "$shared/data/royal92.ged" \
        >/dev/null 2>&1
    royal() {
        "$kinwalk" relate --store "$tmp/royal.db" --offline "$@"
    }
    field lines 'd["lines"]' \
        "{'single': '180', 'merged': '103', 'complete': True}" \
        royal I52 I57 --json
    field phi 'd["phi"]["exact"]' 141658376588231169/9223372036854775808 \
        royal I52 I57 --json
    field nicholas '(d["relations"][0]["term"], d["lines"]["merged"], round(d["phi"]["value"], 9))' \
        "('1st cousin twice removed', '73', 0.018632183)" \
        royal I52 I37 --json
    field all 'sum(1 + len(r.get("other_lines", [])) for r in d["relations"] if r["kind"] == "blood")' \
        103 royal I52 I57 --json --all
    lines=$(royal I52 I57 --all | grep -c '^  [^>]')
    [ "$lines" = 103 ] || fail "--all tells $lines lines, not 103"
else
    echo "SKIPPED: $shared/data/royal92.ged is not here"
fi

[ "$failures" = 0 ] || exit 1
echo "relate: all as told"
