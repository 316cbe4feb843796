/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables: every member that is asked for anywhere, object by object,
 * innermost first.
 */
#include "shape.h"

#include <string.h>

/* What the rows below lead to; defined behind them. */
static const struct kw_shape SCALAR, THERE, WHOLE, OWN_LINE, VALUE, DATAVALUE,
    REST_VALUE, PROPERTY, SNAK, REFERENCES, QUALIFIERS, ARTICLE, REDIRECT,
    CLAIMS, LABELS, TEXTS, ARTICLES, ENTITIES;

#define ROW(name, shape)                                                       \
    {                                                                          \
        (name), sizeof(name) - 1, &(shape)                                     \
    }

const struct kw_wanted KW_SHAPE_ROWS[] = {
    /* VALUE: a value of a snak */
    ROW("entity-type", SCALAR),
    ROW("id", SCALAR),
    ROW("numeric-id", SCALAR),
    ROW("time", SCALAR),
    ROW("precision", SCALAR),
    ROW("before", SCALAR),
    ROW("after", SCALAR),
    ROW("calendar", SCALAR),
    ROW("calendarmodel", SCALAR),
    ROW("circa", SCALAR),
    /* DATAVALUE */
    ROW("value", VALUE),
    /* REST_VALUE: the REST API's values */
    ROW("type", SCALAR),
    ROW("content", VALUE),
    /* PROPERTY: the REST API's properties */
    ROW("id", SCALAR),
    /* SNAK */
    ROW("snaktype", SCALAR),
    ROW("datavalue", DATAVALUE),
    ROW("value", REST_VALUE),
    ROW("property", PROPERTY),
    /* STATEMENT: which is its own main snak in the REST API; shape.h counts
     * the first five */
    ROW("mainsnak", SNAK),
    ROW("id", SCALAR),
    ROW("rank", SCALAR),
    ROW("references", REFERENCES),
    ROW("qualifiers", QUALIFIERS),
    ROW("snaktype", SCALAR),
    ROW("datavalue", DATAVALUE),
    ROW("value", REST_VALUE),
    /* TEXT: a label, description or alias */
    ROW("language", SCALAR),
    ROW("value", SCALAR),
    /* ARTICLE */
    ROW("title", SCALAR),
    /* SITELINKS */
    ROW("enwiki", ARTICLE),
    /* REDIRECT */
    ROW("from", SCALAR),
    /* ENTITY */
    ROW("id", SCALAR),
    ROW("type", SCALAR),
    ROW("missing", THERE),
    ROW("claims", CLAIMS),
    ROW("statements", CLAIMS),
    ROW("labels", LABELS),
    ROW("descriptions", TEXTS),
    ROW("aliases", TEXTS),
    ROW("sitelinks", ARTICLES),
    ROW("lastrevid", SCALAR),
    ROW("redirects", REDIRECT),
    /* DOCUMENT: a reply, or an entity by itself */
    ROW("entities", ENTITIES),
    ROW("error", WHOLE),
    ROW("errors", WHOLE),
    ROW("warnings", WHOLE),
    ROW("success", THERE),
    ROW("search", THERE),
    ROW("schema", OWN_LINE),
    ROW("id", SCALAR),
    ROW("type", SCALAR),
    ROW("missing", THERE),
    ROW("claims", CLAIMS),
    ROW("statements", CLAIMS),
    ROW("labels", LABELS),
    ROW("descriptions", TEXTS),
    ROW("aliases", TEXTS),
    ROW("sitelinks", ARTICLES),
    ROW("lastrevid", SCALAR),
    ROW("redirects", REDIRECT),
};

const size_t KW_SHAPE_ROW_COUNT = sizeof KW_SHAPE_ROWS / sizeof *KW_SHAPE_ROWS;

/* Where each object's rows begin, in the same order. */
enum {
    VALUE_ROWS = 0,
    DATAVALUE_ROWS = VALUE_ROWS + 10,
    REST_VALUE_ROWS = DATAVALUE_ROWS + 1,
    PROPERTY_ROWS = REST_VALUE_ROWS + 2,
    SNAK_ROWS = PROPERTY_ROWS + 1,
    STATEMENT_ROWS = SNAK_ROWS + 4,
    TEXT_ROWS = STATEMENT_ROWS + 8,
    ARTICLE_ROWS = TEXT_ROWS + 2,
    SITELINKS_ROWS = ARTICLE_ROWS + 1,
    REDIRECT_ROWS = SITELINKS_ROWS + 1,
    ENTITY_ROWS = REDIRECT_ROWS + 1,
    DOCUMENT_ROWS = ENTITY_ROWS + 11,
    END_OF_ROWS = DOCUMENT_ROWS + 18
};

_Static_assert(sizeof KW_SHAPE_ROWS / sizeof *KW_SHAPE_ROWS == END_OF_ROWS,
               "the groups of rows are counted wrong");

#define MEMBERS(group, next)                                                   \
    .members = &KW_SHAPE_ROWS[group##_ROWS], .count = next##_ROWS - group##_ROWS

static const struct kw_shape SCALAR = {.how = KW_PRUNED};
static const struct kw_shape THERE = {.how = KW_THERE};
static const struct kw_shape WHOLE = {.how = KW_WHOLE};
static const struct kw_shape OWN_LINE = {.how = KW_OWN_LINE};
static const struct kw_shape REFERENCES = {.how = KW_COUNTED};

static const struct kw_shape VALUE = {MEMBERS(VALUE, DATAVALUE)};
static const struct kw_shape DATAVALUE = {MEMBERS(DATAVALUE, REST_VALUE)};
static const struct kw_shape REST_VALUE = {.how = KW_OBJECT,
                                           MEMBERS(REST_VALUE, PROPERTY)};
static const struct kw_shape PROPERTY = {.how = KW_OBJECT,
                                         MEMBERS(PROPERTY, SNAK)};
static const struct kw_shape SNAK = {MEMBERS(SNAK, STATEMENT), .is_snak = true};
/* The snaks of a property: a list, or anything whose members are snaks. */
static const struct kw_shape SNAKS = {.every = &SNAK, .element = &SNAK};
static const struct kw_shape QUALIFIERS = {.qualifiers = &SNAKS,
                                           .element = &SNAK};
static const struct kw_shape STATEMENT = {MEMBERS(STATEMENT, TEXT),
                                          .is_statement = true};
static const struct kw_shape STATEMENTS = {.element = &STATEMENT};
static const struct kw_shape CLAIMS = {.statements = &STATEMENTS};

static const struct kw_shape ARTICLE = {MEMBERS(ARTICLE, SITELINKS)};
static const struct kw_shape ARTICLES = {.how = KW_ARTICLES};
static const struct kw_shape REDIRECT = {MEMBERS(REDIRECT, ENTITY)};
static const struct kw_shape LABELS = {.how = KW_LABELS};
static const struct kw_shape TEXTS = {.how = KW_TEXTS};

static const struct kw_shape ENTITY = {MEMBERS(ENTITY, DOCUMENT),
                                       .is_entity = true};
static const struct kw_shape ENTITIES = {.every = &ENTITY};

const struct kw_shape KW_SHAPE_DOCUMENT = {MEMBERS(DOCUMENT, END_OF),
                                           .is_entity = true};
const struct kw_shape KW_SHAPE_SITELINKS = {MEMBERS(SITELINKS, REDIRECT)};
const struct kw_shape KW_SHAPE_TEXT_ITEM = {MEMBERS(TEXT, ARTICLE)};
const struct kw_shape KW_SHAPE_TEXT = {MEMBERS(TEXT, ARTICLE),
                                       .element = &KW_SHAPE_TEXT_ITEM};
const struct kw_shape KW_SHAPE_EVERY_TEXT = {.every = &KW_SHAPE_TEXT};

const struct kw_wanted *kw_shape_row(const struct kw_shape *shape,
                                     const char *name, size_t length)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct kw_wanted *row = &shape->members[i];

        if (row->length == length && row->name[0] == name[0] &&
            memcmp(row->name, name, length) == 0)
            return row;
    }
    return NULL;
}
