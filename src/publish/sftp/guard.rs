//! Who the server must be.

use std::sync::{Arc, Mutex, PoisonError};

use russh::client;
use russh::keys::HashAlg;

/// Lets in the server whose key is known.
pub(super) struct Guard {
    /// The fingerprint that `site.yaml` names.
    pub pinned: String,
    /// Is given the one that was shown.
    pub seen: Arc<Mutex<String>>,
}

impl client::Handler for Guard {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &russh::keys::PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let shown = match key {
            russh::keys::PublicKeyOrCertificate::PublicKey { key, .. } => {
                key.fingerprint(HashAlg::Sha256)
            }
            russh::keys::PublicKeyOrCertificate::Certificate(certificate) => {
                certificate.public_key().fingerprint(HashAlg::Sha256)
            }
        };
        let shown = shown.to_string();
        let is_known = shown == self.pinned.trim_end_matches('=');
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = shown;
        Ok(is_known)
    }
}
