"""From a save to the new page in the browser: `lantoa serve` beside `hugo server`.

Both are asked the same way: a file is written, then its page is fetched over and over until the new
words are in it; what counts is the time from the write to the first byte of that answer.
"""

import http.client
import re
import shutil
import socket
import subprocess
import sys
import time

import site_lantoa
from files import put
from measure import median
from programs import CRATE

TURNS = {"lantoa": 40, "hugo": 7}
PATIENCE = 120
PAUSE = 0.002


def measure(programs, site, content, project, work, environment):
    """For each program and kind of edit: the middle and the 95th percentile, in seconds."""
    found = {}
    for name, start in (("lantoa", _Lantoa), ("hugo", _Hugo)):
        if name not in programs:
            continue
        served = start(programs[name], site, content, project, work)
        with open(work / f"serve-{name}.log", "wb") as log:
            command = [str(word) for word in served.command]
            server = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=work)
            try:
                found[name] = _edits(served, TURNS[name])
            finally:
                server.terminate()
                server.wait()
    return found


def text(found):
    """The table for people."""
    lines = [f"{'save to page':<14}" + "".join(f"{name + ' ' + at:>14}" for name in found
             for at in ("p50 ms", "p95 ms"))]
    for edit in next(iter(found.values())):
        cells = (found[name][edit][at] for name in found for at in ("p50", "p95"))
        lines.append(f"{edit:<14}" + "".join(f"{cell * 1000:>14.0f}" for cell in cells))
    return "\n".join(lines)


def _edits(served, turns):
    page = served.wait("/tin/")
    served.choose(page)
    found = {}
    for edit in (served.text, served.title, served.template):
        # The first one fills caches, as the first save of a morning does.
        times = [served.seconds(edit, turn) for turn in range(turns + 1)][1:]
        found[edit.__name__] = {"p50": median(times), "p95": _percentile(times, 0.95),
                                "all": times}
        print(f"  {served.name} {edit.__name__}: {median(times) * 1000:.0f} ms", file=sys.stderr)
    return found


def _percentile(values, part):
    return sorted(values)[min(len(values) - 1, round(part * len(values)))]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Served:
    """A site that is being served, and the ways to change it."""

    def __init__(self, site):
        self.site, self.port = site, _free_port()
        self.connection = None

    def get(self, path):
        """The body of a page, and when its first byte came."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            came = time.perf_counter()
            return answer.read().decode("utf-8", "replace"), came
        except (OSError, http.client.HTTPException):
            self.connection = None
            return "", time.perf_counter()

    def wait(self, path, words=""):
        """The body of a page once it holds these words."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            body, _ = self.get(path)
            if body and words in body:
                return body
            time.sleep(0.1)
        raise TimeoutError(f"{path} never held {words!r}")

    def choose(self, page):
        """Edits go to an article that stands on the first page of its section."""
        articles = (one for one in self.site.articles() if one.kind == "tin")
        self.article = next(one for one in articles if f"{one.slug}/" in page)
        self.file = self.path_of(self.article)

    def seconds(self, edit, turn):
        """From the write to the first byte of the page that shows it."""
        words = f"moc-{edit.__name__}-{turn}-"
        path, write = edit(words)
        time.sleep(0.25)  # the last edit is over for everybody
        began = time.perf_counter()
        write()
        while time.perf_counter() < began + PATIENCE:
            body, came = self.get(path)
            if words in body:
                return came - began
            time.sleep(PAUSE)
        raise TimeoutError(f"{self.name}: {path} never held {words!r}")

    def text(self, words):
        """A paragraph at the end of the text."""
        text = self.file.read_text("utf-8")
        text = re.sub(r"\n\nmoc-text[^\n]*\n$", "\n", text) + f"\n\n{words}\n"
        return f"/{self.article.id}/", lambda: self.file.write_text(text, "utf-8")

    def title(self, words):
        """Another title, as the first page of the section shows it."""
        text = self.file.read_text("utf-8")
        text = re.sub(r'^(title|Tiêu đề): "[^"\n]*"', rf'\1: "{words}"', text, count=1, flags=re.M)
        return "/tin/", lambda: self.file.write_text(text, "utf-8")

    def template(self, words):
        """Words in the template that frames every page, as an article shows them."""
        text = self.frame.read_text("utf-8")
        text = re.sub(r"<p hidden>moc[^<]*</p>", "", text)
        text = text.replace("</body>", f"<p hidden>{words}</p></body>")
        return f"/{self.article.id}/", lambda: self.frame.write_text(text, "utf-8")


class _Lantoa(_Served):
    name = "lantoa"

    def __init__(self, program, site, content, project, work):
        super().__init__(site)
        theme = work / "themes" / "bench"
        put(theme / "theme.yaml", "name: bench\nextends: lan-toa\n")
        self.frame = theme / "templates" / "base.html"
        self.frame.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CRATE / "themes" / "lan-toa" / "templates" / "base.html", self.frame)
        self.path_of = lambda article: site_lantoa.path_of(content, article)
        self.command = [program, "serve", "-q", "--port", self.port, "--theme", "bench",
                        "--content", content, "--output", work / "out" / "serve"]


class _Hugo(_Served):
    name = "hugo"

    def __init__(self, program, site, content, project, work):
        super().__init__(site)
        self.frame = project / "layouts" / "baseof.html"
        self.path_of = lambda article: project / "content" / f"{article.id}.md"
        # Without --disableFastRender only pages seen last are made again: lists stay old.
        self.command = [program, "server", "--source", project, "--port", self.port,
                        "--bind", "127.0.0.1", "--disableFastRender", "--noBuildLock"]
