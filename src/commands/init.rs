//! `lantoa init [DIR]`.

use std::path::Path;

use crate::cli::Common;
use crate::commands::{DISK, Exit, language, print, printer};
use crate::diagnostic::catalogue::Language;
use crate::edit;

/// Makes a new site: settings, a home page, and where to write first. The theme stays inside the
/// program; a theme of one's own is a folder in `themes/`.
pub(super) fn run(folder: &Path, common: &Common) -> anyhow::Result<Exit> {
    let printer = printer(common, language(common, None));
    let files: Vec<(String, Vec<u8>)> = starter(printer.catalogue.language())
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    let exit = printer.created(&edit::create(&DISK, folder, &files)?);
    if exit == Exit::Done {
        print(&printer.word("init_done", &[("path", folder.display().to_string())]));
        print(&printer.word("next_build", &[]));
    }
    Ok(exit)
}

/// The files of a new site.
fn starter(language: Language) -> [(&'static str, &'static str); 4] {
    match language {
        Language::Vi => [
            ("content/site.yaml", include_str!("starter/vi/site.yaml")),
            ("content/_index.md", include_str!("starter/vi/_index.md")),
            ("content/trang/gioi-thieu.md", include_str!("starter/vi/gioi-thieu.md")),
            (".gitignore", include_str!("starter/gitignore")),
        ],
        Language::En => [
            ("content/site.yaml", include_str!("starter/en/site.yaml")),
            ("content/_index.md", include_str!("starter/en/_index.md")),
            ("content/trang/gioi-thieu.md", include_str!("starter/en/gioi-thieu.md")),
            (".gitignore", include_str!("starter/gitignore")),
        ],
    }
}
