// Every template as a browser shows it: both languages, a phone and a desk, light and dark.
// Silent console, nothing from elsewhere, nothing jumps, no sideways scroll, no finding of axe.
import { axe } from "../axe.mjs";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { BASE_URL } from "../sites.mjs";
import { each, nameOf, overflow, shift, watch } from "../visit.mjs";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

async function judged(page, name, scheme) {
  await page.emulateMedia({ colorScheme: scheme });
  return (await axe(page)).map(({ id, node, why }) => finding(`axe ${id}`, `${name} ${scheme}`, `${node} ${why}`));
}

// Where the machine chooses the colours, grounds and pictures of the sheet are gone: what only they told must have a line.
async function unmarked(page, name) {
  const found = await page.evaluate(() => {
    const MARKED = "[aria-current], .badge, .notice, .button, .running li, .criteria > li, .change, del, ins";
    const hasLine = (style) => {
      const isLine = (width, line) => Number.parseFloat(width) > 0 && line !== "none";
      const sides = ["Top", "Right", "Bottom", "Left"].some((side) => isLine(style[`border${side}Width`], style[`border${side}Style`]));
      return sides || isLine(style.outlineWidth, style.outlineStyle) || style.textDecorationLine !== "none";
    };
    const shown = [...document.querySelectorAll(MARKED)].filter((element) => element.checkVisibility());
    return shown.filter((element) => !hasLine(getComputedStyle(element))).map((element) => element.outerHTML.slice(0, 120));
  });
  return found.map((html) => finding("only by colour", name, html));
}

export async function check({ sites, browser }) {
  const visits = sites.flatMap((site) => WIDTHS.flatMap((width) => site.pages.map((page) => ({ site, width, page }))));
  return each(browser, visits, async (page, { site, width, page: { path } }) => {
    const name = `${nameOf(site, path)} ${width}`;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: SCHEMES[0] });
    const found = watch(page, name, [new URL(site.server.url).origin, new URL(BASE_URL).origin]);
    await page.goto(site.server.url + address(path), { waitUntil: "load" });
    found.push(...await shift(page, name), ...await overflow(page, name));
    for (const scheme of SCHEMES) { found.push(...await judged(page, name, scheme)); }
    await page.emulateMedia({ colorScheme: SCHEMES[0], forcedColors: "active" });
    found.push(...await unmarked(page, `${name} forced`));
    await page.emulateMedia({ forcedColors: "none" });
    return found;
  });
}
