//! Addresses that a page had before, as their author types them and as files of the site.

use serde::{Deserialize, Serialize};

/// An earlier address of a page and where the page stands now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moved {
    /// Below the site's root: a folder (`tin/cu/`) or a file (`tin/cu.html`).
    pub from: String,
    /// The present address, a folder below the root.
    pub to: String,
}

impl Moved {
    /// Whether a page can stand there that leads on: a server takes `.aspx` or `.php` for a program,
    /// so only its own rules can answer for such an address.
    pub fn is_page(&self) -> bool {
        is_page(&self.from)
    }
}

/// Whether a page can stand at an old address.
pub fn is_page(address: &str) -> bool {
    address.ends_with('/') || address.ends_with(".html") || address.ends_with(".htm")
}

/// The folder of short addresses, which stand on paper.
pub const SHORT: &str = "s";

/// The short address of a page with this code.
pub fn short_address(code: &str) -> String {
    format!("{SHORT}/{}/", code.to_ascii_lowercase())
}

/// An old address below the site's root; `None` where it cannot have been one of this site: another
/// host, a question mark (no file answers that), the root itself, letters that addresses here never
/// have.
pub fn address(typed: &str, base_url: &str) -> Option<String> {
    let typed = typed.trim();
    let below = match typed.strip_prefix(base_url).filter(|_| !base_url.is_empty()) {
        Some(below) => below,
        None if typed.contains("://") => return None,
        None => typed,
    };
    let below = below.trim_start_matches('/');
    let below = below.strip_suffix("index.html").filter(is_folder).unwrap_or(below);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_~./".contains(&byte);
    if below.is_empty() || !below.bytes().all(is_plain) {
        return None;
    }
    let path = below.trim_end_matches('/');
    // A name that begins with a dot belongs to the server, or leads out of the folder.
    if path.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
        return None;
    }
    let is_file = !below.ends_with('/') && path.rsplit('/').next()?.contains('.');
    Some(if is_file { path.to_owned() } else { format!("{path}/") })
}

fn is_folder(path: &&str) -> bool {
    path.is_empty() || path.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::{address, is_page};

    #[test]
    fn an_old_address_may_be_typed_in_many_ways() {
        let base = "https://x.vn/a/";
        for typed in ["tin/cu", "/tin/cu/", "tin/cu/index.html", "https://x.vn/a/tin/cu"] {
            assert_eq!(address(typed, base).as_deref(), Some("tin/cu/"), "{typed}");
        }
        assert_eq!(address("tin/cu.html", "").as_deref(), Some("tin/cu.html"));
        assert_eq!(address("/Pages/Tin.aspx", "").as_deref(), Some("Pages/Tin.aspx"));
        assert!(is_page("tin/cu.html") && !is_page("Pages/Tin.aspx"));
    }

    #[test]
    fn what_was_never_an_address_of_this_site_is_none() {
        for typed in
            ["", "/", "index.html", "../x", "a//b", ".htaccess", "tin?id=5", "tin/bài", "a b"]
        {
            assert_eq!(address(typed, ""), None, "{typed}");
        }
        assert_eq!(address("https://y.vn/tin/", "https://x.vn/"), None);
    }
}
