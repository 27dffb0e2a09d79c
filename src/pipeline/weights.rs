//! Pages that are heavier than their site allows: told, or refused.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place, acceptance};
use crate::memory::PageRecord;
use crate::model::page::{Page, PageKind};
use crate::model::weight::{Heavy, Limit, Limits};
use crate::pipeline::Inputs;
use crate::pipeline::preview::Preview;
use crate::pipeline::scene::Scene;
use crate::text::number;
use crate::weigh::{Scales, What};

/// What a page weighs that is over a limit; `settings` is how messages write `site.yaml`.
pub(super) fn weighed(
    page: &Page,
    html: &[u8],
    scales: &Scales,
    settings: &Arc<str>,
) -> Option<Heavy> {
    let Limits { home, page: any } = page.site.limits;
    let over = |limit: Limit, what: What| {
        let weight = scales.over(limit.bytes, html, what)?;
        let is_first_view = what == What::FirstView;
        Some(Heavy { is_first_view, weight, limit, made_of: made_of(page, settings) })
    };
    let first = || over(home, What::FirstView);
    let first = if page.kind == PageKind::Home { first() } else { None };
    first.or_else(|| over(any, What::All))
}

/// What is known of a page that stands.
pub(super) fn standing(record: &PageRecord, page: &Page, settings: &Arc<str>) -> Option<Heavy> {
    let heavy = record.heavy.clone()?;
    Some(Heavy { made_of: made_of(page, settings), ..heavy })
}

/// The document where there is one, since that is what an author can make lighter.
fn made_of(page: &Page, settings: &Arc<str>) -> Arc<str> {
    Arc::clone(page.outline.as_ref().map_or(settings, |outline| &outline.shown))
}

/// What is wrong with a page; one over a limit of the site's own is a lỗi.
pub(super) fn problem(path: &str, heavy: &Heavy) -> Diagnostic {
    let place = Place::file(&heavy.made_of);
    let id = match heavy.is_first_view {
        true => "A05.home_too_heavy",
        false => "A05.page_too_heavy",
    };
    let problem = match heavy.limit.is_own {
        true => Diagnostic::error(id, place),
        false => Diagnostic::warning(id, place),
    };
    let problem = problem.with("page", path).with("size", number::bytes(heavy.weight));
    problem.with("most", number::bytes(heavy.limit.bytes))
}

impl Preview {
    /// What a build would say of the weight of a page of this scene, marked where people accept it.
    pub fn too_heavy(
        &self,
        inputs: &Inputs<'_>,
        scene: &Scene,
        (path, html): (&str, &[u8]),
    ) -> Option<Diagnostic> {
        let mut problem = [scene.too_heavy(inputs, path, html)?];
        acceptance::mark(&mut problem, &self.together.acceptances);
        problem.into_iter().next()
    }
}

/// What is wrong with the pages that stand.
pub(super) fn problems<'a>(records: impl Iterator<Item = &'a PageRecord>) -> Vec<Diagnostic> {
    let heavy = records.filter_map(|record| Some((&record.written.path, record.heavy.as_ref()?)));
    heavy.map(|(path, heavy)| problem(path, heavy)).collect()
}
