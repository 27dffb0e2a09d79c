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
use crate::memory::Memory;
use crate::model::artifact::{Artifact, Written};
use crate::model::release::{Manifest, PUBLIC_KEY, RELEASE, Release, SIGNATURE, SUMS, is_envelope};
use crate::model::release_log::Changes;
use crate::pipeline::{self, Inputs, Outcome};
use crate::publish::folder::Folder;
use crate::publish::plan::{self, Group, Shown, Step};
use crate::publish::{self, Delivery, Promise, Target as _};
use crate::record::keys::{self, Signer};
use crate::record::{Contents, Facts, Refusal, Store, Trouble, Writing};

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
}

/// A clock that stands further back than this, in seconds, is told of.
const SKEW: i64 = 300;

/// Builds, seals and delivers.
pub fn publish(inputs: &Inputs<'_>, wish: &Wish<'_>) -> Result<Released, Trouble> {
    let outcome = pipeline::build(inputs)?;
    let done = if crate::diagnostic::any_error(&outcome.problems) {
        Done::Mistakes
    } else {
        match unexplained(&outcome.problems) {
            0 => deliver_built(inputs, wish)?,
            _ if !wish.note.trim().is_empty() => deliver_built(inputs, wish)?,
            warnings => Done::Unexplained(warnings),
        }
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
    let target = target(inputs, &inputs.output.join("cache").join("probe"));
    let promise = target.probe()?;
    let mut groups = Vec::new();
    if !crate::diagnostic::any_error(&outcome.problems) {
        let store = Store::new(inputs.disk, &inputs.output);
        let files = built(inputs);
        let manifest = manifest_of(&files);
        let before = standing_manifest(&store, target.standing()?.as_ref())?;
        if before != manifest {
            let after = Shown { sealed: manifest, envelope: beside() };
            let length = |path: &str| {
                let at = files.binary_search_by(|file| (*file.path).cmp(path)).ok();
                at.map_or(0, |at| files[at].stamp.length)
            };
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
    Ok(Planned { outcome, groups, promise })
}

/// Brings back the content of an older release, as a new one.
pub fn rollback(inputs: &Inputs<'_>, wish: &Wish<'_>, seq: u32) -> Result<Done, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let (release, _) = store.release(seq)?;
    let head = store.head()?;
    if head.is_none_or(|head| seq > head.seq) {
        return Err(Refusal::NoRelease(seq).into());
    }
    let manifest = store.manifest(seq)?;
    let contents = Contents { manifest, bytes: release.bytes, site: None, restores: Some(seq) };
    make(inputs, wish, &store, contents)
}

/// The place readers of this machine look at.
pub fn target<'a>(inputs: &Inputs<'a>, staging: &Path) -> Folder<'a> {
    Folder { disk: inputs.disk, public: inputs.output.join("public"), staging: staging.to_owned() }
}

/// The files of the site as the last build left them, in the order of paths.
fn built(inputs: &Inputs<'_>) -> Vec<Written> {
    let memory = Memory::load(inputs.disk, &inputs.output, inputs.program);
    let mut files: Vec<Written> = memory.pages().map(|page| page.written.clone()).collect();
    files.retain(|file| !is_envelope(&file.path));
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    files
}

fn manifest_of(files: &[Written]) -> Manifest {
    Manifest::new(files.iter().map(|file| (Arc::clone(&file.path), file.hash)))
}

/// What stands beside the sealed files in every release.
fn beside() -> Vec<Arc<str>> {
    [RELEASE, SUMS, SIGNATURE, PUBLIC_KEY].map(Arc::from).to_vec()
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

fn deliver_built(inputs: &Inputs<'_>, wish: &Wish<'_>) -> Result<Done, Trouble> {
    let store = Store::new(inputs.disk, &inputs.output);
    let files = built(inputs);
    let manifest = manifest_of(&files);
    if let Some(head) = store.head()?
        && !wish.new_key
    {
        let (release, hash) = store.release(head.seq)?;
        if release.content == manifest.content() && hash == head.hash {
            return arrive(inputs, wish, &store, release);
        }
    }
    let bytes = files.iter().map(|file| file.stamp.length).sum();
    let site = inputs.output.join("site");
    let contents = Contents { manifest, bytes, site: Some(&site), restores: None };
    make(inputs, wish, &store, contents)
}

/// Sees to it that readers are shown the current release.
fn arrive(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    store: &Store<'_>,
    release: Release,
) -> Result<Done, Trouble> {
    let target = target(inputs, &store.root().join("staging"));
    if target.standing()?.as_ref() == Some(&release) {
        return Ok(Done::NothingNew(release));
    }
    let writing = store.begin(wish.owner)?;
    let tree = match store.tree(release.seq)? {
        Some(tree) => tree,
        None => writing.raise_again(release.seq, &[])?,
    };
    let promise = bring(inputs, &writing, store, tree)?;
    Ok(Done::Arrived(release, promise))
}

/// Makes a release and delivers it.
fn make(
    inputs: &Inputs<'_>,
    wish: &Wish<'_>,
    store: &Store<'_>,
    contents: Contents<'_>,
) -> Result<Done, Trouble> {
    let writing = store.begin(wish.owner)?;
    let before = match writing.head() {
        Some(head) => Some(store.release(head.seq)?.0),
        None => None,
    };
    let signing = signing(inputs.disk, wish, before.as_ref())?;
    let facts = Facts {
        now: inputs.now,
        tool: wish.tool,
        note: wish.note,
        signer: &signing.signer,
        keys: signing.keys,
    };
    let sealed = writing.seal(contents, &facts)?;
    let envelope: Vec<Artifact> = Vec::new();
    let tree = writing.raise(&sealed, &envelope)?;
    let promise = bring(inputs, &writing, store, tree)?;
    let is_skewed =
        before.is_some_and(|before| inputs.now.seconds() < before.published.seconds() - SKEW);
    Ok(Done::Made(Box::new(Made {
        release: sealed.release,
        changes: sealed.changes,
        promise,
        made_keys: signing.made,
        is_skewed,
        is_unannounced: signing.is_unannounced,
    })))
}

/// Delivers a tree, then lets go of trees that nobody needs.
fn bring(
    inputs: &Inputs<'_>,
    writing: &Writing<'_>,
    store: &Store<'_>,
    tree: PathBuf,
) -> Result<Promise, Trouble> {
    let target = target(inputs, &store.root().join("staging"));
    let promise = target.probe()?;
    let (mut shown, mut before) = (Shown::default(), Manifest::default());
    if promise == Promise::InPlace {
        let files = inputs.disk.walk(&tree)?;
        let paths = files.iter().map(|entry| entry.path.to_string_lossy().replace('\\', "/"));
        shown.envelope = paths.filter(|path| is_envelope(path)).map(Arc::from).collect();
        if let Some(head) = store.head()? {
            shown.sealed = store.manifest(head.seq)?;
        }
        before = standing_manifest(store, target.standing()?.as_ref())?;
    }
    let delivery = Delivery { disk: inputs.disk, tree: tree.clone(), shown, before };
    let promise = publish::deliver(&target, &delivery)?;
    writing.drop_leftovers(&tree)?;
    Ok(promise)
}

/// By what a release is signed, and what it announces.
struct Signing {
    signer: Signer,
    keys: Vec<String>,
    made: Vec<PathBuf>,
    is_unannounced: bool,
}

fn signing(disk: &dyn Disk, wish: &Wish<'_>, before: Option<&Release>) -> Result<Signing, Trouble> {
    let office = wish.keys.join(keys::OFFICE);
    let mut made = Vec::new();
    if before.is_none() && wish.key.is_none() && disk.stamp(&office)?.is_none() {
        made.extend(keys::make_both(disk, &wish.keys)?);
    }
    let from = wish.key.as_ref().unwrap_or(&office);
    let mut signer = match Signer::load(disk, from) {
        // All keys are lost: the new one signs, and everybody is told.
        Err(Trouble::Refused(Refusal::NoKey(_))) if wish.new_key => None,
        signer => Some(signer?),
    };
    if wish.new_key {
        let retired = before.map_or(0, |release| release.seq);
        made.push(keys::make_office(disk, &wish.keys, retired)?);
    }
    let known = before.map_or(&[][..], |release| &release.keys);
    if signer.is_none() {
        signer = Some(Signer::load(disk, &office)?);
    }
    let Some(signer) = signer else { return Err(Refusal::NoKey(office).into()) };
    let is_unannounced = before.is_some() && !known.contains(&signer.public());
    if is_unannounced && !wish.new_key {
        return Err(Refusal::UnknownKey(from.clone()).into());
    }
    let mut named = Vec::new();
    for path in [office, wish.keys.join(keys::SPARE)] {
        named.extend(keys::public(disk, &path)?);
    }
    if named.is_empty() {
        named.push(signer.public());
    }
    Ok(Signing { signer, keys: named, made, is_unannounced })
}
