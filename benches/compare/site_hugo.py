"""Writes the generated site as content of Hugo, beside the layouts in `hugo/`."""

import shutil
from pathlib import Path

from files import put

LAYOUTS = Path(__file__).with_name("hugo")

NEWS = """---
title: "{title}"
summary: "{summary}"
date: {day}
author: "{author}"
units: [{unit}]
movements: [{movement}]
tags: [{tags}]
---

{body}"""

PLAN = """---
title: "{title}"
summary: "{summary}"
date: {day}
number: "{number}"
document: Kế hoạch
place: Lai Châu
signer: {{authority: TM. ỦY BAN NHÂN DÂN, position: CHỦ TỊCH, name: "{signer}"}}
source: tóm lược
missing: [{{fields: [Bản ký số], reason: "Bản nguồn không có tệp ký số"}}]
tasks:
  - {{id: NV1, unit: {unit}, role: chủ trì, text: "{summary}"}}
units: [{unit}]
movements: [{movement}]
tags: [{tags}]
---

{body}"""

MOVEMENT = """---
title: "{title}"
summary: "Phong trào thi đua thường xuyên của các đơn vị trong tỉnh."
facts:
  Hình thức: chuyên đề
  Cấp: tỉnh
  Thời gian: từ ngày 04/01/2021 đến ngày 31/12/2025
  Phạm vi: Toàn bộ các xã, phường trên địa bàn tỉnh
  Đối tượng: Tập thể, cá nhân
criteria:
  - {{id: TC1, text: "Triển khai kịp thời, đúng tiến độ"}}
  - {{id: TC2, text: "Có cách làm sáng tạo, được nhân rộng"}}
---

{body}"""

UNIT = """---
title: "{title}"
summary: "Đơn vị tham gia phong trào thi đua."
weight: {order}
facts:
  Cấp: xã
---

{body}"""

HEADINGS = {
    "content/_index.md": "Trang thi đua",
    "content/tin/_index.md": "Tin, hoạt động",
    "content/ke-hoach/_index.md": "Kế hoạch, văn bản",
    "content/units/_index.md": "Đơn vị",
    "content/movements/_index.md": "Phong trào thi đua",
    "content/tags/_index.md": "Chủ đề",
}


def write(site, folder, checked_links=False):
    """Writes a whole Hugo project below `folder`; `checked_links` writes relref shortcodes."""
    shutil.copytree(LAYOUTS, folder, dirs_exist_ok=True)
    for path, title in HEADINGS.items():
        put(folder / path, f'---\ntitle: "{title}"\n---\n')
    for order, unit in enumerate(site.units, start=1):
        body = site.introduction(unit.slug)
        text = UNIT.format(title=unit.title, order=order, body=body)
        put(folder / "content/units" / unit.slug / "_index.md", text)
    for movement in site.movements:
        text = MOVEMENT.format(title=movement.title, body=site.introduction(movement.slug))
        put(folder / "content/movements" / movement.slug / "_index.md", text)
    link = _checked_link if checked_links else _plain_link
    for article in site.articles():
        put(folder / "content" / f"{article.id}.md", _article(site, article, link))


def _article(site, article, link):
    template = PLAN if article.kind == "ke-hoach" else NEWS
    return template.format(
        title=article.title,
        summary=article.summary,
        movement=article.movement.slug,
        unit=article.unit.slug,
        day=article.date.isoformat(),
        number=article.doc_number,
        author=article.author,
        signer=article.signer,
        tags=", ".join(tag.title for tag in article.tags),
        body=site.body(article, link),
    )


def _words(link):
    """What lantoa shows for the same link."""
    if link.target.kind == "ke-hoach":
        return link.target.doc_number
    return link.target.title if link.source.number % 2 else link.words


def _plain_link(link):
    """A relative address, written by hand: the cheapest link there is, and nobody checks it."""
    if link.target.kind == link.source.kind:
        return f"[{_words(link)}](../{link.target.slug}/)"
    return f"[{_words(link)}](../../{link.target.id}/)"


def _checked_link(link):
    """Hugo's own link between documents; a missing one fails the build, as in lantoa."""
    return f'[{_words(link)}]({{{{< relref "/{link.target.id}" >}}}})'
