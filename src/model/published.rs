//! What has passed the gate.

use std::sync::Arc;

use crate::hash::Hashed;
use crate::model::document::Outline;

/// The documents that are public at an instant, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// Their outlines.
    pub outlines: Vec<Arc<Hashed<Outline>>>,
    /// For each of them its position among all documents that were read.
    pub positions: Vec<u32>,
}
