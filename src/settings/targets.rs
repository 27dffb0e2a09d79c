//! The places a site is published to: read from `site.yaml`, and what is wrong with them.
//!
//! Keys and values of unknown names are reported where the settings are read; here what one kind of
//! place needs and another does not.

use crate::diagnostic::Diagnostic;
use crate::model::field::{FieldType, record};
use crate::model::kind::Fields;
use crate::model::source::Source;
use crate::model::target::{Destination, Mode, TargetKind};
use crate::text::{fold, slug};
use crate::yaml::Node;

/// The places, in the order in which they stand there.
pub(super) fn read(
    fields: &Fields,
    root: &Node,
    source: &Source,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Destination> {
    let Some((at, field)) = fields.find("targets") else { return Vec::new() };
    let FieldType::Record { fields: parts, .. } = &field.kind else { return Vec::new() };
    let own = root
        .entries()
        .iter()
        .filter(|(key, _)| fields.find(&key.text).is_some_and(|(index, _)| index == at));
    let mut targets: Vec<Destination> = Vec::new();
    for item in own.flat_map(|(_, node)| node.items()) {
        let reader = Reader { parts, item, source };
        let Some(target) = reader.target() else { continue };
        let found = reader.problems(&target);
        let is_twice = targets.iter().any(|other| other.name == target.name);
        if is_twice {
            problems.push(reader.problem("S02.target_twice", "name").with("name", &target.name));
        }
        if found.is_empty() && !is_twice {
            targets.push(target);
        }
        problems.extend(found);
    }
    targets
}

struct Reader<'a> {
    parts: &'a Fields,
    item: &'a Node,
    source: &'a Source,
}

impl Reader<'_> {
    fn node(&self, name: &str) -> Option<&Node> {
        record::part(self.parts, self.item, name)
    }

    fn text(&self, name: &str) -> String {
        self.node(name).and_then(Node::scalar).unwrap_or("").trim().to_owned()
    }

    /// The position of a choice that was typed.
    fn choice(&self, name: &str) -> Option<usize> {
        let FieldType::Choice(choices) = &self.parts.find(name)?.1.kind else { return None };
        crate::model::field::choice::find(choices, self.node(name)?.scalar()?).map(usize::from)
    }

    /// `None` where name or kind are missing or unknown, which is reported elsewhere.
    fn target(&self) -> Option<Destination> {
        let kind = *TargetKind::ALL.get(self.choice("type")?)?;
        let name = Some(self.text("name")).filter(|name| !name.is_empty())?;
        Some(Destination {
            name,
            kind,
            host: self.text("host"),
            port: self.text("port").parse().ok(),
            user: self.text("user"),
            path: self.text("path"),
            fingerprint: self.text("fingerprint"),
            key_file: self.text("key_file"),
            password_env: self.text("password_env"),
            password_file: self.text("password_file"),
            insecure: fold::key(&self.text("insecure")) == "true"
                || self.choice("insecure") == Some(0),
            certificate: self.text("certificate"),
            bucket: self.text("bucket"),
            region: self.text("region"),
            endpoint: self.text("endpoint"),
            mode: self.choice("mode").map(|at| match at {
                0 => Mode::InPlace,
                1 => Mode::Pointer,
                _ => Mode::Switch,
            }),
            url: self.text("url"),
        })
    }

    fn problem(&self, id: &'static str, name: &str) -> Diagnostic {
        let node = self.node(name).unwrap_or(self.item);
        Diagnostic::error(id, self.source.place(node.span.clone()))
    }

    fn problems(&self, target: &Destination) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if slug::slug(&target.name) != target.name {
            let slug = slug::slug(&target.name);
            found.push(
                self.problem("S02.target_name", "name")
                    .with("name", &target.name)
                    .with("slug", &slug),
            );
        }
        for name in needed(target.kind) {
            if self.node(name).is_none() {
                let label = self.parts.find(name).map_or("", |(_, field)| field.label.vi.as_str());
                found.push(
                    self.problem("S06.target_needs", "type")
                        .with("type", self.text("type"))
                        .with("label", label)
                        .with("key", name),
                );
            }
        }
        if target.kind == TargetKind::Sftp
            && !target.fingerprint.is_empty()
            && !is_fingerprint(&target.fingerprint)
        {
            found.push(
                self.problem("S02.target_fingerprint", "fingerprint")
                    .with("value", &target.fingerprint),
            );
        }
        let is_plain = target.kind == TargetKind::Ftp || target.endpoint.starts_with("http:");
        if is_plain && !target.insecure {
            let name = if target.kind == TargetKind::Ftp { "type" } else { "endpoint" };
            found.push(self.problem("S02.target_insecure", name).with("name", &target.name));
        }
        for name in ["key_file", "password_file"] {
            if is_in_content(&self.text(name)) {
                found.push(
                    self.problem("S02.target_secret_in_content", name)
                        .with("path", self.text(name)),
                );
            }
        }
        if !target.port_is_read(&self.text("port")) {
            found.push(self.problem("S02.target_port", "port").with("value", self.text("port")));
        }
        if is_link_without_name(target) {
            found.push(self.problem("S02.target_mode", "mode").with("type", self.text("type")));
        }
        found
    }
}

/// What a kind of place cannot do without.
fn needed(kind: TargetKind) -> &'static [&'static str] {
    match kind {
        TargetKind::Folder | TargetKind::Zip => &["path"],
        TargetKind::Sftp => &["host", "user", "path", "fingerprint"],
        TargetKind::Ftps | TargetKind::Ftp => &["host", "user"],
        TargetKind::S3 => &["bucket", "user"],
    }
}

/// Whether a path is below the folder of the content, which is published, from the site's folder.
fn is_in_content(path: &str) -> bool {
    let path = path.replace('\\', "/");
    path.trim_start_matches("./").starts_with("content/")
}

fn is_fingerprint(text: &str) -> bool {
    let digits = text.strip_prefix("SHA256:").unwrap_or("").trim_end_matches('=');
    digits.len() == 43 && digits.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/".contains(&b))
}

/// Links exist in folders only.
fn is_link_without_name(target: &Destination) -> bool {
    let has_links = matches!(target.kind, TargetKind::Folder | TargetKind::Sftp);
    target.mode == Some(Mode::Switch) && !has_links
}

impl Destination {
    fn port_is_read(&self, typed: &str) -> bool {
        typed.is_empty() || self.port.is_some_and(|port| port > 0)
    }
}
