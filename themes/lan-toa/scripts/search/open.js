// What others call: open({ base, fetch }) gives an object with search(query, options).

class Stale extends Error {}

// One state of the index: its entry, and what was fetched of it.
class Index {
  constructor(base, get) {
    Object.assign(this, { base, get, kept: new Map() });
  }

  async start(cache) {
    const response = await this.get(this.base + "search/entry.json", { cache });
    if (!response.ok) throw new Error("search: " + response.status);
    this.entry = readEntry(JSON.parse(await response.text()));
    const { n } = this.entry;
    // Of each document: what a query has found of it so far.
    this.tables = {
      best: new Float64Array(n), scores: new Float64Array(n), grades: new Float64Array(n),
      masks: new Int32Array(n), pairs: new Uint8Array(n), touched: new Int32Array(n),
    };
    return this;
  }

  // The content of a file of this name, read by `read`; kept, so that it is fetched once.
  async file(path, name, read, { signal }) {
    if (this.kept.has(path)) return this.kept.get(path);
    // What a cache or a broken line spoilt is asked for once more, past all caches.
    for (const cache of ["default", "reload"]) {
      try {
        const response = await this.get(this.base + "search/" + path, { signal, cache });
        if (!response.ok) continue;
        const text = await response.text();
        const start = `lanToa("${name}",`;
        const end = text.lastIndexOf(")");
        if (!text.startsWith(start) || end < start.length) continue;
        const value = read(JSON.parse(text.slice(start.length, end)));
        this.kept.set(path, value);
        return value;
      } catch (error) {
        if (error && error.name === "AbortError") throw error;
      }
    }
    throw new Stale(path);
  }

  async shard(name, question) {
    return this.file(`s/${name}.js`, name, readShard, question.options).catch((error) => this.lost(error, new Map(), question));
  }

  // A missing part: the entry may be older than what stands beside it, which is found out once.
  lost(error, value, question) {
    if (!(error instanceof Stale && this.isLast)) throw error;
    question.missing++;
    return value;
  }

  async load(question) {
    const { filters } = this.entry;
    const empty = { years: [], statuses: [], names: {}, units: [], unit: "", awards: [] };
    const read = (json) => readFilters(json, this.entry);
    this.filters = await this.file(`f/${filters}.js`, filters, read, question.options)
      .catch((error) => this.lost(error, read(empty), question));
  }

  async record(document, question) {
    const block = Math.floor(document / this.entry.g);
    const records = await this.file(`t/${block}.js?${this.entry.id}`, "t" + block, readRecords, question.options)
      .catch((error) => this.lost(error, [], question));
    return records[document % this.entry.g];
  }

  async search(query, options) {
    const [limit, offset] = [bounded(options.limit, 10, 100), bounded(options.offset, 0, 1e6)];
    const question = new Question(this, query, options);
    const isAsked = question.tokens.length > 0;
    await Promise.all([this.load(question), isAsked && question.find(), isAsked && question.loadSynonyms()]);
    let ranked = new Int32Array();
    if (isAsked) ranked = question.score();
    else if (!query.trim()) ranked = this.filters.kind.of.map((_, at) => at);
    const { passed, facets } = filtered(this.filters, ranked, options.filters || {});
    const documents = isAsked ? top(passed, (document) => question.rank(document), offset + 3 * limit) : passed;
    // The tables are those of the next query as soon as this one waits.
    const scores = isAsked ? documents.map((document) => this.tables.scores[document]) : [];
    const show = async (from, to) => {
      const page = [...documents.slice(from, to)];
      const records = await Promise.all(page.map((document) => this.record(document, question)));
      // Within what is shown the texts themselves decide.
      return page.flatMap((document, at) => records[at] ? [shown(this, question, document, records[at], scores[from + at] || 0)] : [])
        .sort((a, b) => b.score - a.score);
    };
    // Where words stand in pairs everywhere and no text of the first page has all in a row, three pages
    // are looked through at once.
    const deep = question.isPhrase && offset < 3 * limit && 3 * limit;
    let results = deep ? await show(0, limit) : [];
    if (deep && !question.isSaid) results = [...(await show(0, deep)), ...(await show(deep, offset + limit))].slice(offset, offset + limit);
    else if (offset || !deep) results = await show(offset, offset + limit);
    return { total: passed.length, results, facets, suggestions: offset ? [] : suggestion(question), missing: question.missing };
  }
}

// The first documents by rank, in its order; those that are shown need no order of all others.
const top = (documents, rank, count) => {
  const [first, ranks] = [[], []];
  for (const document of documents) {
    const own = rank(document);
    let at = first.length;
    if (at === count && !(own > ranks[at - 1])) continue;
    while (at && own > ranks[at - 1]) at--;
    first.splice(at, 0, document);
    ranks.splice(at, 0, own);
    if (first.length > count) ranks.length = --first.length;
  }
  return first;
};

const bounded = (value, usual, most) => {
  const number = Math.floor(value == null ? usual : value);
  return number >= 0 ? Math.min(number, most) : usual;
};

async function open({ base = "./", fetch: given } = {}) {
  const get = given || ((url, options) => globalThis.fetch(url, options));
  const root = String(base).replace(/\/?$/, "/");
  let index = await new Index(root, get).start("no-cache");
  return {
    async search(query, options) {
      const asked = String(query == null ? "" : query).slice(0, 2000);
      const given = options || {};
      const { signal } = given;
      const ended = () => {
        if (signal && signal.aborted) throw signal.reason || new DOMException("aborted", "AbortError");
      };
      ended();
      let answer;
      try {
        answer = await index.search(asked, given);
      } catch (error) {
        ended();
        if (!(error instanceof Stale)) throw error;
        // A part is not what the entry says: perhaps the entry is the older one.
        const fresh = await new Index(root, get).start("reload").catch(() => index);
        if (fresh.entry.id !== index.entry.id) index = fresh;
        index.isLast = true;
        answer = await index.search(asked, given);
      }
      ended();
      return answer;
    },
  };
}
