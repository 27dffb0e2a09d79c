// Every link within the site leads to a file and, with a fragment, to a place in it: at the root of
// a server, below it, and opened from a disk by double-click.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { elements } from "../html.mjs";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { fileOf } from "../server.mjs";
import { BASE_URL } from "../sites.mjs";
import { each, nameOf } from "../visit.mjs";

const ATTRIBUTES = ["href", "src", "action", "poster"];

// The addresses that an element asks for, `srcset` among them.
function addresses({ attributes }) {
  const plain = ATTRIBUTES.filter((name) => attributes.has(name)).map((name) => attributes.get(name));
  const set = (attributes.get("srcset") ?? "").split(",").map((part) => part.trim().split(/\s/)[0]);
  return [...plain, ...set].filter((one) => one !== "");
}

// Where a page and what it names stand, and the places of each page.
function read(site) {
  const pages = new Map();
  for (const [path, bytes] of site.files) {
    if (!path.endsWith(".html")) { continue; }
    const all = elements(bytes.toString());
    const ids = new Set(all.map(({ attributes }) => attributes.get("id")).filter(Boolean));
    pages.set(path, { ids, links: all.flatMap(addresses) });
  }
  return pages;
}

// What is wrong with an address on a page of a site that stands at `base`; nothing if it is none of the site's.
function judged(site, pages, base, path, link) {
  const url = new URL(link, base + address(path));
  const own = [base, BASE_URL].find((start) => url.href.startsWith(start));
  if (!own) { return url.origin === new URL(base).origin ? "leaves the site" : undefined; }
  const file = fileOf(site.files, decodeURIComponent(url.href.slice(own.length).split(/[?#]/)[0]));
  if (!file) { return "leads to no file"; }
  const place = decodeURIComponent(url.hash.slice(1));
  return place === "" || pages.get(file)?.ids.has(place) ? undefined : "leads to no place of the page";
}

function served(site, prefix) {
  const pages = read(site);
  const base = `http://localhost${prefix}`;
  return [...pages].flatMap(([path, { links }]) => links.flatMap((link) => {
    const wrong = judged(site, pages, base, path, link);
    return wrong ? [finding(`at ${prefix}`, nameOf(site, path), `${link} ${wrong}`)] : [];
  }));
}

// What a browser loads or a reader follows, and not what only programs read: these have servers.
const FOLLOWED = "a[href], area[href], link[rel~=stylesheet], link[rel~=icon], link[rel~=manifest], [src]";

// The addresses of the page as the browser has them, opened from the disk.
async function fromDisk(page, site, path) {
  await page.goto(pathToFileURL(join(site.root, path)).href, { waitUntil: "load" });
  return page.evaluate((followed) => [...document.querySelectorAll(followed)].map((element) => element.href || element.src)
    .filter((url) => typeof url === "string"), FOLLOWED);
}

async function opened(browser, site) {
  const base = `${pathToFileURL(site.root).href}/`;
  const pages = read(site);
  return each(browser, site.pages, async (page, { path }) => {
    const urls = await fromDisk(page, site, path);
    return urls.filter((url) => url.startsWith("file:")).flatMap((url) => {
      const [plain, hash] = url.split("#");
      const file = decodeURIComponent(plain.split("?")[0].slice(base.length));
      const isThere = url.startsWith(base) && site.files.has(file);
      const hasPlace = !hash || pages.get(file)?.ids.has(decodeURIComponent(hash));
      return isThere && hasPlace ? [] : [finding("from the disk", nameOf(site, path), `${url.slice(base.length - 1)} leads nowhere`)];
    });
  });
}

export async function check({ sites, browser }) {
  const found = sites.flatMap((site) => ["/", "/a/b/"].flatMap((prefix) => served(site, prefix)));
  // Scripts rewrite links in the same way in both languages.
  return [...found, ...await opened(browser, sites[0])];
}
