/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A peer: the exercise in plain C, as somebody would write it who knows
 * libcurl and cJSON from their manuals: curl unpacks, cJSON parses the
 * whole document, one thread, the family in memory; then a shortest path.
 *
 *   bench-plain ENDPOINT IN-FLIGHT LIMIT FROM TO      (numbers of QIDs)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <curl/curl.h>

#include <kinwalk/base.h>

enum { KIN_MAX = 64 };

struct human {
    uint64_t id;
    uint64_t kin[KIN_MAX];
    size_t kin_count;
};

struct page {
    CURL *easy;
    char *bytes;
    size_t length;
    size_t capacity;
    size_t human;
};

struct exercise {
    const char *endpoint;
    CURLM *multi;
    struct human *humans; /* in the order they were first named */
    size_t human_count;
    size_t human_capacity;
    struct kw_map rows; /* by id */
    size_t asked;
    size_t limit;
    size_t read;
    size_t busy;
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *arg)
{
    struct page *page = arg;
    size_t length = size * count;

    if (page->length + length + 1 > page->capacity) {
        page->capacity = 2 * (page->length + length + 1);
        page->bytes = realloc(page->bytes, page->capacity);
        if (!page->bytes)
            return 0;
    }
    memcpy(page->bytes + page->length, bytes, length);
    page->length += length;
    page->bytes[page->length] = '\0';
    return length;
}

static size_t row_of(struct exercise *x, uint64_t id)
{
    struct human *grown;
    bool was_new;
    uint64_t *row = kw_map_get(&x->rows, id);

    if (row)
        return (size_t)*row;
    grown =
        kw_grow(x->humans, x->human_count, &x->human_capacity, sizeof *grown);
    if (!grown || kw_map_put(&x->rows, id, x->human_count, &was_new, NULL))
        exit(1);
    x->humans = grown;
    memset(&x->humans[x->human_count], 0, sizeof *x->humans);
    x->humans[x->human_count].id = id;
    return x->human_count++;
}

static void take_property(struct exercise *x, size_t row, const cJSON *claims,
                          const char *property)
{
    const cJSON *statement;

    cJSON_ArrayForEach(statement, cJSON_GetObjectItem(claims, property))
    {
        const cJSON *value = cJSON_GetObjectItem(
            cJSON_GetObjectItem(cJSON_GetObjectItem(statement, "mainsnak"),
                                "datavalue"),
            "value");
        const cJSON *id = cJSON_GetObjectItem(value, "id");

        if (cJSON_IsString(id) && x->humans[row].kin_count < KIN_MAX) {
            uint64_t number = strtoull(id->valuestring + 1, NULL, 10);

            row_of(x, number);
            x->humans[row].kin[x->humans[row].kin_count++] = number;
        }
    }
}

static void read_page(struct exercise *x, const struct page *page)
{
    cJSON *document = cJSON_Parse(page->bytes);
    const cJSON *entities = cJSON_GetObjectItem(document, "entities");
    const cJSON *claims =
        cJSON_GetObjectItem(entities ? entities->child : NULL, "claims");

    take_property(x, page->human, claims, "P22");
    take_property(x, page->human, claims, "P25");
    take_property(x, page->human, claims, "P40");
    cJSON_Delete(document);
    x->read++;
}

static bool ask_next(struct exercise *x, struct page *page)
{
    char url[512];

    if (x->asked >= x->human_count || x->asked >= x->limit)
        return false;
    page->human = x->asked++;
    page->length = 0;
    snprintf(url, sizeof url, "%s/wiki/Special:EntityData/Q%" PRIu64 ".json",
             x->endpoint, x->humans[page->human].id);
    curl_easy_setopt(page->easy, CURLOPT_URL, url);
    curl_multi_add_handle(x->multi, page->easy);
    x->busy++;
    return true;
}

static void crawl(struct exercise *x, struct page *pages, size_t in_flight)
{
    do {
        CURLMsg *message;
        int left;

        for (size_t i = 0; i < in_flight; i++)
            if (pages[i].human == SIZE_MAX && !ask_next(x, &pages[i]))
                pages[i].human = SIZE_MAX;
        curl_multi_perform(x->multi, &left);
        while ((message = curl_multi_info_read(x->multi, &left))) {
            struct page *page = NULL;

            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &page);
            curl_multi_remove_handle(x->multi, message->easy_handle);
            x->busy--;
            if (message->data.result == CURLE_OK)
                read_page(x, page);
            page->human = SIZE_MAX;
        }
        if (x->busy)
            curl_multi_poll(x->multi, NULL, 0, 1000, NULL);
    } while (x->busy || x->asked < (x->human_count < x->limit ? x->human_count
                                                              : x->limit));
}

/* Links on the shortest chain; -1: there is none. */
static int path(struct exercise *x, uint64_t from, uint64_t to)
{
    size_t *queue = calloc(x->human_count + 1, sizeof *queue);
    int *steps = calloc(x->human_count + 1, sizeof *steps);
    size_t goal = row_of(x, to);
    size_t head = 0;
    size_t tail = 0;
    int result = -1;

    if (!queue || !steps)
        exit(1);
    queue[tail++] = row_of(x, from);
    steps[queue[0]] = 1;
    while (head < tail && !steps[goal]) {
        size_t row = queue[head++];

        for (size_t i = 0; i < x->humans[row].kin_count; i++) {
            size_t next = row_of(x, x->humans[row].kin[i]);

            if (!steps[next]) {
                steps[next] = steps[row] + 1;
                queue[tail++] = next;
            }
        }
    }
    result = steps[goal] - 1;
    free(queue);
    free(steps);
    return result;
}

int main(int argc, char **argv)
{
    struct exercise x = {0};
    uint64_t numbers[4];
    struct page *pages;
    int64_t begun_ms = kw_clock_ms(NULL);
    double crawl_s;

    for (int i = 0; i < 4; i++)
        if (argc != 6 || !kw_number(argv[2 + i], 1, UINT32_MAX, &numbers[i])) {
            fputs("bench-plain ENDPOINT IN-FLIGHT LIMIT FROM TO\n", stderr);
            return 2;
        }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    x.endpoint = argv[1];
    x.limit = numbers[1];
    x.multi = curl_multi_init();
    pages = calloc(numbers[0], sizeof *pages);
    if (!pages)
        return 1;
    for (size_t i = 0; i < numbers[0]; i++) {
        pages[i].human = SIZE_MAX;
        pages[i].easy = curl_easy_init();
        curl_easy_setopt(pages[i].easy, CURLOPT_ACCEPT_ENCODING, "gzip");
        curl_easy_setopt(pages[i].easy, CURLOPT_WRITEFUNCTION, take_bytes);
        curl_easy_setopt(pages[i].easy, CURLOPT_WRITEDATA, &pages[i]);
        curl_easy_setopt(pages[i].easy, CURLOPT_PRIVATE, &pages[i]);
    }
    row_of(&x, numbers[2]);
    crawl(&x, pages, numbers[0]);
    crawl_s = (double)(kw_clock_ms(NULL) - begun_ms) / 1000.0;
    printf("{\"documents\":%zu,\"links\":%d,\"crawl_s\":%.3f}\n", x.read,
           path(&x, numbers[2], numbers[3]), crawl_s);
    for (size_t i = 0; i < numbers[0]; i++) {
        curl_easy_cleanup(pages[i].easy);
        free(pages[i].bytes);
    }
    free(pages);
    free(x.humans);
    kw_map_finish(&x.rows);
    curl_multi_cleanup(x.multi);
    curl_global_cleanup();
    return 0;
}
