/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every cmocka test includes first: cmocka wants these headers
 * before its own.
 */
#ifndef KINWALK_SUPPORT_CMOCKA_H
#define KINWALK_SUPPORT_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
