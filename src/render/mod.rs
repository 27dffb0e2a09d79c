//! Renders a page with a theme's template; the only room that names `tera`.
//!
//! Takes a theme once (all templates are compiled together, mistakes come back as diagnostics with
//! their place) and then any number of pages from any thread. A page is rendered from its own value
//! alone: templates cannot ask for anything, and this room does not know that a campaign exists.

mod context;
mod filters;
mod legislation;
mod linked;
mod map;
mod neighbours;
mod open_data;
mod releases;
mod value;
mod versions;

use std::sync::Arc;

use tera::Tera;

use crate::diagnostic::{Diagnostic, Place};
use crate::model::page::Page;
use crate::model::source::Source;
use crate::model::theme::Theme;
use crate::text::collate::Collator;

/// Room for what stands around a body, in bytes.
const FRAME: usize = 8 * 1024;

/// Compiled templates.
pub struct Renderer {
    theme: Arc<Theme>,
    tera: Tera,
    shared: context::Shared,
    collator: Collator,
}

impl Renderer {
    /// Compiles a theme's templates, or tells what is wrong with them.
    pub fn new(theme: &Arc<Theme>) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        filters::register(&mut tera);
        let layers = theme.layers.iter().cloned();
        tera.set_fallback_prefixes(layers).map_err(|error| vec![broken(theme, &error)])?;
        let templates =
            theme.templates.iter().map(|source| (source.path.as_ref(), source.text.as_str()));
        tera.add_raw_templates(templates).map_err(|error| vec![broken(theme, &error)])?;
        let shared = context::Shared::new(theme);
        Ok(Self { theme: Arc::clone(theme), tera, shared, collator: Collator::new() })
    }

    /// The HTML of a page, in UTF-8.
    pub fn render(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let context = context::context(page, &self.theme, &self.shared, &self.collator);
        let body = page.body.as_ref().map_or(0, |body| body.html.text.len());
        // The engine's own buffer would grow by doubling, and be checked for UTF-8 once more.
        let mut html = Vec::with_capacity(body + FRAME);
        let rendered = self.tera.render_to(&page.template, &context, &mut html);
        rendered.map(|()| html).map_err(|error| {
            let shown = page.outline.as_ref().map_or("", |outline| &*outline.shown);
            let of = if shown.is_empty() { page.path() } else { shown.to_owned() };
            if matches!(error.kind(), tera::ErrorKind::TemplateNotFound(_)) {
                return Diagnostic::error("H02.no_template", Place::file(&of.as_str().into()))
                    .with("template", &page.template);
            }
            let (place, words) = place(&self.theme, &error);
            let document = Place::file(&of.as_str().into());
            let problem = Diagnostic::error("H02.rendering", place).related(document);
            problem.with("page", of).with("words", words)
        })
    }
}

/// A mistake in a template that is found when the theme is loaded.
fn broken(theme: &Theme, error: &tera::Error) -> Diagnostic {
    let id = match error.kind() {
        tera::ErrorKind::CircularInclude { .. } | tera::ErrorKind::CircularExtend { .. } => {
            "H01.circle"
        }
        _ => "H01.template",
    };
    let (place, words) = place(theme, error);
    Diagnostic::error(id, place).with("words", words)
}

/// Where an error stands, and the engine's own words (English).
fn place(theme: &Theme, error: &tera::Error) -> (Place, String) {
    let report = match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => report,
        other => {
            let words = other.to_string();
            let named = theme.templates.iter().find(|source| words.contains(&*source.path));
            let place =
                named.map_or_else(|| Place::file(&theme.name.as_str().into()), Source::whole);
            return (place, words);
        }
    };
    let source = theme.templates.iter().find(|source| {
        *source.path == *report.filename()
            || source.path.ends_with(&format!("/{}", report.filename()))
    });
    let place = match source {
        Some(source) => source.place(report.span().range.clone()),
        None => Place::file(&report.filename().into()),
    };
    (place, report.message().to_owned())
}
