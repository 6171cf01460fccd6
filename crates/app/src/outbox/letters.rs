//! From what happened to a row of the outbox, and from the row to a letter.
//!
//! | letter | facts of its row |
//! |---|---|
//! | `invitation`, `recovery-confirmed` | `invitation`: its id, from which the link is drawn when it is sent |
//! | `approval-waits`, `recovery-asked` | `invitation` |
//! | `approved`, `recovery-noticed`, `cut-off` | none: the day is that of the row |
//! | `way-changed` | `change`: a [`WayChange`] by its name |
//! | `reminder` | `due` and `overdue`: counts; `of`: the reminders that it gives, each by a hash |
//! | `link-to-update` | `link`: its id; `from`: the organisation that asks, by its id |
//! | `link-to-answer` | `link`: its id; `from`: the organisation that asks, by its id |

use crate::signing::link_of;
use crate::{House, Moment, links};
use base::{Result, Trouble};
use courier::{Letter, WayChange};
use identity::secret::random_id;
use jiff::Timestamp;
use jiff::civil::DateTime;
use partnership::Partnership;
use std::collections::BTreeMap;
use store::{Invitation, Mail, NewMail};

/// The page where one signs in.
const SIGN_IN: &str = "/sign-in";
/// What needs somebody: duties, and actions of plans.
const HOME: &str = "/home";
/// The page of one's own account.
const ACCOUNT: &str = "/account";
/// The page of invitations that wait for approval.
const INVITATIONS: &str = "/partnership/invitations";
/// The page of lost ways in that wait for a second person.
const RECOVERIES: &str = "/partnership/invitations";

/// The template of reminders.
pub(super) const REMINDER: &str = "reminder";
/// The template of links to answer.
pub(crate) const LINK_TO_ANSWER: &str = "link-to-answer";
/// The template of links to update an action.
pub(crate) const LINK_TO_UPDATE: &str = "link-to-update";

/// A mail to a user, to be put into the outbox with the change that it tells of: the name of the letter, and ids, days and counts.
/// `dedupe` names what is told once only.
pub(crate) fn mail_to(
    house: &House,
    moment: &Moment,
    user: &str,
    template: &str,
    facts: &[(&str, &str)],
    dedupe: Option<String>,
) -> Result<NewMail> {
    let id = random_id("m-")?;
    Ok(NewMail {
        message_id: format!("{id}@{}", host(house.site_address())),
        id,
        user: user.to_owned(),
        template: template.to_owned(),
        facts: facts.iter().map(|(key, said)| ((*key).to_owned(), (*said).to_owned())).collect::<BTreeMap<_, _>>(),
        due_at: moment.iso(),
        dedupe,
    })
}

/// The host of an address, for identifiers of messages; this machine's where it has none that can stand there.
pub(crate) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    let sound = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if sound { host } else { "localhost" }
}

/// What a row of the outbox comes to.
pub(super) enum Written {
    /// A letter.
    Letter(Letter),
    /// What it tells of is over: it was used, withdrawn, or ran out.
    Over,
}

/// The letter of a row.
///
/// # Errors
/// Failed with `mail-unreadable`, where another version of the program wrote the row.
pub(super) async fn letter_of(house: &House, moment: &Moment, partnership: &Partnership, mail: &Mail) -> Result<Written> {
    let today = crate::registers::today(moment);
    let unreadable = || unreadable(mail);
    let fact = |key: &str| mail.facts.get(key).map(String::as_str).ok_or_else(unreadable);
    let count = |key: &str| fact(key)?.parse::<u32>().map_err(|_| unreadable());
    let address = |path: &str| format!("{}{path}", house.site_address());
    let name = |id: &str| partnership.organisation(id).map_or(id, |body| body.name_on(today)).to_owned();
    let on = london(mail.made_at.parse().unwrap_or(moment.now)).date();
    let letter = match mail.template.as_str() {
        "invitation" | "recovery-confirmed" | "approval-waits" | "recovery-asked" => {
            let invitation = house.store.invitation(fact("invitation")?).await?.ok_or_else(unreadable)?;
            if is_over(&invitation, &mail.template, moment.now) {
                return Ok(Written::Over);
            }
            let post =
                partnership::posts_on(&partnership.users, &partnership.organisations, &invitation.user, today).posts.into_iter().next();
            let organisation = post.as_ref().map(|post| name(&post.organisation)).unwrap_or_default();
            let ends = london(invitation.ends_at.parse().map_err(|_| unreadable())?);
            match mail.template.as_str() {
                "invitation" => {
                    let office = post.map(|post| post.role.office().to_owned()).unwrap_or_default();
                    Letter::Invitation { organisation, office, link: link_of(house, &invitation.id)?, ends }
                }
                "recovery-confirmed" => Letter::RecoveryConfirmed { link: link_of(house, &invitation.id)?, ends },
                "approval-waits" => Letter::ApprovalWaits { organisation, page: address(INVITATIONS) },
                _ => Letter::RecoveryAsked { page: address(RECOVERIES) },
            }
        }
        "approved" => Letter::Approved { page: address(SIGN_IN) },
        "way-changed" => {
            Letter::WayChanged { change: WayChange::parse(fact("change")?).ok_or_else(unreadable)?, on, page: address(ACCOUNT) }
        }
        "recovery-noticed" => Letter::RecoveryNoticed { on },
        "cut-off" => Letter::CutOff { on },
        REMINDER => Letter::Reminder { due: count("due")?, overdue: count("overdue")?, page: address(HOME) },
        LINK_TO_ANSWER | LINK_TO_UPDATE => {
            let link = house.store.link(fact("link")?).await?.ok_or_else(unreadable)?;
            if links::state_of(&link, moment.now) != links::LinkState::Open {
                return Ok(Written::Over);
            }
            let ends = london(link.ends_at.parse().map_err(|_| unreadable())?);
            let (organisation, link) = (name(fact("from")?), address(&links::path_of(house, &link.id)?));
            if mail.template == LINK_TO_UPDATE {
                Letter::LinkToUpdate { organisation, link, ends }
            } else {
                Letter::LinkToAnswer { organisation, link, ends }
            }
        }
        _ => return Err(unreadable()),
    };
    Ok(Written::Letter(letter))
}

/// Whether there is nothing to do about an invitation any more.
fn is_over(invitation: &Invitation, template: &str, now: Timestamp) -> bool {
    let ran_out = invitation.ends_at.parse::<Timestamp>().is_ok_and(|ends| ends <= now);
    let done = match template {
        "invitation" | "recovery-confirmed" => invitation.used_at.is_some(),
        _ => invitation.approved_at.is_some(),
    };
    // What was used in time waits for approval however long that takes.
    invitation.withdrawn_at.is_some() || done || (ran_out && template != "approval-waits")
}

/// A moment in the time of London.
fn london(at: Timestamp) -> DateTime {
    crate::in_london(at).unwrap_or_else(|| at.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

fn unreadable(mail: &Mail) -> Trouble {
    Trouble::failed(
        "mail-unreadable",
        format!("the mail `{}` was written by another version of wardmote", mail.id),
        "use the version that wrote it, or a newer one",
    )
}
