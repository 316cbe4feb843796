/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Listing lines one by one: the machine of cells.h run depth-first
 * towards one apex, with as many steps on each side as the relation has.
 *
 * The order is that of the steps: whoever has the larger number in the
 * cone steps up first, fathers before mothers. It does not depend on who
 * is FROM, so the mirrored question lists the mirrored lines. A stance
 * from which no line can be made is remembered and never tried again:
 * the next line is never far, however many dead ends there are.
 */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

/* ---- one relation in one cone -------------------------------------- */

struct frame {
    struct stance at;
    uint32_t up; /* steps taken on each side */
    uint32_t down;
    uint32_t next; /* strand to try next */
    uint8_t bits;
    bool led_somewhere;
};

struct lister {
    const struct cone *cone; /* borrowed */
    struct kw_relation relation;
    uint32_t apex; /* local */
    struct stance starts[3];
    size_t start_count;
    size_t start;
    struct frame *frames;
    size_t depth;
    uint32_t *line;      /* members */
    struct kw_map names; /* stance to a small number */
    struct kw_map dead;
};

enum { LOCAL_BITS = 20, STEP_BITS = 19, NAME_BITS = 24 };

enum kw_status kw_lister_open(const struct cone *cone,
                              const struct kw_relation *relation,
                              struct lister **out, struct kw_error *err)
{
    struct lister *lister = calloc(1, sizeof *lister);
    size_t steps = (size_t)relation->up + relation->down;
    struct stance starts[3];
    size_t count;

    *out = lister;
    if (!lister)
        return kw_nomem(err);
    lister->cone = cone;
    lister->relation = *relation;
    lister->line = malloc((steps + 1) * sizeof *lister->line);
    lister->frames = malloc((steps + 2) * sizeof *lister->frames);
    if (!lister->line || !lister->frames) {
        kw_lister_close(lister);
        *out = NULL;
        return kw_nomem(err);
    }
    lister->apex = UINT32_MAX;
    for (uint32_t x = 0; x < cone->count; x++)
        if (cone->members[x] == relation->apex[0])
            lister->apex = x;
    count = cone_begin(cone, starts);
    for (size_t i = 0; i < count && lister->apex != UINT32_MAX; i++) {
        enum side needed = !relation->up     ? FROM_SIDE
                           : !relation->down ? TO_SIDE
                                             : NEITHER;

        if (starts[i].committed == needed)
            lister->starts[lister->start_count++] = starts[i];
    }
    if (cone->count) {
        lister->line[0] = cone->members[cone->from];
        lister->line[steps] = cone->members[cone->to];
    }
    return KW_OK;
}

void kw_lister_close(struct lister *lister)
{
    if (!lister)
        return;
    free(lister->line);
    free(lister->frames);
    kw_map_finish(&lister->names);
    kw_map_finish(&lister->dead);
    free(lister);
}

/* A number for what is left to do from here; false if there are too many
 * to tell apart, and nothing is remembered then. */
static bool name_of(struct lister *l, const struct frame *f, uint64_t *key,
                    struct kw_error *err)
{
    uint64_t stance = ((uint64_t)f->at.committed << (3 * LOCAL_BITS)) |
                      ((uint64_t)(f->at.last + 1) << (2 * LOCAL_BITS)) |
                      ((uint64_t)f->at.x << LOCAL_BITS) | f->at.y;
    const uint64_t *place = kw_map_get(&l->names, stance);
    uint64_t name = place ? *place : l->names.count;

    if (name >= ((uint64_t)1 << NAME_BITS) - 1 || f->up >> STEP_BITS ||
        f->down >> STEP_BITS)
        return false;
    if (!place && kw_map_put(&l->names, stance, name, NULL, err) != KW_OK)
        return false;
    *key = (name << (2 * STEP_BITS + 2)) |
           ((uint64_t)f->up << (STEP_BITS + 2)) | ((uint64_t)f->down << 2) |
           f->bits;
    return true;
}

static bool fits(const struct lister *l, const struct frame *f, uint32_t child)
{
    const struct cone *cone = l->cone;
    uint32_t standing =
        f->at.last == NO_CHILD ? KW_NOBODY : cone->members[f->at.last];
    uint32_t arriving = cone->members[child];
    bool from_stands = f->at.committed == FROM_SIDE;
    uint32_t partner;
    enum kw_fullness fullness = kw_fullness_of(
        cone->lineage, l->relation.apex[0], from_stands ? standing : arriving,
        from_stands ? arriving : standing, &partner);

    return fullness == l->relation.fullness &&
           (fullness != KW_FULL || partner == l->relation.apex[1]);
}

static void push(struct lister *l, const struct stance *at, uint32_t up,
                 uint32_t down, uint8_t bits)
{
    struct frame *frame = &l->frames[l->depth++];
    uint32_t child;

    frame->at = *at;
    child = stance_turn(at) == FROM_SIDE ? at->x : at->y;
    frame->up = up;
    frame->down = down;
    frame->next = l->cone->starts[child];
    frame->bits = bits;
    frame->led_somewhere = false;
}

/* Tries one parent: true if a line is whole now. */
static bool try_parent(struct lister *l, struct frame *f, uint32_t child,
                       uint32_t strand, struct kw_error *err)
{
    uint32_t parent = l->cone->parents[strand];
    struct steps steps = cone_step(l->cone, &f->at, parent);
    enum side turn = stance_turn(&f->at);
    uint32_t up = f->up + (turn == FROM_SIDE);
    uint32_t down = f->down + (turn == TO_SIDE);
    uint8_t bits = f->bits | line_bit(l->cone->roles[strand]);
    uint32_t all = l->relation.up + l->relation.down;
    bool is_top =
        turn == FROM_SIDE ? up == l->relation.up : down == l->relation.down;
    const struct stance *next = NULL;
    struct frame ahead = {.up = up, .down = down, .bits = bits};
    uint64_t key;

    if (up > l->relation.up || down > l->relation.down)
        return false;
    l->line[turn == FROM_SIDE ? up : all - down] = l->cone->members[parent];
    if (steps.arrives)
        return is_top && parent == l->apex &&
               kw_kind_of_bits(bits) == l->relation.kind && fits(l, f, child);
    if (!is_top && (steps.goes_on || steps.waits))
        next = &steps.on;
    else if (is_top && steps.commits && parent == l->apex)
        next = &steps.commit;
    if (!next)
        return false;
    ahead.at = *next;
    if (!name_of(l, &ahead, &key, err) || !kw_map_has(&l->dead, key))
        push(l, next, up, down, bits);
    return false;
}

static void found_one(struct lister *l)
{
    for (size_t i = 0; i < l->depth; i++)
        l->frames[i].led_somewhere = true;
}

enum kw_status kw_lister_next(struct lister *l, const uint32_t **line,
                              struct kw_error *err)
{
    struct kw_error quiet = {KW_OK, ""};

    *line = NULL;
    for (;;) {
        struct frame *f;
        uint32_t child;
        uint64_t key;

        if (!l->depth) {
            if (l->start == l->start_count)
                return KW_OK;
            push(l, &l->starts[l->start++], 0, 0, 0);
        }
        f = &l->frames[l->depth - 1];
        child = stance_turn(&f->at) == FROM_SIDE ? f->at.x : f->at.y;
        if (f->next < l->cone->starts[child + 1]) {
            if (try_parent(l, f, child, f->next++, &quiet)) {
                found_one(l);
                *line = l->line;
                return KW_OK;
            }
        } else {
            if (!f->led_somewhere && name_of(l, f, &key, &quiet))
                KW_TRY(kw_map_put(&l->dead, key, 1, NULL, err));
            l->depth--;
        }
        if (quiet.status != KW_OK)
            return kw_nomem(err);
    }
}

/* ---- all relations of an answer ------------------------------------ */

struct kw_lines {
    struct kw_kinship *kinship;        /* borrowed */
    const struct kw_reckoning *answer; /* borrowed */
    struct cone cone;
    const struct lineage *lineage; /* of the cone; NULL: none built */
    uint32_t alternative;
    struct lister *lister;
    const uint32_t *only; /* a line that is told rather than searched */
};

enum kw_status kw_lines_open(struct kw_kinship *kinship,
                             const struct kw_reckoning *answer,
                             struct kw_lines **out, struct kw_error *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return kw_nomem(err);
    (*out)->kinship = kinship;
    (*out)->answer = answer;
    return KW_OK;
}

void kw_lines_close(struct kw_lines *lines)
{
    if (!lines)
        return;
    kw_lister_close(lines->lister);
    kw_cone_finish(&lines->cone);
    free(lines);
}

static enum kw_status build_cone(struct kw_lines *lines,
                                 const struct lineage *lineage,
                                 uint32_t alternative, struct kw_error *err)
{
    const struct kw_alternative *way =
        &lines->answer->alternatives[alternative];
    struct cone_wish wish = {
        .from = lines->answer->from,
        .to = lines->answer->to,
        .reach = way->is_complete ? UINT32_MAX : way->reach,
    };

    kw_cone_finish(&lines->cone);
    lines->lineage = NULL;
    KW_TRY(kw_choices_apply(lines->kinship, way, err));
    KW_TRY(kw_cone_build(&lines->cone, &lines->kinship->room, lineage, &wish,
                         CONE_BYTES_MAX, NULL, err));
    lines->lineage = lineage;
    lines->alternative = alternative;
    return KW_OK;
}

enum kw_status kw_lines_aim(struct kw_lines *lines, size_t relation,
                            struct kw_error *err)
{
    const struct kw_relation *target = &lines->answer->relations[relation];
    const struct lineage *lineage = target->kind == KW_BLOOD
                                        ? &lines->kinship->blood
                                        : &lines->kinship->legal;

    kw_lister_close(lines->lister);
    lines->lister = NULL;
    lines->only = NULL;
    if (target->kind == KW_BY_STEP || target->kind == KW_BY_MARRIAGE ||
        target->up + target->down == 0) {
        lines->only = target->line;
        return KW_OK;
    }
    if (lines->lineage != lineage || lines->alternative != target->alternative)
        KW_TRY(build_cone(lines, lineage, target->alternative, err));
    return kw_lister_open(&lines->cone, target, &lines->lister, err);
}

enum kw_status kw_lines_next(struct kw_lines *lines, const uint32_t **line,
                             struct kw_error *err)
{
    if (lines->lister)
        return kw_lister_next(lines->lister, line, err);
    *line = lines->only;
    lines->only = NULL;
    return KW_OK;
}
