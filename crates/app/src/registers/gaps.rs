//! Gaps: what cannot be evidenced, with owner and day of review.

use super::{Recorded, day_or_today, load, refuse_taken, required, save, today, trouble};
use crate::{House, Moment};
use base::Result;
use evidence::registers::{Closing, Gap, GapReview, GapState};
use jiff::civil::Date;
use journal::{Body as _, Stamp};
use serde::Serialize;

/// One line of the gaps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapLine {
    /// What stands in the register.
    pub gap: Gap,
    /// How it stands today.
    pub state: GapState,
    /// Its newest entry.
    pub last_entry: Stamp,
}

/// A gap as a user gives it.
#[derive(Debug, Clone, Copy)]
pub struct NewGap<'a> {
    /// Its id.
    pub id: &'a str,
    /// What cannot be evidenced.
    pub what: &'a str,
    /// Why not.
    pub why: &'a str,
    /// The office that owns it.
    pub owner: &'a str,
    /// The day of its review.
    pub review: &'a str,
    /// Since when; today if not said.
    pub since: Option<&'a str>,
}

/// The gaps: overdue ones first, then by day of review; closed ones last.
pub async fn gaps(house: &House, today: Date) -> Result<Vec<GapLine>> {
    let kept = load::<Gap>(house, None).await?;
    let mut lines: Vec<GapLine> =
        kept.into_values().map(|kept| GapLine { state: kept.body.state(today), gap: kept.body, last_entry: kept.last }).collect();
    lines.sort_by_key(|line| (line.state == GapState::Closed, line.gap.review, line.gap.id.clone()));
    Ok(lines)
}

/// Records a gap.
pub async fn record_gap(house: &House, moment: &Moment, words: &NewGap<'_>) -> Result<Recorded> {
    refuse_taken::<Gap>(house, words.id).await?;
    let gap = Gap {
        id: words.id.to_owned(),
        what: words.what.to_owned(),
        why: words.why.to_owned(),
        owner: words.owner.to_owned(),
        since: day_or_today(words.since, moment)?,
        review: crate::query::parse_day(words.review, "--review")?,
        reviews: Vec::new(),
        closed: None,
    };
    save(house, moment, &gap, 0).await
}

/// Records that a gap was looked at again, and when next.
pub async fn review_gap(house: &House, moment: &Moment, id: &str, role: &str, said: &str, next: &str) -> Result<Recorded> {
    let (gap, seen) = required::<Gap>(house, id).await?;
    let next = crate::query::parse_day(next, "--next")?;
    let review = GapReview { on: today(moment), role: role.to_owned(), said: said.to_owned(), next };
    let reviewed = gap.reviewed(review).map_err(|refused| trouble(Gap::REGISTER, &refused))?;
    save(house, moment, &reviewed, seen).await
}

/// Records what closed a gap.
pub async fn close_gap(house: &House, moment: &Moment, id: &str, role: &str, how: &str) -> Result<Recorded> {
    let (gap, seen) = required::<Gap>(house, id).await?;
    let closing = Closing { on: today(moment), role: role.to_owned(), how: how.to_owned() };
    let closed = gap.closed(closing).map_err(|refused| trouble(Gap::REGISTER, &refused))?;
    save(house, moment, &closed, seen).await
}
