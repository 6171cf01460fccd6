//! The demonstration's strategic assessment, as its files in `demo/assessment-2019-20/` have it.

use crate::strategic::{self, PaperFile, PaperFiles};
use crate::{House, Moment};
use base::Result;

/// The office that opens it.
const OFFICE: &str = "community safety officer";

macro_rules! narrative {
    ($($name:literal),* $(,)?) => {
        &[$((
            concat!("narrative/", $name),
            include_str!(concat!("../../../../demo/assessment-2019-20/narrative/", $name)),
        )),*]
    };
}

const DEFINITION: &str = include_str!("../../../../demo/assessment-2019-20/assessment.toml");
const NARRATIVE: &[(&str, &str)] = narrative![
    "acquisitive.md",
    "asb.md",
    "conclusion.md",
    "domestic-abuse.md",
    "fires-and-damage.md",
    "gaps.md",
    "hate-crime.md",
    "introduction.md",
    "overview.md",
    "priorities.md",
    "public-summary.md",
    "recommendations.md",
    "reoffending.md",
    "review.md",
    "serious-violence.md",
    "sources.md",
    "substance-misuse.md",
    "summary.md",
    "violence.md",
    "vulnerable-places.md",
    "why.md",
];

/// Its definition and narrative.
pub fn paper_files() -> PaperFiles {
    PaperFiles {
        definition: PaperFile { path: strategic::DEFINITION.to_owned(), text: DEFINITION.to_owned() },
        narrative: NARRATIVE.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
    }
}

/// Opens it as a draft, unless it is there; whether it was opened.
///
/// # Errors
/// As [`strategic::open_paper`].
pub async fn open_paper(house: &House, moment: &Moment) -> Result<bool> {
    match strategic::open_paper(house, moment, &paper_files(), OFFICE).await {
        Ok(_) => Ok(true),
        Err(trouble) if trouble.code == "record-taken" => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_text_that_the_definition_names_is_there() {
        let files = paper_files();
        let definition = strategic::read_definition(&files.definition.text).unwrap();
        let mut named = strategic::paths_of(&definition);
        named.sort_unstable();
        assert_eq!(named, files.narrative.keys().cloned().collect::<Vec<_>>());
    }
}
