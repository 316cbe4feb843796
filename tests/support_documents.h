/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handmade documents for tests: those of tests/data/fuzz_claims, each
 * named after its trap.
 */
#ifndef KINWALK_SUPPORT_DOCUMENTS_H
#define KINWALK_SUPPORT_DOCUMENTS_H

#include "support_cmocka.h"

#include <stdio.h>
#include <stdlib.h>

#include <kinwalk/claims.h>

struct world {
    struct kw_xrefs *xrefs;
    struct kw_document document;
    struct kw_buffer bytes;
};

static inline int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    *state = w;
    return kw_xrefs_create(&w->xrefs, NULL) == KW_OK ? 0 : -1;
}

static inline int tear_down(void **state)
{
    struct world *w = *state;

    kw_document_finish(&w->document);
    kw_xrefs_destroy(w->xrefs);
    kw_buffer_finish(&w->bytes);
    free(w);
    return 0;
}

static inline void load(struct world *w, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/fuzz_claims/%s", KW_TEST_DATA, name);
    kw_buffer_clear(&w->bytes);
    assert_int_equal(kw_file_read(path, (size_t)1 << 20, &w->bytes, NULL),
                     KW_OK);
}

static inline void read_in(struct world *w, const char *name,
                           const char *const *langs)
{
    struct kw_error err = {0};

    load(w, name);
    kw_document_finish(&w->document);
    if (kw_claims_read(w->bytes.bytes, w->bytes.length, w->xrefs, langs, NULL,
                       &w->document, &err) != KW_OK)
        fail_msg("%s: %s", name, err.text);
}

static inline void reading(struct world *w, const char *name)
{
    read_in(w, name, NULL);
}

#endif
