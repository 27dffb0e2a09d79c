//! Help, and what was typed wrongly on the command line, in the language of the catalogue.
//!
//! `clap` speaks English alone. Its help is kept, with its fixed phrases exchanged; of a mistake only
//! what was meant is taken from it, and worded like every other message.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::commands::Exit;
use crate::commands::printing::{print, print_error};
use crate::diagnostic::catalogue::{Catalogue, Language};
use crate::text::distance;

/// What `clap` writes into help by itself: in the English catalogue in its own words.
const PHRASES: [&str; 19] = [
    "clap_usage",
    "clap_commands",
    "clap_options",
    "clap_arguments",
    "clap_default",
    "clap_values",
    "clap_values_long",
    "clap_any_options",
    "clap_any_command",
    "clap_help_command",
    "clap_help_long",
    "clap_help_short",
    "clap_help",
    "clap_version",
    "clap_auto",
    "clap_always",
    "clap_never",
    "clap_vietnamese",
    "clap_english",
];

/// Says what `clap` found instead of a command: help was asked for, or something is typed wrongly.
pub(super) fn answer(error: &clap::Error, language: Language) -> Exit {
    let catalogue = Catalogue::of(language);
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(phrased(&error.render().to_string(), language).trim_end());
            Exit::Done
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            print_error(phrased(&error.render().to_string(), language).trim_end());
            Exit::Usage
        }
        _ => {
            for line in words(error, catalogue, language) {
                print_error(&line);
            }
            Exit::Usage
        }
    }
}

/// A text of `clap` with its fixed phrases in a language.
fn phrased(text: &str, language: Language) -> String {
    let (own, other) = (Catalogue::of(Language::En), Catalogue::of(language));
    PHRASES
        .iter()
        .fold(text.to_owned(), |text, id| text.replace(&own.word(id, &[]), &other.word(id, &[])))
}

/// What is wrong, what may be meant, how the command is used.
fn words(error: &clap::Error, catalogue: &Catalogue, language: Language) -> Vec<String> {
    let text = |kind: ContextKind| texts(error, kind).join(" ");
    let argument = text(ContextKind::InvalidArg);
    let (id, value, offered) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let value = text(ContextKind::InvalidSubcommand);
            ("use_no_command", value, texts(error, ContextKind::SuggestedSubcommand))
        }
        ErrorKind::UnknownArgument => {
            ("use_no_argument", argument.clone(), texts(error, ContextKind::SuggestedArg))
        }
        ErrorKind::MissingRequiredArgument => ("use_missing", argument.clone(), Vec::new()),
        ErrorKind::ArgumentConflict => ("use_conflict", text(ContextKind::PriorArg), Vec::new()),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue);
            let id = if value.is_empty() { "use_no_value" } else { "use_wrong_value" };
            (id, value, Vec::new())
        }
        _ => return vec![phrased(error.render().to_string().trim_end(), language)],
    };
    let mut lines = vec![catalogue.word(id, &[("value", value.clone()), ("argument", argument)])];
    let nearest = distance::nearest(&value, offered.iter().map(String::as_str));
    if let Some(nearest) = nearest.or(offered.last().map(String::as_str)) {
        lines.push(catalogue.word("nearest_kind", &[("nearest", nearest.to_owned())]));
    }
    let choices = texts(error, ContextKind::ValidValue);
    if !choices.is_empty() {
        lines.push(catalogue.word("use_choices", &[("choices", choices.join(" · "))]));
    }
    let usage = text(ContextKind::Usage);
    if !usage.is_empty() {
        lines.push(phrased(usage.trim(), language));
    }
    lines.push(catalogue.word("use_help", &[]));
    lines
}

/// What `clap` knows of a mistake.
fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
