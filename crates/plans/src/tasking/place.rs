//! Places as activity may name them: a street or a village, and no home.

use journal::Refused;

/// A place no finer than a street.
///
/// # Errors
/// It begins with the number of a house, names a flat, or holds a whole postcode.
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

/// Words that stand before a number or a letter of one home.
const HOMES: [&str; 4] = ["flat", "apartment", "plot", "caravan"];

pub(super) fn is_finer_than_a_street(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = || words.iter().zip(words.iter().skip(1));
    let numbered = pairs().any(|(first, second)| is_house_number(first) && second.chars().next().is_some_and(char::is_uppercase));
    let home = pairs().any(|(first, second)| {
        HOMES.iter().any(|home| first.eq_ignore_ascii_case(home)) && (is_house_number(second) || second.chars().count() == 1)
    });
    let postcode =
        pairs().any(|(first, second)| is_outward(first) && is_inward(second)) || words.iter().any(|word| is_whole_postcode(word));
    numbered || home || postcode
}

/// `12`, `12a`: up to four digits and a letter at most. `A10` and `B1049` are roads.
fn is_house_number(word: &str) -> bool {
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

/// `6EA`.
fn is_inward(word: &str) -> bool {
    word.len() == 3 && word.bytes().next().is_some_and(|b| b.is_ascii_digit()) && word.bytes().skip(1).all(|b| b.is_ascii_alphabetic())
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
        for home in [
            "12 High Street",
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
