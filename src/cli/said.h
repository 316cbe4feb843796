/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said: the fixed words of an answer about two people, in the languages
 * in which kinship has words.
 */
#ifndef KINWALK_CLI_SAID_H
#define KINWALK_CLI_SAID_H

#include <kinwalk/kinship.h>

/* Those marked take arguments, as printf does, the same in each language. */
enum said {
    SAID_MARRIED, /* long long */
    SAID_SINCE,   /* long long */
    SAID_ENDED,   /* long long */
    SAID_ALSO,
    SAID_THROUGH,
    SAID_AND,
    SAID_UP_DOWN, /* two unsigned */
    SAID_LINES,   /* text */
    SAID_FULLNESS,
    SAID_IF,
    SAID_COMMA_AND,
    SAID_CHILD_OF,
    SAID_CHILD_OF_END,
    SAID_NO_BLOOD,
    SAID_LEFT_OUT,
    SAID_OWN_ANCESTOR,
    SAID_WHOEVER,
    SAID_MORE_DISPUTED, /* int */
    SAID_PARTIAL,
    SAID_NEAREST,
    SAID_AMONG_READ,
    SAID_ONE_UNREAD,
    SAID_UNREAD,  /* size_t */
    SAID_READ_ON, /* text */
    SAID_AT_LEAST,
    SAID_IN_ALL, /* two texts */
    SAID_UNRELATED,
    SAID_NOT_KNOWN,
    SAID_DISPUTED,
    SAID_MYTHICAL,
    SAID_FICTIONAL,
    SAID_GROUP,
    SAID_NO_PERSON,
    SAID_CHAIN_FROM,
    SAID_CHAIN_TO,
    SAID_STEP,  /* size_t */
    SAID_STEPS, /* size_t */
    SAID_NO_CHAIN,
    SAID_NO_CHAIN_READ,
    SAID_SHORTEST_READ,
    SAID_COUNT
};

/* Static memory. */
const char *said(enum kw_lang lang, enum said what);

#endif
