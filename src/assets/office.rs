//! Looks into DOCX and XLSX files for what their authors do not see any more.
//!
//! ECMA-376: a ZIP of XML parts. Comments and tracked changes of Word, hidden text, sheets, columns
//! and rows, the names of who wrote a file; and lines in capitals, among which a check may know a
//! stamp of secrecy. What cannot be read tells nothing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::archive::Archive;
use crate::assets::capitals::Capitals;
use crate::model::findings::{Findings, Format, Hidden};

/// So much of a part is read: a book of 500 pages.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// What an archive holds, if it is a file of Word or Excel.
pub(super) fn findings(bytes: Vec<u8>) -> Findings {
    let Some(mut archive) = Archive::open(bytes) else { return Findings::default() };
    let names = archive.names();
    let has = |name: &str| names.iter().any(|known| known == name);
    let mut look = Look::default();
    let format = match (has("word/document.xml"), has("xl/workbook.xml")) {
        (true, _) => Format::Word,
        (_, true) => Format::Excel,
        _ => return Findings::default(),
    };
    for name in &names {
        if let Some(part) = Part::of(name)
            && let Some(xml) = archive.read(name, LARGEST_PART)
        {
            look.read(part, &xml);
        }
    }
    let hidden = look.hidden();
    Findings { format, hidden, capitals: look.capitals.into_lines(), ..Findings::default() }
}

/// The parts that tell something.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Text,
    Comments,
    Book,
    Sheet,
    Properties,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        let is = |prefix: &str| {
            name.strip_prefix(prefix)
                .is_some_and(|rest| rest.ends_with(".xml") && !rest.contains('/'))
        };
        match name {
            "xl/workbook.xml" => Some(Self::Book),
            "docProps/core.xml" => Some(Self::Properties),
            _ if is("word/document") || is("word/header") || is("word/footer") => Some(Self::Text),
            _ if is("word/comments") || is("xl/comments") || is("xl/threadedComments/") => {
                Some(Self::Comments)
            }
            _ if is("xl/worksheets/") => Some(Self::Sheet),
            _ => None,
        }
    }
}

/// What was seen so far.
#[derive(Default)]
struct Look {
    comments: u32,
    changes: u32,
    hidden_words: u32,
    sheets: Vec<String>,
    columns: u32,
    rows: u32,
    authors: Vec<String>,
    capitals: Capitals,
    /// The words of the paragraph or property that is open.
    words: String,
}

impl Look {
    fn read(&mut self, part: Part, xml: &[u8]) {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => self.begin(part, &tag),
                Ok(Event::Empty(tag)) => self.begin(part, &tag),
                Ok(Event::Text(text)) => {
                    self.words.push_str(&text);
                }
                Ok(Event::End(tag)) => self.end(part, tag.local_name().as_ref()),
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }

    fn begin(&mut self, part: Part, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        match (part, name.as_ref()) {
            (Part::Text, "p") | (Part::Properties, _) => self.words.clear(),
            (Part::Text, "ins" | "del" | "moveFrom" | "moveTo") => self.changes += 1,
            (Part::Text, "vanish") if !is_off(tag, "val") => self.hidden_words += 1,
            (Part::Comments, "comment" | "threadedComment") => self.comments += 1,
            (Part::Book, "sheet") => {
                let is_hidden = attribute(tag, "state").is_some_and(|state| state != "visible");
                if is_hidden {
                    self.sheets.push(attribute(tag, "name").unwrap_or_default());
                }
            }
            (Part::Sheet, "col") if is_on(tag, "hidden") => self.columns += 1,
            (Part::Sheet, "row") if is_on(tag, "hidden") => self.rows += 1,
            _ => {}
        }
    }

    fn end(&mut self, part: Part, name: &str) {
        match (part, name) {
            (Part::Text, "p") => self.capitals.add(&self.words),
            (Part::Properties, "creator" | "lastModifiedBy") => {
                let name = self.words.trim();
                if !name.is_empty() && !self.authors.iter().any(|known| known == name) {
                    self.authors.push(name.to_owned());
                }
            }
            _ => {}
        }
    }

    fn hidden(&mut self) -> Vec<Hidden> {
        let counted = [
            (self.comments > 0).then_some(Hidden::Comments(self.comments)),
            (self.changes > 0).then_some(Hidden::Changes(self.changes)),
            (self.hidden_words > 0).then_some(Hidden::Text(self.hidden_words)),
            (self.columns > 0).then_some(Hidden::Columns(self.columns)),
            (self.rows > 0).then_some(Hidden::Rows(self.rows)),
        ];
        let sheets = std::mem::take(&mut self.sheets).into_iter().map(Hidden::Sheet);
        let authors = std::mem::take(&mut self.authors);
        let authors = (!authors.is_empty()).then_some(Hidden::Authors(authors.len() as u32));
        counted.into_iter().flatten().chain(sheets).chain(authors).collect()
    }
}

fn attribute(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let mut found = tag.attributes().flatten();
    let attribute = found.find(|one| one.key.local_name().as_ref() == wanted)?;
    Some(attribute.value.into_owned())
}

/// A switch of ECMA-376 that stands and is not turned off (22.9.2.7, ST_OnOff).
fn is_on(tag: &BytesStart<'_>, wanted: &str) -> bool {
    attribute(tag, wanted).is_some() && !is_off(tag, wanted)
}

fn is_off(tag: &BytesStart<'_>, wanted: &str) -> bool {
    attribute(tag, wanted).is_some_and(|value| ["0", "false", "off"].contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use super::{Format, Hidden, findings};

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_a_sheet_hides_is_told_and_what_it_shows_is_not() {
        let shown = ("xl/workbook.xml", r#"<sheet name="A"/><sheet name="B" state="visible"/>"#);
        let columns = r#"<col hidden="0"/><row hidden="false"/>"#;
        let found = findings(archive(&[shown, ("xl/worksheets/sheet1.xml", columns)]));
        assert_eq!((found.format, found.hidden), (Format::Excel, vec![]));
        let hiding = ("xl/workbook.xml", r#"<sheet name="A" state="veryHidden"/>"#);
        let found = findings(archive(&[hiding]));
        assert_eq!(found.hidden, [Hidden::Sheet("A".into())]);
    }

    #[test]
    fn lines_are_joined_from_pieces_and_only_short_capitals_are_kept() {
        let text =
            "<d><p><t>LƯU HÀNH </t><t>NỘI BỘ</t></p><p><t>Kế hoạch</t></p><p><t>12</t></p></d>";
        let found = findings(archive(&[("word/document.xml", text)]));
        assert_eq!((found.format, found.capitals), (Format::Word, vec!["LƯU HÀNH NỘI BỘ".into()]));
    }

    #[test]
    fn any_bytes_may_come() {
        let whole =
            archive(&[("word/document.xml", "<w:p><w:ins"), ("docProps/core.xml", "\0&x;")]);
        for end in 0..whole.len() {
            let _ = findings(whole[..end].to_vec());
        }
        assert_eq!(findings(whole).format, Format::Word);
        assert_eq!(findings(archive(&[("a.txt", "")])).format, Format::Other);
    }
}
