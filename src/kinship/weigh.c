/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weighing: phi of two people as it is stated, its upper end where the
 * fullness of siblings is open, and what follows from it.
 */
#include "engine.h"

#include <math.h>
#include <string.h>

static double wright(double value, double f, double g)
{
    return 2 * value / sqrt((1 + f) * (1 + g));
}

enum kw_status kw_weigh(const struct cone *cone, uint64_t work_max,
                        struct kw_arena *arena, struct kw_weight *out,
                        struct kw_error *err)
{
    const struct dyadic *value;
    struct phi *phi = NULL;
    double inbred[2] = {0, 0};
    enum kw_status status = kw_phi_open(cone, false, work_max, &phi, err);

    if (status == KW_OK)
        status = kw_phi_inbreeding(phi, cone->from, &value, err);
    if (status == KW_OK) {
        inbred[0] = dyadic_double(value);
        status = kw_phi_inbreeding(phi, cone->to, &value, err);
    }
    if (status == KW_OK) {
        inbred[1] = dyadic_double(value);
        status = kw_phi_of(phi, cone->from, cone->to, &value, err);
    }
    if (status == KW_OK) {
        out->value = out->low = out->high = dyadic_double(value);
        out->exact = dyadic_print(value, arena);
        out->r = 2 * out->value;
        out->r_wright = wright(out->value, inbred[0], inbred[1]);
        if (!out->exact)
            status = kw_nomem(err);
    }
    kw_phi_close(phi);
    if (status != KW_OK || !kw_phi_has_doubt(cone)) {
        out->is_known = status == KW_OK;
        return status;
    }
    status = kw_phi_open(cone, true, work_max, &phi, err);
    if (status == KW_OK)
        status = kw_phi_of(phi, cone->from, cone->to, &value, err);
    if (status == KW_OK)
        out->high = dyadic_double(value);
    out->is_known = status == KW_OK;
    kw_phi_close(phi);
    return status;
}

void kw_weigh_nothing(struct kw_weight *out)
{
    memset(out, 0, sizeof *out);
    out->is_known = true;
    out->exact = "0/1";
}

enum kw_status kw_kinship_inbreeding(struct kw_kinship *k, uint32_t who,
                                     struct kw_arena *arena,
                                     struct kw_weight *out,
                                     struct kw_error *err)
{
    const struct lineage *blood = &k->blood;
    uint32_t parents[2];
    size_t count = 0;
    struct cone cone;
    struct cone_wish wish = {.reach = UINT32_MAX};
    enum kw_status status;

    kw_weigh_nothing(out);
    if (who >= blood->count)
        return kw_fail(err, KW_USAGE, "nobody in this family has number %u",
                       who);
    for (uint32_t i = blood->starts[who]; i < blood->starts[who + 1]; i++)
        if (blood->strands[i].on && count < 2)
            parents[count++] = blood->strands[i].parent;
    if (count < 2)
        return KW_OK;
    wish.from = parents[0];
    wish.to = parents[1];
    status =
        kw_cone_build(&cone, &k->room, blood, &wish, CONE_BYTES_MAX, NULL, err);
    if (status == KW_OK && cone.count)
        status = kw_weigh(&cone, WORK_MAX, arena, out, err);
    kw_cone_finish(&cone);
    return status;
}
