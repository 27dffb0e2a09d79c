//! The pages of a preview for somebody's eyes, each made when it is asked for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::assets::pictures::{Cache, Trouble};
use crate::compare;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::disk::Failure;
use crate::hash::Hashed;
use crate::model::artifact::Bytes;
use crate::model::body::Body;
use crate::model::document::{Outline, Visibility};
use crate::model::picture::Picture;
use crate::model::published::Window;
use crate::parse::Parsing;
use crate::pipeline::around;
use crate::pipeline::documents::Parsed;
use crate::pipeline::ground::Ground;
use crate::pipeline::preview::{Edited, Sight};
use crate::pipeline::sought::Sought;
use crate::pipeline::texts::Texts;
use crate::pipeline::weights;
use crate::pipeline::{Inputs, shown};
use crate::read::Listing;
use crate::text::collate::Collator;
use crate::text::date::Instant;
use crate::view::{PageId, View};
use crate::weigh::Scales;

/// The pages of a site.
#[derive(Clone)]
pub struct Scene {
    pub(super) ground: Arc<Ground>,
    pub(super) stage: Arc<Stage>,
    pub(super) listing: Arc<Listing>,
    pub(super) sight: Sight,
    pub(super) edited: Arc<Edited>,
    pub(super) sought: Arc<Sought>,
}

/// What of a scene does not depend on texts.
#[derive(Clone)]
pub(super) struct Stage {
    pub view: View,
    texts: Arc<Texts>,
    pages: Arc<BTreeMap<String, PageId>>,
    attachments: Arc<BTreeMap<String, PathBuf>>,
    /// The file of each size of a picture, by address.
    pictures: Arc<BTreeMap<String, Arc<str>>>,
    /// When each text that may be seen is public.
    windows: Arc<[Window]>,
    /// What all documents showed each other when this was planned, the public ones or not.
    pub outlines: Arc<[Arc<Hashed<Outline>>]>,
}

/// An answer to a request.
pub enum Answer {
    /// A page.
    Page(Shown),
    /// The address lacks its last `/`.
    Folder,
    /// Bytes that are there: sheets, feeds.
    Bytes(Vec<u8>),
    /// A file of the content, as it is.
    File(PathBuf),
    /// The page cannot be made: a mistake in a template.
    Broken(Diagnostic),
    /// The file of the page's text has just been changed: ask again after the next refresh.
    Changing,
    /// There is no such page; the site's own words for that.
    Missing(Shown),
}

/// A rendered page.
pub struct Shown {
    /// HTML in UTF-8.
    pub html: Vec<u8>,
    /// The file its text stands in, as a person can open it.
    pub file: Option<Arc<str>>,
    /// How its document stands with the public, where writers look at what others cannot see yet.
    pub withheld: Option<Visibility>,
}

/// Names of what stands around the pages, beside `.xml` and `.ics`.
const FEEDS: [&str; 6] =
    [".htaccess", "web.config", "_redirects", "robots.txt", "manifest.json", "lich-su.json"];

impl Stage {
    pub(super) fn new(
        view: View,
        texts: Texts,
        (listing, outlines): (&Listing, Vec<Arc<Hashed<Outline>>>),
        windows: Vec<Window>,
    ) -> Self {
        let pages = view.plan().into_iter().map(|id| (view.path(id), id)).collect();
        let used = view.files_used();
        let files = listing.files.iter().filter_map(|file| Some((used.get(&file.path)?, file)));
        // A file is opened under the name the disk has for it, which need not be NFC.
        let attachments = files
            .filter(|(used, _)| used.is_copied())
            .map(|(used, file)| (used.address.clone(), file.on_disk.to_path_buf()))
            .collect();
        let made = used.values().filter(|fact| around::is_made(fact));
        let sizes = made.flat_map(|fact| {
            let sizes = fact.picture.iter().flat_map(Picture::variants);
            sizes.map(|size| (size.address.clone(), Arc::clone(&fact.from)))
        });
        let pictures = Arc::new(sizes.collect());
        let (pages, attachments) = (Arc::new(pages), Arc::new(attachments));
        let (windows, outlines) = (windows.into(), outlines.into());
        Self { view, texts: Arc::new(texts), pages, attachments, pictures, windows, outlines }
    }

    /// Whether the texts of histories are still those that this was planned of: their pages tell
    /// the hash of each.
    pub(super) fn has_histories_of(&self, parsed: &Parsed) -> bool {
        let texts = self.view.seen().enumerate();
        let mut often = texts.filter(|(text, _)| self.view.is_shown_often(*text as u32));
        often.all(|(text, position)| {
            let now = parsed.files.get(position as usize);
            now.is_some_and(|now| now.hash == self.texts.files[text].hash)
        })
    }

    /// The same on a ground that only looks different.
    pub(super) fn dressed(&self, ground: &Ground) -> Self {
        let view = match (&ground.theme, &ground.assets) {
            (Some(theme), Some(assets)) => {
                self.view.dressed(theme, assets.names.clone(), assets.style_text.clone())
            }
            _ => self.view.clone(),
        };
        Self { view, ..self.clone() }
    }
}

impl Scene {
    /// What stands at a path below the site's root (no leading `/`, nothing percent-encoded).
    pub fn answer(&self, inputs: &Inputs<'_>, path: &str) -> Result<Answer, Failure> {
        let is_folder = path.is_empty() || path.ends_with('/');
        let file = if is_folder { format!("{path}index.html") } else { path.to_owned() };
        if let Some(id) = self.stage.pages.get(&file) {
            return self.page(inputs, *id, Answer::Page);
        }
        if !is_folder && self.stage.pages.contains_key(&format!("{path}/index.html")) {
            return Ok(Answer::Folder);
        }
        if let Some(from) = self.stage.attachments.get(path) {
            return Ok(Answer::File(from.clone()));
        }
        if let Some(bytes) = self.picture(inputs, path)? {
            return Ok(Answer::Bytes(bytes));
        }
        if let Some(bytes) = self.asset(path).or_else(|| self.feed(path)) {
            return Ok(Answer::Bytes(bytes));
        }
        if let Some(answer) = self.search_file(inputs, path)? {
            return Ok(answer);
        }
        self.page(inputs, PageId::NotFound, Answer::Missing)
    }

    fn page(
        &self,
        inputs: &Inputs<'_>,
        id: PageId,
        answer: fn(Shown) -> Answer,
    ) -> Result<Answer, Failure> {
        let Some(renderer) = &self.ground.renderer else { return Ok(Answer::Changing) };
        let mut page = self.stage.view.page(id);
        let mut bodies = Vec::new();
        for text in self.stage.view.texts_of(id) {
            match self.body(inputs, text)? {
                Some(body) => bodies.push(body),
                None => return Ok(Answer::Changing),
            }
        }
        if let (Some(pair), [before, after]) = (&page.pair, &bodies[..])
            && let Some(theme) = &self.ground.theme
        {
            let words = compare::Words { theme, collator: &Collator::new() };
            let bodies = [before, after].map(|body| Some(Arc::clone(body)));
            page.comparison = Some(Box::new(compare::compare(&page, pair, bodies, &words)));
        } else {
            page.body = bodies.into_iter().next();
        }
        let outline = page.outline.as_ref();
        let file = outline.map(|outline| Arc::clone(&outline.shown));
        let withheld = outline.filter(|_| self.is_withheld(inputs, id));
        let withheld = withheld.map(|outline| outline.visibility.clone());
        Ok(match renderer.render(&page) {
            Ok(html) => answer(Shown { html, file, withheld }),
            Err(problem) => Answer::Broken(problem),
        })
    }

    /// A05: what is wrong with the weight of a page that was made, as a build would tell it.
    pub(super) fn too_heavy(
        &self,
        inputs: &Inputs<'_>,
        path: &str,
        html: &[u8],
    ) -> Option<Diagnostic> {
        let is_folder = path.is_empty() || path.ends_with('/');
        let file = if is_folder { format!("{path}index.html") } else { path.to_owned() };
        let page = self.stage.view.page(*self.stage.pages.get(&file)?);
        let scales = Scales::new(&self.ground.assets.as_ref()?.artifacts);
        let settings = format!("{}/site.yaml", shown(&inputs.content)).into();
        let heavy = weights::weighed(&page, html, &scales, &settings)?;
        Some(weights::problem(&file, &heavy))
    }

    /// Whether the gate keeps a page's document from the public at this instant.
    fn is_withheld(&self, inputs: &Inputs<'_>, id: PageId) -> bool {
        let (Sight::Writers, Some(document)) = (self.sight, self.stage.view.text_of(id)) else {
            return false;
        };
        let window = self.stage.windows.get(document as usize);
        window.is_some_and(|window| !window.contains(inputs.at))
    }

    /// The next instant after this one at which a document appears or disappears.
    pub(super) fn next_turn(&self, after: Instant) -> Option<Instant> {
        let turns = self.stage.windows.iter().flat_map(|window| [window.begins(), window.ends()]);
        turns.flatten().filter(|turn| *turn > after).min()
    }

    /// Every path that is answered with a page or a file of the content, in order.
    pub fn paths(&self) -> Vec<&str> {
        let stage = &self.stage;
        let mut paths: Vec<&str> = stage
            .pages
            .keys()
            .chain(stage.attachments.keys())
            .chain(stage.pictures.keys())
            .map(String::as_str)
            .collect();
        paths.sort_unstable();
        paths
    }

    /// The text of a document: of an edited one as it was parsed, else read now; nothing where the
    /// file is not the one whose outline the scene shows.
    pub(super) fn body(
        &self,
        inputs: &Inputs<'_>,
        document: u32,
    ) -> Result<Option<Arc<Body>>, Failure> {
        let path = &self.stage.texts.files[document as usize].file.path;
        if let Some(body) = self.edited.get(path) {
            return Ok(Some(Arc::clone(body)));
        }
        let Some(theme) = &self.ground.theme else { return Ok(None) };
        let language = self.ground.settings.language;
        let collator = &Collator::new();
        let parsing = Parsing { kinds: &theme.kinds, language, collator };
        let text = self.stage.texts.parse(inputs, document, &parsing)?;
        Ok(text.filter(|text| text.is_unchanged).map(|text| text.body))
    }

    /// One size of a picture, made when it is asked for first; nothing where the file is no picture
    /// after all, which a build would tell.
    fn picture(&self, inputs: &Inputs<'_>, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let fact =
            self.stage.pictures.get(path).and_then(|from| self.stage.view.files_used().get(from));
        let Some(fact) = fact else { return Ok(None) };
        let size =
            fact.picture.iter().flat_map(Picture::variants).find(|size| size.address == path);
        let Some(size) = size else { return Ok(None) };
        let cache = Cache { disk: inputs.disk, output: &inputs.output };
        match cache.sizes(&around::source(&self.listing, fact), fact, &[size]) {
            Ok(sizes) => Ok(sizes.into_iter().next()),
            Err(Trouble::Unreadable) => Ok(None),
            Err(Trouble::World(failure)) => Err(failure),
        }
    }

    fn asset(&self, path: &str) -> Option<Vec<u8>> {
        let artifacts = &self.ground.assets.as_ref()?.artifacts;
        let found = artifacts.iter().find(|artifact| &*artifact.path == path)?;
        match &found.bytes {
            Bytes::Made(bytes) => Some(bytes.clone()),
            Bytes::Copied { .. } => None,
        }
    }

    /// A feed, a calendar, a map, rules for servers, open data.
    fn feed(&self, path: &str) -> Option<Vec<u8>> {
        let view = &self.stage.view;
        let file = if path.starts_with("data/") {
            let open = around::open_data(view);
            let part = data::parts(open).into_iter().find(|part| part.path == path)?;
            data::make(open, &part)
        } else {
            let name = path.rsplit('/').next().unwrap_or(path);
            if !FEEDS.contains(&name) && !name.ends_with(".xml") && !name.ends_with(".ics") {
                return None;
            }
            around::feeds(view).into_iter().find(|file| &*file.path == path)?
        };
        match file.bytes {
            Bytes::Made(bytes) => Some(bytes),
            Bytes::Copied { .. } => None,
        }
    }
}
