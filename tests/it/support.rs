//! Sites in memory: a few files in one string, built by the real pipeline; what tests share.

#![expect(clippy::disallowed_methods, reason = "tests look at a real disk from outside")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use expect_test::Expect;
use lantoa::disk::{Failure, Faults, MemoryDisk};
use lantoa::pipeline::{self, Coming, Inputs, Outcome, Silent};
use lantoa::text::date::Instant;

/// The front matter of a public news item.
pub(crate) const NEWS: &str =
    "---\nTiêu đề: Tin\nNgày đăng: 25/10/2021\nTrạng thái: đã duyệt\n---\n\n";

/// The present of every test.
const NOW: &str = "2026-11-22";

/// A site in memory.
pub(crate) struct Site {
    /// Its disk: `content/…`, `themes/…`, `output/…`.
    pub(crate) disk: MemoryDisk,
    at: Instant,
}

/// Files written one after the other: `-- path --` opens each, paths are below `content/` unless
/// they begin with `themes/`. Indentation common to all lines is taken away.
pub(crate) fn site(text: &str) -> Site {
    let site = Site { disk: MemoryDisk::default(), at: day("2021-11-12") };
    site.disk.put("content/site.yaml", "title: Thi đua\n");
    for (path, text) in files(text) {
        site.disk.put(place(&path), text);
    }
    site
}

/// A site under a theme of its own, `rieng`, that changes nothing yet.
pub(crate) fn themed(text: &str) -> Site {
    let site = site("");
    site.edit("site.yaml", "title: Thi đua\ntheme: rieng\n");
    site.edit("themes/rieng/theme.yaml", "name: rieng\nextends: lan-toa\n");
    for (path, text) in files(text) {
        site.disk.put(place(&path), text);
    }
    site
}

/// A site without mistakes, under a theme of its own, that was built.
pub(crate) fn good() -> Site {
    let site = themed("");
    site.edit("tin/tot.md", news("Tin tốt", "Nội dung."));
    site.build();
    site
}

/// A public news item.
pub(crate) fn news(title: &str, text: &str) -> String {
    format!("{}{text}\n", NEWS.replace("Tiêu đề: Tin", &format!("Tiêu đề: {title}")))
}

/// Breaks a good site: these are the errors, and the old output stands untouched.
#[track_caller]
pub(crate) fn check_broken(break_it: impl FnOnce(&Site), expected: Expect) {
    let site = good();
    let before = site.output();
    break_it(&site);
    expected.assert_eq(&site.errors().join("\n"));
    assert!(!before.is_empty() && site.output() == before, "the old output was touched");
}

/// Every file below a folder of the real disk, by its path there.
pub(crate) fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below").to_owned();
                files.insert(below, std::fs::read(path).expect("the file"));
            }
        }
    }
    files
}

/// An instant from its day.
pub(crate) fn day(day: &str) -> Instant {
    Instant::parse(day).expect("a day")
}

fn place(path: &str) -> PathBuf {
    if path.starts_with("themes/") { path.into() } else { Path::new("content").join(path) }
}

fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in unindented(text).lines() {
        match line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(path) => files.push((path.to_owned(), String::new())),
            None => {
                if let Some((_, text)) = files.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    files
}

fn unindented(text: &str) -> String {
    let full = text.lines().filter(|line| !line.trim().is_empty());
    let indent =
        full.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let lines: Vec<&str> = text.lines().map(|line| line.get(indent..).unwrap_or("")).collect();
    lines.join("\n").trim_start_matches('\n').to_owned()
}

impl Site {
    /// The same site at another instant.
    pub(crate) fn at(mut self, instant: &str) -> Self {
        self.at = day(instant);
        self
    }

    /// Writes a file as a person would.
    pub(crate) fn edit(&self, path: &str, text: impl Into<Vec<u8>>) {
        self.disk.put(place(path), text);
    }

    /// Removes a file as a person would.
    pub(crate) fn delete(&self, path: &str) {
        use lantoa::disk::Disk as _;
        self.disk.remove(&place(path)).expect("memory has no failures of its own");
    }

    /// Lets the disk fail from now on.
    pub(crate) fn fail(&self, faults: Faults) {
        self.disk.fail(faults);
    }

    /// What a run over this site is a function of.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            disk: &self.disk,
            content: "content".into(),
            themes: "themes".into(),
            output: "output".into(),
            theme: None,
            at: self.at,
            now: day(NOW),
            program: lantoa::hash::Hash::default(),
            progress: &Silent,
        }
    }

    /// Builds and gives what came of it.
    pub(crate) fn try_build(&self) -> Result<Outcome, Failure> {
        pipeline::build(&self.inputs())
    }

    /// What is to come after an instant; without one, after the last build.
    pub(crate) fn coming(&self, since: Option<&str>) -> Coming {
        let since = since.map(day);
        pipeline::schedule(&self.inputs(), since).expect("the world does not fail here")
    }

    /// Builds; the world does not fail.
    pub(crate) fn build(&self) -> Outcome {
        self.try_build().expect("the world does not fail here")
    }

    /// Builds without mistakes and gives the text of a page.
    pub(crate) fn page(&self, address: &str) -> String {
        let outcome = self.build();
        let errors: Vec<String> =
            lines(&outcome).into_iter().filter(|l| l.starts_with('E')).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let path = format!("{address}index.html");
        let site = self.output();
        match site.get(Path::new(&path)) {
            Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            None => panic!("no page {path} among {:#?}", site.keys()),
        }
    }

    /// Every file of the built site.
    pub(crate) fn output(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.disk.files(Path::new("output/site"))
    }

    /// The same site at another instant, from now on.
    pub(crate) fn move_to(&mut self, instant: &str) {
        self.at = day(instant);
    }

    /// What a build from nothing gives, at the same instant.
    pub(crate) fn clean_output(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.clean().0
    }

    /// Output and problems of a build from nothing, at the same instant.
    pub(crate) fn clean(&self) -> (BTreeMap<PathBuf, Vec<u8>>, Vec<String>) {
        let clean = Self { disk: MemoryDisk::default(), at: self.at };
        for folder in ["content", "themes"] {
            for (path, bytes) in self.disk.files(Path::new(folder)) {
                clean.disk.put(Path::new(folder).join(path), bytes);
            }
        }
        let problems = lines(&clean.build());
        (clean.output(), problems)
    }

    /// The problems of a build: `E path:line:column id`, sorted; `E` error, `W` warning, `H` hint,
    /// `A` accepted.
    pub(crate) fn problems(&self) -> Vec<String> {
        lines(&self.build())
    }

    /// Only the errors, without their mark.
    pub(crate) fn errors(&self) -> Vec<String> {
        let errors = self.problems().into_iter();
        errors.filter_map(|line| line.strip_prefix("E ").map(str::to_owned)).collect()
    }
}

/// The problems of an outcome, one a line.
pub(crate) fn lines(outcome: &Outcome) -> Vec<String> {
    use lantoa::diagnostic::Severity;
    let problems = outcome.problems.iter().map(|problem| {
        let mark = match problem.severity {
            _ if problem.accepted.is_some() => 'A',
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Hint => 'H',
        };
        let path = problem.place.path.strip_prefix("content/").unwrap_or(&problem.place.path);
        match problem.place.span {
            Some(span) => format!("{mark} {path}:{}:{} {}", span.line, span.column, problem.id),
            None => format!("{mark} {path} {}", problem.id),
        }
    });
    problems.collect()
}
