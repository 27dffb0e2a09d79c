// Every template as a browser shows it: both languages, a phone and a desk, light and dark.
// Silent console, nothing from elsewhere, nothing jumps, no sideways scroll, no finding of axe.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { BASE_URL } from "../sites.mjs";
import { each, nameOf, overflow, shift, watch } from "../visit.mjs";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];

// WCAG 2.2 A and AA, and text of 7:1 as the design promises.
const AXE = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  rules: { "color-contrast-enhanced": { enabled: true } },
  resultTypes: ["violations"],
};

async function axe(page, name, scheme) {
  await page.emulateMedia({ colorScheme: scheme });
  // Colours on their way to others are no finding.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  const violations = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, AXE);
  return violations.flatMap((violation) => violation.nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((reason) => reason.message).join("; ");
    return finding(`axe ${violation.id}`, `${name} ${scheme}`, `${node.target.join(" ")} ${why}`);
  }));
}

export async function check({ sites, browser }) {
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const visits = sites.flatMap((site) => WIDTHS.flatMap((width) => site.pages.map((page) => ({ site, width, page }))));
  return each(browser, visits, async (page, { site, width, page: { path } }) => {
    const name = `${nameOf(site, path)} ${width}`;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: SCHEMES[0] });
    const found = watch(page, name, [new URL(site.server.url).origin, new URL(BASE_URL).origin]);
    await page.goto(site.server.url + address(path), { waitUntil: "load" });
    found.push(...await shift(page, name), ...await overflow(page, name));
    await page.evaluate(source);
    for (const scheme of SCHEMES) { found.push(...await axe(page, name, scheme)); }
    return found;
  });
}
