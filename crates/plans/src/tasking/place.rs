//! Places as activity may name them: a street or a village, and no home.

use journal::{Refused, Words};

/// A place no finer than a street.
///
/// # Errors
/// It has the number of a house before a street, names a flat, or holds a whole postcode.
pub fn check_place(field: &'static str, text: &str) -> Result<(), Refused> {
    if is_finer_than_a_street(text) {
        return Err(Refused::NotOneOf {
            field,
            value: "something finer than a street".to_owned(),
            known: "a street, a village or a ward, without the number of a house and without a postcode".to_owned(),
        });
    }
    Ok(())
}

/// A text that must be there: no person and no home.
pub(super) fn check_said(words: &Words<'_>, field: &'static str, text: &str) -> Result<(), Refused> {
    words.text(field, text)?;
    check_place(field, text)
}

/// As [`check_said`], where nothing may stand too.
pub(super) fn check_maybe_said(words: &Words<'_>, field: &'static str, text: &str) -> Result<(), Refused> {
    words.maybe_text(field, text)?;
    check_place(field, text)
}

/// Words that stand before a number or a letter of one home.
const HOMES: [&str; 4] = ["flat", "apartment", "plot", "caravan"];

/// Words that end the name of a street. The words of the rule `personal-looking` hold more, and some of those are too common behind a
/// number to tell a home: "2 school visits", "4 at the centre".
const STREETS: [&str; 24] = [
    "road", "rd", "street", "st", "lane", "ln", "avenue", "ave", "close", "drive", "way", "court", "crescent", "gardens", "grove",
    "terrace", "row", "mews", "cottage", "cottages", "square", "green", "drove", "parade",
];

/// Words that never stand between the number of a house and its street: behind them the number counts or measures something.
const COUNTED: [&str; 42] = [
    "about", "across", "after", "along", "and", "are", "at", "before", "between", "by", "day", "days", "during", "for", "from", "hour",
    "hours", "in", "into", "is", "km", "metres", "miles", "minutes", "month", "months", "mph", "near", "of", "off", "on", "or", "per",
    "to", "was", "week", "weeks", "were", "when", "with", "year", "years",
];

/// So many words behind its number a street has said that it is one: `12 Old Mill Lane`.
const NEAR: usize = 3;

pub(super) fn is_finer_than_a_street(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = || words.iter().zip(words.iter().skip(1));
    let numbered =
        words.iter().enumerate().any(|(at, word)| is_house_number(word) && leads_to_a_street(words.get(at + 1..).unwrap_or_default()));
    let home = pairs().any(|(first, second)| is_one_of(&HOMES, first) && (is_number_of_a_home(second) || second.chars().count() == 1));
    let postcode =
        pairs().any(|(first, second)| is_outward(first) && is_inward(second)) || words.iter().any(|word| is_whole_postcode(word));
    numbered || home || postcode
}

/// Whether the words behind a number are the name of a street: a word at least, then what a street is called.
fn leads_to_a_street(behind: &[&str]) -> bool {
    behind.iter().take(NEAR).take_while(|word| !is_one_of(&COUNTED, word)).skip(1).any(|word| is_one_of(&STREETS, word))
}

fn is_one_of(known: &[&str], word: &str) -> bool {
    known.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// As [`is_number_of_a_home`], and no year: few streets have so many houses, and much prose has years.
fn is_house_number(word: &str) -> bool {
    let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit());
    is_number_of_a_home(word) && !year
}

/// `12`, `12a`: up to four digits and a letter at most. `A10` and `B1049` are roads.
fn is_number_of_a_home(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let letters = word.len() - digits.len();
    (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && letters <= 1
}

/// `CB1`, `CB23`, `W1A`.
fn is_outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest: Vec<u8> = word.bytes().skip(letters).collect();
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let behind = rest.iter().skip(digits).all(u8::is_ascii_alphabetic);
    (1..=2).contains(&letters) && (1..=2).contains(&digits) && behind && rest.len() - digits <= 1
}

/// `6EA`. No such part has one of the letters that are easily misread, so `5pm` is none; `1st` to `4th` stand in prose.
fn is_inward(word: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphabetic() && !b"CIKMOV".contains(&b.to_ascii_uppercase());
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end));
    word.len() == 3 && !ordinal && word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && word.bytes().skip(1).all(letter)
}

/// `CB236EA`.
fn is_whole_postcode(word: &str) -> bool {
    let Some(at) = word.len().checked_sub(3) else { return false };
    word.get(..at).is_some_and(is_outward) && word.get(at..).is_some_and(is_inward)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_and_villages_pass_and_homes_do_not() {
        for place in
            ["Cambourne", "High Street, Sawston", "B1049 at Histon", "A10 near Milton", "St Neots Road", "Bar Hill, phase 2 estate", "CB23"]
        {
            assert_eq!(check_place("place", place), Ok(()), "{place}");
        }
        for said in [
            "Fireworks on 5 November",
            "24 Hour Watch",
            "in 2019 Police said",
            "In 2019 High Street was closed",
            "2 lamps in Mill Lane are out",
            "a limit of 20 mph in Mill Lane",
            "3 court cases, 2 gardens and 4 road closures",
            "along the A14 5pm to 7pm, on the B1049 1st of May",
        ] {
            assert_eq!(check_place("said", said), Ok(()), "{said}");
        }
        for home in [
            "12 High Street",
            "12 mill lane",
            "Locks at 12 Mill Lane",
            "Locks at 12 old mill lane, Over",
            "12-14 Mill Lane",
            "12 the street",
            "Sawston, 12a Mill Lane",
            "Flat 3, Mill Lane",
            "flat B Mill Lane",
            concat!("CB23", " 6EA"),
            concat!("Cambourne cb23", "6ea"),
        ] {
            let refused = check_place("place", home).unwrap_err();
            assert!(!refused.to_string().contains("Mill"), "{refused}: what was refused is not repeated");
        }
    }
}
