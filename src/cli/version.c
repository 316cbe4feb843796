/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The versions of kinwalk and of the libraries it runs with. The only
 * file of this room that includes them, for their version numbers alone.
 */
#include "cli.h"

#include <bzlib.h>
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <gmp.h>
#include <igraph/igraph.h>
#include <libdeflate.h>
#include <sqlite3.h>
#include <utf8proc.h>
#include <zstd.h>
#ifdef KW_HAVE_ISAL
#include <isa-l.h>
#define ISAL_NAME TEXT(ISAL_MAJOR_VERSION) "." TEXT(ISAL_MINOR_VERSION)
#else
#define ISAL_NAME "none"
#endif
#define PLAIN_TEXT(x) #x
#define TEXT(x) PLAIN_TEXT(x)

void kw_version_print(struct kw_buffer *out)
{
    const char *igraph = "";
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);

    igraph_version(&igraph, NULL, NULL, NULL);
    kw_buffer_print(
        out,
        "kinwalk %s\n"
        "libcurl %s, cJSON %s, igraph %s, SQLite %s, libdeflate %s, "
        "zstd %s, bzip2 %.5s, isa-l %s, utf8proc %s, GMP %s\n"
        "Licence GPL-3.0-or-later. Data of Wikidata are CC0.\n",
        KW_VERSION, curl ? curl->version : "none", cJSON_Version(), igraph,
        sqlite3_libversion(), LIBDEFLATE_VERSION_STRING, ZSTD_versionString(),
        BZ2_bzlibVersion(), ISAL_NAME, utf8proc_version(), gmp_version);
}
