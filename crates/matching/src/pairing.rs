//! Asked words paired with words of a name, each with at most one, as well as can be.

use crate::likeness::{Likeness, Why};
use crate::plain::MOST_WORDS;
use crate::words::{Kind, Kinship, Words};

/// The asked words without their very counterpart that are compared by likeness; more of them aren't a name.
const MOST_LOOSE: usize = 6;
/// The words of a name, or of all names of a person, that are looked at: a bit each.
const MOST_NAME_WORDS: usize = 64;

/// An asked word with all words that are like it.
pub(crate) struct Asked<'a> {
    pub(crate) weight: f64,
    /// The word itself, if anybody bears it.
    pub(crate) same: Option<u32>,
    pub(crate) kin: &'a Kinship,
}

/// How like a name is.
#[derive(Clone, Copy)]
pub(crate) struct Paired {
    pub(crate) score: f64,
    pub(crate) why: Why,
}

impl Paired {
    pub(crate) fn is_better_than(&self, other: Option<&Self>) -> bool {
        other.is_none_or(|other| self.score > other.score || (self.score >= other.score && self.why < other.why))
    }
}

/// A score to six places: what differs by less is the same, whatever order it was summed in.
pub(crate) fn rounded(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * 1e6).round() / 1e6
}

/// An asked word's place in the name.
#[derive(Clone, Copy)]
struct Pair {
    at: usize,
    worth: f64,
    kind: Kind,
}

/// The pairs of the asked words, in their order, and which words of the name are taken.
struct Pairs {
    of: [Option<Pair>; MOST_WORDS],
    taken: u64,
}

/// Compares what was asked with a name. Nothing when no word of it is found.
pub(crate) fn pair(asked: &[Asked<'_>], name: &[u32], words: &Words, likeness: &Likeness) -> Option<Paired> {
    let asked = asked.get(..MOST_WORDS).unwrap_or(asked);
    let name = name.get(..MOST_NAME_WORDS).unwrap_or(name);
    let mut pairs = same(asked, name);
    loose(asked, name, &mut pairs);
    scored(asked, name, &pairs, words, likeness)
}

/// The same words find each other first.
fn same(asked: &[Asked<'_>], name: &[u32]) -> Pairs {
    let mut pairs = Pairs { of: [None; MOST_WORDS], taken: 0 };
    for (asked, pair) in asked.iter().zip(&mut pairs.of) {
        let found = name.iter().enumerate().find(|&(at, &word)| pairs.taken & (1 << at) == 0 && asked.same == Some(word));
        if let Some((at, _)) = found {
            pairs.taken |= 1 << at;
            *pair = Some(Pair { at, worth: 1.0, kind: Kind::Same });
        }
    }
    pairs
}

/// A way of pairing some of the loose words.
#[derive(Clone, Copy, Default)]
struct Plan {
    worth: f64,
    of: [Option<Pair>; MOST_LOOSE],
}

/// The other asked words are paired so that they count most together: the best plan for every set of them, word by word of
/// the name.
fn loose(asked: &[Asked<'_>], name: &[u32], pairs: &mut Pairs) {
    let loose: Vec<(usize, &Asked<'_>)> = asked
        .iter()
        .zip(&pairs.of)
        .enumerate()
        .filter(|(_, (_, pair))| pair.is_none())
        .map(|(at, (asked, _))| (at, asked))
        .take(MOST_LOOSE)
        .collect();
    let free = |taken: u64| name.iter().enumerate().filter(move |(at, _)| taken & (1 << at) == 0);
    if free(pairs.taken).all(|(_, &word)| loose.iter().all(|(_, asked)| asked.kin.get(word).is_none())) {
        return;
    }
    let mut plans: Vec<Option<Plan>> = vec![None; 1 << loose.len()];
    if let Some(nobody) = plans.first_mut() {
        *nobody = Some(Plan::default());
    }
    for (at, &word) in free(pairs.taken) {
        for set in (0..plans.len()).rev() {
            // Larger sets come first, so that this word isn't given twice.
            let Some(plan) = plans.get(set).copied().flatten() else { continue };
            for (bit, (_, asked)) in loose.iter().enumerate().filter(|(bit, _)| set & (1 << bit) == 0) {
                let Some(kin) = asked.kin.get(word) else { continue };
                let mut next = plan;
                next.worth += asked.weight * kin.worth;
                if let Some(place) = next.of.get_mut(bit) {
                    *place = Some(Pair { at, worth: kin.worth, kind: kin.kind });
                }
                if let Some(place) = plans.get_mut(set | (1 << bit))
                    && place.is_none_or(|standing| standing.worth < next.worth)
                {
                    *place = Some(next);
                }
            }
        }
    }
    let best = plans.iter().flatten().fold(Plan::default(), |best, plan| if plan.worth > best.worth { *plan } else { best });
    for ((at, _), pair) in loose.iter().zip(best.of) {
        if let Some(place) = pairs.of.get_mut(*at) {
            *place = pair;
            pairs.taken |= pair.map_or(0, |pair| 1 << pair.at);
        }
    }
}

fn scored(asked: &[Asked<'_>], name: &[u32], pairs: &Pairs, words: &Words, likeness: &Likeness) -> Option<Paired> {
    let (mut asked_weight, mut worth, mut in_order, mut all, mut last, mut weakest) = (0.0, 0.0, true, true, None, None);
    for (asked, pair) in asked.iter().zip(&pairs.of) {
        asked_weight += asked.weight;
        let Some(pair) = pair else {
            all = false;
            continue;
        };
        worth += asked.weight * pair.worth;
        in_order &= last.is_none_or(|last| last < pair.at);
        last = Some(pair.at);
        weakest = weakest.max(Some(pair.kind));
    }
    let (mut name_weight, mut unasked_weight) = (0.0, 0.0);
    for (at, &word) in name.iter().enumerate() {
        let weight = words.weight(word);
        name_weight += weight;
        unasked_weight += if pairs.taken & (1 << at) == 0 { weight } else { 0.0 };
    }
    let weakest = weakest?;
    let mut score = worth / asked_weight * (1.0 - likeness.unasked * (unasked_weight / name_weight));
    if !in_order {
        score *= 1.0 - likeness.other_order;
    }
    let has_more = unasked_weight > 0.0;
    let why = match weakest {
        _ if !all => Why::SomeWords,
        Kind::Same if has_more => Why::PartOfName,
        Kind::Same if in_order => Why::Exact,
        Kind::Same => Why::SameWords,
        Kind::Prefix => Why::Prefix,
        Kind::Initial => Why::Initial,
        Kind::Alike => Why::Alike,
    };
    Some(Paired { score: rounded(score), why })
}
