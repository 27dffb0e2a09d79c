// The keyboard alone: the first stop skips to the text, every stop is seen and not hidden, they come
// in the order of the page, everything that can be pressed is reached, and the end is reached.
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { each, nameOf } from "../visit.mjs";

const LOOKS = [{ width: 360, colorScheme: "dark" }, { width: 1280, colorScheme: "light" }];

// Further stops within a field that asks for a day.
const DATE_STOPS = 3;

// Runs in the page: what can be reached by Tab, in the order of the page, marked with its number.
function mark() {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  const stops = [...all].filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }));
  // Of a group of radio buttons Tab reaches one.
  const seen = new Set();
  const own = stops.filter((element) => {
    if (element.type !== "radio") { return true; }
    const isFirst = !seen.has(element.name);
    seen.add(element.name);
    return isFirst;
  });
  own.forEach((element, at) => { element.dataset.stop = at; });
  return own.length;
}

// Runs in the page: where the keyboard is, and whether that can be seen.
function stop() {
  const element = document.activeElement;
  if (!element || element === document.body) { return null; }
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const width = Number.parseFloat(style.outlineWidth);
  const isMarked = style.outlineStyle !== "none" && width >= 2 || style.boxShadow !== "none";
  // Of a link over two lines the middle may lie beside it.
  const line = element.getClientRects()[0] ?? box;
  const x = Math.min(Math.max(line.left + line.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(line.top + Math.min(line.height / 2, 20), 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const isInside = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
  const isFree = isInside && !!top && (element.contains(top) || top.contains(element));
  return { at: Number(element.dataset.stop ?? -1), html: element.outerHTML, isMarked, isFree, isDate: element.type === "date" };
}

async function skips(page, name) {
  await page.keyboard.press("Tab");
  const { at, html, isFree } = await page.evaluate(stop) ?? { at: -1, html: "nothing", isFree: false };
  if (at !== 0 || !isFree || !/href="#[^"]+"/.test(html)) { return [finding("skip link", name, `the first stop is ${html}`)]; }
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const isIn = await page.evaluate(() => {
    const main = document.querySelector("main");
    return !main.querySelector("[data-stop]") || main.contains(document.activeElement);
  });
  return isIn ? [] : [finding("skip link", name, "it does not lead into the text")];
}

// What opens by a button: the menu of a phone, settings. Enter opens it, Tab leads into it, Esc closes it again.
async function opens(page, name) {
  const found = [];
  const buttons = page.locator("[popovertarget]:visible");
  for (let at = 0; at < await buttons.count(); at += 1) {
    const button = buttons.nth(at);
    const target = page.locator(`#${await button.getAttribute("popovertarget")}`);
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const isIn = await target.evaluate((element) => element.contains(document.activeElement));
    const here = isIn ? await page.evaluate(stop) : null;
    if (!here?.isMarked || !here?.isFree) { found.push(finding("menu", name, `Tab does not lead into ${await button.evaluate((element) => element.outerHTML)}`)); }
    await page.keyboard.press("Escape");
    const isBack = await button.evaluate((element) => element === document.activeElement);
    if (!isBack || await target.isVisible()) { found.push(finding("menu", name, "Esc does not close it and lead back")); }
  }
  return found;
}

async function walk(page, name, count) {
  const found = [];
  const reached = [];
  const within = DATE_STOPS * await page.locator("input[type=date]:visible").count();
  // One more than there are: after the last stop the keyboard leaves the page.
  for (let step = 0; step <= count + within; step += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(stop);
    if (!here || here.at === reached[0]) { break; }
    // Day, month, year and calendar of one field.
    if (here.isDate && here.isMarked && here.at === reached.at(-1)) { continue; }
    if (here.at < 0) { found.push(finding("unmarked stop", name, here.html)); continue; }
    reached.push(here.at);
    if (!here.isMarked) { found.push(finding("focus not seen", name, here.html)); }
    if (!here.isFree) { found.push(finding("focus hidden", name, here.html)); }
  }
  const expected = Array.from({ length: count }, (_, at) => at);
  if (reached.join() !== expected.join()) {
    const first = expected.findIndex((at) => reached[at] !== at);
    const html = await page.evaluate((at) => document.querySelector(`[data-stop="${at}"]`)?.outerHTML ?? "", first);
    found.push(finding("order", name, `stop ${first} of ${count} is not reached in its turn: ${html}`));
  }
  return found;
}

export async function check({ sites, browser }) {
  // Of further languages a phone will do: there words are cramped.
  const looks = (at) => (at === 0 ? LOOKS : LOOKS.slice(0, 1));
  const visits = sites.flatMap((site, at) => looks(at).flatMap((look) => site.pages.map(({ path }) => ({ site, look, path }))));
  return each(browser, visits, async (page, { site, look, path }) => {
    const name = `${nameOf(site, path)} ${look.width}`;
    await page.setViewportSize({ width: look.width, height: 800 });
    // Without smooth scrolling a stop is where it will be as soon as it is reached.
    await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
    const url = site.server.url + address(path);
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(mark);
    const found = await skips(page, name);
    await page.goto("about:blank");
    await page.goto(url, { waitUntil: "load" });
    return [...found, ...await walk(page, name, await page.evaluate(mark)), ...await opens(page, name)];
  });
}
