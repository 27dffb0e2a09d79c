// Answers queries from the index below search/. What counts how much was tuned on judged queries and
// is gathered here.

const WEIGHT = [0.5, 0.75, 1, 1.9];
const PAIR = 0.9;
// The second where the pair stands in the title.
const PAIR_WEIGHT = [1, 0, 0, 1.6];
const OTHER_MARKS = 0.55;
const TYPO = 0.6;
const PREFIX = 0.8;
const SYNONYM = 0.675;
const NUMBER = 1.2;
// A run of words in the title, in the text, in the number.
const PART = [1.25, 1, 1.5];
// A number with its code, as one word.
const NUMBERED = /^\d+[a-z]/;

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

const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt()};`);

const list = (value) => (value == null || value === "" ? [] : [].concat(value).map(String));

// One question over one state of the index.
class Question {
  constructor(index, query, options) {
    const typed = tokens(query).slice(0, 24);
    const last = typed[typed.length - 1];
    Object.assign(this, {
      index, entry: index.entry, options, query, tokens: typed, loaded: new Map(), isTypo: new Set(), missing: 0,
      isPhrase: false, isSaid: false, records: [], twins: [], glued: [], wanted: [], all: new Map(), flags: new Uint8Array(1024),
      hasMarks: typed.some((token) => token.m),
      isOpen: last && last.end === query.length,
      // What may stand at each place, the typed word first: [word, factor].
      choices: typed.map((token) => [[token.w, 1]]),
    });
  }

  idf(count) {
    const { n } = this.entry;
    return Math.log((n + 1) / (Math.min(n, count) + 0.5));
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
      this.loaded.set(at, await this.index.shard(this.entry.shards[at].name, this));
    }));
  }

  // What stands under a key: a word and 0, or a pair.
  found([word, second]) {
    const shard = this.loaded.get(this.place(word, second)) || new Map();
    const { digits } = shard;
    let begins = shard.get(word) || new Map();
    if (!begins.get) {
      digits.at = begins;
      shard.set(word, (begins = pass(digits, new Map())));
    }
    const found = begins.get(second) || [];
    if (found.length >= 0) return found;
    digits.at = found;
    begins.set(second, variants(digits, second));
    return begins.get(second);
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
        // Of what stands everywhere only titles are known, which are asked where nothing else is.
        if (!this.choices[1] || !this.isCommon(word)) keys.push([word, 0]);
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
    this.wanted = choices.map((choice) => new Set(choice.map(([word]) => hashed(word))));
  }

  async prefixes(at, isKnown) {
    const word = this.tokens[at].w;
    const before = at > 0 ? this.choices[at - 1] : [];
    const beginning = this.entry.words.filter((other) => other.length > word.length && other.startsWith(word));
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
    const found = [...(shard || new Map()).keys()].filter((other) => other.length > word.length && other.startsWith(word) &&
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
  // bits), make of it: factor × the worth of its weight.
  slot(lists, worth, bits) {
    const { best, scores, masks, pairs, touched } = this.index.tables;
    let count = 0;
    for (const [postings, factor] of lists) {
      for (let at = 0; at < postings.length; at++) {
        const document = postings[at] >> 2;
        const value = factor * worth[postings[at] & 3];
        if (value > best[document]) {
          if (!best[document]) touched[count++] = document;
          best[document] = value;
        }
      }
    }
    for (let at = 0; at < count; at++) {
      const document = touched[at];
      scores[document] += best[document];
      best[document] = 0;
      masks[document] |= bits;
      if (worth === PAIR_WEIGHT) pairs[document]++;
    }
  }

  score() {
    const { choices, entry, glued, twins } = this;
    const { n, steps } = entry;
    // Of all words looked for whether they stand everywhere; most others are known by the flags alone.
    for (const word of [...choices.flat().map(([word]) => word), ...twins.flatMap(({ words }) => words)]) {
      this.all.set(hashed(word), this.isCommon(word));
      this.flags[hashed(word) & 1023] = 1;
    }
    for (const table of Object.values(this.index.tables)) table.fill(0);
    const idfs = choices.map((choice) => {
      const [word] = choice.find(([other]) => steps.has(other)) || choice[0];
      const step = steps.get(word);
      // Who types a number means it.
      return (1 + 2 * (word < "a")) *
        this.idf(step === 90 ? n * 0.5 : step ? frequency(step) : Math.max(1, countOf(this.alone(word))));
    });
    choices.forEach((choice, at) => {
      this.slot(choice.flatMap(([word, factor]) => this.alone(word).map(([marks, , postings]) =>
        [postings, idfs[at] * factor * this.marks(at, marks)])), WEIGHT, 1 << at);
      if (at) this.slot(choices[at - 1].flatMap(([a, first]) => choice.flatMap(([b, second]) => {
        const found = this.pair(a, b);
        const factor = PAIR * this.idf(countOf(found)) * first * second;
        return found.map(([m1, m2, postings]) => [postings, factor * this.marks(at - 1, m1) * this.marks(at, m2)]);
      })), PAIR_WEIGHT, 3 << (at - 1));
    });
    // A text says its own number oftener, or in its title, than texts that cite it do.
    this.slot(glued.flatMap((word) => this.alone(word)).map(([, , postings]) =>
      [postings, this.idf(postings.length)]), WEIGHT, 0);
    this.synonyms(idfs);
    // Words that stand everywhere count for nothing beside others.
    const common = choices.map((choice) => choice.every(([word]) => this.isCommon(word)));
    return this.matching(common.includes(false) ? idfs.map((idf, at) => common[at] ? 0 : idf) : idfs);
  }

  // Words typed short or long are found in the other form too, as if they were one word.
  synonyms(idfs) {
    const { scores, masks } = this.index.tables;
    for (const { from, to, keys } of this.twins) {
      const hits = new Uint8Array(this.entry.n);
      keys.forEach((key, at) => this.found(key).forEach(([, , postings]) => {
        for (const posting of postings) if (hits[posting >> 2] === at) hits[posting >> 2]++;
      }));
      for (let document = 0; document < hits.length; document++) {
        if (hits[document] < keys.length) continue;
        for (let at = from; at < to; at++) {
          if (!(masks[document] & (1 << at))) scores[document] += SYNONYM * idfs[at];
          masks[document] |= 1 << at;
        }
      }
    }
  }

  // Documents with all words where one has the phrase, else those too that have most of the words.
  matching(gains) {
    const { scores, masks, pairs, grades, touched } = this.index.tables;
    const { kind, status, earlier, isOver } = this.index.filters;
    const whole = gains.reduce((sum, gain) => sum + gain);
    // What share of the query some of its words are.
    const shares = new Map();
    const share = (mask) => 1 - gains.reduce((sum, gain, at) => sum + (mask & (1 << at) ? 0 : gain), 0) / whole;
    let [most, last, cover] = [0, -1, 0];
    for (let document = 0; document < scores.length; document++) {
      if (!scores[document]) continue;
      const mask = masks[document];
      if (mask !== last) {
        last = mask;
        cover = shares.get(mask);
        if (cover == null) shares.set(mask, (cover = share(mask)));
      }
      let grade = cover;
      if (grade === 1 && pairs[document] === gains.length - 1) grade = 2;
      grades[document] = grade;
      // What earlier texts say does not count for the others.
      if (grade > most && kind.of[document] !== earlier) most = grade;
    }
    this.isPhrase = most > 1 && gains.length > 1;
    const least = most > 1 ? 1 : most / 2;
    let count = 0;
    for (let document = 0; document < scores.length; document++) {
      const grade = grades[document];
      if (!scores[document] || grade < least) continue;
      scores[document] *= (0.25 + 0.75 * Math.min(grade, 1)) * (grade > 1 && gains.length > 1 ? 1.5 : 1) *
        (isOver[status.of[document]] ? 0.8 : 1);
      touched[count++] = document;
    }
    return touched.subarray(0, count);
  }

  // What documents stand in the order of: those with the phrase first.
  rank(document) {
    const { scores, grades } = this.index.tables;
    return scores[document] + (grades[document] > 1 ? 1e6 : 0);
  }

  async loadSynonyms() {
    const words = this.tokens.map((token) => token.w);
    words.forEach((word, from) => {
      for (const [one, others] of this.entry.synonyms.get(word) || []) {
        if (one.some((other, at) => words[from + at] !== other)) continue;
        const keys = others.slice(1).map((next, at) => this.key(others[at], next));
        this.twins.push({ from, to: from + one.length, words: others, keys: keys.length ? keys : [[others[0], 0]] });
      }
    });
    // What is typed as one number, `147/KH-SYT` or `KH-SYT`, stands in the index as one word too.
    const { end } = this.tokens[words.length - 1];
    this.glued = tokens(this.query.slice(0, end).replace(/[/–-](?=\S)/g, "")).map(({ w }) => w).filter((word) => !words.includes(word));
    await this.load([...this.glued.map((word) => [word, 0]), ...this.twins.flatMap(({ keys }) => keys)]);
  }
}
