// From the documents found to what a reader is shown: filters, order, excerpts, another spelling.

const FACETS = ["kind", "unit", "year", "award", "status"];

// Which documents pass the filters, and how many would under each value of each facet.
const filtered = (filters, documents, wanted) => {
  const asked = FACETS.map((facet) => new Set(list(wanted[facet])));
  const counts = FACETS.map(() => new Map());
  const passed = [];
  for (const document of documents) {
    const values = FACETS.map((facet) => filters.of[facet](document));
    const failed = FACETS.filter((_, at) =>
      asked[at].size && !values[at].some((value) => asked[at].has(value)));
    if (!failed.length) passed.push(document);
    values.forEach((of, at) => {
      if (failed.length > 1 || (failed.length && failed[0] !== FACETS[at])) return;
      for (const value of of) counts[at].set(value, (counts[at].get(value) || 0) + 1);
    });
  }
  const facets = {};
  FACETS.forEach((facet, at) => {
    const names = filters.names[facet];
    facets[facet] = [...counts[at]]
      .map(([value, count]) => ({ value, label: (names && names.get(value)) || value, count }))
      .sort((a, b) => (facet === "year" ? (a.value < b.value ? 1 : -1) : b.count - a.count || (a.value < b.value ? -1 : 1)));
  });
  return { passed, facets };
};

// The longest run of the query's words in some tokens: how many words, and how many of them with
// the marks typed.
const longestRun = (question, found) => {
  const wanted = question.choices.map((choice) => new Set(choice.map(([word]) => word)));
  const count = wanted.length;
  let best = [0, 0, 0];
  for (let at = 0; at < found.length; at++) {
    if (!wanted[0].has(found[at].w) && count > 1 && !wanted[1].has(found[at].w)) continue;
    for (let first = 0; first < Math.min(2, count); first++) {
      let [run, marks] = [0, 0];
      while (first + run < count && at + run < found.length && wanted[first + run].has(found[at + run].w)) {
        const token = question.tokens[first + run];
        marks += !question.hasMarks || token.m === found[at + run].m ? 1 : 0;
        run++;
      }
      if (run > best[0] || (run === best[0] && marks > best[1])) best = [run, marks, at];
    }
  }
  return best;
};

// The place of an excerpt: around the longest run, else where most words of the query stand.
const place = (question, found, wanted) => {
  const [run, , at] = longestRun(question, found);
  if (run > 1 || question.choices.length === 1) return at;
  let [best, most] = [0, -1];
  const seen = new Map();
  for (let to = 0, from = 0; to < found.length; to++) {
    if (wanted.has(found[to].w)) seen.set(found[to].w, (seen.get(found[to].w) || 0) + 1);
    for (; to - from > 24; from++) {
      const left = (seen.get(found[from].w) || 0) - 1;
      if (left > 0) seen.set(found[from].w, left);
      else seen.delete(found[from].w);
    }
    if (seen.size > most) [best, most] = [from, seen.size];
  }
  return best;
};

// About thirty words around the match, as HTML with nothing in it but the words and <mark>.
const excerpt = (question, text, found) => {
  if (!found.length) return "";
  const wanted = new Set(question.choices.flatMap((choice) => choice.map(([word]) => word)));
  for (const { words } of question.others || []) words.forEach((word) => wanted.add(word));
  const common = question.choices.length > 1 ? [...wanted].filter((word) => question.isCommon(word)) : [];
  const at = place(question, found, wanted);
  let from = Math.max(0, at - 6);
  for (let back = at; back > from; back--) {
    if (found[back].gap === 0) from = back;
  }
  const to = Math.min(found.length, from + 34) - 1;
  let [html, done] = [from > 0 ? "… " : "", found[from].at];
  for (let i = from; i <= to; i++) {
    const { w, at: start, end } = found[i];
    if (!wanted.has(w)) continue;
    // A word that stands everywhere is marked only beside another one that was asked for.
    if (common.includes(w) && ![found[i - 1], found[i + 1]].some((other) => other && wanted.has(other.w))) continue;
    html += escaped(text.slice(done, start)) + "<mark>" + escaped(text.slice(start, end)) + "</mark>";
    done = end;
  }
  html += escaped(text.slice(done, found[to].end));
  html = html.replace(/<\/mark>( ?)<mark>/g, "$1").replace(/\s+/g, " ");
  return html + (to < found.length - 1 ? " …" : "");
};

// One document as it is shown; `near` says how well its words stand in the order typed.
const shown = (index, question, document, record) => {
  const [address, title, number, date, unit, status, label, , text] = record;
  const kind = index.filters.kinds[document];
  const result = {
    url: index.base + address, title, number, kind, date, unit, status, excerpt: "", score: 0,
    kindName: label || index.filters.names.kind.get(kind) || kind,
  };
  if (!question) {
    result.excerpt = escaped(text.slice(0, 160));
    return result;
  }
  const [inTitle, inText] = [tokens(title), tokens(text)];
  const count = question.choices.length;
  result.excerpt = excerpt(question, text, inText);
  const ofTitle = longestRun(question, inTitle);
  const ofText = longestRun(question, inText);
  const ofNumber = longestRun(question, tokens(number));
  const share = (run) => run[0] / count + (run[1] / count) * 0.3;
  result.order = Math.max(share(ofText), share(ofTitle) * 1.25, share(ofNumber) * 1.5);
  if (ofTitle[0] === count && inTitle.length === count) result.order += 0.6;
  result.tokens = { inTitle, inText };
  return result;
};

// The query with the spelling under which its words were found, in the words of the best result.
const suggestion = (question, results, texts) => {
  if (!question.isTypo.size || !results.length) return [];
  let [changed, done] = ["", 0];
  for (const at of [...question.isTypo].sort((a, b) => a - b)) {
    const token = question.tokens[at];
    const choices = question.choices[at].slice(1).map(([word]) => word);
    const best = texts.flatMap(({ text, found }) => {
      const spelled = found.findIndex((other, i) => choices.includes(other.w) && neighbours(question, at, found, i));
      return spelled < 0 ? [] : [text.slice(found[spelled].at, found[spelled].end)];
    })[0];
    if (!best) return [];
    changed += question.query.slice(done, token.at) + best.toLowerCase();
    done = token.end;
  }
  return [changed + question.query.slice(done)];
};

const neighbours = (question, at, found, i) => {
  const has = (place, token) => token && (question.choices[place] || []).some(([word]) => word === token.w);
  return question.choices.length === 1 || has(at - 1, found[i - 1]) || has(at + 1, found[i + 1]);
};
