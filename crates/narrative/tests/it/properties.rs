//! Laws of the checker.

use crate::paper::{ANALYSIS, before, codes, draft, found};
use evidence::Verdict;
use narrative::FaultCode::{Digit, Direction, Unreadable};
use proptest::prelude::*;
use rulebook::Rulebook;

/// Bytes of a text at which something may be put without breaking a reference.
fn gaps(text: &str) -> Vec<usize> {
    let mut inside = false;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        if !inside && c != '}' && !text[..at].ends_with('{') {
            found.push(at);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_digit_put_anywhere_is_refused(place in any::<prop::sample::Index>(), digit in prop::sample::select(vec!['0', '7', '٣', '½', '७', '²'])) {
        let gaps = gaps(ANALYSIS);
        let mut text = ANALYSIS.to_owned();
        text.insert(gaps[place.index(gaps.len())], digit);
        let found = found(&text);
        prop_assert!(found.contains(&Digit) || found.contains(&Unreadable), "{text}: {found:?}");
    }

    #[test]
    fn what_is_filled_in_from_the_figures_is_never_wrong(then in 1u32..5000, now in 1u32..5000, tested in 0usize..3) {
        let (then, now) = (f64::from(then), f64::from(now));
        let verdict = if tested == 0 {
            Verdict::NotTested
        } else if tested == 1 {
            Verdict::NoClearChange
        } else if now > then {
            Verdict::Rose
        } else {
            Verdict::Fell
        };
        let text = "Burglary {{ burglary.moved }} by {{ burglary.percent }}, from {{ burglary.before }} to {{ burglary.value }} \
                    ({{ burglary.signed-percent }}), in {{ burglary.period }}; the test says {{ burglary.verdict }}.";
        let paper = draft().saying(text).with("burglary", |fact| {
            fact.value = Some(now);
            fact.before = Some(before(then, now, verdict));
            fact.parts.clear();
        });
        let mut paper = paper;
        paper.files.insert("narrative/recommendations.md".into(), "- Go on with {{ burglary.value }}.".into());
        let checked = paper.check();
        prop_assert!(checked.faults.is_empty(), "{:#?}", checked.faults);
    }

    #[test]
    fn no_text_upsets_the_checker(text in "([a-z,.;()'’&£é ]|rose|fell|while |and |\\{\\{ asb\\.(value|moved|nothing) \\}\\}|\\{\\{ helped\\.marsh \\}\\}|Marsh|Fenland|[0-9]|\n\n|- |## |> ){0,40}") {
        for fault in draft().saying(&text).faults() {
            prop_assert!(fault.line > 0 && !fault.mend.is_empty());
        }
    }
}

#[test]
fn every_word_of_the_lexicon_is_held_against_the_figures() {
    let lexicon = Rulebook::builtin().unwrap().direction_lexicon("2020-02-01".parse().unwrap(), None).unwrap().parameters;
    // Burglary rose and anti-social behaviour fell.
    let of = |figure: &str, word: &str| {
        let found = found(&format!("The number {word}, at {{{{ {figure}.value }}}}."));
        found.contains(&Direction)
    };
    for word in &lexicon.up {
        assert!(!of("burglary", word) && of("asb", word) && of("violence", word), "{word}");
    }
    for word in &lexicon.down {
        assert!(of("burglary", word) && !of("asb", word) && of("violence", word), "{word}");
    }
    for word in &lexicon.flat {
        assert!(of("burglary", word) && of("asb", word) && !of("violence", word), "{word}");
    }
    for (more, fewer) in lexicon.more.iter().zip(&lexicon.fewer) {
        let than = |figure: &str, word: &str| of(figure, &format!("is {word} than the year before"));
        assert!(!than("burglary", more) && than("asb", more) && than("burglary", fewer) && !than("asb", fewer), "{more} {fewer}");
    }
}

#[test]
fn every_intent_takes_the_claim_away() {
    let lexicon = Rulebook::builtin().unwrap().direction_lexicon("2020-02-01".parse().unwrap(), None).unwrap().parameters;
    for intent in &lexicon.intents {
        assert_eq!(codes(&draft().saying(&format!("Burglary {intent} fall, from {{{{ burglary.value }}}}.")).faults()), [], "{intent}");
    }
    for idiom in &lexicon.idioms {
        let faults = draft().saying(&format!("This {idiom} a theme, as do {{{{ burglary.value }}}} offences.")).faults();
        assert!(!codes(&faults).contains(&Direction), "{idiom}");
    }
}
