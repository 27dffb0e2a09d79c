// The one command of the browser tests: `node tests/browser/run.mjs [check …]`. See README.md.
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { start } from "./browser.mjs";
import { KNOWN } from "./known.mjs";
import { pagesOf } from "./pages.mjs";
import { judge, lines } from "./report.mjs";
import { serve } from "./server.mjs";
import { build, folder } from "./sites.mjs";

// The Vietnamese site is served at the root, the English one below it: addresses must not depend on it.
const SITES = { vi: "/", en: "/a/b/" };

async function checks(wanted) {
  const home = join(dirname(fileURLToPath(import.meta.url)), "checks");
  const names = (await readdir(home)).filter((name) => name.endsWith(".mjs")).map((name) => name.slice(0, -4)).sort();
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) { throw new Error(`no such check: ${unknown.join(", ")}; there are ${names.join(", ")}`); }
  const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name));
  return Promise.all(chosen.map(async (name) => ({ name, check: (await import(`./checks/${name}.mjs`)).check })));
}

async function prepare(home) {
  const langs = Object.keys(SITES);
  const built = await Promise.all(langs.map((lang) => build(home, lang)));
  return Promise.all(built.map(async (site) => {
    const { pages, missing } = await pagesOf(site);
    return { ...site, pages, missing, server: await serve(site, SITES[site.lang]) };
  }));
}

/** Runs one check and tells of it: whether all is well. */
async function runOne({ name, check }, ground) {
  const begun = Date.now();
  const findings = await check(ground);
  const { fresh, stale, knownCount } = judge(name, findings, KNOWN);
  const known = knownCount > 0 ? `, ${knownCount} known` : "";
  const isWell = fresh.length === 0 && stale.length === 0;
  console.log(`${isWell ? "ok  " : "FAIL"} ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s${known})`);
  for (const line of lines(fresh)) { console.log(line); }
  for (const entry of stale) { console.log(`    known, but no longer found: ${entry.rule}: ${entry.reason}; delete it from known.mjs`); }
  return isWell;
}

async function main() {
  const chosen = await checks(process.argv.slice(2));
  const home = await folder("home");
  const sites = await prepare(home.path);
  const browser = await start(home.path);
  const ground = { home: home.path, sites, browser };
  try {
    let isWell = true;
    for (const one of chosen) { isWell = await runOne(one, ground) && isWell; }
    return isWell;
  } finally {
    await browser.close();
    await Promise.all(sites.map((site) => site.server.close()));
    await home.remove();
  }
}

process.exitCode = await main() ? 0 : 1;
