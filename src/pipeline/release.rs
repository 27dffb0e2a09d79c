//! From a build to what readers see: seal, tell of it, deliver.
//!
//! `record` seals what `write` wrote, returns the log of releases; of that `view` and `render` make
//! the pages that tell of releases; `record` raises the tree with them; `publish` brings it to where
//! readers look. Where the site is that of the current release, and readers see it, nothing is
//! written at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::Disk;
use crate::hash::Hash;
use crate::memory::Memory;
use crate::model::artifact::{Artifact, Written};
use crate::model::release::{Manifest, PAPERS, Release, is_envelope};
use crate::model::release_log::{Changes, Envelope, ReleaseLog};
use crate::pipeline::{self, Inputs, Known, Outcome, envelope, ground, said, signing, tombstones};
use crate::publish::folder::Folder;
use crate::publish::plan::{self, Group, Shown, Step};
use crate::publish::{self, Delivery, Promise, Target as _};
use crate::record::{Contents, Facts, Refusal, Says, Sealed, Store, Trouble, Writing};
use crate::text::date::Instant;

/// What a publisher wishes.
pub struct Wish<'a> {
    /// Words for the release; they explain the warnings that stand.
    pub note: &'a str,
    /// Who publishes, for others who try at the same time.
    pub owner: &'a str,
    /// Program and version.
    pub tool: &'a str,
    /// The folder of keys.
    pub keys: PathBuf,
    /// The key that signs, if it is not the office key.
    pub key: Option<PathBuf>,
    /// Whether a new office key is to be made and announced.
    pub new_key: bool,
}

/// What came of a wish.
#[derive(Debug)]
pub struct Released {
    /// The build; where it has a lỗi, nothing else was done.
    pub outcome: Outcome,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug)]
pub enum Done {
    /// Nothing, for the site has mistakes.
    Mistakes,
    /// Nothing, for warnings are neither accepted nor explained by a note: so many.
    Unexplained(usize),
    /// Nothing, for the theme has mistakes in the pages that tell of releases.
    Broken(Vec<Diagnostic>),
    /// Nothing: readers see this content already.
    NothingNew(Release),
    /// A release that had not arrived was brought to readers.
    Arrived(Release, Promise),
    /// A new release.
    Made(Box<Made>),
}

/// A new release, and what there is to say of it.
#[derive(Debug)]
pub struct Made {
    /// What RELEASE says.
    pub release: Release,
    /// What differs from the one before.
    pub changes: Changes,
    /// What held where it was delivered.
    pub promise: Promise,
    /// Keys that were made.
    pub made_keys: Vec<PathBuf>,
    /// Whether the clock stood more than five minutes before the release before.
    pub is_skewed: bool,
    /// Whether no key that an earlier release announced was there to sign it.
    pub is_unannounced: bool,
}

/// What a run would do.
#[derive(Debug)]
pub struct Planned {
    /// The build.
    pub outcome: Outcome,
    /// Files by group: how many, and their bytes. Empty where nothing would be done.
    pub groups: Vec<(Group, usize, u64)>,
    /// What holds where it would be delivered.
    pub promise: Promise,
    /// The files that would be sealed, with their bytes; none where the site has mistakes.
    pub files: Vec<(Arc<str>, Hash, u64)>,
}

/// A clock that stands further back than this, in seconds, is told of.
pub(super) const SKEW: i64 = 300;

/// Builds, seals and delivers.
pub fn publish(inputs: &Inputs<'_>, wish: &Wish<'_>) -> Result<Released, Trouble> {
    let (outcome, known) = pipeline::build_and_keep(inputs)?;
    let private = envelope::private_in(inputs, wish.note)?;
    let done = if crate::diagnostic::any_error(&outcome.problems) {
        Done::Mistakes
    } else if !private.is_empty() {
        Done::Broken(private)
    } else {
        let is_explained = !wish.note.trim().is_empty();
        let open = if is_explained { 0 } else { unexplained(&outcome.problems) };
        deliver_built(inputs, wish, open, known)?
    };
    Ok(Released { outcome, done })
}

/// Warnings that nobody accepted.
fn unexplained(problems: &[Diagnostic]) -> usize {
    let open = problems.iter().filter(|problem| problem.accepted.is_none());
    open.filter(|problem| problem.severity == Severity::Warning).count()
}

/// Builds and says what publishing would do.
pub fn plan(inputs: &Inputs<'_>) -> Result<Planned, Trouble> {
    let outcome = pipeline::build(inputs)?;
    let target = target(inputs);
    let promise = target.probe()?;
    let (mut groups, mut sealed) = (Vec::new(), Vec::new());
    if !crate::diagnostic::any_error(&outcome.problems) {
        let store = Store::new(inputs.disk, &inputs.output);
        let files = built(inputs);
        let made = match tombstones::tombstones(inputs, &store, &files)? {
            Ok(made) => made,
            Err(broken) => {
                let (outcome, files) = (with(outcome, broken), Vec::new());
                return Ok(Planned { outcome, groups, promise, files });
            }
        };
        let manifest = manifest_of(&files, &made);
        let before = standing_manifest(&store, target.standing()?.as_ref())?;
        let length = |path: &str| match made.iter().find(|file| &*file.path == path) {
            Some(file) => file.length(),
            None => {
                let at = files.binary_search_by(|file| (*file.path).cmp(path)).ok();
                at.map_or(0, |at| files[at].stamp.length)
            }
        };
        let one = |(path, hash): &(Arc<str>, Hash)| (Arc::clone(path), *hash, length(path));
        sealed = manifest.files().iter().map(one).collect();
        if before != manifest {
            let after = Shown { sealed: manifest, envelope: beside() };
            let row = |(group, steps): (Group, Vec<Step>)| {
                let bytes = steps.iter().map(|step| match step {
                    Step::Put(path) => length(path),
                    Step::Remove(_) => 0,
                });
                (group, steps.len(), bytes.sum())
            };
            groups = plan::plan(&before, &after).groups.into_iter().map(row).collect();
        }
    }
    Ok(Planned { outcome, groups, promise, files: sealed })
}

/// Brings back the content of an older release, as a new one.
pub fn rollback(inputs: &Inputs<'_>, wish: &Wish<'_>, seq: u32) -> Result<Done, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let (release, _) = store.release(seq)?;
    let head = store.head()?;
    if head.is_none_or(|head| seq > head.seq) {
        return Err(Refusal::NoRelease(seq).into());
    }
    // What the pages that tell of it stand on has nothing to do with what is brought back.
    let (ground, manifest) = rayon::join(|| ground::load(inputs), || store.manifest(seq));
    let (ground, manifest) = (ground?, manifest?);
    let private = envelope::private_on(&ground, wish.note);
    if !private.is_empty() {
        return Ok(Done::Broken(private));
    }
    let erased = store.redacted(&store.known_keys()?)?.unwrap_or_default();
    let is_erased = manifest.files().iter().any(|(_, hash)| erased.files.contains(hash));
    if is_erased || erased.blank_lines_of(seq) && erased.names_list(seq, &store.sums(seq)?) {
        return Err(Refusal::Erased(seq).into());
    }
    let envelope =
        |log: &ReleaseLog, manifest: &Manifest| envelope::on(&ground, inputs, log, manifest);
    if let Some(head) = head {
        let (current, hash) = store.release(head.seq)?;
        // Brought back already, or never left: another release would say nothing.
        if current.content == release.content && hash == head.hash {
            return arrive(&place(inputs), wish, current, &envelope);
        }
    }
    let (bytes, made, says) = (release.bytes, Vec::new(), Says::As(seq));
    let contents = Contents { manifest, bytes, site: None, made, restores: Some(seq), says };
    make(&place(inputs), wish, contents, &envelope)
}

/// Where releases are made.
pub struct Place<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The output folder.
    pub output: PathBuf,
    /// The clock.
    pub now: Instant,
}

impl<'a> Place<'a> {
    pub(super) fn store(&self) -> Store<'a> {
        Store::new(self.disk, &self.output)
    }

    /// The place readers of this machine look at.
    pub fn target(&self, staging: &Path) -> Folder<'a> {
        let (public, staging) = (self.output.join("public"), staging.to_owned());
        Folder { disk: self.disk, public, staging }
    }
}

pub(super) fn place<'a>(inputs: &Inputs<'a>) -> Place<'a> {
    Place { disk: inputs.disk, output: inputs.output.clone(), now: inputs.now }
}

/// The place readers of this machine look at, for those who only look.
pub fn target<'a>(inputs: &Inputs<'a>) -> Folder<'a> {
    place(inputs).target(&inputs.output.join("cache").join("probe"))
}

/// Makes the files that tell of releases; the inner `Err` holds mistakes of the theme.
pub type MakeEnvelope<'a> = &'a (
        dyn Fn(&ReleaseLog, &Manifest) -> Result<Result<Envelope, Vec<Diagnostic>>, Trouble> + Sync
    );

/// The files of the site as the last build left them, in the order of paths.
fn built(inputs: &Inputs<'_>) -> Vec<Written> {
    let memory = Memory::load(inputs.disk, &inputs.output, inputs.program);
    let mut files: Vec<Written> = memory.pages().map(|page| page.written.clone()).collect();
    files.retain(|file| !is_envelope(&file.path));
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files
}

fn manifest_of(files: &[Written], made: &[Artifact]) -> Manifest {
    let made = made.iter().map(|file| (Arc::clone(&file.path), file.hash()));
    Manifest::new(files.iter().map(|file| (Arc::clone(&file.path), file.hash)).chain(made))
}

fn with(outcome: Outcome, broken: Vec<Diagnostic>) -> Outcome {
    let problems = outcome.problems.into_iter().chain(broken).collect();
    Outcome { problems, ..outcome }
}

/// What stands beside the sealed files in every release.
fn beside() -> Vec<Arc<str>> {
    PAPERS.map(Arc::from).to_vec()
}

fn standing_manifest(store: &Store<'_>, standing: Option<&Release>) -> Result<Manifest, Trouble> {
    match standing {
        Some(release) => match store.manifest(release.seq) {
            // Somebody else's release, or one that is damaged: then everything is put again.
            Err(Trouble::Refused(_)) => Ok(Manifest::default()),
            manifest => manifest,
        },
        None => Ok(Manifest::default()),
    }
}

/// What is built becomes a release, unless so many warnings are open. What readers were told already
/// was explained then: it needs no words to be brought to them again.
fn deliver_built(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    open: usize,
    known: Option<Known>,
) -> Result<Done, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let files = built(inputs);
    let made = match tombstones::tombstones(inputs, &store, &files)? {
        Ok(made) => made,
        Err(broken) => return Ok(Done::Broken(broken)),
    };
    let manifest = manifest_of(&files, &made);
    let envelope = |log: &ReleaseLog, manifest: &Manifest| envelope::files(inputs, log, manifest);
    if let Some(head) = store.head()?
        && !wish.new_key
    {
        let (release, hash) = store.release(head.seq)?;
        if release.content == manifest.content() && hash == head.hash {
            return arrive(&place(inputs), wish, release, &envelope);
        }
    }
    if open > 0 {
        return Ok(Done::Unexplained(open));
    }
    let lengths = files.iter().map(|file| file.stamp.length);
    let bytes = lengths.chain(made.iter().map(Artifact::length)).sum();
    let site = inputs.output.join("site");
    let said = known.map_or(Ok(None), |known| said::said(inputs, known))?;
    let says = Says::This(said);
    let contents = Contents { manifest, bytes, site: Some(&site), made, restores: None, says };
    make(&place(inputs), wish, contents, &envelope)
}

/// Sees to it that readers are shown the current release.
fn arrive(
    place: &Place<'_>,
    wish: &Wish<'_>,
    release: Release,
    envelope: MakeEnvelope<'_>,
) -> Result<Done, Trouble> {
    let store = place.store();
    let target = place.target(&store.root().join("staging"));
    if target.standing()?.as_ref() == Some(&release) {
        return Ok(Done::NothingNew(release));
    }
    let writing = store.begin(wish.owner)?;
    let tree = match store.tree(release.seq)? {
        Some(tree) => tree,
        None => match envelope(&store.log(None)?, &store.manifest(release.seq)?)? {
            Ok(files) => writing.raise_again(release.seq, &files)?,
            Err(broken) => return Ok(Done::Broken(broken)),
        },
    };
    let promise = bring(place, &writing, tree)?;
    Ok(Done::Arrived(release, promise))
}

/// Makes a release of some contents and delivers it.
pub fn make(
    place: &Place<'_>,
    wish: &Wish<'_>,
    contents: Contents<'_>,
    envelope: MakeEnvelope<'_>,
) -> Result<Done, Trouble> {
    let store = place.store();
    let writing = store.begin(wish.owner)?;
    let before = writing.before()?;
    let signing = signing::signing(place.disk, wish, before.as_ref())?;
    let facts = Facts {
        now: place.now,
        tool: wish.tool,
        note: wish.note,
        signer: &signing.signer,
        keys: signing.keys,
    };
    let tell = |sealed: &Sealed| envelope(&store.log(Some(sealed))?, &sealed.manifest);
    let (sealed, files) = writing.seal(&contents, &facts, tell)?;
    let files = match files {
        Ok(files) => files,
        Err(broken) => return Ok(Done::Broken(broken)),
    };
    let tree = writing.raise(&sealed, &files)?;
    let promise = bring(place, &writing, tree)?;
    let last = before.map_or(i64::MIN, |before| before.published.seconds() - SKEW);
    Ok(Done::Made(Box::new(Made {
        release: sealed.release,
        changes: sealed.changes,
        promise,
        made_keys: signing.made,
        is_skewed: place.now.seconds() < last,
        is_unannounced: signing.is_unannounced,
    })))
}

/// Delivers a tree, then lets go of what nobody needs any more.
pub(super) fn bring(
    place: &Place<'_>,
    writing: &Writing<'_>,
    tree: PathBuf,
) -> Result<Promise, Trouble> {
    let store = place.store();
    let target = place.target(&store.root().join("staging"));
    let promise = target.probe()?;
    let (mut shown, mut before) = (Shown::default(), Manifest::default());
    if promise == Promise::InPlace {
        let files = place.disk.walk(&tree)?;
        let paths = files.iter().map(|entry| entry.path.to_string_lossy().replace('\\', "/"));
        shown.envelope = paths.filter(|path| is_envelope(path)).map(Arc::from).collect();
        if let Some(head) = store.head()? {
            shown.sealed = store.manifest(head.seq)?;
        }
        before = standing_manifest(&store, target.standing()?.as_ref())?;
    }
    let delivery = Delivery { disk: place.disk, tree: tree.clone(), shown, before };
    let promise = publish::deliver(&target, &delivery)?;
    writing.drop_leftovers(&tree)?;
    Ok(promise)
}
