/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a relation to what words and machines read: the sexes along its
 * line, the letters of its kin type, its Ahnentafel number.
 */
#include <kinwalk/kinship.h>

void kw_relation_kin(const struct kw_people *people,
                     const struct kw_answer *answer,
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

static char letter(uint8_t sex, const char letters[3])
{
    return sex == KW_MALE     ? letters[0]
           : sex == KW_FEMALE ? letters[1]
                              : letters[2];
}

void kw_kin_type(const struct kw_kin *kin, struct kw_buffer *out)
{
    bool has_siblings = kin->up && kin->down;

    if (kin->from_marriage)
        kw_buffer_char(out, letter(kin->sexes[0], "HWE"));
    for (uint32_t i = 1; i + has_siblings <= kin->up; i++)
        kw_buffer_char(out, letter(kin->sexes[i], "FMP"));
    if (has_siblings)
        kw_buffer_char(out, letter(kin->sexes[kin->up + 1], "BZG"));
    for (uint32_t i = 1 + has_siblings; i <= kin->down; i++)
        kw_buffer_char(out, letter(kin->sexes[kin->up + i], "SDC"));
    if (kin->to_marriage)
        kw_buffer_char(out, letter((uint8_t)kin->to_sex, "HWE"));
}

uint64_t kw_ahnentafel(const uint8_t *sexes, uint32_t up)
{
    uint64_t number = 1;

    for (uint32_t i = 1; i <= up; i++) {
        if (i > 62 || (sexes[i] != KW_MALE && sexes[i] != KW_FEMALE))
            return 0;
        number = number * 2 + (sexes[i] == KW_FEMALE);
    }
    return number;
}
