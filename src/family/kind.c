/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Kinds, sexes and roles: what the items that statements name mean to
 * us, and what each is called in JSON lines.
 *
 * Three tables, and no branch beside them that knows an item's number.
 */
#include <string.h>

#include <kinwalk/family.h>

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

/* ---- kinds: values of P31 ------------------------------------------ */

/* A list of who is no single human rather than of who is one: Homer is
 * a "human whose existence is disputed" and has no plain Q5. */
static const struct {
    uint32_t qid;
    enum kw_kind kind;
} KINDS[] = {
    {5, KW_HUMAN},             /* human */
    {21070568, KW_DISPUTED},   /* human whose existence is disputed */
    {20643955, KW_MYTHICAL},   /* human biblical figure */
    {22988604, KW_MYTHICAL},   /* mythological Greek character */
    {4271324, KW_MYTHICAL},    /* mythical character */
    {178885, KW_MYTHICAL},     /* deity */
    {13002315, KW_MYTHICAL},   /* legendary figure */
    {22989102, KW_MYTHICAL},   /* Greek deity */
    {11688446, KW_MYTHICAL},   /* Roman deity */
    {16513881, KW_MYTHICAL},   /* Norse deity */
    {16513904, KW_MYTHICAL},   /* Norse mythical character */
    {24434794, KW_MYTHICAL},   /* king in Greek mythology */
    {24284226, KW_MYTHICAL},   /* agricultural deity */
    {41863069, KW_MYTHICAL},   /* war deity */
    {25810847, KW_MYTHICAL},   /* folklore character */
    {2239243, KW_MYTHICAL},    /* mythical creature */
    {20902363, KW_MYTHICAL},   /* mythical human-animal hybrid */
    {95074, KW_FICTIONAL},     /* fictional character */
    {15632617, KW_FICTIONAL},  /* fictional human */
    {15773347, KW_FICTIONAL},  /* film character */
    {15773317, KW_FICTIONAL},  /* television character */
    {3658341, KW_FICTIONAL},   /* literary character */
    {50386450, KW_FICTIONAL},  /* operatic character */
    {1569167, KW_FICTIONAL},   /* video game character */
    {80447738, KW_FICTIONAL},  /* anime character */
    {1114461, KW_FICTIONAL},   /* comics character */
    {87576284, KW_FICTIONAL},  /* manga character */
    {63975020, KW_FICTIONAL},  /* musical theatre character */
    {15711870, KW_FICTIONAL},  /* animated character */
    {3375722, KW_FICTIONAL},   /* theatrical character */
    {386208, KW_FICTIONAL},    /* mascot character */
    {28020127, KW_FICTIONAL},  /* fictional humanoid */
    {123126876, KW_FICTIONAL}, /* animated television character */
    {17624054, KW_FICTIONAL},  /* fictional deity */
    {108065012, KW_FICTIONAL}, /* radio character */
    {27921916, KW_FICTIONAL},  /* anthropomorphic character */
    {16979650, KW_GROUP},      /* sibling group */
    {14073567, KW_GROUP},      /* sibling duo */
    {58603552, KW_GROUP},      /* sibling trio */
    {14756018, KW_GROUP},      /* twins */
    {10648343, KW_GROUP},      /* duo */
    {16145172, KW_GROUP},      /* trio */
    {1826687, KW_GROUP},       /* quartet */
    {99241914, KW_GROUP},      /* quintet */
    {16334295, KW_GROUP},      /* group of humans */
    {219160, KW_GROUP},        /* couple */
    {3046146, KW_GROUP},       /* married couple */
    {1141470, KW_GROUP},       /* double act */
    {8436, KW_GROUP},          /* family */
    {13417114, KW_GROUP},      /* noble family */
    {215380, KW_GROUP},        /* musical group */
    {729, KW_OTHER},           /* animal */
    {726, KW_OTHER},           /* horse */
    {144, KW_OTHER},           /* dog */
    {146, KW_OTHER},           /* house cat */
    {4167410, KW_OTHER},       /* disambiguation page */
    {4167836, KW_OTHER},       /* category */
    {13406463, KW_OTHER},      /* list article */
    {101352, KW_OTHER},        /* family name */
    {202444, KW_OTHER},        /* given name */
    {12308941, KW_OTHER},      /* male given name */
    {11879590, KW_OTHER},      /* female given name */
    {3409032, KW_OTHER},       /* unisex given name */
    {577, KW_OTHER},           /* year */
};

static const char *const KIND_NAMES[] = {
    [KW_KIND_UNSTATED] = "unstated",
    [KW_HUMAN] = "human",
    [KW_DISPUTED] = "disputed",
    [KW_MYTHICAL] = "mythical",
    [KW_FICTIONAL] = "fictional",
    [KW_GROUP] = "group",
    [KW_OTHER] = "other",
};

enum kw_kind kw_kind_of_item(struct kw_id item)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (KINDS[i].qid == item.bits)
            return KINDS[i].kind;
    return KW_KIND_UNSTATED;
}

/* ---- sexes: values of P21 ------------------------------------------ */

static const struct {
    uint32_t qid;
    enum kw_sex sex;
} SEXES[] = {
    {6581097, KW_MALE},      /* male */
    {6581072, KW_FEMALE},    /* female */
    {2449503, KW_MALE},      /* trans man */
    {1052281, KW_FEMALE},    /* trans woman */
    {48270, KW_SEX_OTHER},   /* non-binary */
    {1097630, KW_SEX_OTHER}, /* intersex */
    {505371, KW_SEX_OTHER},  /* agender */
    {44148, KW_MALE},        /* male organism */
    {43445, KW_FEMALE},      /* female organism */
};

static const char *const SEX_NAMES[] = {
    [KW_SEX_UNKNOWN] = "",
    [KW_MALE] = "male",
    [KW_FEMALE] = "female",
    [KW_SEX_OTHER] = "other",
};

enum kw_sex kw_sex_of_item(struct kw_id item)
{
    for (size_t i = 0; i < COUNT_OF(SEXES); i++)
        if (SEXES[i].qid == item.bits)
            return SEXES[i].sex;
    return KW_SEX_UNKNOWN;
}

/* ---- roles: values of the qualifiers ------------------------------- */

/* The weight of a role where several qualifiers speak: a word for the
 * kind of parent outweighs a word that names no parent, and that one a
 * doubt. Birth is what is left. */
static const unsigned ROLE_WEIGHT[] = {
    [KW_ROLE_BIRTH] = 0,  [KW_ROLE_DISPUTED] = 1, [KW_ROLE_OTHER] = 2,
    [KW_ROLE_FOSTER] = 3, [KW_ROLE_STEP] = 4,     [KW_ROLE_ADOPTIVE] = 5,
};

/* Values of P1039, P3831 and P2868. The word for either end decides
 * about the link. What is not listed (eldest son, biological parent)
 * leaves a link as it is. */
static const struct {
    uint32_t qid;
    enum kw_role role;
} KINSHIP_WORDS[] = {
    {61740757, KW_ROLE_ADOPTIVE},  /* adoptive father */
    {61740758, KW_ROLE_ADOPTIVE},  /* adoptive mother */
    {20746742, KW_ROLE_ADOPTIVE},  /* adoptive parent */
    {20746725, KW_ROLE_ADOPTIVE},  /* adopted son */
    {20746728, KW_ROLE_ADOPTIVE},  /* adopted daughter */
    {25858158, KW_ROLE_ADOPTIVE},  /* adopted child */
    {110267632, KW_ROLE_ADOPTIVE}, /* adoptee */
    {11572068, KW_ROLE_ADOPTIVE},  /* yushi, nominal adoption */
    {6933584, KW_ROLE_ADOPTIVE},   /* mukoyoshi, adopted son-in-law */
    {19822352, KW_ROLE_STEP},      /* stepparent */
    {4346792, KW_ROLE_STEP},       /* stepson */
    {19822354, KW_ROLE_STEP},      /* stepdaughter */
    {2427941, KW_ROLE_FOSTER},     /* foster parent */
    {223973, KW_ROLE_OTHER},       /* godparent */
    {157509, KW_ROLE_OTHER},       /* legal guardian */
    {12338229, KW_ROLE_OTHER},     /* sperm donor */
    {16547118, KW_ROLE_OTHER},     /* surrogate mother */
    {76557, KW_ROLE_OTHER},        /* uncle */
    {76507, KW_ROLE_OTHER},        /* aunt */
    {12158205, KW_ROLE_OTHER},     /* father's brother */
    {4120409, KW_ROLE_OTHER},      /* mother's brother */
    {9238344, KW_ROLE_OTHER},      /* grandfather */
    {9235758, KW_ROLE_OTHER},      /* grandmother */
    {19682162, KW_ROLE_OTHER},     /* paternal grandfather */
    {4994791, KW_ROLE_OTHER},      /* maternal grandfather */
    {20776714, KW_ROLE_OTHER},     /* paternal grandmother */
    {2500621, KW_ROLE_OTHER},      /* great-grandfather */
    {11921506, KW_ROLE_OTHER},     /* grandson */
    {19756330, KW_ROLE_OTHER},     /* granddaughter */
    {19680017, KW_ROLE_OTHER},     /* great-grandson */
    {15224724, KW_ROLE_OTHER},     /* nephew */
    {23045211, KW_ROLE_OTHER},     /* fraternal nephew */
    {3403377, KW_ROLE_OTHER},      /* niece */
    {23009870, KW_ROLE_OTHER},     /* cousin */
    {31819505, KW_ROLE_OTHER},     /* male first cousin */
    {12051531, KW_ROLE_OTHER},     /* female first cousin */
    {3752578, KW_ROLE_OTHER},      /* son-in-law */
    {13204680, KW_ROLE_OTHER},     /* father-in-law */
    {12160962, KW_ROLE_OTHER},     /* wife's father */
    {2914212, KW_ROLE_OTHER},      /* brother-in-law */
    {3238556, KW_ROLE_OTHER},      /* sister-in-law */
};

/* Values of P1480 and P5102 that make a link doubtful. */
static const uint32_t DOUBTS[] = {
    18122778, /* presumably */
    30230067, /* possibly */
    56644435, /* probably */
    18912752, /* disputed */
    32188232, /* allegedly */
    18603603, /* hypothetically */
};

static const char *const ROLE_NAMES[] = {
    [KW_ROLE_BIRTH] = "birth",       [KW_ROLE_DISPUTED] = "disputed",
    [KW_ROLE_ADOPTIVE] = "adoptive", [KW_ROLE_STEP] = "step",
    [KW_ROLE_FOSTER] = "foster",     [KW_ROLE_OTHER] = "other",
};

static enum kw_role role_of_word(struct kw_id item)
{
    for (size_t i = 0; i < COUNT_OF(KINSHIP_WORDS); i++)
        if (KINSHIP_WORDS[i].qid == item.bits)
            return KINSHIP_WORDS[i].role;
    return KW_ROLE_BIRTH;
}

static enum kw_role role_of_doubt(struct kw_id item)
{
    for (size_t i = 0; i < COUNT_OF(DOUBTS); i++)
        if (DOUBTS[i] == item.bits)
            return KW_ROLE_DISPUTED;
    return KW_ROLE_BIRTH;
}

static enum kw_role role_of_qualifier(const struct kw_qualifier *qualifier)
{
    if (qualifier->snak != KW_VALUE || qualifier->value.type != KW_ITEM)
        return KW_ROLE_BIRTH;
    switch (qualifier->property) {
    case KW_P_KINSHIP:
    case KW_P_OBJECT_ROLE:
    case KW_P_SUBJECT_ROLE:
        return role_of_word(qualifier->value.item);
    case KW_P_CIRCUMSTANCES:
    case KW_P_NATURE:
        return role_of_doubt(qualifier->value.item);
    default:
        return KW_ROLE_BIRTH;
    }
}

enum kw_role kw_statement_role(const struct kw_statement *statement)
{
    const struct kw_property_info *info =
        kw_property_info((unsigned)statement->property);
    enum kw_role role = KW_ROLE_BIRTH;

    if (!info || info->direction == KW_TO_NONE)
        return KW_ROLE_BIRTH;
    if (info->direction == KW_TO_STEP_PARENT)
        return KW_ROLE_STEP;
    for (size_t i = 0; i < statement->qualifier_count; i++) {
        enum kw_role said = role_of_qualifier(&statement->qualifiers[i]);

        if (ROLE_WEIGHT[said] > ROLE_WEIGHT[role])
            role = said;
    }
    /* A relative is no parent unless a word says what kind of one. */
    if (info->direction == KW_TO_RELATIVE &&
        ROLE_WEIGHT[role] < ROLE_WEIGHT[KW_ROLE_OTHER])
        role = KW_ROLE_OTHER;
    return role;
}

/* ---- names --------------------------------------------------------- */

/* The place of `name` in `names`; `count` if it is not there. */
static size_t place_of(const char *name, const char *const *names, size_t count)
{
    size_t i = 0;

    while (i < count && strcmp(names[i], name) != 0)
        i++;
    return i;
}

const char *kw_kind_name(enum kw_kind kind)
{
    return (size_t)kind < COUNT_OF(KIND_NAMES) ? KIND_NAMES[kind] : "other";
}

bool kw_kind_parse(const char *name, enum kw_kind *out)
{
    size_t place = place_of(name, KIND_NAMES, COUNT_OF(KIND_NAMES));

    if (place == COUNT_OF(KIND_NAMES))
        return false;
    *out = (enum kw_kind)place;
    return true;
}

const char *kw_sex_name(enum kw_sex sex)
{
    return (size_t)sex < COUNT_OF(SEX_NAMES) ? SEX_NAMES[sex] : "";
}

bool kw_sex_parse(const char *name, enum kw_sex *out)
{
    size_t place = place_of(name, SEX_NAMES, COUNT_OF(SEX_NAMES));

    if (place == COUNT_OF(SEX_NAMES))
        return false;
    *out = (enum kw_sex)place;
    return true;
}

const char *kw_role_name(enum kw_role role)
{
    return (size_t)role < COUNT_OF(ROLE_NAMES) ? ROLE_NAMES[role] : "other";
}

bool kw_role_parse(const char *name, enum kw_role *out)
{
    size_t place = place_of(name, ROLE_NAMES, COUNT_OF(ROLE_NAMES));

    if (place == COUNT_OF(ROLE_NAMES))
        return false;
    *out = (enum kw_role)place;
    return true;
}
