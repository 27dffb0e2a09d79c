//! Quotations, alerts (`> [!NOTE]`) and the boxes of task lists: what speaks the page's language.

use pulldown_cmark::BlockQuoteKind;

use crate::diagnostic::catalogue::Language;
use crate::parse::markdown::writer::Writer;

impl Writer<'_> {
    pub(super) fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.push("<blockquote>\n");
            return;
        };
        let (class, vi, en) = match kind {
            BlockQuoteKind::Note => ("note", "Ghi chú", "Note"),
            BlockQuoteKind::Tip => ("tip", "Mẹo", "Tip"),
            BlockQuoteKind::Important => ("important", "Quan trọng", "Important"),
            BlockQuoteKind::Warning => ("warning", "Cảnh báo", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Thận trọng", "Caution"),
        };
        let title = match self.style.language {
            Language::Vi => vi,
            Language::En => en,
        };
        self.push(&format!(
            "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
        ));
    }

    /// The box of a task; its words are for those who hear the page.
    pub(super) fn task_marker(&mut self, done: bool) {
        let (checked, words) = match (done, self.style.language) {
            (true, Language::Vi) => (" checked", "Đã xong"),
            (true, Language::En) => (" checked", "Done"),
            (false, Language::Vi) => ("", "Chưa xong"),
            (false, Language::En) => ("", "Not done"),
        };
        self.push(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{words}\"> "));
    }
}
