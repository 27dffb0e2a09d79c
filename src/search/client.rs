//! The engine: the same source as a module, and as a script for pages opened from disk.

use crate::model::artifact::Artifact;
use crate::search::FOLDER;

/// `engine.js` exports `open`; `engine-classic.js` puts it into `lanToaSearch`; `sw.js` keeps what was
/// asked for at hand.
pub(super) fn scripts(parts: &[&str], worker: &str) -> Vec<Artifact> {
    let source: String = parts.iter().map(|part| bare(part)).collect();
    let module = format!("{source}export{{open}};\n");
    let classic = format!("var lanToaSearch=(function(){{\n{source}return{{open:open}}}})();\n");
    vec![
        Artifact::made(format!("{FOLDER}engine.js"), module.into_bytes()),
        Artifact::made(format!("{FOLDER}engine-classic.js"), classic.into_bytes()),
        Artifact::made(format!("{FOLDER}sw.js"), bare(worker).into_bytes()),
    ]
}

/// Without indentation, empty lines and lines that are comments. The scripts have no text that goes
/// over several lines.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    kept.flat_map(|line| [line, "\n"]).collect()
}
