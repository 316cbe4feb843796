/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to a tree, by cJSON, whole.
 *
 * cJSON looks neither at UTF-8 nor at what \u0000 does to a string that
 * ends with NUL, and it passes over any control character between values.
 * So the bytes are looked through first; that also finds the depth and
 * gives a reason in words. What cJSON then objects to is told with its
 * offset.
 *
 * cJSON's allocators are one pair per process. Ours take from the arena
 * of the document that this thread is reading, and from malloc when it
 * reads none, so that they are harmless to everybody else who uses cJSON.
 * They are set once and stay: taking them back would pull them from under
 * another thread. (cJSON also notes its last error in a global; nobody
 * here reads that.)
 */
#include "tree.h"

#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory -------------------------------------------------------- */

/* The document this thread is reading; NULL: none. */
static _Thread_local struct kw_arena *reading;
/* Has `reading` refused memory? */
static _Thread_local bool refused;

static void *take(size_t size)
{
    void *memory;

    if (!reading)
        return malloc(size);
    memory = kw_arena_take(reading, size);
    if (!memory)
        refused = true;
    return memory;
}

static void give_back(void *memory)
{
    if (!reading)
        free(memory);
}

static void set_allocators(void)
{
    static atomic_int state; /* 0 not set, 1 being set, 2 set */
    int expected = 0;

    if (atomic_load(&state) == 2)
        return;
    if (atomic_compare_exchange_strong(&state, &expected, 1)) {
        cJSON_Hooks hooks = {take, give_back};

        cJSON_InitHooks(&hooks);
        atomic_store(&state, 2);
    }
    while (atomic_load(&state) != 2)
        sched_yield();
}

/* ---- a look at the bytes ------------------------------------------- */

/* What is wrong, and where. */
struct finding {
    const char *what; /* NULL: nothing */
    size_t at;
};

static struct finding found(const char *what, size_t at)
{
    struct finding finding = {what, at};

    return finding;
}

/* The value of four hexadecimal digits; -1 if they are none. */
static long hex4(const char *text, size_t left)
{
    long value = 0;

    if (left < 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        char c = text[i];
        long digit = c >= '0' && c <= '9'   ? c - '0'
                     : c >= 'a' && c <= 'f' ? c - 'a' + 10
                     : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                            : -1;

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* Looks at the escape whose backslash is at *at, and steps over it. Letters
 * that are no escape are left to cJSON, which refuses them; digits that are
 * none it would take for zeros. */
static struct finding look_at_escape(const char *bytes, size_t length,
                                     size_t *at)
{
    size_t start = *at;
    long unit;
    long low;

    *at = start + 2;
    if (start + 1 >= length || bytes[start + 1] != 'u')
        return found(NULL, 0);
    unit = hex4(bytes + start + 2, length - start - 2);
    if (unit < 0)
        return found("\\u without four hexadecimal digits", start);
    *at = start + 6;
    if (unit == 0)
        return found("\\u0000 in a string", start);
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return found("half a surrogate pair", start);
    if (unit < 0xd800 || unit > 0xdbff)
        return found(NULL, 0);
    if (length - *at < 6 || bytes[*at] != '\\' || bytes[*at + 1] != 'u')
        return found("half a surrogate pair", start);
    low = hex4(bytes + *at + 2, length - *at - 2);
    if (low < 0xdc00 || low > 0xdfff)
        return found("half a surrogate pair", start);
    *at += 6;
    return found(NULL, 0);
}

static struct finding look_at_string(const char *bytes, size_t length,
                                     size_t *at)
{
    size_t start = (*at)++;

    while (*at < length) {
        unsigned char c = (unsigned char)bytes[*at];

        if (c == '"') {
            (*at)++;
            return found(NULL, 0);
        }
        if (c < 0x20)
            return found(c ? "a control character in a string"
                           : "a NUL byte in a string",
                         *at);
        if (c == '\\') {
            struct finding finding = look_at_escape(bytes, length, at);

            if (finding.what)
                return finding;
        } else {
            (*at)++;
        }
    }
    return found("a string that does not end", start);
}

static struct finding look_through(const char *bytes, size_t length,
                                   unsigned depth_max)
{
    unsigned depth = 0;

    for (size_t at = 0; at < length;) {
        unsigned char c = (unsigned char)bytes[at];

        if (c == '"') {
            struct finding finding = look_at_string(bytes, length, &at);

            if (finding.what)
                return finding;
            continue;
        }
        if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
            return found(c ? "a control character" : "a NUL byte", at);
        if (c == '{' || c == '[') {
            if (++depth > depth_max)
                return found("nested deeper than the limit", at);
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
        at++;
    }
    return found(NULL, 0);
}

static size_t first_invalid(const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length) {
        size_t step = kw_utf8_length(bytes + at, length - at);

        if (!step)
            break;
        at += step;
    }
    return at;
}

/* ---- reading ------------------------------------------------------- */

#define ORDER_MARK "\xEF\xBB\xBF"

static size_t skip_blanks(const char *bytes, size_t length, size_t at)
{
    while (at < length && (bytes[at] == ' ' || bytes[at] == '\n' ||
                           bytes[at] == '\t' || bytes[at] == '\r'))
        at++;
    return at;
}

/* Parses into the arena of `tree`; *end is where cJSON stopped. */
static void parse(struct kw_tree *tree, const char *bytes, size_t length,
                  const char **end)
{
    struct kw_arena *before = reading;

    *end = bytes;
    refused = false;
    reading = &tree->arena;
    tree->root = cJSON_ParseWithLengthOpts(bytes, length, end, 0);
    reading = before;
    tree->is_foreign = tree->root && tree->arena.used_bytes == 0;
}

cJSON *kw_tree_slice(struct kw_tree *tree, const char *bytes, size_t length)
{
    struct kw_arena *before = reading;
    size_t used_bytes = tree->arena.used_bytes;
    const char *end = bytes;
    cJSON *item;

    set_allocators();
    reading = &tree->arena;
    item = cJSON_ParseWithLengthOpts(bytes, length, &end, 0);
    reading = before;
    if (!item || used_bytes < tree->arena.used_bytes)
        return item && end == bytes + length ? item : NULL;
    cJSON_Delete(item);
    return NULL;
}

bool kw_tree_takes(const char *bytes, size_t length)
{
    const char *end = bytes;
    cJSON *item;
    bool takes;

    set_allocators();
    item = cJSON_ParseWithLengthOpts(bytes, length, &end, 0);
    takes = item && end == bytes + length;
    cJSON_Delete(item);
    return takes;
}

static enum kw_status refuse(struct kw_error *err, uint64_t at,
                             const char *what)
{
    return kw_fail(err, KW_INPUT, "byte %llu: %s", (unsigned long long)at,
                   what);
}

enum kw_status kw_tree_read(struct kw_tree *tree, const char *bytes,
                            size_t length,
                            const struct kw_claims_limits *limits,
                            struct kw_error *err)
{
    static const struct kw_claims_limits NONE = {0};
    const struct kw_claims_limits *given = limits ? limits : &NONE;
    size_t most =
        given->document_bytes ? given->document_bytes : KW_DOCUMENT_BYTES;
    unsigned depth = given->depth && given->depth < KW_DOCUMENT_DEPTH
                         ? given->depth
                         : KW_DOCUMENT_DEPTH;
    uint64_t base = given->begins_at;
    struct finding finding;
    size_t start = 0;
    size_t at;
    const char *end;

    if (length > most)
        return kw_fail(err, KW_LIMIT,
                       "byte %llu: a document longer than the limit of %zu "
                       "bytes",
                       (unsigned long long)base, most);
    /* A byte order mark is what some editors leave. */
    if (length >= 3 && memcmp(bytes, ORDER_MARK, 3) == 0)
        start = 3;
    at = skip_blanks(bytes, length, start);
    if (at == length)
        return refuse(err, base + at, "nothing there");
    if (bytes[at] == '<')
        return refuse(err, base + at, "HTML or XML where JSON should be");
    if (!kw_utf8_valid(bytes, length))
        return refuse(err, base + first_invalid(bytes, length),
                      "not valid UTF-8");
    /* cJSON would pass over one more. */
    if (length - start >= 3 && memcmp(bytes + start, ORDER_MARK, 3) == 0)
        return refuse(err, base + start, "not JSON from here on");
    finding = look_through(bytes + start, length - start, depth);
    if (finding.what)
        return refuse(err, base + start + finding.at, finding.what);
    set_allocators();
    tree->arena.limit_bytes =
        given->memory_bytes ? given->memory_bytes : KW_DOCUMENT_MEMORY_BYTES;
    parse(tree, bytes + start, length - start, &end);
    at = (size_t)(end - bytes);
    if (!tree->root && refused)
        return kw_fail(err, KW_LIMIT,
                       "byte %llu: reading takes more memory than %zu bytes",
                       (unsigned long long)base, tree->arena.limit_bytes);
    if (!tree->root)
        return refuse(err, base + at,
                      at + 1 >= length ? "JSON that is cut short"
                                       : "not JSON from here on");
    at = skip_blanks(bytes, length, at);
    if (at < length && bytes[at] == ',')
        at = skip_blanks(bytes, length, at + 1);
    if (at < length)
        return refuse(err, base + at, "something follows the document");
    return KW_OK;
}

void kw_tree_finish(struct kw_tree *tree)
{
    if (tree->is_foreign)
        cJSON_Delete(tree->root);
    kw_arena_finish(&tree->arena);
    tree->root = NULL;
}

/* ---- looking in ---------------------------------------------------- */

/* Names are short, and differ early. */
static bool is_same(const char *a, const char *b)
{
    while (*a == *b && *a) {
        a++;
        b++;
    }
    return *a == *b;
}

const cJSON *kw_tree_at(const cJSON *object, const char *key)
{
    if (!object || (object->type & 0xff) != cJSON_Object)
        return NULL;
    for (const cJSON *item = object->child; item; item = item->next)
        if (is_same(item->string, key))
            return item;
    return NULL;
}

const char *kw_tree_text(const cJSON *item)
{
    return item && (item->type & 0xff) == cJSON_String ? item->valuestring
                                                       : NULL;
}

bool kw_tree_number(const cJSON *item, uint64_t most, uint64_t *out)
{
    /* Whole numbers are exact in a double up to here. */
    const double exact = 9007199254740992.0;
    double number;

    if (!cJSON_IsNumber(item))
        return false;
    number = item->valuedouble;
    if (!(number >= 0 && number <= exact) || floor(number) < number ||
        (uint64_t)number > most)
        return false;
    *out = (uint64_t)number;
    return true;
}

bool kw_tree_is_empty(const cJSON *item)
{
    return !item || cJSON_IsNull(item) ||
           ((cJSON_IsObject(item) || cJSON_IsArray(item)) && !item->child);
}

enum { FEW = 8 };

/* A member and its place in the document. */
struct place {
    const cJSON *item;
    size_t order;
};

static int by_key(const void *a, const void *b)
{
    const struct place *left = a;
    const struct place *right = b;
    int order = strcmp(left->item->string, right->item->string);

    if (order)
        return order;
    return (left->order > right->order) - (left->order < right->order);
}

static int by_order(const void *a, const void *b)
{
    size_t left = ((const struct place *)a)->order;
    size_t right = ((const struct place *)b)->order;

    return (left > right) - (left < right);
}

/* Of few members the repeated ones are seen by going through them. */
static void keep_firsts(const cJSON *item, struct kw_tree_map *out)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, item)
    {
        size_t before = 0;

        while (before < out->count &&
               !is_same(out->items[before]->string, member->string))
            before++;
        if (before == out->count)
            out->items[out->count++] = member;
    }
}

enum kw_status kw_tree_members(struct kw_tree *tree, const cJSON *item,
                               struct kw_tree_map *out, struct kw_error *err)
{
    size_t count = 0;
    size_t kept = 0;
    struct place *places;
    const cJSON *member;

    out->items = NULL;
    out->count = 0;
    if (kw_tree_is_empty(item))
        return KW_OK;
    if (!cJSON_IsObject(item))
        return kw_fail(err, KW_INPUT, "not an object");
    cJSON_ArrayForEach(member, item) count++;
    out->items = kw_arena_take(&tree->arena, count * sizeof(void *));
    if (!out->items)
        return kw_nomem(err);
    if (count <= FEW) {
        keep_firsts(item, out);
        return KW_OK;
    }
    places = kw_arena_take(&tree->arena, count * sizeof *places);
    if (!places)
        return kw_nomem(err);
    count = 0;
    cJSON_ArrayForEach(member, item)
    {
        places[count].item = member;
        places[count].order = count;
        count++;
    }
    qsort(places, count, sizeof *places, by_key);
    for (size_t i = 0; i < count; i++)
        if (i == 0 ||
            strcmp(places[kept - 1].item->string, places[i].item->string) != 0)
            places[kept++] = places[i];
    qsort(places, kept, sizeof *places, by_order);
    for (size_t i = 0; i < kept; i++)
        out->items[i] = places[i].item;
    out->count = kept;
    return KW_OK;
}
