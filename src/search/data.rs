//! The same documents for a search server: the bulk form of OpenSearch and Elasticsearch.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::artifact::Artifact;
use crate::search::{Edit, PART, Record, Subject, without_tags};

/// What is said of a document; the names are those of the mapping.
#[derive(Serialize)]
struct Document<'a> {
    url: String,
    title: &'a str,
    number: &'a str,
    kind: &'a str,
    date: Option<&'a str>,
    unit: &'a str,
    unit_url: &'a str,
    status: &'a str,
    awards: &'a [String],
    text: &'a str,
}

/// How many documents share a file: a search server refuses to be sent more than 100 MB at once,
/// and some hosts take no file above 25 MB. Parts of an index do not cross its end.
const BULK: usize = 4 * PART;

/// Where the lines of a document stand: in the first file, the second …
pub fn bulk_path(position: usize) -> String {
    match position / BULK {
        0 => "data/search.ndjson".to_owned(),
        at => format!("data/search-{}.ndjson", at + 1),
    }
}

/// A file that stands, after edits of documents in it; `None` where it is another one.
pub(super) fn edited(bytes: &[u8], edits: &[Edit], subject: &Subject<'_>) -> Option<Vec<u8>> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let after = edits.iter().map(|edit| {
        let text = self::lines(std::slice::from_ref(&edit.after), edit.position, subject);
        (edit.position % BULK * 2, text)
    });
    let after: Vec<(usize, Vec<u8>)> = after.collect();
    for (at, text) in &after {
        let both = lines.get_mut(*at..at + 2)?;
        both.copy_from_slice(&[text, b""]);
    }
    Some(lines.concat())
}

/// Two lines for each of some records, of which the first is the `first` of all.
pub(super) fn lines(records: &[Record], first: usize, subject: &Subject<'_>) -> Vec<u8> {
    let kinds = subject.kinds.iter();
    let mut kinds = kinds.flat_map(|(key, _, count)| std::iter::repeat_n(key.as_str(), *count));
    let kinds: Vec<&str> = kinds.by_ref().skip(first).take(records.len()).collect();
    let lines = records.par_iter().zip(kinds);
    let lines = lines.map(|(record, kind)| lines_of(record, kind, subject.base_url));
    lines.collect::<Vec<String>>().concat().into_bytes()
}

fn lines_of(record: &Record, kind: &str, base_url: &str) -> String {
    let action = json!({ "index": { "_id": record.address } });
    let document = Document {
        url: format!("{base_url}{}", record.address),
        title: &record.title,
        number: &record.number,
        kind,
        date: Some(record.date.as_str()).filter(|date| !date.is_empty()),
        unit: &record.unit,
        unit_url: &record.filed.unit,
        status: &record.status,
        awards: &record.filed.awards,
        text: &record.text,
    };
    // Strings and arrays of strings: there is nothing that JSON refuses.
    let document = serde_json::to_string(&document).unwrap_or_default();
    without_tags(format!("{action}\n{document}\n"))
}

/// `data/search-mapping.json`, for the index of a search server.
pub(super) fn mapping_file() -> Artifact {
    let mapping = format!("{:#}\n", mapping());
    Artifact::made("data/search-mapping.json", mapping.into_bytes())
}

/// Two forms of each text: as written, and folded (no marks, đ as d) with pairs of syllables.
fn mapping() -> Value {
    let keyword = json!({ "type": "keyword" });
    let text = json!({
        "type": "text",
        "analyzer": "vi_exact",
        "fields": { "folded": { "type": "text", "analyzer": "vi_folded" } },
    });
    // `hoà` and `hòa` are one word.
    let pairs = "òóỏõọ".chars().zip("àáảãạ".chars());
    let tones: Vec<String> = pairs.map(|(o, a)| format!("o{a}=>{o}a")).collect();
    json!({
        "settings": { "analysis": {
            "char_filter": { "vi_tones": { "type": "mapping", "mappings": tones } },
            "filter": {
                "vi_pairs": { "type": "shingle", "min_shingle_size": 2, "max_shingle_size": 2 },
            },
            "analyzer": {
                "vi_exact": {
                    "tokenizer": "standard",
                    "char_filter": ["vi_tones"],
                    "filter": ["lowercase"],
                },
                "vi_folded": {
                    "tokenizer": "standard",
                    "filter": ["lowercase", "asciifolding", "vi_pairs"],
                },
            },
        } },
        "mappings": { "properties": {
            "url": keyword, "kind": keyword, "unit": keyword, "unit_url": keyword,
            "status": keyword, "awards": keyword,
            "date": { "type": "date", "format": "yyyy-MM-dd" },
            "number": { "type": "text", "analyzer": "vi_folded", "fields": { "raw": keyword } },
            "title": text, "text": text,
        } },
    })
}
