/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person and three generations of ancestors: ancestors FAMILY.db 9682 */
#include <kinwalk/store.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    struct kw_id who = kw_qid(argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
    struct kw_scope scope = {.up = 3};
    const char *langs[] = {"en", NULL};
    struct kw_store *store = NULL;
    struct kw_people *people = NULL;
    struct kw_error err = {0};
    char id[KW_ID_TEXT_BYTES];

    if (kw_store_open(argv[1], KW_STORE_READ, NULL, &store, &err) == KW_OK &&
        kw_people_create(kw_store_xrefs(store), &people, &err) == KW_OK &&
        kw_store_load(store, &who, 1, &scope, langs, people, &err) == KW_OK &&
        kw_people_seal(people, &err) == KW_OK)
        for (uint32_t i = 0; i < kw_people_count(people); i++)
            puts(kw_people_name(people, i, id));
    fputs(err.text, stderr);
    kw_people_destroy(people);
    kw_store_close(store);
    return (int)err.status;
}
