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
    return this;
  }

  // The content of a file of this name, read by `read`; kept, so that it is fetched once.
  async file(path, name, read, signal) {
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

  async shard(name, signal) {
    return this.file(`s/${name}.js`, name, readShard, signal).catch((error) => this.lost(error, new Map()));
  }

  // A missing part: the entry may be older than what stands beside it, which is found out once.
  lost(error, value) {
    if (!(error instanceof Stale && this.isLast)) throw error;
    this.missing++;
    return value;
  }

  async load(signal) {
    const { filters } = this.entry;
    if (this.filters) return;
    const empty = { years: [], statuses: [], names: {}, units: [], unit: "", awards: [] };
    const read = (json) => readFilters(json, this.entry);
    this.filters = await this.file(`f/${filters}.js`, filters, read, signal)
      .catch((error) => this.lost(error, read(empty)));
  }

  async record(document, signal) {
    const block = Math.floor(document / this.entry.g);
    const records = await this.file(`t/${block}.js?${this.entry.id}`, "t" + block, (json) => json, signal)
      .catch((error) => this.lost(error, []));
    return records[document % this.entry.g];
  }

  async search(query, options) {
    const { signal, filters = {} } = options;
    const [limit, offset] = [bounded(options.limit, 10, 100), bounded(options.offset, 0, 1e6)];
    this.missing = 0;
    const question = new Question(this, query, options);
    const isAsked = question.tokens.length > 0;
    await Promise.all([this.load(signal), isAsked && question.find(), isAsked && question.loadSynonyms()]);
    const scores = isAsked ? question.score() : new Map();
    let ranked = [];
    if (isAsked) ranked = this.matching(scores);
    else if (!query.trim()) ranked = this.filters.kinds.map((_, at) => at);
    const { passed, facets } = filtered(this.filters, ranked, filters || {});
    const documents = passed.slice(offset, offset + limit);
    const records = await Promise.all(documents.map((document) => this.record(document, signal)));
    const results = documents.flatMap((document, at) => records[at]
      ? [shown(this, isAsked && question, document, records[at], isAsked ? scores.get(document).score : 0)] : []);
    // Within what is shown the texts themselves decide.
    if (isAsked) results.sort((a, b) => b.score - a.score);
    const suggestions = isAsked && !offset ? suggestion(question, records.filter(Boolean).slice(0, 3)) : [];
    return { total: passed.length, results, facets, suggestions, missing: this.missing };
  }

  // Documents with all words, those with the phrase first; where none has the phrase, those too
  // that have most of the words.
  matching(scores) {
    const all = [...scores];
    // What earlier texts say does not count for the others.
    const now = all.filter(([document]) => this.filters.kinds[document] !== EARLIER);
    const isStrong = now.some(([, score]) => score.isStrong);
    const most = now.reduce((most, [, score]) => Math.max(most, score.cover), 0);
    const good = all.filter(([document, score]) => document < this.entry.n &&
      (isStrong ? score.isFull : score.cover >= most * 0.5));
    const by = ([a, x], [b, y]) => y.isStrong - x.isStrong || y.score - x.score || a - b;
    return good.sort(by).map(([document]) => document);
  }
}

const bounded = (value, usual, most) => {
  const number = Math.floor(Number(value == null ? usual : value));
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
