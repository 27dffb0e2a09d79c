//! From judged documents to the plan of pages: the gate, `link`, the facts of files, `view`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assets::{self, Assets, Used};
use crate::data;
use crate::disk::Disk;
use crate::disk::Failure;
use crate::hash::Hash;
use crate::link;
use crate::memory::{FileRecord, Memory};
use crate::model::campaign::Campaign;
use crate::model::field::Value;
use crate::model::history::History;
use crate::model::open_data;
use crate::model::page::FileFacts;
use crate::model::published::Published;
use crate::model::theme::Theme;
use crate::parse;
use crate::pipeline::around;
use crate::pipeline::texts::Texts;
use crate::read::{self, Listing};
use crate::settings::Settings;
use crate::text::date::Date;
use crate::view::{Sources, View};

/// What a plan is made of beside the documents.
pub(super) struct Planning<'a> {
    pub disk: &'a dyn Disk,
    pub settings: &'a Arc<Settings>,
    pub theme: &'a Arc<Theme>,
    pub assets: &'a Assets,
    pub listing: &'a Listing,
    pub memory: &'a Memory,
    pub today: Date,
    /// An earlier campaign, of which `link` may take over what is still the same.
    pub previous: Option<&'a Campaign>,
}

/// Hashes of texts, in hexadecimal digits, by their place among all that may be seen.
type Hashes = BTreeMap<u32, String>;

/// Facts about files by their path.
type Facts = BTreeMap<Arc<str>, FileFacts>;

/// The plan of a site.
pub(super) struct Plan {
    /// Pages are made by this.
    pub view: View,
    /// What is to be remembered of attachments.
    pub files: Vec<FileRecord>,
}

impl Planning<'_> {
    /// The plan for what is public.
    pub(super) fn plan(&self, published: Published, texts: &Texts) -> Result<Plan, Failure> {
        let theme = self.theme;
        let mut published = published;
        let (histories, seen) =
            (std::mem::take(&mut published.histories), published.positions.clone());
        let hashes = self.hashes(&histories, texts)?;
        let campaign =
            link::link(published, &theme.kinds, &theme.taxonomies, self.today, self.previous);
        let used = self.used_files(&campaign, &histories);
        let (facts, files) = self.facts(&used)?;
        let sources = Sources {
            theme: Arc::clone(theme),
            settings: Arc::clone(self.settings),
            files: facts,
            body_hashes: texts.hashes.clone(),
            histories,
            hashes,
            seen,
            assets: self.assets.names.clone(),
            style_text: self.assets.style_text.clone(),
        };
        Ok(Plan { view: told(View::new(campaign, sources)), files })
    }
}

/// Where the theme has a page for it: what files of open data there will be.
fn told(view: View) -> View {
    match view.theme().pages.others.iter().any(|page| page.name == open_data::PAGE) {
        true => {
            let files = data::files(around::open_data(&view));
            view.with_open_data(files)
        }
        false => view,
    }
}

impl Planning<'_> {
    /// The hashes of the texts of documents that have a history, as they were typed: few are read.
    fn hashes(&self, histories: &[History], texts: &Texts) -> Result<Hashes, Failure> {
        let several = histories.iter().filter(|history| history.texts.len() > 1);
        let all = several.flat_map(|history| &history.texts);
        let hashes = all.map(|text| {
            let source = read::source(self.disk, &texts.files[text.text as usize].file, "")?;
            let kind = self.theme.kinds.at(text.outline.kind);
            let hash = source.map_or(Hash::default(), |source| parse::text_hash(&source, kind));
            Ok((text.text, hash.hex()))
        });
        hashes.collect()
    }

    /// Facts about some files, and what is to be remembered of them.
    pub(super) fn facts(&self, used: &[Used<'_>]) -> Result<(Facts, Vec<FileRecord>), Failure> {
        let remembered = |path: &str| {
            let record = self.memory.file(path);
            let record = record.filter(|record| self.memory.trusts(&[record.stamp]));
            record.map(|record| (record.stamp, record.hash, record.looked))
        };
        let found = assets::facts(self.disk, used, &remembered)?;
        let mut facts = Facts::new();
        let mut records = Vec::with_capacity(found.len());
        for (used, (fact, looked)) in used.iter().zip(found) {
            let (path, stamp) = (Arc::clone(&used.file.path), used.file.stamp);
            records.push(FileRecord { path: Arc::clone(&path), stamp, hash: fact.hash, looked });
            facts.insert(path, fact);
        }
        Ok((facts, records))
    }

    /// The files that public documents use in one of their texts, in the order of paths. A document
    /// that was withdrawn offers none.
    fn used_files(&self, campaign: &Campaign, histories: &[History]) -> Vec<Used<'_>> {
        let stands = |document: u32| !campaign.is_withdrawn(document);
        let documents = (0..campaign.outlines.len() as u32).filter(|document| stands(*document));
        let present = documents.map(|document| campaign.outline(document));
        let histories = histories.iter().filter(|history| stands(history.document));
        let texts = histories.flat_map(|history| &history.texts);
        let earlier = texts.map(|text| &text.outline.value);
        let mut uses: BTreeMap<&str, (bool, bool, bool)> = BTreeMap::new();
        for outline in present.chain(earlier).filter(|outline| !outline.files.is_empty()) {
            let shared = self.theme.kinds.at(outline.kind).fields.index("image");
            let card = match outline.value(shared) {
                Some(Value::Image(image)) => Some(image.index as usize),
                _ => None,
            };
            for (at, file) in outline.files.iter().enumerate().filter(|(_, file)| !file.is_private)
            {
                let (is_offered, is_picture, is_card) = uses.entry(&file.path).or_default();
                *is_offered |= !file.is_picture;
                *is_picture |= file.is_picture;
                // Only a site that knows its address can be shared with a picture.
                *is_card |= card == Some(at) && !self.settings.base_url.is_empty();
            }
        }
        let files = self.listing.files.iter().filter_map(|file| {
            let (is_offered, is_picture, is_card) = *uses.get(&*file.path)?;
            Some(Used { file, is_offered, is_picture, is_card })
        });
        files.collect()
    }
}
