// What machines read: feeds and sitemaps by their schemas, JSON of every sort, calendars.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateXML } from "xmllint-wasm";
import { scripts } from "../html.mjs";
import { finding } from "../report.mjs";
import { fileOf } from "../server.mjs";
import { BASE_URL } from "../sites.mjs";
import { nameOf } from "../visit.mjs";

const SCHEMAS = join(dirname(fileURLToPath(import.meta.url)), "..", "schemas");

/** The schema of an XML file, by its root. */
const ROOTS = { feed: "atom.rng", urlset: "sitemap.rng", sitemapindex: "sitemap.rng", browserconfig: undefined };

async function xml(site, path, text) {
  const root = /<(\w+)[\s>]/.exec(text.replace(/<\?[\s\S]*?\?>/g, ""))?.[1];
  const name = nameOf(site, path);
  if (!ROOTS[root]) { return [finding("xml", name, `no schema for <${root}>`)]; }
  const schema = await readFile(join(SCHEMAS, ROOTS[root]), "utf8");
  const { errors } = await validateXML({ xml: { fileName: "file.xml", contents: text }, schema, extension: "relaxng" });
  const addresses = [...text.matchAll(/(?:<loc>|<link[^>]* href=")([^<"]+)/g)].map(([, url]) => url);
  const lost = addresses.filter((url) => {
    return !url.startsWith(BASE_URL) || !fileOf(site.files, decodeURIComponent(url.slice(BASE_URL.length).split(/[?#]/)[0]));
  });
  return [
    ...errors.map((error) => finding("xml", name, error.rawMessage)),
    ...lost.map((url) => finding("address", name, `${url} is no page of the site`)),
  ];
}

function parsed(rule, name, text) {
  try { return { value: JSON.parse(text), found: [] }; } catch (error) { return { found: [finding(rule, name, error.message)] }; }
}

// Every object with a type is of schema.org, and says what it is.
function jsonLd(site, path, text) {
  const name = nameOf(site, path);
  return scripts(text, "application/ld+json").flatMap((script) => {
    const { value, found } = parsed("json-ld", name, script);
    const things = value === undefined ? [] : [value].flat();
    const wrong = things.filter((thing) => !/^https?:\/\/schema\.org\/?$/.test(thing["@context"]) || !(thing["@type"] || thing["@graph"]));
    return [...found, ...wrong.map((thing) => finding("json-ld", name, `no type of schema.org: ${JSON.stringify(thing)}`))];
  });
}

// RFC 5545: CRLF, lines of at most 75 octets, what is begun is ended.
function calendar(site, path, bytes) {
  const name = nameOf(site, path);
  const lines = bytes.toString().split("\r\n");
  const open = [];
  const wrong = lines.filter((line) => {
    const [key, value] = line.split(":");
    if (key === "BEGIN") { open.push(value); }
    return Buffer.byteLength(line) > 75 || line.includes("\n") || key === "END" && open.pop() !== value;
  });
  const unended = lines.at(-1) === "" && open.length === 0 ? [] : ["the end is missing"];
  return [...wrong, ...unended].map((line) => finding("calendar", name, line));
}

// Excel knows UTF-8 by its mark.
function table(site, path, bytes) {
  const isMarked = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  return isMarked || !path.startsWith("data/") ? [] : [finding("csv", nameOf(site, path), "no byte order mark")];
}

async function one(site, path, bytes) {
  const text = bytes.toString();
  switch (/\.\w+$/.exec(path)?.[0]) {
    case ".xml": return xml(site, path, text);
    case ".json": case ".webmanifest": return parsed("json", nameOf(site, path), text).found;
    case ".html": return jsonLd(site, path, text);
    case ".ics": return calendar(site, path, bytes);
    case ".csv": return table(site, path, bytes);
    default: return [];
  }
}

export async function check({ sites }) {
  const all = sites.flatMap((site) => [...site.files].map(([path, bytes]) => one(site, path, bytes)));
  const found = (await Promise.all(all)).flat();
  const missing = sites.flatMap((site) => ["atom.xml", "sitemap.xml"].filter((path) => !site.files.has(path))
    .map((path) => finding("xml", site.lang, `no ${path}`)));
  return [...found, ...missing];
}
