#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer: the exercise the way an asyncio course solves it: aiohttp, a
semaphore, json, one layer after another; networkx for the path.

    course.py ENDPOINT IN-FLIGHT LIMIT FROM TO      (numbers of QIDs)
"""
import asyncio
import json
import sys
import time

import aiohttp
import networkx

FAMILY = ("P22", "P25", "P40")


async def fetch(session, gate, endpoint, qid):
    url = f"{endpoint}/wiki/Special:EntityData/{qid}.json"
    async with gate:
        async with session.get(url) as response:
            return qid, await response.json()


def relatives(qid, document):
    claims = document["entities"][qid]["claims"]
    for name in FAMILY:
        for statement in claims.get(name, []):
            snak = statement["mainsnak"]
            if snak["snaktype"] == "value":
                yield snak["datavalue"]["value"]["id"]


async def crawl(endpoint, in_flight, limit, start):
    graph = networkx.Graph()
    seen = {start}
    layer = [start]
    read = 0
    gate = asyncio.Semaphore(in_flight)
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:
        while layer and read < limit:
            layer = layer[:limit - read]
            following = []
            tasks = [fetch(session, gate, endpoint, qid) for qid in layer]
            for done in asyncio.as_completed(tasks):
                qid, document = await done
                read += 1
                for kin in relatives(qid, document):
                    graph.add_edge(qid, kin)
                    if kin not in seen:
                        seen.add(kin)
                        following.append(kin)
            layer = following
    return graph, read


def main():
    endpoint = sys.argv[1]
    in_flight, limit = int(sys.argv[2]), int(sys.argv[3])
    start, goal = "Q" + sys.argv[4], "Q" + sys.argv[5]
    begun = time.monotonic()
    graph, read = asyncio.run(crawl(endpoint, in_flight, limit, start))
    crawl_s = time.monotonic() - begun
    path = networkx.shortest_path(graph, start, goal)
    print(json.dumps({"documents": read, "links": len(path) - 1,
                      "crawl_s": round(crawl_s, 3)}))


if __name__ == "__main__":
    main()
