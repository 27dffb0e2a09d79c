//! Storage that speaks as Amazon S3 does; the only file that names `object_store`.
//!
//! An object appears whole or not at all. The lock is an object that is written only if what stands
//! there is what was read; one without words is free. Some servers answer "done" to conditions that
//! they ignore: `probe` finds that out. Retries are ours and not the library's, so that nothing is
//! repeated without being counted.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Certificate, ClientOptions, Error, ObjectStore as _,
    ObjectStoreExt as _, PutMode, PutOptions, PutPayload, RetryConfig, UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};

use crate::model::target::Destination;
use crate::publish::headers::{cache_control, content_type};
use crate::publish::remote::{self, Cause, Dial, Fault, Nature, Secret, Session, plain_name};

/// Without an answer for so long, a request counts as lost; a large file takes its time.
const PATIENCE: Duration = Duration::from_secs(300);
/// The same for the connection alone.
const CONNECTING: Duration = Duration::from_secs(20);
/// What Amazon calls the region that needs no name; other servers ignore it.
const REGION: &str = "us-east-1";

/// A bucket.
pub(super) struct S3 {
    destination: Destination,
    secret: Secret,
    certificate: Option<String>,
}

impl S3 {
    /// A bucket with the secret of its access key and, where the server's certificate is signed by
    /// somebody who is not widely known, that authority's (PEM).
    pub(super) fn new(
        destination: &Destination,
        secret: Option<Secret>,
        certificate: Option<String>,
    ) -> Result<Self, Fault> {
        let secret = secret.ok_or_else(|| Fault::new(Cause::Login, "", &destination.user))?;
        Ok(Self { destination: destination.clone(), secret, certificate })
    }

    fn client(&self) -> Result<AmazonS3, Error> {
        let target = &self.destination;
        let mut options = ClientOptions::new()
            .with_timeout(PATIENCE)
            .with_connect_timeout(CONNECTING)
            .with_allow_http(target.insecure);
        if let Some(pem) = &self.certificate {
            for certificate in Certificate::from_pem_bundle(pem.as_bytes())? {
                options = options.with_root_certificate(certificate);
            }
        }
        let region = if target.region.is_empty() { REGION } else { &target.region };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&target.bucket)
            .with_region(region)
            .with_access_key_id(&target.user)
            .with_secret_access_key(self.secret.reveal())
            .with_retry(RetryConfig { max_retries: 0, ..RetryConfig::default() })
            .with_client_options(options);
        if !target.endpoint.is_empty() {
            builder = builder.with_endpoint(&target.endpoint);
        }
        builder.build()
    }
}

impl Dial for S3 {
    fn name(&self) -> &str {
        &self.destination.name
    }

    fn nature(&self) -> Nature {
        Nature { puts_whole: true, links: false, folders: false }
    }

    fn folder(&self) -> &str {
        self.destination.path.trim_matches('/')
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::new(Cause::Denied, "", error))?;
        let store = self.client().map_err(|error| Fault::new(Cause::Denied, "", words(&error)))?;
        Ok(Box::new(Open { runtime, store, folder: self.folder() }))
    }
}

struct Open<'a> {
    runtime: Runtime,
    store: AmazonS3,
    /// What the keys of the site begin with.
    folder: &'a str,
}

/// What an error says, with what led to it: the library hides the reason behind "Generic".
fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let more = inner.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = inner.source();
    }
    words
}

fn fault(path: &str, error: &Error) -> Fault {
    let words = words(error);
    let cause = match error {
        Error::Unauthenticated { .. } => Cause::Login,
        Error::Generic { .. } if words.contains("certificate") => Cause::Stranger,
        // A refused list: of all requests it alone is told without its status.
        Error::Generic { .. } if words.contains("status code: 401") => Cause::Login,
        Error::Generic { .. } if words.contains("status code: 403") => Cause::Denied,
        Error::Generic { .. } => Cause::Cut,
        _ => Cause::Denied,
    };
    Fault::new(cause, path, words).because(remote::reason(error))
}

fn key(path: &str) -> Result<Path, Fault> {
    Path::parse(path.trim_start_matches('/'))
        .map_err(|error| Fault::new(Cause::Denied, path, error))
}

fn options(path: &str, kept: &'static str, mode: PutMode) -> PutOptions {
    let attributes =
        [(Attribute::ContentType, content_type(path)), (Attribute::CacheControl, kept)];
    PutOptions { mode, attributes: Attributes::from_iter(attributes), ..PutOptions::default() }
}

impl Open<'_> {
    /// How long a copy of a file may be kept.
    fn kept(&self, path: &str) -> &'static str {
        let path = path.trim_start_matches('/');
        cache_control(
            path.strip_prefix(self.folder).map_or(path, |path| path.trim_start_matches('/')),
        )
    }

    fn put_if(&self, path: &str, bytes: &[u8], mode: PutMode) -> Result<bool, Fault> {
        let payload = PutPayload::from(bytes.to_vec());
        let key = key(path)?;
        let put = self.store.put_opts(&key, payload, options(path, self.kept(path), mode));
        match self.runtime.block_on(put) {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(fault(path, &error)),
        }
    }

    /// The bytes of an object and what its state is called.
    fn fetch(&self, path: &str) -> Result<Option<(Vec<u8>, UpdateVersion)>, Fault> {
        let key = key(path)?;
        let got = self.runtime.block_on(async {
            let got = self.store.get(&key).await?;
            let version =
                UpdateVersion { e_tag: got.meta.e_tag.clone(), version: got.meta.version.clone() };
            Ok((got.bytes().await?.to_vec(), version))
        });
        match got {
            Ok(got) => Ok(Some(got)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault(path, &error)),
        }
    }
}

impl Session for Open<'_> {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.fetch(path)?.map(|(bytes, _)| bytes))
    }

    fn stat(&mut self, path: &str) -> Result<Option<u64>, Fault> {
        match self.runtime.block_on(self.store.head(&key(path)?)) {
            Ok(meta) => Ok(Some(meta.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(fault(path, &error)),
        }
    }

    fn list(&mut self, folder: &str) -> Result<Vec<String>, Fault> {
        let prefix = key(folder)?;
        let listed = self.runtime.block_on(self.store.list_with_delimiter(Some(&prefix)));
        let listed = listed.map_err(|error| fault(folder, &error))?;
        let objects = listed.objects.iter().map(|object| &object.location);
        let names = objects.chain(&listed.common_prefixes).filter_map(Path::filename);
        let mut names: Vec<String> = names.filter_map(plain_name).map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.put_if(path, bytes, PutMode::Overwrite).map(|_| ())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Fault> {
        self.copy(from, to)?;
        self.delete(from)
    }

    fn claim(&mut self, lock: &str, owner: &[u8]) -> Result<bool, Fault> {
        let path = format!("{lock}/owner");
        if self.put_if(&path, owner, PutMode::Create)? {
            return Ok(true);
        }
        match self.fetch(&path)? {
            Some((words, version)) if words.is_empty() => {
                self.put_if(&path, owner, PutMode::Update(version))
            }
            _ => Ok(false),
        }
    }

    fn refuses_stale(&mut self, path: &str) -> Result<bool, Fault> {
        let stale = UpdateVersion { e_tag: Some("\"0\"".to_owned()), version: None };
        Ok(!self.put_if(path, b"stale", PutMode::Update(stale))?)
    }

    fn keeps_headers(&mut self, path: &str) -> Result<bool, Fault> {
        let got = self.runtime.block_on(self.store.get(&key(path)?));
        let got = got.map_err(|error| fault(path, &error))?;
        let kept = got.attributes.get(&Attribute::CacheControl);
        Ok(kept.is_some_and(|kept| kept.as_ref() == self.kept(path)))
    }

    fn settles(&mut self, _: &str) -> Result<bool, Fault> {
        // To answer "done" only then is what storage is; there is nothing that could be asked.
        Ok(true)
    }

    fn displace(&mut self, lock: &str, seen: &[u8]) -> Result<bool, Fault> {
        let path = format!("{lock}/owner");
        match self.fetch(&path)? {
            // Emptied and not deleted: no server deletes on a condition, and whoever came in
            // between would lose theirs.
            Some((words, version)) if words == seen => {
                self.put_if(&path, b"", PutMode::Update(version))
            }
            _ => Ok(false),
        }
    }

    fn delete(&mut self, path: &str) -> Result<(), Fault> {
        match self.runtime.block_on(self.store.delete(&key(path)?)) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(fault(path, &error)),
        }
    }

    fn remove_empty(&mut self, _: &str) -> Result<bool, Fault> {
        // There are no folders, only names with a slash.
        Ok(true)
    }

    fn copy(&mut self, from: &str, to: &str) -> Result<bool, Fault> {
        match self.runtime.block_on(self.store.copy(&key(from)?, &key(to)?)) {
            Ok(()) => Ok(true),
            Err(error) => match fault(from, &error) {
                fault if fault.cause == Cause::Cut => Err(fault),
                _ => Ok(false),
            },
        }
    }

    fn point(&mut self, link: &str, _: &str) -> Result<(), Fault> {
        Err(Fault::new(Cause::Denied, link, "no links"))
    }

    fn target_of(&mut self, _: &str) -> Result<Option<String>, Fault> {
        Ok(None)
    }
}
