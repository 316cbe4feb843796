#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manners of the command line: where options may stand and what
# outweighs what, what is suggested, what goes to stdout and what to
# stderr, and that bad input ends in one clear line and the contract's
# exit code.
set -uo pipefail
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
kinwalk=$build/kinwalk
work=$(mktemp -d)
mirror=
trap '[ -z "$mirror" ] || kill "$mirror"; rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
export LC_ALL=C.UTF-8
unset KINWALK_STORE KINWALK_ENDPOINT KINWALK_CONTACT KINWALK_LANG \
    KINWALK_OFFLINE NO_COLOR
cd "$work" || exit 1

failed=0 passed=0

# claim WHAT EXIT-CODE PATTERN COMMAND...: runs it; stderr goes to err.
claim() {
    local what=$1 code=$2 pattern=$3 got
    shift 3
    timeout 60 "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" != "$code" ]; then
        echo "FAILED: $what: exit $got, not $code: $*"
        sed 's/^/  | /' err | head -n 5
        failed=$((failed + 1))
    elif ! grep -qE -- "$pattern" out err; then
        echo "FAILED: $what: nothing like '$pattern' in the output of $*"
        cat out err | head -n 5 | sed 's/^/  | /'
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

# one_line WHAT: the last command's stderr was one line.
one_line() {
    if [ "$(wc -l <err)" = 1 ]; then
        passed=$((passed + 1))
    else
        echo "FAILED: $1: stderr is not one line:"
        sed 's/^/  | /' err
        failed=$((failed + 1))
    fi
}

# ---- help and suggestions
claim "no command" 2 "kinwalk -h" "$kinwalk"
claim "help names the commands" 0 "relate +Say how" "$kinwalk" -h
claim "the whole help" 0 "KINWALK_STORE" "$kinwalk" --help
claim "help of a command" 0 "default: 3" "$kinwalk" relate -h
claim "help COMMAND" 0 "Options of every command" "$kinwalk" help relate
claim "versions of libraries" 0 "igraph [0-9.]+, SQLite" "$kinwalk" --version
claim "nearest command" 2 "did you mean relate" "$kinwalk" realte a b
claim "nearest option" 2 "did you mean --sample" "$kinwalk" path --smaple a b
claim "an option of another command" 2 "path has no option --depth" \
    "$kinwalk" --depth 3 path a b
claim "too few words" 2 "kinwalk path FROM TO" "$kinwalk" path Q1
claim "too many words" 2 "one word too many" "$kinwalk" path Q1 Q2 Q3
claim "a number that is none" 2 "depth takes a whole number" \
    "$kinwalk" crawl Q1 --depth many
claim "a value that is missing" 2 "needs a value" "$kinwalk" crawl Q1 --depth
claim "a switch with a value" 2 "takes no value" "$kinwalk" path --json=1 a b
claim "a man page" 0 "^\.TH KINWALK" "$kinwalk" help --man

# ---- where options stand, and what outweighs what
ask=(path Q9682 Q9439 --via parent)
claim "options behind" 0 "4 steps" "$kinwalk" "${ask[@]}" --sample
claim "options before" 0 "4 steps" "$kinwalk" --sample "${ask[@]}"
claim "options with =" 0 "4 steps" "$kinwalk" path --via=parent --sample \
    -- Q9682 Q9439
claim "a chain in French" 0 "> sa mère Alexandra" "$kinwalk" path --sample \
    Q9682 Q40787 --lang fr
claim "its head" 0 "^Entre Elizabeth II et Nicholas II of Russia : 6 étapes" \
    "$kinwalk" path --sample Q9682 Q40787 --lang fr
claim "a chain in German" 0 "> seine Tochter Maria Feodorovna" "$kinwalk" path \
    --sample Q9682 Q40787 --lang de
claim "no chain in German" 1 "keine Kette unter dem" "$kinwalk" path --sample \
    Q9682 Q999 --lang de
claim "names" 0 "4 steps" "$kinwalk" --sample path "elizabeth ii" \
    "queen victoria" --via parent
claim "who was taken is said on stderr" 0 "4 steps" "$kinwalk" --sample path \
    "elizabeth ii" Q9439 --via parent
grep -q "taken for Q9682" err || {
    echo "FAILED: nothing said of who was taken"
    failed=$((failed + 1))
}
mkdir -p config/kinwalk
echo "store = $work/nowhere/from-config.db" >config/kinwalk/config
: >plain
claim "the config counts" 4 "from-config" "$kinwalk" import plain \
    --store "" --store "$work/plain/from-config.db"
KINWALK_STORE=$work/plain/from-env.db \
    claim "the environment outweighs the config" 4 "from-env" \
    "$kinwalk" import "$top/graphs/european-royals.jsonl"
KINWALK_STORE=$work/plain/from-env.db \
    claim "the option outweighs the environment" 4 "from-option" \
    "$kinwalk" import "$top/graphs/european-royals.jsonl" \
    --store "$work/plain/from-option.db"
echo "nonsense" >config/kinwalk/config
claim "a bad config line" 2 "config:1" "$kinwalk" "${ask[@]}" --sample
rm config/kinwalk/config

# ---- JSON is alone on stdout
claim "JSON" 0 "kinwalk.path/1" "$kinwalk" --json "${ask[@]}" --sample
jq -e .steps out >/dev/null || {
    echo "FAILED: stdout of --json is not JSON"
    failed=$((failed + 1))
}
claim "several fit" 5 "QID, or --pick" "$kinwalk" path --sample victoria Q9439
claim "candidates as JSON" 5 "kinwalk.candidates/1" \
    "$kinwalk" --json path --sample victoria Q9439
claim "--pick" 0 "taken for" "$kinwalk" path --sample --pick 1 victoria Q9439

# ---- bad input: one clear line, the contract's exit code
"$build/kinwalk-mirror" "$top/graphs/european-royals.jsonl" --port 0 \
    >mirror 2>/dev/null &
mirror=$!
for _ in $(seq 100); do
    address=$(head -n 1 mirror)
    [ -z "$address" ] || break
    sleep 0.1
done
net=(--endpoint "$address" --store "$work/f.db")
claim "a QID that is none" 5 "no QID" "$kinwalk" crawl Q0 "${net[@]}"
one_line "a QID that is none"
claim "ids from standard input" 0 '"people":2,' bash -c \
    "printf 'Q9439\n\n queen victoria \nQ9682\n' |
     '$kinwalk' crawl - --depth 0 --json --endpoint $address --store in.db"
claim "a bad id there" 5 "standard input:2: .*Q0" bash -c \
    "printf 'Q9439\nQ0\n' |
     '$kinwalk' crawl - --depth 0 --endpoint $address --store in.db"
claim "nobody there" 2 "with whom to begin" bash -c \
    "'$kinwalk' crawl - --endpoint $address --store in.db </dev/null"
claim "show reads ids there" 0 "^Elizabeth II" bash -c \
    "printf 'Q9439\nQ9682\n' | '$kinwalk' show - --sample"
claim "relate reads pairs there" 0 '"term":"mother"' bash -c \
    "printf 'Q20875\tQ9439\n' | '$kinwalk' relate --pairs - --sample"
claim "a QID too large" 5 "no QID" "$kinwalk" crawl Q2147483648 "${net[@]}"
claim "a QID that is missing" 5 "Q999999" "$kinwalk" crawl Q999999 "${net[@]}"
claim "a name nobody bears" 5 "nobody called 'Nobody Atall'" \
    "$kinwalk" relate "Nobody Atall" Q9439 "${net[@]}"
one_line "a name nobody bears"
claim "an unwritable store" 4 "plain/f.db" "$kinwalk" crawl Q9439 \
    --endpoint "$address" --store "$work/plain/f.db"
one_line "an unwritable store"
echo "no family" >text
claim "a store that is none" 4 "text" "$kinwalk" crawl Q9439 \
    --endpoint "$address" --store "$work/text"
claim "a port nobody listens on" 3 "127.0.0.1:1" "$kinwalk" crawl Q9439 \
    --endpoint http://127.0.0.1:1 --store "$work/g.db"
head -c 100000 "$top/graphs/european-royals.jsonl" >cut.jsonl
claim "a truncated file" 4 "cut.jsonl:[0-9]+" "$kinwalk" import cut.jsonl \
    --store "$work/h.db"
claim "what stood before the cut is kept" 0 "Queen Victoria" \
    "$kinwalk" show Q9439 --store "$work/h.db" --offline
claim "a file that is not there" 4 "nowhere.jsonl" \
    "$kinwalk" import nowhere.jsonl --store "$work/h.db"
claim "Wikimedia without a contact" 2 "KINWALK_CONTACT" \
    "$kinwalk" crawl Q9439 --store "$work/i.db"
claim "the sample is read-only" 2 "read-only" "$kinwalk" crawl Q9439 --sample
claim "an output that cannot be written" 4 "plain/x.graphml" \
    "$kinwalk" export graphml --sample -o "$work/plain/x.graphml"
claim "a full disk" 4 "No space" bash -c \
    "'$kinwalk' export graphml --sample >/dev/full"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
