// Asks one search engine the queries of a folder and prints what it took: see search.py.
// node search.mjs lantoa|pagefind SITE QUERIES PAGES SPLIT, where PAGES maps addresses to ids.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [engine, site, queriesPath, pagesPath, split] = process.argv.slice(2);
const folder = { lantoa: "search", pagefind: "pagefind" }[engine];
const pages = JSON.parse(readFileSync(pagesPath, "utf8"));
const base = "http://site/";
const LINKS = [["1.6 Mbit/s, 150 ms", 1.6e6, 0.15], ["400 kbit/s, 400 ms", 4e5, 0.4]];

// Files are read, and compressed unless they are already, before anything is asked: neither is work
// of an engine.
const files = new Map();
const paths = (path) => statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => paths(join(path, name))) : [path];
const isPacked = (path, bytes) => /\.pf_|pagefind$/.test(path) || (bytes[0] === 0x1f && bytes[1] === 0x8b);
for (const path of paths(join(site, folder))) {
  const bytes = readFileSync(path);
  files.set(path, { bytes, size: isPacked(path, bytes) ? bytes.length : gzipSync(bytes).length });
}
// What would go over the line, in rounds of requests that wait for nothing but the round before.
let line = { bytes: 0, rounds: 0, open: 0 };
const fetched = async (address) => {
  const path = join(site, decodeURIComponent(new URL(address, base).pathname));
  if (!files.has(path)) return { ok: false, status: 404, text: async () => "", json: async () => ({}) };
  const { bytes, size } = files.get(path);
  if (line.open++ === 0) line.rounds++;
  line.bytes += size;
  await new Promise((done) => setImmediate(done));
  line.open--;
  const buffer = async () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  return { ok: true, status: 200, text: async () => bytes.toString(), json: async () => JSON.parse(bytes), arrayBuffer: buffer };
};

const idOf = (url) => pages[new URL(url, base).pathname.slice(1)];
const compressed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

// A reader who knows nothing of the index; with the code of one before, if that is given.
const engines = {
  async lantoa(known) {
    const code = known || await import(pathToFileURL(resolve(site, "search/engine.js")) + "?" + Math.random());
    const search = await code.open({ base, fetch: fetched });
    const ask = async (query, limit) => {
      const { results, total } = await search.search(query, { limit });
      return { ids: results.map(({ url }) => idOf(url)), total };
    };
    return { ask, code };
  },
  async pagefind(known) {
    globalThis.fetch = fetched;
    const code = known || await import(pathToFileURL(resolve(site, "pagefind/pagefind.js")) + "?" + Math.random());
    if (known) await code.destroy();
    await code.options({ basePath: "/pagefind/", baseUrl: "/" });
    await code.init();
    const ask = async (query, limit) => {
      const found = (await code.search(query))?.results || [];
      const data = await Promise.all(found.slice(0, limit).map((result) => result.data()));
      return { ids: data.map(({ url }) => idOf(url)), total: found.length };
    };
    return { ask, code };
  },
};
const client = { lantoa: ["search/engine.js"], pagefind: ["pagefind/pagefind.js"] }[engine];

const queries = readFileSync(queriesPath, "utf8").split("\n").filter(Boolean).map((text) => JSON.parse(text))
  .filter((query) => split === "all" || query.split === split);
const median = (list, share = 0.5) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];

// Bytes: a reader who comes for the first time, and the next query of the same reader.
const [first, further, waits] = [[], [], LINKS.map(() => [])];
const clientBytes = client.reduce((sum, path) => sum + compressed(join(site, path)), 0);
for (let at = 0; at < queries.length; at += Math.ceil(queries.length / 100)) {
  line = { bytes: 0, rounds: 0, open: 0 };
  const { ask } = await engines[engine]();
  await ask(queries[at].query, 5);
  const bytes = line.bytes + clientBytes;
  first.push(bytes);
  // One round for the client, which the entry waits for only where a page does not ask for both.
  LINKS.forEach(([, bits, delay], link) => waits[link].push((line.rounds + 1) * delay + (bytes * 8) / bits));
  line = { bytes: 0, rounds: 0, open: 0 };
  await ask(queries[(at * 7 + 3) % queries.length].query, 5);
  further.push(line.bytes);
}

// Processor time of all threads of Node, those that compile and collect garbage too.
const timed = async (ask, query) => {
  const begin = process.cpuUsage();
  const { ids } = await ask(query, 10);
  const { user, system } = process.cpuUsage(begin);
  return { ids, time: (user + system) / 1000 };
};

// The first queries: code that nothing was compiled of, an index of which nothing is known.
const { ask: begin, code } = await engines[engine]();
const [cold, times, again, classes] = [[], [], [], new Map()];
const spread = (count) => queries.filter((_, at) => at % Math.ceil(queries.length / count) === 0);
for (const { query } of spread(100)) cold.push((await timed(begin, query)).time);
// How much is compiled is to depend on no number of pages or queries: ten readers come, each with 300.
for (let reader = 0; reader < 10; reader++) {
  const { ask } = await engines[engine](code);
  for (let at = 0; at < 300; at++) await ask(queries[(at * 10 + reader) % queries.length].query, 10);
}

// The same code, and one more reader who knows nothing of the index.
const { ask } = await engines[engine](code);
for (const { cls, query, relevant } of queries) {
  const { ids, time } = await timed(ask, query);
  times.push(time);
  const rank = ids.slice(0, 10).findIndex((id) => relevant.includes(id));
  const [count, sum] = classes.get(cls) || [0, 0];
  classes.set(cls, [count + 1, sum + (rank < 0 ? 0 : 1 / (rank + 1))]);
}

// The same once more: what was fetched is known.
for (const { query } of queries) again.push((await timed(ask, query)).time);

// Code is no index: what runs in the browser has a figure of its own.
const texts = /[/\\](t|fragment)[/\\]/;
const scripts = /[/\\](engine|engine-classic|sw|pagefind[^/\\]*)\.(js|css)$|[/\\]wasm\./;
const total = (isText) => paths(join(site, folder))
  .filter((path) => texts.test(path) === isText && !/\.html$/.test(path) && !scripts.test(path))
  .reduce((sum, path) => sum + (/\.pf_|pagefind$/.test(path) ? statSync(path).size : compressed(path)), 0);
const count = Object.keys(pages).length;
console.log(JSON.stringify({
  client: clientBytes, first: median(first), further: median(further),
  waits: Object.fromEntries(LINKS.map(([name], at) => [name, +median(waits[at]).toFixed(2)])),
  index: Math.round(total(false) / count), texts: Math.round(total(true) / count),
  cold: +median(cold, 0.95).toFixed(2), cpu: +median(times, 0.95).toFixed(2), again: +median(again, 0.95).toFixed(2),
  mrr: Object.fromEntries([...classes].sort().map(([name, [n, sum]]) => [name, +(sum / n).toFixed(3)])),
}));
