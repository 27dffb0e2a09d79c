// Which pages stand for which templates: every template that is a page has at least one.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./sites.mjs";

const THEME = join(ROOT, "themes", "lan-toa");

/** Pages of templates that belong to no kind, as paths or as patterns of which the first page stands for all. Whoever adds
 *  such a template adds its page here. */
const SPECIAL = {
  "404.html": ["404.html"],
  "accessibility.html": ["kha-nang-tiep-can/index.html"],
  "comparison.html": [/\/so-sanh\/.*index\.html$/],
  "data.html": ["du-lieu-mo/index.html"],
  "history.html": [/\/lich-su\/index\.html$/],
  "home.html": ["index.html"],
  // It leads on at once; checks/moved.mjs looks where.
  "moved.html": [],
  "releases.html": ["phat-hanh/index.html"],
  "search.html": ["search/index.html"],
  // Cards, a list of several pages, tables.
  "section.html": ["ke-hoach/index.html", "don-vi/trang-2/index.html", "kenh/index.html", "su-kien/index.html"],
  "shelf.html": [/^search\/.+index\.html$/],
  "sitemap.html": ["so-do-trang/index.html"],
  "tag.html": ["chu-de/tuyen-truyen/index.html"],
  "tags.html": ["chu-de/index.html"],
  // Only what a store of releases or a withdrawal makes; the sample as it is built has none.
  "release.html": [],
  "removed.html": [],
  "withdrawn.html": [],
};

/** Pages of a document beside its own: further texts of it. */
const BESIDE = /\/(lich-su|so-sanh)\//;

// Every kind with the template of its documents.
async function kinds() {
  const found = new Map();
  for (const file of await readdir(join(THEME, "kinds"))) {
    const text = await readFile(join(THEME, "kinds", file), "utf8");
    const kind = /^kind: (\S+)/m.exec(text)?.[1];
    if (kind && !file.startsWith("_")) {
      found.set(kind, /^template: (\S+)/m.exec(text)?.[1] ?? `${kind}.html`);
    }
  }
  return found;
}

// Templates that make a page: no parts (`_card.html`), none that are there only to be extended.
async function templates(ofKinds) {
  const folder = join(THEME, "templates");
  const names = (await readdir(folder)).filter((name) => /^[^_].*\.html$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const bases = new Set(texts.flatMap((text) => /{%-? extends "([^"]+)"/.exec(text)?.[1] ?? []));
  return names.filter((name) => !bases.has(name) || ofKinds.has(name) || name in SPECIAL);
}

// The page of a kind with the most on it.
function richest(site, kind) {
  const own = [...site.files].filter(([path]) => {
    return path.startsWith(`${kind}/`) && path.endsWith(".html") && !BESIDE.test(path) && !/^[^/]+\/(trang-\d+\/)?index\.html$/.test(path);
  });
  own.sort(([, one], [, other]) => other.length - one.length);
  return own[0]?.[0];
}

/** The pages of a site to look at, `{path, template}`, and what stands for no template or nowhere. */
export async function pagesOf(site) {
  const kindTemplates = await kinds();
  const pages = [];
  const missing = [];
  for (const [kind, template] of kindTemplates) {
    const path = richest(site, kind);
    if (path) { pages.push({ path, template }); } else { missing.push(`no page of the kind ${kind} in the sample`); }
  }
  const ofKinds = new Set(kindTemplates.values());
  for (const template of await templates(ofKinds)) {
    if (ofKinds.has(template)) { continue; }
    const paths = SPECIAL[template];
    if (!paths) { missing.push(`${template} has no page in tests/browser/pages.mjs`); }
    for (const wanted of paths ?? []) {
      const path = [...site.files.keys()].find((one) => wanted instanceof RegExp ? wanted.test(one) : wanted === one);
      if (path) { pages.push({ path, template }); } else { missing.push(`no page ${wanted} for ${template}`); }
    }
  }
  return { pages, missing };
}

/** The address of a page below its site: folders instead of `index.html`. */
export function address(path) {
  return path.replace(/(^|\/)index\.html$/, "$1");
}
