//! What of a request is believed: who asks, for which path, at which instant. Pure.

use crate::text::normalise;

/// Whether a `Host` names this machine and our port. A page on the internet that was made to point
/// here by its name server says its own name.
pub(super) fn is_our_host(host: &str, port: u16) -> bool {
    let host = host.to_ascii_lowercase();
    ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|name| host == format!("{name}:{port}") || port == 80 && host == *name)
}

/// Whether an `Origin` is one of our own pages.
pub(super) fn is_our_origin(origin: &str, port: u16) -> bool {
    origin.strip_prefix("http://").is_some_and(|host| is_our_host(host, port))
}

/// The path below the site's root, decoded and in NFC; nothing where it is no text.
pub(super) fn path(raw: &str) -> Option<String> {
    let decoded = decoded(raw.strip_prefix('/').unwrap_or(raw))?;
    Some(normalise::nfc(&decoded).into_owned())
}

/// A value of the query; `+` stays, it stands in time zones.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, raw) = pairs.find(|(key, _)| *key == name)?;
    Some(decoded(raw).unwrap_or_else(|| raw.to_owned()))
}

/// A value among cookies.
pub(super) fn cookie(header: &str, name: &str) -> Option<String> {
    let value = |pair: &str| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| decoded(value)).flatten()
    };
    header.split(';').find_map(value)
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Text for a header or an address: what is not a plain letter, digit or mark becomes `%XX`.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => {
                encoded.push(char::from(byte));
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{cookie, encoded, is_our_host, is_our_origin, parameter, path};

    #[test]
    fn only_our_own_names_are_our_host() {
        for host in ["127.0.0.1:1447", "localhost:1447", "LOCALHOST:1447", "[::1]:1447"] {
            assert!(is_our_host(host, 1447), "{host}");
        }
        for host in ["127.0.0.1", "localhost:80", "la.vn:1447", "localhost:1447.la.vn", ""] {
            assert!(!is_our_host(host, 1447), "{host}");
        }
        assert!(is_our_host("localhost", 80));
        assert!(is_our_origin("http://localhost:1447", 1447));
        for origin in ["null", "https://localhost:1447", "http://la.vn", "http://localhost"] {
            assert!(!is_our_origin(origin, 1447), "{origin}");
        }
    }

    #[test]
    fn a_path_is_decoded_once_and_composed() {
        assert_eq!(path("/tin/a%CC%81/").as_deref(), Some("tin/á/"));
        assert_eq!(path("/%2e%2e/%252e").as_deref(), Some("../%2e"));
        assert_eq!(path("/100%/%zz").as_deref(), Some("100%/%zz"));
        assert_eq!((path("/%ff"), path("/a%00")), (None, None));
    }

    #[test]
    fn values_are_found_by_their_whole_name() {
        assert_eq!(
            parameter("x=1&at=2021-11-12T08:00+07:00", "at").as_deref(),
            Some("2021-11-12T08:00+07:00")
        );
        assert_eq!(parameter("at=", "at").as_deref(), Some(""));
        assert_eq!(parameter("that=1&at", "at"), None);
        assert_eq!(cookie("a=b; lantoa_at=x%2By", "lantoa_at").as_deref(), Some("x+y"));
        assert_eq!(encoded("2021-11-12T08:00+07:00;\r\n"), "2021-11-12T08:00%2B07:00%3B%0D%0A");
    }
}
