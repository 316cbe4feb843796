/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contact: who runs this. It stands in a header, within parentheses,
 * and Wikimedia asks nobody in without one.
 */
#include <string.h>

#include "question.h"

enum { CONTACT_MIN_BYTES = 3, CONTACT_MAX_BYTES = 200 };

bool kw_source_needs_contact(const char *endpoint)
{
    enum kw_host_kind kind;

    return kw_fetch_host_kind(endpoint ? endpoint : KW_ENDPOINT, &kind) &&
           kw_policy_of(kind)->wants_contact;
}

enum kw_status check_contact(const char *contact, bool wanted,
                             struct kw_error *err)
{
    size_t length = contact ? strlen(contact) : 0;

    if (!length && wanted)
        return kw_fail(
            err, KW_USAGE,
            "Wikimedia wants to know who asks: give --contact or set "
            "KINWALK_CONTACT to your mail address or web page; or use "
            "--sample, which asks nobody");
    for (size_t i = 0; i < length; i++)
        if (contact[i] < ' ' || contact[i] > '~' || strchr("()\\", contact[i]))
            return kw_fail(err, KW_USAGE,
                           "--contact goes into a header: only plain letters "
                           "without parentheses, please");
    if (length && (length < CONTACT_MIN_BYTES || length > CONTACT_MAX_BYTES))
        return kw_fail(err, KW_USAGE, "--contact takes %d to %d letters",
                       CONTACT_MIN_BYTES, CONTACT_MAX_BYTES);
    if (wanted && !strpbrk(contact, "@.:"))
        return kw_fail(err, KW_USAGE,
                       "--contact takes a mail address or a web page, not "
                       "'%s'",
                       contact);
    return KW_OK;
}
