//! Numbers texts in the order they first appear.

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

/// Folded multiplication over eight bytes at a time.
fn hash(text: &[u8], seed: u64) -> u32 {
    let mut state = seed ^ (text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        state = fold(state ^ u64::from_le_bytes(*word), 0x2d35_8dcc_aa6c_78a5);
    }
    let mut tail = [0_u8; 8];
    for (to, from) in tail.iter_mut().zip(rest) {
        *to = *from;
    }
    state = fold(state ^ u64::from_le_bytes(tail), seed | 1);
    (state ^ (state >> 32)) as u32
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    (product as u64) ^ ((product >> 64) as u64)
}
