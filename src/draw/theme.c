/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The colours of a page, light and dark.
 *
 * The pale colours were searched for so that any two of them stay apart
 * for normal sight and for the two common colour blindnesses
 * (protanopia, deuteranopia; matrices of Machado, Oliveira and
 * Fernandes, 2009); tests/test_svg.c holds them to it.
 */
#include "drawing.h"

static const struct kw_theme LIGHT = {
    .page = "#FEFDFA",
    .ink = "#2B2B2B",
    .soft = "#5F6368",
    .line = "#A3A9AF",
    .border = "#B9BEC4",
    .gold = "#B8860B",
    .badge = "#FFFFFF",
    .swatches = {"#DCF1C3", "#EBBEC1", "#D0D1FA", "#EBCE9D", "#D5F5DB",
                 "#DFCBE7", "#FBF4B4", "#E5D3BD", "#F4DFF4", "#E9D9DF",
                 "#F2F2F0"}};

static const struct kw_theme DARK = {
    .page = "#1B1D21",
    .ink = "#EEEEEC",
    .soft = "#B4BAC1",
    .line = "#757D87",
    .border = "#5B626B",
    .gold = "#E3B341",
    .badge = "#24272C",
    .swatches = {"#274833", "#5A2622", "#223671", "#5C4710", "#1C594B",
                 "#3E2C57", "#6B6A1F", "#5F4D2A", "#603352", "#3A5368",
                 "#303238"}};

const struct kw_theme *kw_theme(bool dark)
{
    return dark ? &DARK : &LIGHT;
}
