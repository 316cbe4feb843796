# SPDX-License-Identifier: GPL-3.0-or-later
"""What the mirror does beyond the recorded: trouble on order, local ids,
reverse search, bad files, many at once, made families.

    mirror_trouble.py BUILD
"""
import collections
import concurrent.futures
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

from mirror_client import Mirror, program

HERE = os.path.dirname(os.path.abspath(__file__))
ROYALS = os.path.join(HERE, "..", "graphs", "european-royals.jsonl")
API = "/w/api.php?format=json&action="
GET = API + "wbgetentities&ids="
DATA = "/wiki/Special:EntityData/"
VICTORIA, ALBERT, PHILIP = "Q9439", "Q152245", "Q80976"
GZIP = ["Accept-Encoding: gzip"]
KINDS = ["429", "429-retry-after", "maxlag", "maxlag-wdqs", "500", "503",
         "html200", "truncate", "oversize", "slow", "bomb", "reset", "cut"]


def mirror(*arguments, file=ROYALS):
    return Mirror(PROGRAM, file, "--port", "0", *arguments)


def written(*lines):
    """A file of JSON lines; the caller keeps the object alive."""
    file = tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8")
    for line in lines:
        file.write(line if isinstance(line, str) else json.dumps(line) + "\n")
    file.flush()
    return file


def royals():
    """The shipped lines, read."""
    with open(ROYALS, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def person(qid, **more):
    return {"schema": "kinwalk.person/1", "id": qid, "state": "person", **more}


class Troubles(unittest.TestCase):
    def test_429_comes_with_and_without_retry_after(self):
        with mirror("--429", VICTORIA, "--429-retry-after", ALBERT,
                    "--retry-after", 9) as m:
            without = m.ask(DATA + VICTORIA + ".json")
            with_it = m.ask(DATA + ALBERT + ".json")
            spared = m.ask(DATA + PHILIP + ".json")

        self.assertEqual((without.status, with_it.status), (429, 429))
        self.assertNotIn("retry-after", without.headers)
        self.assertEqual(with_it.headers["retry-after"], "9")
        self.assertEqual(spared.status, 200)

    def test_maxlag_comes_in_both_types_and_only_to_who_sends_it(self):
        with mirror("--maxlag", VICTORIA, "--maxlag-wdqs", ALBERT) as m:
            database = m.ask(GET + VICTORIA + "&maxlag=5")
            service = m.ask(GET + ALBERT + "&maxlag=5")
            patient = m.ask(GET + VICTORIA)

        for reply, kind in ((database, "db"),
                            (service, "wikibase-queryservice")):
            error = json.loads(reply.body)["error"]
            self.assertEqual((reply.status, error["code"], error["type"]),
                             (200, "maxlag", kind))
            self.assertEqual(reply.headers["mediawiki-api-error"], "maxlag")
            self.assertEqual(reply.headers["retry-after"], "5")
            self.assertIn("x-database-lag", reply.headers)
        self.assertIn("entities", json.loads(patient.body))

    def test_500_and_503_are_not_json(self):
        bodies = set()
        with mirror("--500", "1", "--max-faults", 0) as m:
            for seed in range(12):
                reply = m.ask(GET + f"Q{seed + 1}")
                self.assertEqual(reply.status, 500)
                bodies.add(reply.body[:9])
                with self.assertRaises(ValueError):
                    json.loads(reply.body)
        self.assertEqual(bodies, {b"", b'{"error":'})
        with mirror("--503", VICTORIA) as m:
            self.assertEqual(m.ask(GET + VICTORIA).status, 503)

    def test_html_comes_with_status_200(self):
        with mirror("--html200", VICTORIA) as m:
            reply = m.ask(GET + VICTORIA)
        self.assertEqual(reply.status, 200)
        self.assertTrue(reply.headers["content-type"].startswith("text/html"))
        self.assertTrue(reply.body.startswith(b"<!DOCTYPE html>"))

    def test_a_truncated_body_ends_early_in_two_ways(self):
        ways = collections.Counter()
        with mirror("--truncate", "1", "--max-faults", 0) as m:
            for number in range(12):
                reply = m.ask(GET + VICTORIA + f"|Q{number + 1}", GZIP)
                length = int(reply.headers["content-length"])
                self.assertEqual(reply.plain, reply.body, "not inflatable")
                ways[len(reply.body) == length] += 1
        self.assertEqual(sorted(ways), [False, True])

    def test_an_oversized_body_goes_on_up_to_its_limit(self):
        with mirror("--oversize", VICTORIA,
                    "--oversize-bytes", 5000000) as m:
            reply = m.ask(GET + VICTORIA)
        self.assertEqual(len(reply.body), 5000000)
        self.assertTrue(reply.body.startswith(b'{"entities":{   '))

    def test_a_slow_body_takes_its_time_and_is_whole(self):
        with mirror("--slow", VICTORIA, "--slow-ms", 400) as m:
            begun = time.monotonic()
            reply = m.ask(GET + VICTORIA)
            took = time.monotonic() - begun
            fast = m.ask(GET + ALBERT)
        self.assertGreaterEqual(took, 0.38)
        self.assertIn(VICTORIA, json.loads(reply.body)["entities"])
        self.assertTrue(fast.whole)

    def test_a_bomb_is_small_and_becomes_large(self):
        with mirror("--bomb", VICTORIA, "--bomb-bytes", 50000000) as m:
            reply = Mirror.ask(m, GET + VICTORIA, GZIP)
            harmless = m.ask(GET + VICTORIA)
        self.assertEqual(reply.headers["content-encoding"], "gzip")
        self.assertLess(len(reply.body), 400000)
        inflater = zlib.decompressobj(31)
        plain = inflater.decompress(reply.body)
        self.assertTrue(inflater.eof, "checksum and length fit")
        self.assertGreater(len(plain), 49999000)
        self.assertTrue(plain.startswith(b'{"entities":{   '))
        self.assertIn(b'"success":1', harmless.body)

    def test_a_reset_gives_no_answer(self):
        with mirror("--reset", VICTORIA) as m:
            reply = m.ask(GET + VICTORIA)
            again = [m.ask(GET + VICTORIA) for _ in range(2)]
        self.assertTrue(reply.reset)
        self.assertEqual(reply.status, 0)
        self.assertEqual([r.status for r in again], [0, 200])

    def test_a_cut_batch_lacks_half_and_says_so(self):
        with mirror("--cut", VICTORIA) as m:
            first = m.json(GET + f"{PHILIP}|{VICTORIA}|{ALBERT}")
            alone = m.json(GET + VICTORIA)
        self.assertEqual(list(first["entities"]), [PHILIP, VICTORIA])
        self.assertIn("truncated", first["warnings"]["result"]["*"])
        self.assertEqual(first["success"], 1)
        self.assertEqual(list(alone["entities"]), [VICTORIA])

    def test_only_these_and_always_these(self):
        with mirror("--503", "1", "--only", ALBERT, "--fail-ids", PHILIP,
                    "--max-faults", 1) as m:
            statuses = {qid: [m.ask(DATA + qid + ".json").status
                              for _ in range(4)]
                        for qid in (VICTORIA, ALBERT, PHILIP)}
        self.assertEqual(statuses, {VICTORIA: [200] * 4,
                                    ALBERT: [503, 200, 200, 200],
                                    PHILIP: [500] * 4})

    def test_nobody_suffers_more_than_max_faults(self):
        with mirror("--trouble", "1", "--503", "1", "--max-faults", 2) as m:
            tries = 0
            for batch in (f"{VICTORIA}|{ALBERT}", f"{VICTORIA}|{PHILIP}",
                          f"{PHILIP}|{VICTORIA}"):
                tries += 1
                ok = m.ask(GET + batch, limit=1 << 20).status == 200
        self.assertTrue(ok, "the third batch with her is served")

    def test_the_same_seed_gives_the_same_trouble_in_any_order(self):
        qids = [royal["id"] for royal in royals()[:120]]

        def statuses(seed, order, at_once):
            with mirror("--503", "0.3", "--429", "0.2", "--seed", seed) as m:
                with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
                    replies = pool.map(
                        lambda q: m.ask(DATA + q + ".json").status, order)
                    return dict(zip(order, replies))

        serial = statuses(7, qids, 1)
        crowd = statuses(7, qids[::-1], 16)
        other = statuses(8, qids, 16)

        self.assertEqual(serial, crowd)
        self.assertNotEqual(serial, other)
        counted = collections.Counter(serial.values())
        self.assertTrue(15 < counted[503] < 60, counted)
        self.assertTrue(8 < counted[429] < 45, counted)

    def test_all_kinds_together_happen(self):
        with tempfile.NamedTemporaryFile("r") as log:
            with mirror("--trouble", "0.9", "--slow-ms", 1, "--oversize-bytes",
                        1000, "--bomb-bytes", 2000, "--log", log.name,
                        "--max-faults", 0) as m:
                for royal in royals():
                    m.ask(GET + royal["id"] + "|Q1&maxlag=5", GZIP)
            seen = {line.split("\t")[7] for line in log}
        self.assertEqual(seen, set(KINDS) | {"-"})


class Serving(unittest.TestCase):
    def test_latency_hides_behind_concurrency(self):
        with mirror("--latency", 200, "--jitter", 50) as m:
            begun = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(40) as pool:
                replies = list(pool.map(
                    lambda n: m.ask(GET + f"Q{n + 1}").status, range(40)))
            took = time.monotonic() - begun
        self.assertEqual(replies, [200] * 40)
        self.assertGreaterEqual(took, 0.2)
        self.assertLess(took, 40 * 0.2 / 2)

    def test_a_class_of_25_with_50_in_flight_is_served(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 1500:
            self.skipTest(f"SKIPPED: only {hard} files may be open")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        with tempfile.NamedTemporaryFile("r") as log:
            with mirror("--latency", 3000, "--log", log.name) as m:
                sockets = [socket.create_connection(("127.0.0.1", m.port), 60)
                           for _ in range(25 * 50)]
                for sock in sockets:
                    sock.sendall(f"GET {GET}{VICTORIA} HTTP/1.0\r\n\r\n"
                                 .encode())
                good = 0
                for sock in sockets:
                    reply = b""
                    while some := sock.recv(1 << 16):
                        reply += some
                    sock.close()
                    good += reply.endswith(b'"success":1}')
            in_flight = [int(line.split("\t")[2]) for line in log]
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        self.assertEqual(good, 1250)
        self.assertEqual(len(in_flight), 1250)
        self.assertGreater(max(in_flight), 1000)

    def test_the_log_has_a_line_for_each_answer(self):
        with tempfile.NamedTemporaryFile("r") as log:
            with mirror("--log", log.name) as m:
                body = m.ask(GET + f"{VICTORIA}|{ALBERT}",
                             ["User-Agent: a class/1"]).body
                m.ask(DATA + "Q0.json")
                m.ask(API + "wbsearchentities&search=x&language=en")
                lines = [line.rstrip("\n").split("\t") for line in log]
        self.assertEqual([line[0] for line in lines], ["1", "2", "3"])
        self.assertEqual(lines[0][3:], ["200", str(len(body)), "wbgetentities",
                                        f"{VICTORIA}|{ALBERT}", "-",
                                        "a class/1"])
        self.assertEqual(lines[1][3], "400")
        self.assertEqual(lines[2][5:7], ["wbsearchentities", "-"])

    def test_local_ids_are_served_as_high_numbers(self):
        value = {"time": "+1800-00-00T00:00:00Z", "precision": 9,
                 "calendar": "julian", "circa": True}
        file = written(
            person("I7", labels={"en": "Anna"}, sex="female", kind="human",
                   birth=value,
                   statements=[{"p": "P22", "value": "I0", "rank": "normal"},
                               {"p": "P97", "value": {"text": "Duke"},
                                "rank": "normal"},
                               {"p": "P25", "snak": "somevalue",
                                "rank": "preferred", "references": 2,
                                "qualifiers": {"P1480": [
                                    {"snak": "novalue"}]}}]),
            person("I0"))
        with file, mirror(file=file.name) as m:
            entity = m.json(GET + "Q900000007")["entities"]["Q900000007"]
            father = m.json(DATA + "Q900000000.json")["entities"]

        claims = entity["claims"]
        first = claims["P22"][0]["mainsnak"]["datavalue"]["value"]
        self.assertEqual(first["id"], "Q900000000")
        self.assertEqual(first["numeric-id"], 900000000)
        self.assertIn("Q900000000", father)
        mother = claims["P25"][0]
        self.assertNotIn("datavalue", mother["mainsnak"])
        self.assertEqual(mother["rank"], "preferred")
        self.assertEqual(len(mother["references"]), 2)
        self.assertEqual(mother["qualifiers"]["P1480"][0]["snaktype"],
                         "novalue")
        self.assertEqual(claims["P97"][0]["mainsnak"]["datavalue"],
                         {"value": "Duke", "type": "string"})
        # What stood in fields only became statements.
        self.assertEqual(claims["P21"][0]["mainsnak"]["datavalue"]["value"]
                         ["id"], "Q6581072")
        self.assertEqual(claims["P31"][0]["mainsnak"]["datavalue"]["value"]
                         ["id"], "Q5")
        birth = claims["P569"][0]
        self.assertEqual(birth["mainsnak"]["datavalue"]["value"],
                         {"time": "+1800-00-00T00:00:00Z", "timezone": 0,
                          "before": 0, "after": 0, "precision": 9,
                          "calendarmodel":
                          "http://www.wikidata.org/entity/Q1985786"})
        self.assertEqual(birth["qualifiers"]["P1480"][0]["datavalue"]["value"]
                         ["id"], "Q5727902")
        ids = [s["id"] for list_ in claims.values() for s in list_]
        self.assertEqual(len(set(ids)), len(ids))

    def test_who_states_whom_is_found(self):
        query = API + "query&list=search&srsearch=haswbstatement:"
        children = sorted(
            royal["id"] for royal in royals()
            if any((s["p"], s["value"]) == ("P25", VICTORIA)
                   for s in royal["statements"]))
        with mirror() as m:
            whole = m.json(query + f"P25={VICTORIA}&srlimit=500")
            page = m.json(query + f"P22=Q1|P25={VICTORIA}&srlimit=4")
            rest = m.json(query + f"P25={VICTORIA}&srlimit=4&sroffset=8")
            women = m.json(query + f"P25={VICTORIA}%20"
                           "haswbstatement:P21=Q6581072")
            none = m.json(query + "P25=Q1")
            named = m.json(API + "query&list=search&srsearch=haswbstatement:"
                           "P31=Q5%20albert%20SAXE%20-Princess")
        found = [hit["title"] for hit in whole["query"]["search"]]
        self.assertEqual(sorted(found), children)
        self.assertEqual(whole["query"]["searchinfo"]["totalhits"],
                         len(children))
        self.assertNotIn("continue", whole)
        self.assertEqual(page["continue"], {"sroffset": 4, "continue": "-||"})
        self.assertEqual(len(page["query"]["search"]), 4)
        self.assertEqual(len(rest["query"]["search"]), len(children) - 8)
        self.assertTrue(0 < len(women["query"]["search"]) < len(children))
        self.assertEqual(none["query"]["search"], [])
        self.assertEqual([h["title"] for h in named["query"]["search"]],
                         [ALBERT])

    def test_names_are_found_without_case_and_accents(self):
        file = written(person("Q5", labels={"pl": "Żółć"}),
                       person("Q6", labels={"en": "Zolcia"}))
        search = API + "wbsearchentities&language=pl&search="
        with file, mirror(file=file.name) as m:
            folded = m.json(search + "zolc")["search"]
        file = written(person("Q5", labels={"pl": "Żółć"}))
        with file, mirror("--search", "exact", file=file.name) as m:
            exact = m.json(search + "zolc")["search"]
        self.assertEqual([hit["id"] for hit in folded], ["Q5", "Q6"])
        self.assertEqual(exact, [])

    def test_a_form_may_be_posted_in_any_encoding_of_its_values(self):
        with mirror() as m:
            reply = m.ask("/w/api.php", method="POST",
                          form=f"action=wbgetentities&format=json&ids="
                               f"{VICTORIA}%7C{ALBERT}&props=info")
            large = m.ask("/w/api.php", method="POST", form="x" * 2000000)
        self.assertEqual(list(json.loads(reply.body)["entities"]),
                         [VICTORIA, ALBERT])
        self.assertEqual(large.status, 413)

    def test_unknown_paths_and_methods_are_refused(self):
        with mirror() as m:
            self.assertEqual(m.ask("/w/rest.php/v1").status, 404)
            self.assertEqual(m.ask("/").status, 200)
            self.assertEqual(m.ask("/wiki/" + VICTORIA).status, 200)
            self.assertEqual(m.ask("/wiki/Q1").status, 404)
            self.assertEqual(m.ask(GET, method="PUT").status, 405)


class Starting(unittest.TestCase):
    def run_with(self, *arguments):
        done = subprocess.run([PROGRAM, *map(str, arguments)], text=True,
                              capture_output=True, timeout=60)
        self.assertLessEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.returncode, done.stderr

    def test_bad_files_are_told_by_line(self):
        whole = json.dumps(person("Q1")) + "\n"
        statement = {"p": "P22", "value": "P1"}
        for lines, line, what in (
                ([whole, whole[:20]], 2, "cut short"),
                ([whole, "\n", whole], 3, "stands on line 1 already"),
                ([{"id": "Q1"}], 1, "schema"),
                ([person("X1")], 1, "Q<n> and I<n>"),
                ([person("Q1", state="gone")], 1, "unknown state"),
                ([person("Q1", state="redirect")], 1, "\"to\""),
                ([person("Q1", statements=[statement])], 1, "Q<n> and I<n>"),
                ([person("Q1", statements=[{"p": "P22"}])], 1, "neither"),
                ([person("Q1", labels={"en": 5})], 1, "label")):
            with written(*lines) as file:
                code, text = self.run_with(file.name)
            self.assertEqual(code, 4, text)
            self.assertIn(f"line {line}", text)
            self.assertIn(what, text)

    def test_exit_codes(self):
        self.assertEqual(self.run_with("/no/such/file")[0], 4)
        self.assertEqual(self.run_with(HERE)[0], 4)
        self.assertEqual(self.run_with()[0], 2)
        self.assertEqual(self.run_with(ROYALS, "--nonsense")[0], 2)
        self.assertEqual(self.run_with(ROYALS, "--429", "1.5")[0], 2)
        self.assertEqual(self.run_with(ROYALS, "--port", "65536")[0], 2)
        self.assertEqual(self.run_with(ROYALS, "--bind", "example.org")[0], 2)
        self.assertEqual(self.run_with("--help")[0], 0)
        with mirror() as m:
            code, text = self.run_with(ROYALS, "--port", m.port)
        self.assertEqual(code, 3)
        self.assertIn("--port 0", text)

    def test_a_large_file_is_read_by_line_ends(self):
        many = [person(f"Q{n}", labels={"en": f"Name {n} " + "x" * (n % 300)})
                for n in range(1, 8001)]
        with written(*many) as file, mirror(file=file.name) as m:
            for n in (1, 999, 1000, 4001, 7999, 8000):
                entity = m.json(DATA + f"Q{n}.json")["entities"][f"Q{n}"]
                self.assertEqual(entity["labels"]["en"]["value"],
                                 f"Name {n} " + "x" * (n % 300))
                self.assertEqual(entity["lastrevid"], n)


class MadeFamilies(unittest.TestCase):
    def made(self, count, seed):
        done = subprocess.run([PROGRAM, "--generate", str(count), "--seed",
                               str(seed)], capture_output=True, timeout=120,
                              check=True)
        return done.stdout.decode()

    def test_a_seed_makes_one_family(self):
        self.assertEqual(self.made(300, 1), self.made(300, 1))
        self.assertNotEqual(self.made(300, 1), self.made(300, 2))

    def test_everybody_hangs_together(self):
        for count in (2, 3, 4, 7, 60, 3000):
            lines = [json.loads(line)
                     for line in self.made(count, 5).splitlines()]
            people = {d["id"]: d for d in lines if d["state"] == "person"}
            to = {d["id"]: d["to"] for d in lines if d["state"] == "redirect"}
            self.assertEqual(len(people), count)
            ids = [int(d["id"][1:]) for d in lines]
            self.assertEqual(ids, sorted(set(ids)))
            links = collections.defaultdict(set)
            for qid, one in people.items():
                for s in one["statements"]:
                    if s["p"] in ("P22", "P25", "P40") and "value" in s:
                        other = to.get(s["value"], s["value"])
                        if other in people:
                            links[qid].add(other)
                            links[other].add(qid)
            seen = waiting = {next(iter(people))}
            while waiting:
                waiting = set().union(*(links[q] for q in waiting)) - seen
                seen = seen | waiting
            self.assertEqual(len(seen), count)

    def test_it_has_what_families_have(self):
        lines = [json.loads(line) for line in self.made(3000, 1).splitlines()]
        people = [d for d in lines if d["state"] == "person"]
        to = {d["id"]: d["to"] for d in lines if d["state"] == "redirect"}
        stated = {(d["id"], s["p"], to.get(s["value"], s["value"]))
                  for d in people for s in d["statements"]
                  if isinstance(s.get("value"), str)}
        roles = {s.get("role") for d in people for s in d["statements"]}
        fathered = [(v, q) for q, p, v in stated if p == "P22"]
        one_sided = [pair for pair in fathered
                     if (pair[0], "P40", pair[1]) not in stated]
        spouses = collections.Counter(q for q, p, v in stated if p == "P26")
        mothers = collections.defaultdict(set)
        for q, p, v in stated:
            if p == "P25":
                mothers[v].add(q)
        father_of = {q: v for q, p, v in stated if p == "P22"}

        self.assertTrue({"disputed", "adoptive"} <= roles)
        unreturned = [(q, v) for q, p, v in stated if p == "P40"
                     and not {(v, "P22", q), (v, "P25", q)} & stated]
        self.assertTrue(0 < len(one_sided) < len(fathered) / 4)
        self.assertTrue(20 < len(unreturned) < len(fathered) / 4)
        self.assertGreater(max(spouses.values()), 1)
        self.assertTrue(any(
            len({father_of[c] for c in children if c in father_of}) > 1
            for children in mothers.values()), "half siblings")
        self.assertTrue(any(d["state"] == "redirect" for d in lines))
        self.assertTrue(any(d["state"] == "missing" for d in lines))
        self.assertTrue(any("labels" not in d for d in people))
        self.assertTrue(any("snak" in s for d in people
                            for s in d["statements"]))


class Understanding(unittest.TestCase):
    """What kinwalk reads out of the mirror's replies is what went in."""

    def read(self, documents):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for number, document in enumerate(documents):
                paths.append(os.path.join(folder, f"{number:06}.json"))
                with open(paths[-1], "wb") as file:
                    file.write(document)
            done = subprocess.run([KINWALK, "read", *paths], timeout=120,
                                  capture_output=True, check=True)
        return sorted(done.stdout.decode().splitlines())

    def test_lines_come_back_as_they_were(self):
        made = subprocess.run([PROGRAM, "--generate", "600", "--seed", "9"],
                              capture_output=True, check=True).stdout
        lines = [line for line in made.decode().splitlines()
                 if '"state":"person"' in line]
        qids = [json.loads(line)["id"] for line in lines]
        batches = ["|".join(qids[i:i + 50]) for i in range(0, len(qids), 50)]
        with written(made.decode()) as file, mirror(file=file.name) as m:
            one = [m.ask(DATA + qid + ".json", GZIP).plain for qid in qids]
            many = [m.ask(GET + batch).body for batch in batches]
            utf8 = [m.ask(GET + batch + "&formatversion=2").body
                    for batch in batches]

        self.assertEqual(self.read([made]), sorted(made.decode().splitlines()))
        self.assertEqual(self.read(one), sorted(lines))
        self.assertEqual(self.read(many), sorted(lines))
        self.assertEqual(self.read(utf8), sorted(lines))


PROGRAM = program(sys.argv[1])
KINWALK = os.path.join(sys.argv.pop(1), "kinwalk")
if __name__ == "__main__":
    unittest.main(verbosity=1)
