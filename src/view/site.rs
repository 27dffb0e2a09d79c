//! What every page shares: names, menu, colour, the picture it is shared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::campaign::{Campaign, NOBODY};
use crate::model::document::Outline;
use crate::model::field::{Value, link};
use crate::model::kind::{KindSet, SECTION};
use crate::model::names::{self, Found};
use crate::model::open_data;
use crate::model::page::{FileFacts, Share, Site};
use crate::model::theme::{DeclaredPage, Theme};
use crate::model::weight::Limits;
use crate::settings::Settings;

/// How pages look.
pub(super) struct Dress<'a> {
    pub theme: &'a Theme,
    /// Name and path below the root.
    pub assets: Vec<(String, String)>,
    pub style_text: String,
}

pub(super) fn site(
    campaign: &Campaign,
    settings: &Settings,
    files: &BTreeMap<Arc<str>, FileFacts>,
    dress: Dress<'_>,
) -> Site {
    let theme = dress.theme;
    let units = theme.kinds.find("don-vi").map_or(KindSet(0), |(index, _)| KindSet(1 << index));
    let unit = match campaign.names.find(names::key(&settings.unit), units) {
        Found::One(unit) if !settings.unit.is_empty() => Some(campaign.outline(unit)),
        _ => None,
    };
    let place = Place { campaign, theme, settings };
    let language = settings.language.tag().to_owned();
    let others = settings.languages.iter().filter(|other| **other != language).cloned();
    let pages = theme.pages.others.iter().filter(|page| is_shown(campaign, page));
    let own = settings.accent.is_empty().then_some(&theme.accent);
    Site {
        title: settings.title.clone(),
        description: settings.description.clone(),
        base_url: settings.base_url.clone(),
        unit: unit.map_or_else(|| settings.unit.clone(), |unit| unit.title.clone()),
        unit_address: unit.map_or_else(String::new, |unit| unit.address.clone()),
        email: settings.email.clone(),
        phone: settings.phone.clone(),
        menu: settings.menu.iter().map(|(title, to)| place.item(title, to)).collect(),
        pages: pages.map(|page| (page.name.clone(), page.address.clone())).collect(),
        languages: std::iter::once(language.clone()).chain(others).collect(),
        assets: dress.assets,
        style_text: dress.style_text,
        limits: Limits::of(settings.budget.home, settings.budget.page),
        accent: own.unwrap_or(&settings.accent).clone(),
        share: share(campaign, theme, files),
    }
}

/// Whether a page of the theme's own has anything to show: one that tells of open data needs documents.
pub(super) fn is_shown(campaign: &Campaign, page: &DeclaredPage) -> bool {
    page.name != open_data::PAGE || !campaign.outlines.is_empty()
}

/// Where entries of the menu lead.
struct Place<'a> {
    campaign: &'a Campaign,
    theme: &'a Theme,
    settings: &'a Settings,
}

impl Place<'_> {
    /// Title and address of an entry.
    fn item(&self, title: &str, to: &str) -> (String, String) {
        let (own, address) = self.target(to);
        (if title.is_empty() { own } else { title.to_owned() }, address)
    }

    fn target(&self, to: &str) -> (String, String) {
        let trimmed = to.trim_matches('/');
        if link::has_scheme(to) || trimmed.is_empty() {
            return (to.to_owned(), if trimmed.is_empty() { String::new() } else { to.to_owned() });
        }
        if let Some((index, kind)) = self.theme.kinds.find(trimmed) {
            let introduction = self.campaign.introductions[index as usize];
            let own = (introduction != NOBODY).then(|| self.campaign.outline(introduction));
            let plural = kind.plural.in_language(self.settings.language);
            let title = own.map_or_else(|| plural.to_owned(), |own| self.title(own));
            return (title, format!("{trimmed}/"));
        }
        match self.campaign.names.find(names::key(to), KindSet::ALL) {
            Found::One(document) => {
                let outline = self.campaign.outline(document);
                (self.title(outline), outline.address.clone())
            }
            _ => (trimmed.to_owned(), format!("{trimmed}/")),
        }
    }

    /// What a document is called in a menu.
    fn title(&self, outline: &Outline) -> String {
        let at = self.theme.kinds.at(outline.kind).fields.index("menu_title");
        let own = outline.value(at).and_then(Value::text);
        own.unwrap_or(&outline.title).to_owned()
    }
}

/// The picture of the home page.
fn share(
    campaign: &Campaign,
    theme: &Theme,
    files: &BTreeMap<Arc<str>, FileFacts>,
) -> Option<Share> {
    let home = (campaign.home != NOBODY).then(|| campaign.outline(campaign.home))?;
    let (index, _) = theme.kinds.find(SECTION)?;
    let Value::Image(image) = home.value(theme.kinds.at(index).fields.index("image"))? else {
        return None;
    };
    let path = &home.files.get(image.index as usize)?.path;
    let card = files.get(path.as_str())?.picture.as_ref()?.card.as_ref()?;
    Some(Share {
        address: card.address.clone(),
        width: card.width,
        height: card.height,
        alt: image.alt.clone(),
    })
}
