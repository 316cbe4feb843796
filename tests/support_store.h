/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small language for tests of the store: a folder that goes away, people
 * made in a line each, and the documented tables of a file as one text.
 */
#ifndef KINWALK_SUPPORT_STORE_H
#define KINWALK_SUPPORT_STORE_H

#include <kinwalk/store.h>

/* A folder of its own under the build's; gone after drop_folder(). */
struct folder {
    char path[256];
};
void make_folder(struct folder *folder);
void drop_folder(const struct folder *folder);
/* The path of a file in it; in one of four buffers that take turns. */
const char *in_folder(const struct folder *folder, const char *name);

/* An unsealed person, yours. */
struct kw_person *somebody(uint64_t qid);
void is_called(struct kw_person *person, const char *lang, const char *label);
void is_also_called(struct kw_person *person, const char *lang,
                    const char *alias);
/* Adds a statement about another (0: somevalue). */
struct kw_statement *says(struct kw_person *person, enum kw_property property,
                          uint64_t qid);
struct kw_statement *says_date(struct kw_person *person,
                               enum kw_property property, int64_t year,
                               uint8_t month, uint8_t day);
void says_when(struct kw_person *person, struct kw_statement *statement,
               enum kw_property property, int64_t year);

/* Seals, puts and destroys it; the transaction is the caller's. */
void keep(struct kw_store *store, struct kw_person *person);
/* The same in a transaction of its own. */
void keep_now(struct kw_store *store, struct kw_person *person);

/* Opens, and expects that it works. */
struct kw_store *open_store(const char *path, enum kw_store_mode mode);

/* All that makes two stores the same, in one text; free() it. */
char *everything_in(const char *path);

#endif
