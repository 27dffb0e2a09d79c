// What scripts add, by keyboard alone: tables that filter and sort, and how a reader wants pages to look.
import { axe } from "../axe.mjs";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { each, nameOf, shift } from "../visit.mjs";

// Runs in the page: the rows of the tables that a field filters, as shown.
function rows(selector) {
  const all = [...document.querySelectorAll(`${selector} tbody tr`)];
  return all.filter((row) => row.checkVisibility()).map((row) => [...row.cells].map((cell) => cell.dataset.sort || cell.textContent.trim()));
}

function fold(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
}

// Words are found without their marks; the number of rows is told; nothing typed, everything is back.
async function filters(page, name) {
  const field = page.locator("[data-filter]").first();
  const selector = await field.getAttribute("data-filter");
  const before = await page.evaluate(rows, selector);
  const word = fold(before.at(-1).join(" ")).split(/\s+/).find((part) => part.length > 2 && /^[a-z]+$/.test(part));
  await field.focus();
  await page.keyboard.type(word);
  const some = await page.evaluate(rows, selector);
  const expected = before.filter((row) => fold(row.join(" ")).includes(word));
  const told = await page.locator("[data-words]").first().innerText();
  for (const _ of word) { await page.keyboard.press("Backspace"); }
  const after = await page.evaluate(rows, selector);
  return [
    ...some.length === expected.length && some.length < before.length ? [] : [finding("filter", name, `${word} shows ${some.length} of ${before.length} rows, not ${expected.length}`)],
    ...told.includes(String(expected.length)) ? [] : [finding("filter", name, `the number of rows is not told: ${told}`)],
    ...after.length === before.length ? [] : [finding("filter", name, "without words not all rows are back")],
  ];
}

// A heading pressed once sorts up, twice down; it says so and keeps the keyboard.
async function sorts(page, name) {
  const found = [];
  const table = page.locator("table[data-table]").first();
  const column = await table.locator("thead th button").count() - 1;
  if (column < 0) { return [finding("sort", name, "the headings of the table are no buttons")]; }
  const button = table.locator("thead th button").nth(column);
  const order = new Intl.Collator("vi", { numeric: true });
  await button.focus();
  for (const [state, sign] of [["ascending", 1], ["descending", -1]]) {
    await page.keyboard.press("Enter");
    const values = await table.evaluate((element, at) => [...element.querySelectorAll("tbody tr")].map((row) => row.cells[at]?.dataset.sort || row.cells[at]?.textContent.trim() || ""), column);
    const full = values.filter((value) => value !== "");
    const isSorted = full.every((value, at) => at === 0 || sign * order.compare(full[at - 1], value) <= 0);
    const isLast = values.slice(full.length).every((value) => value === "");
    const told = await button.evaluate((element) => element.closest("th").getAttribute("aria-sort"));
    const isKept = await button.evaluate((element) => element === document.activeElement);
    if (!isSorted || !isLast || told !== state || !isKept) { found.push(finding("sort", name, `${state}: ${values.join(" | ")}, aria-sort ${told}`)); }
  }
  return found;
}

// Every wish changes something, is kept over pages without anything jumping, and stays legible.
async function wishes(page, name, url) {
  const found = [];
  const looks = () => page.evaluate(() => {
    const style = getComputedStyle(document.body);
    return [getComputedStyle(document.documentElement).fontSize, style.backgroundColor, style.color, document.documentElement.outerHTML.split(">")[0]].join(" ");
  });
  const opener = page.locator("[popovertarget]:visible", { has: page.locator(":scope:not(.menu-button)") }).first();
  const buttons = page.locator("[data-wish]");
  for (let at = 0; at < await buttons.count(); at += 1) {
    const wish = await buttons.nth(at).evaluate((element) => `${element.dataset.wish} ${element.dataset.step ?? element.dataset.value}`);
    await page.evaluate(() => localStorage.clear());
    await page.goto(url, { waitUntil: "load" });
    const before = await looks();
    await opener.focus();
    await page.keyboard.press("Enter");
    await buttons.nth(at).focus();
    await page.keyboard.press("Enter");
    const after = await looks();
    const isOwn = await buttons.nth(at).getAttribute("data-value") === "";
    if (!isOwn && before === after) { found.push(finding("wish", name, `${wish} changes nothing`)); }
    await page.goto(url, { waitUntil: "load" });
    if (await looks() !== after) { found.push(finding("wish", name, `${wish} is not kept`)); }
    found.push(...await shift(page, `${name} ${wish}`), ...await contrast(page, `${name} ${wish}`));
  }
  await page.evaluate(() => localStorage.clear());
  return found;
}

async function contrast(page, name) {
  const found = await axe(page, { runOnly: ["color-contrast", "color-contrast-enhanced"] });
  return found.map(({ id, node }) => finding(id, name, node));
}

async function look(page, { site, path, test, width }) {
  const url = site.server.url + address(path);
  await page.setViewportSize({ width, height: 800 });
  await page.goto(url, { waitUntil: "load" });
  return test(page, `${nameOf(site, path)} ${width}`, url);
}

export async function check({ sites, browser }) {
  const site = sites[0];
  const having = (mark) => site.pages.filter(({ path }) => site.files.get(path).includes(mark)).map(({ path }) => path);
  const marks = { "data-filter=": filters, " data-table": sorts, "data-wish=": wishes };
  const visits = Object.entries(marks).flatMap(([mark, test]) => {
    const paths = having(mark).slice(0, test === wishes ? 1 : 3);
    return paths.flatMap((path) => (test === wishes ? [360] : [360, 1280]).map((width) => ({ site, path, test, width })));
  });
  const missing = Object.keys(marks).filter((mark) => having(mark).length === 0);
  // One after the other: what a reader wishes is kept for all tabs of a window.
  const found = [];
  for (const visit of visits) { found.push(...await each(browser, [visit], look)); }
  return [...missing.map((mark) => finding("missing", site.lang, `no page has ${mark}`)), ...found];
}
