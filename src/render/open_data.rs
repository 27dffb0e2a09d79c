//! What a template sees of the files of open data.

use crate::model::data::Data;
use crate::model::field::show;
use crate::render::context::Shown;

impl<'a> Shown<'a> {
    /// The files, in the order in which they were planned; those of one set have one name.
    pub(super) fn open_data(&self) -> Data<'a> {
        Data::list(self.page.open_data.iter().map(|file| {
            Data::map([
                ("name", Data::text(&file.name)),
                ("title", Data::text(&file.title)),
                ("url", Data::text(show::below(self.showing.root, &file.address))),
                ("format", Data::text(file.format)),
                ("part", Data::Int(file.part as i64)),
                ("rows", Data::Int(file.rows as i64)),
            ])
        }))
    }
}
