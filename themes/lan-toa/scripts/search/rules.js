// The rules by which text is parted for search: those of src/text/token.rs and src/text/cell.rs,
// which say why and give the lists. tests/search holds the two equal.

const LONGEST = 24;
const TONES = "\u0300\u0301\u0309\u0303\u0323";
const QUALITIES = "\u0302\u0306\u031b";
// Not seen within a word: soft hyphens and marks of no width.
const NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff";
const WORDS =
/^[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff\u2c00-\u2dff\u3040-\ua4cf\uaa80-\uaadf\uac00-\ud7ff\uf900-\ufaff]$/;

// The decomposed lower case of a character.
const parts = (c) => [...c.normalize("NFD")].map((part) => part.toLowerCase()).join("");

// Characters up to U+1FFF that are one plain letter or digit with marks: letter << 6 | stroke << 5 |
// quality << 3 | tone; -1 for all others, 0 before they are asked for.
const simple = new Int32Array(8192);
const letter = (code) => {
  let packed = 0;
  for (const l of parts(String.fromCharCode(code))) {
    if (l >= "\u0300" && l <= "\u036f") packed = withMark(packed, l);
    else if ("đðɖ".includes(l)) packed |= 6432;
    else if (/[0-9a-z]/.test(l) && packed < 64) packed |= l.charCodeAt(0) << 6;
    else return (simple[code] = -1);
  }
  return (simple[code] = packed > 63 ? packed : -1);
};
const withMark = (packed, mark) => {
  const tone = TONES.indexOf(mark) + 1 || packed & 7;
  return (packed & ~31) | Math.max(QUALITIES.indexOf(mark) + 1, (packed >> 3) & 3) << 3 | tone;
};

// The folded letters and the marks of some simple characters, known from before if they were asked for.
const folded = new Map();
const fold = (run) => {
  if (!folded.has(run)) {
    let [w, marks] = ["", 0];
    for (let at = 0; at < run.length; at++) {
      const packed = simple[run.charCodeAt(at)];
      w += String.fromCharCode(packed >> 6);
      marks = (packed & 7 || marks & 7) | Math.max(packed & 24, marks & 24) | ((packed | marks) & 32);
    }
    folded.set(run, [w, marks]);
  }
  return folded.get(run);
};

// A text's tokens: w the folded word, m the number of its marks, gap (0 break, 1 joint, 2 space)
// before it, and where it stands in the text (at, end).
function tokens(text) {
  const list = [];
  let w = "", marks = 0, from = 0, at = 0, between = 0, joints = 0, broken = true;
  const end = () => {
    if (!w) return;
    if (w.length <= LONGEST || [...w].length <= LONGEST) {
      if (w.length === 2 && /[hklmst]y/.test(w)) w = w[0] + "i";
      const gap = broken ? 0 : between === 1 && joints === 1 ? 1 : 2;
      list.push({ w, m: (marks & 7) + 6 * ((marks >> 3) & 3) + 24 * (marks >> 5), gap, at: from, end: at });
      between = joints = 0;
      broken = false;
    } else between += 2;
    w = "";
    marks = 0;
  };
  while (at < text.length) {
    const begin = at;
    let code;
    while ((code = text.charCodeAt(at)) < 8192 && (simple[code] || letter(code)) > 0) at++;
    if (at > begin) {
      const [letters, more] = fold(text.slice(begin, at));
      if (!w) from = begin;
      w += letters;
      marks = (more & 7 || marks & 7) | Math.max(more & 24, marks & 24) | ((more | marks) & 32);
    } else if (code === 32) {
      end();
      between++;
      at++;
    } else {
      const c = String.fromCodePoint(text.codePointAt(at));
      for (const l of parts(c)) {
        if (NOTHING.includes(l)) continue;
        if (l >= "\u0300" && l <= "\u036f") {
          if (w) marks = withMark(marks, l);
        } else if (WORDS.test(l)) {
          if (!w) from = at;
          w += l;
        } else {
          end();
          between++;
          if ("/-–".includes(l)) joints++;
          if ("\n\r.!?;:…".includes(l)) broken = true;
        }
      }
      at += c.length;
    }
  }
  end();
  return list;
}

// Cells from the lists of onsets and rimes: `own` is the cell that is a word's alone or -1, `of` that
// of any word, `word` the word of an own cell.
const makeCells = (onsets, rimes) => {
  const places = new Map(rimes.map((rime, at) => [rime, at]));
  const count = rimes.length;
  const own = (word) => {
    if (/^\d/.test(word)) return /^(\d|[1-9]\d\d?)$/.test(word) ? +word : -1;
    if (word.length > 7) return -1;
    for (let at = 0; at < onsets.length; at++) {
      const rime = word.startsWith(onsets[at]) && places.get(word.slice(onsets[at].length));
      if (rime >= 0 && rime !== false) return 1000 + at * count + rime;
    }
    return -1;
  };
  const of = (word) => {
    const found = own(word);
    if (found >= 0) return found;
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    return 1000 + onsets.length * count + ((hash >>> 0) % 8192);
  };
  const word = (at) => onsets[Math.floor((at - 1000) / count)] + rimes[(at - 1000) % count];
  return { of, word };
};
