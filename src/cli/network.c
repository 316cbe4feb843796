/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The run's one source: opened when first needed, from the options, with
 * the contact that Wikimedia wants.
 */
#include "gather.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { QUESTION_REQUESTS = 100, RATE_MAX = 1000000, IN_FLIGHT_MAX = 1000 };

/* ---- the contact --------------------------------------------------- */

/* Asks for it once, says why, and keeps it. */
static enum kw_status ask_contact(struct kw_cli *cli, char *out, size_t size,
                                  struct kw_error *err)
{
    fputs("Wikidata asks whoever runs a program like this to say how to be "
          "reached\nif it should cause trouble. Your mail address or web page "
          "is sent with each\nrequest and kept in your config file; nobody "
          "else gets it.\n",
          cli->err);
    if (!kw_cli_ask(cli, "Contact: ", out, size) || !out[0])
        return kw_fail(err, KW_USAGE,
                       "no contact given; --contact or KINWALK_CONTACT name "
                       "it, --sample asks nobody");
    return KW_OK;
}

static enum kw_status find_contact(struct kw_cli *cli, char *out, size_t size,
                                   struct kw_error *err)
{
    const char *contact = kw_cli_value(cli, "contact");

    snprintf(out, size, "%s", contact ? contact : "");
    if (out[0] || !kw_cli_can_ask(cli) ||
        !kw_source_needs_contact(kw_cli_value(cli, "endpoint")))
        return KW_OK;
    return ask_contact(cli, out, size, err);
}

/* ---- each request, with -vv ---------------------------------------- */

static void log_transfer(void *arg, const struct kw_transfer *transfer)
{
    struct kw_cli *cli = arg;

    fprintf(cli->err, "%6" PRIu64 "  %3d  %9zu bytes  %6" PRId64 " ms  %s",
            transfer->number, transfer->status, transfer->bytes,
            transfer->took_ms, transfer->url);
    if (transfer->trouble)
        fprintf(cli->err, "  %s", transfer->trouble);
    if (transfer->trouble && transfer->wait_ms >= 0)
        fprintf(cli->err, "; again in %.1f s",
                (double)transfer->wait_ms / 1000);
    fputc('\n', cli->err);
}

void kw_cli_tell_away(const struct kw_cli *cli, const struct kw_bill *bill)
{
    if (cli->loud >= 2)
        fprintf(cli->err,
                "transfers were left alone for %.1f ms at most, %" PRIu64
                " times for more than 5 ms; by calls: %.1f ms at most, %" PRIu64
                " times\n",
                (double)bill->away_us / 1000, bill->away_often,
                (double)bill->calls_us / 1000, bill->calls_often);
}

/* ---- opening ------------------------------------------------------- */

static enum kw_status read_transport(const struct kw_cli *cli,
                                     enum kw_transport *out,
                                     struct kw_error *err)
{
    const char *name = kw_cli_value(cli, "transport");

    *out = KW_TRANSPORT_API;
    if (!name || strcmp(name, "api") == 0)
        return KW_OK;
    *out = KW_TRANSPORT_ENTITYDATA;
    if (strcmp(name, "entitydata") == 0)
        return KW_OK;
    return kw_fail(err, KW_USAGE, "--transport takes api or entitydata, not %s",
                   name);
}

/* The variables that curl and OpenSSL go by. */
static const char *ca_file(void)
{
    const char *file = getenv("CURL_CA_BUNDLE");

    if (!file || !*file)
        file = getenv("SSL_CERT_FILE");
    return file && *file ? file : NULL;
}

static enum kw_status read_settings(const struct kw_cli *cli,
                                    struct kw_source_settings *settings,
                                    struct kw_error *err)
{
    bool is_crawl = cli->command && strcmp(cli->command->name, "crawl") == 0;
    uint64_t number;

    settings->endpoint = kw_cli_value(cli, "endpoint");
    settings->proxy = kw_cli_value(cli, "proxy");
    settings->ca_file = ca_file();
    settings->langs = (const char *const *)cli->langs;
    settings->clock = cli->clock;
    /* Waits of several kinwalks should not fall together. */
    settings->seed = (uint64_t)getpid();
    KW_TRY(read_transport(cli, &settings->transport, err));
    KW_TRY(kw_cli_number(cli, "in-flight", 1, IN_FLIGHT_MAX, 0, &number, err));
    settings->in_flight = (unsigned)number;
    KW_TRY(kw_cli_number(cli, "rate", 1, RATE_MAX, 0, &number, err));
    settings->rate = (unsigned)number;
    KW_TRY(kw_cli_number(cli, "max-requests", 1, UINT64_MAX,
                         is_crawl ? 0 : QUESTION_REQUESTS,
                         &settings->max_requests, err));
    if (cli->loud >= 2) {
        settings->log = log_transfer;
        settings->log_arg = (void *)(uintptr_t)cli;
    }
    return KW_OK;
}

bool kw_cli_may_ask(const struct kw_cli *cli)
{
    return !cli->offline && !cli->sample;
}

enum kw_status kw_cli_source(struct kw_cli *cli, struct kw_error *err)
{
    struct kw_source_settings settings = {0};
    char contact[256];
    bool given = kw_cli_value(cli, "contact") != NULL;

    if (cli->source)
        return KW_OK;
    KW_TRY(read_settings(cli, &settings, err));
    KW_TRY(find_contact(cli, contact, sizeof contact, err));
    settings.contact = contact[0] ? contact : NULL;
    KW_TRY(kw_source_open(&settings, &cli->source, err));
    if (!given && contact[0])
        KW_TRY(kw_settings_keep(cli, "contact", contact, err));
    return KW_OK;
}
