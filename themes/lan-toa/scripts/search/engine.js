// Answers queries from the index below search/. The form of its files is that of src/search; what
// counts how much was tuned on judged queries and is gathered here.

const WEIGHT = [0.5, 0.75, 1, 1.9];
const PAIR = 0.9;
// The second where the pair stands in the title.
const PAIR_WEIGHT = [1, 0, 0, 1.6];
const OTHER_MARKS = 0.55;
const TYPO = 0.6;
const PREFIX = 0.8;
const SYNONYM = 0.675;
const NUMBER = 1.2;
// A number with its code, as one word.
const NUMBERED = /^\d+[a-z]/;
// What stands for the kind of earlier texts, which are found by who asks for them.
const EARLIER = "ban_cu";
// Texts that are no longer in force, but for a part.
const OVER = /^(het-hieu-luc(?!-mot)|da-thu)/;

// Reads numbers and words of a file, one after the other.
class Digits {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }
  get more() {
    return this.at < this.text.length;
  }
  one() {
    const code = this.text.charCodeAt(this.at++);
    if (!(code > 32 && code < 127)) throw new Error("damaged");
    return code - 33 - (code > 34) - (code > 92);
  }
  next() {
    const first = this.one();
    if (first < 56) return first;
    if (first < 88) return 56 + (first - 56) * 92 + this.one();
    if (first < 91) return 3000 + ((first - 88) * 92 + this.one()) * 92 + this.one();
    let value = 0;
    for (let at = 0; at < 4; at++) value = value * 92 + this.one();
    return 28392 + value;
  }
  word(before) {
    const shared = this.one();
    const end = this.text.indexOf(" ", this.at);
    if (end < 0) throw new Error("damaged");
    const word = [...before].slice(0, shared).join("") + this.text.slice(this.at, end);
    this.at = end + 1;
    return word;
  }
}

// [marks, marks of the second, documents, weights] of each spelling.
const variants = (digits, isPair) => {
  const list = [];
  for (let left = digits.next(); left > 0; left--) {
    const first = digits.one();
    const second = isPair ? digits.one() : 0;
    const count = digits.next();
    const [documents, weights] = [[], []];
    for (let at = 0, document = 0; at < count; at++) {
      const value = digits.next();
      document += isPair ? value >> 1 : value >> 2;
      documents.push(document);
      weights.push(isPair ? (value & 1) * 3 : value & 3);
    }
    list.push([first, second, documents, weights]);
  }
  return list;
};

const readShard = (text) => {
  const [digits, words] = [new Digits(text), new Map()];
  for (let word = ""; digits.more; ) {
    word = digits.word(word);
    const alone = variants(digits, false);
    const pairs = new Map();
    let second = 0;
    for (let left = digits.next(); left > 0; left--) {
      second += digits.next();
      pairs.set(second, variants(digits, true));
    }
    words.set(word, { alone, pairs });
  }
  return words;
};

const frequency = (step) => (step ? (2 ** ((step - 1) >> 2) * (4 + ((step - 1) & 3))) / 4 : 0);

// What the entry says, laid out for asking.
const readEntry = (entry) => {
  if (entry.v !== 1) throw new Error("search: unknown form");
  const shards = [];
  for (let digits = new Digits(entry.shards), word = ""; digits.more; ) {
    word = digits.word(word);
    const second = digits.next();
    shards.push({ word, second, name: entry.shards.substr(digits.at, 7) });
    digits.at += 7;
  }
  const cells = makeCells(...entry.cells.map((words) => words.split(" ")));
  const steps = new Map();
  for (let digits = new Digits(entry.grid), at = 1000; digits.more; at++) {
    const step = digits.one();
    if (step) steps.set(cells.word(at), step);
  }
  for (let digits = new Digits(entry.words), word = ""; digits.more; ) {
    word = digits.word(word);
    steps.set(word, digits.one());
  }
  const synonyms = entry.synonyms.split(",").map((line) => line.split(" "));
  const words = [...steps].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  return { ...entry, shards, steps, words, synonyms, cell: cells.of };
};

const readFilters = (json, entry) => {
  const spread = (runs) => runs.flatMap((run) => Array(run[run.length - 1]).fill(run[0]));
  const unit = [];
  for (let digits = new Digits(json.unit); digits.more; ) unit.push(digits.next() - 1);
  const above = (at) => (at < 0 ? [] : [at, ...above(json.units[at][2])]);
  const chains = json.units.map((_, at) => above(at).map((of) => json.units[of][0]));
  const awards = unit.map(() => []);
  for (const [award, gaps] of json.awards) {
    for (let digits = new Digits(gaps), at = 0; digits.more; ) {
      at += digits.next();
      if (awards[at]) awards[at].push(award);
    }
  }
  const known = (values) => (at) => values[at] ? [values[at]] : [];
  const [kinds, years, statuses] = [entry.kinds, json.years, json.statuses].map(spread);
  return {
    kinds, years, statuses,
    // The values of a document under each facet.
    of: {
      kind: known(kinds),
      unit: (at) => chains[unit[at]] || [],
      year: known(years),
      award: (at) => awards[at] || [],
      status: known(statuses),
    },
    names: {
      kind: new Map(entry.kinds),
      unit: new Map(json.units),
      status: new Map(Object.entries(json.names)),
    },
  };
};

// Whether one letter typed wrong, left out, typed twice or two exchanged make the one of the other.
const isNear = (a, b) => {
  const [long, short] = a.length < b.length ? [b, a] : [a, b];
  if (a === b || long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at);
  return long.slice(at + 1) === short.slice(at + 1) ||
    (long[at] === short[at + 1] && long[at + 1] === short[at] &&
      long.slice(at + 2) === short.slice(at + 2));
};

const scoreOf = (scores, document) => {
  if (!scores.has(document)) scores.set(document, { score: 0, pairs: 0, mask: 0 });
  return scores.get(document);
};

const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt()};`);

const list = (value) => (value == null || value === "" ? [] : [].concat(value).map(String));

// One question over one state of the index.
class Question {
  constructor(index, query, options) {
    const typed = tokens(query).slice(0, 24);
    const last = typed[typed.length - 1];
    Object.assign(this, {
      index, entry: index.entry, options, query, tokens: typed, loaded: new Map(), isTypo: new Set(),
      hasMarks: typed.some((token) => token.m),
      isOpen: last && last.end === query.length,
      // What may stand at each place, the typed word first: [word, factor].
      choices: typed.map((token) => [[token.w, 1]]),
    });
  }

  idf(count) {
    return Math.log(1 + (this.entry.n - count + 0.5) / (count + 0.5));
  }

  isCommon(word) {
    return this.entry.steps.get(word) === 90;
  }

  // Under which a pair of words is found.
  key(word, next) {
    return [word, this.entry.cell(next) + 1];
  }

  // The place of the shard in which a word, or its pairs with a second word, are found.
  place(word, second) {
    const { shards } = this.entry;
    let [low, high] = [0, shards.length];
    while (low < high) {
      const at = (low + high) >> 1;
      const other = shards[at];
      if (other.word < word || (other.word === word && other.second <= second)) low = at + 1;
      else high = at;
    }
    return low - 1;
  }

  async load(keys) {
    const places = new Set(keys.map(([word, second]) => this.place(word, second)));
    await Promise.all([...places].filter((at) => at >= 0 && !this.loaded.has(at)).map(async (at) => {
      this.loaded.set(at, await this.index.shard(this.entry.shards[at].name, this.options.signal));
    }));
  }

  // What stands under a key: a word and 0, or a pair.
  found([word, second]) {
    const shard = this.loaded.get(this.place(word, second));
    const found = shard && shard.get(word);
    return (found && (second ? found.pairs.get(second) : found.alone)) || [];
  }

  alone(word) {
    return this.found([word, 0]);
  }

  pair(first, second) {
    return this.found(this.key(first, second));
  }

  // The keys of everything that the present choices may be found under.
  keys() {
    const keys = [];
    this.choices.forEach((choice, at) => {
      for (const [word] of choice) {
        if (!this.isCommon(word)) keys.push([word, 0]);
        for (const [next] of this.choices[at + 1] || []) keys.push(this.key(word, next));
      }
    });
    return keys;
  }

  hasPair(at) {
    return (this.choices[at] || []).some(([a]) =>
      (this.choices[at + 1] || []).some(([b]) => this.pair(a, b).length));
  }

  // The typed words first; then what may be meant by words that stand with none of their
  // neighbours; last what the word under way may become.
  async find() {
    const { choices, tokens: typed } = this;
    await this.load(this.keys());
    const count = choices.length;
    for (let at = 0; at < count; at++) {
      const word = typed[at].w;
      const isKnown = this.entry.steps.has(word) || this.alone(word).length;
      const isLast = at === count - 1 && this.isOpen;
      const hasNeighbour = this.hasPair(at - 1) || this.hasPair(at);
      if (isLast && (word.length > 1 || count > 1)) await this.prefixes(at, isKnown);
      if (/\d/.test(word) || word.length < 2 || choices[at].length > 1) continue;
      if (isKnown && (count === 1 || hasNeighbour)) continue;
      await this.typos(at, isKnown);
    }
    await this.load(this.keys());
    this.wanted = choices.map((choice) => new Set(choice.map(([word]) => word)));
  }

  async prefixes(at, isKnown) {
    const word = this.tokens[at].w;
    const before = at > 0 ? this.choices[at - 1] : [];
    const beginning = this.entry.words.filter((other) => other !== word && other.startsWith(word));
    if (before.length) {
      const likely = beginning.slice(0, 40);
      const places = new Map();
      for (const [first] of before) {
        for (const other of likely) {
          const key = this.key(first, other);
          places.set(this.place(...key), key);
        }
      }
      await this.load([...places.values()].slice(0, 3));
      const found = likely.filter((other) => before.some(([first]) => this.pair(first, other).length));
      this.choices[at].push(...found.slice(0, 12).map((other) => [other, PREFIX]));
    } else if (!isKnown || word.length > 2) {
      this.choices[at].push(...beginning.slice(0, isKnown ? 2 : 5).map((other) => [other, PREFIX]));
    }
    // Numbers and rare words are not in the entry: the shard in which they would stand knows them.
    const shard = this.loaded.get(this.place(word, 0));
    const found = [...(shard || new Map()).keys()].filter((other) => other !== word && other.startsWith(word) &&
      (word.length > 2 || NUMBERED.test(other)));
    this.choices[at].push(...found.slice(0, 12).map((other) => [other, NUMBERED.test(other) ? NUMBER : PREFIX]));
  }

  async typos(at, isKnown) {
    const { choices } = this;
    const near = this.entry.words.filter((other) => isNear(this.tokens[at].w, other));
    const [before, after] = [choices[at - 1] || [], choices[at + 1] || []];
    const withBefore = (word) => before.some(([first]) => this.pair(first, word).length);
    await this.load(before.flatMap(([first]) => near.slice(0, 12).map((word) => this.key(first, word))));
    let likely = near.filter(withBefore).slice(0, 6);
    if (!likely.length && after.length) {
      const some = near.slice(0, 10);
      await this.load(some.flatMap((word) => after.map(([next]) => this.key(word, next))));
      likely = some.filter((word) => after.some(([next]) => this.pair(word, next).length)).slice(0, 6);
    }
    if (!likely.length && !isKnown) likely = near.slice(0, 3);
    if (likely.length) this.isTypo.add(at);
    choices[at].push(...likely.map((word) => [word, TYPO]));
  }

  // How well the marks of a spelling are those typed.
  marks(at, marks) {
    const typed = this.tokens[at].m;
    if (!this.hasMarks || typed === marks) return 1;
    return typed ? OTHER_MARKS : 0.92;
  }

  // Adds to each document the best that the choices of one place (a bit), or of a pair of places (two
  // bits, a multiple of three), make of it: factor × the worth of its weight.
  slot(lists, scores, bits) {
    const best = new Float64Array(this.entry.n);
    const seen = [];
    for (const [documents, weights, factor, worth] of lists) {
      documents.forEach((document, at) => {
        const value = factor * worth[weights[at]];
        if (value > best[document]) {
          if (!best[document]) seen.push(document);
          best[document] = value;
        }
      });
    }
    for (const document of seen) {
      const score = scoreOf(scores, document);
      score.score += best[document];
      score.mask |= bits;
      score.pairs += bits % 3 || !bits ? 0 : 1;
    }
  }

  score() {
    this.all = new Set([...this.wanted.flatMap((words) => [...words]), ...this.twins.flatMap(({ words }) => words)]);
    const { choices, entry } = this;
    const [scores, count] = [new Map(), choices.length];
    const idfs = choices.map((choice) => {
      const [word] = choice.find(([other]) => entry.steps.has(other)) || choice[0];
      const step = entry.steps.get(word);
      const found = step === 90 ? entry.n * 0.5 : step ? frequency(step) : Math.max(1, this.alone(word).reduce((sum, v) => sum + v[2].length, 0));
      return this.idf(found);
    });
    const common = choices.map((choice) => choice.every(([word]) => this.isCommon(word)));
    const whole = idfs.reduce((sum, idf, at) => sum + (common[at] && count > 1 ? 0 : idf), 0) || 1;
    let mask = 0;
    choices.forEach((choice, at) => {
      if (!common[at] || count === 1) mask |= 1 << at;
      const lists = choice.flatMap(([word, factor]) => this.alone(word).map(([marks, , documents, weights]) =>
        [documents, weights, idfs[at] * factor * this.marks(at, marks), WEIGHT]));
      this.slot(lists, scores, 1 << at);
    });
    const pairs = count - 1;
    for (let at = 0; at < pairs; at++) {
      const lists = [];
      for (const [a, first] of choices[at]) {
        for (const [b, second] of choices[at + 1]) {
          const found = this.pair(a, b);
          const idf = this.idf(found.reduce((sum, v) => sum + v[2].length, 0));
          for (const [m1, m2, documents, weights] of found) {
            const factor = PAIR * idf * first * second * this.marks(at, m1) * this.marks(at + 1, m2);
            lists.push([documents, weights, factor, PAIR_WEIGHT]);
          }
        }
      }
      this.slot(lists, scores, 3 << at);
    }
    // A text says its own number oftener, or in its title, than texts that cite it do.
    this.slot(this.glued.flatMap((word) => this.alone(word)).map(([, , documents, weights]) =>
      [documents, weights, this.idf(documents.length), WEIGHT]), scores, 0);
    this.synonyms(scores, idfs);
    const full = mask || (1 << count) - 1;
    for (const [document, score] of scores) {
      let cover = 0;
      for (let at = 0; at < count; at++) if (score.mask & full & (1 << at)) cover += idfs[at];
      score.cover = Math.min(1, cover / whole);
      score.isFull = (score.mask & full) === full;
      score.isStrong = score.isFull && score.pairs === pairs;
      score.score *= (0.25 + 0.75 * score.cover) * (score.isStrong && pairs ? 1.5 : 1);
      if (OVER.test(this.index.filters.statuses[document])) score.score *= 0.8;
    }
    return scores;
  }

  // Words typed short or long are found in the other form too, as if they were one word.
  synonyms(scores, idfs) {
    for (const { from, to, keys } of this.twins) {
      const sets = keys.map((key) => new Set(this.found(key).flatMap((variant) => variant[2])));
      for (const document of sets[0]) {
        if (!sets.every((set) => set.has(document))) continue;
        const score = scoreOf(scores, document);
        for (let at = from; at < to; at++) {
          if (!(score.mask & (1 << at))) score.score += SYNONYM * idfs[at];
          score.mask |= 1 << at;
        }
      }
    }
  }

  async loadSynonyms() {
    this.twins = [];
    const words = this.tokens.map((token) => token.w);
    const add = (from, to, others) => {
      const keys = others.slice(1).map((word, at) => this.key(others[at], word));
      this.twins.push({ from, to: from + to, words: others, keys: keys.length ? keys : [[others[0], 0]] });
    };
    for (const [short, ...long] of this.entry.synonyms) {
      words.forEach((word, from) => {
        if (word === short && long.length > 1) add(from, 1, long);
        if (long.every((other, at) => words[from + at] === other)) add(from, long.length, [short]);
      });
    }
    // What is typed as one number, `147/KH-SYT` or `KH-SYT`, stands in the index as one word too.
    this.glued = tokens(this.query.replace(/[/–-](?=\S)/g, "")).map(({ w }) => w).filter((word) => !words.includes(word));
    await this.load([...this.glued.map((word) => [word, 0]), ...this.twins.flatMap(({ keys }) => keys)]);
  }
}
