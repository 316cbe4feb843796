/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading ahead: asks the kernel for the pages that hold some keys, all at
 * once, before SQLite asks for one after another. Out of a cold file that
 * is most of the time of an answer.
 *
 * Only hints come from here. Pages are looked at as SQLite's file format
 * describes them (https://www.sqlite.org/fileformat2.html, "B-tree
 * Pages"); nothing in them is believed, and a page that moved meanwhile,
 * or lies in the log, is asked for in vain.
 *
 * No descriptor is opened: closing it would drop the locks that SQLite
 * holds on the file through its own. That one is found and borrowed.
 */
#include "ties.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WORTH_IT = 4, /* fewer keys SQLite reads as fast by itself */
    FD_MAX = 1024,
    DEPTH_MAX = 12,
    PAGES_KEPT = 1024,
    ASKED_KEPT = 1 << 15, /* a power of two */
    PAGE_BYTES_MIN = 512,
    PAGE_BYTES_MAX = 65536,
    INNER_INDEX = 2, /* kinds of pages */
    INNER_TABLE = 5,
    INNER_HEADER = 12,
    PADDING = 32 /* behind a page: no cell's key ends farther out */
};

struct tree {
    int64_t span; /* rows of one stand up to so many keys behind theirs */
    uint32_t root;
    unsigned depth; /* levels of inner pages; DEPTH_MAX: not known yet */
};

struct kw_ahead {
    int fd; /* SQLite's; -1: there is nothing to be done */
    size_t page_bytes;
    struct tree trees[KW_TREE_COUNT];
    struct kw_map places;       /* number of an inner page to its index */
    uint8_t *pages[PAGES_KEPT]; /* padded; NULL: not needed yet */
    size_t count;
    bool has_asked;
    uint32_t asked[ASKED_KEPT]; /* pages asked for, by number modulo */
};

/* ---- looking into pages -------------------------------------------- */

static uint32_t big_endian(const uint8_t *at, size_t bytes)
{
    uint32_t value = 0;

    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

/* SQLite's varint: seven bits a byte, the most first; NULL: too long. */
static const uint8_t *take_varint(const uint8_t *at, uint64_t *out)
{
    *out = 0;
    for (int i = 0; i < 8; i++) {
        *out = *out << 7 | (*at & 0x7F);
        if (!(*at++ & 0x80))
            return at;
    }
    return NULL;
}

/* The first column of a record, an integer. */
static bool take_column(const uint8_t *record, const uint8_t *end, int64_t *out)
{
    static const uint8_t SIZES[] = {0, 1, 2, 3, 4, 6, 8};
    uint64_t header_bytes;
    uint64_t type;
    const uint8_t *at =
        record < end ? take_varint(record, &header_bytes) : NULL;
    uint64_t value = 0;

    if (!at || !take_varint(at, &type) || type > 9 || type == 7 || type == 0)
        return false;
    if (type >= 8) {
        *out = (int64_t)type - 8;
        return true;
    }
    if (header_bytes > (uint64_t)(end - record) ||
        SIZES[type] > (uint64_t)(end - record) - header_bytes)
        return false;
    at = record + header_bytes;
    for (size_t i = 0; i < SIZES[type]; i++)
        value = value << 8 | at[i];
    *out = (int64_t)value; /* keys are never negative */
    return true;
}

/* The key of cell `i` of an inner page, and the page below it. */
static bool look_at_cell(const uint8_t *page, size_t page_bytes, size_t i,
                         int64_t *key, uint32_t *below)
{
    size_t at = big_endian(page + INNER_HEADER + 2 * i, 2);
    const uint8_t *cell = page + at;
    uint64_t number;

    if (at >= page_bytes)
        return false;
    *below = big_endian(cell, 4);
    cell = take_varint(cell + 4, &number);
    if (!cell)
        return false;
    if (page[0] == INNER_INDEX)
        return take_column(cell, page + page_bytes, key);
    *key = (int64_t)number;
    return true;
}

/* Where `key` is to be looked for under this page; *next (may be 0) is
 * where rows up to key + `span` may stand besides. 0: not to be told. */
static uint32_t page_below(const uint8_t *page, size_t page_bytes, int64_t key,
                           int64_t span, uint32_t *next)
{
    size_t count = big_endian(page + 3, 2);
    uint32_t last = big_endian(page + 8, 4);
    size_t low = 0;
    size_t high = count;
    uint32_t found = last;
    bool goes_on = false;
    int64_t other;
    uint32_t below;

    *next = 0;
    if (INNER_HEADER + 2 * count > page_bytes)
        return 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (!look_at_cell(page, page_bytes, middle, &other, &below))
            return 0;
        if (other < key) {
            low = middle + 1;
        } else {
            high = middle;
            found = below;
            goes_on = other - key <= span;
        }
    }
    if (goes_on && page[0] == INNER_INDEX) {
        if (low + 1 >= count)
            *next = last;
        else if (look_at_cell(page, page_bytes, low + 1, &other, &below))
            *next = below;
    }
    return found;
}

/* ---- pages --------------------------------------------------------- */

/* Relatives share pages: most were asked for with those before. */
static void ask_for(struct kw_ahead *a, uint32_t page)
{
    uint32_t *asked = &a->asked[page % ASKED_KEPT];

    if (page && *asked != page)
        (void)posix_fadvise(a->fd, (off_t)(page - 1) * (off_t)a->page_bytes,
                            (off_t)a->page_bytes, POSIX_FADV_WILLNEED);
    *asked = page;
    a->has_asked = true;
}

/* An inner page; NULL if it is none, or cannot be had. */
static const uint8_t *inner_page(struct kw_ahead *a, uint32_t page)
{
    const uint64_t *known = kw_map_get(&a->places, page);
    uint8_t *bytes;

    if (known)
        return a->pages[*known];
    if (!page)
        return NULL;
    if (a->count == PAGES_KEPT) {
        kw_map_clear(&a->places);
        a->count = 0;
    }
    if (!a->pages[a->count])
        a->pages[a->count] = calloc(1, a->page_bytes + PADDING);
    bytes = a->pages[a->count];
    if (!bytes ||
        pread(a->fd, bytes, a->page_bytes,
              (off_t)(page - 1) * (off_t)a->page_bytes) !=
            (ssize_t)a->page_bytes ||
        (bytes[0] != INNER_INDEX && bytes[0] != INNER_TABLE))
        return NULL;
    if (kw_map_put(&a->places, page, a->count, NULL, NULL) != KW_OK)
        return NULL;
    a->count++;
    return bytes;
}

/* One level down: pages[i] leads to keys[i]. False at the leaves. */
static bool descend(struct kw_ahead *a, const struct tree *tree,
                    const int64_t *keys, size_t count, uint32_t *pages,
                    bool are_last)
{
    const uint8_t *page = NULL;
    uint32_t number = 0;
    uint32_t asked = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t next = 0;

        if (pages[i] != number) {
            number = pages[i];
            page = inner_page(a, number);
        }
        if (!page && i == 0)
            return false;
        pages[i] =
            page ? page_below(page, a->page_bytes, keys[i], tree->span, &next)
                 : 0;
        if (pages[i] != asked && !kw_map_has(&a->places, pages[i]))
            ask_for(a, pages[i]);
        asked = pages[i];
        if (are_last && next) {
            ask_for(a, next);
            asked = next;
        }
    }
    return true;
}

/* ---- the file ------------------------------------------------------ */

/* SQLite's descriptor of the file; -1 if there is none. */
static int find_descriptor(const char *path)
{
    struct stat wanted;
    struct stat found;

    if (stat(path, &wanted) != 0)
        return -1;
    for (int fd = 0; fd < FD_MAX; fd++)
        if (fstat(fd, &found) == 0 && found.st_dev == wanted.st_dev &&
            found.st_ino == wanted.st_ino)
            return fd;
    return -1;
}

static enum kw_status look_up_trees(struct kw_store *store, struct kw_ahead *a)
{
    static const char *const ROOTS[KW_TREE_COUNT] = {
        [KW_TREE_TIE] = "SELECT rootpage FROM sqlite_schema WHERE name = 'tie'",
        [KW_TREE_RECORD] =
            "SELECT rootpage FROM sqlite_schema WHERE name = 'record'",
    };
    int64_t number;

    KW_TRY(kw_sql_number(store, "PRAGMA page_size", &number, NULL));
    if (number < PAGE_BYTES_MIN || number > PAGE_BYTES_MAX)
        return KW_STORE;
    a->page_bytes = (size_t)number;
    for (size_t i = 0; i < KW_TREE_COUNT; i++) {
        KW_TRY(kw_sql_number(store, ROOTS[i], &number, NULL));
        a->trees[i].root = (uint32_t)number;
        a->trees[i].depth = DEPTH_MAX;
    }
    a->trees[KW_TREE_TIE].span = PLACE_SLOTS - 1;
    return KW_OK;
}

static struct kw_ahead *prepare(struct kw_store *store)
{
    struct kw_ahead *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    store->ahead = a;
    a->fd = store->mode == KW_STORE_MEMORY ? -1 : find_descriptor(store->path);
    if (a->fd >= 0 && look_up_trees(store, a) != KW_OK)
        a->fd = -1;
    return a;
}

void kw_ahead_forget(struct kw_ahead *a)
{
    if (a && a->has_asked)
        memset(a->asked, 0, sizeof a->asked);
    if (a)
        a->has_asked = false;
}

void kw_ahead_destroy(struct kw_ahead *a)
{
    if (!a)
        return;
    kw_map_finish(&a->places);
    for (size_t i = 0; i < PAGES_KEPT; i++)
        free(a->pages[i]);
    free(a);
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* What the rows of `ids` are ordered by, sorted; how many there are. Who
 * has no place has no rows. */
static size_t keys_of(struct kw_store *store, enum kw_tree which,
                      const struct kw_id *ids, size_t count, int64_t *keys)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t place;

        if (which == KW_TREE_RECORD)
            keys[kept++] = kw_key(ids[i]);
        else if (kw_place_find(store, ids[i], &place, NULL) == KW_OK &&
                 place >= 0)
            keys[kept++] = kw_slot(place, GROUP_SELF);
    }
    if (kept)
        qsort(keys, kept, sizeof *keys, by_number);
    return kept;
}

void kw_read_ahead(struct kw_store *store, enum kw_tree which,
                   const struct kw_id *ids, size_t count)
{
    struct kw_ahead *a = store->ahead;
    int64_t keys[KW_AHEAD_MAX];
    uint32_t pages[KW_AHEAD_MAX];
    struct tree *tree;
    unsigned level = 0;

    if (count < WORTH_IT)
        return;
    if (!a)
        a = prepare(store);
    if (!a || a->fd < 0)
        return;
    tree = &a->trees[which];
    count = keys_of(store, which, ids,
                    count < KW_AHEAD_MAX ? count : KW_AHEAD_MAX, keys);
    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        pages[i] = tree->root;
    while (level < tree->depth &&
           descend(a, tree, keys, count, pages, level + 1 == tree->depth))
        level++;
    if (tree->depth == DEPTH_MAX && pages[0])
        tree->depth = level; /* all leaves are equally deep */
}

struct placed {
    struct kw_id id;
    int64_t place;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return kw_id_compare(x->id, y->id);
}

enum kw_status kw_ids_by_place(struct kw_store *store, struct kw_id *ids,
                               size_t count, struct kw_error *err)
{
    struct placed *sorted;
    enum kw_status status = KW_OK;

    if (count < 2)
        return KW_OK;
    sorted = malloc(count * sizeof *sorted);
    if (!sorted)
        return kw_nomem(err);
    for (size_t i = 0; status == KW_OK && i < count; i++) {
        sorted[i].id = ids[i];
        status = kw_place_find(store, ids[i], &sorted[i].place, err);
    }
    if (status == KW_OK) {
        qsort(sorted, count, sizeof *sorted, by_place);
        for (size_t i = 0; i < count; i++)
            ids[i] = sorted[i].id;
    }
    free(sorted);
    return status;
}

void kw_ties_ahead(struct kw_store *store, struct kw_id *ids, size_t count)
{
    kw_read_ahead(store, KW_TREE_TIE, ids, kw_held_without(store, ids, count));
}
