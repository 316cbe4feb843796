/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PNG and PDF, from our own SVG, through librsvg and cairo. Built without
 * them, it says what to install.
 */
#include <kinwalk/draw.h>

#ifdef KW_HAVE_PICTURES

#include "renderer.h"

#include <math.h>

static const double SIDE_MAX = 32000;
static const double PIXELS_MAX = 1.2e8;
static const double POINTS = 0.75; /* of a pixel, at 96 a inch */

bool kw_pictures_built(void)
{
    return true;
}

static enum kw_status refuse(const struct renderer *r, struct kw_error *err,
                             const char *doing, GError *why)
{
    enum kw_status status = kw_fail(err, KW_OUTPUT, "%s: %s", doing,
                                    why ? why->message : "librsvg failed");

    if (why)
        r->g_error_free(why);
    return status;
}

static enum kw_status open_svg(const struct renderer *r,
                               const struct kw_buffer *svg, RsvgHandle **out,
                               double *width, double *height,
                               struct kw_error *err)
{
    GInputStream *stream = r->g_memory_input_stream_new_from_data(
        svg->bytes, (gssize)svg->length, NULL);
    GError *why = NULL;

    /* Large families pass librsvg's limits for strangers' files; this one
     * is ours. */
    *out = r->rsvg_handle_new_from_stream_sync(
        stream, NULL, RSVG_HANDLE_FLAG_UNLIMITED, NULL, &why);
    r->g_object_unref(stream);
    if (!*out)
        return refuse(r, err, "reading the SVG", why);
    if (!r->rsvg_handle_get_intrinsic_size_in_pixels(*out, width, height)) {
        r->g_object_unref(*out);
        *out = NULL;
        return kw_fail(err, KW_USAGE, "the SVG has no size");
    }
    return KW_OK;
}

static cairo_status_t take_bytes(void *to, const unsigned char *bytes,
                                 unsigned length)
{
    struct kw_buffer *out = to;

    kw_buffer_add(out, bytes, length);
    return out->trouble.status == KW_OK ? CAIRO_STATUS_SUCCESS
                                        : CAIRO_STATUS_WRITE_ERROR;
}

static enum kw_status render(const struct renderer *r, RsvgHandle *handle,
                             cairo_surface_t *surface, double width,
                             double height, struct kw_error *err)
{
    cairo_t *cairo = r->cairo_create(surface);
    RsvgRectangle page = {0, 0, width, height};
    GError *why = NULL;
    enum kw_status status = KW_OK;

    if (r->cairo_status(cairo) != CAIRO_STATUS_SUCCESS)
        status = kw_fail(err, KW_OUTPUT, "drawing: %s",
                         r->cairo_status_to_string(r->cairo_status(cairo)));
    else if (!r->rsvg_handle_render_document(handle, cairo, &page, &why))
        status = refuse(r, err, "drawing", why);
    r->cairo_destroy(cairo);
    return status;
}

/* Ends the surface; a trouble of cairo's becomes ours. */
static enum kw_status finish(const struct renderer *r, cairo_surface_t *surface,
                             enum kw_status status, struct kw_buffer *out,
                             struct kw_error *err)
{
    cairo_status_t state;

    r->cairo_surface_finish(surface);
    state = r->cairo_surface_status(surface);
    r->cairo_surface_destroy(surface);
    if (status != KW_OK)
        return status;
    KW_TRY(kw_buffer_check(out, err));
    if (state != CAIRO_STATUS_SUCCESS)
        return kw_fail(err, KW_OUTPUT, "drawing: %s",
                       r->cairo_status_to_string(state));
    return KW_OK;
}

enum kw_status kw_picture_png(const struct kw_buffer *svg, double scale,
                              struct kw_buffer *out, struct kw_error *err)
{
    RsvgHandle *handle = NULL;
    cairo_surface_t *surface;
    enum kw_status status;
    struct renderer r;
    double width = 0;
    double height = 0;

    KW_TRY(kw_renderer_open(&r, err));
    KW_TRY(open_svg(&r, svg, &handle, &width, &height, err));
    scale = fmin(scale, SIDE_MAX / fmax(width, height));
    scale = fmin(scale, sqrt(PIXELS_MAX / (width * height)));
    width = fmax(1, floor(width * scale));
    height = fmax(1, floor(height * scale));
    surface = r.cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width,
                                           (int)height);
    status = render(&r, handle, surface, width, height, err);
    if (status == KW_OK &&
        r.cairo_surface_write_to_png_stream(surface, take_bytes, out) !=
            CAIRO_STATUS_SUCCESS &&
        out->trouble.status == KW_OK)
        status = kw_fail(err, KW_OUTPUT, "the PNG could not be written");
    r.g_object_unref(handle);
    return finish(&r, surface, status, out, err);
}

enum kw_status kw_picture_pdf(const struct kw_buffer *svg,
                              struct kw_buffer *out, struct kw_error *err)
{
    RsvgHandle *handle = NULL;
    cairo_surface_t *surface;
    enum kw_status status;
    struct renderer r;
    double width = 0;
    double height = 0;

    KW_TRY(kw_renderer_open(&r, err));
    KW_TRY(open_svg(&r, svg, &handle, &width, &height, err));
    surface = r.cairo_pdf_surface_create_for_stream(
        take_bytes, out, width * POINTS, height * POINTS);
    /* No date: the same family gives the same bytes. */
    r.cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                     "");
    status = render(&r, handle, surface, width * POINTS, height * POINTS, err);
    r.g_object_unref(handle);
    return finish(&r, surface, status, out, err);
}

#else

bool kw_pictures_built(void)
{
    return false;
}

static enum kw_status explain(const char *what, struct kw_error *err)
{
    return kw_fail(err, KW_USAGE,
                   "this kinwalk writes no %s: it was built without librsvg; "
                   "write .svg instead, or install librsvg2-dev and "
                   "libcairo2-dev and build again",
                   what);
}

enum kw_status kw_picture_png(const struct kw_buffer *svg, double scale,
                              struct kw_buffer *out, struct kw_error *err)
{
    (void)svg;
    (void)scale;
    (void)out;
    return explain("PNG", err);
}

enum kw_status kw_picture_pdf(const struct kw_buffer *svg,
                              struct kw_buffer *out, struct kw_error *err)
{
    (void)svg;
    (void)out;
    return explain("PDF", err);
}

#endif
