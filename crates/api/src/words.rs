//! The words that requests are made of: ids, codes, days, texts, with what each may be. What the description says of a word and
//! what is held against it stand in one table, so that they can't part.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

/// A pattern of a word, as the description prints it, and what holds a text against it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern {
    pub(crate) written: &'static str,
    pub(crate) holds: fn(&str) -> bool,
}

macro_rules! words {
    ($($(#[doc = $says:literal])+ $name:ident $pattern:literal, $holds:expr, $least:literal..=$most:literal, $example:literal;)+) => {
        $(
            $(#[doc = $says])+
            #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub(crate) struct $name(String);

            #[allow(dead_code, reason = "a word that is handed on whole is not looked into")]
            impl $name {
                /// The word.
                pub(crate) fn as_str(&self) -> &str {
                    &self.0
                }

                const PATTERN: Pattern = Pattern { written: $pattern, holds: $holds };
            }

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    let object = ObjectBuilder::new()
                        .schema_type(Type::String)
                        .description(Some(concat!($($says),+).trim()))
                        .min_length(Some($least))
                        .max_length(Some($most))
                        .examples([serde_json::Value::from($example)]);
                    object.pattern((!$pattern.is_empty()).then_some($pattern)).into()
                }
            }

            impl ToSchema for $name {}
        )+

        /// Every pattern that a word may have.
        pub(crate) const PATTERNS: &[Pattern] = &[$($name::PATTERN),+];
    };
}

words! {
    /// An id: lower-case letters, digits and single hyphens.
    Id "^[a-z0-9]+(-[a-z0-9]+)*$", is_id, 1..=80, "south-cambridgeshire-council";
    /// The id of a measure or a figure.
    Name "^[a-z0-9][a-z0-9_-]*$", is_name, 1..=120, "all-crime";
    /// The id of a record about a person; nothing can be read from it.
    PersonId "^p-[a-z2-7]{20}$", is_person_id, 22..=22, "p-aaaaaaaaaaaaaaaaaaaa";
    /// The identity of an extract.
    ExtractId "^[A-Za-z0-9][A-Za-z0-9._-]*$", is_extract_id, 1..=100, "street-2019-10";
    /// The code of an area of the Office for National Statistics.
    AreaCode "^[A-Z][0-9]{8}$", is_area_code, 9..=9, "E07000012";
    /// The code of a ward, or the id of an area of the partnership's own.
    Place "^([A-Z][0-9]{8}|[a-z0-9]+(-[a-z0-9]+)*)$", is_place, 1..=80, "E05011299";
    /// A month.
    Month "^[0-9]{4}-(0[1-9]|1[0-2])$", is_month, 7..=7, "2019-10";
    /// A year from April to March.
    Year "^[0-9]{4}-[0-9]{2}$", is_year, 7..=7, "2020-21";
    /// A dated rule with its version.
    RuleName "^[a-z0-9]+(-[a-z0-9]+)*@[a-z0-9]+(-[a-z0-9]+)*$", is_rule_name, 3..=120, "ward-flags@2020";
    /// A place in a list, as `next` of a page before gave it; nothing is to be read from it.
    Cursor "^([0-9a-f]{2})+$", is_cursor, 2..=600, "2f6170692f76312f67617073";
    /// A kind of thing, or a thing that is no record of a person: `organisation:accent-housing`.
    ThingName "^([a-z]+|(organisation|group|agreement):[a-z0-9]+(-[a-z0-9]+)*)$", is_thing_name, 1..=100, "ledger";
    /// A thing as the ledger names it.
    LedgerThing "^[a-z]+:([a-z0-9]+(-[a-z0-9]+)*|[*])$", is_ledger_thing, 3..=120, "person:p-aaaaaaaaaaaaaaaaaaaa";
    /// An office or a team, never a person.
    Office "", anything, 1..=120, "community safety officer";
    /// A text that names nobody.
    Text "", anything, 1..=4000, "no ward is told apart in it";
    /// A name, a number or an address of a person.
    Line "", anything, 0..=400, "01632 960 111";
    /// A text that names nobody, and may be empty.
    MaybeText "", anything, 0..=4000, "";
}

/// A day.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Day(String);

impl Day {
    /// The day, `YYYY-MM-DD`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new().schema_type(Type::String).description(Some("A day."));
        object.format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).examples([serde_json::Value::from("2026-10-01")]).into()
    }
}

impl ToSchema for Day {}

fn anything(_: &str) -> bool {
    true
}

fn small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Parts of small letters and digits with one hyphen between each two.
fn is_id(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(small))
}

fn is_name(text: &str) -> bool {
    text.bytes().next().is_some_and(small) && text.bytes().all(|byte| small(byte) || byte == b'_' || byte == b'-')
}

fn is_person_id(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_lowercase() || (b'2'..=b'7').contains(&byte);
    text.strip_prefix("p-").is_some_and(|letters| letters.len() == 20 && letters.bytes().all(letter))
}

fn is_extract_id(text: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric()) && text.bytes().all(sound)
}

fn is_area_code(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 9 && bytes.next().is_some_and(|byte| byte.is_ascii_uppercase()) && bytes.all(|byte| byte.is_ascii_digit())
}

fn is_place(text: &str) -> bool {
    is_area_code(text) || is_id(text)
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_month(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, month)| digits(year, 4) && digits(month, 2) && ("01"..="12").contains(&month))
}

fn is_year(text: &str) -> bool {
    text.split_once('-').is_some_and(|(year, next)| digits(year, 4) && digits(next, 2))
}

fn is_rule_name(text: &str) -> bool {
    text.split_once('@').is_some_and(|(id, version)| is_id(id) && is_id(version))
}

fn is_cursor(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_thing_name(text: &str) -> bool {
    match text.split_once(':') {
        None => letters(text),
        Some((kind, id)) => matches!(kind, "organisation" | "group" | "agreement") && is_id(id),
    }
}

fn is_ledger_thing(text: &str) -> bool {
    text.split_once(':').is_some_and(|(kind, id)| letters(kind) && (id == "*" || is_id(id)))
}

/// Whether a text is a day that the calendar has, `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    digits(year, 4) && digits(month, 2) && digits(day, 2) && app::check_day(text, "on").is_ok()
}

/// A key of a request that a program may repeat.
pub(crate) const KEY: Pattern = Pattern { written: "^[A-Za-z0-9_-]+$", holds: is_key };
/// How long such a key is.
pub(crate) const KEY_LENGTH: (u64, u64) = (16, 80);

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_against_a_word_is_what_its_pattern_says() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            (Id::PATTERN.written, &["a", "a-b", "7-up"], &["", "-a", "a-", "a--b", "A", "a b", "\u{e9}"]),
            (Name::PATTERN.written, &["a", "asb_all", "e07-x"], &["", "_a", "-a", "A"]),
            (PersonId::PATTERN.written, &["p-aaaaaaaaaaaaaaaaaaa7"], &["p-", "p-aaaaaaaaaaaaaaaaaaa1", "q-aaaaaaaaaaaaaaaaaaaa"]),
            (ExtractId::PATTERN.written, &["street-1", "A.b_c"], &["", ".a", "a/b", "a b"]),
            (AreaCode::PATTERN.written, &["E07000012"], &["e07000012", "E0700001", "E070000122", "E07 00012"]),
            (Place::PATTERN.written, &["E05011299", "new-town"], &["E0501129", "New-town", ""]),
            (Month::PATTERN.written, &["2019-10", "0000-01"], &["2019-13", "2019-00", "2019-1", "19-10", "2019-1a"]),
            (Year::PATTERN.written, &["2020-21"], &["2020", "2020-2021", "20-21"]),
            (RuleName::PATTERN.written, &["ward-flags@2020"], &["ward-flags", "@2020", "a@", "/tmp/x.toml", "a@b.toml"]),
            (Cursor::PATTERN.written, &["00", "ffa0"], &["", "0", "fg", "FF"]),
            (ThingName::PATTERN.written, &["ledger", "group:board"], &["", "person:p-1", "user:x", "organisation:", "Ledger"]),
            (LedgerThing::PATTERN.written, &["person:p-1", "ledger:*"], &["ledger", "person:", ":x", "person:P"]),
            (KEY.written, &["abc_DEF-1"], &["", "a b", "a=b"]),
        ];
        for (written, sound, wrong) in cases {
            let pattern = PATTERNS.iter().chain([&KEY]).find(|pattern| pattern.written == *written).unwrap();
            for text in *sound {
                assert!((pattern.holds)(text), "{written} refuses {text}");
            }
            for text in *wrong {
                assert!(!(pattern.holds)(text), "{written} takes {text:?}");
            }
        }
        let tried = cases.len() + PATTERNS.iter().filter(|pattern| pattern.written.is_empty()).count();
        assert_eq!(tried, PATTERNS.len() + 1, "a pattern is not tried");
    }

    #[test]
    fn a_day_is_one_that_the_calendar_has() {
        for (text, expected) in [
            ("2026-10-01", true),
            ("2024-02-29", true),
            ("2026-02-29", false),
            ("2026-1-1", false),
            ("20261001", false),
            ("+2026-01-1", false),
        ] {
            assert_eq!(is_day(text), expected, "{text}");
        }
    }
}
