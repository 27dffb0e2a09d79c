//! Tables of results from files of CSV or Excel that lie beside the document.
//!
//! Columns are found by their labels in any order, after folding; `STT`, blank rows and rows of
//! totals are passed over. Each cell is read by the type of its column, so a wrong one is reported
//! with its line and column in the CSV file. The crate `csv` is named here only.

use crate::diagnostic::{Diagnostic, Place};
use crate::model::document::{FileUse, Outline};
use crate::model::field::{self, FieldType, Reading, Value, record};
use crate::model::kind::{Fields, Kind};
use crate::model::source::Source;
use crate::parse::Parsing;
use crate::text::{fold, number};
use crate::yaml;

/// Reads the file named by the field `entries_file` into the table of entries it stands for.
pub(super) fn read_files(
    outline: &mut Outline,
    tables: &[Source],
    parsing: &Parsing<'_>,
) -> Vec<Diagnostic> {
    let kind = parsing.kinds.at(outline.kind);
    let problems = match entries_field(kind) {
        Some(entries) => read_file(outline, tables, parsing, entries),
        None => Vec::new(),
    };
    // Only now: rows of a file have scores too.
    drop_scores(kind, &mut outline.fields);
    problems
}

fn read_file(
    outline: &mut Outline,
    tables: &[Source],
    parsing: &Parsing<'_>,
    (at, fields): (u16, &Fields),
) -> Vec<Diagnostic> {
    let kind = parsing.kinds.at(outline.kind);
    let Some(file) = named_file(outline, kind) else { return Vec::new() };
    // The table itself may hold what its rows must not show, so it is not published.
    for other in outline.files.iter_mut().filter(|other| other.path == file.path) {
        other.is_private = true;
    }
    outline.fields.retain(|(index, _)| kind.fields.index("entries_file") != Some(*index));
    let Some(table) = tables.iter().find(|table| *table.path == *file.path) else {
        let place = Place::at(&outline.shown, file.span);
        return vec![Diagnostic::error("W03.table_not_beside", place).with("path", &file.path)];
    };
    let (rows, problems) = read(table, (at, fields), parsing, outline);
    match outline.fields.iter_mut().find(|(index, _)| *index == at) {
        Some((_, Value::List(own))) => own.extend(rows),
        _ if rows.is_empty() => {}
        _ => {
            outline.fields.push((at, Value::List(rows)));
            outline.fields.sort_by_key(|(index, _)| *index);
        }
    }
    problems
}

/// Scores are private unless the document shows them.
fn drop_scores(kind: &Kind, values: &mut [(u16, Value)]) {
    let shown = kind.fields.index("show_scores").and_then(|at| {
        let (_, value) = values.iter().find(|(index, _)| *index == at)?;
        kind.fields.at(at).kind.choice(value)
    });
    let is_shown = shown.is_some_and(|choice| choice.key == "co");
    if is_shown {
        return;
    }
    for (at, value) in values {
        if let FieldType::Record { shape: record::Shape::Entries, fields } =
            &kind.fields.at(*at).kind
            && let (Some(score), Value::List(rows)) = (fields.index("score"), value)
        {
            for row in rows {
                if let Value::Record(cells) = row {
                    cells.retain(|(index, _)| *index != score);
                }
            }
        }
    }
}

fn entries_field(kind: &Kind) -> Option<(u16, &Fields)> {
    kind.fields.iter().find_map(|(index, field)| match &field.kind {
        FieldType::Record { shape: record::Shape::Entries, fields } if field.name == "entries" => {
            Some((index, fields))
        }
        _ => None,
    })
}

fn named_file(outline: &Outline, kind: &Kind) -> Option<FileUse> {
    let at = kind.fields.index("entries_file")?;
    let (_, value) = outline.fields.iter().find(|(index, _)| *index == at)?;
    match value.items().first()? {
        Value::File(file) => outline.files.get(file.index as usize).cloned(),
        _ => None,
    }
}

/// The rows of a table; references in them join those of the outline.
fn read(
    table: &Source,
    (at, fields): (u16, &Fields),
    parsing: &Parsing<'_>,
    outline: &mut Outline,
) -> (Vec<Value>, Vec<Diagnostic>) {
    let plain = |_: &str| crate::model::body::Html::default();
    let mut reading = Reading {
        source: table,
        offset: 0,
        is_table: true,
        kinds: parsing.kinds,
        field: at,
        sub: None,
        references: std::mem::take(&mut outline.references),
        files: Vec::new(),
        problems: Vec::new(),
        markdown: &plain,
    };
    let rows = rows(table, fields, &mut reading);
    outline.references = reading.references;
    (rows, reading.problems)
}

fn rows(table: &Source, fields: &Fields, reading: &mut Reading<'_>) -> Vec<Value> {
    let is_sheet = table.path.to_ascii_lowercase().ends_with(".xlsx");
    let delimiter = if is_sheet { b'\t' } else { delimiter(&table.text) };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(table.text.as_bytes());
    let mut columns: Option<Vec<Option<u16>>> = None;
    let (mut rows, mut since) = (Vec::new(), 0);
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let begin = record.position().map_or(0, |position| position.byte() as usize);
        let Some(columns) = &columns else {
            columns = header(&record, begin, fields, reading);
            continue;
        };
        if is_total(&record) {
            total(&record, begin, columns, (fields, &rows, since), reading);
            since = rows.len();
            continue;
        }
        rows.extend(row(&record, begin, columns, fields, reading));
    }
    if columns.is_none() {
        let problem = Diagnostic::error("W03.no_header", table.whole());
        let labels: Vec<&str> = fields.iter().map(|(_, field)| field.label.vi.as_str()).collect();
        reading.problems.push(problem.with("labels", labels.join(", ")));
    }
    rows
}

/// Excel in Vietnam writes semicolons, others commas or tabs.
fn delimiter(text: &str) -> u8 {
    // A title may stand above the header, so the fullest of the first lines decides.
    let count = |delimiter: char| {
        text.lines().take(5).map(|line| line.matches(delimiter).count()).max().unwrap_or(0)
    };
    let (semicolons, tabs, commas) = (count(';'), count('\t'), count(','));
    match () {
        () if semicolons > commas && semicolons >= tabs => b';',
        () if tabs > commas => b'\t',
        () => b',',
    }
}

/// The columns of a header row; `None` for rows above it, such as a title.
fn header(
    record: &csv::StringRecord,
    begin: usize,
    fields: &Fields,
    reading: &mut Reading<'_>,
) -> Option<Vec<Option<u16>>> {
    let known = record.iter().filter(|label| fields.find(label).is_some()).count();
    if known < 2 {
        return None;
    }
    let columns = record.iter().map(|label| match fields.find(label) {
        Some((index, _)) => Some(index),
        None => {
            let folded = fold::key(label);
            if !["", "stt", "tt", "so_tt", "so_thu_tu"].contains(&folded.as_str()) {
                let node = cell(label, begin, reading.source);
                let nearest = fields.nearest(label).unwrap_or("").to_owned();
                reading.error("W03.unknown_column", &node, &[("nearest", &nearest)]);
            }
            None
        }
    });
    let columns: Vec<Option<u16>> = columns.collect();
    for index in demanded(fields).filter(|index| !columns.contains(&Some(*index))) {
        let node = cell(record.get(0).unwrap_or(""), begin, reading.source);
        let label = fields.at(index).label.vi.clone();
        reading.error("W03.missing_column", &node, &[("label", &label)]);
    }
    Some(columns)
}

/// What every row says: who, and of which unit.
fn demanded(fields: &Fields) -> impl Iterator<Item = u16> {
    ["name", "unit"].into_iter().filter_map(|name| fields.index(name))
}

fn is_total(record: &csv::StringRecord) -> bool {
    let words = ["tong", "tong_cong", "cong", "tong_so"];
    record.iter().any(|text| words.contains(&fold::key(text).trim_end_matches(':')))
}

/// The money in a row of totals must be the sum of the rows above it: of all of them, of those since
/// the last total, or of those that stand.
fn total(
    record: &csv::StringRecord,
    begin: usize,
    columns: &[Option<u16>],
    (fields, rows, since): (&Fields, &[Value], usize),
    reading: &mut Reading<'_>,
) {
    let Some(amount) = fields.index("amount") else { return };
    let money = |row: &Value| match row.sub(amount) {
        Some(Value::Money(dong)) => *dong,
        _ => 0,
    };
    let valid = fields.index("status");
    let stands = |row: &&Value| valid.and_then(|at| row.sub(at)).is_none_or(|v| *v == VALID);
    let all: i64 = rows.iter().map(money).sum();
    let sums = [
        all,
        rows[since..].iter().map(money).sum(),
        rows.iter().filter(stands).map(money).sum(),
        rows[since..].iter().filter(stands).map(money).sum(),
    ];
    let mut from = begin;
    for (text, column) in record.iter().zip(columns) {
        let node = cell(text.trim(), from, reading.source);
        from = node.span.end;
        let typed = number::parse_money(text.trim()).ok();
        if *column == Some(amount) && typed.is_some_and(|typed| !sums.contains(&typed)) {
            reading.warning("W03.total", &node, &[("sum", &number::display_money(all))]);
        }
    }
}

/// The status of a row that stands: the first choice, and what is meant where none is given.
const VALID: Value = Value::Choice(0);

fn row(
    record: &csv::StringRecord,
    begin: usize,
    columns: &[Option<u16>],
    fields: &Fields,
    reading: &mut Reading<'_>,
) -> Option<Value> {
    let mut values = Vec::new();
    if record.iter().all(|text| text.trim().is_empty()) {
        return None;
    }
    let mut from = begin;
    for (text, column) in record.iter().zip(columns) {
        let node = cell(text.trim(), from, reading.source);
        from = node.span.end;
        let Some(index) = *column else { continue };
        if text.trim().is_empty() {
            continue;
        }
        reading.sub = Some(index);
        let node = if fields.at(index).many { parted(node) } else { node };
        if let Some(value) = field::read(fields.at(index), &node, reading) {
            values.push((index, value));
        }
    }
    reading.sub = None;
    for index in demanded(fields) {
        let is_there = values.iter().any(|(at, _)| *at == index);
        // A column that is missing was told once, with the names of columns.
        if !is_there && columns.contains(&Some(index)) {
            let label = fields.at(index).label.vi.clone();
            let node = cell("", begin, reading.source);
            reading.error("S06.required_in_record", &node, &[("label", &label)]);
        }
    }
    values.sort_by_key(|(index, _)| *index);
    Some(Value::Record(values))
}

/// Several values in one cell are parted by semicolons or commas.
fn parted(node: yaml::Node) -> yaml::Node {
    let Some(text) = node.scalar() else { return node };
    let (span, mut at) = (node.span.clone(), node.span.start);
    let mut items = Vec::new();
    for part in text.split([';', ',']) {
        let start = at + (part.len() - part.trim_start().len());
        let words = part.trim().to_owned();
        let end = start + words.len();
        items.push(yaml::Node { span: start..end, value: yaml::Value::Scalar(words) });
        at += part.len() + 1;
    }
    yaml::Node { span, value: yaml::Value::List(items) }
}

/// A cell as a node, so that field types read it as they read front matter.
fn cell(text: &str, from: usize, source: &Source) -> yaml::Node {
    let rest = source.text.get(from..).unwrap_or("");
    let start = from + rest.find(text).unwrap_or(0);
    let span = start..start + text.len();
    yaml::Node { span, value: yaml::Value::Scalar(text.to_owned()) }
}
