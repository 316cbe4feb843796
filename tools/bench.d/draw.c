/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long pictures take: families of 300 and 3,000 people, laid out and
 * written as SVG.
 *
 * The families are made, not read: generation after generation, couples
 * of strangers or of cousins, now and then a second marriage.
 */
#include <stdio.h>
#include <stdlib.h>

#include <kinwalk/draw.h>

static uint32_t next(uint64_t *state)
{
    *state =
        *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

static enum kw_status add_link(struct kw_people *people, uint64_t child,
                               uint64_t parent, enum kw_link_kind kind,
                               struct kw_error *err)
{
    struct kw_link link = {.child = kw_qid(child),
                           .parent = kw_qid(parent),
                           .kind = (uint8_t)kind,
                           .by_child = KW_STATED};

    return kw_people_add_link(people, &link, err);
}

/* Odd ids are men, even ones women. Each couple stands a generation, some
 * sixty ids, above its children. */
static enum kw_status make_family(uint32_t count, struct kw_people **out,
                                  struct kw_error *err)
{
    uint64_t state = 92;
    uint64_t width = count / 12 + 4;

    KW_TRY(kw_people_create(NULL, out, err));
    for (uint64_t q = 1; q <= count; q++) {
        char label[40];
        struct kw_member member = {.id = kw_qid(q),
                                   .label = label,
                                   .sex = q % 2 ? KW_MALE : KW_FEMALE,
                                   .known = KW_READ};
        uint64_t father = q > width ? (q - width) / 3 * 2 + 1 : 0;
        uint64_t mother = father + 1 + (next(&state) % 12 ? 0 : 2);

        snprintf(label, sizeof label, "Somebody of Somewhere %u", (unsigned)q);
        KW_TRY(kw_people_add_member(*out, &member, err));
        if (!father || next(&state) % 4 == 0 || mother >= q)
            continue;
        KW_TRY(add_link(*out, q, father, KW_LINK_FATHER, err));
        KW_TRY(add_link(*out, q, mother, KW_LINK_MOTHER, err));
        KW_TRY(add_link(*out, father, mother, KW_LINK_SPOUSE, err));
    }
    return kw_people_seal(*out, err);
}

static enum kw_status measure(uint32_t count, struct kw_error *err)
{
    struct kw_draw_options options = {.people_max = count};
    struct kw_people *people = NULL;
    struct kw_drawing *drawing = NULL;
    struct kw_buffer svg = {0};
    enum kw_status status = make_family(count, &people, err);
    int64_t begin = kw_clock_ms(NULL);

    if (status == KW_OK)
        status = kw_drawing_create(people, &options, &drawing, err);
    if (status == KW_OK)
        status = kw_drawing_svg(drawing, &svg, err);
    if (status == KW_OK)
        printf("draw %5u people: %6.3f s, %zu crossings, %zu kB of SVG\n",
               (unsigned)count, (double)(kw_clock_ms(NULL) - begin) / 1000,
               kw_drawing_crossings(drawing), svg.length / 1000);
    kw_buffer_finish(&svg);
    kw_drawing_destroy(drawing);
    kw_people_destroy(people);
    return status;
}

int main(void)
{
    static const uint32_t COUNTS[] = {300, 3000};
    struct kw_error err = {0};

    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        if (measure(COUNTS[i], &err) != KW_OK) {
            fprintf(stderr, "bench draw: %s\n", err.text);
            return 1;
        }
    return 0;
}
