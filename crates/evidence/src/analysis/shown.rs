//! What of a number may be shown in public: rule `suppression-floor`, and whatever else a table's total would give away.

use super::whole_words;
use rulebook::SuppressionFloor;

/// What stands for a number in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Value(u64),
    /// The rule's words: it is too small.
    TooSmall(String),
    /// Held back because the total would give a small one away.
    HeldBack,
    /// It is not known.
    Unknown,
}

impl Shown {
    /// As it is printed; nothing where it is not known.
    pub fn text(&self) -> String {
        match self {
            Self::Value(value) => whole_words(*value),
            Self::TooSmall(text) => text.clone(),
            Self::HeldBack => "held back".to_owned(),
            Self::Unknown => String::new(),
        }
    }

    /// Whether the number is kept from the reader.
    pub fn is_hidden(&self) -> bool {
        matches!(self, Self::TooSmall(_) | Self::HeldBack)
    }
}

/// A number alone.
pub fn shown(value: Option<u64>, open: bool, rule: &SuppressionFloor) -> Shown {
    match value {
        None => Shown::Unknown,
        Some(value) if rule.shows(value, open) => Shown::Value(value),
        Some(_) => Shown::TooSmall(rule.text.clone()),
    }
}

/// A column of a table with its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTable {
    /// What stands for each number, in the order given.
    pub cells: Vec<Shown>,
    /// Whether their total may stand beneath them.
    pub total_shown: bool,
}

/// Numbers above their total. Where the total would give a small number away, the next smallest is held back too, and so on
/// until it doesn't; where that never happens, the total is held back.
pub fn shown_with_total(values: &[Option<u64>], open: bool, rule: &SuppressionFloor) -> ShownTable {
    let mut cells: Vec<Shown> = values.iter().map(|value| shown(*value, open, rule)).collect();
    let mut smallest_first: Vec<(u64, usize)> = cells
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| if let Shown::Value(value) = cell { Some((*value, at)) } else { None })
        // A nought hides nothing.
        .filter(|(value, _)| *value > 0)
        .collect();
    smallest_first.sort_unstable();
    let mut next = smallest_first.into_iter();
    while given_away(values, &cells, rule) {
        let Some(cell) = next.next().and_then(|(_, at)| cells.get_mut(at)) else { return ShownTable { cells, total_shown: false } };
        *cell = Shown::HeldBack;
    }
    ShownTable { cells, total_shown: true }
}

/// Whether a reader who knows the total, the rule, and that whatever is held back is the smallest of the rest can tell a small
/// number.
fn given_away(values: &[Option<u64>], cells: &[Shown], rule: &SuppressionFloor) -> bool {
    let hidden: Vec<(u64, &Shown)> =
        values.iter().zip(cells).filter(|(_, cell)| cell.is_hidden()).filter_map(|(value, cell)| Some(((*value)?, cell))).collect();
    let rest: u64 = hidden.iter().map(|(value, _)| value).sum();
    let least_shown =
        cells.iter().filter_map(|cell| if let Shown::Value(value) = cell { Some(*value).filter(|v| *v > 0) } else { None }).min();
    let small = (u64::from(rule.zero_shown), rule.floor.saturating_sub(1));
    let range = |cell: &Shown| match cell {
        Shown::TooSmall(_) => small,
        _ => (rule.floor, least_shown.unwrap_or(rest)),
    };
    let (lows, highs) = hidden.iter().map(|(_, cell)| range(cell)).fold((0_u64, 0_u64), |(l, h), (low, high)| (l + low, h + high));
    let is_small = |cell: &Shown| matches!(cell, Shown::TooSmall(_));
    hidden.iter().filter(|(_, cell)| is_small(cell)).any(|(_, cell)| {
        let (low, high) = range(cell);
        let least = low.max(rest.saturating_sub(highs - high));
        let most = high.min(rest.saturating_sub(lows - low));
        least >= most && low < high
    })
}
