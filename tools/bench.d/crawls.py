# SPDX-License-Identifier: GPL-3.0-or-later
"""Crawling: against the roof, against its peers, with latency, in memory."""
import re

from lab import Report, digits, family_size, median, qid, spread, take_turns

IN_FLIGHT = 10
# Royals in one layer: more take a server longer to make than to serve.
LAYER_MAX = 8000


def crawl_argv(lab, url, store, *options):
    return [lab.kinwalk, "crawl", "--store", store, "--endpoint", url,
            "--json", "--progress", "never", *options]


def crawl(lab, url, first, *options):
    """A crawl into a new store; the run and its bill."""
    store = lab.path("crawl.db")
    lab.forget_store(store)
    run = lab.run(crawl_argv(lab, url, store, f"Q{first}", "--depth",
                             "100000", *options))
    return run, run.json()


def write_ids(lab, people):
    path = lab.path("ids")
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{qid(i)}\n" for i in range(people))
    return path


def wrk_script(lab, ids):
    """Every request another document, as in a crawl."""
    path = lab.path("wrk.lua")
    with open(path, "w", encoding="ascii") as file:
        file.write("local ids = {}\nfor line in io.lines('" + ids + "') do "
                   "ids[#ids + 1] = line end\nlocal at = 0\n"
                   "function request()\n  at = at % #ids + 1\n"
                   "  return wrk.format('GET', '/wiki/Special:EntityData/Q'"
                   " .. ids[at] .. '.json')\nend\n")
    return path


def wrk(lab, url, ids, in_flight, seconds):
    run = lab.run(["wrk", "-t1", f"-c{in_flight}", f"-d{seconds}", "-s",
                   wrk_script(lab, ids), url])
    return float(re.search(r"Requests/sec:\s*([0-9.]+)", run.out).group(1))


def curl_parallel(lab, url, people, in_flight):
    """curl itself, unpacking, throwing away."""
    path = lab.path("curl.conf")
    with open(path, "w", encoding="ascii") as file:
        for i in range(people):
            file.write(f"url = {url}/wiki/Special:EntityData/Q{qid(i)}.json\n"
                       "output = /dev/null\n")
    return lab.run(["curl", "--silent", "--parallel", "--parallel-immediate",
                    "--parallel-max", str(in_flight), "--compressed",
                    "--config", path])


def against_the_roof(lab):
    people = family_size(lab.pick(80, 1000, 5000))
    rounds = lab.pick(1, 2, 5)
    ids = write_ids(lab, people)
    first = qid(0)
    report = Report(
        "crawl", f"Crawling {people:,} royals, {IN_FLIGHT} in flight",
        ["program", "documents/s", "spread", "processor s per 1,000",
         "of the roof"],
        "Documents of 380 kB as EntityData serves them, gzipped, from a "
        "server on loopback. The roof fetches and unpacks on all cores, "
        "reads nothing and stores nothing; kinwalk reads all, walks by "
        "layers and stores.")
    cpu = {}
    with lab.serve(people, "royal") as server:
        def timed(name, run, documents):
            cpu.setdefault(name, []).append(run.cpu_s * 1000 / documents)
            return documents / run.wall_s

        def roof():
            return timed("roof", lab.run(
                [lab.program("roof"), server.url +
                 "/wiki/Special:EntityData/Q", ".json", str(IN_FLIGHT), "0"],
                stdin=ids), people)

        def kinwalk(name, *options):
            run, bill = crawl(lab, server.url, first, *options)
            if bill["people"] != people:
                raise RuntimeError(f"{bill['people']} of {people} were read")
            return timed(name, run, people)

        contestants = {
            "roof": roof,
            "kinwalk": lambda: kinwalk("kinwalk", "--transport", "entitydata",
                                       "--in-flight", str(IN_FLIGHT)),
            "batches": lambda: kinwalk("batches", "--in-flight", "4")}
        if lab.has("wrk", "wrk"):
            contestants["wrk"] = lambda: wrk(lab, server.url, ids, IN_FLIGHT,
                                             lab.pick(1, 1, 2))
        if lab.has("curl", "curl"):
            contestants["curl"] = lambda: timed(
                "curl", curl_parallel(lab, server.url, people, IN_FLIGHT),
                people)
        found = take_turns(lab, contestants, rounds, report)
        away = away_from_transfers(lab, server.url, first)
    names = {"wrk": "wrk, bytes dropped: the server's limit",
             "roof": "the roof: unpacked on all cores, nothing read",
             "kinwalk": "kinwalk crawl, with the store",
             "batches": "kinwalk crawl by batches of 50, with the store",
             "curl": "curl --parallel --compressed, nothing read"}
    for name in names:
        if name in found:
            report.row(names[name], digits(median(found[name])),
                       spread(found[name]),
                       digits(median(cpu[name])) if name in cpu else "",
                       f"{100 * median(found[name]) / median(found['roof']):.0f} %")
    report.values = {"documents_per_s": found, "cpu_s_per_1000": cpu, **away}
    best = max(median(found["kinwalk"]), median(found["batches"]))
    report.aim("crawl with the store against the roof, 80 %",
               100 * best / median(found["roof"]), 80, unit=" %")
    report.aim("no calls of more than 5 ms between two polls on the thread "
               "that drives libcurl", away["calls_ms"], 5,
               more_is_better=False,
               unit=f" ms at most, {away['calls_often']} times more than 5; "
               f"with waits for a processor that others had {away['away_ms']} "
               f"ms, {away['away_often']} times")
    return report


def away_from_transfers(lab, url, first):
    """How long the thread that drives libcurl did not poll."""
    store = lab.path("away.db")
    lab.forget_store(store)
    run = lab.run(crawl_argv(lab, url, store, f"Q{first}", "--depth", "100000",
                             "--transport", "entitydata", "--in-flight",
                             str(IN_FLIGHT), "-vv"), quiet=False)
    found = re.search(r"left alone for ([0-9.]+) ms at most, (\d+) times.*"
                      r"by calls: ([0-9.]+) ms at most, (\d+) times", run.out)
    return {"away_ms": float(found.group(1)),
            "away_often": int(found.group(2)),
            "calls_ms": float(found.group(3)),
            "calls_often": int(found.group(4))}


def exercise(lab):
    """Crawl a family, then find a path: the whole of the course's task."""
    people = family_size(lab.pick(40, 300, 5000))
    rounds = lab.pick(1, 2, 3)
    first, last = 0, people - 1
    report = Report(
        "exercise", f"The whole exercise: crawl {people:,} royals, then a path",
        ["program", "documents/s", "spread", "seconds", "kinwalk is"],
        "One process each (kinwalk: two, and the family is kept); the same "
        "documents, one each, and the same answer.")
    with lab.serve(people, "royal") as server:
        def kinwalk():
            store = lab.path("crawl.db")
            run, _ = crawl(lab, server.url, qid(first), "--transport",
                           "entitydata", "--in-flight", str(IN_FLIGHT))
            asked = lab.run([lab.kinwalk, "path", f"Q{qid(first)}",
                             f"Q{qid(last)}", "--store", store, "--offline",
                             "--via", "parent,child", "--json"])
            return run.wall_s + asked.wall_s, asked.json()["steps"]

        def peer(argv):
            run = lab.run(argv + [server.url, str(IN_FLIGHT), str(people),
                                  str(qid(first)), str(qid(last))])
            return run.wall_s, run.json()["links"]

        contestants = {"kinwalk": kinwalk,
                       "plain": lambda: peer([lab.program("plain")])}
        if (lab.has("python:aiohttp", "python3-aiohttp") and
                lab.has("python:networkx", "python3-networkx")):
            contestants["course"] = lambda: peer(lab.script("course.py"))
        found = take_turns(lab, contestants, rounds, report)
    links = {result[1] for runs in found.values() for result in runs}
    if len(links) != 1:
        raise RuntimeError(f"the programs disagree about the path: {links}")
    names = {"kinwalk": "kinwalk crawl, kinwalk path",
             "plain": "plain C: curl unpacks, cJSON parses all",
             "course": "the course's way: aiohttp, json, networkx"}
    own = median([result[0] for result in found["kinwalk"]])
    for name in names:
        if name in found:
            times = [result[0] for result in found[name]]
            report.row(names[name], digits(people / median(times)),
                       spread([people / t for t in times]),
                       digits(median(times)),
                       f"{median(times) / own:.1f} x as fast")
            report.values[name] = times
    report.aim("against plain C, 10 x",
               median(report.values["plain"]) / own, 10, unit=" x")
    if "course" in found:
        report.aim("against the course's way, 25 x",
                   median(report.values["course"]) / own, 25, unit=" x")
    return report


def latency(lab, latency_ms=50):
    """How well waiting is hidden."""
    rounds = lab.pick(1, 1, 3)
    seconds = lab.pick(1, 2, 4)
    in_flights = lab.pick((10,), (10, 50), (10, 50, 200))
    report = Report(
        "latency", f"Royals behind {latency_ms} ms of latency",
        ["in flight", "kinwalk, documents/s", "spread", "wrk",
         "in flight / latency", "kinwalk of that"],
        "All people of one layer, so that nobody waits for a layer to end; "
        "with the store.")
    most = family_size(int(max(in_flights) / latency_ms * 1000 * seconds))
    with lab.serve(min(most, LAYER_MAX), "royal", latency_ms) as server:
        for in_flight in in_flights:
            ideal = in_flight / latency_ms * 1000
            people = int(min(ideal * seconds, min(most, LAYER_MAX)))
            ids = [f"Q{qid(i)}" for i in range(people)]
            listing = write_ids(lab, people)

            def kinwalk():
                store = lab.path("latency.db")
                lab.forget_store(store)
                run = lab.run(crawl_argv(
                    lab, server.url, store, *ids, "--depth", "0",
                    "--transport", "entitydata", "--in-flight",
                    str(in_flight)))
                return run.json()["people"] / run.json()["wall_s"]

            contestants = {"kinwalk": kinwalk}
            if lab.has("wrk", "wrk"):
                contestants["wrk"] = lambda: wrk(lab, server.url, listing,
                                                 in_flight, seconds)
            found = take_turns(lab, contestants, rounds, report)
            own = median(found["kinwalk"])
            report.row(in_flight, digits(own), spread(found["kinwalk"]),
                       digits(median(found["wrk"])) if "wrk" in found else "",
                       digits(ideal), f"{100 * own / ideal:.0f} %")
            report.values[str(in_flight)] = found
            if in_flight <= 50:
                report.aim(f"documents/s over (in flight / latency), "
                           f"{in_flight} in flight, 95 %", 100 * own / ideal,
                           95, unit=" %")
    return report


def memory(lab, in_flight=200):
    """Memory at 200 in flight, for families of several sizes. Those of
    under 4,000 have fewer than 200 people a layer."""
    sizes = lab.pick((80, 200), (4000, 8000), (5000, 20000, 50000))
    shapes = lab.pick(("royal",), ("royal",), ("royal", "other"))
    report = Report(
        "memory", f"Memory while crawling, {in_flight} in flight",
        ["people", "documents", "MB at most", "of it at rest"],
        "The whole process, at its largest. At rest: kinwalk --version. "
        "Families of under 4,000 would not do: a generation of theirs does "
        "not fill 200 slots.")
    rest = lab.run([lab.kinwalk, "--version"]).rss_mb
    peaks = []
    for shape in shapes:
        for people in sizes:
            people = family_size(people)
            with lab.serve(people, shape) as server:
                run, _ = crawl(lab, server.url, qid(0), "--transport",
                               "entitydata", "--in-flight", str(in_flight))
            report.row(f"{people:,}", "380 kB" if shape == "royal"
                       else "60 kB", digits(run.rss_mb), digits(rest))
            report.values[f"{shape} {people}"] = run.rss_mb
            if shape == "royal":
                peaks.append(run.rss_mb)
    report.aim(f"crawling royals at {in_flight} in flight, 96 MB", max(peaks),
               96, more_is_better=False, unit=" MB")
    report.aim("the largest family against the smallest, 1.25 x",
               peaks[-1] / peaks[0], 1.25, more_is_better=False, unit=" x")
    return report
