/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which languages the user reads: --lang, or else the locale.
 */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* Locales whose region Wikidata knows as a language of its own. A code it
 * does not know would make it send every language there is. */
static const char *const REGIONAL[] = {"de-at", "de-ch",  "en-ca",
                                       "en-gb", "es-419", "pt-br",
                                       "zh-cn", "zh-hk",  "zh-tw"};

static bool is_code(const char *code)
{
    size_t letters = strspn(code, "abcdefghijklmnopqrstuvwxyz");

    if (letters < 2 || letters > 12)
        return false;
    return strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
               strlen(code) &&
           strlen(code) <= 32 && code[strlen(code) - 1] != '-';
}

/* "pt_BR.UTF-8" gives "pt-br,pt"; "C" gives nothing. */
static void languages_of_locale(const char *locale, char *out, size_t size)
{
    char code[16] = "";
    size_t length = strcspn(locale, ".@");

    out[0] = '\0';
    if (length < 2 || length >= sizeof code)
        return;
    for (size_t i = 0; i < length; i++) {
        char c = locale[i];

        code[i] = c == '_'               ? '-'
                  : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a')
                                         : c;
    }
    if (!is_code(code) || strcmp(code, "posix") == 0)
        return;
    for (size_t i = 0; i < sizeof REGIONAL / sizeof *REGIONAL; i++)
        if (strcmp(code, REGIONAL[i]) == 0)
            snprintf(out, size, "%s,", code);
    code[strcspn(code, "-")] = '\0';
    snprintf(out + strlen(out), size - strlen(out), "%s", code);
}

static const char *locale_of_messages(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (int i = 0; i < 3; i++) {
        const char *value = getenv(variables[i]);

        if (value && *value)
            return value;
    }
    return "C";
}

enum kw_status kw_langs_read(struct kw_cli *cli, struct kw_error *err)
{
    const char *list = kw_cli_value(cli, "lang");
    char from_locale[64];
    struct kw_arena *arena = &cli->settings->arena;
    size_t count = 0;
    char *copy;

    if (!list) {
        languages_of_locale(locale_of_messages(), from_locale,
                            sizeof from_locale);
        list = from_locale;
    }
    copy = kw_arena_text(arena, list, strlen(list));
    cli->langs = kw_arena_zeroed(arena, strlen(list) + 2, sizeof *cli->langs);
    if (!copy || !cli->langs)
        return kw_nomem(err);
    for (char *code = copy; code;) {
        char *comma = strchr(code, ',');

        if (comma)
            *comma = '\0';
        code = kw_trimmed(code);
        if (*code && !is_code(code))
            return kw_fail(err, KW_USAGE,
                           "--lang takes language codes such as de,en-gb, "
                           "not '%s'",
                           code);
        if (*code)
            cli->langs[count++] = code;
        code = comma ? comma + 1 : NULL;
    }
    return KW_OK;
}
