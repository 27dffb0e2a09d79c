//! What storage is to say of a file when it hands it out: type, and how long a copy may be kept.

use crate::model::release::PAPERS;
use crate::publish::plan::is_hashed;

/// Type by the ending of a name; what has none of these is handed out as bytes.
const TYPES: [(&str, &str); 27] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("ndjson", "application/x-ndjson; charset=utf-8"),
    ("xml", "application/xml; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("mp4", "video/mp4"),
    ("mp3", "audio/mpeg"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// The type of a file by its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    // The papers of a release have no ending that says so.
    if PAPERS.contains(&name) || path.contains("_lantoa/") {
        return "text/plain; charset=utf-8";
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let found = TYPES.iter().find(|(known, _)| *known == ending);
    found.map_or("application/octet-stream", |(_, kind)| kind)
}

/// How long a copy of a file may be kept; `path` is told from the folder of the site. Under a name with a hash there are never other bytes;
/// attachments and pictures seldom change; everything else is asked about again each time.
pub(super) fn cache_control(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_kept_an_hour =
        ["pdf", "doc", "docx", "xls", "xlsx", "png", "jpg", "jpeg", "webp", "mp4"]
            .contains(&ending);
    match path {
        _ if path.contains("_lantoa/") => "no-store",
        _ if is_hashed(in_tree(path)) => "public, max-age=31536000, immutable",
        _ if is_kept_an_hour => "public, max-age=3600",
        _ => "no-cache",
    }
}

/// The path below the tree of a release, if it lies in one.
fn in_tree(path: &str) -> &str {
    let below = path.strip_prefix("_r/").and_then(|rest| rest.split_once('/'));
    below.map_or(path, |(_, below)| below)
}

#[cfg(test)]
mod tests {
    use super::{cache_control, content_type};

    #[test]
    fn pages_are_asked_about_again_and_hashed_names_are_kept() {
        assert_eq!(content_type("tin/a/index.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("SHA256SUMS"), "text/plain; charset=utf-8");
        assert_eq!(content_type("la"), "application/octet-stream");
        assert_eq!(cache_control("index.html"), "no-cache");
        assert_eq!(cache_control("assets/site-1234.css"), "public, max-age=31536000, immutable");
        let in_tree = cache_control("_r/0007-ab-cd/assets/site-1234.css");
        assert_eq!(in_tree, "public, max-age=31536000, immutable");
        assert_eq!(cache_control("tin/a/assets/bang.html"), "no-cache");
        assert_eq!(cache_control("tin/a/phu-luc.pdf"), "public, max-age=3600");
        assert_eq!(cache_control("_lantoa/lock/owner"), "no-store");
    }
}
