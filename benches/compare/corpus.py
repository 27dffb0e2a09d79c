"""What the generated site holds, apart from how any generator wants it written.

A document is found by its number alone, so nothing is kept in memory and a link may name a document
that has not been written yet. `Site.body` asks the writer how a link looks.
"""

import datetime
from dataclasses import dataclass

from words import Dice, capital, phrase, place, sentence, slug

# Of ten documents six have about 300 words, three 800, one 2,500.
WORDS = [300, 800, 300, 300, 800, 300, 2500, 300, 800, 300]
# A section holds about 180 words: another one begins where more than its half is wanted.
HALF_SECTION = 90
PLAN_TURN = 4
PER_PAGE = 20
FIRST_DAY = datetime.date(2021, 1, 4)
DAYS = 1700
ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
PEOPLE = ["Tổ công tác xã hội", "Phòng Tổ chức hành chính", "Ban biên tập", "Tổ truyền thông"]


@dataclass(frozen=True)
class Term:
    """A unit, a movement or a tag: something that many documents name."""

    slug: str
    title: str


@dataclass(frozen=True)
class Article:
    """A news item (`tin`) or a plan (`ke-hoach`)."""

    number: int
    kind: str
    slug: str
    title: str
    summary: str
    date: datetime.date
    unit: Term
    movement: Term
    tags: tuple
    author: str
    signer: str

    @property
    def id(self):
        """Its path below the content folder, without the ending."""
        return f"{self.kind}/{self.slug}"

    @property
    def doc_number(self):
        """The official number of a plan, such as 05/KH-DV17: no two have the same."""
        return f"{self.number + 1:02}/KH-DV{self.unit.slug[-2:]}"


@dataclass(frozen=True)
class Link:
    """A mention of one article in the text of another."""

    source: Article
    target: Article
    words: str


class Site:
    """The whole site of a given size."""

    def __init__(self, documents):
        self.documents = documents
        self.units = [_unit(n) for n in range(_part(documents, 50))]
        self.movements = [_movement(n) for n in range(_part(documents, 10))]
        self.tags = [_tag(n) for n in range(_part(documents, 50))]

    def articles(self):
        """Every news item and plan, in the order of their numbers."""
        return (self.article(number) for number in range(self.documents))

    def article(self, number):
        """The article with this number."""
        dice = Dice(f"article/{number}", block=64)
        title = phrase(dice, dice.between(4, 6))
        day = FIRST_DAY + datetime.timedelta(days=number * 7 % DAYS)
        return Article(
            number=number,
            kind="ke-hoach" if number // 10 % 10 == PLAN_TURN else "tin",
            slug=f"{slug(title)[:60].rstrip('-')}-{number + 1}",
            title=title,
            summary=sentence(dice),
            date=day,
            unit=dice.pick(self.units),
            movement=dice.pick(self.movements),
            tags=tuple(self._tags_of(dice)),
            author=dice.pick(PEOPLE),
            signer=f"Hoàng Văn {place(dice).split()[-1]}",
        )

    def pages(self):
        """How many pages a generator should write, lists in pages of twenty."""
        lists = {"units": len(self.units), "movements": len(self.movements)}
        for article in self.articles():
            for name in (article.kind, *(tag.slug for tag in article.tags)):
                lists[name] = lists.get(name, 0) + 1
        listed = sum(-(-count // PER_PAGE) for count in lists.values())
        alone = ["home", "404", "index of tags"]
        return self.documents + len(self.units) + len(self.movements) + listed + len(alone)

    def _tags_of(self, dice):
        """Two tags on the average."""
        first, step = dice.below(len(self.tags)), 1 + dice.below(7)
        chosen = {(first + step * turn) % len(self.tags) for turn in range(dice.between(1, 3))}
        return [self.tags[index] for index in sorted(chosen)]

    def body(self, article, link):
        """The Markdown of `article`; `link` turns a `Link` into Markdown."""
        return _Body(self, article, link).text()

    def introduction(self, name):
        """Two paragraphs for the page of a unit, a movement or a section."""
        dice = Dice(f"introduction/{name}", block=256)
        return _paragraph(dice, 3) + "\n\n" + _paragraph(dice, 4) + "\n"


class _Body:
    """One text while it is being put together."""

    def __init__(self, site, article, link):
        self.site, self.article, self.link = site, article, link
        self.dice = Dice(f"body/{article.number}")
        self.notes = []

    def text(self):
        """Sections until the text is long enough, then its footnotes."""
        wanted = WORDS[self.article.number % len(WORDS)]
        parts, turn = [_paragraph(self.dice, 2)], 0
        while sum(len(part.split()) for part in parts) + HALF_SECTION < wanted:
            parts += self._section(turn)
            turn += 1
        return "\n\n".join(parts + self.notes) + "\n"

    def _section(self, turn):
        dice, official = self.dice, self.article.kind == "ke-hoach"
        heading, under = phrase(dice, 2), phrase(dice, 3)
        if official:
            heading, under = f"{ROMAN[turn % len(ROMAN)]}. {heading}", f"1. {under}"
        shapes = [_list, _table, _quote]
        return [
            f"## {heading}",
            f"{_paragraph(dice, 2)} {self._mention()}",
            f"### {under}",
            sentence(dice) + self._note(),
            shapes[(turn + self.article.number) % 3](dice),
        ]

    def _mention(self):
        """A sentence that links to another article."""
        target = self.site.article(self.dice.wide(self.site.documents))
        words = phrase(self.dice, 2).lower()
        return f"Xem thêm {self.link(Link(self.article, target, words))} cùng đợt."

    def _note(self):
        """The mark of a footnote whose text comes at the end."""
        number = len(self.notes) + 1
        self.notes.append(f"[^{number}]: {sentence(self.dice)}")
        return f"[^{number}]"


def _part(documents, most):
    """As many units or tags as suit a site of this size."""
    return max(1, min(most, documents // 4))


def _unit(number):
    name = place(Dice(f"unit/{number}", block=16)).split(" ", 1)[1]
    return Term(f"don-vi-{number + 1:02}", f"Ủy ban nhân dân xã {name} {number + 1}")


def _movement(number):
    title = phrase(Dice(f"movement/{number}", block=32), 4)
    return Term(f"phong-trao-{number + 1:02}", f"{title} đợt {number + 1}")


def _tag(number):
    title = f"{phrase(Dice(f'tag/{number}', block=32), 2).lower()} {number + 1}"
    return Term(slug(title), title)


def _paragraph(dice, sentences):
    return " ".join(sentence(dice) for _ in range(sentences))


def _list(dice):
    return "\n".join(f"- **{phrase(dice, 1)}:** {sentence(dice)}" for _ in range(4))


def _table(dice):
    rows = ["| Đơn vị | Nội dung | Số lượng | Tỷ lệ |", "|---|---|--:|--:|"]
    for _ in range(5):
        amount, share = dice.between(10, 950), dice.between(11, 99)
        rows.append(f"| {capital(place(dice))} | {phrase(dice, 2)} | {amount} | {share} % |")
    return "\n".join(rows)


def _quote(dice):
    return f"> {_paragraph(dice, 2)}"
