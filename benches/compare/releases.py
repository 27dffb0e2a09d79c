#!/usr/bin/env python3
"""Measures releases of a site: sealing, publishing again, growth, verifying, rolling back.

usage: releases.py [--documents 10000] [--runs 3] [--work DIR]

Each figure stands beside what the stock tool does to the same files in the same run: `cp -r` and `sync -f`,
`sha256sum -c`. DIR must not exist and is removed afterwards.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import files
import programs
import report
import site_lantoa
from corpus import Site
from measure import cores, median, pin, run

CACHE = Path(__file__).resolve().with_name(".cache")


def main():
    """From the command line to the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, help="size of the site (10000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of what can be repeated (3)")
    parser.add_argument("--work", type=Path, default=CACHE / "releases", help="folder for the site")
    options = parser.parse_args()
    work = options.work.resolve()
    if work.exists():
        sys.exit(f"{work} exists: remove it, or name another folder with --work")
    load = os.getloadavg()[0]
    try:
        rows = Releases(options, work).rows()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    machine = report.machine(cores(), load)
    print(f"{machine['processor']}, {machine['cores_used']} of {machine['cores']} cores, load {load:.1f}")
    print(f"{options.documents} documents\n")
    for name, figure, beside, ratio in rows:
        print(f"{name:<34}{figure:>14}  {beside:<34}{ratio}")


class Releases:
    """One site, released again and again."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.site = Site(options.documents)
        self.content, self.output = work / "content", work / "output"
        self.store = self.output / "store"
        CACHE.mkdir(exist_ok=True)
        self.program = programs.build_lantoa()
        self.environment = programs.environment(CACHE)
        site_lantoa.write(self.site, self.content)

    def rows(self):
        """Name, figure, what it stands beside, ratio."""
        pin(2)
        self._lantoa("build")
        rows = [self._first(), self._nothing_new(), self._growth()]
        rows += [self._verify(2), *self._rollbacks()]
        # Last of all: a process that gave up a processor does not get it back.
        return [*rows, self._verify(1)]

    def _lantoa(self, command, *more):
        words = [self.program, command, "--content", self.content, "--output", self.output, "-q"]
        return run([*words, *more], self.work / f"{command}.log", self.environment).wall

    def _publish(self):
        return self._lantoa("publish", "--note", "bench")

    def _first(self):
        copy = self.work / "copy"
        os.sync()
        beside = run(
            ["/bin/sh", "-c", f"cp -r '{self.output / 'site'}' '{copy}' && sync -f '{copy}'"],
            self.work / "cp.log",
        ).wall
        os.sync()
        first = self._publish()
        return _row("first publish", first, "cp -r, sync -f", beside)

    def _nothing_new(self):
        before = _files(self.output)
        again = median([self._publish() for _ in range(self.options.runs)])
        written = len(set(_files(self.output).items()) - set(before.items()))
        return "nothing new", f"{again * 1000:.0f} ms", f"{written} files written", ""

    def _growth(self):
        """One document in a hundred says more."""
        shown = _hashes(self.output / "public")
        before = files.size(self.store)["bytes"] - _links(self.store)
        self._edit("thêm")
        self._publish()
        now = _hashes(self.output / "public")
        changed = sum(size for (digest, size) in set(now.values()) - set(shown.values()))
        grown = files.size(self.store)["bytes"] - _links(self.store) - before
        beside = f"{changed / 1e6:.2f} MB changed"
        return "1 % changed: growth of the store", f"{grown / 1e6:.2f} MB", beside, f"{grown / changed:.3f} ×"

    def _edit(self, words):
        for number in range(0, self.options.documents, 100):
            path = site_lantoa.path_of(self.content, self.site.article(number))
            text = path.read_text(encoding="utf-8")
            path.write_bytes(f"{text}\nMột câu {words} vào bài {number}.\n".encode())

    def _verify(self, processors):
        pin(processors)
        lantoa = median([self._lantoa("verify") for _ in range(self.options.runs)])
        public = (self.output / "public").resolve()
        command = ["/bin/sh", "-c", f"cd '{public}' && sha256sum -c --quiet SHA256SUMS"]
        stock = median([run(command, self.work / "sums.log").wall for _ in range(self.options.runs)])
        name = f"verify, {processors} thread{'s' if processors > 1 else ''}"
        return name, f"{lantoa:.3f} s", f"sha256sum -c {stock:.3f} s", f"{stock / lantoa:.2f} × its speed"

    def _rollbacks(self):
        newest = self._newest()
        to_last = self._lantoa("rollback", str(newest - 1))
        for turn in range(2):
            self._edit(f"lần {turn}")
            self._publish()
        older = self._lantoa("rollback", "1")
        return [
            ("rollback to the release before", f"{to_last * 1000:.0f} ms", "", ""),
            ("rollback to an older one", f"{older * 1000:.0f} ms", "", ""),
        ]

    def _newest(self):
        return int((self.store / "current").read_text("utf-8").split()[0])


def _row(name, seconds, beside, other):
    return name, f"{seconds:.2f} s", f"{beside} {other:.2f} s", f"{seconds / other:.2f} ×"


def _files(folder):
    """Time and length of every file."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            stat = os.lstat(os.path.join(at, name))
            found[os.path.join(at, name)] = (stat.st_mtime_ns, stat.st_size)
    return found


def _hashes(tree):
    """Hash and length of every sealed file that readers are shown."""
    tree = tree.resolve()
    lines = (tree / "SHA256SUMS").read_text("utf-8").splitlines()
    pairs = [line.split("  ", 1) for line in lines]
    return {path: (digest, (tree / path).stat().st_size) for digest, path in pairs}


def _links(store):
    """Bytes that are counted again because a tree holds a second name of them."""
    seen, twice = set(), 0
    for at, _, names in os.walk(store):
        for name in names:
            stat = os.lstat(os.path.join(at, name))
            if stat.st_ino in seen:
                twice += stat.st_size
            seen.add(stat.st_ino)
    return twice


if __name__ == "__main__":
    main()
