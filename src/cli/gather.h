/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gather: how a question fetches what it lacks.
 *
 * Each call asks the store first and the server only for what is not
 * there, and leaves what it read in cli->store, which is opened anew for
 * writing if anything is lacking: look cli->store and its xrefs up again
 * afterwards, and build no family before that is used after it. With
 * --offline and --sample they return at once. --max-requests holds for
 * the sum of all calls of one run.
 *
 * Every call adds its cost to *bill (may be NULL). KW_OK also means that
 * a limit stopped it or single people could not be had: bill->complete
 * says. KW_NETWORK, KW_REFUSED and KW_INTERRUPTED travel; what was read
 * until then is kept.
 */
#ifndef KINWALK_CLI_GATHER_H
#define KINWALK_CLI_GATHER_H

#include <kinwalk/crawl.h>

#include "cli.h"

/* Opens cli->source if it is not, from the options, once a run. Asks on a
 * terminal for the contact that Wikimedia wants; KW_USAGE where that is
 * not possible. */
enum kw_status kw_cli_source(struct kw_cli *cli, struct kw_error *err);
/* With -vv: for how long a crawl left its transfers alone. */
void kw_cli_tell_away(const struct kw_cli *cli, const struct kw_bill *bill);

/* A progress line; zeroed memory is one not drawn. */
struct kw_progress {
    bool drawn;
    int64_t drawn_ms;
};
/* Draws a KW_EVENT_PROGRESS, if --progress allows and it is time. */
void kw_cli_progress_event(struct kw_cli *cli, struct kw_progress *progress,
                           const struct kw_event *event);
/* Call before anything else is said, and at the end. */
void kw_cli_progress_wipe(struct kw_cli *cli, struct kw_progress *progress);
/* Appends a bill in words, `indent` before each line. */
void kw_cli_bill_words(const struct kw_bill *bill, const char *indent,
                       struct kw_buffer *out);
/* "12.3 MB"; returns `out`. */
const char *kw_cli_bytes(uint64_t bytes, char out[32]);

/* Would anything be asked? False with --offline and --sample. */
bool kw_cli_may_ask(const struct kw_cli *cli);
/* A question without a network is not at its end: adds to *err (of
 * KW_NETWORK) what can be asked all the same. Returns KW_NETWORK. */
enum kw_status kw_cli_lead_on(struct kw_error *err);

/* Asks the server's search for people called `name`; adds at most `limit`
 * to `list`. */
enum kw_status kw_cli_search_names(struct kw_cli *cli, const char *name,
                                   size_t limit, struct kw_found_list *list,
                                   struct kw_error *err);

/* --max-age and --refresh in seconds; -1: what was read never expires. */
enum kw_status kw_cli_max_age(const struct kw_cli *cli, int64_t *out_s,
                              struct kw_error *err);

/* Runs a crawl on cli->store as it is open, with progress line and
 * Ctrl-C; without a source it asks nobody. *bill is filled in whatever
 * happens. */
enum kw_status kw_cli_crawl(struct kw_cli *cli, const struct kw_goal *goal,
                            const struct kw_watch *watch,
                            struct kw_source *source, struct kw_bill *bill,
                            struct kw_error *err);

/* A crawl by this goal, with the progress line, Ctrl-C and the limits of
 * the command line. All calls below are made of it. */
enum kw_status kw_cli_gather(struct kw_cli *cli, const struct kw_goal *goal,
                             const struct kw_watch *watch, struct kw_bill *bill,
                             struct kw_error *err);

/* These people's own records. */
enum kw_status kw_cli_gather_read(struct kw_cli *cli, const struct kw_id *ids,
                                  size_t count, struct kw_bill *bill,
                                  struct kw_error *err);
/* Ancestors of `ids` up to `up` generations and descendants down to `down`
 * (-1: to the end, 0: none); `around`: partners of all that are met, too.
 * For tree, show, draw and export --of. */
enum kw_status kw_cli_gather_lines(struct kw_cli *cli, const struct kw_id *ids,
                                   size_t count, int up, int down, bool around,
                                   struct kw_bill *bill, struct kw_error *err);
/* Everybody within `depth` links, `via` being KW_VIA_... */
enum kw_status kw_cli_gather_around(struct kw_cli *cli, const struct kw_id *ids,
                                    size_t count, unsigned via, int depth,
                                    struct kw_bill *bill, struct kw_error *err);
/* The ancestors of two people, upward from both at once. With `nearest`
 * it stops as soon as no nearer common ancestor by blood can exist among
 * the statements read (--goal nearest); else both cones are read to their
 * ends (--goal all). */
enum kw_status kw_cli_gather_cones(struct kw_cli *cli, struct kw_id from,
                                   struct kw_id to, bool nearest,
                                   struct kw_bill *bill, struct kw_error *err);
/* The same, but stopping when `decided` says so; it is asked after each
 * generation and may look at cli->store. */
enum kw_status
kw_cli_gather_until(struct kw_cli *cli, struct kw_id from, struct kw_id to,
                    bool (*decided)(void *arg, const struct kw_crawl *crawl),
                    void *arg, struct kw_bill *bill, struct kw_error *err);
/* Two people by any of the links `via`, layer by layer from both, until
 * they meet and no shorter chain can exist among the statements read; then
 * also those on the chains who were only named. */
enum kw_status kw_cli_gather_chain(struct kw_cli *cli, struct kw_id from,
                                   struct kw_id to, unsigned via,
                                   struct kw_bill *bill, struct kw_error *err);

#endif
