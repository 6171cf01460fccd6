//! What stands in the registers about one thing on a day, in lines that say why, each with its rule or paragraph.

use crate::agreement::Agreement;
use crate::duties::{Duty, DutyState, duties};
use crate::group::{Group, votes_on};
use crate::named::{in_words, span_in_words, within};
use crate::organisation::{Organisation, predecessors_of, successor_on};
use crate::register::Partnership;
use crate::standing::{data_types_of, standing};
use crate::user::posts_on;
use base::{Result, Trouble};
use calendar::Date;
use permission::{Contact, Standing};
use rulebook::Rulebook;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The heading.
    pub heading: String,
    /// The lines.
    pub lines: Vec<String>,
}

/// One thing on a day, explained. Printed, it is a title and its parts, indented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Its register and id: `organisation:accent-housing`.
    pub subject: String,
    /// What it is called on that day.
    pub title: String,
    /// The day.
    pub day: Date,
    /// What there is to say.
    pub parts: Vec<Part>,
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}) on {}", self.title, self.subject, in_words(self.day))?;
        for part in &self.parts {
            writeln!(f, "  {}", part.heading)?;
            part.lines.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        }
        Ok(())
    }
}

impl Explained {
    fn new(subject: String, title: &str, day: Date) -> Self {
        Self { subject, title: title.to_owned(), day, parts: Vec::new() }
    }

    fn part(&mut self, heading: impl Into<String>, lines: Vec<String>) {
        if !lines.is_empty() {
            self.parts.push(Part { heading: heading.into(), lines });
        }
    }
}

/// An organisation on a day: what it is, what came before and after it, how it stands under each agreement and in each
/// group, who acts for it, and what it owes.
///
/// # Errors
/// There is no such organisation in the register.
pub fn explain_organisation(partnership: &Partnership, book: &Rulebook, id: &str, day: Date) -> Result<Explained> {
    let Some(body) = partnership.organisation(id) else {
        return Err(Trouble::refused(
            "organisation-unknown",
            format!("there is no organisation `{id}` in the register"),
            near(id, partnership.organisations.iter().map(|one| one.id.as_str())),
        ));
    };
    let mut said = Explained::new(format!("organisation:{id}"), body.name_on(day), day);
    said.part("what it is", what_it_is(body, day));
    said.part("before and after it", before_and_after(&partnership.organisations, body, day));
    for agreement in &partnership.agreements {
        let before = predecessors_of(&partnership.organisations, id);
        let concerned = agreement.owner == id
            || partnership.party(&agreement.id, id).is_some()
            || before.iter().any(|(one, _)| partnership.party(&agreement.id, &one.id).is_some());
        if concerned {
            let standing = standing(partnership, book, agreement, id, day);
            let mut lines = vec![in_a_line(&standing)];
            lines.extend(standing.why.iter().cloned());
            if let Some(note) = partnership.party(&agreement.id, id).map(|party| party.note.as_str()).filter(|note| !note.is_empty()) {
                // Where an event is invented, as in the demonstration, this says so.
                lines.push(format!("note: {note}"));
            }
            if standing.party {
                let shares: Vec<&str> = data_types_of(partnership, agreement, id, day).iter().map(|one| one.what.as_str()).collect();
                if !shares.is_empty() {
                    lines.push(format!(
                        "it shares, case by case: {} ({})",
                        shares.join("; "),
                        agreement.cite(&agreement.paragraphs.data_types)
                    ));
                }
            }
            said.part(format!("under `{}`", agreement.id), lines);
        }
    }
    let groups = partnership.groups.iter().flat_map(|group| seats(group, partnership, id, day)).collect();
    said.part("seats", groups);
    let people = partnership.users.iter().filter_map(|user| {
        let posts = posts_on(&partnership.users, &partnership.organisations, &user.id, day).posts;
        let here = posts.iter().filter(|post| post.organisation == id);
        let roles: Vec<String> = here
            .map(|post| match &post.covers {
                Some(away) => format!("{}, covering `{away}`", post.role.says()),
                None => post.role.says().to_owned(),
            })
            .collect();
        (!roles.is_empty()).then(|| format!("`{}`: {}", user.id, roles.join("; ")))
    });
    said.part("people in office", people.collect());
    said.part("duties", lines_of(&duties(partnership, book, day), |duty| duty.owed_by == id));
    Ok(said)
}

/// A person in office on a day: the posts, by what cover, and how the organisations stand.
///
/// # Errors
/// Nobody is enrolled by that label.
pub fn explain_user(partnership: &Partnership, book: &Rulebook, id: &str, day: Date) -> Result<Explained> {
    let Some(user) = partnership.user(id) else {
        return Err(Trouble::refused(
            "user-unknown",
            "nobody is enrolled by that label".to_owned(),
            near(id, partnership.users.iter().map(|one| one.id.as_str())),
        ));
    };
    let found = posts_on(&partnership.users, &partnership.organisations, id, day);
    let mut said = Explained::new(format!("user:{id}"), id, day);
    said.part("posts", found.why);
    let over = user.posts.iter().filter(|post| post.until.is_some_and(|until| until <= day)).map(|post| {
        let because = if post.ended_because.is_empty() { String::new() } else { format!(": {}", post.ended_because) };
        let until = post.until.map(in_words).unwrap_or_default();
        format!("{} at `{}` until, but not on, {until}{because}", post.role.says(), post.organisation)
    });
    said.part("posts that ended", over.collect());
    let covered = partnership.users.iter().flat_map(|one| {
        let here = one.cover.iter().filter(|cover| cover.covers == id && cover.holds_on(day) && !one.has_left(day));
        here.map(|cover| {
            let span = span_in_words(Some(cover.since), Some(cover.until));
            format!("`{}` stands in at `{}`{span}", one.id, cover.organisation)
        })
    });
    said.part("covered by", covered.collect());
    let organisations: BTreeSet<&str> = found.posts.iter().map(|post| post.organisation.as_str()).collect();
    let stands = organisations.iter().flat_map(|&organisation| {
        partnership.agreements.iter().filter(move |agreement| partnership.party(&agreement.id, organisation).is_some()).map(
            move |agreement| {
                let standing = standing(partnership, book, agreement, organisation, day);
                format!("`{organisation}` under `{}`: {}", agreement.id, in_a_line(&standing))
            },
        )
    });
    said.part("how the organisations stand", stands.collect());
    Ok(said)
}

/// A group on a day: its terms, seats, votes, suspensions, and what it owes.
///
/// # Errors
/// There is no such group in the register.
pub fn explain_group(partnership: &Partnership, book: &Rulebook, id: &str, day: Date) -> Result<Explained> {
    let Some(group) = partnership.group(id) else {
        return Err(Trouble::refused(
            "group-unknown",
            format!("there is no group `{id}` in the register"),
            near(id, partnership.groups.iter().map(|one| one.id.as_str())),
        ));
    };
    let mut said = Explained::new(format!("group:{id}"), &group.name, day);
    let mut what = vec![format!("{}{}", group.kind.says(), after_a_comma(group.since, group.until))];
    if !group.exists_on(day) {
        what.push(format!("there is no such group on {}", in_words(day)));
    }
    what.extend(group.reports_to.iter().map(|above| format!("reports to `{above}`")));
    if let Some(terms) = group.terms_on(day) {
        let adopted = terms.adopted_on.map_or_else(|| "adopted on a day not known".to_owned(), |on| format!("adopted on {}", in_words(on)));
        what.push(format!("terms of reference, version {}, {adopted}", terms.version));
        if !terms.rules.is_empty() {
            let rules: Vec<String> = terms.rules.iter().map(|rule| named_rule(group, book, rule, day)).collect();
            what.push(format!("its numbers are the rules {}", rules.join(", ")));
        }
    }
    if !group.note.is_empty() {
        what.push(group.note.clone());
    }
    said.part("what it is", what);
    let members = group.members_on(day).map(|member| {
        let seat = if member.seat.is_empty() { String::new() } else { format!(", {}", member.seat) };
        let each = if member.each { " each" } else { "" };
        let seats = match member.seats {
            0 => String::new(),
            1 => format!(", 1 seat{each}"),
            more => format!(", {more} seats{each}"),
        };
        let vote = if member.role.is_elected() {
            String::new()
        } else if member.voting {
            ", with a vote".to_owned()
        } else {
            ", without a vote".to_owned()
        };
        let substitute = member.substitute.as_ref();
        let substitute = substitute.map(|one| format!("; substitute: {}, `{}`", one.office, one.organisation)).unwrap_or_default();
        let exists = partnership.organisation(&member.organisation).is_some_and(|body| body.exists_on(day));
        let ended = if exists { "" } else { "; there is no such organisation on this day" };
        format!("`{}`{seat}: {}{seats}{vote}{substitute}{ended}", member.organisation, member.role.says())
    });
    said.part("seats", members.collect());
    let votes = votes_on(group, &partnership.organisations, day);
    let mut lines = vec![format!("voting membership: {}, one vote an organisation", votes.voting.len())];
    lines.extend(votes.why);
    said.part("votes", lines);
    let suspended = group.suspended.iter().filter(|one| within(Some(one.since), one.until, day));
    said.part(
        "suspended",
        suspended.map(|one| format!("`{}`{}: {}", one.organisation, span_in_words(Some(one.since), one.until), one.reason)).collect(),
    );
    said.part("duties", lines_of(&duties(partnership, book, day), |duty| duty.about == id));
    Ok(said)
}

/// An agreement on a day: whether it is in force, what it covers, how each organisation stands under it, what is due.
///
/// # Errors
/// There is no such agreement in the register.
pub fn explain_agreement(partnership: &Partnership, book: &Rulebook, id: &str, day: Date) -> Result<Explained> {
    let Some(agreement) = partnership.agreement(id) else {
        return Err(Trouble::refused(
            "agreement-unknown",
            format!("there is no agreement `{id}` in the register"),
            near(id, partnership.agreements.iter().map(|one| one.id.as_str())),
        ));
    };
    let mut said = Explained::new(format!("agreement:{id}"), &agreement.title, day);
    said.part("what it is", what_it_covers(partnership, book, agreement, day));
    let powers = agreement.powers.iter().filter(|one| within(one.since, one.until, day));
    said.part(
        format!("powers ({})", agreement.cite(&agreement.paragraphs.powers)),
        powers.map(|one| format!("`{}`: {}, {}", one.id, one.legislation, one.provision)).collect(),
    );
    let parties = partnership.parties_of(id).map(|party| {
        let standing = standing(partnership, book, agreement, &party.organisation, day);
        format!("`{}`: {}", party.organisation, in_a_line(&standing))
    });
    said.part("organisations", parties.collect());
    let departures = partnership.parties_of(id).flat_map(|party| {
        let past = party.departures.iter().filter(|one| one.on <= day);
        past.map(|one| format!("{}: `{}` shared `{}`: {}", in_words(one.on), party.organisation, one.data_type, one.why))
    });
    said.part("departures from what was agreed", departures.collect());
    let notices = agreement.privacy_notices.iter().filter(|one| one.since <= day);
    said.part(
        "privacy notices",
        notices.map(|one| format!("{}, version {}, since {}: {}", one.form, one.version, in_words(one.since), one.shown)).collect(),
    );
    let framework = agreement.framework.iter().map(|one| {
        let version = if one.version.is_empty() { "no version named".to_owned() } else { format!("version {}", one.version) };
        format!("{}, {version}", one.title)
    });
    said.part("framework", framework.collect());
    said.part("duties", lines_of(&duties(partnership, book, day), |duty| duty.about == id));
    Ok(said)
}

/// `, since 1 May 2020`, or nothing.
fn after_a_comma(since: Option<Date>, until: Option<Date>) -> String {
    let span = span_in_words(since, until);
    if span.is_empty() { span } else { format!(",{span}") }
}

fn what_it_is(body: &Organisation, day: Date) -> Vec<String> {
    let mut lines = vec![format!("{}{}", body.kind.says(), after_a_comma(body.since, body.until))];
    if body.kind.is_responsible_authority() && body.exists_on(day) {
        lines.push("a responsible authority (Crime and Disorder Act 1998, section 5)".to_owned());
    }
    let called = body.name_on(day);
    let other = body.aliases.iter().map(|alias| alias.name.as_str()).chain([body.name.as_str()]).filter(|name| *name != called);
    let other: Vec<&str> = other.collect();
    if !other.is_empty() {
        lines.push(format!("also known, or once known, as {}", other.join("; ")));
    }
    lines.extend(body.parent.iter().map(|parent| format!("part of `{parent}`")));
    lines.extend(body.functions.iter().cloned());
    if !body.source.is_empty() {
        lines.push(format!("source: {}", body.source));
    }
    lines
}

fn before_and_after(organisations: &[Organisation], body: &Organisation, day: Date) -> Vec<String> {
    let mut lines = Vec::new();
    let mut seen = BTreeSet::from([body.id.as_str()]);
    let mut open = vec![body.id.as_str()];
    while let Some(id) = open.pop() {
        for (before, one) in predecessors_of(organisations, id) {
            if one.on > day {
                continue;
            }
            lines.push(format!("`{id}` stands in the place of `{}` since {}: {}", before.id, in_words(one.on), one.by));
            if seen.insert(&before.id) {
                open.push(&before.id);
            }
        }
    }
    lines.reverse();
    let after = successor_on(organisations, &body.id, day);
    lines.extend(after.why);
    if !body.exists_on(day) {
        let now: Vec<String> = after.now.iter().map(|id| format!("`{id}`")).collect();
        lines.push(if now.is_empty() {
            format!("on {} nothing stands in its place", in_words(day))
        } else {
            format!("on {} {} stands in its place", in_words(day), now.join(" and "))
        });
    }
    lines
}

fn what_it_covers(partnership: &Partnership, book: &Rulebook, agreement: &Agreement, day: Date) -> Vec<String> {
    let mut lines = vec![agreement.kind.says().to_owned()];
    // The owner's standing begins with whether the agreement is in force.
    lines.extend(
        standing(partnership, book, agreement, &agreement.owner, day).why.into_iter().take_while(|line| !line.starts_with("it owns")),
    );
    lines.push(format!("owned by `{}`", agreement.owner));
    if !agreement.marking.is_empty() {
        lines.push(format!("protective marking: {}", agreement.marking));
    }
    lines.push(format!("for these purposes: {}", agreement.purposes.iter().map(|purpose| purpose.says()).collect::<Vec<_>>().join("; ")));
    let held = agreement.reviews.iter().filter(|review| review.called_on <= day).map(|review| {
        let held = review.held_on.filter(|held| *held <= day);
        let held = held.map_or_else(|| "not held yet".to_owned(), |held| format!("held on {}", in_words(held)));
        let outcome = if review.outcome.is_empty() { String::new() } else { format!(": {}", review.outcome) };
        format!("review called for on {}, because {}; {held}{outcome}", in_words(review.called_on), review.because.says())
    });
    lines.extend(held);
    if !agreement.note.is_empty() {
        lines.push(agreement.note.clone());
    }
    lines
}

/// `party; contact named`, with `owner` where it is.
fn in_a_line(standing: &Standing) -> String {
    let party = match (standing.party, standing.withdrawn) {
        (true, _) => "party",
        (false, true) => "left",
        (false, false) => "not a party",
    };
    let contact = match standing.contact {
        Contact::Named => "contact named",
        Contact::Covered => "contact vacant and covered",
        Contact::Vacant => "contact vacant",
    };
    let owner = if standing.owner { "; owner" } else { "" };
    format!("{party}; {contact}{owner}")
}

fn seats(group: &Group, partnership: &Partnership, id: &str, day: Date) -> Vec<String> {
    let votes = votes_on(group, &partnership.organisations, day);
    let vote = if votes.voting.iter().any(|one| one == id) { "has a vote" } else { "has no vote" };
    let mut lines = Vec::new();
    for member in group.members_on(day).filter(|member| member.organisation == id) {
        let seat = if member.seat.is_empty() { String::new() } else { format!(", {}", member.seat) };
        lines.push(format!("`{}`: {}{seat}; the organisation {vote}", group.id, member.role.says()));
    }
    lines.extend(group.suspended_on(id, day).map(|one| format!("`{}`: suspended since {}: {}", group.id, in_words(one.since), one.reason)));
    lines
}

fn named_rule(group: &Group, book: &Rulebook, id: &str, day: Date) -> String {
    match book.in_force(id, day, group.area.as_ref()) {
        Ok(rule) => format!("`{}`", rule.reference),
        Err(_) => format!("`{id}` (no version in force)"),
    }
}

/// The duties asked for, late ones first, then those still to be done, then those done.
fn lines_of(duties: &[Duty], asked: impl Fn(&Duty) -> bool) -> Vec<String> {
    let mut asked: Vec<&Duty> = duties.iter().filter(|duty| asked(duty)).collect();
    asked.sort_by_key(|duty| match duty.state {
        DutyState::Late => 0,
        DutyState::AtOnce => 1,
        DutyState::Open => 2,
        DutyState::DoneLate => 3,
        DutyState::Done => 4,
    });
    asked.into_iter().map(Duty::to_string).collect()
}

impl fmt::Display for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = if self.late_by == 1 { "day" } else { "days" };
        match self.state {
            DutyState::Late => write!(f, "late by {} {days}", self.late_by)?,
            DutyState::AtOnce => write!(f, "at once, since {}", in_words(self.since))?,
            DutyState::Open => f.write_str("open")?,
            DutyState::DoneLate => write!(f, "done {} {days} late, on {}", self.late_by, self.done.map(in_words).unwrap_or_default())?,
            DutyState::Done => write!(f, "done on {}", self.done.map(in_words).unwrap_or_default())?,
        }
        write!(f, ": {}", self.what)?;
        if let Some(due) = self.due {
            write!(f, ", by {}", in_words(due))?;
        }
        write!(f, " ({})", self.why)
    }
}

/// The ids that share a word with what was asked; otherwise the first few.
fn near<'a>(asked: &str, ids: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = asked.split('-').filter(|word| word.len() > 2).collect();
    let mut known: Vec<&str> = ids.collect();
    known.sort_by_key(|id| !words.iter().any(|word| id.contains(word)));
    let known: Vec<String> = known.into_iter().take(5).map(|id| format!("`{id}`")).collect();
    if known.is_empty() {
        "the register is empty: write an entry first".to_owned()
    } else {
        format!("among those known are {}", known.join(", "))
    }
}
