//! Sentences, by the rules of Unicode and a few of English.

use super::prose::{Kind, Part};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// Words with a full stop after which a sentence goes on, even where a capital follows.
const ABBREVIATIONS: [&str; 22] = [
    "e.g.", "i.e.", "etc.", "approx.", "no.", "nos.", "vs.", "v.", "st.", "mr.", "mrs.", "ms.", "dr.", "cllr.", "insp.", "sgt.", "supt.",
    "fig.", "p.", "pp.", "c.", "cf.",
];

/// The sentences of a text. None ends within a reference or after an abbreviation.
pub(super) fn sentences(text: &str, parts: &[Part]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (start, piece) in text.split_sentence_bound_indices() {
        let end = start + piece.len();
        let inside = parts.iter().any(|part| !matches!(part.kind, Kind::Words) && part.at.start < start && start < part.at.end);
        match found.last_mut() {
            Some(last) if inside || goes_on(text.get(last.clone()).unwrap_or("")) => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

fn goes_on(sentence: &str) -> bool {
    let Some(last) = sentence.split_whitespace().next_back() else { return true };
    let last = last.trim_start_matches(['(', '“', '"', '‘']).to_lowercase();
    ABBREVIATIONS.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_a_reader_ends_it() {
        for (text, expected) in [
            ("One. Two! Three?", vec!["One. ", "Two! ", "Three?"]),
            ("There were 1,000. Then 10.3 per head.", vec!["There were 1,000. ", "Then 10.3 per head."]),
            (
                "In St Neots it rose. In St. Ives, e.g. East Ward, it fell.",
                vec!["In St Neots it rose. ", "In St. Ives, e.g. East Ward, it fell."],
            ),
            ("The wards (e.g. Cambourne) were quiet", vec!["The wards (e.g. Cambourne) were quiet"]),
            ("Burglary etc. fell. It did.", vec!["Burglary etc. fell. ", "It did."]),
        ] {
            let found: Vec<&str> = sentences(text, &[]).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn no_sentence_ends_within_an_exception() {
        let text = "At Dr. A. Ward. B street.";
        let part = Part { at: 3..15, kind: Kind::Literal { because: String::new() } };
        assert_eq!(sentences(text, &[part]).len(), 2, "{:?}", sentences(text, &[]));
    }
}
