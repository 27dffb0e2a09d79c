// Every template on paper: a PDF comes out, the text is on it, menus and buttons are not.
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { each, nameOf, overflow } from "../visit.mjs";

// A4 without margins of 20 mm, in CSS pixels.
const PAPER = { width: 643, height: 971 };

// Runs in the page, as printed: what has no place on paper, and whether the text is there.
function judged() {
  const tools = [...document.querySelectorAll("nav, button, input:not(:disabled), select, .skip")].filter((element) => {
    return element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().height > 1;
  });
  return { tools: tools.map((element) => element.outerHTML), words: document.querySelector("main")?.innerText.trim().length ?? 0 };
}

export async function check({ sites, browser }) {
  const site = sites[0];
  return each(browser, site.pages, async (page, { path }) => {
    const name = nameOf(site, path);
    await page.setViewportSize(PAPER);
    await page.emulateMedia({ media: "print" });
    await page.goto(site.server.url + address(path), { waitUntil: "load" });
    const { tools, words } = await page.evaluate(judged);
    const wide = await overflow(page, name);
    const pdf = (await page.pdf({ format: "A4", margin: { top: "20mm", bottom: "20mm", left: "20mm", right: "20mm" } })).toString("latin1");
    const count = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
    return [
      ...wide,
      ...tools.map((html) => finding("tools on paper", name, html)),
      ...words > 0 ? [] : [finding("no text on paper", name, "main is empty")],
      ...pdf.startsWith("%PDF-") && count > 0 && pdf.includes("/Font") ? [] : [finding("no PDF", name, `${pdf.length} bytes, ${count} pages`)],
    ];
  });
}
