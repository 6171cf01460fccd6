//! What whoever owns actions is reminded of: last days, and updates of a period that ended.

use super::{TrackerAsk, tracker};
use crate::House;
use base::Result;
use jiff::civil::Date;
use plans::Waits;

/// Something that somebody in office is reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owed {
    /// The office that owns it.
    pub(crate) owner: String,
    /// Days until it is due; negative once it is late.
    pub(crate) days_to: i32,
    /// What makes it the same thing on another day: the action, what is owed, and its day.
    pub(crate) identity: String,
}

/// What is owed on a day by those who own actions. What nobody owns stands in the tracker alone: nobody can be reminded of it.
pub(crate) async fn owed(house: &House, today: Date) -> Result<Vec<Owed>> {
    let all = tracker(house, today, &TrackerAsk { most: usize::MAX, ..TrackerAsk::default() }).await?;
    let owed = all.lines.into_iter().filter(|line| !matches!(line.waits, Waits::Complete | Waits::Closed));
    let mut found = Vec::new();
    for line in owed {
        let Some(owner) = line.action.owner.clone() else { continue };
        // An update that is owed hides no last day: each is told of by itself.
        let update = line.by.filter(|_| matches!(line.waits, Waits::UpdateLate | Waits::UpdateOwed));
        for (what, by) in [("update", update), ("last day", line.action.due)] {
            let Some(by) = by else { continue };
            let identity = format!("{}/{} {what} {by}", line.plan, line.action.reference);
            found.push(Owed { owner: owner.clone(), days_to: (by - today).get_days(), identity });
        }
    }
    Ok(found)
}
