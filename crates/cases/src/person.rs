//! A record about a person.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a record says of a person. Sealed whole, so a field added here needs no migration.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name the person is known by.
    pub name: String,
    /// Earlier names, aliases, other spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// The name the person wants to be called, where that is another.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preferred_name: String,
    /// When the person was born, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Born>,
    /// Telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub telephones: Vec<String>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mails: Vec<String>,
    /// Addresses, the present one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// The language the person speaks best, and whether an interpreter is needed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What is said of the person, each with how far it may be believed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
}

/// A birth date, or as much of one as is known: `1984-03-09`, `1984-03`, `1984`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Born(String);

/// Something said of a person, marked as what it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// What is said.
    pub what: String,
    /// How far it may be believed.
    pub standing: Standing,
    /// Who says it: an office or an organisation.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// How far something may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Somebody reported it.
    Reported,
    /// It is alleged.
    Alleged,
    /// A court or an inquiry found it.
    Found,
    /// A professional assessed it.
    Assessed,
}

/// Why a text is no record of a person. Never repeats what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPerson {
    /// It is not JSON of this shape; the number is the column at which reading ended.
    Unreadable(usize),
    /// No name stands there.
    Nameless,
    /// The birth date is neither a day nor a month nor a year.
    Birth,
}

impl fmt::Display for NotAPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(column) => write!(f, "it can't be read as a record about a person, from column {column} on"),
            Self::Nameless => f.write_str("`name` is empty"),
            Self::Birth => f.write_str("`born` is neither a day, a month nor a year"),
        }
    }
}

impl NotAPerson {
    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Unreadable(_) => {
                "give a JSON object with `name` and, where known, `other_names`, `preferred_name`, `born`, `telephones`, `mails`, `addresses`, `language`, `said`"
            }
            Self::Nameless => "give the name the person is known by, or a description such as `unknown man, about 40`",
            Self::Birth => "write `1984-03-09`, or `1984-03` or `1984` where no more is known",
        }
    }
}

impl Person {
    /// Reads a record from JSON, and checks it.
    ///
    /// # Errors
    /// What is wrong, without repeating any of it.
    pub fn parse(text: &str) -> Result<Self, NotAPerson> {
        let person: Self = serde_json::from_str(text).map_err(|e| NotAPerson::Unreadable(e.column()))?;
        if person.name.trim().is_empty() {
            return Err(NotAPerson::Nameless);
        }
        if person.born.as_ref().is_some_and(|born| !born.is_sound()) {
            return Err(NotAPerson::Birth);
        }
        Ok(person)
    }

    /// The record as it is sealed.
    pub fn to_json(&self) -> String {
        // Texts and lists of texts: nothing that could not be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Every name by which the person may be looked for.
    pub fn names(&self) -> Vec<&str> {
        let all = [self.name.as_str(), self.preferred_name.as_str()].into_iter().chain(self.other_names.iter().map(String::as_str));
        all.filter(|name| !name.trim().is_empty()).collect()
    }
}

impl Standing {
    /// Every one, from the least believed.
    pub const ALL: [Self; 4] = [Self::Reported, Self::Alleged, Self::Assessed, Self::Found];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Alleged => "alleged",
            Self::Found => "found",
            Self::Assessed => "assessed",
        }
    }

    /// What it means, in plain English.
    pub fn says(self) -> &'static str {
        match self {
            Self::Reported => "somebody reported it",
            Self::Alleged => "it is alleged, and nobody has found it",
            Self::Found => "a court or an inquiry found it",
            Self::Assessed => "a professional assessed it",
        }
    }
}

impl Born {
    /// As it was written.
    pub fn as_written(&self) -> &str {
        &self.0
    }

    fn is_sound(&self) -> bool {
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        match self.0.split('-').collect::<Vec<_>>().as_slice() {
            [year] => digits(year, 4),
            [year, month] => digits(year, 4) && digits(month, 2) && format!("{year}-{month}-01").parse::<jiff::civil::Date>().is_ok(),
            [_, _, _] => self.0.len() == 10 && self.0.parse::<jiff::civil::Date>().is_ok(),
            _ => false,
        }
    }
}

macro_rules! redacted {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(personal)"))
            }
        })+
    };
}

redacted!(Person, Born, Said);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_and_written_back() {
        let text = r#"{"name":"Invented Example","other_names":["Ivy Sample"],"born":"1984-03","said":[{"what":"loud at night","standing":"reported","by":"a landlord"}]}"#;
        let person = Person::parse(text).unwrap();
        assert_eq!(person.to_json(), text);
        assert_eq!(person.names(), ["Invented Example", "Ivy Sample"]);
        assert_eq!(format!("{person:?} {:?} {:?}", person.born, person.said), "Person(personal) Some(Born(personal)) [Said(personal)]");
    }

    #[test]
    fn every_standing_is_written_by_its_name() {
        for standing in Standing::ALL {
            assert_eq!(serde_json::to_value(standing).unwrap(), standing.id());
            assert!(!standing.says().is_empty());
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_it() {
        for (text, expected) in [
            ("{}", NotAPerson::Unreadable(2)),
            ("[]", NotAPerson::Unreadable(0)),
            (r#"{"name":" "}"#, NotAPerson::Nameless),
            (r#"{"name":"X","born":"09/03/1984"}"#, NotAPerson::Birth),
            (r#"{"name":"X","born":"1984-13"}"#, NotAPerson::Birth),
            (r#"{"name":"X","born":"1983-02-29"}"#, NotAPerson::Birth),
        ] {
            let wrong = Person::parse(text).unwrap_err();
            match (wrong, expected) {
                (NotAPerson::Unreadable(_), NotAPerson::Unreadable(_)) => {}
                other => assert_eq!(other.0, other.1, "{text}"),
            }
            assert!(!wrong.to_string().contains("1984") && !wrong.remedy().is_empty());
        }
        assert!(matches!(Person::parse(r#"{"name":"X","secret":"Y"}"#).unwrap_err(), NotAPerson::Unreadable(_)));
    }
}
