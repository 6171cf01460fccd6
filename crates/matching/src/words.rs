//! The words of all names, who bears them, and which words are like an asked one.

use std::collections::BTreeMap;
use std::ops::Bound;

use rapidfuzz::distance::{jaro_winkler, osa};

use crate::bits::Bits;
use crate::likeness::Likeness;
use crate::plain::{Text, is_particle, weight};
use crate::slots::Slots;
use crate::wiped::{Wiped, blank, block};

/// A word of names, kept once however many people bear it.
struct Word {
    text: Text,
    /// The numbers of its people, ascending.
    people: Vec<u32>,
}

/// How a word of a name is like an asked word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Same,
    Prefix,
    Initial,
    Alike,
}

/// A word of names that is like an asked word, and what it counts.
#[derive(Clone, Copy)]
pub(crate) struct Kin {
    pub(crate) word: u32,
    pub(crate) worth: f64,
    pub(crate) kind: Kind,
}

/// All words of names that are like an asked word.
pub(crate) struct Kinship {
    /// By number of the word.
    kin: Vec<Kin>,
    members: Bits,
}

impl Kinship {
    fn of(mut kin: Vec<Kin>) -> Self {
        kin.sort_unstable_by_key(|kin| kin.word);
        let mut members = Bits::new();
        for kin in kin.iter().rev() {
            members.insert(kin.word);
        }
        Self { kin, members }
    }

    /// The word alone.
    pub(crate) fn same(word: Option<u32>) -> Self {
        Self::of(word.map(|word| Kin { word, worth: 1.0, kind: Kind::Same }).into_iter().collect())
    }

    pub(crate) fn get(&self, word: u32) -> Option<&Kin> {
        if !self.members.contains(word) {
            return None;
        }
        self.kin.binary_search_by_key(&word, |kin| kin.word).ok().and_then(|at| self.kin.get(at))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kin.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Kin> {
        self.kin.iter()
    }
}

/// The words of all names.
pub(crate) struct Words {
    slots: Slots<Word>,
    known: BTreeMap<Text, u32>,
    /// Which words hold three letters in a row, ascending; the beginning and the end of a word count as letters.
    grams: BTreeMap<u64, Vec<u32>>,
    particles: Bits,
}

impl Words {
    pub(crate) const fn new() -> Self {
        Self { slots: Slots::new(), known: BTreeMap::new(), grams: BTreeMap::new(), particles: Bits::new() }
    }

    /// Notes that a person bears a word.
    pub(crate) fn put(&mut self, text: Text, person: u32) -> u32 {
        let number = self.number(&text).unwrap_or_else(|| self.begin(text));
        if let Some(word) = self.slots.get_mut(number) {
            insert(&mut word.people, person);
        }
        number
    }

    fn begin(&mut self, text: Text) -> u32 {
        let number = self.slots.put(Word { text: text.clone(), people: Vec::new() });
        if is_particle(&text) {
            self.particles.insert(number);
        }
        for &gram in grams(&text).iter() {
            insert(self.grams.entry(gram).or_default(), number);
        }
        self.known.insert(text, number);
        number
    }

    /// Notes that a person bears a word no longer. Does nothing when they don't.
    pub(crate) fn remove(&mut self, number: u32, person: u32) {
        let Some(word) = self.slots.get_mut(number) else { return };
        remove(&mut word.people, person);
        if word.people.is_empty()
            && let Some(word) = self.slots.take(number)
        {
            self.known.remove(&word.text);
            self.particles.remove(number);
            for gram in grams(&word.text).iter() {
                if let Some(holders) = self.grams.get_mut(gram) {
                    remove(holders, number);
                    if holders.is_empty() {
                        self.grams.remove(gram);
                    }
                }
            }
        }
    }

    pub(crate) fn number(&self, text: &[char]) -> Option<u32> {
        self.known.get(text).copied()
    }

    pub(crate) fn text(&self, number: u32) -> &[char] {
        self.slots.get(number).map_or(&[], |word| &word.text)
    }

    pub(crate) fn weight(&self, number: u32) -> f64 {
        weight(self.particles.contains(number))
    }

    /// What the words of a name weigh, each once.
    pub(crate) fn weight_together(&self, name: &[u32]) -> f64 {
        let first_time = |(at, word): &(usize, &u32)| name.iter().position(|other| other == *word) == Some(*at);
        name.iter().enumerate().filter(first_time).map(|(_, &word)| self.weight(word)).sum()
    }

    pub(crate) fn people(&self, number: u32) -> &[u32] {
        self.slots.get(number).map_or(&[], |word| &word.people)
    }

    /// The words that are like an asked one and begin with the same letters, so many.
    pub(crate) fn kin(&self, asked: &[char], head: usize, likeness: &Likeness) -> Kinship {
        let head = asked.get(..head).unwrap_or_default();
        let spelling = Spelling::new(asked, likeness);
        let mut kin: Vec<Kin> = self
            .known
            .range::<[char], _>((Bound::Included(asked), Bound::Unbounded))
            .take_while(|(text, _)| text.starts_with(asked))
            .map(|(text, &word)| spelling.begins(text, word))
            .collect();
        if let [first, _, ..] = asked
            && head.is_empty()
            && let Some(word) = self.number(&[*first])
        {
            kin.push(Kin { word, worth: likeness.initial, kind: Kind::Initial });
        }
        for word in self.near(asked) {
            let text = self.text(word);
            if text.starts_with(head)
                && !text.starts_with(asked)
                && let Some(worth) = spelling.alike(text)
            {
                kin.push(Kin { word, worth, kind: Kind::Alike });
            }
        }
        Kinship::of(kin)
    }

    /// The words that share enough of their letters, three in a row, to be spelt almost the same.
    fn near(&self, asked: &[char]) -> Vec<u32> {
        if asked.len() < 3 {
            return Vec::new();
        }
        let grams = grams(asked);
        let enough = shared_grams(asked.len(), grams.len());
        let mut shared = vec![0_u8; self.slots.reach()];
        let mut near = Vec::new();
        for holders in grams.iter().filter_map(|gram| self.grams.get(gram)) {
            for &word in holders {
                // A word has at most 42 groups of three letters, so the count can't overflow.
                if let Some(count) = shared.get_mut(word as usize) {
                    *count += 1;
                    if *count == enough {
                        near.push(word);
                    }
                }
            }
        }
        near
    }

    pub(crate) fn bytes(&self) -> usize {
        let texts: usize = self.slots.iter().map(|word| word.text.bytes() + block(word.people.capacity() * size_of::<u32>())).sum();
        let grams: usize = self.grams.values().map(|holders| block(holders.capacity() * size_of::<u32>())).sum();
        self.slots.bytes() + texts + grams + tree_bytes(&self.known) + tree_bytes(&self.grams) + self.particles.bytes()
    }
}

/// How many of the asked word's groups of three letters a word must hold to be looked at.
///
/// One letter changed, missing or added spoils three of them, a swap of neighbours four: whatever is one slip away shares all
/// but four. Of long words two in five are asked for, which leaves room for a second and third slip. A word of three letters
/// is only like one of four, which spoils two of its five.
fn shared_grams(letters: usize, grams: usize) -> u8 {
    let enough = if letters == 3 { 3 } else { grams.saturating_sub(4).min((2 * grams).div_ceil(5)).max(1) };
    u8::try_from(enough).unwrap_or(u8::MAX)
}

/// The different groups of three letters of a word with two signs before and two after it, so that its first and last letters
/// count as much as the others.
fn grams(word: &[char]) -> Wiped<u64> {
    const BEGINNING: u64 = 0x11_0000; // past the last letter of Unicode; 21 bits a letter
    const END: u64 = 0x11_0001;
    let letters = [BEGINNING; 2].into_iter().chain(word.iter().map(|&letter| u64::from(u32::from(letter)))).chain([END; 2]);
    // Never grows, so it never leaves a copy behind.
    let mut grams: Vec<u64> = Vec::with_capacity(word.len() + 2);
    let mut three = 0_u64;
    for (at, letter) in letters.enumerate() {
        three = ((three << 21) | letter) & ((1 << 63) - 1);
        if at >= 2 {
            grams.push(three);
        }
    }
    grams.sort_unstable();
    grams.dedup();
    let kept = Wiped::of(&grams);
    blank(&mut grams);
    kept
}

/// An asked word, ready to be compared with many.
struct Spelling<'a> {
    asked: &'a [char],
    likeness: &'a Likeness,
    winkler: jaro_winkler::BatchComparator<char>,
    slips: osa::BatchComparator<char>,
}

impl<'a> Spelling<'a> {
    fn new(asked: &'a [char], likeness: &'a Likeness) -> Self {
        let letters = || asked.iter().copied();
        Self { asked, likeness, winkler: jaro_winkler::BatchComparator::new(letters()), slips: osa::BatchComparator::new(letters()) }
    }

    /// What a word counts that begins as asked.
    fn begins(&self, text: &[char], word: u32) -> Kin {
        if text.len() == self.asked.len() {
            Kin { word, worth: 1.0, kind: Kind::Same }
        } else if self.asked.len() == 1 {
            Kin { word, worth: self.likeness.initial, kind: Kind::Initial }
        } else {
            let worth = self.winkler.similarity(text.iter().copied()) * self.likeness.alike;
            Kin { word, worth: worth.max(self.likeness.prefix), kind: Kind::Prefix }
        }
    }

    /// What a word counts that is spelt almost so.
    fn alike(&self, text: &[char]) -> Option<f64> {
        let longer = self.asked.len().max(text.len());
        let most = most_slips(longer);
        if most == 0 || self.asked.len().abs_diff(text.len()) > most {
            return None;
        }
        let slips = self.slips.distance_with_args(text.iter().copied(), &osa::Args::default().score_cutoff(most))?;
        // A word is at most 40 letters long.
        let stay = 1.0 - slips as f64 / longer as f64;
        let spelling = self.winkler.similarity(text.iter().copied()).max(stay);
        (spelling >= self.likeness.spelling).then_some(spelling * self.likeness.alike)
    }
}

/// How many slips two words may be apart, by the letters of the longer.
fn most_slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

fn insert(numbers: &mut Vec<u32>, number: u32) {
    if let Err(at) = numbers.binary_search(&number) {
        numbers.insert(at, number);
    }
}

fn remove(numbers: &mut Vec<u32>, number: u32) {
    if let Ok(at) = numbers.binary_search(&number) {
        numbers.remove(at);
        if numbers.capacity() > 8 + 4 * numbers.len() {
            numbers.shrink_to(2 * numbers.len());
        }
    }
}

/// What a tree takes: its nodes hold eleven entries, and at worst half of the room is used.
pub(crate) fn tree_bytes<K, V>(tree: &BTreeMap<K, V>) -> usize {
    2 * tree.len() * (size_of::<K>() + size_of::<V>())
}

#[cfg(test)]
impl Words {
    /// Every word with its people, and every group of letters with its words: what must be the same whatever came and went.
    pub(crate) fn everything(&self) -> (BTreeMap<String, Vec<u32>>, BTreeMap<u64, Vec<String>>) {
        let text = |number: u32| self.slots.get(number).map(|word| word.text.iter().collect::<String>()).unwrap_or_default();
        let people = self.known.values().map(|&number| (text(number), self.people(number).to_vec())).collect();
        let grams = self.grams.iter().map(|(&gram, holders)| {
            let mut holders: Vec<String> = holders.iter().map(|&number| text(number)).collect();
            holders.sort();
            (gram, holders)
        });
        assert_eq!(self.slots.iter().count(), self.known.len());
        (people, grams.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_two_more_groups_than_letters() {
        let letters: Vec<char> = "zorqu".chars().collect();
        assert_eq!((grams(&letters).len(), grams(&['z']).len(), grams(&[]).len()), (7, 3, 2));
        assert_eq!(grams(&['a', 'a', 'a', 'a', 'a']).len(), 5);
    }

    #[test]
    fn one_slip_leaves_enough_groups() {
        assert_eq!([(3, 5), (4, 6), (5, 7), (8, 10), (40, 42)].map(|(letters, grams)| shared_grams(letters, grams)), [3, 2, 3, 4, 17]);
    }
}
