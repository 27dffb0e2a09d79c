//! Progress bars on long work, if a terminal is there; `indicatif` is named here only.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Common;
use crate::diagnostic::catalogue::{Catalogue, Language};
use crate::pipeline::{Progress, Stage};
use crate::publish::push::Meter;

/// Fewer steps than this are done before a bar could be read.
const WORTH_A_BAR: usize = 500;

/// Bars on the terminal.
pub(super) struct Bars {
    language: Language,
    bar: Mutex<ProgressBar>,
    is_wanted: bool,
}

impl Bars {
    pub(super) fn new(language: Language, is_wanted: bool) -> Self {
        Self { language, bar: Mutex::new(ProgressBar::hidden()), is_wanted }
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage, steps: usize) {
        let Ok(mut bar) = self.bar.lock() else { return };
        bar.finish_and_clear();
        *bar = ProgressBar::hidden();
        if !self.is_wanted || steps < WORTH_A_BAR {
            return;
        }
        let id = match stage {
            Stage::Read => "stage_read",
            Stage::Render => "stage_render",
        };
        let style = ProgressStyle::with_template("{prefix} {wide_bar} {pos}/{len}");
        *bar =
            ProgressBar::new(steps as u64).with_prefix(Catalogue::of(self.language).word(id, &[]));
        if let Ok(style) = style {
            bar.set_style(style);
        }
    }

    fn step(&self) {
        if !self.is_wanted {
            return;
        }
        if let Ok(bar) = self.bar.lock() {
            bar.inc(1);
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}

/// A bar of bytes on their way, with the time that is left.
pub(super) struct Sending {
    bar: Mutex<ProgressBar>,
    is_wanted: bool,
}

impl Sending {
    pub(super) fn new(common: &Common) -> Self {
        let is_wanted = std::io::stderr().is_terminal() && !common.quiet && !common.json;
        Self { bar: Mutex::new(ProgressBar::hidden()), is_wanted }
    }
}

impl Meter for Sending {
    fn begin(&self, place: &str, _: usize, bytes: u64) {
        let Ok(mut bar) = self.bar.lock() else { return };
        bar.finish_and_clear();
        *bar = ProgressBar::hidden();
        if !self.is_wanted {
            return;
        }
        *bar = ProgressBar::new(bytes).with_prefix(place.to_owned());
        let style = "{prefix} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
    }

    fn sent(&self, bytes: u64) {
        if let Ok(bar) = self.bar.lock() {
            bar.inc(bytes);
        }
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}
