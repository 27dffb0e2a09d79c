//! A small number for every word that a Vietnamese text is mostly made of.
//!
//! Takes a folded token (see `token`); gives its cell: whole numbers below 1,000 come first, then
//! onset times rime. Browsers are sent the two lists instead of a
//! vocabulary; other words share the cells behind, by a hash.

use rustc_hash::FxHashMap;

/// Folded onsets, longest first where one begins another.
const ONSETS: &str = "ngh ng nh n gh gi g kh k ch c ph p th tr t qu b d h l m r s v x";

/// Folded rimes.
const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i \
    ia ich iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao \
    oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot u ua uan uang uat uay uc ue uech uenh \
    ueu ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uyn uynh \
    uyp uyt uyu y ya ych yem yen yeng yet yeu yn ynh yt";

/// Numbers that have a cell each.
pub const NUMBERS: u32 = 1000;
/// Cells that words of no such form share.
pub const SHARED: u32 = 8192;

/// The two lists as texts, for browsers: the empty onset is the last.
pub fn lists() -> [String; 2] {
    [format!("{ONSETS} "), RIMES.to_owned()]
}

/// The lists, parted, and every syllable they make.
pub struct Cells {
    onsets: Vec<&'static str>,
    rimes: Vec<&'static str>,
    /// Cells by syllable: what every token of every text is looked up in.
    syllables: FxHashMap<u64, u32>,
}

/// A word of up to eight bytes as a number; no byte of a word is 0.
fn packed(word: &[u8]) -> u64 {
    word.iter().fold(0, |packed, byte| packed << 8 | u64::from(*byte))
}

impl Default for Cells {
    fn default() -> Self {
        Self::new()
    }
}

impl Cells {
    /// The lists. The empty onset is the last.
    pub fn new() -> Self {
        let onsets: Vec<&str> = ONSETS.split_ascii_whitespace().chain([""]).collect();
        let rimes: Vec<&str> = RIMES.split_ascii_whitespace().collect();
        let mut syllables = FxHashMap::default();
        for (at, onset) in onsets.iter().enumerate() {
            for (rime_at, rime) in rimes.iter().enumerate() {
                let cell = NUMBERS + (at * rimes.len() + rime_at) as u32;
                // `gi` + `a` comes before `g` + `ia`: the first reading of a syllable stands.
                syllables.entry(packed(format!("{onset}{rime}").as_bytes())).or_insert(cell);
            }
        }
        Self { onsets, rimes, syllables }
    }

    /// The cell that is this word's alone.
    pub fn own(&self, word: &str) -> Option<u32> {
        let bytes = word.as_bytes();
        if bytes.first()?.is_ascii_digit() {
            let is_plain = bytes.len() == 1 || bytes.len() <= 3 && bytes[0] != b'0';
            let number = word.parse::<u32>().ok()?;
            return is_plain.then_some(number);
        }
        if bytes.len() > 7 {
            return None;
        }
        self.syllables.get(&packed(bytes)).copied()
    }

    /// How many words have a cell of their own.
    pub fn owned(&self) -> u32 {
        NUMBERS + (self.onsets.len() * self.rimes.len()) as u32
    }

    /// The cell of any word.
    pub fn of(&self, word: &str) -> u32 {
        self.own(word).unwrap_or_else(|| self.owned() + shared(word))
    }

    /// The word of an own cell.
    pub fn word(&self, cell: u32) -> String {
        let Some(at) = cell.checked_sub(NUMBERS) else { return cell.to_string() };
        let (onset, rime) = (at as usize / self.rimes.len(), at as usize % self.rimes.len());
        format!("{}{}", self.onsets.get(onset).unwrap_or(&""), self.rimes[rime])
    }
}

/// FNV-1a over UTF-16, which browsers have at hand.
fn shared(word: &str) -> u32 {
    let hash = word
        .encode_utf16()
        .fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash % SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_leads_back_to_its_word() {
        let cells = Cells::new();
        for word in ["nghieng", "gi", "gia", "gin", "quyen", "uy", "khuyu", "0", "7", "999", "thi"]
        {
            let cell = cells.own(word).unwrap_or(u32::MAX);
            assert!(cell < cells.owned(), "{word}");
            assert_eq!(cells.word(cell), word);
        }
        for word in ["ubnd", "1000", "05", "covid", "", "xyz", "ký"] {
            assert_eq!(cells.own(word), None, "{word}");
            assert!(cells.of(word) >= cells.owned());
        }
    }

    #[test]
    fn every_syllable_of_the_language_has_a_cell() {
        let cells = Cells::new();
        for word in "truong nguyen giuong khoeo ngoeo quynh huych tuyu oai yeu ngach".split(' ') {
            assert!(cells.own(word).is_some(), "{word}");
        }
    }
}
