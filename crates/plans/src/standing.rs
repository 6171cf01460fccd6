//! How an action stands: what was given, beside what the rule makes of it, and what was set aside with a reason.

use crate::{Action, Override, Period, Plan, Status, Update};
use calendar::{Date, date_in_words};
use journal::Refused;
use rulebook::ActionStatus;

/// How an action stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The status that was given last, and for which period; none where nobody gave one.
    pub given: Option<(Status, Period)>,
    /// What the rule makes of it.
    pub computed: Status,
    /// Why.
    pub because: String,
    /// A status that was set beside the computed one.
    pub set_aside: Option<Override>,
}

impl Standing {
    /// The status that stands: set aside with a reason, or computed.
    pub fn shown(&self) -> Status {
        self.set_aside.as_ref().map_or(self.computed, |aside| aside.status)
    }
}

/// How an action without milestones, or a milestone, stands. `update` is its newest.
pub fn decide_standing(plan: &Plan, action: &Action, update: Option<&Update>, today: Date, rule: &ActionStatus) -> Standing {
    let given = update.and_then(|update| update.status.map(|status| (status, update.period)));
    // What was set aside counts as long as the update that it came with does: a later end, or silence, is not overruled by it.
    let holds = |update: &&Update| action.is_open() && !is_stale(plan, update, today, rule);
    let set_aside = update.filter(holds).and_then(|update| update.set_aside.clone());
    let (computed, because) = computed(plan, action, update, today, rule);
    Standing { given, computed, because, set_aside }
}

/// How an action with milestones stands: what they come to. One that ended stands as it ended; past its day only its being complete
/// counts.
pub fn decide_roll_up(own: Standing, action: &Action, milestones: &[Status], today: Date, rule: &ActionStatus) -> Standing {
    let overdue = action.due.is_some_and(|due| due < today);
    let statuses: Vec<&str> = milestones.iter().map(|status| status.id()).collect();
    match rule.roll_up(&statuses) {
        Some((status, because)) if action.is_open() && (!overdue || status == Status::Complete.id()) => {
            Standing { computed: Status::parse(status).unwrap_or(Status::Undetermined), because: because.to_owned(), ..own }
        }
        _ => own,
    }
}

/// Whether an update is too old to count: the next one of a running plan is late.
fn is_stale(plan: &Plan, update: &Update, today: Date, rule: &ActionStatus) -> bool {
    // Of a plan that is over the last word stays, with the period that it was given for.
    let runs = plan.until.is_none_or(|until| until >= today);
    let owed = owed_period(plan, today).filter(|owed| runs && update.period < *owed);
    owed.is_some_and(|owed| late_on(owed, rule).is_none_or(|late| today >= late))
}

fn computed(plan: &Plan, action: &Action, update: Option<&Update>, today: Date, rule: &ActionStatus) -> (Status, String) {
    let of = |id: &str| Status::parse(id).unwrap_or(Status::Undetermined);
    if let Some(done) = &action.done {
        return (Status::Complete, format!("done on {}", date_in_words(done.on)));
    }
    let said = update.and_then(|update| update.status.map(|status| (status, update)));
    if let Some(closed) = &action.closed {
        let status = said.map_or_else(|| of(&rule.not_said), |(status, _)| status);
        return (status, format!("closed on {}: {}", date_in_words(closed.on), closed.reason));
    }
    if matches!(said, Some((Status::Complete, _))) {
        return (Status::Complete, said.map_or_else(String::new, |(_, update)| format!("given for {}", update.period.in_words())));
    }
    if let Some(due) = action.due.filter(|due| *due < today) {
        return (of(&rule.overdue), format!("its last day was {} and it is not done", date_in_words(due)));
    }
    let Some((status, update)) = said else {
        let because = match update {
            Some(update) => format!("nobody gave a status for {}", update.period.in_words()),
            None => "nobody said how it goes".to_owned(),
        };
        return (of(&rule.not_said), because);
    };
    if is_stale(plan, update, today, rule) {
        (of(&rule.not_said), format!("nothing was said since {}", update.period.in_words()))
    } else {
        (status, format!("given for {}", update.period.in_words()))
    }
}

/// The last period that ended and that a plan owes updates and reports for: of a plan that is over its last one. None before its
/// first has ended, and once somebody said that the plan is at its end.
pub fn owed_period(plan: &Plan, today: Date) -> Option<Period> {
    if plan.ended.is_some() {
        return None;
    }
    let owed = match plan.until.filter(|until| *until < today) {
        Some(until) => plan.rhythm.period_of(until)?,
        None => plan.rhythm.period_of(today)?.before(),
    };
    let ended = owed.last().last_day() < today;
    (ended && plan.from.is_none_or(|from| owed.last().last_day() >= from)).then_some(owed)
}

/// Whether something can be said of a period: it is one of the plan's rhythm and span, and has begun.
///
/// # Errors
/// It is not.
pub fn check_period(plan: &Plan, period: Period, today: Date) -> Result<(), Refused> {
    let refused = |why| Err(Refused::NotNow { field: "period", why });
    let (first, last) = (period.first().first_day(), period.last().last_day());
    if plan.rhythm.period_of(first) != Some(period) {
        return refused("the plan is told of in periods of another length");
    }
    if first > today {
        return refused("it has not begun");
    }
    if plan.until.is_some_and(|until| first > until) || plan.from.is_some_and(|from| last < from) {
        return refused("it lies outside the plan");
    }
    Ok(())
}

/// The first day on which the update of a period is late.
pub fn late_on(period: Period, rule: &ActionStatus) -> Option<Date> {
    let days = i64::from(rule.update_within_days) + 1;
    period.last().last_day().checked_add(jiff_days(days)).ok()
}

/// The last day on which the update of a period is in time.
pub fn update_due(period: Period, rule: &ActionStatus) -> Option<Date> {
    period.last().last_day().checked_add(jiff_days(i64::from(rule.update_within_days))).ok()
}

fn jiff_days(days: i64) -> jiff::Span {
    jiff::Span::new().days(days)
}

/// What an action waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waits {
    /// Its last day is over.
    Overdue,
    /// Its update of a period that ended is late.
    UpdateLate,
    /// Its update of a period that ended is owed.
    UpdateOwed,
    /// It runs.
    Running,
    /// It was done.
    Complete,
    /// It ended without being done.
    Closed,
}

impl Waits {
    /// Every one, the most urgent first.
    pub const ALL: [Self; 6] = [Self::Overdue, Self::UpdateLate, Self::UpdateOwed, Self::Running, Self::Complete, Self::Closed];

    /// Its stable name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::UpdateLate => "update-late",
            Self::UpdateOwed => "update-owed",
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Closed => "closed",
        }
    }

    /// As a page says it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::UpdateLate => "update late",
            Self::UpdateOwed => "update due",
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Closed => "closed",
        }
    }

    /// Reads it by its stable name.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.id() == id)
    }

    /// Whether it stands in the list of what is late.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Overdue | Self::UpdateLate)
    }
}

/// What an action waits for on a day, and the day by which: its own last day, or that of the update it owes. `update` is its newest.
pub fn decide_waits(plan: &Plan, action: &Action, update: Option<&Update>, today: Date, rule: &ActionStatus) -> (Waits, Option<Date>) {
    if action.closed.is_some() {
        return (Waits::Closed, None);
    }
    if action.done.is_some() || update.is_some_and(|update| update.status == Some(Status::Complete)) {
        return (Waits::Complete, None);
    }
    if let Some(due) = action.due.filter(|due| *due < today) {
        return (Waits::Overdue, Some(due));
    }
    if let Some(owed) = owed_period(plan, today).filter(|owed| update.is_none_or(|update| update.period < *owed)) {
        let by = update_due(owed, rule);
        let late = late_on(owed, rule).is_some_and(|late| today >= late);
        return (if late { Waits::UpdateLate } else { Waits::UpdateOwed }, by);
    }
    (Waits::Running, action.due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Closed, Done, PlanKind, Reference, Rhythm};
    use proptest::prelude::*;
    use rulebook::Rulebook;

    fn rule() -> &'static ActionStatus {
        Rulebook::builtin().unwrap().action_status(Date::constant(2026, 1, 1), None).unwrap().parameters
    }

    fn plan() -> Plan {
        Plan {
            id: "rolling".into(),
            title: "Rolling plan".into(),
            kind: PlanKind::Rolling,
            from: Some(Date::constant(2025, 4, 1)),
            until: Some(Date::constant(2028, 3, 31)),
            rhythm: Rhythm::Quarterly,
            owner: "officer".into(),
            grant_pence: None,
            follows: None,
            adopted: Vec::new(),
            ended: None,
        }
    }

    fn action(due: Option<Date>) -> Action {
        Action { due, ..Action::bare("rolling", &Reference::parse("1.1").unwrap(), "Hold surgeries") }
    }

    fn update(period: &str, status: Option<Status>) -> Update {
        Update {
            plan: "rolling".into(),
            reference: Reference::parse("1.1").unwrap(),
            period: Period::parse(period).unwrap(),
            said: "Two were held".into(),
            status,
            value: String::new(),
            on: Date::constant(2026, 1, 10),
            role: "officer".into(),
            evidence: Vec::new(),
            set_aside: None,
            publicity: false,
            barrier: String::new(),
        }
    }

    const DAY: Date = Date::constant(2026, 2, 20);

    #[test]
    fn what_nobody_said_is_never_guessed() {
        let standing = decide_standing(&plan(), &action(None), None, DAY, rule());
        assert_eq!((standing.computed, standing.given), (Status::Undetermined, None));
        let without = update("2025-26-Q3", None);
        let standing = decide_standing(&plan(), &action(None), Some(&without), DAY, rule());
        assert_eq!(standing.computed, Status::Undetermined);
        assert_eq!(standing.because, "nobody gave a status for quarter 3 of 2025/26");
    }

    #[test]
    fn an_old_word_counts_until_the_next_is_late() {
        let of_q2 = update("2025-26-Q2", Some(Status::OnTrack));
        // The update of quarter 3 may come until 11 February.
        let before = decide_standing(&plan(), &action(None), Some(&of_q2), Date::constant(2026, 2, 11), rule());
        assert_eq!(before.computed, Status::OnTrack);
        assert_eq!(decide_waits(&plan(), &action(None), Some(&of_q2), Date::constant(2026, 2, 11), rule()).0, Waits::UpdateOwed);
        let after = decide_standing(&plan(), &action(None), Some(&of_q2), Date::constant(2026, 2, 12), rule());
        assert_eq!((after.computed, after.because.as_str()), (Status::Undetermined, "nothing was said since quarter 2 of 2025/26"));
        let waits = decide_waits(&plan(), &action(None), Some(&of_q2), Date::constant(2026, 2, 12), rule());
        assert_eq!(waits, (Waits::UpdateLate, Some(Date::constant(2026, 2, 11))));
    }

    #[test]
    fn the_last_day_is_in_time_and_the_day_after_is_not() {
        let on = decide_waits(&plan(), &action(Some(DAY)), Some(&update("2025-26-Q3", Some(Status::OnTrack))), DAY, rule());
        assert_eq!(on.0, Waits::Running);
        let tomorrow = DAY.tomorrow().unwrap();
        let standing = decide_standing(&plan(), &action(Some(DAY)), Some(&update("2025-26-Q3", Some(Status::OnTrack))), tomorrow, rule());
        assert_eq!((standing.computed, standing.given.map(|one| one.0)), (Status::NotOnTrack, Some(Status::OnTrack)));
        assert_eq!(standing.because, "its last day was 20 February 2026 and it is not done");
    }

    #[test]
    fn the_last_period_of_a_plan_is_owed_until_the_plan_is_ended() {
        let after = Date::constant(2028, 4, 1);
        let period = |text| Some(Period::parse(text).unwrap());
        assert_eq!(owed_period(&plan(), Date::constant(2028, 3, 31)), period("2027-28-Q3"));
        assert_eq!(owed_period(&plan(), after), period("2027-28-Q4"));
        assert_eq!(decide_waits(&plan(), &action(None), Some(&update("2027-28-Q3", None)), after, rule()).0, Waits::UpdateOwed);
        let closed = Closed { on: after, role: "officer".into(), reason: "carried on".into() };
        assert_eq!(owed_period(&Plan { ended: Some(closed), ..plan() }, after), None);
        assert_eq!(owed_period(&plan(), Date::constant(2025, 6, 30)), None, "its first period has not ended");
        // Of a plan that is over the last word stays, with its period.
        let standing = decide_standing(&plan(), &action(None), Some(&update("2026-27-Q1", Some(Status::OnTrack))), after, rule());
        assert_eq!((standing.computed, standing.because.as_str()), (Status::OnTrack, "given for quarter 1 of 2026/27"));
    }

    #[test]
    fn a_period_is_one_of_the_plan() {
        let of = |text: &str| check_period(&plan(), Period::parse(text).unwrap(), DAY).is_ok();
        for (text, good) in [
            ("2025-26-Q3", true),
            ("2025-26-Q4", true),
            ("2026-27-Q1", false),
            ("2024-25-Q4", false),
            ("2026-01", false),
            ("2099-12", false),
        ] {
            assert_eq!(of(text), good, "{text}");
        }
    }

    #[test]
    fn what_is_set_aside_ends_with_its_update() {
        let aside = Override { status: Status::OnTrack, reason: "the report came by post".into(), role: "officer".into() };
        let old = Update { set_aside: Some(aside), ..update("2025-26-Q1", Some(Status::NotOnTrack)) };
        assert_eq!(decide_standing(&plan(), &action(None), Some(&old), DAY, rule()).shown(), Status::Undetermined);
        let done = Done { on: DAY, role: "officer".into(), output: "Held six".into(), outcome: String::new() };
        let set = Override { status: Status::NotOnTrack, reason: "late".into(), role: "officer".into() };
        let now = Update { set_aside: Some(set), ..update("2025-26-Q3", None) };
        let done = Action { done: Some(done), ..action(None) };
        assert_eq!(decide_standing(&plan(), &done, Some(&now), DAY, rule()).shown(), Status::Complete);
    }

    #[test]
    fn all_milestones_complete_is_complete_though_the_day_is_over() {
        let late = action(Some(Date::constant(2026, 2, 19)));
        let own = || decide_standing(&plan(), &late, None, DAY, rule());
        assert_eq!(own().computed, Status::NotOnTrack);
        assert_eq!(decide_roll_up(own(), &late, &[Status::Complete, Status::Complete], DAY, rule()).computed, Status::Complete);
        assert_eq!(decide_roll_up(own(), &late, &[Status::Complete, Status::OnTrack], DAY, rule()).computed, Status::NotOnTrack);
    }

    #[test]
    fn what_ended_waits_for_nothing() {
        let done = Done { on: DAY, role: "officer".into(), output: "Held six".into(), outcome: String::new() };
        let done = Action { done: Some(done), ..action(Some(DAY)) };
        assert_eq!(decide_waits(&plan(), &done, None, Date::constant(2027, 1, 1), rule()).0, Waits::Complete);
        let closed = Closed { on: DAY, role: "officer".into(), reason: "no longer a priority".into() };
        let closed = Action { closed: Some(closed), ..action(Some(DAY)) };
        assert_eq!(decide_waits(&plan(), &closed, None, Date::constant(2027, 1, 1), rule()).0, Waits::Closed);
    }

    #[test]
    fn a_status_set_aside_stands_beside_the_computed_one() {
        let aside = Override { status: Status::OnTrack, reason: "the report came by post".into(), role: "officer".into() };
        let with = Update { set_aside: Some(aside), ..update("2025-26-Q3", Some(Status::NotOnTrack)) };
        let standing = decide_standing(&plan(), &action(None), Some(&with), DAY, rule());
        assert_eq!((standing.computed, standing.shown()), (Status::NotOnTrack, Status::OnTrack));
    }

    #[test]
    fn milestones_come_to_one_status_by_the_rule() {
        use Status::{Complete, InProgress, NotOnTrack, NotStarted, OnTrack, StatsAwaited, Undetermined};
        let own = || decide_standing(&plan(), &action(None), None, DAY, rule());
        for (milestones, expected) in [
            (vec![OnTrack, OnTrack], OnTrack),
            (vec![OnTrack, Complete], OnTrack),
            (vec![Complete, Complete], Complete),
            (vec![OnTrack, Undetermined], Undetermined),
            (vec![Undetermined, NotOnTrack], NotOnTrack),
            (vec![OnTrack, StatsAwaited], StatsAwaited),
            (vec![NotStarted, NotStarted], NotStarted),
            (vec![NotStarted, OnTrack], InProgress),
        ] {
            assert_eq!(decide_roll_up(own(), &action(None), &milestones, DAY, rule()).computed, expected, "{milestones:?}");
        }
        assert_eq!(decide_roll_up(own(), &action(None), &[], DAY, rule()), own());
    }

    proptest! {
        /// However many milestones there are: one that is undecided never comes to well, one off track always shows.
        #[test]
        fn doubt_is_never_rolled_up_into_well(picks in prop::collection::vec(0_usize..7, 1..12)) {
            let milestones: Vec<Status> = picks.iter().filter_map(|at| Status::ALL.get(*at).copied()).collect();
            let own = decide_standing(&plan(), &action(None), None, DAY, rule());
            let rolled = decide_roll_up(own, &action(None), &milestones, DAY, rule()).computed;
            if milestones.contains(&Status::NotOnTrack) {
                prop_assert_eq!(rolled, Status::NotOnTrack);
            } else if milestones.contains(&Status::Undetermined) {
                prop_assert_eq!(rolled, Status::Undetermined);
            }
            if rolled == Status::Complete {
                prop_assert!(milestones.iter().all(|one| *one == Status::Complete));
            }
        }

        /// What is late stays late until something is said or done.
        #[test]
        fn late_stays_late(days in 0_i64..900, further in 0_i64..400) {
            let start = Date::constant(2025, 7, 1);
            let early = start.checked_add(jiff::Span::new().days(days)).unwrap();
            let later = early.checked_add(jiff::Span::new().days(further)).unwrap();
            let due = Some(Date::constant(2026, 1, 31));
            if decide_waits(&plan(), &action(due), None, early, rule()).0 == Waits::Overdue {
                prop_assert_eq!(decide_waits(&plan(), &action(due), None, later, rule()).0, Waits::Overdue);
            }
        }
    }
}
