/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parts of a family: descendants, ancestors, partners, and the smallest
 * part that joins some people.
 *
 * Joining two people means a nearest common ancestor: each of them knows
 * how far up everybody above stands, and the least sum wins. Joining
 * many takes the shortest of these, one after another, until all hang
 * together.
 */
#include <stdlib.h>
#include <string.h>

#include <kinwalk/family.h>

typedef struct kw_ties (*neighbours_fn)(const struct kw_people *people,
                                        uint32_t who);

/* Breadth first along `ways`, at most so far; `far[who]` is the distance,
 * `from[who]` who led there. Both hold KW_NOBODY where it never comes. */
static enum kw_status walk(const struct kw_people *people, uint32_t start,
                           uint32_t generations, const neighbours_fn *ways,
                           size_t way_count, uint32_t *far, uint32_t *from,
                           struct kw_error *err)
{
    uint32_t count = kw_people_count(people);
    uint32_t *queue = malloc((count + (size_t)1) * sizeof *queue);
    uint32_t queued = 0;

    if (!queue)
        return kw_nomem(err);
    for (uint32_t i = 0; i < count; i++)
        far[i] = from[i] = KW_NOBODY;
    far[start] = 0;
    queue[queued++] = start;
    for (uint32_t done = 0; done < queued; done++) {
        uint32_t now = queue[done];

        if (far[now] >= generations)
            continue;
        for (size_t w = 0; w < way_count; w++) {
            struct kw_ties ties = ways[w](people, now);

            for (size_t i = 0; i < ties.count; i++) {
                uint32_t to = ties.items[i].who;

                if (far[to] != KW_NOBODY)
                    continue;
                far[to] = far[now] + 1;
                from[to] = now;
                queue[queued++] = to;
            }
        }
    }
    free(queue);
    return KW_OK;
}

static enum kw_status mark(const struct kw_people *people, uint32_t who,
                           uint32_t generations, neighbours_fn way,
                           bool *chosen, struct kw_error *err)
{
    size_t count = kw_people_count(people);
    uint32_t *far = malloc((count * 2 + 1) * sizeof *far);
    enum kw_status status;

    if (!far)
        return kw_nomem(err);
    status = walk(people, who, generations, &way, 1, far, far + count, err);
    for (size_t i = 0; status == KW_OK && i < count; i++)
        chosen[i] |= far[i] != KW_NOBODY;
    free(far);
    return status;
}

enum kw_status kw_people_mark_descendants(const struct kw_people *people,
                                          uint32_t who, uint32_t generations,
                                          bool *chosen, struct kw_error *err)
{
    return mark(people, who, generations, kw_people_children, chosen, err);
}

enum kw_status kw_people_mark_ancestors(const struct kw_people *people,
                                        uint32_t who, uint32_t generations,
                                        bool *chosen, struct kw_error *err)
{
    return mark(people, who, generations, kw_people_parents, chosen, err);
}

/* Marks whom `find` gives for those marked so far, not for those it
 * marks. */
static enum kw_status mark_more(const struct kw_people *people, bool *chosen,
                                void (*find)(const struct kw_people *people,
                                             uint32_t who, const bool *chosen,
                                             bool *more),
                                struct kw_error *err)
{
    uint32_t count = kw_people_count(people);
    bool *more = calloc(count + (size_t)1, sizeof *more);

    if (!more)
        return kw_nomem(err);
    for (uint32_t i = 0; i < count; i++)
        if (chosen[i])
            find(people, i, chosen, more);
    for (uint32_t i = 0; i < count; i++)
        chosen[i] |= more[i];
    free(more);
    return KW_OK;
}

static void find_partners(const struct kw_people *people, uint32_t who,
                          const bool *chosen, bool *more)
{
    struct kw_ties ties = kw_people_partners(people, who);

    (void)chosen;
    for (size_t i = 0; i < ties.count; i++)
        more[ties.items[i].who] = true;
}

static void find_other_parents(const struct kw_people *people, uint32_t who,
                               const bool *chosen, bool *more)
{
    struct kw_ties ties = kw_people_parents(people, who);
    bool has_one = false;

    for (size_t i = 0; i < ties.count; i++)
        has_one |= chosen[ties.items[i].who];
    for (size_t i = 0; has_one && i < ties.count; i++)
        more[ties.items[i].who] = true;
}

enum kw_status kw_people_mark_partners(const struct kw_people *people,
                                       bool *chosen, struct kw_error *err)
{
    return mark_more(people, chosen, find_partners, err);
}

enum kw_status kw_people_mark_other_parents(const struct kw_people *people,
                                            bool *chosen, struct kw_error *err)
{
    return mark_more(people, chosen, find_other_parents, err);
}

/* ---- joining ------------------------------------------------------- */

void kw_chains_finish(struct kw_chains *chains)
{
    free(chains->members);
    free(chains->ends);
    *chains = (struct kw_chains){0};
}

/* One of those to be joined, and the way up from them. */
struct seeker {
    uint32_t who;
    uint32_t set;  /* whom they hang together with so far */
    uint32_t *far; /* upwards */
    uint32_t *from;
};

struct join {
    uint32_t a, b; /* seekers */
    uint32_t apex; /* KW_NOBODY: not by blood */
    uint32_t steps;
};

struct joining {
    const struct kw_people *people;
    struct seeker *seekers;
    size_t count;
    struct kw_chains *out;
    size_t member_count;
    size_t member_room;
    size_t end_room;
};

static enum kw_status add_member(struct joining *j, uint32_t who,
                                 struct kw_error *err)
{
    uint32_t *members = kw_grow(j->out->members, j->member_count,
                                &j->member_room, sizeof *members);

    if (!members)
        return kw_nomem(err);
    j->out->members = members;
    members[j->member_count++] = who;
    return KW_OK;
}

static enum kw_status end_chain(struct joining *j, struct kw_error *err)
{
    size_t *ends =
        kw_grow(j->out->ends, j->out->count, &j->end_room, sizeof *ends);

    if (!ends)
        return kw_nomem(err);
    j->out->ends = ends;
    ends[j->out->count++] = j->member_count;
    return KW_OK;
}

/* The nearest common ancestor: least sum, then least depth, then the
 * smaller id. */
static struct join nearest(const struct joining *j, uint32_t a, uint32_t b)
{
    const struct seeker *x = &j->seekers[a];
    const struct seeker *y = &j->seekers[b];
    struct join best = {a, b, KW_NOBODY, KW_NOBODY};
    uint32_t deepest = KW_NOBODY;

    for (uint32_t i = 0; i < kw_people_count(j->people); i++) {
        uint32_t sum;
        uint32_t deeper;

        if (x->far[i] == KW_NOBODY || y->far[i] == KW_NOBODY)
            continue;
        sum = x->far[i] + y->far[i];
        deeper = x->far[i] > y->far[i] ? x->far[i] : y->far[i];
        if (sum < best.steps || (sum == best.steps && deeper < deepest)) {
            best.apex = i;
            best.steps = sum;
            deepest = deeper;
        }
    }
    return best;
}

/* From a up to the apex and down to b. */
static enum kw_status chain_by_blood(struct joining *j, const struct join *join,
                                     struct kw_error *err)
{
    const struct seeker *a = &j->seekers[join->a];
    const struct seeker *b = &j->seekers[join->b];
    size_t begin = j->member_count;

    for (uint32_t now = join->apex; now != KW_NOBODY; now = a->from[now])
        KW_TRY(add_member(j, now, err));
    for (size_t i = begin, k = j->member_count - 1; i < k; i++, k--) {
        uint32_t swap = j->out->members[i];

        j->out->members[i] = j->out->members[k];
        j->out->members[k] = swap;
    }
    for (uint32_t now = b->from[join->apex]; now != KW_NOBODY;
         now = b->from[now])
        KW_TRY(add_member(j, now, err));
    return end_chain(j, err);
}

/* The shortest way from one seeker to any of another set, along parents,
 * children and partners; false in *found if there is none. */
static enum kw_status chain_by_any(struct joining *j, uint32_t a, bool *found,
                                   struct kw_error *err)
{
    static const neighbours_fn WAYS[] = {kw_people_parents, kw_people_children,
                                         kw_people_partners};
    size_t count = kw_people_count(j->people);
    uint32_t *far = malloc((count * 2 + 1) * sizeof *far);
    const struct seeker *best = NULL;
    enum kw_status status;

    *found = false;
    if (!far)
        return kw_nomem(err);
    status = walk(j->people, j->seekers[a].who, KW_NOBODY, WAYS, 3, far,
                  far + count, err);
    for (size_t i = 0; status == KW_OK && i < j->count; i++) {
        const struct seeker *s = &j->seekers[i];

        if (s->set != j->seekers[a].set && far[s->who] != KW_NOBODY &&
            (!best || far[s->who] < far[best->who]))
            best = s;
    }
    for (uint32_t now = best ? best->who : KW_NOBODY;
         status == KW_OK && now != KW_NOBODY; now = far[count + now])
        status = add_member(j, now, err);
    if (status == KW_OK && best) {
        uint32_t old = best->set;

        *found = true;
        for (size_t i = 0; i < j->count; i++)
            if (j->seekers[i].set == old)
                j->seekers[i].set = j->seekers[a].set;
        status = end_chain(j, err);
    }
    free(far);
    return status;
}

static int by_steps(const void *a, const void *b)
{
    const struct join *x = a;
    const struct join *y = b;

    if (x->steps != y->steps)
        return x->steps < y->steps ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static enum kw_status join_by_blood(struct joining *j, struct kw_error *err)
{
    struct join *joins = calloc(j->count * j->count + 1, sizeof *joins);
    size_t count = 0;
    enum kw_status status = KW_OK;

    if (!joins)
        return kw_nomem(err);
    for (uint32_t a = 0; a < j->count; a++)
        for (uint32_t b = a + 1; b < j->count; b++) {
            joins[count] = nearest(j, a, b);
            count += joins[count].apex != KW_NOBODY;
        }
    qsort(joins, count, sizeof *joins, by_steps);
    for (size_t i = 0; i < count && status == KW_OK; i++) {
        uint32_t keep = j->seekers[joins[i].a].set;
        uint32_t drop = j->seekers[joins[i].b].set;

        if (keep == drop)
            continue;
        for (size_t k = 0; k < j->count; k++)
            if (j->seekers[k].set == drop)
                j->seekers[k].set = keep;
        status = chain_by_blood(j, &joins[i], err);
    }
    free(joins);
    return status;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = ((const struct seeker *)a)->who;
    uint32_t y = ((const struct seeker *)b)->who;

    return (x > y) - (x < y);
}

static enum kw_status prepare(struct joining *j, const uint32_t *whom,
                              size_t asked, struct kw_error *err)
{
    static const neighbours_fn UP[] = {kw_people_parents};
    size_t people = kw_people_count(j->people);

    j->seekers = calloc(asked + 1, sizeof *j->seekers);
    if (!j->seekers)
        return kw_nomem(err);
    for (size_t i = 0; i < asked; i++)
        j->seekers[i].who = whom[i];
    qsort(j->seekers, asked, sizeof *j->seekers, by_number);
    for (size_t i = 0; i < asked; i++)
        if (!i || j->seekers[i].who != j->seekers[j->count - 1].who)
            j->seekers[j->count++] = j->seekers[i];
    for (size_t i = 0; i < j->count; i++) {
        struct seeker *s = &j->seekers[i];

        s->set = (uint32_t)i;
        s->far = malloc((people * 2 + 1) * sizeof *s->far);
        if (!s->far)
            return kw_nomem(err);
        s->from = s->far + people;
        KW_TRY(walk(j->people, s->who, KW_NOBODY, UP, 1, s->far, s->from, err));
    }
    return KW_OK;
}

enum kw_status kw_people_join(const struct kw_people *people,
                              const uint32_t *whom, size_t count,
                              struct kw_chains *out, bool *joined,
                              struct kw_error *err)
{
    struct joining j = {.people = people, .out = out};
    enum kw_status status;

    *out = (struct kw_chains){0};
    *joined = true;
    status = prepare(&j, whom, count, err);
    if (status == KW_OK)
        status = join_by_blood(&j, err);
    for (uint32_t i = 1; status == KW_OK && i < j.count;) {
        bool found = false;

        if (j.seekers[i].set == j.seekers[0].set) {
            i++;
            continue;
        }
        status = chain_by_any(&j, i, &found, err);
        if (!found) {
            *joined = false;
            i++;
        }
    }
    for (size_t i = 0; j.seekers && i < j.count; i++)
        free(j.seekers[i].far);
    free(j.seekers);
    if (status != KW_OK)
        kw_chains_finish(out);
    return status;
}
