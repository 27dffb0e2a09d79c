//! What a look into attachments found (A05, A06, D13, D14, L04, P08, P09).
//!
//! Takes outlines and findings by path; each mistake stands where the file is mentioned.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::model::artifact::Stamp;
use crate::model::document::{FileUse, Outline};
use crate::model::field::Value;
use crate::model::findings::{Findings, Format, Hidden};
use crate::model::kind::Kinds;
use crate::model::picture::MOST_PIXELS;
use crate::text::number;

/// A picture that is shown when a page is shared: 1.91 to 1, as Facebook's and Zalo's cards.
const SHARED: (u32, u32) = (1200, 630);

/// Sizes and findings of the files that approved documents use.
pub struct Attachments<'a> {
    /// Every approved document.
    pub outlines: &'a [&'a Outline],
    /// The kinds of the theme.
    pub kinds: &'a Kinds,
    /// Stamps of secrecy in capitals.
    pub secrets: &'a [String],
    /// Stamp and findings by path.
    pub files: &'a BTreeMap<Arc<str>, (Stamp, Findings)>,
    /// The largest picture, in bytes.
    pub picture: Option<u64>,
    /// The largest other file, in bytes.
    pub attachment: Option<u64>,
}

/// What is wrong with the files themselves.
pub fn attachments(attachments: &Attachments<'_>) -> Vec<Diagnostic> {
    let with_files = attachments.outlines.iter().filter(|outline| !outline.files.is_empty());
    with_files.flat_map(|outline| attachments.of(outline)).collect()
}

impl Attachments<'_> {
    fn of(&self, outline: &Outline) -> Vec<Diagnostic> {
        let fields = &self.kinds.at(outline.kind).fields;
        let used_by = |name: &str| match outline.value(fields.index(name)) {
            Some(Value::File(file)) => Some(file.index as usize),
            Some(Value::Image(image)) => Some(image.index as usize),
            _ => None,
        };
        let (signed, image) = (used_by("signed_file"), used_by("image"));
        let mut problems = Vec::new();
        for (at, used) in outline.files.iter().enumerate().filter(|(_, used)| !used.is_private) {
            let Some((stamp, found)) = self.files.get(used.path.as_str()) else { continue };
            problems.extend(self.size(outline, used, (stamp.length, found)));
            problems.extend(unreadable(outline, used, found));
            let tell = |problem: Diagnostic| problem.with("path", &used.path);
            let hidden = found.hidden.iter().map(|hidden| within(place(outline, used), hidden));
            problems.extend(hidden.map(tell));
            problems.extend(self.stamp(place(outline, used), found).map(tell));
            // What is shown as a picture is written anew, without its place.
            if found.has_place && (!used.is_picture || !is_made_anew(found)) {
                problems.push(tell(Diagnostic::warning("P08.gps", place(outline, used))));
            }
            if signed == Some(at) {
                problems.extend(signed_file(place(outline, used), found).map(tell));
            }
            if image == Some(at) {
                problems.extend(shared(place(outline, used), found).map(tell));
            }
        }
        problems
    }

    /// D14: a line of a file that is a stamp of secrecy.
    fn stamp(&self, place: Place, found: &Findings) -> Option<Diagnostic> {
        let is_stamp = |line: &&String| *line == "MẬT" || self.secrets.contains(line);
        let words = found.capitals.iter().find(is_stamp)?;
        Some(Diagnostic::error("D14.secret_file", place).with("words", words))
    }

    /// A05: over the budget that the site has set itself.
    fn size(
        &self,
        outline: &Outline,
        used: &FileUse,
        (length, found): (u64, &Findings),
    ) -> Option<Diagnostic> {
        let is_picture = is_picture(&used.path);
        // Readers get it in sizes that fit.
        if used.is_picture && is_made_anew(found) {
            return None;
        }
        let most = if is_picture { self.picture } else { self.attachment };
        let most = most.filter(|most| length > *most)?;
        let problem = match is_picture {
            true => Diagnostic::warning("A05.picture_too_large", place(outline, used)),
            false => Diagnostic::warning("A05.attachment_too_large", place(outline, used)),
        };
        let problem = problem.with("path", &used.path).with("size", number::bytes(length));
        Some(problem.with("most", number::bytes(most)))
    }
}

fn place(outline: &Outline, used: &FileUse) -> Place {
    Place::at(&outline.shown, used.span)
}

/// Whether sizes of a picture are made; others are shown as they are.
fn is_made_anew(found: &Findings) -> bool {
    matches!(found.format, Format::Jpeg | Format::Png | Format::Webp)
}

/// A06: what browsers cannot show, or what calls itself a picture and is none.
fn unreadable(outline: &Outline, used: &FileUse, found: &Findings) -> Option<Diagnostic> {
    if !used.is_picture {
        return None;
    }
    let ending = ending(&used.path);
    let id = match found.format {
        _ if ["svg", "avif"].contains(&ending.as_str()) => return None,
        Format::Other if is_picture(&used.path) => "A06.unreadable",
        Format::Other | Format::Pdf(..) | Format::Word | Format::Excel => "A06.format",
        _ => match found.size {
            None | Some((0, _) | (_, 0)) => "A06.unreadable",
            Some((width, height)) if u64::from(width) * u64::from(height) > MOST_PIXELS => {
                "A06.too_large"
            }
            Some(_) => return None,
        },
    };
    Some(Diagnostic::error(id, place(outline, used)).with("path", &used.path))
}

fn is_picture(path: &str) -> bool {
    ["jpg", "jpeg", "png", "webp", "gif", "svg", "avif"].contains(&ending(path).as_str())
}

fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase()
}

/// P09: what an author did not mean to pass on. Every file of Word names its author, most often the
/// unit or the machine: that alone is a warning.
fn within(place: Place, hidden: &Hidden) -> Diagnostic {
    let (id, count) = match hidden {
        Hidden::Comments(count) => ("P09.comments", count),
        Hidden::Changes(count) => ("P09.changes", count),
        Hidden::Text(count) => ("P09.text", count),
        Hidden::Columns(count) => ("P09.columns", count),
        Hidden::Rows(count) => ("P09.rows", count),
        Hidden::Covered(count) => ("P09.covered", count),
        Hidden::Sheet(name) => return Diagnostic::error("P09.sheet", place).with("name", name),
        Hidden::Authors(count) => {
            return Diagnostic::warning("P09.authors", place).with("count", count.to_string());
        }
    };
    Diagnostic::error(id, place).with("count", count.to_string())
}

/// D13: the signed file is a PDF of version 1.4 or later that holds text.
fn signed_file(place: Place, found: &Findings) -> Option<Diagnostic> {
    match found.format {
        Format::Pdf(major, minor) if (major, minor) < (1, 4) => {
            let version = format!("{major}.{minor}");
            Some(Diagnostic::warning("D13.old_pdf", place).with("version", version))
        }
        Format::Pdf(..) => found.is_without_text.then(|| Diagnostic::warning("D13.no_text", place)),
        _ => Some(Diagnostic::warning("D13.not_pdf", place)),
    }
}

/// L04: a picture that previews are sure to show, and large enough.
fn shared(place: Place, found: &Findings) -> Option<Diagnostic> {
    if !matches!(found.format, Format::Jpeg | Format::Png) {
        return Some(Diagnostic::warning("L04.image_format", place));
    }
    let (width, height) = found.size?;
    (width < SHARED.0 || height < SHARED.1).then(|| {
        Diagnostic::warning("L04.image_small", place)
            .with("width", width.to_string())
            .with("height", height.to_string())
    })
}
