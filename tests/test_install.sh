#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `cmake --install` into a folder of its own: the program answers from
# there at once, the libraries show the public doors and nothing else, and
# a program of somebody else's is built against them in every way that is
# offered. Moved elsewhere, all of it works as before.
set -uo pipefail
build=$(cd "$1" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
grep -q '^KINWALK_SANITIZE:[A-Z]*=.' "$build/CMakeCache.txt" && {
    echo "SKIPPED: others do not link what is built with sanitizers"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
export LC_ALL=C.UTF-8
unset KINWALK_STORE KINWALK_LANG PKG_CONFIG_PATH
cc=${CC:-cc}

failed=0 passed=0
claim() {
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1))
    else
        echo "FAILED: $what: $*"
        tail -n 15 "$work/log" | sed 's/^/  | /'
        failed=$((failed + 1))
    fi
}
answers() {
    "$1" relate --sample "Elizabeth II" Q80976 -q >"$work/answer" &&
        grep -q "2nd cousin once removed" "$work/answer"
}

claim "installs" cmake --install "$build" --prefix "$work/first"
# Moved: nothing may remember where it was.
mv "$work/first" "$work/moved"
root=$work/moved
lib=$(dirname "$(find "$root" -name libkinwalk.so)")
cd "$work" || exit 1

# ---- the program
claim "the sample answers at once" answers "$root/bin/kinwalk"
claim "the man page" test -s "$root/share/man/man1/kinwalk.1"
for file in share/bash-completion/completions/kinwalk \
    share/fish/vendor_completions.d/kinwalk.fish; do
    claim "$file" grep -q "help --complete" "$root/$file"
done
claim "zsh's completion" grep -rq "#compdef kinwalk" "$root/share/zsh"
# The man page is what the tables say: every command, every option.
for word in $("$root/bin/kinwalk" -h | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    claim "the man page has $word" \
        grep -q "^\.SS $word" "$root/share/man/man1/kinwalk.1"
done
if command -v man >/dev/null; then
    man --warnings -E UTF-8 -l "$root/share/man/man1/kinwalk.1" \
        >/dev/null 2>warnings
    claim "man has nothing to warn of" test ! -s warnings
fi

# The columns that the man page promises are those of the views.
"$root/bin/kinwalk" import --store views.db -q \
    "$root/share/kinwalk/european-royals.jsonl" >"$work/log"
for view in people links; do
    columns=$(sqlite3 views.db "PRAGMA table_info($view)" | cut -d'|' -f2 |
        tr '\n' ' ' | sed 's/ $//; s/ /, /g')
    claim "the man page tells the columns of $view" \
        grep -qF "$columns:" "$root/share/man/man1/kinwalk.1"
    for column in $(echo "$columns" | tr -d ,); do
        claim "src/store/README.md tells of $view.$column" \
            grep -q "\`$column\`" "$top/src/store/README.md"
    done
done

# ---- what the libraries show
nm -D --defined-only "$lib/libkinwalk.so" | awk '{print $3}' >shown
claim "the shared library shows something" grep -q '^kw_store_open$' shown
claim "and only kw_ names" sh -c '! grep -v "^kw_" shown'
nm -g --defined-only "$lib/libkinwalk.a" 2>/dev/null |
    awk 'NF == 3 {print $3}' >static
claim "the static library shows something" grep -q '^kw_store_open$' static
claim "and only kw_ names, too" sh -c '! grep -v "^kw_" static'
# What the headers promise is there, and what is there is promised.
"$cc" -E -P -I "$root/include" -include kinwalk/base.h - >doors.c < <(
    cd "$root/include" && printf '#include <%s>\n' kinwalk/*.h)
grep -oE '\bkw_[a-z0-9_]+\(' doors.c | tr -d '(' | sort -u >promised
grep -v -x -F -f promised <(sort -u shown) >unpromised
claim "no symbol without a header" test ! -s unpromised
claim "the name to link with" sh -c \
    "readelf -d '$lib/libkinwalk.so' | grep 'SONAME.*libkinwalk.so.0'"
claim "the version" test -f "$lib/libkinwalk.so.0.1.0"

# ---- every header stands alone, in C and C++
for header in "$root"/include/kinwalk/*.h; do
    echo "#include <kinwalk/${header##*/}>" >alone.c
    claim "${header##*/} alone" "$cc" -std=c11 -Wall -Wextra -Wpedantic \
        -Werror -I "$root/include" -c alone.c -o alone.o
    if command -v c++ >/dev/null; then
        claim "${header##*/} in C++" c++ -x c++ -Wall -Wextra -Werror \
            -I "$root/include" -c alone.c -o alone.o
    fi
done

# ---- an example, in each way that is offered
example=$top/tests/example
claim "a family file" sh -c "'$root/bin/kinwalk' import --store family.db \
    '$root/share/kinwalk/european-royals.jsonl'"
tells() {
    LD_LIBRARY_PATH=$lib "$1" family.db 9682 >told && grep -qx "George V" told
}
export PKG_CONFIG_PATH=$lib/pkgconfig
build_shared() {
    # shellcheck disable=SC2046  # flags are words
    "$cc" -std=c11 "$example/ancestors.c" -o shared \
        $(pkg-config --cflags --libs kinwalk)
}
build_static() {
    # shellcheck disable=SC2046
    "$cc" -std=c11 "$example/ancestors.c" -o static-one \
        $(pkg-config --cflags kinwalk) "$lib/libkinwalk.a" \
        $(pkg-config --libs $(pkg-config --print-requires-private kinwalk |
            sed 's/ .*//')) $(sed -n 's/^Libs.private://p' \
            "$lib/pkgconfig/kinwalk.pc")
}
build_cmake() {
    cmake -S "$example" -B by-cmake -DCMAKE_PREFIX_PATH="$root" &&
        cmake --build by-cmake
}
claim "pkg-config knows the version" pkg-config --exists 'kinwalk = 0.1.0'
claim "built by pkg-config" build_shared
claim "it runs" tells ./shared
claim "built with the static library" build_static
claim "it runs without the shared one" env -u LD_LIBRARY_PATH \
    ./static-one family.db 9682
claim "built by find_package" build_cmake
claim "it runs, too" tells by-cmake/ancestors
lines=$(grep -cvE '^$|^/\*|^#include' "$example/ancestors.c")
claim "the example has 20 lines and not more ($lines)" [ "$lines" -le 20 ]

# ---- the same input gives the same bytes
for run in 1 2; do
    (
        cd "$(mktemp -d "$work/run.XXXX")" || exit 1
        "$root/bin/kinwalk" draw --sample Q9439 --descendants 2 -o a.svg -q
        "$root/bin/kinwalk" draw --sample Q9439 --descendants 2 -o a.pdf -q
        "$root/bin/kinwalk" draw --sample Q9439 --descendants 2 -o a.png -q
        for format in graphml dot gedcom gedcom7 gexf cytoscape jsonl turtle \
            mermaid; do
            "$root/bin/kinwalk" export $format --sample -o a.$format -q
        done
        "$root/bin/kinwalk" relate --sample Q9682 Q80976 --json >a.json
        sha256sum ./* | tee /dev/stderr | wc -l
    ) >count.$run 2>sums.$run
    sleep 1 # another second, should a time slip in
done
claim "13 files" grep -qx 13 count.1
claim "the same bytes twice" cmp sums.1 sums.2

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
