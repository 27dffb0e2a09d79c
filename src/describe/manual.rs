//! The kind's page of the manual: what it is for, its fields, what each accepts.

use std::fmt::Write as _;

use crate::diagnostic::catalogue::Language;
use crate::model::field::FieldType;
use crate::model::field::record::Shape;
use crate::model::kind::{Field, Kind, Kinds, Need, SECTION};

/// The pages of all kinds, one after the other.
pub fn all(kinds: &Kinds, language: Language) -> String {
    let kinds = kinds.iter().filter(|(_, kind)| kind.name != SECTION);
    kinds.map(|(_, kind)| page(kind, language)).collect::<Vec<String>>().join("\n")
}

/// The page of one kind, in Markdown.
pub fn page(kind: &Kind, language: Language) -> String {
    let mut text = String::new();
    let title = kind.title.in_language(language);
    let _ = writeln!(text, "## {title} (`{}`)\n", kind.name);
    let _ = writeln!(text, "{}\n", kind.about.in_language(language));
    let (head, scaffold) = match language {
        Language::Vi => ("| Mục | Cần | Ghi gì | Ví dụ |", "Tạo bài mới"),
        Language::En => ("| Field | Need | What to write | Example |", "New document"),
    };
    let _ = writeln!(text, "{scaffold}: `lantoa new {} \"…\"`\n", kind.name);
    let _ = writeln!(text, "{head}\n|---|---|---|---|");
    for (_, field) in kind.fields.iter() {
        row(&mut text, field, language, "");
    }
    text
}

fn row(text: &mut String, field: &Field, language: Language, above: &str) {
    let label = field.label.in_language(language);
    let example = match field.example.as_str() {
        "" => String::new(),
        example => format!("`{}`", cell(example)),
    };
    let what = format!("{} {}", field.help.in_language(language), accepts(&field.kind, language));
    let need = need(field.need, language);
    let _ =
        writeln!(text, "| {above}{} | {need} | {} | {example} |", cell(label), cell(what.trim()));
    if let FieldType::Record { fields, .. } = &field.kind {
        let above = format!("{above}{} → ", cell(label));
        for (_, field) in fields.iter() {
            row(text, field, language, &above);
        }
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn need(need: Need, language: Language) -> &'static str {
    match (need, language) {
        (Need::Always, Language::Vi) => "luôn cần",
        (Need::Publish, Language::Vi) => "cần khi đăng",
        (Need::Always, Language::En) => "always",
        (Need::Publish, Language::En) => "to publish",
        (Need::Optional, _) => "",
    }
}

/// What a type accepts, in a few words.
fn accepts(kind: &FieldType, language: Language) -> String {
    let words = |vi: &str, en: &str| match language {
        Language::Vi => vi.to_owned(),
        Language::En => en.to_owned(),
    };
    match kind {
        FieldType::Choice(choices) => {
            let labels: Vec<&str> =
                choices.iter().map(|choice| choice.label.in_language(language)).collect();
            words(
                &format!("Chọn: {}.", labels.join(" · ")),
                &format!("One of: {}.", labels.join(" · ")),
            )
        }
        FieldType::Text { max: Some(max), .. } => {
            words(&format!("Tối đa {max} ký tự."), &format!("At most {max} characters."))
        }
        FieldType::Text { markdown: true, .. } => words("Viết được Markdown.", "Markdown allowed."),
        FieldType::Number => words("Số: 1.250 hoặc 12,5.", "Number: 1.250 or 12,5."),
        FieldType::Money => {
            words("Tiền: 1.000.000, 3 triệu.", "Money in đồng: 1.000.000, 3 triệu.")
        }
        FieldType::Date { minute: true } => {
            words("Ngày, có thể kèm giờ: 22/10/2021 08:00.", "Day, perhaps with a time.")
        }
        FieldType::Date { minute: false } => words("Ngày: 22/10/2021.", "Day: 22/10/2021."),
        FieldType::Period => {
            words("Từ ngày … đến ngày …", "A period: từ ngày … đến ngày …, or {from, to}.")
        }
        FieldType::DocNumber => words("Số ký hiệu: 147/KH-SYT.", "Document number: 147/KH-SYT."),
        FieldType::Reference(_) => {
            words("Mã, số ký hiệu hoặc tên bài khác.", "Id, number or title of a document.")
        }
        FieldType::Criterion => words("Mã tiêu chí của phong trào.", "Id of a criterion."),
        FieldType::File => words("Tên tệp nằm cạnh bài.", "A file beside the document."),
        FieldType::Image => {
            words("Tệp ảnh và mô tả: {path, alt}.", "A picture and its description: {path, alt}.")
        }
        FieldType::Record { shape: Shape::Entries, .. } => {
            words("Bảng; cột tìm theo tên.", "A table; columns are found by label.")
        }
        _ => String::new(),
    }
}
