# SPDX-License-Identifier: GPL-3.0-or-later
"""What every measurement needs: servers, timed programs, turns, tables.

All that is started here ends here: servers die with this process, programs
have a time limit, files stand in one folder that is emptied at the end.
"""
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
HERE = os.path.dirname(os.path.abspath(__file__))
# Debian's own Python: that is where its packages are.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"

QIDS, STEP = 129999997, 48271987
GENERATIONS = 20


def qid(who):
    """The number of the QID of person `who` (made_family.c)."""
    return 1 + (who + 1) * STEP % QIDS


def family_size(people):
    return people // GENERATIONS // 2 * 2 * GENERATIONS


class Failed(Exception):
    """A program did not do what it was started for."""


class Run:
    """One finished program: its time, processor time, memory, output."""

    def __init__(self, cost, out):
        wall_s, cpu_s, rss_kb = map(float, cost.split())
        self.wall_s = wall_s
        self.cpu_s = cpu_s
        self.rss_mb = rss_kb / 1024
        self.out = out

    def json(self):
        return json.loads(self.out)


def end_group(leader):
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Lab:
    def __init__(self, build, scale, budget_s, say=None):
        self.build = build
        self.scale = scale
        self.all_until = self.until = time.monotonic() + budget_s
        self.say = say or (lambda words: None)
        self.folder = tempfile.mkdtemp(prefix="kinwalk-bench-",
                                       dir=self._roomy())
        self.kinwalk = os.path.join(build, "kinwalk")
        # Nobody's own settings.
        self.env = dict(os.environ, HOME=self.folder, LC_ALL="C.UTF-8",
                        XDG_DATA_HOME=self.folder, XDG_CONFIG_HOME=self.folder)
        self.missing = {}
        self.largest = 0     # growth: that many people; 0: as usual
        self.records = False  # README and what lies beside it

    def _roomy(self):
        folder = os.path.join(TOP, "build")
        os.makedirs(folder, exist_ok=True)
        return folder

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def program(self, name):
        return os.path.join(self.build, "bench-" + name)

    def script(self, name):
        return [PYTHON, os.path.join(HERE, name)]

    def pick(self, tiny, quick, whole):
        """What to measure with, by how much time there is."""
        return {"tiny": tiny, "quick": quick, "whole": whole}[self.scale]

    def left_s(self):
        """Until this measurement has to be over."""
        return self.until - time.monotonic()

    def left_of_all_s(self):
        return self.all_until - time.monotonic()

    def allow(self, limit_s):
        """From now on `limit_s`, or what is left of all, if less."""
        self.until = min(self.all_until, time.monotonic() + limit_s)

    def disk_free_gb(self):
        return shutil.disk_usage(self.folder).free / 1e9

    # ---- what is installed ---------------------------------------------

    def has(self, what, package):
        """Is the program, or the Python module `python:NAME`, there?"""
        if what.startswith("python:"):
            there = subprocess.run(
                [PYTHON, "-c", "import " + what[7:]], check=False,
                capture_output=True).returncode == 0
        else:
            there = shutil.which(what) is not None
        if not there:
            self.missing[package] = what.replace("python:", "")
        return there

    # ---- programs ------------------------------------------------------

    def run(self, argv, stdin=None, timeout_s=7200, check=True, quiet=True):
        """Runs a program to its end and says what it cost. It is killed
        when the measurement's time is over."""
        limit = max(1.0, min(timeout_s, self.left_s()))
        name = os.path.basename(argv[1] if argv[0] == PYTHON else argv[0])
        cost = self.path("cost")
        if os.path.exists(cost):
            os.remove(cost)
        with ExitStack() as files:
            out = files.enter_context(
                tempfile.TemporaryFile(dir=self.folder))
            err = files.enter_context(
                tempfile.TemporaryFile(dir=self.folder))
            source = (files.enter_context(open(stdin, "rb")) if stdin
                      else subprocess.DEVNULL)
            # A group of its own, so that a pipe ends as a whole.
            child = subprocess.Popen(
                [self.program("measure"), cost, *argv], stdin=source,
                stdout=out, stderr=err, start_new_session=True,
                env=self.env)
            try:
                code = child.wait(limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                end_group(child.pid)
                child.wait()
            out.seek(0)
            err.seek(0)
            text = out.read().decode(errors="replace")
            wrong = err.read().decode(errors="replace")
        if code is None:
            raise Failed(f"{name} was stopped after {limit:.0f} s: it took "
                         "longer than there was time for")
        if check and code != 0:
            raise Failed(f"{name} ended with {code}: "
                         f"{wrong.strip()[-300:]}")
        with open(cost, encoding="ascii") as file:
            return Run(file.read(), text if quiet else text + wrong)

    def shell(self, command):
        """Runs a pipe of programs to its end."""
        return self.run(["bash", "-c", "set -o pipefail; " + command])

    def serve(self, people, shape, latency_ms=0, jitter_ms=0):
        return Server(self, people, shape, latency_ms, jitter_ms)

    def cold(self, *names):
        """Asks the kernel to forget what it keeps of these files."""
        for name in names:
            for path in (name, name + "-wal"):
                if os.path.exists(path):
                    with open(path, "rb") as file:
                        os.fsync(file.fileno())
                        os.posix_fadvise(file.fileno(), 0, 0,
                                         os.POSIX_FADV_DONTNEED)

    def move_store(self, path, to):
        for end in ("", "-wal"):
            if os.path.exists(path + end):
                os.rename(path + end, to + end)

    def forget_store(self, path):
        for end in ("", "-wal", "-shm", "-lock"):
            if os.path.exists(path + end):
                os.remove(path + end)


class Server:
    """bench-serve, as long as the block lasts."""

    def __init__(self, lab, people, shape, latency_ms, jitter_ms):
        self.argv = [lab.program("serve"), "--people", str(people), "--shape",
                     shape, "--latency-ms", str(latency_ms), "--jitter-ms",
                     str(jitter_ms), "--for-s", "7200"]
        self.child = None
        self.url = None

    def __enter__(self):
        self.child = subprocess.Popen(self.argv, stdout=subprocess.PIPE)
        try:
            self.url = self.child.stdout.readline().decode().strip()
            if not self.url:
                raise Failed("bench-serve does not start")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()


def take_turns(lab, contestants, rounds, report=None):
    """Runs every contestant once a round, each round beginning with the
    next; returns their results by name. So a busy minute hits all. Rounds
    for which there is no time are left out, and `report` says so."""
    names = list(contestants)
    results = {name: [] for name in names}
    for turn in range(rounds):
        begun = time.monotonic()
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            results[name].append(contestants[name]())
        took = time.monotonic() - begun
        if turn + 1 < rounds and took * 1.2 > lab.left_s():
            if report:
                report.left_out.append(
                    f"{rounds - turn - 1} of {rounds} rounds: there was no "
                    "time for them")
            break
    return results


def median(values):
    return statistics.median(values)


def digits(value):
    """Three figures, thousands apart."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    places = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:.{places}f}"


def spread(values):
    return f"{digits(min(values))} to {digits(max(values))}"


class Report:
    """What one measurement found: a table, aims, what was left out."""

    def __init__(self, name, title, columns, note=""):
        self.name = name
        self.title = title
        self.columns = columns
        self.note = note
        self.rows = []
        self.aims = []
        self.left_out = []
        self.values = {}

    def row(self, *cells):
        self.rows.append([str(cell) for cell in cells])

    def aim(self, text, measured, goal, more_is_better=True, unit=""):
        met = measured >= goal if more_is_better else measured <= goal
        self.aims.append({"aim": text, "goal": goal, "measured": measured,
                          "unit": unit, "met": met})

    def as_json(self):
        return {"name": self.name, "title": self.title,
                "columns": self.columns, "rows": self.rows,
                "values": self.values, "aims": self.aims,
                "left_out": self.left_out, "note": self.note}

    def aim_lines(self):
        for aim in self.aims:
            yield (f"{aim['aim']}: {digits(aim['measured'])}{aim['unit']} "
                   f"({'met' if aim['met'] else 'missed'})")

    def text(self):
        table = [self.columns] + self.rows
        widths = [max(len(row[i]) for row in table)
                  for i in range(len(self.columns))]
        lines = [self.title]
        for row in table:
            cells = [row[0].ljust(widths[0])] + [
                cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
            lines.append("  " + "  ".join(cells))
        lines += ["  aim: " + line for line in self.aim_lines()]
        lines += ["  left out: " + what for what in self.left_out]
        return "\n".join(lines) + "\n"

    def markdown(self):
        lines = ["| " + " | ".join(self.columns) + " |",
                 "|" + "---|" * len(self.columns)]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        if self.note:
            lines = [self.note, ""] + lines
        if self.aims:
            lines.append("")
            lines += ["- Aim: " + line + "." for line in self.aim_lines()]
        if self.left_out:
            lines.append("")
            lines += ["- Left out: " + what + "." for what in self.left_out]
        return "\n".join(lines)
