/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scripts by which shells complete the words of kinwalk. They know no
 * command and no option: they hand what is typed to
 * `kinwalk help --complete` and offer what comes back.
 */
#include "complete.h"

#include <string.h>

/* Bash 3.2, too. The word comes as it was typed, with its quotes; lone
 * `=` are words of their own in bash. Names get their blanks escaped
 * unless a quote is open: then bash closes it. */
static const char BASH[] =
    "# bash completion for kinwalk, by: kinwalk help --completion bash\n"
    "_kinwalk()\n"
    "{\n"
    "    local typed=${COMP_WORDS[COMP_CWORD]} word line i\n"
    "    local words=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        [ \"$word\" = = ] && continue\n"
    "        case $word in\n"
    "        \\\"*) word=${word#\\\"} word=${word%\\\"} ;;\n"
    "        \\'*) word=${word#\\'} word=${word%\\'} ;;\n"
    "        *) word=${word//\\\\/} ;;\n"
    "        esac\n"
    "        words[${#words[@]}]=$word\n"
    "    done\n"
    "    word=$typed\n"
    "    [ \"$word\" != = ] || word=\n"
    "    case $word in\n"
    "    [\\\"\\']*) word=${word:1} ;;\n"
    "    *) word=${word//\\\\/} ;;\n"
    "    esac\n"
    "    words[${#words[@]}]=$word\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r line; do\n"
    "        case $line in\n"
    "        :files)\n"
    "            compopt -o filenames 2>/dev/null\n"
    "            while IFS= read -r line; do\n"
    "                COMPREPLY[${#COMPREPLY[@]}]=$line\n"
    "            done < <(compgen -f -- \"$word\")\n"
    "            return\n"
    "            ;;\n"
    "        esac\n"
    "        line=${line%%$'\\t'*}\n"
    "        case $typed in\n"
    "        [\\\"\\']*) ;;\n"
    "        *) printf -v line %q \"$line\"; line=${line//\\\\,/,} ;;\n"
    "        esac\n"
    "        COMPREPLY[${#COMPREPLY[@]}]=$line\n"
    "    done < <(\"${COMP_WORDS[0]}\" help --complete -- \"${words[@]}\" "
    "2>/dev/null)\n"
    "}\n"
    "complete -F _kinwalk kinwalk\n";

static const char ZSH[] =
    "#compdef kinwalk\n"
    "# zsh completion for kinwalk, by: kinwalk help --completion zsh\n"
    "_kinwalk()\n"
    "{\n"
    "    local line\n"
    "    local -a names shown typed\n"
    "    typed=(\"${(@Q)words[2,CURRENT-1]}\" \"${(Q)PREFIX}\")\n"
    "    for line in \"${(@f)$(_call_program people \\\n"
    "        ${(q)words[1]} help --complete -- ${(q)typed[@]})}\"; do\n"
    "        case $line in\n"
    "        :files) _files; return ;;\n"
    "        ?*)\n"
    "            names+=(\"${line%%$'\\t'*}\")\n"
    "            if [[ -n ${line#*$'\\t'} ]]; then\n"
    "                shown+=(\"${line%%$'\\t'*}  -- ${line#*$'\\t'}\")\n"
    "            else\n"
    "                shown+=(\"${line%%$'\\t'*}\")\n"
    "            fi\n"
    "            ;;\n"
    "        esac\n"
    "    done\n"
    "    (( $#names )) || return 1\n"
    "    compadd -U -l -d shown -a names\n"
    "}\n"
    "if [[ $funcstack[1] = _kinwalk ]]; then\n"
    "    _kinwalk \"$@\"\n"
    "else\n"
    "    compdef _kinwalk kinwalk\n"
    "fi\n";

static const char FISH[] =
    "# fish completion for kinwalk, by: kinwalk help --completion fish\n"
    "function __kinwalk_complete\n"
    "    set -l typed (commandline -ct | string replace -r '^[\"\\']' '' "
    "| string replace -a '\\\\' '')\n"
    "    set -l words (commandline -opc)\n"
    "    for line in ($words[1] help --complete -- $words[2..-1] \"$typed\" "
    "2>/dev/null)\n"
    "        if test \"$line\" = :files\n"
    "            __fish_complete_path \"$typed\"\n"
    "        else\n"
    "            echo $line\n"
    "        end\n"
    "    end\n"
    "end\n"
    "complete -c kinwalk -f -a '(__kinwalk_complete)'\n";

const char *kw_shell_script(const char *shell)
{
    static const struct {
        const char *name;
        const char *script;
    } shells[] = {{"bash", BASH}, {"zsh", ZSH}, {"fish", FISH}};

    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, shell) == 0)
            return shells[i].script;
    return NULL;
}
