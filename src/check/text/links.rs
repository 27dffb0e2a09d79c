//! Links and pictures: descriptions (A01), words of links (A03), sound without text (A04), names of
//! attachments (L02), where links lead (L03).

use crate::check::named::host;
use crate::check::text::Lists;
use crate::check::text::reading::Reading;
use crate::check::text::vocabulary::Meaning;
use crate::diagnostic::Diagnostic;
use crate::model::document::ReferenceFrom;
use crate::model::field::{FieldType, Value};
use crate::model::named::{NamedCall, NamedHost, Otherwise};
use crate::model::prose::{Link, Picture};
use crate::text::fold;

/// What is wrong with links and pictures.
pub(super) fn check(reading: &Reading<'_>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    for picture in &reading.subject.prose.pictures {
        problems.extend(alt(reading, picture));
        problems.extend(poster(reading, picture));
    }
    for link in &reading.subject.prose.links {
        problems.extend(words(reading, lists, link));
        problems.extend(leads(reading, lists, link));
    }
    unread(reading, problems);
    raw(reading, problems);
    files(reading, problems);
    transcripts(reading, problems);
}

/// A name of a file, or nothing but “ảnh”, says nothing to those who do not see.
fn alt(reading: &Reading<'_>, picture: &Picture) -> Option<Diagnostic> {
    let alt = picture.alt.trim();
    let name = picture.target.rsplit('/').next().unwrap_or("");
    if alt.is_empty() || alt == name {
        // `parse` says this.
        return None;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let key = fold::key(alt);
    let without_digits = key.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let is_name = key == fold::key(stem)
        || key.ends_with("_jpg")
        || [".jpg", ".jpeg", ".png", ".webp", ".gif"]
            .iter()
            .any(|end| alt.to_lowercase().ends_with(end))
        || [
            "img",
            "image",
            "anh",
            "hinh",
            "hinh_anh",
            "dsc",
            "screenshot",
            "photo",
            "z",
            "untitled",
        ]
        .contains(&without_digits);
    is_name.then(|| {
        let place = reading.subject.source.place(picture.source.clone());
        Diagnostic::error("A01.alt_is_name", place).with("alt", alt)
    })
}

/// A poster says its words in a picture: they must stand on the page too.
fn poster(reading: &Reading<'_>, picture: &Picture) -> Option<Diagnostic> {
    const ENOUGH: usize = 40;
    let key = format!("{}_{}", fold::key(&picture.alt), fold::key(&picture.target));
    let is_poster = ["poster", "ap_phich", "to_roi", "infographic", "banner", "pa_no"]
        .iter()
        .any(|word| key.contains(word));
    (is_poster && reading.words.len() < ENOUGH).then(|| {
        let place = reading.subject.source.place(picture.source.clone());
        Diagnostic::warning("A01.poster", place).with("alt", &picture.alt)
    })
}

/// Words that say where a link leads.
fn words(reading: &Reading<'_>, lists: &Lists, link: &Link) -> Option<Diagnostic> {
    if link.is_field {
        return None;
    }
    let place = || reading.subject.source.place(link.source.clone());
    let is_out = link.target.contains("://");
    if link.is_bare {
        return is_out
            .then(|| Diagnostic::warning("A03.bare_address", place()).with("to", &link.target));
    }
    let words = reading.text().get(link.text.clone()).unwrap_or("").trim();
    if words.contains("://") || words.starts_with("www.") || words == "\u{1}" && is_out {
        return Some(Diagnostic::warning("A03.bare_address", place()).with("to", &link.target));
    }
    let said = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    lists
        .vague
        .contains(&said)
        .then(|| Diagnostic::warning("A03.vague", place()).with("words", words))
}

/// M14: `[words](two words.docx)` stays as typed, for an address ends at a space.
fn unread(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let text = reading.text();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"](") {
        let Some(passage) = reading.passage(at) else { continue };
        let (start, end) = (at + 2, passage.text.end);
        let address = text.get(start..end).and_then(|rest| rest.split_once(')')).map(|(a, _)| a);
        let is_opened = text.get(passage.text.start..at).is_some_and(|before| before.contains('['));
        let Some(address) = address.filter(|address| is_opened && address.trim().contains(' '))
        else {
            continue;
        };
        let range = start..start + address.len();
        let problem = Diagnostic::error("M14.space_in_address", reading.place(range.clone()));
        let problem = problem.with("address", address.trim());
        problems.push(reading.fixed(problem, range, &format!("<{}>", address.trim())));
    }
}

/// Where a link leads: not hidden, not to gambling, to no host that is known to be wrong.
fn leads(reading: &Reading<'_>, lists: &Lists, link: &Link) -> Option<Diagnostic> {
    let place = || reading.subject.source.place(link.source.clone());
    if is_hidden(reading, link) {
        return Some(Diagnostic::error("L03.hidden", place()).with("to", &link.target));
    }
    let host = host(&link.target)?;
    if let Some(word) = gambling(reading, lists, link, &host) {
        return Some(Diagnostic::error("L03.gambling", place()).with("word", word));
    }
    let id = refused(lists, &host)?;
    Some(Diagnostic::warning(id, place()).with("host", &host))
}

/// A link out that shows nothing.
fn is_hidden(reading: &Reading<'_>, link: &Link) -> bool {
    let words = reading.text().get(link.text.clone()).unwrap_or("");
    let is_seen = words.chars().any(|c| c.is_alphanumeric() || c == '\u{1}');
    let is_shown = link.is_bare || link.has_picture || link.is_field || is_seen;
    link.target.contains("://") && !is_shown
}

fn gambling<'l>(
    reading: &Reading<'_>,
    lists: &'l Lists,
    link: &Link,
    host: &str,
) -> Option<&'l String> {
    let words = reading.text().get(link.text.clone()).unwrap_or("");
    lists.gambling.iter().find(|word| is_gambling(word, words, host))
}

/// What a dictionary says against a host.
fn refused(lists: &Lists, host: &str) -> Option<&'static str> {
    let is_among = |listed: &[String]| listed.iter().any(|listed| is_below(host, listed));
    match () {
        () if is_among(&lists.shorteners) => Some("L03.shortened"),
        () if is_among(&lists.stopped) => Some("L03.stopped"),
        () => None,
    }
}

/// Hosts of the links that no dictionary refuses, for the documents of the site to judge.
pub(super) fn hosts(reading: &Reading<'_>, lists: &Lists) -> Vec<NamedHost> {
    let host_of = |link: &Link| {
        let host = host(&link.target)?;
        let is_told = is_hidden(reading, link)
            || gambling(reading, lists, link, &host).is_some()
            || refused(lists, &host).is_some();
        let is_open =
            link.target.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
        let is_listed = lists.hosts.iter().any(|listed| is_below(&host, listed));
        (!is_told).then(|| NamedHost {
            span: reading.subject.source.span(link.source.clone()),
            otherwise: match (is_open, is_listed) {
                (true, _) => Otherwise::NotEncrypted(link.target.clone()),
                (false, true) => Otherwise::Fine,
                (false, false) => Otherwise::Unlisted,
            },
            host,
        })
    };
    reading.subject.prose.links.iter().filter_map(host_of).collect()
}

/// Documents that stand in one paragraph with a call to join, in a text that is of no day: a home
/// page, the introduction of a section. News may call on readers and grow old.
pub(super) fn calls(reading: &Reading<'_>) -> Vec<NamedCall> {
    let subject = &reading.subject;
    if subject.outline.date.is_some() || reading.phrases(Meaning::Call).next().is_none() {
        return Vec::new();
    }
    let calling = reading.phrases(Meaning::Call).filter(|(at, _)| {
        let sentence = reading.sentence(*at);
        !sentence.into_iter().any(|at| reading.letters(at) == "đã")
    });
    let calling = calling.filter_map(|(at, _)| reading.passage(reading.span(at, at).start));
    let lines: Vec<(u32, u32)> = calling
        .map(|passage| {
            let typed = subject.source.text.get(passage.source.clone()).unwrap_or("");
            let first = subject.source.span(passage.source.clone()).line;
            (first, first + typed.trim_end().matches('\n').count() as u32)
        })
        .collect();
    let named = subject.outline.references.iter().filter(|one| one.from == ReferenceFrom::Body);
    let called = named
        .filter(|one| lines.iter().any(|(first, last)| (*first..=*last).contains(&one.span.line)));
    called.map(|one| NamedCall { key: one.key, span: one.span }).collect()
}

/// A word of gambling in the words of a link, or as a part of its host.
fn is_gambling(word: &str, words: &str, host: &str) -> bool {
    let in_host = word.is_ascii() && word.len() > 2 && {
        let parts = host.split(['.', '-']);
        parts.into_iter().any(|part| part == word || word.len() > 4 && part.contains(word))
    };
    in_host || words.to_lowercase().contains(word) && !word.is_ascii()
}

fn is_below(host: &str, listed: &str) -> bool {
    host == listed || host.strip_suffix(listed).is_some_and(|rest| rest.ends_with('.'))
}

/// Links in raw HTML that nobody is to see.
fn raw(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    for range in &reading.subject.prose.raw {
        let html = reading.subject.source.text[range.clone()].to_ascii_lowercase();
        let hides = [
            "display:none",
            "display: none",
            "visibility:hidden",
            "font-size:0",
            "font-size: 0",
            "left:-9",
            "opacity:0",
        ];
        if html.contains("<a") && hides.iter().any(|style| html.contains(style)) {
            let place = reading.subject.source.place(range.clone());
            problems.push(Diagnostic::error("L03.hidden", place).with("to", ""));
        }
    }
}

/// Names of attachments travel through Zalo and Windows.
fn files(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    const LONGEST: usize = 80;
    for file in reading.subject.outline.files.iter().filter(|file| !file.is_private) {
        let name = file.path.rsplit('/').next().unwrap_or("");
        let is_plain =
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        // A place on the author's own machine (L01) is no name to mend.
        let is_elsewhere = name.contains(['\\', ':']);
        if is_plain && name.len() <= LONGEST || is_elsewhere {
            continue;
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let right = format!("{}.{}", crate::text::slug::slug(stem), ending.to_lowercase());
        let place = crate::diagnostic::Place::at(&reading.subject.outline.shown, file.span);
        let problem = Diagnostic::warning("L02.file_name", place);
        problems.push(problem.with("name", name).with("right", right));
    }
    untitled(reading, problems);
}

/// An attachment of the front matter that is shown by the name of its file.
fn untitled(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let kind = reading.subject.kind;
    let outline = reading.subject.outline;
    let fields = kind.fields.iter().filter(|(_, field)| field.name == "attachments");
    for value in fields.filter_map(|(at, _)| outline.value(Some(at))).flat_map(Value::items) {
        let Value::File(file) = value else { continue };
        let Some(used) = outline.files.get(file.index as usize) else { continue };
        if used.path.rsplit('/').next() == Some(file.title.as_str()) {
            let place = crate::diagnostic::Place::at(&outline.shown, used.span);
            problems.push(Diagnostic::warning("L02.no_title", place).with("name", &file.title));
        }
    }
}

/// Rows with a recording and no transcript; links to sound and film in the text.
fn transcripts(reading: &Reading<'_>, problems: &mut Vec<Diagnostic>) {
    let (kind, outline) = (reading.subject.kind, reading.subject.outline);
    for (at, field) in kind.fields.iter() {
        let FieldType::Record { fields, .. } = &field.kind else { continue };
        let (Some(audio), Some(transcript)) = (fields.index("audio"), fields.index("transcript"))
        else {
            continue;
        };
        for row in outline.value(Some(at)).map_or(&[][..], Value::items) {
            if let (Some(Value::File(file)), None) = (row.sub(audio), row.sub(transcript))
                && let Some(used) = outline.files.get(file.index as usize)
            {
                let place = crate::diagnostic::Place::at(&outline.shown, used.span);
                problems.push(
                    Diagnostic::warning("A04.no_transcript", place).with("name", &file.title),
                );
            }
        }
    }
    for link in &reading.subject.prose.links {
        let target = link.target.to_lowercase();
        let is_sound = [".mp3", ".opus", ".ogg", ".m4a", ".wav", ".mp4", ".webm", ".mov"]
            .iter()
            .any(|ending| target.ends_with(ending));
        let has_words = || {
            let text = reading.text().to_lowercase();
            text.contains("chép lời") || text.contains("lời đọc")
        };
        if is_sound && !has_words() {
            let place = reading.subject.source.place(link.source.clone());
            let name = link.target.rsplit('/').next().unwrap_or("");
            problems.push(Diagnostic::warning("A04.no_transcript", place).with("name", name));
        }
    }
}
