//! What is to be done and by when: computed from what happened, by the rules in force then. Nothing of it is stored.

use crate::agreement::Agreement;
use crate::clock::{Limit, count_limit};
use crate::contact::{change_limit, cover_limit, spans, vacant_since};
use crate::group::{Group, Member};
use crate::named::in_words;
use crate::party::{Party, PartyStatus};
use crate::register::Partnership;
use crate::standing::review_due;
use calendar::Date;
use rulebook::Rulebook;
use serde::Serialize;

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyState {
    /// To be done, and not late.
    Open,
    /// To be done at once: no length is given for it.
    AtOnce,
    /// Not done, and late.
    Late,
    /// Done.
    Done,
    /// Done, and late.
    DoneLate,
}

impl DutyState {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::AtOnce => "at once",
            Self::Late => "late",
            Self::Done => "done",
            Self::DoneLate => "done late",
        }
    }
}

/// What is to be done, by whom and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// What.
    pub what: String,
    /// Who owes it: an organisation or a group, by its id.
    pub owed_by: String,
    /// The agreement or group it is about, by its id.
    pub about: String,
    /// The rule, `id@version`, or the paragraph where no length is given.
    pub rule: String,
    /// The day it is counted from.
    pub since: Date,
    /// The last day to do it; none: at once.
    pub due: Option<Date>,
    /// The day it was done.
    pub done: Option<Date>,
    /// How many days late it is, or was done; never negative.
    pub late_by: i32,
    /// How it stands.
    pub state: DutyState,
    /// How it was counted, and where that comes from.
    pub why: String,
}

impl Duty {
    /// A duty seen on a day: what is done later is not done yet.
    fn seen(mut self, day: Date) -> Self {
        self.done = self.done.filter(|done| *done <= day);
        let days = |due: Date| (self.done.unwrap_or(day) - due).get_days().max(0);
        self.late_by = self.due.map_or(0, days);
        self.state = match (self.done, self.due) {
            (Some(_), _) if self.late_by > 0 => DutyState::DoneLate,
            (Some(_), _) => DutyState::Done,
            (None, None) => DutyState::AtOnce,
            (None, Some(_)) if self.late_by > 0 => DutyState::Late,
            (None, Some(_)) => DutyState::Open,
        };
        self
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.done.is_none()
    }
}

/// Makes the duties of one agreement or group.
struct Maker<'a> {
    about: &'a str,
    day: Date,
    found: Vec<Duty>,
}

impl Maker<'_> {
    fn counted(&mut self, what: String, owed_by: &str, since: Date, limit: base::Result<Limit>, done: Option<Date>) {
        match limit {
            Ok(limit) => self.push(what, owed_by, limit.rule, since, Some(limit.due), done, limit.why),
            // A rule that does not hold gives no day: the duty is shown all the same.
            Err(trouble) => self.push(what, owed_by, String::new(), since, None, done, trouble.message),
        }
    }

    fn at_once(&mut self, what: String, owed_by: &str, since: Date, cite: &str, done: Option<Date>) {
        self.push(what, owed_by, cite.to_owned(), since, None, done, format!("{cite} gives no length"));
    }

    #[allow(clippy::too_many_arguments)] // the fields of a duty, once
    fn push(&mut self, what: String, owed_by: &str, rule: String, since: Date, due: Option<Date>, done: Option<Date>, why: String) {
        if self.day < since {
            return;
        }
        let (owed_by, about) = (owed_by.to_owned(), self.about.to_owned());
        let duty = Duty { what, owed_by, about, rule, since, due, done, late_by: 0, state: DutyState::Open, why };
        self.found.push(duty.seen(self.day));
    }
}

/// What follows by a day from what was recorded: under every agreement, then in every group; in the order of the days
/// they are counted from. What was done is among them.
pub fn duties(partnership: &Partnership, book: &Rulebook, day: Date) -> Vec<Duty> {
    let mut found = Vec::new();
    for agreement in &partnership.agreements {
        let mut maker = Maker { about: &agreement.id, day, found: Vec::new() };
        of_reviews(&mut maker, book, agreement);
        for party in partnership.parties_of(&agreement.id) {
            of_leaving(&mut maker, book, agreement, party);
            // An agreement that ended binds only those that left; a body that ended has nobody to name.
            if agreement.in_force_on(day) && partnership.organisation(&party.organisation).is_some_and(|body| body.exists_on(day)) {
                of_joining(&mut maker, agreement, party);
                of_contacts(&mut maker, partnership, book, agreement, party);
            }
        }
        maker.found.sort_by_key(|duty| duty.since);
        found.append(&mut maker.found);
    }
    for group in &partnership.groups {
        let mut maker = Maker { about: &group.id, day, found: Vec::new() };
        of_chairs(&mut maker, book, group);
        found.append(&mut maker.found);
    }
    found
}

fn of_reviews(maker: &mut Maker<'_>, book: &Rulebook, agreement: &Agreement) {
    let cite = agreement.cite(&agreement.paragraphs.reviews);
    for review in &agreement.reviews {
        if review.because != crate::ReviewCause::Periodic {
            let what = format!("review the agreement, as {}", review.because.says());
            maker.at_once(what, &agreement.owner, review.called_on, &cite, review.held_on);
        }
    }
    if !agreement.in_force_on(maker.day) {
        return;
    }
    if let Some((due, why)) = review_due(book, agreement, maker.day) {
        let since = agreement.reviews.iter().filter_map(|review| review.held_on).filter(|held| *held <= maker.day).max();
        let Some(since) = since.max(agreement.since) else { return };
        let rule = why.strip_prefix('`').and_then(|rest| rest.split_once('`')).map_or_else(|| cite.clone(), |(rule, _)| rule.to_owned());
        maker.push("review the agreement".to_owned(), &agreement.owner, rule, since, Some(due), None, why);
    }
}

/// Whoever joins after the agreement began is told of to the others.
fn of_joining(maker: &mut Maker<'_>, agreement: &Agreement, party: &Party) {
    let (Some(bound), Some(since)) = (party.bound_since(agreement), agreement.since) else { return };
    if bound > since {
        let how = if party.status == PartyStatus::Novated { "stands in the place of a party" } else { "joined" };
        let what = format!("tell every partner's contact that `{}` {how}", party.organisation);
        let cite = agreement.cite(&agreement.paragraphs.joining);
        maker.at_once(what, &agreement.owner, bound, &cite, party.told_of_joining_on);
    }
}

fn of_leaving(maker: &mut Maker<'_>, book: &Rulebook, agreement: &Agreement, party: &Party) {
    let Some(leaving) = &party.withdrawal else { return };
    let id = &party.organisation;
    let cite = agreement.cite(&agreement.paragraphs.leaving);
    let told = format!("tell every partner's contact that `{id}` leaves");
    match agreement.rules.withdrawal_told.as_deref() {
        Some(rule) => {
            let limit = count_limit(book, rule, agreement.area.as_ref(), leaving.notice_on);
            maker.counted(told, &agreement.owner, leaving.notice_on, limit, leaving.told_on);
        }
        None => maker.at_once(told, &agreement.owner, leaving.notice_on, &cite, leaving.told_on),
    }
    if let Some((left, _)) = party.leaves_on(agreement, book) {
        maker.at_once("destroy what was got under the agreement, and confirm it".to_owned(), id, left, &cite, leaving.destroyed_on);
    }
}

/// Changes of contact are told, and a vacancy is filled.
fn of_contacts(maker: &mut Maker<'_>, partnership: &Partnership, book: &Rulebook, agreement: &Agreement, party: &Party) {
    let Some(bound) = party.bound_since(agreement) else { return };
    let left = party.leaves_on(agreement, book).map(|(left, _)| left);
    let still = |day: Date| left.is_none_or(|left| day < left);
    let spans = spans(partnership, party);
    let id = &party.organisation;
    for span in spans.iter().filter(|span| bound < span.since && still(span.since)) {
        if let Some(limit) = change_limit(book, agreement, span.since) {
            let what = format!("tell the partners that the contact of `{id}` is now the {}", span.entry.office);
            maker.counted(what, id, span.since, limit, span.entry.told_on);
        }
    }
    // The first days without a contact: from when it was bound, and from the end of each.
    let ends = spans.iter().filter_map(|span| Some((span.until?, Some(span.entry))));
    let mut starts: Vec<_> = ends.filter(|(end, _)| *end > bound).chain([(bound, None)]).collect();
    starts.sort_by_key(|(start, _)| *start);
    starts.dedup_by_key(|(start, _)| *start);
    for (start, ended) in starts {
        if start > maker.day || !still(start) || vacant_since(&spans, Some(bound), start) != Some(start) {
            continue;
        }
        let filled = spans.iter().map(|span| span.since).filter(|since| *since > start).min();
        if let (Some(ended), Some(limit)) = (ended, change_limit(book, agreement, start)) {
            let next_told = spans.iter().filter(|span| span.since > start).find_map(|span| span.entry.told_on);
            let done = [ended.end_told_on, next_told].into_iter().flatten().min();
            let what = format!("tell the partners that `{id}` has no contact since {}", in_words(start));
            maker.counted(what, id, start, limit, done);
        }
        match cover_limit(book, agreement, start) {
            Some(limit) => maker.counted(format!("name a contact for `{id}`: the cover ends"), id, start, limit, filled),
            None => {
                maker.at_once(format!("name a contact for `{id}`"), id, start, &agreement.cite(&agreement.paragraphs.contacts), filled);
            }
        }
    }
}

/// The rules of a chair's election and longest term, where the terms of reference name them.
const CHAIR_TERM: &str = "chair-term";
const CHAIR_ELECTION: &str = "chair-election";

fn of_chairs(maker: &mut Maker<'_>, book: &Rulebook, group: &Group) {
    let day = maker.day;
    let Some(terms) = group.terms_on(day) else { return };
    let has = |rule: &str| terms.rules.iter().any(|one| one == rule);
    let elected = group.members_on(day).filter(|member| member.role.is_elected());
    let elected: Vec<(&Member, Date, Date)> =
        elected.filter_map(|member| Some((member, member.first_elected(day)?, member.last_elected(day)?))).collect();
    for (member, first, last) in elected {
        let (id, role) = (&member.organisation, member.role.says());
        if has(CHAIR_ELECTION) {
            let limit = count_limit(book, CHAIR_ELECTION, group.area.as_ref(), last);
            maker.counted(format!("elect the {role}, or elect `{id}` again"), &group.id, last, limit, None);
        }
        if has(CHAIR_TERM) {
            let limit = count_limit(book, CHAIR_TERM, group.area.as_ref(), first);
            maker.counted(format!("end the term of `{id}` as {role}"), &group.id, first, limit, None);
        }
    }
}
