/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a relation to what words and machines read: the sexes along its
 * line, the letters of its kin type, its Ahnentafel number.
 */
#include <kinwalk/kinship.h>

void kw_relation_kin(const struct kw_people *people,
                     const struct kw_reckoning *answer,
                     const struct kw_relation *relation, bool back,
                     uint8_t *sexes, struct kw_kin *out)
{
    uint32_t steps = relation->up + relation->down;
    enum kw_sex from = (enum kw_sex)kw_people_at(people, answer->from)->sex;
    enum kw_sex to = (enum kw_sex)kw_people_at(people, answer->to)->sex;

    for (uint32_t i = 0; i <= steps; i++)
        sexes[i] =
            kw_people_at(people, relation->line[back ? steps - i : i])->sex;
    /* Husband and wife: the line is the one of whom it is said. */
    if (steps == 0 && relation->from_marriage && back)
        sexes[0] = (uint8_t)from;
    out->kind = relation->kind;
    out->up = back ? relation->down : relation->up;
    out->down = back ? relation->up : relation->down;
    out->fullness = relation->fullness;
    out->fold = relation->fold;
    out->sexes = sexes;
    out->from_marriage =
        back && steps ? relation->to_marriage : relation->from_marriage;
    out->to_marriage =
        back && steps ? relation->from_marriage : relation->to_marriage;
    out->from_sex = back ? to : from;
    out->to_sex = back ? from : to;
    out->disputed = relation->disputed;
}
