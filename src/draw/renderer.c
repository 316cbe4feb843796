/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the functions of librsvg and cairo.
 */
#ifdef KW_HAVE_PICTURES

#include "renderer.h"

#include <dlfcn.h>

/* It brings cairo and GLib along. */
#ifndef KW_RSVG_LIBRARY
#define KW_RSVG_LIBRARY "librsvg-2.so.2"
#endif

static enum kw_status refuse(struct kw_error *err)
{
    const char *why = dlerror();

    return kw_fail(err, KW_USAGE,
                   "librsvg cannot be opened (%s): install librsvg2-2, or "
                   "write .svg instead",
                   why ? why : "unknown");
}

enum kw_status kw_renderer_open(struct renderer *out, struct kw_error *err)
{
    void *library = dlopen(KW_RSVG_LIBRARY, RTLD_NOW | RTLD_NODELETE);

    if (!library)
        return refuse(err);
        /* POSIX lets a function's address pass through void *. */
#define FIND(name)                                                             \
    *(void **)&out->name = dlsym(library, #name);                              \
    if (!out->name) {                                                          \
        (void)dlclose(library);                                                \
        return refuse(err);                                                    \
    }
    RENDERER_FUNCTIONS(FIND)
#undef FIND
    (void)dlclose(library);
    return KW_OK;
}

#endif
