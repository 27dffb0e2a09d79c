//! The same documents for a search server: the bulk form of OpenSearch and Elasticsearch.

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::model::artifact::Artifact;
use crate::search::{Record, Subject, without_tags};

/// `data/search.ndjson` with two lines a document, and `data/search-mapping.json` for the index
/// that takes them.
pub(super) fn files(records: &[Record], subject: &Subject<'_>) -> Vec<Artifact> {
    let mut kinds = Vec::with_capacity(records.len());
    for (key, _, count) in &subject.kinds {
        kinds.extend(std::iter::repeat_n(key.as_str(), *count));
    }
    let lines: Vec<String> = records
        .par_iter()
        .zip(kinds)
        .map(|(record, kind)| lines(record, kind, subject.base_url))
        .collect();
    let mapping = format!("{:#}\n", mapping());
    vec![
        Artifact::made("data/search.ndjson", lines.concat().into_bytes()),
        Artifact::made("data/search-mapping.json", mapping.into_bytes()),
    ]
}

fn lines(record: &Record, kind: &str, base_url: &str) -> String {
    let date = Some(&record.date).filter(|date| !date.is_empty());
    let action = json!({ "index": { "_id": record.address } });
    let document = json!({
        "url": format!("{base_url}{}", record.address),
        "title": record.title,
        "number": record.number,
        "kind": kind,
        "date": date,
        "unit": record.unit,
        "unit_url": record.filed.unit,
        "status": record.status,
        "awards": record.filed.awards,
        "text": record.text,
    });
    without_tags(format!("{action}\n{document}\n"))
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
