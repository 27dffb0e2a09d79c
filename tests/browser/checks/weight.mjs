// How much a phone must load: compressed as servers do it, with gzip.
import { posix } from "node:path";
import { gzipSync } from "node:zlib";
import { elements } from "../html.mjs";
import { finding } from "../report.mjs";
import { nameOf } from "../visit.mjs";

const KB = 1024;
/** What must be there before the home page is drawn: HTML, CSS, scripts that do not wait. */
const HOME = 14 * KB;
/** A whole page without its pictures. */
const PAGE = 50 * KB;
/** All scripts that a page loads. */
const SCRIPTS = 10 * KB;

function sizer(site) {
  const sizes = new Map();
  return (path) => {
    if (!sizes.has(path)) { sizes.set(path, gzipSync(site.files.get(path) ?? Buffer.alloc(0)).length); }
    return sizes.get(path);
  };
}

// The sheets and scripts a page loads by itself.
function parts(site, path) {
  const all = elements(site.files.get(path).toString());
  const below = (address) => posix.join(posix.dirname(path), address);
  const sheets = all.filter(({ name, attributes }) => name === "link" && attributes.get("rel") === "stylesheet");
  const scripts = all.filter(({ name, attributes }) => name === "script" && attributes.has("src"));
  const early = scripts.filter(({ attributes }) => !attributes.has("defer") && !attributes.has("async"));
  return {
    early: early.map(({ attributes }) => below(attributes.get("src"))),
    sheets: sheets.map(({ attributes }) => below(attributes.get("href"))),
    scripts: scripts.map(({ attributes }) => below(attributes.get("src"))),
  };
}

function over(site, path, rule, size, limit) {
  const kb = (bytes) => (bytes / KB).toFixed(1);
  return size > limit ? [finding(rule, nameOf(site, path), `${kb(size)} of ${kb(limit)} KB`)] : [];
}

export async function check({ sites }) {
  return sites.flatMap((site) => {
    const size = sizer(site);
    const sum = (paths) => paths.reduce((total, path) => total + size(path), 0);
    return [...site.files.keys()].filter((path) => path.endsWith(".html")).flatMap((path) => {
      const { sheets, scripts, early } = parts(site, path);
      const first = size(path) + sum(sheets);
      return [
        ...path === "index.html" ? over(site, path, "before the first paint", first + sum(early), HOME) : [],
        ...over(site, path, "page", first + sum(scripts), PAGE),
        ...over(site, path, "scripts", sum(scripts), SCRIPTS),
      ];
    });
  });
}
