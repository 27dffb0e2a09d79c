//! What SFTP servers answer, as faults or not.

use russh_sftp::client::error::Error;
use russh_sftp::protocol::StatusCode;

use crate::publish::remote::{Cause, Fault};

/// A fault from what the library tells.
pub(super) fn fault(path: &str, error: &Error) -> Fault {
    let cause = match error {
        Error::Status(status) => match status.status_code {
            StatusCode::ConnectionLost | StatusCode::NoConnection => Cause::Cut,
            _ => Cause::Denied,
        },
        _ => Cause::Cut,
    };
    let reason = match error {
        Error::Timeout => Some("os_timed_out"),
        Error::Status(status) => match status.status_code {
            StatusCode::PermissionDenied => Some("os_denied"),
            StatusCode::NoSuchFile => Some("os_not_found"),
            _ => None,
        },
        // The library drops who waits for an answer when the connection ends.
        Error::UnexpectedBehavior(_) => Some("os_reset"),
        _ => None,
    };
    Fault::new(cause, path, error).because(reason)
}

/// Whether a server says that there is no such thing as was asked for, and not that it failed.
pub(super) fn cannot(code: StatusCode) -> bool {
    matches!(code, StatusCode::OpUnsupported | StatusCode::BadMessage)
}

/// An answer in which a missing file is no fault.
pub(super) fn found<T>(path: &str, answer: Result<T, Error>) -> Result<Option<T>, Fault> {
    match answer {
        Ok(there) => Ok(Some(there)),
        Err(Error::Status(status)) if status.status_code == StatusCode::NoSuchFile => Ok(None),
        Err(error) => Err(fault(path, &error)),
    }
}

/// Whether the server did it; what it refuses is no fault here, a broken connection is.
pub(super) fn done<T>(path: &str, answer: Result<T, Error>) -> Result<bool, Fault> {
    match answer {
        Ok(_) => Ok(true),
        Err(error) => {
            let fault = fault(path, &error);
            if fault.cause == Cause::Cut { Err(fault) } else { Ok(false) }
        }
    }
}

/// One of several messages on their way: whether it was taken.
pub(super) fn written(
    path: &str,
    one: Option<Result<Result<(), Error>, tokio::task::JoinError>>,
) -> Result<(), Fault> {
    match one {
        None | Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(error))) => Err(fault(path, &error)),
        Some(Err(error)) => Err(Fault::new(Cause::Cut, path, error)),
    }
}
