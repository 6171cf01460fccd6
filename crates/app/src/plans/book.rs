//! Every plan as the journal stands, kept in memory: a page of five thousand actions is then a walk, not a question.

use crate::House;
use crate::registers::{body_of, stamp};
use base::{Result, Trouble};
use journal::{Body, Kept};
use plans::{Action, EmergingIssue, Period, PeriodClosed, Plan, PlanPriority, Reference, Target, Update};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, RwLock};
use store::Entry;

/// The registers of plans begin so; the book reads those it knows and passes the others over.
pub(crate) const REGISTERS: &str = "plan";

/// The plans, their priorities, actions, updates and targets.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The place in the journal up to which it was read.
    pub(crate) seen: i64,
    /// Plans by id.
    pub plans: BTreeMap<String, Kept<Plan>>,
    /// Priorities by plan and key.
    pub priorities: BTreeMap<String, BTreeMap<String, Kept<PlanPriority>>>,
    /// Actions and milestones by plan and number.
    pub actions: BTreeMap<String, BTreeMap<Reference, Kept<Action>>>,
    /// Updates by plan, number and period: the newest of each.
    pub updates: BTreeMap<String, BTreeMap<Reference, BTreeMap<Period, Kept<Update>>>>,
    /// The place in the journal at which an action was first said to be done, by plan and number.
    done: BTreeMap<(String, Reference), i64>,
    /// Periods that were closed, by plan.
    pub closed: BTreeMap<String, BTreeMap<Period, Kept<PeriodClosed>>>,
    /// Targets by id.
    pub targets: BTreeMap<String, Kept<Target>>,
    /// Emerging issues by id.
    pub issues: BTreeMap<String, Kept<EmergingIssue>>,
}

/// The book as it was last read.
#[derive(Clone, Default)]
pub(crate) struct Remembered {
    kept: Arc<RwLock<Book>>,
}

impl Remembered {
    /// Brings the book into step with the journal, then answers from it.
    pub(crate) async fn with<T>(&self, house: &House, answer: impl FnOnce(&Book) -> T) -> Result<T> {
        let seen = self.kept.read().map_err(|_| poisoned())?.seen;
        let entries = house.store.entries_after(REGISTERS, seen).await?;
        if !entries.is_empty() {
            let mut book = self.kept.write().map_err(|_| poisoned())?;
            for entry in &entries {
                // Two may read the same entries at once: whoever comes second has nothing to add.
                if entry.seq > book.seen {
                    book.take(entry)?;
                }
            }
        }
        Ok(answer(&*self.kept.read().map_err(|_| poisoned())?))
    }
}

fn poisoned() -> Trouble {
    Trouble::failed("book-lost", "the book of plans was lost to a fault", "restart the service: the book is read anew from the journal")
}

impl Book {
    /// The book as the journal stood at a place: for a version that was adopted.
    pub async fn up_to(house: &House, place: i64) -> Result<Self> {
        let mut book = Self::default();
        for entry in house.store.entries_after(REGISTERS, 0).await?.iter().take_while(|entry| entry.seq <= place) {
            book.take(entry)?;
        }
        Ok(book)
    }

    fn take(&mut self, entry: &Entry) -> Result<()> {
        match entry.register.as_str() {
            Plan::REGISTER => put(&mut self.plans, entry.id.clone(), entry)?,
            PlanPriority::REGISTER => {
                let body: PlanPriority = body_of(entry)?;
                put(self.priorities.entry(body.plan).or_default(), body.key, entry)?;
            }
            Action::REGISTER => {
                let body: Action = body_of(entry)?;
                if body.done.is_some() {
                    self.done.entry((body.plan.clone(), body.reference.clone())).or_insert(entry.seq);
                }
                put(self.actions.entry(body.plan).or_default(), body.reference, entry)?;
            }
            Update::REGISTER => {
                let body: Update = body_of(entry)?;
                let of = self.updates.entry(body.plan).or_default().entry(body.reference).or_default();
                put(of, body.period, entry)?;
            }
            PeriodClosed::REGISTER => {
                let body: PeriodClosed = body_of(entry)?;
                put(self.closed.entry(body.plan).or_default(), body.period, entry)?;
            }
            Target::REGISTER => put(&mut self.targets, entry.id.clone(), entry)?,
            EmergingIssue::REGISTER => put(&mut self.issues, entry.id.clone(), entry)?,
            _ => {}
        }
        self.seen = entry.seq;
        Ok(())
    }

    /// The actions and milestones of a plan, in the order of their numbers.
    pub fn actions_of(&self, plan: &str) -> impl Iterator<Item = &Kept<Action>> {
        self.actions.get(plan).into_iter().flat_map(BTreeMap::values)
    }

    /// The priorities of a plan, by key.
    pub fn priorities_of(&self, plan: &str) -> impl Iterator<Item = &Kept<PlanPriority>> {
        self.priorities.get(plan).into_iter().flat_map(BTreeMap::values)
    }

    /// A priority of a plan.
    pub fn priority(&self, plan: &str, key: &str) -> Option<&Kept<PlanPriority>> {
        self.priorities.get(plan)?.get(key)
    }

    /// An action.
    pub fn action(&self, plan: &str, reference: &Reference) -> Option<&Kept<Action>> {
        self.actions.get(plan)?.get(reference)
    }

    /// The milestones beneath an action: they stand right behind it in the order of numbers.
    pub fn milestones(&self, plan: &str, reference: &Reference) -> impl Iterator<Item = &Kept<Action>> {
        let behind = (Bound::Excluded(reference.clone()), Bound::Unbounded);
        let all = self.actions.get(plan).into_iter().flat_map(move |actions| actions.range(behind.clone()));
        let above = reference.clone();
        all.take_while(move |(one, _)| one.action().as_ref() == Some(&above)).map(|(_, kept)| kept)
    }

    /// The updates of an action, oldest period first.
    pub fn updates_of(&self, plan: &str, reference: &Reference) -> impl DoubleEndedIterator<Item = &Kept<Update>> {
        self.updates.get(plan).and_then(|of| of.get(reference)).into_iter().flat_map(BTreeMap::values)
    }

    /// The update of an action about a period.
    pub fn update(&self, plan: &str, reference: &Reference, period: Period) -> Option<&Kept<Update>> {
        self.updates.get(plan)?.get(reference)?.get(&period)
    }

    /// The place in the journal at which an action was first said to be done; 0 where it was not.
    pub(crate) fn done_at(&self, action: &Action) -> i64 {
        self.done.get(&(action.plan.clone(), action.reference.clone())).copied().unwrap_or_default()
    }

    /// Whether a period of a plan was closed.
    pub fn is_closed(&self, plan: &str, period: Period) -> bool {
        self.closed.get(plan).is_some_and(|closed| closed.contains_key(&period))
    }

    /// The newest update of an action, by period.
    pub fn newest_update(&self, plan: &str, reference: &Reference) -> Option<&Kept<Update>> {
        self.updates_of(plan, reference).next_back()
    }

    /// The targets of a plan, by id.
    pub fn targets_of<'a>(&'a self, plan: &'a str) -> impl Iterator<Item = &'a Kept<Target>> {
        self.targets.values().filter(move |kept| kept.body.plan == plan)
    }
}

fn put<K: Ord, T: Body>(into: &mut BTreeMap<K, Kept<T>>, key: K, entry: &Entry) -> Result<()> {
    journal::keep(into, key, stamp(entry), body_of::<T>(entry)?);
    Ok(())
}
