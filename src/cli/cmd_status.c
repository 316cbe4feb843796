/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status: what is known, open, missing and failed, and what the last
 * crawl cost; with --graph the shape of the whole family.
 */
#include <inttypes.h>
#include <string.h>

#include <kinwalk/graph.h>

#include "gather.h"

enum { FAILURES_SHOWN = 10 };

const struct kw_option kw_status_options[] = {
    {"graph", 0, NULL, NULL, NULL,
     "also components, diameter and who stands in the middle", false},
    {.name = NULL},
};

struct report {
    struct kw_cli *cli; /* borrowed */
    struct kw_store_counts counts;
    struct kw_buffer crawl;   /* the last one's goal; empty: none */
    struct kw_buffer bill;    /* and its bill, as JSON */
    struct kw_people *people; /* --graph only: who is named in it */
    struct kw_shape shape;
};

static void report_finish(struct report *report)
{
    kw_buffer_finish(&report->crawl);
    kw_buffer_finish(&report->bill);
    kw_people_destroy(report->people);
}

/* ---- looking ------------------------------------------------------- */

static enum kw_status add_id(void *arg, struct kw_id id, struct kw_error *err)
{
    return kw_web_add(arg, id, err);
}

static enum kw_status add_link(void *arg, const struct kw_link *link,
                               struct kw_error *err)
{
    return kw_web_add_link(arg, link, err);
}

static bool is_stopped(void *arg)
{
    (void)arg;
    return kw_cli_interrupted();
}

/* The records of the few who will be named. */
static enum kw_status load_named(struct report *report, struct kw_error *err)
{
    struct kw_cli *cli = report->cli;
    const struct kw_shape *shape = &report->shape;
    struct kw_id ids[KW_MIDDLE_MAX + 2];
    struct kw_scope scope = {.up = 0};
    size_t count = 0;

    for (; count < shape->middle_count; count++)
        ids[count] = shape->middle[count].id;
    if (shape->largest > 1) {
        ids[count++] = shape->end_a;
        ids[count++] = shape->end_b;
    }
    KW_TRY(kw_people_create(kw_store_xrefs(cli->store), &report->people, err));
    KW_TRY(kw_store_load(cli->store, ids, count, &scope,
                         (const char *const *)cli->langs, report->people, err));
    return kw_people_seal(report->people, err);
}

/* Of the whole family the links are read, not the people. */
static enum kw_status measure(struct report *report, struct kw_error *err)
{
    struct kw_store *store = report->cli->store;
    struct kw_shape_options options = {.stopped = is_stopped};
    struct kw_web *web;
    enum kw_status status;

    KW_TRY(
        kw_web_create(KW_VIA_PARENT | KW_VIA_CHILD | KW_VIA_SPOUSE, &web, err));
    status = kw_store_each_id(store, add_id, web, err);
    if (status == KW_OK)
        status = kw_store_scan_stated(store, add_link, web, err);
    if (status == KW_OK)
        status = kw_web_shape(web, &options, &report->shape, err);
    kw_web_destroy(web);
    return status == KW_OK ? load_named(report, err) : status;
}

static enum kw_status look(struct report *report, struct kw_error *err)
{
    struct kw_cli *cli = report->cli;

    KW_TRY(kw_cli_store(cli, KW_STORE_READ, err));
    KW_TRY(kw_store_count(cli->store, &report->counts, err));
    KW_TRY(kw_store_last_note(cli->store, &report->crawl, &report->bill, err));
    return kw_cli_has(cli, "graph") ? measure(report, err) : KW_OK;
}

static const char *when(int64_t read_s, char out[32])
{
    if (!read_s)
        return NULL;
    kw_time_print(read_s, out);
    return out;
}

static const char *name_of(const struct report *report, struct kw_id id,
                           char out[KW_ID_TEXT_BYTES])
{
    uint32_t who = kw_people_find(report->people, id);

    return who == KW_NOBODY ? kw_id_print(id, NULL, out)
                            : kw_people_name(report->people, who, out);
}

/* ---- as JSON ------------------------------------------------------- */

static enum kw_status write_failure(void *arg, struct kw_id id, const char *why,
                                    struct kw_error *err)
{
    struct kw_json *json = arg;
    char text[KW_ID_TEXT_BYTES];

    (void)err;
    kw_json_object(json);
    kw_json_set_text(json, "id", kw_id_print(id, NULL, text));
    kw_json_set_text(json, "why", why);
    kw_json_end(json);
    return KW_OK;
}

static void write_person(const struct report *report, const char *key,
                         struct kw_id id, struct kw_json *json)
{
    char text[KW_ID_TEXT_BYTES];
    const struct kw_xrefs *xrefs = kw_store_xrefs(report->cli->store);

    kw_json_key(json, key);
    kw_json_object(json);
    kw_json_set_text(json, "id", kw_id_print(id, xrefs, text));
    kw_json_set_text(json, "label", name_of(report, id, text));
    kw_json_end(json);
}

static void write_shape(const struct report *report, struct kw_json *json)
{
    const struct kw_shape *shape = &report->shape;

    kw_json_object(json);
    kw_json_set_int(json, "people", shape->people);
    kw_json_set_int(json, "links", (int64_t)shape->links);
    kw_json_set_int(json, "components", shape->components);
    kw_json_set_int(json, "alone", shape->alone);
    kw_json_set_int(json, "largest", shape->largest);
    kw_json_set_int(json, "diameter", shape->diameter);
    kw_json_set_int(json, "diameter_at_most", shape->diameter_max);
    kw_json_set_bool(json, "exact", shape->exact);
    if (shape->largest > 1) {
        write_person(report, "end_a", shape->end_a, json);
        write_person(report, "end_b", shape->end_b, json);
    }
    kw_json_key(json, "middle");
    kw_json_array(json);
    for (size_t i = 0; i < shape->middle_count; i++) {
        kw_json_object(json);
        write_person(report, "person", shape->middle[i].id, json);
        kw_json_key(json, "mean_steps");
        kw_json_double(json, shape->middle[i].mean_steps);
        kw_json_end(json);
    }
    kw_json_end(json);
    kw_json_end(json);
}

static void write_last_crawl(const struct report *report, struct kw_json *json)
{
    kw_json_key(json, "last_crawl");
    if (!report->crawl.length) {
        kw_json_null(json);
        return;
    }
    kw_json_object(json);
    kw_json_set_text(json, "goal", report->crawl.bytes);
    kw_json_key(json, "bill");
    /* A crawl that was killed left no bill. */
    if (report->bill.length)
        kw_json_raw(json, report->bill.bytes, report->bill.length);
    else
        kw_json_null(json);
    kw_json_end(json);
}

static enum kw_status write_report(const struct report *report,
                                   struct kw_buffer *out, struct kw_error *err)
{
    const struct kw_store_counts *counts = &report->counts;
    struct kw_json json;
    char time[32];

    kw_json_init(&json, out);
    kw_json_object(&json);
    kw_json_set_text(&json, "schema", "kinwalk.status/1");
    kw_json_set_text(&json, "store", kw_store_path(report->cli->store));
    kw_json_set_int(&json, "people", (int64_t)counts->people);
    kw_json_set_int(&json, "missing", (int64_t)counts->missing);
    kw_json_set_int(&json, "redirects", (int64_t)counts->redirects);
    kw_json_set_int(&json, "failed", (int64_t)counts->failed);
    kw_json_set_int(&json, "open", (int64_t)counts->open);
    kw_json_set_int(&json, "links", (int64_t)counts->links);
    kw_json_set_int(&json, "partnerships", (int64_t)counts->partnerships);
    kw_json_set_int(&json, "statements", (int64_t)counts->statements);
    kw_json_set_text(&json, "oldest_read", when(counts->oldest_read_s, time));
    kw_json_set_text(&json, "newest_read", when(counts->newest_read_s, time));
    kw_json_key(&json, "failures");
    kw_json_array(&json);
    KW_TRY(kw_store_each_failed(report->cli->store, write_failure, &json, err));
    kw_json_end(&json);
    write_last_crawl(report, &json);
    kw_json_key(&json, "graph");
    if (report->people)
        write_shape(report, &json);
    else
        kw_json_null(&json);
    kw_json_end(&json);
    kw_buffer_char(out, '\n');
    return KW_OK;
}

/* ---- in words ------------------------------------------------------ */

struct failures {
    struct kw_buffer *out;
    size_t told;
};

static enum kw_status say_failure(void *arg, struct kw_id id, const char *why,
                                  struct kw_error *err)
{
    struct failures *failures = arg;
    char text[KW_ID_TEXT_BYTES];

    (void)err;
    if (failures->told++ < FAILURES_SHOWN)
        kw_buffer_print(failures->out, "  %s: %s\n",
                        kw_id_print(id, NULL, text), why);
    return KW_OK;
}

static enum kw_status say_failures(const struct report *report,
                                   struct kw_buffer *out, struct kw_error *err)
{
    struct failures failures = {.out = out};

    if (!report->counts.failed)
        return KW_OK;
    kw_buffer_print(out,
                    "%" PRIu64 " could not be had; the next crawl asks "
                    "again:\n",
                    report->counts.failed);
    KW_TRY(
        kw_store_each_failed(report->cli->store, say_failure, &failures, err));
    if (failures.told > FAILURES_SHOWN)
        kw_buffer_print(out, "  and %zu more; --json lists all\n",
                        failures.told - FAILURES_SHOWN);
    return KW_OK;
}

static void say_diameter(const struct report *report, struct kw_buffer *out)
{
    const struct kw_shape *shape = &report->shape;
    bool known = shape->diameter == shape->diameter_max;
    char a[KW_ID_TEXT_BYTES];
    char b[KW_ID_TEXT_BYTES];

    kw_buffer_print(out, "its diameter is %s%u steps, from %s to %s",
                    known ? "" : "at least ", shape->diameter,
                    name_of(report, shape->end_a, a),
                    name_of(report, shape->end_b, b));
    if (!known)
        kw_buffer_print(out, ", and at most %u", shape->diameter_max);
    kw_buffer_char(out, '\n');
}

static void say_shape(const struct report *report, struct kw_buffer *out)
{
    const struct kw_shape *shape = &report->shape;
    char a[KW_ID_TEXT_BYTES];

    kw_buffer_print(out,
                    "%u people hang together in %u components, %u of them "
                    "alone; the largest has %u\n",
                    shape->people, shape->components, shape->alone,
                    shape->largest);
    if (shape->largest < 2)
        return;
    say_diameter(report, out);
    for (size_t i = 0; i < shape->middle_count; i++)
        kw_buffer_print(out, "%s%s (%.2f steps on average)%s",
                        i              ? ", "
                        : shape->exact ? "nearest to all: "
                                       : "nearest to all of those tried: ",
                        name_of(report, shape->middle[i].id, a),
                        shape->middle[i].mean_steps,
                        i + 1 == shape->middle_count ? "\n" : "");
}

static void say_last_crawl(const struct report *report, struct kw_buffer *out)
{
    struct kw_bill bill;

    kw_buffer_print(out, "last crawl: %s\n", report->crawl.bytes);
    if (report->bill.length && kw_bill_read(report->bill.bytes, &bill))
        kw_cli_bill_words(&bill, "  ", out);
    else
        kw_buffer_text(out, "  not finished; the same command goes on\n");
}

static enum kw_status say_report(const struct report *report,
                                 struct kw_buffer *out, struct kw_error *err)
{
    const struct kw_store_counts *counts = &report->counts;
    char oldest[32];
    char newest[32];

    kw_buffer_print(out,
                    "%s\n%" PRIu64 " people, %" PRIu64 " parent links, %" PRIu64
                    " partnerships, %" PRIu64 " statements\n",
                    kw_cli_store_name(report->cli), counts->people,
                    counts->links, counts->partnerships, counts->statements);
    kw_buffer_print(out,
                    "%" PRIu64 " named and not read, %" PRIu64
                    " missing, %" PRIu64 " redirects\n",
                    counts->open, counts->missing, counts->redirects);
    if (counts->newest_read_s)
        kw_buffer_print(out, "read from %s to %s\n",
                        when(counts->oldest_read_s, oldest),
                        when(counts->newest_read_s, newest));
    KW_TRY(say_failures(report, out, err));
    if (report->crawl.length)
        say_last_crawl(report, out);
    if (report->people)
        say_shape(report, out);
    return KW_OK;
}

static enum kw_status print_report(struct report *report, struct kw_error *err)
{
    struct kw_buffer text = {0};
    enum kw_status status = report->cli->json ? write_report(report, &text, err)
                                              : say_report(report, &text, err);

    if (status == KW_OK)
        status = kw_cli_print(report->cli, &text, err);
    kw_buffer_finish(&text);
    return status;
}

enum kw_status kw_cmd_status(struct kw_cli *cli, int *exit_code,
                             struct kw_error *err)
{
    struct report report = {.cli = cli};
    enum kw_status status = look(&report, err);

    *exit_code = KW_EXIT_YES;
    if (status == KW_OK)
        status = print_report(&report, err);
    report_finish(&report);
    return status;
}
