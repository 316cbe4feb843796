/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show: one person with all that stands behind the facts, gathered once
 * (shown.c) and told for people (show_text.c) or machines (show_json.c).
 */
#ifndef KINWALK_CLI_SHOW_H
#define KINWALK_CLI_SHOW_H

#include "cli.h"

/* A statement about two people, and where it stands. */
struct kw_shown_statement {
    const struct kw_statement *statement;
    struct kw_id in;   /* whose record */
    uint64_t revision; /* of that record; 0: not known */
};

/* Somebody related, or what is said instead of somebody. */
struct kw_shown_relative {
    uint32_t who;          /* KW_NOBODY: nobody is named */
    struct kw_tie tie;     /* if somebody is */
    enum kw_snak instead;  /* unknown or none, if nobody is */
    const char *word;      /* "father", "wife" */
    const char *stated_by; /* "child", "parent", "self", "other", "both" */
    bool holds;
    struct kw_shown_statement *statements;
    size_t statement_count;
};

/* A kind of relatives. */
struct kw_shown_group {
    const char *name;    /* "step_parents" */
    const char *heading; /* "Step parents" */
    struct kw_shown_relative *items;
    size_t count;
};

enum { KW_SHOWN_GROUPS = 6 };

/* What is said of the person alone. */
struct kw_shown_fact {
    const struct kw_statement *statement;
    const char *word;  /* "born" */
    const char *value; /* "24 May 1819" */
};

/* Zeroed memory is an empty one. */
struct kw_shown {
    struct kw_arena arena;
    struct kw_id id;         /* after redirects */
    struct kw_id *other_ids; /* that lead to it */
    size_t other_id_count;
    enum kw_known known;
    struct kw_person *person; /* NULL: never read */
    struct kw_people *people;
    uint32_t self; /* in people */
    struct kw_shown_fact *facts;
    size_t fact_count;
    struct kw_shown_group groups[KW_SHOWN_GROUPS];
    struct kw_person **records; /* of the relatives; NULL where none */
    uint32_t record_count;
};

/* The word for an item that kinwalk knows by itself, a kind or a sex;
 * NULL for others, which are called what the server calls them. */
const char *kw_shown_own_word(const struct kw_statement *statement);

/* Gathers what the store knows of `id`. */
enum kw_status kw_shown_gather(struct kw_cli *cli, struct kw_id id,
                               struct kw_shown *out, struct kw_error *err);
void kw_shown_finish(struct kw_shown *shown);

enum kw_status kw_shown_text(struct kw_cli *cli, const struct kw_shown *shown,
                             struct kw_buffer *out, struct kw_error *err);
void kw_shown_json(struct kw_cli *cli, const struct kw_shown *shown,
                   struct kw_buffer *out);

#endif
