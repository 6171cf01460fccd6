//! A set of small numbers, a bit each.

use crate::wiped::block;

/// Numbers of words: asked for so often in a search that a bit beats looking the word up.
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn insert(&mut self, number: u32) {
        let at = number as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= 1 << (number % 64);
        }
    }

    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(bits) = self.0.get_mut(number as usize / 64) {
            *bits &= !(1 << (number % 64));
        }
    }

    pub(crate) fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|bits| bits & (1 << (number % 64)) != 0)
    }

    pub(crate) fn bytes(&self) -> usize {
        block(self.0.capacity() * size_of::<u64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_until_taken_out() {
        let mut bits = Bits::new();
        for number in [0, 63, 64, 1000] {
            bits.insert(number);
        }
        bits.remove(64);
        bits.remove(99_999);
        assert_eq!((0..2000).filter(|&number| bits.contains(number)).collect::<Vec<_>>(), [0, 63, 1000]);
    }
}
