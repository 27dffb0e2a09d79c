//! A site as a citizen's browser is given it; the only file that names `reqwest`.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use tokio::runtime::{Builder, Runtime};

use crate::publish::remote::{Cause, Fault};

/// Without an answer for so long, an address counts as out of reach.
const PATIENCE: Duration = Duration::from_secs(60);
/// So many bytes more than were sealed are read, to see what was added.
const MARGIN: u64 = 1024 * 1024;

/// Somebody who reads.
pub struct Reader {
    runtime: Runtime,
    client: Client,
}

impl Reader {
    /// A reader who trusts the certificates that this system trusts.
    pub fn new() -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::of(Cause::Denied, "", &error))?;
        let client = Client::builder().timeout(PATIENCE).build();
        let client = client.map_err(|error| Fault::new(Cause::Denied, "", error))?;
        Ok(Self { runtime, client })
    }

    /// The bytes at an address, of which about so many are expected; `None` where the server says that
    /// there are none (404, 410, 403). Of an answer that does not end, no more is read than could
    /// have been added to a page.
    pub fn get(&self, address: &str, expected: u64) -> Result<Option<Vec<u8>>, Fault> {
        let most = expected.saturating_add(MARGIN);
        let got = self.runtime.block_on(async {
            // Copies between are passed by: what the server itself says is looked at.
            let asked = self.client.get(address).header("Cache-Control", "no-cache");
            let answer = asked.send().await?;
            match answer.status() {
                StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => Ok(None),
                _ => {
                    let (mut answer, mut bytes) = (answer.error_for_status()?, Vec::new());
                    while let Some(piece) = answer.chunk().await? {
                        bytes.extend_from_slice(&piece);
                        if bytes.len() as u64 > most {
                            break;
                        }
                    }
                    Ok(Some(bytes))
                }
            }
        });
        got.map_err(|error: reqwest::Error| Fault::of(Cause::Cut, address, &error))
    }
}
