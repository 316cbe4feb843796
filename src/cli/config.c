/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The config file: "key = value" lines, the keys being long names of
 * options. Read at each start, written only to keep an answer.
 */
#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONFIG_LIMIT_BYTES = 1 << 20 };

static char *in_arena(struct kw_arena *arena, const char *a, const char *b)
{
    size_t length = strlen(a) + strlen(b);
    char *text = kw_arena_take(arena, length + 1);

    if (text)
        snprintf(text, length + 1, "%s%s", a, b);
    return text;
}

static char *find_config(struct kw_arena *arena)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (folder && folder[0] == '/')
        return in_arena(arena, folder, "/kinwalk/config");
    return home ? in_arena(arena, home, "/.config/kinwalk/config") : NULL;
}

char *kw_trimmed(char *text)
{
    char *end = text + strlen(text);

    while (*text == ' ' || *text == '\t')
        text++;
    while (end > text && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
        end--;
    *end = '\0';
    return text;
}

static enum kw_status read_config_line(struct kw_settings *settings, char *text,
                                       size_t number, size_t *capacity,
                                       struct kw_error *err)
{
    char *equals;
    struct line *grown;

    text = kw_trimmed(text);
    if (!*text || *text == '#')
        return KW_OK;
    equals = strchr(text, '=');
    if (!equals)
        return kw_fail(err, KW_USAGE,
                       "%s:%zu: not of the form 'key = value'; mend the line",
                       settings->config_path, number);
    *equals = '\0';
    grown = kw_grow(settings->config, settings->config_count, capacity,
                    sizeof *settings->config);
    if (!grown)
        return kw_nomem(err);
    settings->config = grown;
    grown[settings->config_count].key = kw_trimmed(text);
    grown[settings->config_count].value = kw_trimmed(equals + 1);
    settings->config_count++;
    return KW_OK;
}

enum kw_status kw_config_read(struct kw_settings *settings,
                              struct kw_error *err)
{
    struct kw_buffer file = {0};
    size_t capacity = 0;
    size_t number = 0;
    enum kw_status status;
    char *text;

    settings->config_path = find_config(&settings->arena);
    if (!settings->config_path || access(settings->config_path, F_OK) != 0)
        return KW_OK;
    status =
        kw_file_read(settings->config_path, CONFIG_LIMIT_BYTES, &file, err);
    text = status == KW_OK && file.length
               ? kw_arena_text(&settings->arena, file.bytes, file.length)
               : NULL;
    kw_buffer_finish(&file);
    while (status == KW_OK && text) {
        char *newline = strchr(text, '\n');

        if (newline)
            *newline = '\0';
        status = read_config_line(settings, text, ++number, &capacity, err);
        text = newline ? newline + 1 : NULL;
    }
    return status;
}

enum kw_status kw_settings_keep(const struct kw_cli *cli, const char *option,
                                const char *value, struct kw_error *err)
{
    const struct kw_settings *settings = cli->settings;
    struct kw_buffer text = {0};
    struct kw_output *output = NULL;
    enum kw_status status;
    char *folder;

    if (!settings->config_path)
        return kw_fail(err, KW_OUTPUT,
                       "no home folder to keep %s in; give "
                       "--%s each time",
                       option, option);
    folder = strdup(settings->config_path);
    if (!folder)
        return kw_nomem(err);
    for (char *slash = folder + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST)
            break; /* opening the file will say why */
        *slash = '/';
    }
    free(folder);
    for (size_t i = 0; i < settings->config_count; i++)
        if (strcmp(settings->config[i].key, option) != 0)
            kw_buffer_print(&text, "%s = %s\n", settings->config[i].key,
                            settings->config[i].value);
    kw_buffer_print(&text, "%s = %s\n", option, value);
    status = kw_buffer_check(&text, err);
    if (status == KW_OK)
        status = kw_output_open(settings->config_path, &output, err);
    if (status == KW_OK)
        status = kw_output_write(output, text.bytes, text.length, err);
    if (status == KW_OK)
        status = kw_output_commit(output, err);
    else
        kw_output_destroy(output);
    kw_buffer_finish(&text);
    return status;
}
