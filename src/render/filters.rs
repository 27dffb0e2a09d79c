//! The filters that templates have beside Tera's own.

use tera::{Kwargs, State, Tera, Value};

use crate::text::collate::Collator;

/// Registers them; Tera's `group_by`, whose order is random, is replaced.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("fill", fill);
    tera.register_filter("sap_xep", sort);
    tera.register_filter("group_by", group);
}

/// `{{ t.page_n | fill(number=2) }}`: puts values in place of `{names}`.
fn fill(text: &str, arguments: Kwargs, _: &State<'_>) -> tera::TeraResult<String> {
    let mut filled = text.to_owned();
    for (name, value) in arguments.iter() {
        let name = name.as_str().unwrap_or("");
        filled = filled.replace(&format!("{{{name}}}"), &value.to_string());
    }
    Ok(filled)
}

/// `{{ cards | sap_xep(attribute="title") }}`: Vietnamese order, equal ones as they stood.
fn sort(items: Vec<Value>, arguments: Kwargs, _: &State<'_>) -> tera::TeraResult<Vec<Value>> {
    let attribute: Option<&str> = arguments.get("attribute")?;
    let collator = Collator::new();
    let mut keyed: Vec<(Vec<u8>, Value)> = items
        .into_iter()
        .map(|item| {
            let words = at(&item, attribute).map(Value::to_string).unwrap_or_default();
            (collator.sort_key(&words), item)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}

/// `{% for group in items | group_by(attribute="unit") %}`: a list of `{key, items}` in the order in
/// which keys first appear.
fn group(items: Vec<Value>, arguments: Kwargs, _: &State<'_>) -> tera::TeraResult<Vec<Value>> {
    let attribute: Option<&str> = arguments.get("attribute")?;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for item in items {
        let key = at(&item, attribute).map(Value::to_string).unwrap_or_default();
        match groups.iter_mut().find(|(name, _)| *name == key) {
            Some((_, items)) => items.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    let maps = groups.into_iter().map(|(key, items)| {
        let mut map = tera::Map::new();
        map.insert("key".into(), Value::from(key));
        map.insert("items".into(), Value::from(items));
        Value::from(map)
    });
    Ok(maps.collect())
}

fn at<'v>(item: &'v Value, attribute: Option<&'v str>) -> Option<&'v Value> {
    match attribute {
        Some(path) => item.get_from_path(path),
        None => Some(item),
    }
}
