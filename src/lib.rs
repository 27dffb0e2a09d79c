//! `lantoa` compiles an emulation campaign, written as Markdown and YAML, into a public website.
//!
//! ```text
//! content/ ─read─▶ Source ─parse─▶ Document ─check─▶ problems
//!                                     ▼
//!                   gate (what is public at an instant) ─▶ Published
//!                                     ▼
//!                   link ─▶ Campaign ─view─▶ Page ─render─▶ Artifact ─write─▶ output/site
//! themes/ ─load_theme─▶ Theme ─────────▲               ▲
//! styles, attachments ─assets──────────────────────────┘
//! ```
//!
//! Verbs are stages with one public function each, nouns live in `model`. Stages never import each
//! other: `pipeline` alone knows their order. `ARCHITECTURE.md` has the whole plan.

pub mod hash;
pub mod yaml;
pub mod text;
pub mod archive;
pub mod gzip;
pub mod diagnostic;
pub mod model;
pub mod settings;
pub mod disk;
pub mod edit;
pub mod read;
pub mod parse;
pub mod check;
pub mod gate;
pub mod schedule;
pub mod link;
pub mod load_theme;
pub mod describe;
pub mod view;
pub mod compare;
pub mod render;
pub mod assets;
pub mod weigh;
pub mod search;
pub mod feeds;
pub mod data;
pub mod audit;
pub mod write;
pub mod record;
pub mod publish;
pub mod pipeline;
pub mod memory;
pub mod serve;
pub mod cli;
pub mod commands;
