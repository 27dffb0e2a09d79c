// What is asked of a page in the browser, whatever the check.
import { address } from "./pages.mjs";
import { finding } from "./report.mjs";

// As many pages at once as small machines have cores.
const TABS = 2;

/** The name of a page in what is found: `vi ke-hoach/`. */
export function nameOf(site, path) {
  return `${site.lang} ${address(path) || "/"}`;
}

/** Visits one after the other in a few tabs of one window; findings in the order of the visits. */
export async function each(browser, visits, look, options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const found = new Array(visits.length);
  let next = 0;
  async function tab() {
    const page = await context.newPage();
    while (next < visits.length) {
      const at = next;
      next += 1;
      found[at] = await look(page, visits[at]);
      page.removeAllListeners();
    }
  }
  try {
    await Promise.all(Array.from({ length: TABS }, tab));
  } finally {
    await context.close();
  }
  return found.flat();
}

/** Collects, from now on, what the console says and what is asked of other places. */
export function watch(page, name, origins) {
  const found = [];
  page.on("console", (message) => found.push(finding("console", name, `${message.type()}: ${message.text()}`)));
  page.on("pageerror", (error) => found.push(finding("console", name, error.message)));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && !origins.includes(url.origin)) {
      found.push(finding("another host", name, request.url()));
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && response.request().resourceType() !== "document") {
      found.push(finding("not there", name, response.url()));
    }
  });
  return found;
}

// A letter more in a button moves what follows by this much.
const UNSEEN = 0.0005;
// On a busy machine the parser may pause anywhere, and what comes after the pause moves what was shown: in one
// load, not in each.
const LOADS = 3;

/** What has moved since the page began to show, a line each. */
function moved(page) {
  return page.evaluate((least) => new Promise((done) => {
    const seen = [];
    const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    // Some frames later everything that the page drew by itself has been told.
    const later = (frames, then) => requestAnimationFrame(() => frames > 1 ? later(frames - 1, then) : then());
    later(6, () => {
      seen.push(...observer.takeRecords());
      done(seen.filter((entry) => entry.value > least).map((entry) => {
        const nodes = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName);
        return `${entry.value.toFixed(4)} ${nodes.join(" ")}`;
      }));
    });
  }), UNSEEN);
}

/** Whether something moves whenever the page is loaded: what moved the last time. */
export async function shift(page, name) {
  let shifts = await moved(page);
  for (let load = 1; load < LOADS && shifts.length > 0; load += 1) {
    await page.reload({ waitUntil: "load" });
    shifts = await moved(page);
  }
  return shifts.map((what) => finding("layout shift", name, what));
}

/** Whether the page, or anything on it that is not in a box of its own that scrolls, is wider than the window. */
export async function overflow(page, name) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") { return true; }
      }
      return false;
    };
    const isWide = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`] : [];
    const elements = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && (box.right > width + 1 || box.left < -1 && box.right > 0) && !scrolls(element);
    });
    return [...isWide, ...elements.map((element) => `${element.outerHTML.slice(0, 100)} to ${Math.round(element.getBoundingClientRect().right)}`)];
  });
  return wide.slice(0, 3).map((what) => finding("sideways scroll", name, what));
}
