#!/usr/bin/env python3
"""Measures whole builds: lantoa beside Hugo, both beside the floor that no generator can pass.

Writes the same site for both, builds it with each in turn and prints the medians. See README.md.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

import files
import hugo_program
import incremental
import programs
import report
import serve
import site_hugo
import site_lantoa
from corpus import Site
from measure import cores, median, middle, pin, run

CACHE = Path(__file__).resolve().with_name(".cache")
PARTS = ["lantoa", "hugo", "floor", "incremental", "serve"]
BUILDS = ["lantoa", "hugo", "floor"]


def main():
    """From the command line to the table."""
    options = _options()
    work = options.work.resolve()
    if work.exists():
        sys.exit(f"{work} exists: remove it, or name another folder with --work")
    try:
        result = Bench(options, work).result()
    finally:
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)
    print(report.text(result))
    if options.json:
        options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000, help="size of the site (10000)")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each program (5)")
    parser.add_argument("--cores", type=int, default=2, help="processors they may use (2)")
    parser.add_argument("--only", type=_parts, default=PARTS, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--relref", action="store_true", help="links that Hugo checks, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    parser.add_argument("--work", type=Path, default=CACHE / "work", help="folder for the sites")
    parser.add_argument("--keep", action="store_true", help="leave that folder behind")
    return parser.parse_args()


def _parts(words):
    chosen = set(words.split(","))
    if not chosen <= set(PARTS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(PARTS)}")
    if "floor" in chosen:  # it writes the bytes that lantoa wrote
        chosen.add("lantoa")
    return [part for part in PARTS if part in chosen]


class Bench:
    """One benchmark: programs built, sites written, then everything measured."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.site = Site(options.documents)
        self.environment = programs.environment(CACHE)
        self.content, self.project = work / "content", work / "project"
        self.parts = options.only
        self.load = os.getloadavg()[0]
        CACHE.mkdir(exist_ok=True)
        self.programs = self._build()
        pin(options.cores)
        self._write_sites()

    def _build(self):
        built = {}
        if {"lantoa", "incremental", "serve"} & set(self.parts):
            built["lantoa"] = programs.build_lantoa()
        if "floor" in self.parts:
            built["floor"] = programs.build_floor()
        if {"hugo", "serve"} & set(self.parts):
            built["hugo"] = hugo_program.program(CACHE)
        return built

    def _write_sites(self):
        if "lantoa" in self.programs:
            site_lantoa.write(self.site, self.content)
        if "hugo" in self.programs:
            site_hugo.write(self.site, self.project, self.options.relref)

    def result(self):
        """Everything that was measured, ready for JSON."""
        found = self._rounds()
        measured, floor = self._summary(found), _floor(found.get("floor"))
        folder = self.content if self.content.exists() else self.project / "content"
        content = files.size(folder)  # as it was built, before the edits
        again = self._incremental() if "incremental" in self.parts else {}
        return {
            "machine": report.machine(cores(), self.load),
            "versions": self._versions(),
            "documents": self.options.documents,
            "expected_pages": self.site.pages(),
            "runs": self.options.runs,
            "content": content,
            "programs": measured,
            "floor": floor,
            "incremental": again,
            "serve": self._serve() if "serve" in self.parts else {},
            "ratios": report.ratios(measured, floor),
        }

    def _rounds(self):
        """What every run found; the first round only warms the machine up."""
        found = {part: [] for part in self.parts if part in BUILDS}
        for turn in range(self.options.runs + 1 if found else 0):
            for part in found:
                # No folder is emptied in between: for minutes after a deletion ext4 looks at
                # every freed inode again for each new file, and whoever runs next pays for it.
                output = self.work / "out" / f"{part}-{turn}"
                output.mkdir(parents=True)
                os.sync()
                found[part].append(self._measure(part, output))
        return {part: runs[1:] for part, runs in found.items()}

    def _measure(self, part, output):
        if part == "floor":
            reference = self.work / "out" / "lantoa-0" / "site"
            command = [self.programs["floor"], self.content, reference, output]
        elif part == "hugo":
            command = programs.hugo(self.programs["hugo"], self.project, output)
        else:
            command = programs.lantoa(self.programs["lantoa"], self.content, output)
        log = self.work / f"{part}.log"
        cost = run(command, log, self.environment)
        return json.loads(log.read_text("utf-8")) if part == "floor" else cost

    def _summary(self, found):
        summary = {}
        for part, site in (("lantoa", "site"), ("hugo", "")):
            if found.get(part):
                output = self.work / "out" / f"{part}-1" / site
                summary[part] = {
                    **report.plain(middle(found[part])),
                    "output": files.size(output),
                    "pages": files.size(output, ".html"),
                    "runs": [report.plain(cost) for cost in found[part]],
                }
        return summary

    def _incremental(self):
        program = self.programs["lantoa"]
        found = incremental.measure(program, self.site, self.content, self.work, self.environment)
        return {name: report.plain(cost) for name, cost in found.items()}

    def _serve(self):
        return serve.measure(
            self.programs, self.site, self.content, self.project, self.work, self.environment
        )

    def _versions(self):
        words = {"lantoa": "--version", "hugo": "version"}
        chosen = [name for name in words if name in self.programs]
        return {name: programs.version(self.programs[name], words[name]) for name in chosen}


def _floor(runs):
    """The medians of the floor's stages and of its two passes."""
    if not runs:
        return {}
    costs = [{**one["stages"], "narrow": one["narrow"], "full": one["full"]} for one in runs]
    figures = ("wall", "cpu")
    return {
        name: {figure: median([cost[name][figure] for cost in costs]) for figure in figures}
        for name in costs[0]
    }


if __name__ == "__main__":
    main()
