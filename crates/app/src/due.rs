//! What is due to whom: the duties of the partnership as one person in office sees them.

use crate::signing::Visitor;
use crate::{By, House, Moment};
use base::Result;
use jiff::civil::Date;
use partnership::{Duty, Partnership};
use permission::acts;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The page of what is due.
pub(crate) const PAGE: &str = "/duties";

/// Something due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DueLine {
    /// What.
    pub what: String,
    /// The last day to do it; none: at once.
    pub due: Option<Date>,
    /// How many days late it is; never negative.
    pub late_by: i32,
    /// Who owes it, by id: an organisation or a group.
    pub owed_by: String,
    /// The agreement or group it is about, by id.
    pub about: String,
    /// The title of that.
    pub about_title: String,
    /// The rule or paragraph.
    pub rule: String,
    /// How it was counted, and where that comes from.
    pub why: String,
    /// The asker is whom it is reminded to.
    pub yours: bool,
}

/// Days until a duty is due: none for one that is due at once, negative for one that is late.
pub(crate) fn days_to(duty: &Duty, today: Date) -> i32 {
    (duty.due.unwrap_or(duty.since) - today).get_days()
}

/// What makes a duty the same one on another day.
pub(crate) fn identity(duty: &Duty) -> String {
    let due = duty.due.map_or_else(|| "at once".to_owned(), |day| day.to_string());
    format!("{} {} {} {} {due}", duty.about, duty.owed_by, duty.what, duty.since)
}

/// What names something without saying what it is: the same every time, and nothing can be read from it.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// The open duties that concern a visitor: of the organisations where they hold posts, and of the groups where those sit. Late ones
/// first.
///
/// # Errors
/// Refused, where they hold no post.
pub async fn due_list(house: &House, moment: &Moment, visitor: &Visitor) -> Result<Vec<DueLine>> {
    let by = By::User(visitor.asking(permission::Door::Page));
    crate::partners::permit::<acts::ReadDuties>(house, moment, &by, "*").await?;
    let partnership = crate::people::partnership(house).await?;
    let organisations = match &visitor.organisation {
        Some(one) => vec![one.as_str()],
        None => visitor.organisations(),
    };
    let today = crate::registers::today(moment);
    Ok(lines(house, &partnership, today, Some(&visitor.user), &organisations))
}

/// The same for whoever asks at the terminal: of a user's organisations, or, for whoever runs the machine, of everybody.
pub async fn due_lines(house: &House, moment: &Moment, by: &By) -> Result<Vec<DueLine>> {
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    match by {
        By::Operator => {
            let organisations: Vec<&str> = partnership.organisations.iter().map(|one| one.id.as_str()).collect();
            Ok(lines(house, &partnership, today, None, &organisations))
        }
        By::User(asking) => {
            crate::partners::permit::<acts::ReadDuties>(house, moment, by, "*").await?;
            let posts = partnership::posts_on(&partnership.users, &partnership.organisations, &asking.user, today).posts;
            let organisations: Vec<&str> = posts
                .iter()
                .map(|post| post.organisation.as_str())
                .filter(|one| asking.organisation.as_deref().is_none_or(|named| named == *one))
                .collect();
            Ok(lines(house, &partnership, today, Some(&asking.user), &organisations))
        }
    }
}

fn lines(house: &House, partnership: &Partnership, today: Date, user: Option<&str>, organisations: &[&str]) -> Vec<DueLine> {
    let mut found: Vec<DueLine> = open_duties(house, partnership, today, organisations)
        .into_iter()
        .map(|duty| DueLine {
            yours: user.is_some_and(|user| partnership::responsible_on(partnership, &duty, today).iter().any(|one| one == user)),
            about_title: title(partnership, &duty.about),
            what: duty.what,
            due: duty.due,
            late_by: duty.late_by,
            owed_by: duty.owed_by,
            about: duty.about,
            rule: duty.rule,
            why: duty.why,
        })
        .collect();
    found.sort_by_key(|line| (std::cmp::Reverse(line.late_by), line.due));
    found
}

/// The open duties that concern some organisations.
pub(crate) fn open_duties(house: &House, partnership: &Partnership, today: Date, organisations: &[&str]) -> Vec<Duty> {
    let mut duties = partnership::duties(partnership, house.rulebook, today);
    duties.retain(|duty| duty.is_open() && partnership::concerns(partnership, duty, organisations, today));
    duties
}

/// The title of an agreement, or the name of a group.
pub(crate) fn title(partnership: &Partnership, about: &str) -> String {
    let agreement = partnership.agreement(about).map(|one| one.title.clone());
    agreement.or_else(|| partnership.group(about).map(|one| one.name.clone())).unwrap_or_else(|| about.to_owned())
}
