//! Numbered places that are used again.

use crate::wiped::block;

/// Values by small numbers; the number of one that was taken out goes to the next that comes.
pub(crate) struct Slots<T> {
    places: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<T> Slots<T> {
    pub(crate) const fn new() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }

    pub(crate) fn put(&mut self, value: T) -> u32 {
        if let Some(number) = self.free.pop()
            && let Some(place) = self.places.get_mut(number as usize)
        {
            *place = Some(value);
            return number;
        }
        // Memory ends long before the numbers do: four thousand million words take hundreds of gigabytes.
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(Some(value));
        number
    }

    pub(crate) fn take(&mut self, number: u32) -> Option<T> {
        let value = self.places.get_mut(number as usize)?.take()?;
        self.free.push(number);
        Some(value)
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.places.get(number as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.places.get_mut(number as usize)?.as_mut()
    }

    /// One more than the highest number that was ever given.
    pub(crate) fn reach(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.places.iter().flatten()
    }

    pub(crate) fn bytes(&self) -> usize {
        block(self.places.capacity() * size_of::<Option<T>>()) + block(self.free.capacity() * size_of::<u32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_used_again() {
        let mut slots = Slots::new();
        let (a, b) = (slots.put('a'), slots.put('b'));
        assert_eq!(slots.take(a), Some('a'));
        assert_eq!((slots.take(a), slots.get(a), slots.get(99)), (None, None, None));
        assert_eq!((slots.put('c'), slots.reach()), (a, 2));
        assert_eq!(slots.iter().copied().collect::<String>(), "cb");
        assert_eq!(slots.get(b), Some(&'b'));
    }
}
