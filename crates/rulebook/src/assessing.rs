//! Rules of the strategic assessment: what it must hold, and how it may be laid out.

use crate::rule::is_word;
use serde::{Deserialize, Serialize};

/// A thing that must be there, with the words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Its id, as a definition names it: `levels`.
    pub id: String,
    /// What it is, as it is printed.
    pub title: String,
}

/// What a strategic assessment must hold by law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentComponents {
    /// What it must say.
    pub components: Vec<Required>,
    /// Of what it must say it.
    pub subjects: Vec<Required>,
}

impl AssessmentComponents {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        each_required("components", &self.components)?;
        each_required("subjects", &self.subjects)?;
        if self.components.is_empty() || self.subjects.is_empty() {
            return Err("`components` and `subjects` must not be empty".to_owned());
        }
        Ok(())
    }
}

/// How an assessment may be laid out: by sections, or by themes that have the same parts each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentLayout {
    /// The sections there must be; a section counts by its id, or by its role where it has that name.
    pub sections: Vec<Required>,
    /// The themes; a section says in `theme` which it is.
    pub themes: Vec<Required>,
    /// The parts of each theme; headings of the second level.
    pub parts: Vec<Required>,
}

impl AssessmentLayout {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        each_required("sections", &self.sections)?;
        each_required("themes", &self.themes)?;
        each_required("parts", &self.parts)?;
        if self.sections.is_empty() && self.themes.is_empty() {
            return Err("`sections` and `themes` must not both be empty".to_owned());
        }
        if self.themes.is_empty() != self.parts.is_empty() {
            return Err("`parts` are those of `themes`: there must be both, or neither".to_owned());
        }
        Ok(())
    }
}

fn each_required(key: &str, list: &[Required]) -> Result<(), String> {
    for (at, one) in list.iter().enumerate() {
        if !is_word(&one.id) {
            return Err(format!("`{key}`: `{}` is no id: lower-case letters, digits, single hyphens", one.id));
        }
        if one.title.trim().is_empty() {
            return Err(format!("`{key}`: `{}` has no `title`", one.id));
        }
        if list.iter().take(at).any(|other| other.id == one.id) {
            return Err(format!("`{key}`: `{}` stands twice", one.id));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senseless_rules_are_refused() {
        let one = |id: &str| Required { id: id.into(), title: "Title".into() };
        let components = |components, subjects| AssessmentComponents { components, subjects }.sensible();
        assert!(components(vec![one("levels")], vec![one("crime")]).is_ok());
        assert!(components(vec![], vec![one("crime")]).unwrap_err().contains("empty"));
        assert!(components(vec![one("levels"), one("levels")], vec![one("crime")]).unwrap_err().contains("twice"));
        assert!(components(vec![one("Levels")], vec![one("crime")]).unwrap_err().contains("no id"));

        let layout = |sections, themes, parts| AssessmentLayout { sections, themes, parts }.sensible();
        assert!(layout(vec![one("analysis")], vec![], vec![]).is_ok());
        assert!(layout(vec![], vec![one("victim")], vec![one("gaps")]).is_ok());
        assert!(layout(vec![], vec![], vec![]).unwrap_err().contains("both be empty"));
        assert!(layout(vec![], vec![one("victim")], vec![]).unwrap_err().contains("neither"));
    }
}
