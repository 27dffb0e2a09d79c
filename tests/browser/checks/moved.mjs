// An earlier address leads to where the page is now, with and without scripts, on a server and from a disk.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { finding } from "../report.mjs";
import { MOVED } from "../sites.mjs";
import { each, nameOf } from "../visit.mjs";

const PATIENCE = 10_000;

function visits(sites) {
  return sites.flatMap((site) => {
    const disk = `${pathToFileURL(site.root).href}/`;
    return [{ site, from: site.server.url + MOVED.from, base: site.server.url }, { site, from: `${disk}${MOVED.from}index.html`, base: disk }];
  });
}

async function follow(page, { site, from, base }) {
  const to = [`${base}${MOVED.to}index.html`, base + MOVED.to];
  await page.goto(from);
  const isThere = await page.waitForURL((url) => to.includes(url.href), { timeout: PATIENCE }).then(() => true, () => false);
  return isThere ? [] : [finding("not led on", nameOf(site, MOVED.from), `from ${from} to ${page.url()}`)];
}

export async function check({ sites, browser }) {
  const missing = sites.filter((site) => !site.files.has(join(MOVED.from, "index.html")));
  if (missing.length > 0) { return missing.map((site) => finding("not led on", nameOf(site, MOVED.from), "there is no such page")); }
  const withScript = await each(browser, visits(sites), follow);
  return [...withScript, ...await each(browser, visits(sites), follow, { javaScriptEnabled: false })];
}
