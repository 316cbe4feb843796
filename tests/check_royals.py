# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a file of JSON lines well formed, canonical, and of one mind?

Called by test_royals.sh. Says what is wrong, line by line.
"""
import json
import re
import sys

KEYS = ["schema", "id", "state", "to", "kind", "labels", "descriptions",
        "aliases", "sex", "birth", "death", "statements", "rev", "read_at"]
STATEMENT_KEYS = ["id", "p", "value", "snak", "rank", "role", "qualifiers",
                  "references"]
INVERSE = {"P22": "P40", "P25": "P40", "P26": "P26"}
wrong = []


def in_order(keys, order):
    places = [order.index(key) for key in keys]
    return places == sorted(set(places))


def check_line(number, line, person):
    def claim(true, what):
        if not true:
            wrong.append(f"line {number}: {what}")

    again = json.dumps(person, ensure_ascii=False, separators=(",", ":"))
    claim(again == line, "is not compact, or escaped more than needed")
    claim(person.get("schema") == "kinwalk.person/1", "names no schema")
    claim(in_order(person, KEYS), "keys out of order")
    claim(all(value not in ("", {}, [], 0, None)
              for value in person.values()), "holds something empty")
    shape = re.compile(re.escape(person["id"])
                       + r"\$[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
    for statement in person.get("statements", []):
        claim(in_order(statement, STATEMENT_KEYS), "statement out of order")
        claim(shape.fullmatch(statement["id"]), "a statement id out of shape")
        claim(statement["rank"] in ("normal", "preferred"), "rank")
        claim(statement.get("role") != "birth", "says role birth in words")
    properties = [int(statement["p"][1:])
                  for statement in person.get("statements", [])]
    claim(properties == sorted(properties), "properties out of order")


def check_ends(people):
    """Both ends of a link state it, with the same role, where both are
    here; and a role that is not birth has its reason beside it."""
    stated = {(qid, s["p"], s["value"]): s.get("role")
              for qid, person in people.items()
              for s in person["statements"] if isinstance(s["value"], str)}
    for (qid, prop, value), role in stated.items():
        if value not in people:
            continue
        back = [INVERSE[prop]] if prop in INVERSE else \
            ["P22", "P25"] if prop == "P40" else []
        answers = [stated[(value, p, qid)] for p in back
                   if (value, p, qid) in stated]
        if back and answers != [role]:
            wrong.append(f"{qid} {prop} {value}: the other end disagrees")


def main(path):
    people, ids = {}, []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            person = json.loads(line)
            check_line(number, line.rstrip("\n"), person)
            ids.append(int(person["id"][1:]))
            people[person["id"]] = person
    if ids != sorted(set(ids)):
        wrong.append("ids are not sorted, or one stands twice")
    check_ends(people)
    statements = [s for p in people.values() for s in p["statements"]]
    if len({s["id"] for s in statements}) != len(statements):
        wrong.append("a statement id stands twice")
    for line in wrong[:20]:
        print(line)
    print(f"{len(people)} people, {len(statements)} statements, "
          f"{len(wrong)} faults")
    return 1 if wrong or not people else 0


sys.exit(main(sys.argv[1]))
