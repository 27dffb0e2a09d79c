//! A release as files to hand over: BagIt (RFC 8493) around everything that readers see.
//!
//! Opened by double-click it is the site; unpacked, `sha256sum -c` passes for the bag's list and for
//! the release's own. Where a decision erased files of the release, the signed list that says so lies
//! beside. And the way back: whether such files are what a release sealed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::hash::Hash;
use crate::model::artifact::Bytes;
use crate::model::release::{
    LOG, Manifest, PUBLIC_KEY, RELEASE, Release, SIGNATURE, SUMS, folder, is_envelope,
};
use crate::model::release_log::Envelope;
use crate::record::lists::SUMS_KEPT;
use crate::record::redactions::{self, Redactions};
use crate::record::verify::{Finding, Verified};
use crate::record::{Store, Trouble, keys};

/// Files by name, with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

impl Store<'_> {
    /// The bag of a release with this envelope, below a folder of its own.
    pub fn bag(&self, seq: u32, envelope: &Envelope) -> Result<Files, Trouble> {
        let (release, _) = self.release(seq)?;
        let sums = self.sums(seq)?;
        let mut data = Files::new();
        let mut is_whole = !self.is_blanked(seq, &sums)?;
        for (path, hash) in self.manifest(seq)?.files() {
            let object = self.object(*hash);
            // What was erased by a decision is not there.
            if self.disk.stamp(&object)?.is_some() {
                data.insert(path.to_string(), self.disk.read(&object)?);
            } else {
                is_whole = false;
            }
        }
        if let (false, Some([list, signature])) = (is_whole, self.redactions()?) {
            data.insert(format!("{LOG}{}", redactions::KEPT), list);
            data.insert(format!("{LOG}{}", redactions::SIGNATURE), signature);
        }
        for artifact in &envelope.files {
            if let Bytes::Made(bytes) = &artifact.bytes {
                data.insert(artifact.path.to_string(), bytes.clone());
            }
        }
        for own in 1..=seq {
            for name in [RELEASE, SUMS_KEPT, SIGNATURE] {
                let bytes = self.disk.read(&self.release_folder(own).join(name))?;
                data.insert(format!("{LOG}{}/{name}", folder(own)), bytes);
            }
        }
        // The signature of a list in which lines were blanked tells no key any more.
        let key = self.signing_key(seq)?.or_else(|| release.keys.first().cloned());
        let key = key.unwrap_or_default();
        data.insert(RELEASE.to_owned(), release.text().into_bytes());
        data.insert(SUMS.to_owned(), sums.into_bytes());
        data.insert(SIGNATURE.to_owned(), self.signature(seq)?.into_bytes());
        data.insert(PUBLIC_KEY.to_owned(), keys::file_of(&key).into_bytes());
        Ok(bagged(&release, data))
    }
}

fn bagged(release: &Release, data: Files) -> Files {
    let base = format!("ban-so-{}/", release.folder());
    let bytes: usize = data.values().map(Vec::len).sum();
    let tags = [
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
        (
            "bag-info.txt",
            format!(
                "External-Identifier: lantoa-release-{}\nBagging-Date: {}\nPayload-Oxum: {bytes}.{}\n",
                release.seq,
                release.published.date().iso(),
                data.len()
            ),
        ),
        ("manifest-sha256.txt", sums(&data, "data/")),
    ];
    let tags: Files =
        tags.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect();
    let tag_list = sums(&tags, "");
    let mut bag: Files =
        data.into_iter().map(|(path, bytes)| (format!("{base}data/{path}"), bytes)).collect();
    bag.extend(tags.into_iter().map(|(name, bytes)| (format!("{base}{name}"), bytes)));
    bag.insert(format!("{base}tagmanifest-sha256.txt"), tag_list.into_bytes());
    bag
}

fn sums(files: &Files, below: &str) -> String {
    files.iter().fold(String::new(), |mut text, (path, bytes)| {
        let _ = writeln!(text, "{}  {below}{path}", Hash::of(bytes).hex());
        text
    })
}

/// Checks the files of a bag. `known` are keys that somebody has from elsewhere; with none, the key
/// that lies beside is taken, and for what was erased since also those that the release announced.
pub fn check(bag: &Files, known: &[String]) -> Verified {
    let mut verified = Verified { releases: 1, objects: bag.len(), ..Verified::default() };
    verified.findings = findings(bag, known, &mut verified.redacted);
    verified
}

fn findings(bag: &Files, known: &[String], redacted: &mut usize) -> Vec<Finding> {
    let own = |name: &str| bag.iter().find(|(path, _)| path.ends_with(&format!("/data/{name}")));
    let at = |name: &str| PathBuf::from(name);
    let text = |name: &str| own(name).and_then(|(_, bytes)| std::str::from_utf8(bytes).ok());
    let Some((base, release)) = own(RELEASE).and_then(|(path, bytes)| {
        let release = Release::parse(std::str::from_utf8(bytes).ok()?)?;
        Some((path.strip_suffix(RELEASE)?, release))
    }) else {
        return vec![Finding::Release(at(RELEASE))];
    };
    let beside = text(PUBLIC_KEY).and_then(|text| text.lines().last()).map(str::to_owned);
    let keys: Vec<String> =
        if known.is_empty() { beside.into_iter().collect() } else { known.to_vec() };
    let mut findings = Vec::new();
    let announced = release.keys.iter().filter(|_| known.is_empty());
    let since: Vec<String> = keys.iter().chain(announced).cloned().collect();
    let erased = erased(bag, base, &since).unwrap_or_else(|path| {
        findings.push(Finding::Signature(path));
        Redactions::default()
    });
    let hash = Hash::of(release.text().as_bytes());
    let (sums, signature) = (text(SUMS).unwrap_or(""), text(SIGNATURE).unwrap_or(""));
    let (rest, blanked) = redactions::without_blanks(sums);
    let is_blanked = erased.names_list(release.seq, sums);
    let Some((manifest, _)) = Manifest::parse(&rest).filter(|(list, of)| {
        *of == hash && (is_blanked || blanked.is_empty() && list.content() == release.content)
    }) else {
        return vec![Finding::List(at(SUMS))];
    };
    let comment = release.trusted_comment();
    let is_signed = || keys::signed_by(&keys, signature, sums.as_bytes(), &comment).is_some();
    if !is_blanked && !is_signed() {
        findings.push(Finding::Signature(at(SIGNATURE)));
    }
    *redacted += blanked.len();
    for (path, hash) in manifest.files() {
        match bag.get(&format!("{base}{path}")) {
            None if erased.files.contains(hash) => *redacted += 1,
            Some(bytes) if Hash::of(bytes) == *hash => {}
            _ => findings.push(Finding::Shown(at(path))),
        }
    }
    let payload = bag.keys().filter_map(|path| path.strip_prefix(base));
    let strange = payload.filter(|path| manifest.find(path).is_none() && !is_envelope(path));
    findings.extend(strange.map(|path| Finding::Strange(at(path))));
    findings
}

/// What a bag says was erased by decisions; the path of the signature where it does not fit.
fn erased(bag: &Files, base: &str, keys: &[String]) -> Result<Redactions, PathBuf> {
    let file = |name: &str| format!("{LOG}{name}");
    let Some(record) = bag.get(&format!("{base}{}", file(redactions::KEPT))) else {
        return Ok(Redactions::default());
    };
    let path = file(redactions::SIGNATURE);
    let signature = bag.get(&format!("{base}{path}")).map_or(&[][..], Vec::as_slice);
    Redactions::signed(record, signature, keys).ok_or_else(|| PathBuf::from(path))
}
