//! Abbreviations that readers type for words, and words for abbreviations.

/// Folded abbreviation and the folded words it stands for. The types of documents are those of
/// NĐ 30/2020/NĐ-CP, Phụ lục III; the rest are offices and bodies as official texts shorten them.
pub const SYNONYMS: &[(&str, &str)] = &[
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("mttq", "mat tran to quoc"),
    ("lhpn", "lien hiep phu nu"),
    ("tncs", "thanh nien cong san"),
    ("ttyt", "trung tam y te"),
    ("syt", "so y te"),
    ("byt", "bo y te"),
    ("bhyt", "bao hiem y te"),
    ("bhxh", "bao hiem xa hoi"),
    ("btc", "ban to chuc"),
    ("bcd", "ban chi dao"),
    ("bgk", "ban giam khao"),
    ("bgd", "ban giam doc"),
    ("ctxh", "cong tac xa hoi"),
    ("tdkt", "thi dua khen thuong"),
    ("cbcc", "can bo cong chuc"),
    ("ccvc", "cong chuc vien chuc"),
    ("cbccvc", "can bo cong chuc vien chuc"),
    ("cssk", "cham soc suc khoe"),
    ("vsmt", "ve sinh moi truong"),
    ("attp", "an toan thuc pham"),
    ("atgt", "an toan giao thong"),
    ("pccc", "phong chay chua chay"),
    ("ntm", "nong thon moi"),
    ("cds", "chuyen doi so"),
    ("cntt", "cong nghe thong tin"),
    ("gddt", "giao duc va dao tao"),
    ("thcs", "trung hoc co so"),
    ("thpt", "trung hoc pho thong"),
    ("kh", "ke hoach"),
    ("qd", "quyet dinh"),
    ("tb", "thong bao"),
    ("hd", "huong dan"),
    ("bc", "bao cao"),
    ("nq", "nghi quyet"),
    ("ct", "chi thi"),
    ("nd", "nghi dinh"),
    ("tt", "thong tu"),
    ("tp", "thanh pho"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::token::Tokens;

    #[test]
    fn synonyms_are_written_as_tokens_are() {
        let tokens = Tokens::new();
        for (short, long) in SYNONYMS {
            let words: Vec<String> =
                tokens.all(&format!("{short} {long}")).into_iter().map(|t| t.word).collect();
            assert_eq!(words.join(" "), format!("{short} {long}"));
        }
    }
}
