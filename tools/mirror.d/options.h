/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of kinwalk-mirror.
 */
#ifndef MIRROR_OPTIONS_H
#define MIRROR_OPTIONS_H

#include "trouble.h"

struct options {
    const char *file;
    const char *address;
    uint16_t port;
    const char *log_path; /* NULL: none */
    bool search_exact;
    double lag_s;
    uint64_t generate; /* people to make instead of serving; 0: serve */
    bool help;
    bool version;
    struct trouble_plan plan;
};

/* KW_USAGE with a sentence for what cannot be understood. Free with
 * options_finish() in any case. */
enum kw_status options_read(int argc, char **argv, struct options *options,
                            struct kw_error *err);
void options_finish(struct options *options);
/* Prints the whole help. */
void options_help(void);

#endif
