# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers asked over the network against answers reckoned here, on random
families: what is found, what it costs, and that neither order nor pace nor
transport shows.

    answers.py BUILD [ROUNDS]
"""
import itertools
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile

from mirror_client import Mirror, program

FATHER, MOTHER, CHILD, SPOUSE = "P22", "P25", "P40", "P26"
MERGED = 1000  # Q1007 was merged into Q7
WAYS = [["--in-flight", "1"], ["--in-flight", "10"],
        ["--in-flight", "4", "--transport", "entitydata"]]
SERVERS = [["--jitter", "12"], [], ["--jitter", "25", "--latency", "2"]]


class Family:
    """People 1 to n, who states what of whom."""

    def __init__(self, lots, one_sided):
        self.count = lots.randint(12, 45)
        self.male = {}
        self.says = {who: [] for who in self.ids()}
        self.parents = {who: set() for who in self.ids()}
        self.partners = {who: set() for who in self.ids()}
        for who in self.ids():
            self.male[who] = lots.random() < 0.5
        for child in range(4, self.count + 1):
            older = range(max(1, child - 12), child)
            for male, prop in (True, FATHER), (False, MOTHER):
                fit = [who for who in older if self.male[who] == male]
                if fit and lots.random() < 0.75:
                    self.link(lots, child, lots.choice(fit), prop, one_sided)
        for _ in range(self.count // 4):
            a, b = lots.sample(list(self.ids()), 2)
            if self.male[a] != self.male[b] and b not in self.partners[a]:
                self.partners[a].add(b)
                self.partners[b].add(a)
                self.says[a].append((SPOUSE, b))
                self.says[b].append((SPOUSE, a))

    def ids(self):
        return range(1, self.count + 1)

    def link(self, lots, child, parent, prop, one_sided):
        self.parents[child].add(parent)
        whose = lots.choice("cpb") if one_sided else "b"
        # Somebody still writes the id of before the merger.
        alias = MERGED if lots.random() < 0.1 else 0
        if whose in "cb":
            self.says[child].append((prop, parent + alias))
        if whose in "pb":
            self.says[parent].append((CHILD, child))

    def lines(self):
        for who in self.ids():
            yield {"schema": "kinwalk.person/1", "id": f"Q{who}",
                   "state": "person", "kind": "human",
                   "labels": {"en": f"Number {who}"},
                   "sex": "male" if self.male[who] else "female",
                   "statements": [
                       {"id": f"Q{who}${n}", "p": prop, "value": f"Q{to}",
                        "rank": "normal"}
                       for n, (prop, to) in enumerate(self.says[who])],
                   "rev": who}
        for who in self.ids():
            yield {"schema": "kinwalk.person/1", "id": f"Q{who + MERGED}",
                   "state": "redirect", "to": f"Q{who}"}

    # -- reckoned here ---------------------------------------------------

    def heights(self, who):
        """Generations up to everybody above."""
        height, layer = {who: 0}, [who]
        while layer:
            layer = [parent for child in layer
                     for parent in self.parents[child] if parent not in height
                     and not height.update({parent: height[child] + 1})]
        return height

    def named(self, who):
        """Whom a person's own record leads to."""
        return {to % MERGED for _, to in self.says[who]}

    def near(self, who):
        children = {c for c in self.ids() if who in self.parents[c]}
        return self.parents[who] | children | self.partners[who]

    @staticmethod
    def steps(start, near):
        found, layer = {start: 0}, [start]
        while layer:
            layer = [b for a in layer for b in sorted(near(a))
                     if b not in found and not found.update({b: found[a] + 1})]
        return found

    def is_marriage(self, a, b):
        return b in self.partners[a] and a not in self.parents[b] and \
            b not in self.parents[a]

    def best_chain(self, a, b):
        """Shortest, then fewest marriages, then smallest ids."""
        far = self.steps(b, self.near)
        if a not in far:
            return None
        chains = [(0, [a])]
        for _ in range(far[a]):
            chains = [(marriages + self.is_marriage(chain[-1], x),
                       chain + [x])
                      for marriages, chain in chains
                      for x in self.near(chain[-1])
                      if far.get(x, -1) == far[chain[-1]] - 1]
        return min(chains)[1]


class Asked:
    """kinwalk, each question on a store of its own."""

    def __init__(self, folder, urls):
        self.folder, self.urls, self.number = folder, urls, 0

    def run(self, *arguments, fine=(0, 1)):
        run = subprocess.run([KINWALK, *map(str, arguments)],
                             stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, timeout=60)
        assert run.returncode in fine, (arguments, run.returncode, run.stderr)
        return run.stdout

    def ask(self, *question, server=0):
        """The answer, and what the store then holds."""
        self.number += 1
        store = os.path.join(self.folder, f"{self.number}.db")
        answer = json.loads(self.run(*question, "--json", "--endpoint",
                                     self.urls[server], "--store", store))
        records = [json.loads(line) for line in self.run(
            "export", "jsonl", "--store", store, "-o", "-", "-q").splitlines()]
        for record in records:
            record.pop("read_at", None)
        for name in store, store + "-claim":
            if os.path.exists(name):
                os.unlink(name)
        return answer, records


def who_was_read(records):
    return {int(r["id"][1:]) for r in records if r["state"] == "person" and
            r.get("rev")}


def number(qid):
    return int(qid[1:])


def same_answer(answer):
    """Without what may differ: times and cost."""
    return {k: v for k, v in answer.items() if k not in ("as_of", "crawl")}


def check_path(family, asked, a, b, one_sided):
    answer, records = asked.ask("path", f"Q{a}", f"Q{b}")
    read = who_was_read(records)
    chain = [number(step["id"]) for step in answer["path"]]
    best = family.best_chain(a, b)

    assert answer["proven"], (a, b, answer)
    if not one_sided:
        assert chain == (best or []), (a, b, chain, best)
    elif chain:
        assert len(chain) >= len(best)
    # The proof: all within some a steps of one and b of the other.
    far = [family.steps(end, family.named) for end in (a, b)]
    reach = len(chain) - 1 - 2 if chain else None
    if reach is None:
        assert any(set(side) <= read for side in far), (a, b)
    elif reach >= 0:
        assert any(all(x in read for x, d in far[0].items() if d <= near) and
                   all(x in read for x, d in far[1].items()
                       if d <= reach - near)
                   for near in range(-1, reach + 2)), (a, b, chain, read)
    for server in 1, 2:
        again, others = asked.ask("path", f"Q{a}", f"Q{b}", server=server)
        assert same_answer(again) == same_answer(answer), again
        assert others == records, (a, b)
    return answer["crawl"]


def check_relate(family, asked, a, b):
    """Both ends state each link, so the nearest is known here too."""
    up = [family.heights(a), family.heights(b)]
    shared = set(up[0]) & set(up[1])
    nearest = min((up[0][x] + up[1][x] for x in shared), default=None)
    cones = set(up[0]) | set(up[1])
    bills = []
    for goal in "nearest", "all":
        answer, records = asked.ask("relate", f"Q{a + MERGED}", f"Q{b}",
                                    "--goal", goal)
        read = who_was_read(records)
        blood = [r for r in answer["relations"] if r["kind"] == "blood"]
        assert answer["from"]["id"] == f"Q{a}"
        assert any(r["id"] == f"Q{a + MERGED}" and r["state"] == "redirect"
                   for r in records), "the old id is lost"
        if nearest is None:
            assert not blood, (a, b, goal)
            bills.append(answer["crawl"]["requests"])
            continue
        assert blood[0]["up"] + blood[0]["down"] == nearest, (a, b, goal)
        assert {number(x["id"]) for x in blood[0]["ancestors"]} <= shared
        bills.append(answer["crawl"]["requests"])
        if goal == "all":
            assert cones <= read, (a, b, cones - read)
            assert not answer["open"]
            continue
        # Nobody else but who is told of, and so must have a name.
        told = {number(q) for r in answer["relations"]
                for q in [x["id"] for x in r["ancestors"]] +
                (r["line"]["up"] + r["line"]["down"] if r["line"] else [])}
        assert read <= cones | told, (a, b, read - cones - told)
        # An old id nobody asked about is open although the new one is read.
        waiting = {number(q) % MERGED for q in answer["open"]} - read
        assert waiting == {x for x in cones - read if any(
            x in family.parents[y] for y in read)}, (a, b, waiting, read, cones - read)
        for x in waiting:
            # Beyond x stands nobody nearer than x and one generation.
            assert all(side.get(x, nearest) + 1 >= nearest for side in up)
        for server in 1, 2:
            again, others = asked.ask("relate", f"Q{a + MERGED}", f"Q{b}",
                                      "--goal", goal, server=server)
            assert same_answer(again) == same_answer(answer), again
            assert others == records, (a, b)
    assert bills[0] <= bills[1], (a, b, bills)
    return bills


def check_crawl(asked, seed, depth):
    bills = []
    stores = []
    for server, way in enumerate(WAYS):
        bill, records = asked.ask("crawl", f"Q{seed}", "--depth", depth,
                                  *way, server=server)
        bills.append([bill[k] for k in ("people", "missing", "failed",
                                        "redirects", "open", "depth_reached",
                                        "complete", "stopped_by")])
        stores.append(records)
    assert bills[0] == bills[1] == bills[2], (seed, bills)
    assert stores[0] == stores[1] == stores[2], seed


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    sums = [0, 0, 0]
    asked_in_all = 0
    for seed in range(rounds):
        lots = random.Random(seed)
        one_sided = seed % 3 == 2
        family = Family(lots, one_sided)
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "family.jsonl")
            with open(file, "w", encoding="utf-8") as out:
                for line in family.lines():
                    out.write(json.dumps(line) + "\n")
            with contextlib.ExitStack() as mirrors:
                urls = [mirrors.enter_context(
                    Mirror(program(BUILD), file, "--port", "0", "--seed",
                           str(seed), *switches)).url for switches in SERVERS]
                asked = Asked(folder, urls)
                check_crawl(asked, lots.choice(list(family.ids())),
                            lots.randint(1, 9))
                for _ in range(2):
                    a, b = lots.sample(list(family.ids()), 2)
                    sums[2] += (check_path(family, asked, a, b, one_sided) or
                                {"requests": 0})["requests"]
                    if not one_sided:
                        bills = check_relate(family, asked, a, b)
                        sums[0] += bills[0]
                        sums[1] += bills[1]
                asked_in_all += asked.number
    print(f"{rounds} families, {asked_in_all} questions: the same answers and "
          f"stores each way; {sums[0]} requests for the nearest, {sums[1]} for "
          f"all lines, {sums[2]} for chains")


if __name__ == "__main__":
    BUILD = os.path.abspath(sys.argv[1])
    KINWALK = os.path.join(BUILD, "kinwalk")
    os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = "/nonexistent"
    for name in [n for n in os.environ if n.startswith("KINWALK_")]:
        del os.environ[name]
    main()
