//! Plans the stage of a preview: what a scene shows, but for the texts.

use crate::disk::Failure;
use crate::gate;
use crate::memory::{FileRecord, Memory};
use crate::pipeline::Inputs;
use crate::pipeline::documents::Parsed;
use crate::pipeline::ground::Ground;
use crate::pipeline::plan::Planning;
use crate::pipeline::preview::Sight;
use crate::pipeline::scene::{Scene, Stage};
use crate::pipeline::texts::Texts;
use crate::read::Listing;

/// A stage, and what is to be remembered of the files on it.
pub(super) type Staged = (Stage, Vec<FileRecord>);

/// What a stage is planned with.
pub(super) struct Planner<'a> {
    pub ground: &'a Ground,
    pub listing: &'a Listing,
    pub memory: &'a Memory,
    /// The last good scene.
    pub last: Option<&'a Scene>,
}

impl Planner<'_> {
    /// The stage for somebody's eyes; none where theme or sheets have mistakes.
    pub(super) fn stage(
        &self,
        inputs: &Inputs<'_>,
        sight: Sight,
        parsed: &Parsed,
    ) -> Result<Option<Staged>, Failure> {
        let (Some(theme), Some(assets)) = (&self.ground.theme, &self.ground.assets) else {
            return Ok(None);
        };
        let outlines = parsed.outlines();
        let (published, at) = match sight {
            Sight::Writers => {
                (gate::unlocked(&outlines, &theme.kinds, inputs.at.date()), inputs.at)
            }
            Sight::Citizens(at) => (gate::open(&outlines, &theme.kinds, at), at),
        };
        let texts = Texts::of(parsed, &published.positions);
        let planning = Planning {
            disk: inputs.disk,
            settings: &self.ground.settings,
            theme,
            assets,
            listing: self.listing,
            memory: self.memory,
            today: at.date(),
            previous: self.last.map(|scene| scene.stage.view.campaign()),
        };
        let plan = planning.plan(published, &texts)?;
        let windows = gate::windows(&outlines, &theme.kinds);
        let windows = plan.view.seen().map(|position| windows[position as usize]).collect();
        let stage = Stage::new(plan.view, texts, (self.listing, outlines), windows);
        Ok(Some((stage, plan.files)))
    }
}
