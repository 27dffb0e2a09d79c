//! Who may change a place: one publisher at a time, by name.
//!
//! The lock stands at the place itself, since publishers sit at different machines. It is held until
//! a run has ended well: a site that is half way belongs to whoever began it, and anybody else must
//! say that they take over. Where a place does not keep others out, it is a notice and no more: it is
//! read before it is written, and a moment after, and again before readers can see anything new.

use std::time::Duration;

use crate::publish::Stop;
use crate::publish::remote::{Fault, Line};

/// Where nobody is kept out, whoever claimed in the same moment has done so after this.
const MOMENT: Duration = Duration::from_secs(1);

/// Waits, where a place keeps nobody out.
pub(super) type Notice<'a> = Option<&'a (dyn Fn(Duration) + Sync)>;

/// The lock of a place.
#[derive(Clone, Debug)]
pub(super) struct Lock {
    /// Where it stands.
    pub(super) path: String,
    /// Our words in it.
    pub(super) words: String,
    /// Whose lock was taken away.
    pub(super) displaced: Option<String>,
    /// Whether it was ours before it was asked for.
    pub(super) was_held: bool,
    /// Whether it keeps nobody out.
    pub(super) is_notice: bool,
}

impl Lock {
    /// A lock with our words.
    pub(super) fn of(path: &str, words: &str) -> Self {
        let (path, words) = (path.to_owned(), words.to_owned());
        Self { path, words, displaced: None, was_held: false, is_notice: false }
    }

    /// Takes the lock at a path. One that holds our words already is ours: either an answer was
    /// lost, or a run that was cut is continued with its own words.
    pub(super) fn take(
        line: &mut Line<'_>,
        path: &str,
        words: &str,
        takes_over: bool,
        notice: Notice<'_>,
    ) -> Result<Self, Stop> {
        let mut lock = Self { is_notice: notice.is_some(), ..Self::of(path, words) };
        // Whoever takes it away and whoever claims it may each be overtaken; not for ever.
        for _ in 0..8 {
            // Where nobody is kept out, to claim it is to wipe out the words that are there.
            let is_free = notice.is_none() || holder(line, path)?.is_none();
            if is_free && line.attempt(|session| session.claim(path, words.as_bytes()))? {
                if let Some(wait) = notice {
                    wait(MOMENT);
                    lock.look_again(line)?;
                }
                return Ok(lock);
            }
            let Some(holder) = holder(line, path)? else { continue };
            if holder == words {
                lock.was_held = true;
                return Ok(lock);
            }
            if !takes_over {
                return Err(Stop::Held(holder));
            }
            if line.attempt(|session| session.displace(path, holder.as_bytes()))? {
                lock.displaced = Some(holder);
            }
        }
        Err(Stop::Held(holder(line, path)?.unwrap_or_default()))
    }

    /// Whether it is still ours.
    pub(super) fn look_again(&self, line: &mut Line<'_>) -> Result<(), Stop> {
        match holder(line, &self.path)? {
            Some(holder) if holder == self.words => Ok(()),
            other => Err(Stop::Lost(other.unwrap_or_default())),
        }
    }

    /// Lets it go.
    pub(super) fn release(&self, line: &mut Line<'_>) -> Result<(), Stop> {
        if line.attempt(|session| session.displace(&self.path, self.words.as_bytes()))? {
            return Ok(());
        }
        // Already gone is as good; somebody else's means that they took over meanwhile.
        match holder(line, &self.path)? {
            Some(other) if other != self.words => Err(Stop::Lost(other)),
            _ => Ok(()),
        }
    }
}

/// The words of whoever holds a lock.
pub(super) fn holder(line: &mut Line<'_>, path: &str) -> Result<Option<String>, Fault> {
    let owner = format!("{path}/owner");
    let bytes = line.attempt(|session| session.read(&owner))?;
    let words = bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim_end().to_owned());
    // Storage without folders keeps the file of a lock that was let go, without words.
    Ok(words.filter(|words| !words.is_empty()))
}
