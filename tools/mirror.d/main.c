/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk-mirror: a Wikibase on this machine, for tests and for classes.
 *
 * Exit codes as kinwalk's: 0 done, 2 wrong usage, 3 cannot listen, 4 the
 * file cannot be served.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "generate.h"
#include "options.h"
#include "server.h"

/* Compressed documents kept in memory. */
#define CACHE_BYTES ((size_t)256 << 20)

static int exit_code(enum kw_status status)
{
    switch (status) {
    case KW_OK:
        return 0;
    case KW_USAGE:
        return 2;
    case KW_NETWORK:
        return 3;
    default:
        return 4;
    }
}

/* Signals are taken by sigwait() in this thread, so all others must have
 * them blocked from their start. */
static void block_signals(sigset_t *ends)
{
    sigemptyset(ends);
    sigaddset(ends, SIGINT);
    sigaddset(ends, SIGTERM);
    sigaddset(ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, ends, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static enum kw_status serve(const struct options *options,
                            struct mirror *mirror, struct kw_error *err)
{
    struct server_settings settings = {.address = options->address,
                                       .port = options->port,
                                       .mirror = mirror,
                                       .plan = &options->plan};
    struct server *server = NULL;
    enum kw_status status = KW_OK;
    sigset_t ends;
    int taken;

    block_signals(&ends);
    if (options->log_path != NULL)
        status = log_open(options->log_path, &settings.log, err);
    if (status == KW_OK)
        status = server_start(&settings, &server, err);
    if (status == KW_OK) {
        printf("%s\n", server_url(server));
        fflush(stdout);
        fprintf(stderr,
                "kinwalk-mirror: serving %zu records of %s; Ctrl-C "
                "ends it\n",
                mirror->catalog.row_count, options->file);
        sigwait(&ends, &taken);
    }
    server_stop(server);
    log_close(settings.log);
    return status;
}

static enum kw_status open_and_serve(const struct options *options,
                                     struct kw_error *err)
{
    struct mirror mirror = {.lag_s = options->lag_s};
    enum kw_status status = catalog_open(options->file, !options->search_exact,
                                         &mirror.catalog, err);

    if (status == KW_OK) {
        mirror.cache = cache_create(mirror.catalog.row_count, CACHE_BYTES);
        status = mirror.cache ? serve(options, &mirror, err) : kw_nomem(err);
    }
    cache_destroy(mirror.cache);
    catalog_close(&mirror.catalog);
    return status;
}

int main(int argc, char **argv)
{
    struct options options;
    struct kw_error err = {0};
    enum kw_status status = options_read(argc, argv, &options, &err);

    if (status == KW_OK && options.help)
        options_help();
    else if (status == KW_OK && options.version)
        puts("kinwalk-mirror " KW_VERSION);
    else if (status == KW_OK && options.generate > 0)
        status = generate(options.generate, options.plan.seed, stdout, &err);
    else if (status == KW_OK)
        status = open_and_serve(&options, &err);
    if (status != KW_OK)
        fprintf(stderr, "kinwalk-mirror: %s\n", err.text);
    options_finish(&options);
    return exit_code(status);
}
