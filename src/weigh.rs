//! How heavy a page is before a phone has it: HTML, sheets and scripts, each deflated as servers do.
//!
//! Takes the bytes of a page and the files that pages stand on. Pictures and what is asked for later
//! (the search index) count nowhere. Every page that is rendered is asked, so nothing is deflated
//! where the page would be light enough as it is.

use crate::gzip;
use crate::model::artifact::{Artifact, Bytes};

/// What to weigh pages with: the sheets and scripts of a site.
pub struct Scales {
    parts: Vec<Part>,
    /// All of them together.
    most: u64,
}

struct Part {
    path: String,
    weight: u64,
    is_script: bool,
}

/// What of a page is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// What a browser waits for before it draws: scripts that wait themselves are left out.
    FirstView,
    /// The page with everything it loads.
    All,
}

impl Scales {
    /// Scales for pages that stand on these files.
    pub fn new(files: &[Artifact]) -> Self {
        let parts: Vec<Part> = files.iter().filter_map(part).collect();
        let most = parts.iter().map(|part| part.weight).sum();
        Self { parts, most }
    }

    /// The weight of a page in bytes, if it is over a limit.
    pub fn over(&self, limit: u64, html: &[u8], what: What) -> Option<u64> {
        if html.len() as u64 + self.most <= limit {
            return None;
        }
        let text = String::from_utf8_lossy(html);
        let loaded = self.parts.iter().filter(|part| part.is_loaded(&text, what));
        let parts: u64 = loaded.map(|part| part.weight).sum();
        // Most pages are far below their limit: a quick look is enough.
        if html.len() as u64 + parts <= limit || gzip::quickly(html).len() as u64 + parts <= limit {
            return None;
        }
        let weight = gzip::deflated(html).len() as u64 + parts;
        (weight > limit).then_some(weight)
    }
}

impl Part {
    /// Whether a page loads it by itself.
    fn is_loaded(&self, html: &str, what: What) -> bool {
        html.match_indices(&self.path).any(|(at, _)| {
            let tag = html[..at].rfind('<').map_or("", |start| &html[start..at]);
            let rest = html[at..].split('>').next().unwrap_or("");
            let waits = || {
                rest.contains(" defer")
                    || rest.contains(" async")
                    || tag.contains(" defer")
                    || tag.contains(" async")
            };
            match self.is_script {
                true => tag.starts_with("<script") && (what == What::All || !waits()),
                false => tag.starts_with("<link"),
            }
        })
    }
}

fn part(file: &Artifact) -> Option<Part> {
    let Bytes::Made(bytes) = &file.bytes else { return None };
    let is_script = file.path.ends_with(".js");
    (is_script || file.path.ends_with(".css")).then(|| Part {
        path: file.path.to_string(),
        weight: gzip::deflated(bytes).len() as u64,
        is_script,
    })
}

#[cfg(test)]
mod tests {
    use super::{Scales, What};
    use crate::model::artifact::Artifact;

    /// Bytes that nothing makes smaller.
    fn noise(length: usize, ending: &str) -> Vec<u8> {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'!' + (state >> 24) as u8 % 90
        };
        (0..length).map(|_| next()).chain(ending.bytes()).collect()
    }

    fn scales() -> Scales {
        Scales::new(&[
            Artifact::made("assets/a.css", noise(4000, "")),
            Artifact::made("assets/early.js", noise(2000, "")),
            Artifact::made("assets/late.js", noise(8000, "")),
            Artifact::made("assets/logo.svg", noise(8000, "")),
        ])
    }

    const PAGE: &str = r#"<link rel="stylesheet" href="../assets/a.css"><script src="../assets/early.js"></script>
        <script src="../assets/late.js" defer></script><img src="../assets/logo.svg">"#;

    #[test]
    fn a_page_weighs_what_it_loads() {
        let all = scales().over(1000, PAGE.as_bytes(), What::All).expect("over");
        let first = scales().over(1000, PAGE.as_bytes(), What::FirstView).expect("over");
        assert!((11_000..14_500).contains(&all), "{all}");
        assert!((4_500..6_500).contains(&first), "{first}");
        assert_eq!(scales().over(20_000, PAGE.as_bytes(), What::All), None);
        assert_eq!(scales().over(3_000, b"<p>assets/a.css</p>", What::All), None);
    }

    #[test]
    fn what_deflates_well_is_light() {
        let html = "a".repeat(100_000);
        assert_eq!(scales().over(1000, html.as_bytes(), What::All), None);
    }
}
