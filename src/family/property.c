/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of properties: what each means, which way it points, and
 * how its value is kept. Every room that needs to know asks here.
 */
#include <kinwalk/family.h>

#define STATEMENT true, false
#define QUALIFIER false, true

static const struct kw_property_info PROPERTIES[] = {
    {KW_P_SEX, "sex", KW_TO_NONE, KW_ITEM, STATEMENT,
     "Sex or gender; decides the words, never who is a parent."},
    {KW_P_FATHER, "father", KW_TO_PARENT, KW_ITEM, STATEMENT,
     "The person's father."},
    {KW_P_MOTHER, "mother", KW_TO_PARENT, KW_ITEM, STATEMENT,
     "The person's mother."},
    {KW_P_SPOUSE, "spouse", KW_TO_PARTNER, KW_ITEM, STATEMENT,
     "Somebody the person was married to."},
    {KW_P_INSTANCE_OF, "instance of", KW_TO_NONE, KW_ITEM, STATEMENT,
     "What kind of being the record is about."},
    {KW_P_POSITION, "position held", KW_TO_NONE, KW_ITEM, STATEMENT,
     "An office; kept for the titles in pictures."},
    {KW_P_CHILD, "child", KW_TO_CHILD, KW_ITEM, STATEMENT,
     "A child of the person; its sex is not said."},
    {KW_P_HOUSE, "family", KW_TO_NONE, KW_ITEM, STATEMENT,
     "The noble house or family; kept for the colours in pictures."},
    {KW_P_TITLE, "noble title", KW_TO_NONE, KW_ITEM, STATEMENT,
     "A noble title; kept for pictures."},
    {KW_P_PARTNER, "unmarried partner", KW_TO_PARTNER, KW_ITEM, STATEMENT,
     "Somebody the person lived with unmarried."},
    {KW_P_BIRTH, "date of birth", KW_TO_NONE, KW_DATE, STATEMENT,
     "When the person was born."},
    {KW_P_DEATH, "date of death", KW_TO_NONE, KW_DATE, STATEMENT,
     "When the person died."},
    {KW_P_START, "start time", KW_TO_NONE, KW_DATE, QUALIFIER,
     "Since when the statement was true: the wedding of a marriage."},
    {KW_P_END, "end time", KW_TO_NONE, KW_DATE, QUALIFIER,
     "Until when the statement was true."},
    {KW_P_RELATIVE, "relative", KW_TO_RELATIVE, KW_ITEM, STATEMENT,
     "Any other relative; \"kinship to subject\" says which."},
    {KW_P_KINSHIP, "kinship to subject", KW_TO_NONE, KW_ITEM, QUALIFIER,
     "What the value is to the person: adoptive father, stepson."},
    {KW_P_CIRCUMSTANCES, "sourcing circumstances", KW_TO_NONE, KW_ITEM,
     QUALIFIER, "How sure the sources are: circa, presumably, disputed."},
    {KW_P_END_CAUSE, "end cause", KW_TO_NONE, KW_ITEM, QUALIFIER,
     "Why a marriage ended: death, divorce."},
    {KW_P_SUBJECT_ROLE, "subject has role", KW_TO_NONE, KW_ITEM, QUALIFIER,
     "What the person is in this statement: adopted child."},
    {KW_P_SIBLING, "sibling", KW_TO_SIBLING, KW_ITEM, STATEMENT,
     "A brother or sister, full or half is not said."},
    {KW_P_STEP_PARENT, "stepparent", KW_TO_STEP_PARENT, KW_ITEM, STATEMENT,
     "A step-parent; never blood."},
    {KW_P_OBJECT_ROLE, "object of statement has role", KW_TO_NONE, KW_ITEM,
     QUALIFIER, "What the value is in this statement: foster parent."},
    {KW_P_NATURE, "nature of statement", KW_TO_NONE, KW_ITEM, QUALIFIER,
     "How the statement is meant: disputed, hypothetical."},
    {KW_P_PARENT, "parent", KW_TO_PARENT, KW_ITEM, STATEMENT,
     "A parent where neither father, mother nor stepparent fits."},
};

enum { PROPERTY_COUNT = sizeof PROPERTIES / sizeof *PROPERTIES };

const struct kw_property_info *kw_property_info(unsigned property)
{
    size_t low = 0;
    size_t high = PROPERTY_COUNT;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((unsigned)PROPERTIES[middle].property < property)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < PROPERTY_COUNT && (unsigned)PROPERTIES[low].property == property)
        return &PROPERTIES[low];
    return NULL;
}

const struct kw_property_info *kw_property_table(size_t *count)
{
    *count = PROPERTY_COUNT;
    return PROPERTIES;
}
