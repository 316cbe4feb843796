#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# path and export as they are typed: answers, parts, exit codes, and old
# files that stay.
set -euo pipefail
kinwalk=$(cd "$1" && pwd)/kinwalk
root=$(cd "$(dirname "$0")/.." && pwd)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
export XDG_CONFIG_HOME=$made XDG_DATA_HOME=$made LC_ALL=C.UTF-8
cd "$made"
failed=0

# is WHAT GOT WANTED
is() {
    if [ "$2" != "$3" ]; then
        printf '%s:\n  got    %s\n  wanted %s\n' "$1" "$2" "$3"
        failed=1
    fi
}

# code WANTED COMMAND...: the exit code, output thrown away
code() {
    local wanted=$1 got=0
    shift
    "$kinwalk" "$@" >out 2>err || got=$?
    is "exit of kinwalk $*" "$got" "$wanted"
}

ids() {
    grep -o '"id":"Q[0-9]*"' | cut -d'"' -f4 | tr '\n' ' '
}

# Whom an export tells of.
who() {
    "$kinwalk" export jsonl --sample -q "$@" | cut -d, -f2 | ids
}

# ---- path ----
"$kinwalk" path --sample --json Q9682 Q40787 >path.json
is "the chain" "$(sed 's/.*"path"//' path.json | ids)" \
    "Q9682 Q280856 Q269412 Q152260 Q151305 Q153601 Q40787 "
is "its links" "$(grep -o '"link":"[a-z]*"' path.json | cut -d'"' -f4 | tr '\n' ' ')" \
    "father father mother father child child "
is "its length" "$(grep -o '"steps":[0-9]*,"proven":[a-z]*' path.json)" \
    '"steps":6,"proven":true'
is "by marriage" "$("$kinwalk" path --sample Q9682 Q80976 2>&1 | sed -n 3p)" \
    "  > her husband Prince Philip, Duke of Edinburgh (1921–2021)"
is "by blood only" \
    "$("$kinwalk" path --sample Q9682 Q80976 --via parent,child 2>&1 | head -1)" \
    "Elizabeth II to Prince Philip, Duke of Edinburgh: 2 steps"
is "both ways alike" \
    "$("$kinwalk" path --sample --json Q40787 Q9682 | sed 's/.*"path"//' | ids)" \
    "Q40787 Q153601 Q151305 Q152260 Q269412 Q280856 Q9682 "
code 0 path --sample Q9682 Q9682
code 1 path --sample Q9682 Q999999
code 2 path --sample Q9682 Q80976 --via uncle
code 2 path --sample Q9682 Q80976 --via ,
code 5 path --sample Q9682 "Nobody At All"

# ---- parts ----
is "Elizabeth, her parents and theirs" "$(who --of Q9682 --ancestors 1)" \
    "Q9682 Q10633 Q80976 Q280856 "
is "nobody around" "$(who --of Q9682 --ancestors 0)" "Q9682 Q80976 "
is "mother and son, and what joins them" "$(who --joining Q9682,Q43274)" \
    "Q9682 Q43274 "
is "those who join two brothers" "$(who --joining Q43274,Q154920)" \
    "Q9682 Q43274 Q80976 Q154920 "
is "husband and wife of no common blood" "$(who --joining Q9685,Q43274)" \
    "Q9685 Q43274 "
is "everybody" "$(who | wc -w)" 593
"$kinwalk" export dot --sample -q --named >named.dot
is "those only named" "$(grep -c 'known="unread"' named.dot)" 58
is "each once" "$(grep -c '\[label=' named.dot)" $((593 + 58))

# ---- the living ----
"$kinwalk" export jsonl --sample -q --no-living >dead.jsonl
is "Charles may be living" "$(grep -c '"id":"Q43274","state"' dead.jsonl)" 0
is "and is not named" "$(grep -c '"value":"Q43274"' dead.jsonl)" 0
is "Elizabeth is not" "$(grep -c '"id":"Q9682","state"' dead.jsonl)" 1
is "nor one without dates, long ago" \
    "$(grep -c '"id":"Q153601","state"' dead.jsonl)" 1
"$kinwalk" export dot --sample -q --no-living >dead.dot
is "nor in a graph" "$(grep -c '"Q43274"' dead.dot)" 0

# ---- what better statements stand above ----
{
    said='"state":"person","statements":[{"id":"a","p":"P22","value"'
    echo "{\"schema\":\"kinwalk.person/1\",\"id\":\"Q1\",$said:\"Q2\"," \
        '"rank":"preferred"},{"id":"b","p":"P22","value":"Q3",' \
        '"rank":"normal"}]}'
    echo '{"schema":"kinwalk.person/1","id":"Q2","state":"person"}'
    echo '{"schema":"kinwalk.person/1","id":"Q3","state":"person"}'
} >two.jsonl
"$kinwalk" import two.jsonl --store two.db -q >two.txt
"$kinwalk" export csv --store two.db -q -o one
"$kinwalk" export csv --store two.db -q --outranked -o two
is "an outranked father is left out" "$(grep -c father one/links.csv)" 1
is "but not when asked for" "$(grep -c father two/links.csv)" 2
is "and his rank tells" \
    "$(grep -c '^Q3,Q1,father,birth,target,,outranked' two/links.csv)" 1
"$kinwalk" import two --store two-again.db -q >two.txt
"$kinwalk" export csv --store two-again.db -q --outranked -o again
is "outranked links come back" "$(cat again/*)" "$(cat two/*)"
code 2 export gedcom --store two.db --outranked
for format in graphml gexf cytoscape dot; do
    is "$format tells the rank" "$("$kinwalk" export $format --outranked \
        --store two.db -q | grep -o outranked | wc -l)" 1
done

# ---- files ----
"$kinwalk" export jsonl --sample -q -o all.jsonl
is "the sample is the shipped file" \
    "$(sed 's/,"read_at":"[^"]*"//' all.jsonl | cksum)" \
    "$(cksum <"$root/graphs/european-royals.jsonl")"
code 4 export dot --sample -o no/such/folder/x.dot
code 2 export csv --sample
code 2 export xls --sample
code 2 export csv --sample --for excel -o pair
code 2 export dot --sample --ancestors 2
code 2 export dot --sample --joining Q9682
code 5 export dot --sample --of "Nobody At All"
echo old >kept.dot
code 5 export dot --sample --of "Nobody At All" -o kept.dot
is "an old file stays" "$(cat kept.dot)" old
is "told in JSON" \
    "$("$kinwalk" export dot --sample --json --of Q9682 --ancestors 1 -o x.dot)" \
    '{"schema":"kinwalk.export/1","format":"dot","file":"x.dot","people":4,"named":0,"links":4}'
if [ -e /dev/full ]; then
    code 4 export dot --sample -o /dev/full
fi

[ "$failed" = 0 ] && echo "path and export do as they are told"
exit "$failed"
