//! A site as a citizen's browser is given it; the only file that names `reqwest`.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use tokio::runtime::{Builder, Runtime};

use crate::publish::remote::{Cause, Fault};

/// Without an answer for so long, an address counts as out of reach.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who reads.
pub struct Reader {
    runtime: Runtime,
    client: Client,
}

impl Reader {
    /// A reader who trusts the certificates that this system trusts.
    pub fn new() -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::new(Cause::Denied, "", error))?;
        let client = Client::builder().timeout(PATIENCE).build();
        let client = client.map_err(|error| Fault::new(Cause::Denied, "", error))?;
        Ok(Self { runtime, client })
    }

    /// The bytes at an address; `None` where the server says that there are none (404, 410, 403).
    pub fn get(&self, address: &str) -> Result<Option<Vec<u8>>, Fault> {
        let got = self.runtime.block_on(async {
            // Copies between are passed by: what the server itself says is looked at.
            let asked = self.client.get(address).header("Cache-Control", "no-cache");
            let answer = asked.send().await?;
            match answer.status() {
                StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => Ok(None),
                _ => Ok(Some(answer.error_for_status()?.bytes().await?.to_vec())),
            }
        });
        got.map_err(|error: reqwest::Error| Fault::new(Cause::Cut, address, error))
    }
}
