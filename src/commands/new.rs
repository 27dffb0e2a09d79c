//! `lantoa new KIND TITLE`.

use crate::cli::Common;
use crate::commands::{DISK, Exit, Printer, language, print_error, printer, themes};
use crate::describe::scaffold;
use crate::edit;
use crate::load_theme;
use crate::model::kind::{Kind, KindSet, Kinds, SECTION};
use crate::settings::Settings;
use crate::text::{distance, slug};

/// Makes a new document of a kind; one that exists is never overwritten.
pub(super) fn run(kind: &str, title: &str, common: &Common) -> anyhow::Result<Exit> {
    let settings = super::schema::settings(common)?;
    let printer = printer(common, language(common, Some(settings.language)));
    let Some(theme) = load(common, &settings, &printer)? else { return Ok(Exit::Problems) };
    let Some(kind) = find(&theme.kinds, kind) else {
        unknown(kind, &theme.kinds, &printer);
        return Ok(Exit::Usage);
    };
    let text = scaffold::document(kind, title, printer.catalogue.language());
    let path = format!("{}/{}.md", kind.name, slug::slug(title));
    let files = [(path, text.into_bytes())];
    let made = edit::create(&DISK, &common.content, &files)?;
    Ok(printer.created(&made))
}

/// The theme of a site, or its problems on the screen.
pub(super) fn load(
    common: &Common,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<Option<crate::model::theme::Theme>> {
    let name = common.theme.as_deref().unwrap_or(&settings.theme);
    let name = if name.is_empty() { load_theme::BASE } else { name };
    Ok(match load_theme::load(&DISK, &themes(&common.content), "themes", name)? {
        Ok(theme) => Some(theme),
        Err(problems) => {
            printer.problems(&problems);
            None
        }
    })
}

/// A kind by its folder or by what it is called in either language.
fn find<'k>(kinds: &'k Kinds, typed: &str) -> Option<&'k Kind> {
    let wanted = slug::slug(typed);
    let named = |kind: &&Kind| {
        [kind.name.as_str(), &kind.title.vi, &kind.title.en].iter().any(|n| slug::slug(n) == wanted)
    };
    kinds.iter().map(|(_, kind)| kind).filter(|kind| kind.name != SECTION).find(named)
}

fn unknown(typed: &str, kinds: &Kinds, printer: &Printer) {
    let names: Vec<&str> = kinds.names(KindSet::ALL).collect();
    let all = names.join(", ");
    let words = [("kind", typed.to_owned()), ("kinds", all)];
    print_error(&printer.word("unknown_kind", &words));
    if let Some(nearest) = distance::nearest(typed, names.into_iter()) {
        print_error(&printer.word("nearest_kind", &[("nearest", nearest.to_owned())]));
    }
}
