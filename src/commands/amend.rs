//! `lantoa amend DOCUMENT`: keeps the text as it is, notes the change, makes room for the new one.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;

use serde_json::json;

use crate::cli::Common;
use crate::commands::documents::{Documents, Found};
use crate::commands::printing::print_part;
use crate::commands::{
    DISK, Exit, Printer, inputs, language, new, now, print, print_error, printer,
};
use crate::disk::Disk as _;
use crate::edit;
use crate::edit::amend::{Entry, noted};
use crate::model::history::{self, Class};
use crate::model::kind::Kind;
use crate::model::version::{self, Name};
use crate::pipeline;
use crate::read;
use crate::text::date::{Date, parse_date};
use crate::text::slug;

/// What was typed.
pub(super) struct Wish<'a> {
    /// The document: path, id, last part of the id, number or title.
    pub document: &'a str,
    /// The class of the change.
    pub class: Option<&'a str>,
    /// What is changed.
    pub note: Option<&'a str>,
    /// The day from which the new text is in force.
    pub effective: Option<&'a str>,
    /// The document that makes the change.
    pub by: Option<&'a str>,
}

/// Copies the text, notes the change and says which files were touched.
pub(super) fn run(wish: &Wish<'_>, common: &Common) -> anyhow::Result<Exit> {
    let settings = super::schema::settings(common)?;
    let printer = printer(common, language(common, Some(settings.language)));
    let Some(theme) = new::load(common, &settings, &printer)? else { return Ok(Exit::Problems) };
    let listing = read::list(&DISK, &common.content, "")?;
    let (content, language) = (&*common.content, settings.language);
    let documents = Documents { content, listing: &listing, theme: &theme, language };
    let run = Run { wish, common, printer: &printer, documents };
    let Some(found) = run.documents.find(wish.document)? else {
        let words = [("document", wish.document.to_owned())];
        print_error(&printer.word("amend_unknown", &words));
        return Ok(Exit::Usage);
    };
    match run.asked(&found) {
        Ok(entry) => run.amend(&found, &entry),
        Err((word, words)) => {
            print_error(&printer.word(word, &words));
            Ok(Exit::Usage)
        }
    }
}

struct Run<'a> {
    wish: &'a Wish<'a>,
    common: &'a Common,
    printer: &'a Printer,
    documents: Documents<'a>,
}

/// A word of the catalogue that says what is missing or wrong, and what was typed.
type Refused = (&'static str, Vec<(&'static str, String)>);

fn refused(word: &'static str, value: impl Into<String>) -> Refused {
    (word, vec![("value", value.into())])
}

impl Run<'_> {
    fn kind(&self, found: &Found) -> &Kind {
        self.documents.theme.kinds.at(found.outline.kind)
    }

    /// What is to be noted.
    fn asked(&self, found: &Found) -> Result<Entry, Refused> {
        let kind = self.kind(found);
        let official = kind.official;
        if kind.fields.index("changes").is_none() {
            return Err(refused("amend_no_history", &*found.file.path));
        }
        let class = self.answer(self.wish.class, "amend_ask_class", "amend_no_class")?;
        let class = class_of(&class, kind).ok_or_else(|| refused("amend_bad_class", class))?;
        if matches!(class, Class::Replaced | Class::Withdrawn) {
            // The change is made in the other document.
            let relation = if class == Class::Replaced { "thay thế" } else { "thu hồi" };
            let id = ("id", found.outline.id.to_string());
            return Err(("amend_elsewhere", vec![("relation", relation.to_owned()), id]));
        }
        let note = self.answer(self.wish.note, "amend_ask_note", "amend_no_note")?;
        let by = match official && class.needs_a_document() {
            true => self.answer(self.wish.by, "amend_ask_by", "amend_no_by")?,
            false => self.wish.by.unwrap_or("").to_owned(),
        };
        let present = now();
        let has_day = kind.fields.index("effective_from").is_some();
        let is_dated = class == Class::Amended && official && has_day;
        let effective = match is_dated {
            true => {
                let typed = self.answer(self.wish.effective, "amend_ask_day", "amend_no_day")?;
                Some(parse_date(&typed).map_err(|_| refused("bad_instant", typed))?)
            }
            false => None,
        };
        if let (Some(typed), false) = (self.wish.effective, is_dated) {
            print_error(&self.printer.word("amend_no_effective", &[("value", typed.to_owned())]));
        }
        let clock = present.rfc3339();
        let clock = clock.get(11..16).unwrap_or("00:00");
        let recorded = format!("{} {clock}", present.date().short());
        Ok(Entry { class, note, by, recorded, effective })
    }

    /// What was typed behind an option, else what is answered, else a refusal.
    fn answer(
        &self,
        typed: Option<&str>,
        question: &'static str,
        missing: &'static str,
    ) -> Result<String, Refused> {
        if let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) {
            return Ok(typed.to_owned());
        }
        let is_asked = typed.is_none() && !self.common.json && !self.common.quiet;
        if !is_asked || !std::io::stdin().is_terminal() {
            return Err(refused(missing, ""));
        }
        print_part(&self.printer.word(question, &[]));
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        let answer = answer.trim().to_owned();
        match (read, answer.is_empty()) {
            (Ok(1..), false) => Ok(answer),
            _ => Err(refused(missing, "")),
        }
    }

    fn amend(&self, found: &Found, entry: &Entry) -> anyhow::Result<Exit> {
        let kind = self.kind(found);
        let refused = |word: &'static str, value: String| {
            print_error(&self.printer.word(word, &[("value", value)]));
            Ok(Exit::Usage)
        };
        let start = history::start(&found.outline, kind);
        if let (Some(day), Some(start)) = (entry.effective, start)
            && day < start
        {
            return refused("amend_day_before", start.short());
        }
        let Some(fixes) = noted(&found.text, kind, entry) else {
            return refused("amend_by_hand", found.file.path.to_string());
        };
        let text = edit::apply(&found.text, &fixes);
        // What was written must say what was meant, or nothing is touched.
        let before = history::changes(&found.outline, kind).len();
        let after = self.documents.outline(&found.file.path, &text);
        if after.is_none_or(|after| history::changes(&after, kind).len() != before + 1) {
            return refused("amend_by_hand", found.file.path.to_string());
        }
        if !entry.class.makes_a_text() {
            return self.rewrite(found, &text, Vec::new());
        }
        if self.is_edited_already(found)? {
            return refused("amend_edited", found.file.path.to_string());
        }
        let Some(folder) = found.file.path.strip_suffix("index.md").map(str::to_owned) else {
            return self.folded(found, &text, start);
        };
        let copies = self.copies(found, &folder, start)?;
        let made = edit::create(&DISK, &self.common.content, &copies)?;
        match made {
            Ok(paths) => self.rewrite(found, &text, paths),
            Err(_) => Ok(self.printer.created(&made)),
        }
    }

    /// Whether the text is no longer the one that was released: kept now, it would stand in the history
    /// as what had been said.
    fn is_edited_already(&self, found: &Found) -> anyhow::Result<bool> {
        let inputs = inputs(self.common, now(), &pipeline::Silent);
        let id = version::document_id(&found.file.path);
        let Documents { listing, theme, .. } = self.documents;
        Ok(pipeline::is_unsaid(&inputs, listing, theme, id)?)
    }

    /// A file with nothing beside it becomes a folder: the new text and the old one in it.
    fn folded(&self, found: &Found, text: &str, start: Option<Date>) -> anyhow::Result<Exit> {
        if !found.outline.files.is_empty() {
            let words = [("value", found.file.path.to_string())];
            print_error(&self.printer.word("amend_has_files", &words));
            return Ok(Exit::Usage);
        }
        let folder = format!("{}/", version::document_id(&found.file.path));
        let mut files = self.copies(found, &folder, start)?;
        files.push((format!("{folder}index.md"), text.as_bytes().to_vec()));
        let made = edit::create(&DISK, &self.common.content, &files)?;
        let Ok(made) = made else { return Ok(self.printer.created(&made)) };
        DISK.remove(&found.file.on_disk)?;
        let new = self.common.content.join(&folder).join("index.md");
        let (old, new) = (found.file.on_disk.display().to_string(), new.display().to_string());
        if self.common.json {
            let created: Vec<String> = made.iter().map(|path| path.display().to_string()).collect();
            print(&json!({ "created": created, "changed": [], "removed": [old] }).to_string());
        } else if !self.common.quiet {
            self.printer.created(&Ok(made));
            let words = [("path", new), ("old", old)];
            print(&self.printer.word("amend_moved", &words));
            print(&self.printer.word("amend_next", &words));
        }
        Ok(Exit::Done)
    }

    /// The old text and the files beside it, under the day from which it was valid.
    fn copies(
        &self,
        found: &Found,
        folder: &str,
        start: Option<Date>,
    ) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let is_taken = |name: &Name| {
            let path = format!("{folder}{name}.md");
            self.documents.listing.documents.iter().any(|file| *file.path == *path)
        };
        let mut name = Name { day: start, number: 1 };
        while is_taken(&name) && name.number < u16::MAX {
            name.number += 1;
        }
        let mut copies = vec![(format!("{folder}{name}.md"), found.bytes.clone())];
        let used = found.outline.files.iter().filter_map(|file| file.path.strip_prefix(folder));
        let used: std::collections::BTreeSet<&str> = used.collect();
        for file in used {
            let bytes = DISK.read(&self.common.content.join(folder).join(file))?;
            copies.push((format!("{folder}{name}/{file}"), bytes));
        }
        Ok(copies)
    }

    /// Puts the note into the document's own file; copies go again where it was changed meanwhile.
    fn rewrite(&self, found: &Found, text: &str, made: Vec<PathBuf>) -> anyhow::Result<Exit> {
        let path = &found.file.on_disk;
        if !edit::rewrite(&DISK, path, &found.bytes, text)? {
            for path in &made {
                DISK.remove(path)?;
            }
            let words = [("path", path.display().to_string())];
            print_error(&self.printer.word("fix_changed_meanwhile", &words));
            return Ok(Exit::Problems);
        }
        if self.common.json {
            let shown = |path: &std::path::Path| path.display().to_string();
            let created: Vec<String> = made.iter().map(|path| shown(path)).collect();
            print(&json!({ "created": created, "changed": [shown(path)] }).to_string());
            return Ok(Exit::Done);
        }
        self.printer.created(&Ok(made));
        let words = [("path", path.display().to_string())];
        print(&self.printer.word("amend_changed", &words));
        print(&self.printer.word("amend_next", &words));
        Ok(Exit::Done)
    }
}

/// A class by its key or by what it is called in either language.
fn class_of(typed: &str, kind: &Kind) -> Option<Class> {
    let wanted = slug::slug(typed);
    let at = kind.fields.index("changes")?;
    let crate::model::field::FieldType::Record { fields, .. } = &kind.fields.at(at).kind else {
        return None;
    };
    let class = &fields.at(fields.index("class")?).kind;
    let crate::model::field::FieldType::Choice(choices) = class else { return None };
    let found = choices.iter().find(|choice| {
        [choice.key.as_str(), &choice.label.vi, &choice.label.en]
            .iter()
            .any(|name| slug::slug(name) == wanted)
    });
    Class::of_key(&found?.key)
}
