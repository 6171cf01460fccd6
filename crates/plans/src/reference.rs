//! Numbers of actions and milestones as the papers print them: `1.3`, `1.3b`, `7`.

use journal::Refused;
use serde::{Deserialize, Serialize};

/// The number of an action or a milestone, in the order in which papers print them: `1.9` stands before `1.10`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    numbers: Vec<u32>,
    letters: String,
}

/// So many numbers stand in one at the most: `1.3.2`.
const MOST_NUMBERS: usize = 4;
/// So many letters stand behind them at the most: `1.3ab`.
const MOST_LETTERS: usize = 2;

impl Reference {
    /// Reads `1.3b`. Letters may be capitals, a dot may stand at the end: both are read, neither is kept.
    ///
    /// # Errors
    /// The text is no such number.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let refused = || Refused::NotOneOf {
            field: "reference",
            value: text.to_owned(),
            known: "a number as papers print it, such as `1.3` or `1.3b`".to_owned(),
        };
        let trimmed = text.trim().trim_end_matches('.');
        let digits_end = trimmed.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(trimmed.len());
        let (digits, letters) = trimmed.split_at(digits_end);
        let digits = digits.trim_end_matches(['.', ' ']);
        let numbers: Vec<u32> = digits
            .split('.')
            .map(|part| if part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None })
            .collect::<Option<_>>()
            .ok_or_else(refused)?;
        let sound = letters.len() <= MOST_LETTERS && letters.bytes().all(|b| b.is_ascii_alphabetic());
        if numbers.is_empty() || numbers.len() > MOST_NUMBERS || !sound {
            return Err(refused());
        }
        Ok(Self { numbers, letters: letters.to_ascii_lowercase() })
    }

    /// Whether it is a milestone's: it has a letter.
    pub fn is_milestone(&self) -> bool {
        !self.letters.is_empty()
    }

    /// The action that a milestone belongs to.
    pub fn action(&self) -> Option<Self> {
        self.is_milestone().then(|| Self { numbers: self.numbers.clone(), letters: String::new() })
    }

    /// The number of the priority it stands under: `1` of `1.3b`; none of a plain `7`.
    pub fn priority(&self) -> Option<u32> {
        if self.numbers.len() > 1 { self.numbers.first().copied() } else { None }
    }
}

impl Ord for Reference {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // `a` to `z` stand before `aa`.
        let key = |one: &Self| (one.numbers.clone(), one.letters.len(), one.letters.clone());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Reference {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let numbers: Vec<String> = self.numbers.iter().map(u32::to_string).collect();
        write!(f, "{}{}", numbers.join("."), self.letters)
    }
}

impl TryFrom<String> for Reference {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_as_papers_print_them() {
        let mut all: Vec<Reference> =
            ["1.10", "2.1", "1.3b", "1.9", "1.3", "1.3a", "7", "1.3aa"].map(|t| Reference::parse(t).unwrap()).into();
        all.sort();
        let printed: Vec<String> = all.iter().map(Reference::to_string).collect();
        assert_eq!(printed, ["1.3", "1.3a", "1.3b", "1.3aa", "1.9", "1.10", "2.1", "7"]);
        assert_eq!(Reference::parse("1.3b").unwrap().action(), Reference::parse("1.3").ok());
        assert_eq!(Reference::parse("1.3").unwrap().action(), None);
        assert_eq!(Reference::parse("7").unwrap().priority(), None);
        assert_eq!(Reference::parse(" 1.3B. ").unwrap().to_string(), "1.3b");
        for wrong in ["", "a", "1..3", "1.3-b", "one", "1.3abc", "1234567", "1.2.3.4.5"] {
            assert!(Reference::parse(wrong).is_err(), "{wrong}");
        }
    }
}
