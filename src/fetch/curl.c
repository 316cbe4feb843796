/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl, opened when the first of its functions is called.
 *
 * It brings some thirty libraries along, which take longer to load than
 * many an answer out of the store takes to find. So nobody links it: the
 * functions the program calls are here, under their own names, and go on
 * to those of the library. They are seen in the program only.
 *
 * Without the library they fail as its own do; kw_fetch_library() says so
 * before.
 */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt

#include "fetch.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#ifndef KW_CURL_LIBRARY
#define KW_CURL_LIBRARY "libcurl.so.4"
#endif

/* ---- the functions ------------------------------------------------- */

/* Later versions promise to leave the URL as it is. */
typedef __typeof__(_Generic(
    &curl_url_get, CURLUcode (*)(const CURLU *, CURLUPart, char **, unsigned)
    : (const CURLU *)NULL, default
    : (CURLU *)NULL)) url_to_read;

/* What is given, by what name, for what, and what without the library. */
#define GIVING(DO)                                                             \
    DO(CURL *, easy_init, (void), (), NULL)                                    \
    DO(CURLHcode, easy_header,                                                 \
       (CURL * easy, const char *name, size_t index, unsigned origin,          \
        int request, struct curl_header **out),                                \
       (easy, name, index, origin, request, out), CURLHE_NOT_BUILT_IN)         \
    DO(const char *, easy_strerror, (CURLcode code), (code), "no libcurl")     \
    DO(time_t, getdate, (const char *text, const time_t *unused),              \
       (text, unused), -1)                                                     \
    DO(CURLcode, global_init, (long flags), (flags), CURLE_FAILED_INIT)        \
    DO(CURLMcode, multi_add_handle, (CURLM * multi, CURL * easy),              \
       (multi, easy), CURLM_BAD_HANDLE)                                        \
    DO(CURLMcode, multi_assign,                                                \
       (CURLM * multi, curl_socket_t socket, void *pointer),                   \
       (multi, socket, pointer), CURLM_BAD_HANDLE)                             \
    DO(CURLMcode, multi_cleanup, (CURLM * multi), (multi), CURLM_BAD_HANDLE)   \
    DO(CURLMsg *, multi_info_read, (CURLM * multi, int *left), (multi, left),  \
       NULL)                                                                   \
    DO(CURLM *, multi_init, (void), (), NULL)                                  \
    DO(CURLMcode, multi_remove_handle, (CURLM * multi, CURL * easy),           \
       (multi, easy), CURLM_BAD_HANDLE)                                        \
    DO(CURLMcode, multi_socket_action,                                         \
       (CURLM * multi, curl_socket_t socket, int events, int *running),        \
       (multi, socket, events, running), CURLM_BAD_HANDLE)                     \
    DO(const char *, multi_strerror, (CURLMcode code), (code), "no libcurl")   \
    DO(struct curl_slist *, slist_append,                                      \
       (struct curl_slist * list, const char *text), (list, text), NULL)       \
    DO(CURLU *, url, (void), (), NULL)                                         \
    DO(CURLUcode, url_get,                                                     \
       (url_to_read url, CURLUPart what, char **part, unsigned flags),         \
       (url, what, part, flags), CURLUE_BAD_HANDLE)                            \
    DO(CURLUcode, url_set,                                                     \
       (CURLU * url, CURLUPart part, const char *text, unsigned flags),        \
       (url, part, text, flags), CURLUE_BAD_HANDLE)                            \
    DO(curl_version_info_data *, version_info, (CURLversion age), (age), NULL)

/* Those that give nothing. */
#define TAKING(DO)                                                             \
    DO(easy_cleanup, (CURL * easy), (easy))                                    \
    DO(free, (void *bytes), (bytes))                                           \
    DO(global_cleanup, (void), ())                                             \
    DO(slist_free_all, (struct curl_slist * list), (list))                     \
    DO(url_cleanup, (CURLU * url), (url))

/* Those of any arguments. */
#define OPEN_ENDED(DO)                                                         \
    DO(CURLcode, easy_getinfo, (CURL * easy, CURLINFO info, ...))              \
    DO(CURLcode, easy_setopt, (CURL * easy, CURLoption option, ...))           \
    DO(CURLMcode, multi_setopt, (CURLM * multi, CURLMoption option, ...))

struct library {
#define POINTER_NAMED(name) __typeof__(curl_##name) *(name);
#define POINTER(type, name, parameters, arguments, otherwise)                  \
    POINTER_NAMED(name)
#define POINTER_TAKING(name, parameters, arguments) POINTER_NAMED(name)
#define POINTER_OPEN(type, name, parameters) POINTER_NAMED(name)
    GIVING(POINTER)
    TAKING(POINTER_TAKING)
    OPEN_ENDED(POINTER_OPEN)
};

/* ---- opening ------------------------------------------------------- */

static bool find_all(void *handle, struct library *out)
{
    /* POSIX lets a function's address pass through void *. */
#define FIND_NAMED(name)                                                       \
    *(void **)&out->name = dlsym(handle, "curl_" #name);                       \
    if (!out->name)                                                            \
        return false;
#define FIND(type, name, parameters, arguments, otherwise) FIND_NAMED(name)
#define FIND_TAKING(name, parameters, arguments) FIND_NAMED(name)
#define FIND_OPEN(type, name, parameters) FIND_NAMED(name)
    GIVING(FIND)
    TAKING(FIND_TAKING)
    OPEN_ENDED(FIND_OPEN)
    return true;
}

static struct library *open_library(void)
{
    void *handle = dlopen(KW_CURL_LIBRARY, RTLD_NOW | RTLD_NODELETE);
    struct library *found = handle ? calloc(1, sizeof *found) : NULL;

    if (found && !find_all(handle, found)) {
        free(found);
        found = NULL;
    }
    if (handle)
        (void)dlclose(handle);
    return found;
}

/* A library is of the whole process, so what was found of it is too. Any
 * thread; who comes second throws away what it found. */
static const struct library *library(void)
{
    static struct library *_Atomic opened;
    struct library *known = atomic_load(&opened);
    struct library *found;

    if (known)
        return known;
    found = open_library();
    if (found && !atomic_compare_exchange_strong(&opened, &known, found)) {
        free(found);
        return known;
    }
    return found;
}

enum kw_status kw_fetch_library(struct kw_error *err)
{
    const char *why;

    if (library())
        return KW_OK;
    why = dlerror();
    return kw_fail(err, KW_USAGE,
                   "libcurl cannot be opened (%s): install libcurl4",
                   why ? why : "unknown");
}

/* libcurl's own names of parameters change with its versions.
 * NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

/* ---- going on ------------------------------------------------------ */

#define GO_ON(type, name, parameters, arguments, otherwise)                    \
    type curl_##name parameters                                                \
    {                                                                          \
        const struct library *curl = library();                                \
                                                                               \
        return curl ? curl->name arguments : (otherwise);                      \
    }
GIVING(GO_ON)

#define GO_ON_TAKING(name, parameters, arguments)                              \
    void curl_##name parameters                                                \
    {                                                                          \
        const struct library *curl = library();                                \
                                                                               \
        if (curl)                                                              \
            curl->name arguments;                                              \
    }
TAKING(GO_ON_TAKING)

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    const struct library *curl = library();
    va_list rest;
    void *to;

    va_start(rest, info);
    to = va_arg(rest, void *);
    va_end(rest);
    return curl ? curl->easy_getinfo(easy, info, to) : CURLE_FAILED_INIT;
}

/* What an option wants to be given is told by its number. */
static bool is_of(int number, int first)
{
    return number >= first && number < first + CURLOPTTYPE_OBJECTPOINT;
}

/* Hands on one argument, whatever it is. */
#define SET(set, handle, option, failed)                                       \
    do {                                                                       \
        va_start(rest, option);                                                \
        if (!curl)                                                             \
            code = (failed);                                                   \
        else if (is_of((int)(option), CURLOPTTYPE_LONG))                       \
            code = curl->set(handle, option, va_arg(rest, long));              \
        else if (is_of((int)(option), CURLOPTTYPE_OFF_T))                      \
            code = curl->set(handle, option, va_arg(rest, curl_off_t));        \
        else if (is_of((int)(option), CURLOPTTYPE_FUNCTIONPOINT))              \
            code = curl->set(handle, option, va_arg(rest, any_function *));    \
        else                                                                   \
            code = curl->set(handle, option, va_arg(rest, void *));            \
        va_end(rest);                                                          \
    } while (0)

typedef void any_function(void);

CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    const struct library *curl = library();
    va_list rest;
    CURLcode code;

    SET(easy_setopt, easy, option, CURLE_FAILED_INIT);
    return code;
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...)
{
    const struct library *curl = library();
    va_list rest;
    CURLMcode code;

    SET(multi_setopt, multi, option, CURLM_BAD_HANDLE);
    return code;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
