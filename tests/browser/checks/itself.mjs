// The checks can fail: a site with every mistake is caught by every rule.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { finding } from "../report.mjs";
import { serve } from "../server.mjs";

const PAGE = `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Trang sai</title>
<link rel="stylesheet" href="site.css"><script src="site.js"></script>
<script type="application/ld+json">{"@type": "Article"}</script><script type="application/ld+json">{</script></head>
<body><a href="#o-dau">đến</a><a href="khong-co/">không có</a><a href="../../ra-ngoai/">ra ngoài</a>
<button>mở</button><button style="outline: none">tắt</button>
<button style="position: fixed; left: -999px">ẩn</button><button tabindex="1">trước</button>
<main><h1>Trang sai</h1><p style="color: #707070; font-size: 16px">nhạt</p><div style="width: 2000px">rộng</div>
<img src="khong-co.png"><img src="https://example.com/la.png" alt=""><p id="them" hidden>chỉ có khi có mã lệnh</p>
<div style="height: 900px">dài</div></main></body></html>`;

const SCRIPT = `console.log("nói");
addEventListener("load", () => {
  document.getElementById("them").hidden = false;
  // In the second frame: what moves before the first was drawn has moved for nobody.
  requestAnimationFrame(() => requestAnimationFrame(() => { document.querySelector("h1").style.marginTop = "300px"; }));
});
`;

// What no compression makes small.
const NOISE = Array.from({ length: 20000 }, (_, at) => (at * at * 7919 % 65521).toString(36)).join(" ");

const FEED = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"https://example.com/\"/></feed>";
const CALENDAR = "BEGIN:VCALENDAR\r\nEND:VEVENT\r\n";

const FILES = {
  "index.html": PAGE,
  "404.html": PAGE,
  "site.css": `/* ${NOISE} */`,
  "site.js": `${SCRIPT}// ${NOISE}`,
  "atom.xml": FEED,
  "data/a.json": "{",
  "data/a.csv": "a,b\n",
  "su-kien/a.ics": CALENDAR,
};

/** What each check must find. */
const EXPECTED = {
  html: ["wcag/h37"],
  links: ["at /", "at /a/b/", "from the disk"],
  data: ["xml", "address", "json", "json-ld", "csv", "calendar"],
  weight: ["before the first paint", "page", "scripts"],
  look: ["console", "another host", "not there", "layout shift", "sideways scroll", "axe image-alt", "axe color-contrast-enhanced"],
  "large-text": ["does not grow", "sideways scroll"],
  keyboard: ["skip link", "focus not seen", "focus hidden", "order"],
  "no-script": ["only with a script", "does nothing without a script"],
  print: ["tools on paper", "sideways scroll"],
};

async function broken(home) {
  const root = join(home, "broken");
  const files = new Map();
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    files.set(path, Buffer.from(text));
  }
  const site = { lang: "vi", root, files, missing: [], pages: [{ path: "index.html", template: "home.html" }] };
  return { ...site, server: await serve(site, "/") };
}

export async function check(ground) {
  const site = await broken(ground.home);
  try {
    const missed = [];
    for (const [name, rules] of Object.entries(EXPECTED)) {
      const { check: one } = await import(`./${name}.mjs`);
      const found = new Set((await one({ ...ground, sites: [site] })).map(({ rule }) => rule));
      missed.push(...rules.filter((rule) => !found.has(rule)).map((rule) => finding("not caught", name, rule)));
    }
    return missed;
  } finally {
    await site.server.close();
  }
}
