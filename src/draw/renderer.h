/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * librsvg and cairo, opened only when a picture is rendered: with what
 * they need they are half of all libraries, and every command would wait
 * for them.
 *
 * Their headers say how the functions look; here are those that we call.
 */
#ifndef KINWALK_DRAW_RENDERER_H
#define KINWALK_DRAW_RENDERER_H

#include <cairo-pdf.h>
#include <cairo.h>
#include <librsvg/rsvg.h>

#include <kinwalk/base.h>

#define RENDERER_FUNCTIONS(F)                                                  \
    F(g_memory_input_stream_new_from_data)                                     \
    F(g_object_unref)                                                          \
    F(g_error_free)                                                            \
    F(rsvg_handle_new_from_stream_sync)                                        \
    F(rsvg_handle_get_intrinsic_size_in_pixels)                                \
    F(rsvg_handle_render_document)                                             \
    F(cairo_create)                                                            \
    F(cairo_destroy)                                                           \
    F(cairo_status)                                                            \
    F(cairo_status_to_string)                                                  \
    F(cairo_image_surface_create)                                              \
    F(cairo_surface_write_to_png_stream)                                       \
    F(cairo_pdf_surface_create_for_stream)                                     \
    F(cairo_pdf_surface_set_metadata)                                          \
    F(cairo_surface_finish)                                                    \
    F(cairo_surface_status)                                                    \
    F(cairo_surface_destroy)

/* NOLINTNEXTLINE(bugprone-macro-parentheses): a name to declare */
#define RENDERER_MEMBER(name) __typeof__(name) *name;
struct renderer {
    RENDERER_FUNCTIONS(RENDERER_MEMBER)
};

/* Opens the libraries, which stay until the process ends: GLib cannot be
 * closed. KW_USAGE if they are not installed. */
enum kw_status kw_renderer_open(struct renderer *out, struct kw_error *err);

#endif
