//! Lists the content and reads its text files.
//!
//! Takes a disk and a folder; gives the files that are content, each with its stamp, and sources:
//! UTF-8, NFC, `\n`. Litter of editors and office programs is passed over, links are not followed,
//! other encodings are named and refused. What the text says is none of its business.

mod sheet;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, Span};
use crate::disk::{Disk, EntryKind, Failure};
use crate::hash::Hash;
use crate::model::artifact::Stamp;
use crate::model::source::Source;
use crate::text::encoding::{self, Encoding};
use crate::text::normalise;

/// A larger text is refused: no campaign writes one, and offsets stay within 32 bits.
pub const LARGEST_TEXT: u64 = 32 * 1024 * 1024;

/// A file of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Path below `content/` in NFC, `/` as separator.
    pub path: Arc<str>,
    /// The path to open, as the disk spells it.
    pub on_disk: Arc<Path>,
    /// Time and length.
    pub stamp: Stamp,
}

/// The files of the content by what they are, each in the order of paths.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Markdown.
    pub documents: Vec<Listed>,
    /// CSV, read beside the document that names it.
    pub tables: Vec<Listed>,
    /// Everything else: attachments and pictures (tables too).
    pub files: Vec<Listed>,
    /// Names that cannot be used.
    pub problems: Vec<Diagnostic>,
}

/// A listing in which only these paths (below the folder) may have changed. Where that cannot be
/// told from the paths alone (folders, links, names that need a remark) everything is listed again,
/// so that the result is always what [`list`] would give.
pub fn relist(
    disk: &dyn Disk,
    folder: &Path,
    shown: &str,
    last: &Listing,
    suspects: &[PathBuf],
) -> Result<Listing, Failure> {
    if suspects.len() > MOST_SUSPECTS || !last.problems.is_empty() {
        return list(disk, folder, shown);
    }
    let mut listing = last.clone();
    let mut is_settled = true;
    for suspect in suspects {
        let lossy = suspect.to_string_lossy().replace('\\', "/");
        if is_litter(&lossy) {
            continue;
        }
        let on_disk = folder.join(suspect);
        match disk.stamp(&on_disk)? {
            Some(stamp) if listing.stamped(&on_disk, stamp) => {}
            Some(stamp) if suspect.to_str().is_some() => {
                let path: Arc<str> = normalise::nfc(&lossy).into();
                listing.add(Listed { path, on_disk: on_disk.into(), stamp });
                is_settled = false;
            }
            None if listing.forget(&on_disk) => {}
            _ => return list(disk, folder, shown),
        }
    }
    if !is_settled {
        listing.settle(shown);
    }
    if listing.problems.is_empty() { Ok(listing) } else { list(disk, folder, shown) }
}

/// With more of them, walking the folder is cheaper than looking for each.
const MOST_SUSPECTS: usize = 64;

/// Lists a content folder; `shown` is how messages call it.
pub fn list(disk: &dyn Disk, folder: &Path, shown: &str) -> Result<Listing, Failure> {
    let mut listing = Listing::default();
    for entry in disk.walk(folder)? {
        let lossy = entry.path.to_string_lossy().replace('\\', "/");
        if is_litter(&lossy) {
            continue;
        }
        let place = Place::file(&format!("{shown}/{lossy}").into());
        if entry.path.to_str().is_none() {
            listing.problems.push(Diagnostic::error("F03.name_not_utf8", place));
            continue;
        }
        match entry.kind {
            EntryKind::File => {}
            EntryKind::Link => {
                listing.problems.push(Diagnostic::warning("F04.link", place));
                continue;
            }
            EntryKind::Other => continue,
        }
        let path: Arc<str> = normalise::nfc(&lossy).into();
        let on_disk = folder.join(&entry.path).into();
        listing.add(Listed { path, on_disk, stamp: entry.stamp });
    }
    listing.settle(shown);
    Ok(listing)
}

impl Listing {
    /// Drops a file; says whether it was there.
    fn forget(&mut self, on_disk: &Path) -> bool {
        let lists = [&mut self.documents, &mut self.tables, &mut self.files];
        let before: usize = lists.iter().map(|files| files.len()).sum();
        for files in lists {
            // As bytes: paths compare part by part, for 10,000 of them a hundred times as long.
            files.retain(|file| file.on_disk.as_os_str() != on_disk.as_os_str());
        }
        before > self.documents.len() + self.tables.len() + self.files.len()
    }

    /// Gives a file that is there another stamp; says whether it is there.
    fn stamped(&mut self, on_disk: &Path, stamp: Stamp) -> bool {
        let lists = [&mut self.documents, &mut self.tables, &mut self.files];
        let files = lists.into_iter().flatten();
        let same = files.filter(|file| file.on_disk.as_os_str() == on_disk.as_os_str());
        same.map(|file| file.stamp = stamp).count() > 0
    }

    fn add(&mut self, file: Listed) {
        let ending = file.path.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending.to_ascii_lowercase().as_str() {
            "md" | "markdown" => self.documents.push(file),
            "csv" | "xlsx" => {
                self.tables.push(file.clone());
                self.files.push(file);
            }
            "yaml" | "yml" if &*file.path == "site.yaml" => {}
            _ => self.files.push(file),
        }
    }

    /// Brings the files into the order of their NFC paths, and reports two names that differ only
    /// in their Unicode form: the second one is left out.
    fn settle(&mut self, shown: &str) {
        for files in [&mut self.documents, &mut self.tables, &mut self.files] {
            files.sort_by(|a, b| (&a.path, &a.on_disk).cmp(&(&b.path, &b.on_disk)));
        }
        for files in [&mut self.documents, &mut self.files] {
            for pair in files.windows(2).filter(|pair| pair[0].path == pair[1].path) {
                let place = Place::file(&format!("{shown}/{}", pair[1].path).into());
                self.problems.push(Diagnostic::error("F03.same_name", place));
            }
            files.dedup_by(|b, a| a.path == b.path);
        }
    }
}

/// Names that editors, office programs and systems leave behind.
pub fn is_litter(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    hidden
        || name.starts_with("~$")
        || name.ends_with('~')
        || name == "4913"
        || ["thumbs.db", "desktop.ini"].contains(&name.to_ascii_lowercase().as_str())
        || ["swp", "swo", "tmp", "bak", "part", "crdownload"].contains(&ending.as_str())
}

/// Reads one text. `Ok(Err(…))` is a file whose bytes are no text we know.
pub fn source(
    disk: &dyn Disk,
    file: &Listed,
    shown: &str,
) -> Result<Result<Source, Diagnostic>, Failure> {
    let whole = || Place::file(&format!("{shown}/{}", file.path).into());
    if file.stamp.length > LARGEST_TEXT {
        let size = crate::text::number::bytes(file.stamp.length);
        return Ok(Err(Diagnostic::error("F05.too_large", whole()).with("size", size)));
    }
    let bytes = disk.read(&file.on_disk)?;
    if sheet::is_sheet(&file.path) {
        let hash = Hash::of(&bytes);
        // What is no table can still be an attachment.
        let text = sheet::text(bytes).unwrap_or_default();
        return Ok(Ok(Source::new(shown, &file.path, normalise::nfc(&text).into_owned(), hash)));
    }
    Ok(decode(bytes, file, shown))
}

/// Bytes as a source, or what is wrong with them.
fn decode(bytes: Vec<u8>, file: &Listed, shown: &str) -> Result<Source, Diagnostic> {
    let hash = Hash::of(&bytes);
    let text = plain(bytes).map_err(|bytes| not_utf8(&bytes, file, shown))?;
    let (text, first_composed) = match normalise::nfc(&text) {
        Cow::Borrowed(_) => (text, None),
        Cow::Owned(nfc) => {
            let first = first_difference(&text, &nfc);
            (nfc, first)
        }
    };
    let mut source = Source::new(shown, &file.path, text, hash);
    source.first_composed = first_composed;
    match normalise::first_control(&source.text) {
        Some(at) => {
            let code = source.text[at..].chars().next().map_or(0, u32::from);
            let problem = Diagnostic::error("F02.control_character", source.place(at..at + 1));
            Err(problem.with("code", format!("U+{code:04X}")))
        }
        None => Ok(source),
    }
}

/// Bytes as the text that everything after this works on: no byte-order mark, `\n`, NFC. `Err` gives
/// bytes back that are no UTF-8.
pub fn text(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    let text = plain(bytes)?;
    Ok(match normalise::nfc(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(nfc) => nfc,
    })
}

/// Bytes as text without a byte-order mark, lines ended by `\n`; not composed yet.
fn plain(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    let text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
    Ok(unify_lines(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }))
}

/// The beginning of the first word of `after` that `before` spells with other bytes.
fn first_difference(before: &str, after: &str) -> Option<usize> {
    let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    if before.len() == after.len() && same == after.len() {
        return None;
    }
    let letters = after.char_indices().take_while(|(at, _)| *at <= same);
    let starts = letters.filter(|(_, letter)| letter.is_whitespace());
    Some(starts.last().map_or(0, |(at, letter)| at + letter.len_utf8()))
}

fn unify_lines(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn not_utf8(bytes: &[u8], file: &Listed, shown: &str) -> Diagnostic {
    let place = Place::file(&format!("{shown}/{}", file.path).into());
    match encoding::guess(bytes) {
        Encoding::Binary => Diagnostic::error("F01.binary", place),
        Encoding::Unknown | Encoding::Utf8 | Encoding::Utf8Bom => {
            Diagnostic::error("F01.unknown_encoding", place)
        }
        known => {
            let is_table = file.path.to_ascii_lowercase().ends_with(".csv");
            let problem = match is_table {
                true => Diagnostic::error("F01.table_encoding", place),
                false => Diagnostic::error("F01.encoding", place),
            };
            problem.with("encoding", known.name())
        }
    }
}

/// Fills in the lines of places in these diagnostics, reading each file once. A file that is gone
/// meanwhile leaves its places without a line.
pub fn fill_lines(
    disk: &dyn Disk,
    locate: &dyn Fn(&str) -> Option<PathBuf>,
    problems: &mut [Diagnostic],
) {
    let mut read: Option<(Arc<str>, Vec<String>)> = None;
    for problem in problems {
        let place = &mut problem.place;
        let Some(span) = place.span.filter(|_| place.line.is_none()) else { continue };
        if read.as_ref().is_none_or(|(path, _)| *path != place.path) {
            let bytes = locate(&place.path).and_then(|path| disk.read(&path).ok());
            let text = bytes.map(|bytes| match sheet::is_sheet(&place.path) {
                true => sheet::text(bytes).unwrap_or_default(),
                false => String::from_utf8_lossy(&bytes).into_owned(),
            });
            let text = text.map(unify_lines).unwrap_or_default();
            let text = normalise::nfc(text.trim_start_matches('\u{feff}')).into_owned();
            let lines = text.split('\n').map(str::to_owned).collect();
            read = Some((Arc::clone(&place.path), lines));
        }
        let lines = read.as_ref().map_or(&[][..], |(_, lines)| lines);
        let line = lines.get(span.line as usize - 1);
        let is_personal = problem.id.starts_with('P');
        place.line = line.map(|line| if is_personal { hidden(line, span) } else { line.clone() });
    }
}

/// A line that holds something personal: reports travel to logs and to other people's screens.
fn hidden(line: &str, span: Span) -> String {
    let meant = span.column as usize - 1..(span.column + span.width) as usize - 1;
    let hide = |(at, letter): (usize, char)| {
        let is_part =
            letter.is_ascii_digit() || letter.is_ascii_alphabetic() && meant.contains(&at);
        if is_part { 'x' } else { letter }
    };
    line.chars().enumerate().map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::is_litter;

    #[test]
    fn litter_is_passed_over() {
        for path in ["~$ke hoach.docx", "a/.#b.md", "b.md~", "4913", "x/.b.md.swp", ".git/x.md"] {
            assert!(is_litter(path), "{path}");
        }
        assert!(!is_litter("ke-hoach/147.md"));
    }
}
