#!/usr/bin/env python3
"""Makes pages and the questions that readers would ask of them, for search.py, at any size.

usage: questions.py FOLDER [--documents 10000] [--each 200]

Writes corpus.jsonl and queries.jsonl as search.py reads them. Every text is about 1,600 characters of the generated
site's words; a question is made of one page (its title, words that follow each other, a place, its number; as written,
without marks, half typed, with a letter wrong), and every page that says the same words answers it.
"""

import argparse
import json
import re
import unicodedata
from pathlib import Path

from corpus import Site
from words import Dice, place, sentence

SENTENCES = 11
LETTERS = "abcdeghiklmnopqrstuvxy"


def main():
    """From the command line to the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000, help="how many pages (10000)")
    parser.add_argument("--each", type=int, default=200, help="questions of each class (200)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    site = Site(options.documents)
    pages = [page(site, number) for number in range(options.documents)]
    _lines(options.folder / "corpus.jsonl", pages)
    _lines(options.folder / "queries.jsonl", questions(pages, options.each))


def page(site, number):
    """One page: title and text, of which the first line holds its number, one a place."""
    article, dice = site.article(number), Dice(f"page/{number}")
    said = [sentence(dice) for _ in range(SENTENCES)]
    said[number % SENTENCES] += f" Việc này làm ở {place(dice)}."
    body = "\n".join([f"Số {article.doc_number}", article.summary, " ".join(said[:5]), " ".join(said[5:])])
    return {"n": number, "id": f"p{number}", "title": article.title, "body": body, "number": article.doc_number}


def questions(pages, each):
    """Every question with the pages that answer it."""
    step = max(1, len(pages) // each)
    asked = [(cls, query, folded(said)) for source in pages[::step] for cls, query, said in of(source)]
    texts = [(page["id"], f" {folded(page['title'])} | {folded(page['body'])} ") for page in pages]
    found = {said: [] for _, _, said in asked}
    for identity, text in texts:
        for said, ids in found.items():
            if f" {said} " in text:
                ids.append(identity)
    for at, (cls, query, said) in enumerate(asked):
        # What many pages say is no question that one of them answers.
        if 0 < len(found[said]) <= 5:
            yield {"qid": str(at), "cls": cls, "query": query, "relevant": found[said], "split": "heldout"}


def of(source):
    """Class, query and the words that an answer says, for one page."""
    dice = Dice(f"question/{source['n']}")
    title, number = source["title"], source["number"]
    yield "title.exact", title, title
    yield "title.nodia", folded(title), title
    yield "title.typo", _typo(folded(title), dice), title
    words = dice.pick(source["body"].split("\n")[2:]).split(". ")[0].replace(",", "").split()[:5]
    if len(words) == 5:
        said = " ".join(words)
        yield "phrase.exact", said, said
        yield "phrase.nodia", folded(said), said
        yield "phrase.prefix", said[: -max(1, len(words[-1]) // 2)], said
        yield "phrase.typo", _typo(folded(said), dice), said
    name = re.search(r"làm ở \w+ (.*?)\.", source["body"]).group(1)
    yield "name.exact", name, name
    yield "name.nodia", folded(name), name
    yield "number.full", number, number
    yield "number.glued", number.replace("/", "").replace("-", "").lower(), number
    yield "number.typed", "ke hoach " + folded(number), number


def folded(text):
    """Lower case without marks; every other sign is a space."""
    apart = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(re.findall("[0-9a-z]+", bare))


def _typo(text, dice):
    """One letter of the longest word replaced, left out or typed twice."""
    word = max(text.split(), key=len)
    at = 1 + dice.below(max(1, len(word) - 1))
    wrong = [word[:at] + dice.pick(LETTERS) + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + word[at - 1 :]]
    return text.replace(word, dice.pick(wrong), 1)


def _lines(path, rows):
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
