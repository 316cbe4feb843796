/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * royal92, the field's customary test file, as a family: a small reader
 * of its own, so that the engine's figures do not depend on ours.
 */
#ifndef KINWALK_TESTS_SUPPORT_ROYAL92_H
#define KINWALK_TESTS_SUPPORT_ROYAL92_H

#include <kinwalk/family.h>

/* Reads `path`; *out and *xrefs are the caller's. KW_INPUT if it is not
 * there. */
enum kw_status royal92_read(const char *path, struct kw_people **out,
                            struct kw_xrefs **xrefs, struct kw_error *err);
/* The member called "I52"; aborts if there is none. */
uint32_t royal92_find(const struct kw_people *people,
                      const struct kw_xrefs *xrefs, const char *xref);

#endif
