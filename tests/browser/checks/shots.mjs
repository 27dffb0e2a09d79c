// Golden screenshots: a few pages at half size, compared with tolerance. `UPDATE=1 node
// tests/browser/run.mjs shots` takes them anew, to be looked at in the diff.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { address } from "../pages.mjs";
import { finding } from "../report.mjs";
import { each } from "../visit.mjs";

const SHOTS = join(dirname(fileURLToPath(import.meta.url)), "..", "shots");

/** How far a colour may be off before a pixel differs (pixelmatch), and how many of a thousand pixels may. */
const COLOUR = 0.2;
const PER_MILLE = 10;

const TEMPLATES = [
  { name: "home", template: "home.html" },
  { name: "plan", template: "ke-hoach.html" },
  { name: "results", template: "ket-qua.html" },
];
const LOOKS = [
  { name: "phone", width: 360, height: 1400, colorScheme: "light" },
  { name: "phone-dark", width: 360, height: 700, colorScheme: "dark" },
  { name: "desk", width: 1280, height: 1000, colorScheme: "light" },
];

async function known(file) {
  try { return PNG.sync.read(await readFile(file)); } catch { return undefined; }
}

// What was taken, and where it differs, for whoever looks into it.
async function keep(name, taken, difference) {
  const folder = join(tmpdir(), "lantoa-shots");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), taken);
  if (difference) { await writeFile(join(folder, `${name}-difference.png`), PNG.sync.write(difference)); }
  return join(folder, `${name}.png`);
}

async function compare(name, taken) {
  const file = join(SHOTS, `${name}.png`);
  if (process.env.UPDATE) { await mkdir(SHOTS, { recursive: true }); await writeFile(file, taken); }
  const [old, now] = [await known(file), PNG.sync.read(taken)];
  if (!old) { return [finding("missing", name, `no ${file}: UPDATE=1 takes it`)]; }
  if (old.width !== now.width || old.height !== now.height) {
    return [finding("size", name, `${now.width} × ${now.height}, not ${old.width} × ${old.height}: ${await keep(name, taken)}`)];
  }
  const difference = new PNG({ width: now.width, height: now.height });
  const count = pixelmatch(old.data, now.data, difference.data, now.width, now.height, { threshold: COLOUR });
  const share = 1000 * count / (now.width * now.height);
  return share > PER_MILLE ? [finding("differs", name, `${share.toFixed(1)} ‰ of the pixels: ${await keep(name, taken, difference)}`)] : [];
}

async function take(page, { site, path, look, name }) {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
  await page.goto(site.server.url + address(path), { waitUntil: "load" });
  return compare(name, await page.screenshot());
}

export async function check({ sites, browser }) {
  const site = sites[0];
  const visits = TEMPLATES.flatMap(({ name, template }) => {
    const path = site.pages.find((page) => page.template === template).path;
    return LOOKS.map((look) => ({ site, path, look, name: `${name}-${look.name}` }));
  });
  return each(browser, visits, take, { deviceScaleFactor: 0.5 });
}
