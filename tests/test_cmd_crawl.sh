#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The crawl command against a mirror: one store whatever the order, the
# transport and the trouble; bad input; Ctrl-C; a full disk; two at once.
set -euo pipefail
build=$1
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
mirrors=()

end() {
    for pid in "${mirrors[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap end EXIT
export XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
unset KINWALK_STORE KINWALK_ENDPOINT KINWALK_CONTACT KINWALK_OFFLINE \
    http_proxy https_proxy all_proxy 2>/dev/null || true

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# serve NAME FILE SWITCH...: sets url_NAME
serve() {
    local name=$1
    shift
    "$build/kinwalk-mirror" "$@" >"$folder/$name.url" 2>/dev/null &
    mirrors+=($!)
    for _ in $(seq 100); do
        [ -s "$folder/$name.url" ] && break
        sleep 0.1
    done
    read -r "url_$name" <"$folder/$name.url"
}

crawl() { "$build/kinwalk" crawl "$@" --store "$folder/f.db"; }
forget() { rm -f "$folder"/f.db*; }
# The store as JSON lines, without the times of reading.
told_of() {
    "$build/kinwalk" export jsonl --store "$1" -o - -q |
        sed 's/,"read_at":"[^"]*"//'
}
told() { told_of "$folder/f.db"; }
# exits CODE COMMAND...: and says one line on stderr.
exits() {
    local want=$1 code=0
    shift
    "$@" >"$folder/out" 2>"$folder/err" || code=$?
    [ "$code" = "$want" ] || fail "$* exits $code, not $want: $(cat "$folder/err")"
    [ "$(grep -c '^kinwalk crawl: ' "$folder/err")" = 1 ] ||
        fail "$* says: $(cat "$folder/err")"
}

royals=$here/graphs/european-royals.jsonl
serve plain "$royals"
serve slow "$royals" --latency 1 --jitter 9 --seed 7
serve lazy "$royals" --latency 300

# A crawl of the shipped family: the same store, whatever comes first.
crawl Q9439 --depth 5 --endpoint "$url_plain" -q
told >"$folder/first"
[ "$(wc -l <"$folder/first")" -gt 300 ] || fail "too few people"
for way in "1 api" "16 api" "3 entitydata" "16 entitydata"; do
    forget
    crawl Q9439 --depth 5 --endpoint "$url_slow" -q \
        --in-flight "${way% *}" --transport "${way#* }"
    told | cmp - "$folder/first" || fail "another store at --in-flight $way"
done

# Every trouble at once, over a generated family: complete, same store.
"$build/kinwalk-mirror" --generate 5000 --seed 3 >"$folder/family.jsonl"
seed=$(head -1 "$folder/family.jsonl" | sed 's/.*"id":"\(Q[0-9]*\)".*/\1/')
limits=(--slow-ms 100 --oversize-bytes 100000000 --bomb-bytes 100000000
    --retry-after 0)
serve calm "$folder/family.jsonl"
# What only batches meet comes more often, and 64 MB a time less.
serve rough "$folder/family.jsonl" --trouble 0.1 --maxlag 0.05 \
    --maxlag-wdqs 0.05 --cut 0.05 --oversize 0.0008 --log "$folder/rough.log" \
    "${limits[@]}"
forget
crawl "$seed" --depth 1000 --endpoint "$url_calm" -q
told >"$folder/calm"

# troubled NAME SWITCH...: a crawl through trouble, into a store of its own
troubled() {
    local name=$1 store=$folder/$1.db
    shift
    "$build/kinwalk" crawl "$@" --json --store "$store" >"$folder/$name.bill"
    told_of "$store" >"$folder/$name.told"
    rm -f "$store"*
}
is_complete() {
    grep -q '"complete":true,' "$folder/$1.bill" ||
        fail "$1 is not complete: $(cat "$folder/$1.bill")"
    cmp "$folder/$1.told" "$2" || fail "$1 changes the store"
}

# One document a person is mostly waiting: the rest goes on beside it.
troubled all-entitydata "$seed" --depth 1000 --endpoint "$url_rough" \
    --transport entitydata &
long=$!
troubled all-api "$seed" --depth 1000 --endpoint "$url_rough"
kinds="429 429-retry-after maxlag maxlag-wdqs 500 503 html200 truncate oversize
    slow bomb reset cut"
# met NAME KIND: did the mirror make that trouble?
met() {
    cut -f 8 "$folder/$1.log" >"$folder/met"
    grep -qx -e "$2" "$folder/met" || fail "$1: $2 never came"
}

# Each trouble alone, and much of it, over those nearest to Victoria.
forget
crawl Q9439 --depth 2 --endpoint "$url_plain" -q
told >"$folder/near"
jobs=()
for kind in $kinds; do
    name=alone_${kind//-/_}
    # Refusals hold everybody back, longer and longer.
    rate=0.4
    case $kind in 429* | 503) rate=0.1 ;; esac
    serve "$name" "$royals" --"$kind" $rate --log "$folder/$name.log" \
        "${limits[@]}"
    url=url_$name
    transport=entitydata
    case $kind in maxlag* | cut) transport=api ;; esac
    troubled "$name" Q9439 --depth 2 --endpoint "${!url}" \
        --transport $transport &
    jobs+=($!)
done
wait "${jobs[@]}"
for kind in $kinds; do
    name=alone_${kind//-/_}
    met "$name" "$kind"
    is_complete "$name" "$folder/near"
done

# Ids that fail for good are counted, listed, and tried again.
serve broken "$royals" --fail-ids Q20875
forget
exits_with_bill() {
    local code=0
    crawl Q9439 --depth 1 --endpoint "$url_broken" --json \
        >"$folder/bill" 2>"$folder/err" || code=$?
    [ $code = 3 ] || fail "a failed id exits $code"
}
exits_with_bill
grep -q '"failed":1,' "$folder/bill" || fail "failed: $(cat "$folder/bill")"
"$build/kinwalk" status --store "$folder/f.db" --json >"$folder/out"
grep -q '"failures":\[{"id":"Q20875","why":"HTTP 500' "$folder/out" ||
    fail "status does not list the failed"
crawl Q9439 --depth 1 --endpoint "$url_plain" --json >"$folder/bill"
grep -q '"new":1,"missing":0,"failed":0,' "$folder/bill" ||
    fail "not tried again: $(cat "$folder/bill")"

# Bad input: one clear line and the contract's exit code.
forget
exits 5 crawl Q0 --endpoint "$url_plain"
exits 5 crawl Q999999999 --endpoint "$url_plain"
exits 5 crawl "Nobody of that Name" --endpoint "$url_plain"
exits 3 crawl Q9439 --endpoint http://127.0.0.1:1
exits 2 crawl Q9439 --endpoint nonsense
exits 2 crawl Q9439
grep -q -e --contact "$folder/err" || fail "the contact is not named"
exits 2 crawl Q9439 --endpoint "$url_plain" --links cousin
exits 4 "$build/kinwalk" crawl Q9439 --endpoint "$url_plain" \
    --store /proc/nowhere/f.db

# Names are looked up on the server.
forget
crawl "Queen Victoria" --depth 0 --endpoint "$url_plain" --json \
    2>/dev/null >"$folder/out"
grep -q '"people":1,' "$folder/out" || fail "a name is not found"

# Ctrl-C: stops soon, keeps what came, says how to go on.
forget
code=0
crawl Q9439 --depth 1000 --in-flight 1 --endpoint "$url_lazy" \
    >"$folder/out" 2>"$folder/err" &
pid=$!
sleep 1.2
# The program, not the shell around it.
kill -INT "$(pgrep -P $pid || echo $pid)" 2>/dev/null || kill -INT $pid
wait $pid || code=$?
[ $code = 130 ] || fail "Ctrl-C exits $code: $(cat "$folder/err")"
grep -q 'goes on' "$folder/err" || fail "Ctrl-C does not say how to go on"
[ "$(told | wc -l)" -gt 0 ] || fail "Ctrl-C loses what was read"

# Two on one store: the second says so, or waits.
forget
crawl Q9439 --depth 3 --in-flight 1 --endpoint "$url_lazy" -q &
pid=$!
sleep 0.7
exits 4 crawl Q9439 --depth 1 --endpoint "$url_plain"
grep -q 'another kinwalk' "$folder/err" || fail "$(cat "$folder/err")"
crawl Q9439 --depth 3 --endpoint "$url_plain" --wait --json >"$folder/bill"
wait $pid
grep -q '"new":0,' "$folder/bill" || fail "--wait did not: $(cat "$folder/bill")"

# A full disk: exit 4, nothing lost, and it goes on afterwards.
forget
code=0
(
    trap '' XFSZ
    ulimit -f 300
    crawl Q9439 --depth 1000 --endpoint "$url_plain" \
        >"$folder/out" 2>"$folder/err"
) || code=$?
[ $code = 4 ] || fail "a full disk exits $code: $(cat "$folder/err")"
crawl Q9439 --depth 5 --endpoint "$url_plain" -q
told >"$folder/second"
[ "$(grep -c . "$folder/second")" -ge "$(grep -c . "$folder/first")" ] ||
    fail "people are lost after a full disk"

# Refresh: by revision first; nobody changed, so nobody is read again.
crawl Q9439 --depth 2 --endpoint "$url_plain" --refresh --json >"$folder/bill"
grep -q '"changed":0,"unchanged":[1-9]' "$folder/bill" ||
    fail "refresh: $(cat "$folder/bill")"
python3 -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    person = json.loads(line)
    if person["id"] == "Q9439":
        person["statements"] = [s for s in person["statements"]
                                if s.get("value") not in ("Q20875", "Q157009")]
        person["rev"] = 999999
    print(json.dumps(person, ensure_ascii=False, separators=(",", ":")))
' "$royals" >"$folder/changed.jsonl"
serve changed "$folder/changed.jsonl"
crawl Q9439 --depth 0 --endpoint "$url_changed" --refresh \
    >"$folder/out" 2>"$folder/err"
for change in 'a child gone: Q20875' 'a father gone: Q157009'; do
    grep -q "$change" "$folder/err" ||
        fail "'$change' is not told: $(cat "$folder/err")"
done
crawl Q9439 --depth 0 --endpoint "$url_plain" --refresh \
    >"$folder/out" 2>"$folder/err"
for change in 'a child more: Q20875' 'a father more: Q157009'; do
    grep -q "$change" "$folder/err" ||
        fail "'$change' is not told: $(cat "$folder/err")"
done

# A child whom the parent does not name is found by the server's search.
knows() {
    told >"$folder/known"
    grep -q "^{\"schema\":\"kinwalk.person/1\",\"id\":\"$1\"" "$folder/known"
}
forget
crawl Q9439 --down 1 --endpoint "$url_changed" -q
! knows Q20875 || fail "Q20875 is found without --reverse-check"
forget
crawl Q9439 --down 1 --endpoint "$url_changed" -q --reverse-check
knows Q20875 || fail "--reverse-check does not find Q20875"

# Limits stop cleanly, the bill says which; a dry run asks nobody.
stops_by() {
    local why=$1
    shift
    forget
    crawl Q9439 --depth 9 "$@" --json >"$folder/bill" 2>"$folder/err" || true
    grep -q "\"complete\":false,\"stopped_by\":\"$why\"" "$folder/bill" ||
        fail "$*: $(cat "$folder/bill")"
}
stops_by requests --max-requests 2 --endpoint "$url_plain"
stops_by people --max-people 40 --endpoint "$url_plain"
grep -q '"people":40,' "$folder/bill" || fail "40: $(cat "$folder/bill")"
stops_by time --max-time 1 --endpoint "$url_lazy" --in-flight 1
crawl Q9439 --depth 9 --endpoint "$url_lazy" --dry-run --json >"$folder/bill"
grep -q '"open":[1-9].*"requests":0,' "$folder/bill" ||
    fail "--dry-run: $(cat "$folder/bill")"

# What went on beside all this.
wait $long
for transport in api entitydata; do
    is_complete all-$transport "$folder/calm"
    echo "bill by $transport: $(cat "$folder/all-$transport.bill")"
done
cut -f 8 "$folder/rough.log" | grep -v '^-$' | sort | uniq -c | sort -rn |
    awk '{printf "%s%s %s", sep, $2, $1; sep = ", "} END {print " were met"}'
for kind in $kinds; do
    # After the query service's lag nobody asks for lags any more.
    case $kind in maxlag*) kind='maxlag.*' ;; esac
    met rough "$kind"
done

echo "crawls are the same whatever comes, and nothing is lost"
