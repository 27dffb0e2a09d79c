//! Puts text in Vietnamese order.
//!
//! Takes text; gives bytes that compare as the text sorts (Unicode CLDR, `vi`): a ă â … d đ e ê …
//! first, then the tones ngang huyền hỏi ngã sắc nặng, then case. Names of people are turned round
//! before they come here (`person`).

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use icu_locale::locale;

/// Names the order. It enters cache keys, because the order changes with the data of the crate.
pub const COLLATION_VERSION: &str = "icu_collator 2.4 vi 1";

/// The Vietnamese order, ready to make keys.
#[derive(Debug)]
pub struct Collator {
    /// None only if the data compiled into the program lacks even the root order.
    order: Option<CollatorBorrowed<'static>>,
}

impl Collator {
    /// The order of `vi`, else that of the root locale, else that of code points.
    pub fn new() -> Collator {
        let load = |locale: icu_locale::Locale| {
            CollatorBorrowed::try_new((&locale).into(), CollatorOptions::default()).ok()
        };
        Collator { order: load(locale!("vi")).or_else(|| load(locale!("und"))) }
    }

    /// Bytes that sort as the text does; unequal texts have unequal keys.
    ///
    /// The key of the order holds no zero byte, so a zero byte and the text itself, whose UTF-8
    /// sorts by code point, break every tie (`hoà` and `hòa` differ by nothing else).
    pub fn sort_key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 3 + 8);
        if let Some(order) = &self.order {
            let Ok(()) = order.write_sort_key_to(text, &mut key);
        }
        key.push(0);
        key.extend_from_slice(text.as_bytes());
        key
    }
}

impl Default for Collator {
    fn default() -> Collator {
        Collator::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_order(words: &[&str]) {
        let collator = Collator::new();
        let mut sorted = words.to_vec();
        sorted.reverse();
        sorted.sort_by_key(|word| collator.sort_key(word));
        assert_eq!(sorted, words);
    }

    #[test]
    fn letters_sort_as_in_the_vietnamese_alphabet() {
        check_order(&["an", "ăn", "ân", "ba", "da", "đa", "ê", "ô", "ơ", "u", "ư", "x", "y"]);
    }

    #[test]
    fn tones_sort_after_letters_and_case_after_tones() {
        check_order(&["ma", "mà", "mả", "mã", "má", "mạ", "mac"]);
        check_order(&["ban", "Ban", "bàn", "Bàn"]);
    }

    #[test]
    fn no_two_texts_share_a_key() {
        let collator = Collator::new();
        let texts = ["hoà", "hòa", "ho\u{61}\u{300}", "", "\0", "\0\0", "a\u{ad}", "a", "a\0"];
        for (i, a) in texts.iter().enumerate() {
            for b in texts.iter().skip(i + 1) {
                assert_ne!(collator.sort_key(a), collator.sort_key(b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn the_key_of_the_order_holds_no_zero_byte() {
        let collator = Collator::new();
        for text in ["\0\u{1}", "Hoàng Việt Bắc", "ꪀ 🎉 漢 \u{10FFFF}", "\u{301}\u{302}"]
        {
            let key = collator.sort_key(text);
            let order_part = &key[..key.len() - text.len() - 1];
            assert!(!order_part.contains(&0), "{text:?}");
        }
    }
}
