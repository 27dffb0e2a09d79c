//! `lantoa gc`.

use serde_json::json;

use crate::cli::Common;
use crate::commands::{DISK, Exit, print, print_error, publish, site_printer};
use crate::record::{Refusal, Store, Trouble};

/// Removes what no release needs; with `forget` the bytes of those releases too.
pub(super) fn run(forget: Option<&str>, common: &Common) -> anyhow::Result<Exit> {
    let printer = site_printer(common)?;
    let Some(forget) = range(forget) else {
        let typed = forget.unwrap_or("").to_owned();
        print_error(&printer.word("gc_bad_range", &[("value", typed)]));
        return Ok(Exit::Usage);
    };
    let store = Store::new(&DISK, &common.output);
    if store.is_empty()? {
        return Err(Trouble::from(Refusal::NothingReleased).into());
    }
    let removed = store.begin(&publish::owner())?.collect(&forget)?;
    if common.json {
        let object = json!({
            "files": removed.objects,
            "bytes": removed.bytes,
            "trees": removed.trees,
            "forgotten": forget,
        });
        print(&object.to_string());
    } else if !common.quiet {
        let counts = [
            ("files", removed.objects.to_string()),
            ("bytes", removed.bytes.to_string()),
            ("trees", removed.trees.to_string()),
        ];
        print(&printer.word("gc_done", &counts));
    }
    Ok(Exit::Done)
}

/// `3..6` is 3, 4, 5, 6; `3` is itself. `None` where it is anything else.
fn range(typed: Option<&str>) -> Option<Vec<u32>> {
    let Some(typed) = typed else { return Some(Vec::new()) };
    let (first, last) = typed.split_once("..").unwrap_or((typed, typed));
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first > 0 && first <= last).then(|| (first..=last).collect())
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_range_has_both_its_ends() {
        assert_eq!(range(Some("3..6")), Some(vec![3, 4, 5, 6]));
        assert_eq!((range(Some("3")), range(None)), (Some(vec![3]), Some(vec![])));
        for wrong in ["6..3", "0..2", "a", "1..", ""] {
            assert_eq!(range(Some(wrong)), None, "{wrong}");
        }
    }
}
