/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is whose child: two children a couple, dealt out by lot. A family
 * whose couples follow a rule instead is a grid, and its people are far
 * apart.
 */
#include "made_family.h"

#include <stdlib.h>
#include <string.h>

/* A prime: i * STEP modulo it gives every QID once. */
#define QIDS UINT64_C(129999997)
#define STEP UINT64_C(48271987)

uint64_t made_family_chance(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* ---- ids ----------------------------------------------------------- */

uint64_t made_family_qid(uint32_t who)
{
    return 1 + ((uint64_t)who + 1) * STEP % QIDS;
}

/* STEP to the power of QIDS - 2, its inverse by Fermat. */
static uint64_t step_back(void)
{
    uint64_t result = 1;
    uint64_t base = STEP;

    for (uint64_t power = QIDS - 2; power; power >>= 1) {
        if (power & 1)
            result = result * base % QIDS;
        base = base * base % QIDS;
    }
    return result;
}

bool made_family_find(const struct made_family *family, uint64_t qid,
                      uint32_t *who)
{
    uint64_t number;

    if (qid < 1 || qid > QIDS)
        return false;
    number = (qid - 1) * step_back() % QIDS;
    if (number < 1 || number > family->people)
        return false;
    *who = (uint32_t)(number - 1);
    return true;
}

/* ---- links --------------------------------------------------------- */

static void note_children(struct made_family *f, uint32_t first)
{
    for (uint32_t i = first; i < first + f->per_generation; i++)
        for (uint32_t parent = f->fathers[i]; parent < f->fathers[i] + 2u;
             parent++)
            f->children[2 * parent + (f->children[2 * parent] ? 1 : 0)] = i;
}

static void deal_out(struct made_family *f)
{
    uint32_t n = f->per_generation;

    for (uint32_t first = n; first < f->people; first += n) {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t j =
                (uint32_t)(made_family_chance((uint64_t)first + i) % (i + 1));

            f->fathers[first + i] = f->fathers[first + j];
            f->fathers[first + j] = first - n + (i & ~1u);
        }
        note_children(f, first);
    }
}

enum kw_status made_family_create(struct made_family *family, uint32_t people,
                                  struct kw_error *err)
{
    memset(family, 0, sizeof *family);
    if (people < FAMILY_LEAST || people > QIDS / 2)
        return kw_fail(err, KW_USAGE, "a family has %d to %u people, not %u",
                       FAMILY_LEAST, (unsigned)(QIDS / 2), people);
    family->per_generation = people / FAMILY_GENERATIONS & ~1u;
    family->people = family->per_generation * FAMILY_GENERATIONS;
    family->fathers = calloc(family->people, sizeof *family->fathers);
    family->children =
        calloc((size_t)family->people + 2, 2 * sizeof *family->children);
    if (!family->fathers || !family->children) {
        made_family_finish(family);
        return kw_nomem(err);
    }
    deal_out(family);
    return KW_OK;
}

void made_family_finish(struct made_family *family)
{
    free(family->fathers);
    free(family->children);
    memset(family, 0, sizeof *family);
}

bool made_family_has_father(const struct made_family *family, uint32_t who)
{
    return who >= family->per_generation;
}

int made_family_birth_year(const struct made_family *family, uint32_t who)
{
    return 1400 + (int)(who / family->per_generation) * 28;
}
