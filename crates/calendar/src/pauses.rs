//! Times during which a limit does not run.

/// Pauses in order, merged where they overlap or touch. Each runs from a day or moment until, but not on, another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pauses<T> {
    spans: Vec<(T, T)>,
}

impl<T> Default for Pauses<T> {
    fn default() -> Self {
        Self { spans: Vec::new() }
    }
}

impl<T: Copy + Ord> Pauses<T> {
    /// Merges pauses given in any order. `Err` holds the first that does not end after it begins.
    pub fn new(given: &[(T, T)]) -> Result<Self, (T, T)> {
        if let Some(bad) = given.iter().find(|(since, until)| until <= since) {
            return Err(*bad);
        }
        let mut sorted = given.to_vec();
        sorted.sort_unstable();
        let mut spans: Vec<(T, T)> = Vec::with_capacity(sorted.len());
        for (since, until) in sorted {
            match spans.last_mut() {
                Some(last) if since <= last.1 => last.1 = last.1.max(until),
                _ => spans.push((since, until)),
            }
        }
        Ok(Self { spans })
    }

    /// Whether the limit stands still on this day or at this moment.
    pub fn contains(&self, at: T) -> bool {
        self.begun_by(at).is_some_and(|(_, until)| at < until)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The pauses, merged and in order.
    pub fn spans(&self) -> &[(T, T)] {
        &self.spans
    }

    /// The last pause that has begun at `at`, or just then.
    fn begun_by(&self, at: T) -> Option<(T, T)> {
        let begun = self.spans.partition_point(|(since, _)| *since <= at);
        self.spans.get(begun.checked_sub(1)?).copied()
    }
}
