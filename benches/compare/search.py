#!/usr/bin/env python3
"""Measures the search of a site beside Pagefind, on the same pages, with queries that are given.

usage: search.py FOLDER [--split heldout] [--program target/release/lantoa] [--work DIR]

FOLDER holds corpus*.jsonl, a document a line ({"n", "id", "title", "body"}), and queries*.jsonl, a query a line
({"qid", "cls", "query", "relevant": [ids], "split"}). Prints bytes, waiting on two slow links (computed from bytes and
rounds of requests), size of the index, time to build and MRR@10 by class of query. Needs node, npm and, the first time,
the network.
"""
import argparse
import json
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile
import time

PAGEFIND = "1.6.0"
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if not found:
        raise SystemExit(f"no {pattern} in {folder}")
    return found[0]


def plain(text):
    """Text as Markdown that shows it unchanged; without characters that the checks refuse."""
    text = re.sub("[\u00ad\u200b-\u200d\ufeff]", "", text)
    text = re.sub(r"([\\*_\[\]#`|>])", r"\\\1", text).replace("<", "&lt;")
    return "\n\n".join(re.sub(r"^(\d+)([.)])", r"\1\\\2", line) for line in text.split("\n"))


def write(corpus, content):
    """Writes the documents as news; gives the id of each address."""
    (content / "tin").mkdir(parents=True)
    (content / "site.yaml").write_text("title: Search\n", encoding="utf-8")
    pages = {}
    for line in corpus.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        title = json.dumps(re.sub("[\u00ad\u200b-\u200d\ufeff]", "", document["title"]).strip(), ensure_ascii=False)
        body = plain(document["body"])
        if "#" in document["id"]:
            # The number of a law stands in the id alone.
            body = f"Văn bản {document['id'].split('#')[0].upper()}\n\n{body}"
        head = f"---\ntitle: {title}\npublished_on: 01/01/2021\nstatus: đã duyệt\n---\n\n"
        (content / "tin" / f"d{document['n']}.md").write_text(head + body + "\n", encoding="utf-8")
        pages[f"tin/d{document['n']}/"] = document["id"]
    return pages


def timed(command, **more):
    begin = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--split", default="heldout")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/lantoa")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path)
    arguments = parser.parse_args()
    work = arguments.work or pathlib.Path(tempfile.mkdtemp(prefix="lantoa-search-"))
    content, site = work / "content", work / "output" / "site"
    shutil.rmtree(content, ignore_errors=True)
    shutil.rmtree(work / "output", ignore_errors=True)
    queries = only(arguments.folder, "queries*.jsonl")
    pages = write(only(arguments.folder, "corpus*.jsonl"), content)
    (work / "pages.json").write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")
    program = arguments.program.resolve()
    if not program.exists():
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    built = {"lantoa": timed([program, "build"], cwd=work)}
    cache = HERE / ".cache" / f"pagefind-{PAGEFIND}"
    if not (cache / "node_modules").exists():
        cache.mkdir(parents=True, exist_ok=True)
        (cache / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", f"pagefind@{PAGEFIND}"], cwd=cache, check=True)
    built["pagefind"] = timed([cache / "node_modules/.bin/pagefind", "--site", site, "--glob", "tin/*/index.html"])
    figures = {}
    for engine in ["lantoa", "pagefind"]:
        command = ["node", HERE / "search.mjs", engine, site, queries, work / "pages.json", arguments.split]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        figures[engine] = json.loads(answer.strip().splitlines()[-1])
    report(figures, built, len(pages))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if not arguments.work:
        shutil.rmtree(work)


def report(figures, built, count):
    ours, theirs = figures["lantoa"], figures["pagefind"]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{count} pages; largest process {memory} MB\n")
    print(f"{'':34}{'lantoa':>12}{'Pagefind ' + PAGEFIND:>16}")

    def row(name, one, other):
        print(f"{name:34}{one:>12}{other:>16}")

    row("client, bytes", ours["client"], theirs["client"])
    row("to the first results, bytes", ours["first"], theirs["first"])
    row("a further query, bytes", ours["further"], theirs["further"])
    for link in ours["waits"]:
        row(f"first results, {link}", f"{ours['waits'][link]} s", f"{theirs['waits'][link]} s")
    row("index, bytes a page", ours["index"], theirs["index"])
    row("texts for excerpts, bytes a page", ours["texts"], theirs["texts"])
    row("first 100 queries, processor p95", f"{ours['cold']} ms", f"{theirs['cold']} ms")
    row("a query with texts, processor p95", f"{ours['cpu']} ms", f"{theirs['cpu']} ms")
    row("the same once more", f"{ours['again']} ms", f"{theirs['again']} ms")
    row("built in (lantoa: the whole site)", f"{built['lantoa']:.2f} s", f"{built['pagefind']:.2f} s")
    print("\nMRR@10")
    for name, value in ours["mrr"].items():
        row(name, f"{value:.3f}", f"{theirs['mrr'][name]:.3f}")


if __name__ == "__main__":
    main()
