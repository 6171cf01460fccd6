//! Numbers texts in the order they first appear.

#![expect(clippy::cast_possible_truncation, reason = "a hash is cut on purpose, and texts are numbered in 32 bits by their own check")]

use std::hash::{BuildHasher, RandomState};

/// Texts of one column and their numbers, from 0. The empty text is a text like any other.
#[derive(Debug)]
pub(crate) struct Interner {
    slots: Vec<Slot>,
    /// All texts one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<u32>,
    last: u32,
    seed: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u32,
    /// The number plus one; 0: free.
    number: u32,
}

impl Interner {
    pub(crate) fn new() -> Self {
        // A seed of the process's own: nobody can write a file whose texts all fall into one slot.
        let seed = RandomState::new().hash_one(0_u8) | 1;
        Self { slots: vec![Slot::default(); 64], bytes: Vec::new(), ends: Vec::new(), last: u32::MAX, seed }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, number: u32) -> &[u8] {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).copied().unwrap_or_default() };
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The texts in the order of their numbers.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        (0..).map_while(|n| ((n as usize) < self.len()).then(|| self.get(n)))
    }

    /// Forgets everything but the room it took.
    pub(crate) fn clear(&mut self) {
        self.slots.fill(Slot::default());
        self.bytes.clear();
        self.ends.clear();
        self.last = u32::MAX;
    }

    /// Bytes of the texts so far.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The text's number where it was given `guess` before, as the names of areas follow their codes; otherwise looked up.
    #[inline]
    pub(crate) fn number_guessed(&mut self, text: &str, guess: &mut u32) -> u32 {
        if *guess >= self.ends.len() as u32 || self.get(*guess) != text.as_bytes() {
            *guess = self.number(text);
        }
        *guess
    }

    /// The text's number; runs of the same text, the common case, cost one comparison.
    #[inline]
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let text = text.as_bytes();
        if self.last != u32::MAX && self.get(self.last) == text {
            return self.last;
        }
        self.last = self.look_up(text);
        self.last
    }

    fn look_up(&mut self, text: &[u8]) -> u32 {
        let hash = hash(text, self.seed);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get(at).copied().unwrap_or_default();
            if slot.number == 0 {
                break;
            }
            if slot.hash == hash && self.get(slot.number - 1) == text {
                return slot.number - 1;
            }
            at = (at + 1) & mask;
        }
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX - 1);
        self.bytes.extend_from_slice(text);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { hash, number: number + 1 };
        }
        if self.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 4];
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|s| s.number != 0) {
            let mut at = slot.hash as usize & mask;
            while self.slots.get(at).is_some_and(|s| s.number != 0) {
                at = (at + 1) & mask;
            }
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
            }
        }
    }
}

/// Folded multiplication over eight bytes at a time; the last eight may overlap those before, so that no length
/// needs a loop over single bytes.
#[inline]
fn hash(text: &[u8], seed: u64) -> u32 {
    const KEY: u64 = 0x2d35_8dcc_aa6c_78a5;
    let mut state = seed ^ (text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    if let Some(last) = text.last_chunk::<8>() {
        let (words, _) = text.as_chunks::<8>();
        for word in words {
            state = fold(state ^ u64::from_le_bytes(*word), KEY);
        }
        state = fold(state ^ u64::from_le_bytes(*last), seed);
    } else {
        let tail = text.iter().fold(0_u64, |tail, byte| tail << 8 | u64::from(*byte));
        state = fold(state ^ tail, seed);
    }
    (state ^ (state >> 32)) as u32
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_given_in_order_of_first_appearance(texts in proptest::collection::vec("[ab]{0,3}|[a-z]{0,20}", 0..400)) {
            let mut interner = Interner::new();
            for _ in 0..2 {
                let mut known: Vec<&str> = Vec::new();
                for text in &texts {
                    let number = known.iter().position(|k| k == text).unwrap_or_else(|| {
                        known.push(text);
                        known.len() - 1
                    });
                    prop_assert_eq!(interner.number(text) as usize, number);
                }
                prop_assert_eq!(interner.texts().collect::<Vec<_>>(), known.iter().map(|k| k.as_bytes()).collect::<Vec<_>>());
                interner.clear();
            }
        }
    }
}
