// The search of the site as readers use it: by keyboard, told to those who listen, from a disk by
// double-click, and without a network after the first use.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { finding } from "../report.mjs";
import { watch } from "../visit.mjs";

const WORDS = "ke hoach";
/** How long an answer may take on a busy machine, in milliseconds. */
const PATIENCE = { timeout: 10000 };

// A step that must come to pass; what it was about, if it does not.
async function step(name, what, wait) {
  try { await wait(); return []; } catch (error) { return [finding("search", name, `${what}: ${error.message.split("\n")[0]}`)]; }
}

function told(form) {
  return form.getByRole("status").filter({ hasText: /\d/ }).waitFor({ ...PATIENCE, state: "attached" });
}

// The box in the band: a combobox whose list opens, is walked through, closes, and leads to a page.
async function box(page, site, name) {
  const input = page.locator("#o-tim");
  const expanded = async (wanted) => page.locator(`#o-tim[aria-expanded="${wanted}"]`).waitFor(PATIENCE);
  await page.goto(`${site.server.url}don-vi/`, { waitUntil: "load" });
  await input.focus();
  await page.keyboard.type(WORDS);
  const found = [
    ...await step(name, "the list opens", () => expanded(true)),
    ...await step(name, "the number of results is told", () => told(page.locator(".search-box"))),
  ];
  await page.keyboard.press("ArrowDown");
  const chosen = await input.evaluate((element) => document.getElementById(element.getAttribute("aria-activedescendant"))?.getAttribute("aria-selected"));
  if (chosen !== "true") { found.push(finding("search", name, "the arrow chooses no option that is told")); }
  await page.keyboard.press("Escape");
  found.push(...await step(name, "Esc closes the list", () => expanded(false)));
  if (!await input.evaluate((element) => element === document.activeElement)) { found.push(finding("search", name, "Esc loses the keyboard")); }
  await page.keyboard.type(" 1497");
  found.push(...await step(name, "the list opens again", () => expanded(true)));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  return [...found, ...await step(name, "Enter leads to the page", () => page.waitForURL(/1497-qd-ttg/, PATIENCE))];
}

// The page: what is asked stands in the address, filters and further results are reached by keyboard.
async function whole(page, site, name) {
  const form = page.locator(".search-page");
  const results = page.locator(".search-results li a");
  await page.goto(`${site.server.url}search/?q=ke+hoach`, { waitUntil: "load" });
  const found = [
    ...await step(name, "what the address asks is answered", () => results.first().waitFor(PATIENCE)),
    ...await step(name, "the number of results is told", () => told(form)),
  ];
  await page.locator(".search-results button").focus();
  await page.keyboard.press("Enter");
  found.push(...await step(name, "further results take the keyboard", () => page.locator(".search-results li:nth-child(11) a:focus").waitFor(PATIENCE)));
  await form.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  found.push(...await step(name, "a filter stands in the address", () => page.waitForURL(/[?&](kind|unit|year|award|status)=/, PATIENCE)));
  found.push(...await step(name, "the filter keeps the keyboard", () => page.locator(".search-filters input:checked:focus").waitFor(PATIENCE)));
  await page.locator("#tim").fill("khongcotunaynhuthe");
  found.push(...await step(name, "nothing found is told and the lists are back", () => page.locator(".shelves").waitFor(PATIENCE)));
  return found;
}

// Opened by double-click: files are loaded as scripts, links name files.
async function fromDisk(page, site, name) {
  await page.goto(pathToFileURL(join(site.root, "tin/index.html")).href, { waitUntil: "load" });
  await page.locator("#o-tim").focus();
  await page.keyboard.type("1497");
  const found = await step(name, "the list opens", () => page.locator('#o-tim[aria-expanded="true"]').waitFor(PATIENCE));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  found.push(...await step(name, "Enter leads to the page", () => page.waitForURL(/1497-qd-ttg\/index\.html$/, PATIENCE)));
  await page.goto(`${pathToFileURL(join(site.root, "search/index.html")).href}?q=ke+hoach`, { waitUntil: "load" });
  const first = page.locator(".search-results li a").first();
  found.push(...await step(name, "the page answers", () => first.waitFor(PATIENCE)));
  const path = decodeURIComponent((await first.getAttribute("href") ?? "").replace(/^(\.\.?\/)+/, "").split(/[?#]/)[0]);
  if (!site.files.has(path)) { found.push(finding("search", name, `a result leads to no file: ${path}`)); }
  return found;
}

// After a first use the network may be gone.
async function offline(page, site, name) {
  await page.goto(`${site.server.url}search/`, { waitUntil: "load" });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((done) => {
    if (navigator.serviceWorker.controller) { done(); } else { navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }); }
  })));
  await page.locator("#tim").fill(WORDS);
  const results = page.locator(".search-results li a").first();
  const found = await step(name, "the first use", () => results.waitFor(PATIENCE));
  await page.context().setOffline(true);
  found.push(...await step(name, "the page opens again", () => page.goto(`${site.server.url}search/?q=ke+hoach`, { waitUntil: "load" })));
  found.push(...await step(name, "it answers", () => results.waitFor(PATIENCE)));
  const isDressed = await page.evaluate(() => getComputedStyle(document.querySelector(".search-line") ?? document.body).display === "flex");
  if (!isDressed) { found.push(finding("search", name, "its sheet is not there")); }
  return found;
}

async function inWindow(browser, what, site, name) {
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 360, height: 800 } });
  try {
    const page = await context.newPage();
    const said = what === offline || what === fromDisk ? [] : watch(page, name, [new URL(site.server.url).origin]);
    return [...await what(page, site, name), ...said];
  } finally {
    await context.close();
  }
}

export async function check({ sites, browser }) {
  const found = [];
  for (const site of sites) {
    for (const what of [box, whole, fromDisk, offline]) {
      found.push(...await inWindow(browser, what, site, `${site.lang} ${what.name}`));
    }
  }
  return found;
}
