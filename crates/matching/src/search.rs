//! Searching: who can reach the floor at all, then how like each of them is, best hopes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::index::{NameIndex, Person};
use crate::likeness::{Likeness, Match, Why};
use crate::pairing::{Asked, Paired, pair, rounded};
use crate::plain::{MOST_WORDS, is_particle, weight, words_of};
use crate::readings::{Fits, Heard, readings};
use crate::words::Kinship;

/// Sums and products of the same shares in another order differ by less.
const ROUNDING: f64 = 1e-9;

impl NameIndex {
    /// The people whose names are like what was asked, at most `limit` of them: best first, equals by id, with the usual
    /// [`Likeness`].
    pub fn find(&self, asked: &str, limit: usize) -> Vec<Match> {
        self.find_with(asked, limit, &Likeness::default())
    }

    /// As [`NameIndex::find`], with a likeness of the caller's own.
    pub fn find_with(&self, asked: &str, limit: usize, likeness: &Likeness) -> Vec<Match> {
        let likeness = likeness.in_bounds();
        let asked = words_of(asked);
        if limit == 0 || asked.is_empty() {
            return Vec::new();
        }
        let readings = readings(&asked, &self.words);
        let mut kin: BTreeMap<&Heard, Kinship> = BTreeMap::new();
        for heard in readings.iter().flatten() {
            kin.entry(heard).or_insert_with(|| self.kin(heard, &likeness));
        }
        let mut found: BTreeMap<u32, Paired> = BTreeMap::new();
        // A word that was joined from two and is like nobody's makes no reading.
        let is_empty = |heard: &Heard| heard.fits != Fits::Alike && kin.get(heard).is_none_or(Kinship::is_empty);
        for reading in readings.iter().filter(|reading| !reading.iter().any(is_empty)) {
            let asked: Vec<Asked<'_>> = reading
                .iter()
                .take(MOST_WORDS)
                .filter_map(|heard| {
                    let weight = weight(is_particle(&heard.text));
                    Some(Asked { weight, same: self.words.number(&heard.text), kin: kin.get(heard)? })
                })
                .collect();
            self.find_reading(&asked, limit, &likeness, &mut found);
        }
        let mut matches: Vec<(Paired, &Person)> =
            found.into_iter().filter_map(|(number, paired)| Some((paired, self.people.get(number)?))).collect();
        matches.sort_unstable_by(|(a, one), (b, other)| b.score.total_cmp(&a.score).then_with(|| one.id.cmp(&other.id)));
        matches
            .into_iter()
            .take(limit)
            .map(|(paired, person)| Match { id: String::from_utf8_lossy(&person.id).into_owned(), score: paired.score, why: paired.why })
            .collect()
    }

    fn kin(&self, heard: &Heard, likeness: &Likeness) -> Kinship {
        match heard.fits {
            Fits::Alike => self.words.kin(&heard.text, 0, likeness),
            Fits::AlikeFrom(letters) => self.words.kin(&heard.text, letters, likeness),
            Fits::Same => Kinship::same(self.words.number(&heard.text)),
        }
    }

    /// Adds to what was found the people that one reading finds, at least the best `limit` of them.
    fn find_reading(&self, asked: &[Asked<'_>], limit: usize, likeness: &Likeness, found: &mut BTreeMap<u32, Paired>) {
        // The best so far, the worst of them on top; scores aren't negative, so their bits have their order.
        let mut best: BinaryHeap<(Reverse<u64>, &[u8])> = BinaryHeap::new();
        for (number, hope) in self.hopes(asked, likeness) {
            let Some(person) = self.people.get(number) else { continue };
            if best.len() >= limit
                && let Some((Reverse(worst), id)) = best.peek()
            {
                let worst = f64::from_bits(*worst);
                if hope < worst {
                    break;
                }
                // Equals go by id: whoever can at most equal the worst must come before them.
                if hope <= worst && *person.id > **id {
                    continue;
                }
            }
            let Some(paired) = self.compared(person, asked, likeness).filter(|paired| paired.score >= likeness.floor) else { continue };
            best.push((Reverse(paired.score.to_bits()), &person.id));
            if best.len() > limit {
                best.pop();
            }
            if paired.is_better_than(found.get(&number)) {
                found.insert(number, paired);
            }
        }
    }

    /// Everybody who bears words enough to reach the floor, with the score that they can't exceed, highest first.
    fn hopes(&self, asked: &[Asked<'_>], likeness: &Likeness) -> Vec<(u32, f64)> {
        let reach = self.people.reach();
        let (mut sums, mut bests) = (vec![0.0_f64; reach], vec![0.0_f64; reach]);
        let (mut anybody, mut touched) = (Vec::new(), Vec::new());
        for asked in asked {
            for kin in asked.kin.iter() {
                for &person in self.words.people(kin.word) {
                    if let Some(best) = bests.get_mut(person as usize) {
                        if *best <= 0.0 {
                            touched.push(person);
                        }
                        *best = best.max(kin.worth);
                    }
                }
            }
            for person in touched.drain(..) {
                if let (Some(sum), Some(best)) = (sums.get_mut(person as usize), bests.get_mut(person as usize)) {
                    if *sum <= 0.0 {
                        anybody.push(person);
                    }
                    *sum += asked.weight * std::mem::take(best);
                }
            }
        }
        let weight: f64 = asked.iter().map(|asked| asked.weight).sum();
        // Every asked word takes a whole word of the name at most; of the lightest name, at least the rest wasn't asked.
        let unasked = |lightest: f64| (1.0 - asked.len() as f64 / lightest).max(0.0);
        let hope = |number: u32| {
            let most = sums.get(number as usize)? / weight * (1.0 - likeness.unasked * unasked(self.people.get(number)?.lightest));
            Some((number, rounded(most + ROUNDING)))
        };
        let mut hopes: Vec<(u32, f64)> = anybody.into_iter().filter_map(hope).filter(|(_, hope)| *hope >= likeness.floor).collect();
        hopes.sort_unstable_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
        hopes
    }

    /// How like the best of a person's names is; or all of them together, when each lacks some of what was asked.
    fn compared(&self, person: &Person, asked: &[Asked<'_>], likeness: &Likeness) -> Option<Paired> {
        let mut best: Option<Paired> = None;
        for name in person.names() {
            if let Some(paired) = pair(asked, name, &self.words, likeness)
                && paired.is_better_than(best.as_ref())
            {
                best = Some(paired);
            }
        }
        if best.is_some_and(|best| best.why == Why::SomeWords) && person.names().nth(1).is_some() {
            let mut all: Vec<u32> = Vec::new();
            for &word in person.names().flatten() {
                if !all.contains(&word) {
                    all.push(word);
                }
            }
            if let Some(mut across) = pair(asked, &all, &self.words, likeness)
                && across.why != Why::SomeWords
            {
                across = Paired { score: rounded(across.score * (1.0 - likeness.across_names)), why: Why::AcrossNames };
                if across.is_better_than(best.as_ref()) {
                    best = Some(across);
                }
            }
        }
        best
    }
}
