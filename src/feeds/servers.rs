//! Rules for servers: earlier addresses answered with 301, unknown ones with the site's own page.
//!
//! The pages at earlier addresses work on any host. A server that knows one of these files answers
//! at once, also for addresses at which no page can stand (`.aspx`, `.php`). Rules begin with the
//! path of `base_url`; without one, at the root of the host.

use crate::feeds::{Around, text};
use crate::model::artifact::Artifact;
use crate::model::feed::Server;
use crate::model::moved::Moved;
use crate::text::markup::escaped;

/// The files of the servers that were named; where none were, of all of them if an address moved.
pub(super) fn files(around: &Around<'_>) -> Vec<Artifact> {
    let all = [Server::Apache, Server::Iis, Server::Netlify];
    let servers = match around.servers {
        Some(servers) => servers,
        None if around.moved.is_empty() => &[],
        None => &all[..],
    };
    let root = root(&around.site.base_url);
    let file = |server: &Server| match server {
        Server::Apache => text(".htaccess", apache(root, around.moved)),
        Server::Iis => text("web.config", iis(root, around.moved)),
        Server::Netlify => text("_redirects", netlify(root, around.moved)),
    };
    servers.iter().map(file).collect()
}

/// The path of the site's address, with a slash at both ends.
fn root(base_url: &str) -> &str {
    let below = base_url.split_once("://").map_or("", |(_, below)| below);
    below.find('/').map_or("/", |at| &below[at..])
}

/// Apache: `mod_alias`, present nearly everywhere; without it the file says nothing.
fn apache(root: &str, moved: &[&Moved]) -> String {
    let mut rules = format!("ErrorDocument 404 {root}404.html\n");
    if moved.is_empty() {
        return rules;
    }
    rules.push_str("<IfModule mod_alias.c>\n");
    for Moved { from, to } in moved {
        let pattern = from.replace('.', "\\.");
        let pattern = match pattern.strip_suffix('/') {
            Some(folder) => format!("{folder}(/|/index\\.html)?"),
            None => pattern,
        };
        rules.push_str(&format!("RedirectMatch 301 \"^{root}{pattern}$\" \"{root}{to}\"\n"));
    }
    rules.push_str("</IfModule>\n");
    rules
}

/// IIS: the built-in HTTP redirection, by place; no URL Rewrite module is asked for.
fn iis(root: &str, moved: &[&Moved]) -> String {
    let mut rules = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n");
    rules.push_str("  <system.webServer>\n    <httpErrors>\n      <remove statusCode=\"404\"/>\n");
    rules.push_str(
        "      <error statusCode=\"404\" path=\"404.html\" responseMode=\"File\"/>\n    \
         </httpErrors>\n  </system.webServer>\n",
    );
    for Moved { from, to } in moved {
        rules.push_str(&format!(
            "  <location path=\"{}\">\n    <system.webServer>\n      <httpRedirect \
             enabled=\"true\" destination=\"{}\" exactDestination=\"true\" \
             httpResponseStatus=\"Permanent\"/>\n    </system.webServer>\n  </location>\n",
            escaped(from.trim_end_matches('/')),
            escaped(&format!("{root}{to}")),
        ));
    }
    rules.push_str("</configuration>\n");
    rules
}

/// Netlify, Cloudflare Pages and others that read `_redirects`.
fn netlify(root: &str, moved: &[&Moved]) -> String {
    let mut rules = String::new();
    for Moved { from, to } in moved {
        rules.push_str(&format!("{root}{from} {root}{to} 301\n"));
        if let Some(folder) = from.strip_suffix('/') {
            rules.push_str(&format!("{root}{folder} {root}{to} 301\n"));
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::{apache, iis, netlify, root};
    use crate::model::moved::Moved;

    #[test]
    fn rules_begin_at_the_path_of_the_site() {
        assert_eq!(root("https://x.vn/a/b/"), "/a/b/");
        assert_eq!(root("https://x.vn/"), "/");
        assert_eq!(root(""), "/");
    }

    #[test]
    fn each_server_is_told_in_its_own_words() {
        let moved = |from: &str| Moved { from: from.to_owned(), to: "tin/moi/".to_owned() };
        let (folder, file) = (moved("tin/cu/"), moved("Pages/Tin.aspx"));
        let moved = [&folder, &file];
        let apache = apache("/a/", &moved);
        assert!(apache.contains("\"^/a/tin/cu(/|/index\\.html)?$\" \"/a/tin/moi/\"\n"), "{apache}");
        assert!(apache.contains("\"^/a/Pages/Tin\\.aspx$\" \"/a/tin/moi/\"\n"), "{apache}");
        let iis = iis("/a/", &moved);
        assert!(iis.contains("<location path=\"tin/cu\">"), "{iis}");
        assert!(iis.contains("destination=\"/a/tin/moi/\""), "{iis}");
        let netlify = netlify("/a/", &moved);
        assert!(netlify.contains("/a/tin/cu /a/tin/moi/ 301\n"), "{netlify}");
    }
}
