// The sample content, built twice by the program under test: as it is, and with an English interface.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Root of the repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Where the sites of the tests would stand on the network: canonical addresses, feeds and the sitemap begin so. */
export const BASE_URL = "https://thidua.example.gov.vn/";

/** The program that `cargo test` has built. */
export const PROGRAM = process.env.LANTOA ?? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug", "lantoa");

// After the decision of the sample's results, so that every page is public.
const DAY = "2021-12-31";

const run = promisify(execFile);

/** A new folder, and what removes it again. */
export async function folder(name) {
  const path = await mkdtemp(join(tmpdir(), `lantoa-browser-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Every file below a folder, as sorted paths with `/`. */
export async function files(root) {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => {
    return relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/");
  });
  return paths.sort();
}

async function edit(path, change) {
  await writeFile(path, change(await readFile(path, "utf8")));
}

// Five documents to a page of a list, so that lists have several.
function settings(text, lang) {
  return `${text.replace(/^language: .*$/m, `language: ${lang}`)}\nbase_url: ${BASE_URL}\nper_page: 5\n`;
}

/** An earlier address of a page of the sample, and the page. */
export const MOVED = { from: "cu/lien-he/", to: "trang/lien-he/" };

/** Builds the sample with its interface in a language: where its files are, and their bytes by path. */
export async function build(home, lang) {
  const content = join(home, lang, "content");
  const output = join(home, lang, "output");
  await cp(join(ROOT, "content"), content, { recursive: true });
  await edit(join(content, "site.yaml"), (text) => settings(text, lang));
  const old = `Địa chỉ cũ: [${MOVED.from}]\n`;
  await edit(join(content, MOVED.to.replace(/\/$/, ".md")), (text) => text.replace(/^---\n/, `---\n${old}`));
  const options = ["--content", content, "--output", output, "--at", DAY, "--lang", "en", "--quiet"];
  await run(PROGRAM, ["build", ...options], { cwd: ROOT });
  const root = join(output, "site");
  const bytes = new Map();
  for (const file of await files(root)) {
    bytes.set(file, await readFile(join(root, file)));
  }
  return { lang, root, files: bytes };
}
