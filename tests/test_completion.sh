#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completions, as the shells give them: bash, zsh and fish each load the
# script that kinwalk writes for them, get a line to complete, and must
# offer commands, options, values, names and QIDs. In bash and zsh the key
# is really pressed.
set -uo pipefail
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
export LC_ALL=C.UTF-8 PATH=$build:$PATH
unset KINWALK_STORE KINWALK_LANG BASH_ENV ENV
cd "$work" || exit 1
: >"a file.ged"

failed=0 passed=0

# offers SHELL LINE WORD: is WORD among what SHELL offers for LINE?
offers() {
    if "complete_in_$1" "$2" >got 2>&1 && grep -qxF -- "$3" got; then
        passed=$((passed + 1))
    else
        echo "FAILED: $1 does not offer '$3' for: $2"
        head -n 5 got | sed 's/^/  | /'
        failed=$((failed + 1))
    fi
}

# offers_not SHELL LINE WORD
offers_not() {
    if "complete_in_$1" "$2" >got 2>&1 && ! grep -qxF -- "$3" got; then
        passed=$((passed + 1))
    else
        echo "FAILED: $1 fails or offers '$3' for: $2"
        failed=$((failed + 1))
    fi
}

# The word under the cursor is what stands behind the last blank that is
# neither quoted nor escaped, as readline has it.
complete_in_bash() {
    timeout 20 bash --norc --noprofile -c '
        source kinwalk.bash || exit 1
        line=$1 words=() word= quote= i=0
        for ((i = 0; i < ${#line}; i++)); do
            c=${line:i:1}
            if [ -n "$quote" ]; then
                word=$word$c
                [ "$c" != "$quote" ] || quote=
            elif [ "$c" = \\ ]; then
                word=$word$c${line:i+1:1} i=$((i + 1))
            elif [ "$c" = " " ]; then
                words+=("$word") word=
            elif [ "$c" = "=" ]; then
                words+=("$word" =) word=
            else
                word=$word$c
                case $c in [\"\'"'"']) quote=$c ;; esac
            fi
        done
        COMP_WORDS=("${words[@]}" "$word") COMP_CWORD=${#words[@]}
        _kinwalk
        printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

complete_in_fish() {
    timeout 20 fish --no-config -c '
        source kinwalk.fish
        complete -C "$argv[1]" | string replace -r "\t.*" ""
        true' "$1"
}

# zsh draws its list on a terminal of its own; what is inserted and listed
# is read from there.
complete_in_zsh() {
    timeout 30 zsh -f zsh-driver "$1"
}

for shell in bash zsh fish; do
    kinwalk help --completion $shell >kinwalk.$shell || failed=$((failed + 1))
done
kinwalk help --completion csh >out 2>err
[ $? = 2 ] && grep -q "bash, zsh or fish" err || {
    echo "FAILED: csh is not refused"
    failed=$((failed + 1))
}

cat >zsh-driver <<'ZSH'
zmodload zsh/zpty || exit 77
zpty shell "TERM=dumb PS1= zsh -f -i"
zpty -w shell "autoload -Uz compinit; compinit -u -d $PWD/dump"
zpty -w shell "source $PWD/kinwalk.zsh; unsetopt beep"
zpty -w shell "tell() { print -r -- ; print -r -- \"LINE<\$BUFFER>\"; exit }"
zpty -w shell "zle -N tell; bindkey '^X' tell; print READY''NOW"
zpty -r shell seen '*READYNOW*' || exit 1
# Keys wait in the line, so what tells comes after what completes.
zpty -w -n shell "$1"$'\t\x18'
zpty -r shell seen '*LINE<*>*' || exit 1
print -r -- "$seen" | tr -d '\r' | sed -n -e 's/ *>$//' -e 's/^LINE<//p'
ZSH

shells=bash
for shell in zsh fish; do
    if command -v $shell >/dev/null; then
        shells="$shells $shell"
    else
        echo "SKIPPED: $shell is not installed (tools/setup --tests)"
    fi
done

for shell in bash fish; do
    case " $shells " in *" $shell "*) ;; *) continue ;; esac
    offers $shell "kinwalk rel" relate
    offers_not $shell "kinwalk rel" crawl
    offers $shell "kinwalk relate --wh" --why
    offers $shell "kinwalk path --vi" --via
    offers_not $shell "kinwalk path --wh" --why
    offers $shell "kinwalk export ged" gedcom7
    offers $shell "kinwalk relate --goal n" nearest
    offers $shell "kinwalk draw --fill " branch
    offers $shell "kinwalk help --completion f" fish
    offers $shell "kinwalk relate --sample Q968" Q9682
    offers $shell "kinwalk help rea" read
    # Another store has other people.
    offers_not $shell "kinwalk relate Q968" Q9682
done
kinwalk export jsonl --sample --of Q9439 --descendants 1 -o some.jsonl -q
kinwalk import some.jsonl --store some.db -q >/dev/null
offers bash "kinwalk show --store some.db Q94" Q9439
offers bash "kinwalk show --store=some.db Q94" Q9439
offers bash "kinwalk path --via=par" parent
offers bash "kinwalk path --via parent,sp" parent,spouse
offers bash "kinwalk show --sample Elizabeth" 'Elizabeth\ II'
offers bash "kinwalk show --sample elizabeth\\ i" 'Elizabeth\ II'
offers bash 'kinwalk show --sample "Elizabeth I' 'Elizabeth II'
offers bash 'kinwalk relate --sample "Elizabeth II" Q8097' Q80976
offers bash "kinwalk import a" 'a file.ged'
offers bash "kinwalk relate --draw a" 'a file.ged'
case $shells in
*fish*)
    offers fish "kinwalk show --sample Elizabeth" 'Elizabeth II'
    offers fish "kinwalk path --via=par" --via=parent
    offers fish "kinwalk show --store some.db Q94" Q9439
    offers fish "kinwalk import a" 'a file.ged'
    ;;
esac
case $shells in
*zsh*)
    # One candidate is put in; of several, what they have in common.
    offers zsh "kinwalk rela" "kinwalk relate"
    offers zsh "kinwalk relate --wh" "kinwalk relate --why"
    offers zsh "kinwalk draw --fill br" "kinwalk draw --fill branch"
    offers zsh "kinwalk show --sample Q9682" "kinwalk show --sample Q9682"
    offers zsh "kinwalk show --sample elizabeth\\ i" \
        'kinwalk show --sample Elizabeth\ II'
    offers zsh "kinwalk path --via=par" "kinwalk path --via=parent"
    offers zsh "kinwalk import a" 'kinwalk import a\ file.ged'
    ;;
esac

# The key is pressed in a real bash.
python3 - "$work" <<'PYTHON' || failed=$((failed + 1))
import os
import pty
import re
import select
import sys
import time

child, terminal = pty.fork()
if child == 0:
    os.environ["PS1"] = "READY> "
    os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])


def until(wanted, seconds=20):
    seen = ""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
            if re.search(wanted, seen):
                return seen
    sys.exit(f"FAILED: bash never showed {wanted!r} but {seen!r}")


until("READY> ")
os.write(terminal, b"source kinwalk.bash; echo LOADED$((1))\n")
until("LOADED1")
os.write(terminal, b'kinwalk show --sample "elizabeth i\t')
until('Elizabeth II" ')
os.write(terminal, b" | head -n 1\n")
until("Elizabeth II  Q9682")
os.write(terminal, b"exit\n")
os.waitpid(child, 0)
PYTHON

echo "$passed passed, $failed failed ($shells)"
[ "$failed" = 0 ]
