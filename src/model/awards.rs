//! Who can certainly not decide which form of award.

use crate::text::fold;

/// Forms of award and the levels of unit that have no authority for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awards {
    /// Form and levels, both as written.
    pub forms: Vec<(String, Vec<String>)>,
}

impl Awards {
    /// The form an award is of, if a unit of this level can certainly not decide it.
    pub fn beyond(&self, award: &str, level: &str) -> Option<&str> {
        let (award, level) = (fold::key(award), fold::key(level));
        let is_form = |form: &str| {
            let form = fold::key(form);
            award.strip_prefix(&form).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        let (form, levels) = self.forms.iter().find(|(form, _)| is_form(form))?;
        levels.iter().any(|other| fold::key(other) == level).then_some(form)
    }
}

#[cfg(test)]
mod tests {
    use super::Awards;

    #[test]
    fn what_is_not_named_is_not_judged() {
        let forms = vec![("Bằng khen".to_owned(), vec!["xã".to_owned()])];
        let awards = Awards { forms };
        assert_eq!(awards.beyond("bằng khen của Chủ tịch", "xã"), Some("Bằng khen"));
        assert_eq!(awards.beyond("Bằng khen", "tỉnh"), None);
        assert_eq!(awards.beyond("biểu dương", "xã"), None);
    }
}
