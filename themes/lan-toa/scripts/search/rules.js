// The rules by which text is parted for search: those of src/text/token.rs and src/text/cell.rs,
// which say why. tests/search holds the two equal.

const LONGEST = 24;
const ONSETS = "ngh ng nh n gh gi g kh k ch c ph p th tr t qu b d h l m r s v x ".split(" ");
const RIMES =
"a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot u ua uan uang uat uay uc ue uech uenh ueu ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uyn uynh uyp uyt uyu y ya ych yem yen yeng yet yeu yn ynh yt".split(" ");
const RIME = new Map(RIMES.map((rime, at) => [rime, at]));
const NUMBERS = 1000;
const OWNED = NUMBERS + ONSETS.length * RIMES.length;
const SHARED = 8192;

const TONES = "\u0300\u0301\u0309\u0303\u0323";
const QUALITIES = "\u0302\u0306\u031b";
// Not seen within a word: soft hyphens and marks of no width.
const NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff";
const WORDS =
/^[0-9a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff\u2c00-\u2dff\u3040-\ua4cf\uaa80-\uaadf\uac00-\ud7ff\uf900-\ufaff]$/;

// The decomposed lower case of characters beyond ASCII.
const lower = new Map();
const parts = (c) => {
  if (c < "\x80") return c.toLowerCase();
  let found = lower.get(c);
  if (found === undefined) {
    found = [...c.normalize("NFD")].map((part) => part.toLowerCase()).join("");
    if (lower.size < 5000) lower.set(c, found);
  }
  return found;
};

// A text's tokens: w the folded word, m the number of its marks, gap (0 break, 1 joint, 2 space)
// before it, and where it stands in the text (at, end).
function tokens(text) {
  const list = [];
  let w = "", tone = 0, quality = 0, stroke = 0, count = 0, from = 0;
  let between = 0, joints = 0, broken = true, place = 0;
  const end = () => {
    if (!count) return;
    if (count <= LONGEST) {
      if (/^[hklmst]y$/.test(w)) w = w[0] + "i";
      const gap = broken ? 0 : between === 1 && joints === 1 ? 1 : 2;
      list.push({ w, m: tone + 6 * quality + 24 * stroke, gap, at: from, end: place });
      between = joints = 0;
      broken = false;
    } else between += 2;
    w = "";
    tone = quality = stroke = count = 0;
  };
  for (const c of text) {
    for (let l of parts(c)) {
      if (l >= "\u0300" && l <= "\u036f") {
        if (!count) continue;
        tone = TONES.indexOf(l) + 1 || tone;
        quality = Math.max(quality, QUALITIES.indexOf(l) + 1);
        continue;
      }
      if (NOTHING.includes(l)) continue;
      if (l === "đ" || l === "ð" || l === "ɖ") {
        l = "d";
        stroke = 1;
      }
      if (WORDS.test(l)) {
        if (!count) from = place;
        w += l;
        count++;
        continue;
      }
      end();
      between++;
      if (l === "/" || l === "-" || l === "–") joints++;
      if ("\n\r.!?;:…".includes(l)) broken = true;
    }
    place += c.length;
  }
  end();
  return list;
}

// The cell that is this word's alone, or -1.
function ownCell(word) {
  if (/^[0-9]/.test(word)) {
    return /^([0-9]|[1-9][0-9]{1,2})$/.test(word) ? +word : -1;
  }
  if (word.length > 7) return -1;
  for (let at = 0; at < ONSETS.length; at++) {
    if (!word.startsWith(ONSETS[at])) continue;
    const rime = RIME.get(word.slice(ONSETS[at].length));
    if (rime !== undefined) return NUMBERS + at * RIMES.length + rime;
  }
  return -1;
}

function cell(word) {
  const own = ownCell(word);
  if (own >= 0) return own;
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  return OWNED + ((hash >>> 0) % SHARED);
}

const cellWord = (at) => {
  if (at < NUMBERS) return String(at);
  const [onset, rime] = [Math.floor((at - NUMBERS) / RIMES.length), (at - NUMBERS) % RIMES.length];
  return ONSETS[onset] + RIMES[rime];
};
