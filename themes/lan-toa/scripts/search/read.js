// Reads the files of the index, whose form is that of src/search.

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

// [marks, marks of the second, postings] of each spelling; a posting is a document times 4 and its
// weight there.
const variants = (digits, isPair) => {
  const list = [];
  for (let left = digits.next(); left > 0; left--) {
    const first = digits.one();
    const second = isPair ? digits.one() : 0;
    const postings = [];
    for (let left = digits.next(), last = 0; left > 0; left--) {
      const value = digits.next();
      last = (last & -4) + (isPair ? (value >> 1) * 4 + (value & 1) * 3 : value);
      postings.push(last);
    }
    list.push([first, second, postings]);
  }
  return list;
};

// In how many documents something stands, by its spellings.
const countOf = (found) => found.reduce((sum, [, , postings]) => sum + postings.length, 0);

// Passes over spellings.
const skip = (digits, isPair) => {
  for (let left = digits.next(); left > 0; left--) {
    digits.one();
    if (isPair) digits.one();
    for (let count = digits.next(); count > 0; count--) digits.next();
  }
};

// Passes over what is said of a word; `begins` is told where its spellings (0) and those of its pairs
// (by their second) stand.
const pass = (digits, begins) => {
  let second = 0;
  if (begins) begins.set(0, digits.at);
  skip(digits, false);
  for (let left = digits.next(); left > 0; left--) {
    const more = digits.next();
    if (!more) throw new Error("damaged");
    second += more;
    if (begins) begins.set(second, digits.at);
    skip(digits, true);
  }
  return begins;
};

// Where each word begins: few of them are ever asked for, and `Question.found` reads those.
const readShard = (text) => {
  const [digits, words] = [new Digits(text), new Map()];
  for (let word = ""; digits.more; ) {
    word = digits.word(word);
    words.set(word, digits.at);
    pass(digits);
  }
  words.digits = digits;
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
  // By its first word what stands for other words, and these.
  const synonyms = new Map();
  const add = (one, others) => synonyms.set(one[0], [...(synonyms.get(one[0]) || []), [one, others]]);
  for (const line of entry.synonyms.split(",")) {
    const [short, ...long] = line.split(" ");
    if (long.length > 1) add([short], long);
    add(long, [short]);
  }
  const words = [...steps].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  return { ...entry, shards, steps, words, synonyms, cell: cells.of };
};

// For each facet `of`, what a document has there as a place among `lists` of values.
const readFilters = (json, entry) => {
  const row = () => new Int32Array(entry.n);
  const spread = (runs) => {
    const of = row();
    let at = 0;
    runs.forEach((run, place) => of.fill(place + 1, at, (at += run[run.length - 1])));
    return { lists: [[], ...runs.map(([value]) => value ? [value] : [])], of };
  };
  const unit = row();
  for (let digits = new Digits(json.unit), at = 0; digits.more; ) unit[at++] = digits.next();
  const above = (at) => (at < 0 ? [] : [json.units[at][0], ...above(json.units[at][2])]);
  const award = { lists: [[]], of: row() };
  for (const [name, gaps] of json.awards) {
    for (let digits = new Digits(gaps), at = 0; digits.more; ) {
      at += digits.next();
      if (award.of[at]) award.lists[award.of[at]].push(name);
      else award.of[at] = award.lists.push([name]) - 1;
    }
  }
  const [kind, status] = [entry.kinds, json.statuses].map(spread);
  return {
    kind,
    unit: { lists: [[], ...json.units.map((_, at) => above(at))], of: unit },
    year: spread(json.years),
    award,
    status,
    // The place of the kind of earlier texts, and which statuses say that a text is over.
    earlier: kind.lists.findIndex(([value]) => value === EARLIER),
    isOver: status.lists.map(([value]) => OVER.test(value)),
    names: {
      kind: new Map(entry.kinds),
      unit: new Map(json.units),
      status: new Map(Object.entries(json.names)),
    },
  };
};

// Records as they are shown; a part that has others is damaged.
const readRecords = (records) => records.map((record) => {
  if (!record[8].trim) throw new Error("damaged");
  record.found = null;
  return record;
});
