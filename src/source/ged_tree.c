/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines, and how they hang together.
 *
 *     level [@xref@] tag [value]
 *
 * A line belongs to the nearest one above it whose level is one less.
 * Lines may be indented, and may end in LF, CR, CR LF or LF CR, even in
 * one file. CONC and CONT are joined to the value they continue; they are
 * no lines of their own afterwards.
 */
#include "ged.h"

#include <string.h>

/* A line as cut, before it hangs anywhere. */
struct cut {
    int level;
    char *xref;
    char *tag;
    char *value;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_tag_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= '0' && c <= '9') || c == '_';
}

static char *skip_blanks(char *text)
{
    while (is_blank(*text))
        text++;
    return text;
}

/* Cuts a line, NULs put behind its parts. NULL, or what is wrong. */
static const char *cut_line(char *text, struct cut *out)
{
    memset(out, 0, sizeof *out);
    text = skip_blanks(text);
    if (*text < '0' || *text > '9')
        return "no level at its beginning; passed over";
    while (*text >= '0' && *text <= '9') {
        out->level = out->level * 10 + (*text++ - '0');
        if (out->level > GED_LEVEL_MAX)
            return "its level is beyond 99; passed over";
    }
    if (!is_blank(*text))
        return "no blank behind its level; passed over";
    text = skip_blanks(text);
    if (*text == '@') {
        char *end = strchr(text + 1, '@');

        if (!end || end == text + 1 || !is_blank(end[1]))
            return "its xref is not closed; passed over";
        *end = '\0';
        out->xref = text + 1;
        text = skip_blanks(end + 1);
    }
    out->tag = text;
    while (is_tag_letter(*text))
        text++;
    if (text == out->tag)
        return "no tag; passed over";
    if (*text && !is_blank(*text))
        return "its tag has a letter that tags cannot have; passed over";
    out->value = *text ? text + 1 : text;
    *text = '\0';
    for (char *c = out->tag; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return NULL;
}

/* ---- values -------------------------------------------------------- */

/* "@I1@" is a pointer: takes its @ off. */
static bool take_pointer(struct ged_node *node, char *value)
{
    size_t length = strlen(value);

    while (length && is_blank(value[length - 1]))
        length--;
    if (length < 3 || value[0] != '@' || value[1] == '#' || value[1] == '@' ||
        memchr(value + 1, '@', length - 1) != value + length - 1)
        return false;
    value[length - 1] = '\0';
    node->value = value + 1;
    return true;
}

/* "@@" is one @: everywhere in version 5, at the beginning in 7. */
static void undouble(char *value, bool version7)
{
    char *to = value;

    for (char *from = value; *from; from++) {
        bool both = from[0] == '@' && from[1] == '@';

        *to++ = *from;
        if (both && (!version7 || from == value))
            from++;
    }
    *to = '\0';
}

static enum kw_status join_lines(struct ged_reader *reader,
                                 struct ged_node *node, struct kw_error *err)
{
    size_t length = strlen(node->value);
    char *joined;
    size_t used;

    for (struct ged_node *n = node->child; n; n = n->next)
        if (!strcmp(n->tag, "CONT") || !strcmp(n->tag, "CONC"))
            length += strlen(n->value) + 1;
    if (length == strlen(node->value))
        return KW_OK;
    joined = kw_arena_take(&reader->arena, length + 1);
    if (!joined)
        return kw_fail(err, KW_LIMIT, "the file takes too much memory");
    used = strlen(node->value);
    memcpy(joined, node->value, used);
    for (struct ged_node *n = node->child; n; n = n->next) {
        bool new_line = !strcmp(n->tag, "CONT");

        if (!new_line && strcmp(n->tag, "CONC") != 0)
            continue;
        n->used = true;
        if (new_line)
            joined[used++] = '\n';
        memcpy(joined + used, n->value, strlen(n->value));
        used += strlen(n->value);
    }
    joined[used] = '\0';
    node->value = joined;
    return KW_OK;
}

/* Joins continuations, and undoubles what is no pointer, of everything
 * below `node`. */
static enum kw_status settle_values(struct ged_reader *reader,
                                    struct ged_node *node, struct kw_error *err)
{
    struct ged_node *n = node->child;

    while (n) {
        if (!n->points) {
            KW_TRY(join_lines(reader, n, err));
            /* All values are ours: the text's or the arena's. */
            undouble((char *)(uintptr_t)n->value, reader->version7);
        }
        if (n->child) {
            n = n->child;
            continue;
        }
        while (n != node && !n->next)
            n = n->parent;
        if (n == node)
            break;
        n = n->next;
    }
    return KW_OK;
}

/* ---- hanging ------------------------------------------------------- */

static void hang(struct ged_node *parent, struct ged_node *node)
{
    node->parent = parent;
    if (parent->last)
        parent->last->next = node;
    else
        parent->child = node;
    parent->last = node;
}

struct grower {
    struct ged_reader *reader;
    /* open[l + 1]: the last line of level l; open[0] the root */
    struct ged_node *open[GED_LEVEL_MAX + 2];
    int deepest;      /* the level of the last line */
    int passed_level; /* lines below a passed one go with it; -1: none */
};

static enum kw_status take_line(struct grower *g, char *text, size_t line,
                                struct kw_error *err)
{
    struct ged_node *node;
    struct cut cut;
    const char *wrong = cut_line(text, &cut);

    if (wrong) {
        ged_wrong(g->reader, line, "", "%s", wrong);
        return KW_OK;
    }
    if (g->passed_level >= 0 && cut.level > g->passed_level) {
        ged_wrong(g->reader, line, cut.tag,
                  "it hangs below a line that was passed over");
        return KW_OK;
    }
    g->passed_level = -1;
    if (cut.level > g->deepest + 1) {
        ged_wrong(g->reader, line, cut.tag,
                  "its level is more than one below the line above; passed "
                  "over");
        g->passed_level = cut.level;
        return KW_OK;
    }
    node = kw_arena_zeroed(&g->reader->arena, 1, sizeof *node);
    if (!node)
        return kw_fail(err, KW_LIMIT, "the file takes too much memory");
    node->xref = cut.xref;
    node->tag = cut.tag;
    node->value = cut.value;
    node->line = line;
    node->points = take_pointer(node, cut.value);
    hang(g->open[cut.level], node);
    g->open[cut.level + 1] = node;
    g->deepest = cut.level;
    return KW_OK;
}

/* Where the line ends, and, in *next, where the following begins. */
static char *line_end(char *text, const char *end, char **next)
{
    while (text < end && *text != '\n' && *text != '\r')
        text++;
    *next = text + 1;
    if (text < end && *text == '\r' && *next < end && **next == '\n')
        (*next)++;
    else if (text < end && *text == '\n' && *next < end && **next == '\r' &&
             *next + 1 < end && (*next)[1] != '\n')
        (*next)++;
    return text;
}

/* What the head says of the version decides how @@ is read. */
static void look_at_version(struct ged_reader *reader)
{
    const struct ged_node *head = ged_child(&reader->root, "HEAD");
    const struct ged_node *gedc = head ? ged_child(head, "GEDC") : NULL;
    const struct ged_node *vers = gedc ? ged_child(gedc, "VERS") : NULL;
    size_t length = vers ? strlen(vers->value) : 0;

    if (length >= sizeof reader->counts->version)
        length = sizeof reader->counts->version - 1;
    if (vers)
        memcpy(reader->counts->version, vers->value, length);
    reader->version7 = length && vers->value[0] == '7';
}

enum kw_status ged_tree_grow(struct ged_reader *reader, char *text,
                             size_t length, struct kw_error *err)
{
    struct grower g = {.reader = reader, .deepest = -1, .passed_level = -1};
    char *end = text + length;
    size_t line = 0;

    g.open[0] = &reader->root;
    for (char *next; text < end; text = next) {
        char *stop = line_end(text, end, &next);
        size_t whole = (size_t)(stop - text);
        char *nul;

        line++;
        nul = memchr(text, '\0', whole);
        if (nul) {
            ged_wrong(reader, line, "", "NUL bytes; taken as blanks");
            for (; nul; nul = memchr(nul, '\0', (size_t)(stop - nul)))
                *nul = ' ';
        }
        *stop = '\0'; /* the buffer has a NUL behind its end */
        if (*skip_blanks(text))
            KW_TRY(take_line(&g, text, line, err));
    }
    reader->counts->lines = line;
    look_at_version(reader);
    return settle_values(reader, &reader->root, err);
}

/* ---- looking around ------------------------------------------------ */

static struct ged_node *from(struct ged_node *node, const char *tag)
{
    while (node && strcmp(node->tag, tag) != 0)
        node = node->next;
    return node;
}

struct ged_node *ged_child(const struct ged_node *node, const char *tag)
{
    return from(node->child, tag);
}

struct ged_node *ged_next(const struct ged_node *node)
{
    return from(node->next, node->tag);
}

const char *ged_value(const struct ged_node *node, const char *tag)
{
    struct ged_node *found = ged_child(node, tag);

    if (!found)
        return NULL;
    found->used = true;
    return found->value;
}

void ged_use_all(struct ged_node *node)
{
    struct ged_node *n = node;

    for (;;) {
        n->used = true;
        if (n->child) {
            n = n->child;
            continue;
        }
        while (n != node && !n->next)
            n = n->parent;
        if (n == node)
            return;
        n = n->next;
    }
}
