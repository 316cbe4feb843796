#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer: a networkx graph that was saved, loaded and asked.

    saved_graph.py make TABLE FILE         out of bench-load_all's table
    saved_graph.py path FILE FROM TO
    saved_graph.py relate FILE FROM TO
"""
import json
import pickle
import sqlite3
import sys

import networkx


def make(table, path):
    graph = networkx.DiGraph()
    rows = sqlite3.connect(table).execute("SELECT one, other, is_parent "
                                          "FROM link")
    for one, other, is_parent in rows:
        graph.add_edge(one, other, parent=is_parent)
    with open(path, "wb") as out:
        pickle.dump(graph, out, pickle.HIGHEST_PROTOCOL)


def ancestors(graph, start):
    """How many generations up each ancestor is."""
    depth = {start: 0}
    layer = [start]
    while layer:
        above = []
        for child in layer:
            for parent, link in graph.adj[child].items():
                if link["parent"] and parent not in depth:
                    depth[parent] = depth[child] + 1
                    above.append(parent)
        layer = above
    return depth


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3])
        return
    with open(sys.argv[2], "rb") as saved:
        graph = pickle.load(saved)
    one, other = int(sys.argv[3]), int(sys.argv[4])
    if sys.argv[1] == "path":
        both_ways = graph.to_undirected(as_view=True)
        links = networkx.shortest_path_length(both_ways, one, other)
    else:
        mine, theirs = ancestors(graph, one), ancestors(graph, other)
        links = min((mine[who] + theirs[who] for who in mine.keys() &
                     theirs.keys()), default=-1)
    print(json.dumps({"people": len(graph), "links": links}))


if __name__ == "__main__":
    main()
