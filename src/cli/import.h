/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import: what the readers of `kinwalk import` share. A format is a row in
 * the table of cmd_import.c: how its files begin, and who reads them.
 */
#ifndef KINWALK_CLI_IMPORT_H
#define KINWALK_CLI_IMPORT_H

#include "cli.h"

#include <kinwalk/source.h>

/* One run of the command. */
struct kw_import {
    struct kw_cli *cli;           /* borrowed */
    struct kw_import_file *begun; /* the first file, if it is open already */
    bool is_open;                 /* the store, and it is ours to write */
    size_t waiting;               /* people since the last commit */
    bool commits_itself;          /* the reader commits where it can go on */
    size_t files;
    size_t people;    /* taken */
    size_t fresh;     /* of these, not known before */
    size_t missing;   /* taken as missing */
    size_t redirects; /* taken as redirects */
    size_t older;     /* passed over: a newer revision is here */
    size_t kept;      /* passed over: known from elsewhere */
    size_t wrong;     /* places that could not be read */
    size_t mended;    /* wrong lines of a file that was usable all the same */
    size_t changed;   /* lines taken, but not just as they stand */
    size_t left;      /* lines that kinwalk has no place for */
};

/* A file being read: what was looked at to know its format comes again. */
struct kw_import_file {
    const char *path;             /* as messages name it */
    int file;                     /* descriptor */
    struct kw_unpacker *unpacker; /* owned */
    char *start;                  /* owned: packed bytes that were looked at */
    size_t start_at;
    size_t start_bytes;
    char *head; /* owned: the first plain bytes */
    size_t head_bytes;
    bool at_end;          /* the head is all of it */
    struct kw_dump *dump; /* owned; is read already, from the start; or NULL */
};

/* Reads more of the file, behind its head: 0 bytes at the end. KW_INPUT
 * with path and reason if it fails. */
enum kw_status kw_import_more(struct kw_import_file *file, char *out,
                              size_t room, size_t *got, struct kw_error *err);
/* Puts one person into the store and commits now and then. */
enum kw_status kw_import_person(struct kw_import *import,
                                const struct kw_person *person,
                                struct kw_error *err);
/* Says on stderr that a place could not be read, and counts it. */
void kw_import_wrong(struct kw_import *import,
                     const struct kw_import_file *file, size_t line,
                     const char *why);

/* Numbers the xrefs of a file of kinwalk's JSON lines in the order of its
 * lines, before anything is read; nothing for a pipe. */
enum kw_status kw_import_look_ahead(struct kw_import *import,
                                    struct kw_import_file *file,
                                    struct kw_error *err);

/* One JSON object a line: kinwalk's own, entities, or a dump. */
bool kw_import_looks_like_lines(const char *bytes, size_t length);
enum kw_status kw_import_lines(struct kw_import *import,
                               struct kw_import_file *file,
                               struct kw_error *err);

/* ---- opening and unpacking (import_stream.c) ----------------------- */

/* Opens file->file anew at a place in it, without a head. */
enum kw_status kw_import_enter(struct kw_import_file *file,
                               struct kw_unpack_place place,
                               struct kw_error *err);
/* Reads the file's first bytes into its head, unpacked. KW_INPUT if it is
 * empty. */
enum kw_status kw_import_head(struct kw_import_file *file,
                              struct kw_error *err);
void kw_import_file_finish(struct kw_import_file *file);

/* ---- whole files (import_file.c) ----------------------------------- */

enum { KW_IMPORT_BASE_BYTES = 64 };
/* "royal92" of "trees/royal92.ged", "family" of "exports/family/". */
void kw_import_base(const char *path, char out[KW_IMPORT_BASE_BYTES]);
/* The head and all that follows, up to 1 GiB; KW_LIMIT beyond. *out is
 * yours in any case: kw_buffer_finish(). */
enum kw_status kw_import_whole(struct kw_import_file *file,
                               struct kw_buffer *out, struct kw_error *err);
/* Does the store hold this id from anywhere but a file of that base? */
enum kw_status kw_import_is_taken(struct kw_import *import, const char *base,
                                  struct kw_id id, bool *taken,
                                  struct kw_error *err);

/* ---- formats ------------------------------------------------------- */

/* Tables: CSV and TSV. */
bool kw_import_looks_like_csv(const char *bytes, size_t length);
enum kw_status kw_import_csv(struct kw_import *import,
                             struct kw_import_file *file, struct kw_error *err);
/* people.csv and links.csv in the folder `path`. */
enum kw_status kw_import_folder(struct kw_import *import, const char *path,
                                struct kw_error *err);
/* Is `path` one of these two, with the other beside it? Then `folder` gets
 * their folder. */
bool kw_import_is_half(const char *path, struct kw_buffer *folder);

/* A Wikidata JSON dump. */
bool kw_import_looks_like_dump(const char *bytes, size_t length);
/* Begins to read, for who has yet to open the store: needs nothing of it.
 * file->dump is NULL if that fails, and kw_import_dump() will tell why. */
void kw_import_dump_begin(struct kw_import *import,
                          struct kw_import_file *file);
enum kw_status kw_import_dump(struct kw_import *import,
                              struct kw_import_file *file,
                              struct kw_error *err);

/* GEDCOM 5.5, 5.5.1 and 7.0. */
bool kw_import_looks_like_gedcom(const char *bytes, size_t length);
enum kw_status kw_import_gedcom(struct kw_import *import,
                                struct kw_import_file *file,
                                struct kw_error *err);

#endif
