/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The peer that reads with simdjson, for bench-read. Only there if the
 * build found it (KW_HAVE_SIMDJSON).
 */
#ifndef KINWALK_BENCH_PEER_SIMDJSON_H
#define KINWALK_BENCH_PEER_SIMDJSON_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* So many bytes behind every document must be there to be read. */
size_t peer_simdjson_padding(void);
/* How many people were read; 0 if it is no such document. One thread. */
size_t peer_simdjson_read(const char *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#endif
