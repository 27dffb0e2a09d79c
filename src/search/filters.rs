//! What results can be filtered by beside their kind: unit, year, award, status.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::search::digits;
use crate::search::{Record, Subject, without_tags};

/// The filters as JSON, and the addresses of the units in them.
///
/// `years` and `statuses` are runs over all documents in order ([value, how many]), `units` the
/// table of units ([address, name, position of the one above or -1]), `unit` for each document its
/// unit's position plus one as digits, `awards` for each award the gaps between its documents.
pub(super) fn filters(records: &[Record], subject: &Subject<'_>) -> (String, BTreeSet<String>) {
    let units = Units::of(records);
    let mut unit = String::new();
    for record in records {
        let at = units.places.get(record.filed.unit.as_str()).map_or(0, |at| at + 1);
        digits::push(at, &mut unit);
    }
    let year = |record: &Record| record.date.get(..4).unwrap_or("").to_owned();
    let name = |key: &str| {
        let found = subject.statuses.iter().find(|(other, _)| other == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name.clone())
    };
    let statuses = runs(records.iter().map(|record| record.status.clone()));
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (key, _) in statuses.iter().filter(|(key, _)| !key.is_empty()) {
        names.insert(key, name(key));
    }
    let json = json!({
        "years": runs(records.iter().map(year)),
        "statuses": statuses,
        "names": names,
        "units": units.table(records),
        "unit": unit,
        "awards": awards(records),
    });
    let units = units.places.keys().map(|unit| (*unit).to_owned()).collect();
    (without_tags(json.to_string()), units)
}

/// Equal neighbours, counted.
fn runs(values: impl Iterator<Item = String>) -> Vec<(String, u32)> {
    let mut runs: Vec<(String, u32)> = Vec::new();
    for value in values {
        match runs.last_mut() {
            Some((last, count)) if *last == value => *count += 1,
            _ => runs.push((value, 1)),
        }
    }
    runs
}

fn awards(records: &[Record]) -> Vec<(String, String)> {
    let mut awards: BTreeMap<&str, (u32, String)> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        for award in &record.filed.awards {
            let (last, gaps) = awards.entry(award).or_default();
            digits::push(at as u32 - *last, gaps);
            *last = at as u32;
        }
    }
    awards.into_iter().map(|(award, (_, gaps))| (award.to_owned(), gaps)).collect()
}

/// The units that documents name, and those above them.
struct Units<'a> {
    places: BTreeMap<&'a str, u32>,
    above: BTreeMap<&'a str, &'a str>,
}

impl<'a> Units<'a> {
    fn of(records: &'a [Record]) -> Self {
        let with_parent = records.iter().filter(|record| !record.filed.parent.is_empty());
        let above: BTreeMap<&str, &str> =
            with_parent.map(|unit| (unit.address.as_str(), unit.filed.parent.as_str())).collect();
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        for record in records.iter().filter(|record| !record.filed.unit.is_empty()) {
            let mut unit = record.filed.unit.as_str();
            // A chain of parents ends: circles are mistakes that stop a build.
            while places.insert(unit, 0).is_none() {
                let Some(next) = above.get(unit) else { break };
                unit = next;
            }
        }
        places.values_mut().enumerate().for_each(|(at, place)| *place = at as u32);
        Self { places, above }
    }

    fn table(&self, records: &'a [Record]) -> Vec<(&'a str, &'a str, i64)> {
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for record in records {
            if self.places.contains_key(record.address.as_str()) {
                names.insert(&record.address, &record.title);
            }
        }
        for record in records {
            names.entry(&record.filed.unit).or_insert(&record.unit);
        }
        let row = |address: &&'a str| {
            let above = self.above.get(*address).and_then(|above| self.places.get(above));
            let name = names.get(*address).copied().unwrap_or("");
            (*address, name, above.map_or(-1, |above| i64::from(*above)))
        };
        self.places.keys().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_are_one_run() {
        let years = ["2021", "2021", "", "2021"].map(str::to_owned);
        let runs = runs(years.into_iter());
        assert_eq!(runs, [("2021".into(), 2), (String::new(), 1), ("2021".into(), 1)]);
    }

    #[test]
    fn units_above_are_in_the_table() {
        let unit = |address: &str, parent: &str, unit: &str| Record {
            address: address.into(),
            title: address.to_uppercase(),
            filed: crate::search::Filed {
                parent: parent.into(),
                unit: unit.into(),
                ..Default::default()
            },
            ..Record::default()
        };
        let records = [unit("so/", "", ""), unit("khoa/", "so/", ""), unit("x/", "", "khoa/")];
        let units = Units::of(&records);
        assert_eq!(units.table(&records), [("khoa/", "KHOA/", 1), ("so/", "SO/", -1)]);
    }
}
