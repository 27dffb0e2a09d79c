//! What a template sees of other pages: relations, lists, rows, the pages of a list.

use crate::model::data::Data;
use crate::model::field::record::Shape;
use crate::model::field::reference::Relation;
use crate::model::field::show::{self, Showing};
use crate::model::field::{self, FieldType, table};
use crate::model::page::{Details, Item, List, Pager, Row, SharedCard};
use crate::render::context::Shown;
use crate::text::number;

impl<'a> Shown<'a> {
    pub(super) fn steps(&self) -> Data<'a> {
        Data::list(self.page.trail.iter().map(|card| {
            let url = show::below(self.showing.root, &card.address);
            Data::map([("title", Data::text(&card.title)), ("url", Data::text(url))])
        }))
    }

    pub(super) fn links(&self) -> Data<'a> {
        let Some(outline) = &self.page.outline else { return Data::List(Vec::new()) };
        let relations = outline.fields.iter().flat_map(|(_, value)| value.items());
        let relations = relations.filter_map(|value| match value {
            field::Value::Relation(relation) => Some(relation),
            _ => None,
        });
        Data::list(relations.map(|relation: &Relation| {
            self.relation(
                "relation",
                relation.key(),
                (&relation.note, &relation.scope),
                show::reference(relation.reference, self.showing),
            )
        }))
    }

    pub(super) fn inverse(&self) -> Data<'a> {
        Data::list(self.page.inverse.iter().map(|inverse| {
            let document = show::card(&inverse.document, self.showing);
            let words = (inverse.note.as_str(), inverse.scope.as_str());
            self.relation("relation_inverse", inverse.kind, words, document)
        }))
    }

    fn relation(
        &self,
        family: &str,
        key: &'a str,
        words: (&'a str, &'a str),
        document: Data<'a>,
    ) -> Data<'a> {
        Data::map([
            ("type", Data::text(key)),
            ("label", show::word(family, key, self.showing.strings)),
            ("note", Data::text(words.0)),
            ("scope", Data::text(words.1)),
            ("document", document),
        ])
    }

    pub(super) fn cards(&self, cards: &'a [SharedCard]) -> Data<'a> {
        Data::list(cards.iter().map(|card| show::card(card, self.showing)))
    }

    /// The items of a list page; with the fields that its kind's columns name, if it has any.
    pub(super) fn items(&self) -> Data<'a> {
        if self.page.details.is_empty() {
            return self.cards(&self.page.items);
        }
        let items = self.page.items.iter().zip(&self.page.details).map(|(card, details)| {
            let mut shown = show::card(card, self.showing);
            if let Data::Map(entries) = &mut shown {
                entries.push(("fields", self.columns_of(details)));
            }
            shown
        });
        Data::list(items)
    }

    fn columns_of(&self, details: &'a Details) -> Data<'a> {
        let outline = &details.outline.value;
        let kind = self.theme.kinds.at(outline.kind);
        let showing = Showing {
            references: &outline.references,
            targets: &details.targets,
            files: &[],
            cited: &[],
            ..*self.showing
        };
        let columns = kind.columns.iter().filter_map(|at| {
            let field = kind.fields.at(*at);
            let value = outline.value(Some(*at))?;
            Some((field.name.as_str(), show::show(field, value, &showing)))
        });
        Data::Fields(columns.collect())
    }

    /// The columns of a section that is a table.
    pub(super) fn columns(&self) -> Data<'a> {
        let Some(details) = self.page.details.first() else { return Data::List(Vec::new()) };
        let kind = self.theme.kinds.at(details.outline.kind);
        Data::list(kind.columns.iter().map(|at| {
            let field = kind.fields.at(*at);
            let label = field.label.in_language(self.page.language);
            Data::map([("name", Data::text(&field.name)), ("label", Data::text(label))])
        }))
    }

    /// The sums of columns that count out of a total, with the number of documents that say both.
    pub(super) fn sums(&self) -> Data<'a> {
        let Some(details) = self.page.details.first() else { return Data::List(Vec::new()) };
        let kind = self.theme.kinds.at(details.outline.kind);
        Data::list(self.page.sums.iter().map(|sum| {
            let label = kind.fields.at(sum.field).label.in_language(self.page.language);
            let percent = format!("{:.0} %", sum.count as f64 / sum.total as f64 * 100.0);
            Data::map([
                ("label", Data::text(label)),
                ("count", Data::text(number::group(sum.count))),
                ("total", Data::text(number::group(sum.total))),
                ("percent", Data::text(percent)),
                ("counted", Data::Int(sum.counted as i64)),
            ])
        }))
    }

    pub(super) fn card(&self, card: Option<&'a SharedCard>) -> Data<'a> {
        Data::option(card.map(|card| show::card(card, self.showing)))
    }

    pub(super) fn lists(&self) -> Data<'a> {
        let lists = self.page.lists.iter();
        Data::Fields(lists.map(|(name, list)| (name.as_str(), self.list(list))).collect())
    }

    fn list(&self, list: &'a List) -> Data<'a> {
        let items = list.items.iter().map(|item| match item {
            Item::Card(card) => show::card(card, self.showing),
            Item::Row(row) => Data::map([
                ("row", self.row(row)),
                ("document", show::card(&row.document, self.showing)),
            ]),
        });
        let total = Data::Int(list.total as i64);
        Data::map([("items", Data::list(items)), ("total", total)])
    }

    /// A row of another document, shown with that document's references.
    fn row(&self, row: &'a Row) -> Data<'a> {
        let outline = &row.outline.value;
        let showing = Showing {
            references: &outline.references,
            targets: &row.targets,
            files: &[],
            cited: &[],
            ..*self.showing
        };
        let field = self.theme.kinds.at(outline.kind).fields.at(row.field);
        let value = outline.fields.iter().find(|(at, _)| *at == row.field).map(|(_, value)| value);
        let Some(value) = value.and_then(|value| value.items().get(row.at)) else {
            return Data::None;
        };
        match &field.kind {
            FieldType::Record { shape: Shape::Tasks, fields } => {
                table::task(fields, value, &showing)
            }
            FieldType::Record { shape: Shape::Entries, fields } => {
                table::entry(fields, value, &showing)
            }
            kind => show::one(kind, value, &showing),
        }
    }

    pub(super) fn pager(&self, pager: &'a Pager) -> Data<'a> {
        let url =
            |number: usize| Data::text(show::below(self.showing.root, &pager.address(number)));
        let link = |exists: bool, number: usize| Data::option(exists.then(|| url(number)));
        let numbers = (1..=pager.pages).filter(|number| shows(pager, *number)).map(|number| {
            Data::map([
                ("number", Data::Int(number as i64)),
                ("url", url(number)),
                ("current", Data::Bool(number == pager.number)),
            ])
        });
        let years = pager.years.iter().map(|(year, page)| {
            let year = Data::text(year.to_string());
            Data::map([("year", year), ("url", url(*page)), ("page", Data::Int(*page as i64))])
        });
        Data::map([
            ("number", Data::Int(pager.number as i64)),
            ("pages", Data::Int(pager.pages as i64)),
            ("total", Data::Int(pager.total as i64)),
            ("previous_url", link(pager.number > 1, pager.number.saturating_sub(1))),
            ("next_url", link(pager.number < pager.pages, pager.number + 1)),
            ("numbers", Data::list(numbers)),
            ("years", Data::list(years)),
        ])
    }
}

/// Of many pages the first, the last and those near this one are named.
fn shows(pager: &Pager, number: usize) -> bool {
    number == 1 || number == pager.pages || number.abs_diff(pager.number) <= 2
}
