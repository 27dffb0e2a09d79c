//! `lantoa diff`: pages, then their words.
//!
//! Words are marked as `git diff --word-diff` marks them: `[-gone-]`, `{+new+}`.

use serde_json::{Value, json};

use crate::cli::Common;
use crate::commands::{DISK, Exit, print, publish, site_printer};
use crate::model::comparison::{Block, Change, Mark, Run};
use crate::model::release_log::{Changes, PageChange};
use crate::record::Store;

/// Tells what differs between two releases.
pub(super) fn run(older: u32, newer: u32, common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let changes = Store::new(&DISK, &common.output).changes_between(older, newer)?;
    if common.json {
        let changes = with_words(&changes);
        print(&json!({ "older": older, "newer": newer, "changes": changes }).to_string());
        return Ok(Exit::Done);
    }
    let is_same = changes.pages.is_empty() && changes.looks == 0;
    let files = changes.files;
    if is_same && files == Default::default() {
        print(&printer.word("diff_same", &[]));
        return Ok(Exit::Done);
    }
    let line = |page: &PageChange| {
        let words = [("title", page.title.clone()), ("address", format!("/{}", page.address))];
        print(&printer.word(&format!("diff_{}", page.change.key()), &words));
        page.words.iter().for_each(|block| print(&format!("    {}", shown(block))));
    };
    changes.pages.iter().for_each(line);
    let counts = [
        ("looks", changes.looks.to_string()),
        ("added", files.added.to_string()),
        ("changed", files.changed.to_string()),
        ("removed", files.removed.to_string()),
    ];
    print(&printer.word("diff_rest", &counts));
    Ok(Exit::Done)
}

/// Words that stayed and are shown on each side of a change.
const AROUND: usize = 6;

/// One block on a line, what stayed shortened.
fn shown(block: &Block) -> String {
    let mut line = String::new();
    let last = block.runs.len().saturating_sub(1);
    for (at, run) in block.runs.iter().enumerate() {
        if run.spaced && at > 0 {
            line.push(' ');
        }
        line.push_str(&match run.mark {
            Mark::Removed => format!("[-{}-]", run.text),
            Mark::Added => format!("{{+{}+}}", run.text),
            // A heading that says where it is stands whole.
            Mark::Same if block.change == Change::Same => format!("{}:", run.text),
            Mark::Same => shortened(run, at > 0, at < last),
        });
    }
    line
}

/// The words of a run that stand beside a change.
fn shortened(run: &Run, has_before: bool, has_after: bool) -> String {
    let words: Vec<&str> = run.text.split(' ').collect();
    let (left, right) = (if has_before { AROUND } else { 0 }, if has_after { AROUND } else { 0 });
    if words.len() <= left + right + 1 {
        return run.text.clone();
    }
    let (left, right) = (&words[..left], &words[words.len() - right..]);
    format!("{} … {}", left.join(" "), right.join(" ")).trim().to_owned()
}

/// What differs in JSON, with the words of each page.
fn with_words(changes: &Changes) -> Value {
    let run = |run: &Run| {
        let mark = match run.mark {
            Mark::Same => "same",
            Mark::Removed => "removed",
            Mark::Added => "added",
        };
        json!({ "text": run.text, "mark": mark })
    };
    let block = |block: &Block| {
        let runs: Vec<Value> = block.runs.iter().map(run).collect();
        json!({ "shape": block.shape.key(), "change": block.change.key(), "runs": runs })
    };
    let mut object = publish::changes_object(changes);
    if let Some(pages) = object["pages"].as_array_mut() {
        for (page, change) in pages.iter_mut().zip(&changes.pages) {
            page["blocks"] = change.words.iter().map(block).collect();
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::shown;
    use crate::compare::{align, blocks};

    #[test]
    fn words_around_a_change_say_where_it_is() {
        let text = |day: &str| format!("<p>một hai ba bốn năm sáu bảy tám {day} chín</p>");
        let [old, new] = ["25/10/2021", "01/11/2021"].map(|day| blocks::blocks(&text(day)));
        let (found, _) = align::aligned(&old, &new);
        let line = "… ba bốn năm sáu bảy tám [-25/10/2021-] {+01/11/2021+} chín";
        assert_eq!(shown(&found[0]), line);
    }
}
