/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of properties: what each means, which way it points, and
 * how its value is kept. Every room that needs to know asks here.
 */
#include <kinwalk/family.h>

#define STATEMENT true, false
#define QUALIFIER false, true

static const struct kw_property_info PROPERTIES[] = {
    {KW_P_SEX, KW_TO_NONE, KW_ITEM, STATEMENT, "sex",
     "Sex or gender; decides the words, never who is a parent."},
    {KW_P_FATHER, KW_TO_PARENT, KW_ITEM, STATEMENT, "father",
     "The person's father."},
    {KW_P_MOTHER, KW_TO_PARENT, KW_ITEM, STATEMENT, "mother",
     "The person's mother."},
    {KW_P_SPOUSE, KW_TO_PARTNER, KW_ITEM, STATEMENT, "spouse",
     "Somebody the person was married to."},
    {KW_P_INSTANCE_OF, KW_TO_NONE, KW_ITEM, STATEMENT, "instance of",
     "What kind of being the record is about."},
    {KW_P_POSITION, KW_TO_NONE, KW_ITEM, STATEMENT, "position held",
     "An office; kept for the titles in pictures."},
    {KW_P_CHILD, KW_TO_CHILD, KW_ITEM, STATEMENT, "child",
     "A child of the person; its sex is not said."},
    {KW_P_HOUSE, KW_TO_NONE, KW_ITEM, STATEMENT, "family",
     "The noble house or family; kept for the colours in pictures."},
    {KW_P_TITLE, KW_TO_NONE, KW_ITEM, STATEMENT, "noble title",
     "A noble title; kept for pictures."},
    {KW_P_PARTNER, KW_TO_PARTNER, KW_ITEM, STATEMENT, "unmarried partner",
     "Somebody the person lived with unmarried."},
    {KW_P_BIRTH, KW_TO_NONE, KW_DATE, STATEMENT, "date of birth",
     "When the person was born."},
    {KW_P_DEATH, KW_TO_NONE, KW_DATE, STATEMENT, "date of death",
     "When the person died."},
    {KW_P_START, KW_TO_NONE, KW_DATE, QUALIFIER, "start time",
     "Since when the statement was true: the wedding of a marriage."},
    {KW_P_END, KW_TO_NONE, KW_DATE, QUALIFIER, "end time",
     "Until when the statement was true."},
    {KW_P_RELATIVE, KW_TO_RELATIVE, KW_ITEM, STATEMENT, "relative",
     "Any other relative; \"kinship to subject\" says which."},
    {KW_P_KINSHIP, KW_TO_NONE, KW_ITEM, QUALIFIER, "kinship to subject",
     "What the value is to the person: adoptive father, stepson."},
    {KW_P_CIRCUMSTANCES, KW_TO_NONE, KW_ITEM, QUALIFIER,
     "sourcing circumstances",
     "How sure the sources are: circa, presumably, disputed."},
    {KW_P_END_CAUSE, KW_TO_NONE, KW_ITEM, QUALIFIER, "end cause",
     "Why a marriage ended: death, divorce."},
    {KW_P_SUBJECT_ROLE, KW_TO_NONE, KW_ITEM, QUALIFIER, "subject has role",
     "What the person is in this statement: adopted child."},
    {KW_P_SIBLING, KW_TO_SIBLING, KW_ITEM, STATEMENT, "sibling",
     "A brother or sister, full or half is not said."},
    {KW_P_STEP_PARENT, KW_TO_STEP_PARENT, KW_ITEM, STATEMENT, "stepparent",
     "A step-parent; never blood."},
    {KW_P_OBJECT_ROLE, KW_TO_NONE, KW_ITEM, QUALIFIER,
     "object of statement has role",
     "What the value is in this statement: foster parent."},
    {KW_P_NATURE, KW_TO_NONE, KW_ITEM, QUALIFIER, "nature of statement",
     "How the statement is meant: disputed, hypothetical."},
    {KW_P_PARENT, KW_TO_PARENT, KW_ITEM, STATEMENT, "parent",
     "A parent where neither father, mother nor stepparent fits."},
};

enum {
    PROPERTY_COUNT = sizeof PROPERTIES / sizeof *PROPERTIES,
    FIRST_STEP = 16 /* the largest power of two below it */
};
_Static_assert(PROPERTY_COUNT > FIRST_STEP && PROPERTY_COUNT <= 2 * FIRST_STEP,
               "every row is found");

const struct kw_property_info *kw_property_info(unsigned property)
{
    size_t at = 0;

    /* The last row that is not beyond it. */
    for (size_t step = FIRST_STEP; step > 0; step /= 2)
        if (at + step < PROPERTY_COUNT &&
            (unsigned)PROPERTIES[at + step].property <= property)
            at += step;
    return (unsigned)PROPERTIES[at].property == property ? &PROPERTIES[at]
                                                         : NULL;
}

const struct kw_property_info *kw_property_table(size_t *count)
{
    *count = PROPERTY_COUNT;
    return PROPERTIES;
}
