// Readers who set the text of their browser to double size: everything grows, nothing sticks out,
// and axe finds nothing that it does not find at the usual size.
import { axe } from "../axe.mjs";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { start } from "../browser.mjs";
import { each, nameOf, overflow } from "../visit.mjs";

const WIDTHS = [360, 1280];
const USUAL = 16;

// A drawing is as wide as there is room, and says the same in words beside it.
// Texts that did not grow with the reader's setting: smaller than a usual foot note doubled.
async function small(page, name) {
  const texts = await page.evaluate((least) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      const isShown = walker.currentNode.data.trim() !== "" && element.checkVisibility() && !element.closest("script, style, svg");
      if (isShown && Number.parseFloat(getComputedStyle(element).fontSize) < least) { found.push(element.outerHTML); }
    }
    return found.slice(0, 3);
  }, 2 * 0.75 * USUAL);
  return texts.map((text) => finding("does not grow", name, text));
}

export async function check({ sites, home }) {
  const browser = await start(home, { textSize: 2 * USUAL });
  try {
    const visits = sites.flatMap((site) => WIDTHS.flatMap((width) => site.pages.map((page) => ({ site, width, page }))));
    return await each(browser, visits, async (page, { site, width, page: { path } }) => {
      const name = `${nameOf(site, path)} ${width}`;
      await page.setViewportSize({ width, height: 800 });
      await page.goto(site.server.url + address(path), { waitUntil: "load" });
      const broken = (await axe(page)).map(({ id, node, why }) => finding(`axe ${id}`, name, `${node} ${why}`));
      return [...await overflow(page, name), ...await small(page, name), ...broken];
    });
  } finally {
    await browser.close();
  }
}
