// From the documents found to what a reader is shown: filters, order, excerpts, another spelling.

const FACETS = ["kind", "unit", "year", "award", "status"];

// Which documents pass the filters, in place, and how many would under each value of each facet.
const filtered = (filters, documents, wanted) => {
  const sides = FACETS.map((facet) => {
    const { lists, of } = filters[facet];
    const asked = new Set(list(wanted[facet]));
    const passes = (values) => (asked.size ? values.some((value) => asked.has(value)) : values[0] !== EARLIER);
    return { facet, lists, of, passes: Uint8Array.from(lists, passes), found: new Int32Array(lists.length) };
  });
  let count = 0;
  for (const document of documents) {
    let failures = 0;
    let failed;
    for (const side of sides) {
      if (side.passes[side.of[document]]) continue;
      failures++;
      failed = side;
    }
    if (!failures) documents[count++] = document;
    if (failures < 2) for (const side of failures ? [failed] : sides) side.found[side.of[document]]++;
  }
  const facets = sides.map(({ facet, lists, found }) => {
    const names = filters.names[facet];
    const counts = new Map();
    lists.forEach((values, place) => values.forEach((value) =>
      found[place] && counts.set(value, (counts.get(value) || 0) + found[place])));
    return [facet, [...counts]
      .map(([value, count]) => ({ value, label: (names && names.get(value)) || value, count }))
      .sort((a, b) => (facet === "year" ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.value < b.value ? -1 : 1)))];
  });
  return { passed: documents.subarray(0, count), facets: Object.fromEntries(facets) };
};

// The longest run of the query's words in some tokens, of which `hits` are places of such words: how
// many words, how many of them with the marks typed, and where it begins.
const longestRun = ({ wanted, tokens: typed, hasMarks }, found, hits) => {
  const count = wanted.length;
  let best = [0, 0, 0];
  for (const at of hits) {
    for (let first = 0; first < 2 && first < count; first++) {
      let [run, marks] = [0, 0];
      for (let next = at; first + run < count && wanted[first + run].has(found[next]); next += 4) {
        if (!hasMarks || typed[first + run].m === found[next + 1] >> 2) marks++;
        run++;
      }
      if (run > best[0] || (run === best[0] && marks > best[1])) best = [run, marks, at];
    }
  }
  return best;
};

// The place of an excerpt: around the longest run, else where most words of the query stand.
const place = ({ wanted }, found, hits, [run, , at]) => {
  if (run > 1 || wanted.length === 1) return at;
  let [best, most] = [0, 0];
  hits.forEach((from, i) => {
    const seen = new Set();
    for (; hits[i] < from + 96; i++) seen.add(found[hits[i]]);
    if (seen.size > most) [best, most] = [from, seen.size];
  });
  return best;
};

// About thirty words around the match, as HTML with nothing in it but the words and <mark>.
const excerpt = ({ all }, text, found, at) => {
  const { length } = found;
  if (!length) return "";
  let from = Math.max(0, at - 24);
  for (let back = at; back > from; back -= 4) if (!(found[back + 1] & 3)) from = back;
  const to = Math.min(length, from + 136) - 4;
  let [html, done, marked] = [from ? "… " : "", found[from + 2], 0];
  const close = () => {
    if (marked) html += "</mark>";
    marked = 0;
  };
  for (let i = from; i <= to; i += 4) {
    const isCommon = all.get(found[i]);
    // A word that stands everywhere is marked only beside another one that was asked for.
    if (isCommon == null || (isCommon && all.size > 1 && !all.has(found[i - 4]) && !all.has(found[i + 4]))) continue;
    const between = text.slice(done, found[i + 2]);
    if (marked && (!between || between === " ")) html += between;
    else {
      close();
      html += escaped(between) + "<mark>";
    }
    done = found[i + 3];
    marked = 1;
    html += escaped(text.slice(found[i + 2], done));
  }
  close();
  html += escaped(text.slice(done, found[to + 3]));
  return html.replace(/\s+/g, " ") + (to < length - 4 ? " …" : "");
};

// One document as it is shown; its score also says how well the words stand in the order typed.
const shown = (index, question, document, record, score) => {
  const [address, title, number, date, unit, status, label, , text] = record;
  const { kind: { lists, of }, names } = index.filters;
  const [kind] = lists[of[document]];
  const result = {
    url: index.base + address, title, number, kind, date, unit, status, score,
    kindName: label || names.kind.get(kind) || kind,
    excerpt: escaped(text.slice(0, 160)),
  };
  if (!question.tokens.length) return result;
  question.records.push(record);
  record.found = record.found || [title, text, number].map(scanned);
  const { all, flags, wanted: { length: count } } = question;
  let [most, isWhole, hasMarks] = [0, 0, 0];
  record.found.forEach((found, part) => {
    const hits = [];
    for (let at = 0; at < found.length; at += 4) if (flags[found[at] & 1023] && all.has(found[at])) hits.push(at);
    const run = longestRun(question, found, hits);
    if (part === 1) result.excerpt = excerpt(question, text, found, place(question, found, hits, run));
    most = Math.max(most, ((run[0] + run[1] * 0.3) / count) * PART[part]);
    // What says all of the query, and with its marks, goes before what says parts of it; most of all
    // what begins with it, as a text does with its own number.
    if (count > 1 && run[0] === count) {
      question.isSaid = true;
      isWhole = 1;
    }
    if (count > 1 && run[1] === count) hasMarks = hasMarks || 2 - (run[2] > 15);
    if (!part && run[0] === count && found.length === 4 * count) most += 0.6;
  });
  result.score *= 1 + most + isWhole + hasMarks;
  return result;
};

// The query with the spelling under which its words were found, in the words of the best results.
const suggestion = ({ isTypo, choices, tokens: typed, query, wanted, records }) => {
  let [changed, done] = ["", 0];
  const has = (place, word) => wanted[place] && wanted[place].has(word);
  for (const at of [...isTypo].sort((a, b) => a - b)) {
    const others = choices[at].slice(1).map(([word]) => hashed(word));
    let best = "";
    for (const record of records.slice(0, 3)) {
      [0, 1].forEach((part) => {
        const found = record.found[part];
        for (let i = 0; !best && i < found.length; i += 4) {
          const isBeside = choices.length === 1 || has(at - 1, found[i - 4]) || has(at + 1, found[i + 4]);
          if (isBeside && others.includes(found[i])) best = record[part ? 8 : 1].slice(found[i + 2], found[i + 3]);
        }
      });
    }
    if (!best) return [];
    changed += query.slice(done, typed[at].at) + best.toLowerCase();
    done = typed[at].end;
  }
  return isTypo.size ? [changed + query.slice(done)] : [];
};
