//! The rules that a paper is checked by.

use base::{AreaCode, Result};
use calendar::Date;
use rulebook::{AssessmentComponents, AssessmentLayout, ChangeSize, DirectionLexicon, Rulebook};

/// The rules that a paper is checked by, read once.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Each `id@version` that was used.
    pub rules: Vec<String>,
    pub(crate) lexicon: DirectionLexicon,
    pub(crate) sizes: ChangeSize,
    pub(crate) figure_age_months: u32,
    pub(crate) components: AssessmentComponents,
    pub(crate) layout: AssessmentLayout,
    pub(crate) percent_decimals: u32,
}

impl Terms {
    /// The rules in force in an area on a day, with the layout that the definition names.
    pub fn in_force(book: &Rulebook, day: Date, area: Option<&AreaCode>, layout: &str) -> Result<Self> {
        let lexicon = book.direction_lexicon(day, area)?;
        let sizes = book.change_size(day, area)?;
        let age = book.figure_age(day, area)?;
        let components = book.assessment_components(day, area)?;
        let layout = book.assessment_layout(layout, day, area)?;
        let rounding = book.rounding(day, area)?;
        let references =
            [lexicon.reference(), sizes.reference(), age.reference(), components.reference(), layout.reference(), rounding.reference()];
        Ok(Self {
            rules: references.iter().map(ToString::to_string).collect(),
            lexicon: lexicon.parameters.clone(),
            sizes: sizes.parameters.clone(),
            figure_age_months: age.parameters.months,
            components: components.parameters.clone(),
            layout: layout.parameters.clone(),
            percent_decimals: rounding.parameters.percent_decimals,
        })
    }
}
