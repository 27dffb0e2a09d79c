// From the documents found to what a reader is shown: filters, order, excerpts, another spelling.

const FACETS = ["kind", "unit", "year", "award", "status"];

// Which documents pass the filters, and how many would under each value of each facet.
const filtered = (filters, documents, wanted) => {
  const asked = FACETS.map((facet) => new Set(list(wanted[facet])));
  const places = FACETS.map((facet) => filters[facet].of);
  const passes = FACETS.map((facet, at) => filters[facet].lists.map((values) =>
    asked[at].size ? values.some((value) => asked[at].has(value)) : values[0] !== EARLIER));
  const found = passes.map((of) => of.map(() => 0));
  const passed = [];
  for (const document of documents) {
    let [failures, failed] = [0, 0];
    for (let at = 0; at < FACETS.length; at++) {
      if (passes[at][places[at][document] | 0]) continue;
      failures++;
      failed = at;
    }
    if (failures > 1) continue;
    if (failures) found[failed][places[failed][document] | 0]++;
    else {
      passed.push(document);
      for (let at = 0; at < FACETS.length; at++) found[at][places[at][document] | 0]++;
    }
  }
  const facets = {};
  FACETS.forEach((facet, at) => {
    const names = filters.names[facet];
    const counts = new Map();
    filters[facet].lists.forEach((values, place) => values.forEach((value) =>
      found[at][place] && counts.set(value, (counts.get(value) || 0) + found[at][place])));
    facets[facet] = [...counts]
      .map(([value, count]) => ({ value, label: (names && names.get(value)) || value, count }))
      .sort((a, b) => (facet === "year" ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.value < b.value ? -1 : 1)));
  });
  return { passed, facets };
};

// The longest run of the query's words in some tokens, of which `hits` are places of such words: how
// many words, how many of them with the marks typed, and where it begins.
const longestRun = ({ wanted, tokens: typed, hasMarks }, found, hits) => {
  const count = wanted.length;
  let best = [0, 0, 0];
  for (const at of hits) {
    for (let first = 0; first < Math.min(2, count); first++) {
      let [run, marks] = [0, 0];
      while (first + run < count && at + run < found.length && wanted[first + run].has(found[at + run].w)) {
        if (!hasMarks || typed[first + run].m === found[at + run].m) marks++;
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
    for (; hits[i] < from + 24; i++) seen.add(found[hits[i]].w);
    if (seen.size > most) [best, most] = [from, seen.size];
  });
  return best;
};

// About thirty words around the match, as HTML with nothing in it but the words and <mark>.
const excerpt = (question, text, found, hits, run) => {
  if (!found.length) return "";
  const { all } = question;
  const at = place(question, found, hits, run);
  let from = Math.max(0, at - 6);
  for (let back = at; back > from; back--) if (!found[back].gap) from = back;
  const to = Math.min(found.length, from + 34) - 1;
  const has = (other) => other && all.has(other.w);
  let [html, done] = [from ? "… " : "", found[from].at];
  for (let i = from; i <= to; i++) {
    const { w, at: start, end } = found[i];
    // A word that stands everywhere is marked only beside another one that was asked for.
    if (!all.has(w) || (all.size > 1 && question.isCommon(w) && !has(found[i - 1]) && !has(found[i + 1]))) continue;
    html += escaped(text.slice(done, start)) + "<mark>" + escaped(text.slice(start, end)) + "</mark>";
    done = end;
  }
  html += escaped(text.slice(done, found[to].end));
  return html.replace(/<\/mark>( ?)<mark>/g, "$1").replace(/\s+/g, " ") + (to < found.length - 1 ? " …" : "");
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
  if (!question) return result;
  const found = (record.found = record.found || [title, text, number].map(tokens));
  const count = question.wanted.length;
  const hits = found.map((of) => {
    const places = [];
    of.forEach(({ w }, at) => question.all.has(w) && places.push(at));
    return places;
  });
  const runs = found.map((of, at) => longestRun(question, of, hits[at]));
  result.excerpt = excerpt(question, text, found[1], hits[1], runs[1]);
  const [ofTitle, ofText, ofNumber] = runs.map(([run, marks]) => (run + marks * 0.3) / count);
  const isTitle = runs[0][0] === count && found[0].length === count;
  // What says all of the query, and with its marks, goes before what says parts of it.
  const isWhole = (part) => count > 1 && runs.some((run) => run[part] === count);
  result.score *= 1 + Math.max(ofText, ofTitle * 1.25, ofNumber * 1.5) + (isTitle ? 0.6 : 0) +
    WHOLE * (isWhole(0) + isWhole(1));
  return result;
};

// The query with the spelling under which its words were found, in the words of the best results.
const suggestion = (question, records) => {
  const { isTypo, choices, tokens: typed, query, wanted } = question;
  let [changed, done] = ["", 0];
  const has = (place, token) => token && wanted[place] && wanted[place].has(token.w);
  for (const at of [...isTypo].sort((a, b) => a - b)) {
    const others = choices[at].slice(1).map(([word]) => word);
    let best = "";
    for (const record of records) {
      [0, 1].forEach((part) => record.found[part].forEach((token, i, found) => {
        if (best || !others.includes(token.w)) return;
        const isBeside = choices.length === 1 || has(at - 1, found[i - 1]) || has(at + 1, found[i + 1]);
        if (isBeside) best = record[part ? 8 : 1].slice(token.at, token.end);
      }));
    }
    if (!best) return [];
    changed += query.slice(done, typed[at].at) + best.toLowerCase();
    done = typed[at].end;
  }
  return isTypo.size ? [changed + query.slice(done)] : [];
};
