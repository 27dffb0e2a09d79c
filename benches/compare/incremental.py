"""Rebuilds of lantoa after small edits, and a small site from nothing."""

import programs
import site_lantoa
from corpus import Site
from measure import middle, run

REPEATS = 5
SMALL_SITE = 7  # with its units and movement about ten documents


def measure(program, site, content, work, environment):
    """The median cost of a rebuild after each kind of edit; the edits stay in `content`."""
    output, log = work / "out" / "incremental", work / "incremental.log"
    command = programs.lantoa(program, content, output)
    edited = site_lantoa.path_of(content, site.article(site.documents // 2))

    def rebuild(edit):
        costs = []
        for turn in range(REPEATS):
            edit(edited, turn)
            costs.append(run(command, log, environment))
        return middle(costs)

    run(command, log, environment)
    return {
        "unchanged": rebuild(lambda path, turn: None),
        "body": rebuild(_edit_body),
        "title": rebuild(_edit_title),
        "ten pages": _small_site(program, work, environment),
    }


def _edit_body(path, turn):
    text = path.read_text(encoding="utf-8")
    path.write_bytes(f"{text}\nĐoạn thêm lần thứ {turn + 1}.\n".encode())


def _edit_title(path, turn):
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.replace('Tiêu đề: "', f'Tiêu đề: "Bản {turn + 1} ', 1).encode())


def _small_site(program, work, environment):
    content = work / "ten-pages"
    site_lantoa.write(Site(SMALL_SITE), content)
    costs = []
    for turn in range(REPEATS):
        output = work / "out" / f"ten-pages-{turn}"
        command = programs.lantoa(program, content, output)
        costs.append(run(command, work / "ten-pages.log", environment))
    return middle(costs)
