//! Who is an organisation's single point of contact on a day: named, covered by the owner's governance lead, or nobody.

use crate::agreement::Agreement;
use crate::clock::{Limit, count_limit};
use crate::named::{in_words, within};
use crate::party::{Contact, Party};
use crate::register::Partnership;
use crate::user::posts_on;
use calendar::Date;
use permission::Role;
use rulebook::Rulebook;
use serde::Serialize;

/// How the contact of a party stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactOn {
    /// Named, covered or vacant.
    pub contact: permission::Contact,
    /// The office of the contact, where one is named.
    pub office: Option<String>,
    /// Its user, where one is named.
    pub user: Option<String>,
    /// The first day without a contact, where there is none.
    pub vacant_since: Option<Date>,
    /// The last day on which the owner's governance lead stands in, where a rule gives one.
    pub covered_to: Option<Date>,
    /// A change of contact that nobody told the partners of within the time that the rule gives.
    pub unconfirmed: bool,
    /// Why, a line each.
    pub why: Vec<String>,
}

/// Days on which an entry makes somebody the contact: cut to the posts of its user where it names one.
pub(crate) struct Span<'a> {
    pub entry: &'a Contact,
    pub since: Date,
    pub until: Option<Date>,
}

/// The days on which a party has a contact, entry by entry.
pub(crate) fn spans<'a>(partnership: &Partnership, party: &'a Party) -> Vec<Span<'a>> {
    let mut found = Vec::new();
    for entry in &party.contacts {
        let Some(user) = &entry.user else {
            found.push(Span { entry, since: entry.since, until: entry.until });
            continue;
        };
        let Some(user) = partnership.user(user) else { continue };
        for post in user.posts.iter().filter(|post| post.organisation == party.organisation) {
            let since = entry.since.max(post.since);
            let until = [entry.until, post.until, user.left_on].into_iter().flatten().min();
            found.push(Span { entry, since, until });
        }
    }
    found.retain(|span| span.until.is_none_or(|until| span.since < until));
    found.sort_by_key(|span| (span.since, span.until));
    found
}

/// Whether somebody is the contact on a day.
pub(crate) fn is_named(spans: &[Span<'_>], day: Date) -> bool {
    spans.iter().any(|span| within(Some(span.since), span.until, day))
}

/// The first day of the time without a contact that a day lies in. `None` where somebody is named, or nothing binds the
/// party to have one yet.
pub(crate) fn vacant_since(spans: &[Span<'_>], bound: Option<Date>, day: Date) -> Option<Date> {
    let bound = bound.filter(|bound| *bound <= day)?;
    if is_named(spans, day) {
        return None;
    }
    Some(spans.iter().filter_map(|span| span.until).filter(|until| *until <= day).fold(bound, Ord::max))
}

/// The end of the cover that begins with the first day without a contact.
pub(crate) fn cover_limit(book: &Rulebook, agreement: &Agreement, vacant_since: Date) -> Option<base::Result<Limit>> {
    let rule = agreement.rules.contact_cover.as_deref()?;
    Some(count_limit(book, rule, agreement.area.as_ref(), vacant_since))
}

/// The day until which the partners are to be told of a contact that began on a day.
pub(crate) fn change_limit(book: &Rulebook, agreement: &Agreement, changed: Date) -> Option<base::Result<Limit>> {
    let rule = agreement.rules.contact_change.as_deref()?;
    Some(count_limit(book, rule, agreement.area.as_ref(), changed))
}

/// Who is a party's single point of contact on a day.
///
/// A contact that names a user holds as long as that user has a post at the organisation; leave does not end it. Where
/// there is none, a governance lead of the owner stands in for the days that the agreement's rule gives, if the owner has
/// one then.
pub fn contact_on(partnership: &Partnership, book: &Rulebook, agreement: &Agreement, party: &Party, day: Date) -> ContactOn {
    let spans = spans(partnership, party);
    let mut found = ContactOn {
        contact: permission::Contact::Vacant,
        office: None,
        user: None,
        vacant_since: None,
        covered_to: None,
        unconfirmed: false,
        why: Vec::new(),
    };
    let asked = agreement.cite(&agreement.paragraphs.contacts);
    if let Some(span) = spans.iter().rev().find(|span| within(Some(span.since), span.until, day)) {
        found.contact = permission::Contact::Named;
        found.office = Some(span.entry.office.clone());
        found.user.clone_from(&span.entry.user);
        let user = span.entry.user.as_ref().map(|user| format!(" (`{user}`)")).unwrap_or_default();
        found.why.push(format!("its contact is the {}{user} since {} ({asked})", span.entry.office, in_words(span.since)));
        if let Some(away) = &span.entry.user {
            let covering = partnership.users.iter().filter(|one| {
                !one.has_left(day)
                    && one
                        .cover
                        .iter()
                        .any(|cover| cover.covers == *away && cover.organisation == party.organisation && cover.holds_on(day))
            });
            found.why.extend(covering.map(|one| format!("`{}` covers the absence of `{away}`", one.id)));
        }
        let changed = party.bound_since(agreement).is_some_and(|bound| bound < span.since);
        if changed
            && span.entry.told_on.is_none_or(|told| day < told)
            && let Some(Ok(limit)) = change_limit(book, agreement, span.since)
            && limit.due < day
        {
            found.unconfirmed = true;
            found.why.push(format!("unconfirmed: the partners were to be told of it by {} ({})", in_words(limit.due), limit.why));
        }
        return found;
    }
    let Some(vacant) = vacant_since(&spans, party.bound_since(agreement), day) else {
        found.why.push(format!("it names no contact ({asked})"));
        return found;
    };
    found.vacant_since = Some(vacant);
    found.why.push(format!("it has no contact since {} ({asked})", in_words(vacant)));
    match cover_limit(book, agreement, vacant) {
        None => found.why.push("the agreement names no rule by which anybody stands in".to_owned()),
        Some(Err(trouble)) => found.why.push(format!("nobody stands in: {}", trouble.message)),
        Some(Ok(limit)) => {
            found.covered_to = Some(limit.due);
            let last = in_words(limit.due);
            let owner = &agreement.owner;
            let lead = partnership.users.iter().find(|one| {
                let posts = posts_on(&partnership.users, &partnership.organisations, &one.id, day).posts;
                posts.iter().any(|post| post.role == Role::IgLead && post.organisation == *owner)
            });
            if limit.due < day {
                found.why.push(format!("the cover by the governance lead of `{owner}` ended with {last} ({})", limit.why));
            } else if let Some(lead) = lead {
                found.contact = permission::Contact::Covered;
                let line = format!("the governance lead of `{owner}` (`{}`) stands in until the end of {last} ({})", lead.id, limit.why);
                found.why.push(line);
            } else {
                found.why.push(format!("nobody stands in: `{owner}` has no governance lead on {} (`{}`)", in_words(day), limit.rule));
            }
        }
    }
    found
}
