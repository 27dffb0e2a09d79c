//! A table of Excel as the text of a CSV, so that everything after reading sees one form of table.
//!
//! ECMA-376, SpreadsheetML: the first sheet that is not hidden, row by row on the line of its number,
//! cells parted by tabs. Dates are numbers with a style and come out as `22/10/2021`; other numbers
//! with a decimal comma. Takes any bytes; what is no such file gives nothing.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::archive::Archive;
use crate::text::date::Date;

/// So much of a part is read.
const LARGEST_PART: u64 = 32 * 1024 * 1024;
/// A table of results is narrower and shorter; beyond lies what was typed by mistake.
const MOST_COLUMNS: usize = 100;
const MOST_ROWS: usize = 100_000;

/// Whether a file of this name is a table of Excel.
pub(super) fn is_sheet(path: &str) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.eq_ignore_ascii_case("xlsx")
}

/// The first sheet of a workbook as text.
pub(super) fn text(bytes: Vec<u8>) -> Option<String> {
    let mut archive = Archive::open(bytes)?;
    let mut part = |name: &str| archive.read(name, LARGEST_PART);
    let mut book = Book::default();
    book.workbook(&part("xl/workbook.xml")?);
    book.relations(&part("xl/_rels/workbook.xml.rels").unwrap_or_default());
    book.strings(&part("xl/sharedStrings.xml").unwrap_or_default());
    book.styles(&part("xl/styles.xml").unwrap_or_default());
    let sheet = part(&book.sheet_part()?)?;
    let rows = book.rows(&sheet);
    let last = rows.last_key_value().map_or(0, |(row, _)| *row);
    let lines = (1..=last).map(|row| rows.get(&row).map_or(String::new(), line));
    Some(lines.map(|line| line + "\n").collect())
}

fn line(cells: &BTreeMap<usize, String>) -> String {
    let last = cells.last_key_value().map_or(0, |(column, _)| *column);
    let cells: Vec<String> =
        (0..=last).map(|at| cells.get(&at).map_or(String::new(), |text| cell(text))).collect();
    cells.join("\t")
}

/// One line, quoted where it begins with a quotation mark.
fn cell(text: &str) -> String {
    let words = crate::text::normalise::one_line(text);
    if words.starts_with('"') { format!("\"{}\"", words.replace('"', "\"\"")) } else { words }
}

/// How numbers of a style are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Meant {
    #[default]
    Number,
    Date,
    Percent,
}

#[derive(Default)]
struct Book {
    /// The id of the first sheet that is shown.
    shown: Option<String>,
    parts: BTreeMap<String, String>,
    counts_from_1904: bool,
    strings: Vec<String>,
    styles: Vec<Meant>,
}

impl Book {
    fn workbook(&mut self, xml: &[u8]) {
        each(xml, |event| {
            if let Some(tag) = opened(event) {
                match tag.local_name().as_ref() {
                    "workbookPr" => self.counts_from_1904 = is_on(tag, "date1904"),
                    "sheet" if self.shown.is_none() => {
                        let is_hidden = attribute(tag, "state").is_some_and(|s| s != "visible");
                        self.shown = attribute(tag, "id").filter(|_| !is_hidden);
                    }
                    _ => {}
                }
            }
        });
    }

    fn relations(&mut self, xml: &[u8]) {
        each(xml, |event| {
            let tag = opened(event).filter(|tag| tag.local_name().as_ref() == "Relationship");
            if let Some((id, to)) =
                tag.and_then(|t| Some((attribute(t, "Id")?, attribute(t, "Target")?)))
            {
                let below = to.strip_prefix('/').map_or_else(|| format!("xl/{to}"), str::to_owned);
                self.parts.insert(id, below);
            }
        });
    }

    fn sheet_part(&self) -> Option<String> {
        self.parts.get(self.shown.as_ref()?).cloned()
    }

    /// Texts that cells name by their number; runs are joined, readings of characters left out.
    fn strings(&mut self, xml: &[u8]) {
        let (mut text, mut is_text, mut is_reading) = (String::new(), false, false);
        each(xml, |event| match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => text.clear(),
                "t" => is_text = true,
                "rPh" => is_reading = true,
                _ => {}
            },
            Event::Text(words) if is_text && !is_reading => text.push_str(words),
            Event::GeneralRef(name) if is_text && !is_reading => text.push(letter(name)),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => is_text = false,
                "rPh" => is_reading = false,
                "si" => self.strings.push(std::mem::take(&mut text)),
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => {
                self.strings.push(String::new());
            }
            _ => {}
        });
    }

    fn styles(&mut self, xml: &[u8]) {
        let mut own: BTreeMap<u32, Meant> = BTreeMap::new();
        let mut is_cells = false;
        each(xml, |event| {
            if let Event::End(tag) = event
                && tag.local_name().as_ref() == "cellXfs"
            {
                is_cells = false;
            }
            let Some(tag) = opened(event) else { return };
            let number = |name: &str| attribute(tag, name).and_then(|id| id.parse::<u32>().ok());
            match tag.local_name().as_ref() {
                "cellXfs" => is_cells = true,
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (number("numFmtId"), attribute(tag, "formatCode"))
                    {
                        own.insert(id, meant(&code));
                    }
                }
                "xf" if is_cells => {
                    let id = number("numFmtId").unwrap_or(0);
                    self.styles.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            }
        });
    }

    /// Cells by row, from 1, and column, from 0.
    fn rows(&self, xml: &[u8]) -> BTreeMap<usize, BTreeMap<usize, String>> {
        let mut rows: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        let (mut row, mut open, mut is_value) = (0, None::<Cell>, false);
        each(xml, |event| match event {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "row" => {
                row = attribute(tag, "r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
            }
            Event::Start(tag) if tag.local_name().as_ref() == "c" => open = Some(Cell::of(tag)),
            Event::Start(tag) => is_value = matches!(tag.local_name().as_ref(), "v" | "t"),
            Event::Text(words) if is_value => {
                open.iter_mut().for_each(|cell| cell.text.push_str(words));
            }
            Event::GeneralRef(name) if is_value => {
                open.iter_mut().for_each(|cell| cell.text.push(letter(name)));
            }
            Event::End(tag) if tag.local_name().as_ref() == "c" => {
                let Some(cell) = open.take() else { return };
                let words = self.shown(&cell);
                if cell.column < MOST_COLUMNS && row <= MOST_ROWS && !words.is_empty() {
                    rows.entry(row).or_default().insert(cell.column, words);
                }
            }
            Event::End(_) => is_value = false,
            _ => {}
        });
        rows
    }

    /// What a cell shows.
    fn shown(&self, cell: &Cell) -> String {
        match cell.kind.as_str() {
            "s" => {
                let at = cell.text.trim().parse::<usize>().ok();
                at.and_then(|at| self.strings.get(at)).cloned().unwrap_or_default()
            }
            "str" | "inlineStr" | "e" | "b" => cell.text.clone(),
            "d" => cell.text.get(..10).unwrap_or(&cell.text).to_owned(),
            _ => self.number(cell),
        }
    }

    fn number(&self, cell: &Cell) -> String {
        let Ok(value) = cell.text.trim().parse::<f64>() else { return cell.text.clone() };
        match self.styles.get(cell.style).copied().unwrap_or_default() {
            Meant::Date => self.date(value).map_or_else(|| written(value), |date| date.short()),
            Meant::Percent => format!("{} %", written(value * 100.0)),
            Meant::Number => written(value),
        }
    }

    /// Days since the last day of 1899, with a 29 February 1900 that never was; or since 1904.
    fn date(&self, value: f64) -> Option<Date> {
        let days = value.floor();
        let zero =
            if self.counts_from_1904 { Date::new(1904, 1, 1) } else { Date::new(1899, 12, 30) };
        // No campaign began before 1 March 1900.
        (60.0 < days && days < 2_958_466.0).then(|| zero?.add_days(days as i32)).flatten()
    }
}

/// A cell while it is read.
struct Cell {
    column: usize,
    kind: String,
    style: usize,
    text: String,
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Self {
        Self {
            column: column(&attribute(tag, "r").unwrap_or_default()),
            kind: attribute(tag, "t").unwrap_or_default(),
            style: attribute(tag, "s").and_then(|s| s.parse().ok()).unwrap_or(0),
            text: String::new(),
        }
    }
}

/// The column of `B12`, from 0.
fn column(place: &str) -> usize {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase).take(3);
    letters.fold(0, |at, letter| at * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}

/// `12,5`: at most ten digits behind the comma, for 0.1 + 0.2 is 0.30000000000000004.
fn written(value: f64) -> String {
    let text = format!("{value:.10}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

/// Formats that ECMA-376 numbers by itself (18.8.30).
fn built_in(id: u32) -> Meant {
    match id {
        9 | 10 => Meant::Percent,
        14..=17 | 22 | 27..=36 | 50..=58 => Meant::Date,
        _ => Meant::Number,
    }
}

/// A format by its code: `dd/mm/yyyy`; words in quotation marks and brackets say nothing.
fn meant(code: &str) -> Meant {
    let mut is_quoted = false;
    let mut depth = 0_u32;
    let signs = code.chars().filter(|sign| {
        match sign {
            '"' => is_quoted = !is_quoted,
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        !is_quoted && depth == 0
    });
    let signs: String = signs.collect();
    match () {
        () if signs.contains('%') => Meant::Percent,
        () if signs.contains(['d', 'D', 'y', 'Y']) => Meant::Date,
        () => Meant::Number,
    }
}

/// What `&amp;` and its like stand for.
fn letter(name: &str) -> char {
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        other => {
            let code = other.strip_prefix('#').and_then(|code| match code.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => code.parse().ok(),
            });
            code.and_then(char::from_u32).unwrap_or(' ')
        }
    }
}

fn each(xml: &[u8], mut see: impl FnMut(&Event<'_>)) {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => see(&event),
        }
    }
}

fn opened<'e, 'x>(event: &'e Event<'x>) -> Option<&'e BytesStart<'x>> {
    match event {
        Event::Start(tag) | Event::Empty(tag) => Some(tag),
        _ => None,
    }
}

fn attribute(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let mut found = tag.attributes().flatten();
    let attribute = found.find(|one| one.key.local_name().as_ref() == wanted)?;
    Some(attribute.value.into_owned())
}

fn is_on(tag: &BytesStart<'_>, wanted: &str) -> bool {
    attribute(tag, wanted).is_some_and(|value| ["1", "true", "on"].contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::archive::packed;

    use super::{Meant, meant, text};

    const BOOK: &str = r#"<workbook><sheets><sheet name="Ẩn" state="hidden" r:id="rId1"/>
        <sheet name="Kết quả" r:id="rId2"/></sheets></workbook>"#;
    const RELATIONS: &str = r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>"#;
    const STRINGS: &str = r#"<sst><si><t>Họ và tên</t></si><si><r><t>Đơn </t></r><r><t>vị &amp; nhóm</t></r>
        <rPh><t>x</t></rPh></si></sst>"#;
    const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs></styleSheet>"#;

    fn book(sheet: &str) -> Vec<u8> {
        let files = [
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/sharedStrings.xml", STRINGS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", "<row r=\"1\"><c r=\"A1\"><v>9</v></c></row>"),
            ("xl/worksheets/sheet2.xml", sheet),
        ];
        packed(files.map(|(name, text)| (name, text.as_bytes()))).expect("small files")
    }

    #[test]
    fn the_first_sheet_that_is_shown_becomes_lines_of_cells() {
        let sheet = r#"<worksheet><sheetData>
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>"An"</t></is></c><c r="B4"><v>1000000</v></c>
            <c r="C4"><v>9.5</v></c><c r="D4" s="1"><v>44491</v></c><c r="E4" s="2"><v>0.95</v></c>
            <c r="F4" t="str"><f>A1</f><v>Nhất</v></c></row></sheetData></worksheet>"#;
        let lines = "\nHọ và tên\t\tĐơn vị & nhóm\n\n\"\"\"An\"\"\"\t1000000\t9,5\t22/10/2021\t95 %\tNhất\n";
        assert_eq!(text(book(sheet)).as_deref(), Some(lines));
    }

    #[test]
    fn formats_are_told_by_what_stands_outside_of_quotes() {
        assert_eq!(meant("[$-vi-VN]d mmmm yyyy"), Meant::Date);
        assert_eq!(meant("#,##0 \"đồng/day\""), Meant::Number);
        assert_eq!(meant("[Red]0.0%"), Meant::Percent);
    }

    #[test]
    fn far_cells_and_any_bytes_cost_nothing() {
        let far = "<row r=\"4294967295\"><c r=\"XFD1\"><v>1</v></c></row>";
        assert_eq!(text(book(far)).as_deref(), Some(""));
        assert_eq!(text(b"PK\x03\x04".to_vec()), None);
        let whole = book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c><c");
        for end in (0..whole.len()).step_by(7) {
            let _ = text(whole[..end].to_vec());
        }
    }
}
