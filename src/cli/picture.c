/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A drawing as a file: the ending decides the format, the file appears
 * whole or not at all.
 */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

#include "items.h"

static const double PNG_SCALE = 1.5;

/* ---- formats ----------------------------------------------------------- */

static enum kw_status write_svg(const struct kw_drawing *drawing,
                                struct kw_buffer *out, struct kw_error *err)
{
    return kw_drawing_svg(drawing, out, err);
}

static enum kw_status write_dot(const struct kw_drawing *drawing,
                                struct kw_buffer *out, struct kw_error *err)
{
    return kw_drawing_dot(drawing, out, err);
}

static enum kw_status write_png(const struct kw_drawing *drawing,
                                struct kw_buffer *out, struct kw_error *err)
{
    struct kw_buffer svg = {0};
    enum kw_status status = kw_drawing_svg(drawing, &svg, err);

    if (status == KW_OK)
        status = kw_buffer_check(&svg, err);
    if (status == KW_OK)
        status = kw_picture_png(&svg, PNG_SCALE, out, err);
    kw_buffer_finish(&svg);
    return status;
}

static enum kw_status write_pdf(const struct kw_drawing *drawing,
                                struct kw_buffer *out, struct kw_error *err)
{
    struct kw_buffer svg = {0};
    enum kw_status status = kw_drawing_svg(drawing, &svg, err);

    if (status == KW_OK)
        status = kw_buffer_check(&svg, err);
    if (status == KW_OK)
        status = kw_picture_pdf(&svg, out, err);
    kw_buffer_finish(&svg);
    return status;
}

static const struct format {
    const char *ending;
    const char *name;
    bool rendered; /* needs librsvg */
    enum kw_status (*write)(const struct kw_drawing *drawing,
                            struct kw_buffer *out, struct kw_error *err);
} FORMATS[] = {
    {".svg", "svg", false, write_svg}, {".png", "png", true, write_png},
    {".pdf", "pdf", true, write_pdf},  {".dot", "dot", false, write_dot},
    {".gv", "dot", false, write_dot},
};

static const struct format *format_of(const char *path)
{
    size_t length = strlen(path);

    if (strcmp(path, "-") == 0)
        return &FORMATS[0];
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        size_t ending = strlen(FORMATS[i].ending);

        if (length > ending &&
            strcmp(path + length - ending, FORMATS[i].ending) == 0)
            return &FORMATS[i];
    }
    return NULL;
}

enum kw_status picture_check(const char *path, struct kw_error *err)
{
    const struct format *format = format_of(path);

    if (!format)
        return kw_fail(err, KW_USAGE,
                       "%s: the ending says no format; use .svg, .png, .pdf "
                       "or .dot",
                       path);
    if (format->rendered && !kw_pictures_built())
        return kw_fail(err, KW_USAGE,
                       "%s: this kinwalk was built without librsvg and cairo; "
                       "write .svg, or install librsvg2-dev and libcairo2-dev "
                       "and build again",
                       path);
    return KW_OK;
}

/* ---- writing ----------------------------------------------------------- */

static enum kw_status write_file(const struct kw_drawing *drawing,
                                 const struct format *format, const char *path,
                                 struct kw_error *err)
{
    struct kw_buffer bytes = {0};
    struct kw_output *output = NULL;
    enum kw_status status = format->write(drawing, &bytes, err);

    if (status == KW_OK)
        status = kw_buffer_check(&bytes, err);
    if (status == KW_OK)
        status = kw_output_open(path, &output, err);
    if (status == KW_OK)
        status = kw_output_write(output, bytes.bytes, bytes.length, err);
    if (status == KW_OK) {
        status = kw_output_commit(output, err);
        output = NULL;
    }
    kw_output_destroy(output);
    kw_buffer_finish(&bytes);
    return status;
}

static unsigned count_generations(const struct kw_drawing *drawing)
{
    size_t count;
    const struct kw_card *cards = kw_drawing_cards(drawing, &count);
    unsigned most = 0;

    for (size_t i = 0; i < count; i++)
        if (cards[i].generation > most)
            most = cards[i].generation;
    return most;
}

enum kw_status picture_write(struct kw_cli *cli, struct kw_people *people,
                             const struct kw_draw_options *options,
                             const char *path, struct picture *out,
                             struct kw_error *err)
{
    struct kw_draw_options all = *options;
    struct kw_drawing *drawing = NULL;
    struct kw_buffer base = {0};
    enum kw_status status;

    KW_TRY(picture_check(path, err));
    KW_TRY(kw_cli_entitle(cli, people, options->members, options->member_count,
                          err));
    kw_buffer_print(&base, "%s/wiki/", kw_cli_value(cli, "endpoint"));
    status = kw_buffer_check(&base, err);
    if (!all.link_base)
        all.link_base = base.bytes;
    if (status == KW_OK)
        status = kw_drawing_create(people, &all, &drawing, err);
    if (status == KW_OK)
        status = write_file(drawing, format_of(path), path, err);
    if (status == KW_OK && out) {
        kw_drawing_cards(drawing, &out->people);
        kw_drawing_size(drawing, &out->width, &out->height);
        out->crossings = kw_drawing_crossings(drawing);
        out->generations = count_generations(drawing);
        out->format = format_of(path)->name;
    }
    kw_drawing_destroy(drawing);
    kw_buffer_finish(&base);
    return status;
}

/* ---- answers ----------------------------------------------------------- */

uint32_t *picture_list(const struct kw_people *people, const bool *chosen,
                       size_t *count)
{
    uint32_t all = kw_people_count(people);
    uint32_t *list = malloc((all + (size_t)1) * sizeof *list);

    *count = 0;
    for (uint32_t i = 0; list && i < all; i++)
        if (chosen[i])
            list[(*count)++] = i;
    return list;
}

enum kw_status picture_of_answer(struct kw_cli *cli, struct kw_people *people,
                                 uint32_t from, uint32_t to,
                                 const struct kw_draw_line *lines,
                                 size_t line_count, const char *heading,
                                 const char *caption, const char *path,
                                 struct kw_error *err)
{
    const uint32_t ends[] = {from, to};
    struct kw_draw_options options = {.heading = heading,
                                      .caption = caption,
                                      .highlights = ends,
                                      .highlight_count = 2,
                                      .lines = lines,
                                      .line_count = line_count};
    bool *chosen = calloc(kw_people_count(people) + (size_t)1, sizeof *chosen);
    uint32_t *list = NULL;
    enum kw_status status;

    if (!chosen)
        return kw_nomem(err);
    chosen[from] = chosen[to] = true;
    for (size_t i = 0; i < line_count; i++)
        for (size_t k = 0; k < lines[i].count; k++)
            chosen[lines[i].members[k]] = true;
    status = kw_people_mark_other_parents(people, chosen, err);
    if (status == KW_OK) {
        list = picture_list(people, chosen, &options.member_count);
        options.members = list;
        status = list ? picture_write(cli, people, &options, path, NULL, err)
                      : kw_nomem(err);
    }
    free(list);
    free(chosen);
    return status;
}
