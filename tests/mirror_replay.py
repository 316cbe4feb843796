# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the mirror what was once asked of a genuine Wikibase, and compares.

    mirror_replay.py BUILD SAMPLES

Compared are the status, the headers that matter, and the body: error pages
letter by letter, JSON value by value, whatever the order of its keys. What
cannot be the same, and why, stands in the tables below; every recorded
request of the kinds the mirror serves is either compared or named there.

data/mirror-samples.jsonl holds the recorded server's items as far as the
samples show them, with its handmade odd ones (Q999000001 and on).
"""
import glob
import json
import os
import shlex
import sys

from mirror_client import Mirror, program

RECORDED = "http://127.0.0.1:18080"
HERE = os.path.dirname(os.path.abspath(__file__))

# The kinds of request the mirror does not serve, by the sample's name.
OTHER_KINDS = ("rest", "wbgc", "raw", "query", "siteinfo", "paraminfo", "cdn",
               "down", "dumpjson", "h2c", "h2tls", "h1tls", "keepalive",
               "pipelined")

# Requests of a served kind that are not replayed, and why.
NOT_REPLAYED = {
    "036": "properties: the mirror serves people only",
    "126": "properties: the mirror serves people only",
    "178": "properties: the mirror serves people only",
    "067": "turtle: the mirror serves JSON only",
    "155": "XML: the mirror serves JSON only",
    "127": "JSON lines hold no sitelinks, so no title is found",
    "069": "the web page of an item, 52 kB of MediaWiki's skin",
    "211": "an item of 3,000 statements that is not in the fixture",
    "216": "30 items of 1 MB: see --cut in mirror_trouble.py",
    "217": "PHP out of memory: see --500 in mirror_trouble.py",
}

# Needs a mirror whose query service lags, as the recorded one's did then.
LAGGED = {"141", "142", "143", "144", "145", "146"}

# Headers that say which machine answered and when, or that belong to the
# connection.
NOT_COMPARED = {"server", "date", "connection", "x-request-id",
                "content-length", "transfer-encoding", "keep-alive"}

# Headers whose value is the time of answering: compared for being there.
TIMES = {"expires"}

# Pages written by MediaWiki's skin: type and headers are compared only.
PAGES = {"154", "156", "161"}

# The front's own pages name the front.
FRONT_PAGES = {"068", "215"}

# Differences in headers, with the reason.
HEADER_EXCEPTIONS = {
    "161": {"content-language", "vary", "expires", "x-frame-options",
            "cache-control"},  # api.php without an action: a page of help
}

# Values that are the server's own affair; their type is compared.
OWN_VALUES = {"pageid", "hash", "servedby", "*", "docref"}


def read_request(path):
    """The recorded curl command, as arguments for Mirror.ask()."""
    words = shlex.split(open(path, encoding="utf-8").read())
    asked = {"headers": ["User-Agent: curl/7.88.1", "Accept: */*"],
             "method": "GET"}
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(":")
            asked["headers"] = [h for h in asked["headers"]
                                if not h.lower().startswith(name.lower())]
            asked["headers"].append(f"{name}:{value}")
        elif word == "-I":
            asked["method"] = "HEAD"
        elif word == "-X":
            asked["method"] = next(rest)
        elif word == "-d":
            asked["form"], asked["method"] = next(rest), "POST"
        elif word == "--http1.0":
            asked["version"] = "1.0"
        elif word.startswith("http"):
            asked["target"] = word[len(RECORDED):]
        elif word != "-sS":
            raise SystemExit(f"{path}: what is {word}?")
    return asked


def read_head(path):
    lines = open(path, encoding="latin-1").read().split("\n")
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.strip().partition(":")
        if colon:
            headers[name.lower()] = value.strip()
    return int(lines[0].split()[1]), headers


def storable(snak):
    """JSON lines keep items and dates, not strings, sizes and places."""
    return snak["datatype"] in ("wikibase-item", "time")


def reduce_statement(statement):
    if "qualifiers" in statement:
        kept = {p: [s for s in snaks if storable(s)]
                for p, snaks in statement["qualifiers"].items()}
        kept = {p: snaks for p, snaks in kept.items() if snaks}
        statement["qualifiers"] = kept
        statement["qualifiers-order"] = [
            p for p in statement["qualifiers-order"] if p in kept]
    if "references" in statement:
        # Lines count references only.
        statement["references"] = len(statement["references"])


def reduce_json(value, ours, key=None):
    """Both sides without what cannot be the same."""
    if isinstance(value, dict):
        if "mainsnak" in value:
            reduce_statement(value)
        if key == "claims":
            value = {p: [s for s in list_ if storable(s["mainsnak"])]
                     for p, list_ in value.items()}
            value = {p: list_ for p, list_ in value.items() if list_}
        if key == "sitelinks":
            return {}
        return {k: reduce_json(v, ours, k) for k, v in value.items()}
    if isinstance(value, list):
        return [reduce_json(v, ours, key) for v in value]
    if key in OWN_VALUES:
        return type(value).__name__
    if isinstance(value, str):
        return value.replace(RECORDED if not ours else ours, "SERVER")
    return value


def compare_headers(number, recorded, reply, ours):
    wrong = []
    skip = NOT_COMPARED | HEADER_EXCEPTIONS.get(number, set())
    moving = set(TIMES)
    if reply.status in (301, 303):
        moving.add("last-modified")
    for name in sorted(set(recorded) | set(reply.headers)):
        if name in skip:
            continue
        was = recorded.get(name, "(none)").replace(RECORDED, "SERVER")
        now = reply.headers.get(name, "(none)").replace(ours, "SERVER")
        if name in moving:
            was, now = was != "(none)", now != "(none)"
        if was != now:
            wrong.append(f"header {name}: recorded {was}, now {now}")
    lengths = [("content-length" in h, "transfer-encoding" in h)
               for h in (recorded, reply.headers)]
    if reply.status not in (304,) and lengths[0] != lengths[1]:
        wrong.append("header: one has a Content-Length, one is chunked")
    return wrong


def compare_body(number, recorded, reply, ours, is_json):
    if number in PAGES or number in FRONT_PAGES:
        return [] if reply.plain.lstrip().startswith((b"<!DOCTYPE", b"<html")) \
            else ["body: no web page"]
    if not is_json:
        return [] if recorded == reply.plain else \
            [f"body: recorded {recorded[:200]}, now {reply.plain[:200]}"]
    was = reduce_json(json.loads(recorded), None)
    now = reduce_json(json.loads(reply.plain), ours)
    return differences(was, now, "body")


def differences(was, now, where):
    if isinstance(was, dict) and isinstance(now, dict):
        wrong = [f"{where}: only recorded: {key}" for key in was.keys() - now]
        wrong += [f"{where}: only now: {key}" for key in now.keys() - was]
        for key in was.keys() & now.keys():
            wrong += differences(was[key], now[key], f"{where}.{key}")
        return wrong
    if isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            return [f"{where}: {len(was)} recorded, {len(now)} now"]
        return [line for i, pair in enumerate(zip(was, now))
                for line in differences(*pair, f"{where}[{i}]")]
    return [] if was == now else [f"{where}: recorded {was!r}, now {now!r}"]


def replay(mirror, stem):
    number = os.path.basename(stem)[:3]
    status, headers = read_head(stem + ".head")
    recorded = open(stem + ".body", "rb").read()
    if headers.get("content-encoding") == "gzip" and recorded:
        import gzip
        recorded = gzip.decompress(recorded)
    reply = mirror.ask(**read_request(stem + ".req"))
    if reply.status != status:
        return [f"status: recorded {status}, now {reply.status}"]
    wrong = compare_headers(number, headers, reply, mirror.url)
    if recorded or reply.plain:
        is_json = "json" in headers.get("content-type", "")
        wrong += compare_body(number, recorded, reply, mirror.url, is_json)
    return wrong


def main(build, samples):
    fixture = os.path.join(HERE, "data", "mirror-samples.jsonl")
    arguments = [program(build), fixture, "--port", "0", "--search", "exact"]
    done, failed, passed_over = 0, 0, 0
    with Mirror(*arguments) as plain, \
            Mirror(*arguments, "--lag", "7.2") as lagged:
        for path in sorted(glob.glob(os.path.join(samples, "*.req"))):
            stem = path[:-len(".req")]
            number, kind = os.path.basename(stem).split("-")[:2]
            if kind in OTHER_KINDS or number in NOT_REPLAYED:
                passed_over += kind not in OTHER_KINDS
                continue
            wrong = replay(lagged if number in LAGGED else plain, stem)
            done += 1
            failed += bool(wrong)
            for line in wrong[:8]:
                print(f"{os.path.basename(stem)}: {line}")
    print(f"replayed {done} recorded requests, {failed} differ; "
          f"{passed_over} named as exceptions")
    return 1 if failed or done < 100 else 0


sys.exit(main(*sys.argv[1:]))
