//! Month by month: how each action went in each period, as the papers of 2019-21 print it.

use super::with_book;
use crate::House;
use base::Result;
use jiff::civil::Date;
use plans::{Period, Plan, Reference, Status};

/// So many periods stand side by side, the newest last.
const PERIODS: usize = 12;

/// A cell: what was given and said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// The status, where one was given.
    pub status: Option<Status>,
    /// What was said.
    pub said: String,
    /// It was set aside with a reason, or corrected later.
    pub corrected: bool,
}

/// An action and its periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Its number.
    pub reference: Reference,
    /// What is to be done.
    pub text: String,
    /// A cell a period; none where nobody said anything.
    pub cells: Vec<Option<GridCell>>,
}

/// The grid of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The plan.
    pub plan: Plan,
    /// The periods, oldest first.
    pub periods: Vec<Period>,
    /// The rows asked for.
    pub rows: Vec<GridRow>,
    /// How many rows there are in all.
    pub total: usize,
}

/// The grid of a plan up to a day, from a row on; none where there is no such plan.
pub async fn grid(house: &House, today: Date, plan: &str, from: usize, most: usize) -> Result<Option<Grid>> {
    with_book(house, |book| {
        let plan = &book.plans.get(plan)?.body;
        let last_day = plan.until.map_or(today, |until| until.min(today));
        let newest = plan.rhythm.period_of(last_day)?;
        let mut periods: Vec<Period> = std::iter::successors(Some(newest), |period| Some(period.before())).take(PERIODS).collect();
        periods.retain(|period| plan.from.is_none_or(|from| period.last().last_day() >= from));
        periods.reverse();
        let rows = book.actions_of(&plan.id).skip(from).take(most).map(|kept| {
            let cells = periods.iter().map(|period| {
                let update = book.update(&plan.id, &kept.body.reference, *period)?;
                Some(GridCell {
                    status: update.body.set_aside.as_ref().map(|aside| aside.status).or(update.body.status),
                    said: update.body.said.clone(),
                    corrected: update.entries > 1 || update.body.set_aside.is_some(),
                })
            });
            GridRow { reference: kept.body.reference.clone(), text: kept.body.text.clone(), cells: cells.collect() }
        });
        Some(Grid { plan: plan.clone(), rows: rows.collect(), total: book.actions_of(&plan.id).count(), periods })
    })
    .await
}
