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
    return found;
  });
}
