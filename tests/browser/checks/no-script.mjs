// Without JavaScript everything can be read: whatever a page says with it, it says without it.
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { each, nameOf } from "../visit.mjs";

// Runs in the page: the texts one can read, block by block. Controls are no reading.
function texts() {
  const CONTROLS = "button, label, input, select, option, output, [role=status], [role=search], script, style, noscript";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim().replace(/\s+/g, " ");
    if (text !== "" && !element.closest(CONTROLS) && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) {
      found.push(text);
    }
  }
  return found;
}

// Runs in the page: controls that are shown and do nothing without a script. A popover needs none.
function idle() {
  const buttons = [...document.querySelectorAll("button:not([popovertarget]), input, select")];
  return buttons.filter((button) => button.checkVisibility() && !button.disabled && !button.closest("form[action]")).map((button) => button.outerHTML);
}

async function read(browser, site, javaScriptEnabled) {
  return each(browser, site.pages, async (page, { path }) => {
    await page.goto(site.server.url + address(path), { waitUntil: "load" });
    return [{ path, texts: await page.evaluate(texts), idle: javaScriptEnabled ? [] : await page.evaluate(idle) }];
  }, { javaScriptEnabled, viewport: { width: 360, height: 800 } });
}

export async function check({ sites, browser }) {
  return (await Promise.all(sites.map((site) => judged(browser, site)))).flat();
}

async function judged(browser, site) {
  const withScript = await read(browser, site, true);
  const without = await read(browser, site, false);
  return withScript.flatMap((page, at) => {
    const name = nameOf(site, page.path);
    const plain = new Set(without[at].texts);
    const lost = page.texts.filter((text) => !plain.has(text));
    return [
      ...lost.map((text) => finding("only with a script", name, text)),
      ...without[at].idle.map((html) => finding("does nothing without a script", name, html)),
    ];
  });
}
