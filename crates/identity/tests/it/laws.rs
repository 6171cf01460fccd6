//! Secrets and passwords: what always holds.

use identity::{password, secret};
use proptest::prelude::*;

const RULES: password::Rules<'_> = password::Rules { shortest: 12, words: &["wardmote", "hexby"] };

proptest! {
    #[test]
    fn texts_are_the_same_when_they_are(one in ".{0,40}", other in ".{0,40}") {
        prop_assert!(secret::same(&one, &one));
        prop_assert_eq!(secret::same(&one, &other), one == other);
        prop_assert_eq!(secret::hash(&one) == secret::hash(&other), one == other);
    }

    #[test]
    fn no_password_is_refused_twice_over_and_none_makes_it_fall(password in "\\PC{0,300}") {
        let letters = password.chars().count();
        match password::check(&password, &RULES).map_err(|trouble| trouble.code) {
            Err("password-short") => prop_assert!(letters < 12),
            Err("password-long") => prop_assert!(letters > password::LONGEST),
            Err(code) => prop_assert_eq!(code, "password-guessable"),
            Ok(()) => prop_assert!((12..=password::LONGEST).contains(&letters)),
        }
    }

    #[test]
    fn letters_drawn_by_chance_are_taken(password in "[bcdfghjkmpqrtvwxz2-9]{20,64}") {
        prop_assert!(password::check(&password, &RULES).is_ok());
    }

    #[test]
    fn a_word_anybody_would_try_stays_one_however_it_is_dressed(
        word in prop::sample::select(vec!["wardmote", "hexby", "password", "liverpool", "letmein", "qwertyuiop"]),
        year in 1940_u32..2040,
        between in prop::sample::select(vec!["", "-", "_", " ", "."]),
        shout in any::<bool>(),
        leet in any::<bool>(),
        times in 1_usize..4,
    ) {
        let mut dressed = if shout { word.to_uppercase() } else { word.to_owned() };
        if leet {
            dressed = dressed.replace(['o', 'O'], "0").replace(['e', 'E'], "3").replace(['a', 'A'], "@");
        }
        let password = format!("{}{between}{year}{between}{dressed}!!", format!("{dressed}{between}").repeat(times));
        let refused = password::check(&password, &RULES).unwrap_err();
        prop_assert!(["password-guessable", "password-short"].contains(&refused.code), "{}", refused.code);
    }
}
