//! What we know of a place: which file stands there with which bytes.
//!
//! A text of lines to which a run adds one after each confirmed step, so that a run that was cut is
//! continued and not begun again. What was attempted and not confirmed is unknown and done again.
//! After a whole run it is written anew. Pure but for [`Ledger::load`] and the two that write.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Disk, Failure};
use crate::hash::Hash;

const FORMAT: &str = "lantoa-journal 1";

/// What stands under a name that we put there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its bytes; `None` where a step on it was not confirmed.
    pub hash: Option<Hash>,
    /// Whether it may not be there at all: the first step on it was not confirmed.
    pub doubtful: bool,
    /// Since which release (and second of the clock) nothing needs it.
    pub retired: Option<(u32, i64)>,
}

/// What we know of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// What the place said of itself (`_lantoa/current`) when all of this was so; empty before.
    pub at: String,
    /// What it will say once the run that is under way has ended.
    pub to: Option<String>,
    /// The words of our lock, if it was not let go.
    pub lock: Option<String>,
    /// What the place can do, as it showed when it was asked.
    pub can: Option<String>,
    /// Every name that we put there.
    pub files: BTreeMap<Arc<str>, Standing>,
}

impl Ledger {
    /// The ledger in a file; empty where there is none or it is not one of ours.
    pub fn load(disk: &dyn Disk, path: &Path) -> Result<Self, Failure> {
        if disk.stamp(path)?.is_none() {
            return Ok(Self::default());
        }
        let bytes = disk.read(path)?;
        Ok(Self::parse(&String::from_utf8_lossy(&bytes)).unwrap_or_default())
    }

    /// Reads lines; the last one counts only if it was written to its end.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        (lines.next()? == FORMAT).then_some(())?;
        let mut ledger = Self::default();
        for line in lines {
            ledger.line(line)?;
        }
        Some(ledger)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let (sign, rest) = line.split_once(' ')?;
        match sign {
            "at" => {
                self.at = rest.to_owned();
                (self.to, self.lock) = (None, None);
            }
            "to" => self.to = Some(rest.to_owned()),
            "lock" => self.lock = Some(rest.to_owned()).filter(|owner| !owner.is_empty()),
            "can" => self.can = Some(rest.to_owned()),
            "?" => match self.files.get_mut(rest) {
                Some(standing) => standing.hash = None,
                None => {
                    let doubtful = Standing { doubtful: true, ..Standing::default() };
                    self.files.insert(rest.into(), doubtful);
                }
            },
            "x" => {
                let standing = self.files.entry(rest.into()).or_default();
                (standing.hash, standing.doubtful) = (None, true);
            }
            "!" => {
                self.files.insert(rest.into(), Standing::default());
            }
            "-" => {
                self.files.remove(rest);
            }
            "=" => {
                let (hash, path) = rest.split_once(' ')?;
                let standing = Standing { hash: Some(Hash::parse(hash)?), ..Standing::default() };
                self.files.insert(path.into(), standing);
            }
            "~" => {
                let (seq, rest) = rest.split_once(' ')?;
                let (second, path) = rest.split_once(' ')?;
                let retired = Some((seq.parse().ok()?, second.parse().ok()?));
                self.files.get_mut(path)?.retired = retired;
            }
            _ => return None,
        }
        Some(())
    }

    /// All of it as lines.
    pub fn text(&self) -> String {
        let mut text = format!("{FORMAT}\nat {}\n", self.at);
        for (sign, words) in [("to", &self.to), ("lock", &self.lock), ("can", &self.can)] {
            if let Some(words) = words {
                let _ = writeln!(text, "{sign} {words}");
            }
        }
        for (path, standing) in &self.files {
            let _ = match (standing.hash, standing.doubtful) {
                (Some(hash), _) => writeln!(text, "= {} {path}", hash.hex()),
                (None, true) => writeln!(text, "? {path}"),
                (None, false) => writeln!(text, "! {path}"),
            };
            if let Some((seq, second)) = standing.retired {
                let _ = writeln!(text, "~ {seq} {second} {path}");
            }
        }
        text
    }
}

/// A ledger on disk, to which lines are added.
pub struct Journal<'a> {
    disk: &'a dyn Disk,
    path: PathBuf,
    /// What its lines say.
    pub ledger: Ledger,
}

impl<'a> Journal<'a> {
    /// The journal in a file.
    pub fn open(disk: &'a dyn Disk, path: PathBuf) -> Result<Self, Failure> {
        let ledger = Ledger::load(disk, &path)?;
        Ok(Self { disk, path, ledger })
    }

    /// Writes all of it anew: whole, or what was there stays.
    pub fn rewrite(&mut self) -> Result<(), Failure> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        self.disk.make_folder(folder)?;
        let staged = self.path.with_extension("new");
        self.disk.write(&staged, self.ledger.text().as_bytes())?;
        self.disk.sync(&staged)?;
        self.disk.rename(&staged, &self.path)?;
        self.disk.sync(folder)
    }

    /// Adds lines.
    pub fn add(&mut self, lines: &str) -> Result<(), Failure> {
        for line in lines.lines() {
            // Lines of our own making are always read.
            let _ = self.ledger.line(line);
        }
        self.disk.append(&self.path, lines.as_bytes()).map(|_| ())
    }

    /// Makes the lines so far outlast a power cut.
    pub fn sync(&self) -> Result<(), Failure> {
        self.disk.sync(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ledger, Standing};
    use crate::hash::Hash;

    #[test]
    fn a_ledger_is_read_back_and_a_torn_line_is_not() {
        let mut ledger = Ledger { at: "0001 x".to_owned(), ..Ledger::default() };
        let known =
            Standing { hash: Some(Hash::of(b"a")), doubtful: false, retired: Some((3, 99)) };
        ledger.files.insert("assets/a b.css".into(), known);
        ledger.files.insert("index.html".into(), Standing::default());
        ledger.to = Some("0002 y".to_owned());
        let text = ledger.text();
        assert_eq!(Ledger::parse(&text), Some(ledger.clone()));
        assert_eq!(Ledger::parse(&format!("{text}- index.ht")), Some(ledger.clone()));
        ledger.files.remove("index.html");
        assert_eq!(Ledger::parse(&format!("{text}- index.html\n")), Some(ledger));
        assert_eq!(Ledger::parse("khác\n"), None);
    }
}
