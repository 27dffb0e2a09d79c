//! Keys and signatures in the form of `minisign`; the only file that names that library.
//!
//! An office key signs, a spare waits elsewhere: both are named in the first RELEASE. The set of
//! keys that a release names is the one by which the *next* is signed, so a change of keys is
//! announced by a release that was signed with an old one.

use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox, SignatureBox};

use crate::disk::{Action, Disk, Failure};
use crate::record::{Refusal, Trouble};

/// The secret key that signs, in the folder of keys.
pub const OFFICE: &str = "van-phong.key";
/// The spare secret key, to be moved off the machine.
pub const SPARE: &str = "du-phong.key";

/// A key that signs.
pub struct Signer {
    secret: SecretKey,
    public: PublicKey,
}

/// What makes a new pair of keys say of itself, for people who find the files.
const COMMENT: &str = "lantoa";

fn broken(path: &Path, error: &minisign::PError) -> Failure {
    let source = io::Error::other(error.to_string());
    Failure { action: Action::Write, path: path.to_owned(), source }
}

/// Makes a key pair and writes `<name>.key` (mode 0600) and `<name>.pub`; neither may be there.
/// Returns the public key.
fn make(disk: &dyn Disk, path: &Path) -> Result<String, Failure> {
    let pair = KeyPair::generate_unencrypted_keypair().map_err(|error| broken(path, &error))?;
    let secret = pair.sk.to_box(Some(COMMENT)).map_err(|error| broken(path, &error))?;
    let public = pair.pk.to_box().map_err(|error| broken(path, &error))?;
    disk.write_secret(path, secret.into_string().as_bytes())?;
    disk.write_new(&path.with_extension("pub"), public.into_string().as_bytes())?;
    Ok(pair.pk.to_base64())
}

/// Makes the office key and the spare in a folder, which git is told to ignore; says where they lie.
pub fn make_both(disk: &dyn Disk, folder: &Path) -> Result<[PathBuf; 2], Failure> {
    disk.make_folder(folder)?;
    let ignore = folder.join(".gitignore");
    if disk.stamp(&ignore)?.is_none() {
        disk.write_new(&ignore, b"*\n")?;
    }
    let paths = [folder.join(OFFICE), folder.join(SPARE)];
    for path in &paths {
        make(disk, path)?;
    }
    // A signature by a key that a power cut takes away would be the end of the chain.
    disk.sync_below(folder)?;
    Ok(paths)
}

/// Makes a new office key; the one that is there keeps lying beside it under the number of the last
/// release that it was announced in.
pub fn make_office(disk: &dyn Disk, folder: &Path, retired: u32) -> Result<PathBuf, Failure> {
    let office = folder.join(OFFICE);
    disk.make_folder(folder)?;
    for (path, ending) in [(office.clone(), "key"), (office.with_extension("pub"), "pub")] {
        if disk.stamp(&path)?.is_some() {
            disk.rename(&path, &folder.join(format!("van-phong-{retired:04}.{ending}")))?;
        }
    }
    make(disk, &office)?;
    disk.sync_below(folder)?;
    Ok(office)
}

/// The public key that stands beside a secret one.
pub fn public(disk: &dyn Disk, secret: &Path) -> Result<Option<String>, Failure> {
    let path = secret.with_extension("pub");
    if disk.stamp(&path)?.is_none() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&disk.read(&path)?).into_owned();
    Ok(text.lines().last().filter(|key| is_public(key)).map(str::to_owned))
}

fn is_public(key: &str) -> bool {
    PublicKey::from_base64(key).is_ok()
}

/// The file form of a public key, as `minisign -p` reads it.
pub fn file_of(key: &str) -> String {
    let public = PublicKey::from_base64(key).and_then(|key| key.to_box());
    public.map(minisign::PublicKeyBox::into_string).unwrap_or_default()
}

impl Signer {
    /// The key in a file.
    pub fn load(disk: &dyn Disk, path: &Path) -> Result<Self, Trouble> {
        if disk.stamp(path)?.is_none() {
            return Err(Refusal::NoKey(path.to_owned()).into());
        }
        let text = String::from_utf8_lossy(&disk.read(path)?).into_owned();
        let secret = SecretKeyBox::from_string(&text)
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .and_then(|secret| Ok((PublicKey::from_secret_key(&secret)?, secret)));
        let (public, secret) = secret.map_err(|_| Refusal::NotAKey(path.to_owned()))?;
        Ok(Self { secret, public })
    }

    /// Its public key, as `minisign -P` takes it.
    pub fn public(&self) -> String {
        self.public.to_base64()
    }

    /// The signature of some bytes with this trusted comment, in the form of `.minisig`.
    pub fn sign(&self, bytes: &[u8], comment: &str) -> Result<String, Failure> {
        let beside = Some("lantoa: minisign -Vm SHA256SUMS -p lantoa.pub");
        let reader = Cursor::new(bytes);
        let signature =
            minisign::sign(Some(&self.public), &self.secret, reader, Some(comment), beside);
        let signature =
            signature.map_err(|error| broken(Path::new("SHA256SUMS.minisig"), &error))?;
        Ok(signature.into_string())
    }
}

/// Whether a text has the four lines of a signature, each as long as it must be: minisign 0.10 cuts
/// the last one into pieces without asking for its length.
fn has_form(signature: &str) -> bool {
    let lines: Vec<&str> = signature.lines().collect();
    let is_base64 = |line: &str, length: usize, padding: &str| {
        line.len() == length && line.ends_with(padding) && !line[..length - 2].contains('=')
    };
    matches!(lines[..], [_, first, _, last]
        if first.is_ascii() && last.is_ascii() && is_base64(first, 100, "=") && is_base64(last, 88, "=="))
}

/// By which of these keys some bytes were signed, with this trusted comment; `None` where by none.
pub fn signed_by<'k>(
    keys: &'k [String],
    signature: &str,
    bytes: &[u8],
    comment: &str,
) -> Option<&'k String> {
    if !has_form(signature) {
        return None;
    }
    let signature = SignatureBox::from_string(signature).ok()?;
    if signature.trusted_comment().ok()? != comment {
        return None;
    }
    keys.iter().find(|key| {
        PublicKey::from_base64(key).is_ok_and(|key| {
            key.keynum() == signature.keynum()
                && minisign::verify(&key, &signature, Cursor::new(bytes), true, false, false)
                    .is_ok()
        })
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{OFFICE, Signer, make_both, public, signed_by};
    use crate::disk::MemoryDisk;

    #[test]
    fn only_the_named_key_the_same_bytes_and_the_same_comment_pass() {
        let disk = MemoryDisk::default();
        let [office, spare] = make_both(&disk, Path::new("keys")).expect("memory");
        let signer = Signer::load(&disk, &office).expect("a key");
        let signature = signer.sign(b"list", "release=1").expect("signed");
        let keys = [signer.public()];
        let other = [public(&disk, &spare).expect("memory").expect("a key")];
        assert!(signed_by(&keys, &signature, b"list", "release=1").is_some());
        assert!(signed_by(&keys, &signature, b"lisT", "release=1").is_none());
        assert!(signed_by(&keys, &signature, b"list", "release=2").is_none());
        assert!(signed_by(&other, &signature, b"list", "release=1").is_none());
        assert!(office.ends_with(OFFICE));
    }

    #[test]
    fn damaged_signatures_are_no_signatures() {
        let disk = MemoryDisk::default();
        let [office, _] = make_both(&disk, Path::new("keys")).expect("memory");
        let signer = Signer::load(&disk, &office).expect("a key");
        let signature = signer.sign(b"list", "release=1").expect("signed");
        let keys = [signer.public()];
        let begin = signature.find('\n').expect("the untrusted comment") + 1;
        for at in begin..signature.trim_end().len() {
            let mut bytes = signature.clone().into_bytes();
            bytes[at] ^= 1;
            let flipped = String::from_utf8_lossy(&bytes).into_owned();
            assert!(signed_by(&keys, &flipped, b"list", "release=1").is_none(), "byte {at}");
            let cut = &signature[..at];
            assert!(signed_by(&keys, cut, b"list", "release=1").is_none(), "cut at {at}");
        }
    }
}
