//! Rules of prose that is bound to data: which words claim a direction, which a size, and how old a figure may be.

use serde::{Deserialize, Serialize};

/// Words that say which way a number went, and words around them that take the claim away or turn it round.
///
/// Words are compared in lower case. An entry may be several words. Every form is listed: nothing is stemmed, so whoever reads the rule sees
/// what is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectionLexicon {
    /// It became more.
    pub up: Vec<String>,
    /// It became fewer.
    pub down: Vec<String>,
    /// It stayed.
    pub flat: Vec<String>,
    /// Words that compare and say more; over time only before a word of `earlier`.
    pub more: Vec<String>,
    /// Words that compare and say fewer.
    pub fewer: Vec<String>,
    /// Before a word of direction: it is meant to happen, and nobody says that it did.
    pub intents: Vec<String>,
    /// Between an intent and a word of direction: it is reported after all. `May have fallen`, `should note that it fell`.
    pub reported: Vec<String>,
    /// Before `to` and a word of direction: it was done. `Continued to fall`.
    pub achieved: Vec<String>,
    /// What is counted: a word of direction beside it claims something of a figure, even where the sentence refers to none.
    pub subjects: Vec<String>,
    /// Before a word of direction: it is denied.
    pub denials: Vec<String>,
    /// Forms of verbs that somebody does to a thing; at the head of a clause or after a preposition they name work, not a change.
    pub deeds: Vec<String>,
    /// Before a deed: it names work.
    pub prepositions: Vec<String>,
    /// Set phrases that hold such a word and claim nothing.
    pub idioms: Vec<String>,
    /// Words that part a sentence into clauses strongly: what stands beyond is another statement.
    pub contrasts: Vec<String>,
    /// Words that name the time compared with: `the year before`.
    pub earlier: Vec<String>,
    /// Words after which the value of the time compared with may stand: `from`, `against`.
    pub against: Vec<String>,
}

impl DirectionLexicon {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        let lists = [
            ("up", &self.up),
            ("down", &self.down),
            ("flat", &self.flat),
            ("more", &self.more),
            ("fewer", &self.fewer),
            ("intents", &self.intents),
            ("reported", &self.reported),
            ("achieved", &self.achieved),
            ("subjects", &self.subjects),
            ("denials", &self.denials),
            ("deeds", &self.deeds),
            ("prepositions", &self.prepositions),
            ("idioms", &self.idioms),
            ("contrasts", &self.contrasts),
            ("earlier", &self.earlier),
            ("against", &self.against),
        ];
        for (key, list) in lists {
            plain_words(key, list)?;
        }
        let directions: Vec<&String> = self.up.iter().chain(&self.down).chain(&self.flat).chain(&self.more).chain(&self.fewer).collect();
        twice("up`, `down`, `flat`, `more` and `fewer", &directions)
    }
}

/// Words that say how large a change is, and the changes they may stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeSize {
    /// The words.
    pub words: Vec<SizeWord>,
}

/// What one word of size may stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeWord {
    /// Its forms.
    pub words: Vec<String>,
    /// The least change in percent, without its sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_percent: Option<f64>,
    /// The greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greatest_percent: Option<f64>,
    /// Whether the word says the change by itself, as `halved` does; the others need a word of direction beside them.
    pub alone: bool,
}

impl SizeWord {
    /// Whether a change of so many percent may be called this.
    pub fn allows(&self, percent: f64) -> bool {
        let size = percent.abs();
        self.least_percent.is_none_or(|least| size >= least) && self.greatest_percent.is_none_or(|greatest| size <= greatest)
    }

    /// In words: `at the most 5%`.
    pub fn limits(&self) -> String {
        match (self.least_percent, self.greatest_percent) {
            (Some(least), Some(greatest)) => format!("{least}% to {greatest}%"),
            (Some(least), None) => format!("{least}% or more"),
            (None, Some(greatest)) => format!("{greatest}% or less"),
            (None, None) => "anything".to_owned(),
        }
    }
}

impl ChangeSize {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        if self.words.is_empty() {
            return Err("`words` must not be empty".to_owned());
        }
        for one in &self.words {
            plain_words("words", &one.words)?;
            let (least, greatest) = (one.least_percent.unwrap_or(0.0), one.greatest_percent.unwrap_or(f64::MAX));
            if one.least_percent.is_none() && one.greatest_percent.is_none() {
                return Err(format!("`words`: `{}` needs `least_percent` or `greatest_percent`", one.words.join("`, `")));
            }
            if !(0.0..=greatest).contains(&least) {
                return Err(format!("`words`: `{}` must have `least_percent` from 0 to `greatest_percent`", one.words.join("`, `")));
            }
        }
        twice("words", &self.words.iter().flat_map(|one| &one.words).collect::<Vec<_>>())
    }
}

/// How old a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureAge {
    /// How many months a figure's period may end before the paper's.
    pub months: u32,
}

impl FigureAge {
    pub(crate) fn sensible(self) -> Result<(), String> {
        if self.months > 120 {
            return Err("`months` must be 120 or fewer".to_owned());
        }
        Ok(())
    }
}

/// Words in lower case, parted by single spaces, without punctuation but hyphens and apostrophes.
fn plain_words(key: &str, words: &[String]) -> Result<(), String> {
    if words.is_empty() {
        return Err(format!("`{key}` must not be empty"));
    }
    let plain = |word: &str| !word.is_empty() && word.chars().all(|c| (c.is_alphabetic() && !c.is_uppercase()) || c == '-' || c == '\'');
    match words.iter().find(|words| !words.split(' ').all(plain)) {
        Some(wrong) => Err(format!("`{key}`: `{wrong}` must be words in lower case with single spaces between")),
        None => Ok(()),
    }
}

fn twice(key: &str, words: &[&String]) -> Result<(), String> {
    match words.iter().enumerate().find(|(at, word)| words.iter().take(*at).any(|other| other == *word)) {
        Some((_, word)) => Err(format!("`{key}`: `{word}` stands twice")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(words: &[&str], least: Option<f64>, greatest: Option<f64>) -> SizeWord {
        let words = words.iter().map(ToString::to_string).collect();
        SizeWord { words, least_percent: least, greatest_percent: greatest, alone: false }
    }

    #[test]
    fn sizes_hold_at_their_limits_and_not_beyond() {
        let slight = size(&["slight"], None, Some(5.0));
        assert!(slight.allows(5.0) && slight.allows(-5.0) && !slight.allows(5.1) && !slight.allows(-37.0));
        assert_eq!(slight.limits(), "5% or less");
        let halved = size(&["halved"], Some(45.0), Some(55.0));
        assert!(halved.allows(-50.0) && !halved.allows(-38.0) && !halved.allows(56.0));
        assert_eq!(halved.limits(), "45% to 55%");
    }

    #[test]
    fn senseless_rules_are_refused() {
        let sizes = |words: Vec<SizeWord>| ChangeSize { words }.sensible();
        assert!(sizes(vec![size(&["slight"], None, Some(5.0))]).is_ok());
        assert!(sizes(vec![]).unwrap_err().contains("empty"));
        assert!(sizes(vec![size(&["slight"], None, None)]).unwrap_err().contains("least_percent"));
        assert!(sizes(vec![size(&["slight"], Some(6.0), Some(5.0))]).unwrap_err().contains("from 0"));
        assert!(sizes(vec![size(&["Slight"], None, Some(5.0))]).unwrap_err().contains("lower case"));
        assert!(sizes(vec![size(&["a", "a"], None, Some(5.0))]).unwrap_err().contains("twice"));
        assert!(FigureAge { months: 12 }.sensible().is_ok() && FigureAge { months: 121 }.sensible().is_err());
    }
}
