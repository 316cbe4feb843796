#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The scripts in tools/ and .ci/ run under bash 3.2, as macOS has it: what
# came later is not used; and where there is no Debian, tools/setup names
# what is missing. Run by a real bash 3.2 too, if BASH32 names one.
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$top" || exit 1
failed=0

scripts=$(grep -rlE '^#!.*bash' tools .ci | grep -v '\.md$' | sort)
[ "$(echo "$scripts" | wc -l)" -ge 10 ] || {
    echo "FAILED: hardly any scripts: $scripts"
    failed=1
}

# What bash learned after 3.2, as it would be written.
newer='\b(mapfile|readarray|coproc)\b'
newer="$newer"'|\b(declare|local|typeset) +-[a-zA-Z]*[Anu]'
newer="$newer"'|\$\{[A-Za-z_][A-Za-z_0-9]*(\[[^]]*\])?(,|\^|@[A-Za-z]\})'
newer="$newer"'|\|&|&>>|;;?&( |$)|\bwait +-n|\[\[ +-v|\[-[0-9]+\]'
newer="$newer"'|\$\{?(EPOCH(SECONDS|REALTIME)|BASHPID|SRANDOM)\b'
newer="$newer"'|shopt +-s +(globstar|lastpipe|inherit_errexit)'
newer="$newer"'|\{[0-9]+\.\.[0-9]+\.\.[0-9]+\}|printf +[^|]*%\([^)]*\)T'
# An empty array is unbound to set -u before 4.4, unless asked for so:
# ${a[@]+"${a[@]}"}.
newer="$newer"'|(^|[^+])"\$\{[A-Za-z_]+\[[@*]\]\}"'

find_newer() {
    # Comments and what Python reads inside are not bash's.
    awk '/<<.?PYTHON/ { inside = 1 } !inside { print FILENAME ":" FNR ":" $0 }
        /^PYTHON$/ { inside = 0 }' "$1" | grep -v '^[^:]*:[0-9]*: *#' |
        grep -nE "$newer"
}
for script in $scripts; do
    if find_newer "$script" >"$work/found"; then
        echo "FAILED: newer than bash 3.2:"
        cat "$work/found"
        failed=1
    fi
    "${BASH32:-bash}" -n "$script" || failed=1
done
[ -z "${BASH32:-}" ] || echo "read by $("$BASH32" --version | head -n 1)"

# The check sees what it looks for.
while IFS= read -r line; do
    printf '%s\n' "$line" >"$work/new"
    find_newer "$work/new" >"$work/found" || {
        echo "FAILED: not seen: $line"
        failed=1
    }
done <<'NEWER'
mapfile -t a <file
declare -A a
echo ${x,,}
echo "${x^^}"
a |& b
a &>>b
wait -n
echo "${a[-1]}"
f "${a[@]}"
local -n r=x
NEWER

# grep -q leaves at the first match, and who still writes into the pipe is
# killed: under pipefail that fails now and then. A file has no such end.
leaves='(^|[^|])[|] *(LC_ALL=C )?grep [^|]*-[a-zA-Z]*q'
# Finds them in files; a pipe may go on in the next line.
find_leaves() {
    awk 'FNR == 1 { held = "" }
        { line = held $0; held = "" }
        /[^|][|]$/ { held = line " "; next }
        { print FILENAME ":" FNR ":" line }' "$@" | grep -E "$leaves"
}
# shellcheck disable=SC2010,SC2046,SC2086
if find_leaves $scripts $(ls tests/*.sh | grep -v test_scripts); then
    echo "FAILED: a pipe into grep -q (above)"
    failed=1
fi
printf 'a |\n    grep -qE b\n' >"$work/new"
printf 'a | LC_ALL=C grep -x -q b\n' >"$work/same"
printf 'a ||\n    grep -q b c\n' >"$work/other"
if ! find_leaves "$work/new" >/dev/null || ! find_leaves "$work/same" >/dev/null ||
    find_leaves "$work/other"; then
    echo "FAILED: not seen, or seen wrongly: a pipe into grep -q"
    failed=1
fi

# ---- elsewhere than on Debian
mkdir "$work/bin"
for tool in bash sh env sed cat dirname printf uname; do
    ln -s "$(command -v $tool)" "$work/bin/$tool"
done
PATH=$work/bin bash tools/setup >"$work/out" 2>"$work/err" && {
    echo "FAILED: tools/setup is content without anything"
    failed=1
}
for missing in cmake ninja "C compiler" libcurl cJSON igraph SQLite libdeflate \
    utf8proc GMP libmicrohttpd cmocka; do
    grep -qi "$missing" "$work/err" || {
        echo "FAILED: tools/setup does not name $missing"
        failed=1
    }
done

# ---- no processor in particular
for word in immintrin emmintrin __SSE __AVX '-msse' '-mavx' '-march='; do
    # Who uses them says what happens elsewhere.
    grep -rlF -e "$word" src include CMakeLists.txt | while read -r file; do
        grep -qE '#(else|if)|__x86_64__|CMAKE_SYSTEM_PROCESSOR' "$file" ||
            echo "$file"
    done
done >"$work/tied"
[ ! -s "$work/tied" ] || {
    echo "FAILED: tied to one kind of processor:"
    sort -u "$work/tied"
    failed=1
}
[ "$failed" = 0 ] && echo "scripts keep to bash 3.2"
exit "$failed"
