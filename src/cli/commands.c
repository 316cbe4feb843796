/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands and of the options that all of them take. Help,
 * dispatch, completions and the man page read it.
 */
#include "cli.h"

#include <string.h>

static const struct kw_option COMMON[] = {
    {"store", 0, "FILE", "KINWALK_STORE", NULL,
     "the family file (default: $XDG_DATA_HOME/kinwalk/family.db)", false},
    {"sample", 0, NULL, NULL, NULL,
     "ask the shipped European royals instead, read-only and offline", false},
    {"json", 0, NULL, NULL, NULL,
     "one JSON document on stdout; lists as one object a line", false},
    {"lang", 0, "LIST", "KINWALK_LANG", NULL,
     "languages, best first (default: the locale's); mul and en come last",
     false},
    {"offline", 0, NULL, "KINWALK_OFFLINE", NULL, "never touch the network",
     false},
    {"endpoint", 0, "URL", "KINWALK_ENDPOINT", "https://www.wikidata.org",
     "the Wikibase to ask", false},
    {"proxy", 0, "URL", NULL, NULL,
     "proxy for all requests (default: the usual *_proxy variables)", false},
    {"contact", 0, "TEXT", "KINWALK_CONTACT", NULL,
     "your mail or web page, for the User-Agent; Wikimedia wants it", false},
    {"max-requests", 0, "N", NULL, NULL,
     "stop cleanly there (default: 100 for questions, none for crawl)", false},
    {"max-age", 0, "DAYS", NULL, NULL,
     "check people read longer ago (default: never)", false},
    {"refresh", 0, NULL, NULL, NULL, "the same as --max-age 0", false},
    {"pick", 0, "N", NULL, NULL, "take the Nth of several people of one name",
     false},
    {"progress", 0, "WHEN", NULL, "auto",
     "a progress line: always, never or auto", false},
    {"color", 0, "WHEN", NULL, "auto", "colours: always, never or auto", false},
    {"quiet", 'q', NULL, NULL, NULL, "say nothing but errors", false},
    {"verbose", 'v', NULL, NULL, NULL, "say more; -vv tells of each request",
     true},
    {"help", 0, NULL, NULL, NULL, "the whole help (-h: one screen)", false},
    {"h", 'h', NULL, NULL, NULL, NULL, false},
    {"version", 0, NULL, NULL, NULL, "versions, the libraries' too", false},
    {.name = NULL},
};

const struct kw_option *kw_common_options(void)
{
    return COMMON;
}

static const struct kw_command COMMANDS[] = {
    {
        .name = "crawl",
        .arguments = "PERSON...",
        .summary =
            "Walk from one or more people to their relatives and keep them",
        .about =
            "Reads people breadth-first, parents and children first, into "
            "the family file, and ends with a bill: how many people, "
            "requests, bytes, waits. A person's depth is the true distance "
            "from the nearest of those named, in whatever order the replies "
            "came. The same command again asks only for what is still "
            "missing; Ctrl-C stops it without loss. With - the people are "
            "read from standard input, one a line.",
        .example = "kinwalk crawl Q9439 --depth 3\n"
                   "kinwalk crawl \"Felipe VI\" --up 6\n",
        .options = kw_crawl_options,
        .arguments_min = 0,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_crawl,
    },
    {
        .name = "relate",
        .arguments = "FROM TO",
        .summary = "Say how TO is related to FROM, in every way there is",
        .about =
            "Names every relation by blood, adoption, step and marriage, the "
            "nearest first, with the common ancestors and the way up and "
            "down. Full, half and not known are three answers; so are "
            "unrelated and not known.\n\nTwo fathers stated alike are "
            "answered each, never added up; a parent through whom somebody "
            "would be their own ancestor is left out, and that is said. Where "
            "more ancestors are known than can be compared at once, the "
            "nearest generations are, and that is said too.",
        .example = "kinwalk relate --sample \"Elizabeth II\" Q80976\n"
                   "kinwalk relate Q9682 Q40787 --why\n",
        .json =
            "{\"schema\":\"kinwalk.relate/1\",\"as_of\",\"from\":{\"id\","
            "\"label\"},\"to\",\"verdict\":\"related\"|\"connected\"|"
            "\"unrelated\"|\"unknown\",\"relations\":[{\"kind\",\"term\","
            "\"term_back\",\"sentence\",\"up\",\"down\",\"fullness\","
            "\"ancestors\",\"lines\",\"kin_type\",\"civil\",\"canon\","
            "\"ahnentafel\",\"alternative\",\"line\":{\"up\":[],\"down\":"
            "[]},\"steps\":[{\"child\",\"parent\",\"statement\","
            "\"property\",\"rank\",\"role\",\"qualifiers\",\"references\","
            "\"stated_by\",\"revision\"}]}],\"lines\":{\"single\","
            "\"merged\",\"complete\"},\"phi\":{\"exact\",\"value\","
            "\"low\",\"high\",\"lower_bound\"},\"r\",\"r_wright\","
            "\"connection\":{\"steps\",\"proven\",\"path\":[]},\"open\":"
            "[],\"crawl\"}. With --why a relation has \"steps\" and "
            "\"weakest\"; with --lines or --all \"other_lines\" beyond its "
            "first; with disputed parents there are \"alternatives\", each "
            "with its choices, lines and phi; with cycles \"cuts\". phi, r "
            "and r_wright are null where the family was too large to weigh.",
        .options = kw_relate_options,
        .arguments_min = 0,
        .arguments_max = 2,
        .run = kw_cmd_relate,
    },
    {
        .name = "path",
        .arguments = "FROM TO",
        .summary = "Find the shortest chain of people between two",
        .about = "The fewest steps from parent to child, child to parent and "
                 "spouse to spouse. Of chains of one length the one with fewer "
                 "marriages is shown, then the one with the smaller QIDs.",
        .example = "kinwalk path --sample Q9682 Q40787\n"
                   "kinwalk path Q9682 Q80976 --via parent,child\n",
        .options = kw_path_options,
        .arguments_min = 2,
        .arguments_max = 2,
        .run = kw_cmd_path,
    },
    {
        .name = "tree",
        .arguments = "PERSON",
        .summary = "Print ancestors or descendants as an indented tree",
        .about =
            "Ancestors carry their Ahnentafel numbers, descendants their "
            "d'Aboville numbers, children in the order of their births; where "
            "that is not known it is said. Whoever comes a second time is "
            "marked, not repeated. Without an option: three generations of "
            "ancestors.",
        .example = "kinwalk tree --sample Q9439 --descendants 2\n"
                   "kinwalk tree --sample Q9682 --ancestors 4\n",
        .json =
            "one object, kinwalk.tree/1: as_of, person, direction, "
            "generations, people (different ones), unread, and tree: the "
            "places from top to bottom, each with number, generation, of "
            "(the number it hangs from), link, role, id, label and either "
            "see (the number where the person is told) or sex, birth, death, "
            "known, birth_order_known (descendants) and partners.",
        .options = kw_tree_options,
        .arguments_min = 1,
        .arguments_max = 1,
        .run = kw_cmd_tree,
    },
    {
        .name = "show",
        .arguments = "PERSON...",
        .summary = "Show what is known of a person, with the statements",
        .about = "Names, dates, parents, partners and children, each with the "
                 "statements behind it and who states it; houses, titles and "
                 "positions by name. With - the ids are read from standard "
                 "input, one a line.",
        .example = "kinwalk show --sample Q9439\n",
        .options = kw_show_options,
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_show,
    },
    {
        .name = "search",
        .arguments = "NAME",
        .summary = "Find people by name",
        .about = "Several words in any order, without regard to case and "
                 "accents, in labels and aliases of all languages kept. A year "
                 "narrows to those born in it.",
        .example = "kinwalk search --sample victoria 1819\n",
        .options = kw_search_options,
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_search,
    },
    {
        .name = "draw",
        .arguments = "PERSON...",
        .summary = "Draw a family: SVG, PNG, PDF or DOT",
        .about = "Draws the ancestors or descendants of one person, or the "
                 "smallest family that joins several. The ending of -o chooses "
                 "the format. What houses and titles are called is asked for, "
                 "too, unless --offline.",
        .example = "kinwalk draw --sample Q9439 --descendants 3 -o v.svg\n"
                   "kinwalk draw --sample Q9682 Q80976 Q151305 -o x.png\n",
        .options = kw_draw_options,
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_draw,
    },
    {
        .name = "export",
        .arguments = "FORMAT",
        .summary = "Write the family as data for other programs",
        .about = "Writes all that is known, or a part of it, row by row. An "
                 "existing file is replaced only when the new one is whole.",
        .example = "kinwalk export graphml -o family.graphml\n"
                   "kinwalk export dot --sample --of Q9439 --descendants 2\n",
        .options = kw_export_options,
        .arguments_min = 1,
        .arguments_max = 1,
        .run = kw_cmd_export,
    },
    {
        .name = "import",
        .arguments = "FILE...",
        .summary = "Take people from a file into the family file",
        .about =
            "Takes kinwalk's own JSON lines, GEDCOM 5.5, 5.5.1 and 7.0, "
            "the folder with people.csv and links.csv that export csv wrote, "
            "for whomever, and any table (CSV, TSV) of children and parents, "
            "such as a query service gives for ?child ?father ?mother, and "
            "Wikidata's JSON dump; the contents decide, not the name. All of "
            "them may be packed by gzip, bzip2 or zstd, and - is standard "
            "input. What cannot be read is told by line number, in a dump by "
            "byte, and the rest is taken. Of a dump those humans are taken of "
            "whom a relative is stated "
            "(--all-humans: all); of a line that cannot be one of them it is "
            "only seen whether it is JSON. Killed or stopped, the same "
            "command goes on behind the last commit, unless the dump has "
            "changed: at the byte in a plain file, at the last member "
            "(gzip, bzip2, zstd) in a packed one, unpacking without reading up "
            "to the byte. A pipe cannot be entered again. Of a GEDCOM it is "
            "told tag "
            "by tag what had no place or was taken otherwise: couples without "
            "a marriage as partners, for one. Of GEDCOMs and tables, nobody "
            "who is known from elsewhere is written over.",
        .example = "kinwalk import royals.ged --store royals.db\n"
                   "kinwalk import query.csv --store fathers.db\n"
                   "kinwalk import latest-all.json.gz --store all.db\n",
        .json = "one object, kinwalk.import/1: files, people, new, missing, "
                "redirects, older and kept (left as they were), wrong, changed "
                "and left (places not understood; lines of GEDCOM taken "
                "otherwise; lines without a place).",
        .options = kw_import_options,
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_import,
    },
    {
        .name = "read",
        .arguments = "FILE...",
        .summary = "Print what kinwalk understands of entity documents",
        .about =
            "Reads entity documents, API replies, lines of a dump and "
            "kinwalk's own lines, plain or gzipped (- is standard input), and "
            "prints the people in them as JSON lines, with labels in the "
            "languages of --lang, in the order in which they stand.\n"
            "A bad document is told with file, byte and reason, the rest goes "
            "on, and the exit code is 4. Plain input is read as a stream, one "
            "document at a time; gzip is unpacked whole, so that large parts "
            "of a dump are best piped in.",
        .example = "kinwalk read Q42.json\n"
                   "zcat part.json.gz | kinwalk read -\n",
        .json = "one line a person, as without it: "
                "{\"schema\":\"kinwalk.person/1\",\"id\",\"state\":"
                "\"person\"|\"missing\"|\"redirect\",\"to\",\"kind\","
                "\"labels\":{},\"descriptions\":{},\"aliases\":{},\"sex\","
                "\"birth\":{\"time\",\"precision\",\"calendar\"},"
                "\"death\",\"statements\":[{\"id\",\"p\",\"value\" or "
                "\"snak\",\"rank\",\"role\",\"qualifiers\":{},"
                "\"references\"}],\"rev\",\"read_at\"}; what is empty is "
                "left out.",
        .options = kw_read_options,
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .run = kw_cmd_read,
    },
    {
        .name = "status",
        .arguments = "",
        .summary = "Say what is known, open, missing and failed",
        .about = "Counts what the family file holds, says as of when, and what "
                 "the last crawl cost.",
        .example = "kinwalk status\n",
        .options = kw_status_options,
        .arguments_min = 0,
        .arguments_max = 0,
        .run = kw_cmd_status,
    },
    {
        .name = "help",
        .arguments = "[COMMAND]",
        .summary = "Show the whole help of a command",
        .about = "The same as COMMAND --help. Also writes the man page, and "
                 "completions of commands, options, names and QIDs for "
                 "shells, where they are not installed already.",
        .example = "kinwalk help relate\n"
                   "kinwalk help --completion bash >>~/.bash_completion\n",
        .options = kw_help_options,
        .arguments_min = 0,
        .arguments_max = SIZE_MAX, /* help.c judges them */
        .run = kw_cmd_help,
    },
    {.name = NULL},
};

const struct kw_command *kw_commands(void)
{
    return COMMANDS;
}

const struct kw_command *kw_command_find(const char *name)
{
    for (const struct kw_command *c = COMMANDS; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
