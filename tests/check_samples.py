#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `kinwalk read` against a second reader of the same documents.

check_samples.py KINWALK FOLDER: every entity file in FOLDER/data/entities
and every recorded 200 reply in FOLDER/wikibase-samples must give exactly
the people, missing marks and redirects that Python finds in them, with the
same labels and the same statements.
"""
import bz2
import gzip
import json
import pathlib
import re
import subprocess
import sys

LINKS = ["P21", "P22", "P25", "P26", "P31", "P39", "P40", "P53", "P97",
         "P451", "P1038", "P3373", "P3448", "P8810"]
DATES = ["P569", "P570"]
QUALIFIERS = ["P580", "P582", "P1039", "P1480", "P1534", "P2868", "P3831",
              "P5102"]
QID = re.compile(r"Q[1-9][0-9]*\Z")


def snak(entry):
    """A snak as (type, value), in either dialect."""
    if "snaktype" in entry:
        kind, value = entry["snaktype"], entry.get("datavalue", {}).get("value")
    else:
        kind, value = entry["value"]["type"], entry["value"].get("content")
    if kind == "value" and isinstance(value, dict) and "time" not in value:
        value = value.get("id") or "Q%d" % value["numeric-id"]
    if isinstance(value, dict):
        value = [value["precision"], value["calendarmodel"].endswith("Q1985786"),
                 value["time"][0], value["time"][1:].split("-")[0].lstrip("0")]
    return kind, value


def qualifiers(statement):
    found = statement.get("qualifiers") or {}
    if isinstance(found, list):
        by_property = {}
        for entry in found:
            by_property.setdefault(entry["property"]["id"], []).append(entry)
        found = by_property
    return sorted((p, snak(s)) for p in QUALIFIERS for s in found.get(p, []))


def person(entity):
    claims = entity.get("claims") or entity.get("statements") or {}
    labels = {}
    for key, label in (entity.get("labels") or {}).items():
        if isinstance(label, dict):
            labels.setdefault(label["language"], label["value"])
        else:
            labels.setdefault(key, label)
    sitelinks = entity.get("sitelinks") or {}
    if not labels and "enwiki" in sitelinks:
        labels["en"] = sitelinks["enwiki"]["title"]
    statements = []
    for p in LINKS + DATES:
        for s in claims.get(p, []):
            if s["rank"] != "deprecated":
                statements.append((p, s["id"], s["rank"],
                                   snak(s.get("mainsnak", s)), qualifiers(s),
                                   len(s.get("references", []))))
    return labels, sorted(statements, key=repr)


def expected(document):
    """{id: what is to be found under it} for one document."""
    found = {}
    if "entities" in document:
        entities = document["entities"]
    elif document.get("type") == "item" or (
            "id" in document and "statements" in document):
        entities = {document["id"]: document}
    else:
        return None
    for key, entity in entities.items():
        if "missing" in entity:
            if QID.match(entity.get("id", key)):
                found.setdefault(entity.get("id", key), "missing")
            continue
        if entity.get("type", "item") != "item":
            continue
        if "redirects" in entity:
            found.setdefault(entity["redirects"]["from"],
                             "redirect " + entity["redirects"]["to"])
        found.setdefault(entity["id"], person(entity))
    return found


def ours_snak(entry):
    if isinstance(entry, dict) and "snak" in entry:
        return entry["snak"], None
    if isinstance(entry, dict):
        return "value", [entry["precision"], entry["calendar"] == "julian",
                         entry["time"][0],
                         entry["time"][1:].split("-")[0].lstrip("0")]
    return "value", entry


def ours(line):
    record = json.loads(line)
    if record["state"] == "missing":
        return record["id"], "missing"
    if record["state"] == "redirect":
        return record["id"], "redirect " + record["to"]
    statements = []
    for s in record.get("statements", []):
        main = ours_snak(s["value"] if "value" in s else s)
        quals = sorted((p, ours_snak(q))
                       for p, list_ in s.get("qualifiers", {}).items()
                       for q in list_)
        statements.append((s["p"], s["id"], s["rank"], main, quals,
                           s.get("references", 0)))
    return record["id"], (record.get("labels", {}),
                          sorted(statements, key=repr))


def run(kinwalk, body, langs):
    result = subprocess.run([kinwalk, "read", "--lang", langs, "-"], input=body,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            timeout=120)
    lines = result.stdout.decode("utf-8").split("\n")[:-1]
    found = [ours(line) for line in lines]
    if len(found) != len(dict(found)):
        sys.exit("somebody came twice")
    return result.returncode, dict(found), result.stderr.decode("utf-8")


def unpack(body):
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def documents(body):
    """The JSON documents of a body; None if it is no such thing."""
    try:
        text = unpack(body).decode("utf-8")
        if text.startswith("[\n"):
            return [json.loads(line.rstrip(",")) for line in text.split("\n")
                    if line not in ("", "[", "]")]
        document = json.loads(text)
        return [document] if isinstance(document, dict) else None
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None


def languages(found):
    """All of them, so that every label is kept."""
    codes = {"en"}
    for entity in found.values():
        if isinstance(entity, tuple):
            codes.update(entity[0])
    return ",".join(sorted(codes))


def check(kinwalk, name, body):
    wanted = {}
    holds_people = False
    for document in documents(body) or []:
        one = expected(document)
        holds_people = holds_people or one is not None
        wanted.update(one or {})
    code, found, told = run(kinwalk, body, languages(wanted))
    if holds_people and (code, found) != (0, wanted):
        for key in sorted(set(found) | set(wanted)):
            if found.get(key) != wanted.get(key):
                print(f"{key}:\n  wanted {wanted.get(key)}\n"
                      f"  found  {found.get(key)}")
        sys.exit(f"{name}: exit {code}, not what it holds\n{told}")
    if not holds_people and found:
        sys.exit(f"{name}: people where there are none: {sorted(found)}")
    return holds_people, len(found), code


def main():
    kinwalk, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    checked = refused = people = 0
    bodies = []
    for path in sorted(shared.glob("data/entities/*")):
        body = path.read_bytes()
        bodies.append((path.name, bz2.decompress(body)
                       if path.suffix == ".bz2" else body))
    for path in sorted(shared.glob("wikibase-samples/*.head")):
        status = path.read_bytes().split(b"\r\n")[0].split()
        body = path.with_suffix(".body").read_bytes()
        if len(status) > 1 and status[1] == b"200" and body:
            bodies.append((path.stem, body))
    dump = shared / "wikibase-samples" / "220-dumpjson.body"
    if dump.exists():
        bodies.append((dump.stem, dump.read_bytes()))
    for name, body in bodies:
        holds, count, code = check(kinwalk, name, body)
        checked += 1
        people += count
        refused += not holds and code == 4
    if checked < 100 or people < 300:
        sys.exit(f"only {checked} documents with {people} records were there")
    print(f"{checked} documents: {people} records as a second reader finds "
          f"them, {refused} documents refused that hold none")


main()
