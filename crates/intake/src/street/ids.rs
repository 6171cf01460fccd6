//! The Crime IDs met in one file, compared exactly.

#![expect(clippy::cast_possible_truncation, reason = "a hash is cut on purpose")]

use super::row::CrimeId;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Identifiers met so far.
pub(super) struct Ids {
    digests: Vec<[u8; 32]>,
    /// Place in `digests` plus one, 0 where free; twice as many slots as digests at least.
    slots: Vec<u32>,
    texts: HashSet<String>,
    seed: u64,
}

impl Ids {
    pub(super) fn new() -> Self {
        // Digests are as good as random already; the seed keeps a made-up file from filling one slot.
        Self { digests: Vec::new(), slots: vec![0; 1 << 12], texts: HashSet::new(), seed: RandomState::new().hash_one(0_u8) | 1 }
    }

    /// Whether the identifier is met for the first time; a missing one always is.
    pub(super) fn is_new(&mut self, id: CrimeId<'_>) -> bool {
        match id {
            CrimeId::Missing => true,
            CrimeId::Text(text) => self.texts.insert(text.to_owned()),
            CrimeId::Digest(digest) => self.is_new_digest(&digest),
        }
    }

    fn is_new_digest(&mut self, digest: &[u8; 32]) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = self.start(digest) & mask;
        loop {
            match self.slots.get(at).copied().unwrap_or_default() {
                0 => break,
                taken if self.digests.get(taken as usize - 1) == Some(digest) => return false,
                _ => at = (at + 1) & mask,
            }
        }
        self.digests.push(*digest);
        if let (Some(slot), Ok(number)) = (self.slots.get_mut(at), u32::try_from(self.digests.len())) {
            *slot = number;
        }
        if self.digests.len() * 2 > self.slots.len() {
            self.grow();
        }
        true
    }

    fn grow(&mut self) {
        let mut slots = vec![0; self.slots.len() * 4];
        let mask = slots.len() - 1;
        for (digest, number) in self.digests.iter().zip(1_u32..) {
            let mut at = self.start(digest) & mask;
            while slots.get(at).is_some_and(|s| *s != 0) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = number;
            }
        }
        self.slots = slots;
    }

    fn start(&self, digest: &[u8; 32]) -> usize {
        let (words, _) = digest.as_chunks::<8>();
        let mixed = words.iter().fold(self.seed, |mixed, word| {
            let product = u128::from(mixed ^ u64::from_le_bytes(*word)).wrapping_mul(u128::from(self.seed));
            (product as u64) ^ ((product >> 64) as u64)
        });
        mixed as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_identifier_is_new_once(picks in proptest::collection::vec(0_u16..6000, 0..9000)) {
            let (mut ids, mut known) = (Ids::new(), HashSet::new());
            for pick in picks {
                let mut digest = [0; 32];
                digest[usize::from(pick % 32)] = (pick / 32) as u8;
                prop_assert_eq!(ids.is_new(CrimeId::Digest(digest)), known.insert(digest));
            }
        }
    }
}
