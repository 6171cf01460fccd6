//! Values that are overwritten when the last holder lets go of them.

use std::borrow::Borrow;
use std::hint::black_box;
use std::ops::Deref;
use std::sync::Arc;

/// Letters, bytes or numbers that leave nothing legible where they stood.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wiped<T: Copy + Default>(Arc<[T]>);

impl<T: Copy + Default> Wiped<T> {
    /// Takes a copy, of exactly this size: a buffer that grows would leave its earlier copies behind.
    pub(crate) fn of(values: &[T]) -> Self {
        Self(Arc::from(values))
    }

    /// The bytes of memory held, with the two counts that stand before them.
    pub(crate) fn bytes(&self) -> usize {
        block(2 * size_of::<usize>() + size_of_val::<[T]>(&self.0))
    }
}

impl<T: Copy + Default> Drop for Wiped<T> {
    fn drop(&mut self) {
        if let Some(held) = Arc::get_mut(&mut self.0) {
            blank(held);
        }
    }
}

impl<T: Copy + Default> Deref for Wiped<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Copy + Default> Borrow<[T]> for Wiped<T> {
    fn borrow(&self) -> &[T] {
        &self.0
    }
}

/// Overwrites values; the compiler must believe that somebody reads them afterwards, or it would leave the writing out.
pub(crate) fn blank<T: Copy + Default>(values: &mut [T]) {
    values.fill(T::default());
    black_box(values);
}

/// What a request for so many bytes takes from a common allocator: a word of its own, in steps of 16.
pub(crate) fn block(bytes: usize) -> usize {
    if bytes == 0 { 0 } else { (bytes + size_of::<usize>()).next_multiple_of(16).max(32) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_leaves_nothing() {
        let mut letters = ['q', 'x'];
        blank(&mut letters);
        assert_eq!(letters, ['\0', '\0']);
    }

    #[test]
    fn a_value_stands_while_somebody_holds_it() {
        let one = Wiped::of(&['q', 'x']);
        let other = one.clone();
        drop(one);
        assert_eq!(*other, ['q', 'x']);
    }

    #[test]
    fn a_block_is_never_smaller_than_what_was_asked() {
        assert_eq!([0, 1, 24, 25, 100].map(block), [0, 32, 32, 48, 112]);
    }
}
