/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing a made family down as people wrote Wikidata: most links from
 * both ends, some from one; dates more or less exact; names in several
 * languages or none; some records merged, some gone.
 */
#include "generate.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "made_person.h"

#define FIRST_ID UINT64_C(1000000)

enum {
    EXTRAS_SHARE = 200, /* one missing record and one redirect for so many */
    DOUBLE_SHARE = 5    /* one redirect of so many leads to another */
};

/* Ids grow with the slot, with gaps, and say nothing about age. */
const char *made_id(const struct writer *w, uint32_t owner, char out[24])
{
    uint64_t slot = w->slot[owner];

    snprintf(out, 24, "Q%" PRIu64,
             FIRST_ID + slot * 7 + dice(w, FOR_GAP, slot, 0) % 7);
    return out;
}

/* ---- lines --------------------------------------------------------- */

static void begin_line(struct writer *w, const char *state)
{
    char id[24];

    kw_json_init(&w->json, &w->out);
    kw_json_object(&w->json);
    kw_json_set_text(&w->json, "schema", "kinwalk.person/1");
    kw_json_set_text(&w->json, "id", made_id(w, w->self, id));
    kw_json_set_text(&w->json, "state", state);
    w->statement = 0;
}

static uint32_t redirect_target(const struct writer *w, size_t redirect)
{
    size_t first = w->tree.count + w->missing;

    if (redirect % DOUBLE_SHARE == DOUBLE_SHARE - 1)
        return (uint32_t)(first + redirect - 1);
    return (uint32_t)(dice(w, FOR_REDIRECT, redirect, 0) % w->tree.count);
}

static void write_line(struct writer *w, uint32_t owner)
{
    char id[24];

    w->self = owner;
    if (owner < w->tree.count) {
        begin_line(w, "person");
        made_person_write(w);
    } else if (owner < w->tree.count + w->missing) {
        begin_line(w, "missing");
    } else {
        begin_line(w, "redirect");
        kw_json_set_text(
            &w->json, "to",
            made_id(w, redirect_target(w, owner - w->tree.count - w->missing),
                    id));
    }
    kw_json_end(&w->json);
    kw_buffer_char(&w->out, '\n');
}

/* A step through all slots that visits each once: prime to their number
 * and about the golden section of it, so neighbours end far apart. */
static size_t stride(size_t slots)
{
    size_t step = (size_t)((double)slots * 0.618) | 1;

    for (;; step += 2) {
        size_t a = slots;
        size_t b = step;

        while (b != 0) {
            size_t rest = a % b;

            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

static enum kw_status prepare(struct writer *w, struct kw_error *err)
{
    const size_t count = w->tree.count;
    size_t step;
    size_t at = 0;

    if (count == 0)
        return KW_OK; /* nobody: nothing to number */
    w->missing = count / EXTRAS_SHARE + (count >= 20);
    w->redirects = count / EXTRAS_SHARE + (count >= 20);
    w->slots = count + w->missing + w->redirects;
    w->owner = calloc(w->slots, sizeof *w->owner);
    w->slot = calloc(w->slots, sizeof *w->slot);
    w->alias = calloc(count, sizeof *w->alias);
    w->lost = calloc(count, sizeof *w->lost);
    if (w->owner == NULL || w->slot == NULL || w->alias == NULL ||
        w->lost == NULL)
        return kw_nomem(err);
    step = stride(w->slots);
    for (size_t i = 0; i < w->slots; i++) {
        w->slot[i] = (uint32_t)at;
        w->owner[at] = (uint32_t)i;
        at = (at + step) % w->slots;
    }
    memset(w->alias, 0xff, count * sizeof *w->alias);
    memset(w->lost, 0xff, count * sizeof *w->lost);
    for (size_t i = 0; i < w->redirects; i++) {
        uint32_t target = redirect_target(w, i);

        if (target < count)
            w->alias[target] = (uint32_t)(count + w->missing + i);
    }
    for (size_t i = 0; i < w->missing; i++)
        w->lost[dice(w, FOR_MISSING, i, 0) % count] = (uint32_t)(count + i);
    return KW_OK;
}

static enum kw_status write_out(void *to, const char *bytes, size_t length,
                                struct kw_error *err)
{
    if (fwrite(bytes, 1, length, to) == length)
        return KW_OK;
    return kw_fail(err, KW_OUTPUT, "standard output: cannot be written");
}

enum kw_status generate(uint64_t count, uint64_t seed, FILE *to,
                        struct kw_error *err)
{
    struct writer w = {.seed = hash_number(seed)};
    enum kw_status status;

    if (count < 2 || count >= UINT32_MAX / 2)
        return kw_fail(err, KW_USAGE, "a family has two people or more");
    status = family_tree_make(&w.tree, (size_t)count, seed, err);
    kw_buffer_drain(&w.out, write_out, to);
    if (status == KW_OK)
        status = prepare(&w, err);
    for (size_t i = 0; status == KW_OK && i < w.slots; i++)
        write_line(&w, w.owner[i]);
    if (status == KW_OK)
        status = kw_buffer_check(&w.out, err);
    if (status == KW_OK && fflush(to) != 0)
        status = write_out(to, "x", 1, err);
    kw_buffer_finish(&w.out);
    free(w.owner);
    free(w.slot);
    free(w.alias);
    free(w.lost);
    family_tree_finish(&w.tree);
    return status;
}
