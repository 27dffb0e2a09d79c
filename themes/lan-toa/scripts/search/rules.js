// The rules by which text is parted for search: those of src/text/token.rs and src/text/cell.rs,
// which say why and give the lists. tests/search holds the two equal.

const LONGEST = 24;
const TONES = "\u0300\u0301\u0309\u0303\u0323";
const QUALITIES = "\u0302\u0306\u031b";
// Not seen within a word: soft hyphens and marks of no width.
const NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff";
const SILENT = /[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]/g;
const WORDS =
/^[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff\u2c00-\u2dff\u3040-\ua4cf\uaa80-\uaadf\uac00-\ud7ff\uf900-\ufaff]$/;

// The decomposed lower case of a character.
const parts = (c) => [...c.normalize("NFD")].map((part) => part.toLowerCase()).join("");

// What stands between words: a joint, the end of a sentence or line, anything else.
const kindOf = (l) => ("/-–".includes(l) ? -3 : "\n\r.!?;:…".includes(l) ? -4 : -2);

// Characters up to U+20FF that are one plain letter or digit with marks: letter << 6 | stroke << 5 |
// quality << 3 | tone; kinds of what parts words; -1 for all others, 0 before they are asked for.
const simple = new Int32Array(8448);
const letter = (code) => {
  let packed = 0;
  const all = parts(String.fromCharCode(code));
  for (const l of all) {
    if (l >= "\u0300" && l <= "\u036f") packed = withMark(packed, l);
    else if ("đðɖ".includes(l)) packed |= 6432;
    else if (/[0-9a-z]/.test(l) && packed < 64) packed |= l.charCodeAt(0) << 6;
    else return (simple[code] = all.length > 1 || WORDS.test(l) || NOTHING.includes(l) ? -1 : kindOf(l));
  }
  return (simple[code] = packed > 63 ? packed : -1);
};
const withMark = (packed, mark) => {
  const tone = TONES.indexOf(mark) + 1 || packed & 7;
  return (packed & ~31) | Math.max(QUALITIES.indexOf(mark) + 1, (packed >> 3) & 3) << 3 | tone;
};

// The number by which a folded word is known: that two words have the same is as good as never met.
const mixed = (hash, code) => Math.imul(hash ^ code, 0x01000193);
const hashed = (word) => {
  let hash = EMPTY;
  for (let at = 0; at < word.length; at++) hash = mixed(hash, word.charCodeAt(at));
  return hash;
};
const EMPTY = 0x811c9dc5 | 0;

// A text's tokens, four numbers each: that of the folded word, that of its marks times 4 + the gap
// before it (0 break, 1 joint, 2 space), and where it stands in the text, from and to.
let room = new Int32Array();
function scanned(text) {
  if (room.length < 2 * text.length + 4) room = new Int32Array(2 * text.length + 4);
  let used = 0, count = 0, hash = 0, first = 0, last = 0, marks = 0;
  let from = 0, at = 0, between = 0, joints = 0, broken = true;
  const add = (code) => {
    if (!count++) [from, first, hash, marks] = [at, code, EMPTY, 0];
    hash = mixed(hash, (last = code));
  };
  const end = (kind) => {
    if (count > LONGEST) between += 2;
    else if (count) {
      if (count === 2 && last === 121 && "hklmst".includes(String.fromCharCode(first))) hash = mixed(mixed(EMPTY, first), 105);
      const gap = broken ? 0 : between === 1 && joints === 1 ? 1 : 2;
      const of = (marks & 7) + 6 * ((marks >> 3) & 3) + 24 * (marks >> 5);
      room.set([hash, of * 4 + gap, from, at], used);
      used += 4;
      between = joints = 0;
      broken = false;
    }
    count = 0;
    between++;
    if (kind === -3) joints++;
    if (kind === -4) broken = true;
  };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const packed = code < 8448 ? simple[code] || letter(code) : -1;
    if (packed > 0) {
      add(packed >> 6);
      marks = (packed & 7 || marks & 7) | Math.max(packed & 24, marks & 24) | ((packed | marks) & 32);
    } else if (packed < -1) end(packed);
    else {
      const c = String.fromCodePoint(text.codePointAt(at));
      for (const l of parts(c)) {
        if (NOTHING.includes(l)) continue;
        if (l >= "\u0300" && l <= "\u036f") marks = withMark(marks, l);
        else if (WORDS.test(l)) add(l.charCodeAt(0));
        else end(kindOf(l));
      }
      at += c.length - 1;
    }
    at++;
  }
  end();
  return room.slice(0, used);
}

// The same one by one: w the folded word, m the number of its marks, gap, at and end.
function tokens(text) {
  const [list, found] = [[], scanned(text)];
  for (let i = 0; i < found.length; i += 4) {
    const [, more, at, end] = found.subarray(i, i + 4);
    let w = "";
    for (const c of text.slice(at, end)) w += simple[c.charCodeAt(0)] > 0 ? String.fromCharCode(simple[c.charCodeAt(0)] >> 6) : parts(c);
    w = w.replace(SILENT, "");
    list.push({ w: /^[hklmst]y$/.test(w) ? w[0] + "i" : w, m: more >> 2, gap: more & 3, at, end });
  }
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
    return found >= 0 ? found : 1000 + onsets.length * count + ((hashed(word) >>> 0) % 8192);
  };
  const word = (at) => onsets[Math.floor((at - 1000) / count)] + rimes[(at - 1000) % count];
  return { of, word };
};
