// Asks axe about a page.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** WCAG 2.2 A and AA, and text of 7:1 as the design promises. */
const ALL = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  rules: { "color-contrast-enhanced": { enabled: true } },
  resultTypes: ["violations"],
};

/** What axe finds on the page as it is now: `{id, node, why}`. */
export async function axe(page, options = ALL) {
  if (!await page.evaluate(() => !!window.axe)) { await page.evaluate(await readFile(SOURCE, "utf8")); }
  // Colours on their way to others are no finding.
  const violations = await page.evaluate(async (wanted) => {
    await Promise.all(document.getAnimations().map((animation) => animation.finished));
    return (await window.axe.run(document, wanted)).violations;
  }, options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((reason) => reason.message).join("; ");
    return { id, node: node.target.flat().join(" "), why };
  }));
}
