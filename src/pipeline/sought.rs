//! The search index of a preview: made when it is first asked for, of records that are kept from
//! one scene to the next while their pages stay the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::disk::Failure;
use crate::hash::Hash;
use crate::model::artifact::{Artifact, Bytes};
use crate::model::page_key::{self, PageKey};
use crate::model::theme::Theme;
use crate::pipeline::Inputs;
use crate::pipeline::scene::{Answer, Scene};
use crate::pipeline::searching;
use crate::search::{self, Indexing, Record};
use crate::view::PageId;

/// The index of a scene, once somebody asked for it.
#[derive(Default)]
pub(super) struct Sought {
    made: OnceLock<Made>,
    before: Option<Arc<Records>>,
}

/// Records by the path of their page, each with the page's key.
type Records = HashMap<String, (PageKey, Record)>;

/// One of them; none while its text is being changed.
type Found = Option<(String, (PageKey, Record))>;

struct Made {
    records: Arc<Records>,
    files: HashMap<String, Vec<u8>>,
}

impl Sought {
    /// That of the scene after another one.
    pub(super) fn after(last: Option<&Scene>) -> Arc<Self> {
        let before = last.and_then(|last| {
            let made = last.sought.made.get().map(|made| &made.records);
            made.or(last.sought.before.as_ref()).cloned()
        });
        Arc::new(Self { made: OnceLock::new(), before })
    }
}

impl Scene {
    /// The answer to a request for a file of the index.
    pub(super) fn search_file(
        &self,
        inputs: &Inputs<'_>,
        path: &str,
    ) -> Result<Option<Answer>, Failure> {
        let Some(theme) = &self.ground.theme else { return Ok(None) };
        if !searching::is_index_path(path) {
            return Ok(None);
        }
        let made = match self.sought.made.get() {
            Some(made) => made,
            None => match self.index(inputs, theme)? {
                // Somebody may have been faster; both made the same.
                Some(made) => self.sought.made.get_or_init(|| made),
                None => return Ok(Some(Answer::Changing)),
            },
        };
        Ok(made.files.get(path).map(|bytes| Answer::Bytes(bytes.clone())))
    }

    /// The index; none while a text is being changed.
    fn index(&self, inputs: &Inputs<'_>, theme: &Theme) -> Result<Option<Made>, Failure> {
        let view = &self.stage.view;
        let pages = searching::pages(view);
        let record = |id: PageId| -> Result<Found, Failure> {
            let mut page = view.page(id);
            let (path, key) = (page.path(), page_key::key(&page, theme.hash));
            let before = self.sought.before.as_ref().and_then(|before| before.get(&path));
            if let Some((_, record)) = before.filter(|(then, _)| *then == key) {
                return Ok(Some((path, (key, record.clone()))));
            }
            if let Some(document) = view.text_of(id) {
                let Some(body) = self.body(inputs, document)? else { return Ok(None) };
                page.body = Some(body);
            }
            Ok(Some((path, (key, search::words(&page, &theme.kinds).record))))
        };
        let found = pages.into_par_iter().map(record).collect::<Result<Vec<_>, Failure>>()?;
        let Some(found) = found.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
        let subject = searching::subject(view, theme);
        let mut indexing = Indexing::new(found.len(), &subject);
        let (mut blocks, mut bulks) = (Vec::new(), BTreeMap::<String, Vec<u8>>::new());
        for part in found.chunks(search::PART) {
            let records = part.iter().map(|(_, (_, record))| record.clone());
            let mut part = indexing.add(records.collect());
            blocks.append(&mut part.blocks);
            bulks.entry(part.bulk).or_default().append(&mut part.lines);
        }
        let hashes: Vec<Hash> = blocks.par_iter().map(Artifact::hash).collect();
        blocks.extend(indexing.finish(hashes).0);
        blocks.extend(bulks.into_iter().map(|(path, lines)| Artifact::made(path, lines)));
        let file = |file: Artifact| match file.bytes {
            Bytes::Made(bytes) => Some((file.path.to_string(), bytes)),
            Bytes::Copied { .. } => None,
        };
        let files = blocks.into_iter().filter_map(file).collect();
        Ok(Some(Made { records: Arc::new(found.into_iter().collect()), files }))
    }
}
