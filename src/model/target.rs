//! Where a site is published to, as `site.yaml` says. Holds no secret, only where one is found.

/// The kind of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A folder of this machine or one that is mounted here.
    Folder,
    /// A ZIP for somebody to unpack.
    Zip,
    /// A folder of a server, over SSH.
    Sftp,
    /// A folder of a server, over FTP within TLS.
    Ftps,
    /// The same without TLS: password and pages can be read and changed on the way.
    Ftp,
    /// Storage that speaks as Amazon S3 does.
    S3,
}

impl TargetKind {
    /// Every kind, in the order of settings.
    pub const ALL: [Self; 6] =
        [Self::Folder, Self::Zip, Self::Sftp, Self::Ftps, Self::Ftp, Self::S3];

    /// The word of settings and JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Zip => "zip",
            Self::Sftp => "sftp",
            Self::Ftps => "ftps",
            Self::Ftp => "ftp",
            Self::S3 => "s3",
        }
    }
}

/// How a release is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// By a link that is replaced at once.
    Switch,
    /// By a small file that says which folder is shown.
    Pointer,
    /// By files in place.
    InPlace,
}

impl Mode {
    /// The word of settings, journal, catalogue and JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::Pointer => "pointer",
            Self::InPlace => "in_place",
        }
    }

    /// Reads [`Mode::key`].
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Switch, Self::Pointer, Self::InPlace].into_iter().find(|mode| mode.key() == word)
    }
}

/// A place to publish to. Texts are as typed and empty where nothing was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Its name: small letters, digits, hyphens.
    pub name: String,
    /// Its kind.
    pub kind: TargetKind,
    /// The server.
    pub host: String,
    /// Its port; `None` for the usual one.
    pub port: Option<u16>,
    /// Who logs in; of S3 the access key's id.
    pub user: String,
    /// The folder that readers are shown; of a ZIP its file; of S3 what keys begin with.
    pub path: String,
    /// SHA-256 of the host key as `ssh-keygen -l` prints it: `SHA256:…`.
    pub fingerprint: String,
    /// The private key file that logs in.
    pub key_file: String,
    /// The variable of the environment that holds the password or secret key.
    pub password_env: String,
    /// The file that holds it.
    pub password_file: String,
    /// Whether FTP without TLS and HTTP without TLS are accepted.
    pub insecure: bool,
    /// A file with the certificate of the authority that signed the server's, if it is none that
    /// everybody knows.
    pub certificate: String,
    /// The bucket of S3.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// The address of storage that is not Amazon's.
    pub endpoint: String,
    /// How a release is to be shown, where somebody has said it.
    pub mode: Option<Mode>,
    /// The address under which citizens read it; empty for that of the site.
    pub url: String,
}
