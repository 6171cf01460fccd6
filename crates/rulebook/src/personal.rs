//! When a column of a partner's list looks as if it held a person.

use serde::{Deserialize, Serialize};

/// When a column looks personal: by the words of its heading, and by what stands in it.
///
/// Shapes that are hardly ever met by chance (an e-mail address, a telephone or national insurance number, a whole
/// postcode, a title before a name) spoil a column from `certain_percent` of its filled cells on, and a single row below
/// that. Shapes that may well be met by chance spoil a column from their own share on, and never a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalLooking {
    /// Of a hundred filled cells, so many of a certain shape refuse the column.
    pub certain_percent: u64,
    /// Of a hundred filled cells, so many that read like a person's name refuse the column.
    pub names_percent: u64,
    /// Of a hundred filled cells, so many ten-digit numbers with the check digit of the health service refuse the column.
    pub health_numbers_percent: u64,
    /// A date before this year may be somebody's birthday.
    pub birth_before: i16,
    /// Of a hundred filled cells, so many such dates refuse the column.
    pub birth_percent: u64,
    /// A cell of so many words is long.
    pub text_words: u64,
    /// Of a hundred filled cells, so many long ones make a free text…
    pub text_percent: u64,
    /// …if, of a hundred long ones, so many differ from each other.
    pub text_varied_percent: u64,
    /// Words of headings.
    pub headings: PersonalHeadings,
    /// Words beside which `name` is the name of a place or a thing.
    pub not_a_person: Vec<String>,
    /// Words before a name.
    pub titles: Vec<String>,
    /// Common forenames, lower case.
    pub forenames: Vec<String>,
    /// Last words of what reads like a name and is a place.
    pub street_words: Vec<String>,
}

/// Words of a heading that say what a column holds, lower case; several words stand next to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each field is what the words stand for
pub struct PersonalHeadings {
    pub name: Vec<String>,
    pub birth: Vec<String>,
    pub telephone: Vec<String>,
    pub mail: Vec<String>,
    pub number: Vec<String>,
    pub postcode: Vec<String>,
    pub address: Vec<String>,
    pub free_text: Vec<String>,
}

impl PersonalLooking {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        let shares = [
            ("certain_percent", self.certain_percent),
            ("names_percent", self.names_percent),
            ("health_numbers_percent", self.health_numbers_percent),
            ("birth_percent", self.birth_percent),
            ("text_percent", self.text_percent),
            ("text_varied_percent", self.text_varied_percent),
        ];
        if let Some((key, _)) = shares.iter().find(|(_, share)| !(1..=100).contains(share)) {
            return Err(format!("`{key}` must be 1 to 100"));
        }
        if self.text_words < 2 {
            return Err("`text_words` must be 2 or more".to_owned());
        }
        let h = &self.headings;
        let lists = [
            &h.name,
            &h.birth,
            &h.telephone,
            &h.mail,
            &h.number,
            &h.postcode,
            &h.address,
            &h.free_text,
            &self.not_a_person,
            &self.titles,
            &self.forenames,
            &self.street_words,
        ];
        let plain = |word: &String| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' ');
        if let Some(odd) = lists.iter().flat_map(|list| list.iter()).find(|word| !plain(word)) {
            return Err(format!("`{odd}` is no word: lower-case letters and digits, several words with one space between"));
        }
        if lists.iter().any(|list| list.is_empty()) {
            return Err("no list of words may be empty".to_owned());
        }
        Ok(())
    }
}
