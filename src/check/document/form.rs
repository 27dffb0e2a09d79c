//! The form of an official document as far as fields tell it (NĐ 30/2020/NĐ-CP, Phụ lục I, III).
//!
//! Each check is exact or silent: where practice knows exceptions that fields do not show, nothing
//! is said.

use super::Alone;
use crate::diagnostic::Diagnostic;
use crate::model::field::Value;
use crate::model::field::person::Person;
use crate::text::doc_number::{DocNumber, TYPES};
use crate::text::fold;

/// Who heads a body: nobody signs on behalf of these (TM.), only for them (KT.).
const HEADS: [&str; 18] = [
    "chu tich",
    "giam doc",
    "tong giam doc",
    "bo truong",
    "cuc truong",
    "tong cuc truong",
    "vu truong",
    "vien truong",
    "hieu truong",
    "truong ban",
    "chanh van phong",
    "chanh thanh tra",
    "truong phong",
    "truong khoa",
    "truong tram",
    "tram truong",
    "thu truong don vi",
    "tong bien tap",
];

/// Academic titles and degrees, as `text::person` splits them off a name.
const DEGREES: [&str; 12] = [
    "gs",
    "pgs",
    "ts",
    "tskh",
    "ths",
    "bs",
    "ds",
    "giao su",
    "pho giao su",
    "tien si",
    "thac si",
    "bac si",
];

/// Words in the names of units whose sector may prescribe titles before a signer's name (NĐ
/// 30/2020, Phụ lục I: armed forces; education, health, science).
const BY_SECTOR: [&str; 12] = [
    "y_te",
    "benh_vien",
    "truong",
    "hoc_vien",
    "vien",
    "khoa_hoc",
    "cong_an",
    "quan_su",
    "bien_phong",
    "kiem_soat_benh_tat",
    "ttyt",
    "cdc",
];

impl Alone<'_> {
    pub(super) fn form(&self) -> Vec<Diagnostic> {
        let mut problems: Vec<Diagnostic> = self.code_of_type().into_iter().collect();
        problems.extend(self.final_stop());
        if let Some(Value::Person(signer)) = self.value("signer") {
            problems.extend(self.signed_for(signer));
            problems.extend(self.degree(signer));
        }
        problems
    }

    /// D03: the code in the symbol is that of the declared type.
    fn code_of_type(&self) -> Option<Diagnostic> {
        let Value::DocNumber(number) = self.value("number")? else { return None };
        let declared = &self.choice("type")?.label.vi;
        let (_, code) = TYPES.iter().find(|(name, _)| name == declared)?;
        let typed = number.notation.split(['-', '/']).next().unwrap_or("");
        // Types without a code begin with the issuer's own letters, which may look like any code;
        // joint documents add letters to it (KHLT); the National Assembly's have none (30/2021/QH15).
        if code.is_empty() || typed.starts_with(code) || is_of_assembly(typed) {
            return None;
        }
        let place = self.place("number");
        let problem = match number.type_code() {
            Some(_) => Diagnostic::warning("D03.other_type", place),
            None => Diagnostic::warning("D03.unknown_code", place),
        };
        let other = TYPES.iter().find(|(_, other)| *other == typed).map_or("", |(name, _)| name);
        Some(
            problem
                .with("number", number.to_string())
                .with("code", typed)
                .with("other", other)
                .with("type", declared)
                .with("right", *code)
                .with("written", with_code(number, code)),
        )
    }

    /// D05: the subject is a title and has no stop at its end.
    fn final_stop(&self) -> Option<Diagnostic> {
        let subject = self.text("subject");
        let before = subject.strip_suffix('.')?;
        if before.ends_with('.') || before.ends_with("v.v") {
            return None;
        }
        let problem = Diagnostic::hint("D05.final_stop", self.place("subject"));
        let at = self.kind.fields.index("subject")?;
        let words = self.aside.typed(at).and_then(|typed| typed.words.clone());
        Some(match words {
            Some(words) => problem.fixed_by(words.end - 1..words.end, ""),
            None => problem,
        })
    }

    /// D08: KT. is for a deputy, TM. for a collective.
    fn signed_for(&self, signer: &Person) -> Vec<Diagnostic> {
        let (authority, position) = (fold::plain(&signer.authority), fold::plain(&signer.position));
        let mut problems = Vec::new();
        let place = || self.place("signer");
        if let Some(head) = after(&authority, "kt") {
            let is_head = position == head || head.is_empty() && HEADS.contains(&position.as_str());
            if is_head && !position.is_empty() {
                let problem = Diagnostic::warning("D08.deputy_is_head", place());
                problems.push(problem.with("position", &signer.position));
            }
        }
        if let Some(body) = after(&authority, "tm")
            && (body.is_empty() || HEADS.contains(&body))
        {
            let problem = Diagnostic::warning("D08.no_collective", place());
            problems.push(problem.with("authority", &signer.authority));
        }
        problems
    }

    /// D08: no academic title before the name, but by the rule of some sectors.
    fn degree(&self, signer: &Person) -> Option<Diagnostic> {
        let title = fold::plain(&signer.title.replace(['.', ','], " "));
        let is_degree = DEGREES
            .iter()
            .any(|degree| title == *degree || title.split(' ').any(|word| word == *degree));
        let issuer = self.value("issuer").and_then(Value::reference);
        let issuer = issuer.and_then(|at| self.outline.references.get(at as usize));
        let issuer = fold::key(&issuer?.text);
        let by_sector =
            BY_SECTOR.iter().any(|word| format!("_{issuer}_").contains(&format!("_{word}_")));
        (is_degree && !by_sector).then(|| {
            Diagnostic::warning("D08.degree", self.place("signer"))
                .with("title", &signer.title)
                .with("name", &signer.name)
        })
    }
}

/// `QH15`, `UBTVQH15`.
fn is_of_assembly(code: &str) -> bool {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.len() < code.len() && ["QH", "UBTVQH"].contains(&letters)
}

/// The number with another code.
fn with_code(number: &DocNumber, code: &str) -> String {
    let rest = number.notation.find(['-', '/']).map_or("", |at| &number.notation[at..]);
    DocNumber { notation: format!("{code}{rest}"), ..number.clone() }.to_string()
}

/// What stands behind an abbreviation such as `KT.`, up to the next one.
fn after<'t>(authority: &'t str, mark: &str) -> Option<&'t str> {
    let dotted = format!("{mark}.");
    let at = authority.match_indices(&dotted).map(|(at, _)| at).find(|at| {
        authority[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    });
    let rest = match at {
        Some(at) => &authority[at + dotted.len()..],
        None if authority == mark => "",
        None => return None,
    };
    Some(rest.split([',', ';', '/']).next().unwrap_or("").trim())
}
