//! What can be typed on the command line: data only.
//!
//! Doc comments are the English help; the Vietnamese one replaces them from the catalogue.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::catalogue::Catalogue;
use crate::text::fold;

/// Compiles an emulation campaign into a public website.
#[derive(Debug, Parser)]
#[command(name = "lantoa", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What holds for every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Folder of the content.
    #[arg(long, global = true, value_name = "DIR", default_value = "content")]
    pub content: PathBuf,
    /// Folder for the site and what is remembered of the last build.
    #[arg(long, global = true, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    /// Theme to use instead of the one in site.yaml.
    #[arg(long, global = true, value_name = "NAME|PATH")]
    pub theme: Option<String>,
    /// Build for this day or instant instead of now.
    #[arg(long, global = true, value_name = "DATE|RFC 3339")]
    pub at: Option<String>,
    /// Language of messages.
    #[arg(long, global = true, value_name = "vi|en")]
    pub lang: Option<Lang>,
    /// Print the result as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Print errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print more: -v hints too, -vv why each page was rendered.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// If a terminal is there and NO_COLOR is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new site in a folder.
    Init {
        /// The folder; made if it is not there.
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// Make a new document of a kind.
    New {
        /// The kind, such as ke-hoach or mo-hinh.
        kind: String,
        /// Its title.
        title: String,
    },
    /// Keep the text of a document as it is and note a change, before a new text is written.
    Amend {
        /// The document: its path, id, number or title.
        document: String,
        /// Class of the change, such as sửa đổi, đính chính, cập nhật, sửa lỗi đăng tải.
        #[arg(long, value_name = "CLASS")]
        class: Option<String>,
        /// What is changed, in a few words for readers.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// The day from which the new text of an official document is in force.
        #[arg(long, value_name = "DATE")]
        effective: Option<String>,
        /// The document that makes the change.
        #[arg(long, value_name = "DOCUMENT")]
        by: Option<String>,
    },
    /// Check the content without building.
    Check,
    /// Show and make the changes that mend mistakes safely.
    Fix {
        /// Make every change without asking.
        #[arg(short, long)]
        yes: bool,
    },
    /// Build the site into output/site.
    Build,
    /// List what becomes public or disappears when, and when a build is due.
    Schedule {
        /// Only tell whether a build is due: exit 0 if so, 1 if not.
        #[arg(long)]
        due: bool,
        /// Count from this day or instant instead of from the last build.
        #[arg(long, value_name = "DATE|RFC 3339")]
        since: Option<String>,
    },
    /// Show the site in a browser while it is being written.
    Serve {
        /// First port to try; a busy one is answered with the next.
        #[arg(long, value_name = "N", default_value_t = 1447)]
        port: u16,
        /// Open the browser.
        #[arg(long)]
        open: bool,
        /// Look through the folders every second, where changes go unnoticed.
        #[arg(long)]
        poll: bool,
    },
    /// Build, seal as a release and show it to readers in output/public.
    Publish(Publish),
    /// Ask the targets of site.yaml what they can do.
    Probe {
        /// Only this target.
        target: Option<String>,
    },
    /// Tell whether readers see what was built last.
    Status,
    /// List the releases.
    Releases,
    /// Bring back the content of an older release, as a new one.
    Rollback {
        /// Its number.
        release: u32,
        /// What to say of it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Check every byte, list and signature of the releases.
    Verify {
        /// Check an exported ZIP instead.
        #[arg(long, value_name = "FILE")]
        zip: Option<PathBuf>,
        /// Read the public address instead, as a citizen does; without one, those of site.yaml.
        #[arg(long, value_name = "ADDRESS", num_args = 0..=1, conflicts_with = "zip")]
        remote: Option<Option<String>>,
        /// Read about so many files there, other ones each day.
        #[arg(long, value_name = "N", requires = "remote")]
        sample: Option<usize>,
    },
    /// Write a release as a ZIP that opens by double-click (BagIt).
    Export {
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        zip: PathBuf,
        /// Which release; the current one if none is named.
        #[arg(long, value_name = "N")]
        release: Option<u32>,
    },
    /// Erase words from old releases after a lawful decision, or find them.
    Redact(Redact),
    /// Keep a release browsable whole under /ban-luu/.
    Pin {
        /// Its number.
        release: u32,
        /// Its name, such as "Tổng kết".
        #[arg(long)]
        name: String,
    },
    /// Keep a release browsable no longer.
    Unpin {
        /// Its number.
        release: u32,
    },
    /// Remove what no release needs.
    Gc {
        /// Let go of the bytes of these releases too, such as 3..6; never of their lists.
        #[arg(long, value_name = "N..M")]
        forget: Option<String>,
    },
    /// Tell which pages differ between two releases.
    Diff {
        /// The older one.
        older: u32,
        /// The newer one.
        newer: u32,
    },
    /// Write JSON Schemas and snippets for editors.
    Schema {
        /// Folder of the editor's settings.
        #[arg(long, value_name = "DIR", default_value = ".vscode")]
        to: PathBuf,
        /// Print the manual of all kinds instead.
        #[arg(long)]
        manual: bool,
    },
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What can be typed behind `publish`.
#[derive(Debug, Args)]
pub struct Publish {
    /// Only this target of site.yaml; all of them if none is named.
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
    /// Take away the lock of whoever else is publishing to a target.
    #[arg(long)]
    pub take_over: bool,
    /// Only print what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// What to say of this release; explains the warnings that are left.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
    /// Sign with this key instead of keys/van-phong.key.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Make a new office key and announce it.
    #[arg(long)]
    pub new_key: bool,
}

/// What can be typed behind `redact`.
#[derive(Debug, Args)]
pub struct Redact {
    /// The words; `-` reads a line that is typed, so that no list of commands keeps them.
    #[arg(required_unless_present = "document", conflicts_with = "document")]
    pub words: Option<String>,
    /// The pages and files of this document instead: its path, id, number, title or address.
    #[arg(long, value_name = "DOCUMENT")]
    pub document: Option<String>,
    /// Only list what holds them.
    #[arg(long, conflicts_with_all = ["reason", "decision"])]
    pub find: bool,
    /// Why, without the words.
    #[arg(long, value_name = "TEXT", required_unless_present = "find")]
    pub reason: Option<String>,
    /// Number of the decision.
    #[arg(long, value_name = "NUMBER", required_unless_present = "find")]
    pub decision: Option<String>,
    /// Sign with this key instead of keys/van-phong.key.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// The command line with its help in the catalogue's language.
pub fn command(catalogue: &Catalogue) -> clap::Command {
    let mut command = <Arguments as clap::CommandFactory>::command();
    let help = |id: &str| {
        let id = format!("help_{id}");
        let word = catalogue.word(&id, &[]);
        (word != id).then_some(word)
    };
    if let Some(about) = help("lantoa") {
        command = command.about(about);
    }
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |mut below| {
            if let Some(about) = help(&name) {
                below = below.about(about);
            }
            // An option of one name has one help, unless the command has its own for it.
            let own = |option: &str| help(&format!("{name}_{option}"));
            explained(below, |option| own(option).or_else(|| help(&format!("option_{option}"))))
        });
    }
    let command = explained(command, |option| help(&format!("option_{option}")));
    valued(command, catalogue)
}

/// A command, its own arguments with these words.
fn explained(mut command: clap::Command, help: impl Fn(&str) -> Option<String>) -> clap::Command {
    let arguments = command.get_arguments().map(|argument| argument.get_id().clone());
    for id in arguments.collect::<Vec<clap::Id>>() {
        if let Some(words) = help(id.as_str()) {
            command = command.mut_arg(id, |argument| argument.help(words));
        }
    }
    command
}

/// A command and those below it, with what stands for values (`<FILE>`) in the catalogue's language.
fn valued(mut command: clap::Command, catalogue: &Catalogue) -> clap::Command {
    let takes = command.get_arguments().filter(|argument| argument.get_action().takes_values());
    let arguments: Vec<(clap::Id, String)> = takes
        .filter_map(|argument| {
            let own = argument.get_value_names().and_then(|names| names.first());
            let own = own.map_or(argument.get_id().as_str(), |name| name.as_str());
            let id = format!("value_{}", fold::key(&own.replace('|', "_")));
            let word = catalogue.word(&id, &[]);
            (word != id).then(|| (argument.get_id().clone(), word))
        })
        .collect();
    for (id, word) in arguments {
        command = command.mut_arg(id, |argument| argument.value_name(word));
    }
    let names: Vec<String> =
        command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |below| valued(below, catalogue))
    })
}

#[cfg(test)]
mod tests {
    use super::command;
    use crate::diagnostic::catalogue::{Catalogue, Language};

    #[test]
    fn every_argument_is_explained_in_vietnamese() {
        let command = command(Catalogue::of(Language::Vi));
        let all = command.get_subcommands().flat_map(|below| {
            below.get_arguments().map(move |argument| (below.get_name(), argument))
        });
        let told = |argument: &clap::Arg| {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            !help.is_ascii()
        };
        let untold: Vec<(&str, &str)> = all
            .filter(|(_, argument)| !told(argument))
            .map(|(name, argument)| (name, argument.get_id().as_str()))
            .collect();
        assert_eq!(untold, []);
        let values = command.get_arguments().filter_map(|argument| argument.get_value_names());
        let values: Vec<&str> = values.flatten().map(|name| name.as_str()).collect();
        assert!(
            values.contains(&"NGÀY|RFC 3339") && values.contains(&"TÊN|ĐƯỜNG DẪN"),
            "{values:?}"
        );
    }
}
