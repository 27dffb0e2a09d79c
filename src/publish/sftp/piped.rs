//! A server of files at the other end of any stream, without SSH around it.
//!
//! OpenSSH's `sftp-server` speaks so on its standard input and output. Who sits there, and that it is
//! the right one, is the matter of whoever opens the stream.

use tokio::io::{AsyncRead, AsyncWrite};

use crate::publish::remote::{Dial, Fault, Nature, Session};
use crate::publish::sftp::wire::Wire;
use crate::publish::sftp::{NATURE, session};

/// A folder of such a server.
pub struct Piped<O> {
    /// How people call it.
    pub name: String,
    /// The folder that readers are shown.
    pub folder: String,
    /// Opens a stream; called on the runtime on which it then lives.
    pub open: O,
}

impl<O, S> Dial for Piped<O>
where
    O: Fn() -> Result<S, Fault> + Sync,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    fn name(&self) -> &str {
        &self.name
    }

    fn nature(&self) -> Nature {
        NATURE
    }

    fn folder(&self) -> &str {
        &self.folder
    }

    fn open(&self) -> Result<Box<dyn Session + '_>, Fault> {
        session::open(async { Ok((Wire::over((self.open)()?).await?, ())) })
    }
}
