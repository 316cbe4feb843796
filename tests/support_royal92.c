/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the records INDI (NAME, SEX) and FAM (HUSB, WIFE, CHIL) of one
 * well-formed file, and nothing else of GEDCOM.
 */
#include "support_royal92.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct kw_people *people;
    struct kw_xrefs *xrefs;
    struct kw_error *err;
    struct kw_member member; /* the record being read; id 0: none */
    char name[128];
    struct kw_id husband;
    struct kw_id wife;
    struct kw_id children[64];
    size_t child_count;
};

static struct kw_id id_of(struct reader *r, const char *text)
{
    struct kw_id id = {0};
    size_t length = strcspn(text + 1, "@");

    if (kw_xrefs_intern(r->xrefs, text + 1, length, &id, r->err) != KW_OK)
        abort();
    return id;
}

static enum kw_status add_link(struct reader *r, struct kw_id child,
                               struct kw_id parent, enum kw_link_kind kind)
{
    struct kw_link link = {
        .child = child,
        .parent = parent,
        .kind = (uint8_t)kind,
        .by_child = KW_STATED,
        .by_parent = KW_STATED,
    };

    if (kw_id_is_none(child) || kw_id_is_none(parent))
        return KW_OK;
    if (kind == KW_LINK_SPOUSE && kw_id_compare(parent, child) < 0) {
        link.child = parent;
        link.parent = child;
    }
    return kw_people_add_link(r->people, &link, r->err);
}

static enum kw_status end_record(struct reader *r)
{
    if (!kw_id_is_none(r->member.id)) {
        r->member.known = KW_READ;
        r->member.label = r->name;
        KW_TRY(kw_people_add_member(r->people, &r->member, r->err));
    }
    KW_TRY(add_link(r, r->husband, r->wife, KW_LINK_SPOUSE));
    for (size_t i = 0; i < r->child_count; i++) {
        KW_TRY(add_link(r, r->children[i], r->husband, KW_LINK_FATHER));
        KW_TRY(add_link(r, r->children[i], r->wife, KW_LINK_MOTHER));
    }
    memset(&r->member, 0, sizeof r->member);
    r->name[0] = 0;
    r->husband.bits = r->wife.bits = 0;
    r->child_count = 0;
    return KW_OK;
}

static enum kw_status take_line(struct reader *r, char *line)
{
    line[strcspn(line, "\r\n")] = 0;
    if (line[0] == '0') {
        KW_TRY(end_record(r));
        if (strstr(line, "@ INDI"))
            r->member.id = id_of(r, line + 2);
    } else if (strncmp(line, "1 NAME ", 7) == 0) {
        snprintf(r->name, sizeof r->name, "%.120s", line + 7);
    } else if (strncmp(line, "1 SEX ", 6) == 0) {
        r->member.sex = line[6] == 'M'   ? KW_MALE
                        : line[6] == 'F' ? KW_FEMALE
                                         : KW_SEX_UNKNOWN;
    } else if (strncmp(line, "1 HUSB @", 8) == 0) {
        r->husband = id_of(r, line + 7);
    } else if (strncmp(line, "1 WIFE @", 8) == 0) {
        r->wife = id_of(r, line + 7);
    } else if (strncmp(line, "1 CHIL @", 8) == 0 && r->child_count < 64) {
        r->children[r->child_count++] = id_of(r, line + 7);
    }
    return KW_OK;
}

enum kw_status royal92_read(const char *path, struct kw_people **out,
                            struct kw_xrefs **xrefs, struct kw_error *err)
{
    struct reader r = {.err = err};
    FILE *file = fopen(path, "r");
    char line[1024];
    enum kw_status status;

    *out = NULL;
    *xrefs = NULL;
    if (!file)
        return kw_fail(err, KW_INPUT, "%s: cannot be read", path);
    status = kw_xrefs_create(xrefs, err);
    if (status == KW_OK)
        status = kw_people_create(*xrefs, out, err);
    r.people = *out;
    r.xrefs = *xrefs;
    while (status == KW_OK && fgets(line, sizeof line, file))
        status = take_line(&r, line);
    if (status == KW_OK)
        status = end_record(&r);
    if (status == KW_OK)
        status = kw_people_seal(*out, err);
    fclose(file);
    return status;
}

uint32_t royal92_find(const struct kw_people *people,
                      const struct kw_xrefs *xrefs, const char *xref)
{
    struct kw_id id;
    uint32_t who;

    if (!kw_xrefs_find(xrefs, xref, strlen(xref), &id))
        abort();
    who = kw_people_find(people, id);
    if (who == KW_NOBODY)
        abort();
    return who;
}
