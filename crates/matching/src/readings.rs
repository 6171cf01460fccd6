//! Ways of reading what was asked: the same name is written together by one clerk and apart by the next.

use crate::plain::{MOST_LETTERS, MOST_WORDS, Text};
use crate::wiped::{Wiped, blank};
use crate::words::Words;

/// More readings than any name has; a bound on what one search may cost.
const MOST_READINGS: usize = 16;
/// `o`, `mc`, `mac`, `de`: what is often written together with the next word, even by people who then misspell it.
const LONGEST_HEAD: usize = 3;

/// A word of a reading.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Heard {
    pub(crate) text: Text,
    pub(crate) fits: Fits,
}

/// Which words of names may stand for a word of a reading: guesses upon guesses find anybody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fits {
    /// Whatever is like it.
    Alike,
    /// What is like it and begins with the same letters, so many: those of a head that was joined to the next word. Without its
    /// head, the name is found as it was asked.
    AlikeFrom(usize),
    /// Only the word itself: it is part of a word that was taken apart.
    Same,
}

/// What was asked as it stands; then with neighbours joined, or a word taken apart, where somebody bears the result.
pub(crate) fn readings(asked: &[Text], words: &Words) -> Vec<Vec<Heard>> {
    let mut readings = vec![heard(asked, Fits::Alike)];
    let mut likely = Vec::new();
    for run in [2, 3] {
        for (at, parts) in asked.windows(run).enumerate() {
            let Some(text) = joined(parts) else { continue };
            let is_known = words.number(&text).is_some();
            let head = parts.first().map_or(0, |head| head.len());
            if is_known {
                readings.push(replaced(asked, at, run, &[Heard { text, fits: Fits::AlikeFrom(head) }]));
            } else if run == 2 && head <= LONGEST_HEAD {
                likely.push(replaced(asked, at, run, &[Heard { text, fits: Fits::AlikeFrom(head) }]));
            }
        }
    }
    for (at, word) in asked.iter().enumerate() {
        if asked.len() < MOST_WORDS {
            readings.extend(splits(word, words).into_iter().map(|parts| replaced(asked, at, 1, &heard(&parts, Fits::Same))));
        }
    }
    readings.append(&mut likely);
    readings.truncate(MOST_READINGS);
    readings
}

fn heard(texts: &[Text], fits: Fits) -> Vec<Heard> {
    texts.iter().map(|text| Heard { text: text.clone(), fits }).collect()
}

/// The asked words, with `run` of them from `at` on replaced.
fn replaced(asked: &[Text], at: usize, run: usize, by: &[Heard]) -> Vec<Heard> {
    let rest = |texts: Option<&[Text]>| heard(texts.unwrap_or_default(), Fits::Alike);
    [rest(asked.get(..at)), by.to_vec(), rest(asked.get(at + run..))].concat()
}

fn joined(parts: &[Text]) -> Option<Text> {
    let mut letters: Vec<char> = Vec::with_capacity(MOST_LETTERS);
    if parts.iter().map(|part| part.len()).sum::<usize>() > MOST_LETTERS {
        return None;
    }
    for part in parts {
        letters.extend_from_slice(part);
    }
    let text = Wiped::of(&letters);
    blank(&mut letters);
    Some(text)
}

/// The word as two or three words that one person bears.
fn splits(word: &[char], words: &Words) -> Vec<Vec<Text>> {
    let mut splits = Vec::new();
    for (head, rest) in cuts(word) {
        let Some(first) = words.number(head) else { continue };
        if let Some(second) = words.number(rest)
            && share_a_person(words, &[first, second])
        {
            splits.push(vec![Wiped::of(head), Wiped::of(rest)]);
        }
        for (middle, tail) in cuts(rest) {
            if let (Some(second), Some(third)) = (words.number(middle), words.number(tail))
                && share_a_person(words, &[first, second, third])
            {
                splits.push(vec![Wiped::of(head), Wiped::of(middle), Wiped::of(tail)]);
            }
        }
    }
    splits
}

fn cuts(word: &[char]) -> impl Iterator<Item = (&[char], &[char])> {
    (1..word.len()).filter_map(|at| word.split_at_checked(at))
}

fn share_a_person(words: &Words, numbers: &[u32]) -> bool {
    let mut people: Vec<&[u32]> = numbers.iter().map(|&number| words.people(number)).collect();
    people.sort_unstable_by_key(|people| people.len());
    let Some((fewest, others)) = people.split_first() else { return false };
    fewest.iter().any(|person| others.iter().all(|people| people.binary_search(person).is_ok()))
}
