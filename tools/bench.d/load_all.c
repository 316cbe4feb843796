/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A peer: reads every link of a family out of an SQLite table, builds one
 * igraph of it and asks that.
 *
 *   bench-load_all make PEOPLE FILE          the made family as a table
 *   bench-load_all path FILE FROM TO         links of the shortest chain
 *   bench-load_all relate FILE FROM TO       generations over the nearest
 *                                            common ancestor
 *
 * FROM and TO are numbers of people, in the order of made_family.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <igraph/igraph.h>
#include <sqlite3.h>

#include "made_family.h"

static void die(const char *what)
{
    fprintf(stderr, "bench-load_all: %s\n", what);
    exit(1);
}

/* ---- making the table ---------------------------------------------- */

static void add(sqlite3_stmt *insert, uint32_t child, uint32_t parent,
                int is_parent)
{
    sqlite3_bind_int64(insert, 1, child);
    sqlite3_bind_int64(insert, 2, parent);
    sqlite3_bind_int(insert, 3, is_parent);
    if (sqlite3_step(insert) != SQLITE_DONE)
        die("cannot write the table");
    sqlite3_reset(insert);
}

static void make(uint32_t people, const char *path)
{
    struct made_family f;
    struct kw_error err = {0};
    sqlite3 *db;
    sqlite3_stmt *insert;

    (void)remove(path);
    if (made_family_create(&f, people, &err) != KW_OK)
        die(err.text);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                     "CREATE TABLE link(one INT, other INT, is_parent INT);"
                     "BEGIN",
                     NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO link VALUES(?1, ?2, ?3)", -1,
                           &insert, NULL) != SQLITE_OK)
        die("cannot make the table");
    for (uint32_t i = 0; i < f.people; i++) {
        if (made_family_has_father(&f, i)) {
            add(insert, i, f.fathers[i], 1);
            add(insert, i, f.fathers[i] + 1, 1);
        }
        if (i % 2 == 0)
            add(insert, i, i + 1, 0);
    }
    sqlite3_finalize(insert);
    if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        die("cannot write the table");
    sqlite3_close(db);
    made_family_finish(&f);
}

/* ---- loading and asking -------------------------------------------- */

static void load(const char *path, bool parents_only, igraph_t *graph)
{
    sqlite3 *db;
    sqlite3_stmt *rows = NULL;
    igraph_vector_int_t edges;

    igraph_vector_int_init(&edges, 0);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db,
                           parents_only
                               ? "SELECT one, other FROM link WHERE is_parent"
                               : "SELECT one, other FROM link",
                           -1, &rows, NULL) != SQLITE_OK)
        die("cannot read the table");
    while (sqlite3_step(rows) == SQLITE_ROW) {
        igraph_vector_int_push_back(&edges, sqlite3_column_int64(rows, 0));
        igraph_vector_int_push_back(&edges, sqlite3_column_int64(rows, 1));
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    igraph_create(graph, &edges, 0, parents_only);
    igraph_vector_int_destroy(&edges);
}

static int64_t path(const igraph_t *graph, igraph_integer_t from,
                    igraph_integer_t to)
{
    igraph_vector_int_t chain;
    int64_t links;

    igraph_vector_int_init(&chain, 0);
    igraph_get_shortest_path(graph, NULL, &chain, from, to, IGRAPH_ALL);
    links = igraph_vector_int_size(&chain);
    igraph_vector_int_destroy(&chain);
    return links;
}

static int64_t relate(const igraph_t *graph, igraph_integer_t from,
                      igraph_integer_t to)
{
    igraph_matrix_t distances;
    igraph_vector_int_t ends;
    double nearest = IGRAPH_INFINITY;

    igraph_matrix_init(&distances, 0, 0);
    igraph_vector_int_init(&ends, 2);
    VECTOR(ends)[0] = from;
    VECTOR(ends)[1] = to;
    igraph_distances(graph, &distances, igraph_vss_vector(&ends),
                     igraph_vss_all(), IGRAPH_OUT);
    for (igraph_integer_t i = 0; i < igraph_vcount(graph); i++) {
        double sum = MATRIX(distances, 0, i) + MATRIX(distances, 1, i);

        if (sum < nearest)
            nearest = sum;
    }
    igraph_vector_int_destroy(&ends);
    igraph_matrix_destroy(&distances);
    return nearest < IGRAPH_INFINITY ? (int64_t)nearest : -1;
}

int main(int argc, char **argv)
{
    igraph_t graph;
    uint64_t numbers[2];
    bool relates = argc > 1 && strcmp(argv[1], "relate") == 0;

    if (argc == 4 && strcmp(argv[1], "make") == 0 &&
        kw_number(argv[2], FAMILY_LEAST, 50000000, &numbers[0])) {
        make((uint32_t)numbers[0], argv[3]);
        return 0;
    }
    if (argc != 5 || (!relates && strcmp(argv[1], "path") != 0) ||
        !kw_number(argv[3], 0, UINT32_MAX, &numbers[0]) ||
        !kw_number(argv[4], 0, UINT32_MAX, &numbers[1])) {
        fputs("bench-load_all make PEOPLE FILE | path|relate FILE FROM TO\n",
              stderr);
        return 2;
    }
    load(argv[2], relates, &graph);
    if (numbers[0] >= (uint64_t)igraph_vcount(&graph) ||
        numbers[1] >= (uint64_t)igraph_vcount(&graph))
        die("nobody has that number");
    printf("{\"people\":%" PRId64 ",\"links\":%" PRId64 "}\n",
           (int64_t)igraph_vcount(&graph),
           (relates ? relate : path)(&graph, (igraph_integer_t)numbers[0],
                                     (igraph_integer_t)numbers[1]));
    igraph_destroy(&graph);
    return 0;
}
