#!/usr/bin/env python3
"""Measures what documents that are not public add to a build: reading them, and the audit for them.

usage: withheld.py [--documents 10000] [--withheld 100] [--same-words] [--runs 5] [--program FILE] [--work DIR]

Two sites are built clean in turn: the same public documents, and beside them so many drafts, whose words are
looked for in every byte written. A draft has a word of its own every now and then, as unpublished news do;
with --same-words it is made of what public documents say, and has to be told apart from them by reading
those again. DIR must not exist and is removed afterwards.
"""

import argparse
import itertools
import os
import re
import shutil
import sys
from pathlib import Path

import programs
import report
import site_lantoa
from corpus import Site
from files import put
from measure import cores, middle, pin, run

CACHE = Path(__file__).resolve().with_name(".cache")


def main():
    """From the command line to the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, help="public documents (10000)")
    parser.add_argument("--withheld", type=int, default=100, help="drafts beside them (100)")
    parser.add_argument("--same-words", action="store_true", help="drafts without words of their own")
    parser.add_argument("--runs", type=int, default=5, help="builds of each site (5)")
    parser.add_argument("--program", type=Path, help="a lantoa that is built already")
    parser.add_argument("--work", type=Path, default=CACHE / "withheld", help="folder for the sites")
    options = parser.parse_args()
    work = options.work.resolve()
    if work.exists():
        sys.exit(f"{work} exists: remove it, or name another folder with --work")
    CACHE.mkdir(exist_ok=True)
    pin(2)
    program = options.program or programs.build_lantoa()
    load = os.getloadavg()[0]
    try:
        costs = _costs(options, work, program)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    machine = report.machine(cores(), load)
    print(f"{machine['processor']}, {machine['cores_used']} of {machine['cores']} cores, load {load:.1f}")
    print(f"{options.documents} public documents; medians of {options.runs} clean builds\n")
    for name, cost in costs.items():
        print(f"{name:<16}{cost.wall:8.2f} s  {cost.cpu:8.2f} s processor  {cost.peak / 1e6:6.0f} MB")
    none, some = costs["none withheld"], costs[f"{options.withheld} withheld"]
    print(f"\nadds {some.wall / none.wall - 1:+.1%} on the clock, {some.cpu / none.cpu - 1:+.1%} processor")


def _costs(options, work, program):
    site = Site(options.documents)
    sites = {"none withheld": work / "none", f"{options.withheld} withheld": work / "some"}
    for folder in sites.values():
        site_lantoa.write(site, folder / "content")
    _drafts(site, options, work / "some" / "content")
    found = {name: [] for name in sites}
    for turn in range(options.runs):
        for name, folder in sites.items():
            output = folder / f"output-{turn}"
            command = [program, "build", "--content", folder / "content", "--output", output]
            found[name].append(run(command, folder / "log"))
            shutil.rmtree(output)
    return {name: middle(costs) for name, costs in found.items()}


def _drafts(site, options, content):
    """Documents behind the last public one: no public one names them."""
    for number in range(options.documents, options.documents + options.withheld):
        article = site.article(number)
        text = site_lantoa.text_of(site, article).replace("Trạng thái: đã duyệt", "Trạng thái: nháp")
        if not options.same_words:
            text = _own(text, number)
        put(site_lantoa.path_of(content, article), text)


def _own(text, number):
    """The text with a word that no other document has in the place of every third one that it says."""
    front, body = text.split("\n---\n", 1)
    turn = itertools.count()
    word = lambda found: f"riêng{number}x{at}" if (at := next(turn)) % 3 == 2 else found[0]
    said = lambda words: re.sub(r"\w+", word, words)
    body = said(re.sub(r"\[\[[^\]]*\]\]", "đây", body))
    line = re.compile(r"^((?:Tiêu đề|Tóm tắt|Trích yếu): )(.*)$", re.MULTILINE)
    return line.sub(lambda found: found[1] + said(found[2]), front) + "\n---\n" + body


if __name__ == "__main__":
    main()
