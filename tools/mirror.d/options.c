/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One table of switches; reading and help both walk it. The troubles have
 * theirs in trouble.c.
 */
#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ids.h"

struct option_row {
    const char *name;
    const char *argument; /* NULL: none */
    const char *about;
    enum kw_status (*take)(struct options *options, const char *value,
                           struct kw_error *err);
};

static enum kw_status number_in(const char *value, uint64_t low, uint64_t high,
                                uint64_t *out, struct kw_error *err)
{
    if (kw_number(value, low, high, out))
        return KW_OK;
    return kw_fail(err, KW_USAGE, "%s: not a number from %llu to %llu", value,
                   (unsigned long long)low, (unsigned long long)high);
}

static enum kw_status take_port(struct options *options, const char *value,
                                struct kw_error *err)
{
    uint64_t port = 0;

    KW_TRY(number_in(value, 0, 65535, &port, err));
    options->port = (uint16_t)port;
    return KW_OK;
}

static enum kw_status take_bind(struct options *options, const char *value,
                                struct kw_error *err)
{
    (void)err;
    options->address = value;
    return KW_OK;
}

static enum kw_status take_log(struct options *options, const char *value,
                               struct kw_error *err)
{
    (void)err;
    options->log_path = value;
    return KW_OK;
}

static enum kw_status take_search(struct options *options, const char *value,
                                  struct kw_error *err)
{
    options->search_exact = strcmp(value, "exact") == 0;
    if (options->search_exact || strcmp(value, "folded") == 0)
        return KW_OK;
    return kw_fail(err, KW_USAGE, "%s: neither exact nor folded", value);
}

static enum kw_status take_lag(struct options *options, const char *value,
                               struct kw_error *err)
{
    char *end;

    options->lag_s = strtod(value, &end);
    if (*value != '\0' && *end == '\0' && options->lag_s >= 0 &&
        options->lag_s < 1e6)
        return KW_OK;
    return kw_fail(err, KW_USAGE, "%s: no number of seconds", value);
}

static enum kw_status take_ms(const char *value, unsigned *out,
                              struct kw_error *err)
{
    uint64_t number = 0;

    KW_TRY(number_in(value, 0, 3600000, &number, err));
    *out = (unsigned)number;
    return KW_OK;
}

static enum kw_status take_latency(struct options *options, const char *value,
                                   struct kw_error *err)
{
    return take_ms(value, &options->plan.latency_ms, err);
}

static enum kw_status take_jitter(struct options *options, const char *value,
                                  struct kw_error *err)
{
    return take_ms(value, &options->plan.jitter_ms, err);
}

static enum kw_status take_slow(struct options *options, const char *value,
                                struct kw_error *err)
{
    return take_ms(value, &options->plan.slow_ms, err);
}

static enum kw_status take_seed(struct options *options, const char *value,
                                struct kw_error *err)
{
    return number_in(value, 0, UINT64_MAX, &options->plan.seed, err);
}

static enum kw_status take_faults(struct options *options, const char *value,
                                  struct kw_error *err)
{
    uint64_t number = 0;

    KW_TRY(number_in(value, 0, 1000000, &number, err));
    options->plan.max_faults = (unsigned)number;
    return KW_OK;
}

static enum kw_status take_retry_after(struct options *options,
                                       const char *value, struct kw_error *err)
{
    uint64_t number = 0;

    KW_TRY(number_in(value, 0, 86400, &number, err));
    options->plan.retry_after_s = (int)number;
    return KW_OK;
}

static enum kw_status take_oversize(struct options *options, const char *value,
                                    struct kw_error *err)
{
    return number_in(value, 1, UINT64_C(1) << 40, &options->plan.oversize_bytes,
                     err);
}

static enum kw_status take_bomb(struct options *options, const char *value,
                                struct kw_error *err)
{
    return number_in(value, 1024, UINT64_C(1) << 32, &options->plan.bomb_bytes,
                     err);
}

static enum kw_status take_generate(struct options *options, const char *value,
                                    struct kw_error *err)
{
    return number_in(value, 2, 20000000, &options->generate, err);
}

/* "Q1,I2" into a set. */
static enum kw_status take_ids(struct kw_map *ids, const char *value,
                               struct kw_error *err)
{
    while (*value != '\0') {
        size_t length = strcspn(value, ",");
        uint32_t number = 0;

        if (!id_parse(value, length, &number))
            return kw_fail(err, KW_USAGE, "%.*s: no id such as Q42",
                           (int)length, value);
        KW_TRY(kw_map_put(ids, number, 1, NULL, err));
        value += length;
        value += *value == ',';
    }
    return KW_OK;
}

static enum kw_status take_only(struct options *options, const char *value,
                                struct kw_error *err)
{
    return take_ids(&options->plan.only, value, err);
}

static enum kw_status take_fail_ids(struct options *options, const char *value,
                                    struct kw_error *err)
{
    return take_ids(&options->plan.fail_ids, value, err);
}

static enum kw_status take_rate(const char *value, double *rate,
                                struct kw_error *err)
{
    char *end;

    *rate = strtod(value, &end);
    if (*value != '\0' && *end == '\0' && *rate >= 0 && *rate <= 1)
        return KW_OK;
    return kw_fail(err, KW_USAGE,
                   "%s: neither a rate from 0 to 1 nor a list of ids", value);
}

/* A request has so many chances to be hit that together they come near
 * to the rate. */
static enum kw_status take_trouble(struct options *options, const char *value,
                                   struct kw_error *err)
{
    double rate = 0;

    KW_TRY(take_rate(value, &rate, err));
    for (int i = TROUBLE_NONE + 1; i < TROUBLE_COUNT; i++)
        options->plan.rates[i] = rate / (TROUBLE_COUNT - 1);
    return KW_OK;
}

static enum kw_status take_help(struct options *options, const char *value,
                                struct kw_error *err)
{
    (void)value;
    (void)err;
    options->help = true;
    return KW_OK;
}

static enum kw_status take_version(struct options *options, const char *value,
                                   struct kw_error *err)
{
    (void)value;
    (void)err;
    options->version = true;
    return KW_OK;
}

static const struct option_row rows[] = {
    {"port", "N", "listen there; 0: any free one (default 0)", take_port},
    {"bind", "ADDRESS",
     "a numeric address (default 127.0.0.1: this machine "
     "only; 0.0.0.0: all networks)",
     take_bind},
    {"log", "FILE", "a line for each answered request; - is stderr", take_log},
    {"search", "exact|folded",
     "find names exactly, or without case and "
     "accents as Wikidata (default)",
     take_search},
    {"latency", "MS", "every answer waits so long", take_latency},
    {"jitter", "MS", "and up to so much longer, by lot", take_jitter},
    {"lag", "S", "the query service lags so much; answered by maxlag",
     take_lag},
    {"seed", "N", "of all lots (default 0)", take_seed},
    {"trouble", "RATE", "all kinds of trouble, together about so often",
     take_trouble},
    {"only", "IDS", "trouble only for requests that name one of these",
     take_only},
    {"fail-ids", "IDS", "500, always, for requests that name one of these",
     take_fail_ids},
    {"max-faults", "N",
     "a person suffers at most so many (default 2; 0: no "
     "end)",
     take_faults},
    {"retry-after", "S", "in 429-retry-after and maxlag (default: 1 and 5)",
     take_retry_after},
    {"slow-ms", "MS", "what a slow body takes (default 2000)", take_slow},
    {"oversize-bytes", "N", "of an oversized body (default 1 GiB)",
     take_oversize},
    {"bomb-bytes", "N", "what a bomb becomes (default 1 GiB)", take_bomb},
    {"generate", "N",
     "print a made family of N people as JSON lines instead "
     "of serving; --seed picks another",
     take_generate},
    {"help", NULL, "this", take_help},
    {"version", NULL, "the version", take_version},
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

void options_help(void)
{
    fputs("usage: kinwalk-mirror FILE [--port N] [switches]\n"
          "       kinwalk-mirror --generate N [--seed N]\n\n"
          "Serves a file of kinwalk's JSON lines as a Wikibase would:\n"
          "wbgetentities, wbsearchentities, list=search with haswbstatement,\n"
          "and Special:EntityData. Its address is the first line it prints.\n"
          "Ctrl-C ends it.\n\n",
          stdout);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        char left[64];

        snprintf(left, sizeof left, "--%s %s", rows[i].name,
                 rows[i].argument ? rows[i].argument : "");
        printf("  %-24s %s\n", left, rows[i].about);
    }
    fputs("\nTrouble, each at a rate from 0 to 1 or for a list of ids "
          "(Q42,Q9439):\n\n",
          stdout);
    for (int i = TROUBLE_NONE + 1; i < TROUBLE_COUNT; i++) {
        char left[64];

        snprintf(left, sizeof left, "--%s RATE|IDS",
                 trouble_name((enum trouble)i));
        printf("  %-28s %s\n", left, trouble_about((enum trouble)i));
    }
    fputs("\nA lot depends on the seed, the kind, the ids asked and how often "
          "the same was\nasked: the same run has the same trouble.\n\n"
          "example: kinwalk-mirror graphs/european-royals.jsonl --port 8080 "
          "--latency 50\n"
          "         kinwalk crawl Q9439 --endpoint http://127.0.0.1:8080\n",
          stdout);
}

static enum kw_status take_kind(struct trouble_plan *plan, int kind,
                                const char *value, struct kw_error *err)
{
    if (*value == 'Q' || *value == 'I' || *value == 'q' || *value == 'i')
        return take_ids(&plan->ids[kind], value, err);
    return take_rate(value, &plan->rates[kind], err);
}

/* Reads one switch at argv[*at]; moves *at behind it. */
static enum kw_status take_switch(int argc, char **argv, int *at,
                                  struct options *options, struct kw_error *err)
{
    const char *name = argv[*at] + 2;
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    const struct option_row *row = NULL;
    int kind = TROUBLE_NONE;
    enum kw_status status;

    for (size_t i = 0; i < ROW_COUNT; i++)
        if (strlen(rows[i].name) == length &&
            strncmp(rows[i].name, name, length) == 0)
            row = &rows[i];
    for (int i = TROUBLE_NONE + 1; i < TROUBLE_COUNT; i++)
        if (strlen(trouble_name((enum trouble)i)) == length &&
            strncmp(trouble_name((enum trouble)i), name, length) == 0)
            kind = i;
    if (row == NULL && kind == TROUBLE_NONE)
        return kw_fail(err, KW_USAGE, "unknown switch --%.*s; see --help",
                       (int)length, name);
    (*at)++;
    if (row != NULL && row->argument == NULL)
        return row->take(options, NULL, err);
    if (value == NULL) {
        if (*at >= argc)
            return kw_fail(err, KW_USAGE, "--%.*s needs a value", (int)length,
                           name);
        value = argv[(*at)++];
    }
    status = row != NULL ? row->take(options, value, err)
                         : take_kind(&options->plan, kind, value, err);
    return status == KW_USAGE ? kw_error_at(err, "--%.*s", (int)length, name)
                              : status;
}

enum kw_status options_read(int argc, char **argv, struct options *options,
                            struct kw_error *err)
{
    int at = 1;

    memset(options, 0, sizeof *options);
    options->address = "127.0.0.1";
    options->plan.max_faults = 2;
    options->plan.retry_after_s = -1;
    options->plan.slow_ms = 2000;
    options->plan.oversize_bytes = UINT64_C(1) << 30;
    options->plan.bomb_bytes = UINT64_C(1) << 30;
    while (at < argc) {
        if (strcmp(argv[at], "-h") == 0) {
            options->help = true;
            at++;
        } else if (strncmp(argv[at], "--", 2) == 0) {
            KW_TRY(take_switch(argc, argv, &at, options, err));
        } else if (options->file == NULL) {
            options->file = argv[at++];
        } else {
            return kw_fail(err, KW_USAGE, "%s: one file is enough", argv[at]);
        }
    }
    if (options->help || options->version || options->generate > 0)
        return KW_OK;
    if (options->file == NULL)
        return kw_fail(err, KW_USAGE, "which file of JSON lines? see --help");
    return KW_OK;
}

void options_finish(struct options *options)
{
    trouble_plan_finish(&options->plan);
}
