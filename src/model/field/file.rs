//! Files and pictures that lie beside a page.

use serde::{Deserialize, Serialize};

use crate::model::document::FileUse;
use crate::model::field::{Reading, Value};
use crate::text::{fold, slug};
use crate::yaml::{Node, Value as Raw};

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Position in the outline's files.
    pub index: u32,
    /// What people read; the file's name where none is given.
    pub title: String,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Position in the outline's files.
    pub index: u32,
    /// What is to be seen, for those who do not see it.
    pub alt: String,
    /// Who made it.
    pub credit: String,
}

/// A file: its path beside the page, or `{path, title}`.
pub fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let parts = Parts::read(node, reading)?;
    let index = note(&parts, false, reading)?;
    let name = parts.path.rsplit('/').next().unwrap_or("").to_owned();
    let title = if parts.title.is_empty() { name } else { parts.title };
    Some(Value::File(File { index, title }))
}

/// A picture: `{path, alt, credit}`; without `alt` it is refused (WCAG 2.2, 1.1.1).
pub fn read_image(node: &Node, reading: &mut Reading<'_>) -> Option<Value> {
    let parts = Parts::read(node, reading)?;
    if parts.alt.is_empty() {
        reading.error("A01.no_alt", node, &[("path", &parts.path)]);
        return None;
    }
    let index = note(&parts, true, reading)?;
    Some(Value::Image(Image { index, alt: parts.alt, credit: parts.credit }))
}

struct Parts {
    path: String,
    title: String,
    alt: String,
    credit: String,
    node: Node,
}

impl Parts {
    fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Self> {
        let empty = String::new;
        let mut parts = Self {
            path: empty(),
            title: empty(),
            alt: empty(),
            credit: empty(),
            node: node.clone(),
        };
        let Raw::Map(entries) = &node.value else {
            parts.path = reading.scalar(node)?.trim().to_owned();
            return Some(parts);
        };
        for (key, value) in entries {
            let Some(text) = value.scalar().map(str::to_owned) else { continue };
            match fold::key(&key.text).as_str() {
                "path" | "file" | "tep" | "duong_dan" | "anh" => {
                    parts.path = text;
                    parts.node = value.clone();
                }
                "title" | "tieu_de" | "ten" => parts.title = text,
                "alt" | "mo_ta" | "mo_ta_anh" => parts.alt = text,
                "credit" | "nguon" | "nguon_anh" => parts.credit = text,
                "consent" | "dong_y" => {}
                _ => reading.error("S01.file_key", value, &[("key", &key.text)]),
            }
        }
        if parts.path.is_empty() {
            reading.error("S02.file_without_path", node, &[]);
            return None;
        }
        Some(parts)
    }
}

fn note(parts: &Parts, is_picture: bool, reading: &mut Reading<'_>) -> Option<u32> {
    let node = &parts.node;
    let Some(path) = resolve(&reading.source.path, &parts.path) else {
        reading.error("L01.file_outside", node, &[]);
        return None;
    };
    let range = reading.offset + node.span.start..reading.offset + node.span.end;
    let span = reading.source.span(range);
    reading.files.push(FileUse { path, span, is_private: false, is_picture });
    Some(reading.files.len() as u32 - 1)
}

/// A path typed in a file, as a path below `content/`; `None` where it leaves `content/`.
pub fn resolve(document: &str, typed: &str) -> Option<String> {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (start, rest) = match typed.strip_prefix('/') {
        Some(rest) => ("", rest),
        None => (folder, typed),
    };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The address of an attachment: its path in ASCII, the ending kept.
pub fn address(path: &str) -> String {
    let part = |part: &str| {
        let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if plain { part.to_owned() } else { slug::slug(part) }
    };
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{}.{}", part(stem), part(ending)),
        None => part(name),
    };
    let folders = folder.split('/').filter(|part| !part.is_empty()).map(part);
    folders.chain([name]).collect::<Vec<String>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{address, resolve};

    #[test]
    fn a_path_never_leaves_the_content() {
        let document = "ke-hoach/x/index.md";
        assert_eq!(resolve(document, "tep.pdf").as_deref(), Some("ke-hoach/x/tep.pdf"));
        assert_eq!(resolve(document, "../y.md").as_deref(), Some("ke-hoach/y.md"));
        assert_eq!(resolve(document, "/the-le/z.md").as_deref(), Some("the-le/z.md"));
        assert_eq!(resolve(document, "../../../etc/passwd"), None);
    }

    #[test]
    fn an_attachment_keeps_its_ending_and_loses_its_marks() {
        assert_eq!(address("ke-hoach/x/KH (bản cuối) 2.pdf"), "ke-hoach/x/kh-ban-cuoi-2.pdf");
        assert_eq!(address("ket-qua/x/danh-sach.csv"), "ket-qua/x/danh-sach.csv");
    }
}
