/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Starting a mirror, and reading its log: number, milliseconds, seconds,
 * status, bytes, kind, ids, trouble, agent, with tabs between.
 */
#include "support_mirror.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SWITCHES_MAX = 32, FIRST_SWITCH = 5, LOG_MAX_BYTES = 1 << 28 };

struct mirror {
    pid_t pid;
    char url[128];
    char log[64];
};

static void become_mirror(const struct mirror *mirror, const char *file,
                          const char *const *switches, int out)
{
    const char *arguments[SWITCHES_MAX + FIRST_SWITCH + 2] = {
        KW_BUILD "/kinwalk-mirror", file, "--log", mirror->log};
    size_t count = FIRST_SWITCH - 1;
    int silence = open("/dev/null", O_WRONLY);

    for (; switches && *switches && count < SWITCHES_MAX; switches++)
        arguments[count++] = *switches;
    /* A test that aborts leaves nobody behind. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(out, STDOUT_FILENO);
    dup2(silence, STDERR_FILENO);
    execv(arguments[0], (char *const *)(uintptr_t)arguments);
    _exit(127);
}

struct mirror *mirror_start(const char *file, const char *const *switches)
{
    struct mirror *mirror = calloc(1, sizeof *mirror);
    int ends[2];
    FILE *out;

    if (!mirror || pipe(ends) != 0)
        abort();
    snprintf(mirror->log, sizeof mirror->log, "/tmp/kinwalk-mirror-XXXXXX");
    close(mkstemp(mirror->log));
    mirror->pid = fork();
    if (mirror->pid == 0) {
        close(ends[0]);
        become_mirror(mirror, file, switches, ends[1]);
    }
    close(ends[1]);
    out = fdopen(ends[0], "r");
    if (!out || !fgets(mirror->url, sizeof mirror->url, out))
        abort();
    fclose(out);
    mirror->url[strcspn(mirror->url, "\n")] = '\0';
    return mirror;
}

const char *mirror_url(const struct mirror *mirror)
{
    return mirror->url;
}

size_t mirror_requests(const struct mirror *mirror)
{
    struct kw_buffer text = {0};
    size_t lines = 0;

    if (kw_file_read(mirror->log, LOG_MAX_BYTES, &text, NULL) != KW_OK)
        abort();
    for (size_t i = 0; i < text.length; i++)
        lines += text.bytes[i] == '\n';
    kw_buffer_finish(&text);
    return lines;
}

static void count_ids(const char *line, struct kw_map *times)
{
    const char *field = line;
    char *next;

    for (int tabs = 0; tabs < 6 && field; tabs++) {
        field = strchr(field, '\t');
        field = field ? field + 1 : NULL;
    }
    while (field && *field == 'Q') {
        uint64_t id = strtoull(field + 1, &next, 10);
        const uint64_t *before = kw_map_get(times, id);

        if (kw_map_put(times, id, before ? *before + 1 : 1, NULL, NULL))
            abort();
        field = *next == '|' ? next + 1 : NULL;
    }
}

void mirror_asked(const struct mirror *mirror, size_t from,
                  struct kw_map *times)
{
    struct kw_buffer text = {0};
    size_t number = 0;

    if (kw_file_read(mirror->log, LOG_MAX_BYTES, &text, NULL) != KW_OK)
        abort();
    for (char *line = text.bytes; line && *line; number++) {
        char *end = strchr(line, '\n');

        if (end)
            *end = '\0';
        if (number >= from)
            count_ids(line, times);
        line = end ? end + 1 : NULL;
    }
    kw_buffer_finish(&text);
}

void mirror_stop(struct mirror *mirror)
{
    if (!mirror)
        return;
    kill(mirror->pid, SIGTERM);
    waitpid(mirror->pid, NULL, 0);
    unlink(mirror->log);
    free(mirror);
}
