//! How an organisation stands under an agreement on a day: party or not, left or not, whose the agreement is, who its
//! contact is, and what it agreed to share.

use crate::agreement::{Agreement, DataType};
use crate::clock::count_limit;
use crate::contact::contact_on;
use crate::named::in_words;
use crate::organisation::{predecessors_of, successor_on};
use crate::party::{Party, PartyStatus};
use crate::register::Partnership;
use calendar::Date;
use permission::{Contact, Standing};
use rulebook::Rulebook;
use std::collections::BTreeSet;

/// How an organisation stands under an agreement on a day. Never fails: what is not known does not make it a party.
///
/// It is a party where the agreement is in force, there is such an organisation, it has signed by then or stands by a
/// recorded novation, and it has not left. A successor does not inherit a signature. An agreement past its review stays in
/// force and says so; one that ended has no party.
pub fn standing(partnership: &Partnership, book: &Rulebook, agreement: &Agreement, organisation: &str, day: Date) -> Standing {
    let mut why = Vec::new();
    let in_force = explain_force(book, agreement, day, &mut why);
    let owner = agreement.owner == organisation;
    if owner {
        why.push(format!("it owns the agreement and holds the signed copies ({})", agreement.cite(&agreement.paragraphs.parties)));
    }
    let exists = explain_existence(partnership, organisation, day, &mut why);
    let Some(party) = partnership.party(&agreement.id, organisation) else {
        why.push(format!("it is not among the parties ({})", agreement.cite(&agreement.paragraphs.parties)));
        explain_inheritance(partnership, agreement, organisation, day, &mut why);
        return Standing { party: false, withdrawn: false, owner, contact: Contact::Vacant, purposes: agreement.purposes.clone(), why };
    };
    let bound = explain_signature(partnership, book, agreement, party, day, &mut why);
    let withdrawn = bound && explain_leaving(book, agreement, party, day, &mut why);
    let contact = contact_on(partnership, book, agreement, party, day);
    why.extend(contact.why);
    Standing {
        party: in_force && exists && bound && !withdrawn,
        withdrawn,
        owner,
        contact: contact.contact,
        purposes: agreement.purposes.clone(),
        why,
    }
}

/// Whether the agreement is in force, and whether its review is late.
fn explain_force(book: &Rulebook, agreement: &Agreement, day: Date, why: &mut Vec<String>) -> bool {
    let (name, version) = (&agreement.id, &agreement.version);
    let Some(since) = agreement.since else {
        why.push(format!("`{name}` has no party: no day is known on which it came into force"));
        return false;
    };
    if let Some(until) = agreement.until.filter(|until| *until <= day) {
        why.push(format!("`{name}` ended: it is in force no longer since {}, and nobody is a party", in_words(until)));
        return false;
    }
    if day < since {
        why.push(format!("`{name}` is not in force before {}", in_words(since)));
        return false;
    }
    why.push(format!("`{name}`, version {version}, is in force since {}", in_words(since)));
    if let Some((due, by)) = review_due(book, agreement, day)
        && due < day
    {
        why.push(format!("it was to be reviewed by {} ({by}): it stays in force until it is reviewed or ended", in_words(due)));
    }
    true
}

/// The day the next review is due, seen on a day, and by what: the day that was set, or the rule's from the last review
/// or the first day.
pub(crate) fn review_due(book: &Rulebook, agreement: &Agreement, day: Date) -> Option<(Date, String)> {
    let since = agreement.since.filter(|since| *since <= day)?;
    let last = agreement.reviews.iter().filter_map(|review| review.held_on).filter(|held| *held <= day).fold(since, Ord::max);
    if let Some(set) = agreement.next_review.filter(|set| last < *set) {
        return Some((set, format!("the day that was set; {}", agreement.cite(&agreement.paragraphs.reviews))));
    }
    let rule = agreement.rules.review.as_deref()?;
    count_limit(book, rule, agreement.area.as_ref(), last).ok().map(|limit| (limit.due, limit.why))
}

fn explain_existence(partnership: &Partnership, organisation: &str, day: Date, why: &mut Vec<String>) -> bool {
    match partnership.organisation(organisation) {
        None => {
            why.push(format!("`{organisation}` is not in the register of organisations"));
            false
        }
        Some(body) if body.exists_on(day) => true,
        Some(_) => {
            why.push(format!("there is no such organisation on {}", in_words(day)));
            why.extend(successor_on(&partnership.organisations, organisation, day).why);
            false
        }
    }
}

/// Whether it has signed by that day, or stands by novation.
fn explain_signature(
    partnership: &Partnership,
    book: &Rulebook,
    agreement: &Agreement,
    party: &Party,
    day: Date,
    why: &mut Vec<String>,
) -> bool {
    let parties = agreement.cite(&agreement.paragraphs.parties);
    let Some(since) = party.bound_since(agreement) else {
        why.push(match party.status {
            PartyStatus::AwaitingDetails => format!("it has not signed: its signatory is not known yet ({parties})"),
            PartyStatus::AwaitingFirstCase => format!("it has not signed: it signs with its first case ({parties})"),
            PartyStatus::Signed | PartyStatus::Novated => format!("it signed; the agreement is not known to be in force ({parties})"),
        });
        explain_inheritance(partnership, agreement, &party.organisation, day, why);
        return false;
    };
    if let Some(novation) = &party.novation {
        let sound = novation_holds(partnership, book, agreement, party, &mut BTreeSet::new());
        why.push(if sound {
            format!("it stands in the place of `{}` by novation since {}: {}", novation.from, in_words(since), novation.paper)
        } else {
            format!("its novation from `{}` does not hold: no predecessor of it was a party on {}", novation.from, in_words(novation.on))
        });
        return sound && since <= day;
    }
    if day < since {
        why.push(format!("it is bound by its signature from {} only ({parties})", in_words(since)));
        return false;
    }
    let office = if party.signatory_role.is_empty() { "an office not known".to_owned() } else { format!("its {}", party.signatory_role) };
    let when = match party.signed_on {
        Some(signed) => format!("on {}", in_words(signed)),
        None => format!("on a day not known; it counts from {}", in_words(since)),
    };
    why.push(format!("signed by {office} {when} ({parties})"));
    true
}

/// Whether the organisation before it was a party when it took its place, and it is one of its successors.
fn novation_holds<'a>(
    partnership: &'a Partnership,
    book: &Rulebook,
    agreement: &Agreement,
    party: &'a Party,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let Some(novation) = &party.novation else { return false };
    if !seen.insert(&party.organisation) {
        return false;
    }
    let follows = predecessors_of(&partnership.organisations, &party.organisation)
        .iter()
        .any(|(body, one)| body.id == novation.from && one.on <= novation.on);
    let Some(before) = partnership.party(&agreement.id, &novation.from) else { return false };
    let was_party = before.bound_since(agreement).is_some_and(|since| since <= novation.on)
        && before.leaves_on(agreement, book).is_none_or(|(left, _)| novation.on < left)
        && (before.novation.is_none() || novation_holds(partnership, book, agreement, before, seen));
    follows && was_party
}

/// That a signature of the organisation before it is not its own.
fn explain_inheritance(partnership: &Partnership, agreement: &Agreement, organisation: &str, day: Date, why: &mut Vec<String>) {
    for (body, one) in predecessors_of(&partnership.organisations, organisation) {
        if one.on <= day && partnership.party(&agreement.id, &body.id).is_some_and(Party::has_signed) {
            why.push(format!(
                "`{}` signed, in whose place it stands since {}; a signature is not inherited: it signs itself, or a novation is recorded",
                body.id,
                in_words(one.on)
            ));
        }
    }
}

/// Whether it has left by that day.
fn explain_leaving(book: &Rulebook, agreement: &Agreement, party: &Party, day: Date, why: &mut Vec<String>) -> bool {
    let Some(leaving) = party.withdrawal.as_ref().filter(|leaving| leaving.notice_on <= day) else { return false };
    let Some((left, rule)) = party.leaves_on(agreement, book) else { return false };
    let by = rule.map(|rule| format!("`{rule}`, ")).unwrap_or_default();
    let cite = format!("{by}{}", agreement.cite(&agreement.paragraphs.leaving));
    let notice = in_words(leaving.notice_on);
    if day < left {
        why.push(format!("it gave notice on {notice} and is a party until {} begins ({cite})", in_words(left)));
        return false;
    }
    why.push(format!("it left on {}, with notice of {notice} ({cite}): it receives nothing more and stays bound", in_words(left)));
    why.push(match leaving.destroyed_on.filter(|on| *on <= day) {
        Some(on) => format!("it confirmed on {} that what it got is destroyed ({cite})", in_words(on)),
        None => format!("it has not confirmed that what it got is destroyed ({cite})"),
    });
    true
}

/// Whether something may be shared as agreed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Agreed {
    /// The agreement lists the type for the organisation, or a departure was recorded that day.
    pub agreed: bool,
    /// It is a departure.
    pub departure: bool,
    /// Why.
    pub why: String,
}

/// What an organisation agreed to share on a day: what the agreement lists for it or its kind, and, where it stands by
/// novation, what it lists for the organisation in whose place it stands.
pub fn data_types_of<'a>(partnership: &'a Partnership, agreement: &'a Agreement, organisation: &'a str, day: Date) -> Vec<&'a DataType> {
    let mut found: Vec<&DataType> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(organisation);
    while let Some(id) = next.take().filter(|id| seen.insert(*id)) {
        if let Some(body) = partnership.organisation(id) {
            let listed = agreement.data_types_on(id, body.kind, day);
            found.extend(listed.filter(|one| !found.iter().any(|known| known.id == one.id)).collect::<Vec<_>>());
        }
        let novation = partnership.party(&agreement.id, id).and_then(|party| party.novation.as_ref());
        next = novation.filter(|novation| novation.on <= day).map(|novation| novation.from.as_str());
    }
    found
}

/// Whether the agreement lists a type of data for an organisation on a day, or a departure from it was recorded for that
/// day.
pub fn agreed_data_type(partnership: &Partnership, agreement: &Agreement, organisation: &str, data_type: &str, day: Date) -> Agreed {
    let cite = agreement.cite(&agreement.paragraphs.data_types);
    if let Some(listed) = data_types_of(partnership, agreement, organisation, day).into_iter().find(|one| one.id == data_type) {
        return Agreed { agreed: true, departure: false, why: format!("`{organisation}` shares {} ({cite})", listed.what) };
    }
    let departures = partnership.party(&agreement.id, organisation).map(|party| party.departures.as_slice()).unwrap_or_default();
    match departures.iter().find(|one| one.on == day && one.data_type == data_type) {
        Some(one) => {
            Agreed { agreed: true, departure: true, why: format!("a departure is recorded for {}: {} ({cite})", in_words(day), one.why) }
        }
        None => Agreed {
            agreed: false,
            departure: false,
            why: format!("the agreement does not list `{data_type}` for `{organisation}`, and no departure is recorded ({cite})"),
        },
    }
}
