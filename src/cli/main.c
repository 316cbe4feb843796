/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: reads the settings, runs the command, says once what went
 * wrong, and turns it into the contract's exit code.
 */
#include "cli.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kinwalk/source.h>

/* ---- Ctrl-C -------------------------------------------------------- */

static volatile sig_atomic_t interrupts;

/* The first asks for a clean stop; the second ends the program. What was
 * committed is on disk either way. */
static void on_interrupt(int signal_number)
{
    (void)signal_number;
    if (interrupts)
        _exit(KW_EXIT_INTERRUPTED);
    interrupts = 1;
}

static void watch_interrupts(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* A closed pipe shows as a failed write. */
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

bool kw_cli_interrupted(void)
{
    return interrupts != 0;
}

/* ---- talking ------------------------------------------------------- */

void kw_cli_say(struct kw_cli *cli, const char *format, ...)
{
    va_list args;

    if (cli->loud < 0)
        return;
    va_start(args, format);
    vfprintf(cli->err, format, args);
    va_end(args);
    fputc('\n', cli->err);
}

enum kw_status kw_cli_print(struct kw_cli *cli, struct kw_buffer *text,
                            struct kw_error *err)
{
    KW_TRY(kw_buffer_check(text, err));
    if (text->length &&
        fwrite(text->bytes, 1, text->length, cli->out) != text->length)
        return kw_fail(err, KW_OUTPUT, "standard output: cannot be written: %s",
                       strerror(errno));
    if (fflush(cli->out) != 0)
        return kw_fail(err, KW_OUTPUT, "standard output: cannot be written: %s",
                       strerror(errno));
    kw_buffer_clear(text);
    return KW_OK;
}

bool kw_cli_can_ask(const struct kw_cli *cli)
{
    return isatty(STDIN_FILENO) && isatty(fileno(cli->err)) && !cli->json &&
           cli->loud >= 0;
}

bool kw_cli_ask(struct kw_cli *cli, const char *question, char *answer,
                size_t size)
{
    fputs(question, cli->err);
    fflush(cli->err);
    if (!fgets(answer, (int)size, stdin))
        return false;
    answer[strcspn(answer, "\r\n")] = '\0';
    return true;
}

static bool chosen(const struct kw_cli *cli, const char *option, FILE *stream)
{
    const char *when = kw_cli_value(cli, option);

    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return isatty(fileno(stream));
}

bool kw_cli_progress(const struct kw_cli *cli)
{
    return cli->loud >= 0 && chosen(cli, "progress", cli->err);
}

bool kw_cli_color(const struct kw_cli *cli)
{
    const char *no = getenv("NO_COLOR");
    const char *when = kw_cli_value(cli, "color");

    if (no && *no && when && strcmp(when, "always") != 0)
        return false;
    return chosen(cli, "color", cli->out);
}

/* ---- running ------------------------------------------------------- */

static int exit_code_of(enum kw_status status)
{
    switch (status) {
    case KW_OK:
        return KW_EXIT_YES;
    case KW_USAGE:
        return KW_EXIT_USAGE;
    case KW_NETWORK:
    case KW_REFUSED:
    case KW_LIMIT:
        return KW_EXIT_NETWORK;
    case KW_NOT_FOUND:
    case KW_AMBIGUOUS:
        return KW_EXIT_WHO;
    case KW_INTERRUPTED:
        return KW_EXIT_INTERRUPTED;
    case KW_NOMEM:
    case KW_STORE:
    case KW_INPUT:
    case KW_OUTPUT:
    case KW_INTERNAL:
        break;
    }
    return KW_EXIT_FILE;
}

static enum kw_status run(struct kw_cli *cli, int *exit_code,
                          struct kw_error *err)
{
    struct kw_buffer text = {0};
    bool whole = kw_cli_has(cli, "help");
    enum kw_status status;

    if (kw_cli_has(cli, "version"))
        kw_version_print(&text);
    else if (whole || kw_cli_has(cli, "h"))
        kw_help_print(cli->command, whole, &text);
    else if (cli->command)
        return cli->command->run(cli, exit_code, err);
    else
        return kw_fail(err, KW_USAGE,
                       "no command given; kinwalk -h lists them");
    status = kw_cli_print(cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

int main(int argc, char **argv)
{
    struct kw_clock clock = {0};
    struct kw_cli cli = {.out = stdout, .err = stderr, .clock = &clock};
    struct kw_error err = {0};
    int exit_code = KW_EXIT_YES;
    enum kw_status status;

    setlocale(LC_CTYPE, "");
    watch_interrupts();
    status = kw_settings_read(&cli, argc, argv, &err);
    if (status == KW_OK)
        status = run(&cli, &exit_code, &err);
    if (status != KW_OK) {
        exit_code = exit_code_of(status);
        fprintf(stderr, "kinwalk%s%s: %s\n", cli.command ? " " : "",
                cli.command ? cli.command->name : "", err.text);
    }
    if (cli.source)
        kw_source_close(cli.source);
    kw_store_close(cli.store);
    kw_settings_finish(&cli);
    return exit_code;
}
