//! What may stand in a record: ids, offices, texts, days; and what looks like a person and may not.

use calendar::Date;
use rulebook::PersonalLooking;

/// Why a body was refused. No message repeats what looked like a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing stands there.
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// An id is not one.
    #[error("`{field}`: `{value}` is not an id")]
    NotAnId {
        /// The field.
        field: &'static str,
        /// What stood there.
        value: String,
    },
    /// Something looks like a person.
    #[error("`{field}` holds what looks like {sign}")]
    Person {
        /// The field.
        field: &'static str,
        /// What it looks like.
        sign: PersonSign,
    },
    /// A value is none of those that are known.
    #[error("`{field}`: `{value}` is not known")]
    NotOneOf {
        /// The field.
        field: &'static str,
        /// What stood there.
        value: String,
        /// What may stand there.
        known: String,
    },
    /// A day lies before the one it must follow.
    #[error("`{field}`: {day} lies before {after}")]
    Before {
        /// The field.
        field: &'static str,
        /// The day.
        day: Date,
        /// The day it must not lie before.
        after: Date,
    },
    /// A number is out of its range.
    #[error("`{field}`: {value} is not {lowest} to {highest}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// The number.
        value: u8,
        /// The lowest that may stand there.
        lowest: u8,
        /// The highest.
        highest: u8,
    },
    /// Something was done already, or cannot be done to what stands there.
    #[error("`{field}`: {why}")]
    NotNow {
        /// The field.
        field: &'static str,
        /// Why not.
        why: &'static str,
    },
}

impl Refused {
    /// The field that may not stand as it is.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Empty(field)
            | Self::NotAnId { field, .. }
            | Self::Person { field, .. }
            | Self::NotOneOf { field, .. }
            | Self::Before { field, .. }
            | Self::OutOfRange { field, .. }
            | Self::NotNow { field, .. } => field,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Empty(_) => "say something there: every record needs it".to_owned(),
            Self::NotAnId { .. } => "use lower-case letters, digits and single hyphens, such as `council-asb`".to_owned(),
            Self::Person { .. } => "name the office or the team, never a person or how to reach one".to_owned(),
            Self::NotOneOf { known, .. } => format!("it may be {known}"),
            Self::Before { .. } => "correct one of the two days".to_owned(),
            Self::OutOfRange { .. } => "give a whole number in that range".to_owned(),
            Self::NotNow { .. } => "look at what stands there, and record what happened next".to_owned(),
        }
    }
}

/// What made a text look like a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonSign {
    /// A name.
    Name,
    /// An e-mail address.
    Mail,
    /// A telephone number.
    Telephone,
}

impl std::fmt::Display for PersonSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "a person's name",
            Self::Mail => "an e-mail address",
            Self::Telephone => "a telephone number",
        })
    }
}

/// The checks of texts, with the words of names from the rulebook.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    personal: &'a PersonalLooking,
}

impl<'a> Words<'a> {
    /// With the words of the rule `personal-looking`.
    pub fn new(personal: &'a PersonalLooking) -> Self {
        Self { personal }
    }

    /// A text that must be there and may not look like a person: a title before a name, a forename and a surname, an
    /// e-mail address or a telephone number.
    pub fn text(&self, field: &'static str, text: &str) -> Result<(), Refused> {
        if text.trim().is_empty() { Err(Refused::Empty(field)) } else { self.maybe_text(field, text) }
    }

    /// As [`Words::text`], where nothing may stand too.
    pub fn maybe_text(&self, field: &'static str, text: &str) -> Result<(), Refused> {
        match self.looks_like_a_person(text) {
            None => Ok(()),
            Some(sign) => Err(Refused::Person { field, sign }),
        }
    }

    /// An office or a team: as [`Words::text`], and neither a lone forename nor initials with a surname.
    pub fn role(&self, field: &'static str, text: &str) -> Result<(), Refused> {
        self.text(field, text)?;
        let words = words_of(text);
        let lone = matches!(words.as_slice(), [only] if self.is_forename(only));
        let initials = words.iter().zip(words.iter().skip(1)).any(|(first, second)| is_initial(first) && is_capitalised(second));
        let digits = text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST_DIGITS_OF_AN_EXTENSION;
        match (lone || initials, digits) {
            (true, _) => Err(Refused::Person { field, sign: PersonSign::Name }),
            (_, true) => Err(Refused::Person { field, sign: PersonSign::Telephone }),
            _ => Ok(()),
        }
    }

    /// What in a text looks like a person, if anything does.
    pub fn looks_like_a_person(&self, text: &str) -> Option<PersonSign> {
        if text.split_whitespace().any(is_mail) {
            return Some(PersonSign::Mail);
        }
        if has_telephone(text) {
            return Some(PersonSign::Telephone);
        }
        let words = words_of(text);
        let pairs = words.iter().zip(words.iter().skip(1));
        let is_title = |word: &str| self.personal.titles.iter().any(|title| word.eq_ignore_ascii_case(title)) && is_capitalised(word);
        if pairs.clone().any(|(first, second)| is_title(first) && is_capitalised(second)) {
            return Some(PersonSign::Name);
        }
        // A name does not go on in the next sentence: "met in June. This …".
        let named = text.split_inclusive(['.', '!', '?']).fold(Vec::new(), joined_unless_it_ends).into_iter().any(|sentence| {
            let words = words_of(&sentence);
            let before = std::iter::once("").chain(words.iter().copied());
            before.zip(&words).zip(words.iter().skip(1)).any(|((before, first), second)| {
                if !is_capitalised(second) || !self.is_forename(first) {
                    return false;
                }
                let mut places = self.personal.street_words.iter().chain(&self.personal.not_a_person);
                let street = places.any(|word| second.eq_ignore_ascii_case(word));
                let month = is_month(second) || (is_month(first) && is_before_a_month(before));
                !street && !month && !is_office(second)
            })
        });
        named.then_some(PersonSign::Name)
    }

    fn is_forename(&self, word: &str) -> bool {
        is_capitalised(word) && self.personal.forenames.iter().any(|name| word.eq_ignore_ascii_case(name))
    }
}

/// So many digits in the name of an office are a telephone number or an extension.
const FEWEST_DIGITS_OF_AN_EXTENSION: usize = 5;
/// A telephone number of the United Kingdom has 10 or 11 digits, with the country's own number up to 15.
const DIGITS_OF_A_TELEPHONE: std::ops::RangeInclusive<usize> = 10..=15;

/// Words that begin with a capital because they name what somebody does.
fn is_office(word: &str) -> bool {
    let offices = [
        "analyst",
        "board",
        "commander",
        "coordinator",
        "council",
        "desk",
        "director",
        "group",
        "house",
        "lead",
        "manager",
        "officer",
        "team",
        "unit",
    ];
    offices.iter().any(|office| word.eq_ignore_ascii_case(office))
}

/// Adds a piece of a text to its sentences: a full stop ends one only where white space follows.
fn joined_unless_it_ends(mut sentences: Vec<String>, piece: &str) -> Vec<String> {
    match sentences.last_mut() {
        Some(last) if !piece.starts_with(char::is_whitespace) => last.push_str(piece),
        _ => sentences.push(piece.to_owned()),
    }
    sentences
}

/// The name of a month; one of them is a forename too.
fn is_month(word: &str) -> bool {
    (1..=12).filter_map(|number| calendar::Month::new(2000, number)).any(|month| month.name().eq_ignore_ascii_case(word))
}

/// Words and numbers behind which a month stands, and no person.
fn is_before_a_month(word: &str) -> bool {
    let words = ["in", "during", "until", "since", "end", "early", "mid", "late", "next", "last", "the"];
    words.iter().any(|one| one.eq_ignore_ascii_case(word)) || is_month(word) || word.bytes().any(|b| b.is_ascii_digit())
}

fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-')).filter(|word| !word.is_empty()).collect()
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && is_capitalised(word) && word.chars().all(char::is_alphabetic)
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(before, after)| !before.is_empty() && after.contains('.'))
}

/// A run of digits, spaces and what people write between them, beginning as a telephone number does.
fn has_telephone(text: &str) -> bool {
    let of_a_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-' | '.');
    text.split(|c: char| !of_a_number(c)).any(|run| {
        let run = run.trim_start_matches([' ', '(', ')', '-', '.']);
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        (run.starts_with('0') || run.starts_with('+')) && DIGITS_OF_A_TELEPHONE.contains(&digits)
    })
}

/// An id: lower-case letters, digits and single hyphens, beginning and ending with neither hyphen.
pub fn check_id(field: &'static str, text: &str) -> Result<(), Refused> {
    let sound = !text.is_empty()
        && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    if sound { Ok(()) } else { Err(Refused::NotAnId { field, value: text.to_owned() }) }
}

/// A day that must not lie before another.
pub fn check_not_before(field: &'static str, day: Date, after: Date) -> Result<(), Refused> {
    if day < after { Err(Refused::Before { field, day, after }) } else { Ok(()) }
}

/// A year of a plan: `2020-21`.
pub fn check_year(field: &'static str, text: &str) -> Result<(), Refused> {
    let sound = text.split_once('-').is_some_and(|(first, second)| {
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits(first, 4)
            && digits(second, 2)
            && first.parse::<u32>().ok().zip(second.parse::<u32>().ok()).is_some_and(|(a, b)| (a + 1) % 100 == b)
    });
    let known = || "a financial year, such as `2020-21`".to_owned();
    if sound { Ok(()) } else { Err(Refused::NotOneOf { field, value: text.to_owned(), known: known() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rulebook::Rulebook;

    fn words() -> Words<'static> {
        let day = Date::constant(2026, 10, 1);
        Words::new(Rulebook::builtin().unwrap().personal_looking(day, None).unwrap().parameters)
    }

    #[test]
    fn offices_pass_and_people_do_not() {
        let words = words();
        for office in [
            "Research Group analyst",
            "community safety officer, South Cambridgeshire District Council",
            "Head of Housing",
            "Performance team",
            "Detective Inspector, Cambridge",
            "single point of contact",
            "chair of the tasking group",
            "999 desk",
            "Victoria House team",
        ] {
            assert_eq!(words.role("role", office), Ok(()), "{office}");
        }
        for (person, sign) in [
            ("Jane Invented", PersonSign::Name),
            ("Jane", PersonSign::Name),
            ("J Invented", PersonSign::Name),
            ("J. Invented, analyst", PersonSign::Name),
            ("Mr Invented", PersonSign::Name),
            ("analyst (Jane Invented)", PersonSign::Name),
            ("Cllr Made-Up", PersonSign::Name),
            ("desk@partner.example", PersonSign::Mail),
            ("analyst, 01632 960 123", PersonSign::Telephone),
            ("analyst, +44 1632 960123", PersonSign::Telephone),
            ("desk, extension 60123", PersonSign::Telephone),
        ] {
            assert_eq!(words.role("role", person), Err(Refused::Person { field: "role", sign }), "{person}");
        }
        assert_eq!(words.role("role", " "), Err(Refused::Empty("role")));
    }

    #[test]
    fn reasons_may_hold_figures_and_places_and_no_people() {
        let words = words();
        for reason in [
            "3 flags from November 2018 to October 2019 (2018-11 to 2019-10), none of which the partnership can affect",
            "0 flags in 26 wards; 2,607 outcomes changed",
            "new homes at Northstowe, near St Michael Road in Victoria Ward",
            "E05011301 and E05011302",
            "Meetings were held in April, May and June. This is in the report of quarter 1",
            "sessions in May, June, July and September; the June Partnership newsletter went out on 30 June Police cover it",
        ] {
            assert_eq!(words.text("reason", reason), Ok(()), "{reason}");
        }
        for (reason, sign) in [
            ("told by Mrs Invented of the parish council", PersonSign::Name),
            ("Peter Invented runs the shop", PersonSign::Name),
            ("It was said. June Invented runs the shop", PersonSign::Name),
            ("Dr. Invented runs the shop", PersonSign::Name),
            ("ask Jane A. Invented", PersonSign::Name),
            ("write to clerk@parish.example.", PersonSign::Mail),
            ("ring (01632) 960123", PersonSign::Telephone),
        ] {
            assert_eq!(words.text("reason", reason), Err(Refused::Person { field: "reason", sign }), "{reason}");
        }
    }

    #[test]
    fn a_refusal_never_repeats_what_looked_like_a_person() {
        let refused = words().role("contact_role", "Jane Invented").unwrap_err();
        assert_eq!(refused.field(), "contact_role");
        assert!(!format!("{refused} {}", refused.remedy()).contains("Invented"));
    }

    #[test]
    fn ids_and_years_have_one_shape() {
        for (id, good) in
            [("council-asb", true), ("a1", true), ("", false), ("-a", false), ("a--b", false), ("Council", false), ("a b", false)]
        {
            assert_eq!(check_id("id", id).is_ok(), good, "{id}");
        }
        for (year, good) in
            [("2020-21", true), ("1999-00", true), ("2020-22", false), ("2020", false), ("20-21", false), ("2020-2021", false)]
        {
            assert_eq!(check_year("year", year).is_ok(), good, "{year}");
        }
    }
}
