#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loads each export in its real consumer and compares with the family.

usage: check_exports.py FOLDER FAMILY.jsonl HOSTILE

The truth is worked out here from the JSON lines, without kinwalk. Each
consumer tells how many people, links, sexes and dates it has found. One
that is not installed is skipped with a line that says so.

HOSTILE is a folder with a small family whose names hold everything that
breaks files; there it is the name that must come through unharmed.
"""
import collections
import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree

FOLDER, FAMILY, HOSTILE = sys.argv[1:4]
ADOPTIVE = {"Q61740757", "Q61740758", "Q20746725", "Q20746728", "Q25858158",
            "Q110267632"}
checked = []


def path(name):
    return os.path.join(FOLDER, name)


def same(what, got, want):
    if got != want:
        sys.exit(f"{what}: {got!r}, but the family has {want!r}")


def have(*programs):
    for program in programs:
        if not shutil.which(program):
            print(f"SKIPPED: {program} is not installed")
            return False
    return True


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          timeout=200, **options).stdout


# ---- the truth --------------------------------------------------------

def is_adoptive(statement):
    if statement.get("role"):
        return statement["role"] == "adoptive"
    kinds = statement.get("qualifiers", {}).get("P1039", [])
    return any(kind in ADOPTIVE for kind in kinds)


class Truth:
    def __init__(self, lines):
        people = [json.loads(line) for line in lines]
        people = {p["id"]: p for p in people if p["state"] == "person"}
        self.people = set(people)
        self.labels = {i: p["labels"]["en"] for i, p in people.items()
                       if "en" in p.get("labels", {})}
        self.sexes = collections.Counter(
            p["sex"] for p in people.values() if p.get("sex"))
        self.births = {i: p["birth"]["time"][1:11] for i, p in people.items()
                       if "birth" in p}
        self.deaths = {i: p["death"]["time"][1:11] for i, p in people.items()
                       if "death" in p}
        self.parents = {}  # (parent, child): adoptive
        self.partners = {}  # (smaller, larger): year of marriage or None
        for person, record in people.items():
            for s in record.get("statements", []):
                other = s.get("value")
                if not isinstance(other, str) or other not in people:
                    continue
                if s["p"] in ("P22", "P25"):
                    self.parent(other, person, is_adoptive(s))
                elif s["p"] == "P40":
                    self.parent(person, other, is_adoptive(s))
                elif s["p"] == "P26":
                    self.marry(person, other, s)

    def parent(self, parent, child, adoptive):
        pair = (parent, child)
        self.parents[pair] = self.parents.get(pair, False) or adoptive

    def marry(self, one, other, statement):
        pair = tuple(sorted((one, other), key=lambda q: int(q[1:])))
        since = statement.get("qualifiers", {}).get("P580")
        year = since[0]["time"][1:5] if since else None
        self.partners[pair] = self.partners.get(pair) or year

    @property
    def adoptive(self):
        return sum(self.parents.values())

    @property
    def weddings(self):
        return sum(1 for year in self.partners.values() if year)


with open(FAMILY, encoding="utf-8") as family:
    truth = Truth(family)


def check_graph(what, nodes, edges):
    """nodes: {id: attributes}; edges: [(source, target, attributes)]"""
    same(f"{what}: people", set(nodes), truth.people)
    same(f"{what}: sexes",
         collections.Counter(a["sex"] for a in nodes.values() if a.get("sex")),
         truth.sexes)
    for key, want in (("birth", truth.births), ("death", truth.deaths)):
        same(f"{what}: {key}s",
             {i: a[key] for i, a in nodes.items() if a.get(key)}, want)
    same(f"{what}: labels",
         {i: a["label"] for i, a in nodes.items() if a["label"] != i},
         truth.labels)
    same(f"{what}: parent links",
         {(s, t): a["role"] == "adoptive" for s, t, a in edges
          if a["kind"] in ("father", "mother", "parent")}, truth.parents)
    married = {(s, t): (a.get("since") or "")[:4] or None
               for s, t, a in edges if a["kind"] == "spouse"}
    same(f"{what}: marriages", married, truth.partners)
    same(f"{what}: links", len(edges),
         len(truth.parents) + len(truth.partners))
    checked.append(what)


# ---- consumers ----------------------------------------------------------

def check_networkx():
    try:
        import networkx
    except ImportError:
        print("SKIPPED: networkx is not installed")
        return
    with open(path("family.cyjs"), encoding="utf-8") as text:
        cytoscape = json.load(text)
    graphs = {
        "networkx, GraphML": networkx.read_graphml(path("family.graphml")),
        "networkx, GEXF": networkx.read_gexf(path("family.gexf")),
        "networkx, Cytoscape": networkx.cytoscape_graph(cytoscape),
    }
    for what, graph in graphs.items():
        check_graph(what, dict(graph.nodes(data=True)),
                    list(graph.edges(data=True)))
    spells = graphs["networkx, GEXF"].nodes(data=True)
    same("GEXF: people with a start", sum("start" in a for _, a in spells),
         len(truth.births))


def check_igraph():
    try:
        import igraph
    except ImportError:
        print("SKIPPED: python-igraph is not installed")
        return
    with warnings.catch_warnings():
        # yEd's own elements; said to be ignored, and rightly.
        warnings.simplefilter("ignore")
        graph = igraph.Graph.Read_GraphML(path("family.graphml"))
    ids = graph.vs["id"]
    nodes = {v["id"]: v.attributes() for v in graph.vs}
    edges = [(ids[e.source], ids[e.target], e.attributes()) for e in graph.es]
    check_graph("igraph, GraphML", nodes, edges)


def check_graphviz():
    if not have("gvpr", "dot"):
        return
    program = (
        'N { printf("N\\t%s\\t%s\\t%s\\t%s\\t%s\\n", $.name, $["name"], '
        'sex, birth, death); } '
        'E { printf("E\\t%s\\t%s\\t%s\\t%s\\t%s\\n", $.tail.name, '
        '$.head.name, kind, role, since); }')
    program = program.replace('$["name"]', 'aget($, "name")')
    nodes, edges = {}, []
    for line in run("gvpr", program, path("family.dot")).splitlines():
        what, *rest = line.split("\t")
        if what == "N":
            name, label, sex, birth, death = rest
            nodes[name] = {"label": label, "sex": sex, "birth": birth,
                           "death": death}
        else:
            tail, head, kind, role, since = rest
            edges.append((tail, head, {"kind": kind, "role": role,
                                       "since": since}))
    check_graph("Graphviz, DOT", nodes, edges)


def check_xml():
    if have("xmllint"):
        run("xmllint", "--noout", path("family.graphml"), path("family.gexf"))
        checked.append("xmllint")


def check_sqlite():
    if not have("sqlite3"):
        return
    answers = run(
        "sqlite3", ":memory:", ".mode csv",
        f".import '{path('csv/people.csv')}' people",
        f".import '{path('csv/links.csv')}' links",
        "select count(*) from people; select count(*) from links;"
        "select count(*) from links join people a on a.id = src"
        " join people b on b.id = dst;"
        "select count(*) from people where birth <> '';"
        "select count(*) from links where since <> '';").split()
    links = len(truth.parents) + len(truth.partners)
    same("sqlite3, CSV", [int(a) for a in answers],
         [len(truth.people), links, links, len(truth.births), truth.weddings])
    checked.append("sqlite3")


def check_csv():
    for folder, names in {
            "csv": ("id", "src", "dst", "kind"),
            "neo4j": ("id:ID", ":START_ID", ":END_ID", ":TYPE"),
            "graphframes": ("id", "src", "dst", "relationship")}.items():
        key, source, target, kind = names
        with open(path(f"{folder}/people.csv"), newline="",
                  encoding="utf-8") as rows:
            nodes = {row[key]: row for row in csv.DictReader(rows)}
        with open(path(f"{folder}/links.csv"), newline="",
                  encoding="utf-8") as rows:
            edges = [(row[source], row[target], {**row, "kind": row[kind]})
                     for row in csv.DictReader(rows)]
        check_graph(f"csv module, {folder}", nodes, edges)
    try:
        import pandas
    except ImportError:
        print("SKIPPED: pandas is not installed")
        return
    people = pandas.read_csv(path("csv/people.csv"))
    links = pandas.read_csv(path("csv/links.csv"))
    same("pandas: people", set(people["id"]), truth.people)
    same("pandas: sexes", dict(people["sex"].value_counts()),
         dict(truth.sexes))
    same("pandas: births", dict(people.dropna(subset=["birth"])[
        ["id", "birth"]].astype(str).values.tolist()), truth.births)
    descent = links[links["kind"].isin(["father", "mother", "parent"])]
    same("pandas: parents", len(descent), len(truth.parents))
    checked.append("pandas")


def check_rapper():
    if not have("rapper"):
        return
    triples = run("rapper", "-q", "-i", "turtle", path("family.ttl"))
    direct = re.compile(
        r"<http://www\.wikidata\.org/entity/(Q\d+)> "
        r"<http://www\.wikidata\.org/prop/direct/(P\d+)> "
        r"<http://www\.wikidata\.org/entity/(Q\d+)> \.")
    parents, partners, sexes = set(), set(), collections.Counter()
    names = {"Q6581097": "male", "Q6581072": "female"}
    for subject, prop, value in direct.findall(triples):
        if prop in ("P22", "P25") and value in truth.people:
            parents.add((value, subject))
        elif prop == "P40" and value in truth.people:
            parents.add((subject, value))
        elif prop == "P26" and value in truth.people:
            partners.add(tuple(sorted((subject, value),
                                      key=lambda q: int(q[1:]))))
        elif prop == "P21":
            sexes[names[value]] += 1
    same("rapper: parents by birth", parents,
         {pair for pair, adoptive in truth.parents.items() if not adoptive})
    same("rapper: marriages", partners, set(truth.partners))
    same("rapper: sexes", sexes, truth.sexes)
    same("rapper: births", triples.count("/prop/direct/P569>"),
         len(truth.births))
    checked.append("rapper")


# ---- Gramps ---------------------------------------------------------------

def gramps_tree(gedcom, out):
    home = path("gramps")
    os.makedirs(home, exist_ok=True)
    settings = dict(os.environ, HOME=home, GRAMPSHOME=home,
                    LC_ALL="C.UTF-8")
    said = subprocess.run(
        ["gramps", "-q", "-y", "-i", gedcom, "-e", out], check=True,
        capture_output=True, text=True, timeout=200, env=settings)
    with gzip.open(out) as xml:
        tree = ElementTree.parse(xml).getroot()
    space = tree.tag[:tree.tag.index("}") + 1]
    return tree, space, said.stdout + said.stderr


def event_dates(tree, space):
    dates = {}
    for event in tree.iter(f"{space}event"):
        value = event.find(f"{space}dateval")
        kind = event.find(f"{space}type").text
        dates[event.get("handle")] = (
            kind, value.get("val") if value is not None else None)
    return dates


def check_gramps():
    if not have("gramps"):
        return
    tree, space, said = gramps_tree(path("family.ged"), path("family.gramps"))
    if "No errors detected" not in said:
        sys.exit(f"Gramps found errors:\n{said}")
    events = event_dates(tree, space)
    people, sexes, births = {}, collections.Counter(), 0
    for person in tree.iter(f"{space}person"):
        people[person.get("handle")] = person.get("id")
        sexes[{"M": "male", "F": "female"}.get(
            person.find(f"{space}gender").text)] += 1
        births += any(
            events[ref.get("hlink")][0] == "Birth"
            and events[ref.get("hlink")][1] ==
            truth.births.get(person.get("id"))
            for ref in person.iter(f"{space}eventref"))
    del sexes[None]
    parents, weddings = {}, 0
    for family in tree.iter(f"{space}family"):
        ends = [people[end.get("hlink")] for tag in ("father", "mother")
                for end in family.iter(f"{space}{tag}")]
        weddings += any(events[ref.get("hlink")][0] == "Marriage"
                        and events[ref.get("hlink")][1]
                        for ref in family.iter(f"{space}eventref"))
        for child in family.iter(f"{space}childref"):
            for end in ends:
                parents[(end, people[child.get("hlink")])] = (
                    child.get("mrel") == "Adopted"
                    or child.get("frel") == "Adopted")
    same("Gramps: QIDs kept", set(people.values()), truth.people)
    same("Gramps: sexes", sexes, truth.sexes)
    same("Gramps: births", births, len(truth.births))
    same("Gramps: parents", parents, truth.parents)
    same("Gramps: weddings", weddings, truth.weddings)
    checked.append("Gramps, GEDCOM 5.5.1")


def check_gedcom7():
    """No Debian package reads 7.0; so by its grammar, line by line."""
    line = re.compile(
        r"^(\d+)(?: (@[A-Z0-9_]+@))? ([A-Z][A-Z0-9]*|_[A-Z0-9_]+)"
        r"(?: (@[A-Z0-9_]+@|(?:[^@].*|@@.*)))?$")
    level, defined, pointed = -1, set(), []
    people = births = 0
    with open(path("family7.ged"), newline="", encoding="utf-8") as text:
        content = text.read()
    for number, row in enumerate(content.split("\r\n")[:-1], 1):
        match = line.match(row)
        if not match:
            sys.exit(f"GEDCOM 7, line {number}: {row!r}")
        depth = int(match[1])
        if depth > level + 1:
            sys.exit(f"GEDCOM 7, line {number}: level {depth} in {level}")
        level = depth
        if match[2]:
            defined.add(match[2])
        if match[4] and match[4][0] == "@" and match[4][1] != "@":
            pointed.append(match[4])
        people += match[3] == "INDI"
        births += match[3] == "BIRT"
    same("GEDCOM 7: pointers to nothing", set(pointed) - defined, set())
    same("GEDCOM 7: people", people, len(truth.people))
    same("GEDCOM 7: births", births, len(truth.births))
    checked.append("the grammar of GEDCOM 7.0")


def check_mermaid():
    with open(path("family.mmd"), encoding="utf-8") as text:
        rows = text.read().splitlines()
    same("Mermaid: people", sum('["' in row for row in rows),
         len(truth.people))
    same("Mermaid: parents by birth", sum(" --> " in row for row in rows),
         len(truth.parents) - truth.adoptive)
    checked.append("Mermaid, by line")


# ---- hostile names ----------------------------------------------------------

HOSTILE_PEOPLE, HOSTILE_LINKS = 7, 10
HOSTILE_NAME = ('K\u00f6nigin "V." <&>  \\N =cmd|\'  evil  l / @x@ \ufffd '
                ']]> </script> &amp; `#`')


def hostile(name):
    return os.path.join(HOSTILE, name)


def check_hostile():
    names = {}
    try:
        import networkx
        with open(hostile("family.cyjs"), encoding="utf-8") as text:
            cytoscape = networkx.cytoscape_graph(json.load(text))
        graphs = {"GraphML": networkx.read_graphml(hostile("family.graphml")),
                  "GEXF": networkx.read_gexf(hostile("family.gexf")),
                  "Cytoscape": cytoscape}
        for what, graph in graphs.items():
            same(f"hostile {what}", (len(graph), graph.number_of_edges()),
                 (HOSTILE_PEOPLE, HOSTILE_LINKS))
            node = graph.nodes["Q9439"]
            names[what] = node.get("label_de") or node["labels"]["de"]
    except ImportError:
        print("SKIPPED: hostile names in networkx: not installed")
    if have("xmllint"):
        run("xmllint", "--noout", hostile("family.graphml"),
            hostile("family.gexf"))
    if have("gvpr"):
        # Graphviz keeps backslashes as they stand in the file.
        names["Graphviz"] = run(
            "gvpr", 'N [$.name == "Q9439"] { print(aget($, "label_de")); }',
            hostile("family.dot"))[:-1].replace("\\\\", "\\").replace(
                "&amp;amp;", "&amp;")
        same("hostile DOT", run("gvpr", "N {print($.name)} E {print(kind)}",
                                hostile("family.dot")).count("\n"),
             HOSTILE_PEOPLE + HOSTILE_LINKS)
    if have("rapper"):
        triples = run("rapper", "-q", "-i", "turtle", "-o", "turtle",
                      hostile("family.ttl"))
        names["rapper"] = re.search(r'"(K.*)"@de', triples)[1].replace(
            '\\"', '"').replace("\\\\", "\\")
    with open(hostile("people.csv"), newline="", encoding="utf-8") as rows:
        rows = {row["id"]: row for row in csv.DictReader(rows)}
    names["CSV"] = rows["Q9439"]["label_de"]
    for row in rows.values():
        for cell in (row["id"], row["label"], row["label_en"]):
            same("a cell that a spreadsheet runs", cell[:1] in tuple("=+-@"),
                 False)
    for what, name in names.items():
        same(f"hostile name in {what}", name, HOSTILE_NAME)
    if have("gramps"):
        tree, space, said = gramps_tree(hostile("family.ged"),
                                        path("hostile.gramps"))
        # 5.5.1 has STAT for a disputed parent; Gramps says it has none.
        if not re.search(r"1 errors detected.*\n?.*STAT challenged", said):
            sys.exit(f"Gramps on hostile names:\n{said}")
        firsts = [first.text for first in tree.iter(f"{space}first")]
        notes = [text.text for text in tree.iter(f"{space}text")]
        same("who states a link, in Gramps",
             "Mother stated by Q20875 (preferred) and Q9439 (normal)" in notes,
             True)
        same("hostile name in Gramps",
             HOSTILE_NAME.replace("/", "\u2215") in firsts, True)
    checked.append(f"hostile names in {', '.join(names)}")


for check in (check_networkx, check_igraph, check_graphviz, check_xml,
              check_csv, check_sqlite, check_rapper, check_gramps,
              check_gedcom7, check_mermaid, check_hostile):
    check()
print(f"{len(truth.people)} people, {len(truth.parents)} parent links, "
      f"{len(truth.partners)} marriages found again by: {', '.join(checked)}")
