//! What local members bring, with a reply due.

use super::{TRIES, area, day_so_far, limit};
use crate::registers::{Recorded, areas, known_place, load, name_of, required, save, today, trouble, ward_names};
use crate::{House, Moment};
use base::Result;
use calendar::Date;
use journal::{Body as _, Kept, Refused, next_id};
use plans::Closed;
use plans::tasking::{Conversation, ConversationAnswer, Meeting};

/// The clock of the reply.
const REPLY: &str = "conversation-reply";

/// One conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationLine {
    /// What stands in the register.
    pub kept: Kept<Conversation>,
    /// What the place is called.
    pub place: String,
    /// The last day of the reply; none where no rule says.
    pub due: Option<Date>,
    /// How that was counted.
    pub why: String,
    /// The reply is late.
    pub late: bool,
}

/// A conversation as somebody takes it down.
#[derive(Debug, Clone, Copy)]
pub struct NewConversation<'a> {
    /// The code of the ward, or the id of an area of the partnership's own.
    pub place: &'a str,
    /// The day it came; today if not said.
    pub received: Option<&'a str>,
    /// The office: `ward member for Melbourn`.
    pub office: &'a str,
    /// What they said.
    pub what: &'a str,
    /// The office that takes it down.
    pub role: &'a str,
}

/// Every conversation: late ones first, then by the day the reply is due; those that ended last, the newest first.
pub async fn conversations(house: &House, moment: &Moment) -> Result<Vec<ConversationLine>> {
    let (day, area) = (today(moment), area(house).await?);
    let names = ward_names(house).await?;
    let own: Vec<evidence::registers::Area> = areas(house, day).await?.into_iter().map(|line| line.area).collect();
    let line = |kept: Kept<Conversation>| {
        let limit = limit(house, area.as_ref(), REPLY, kept.body.received);
        let due = limit.as_ref().map(|limit| limit.due);
        ConversationLine {
            place: name_of(&kept.body.place, &own, &names),
            late: kept.body.waits() && due.is_some_and(|due| due < day),
            due,
            why: limit.map_or_else(String::new, |limit| limit.why),
            kept,
        }
    };
    let mut lines: Vec<ConversationLine> = load::<Conversation>(house, None).await?.into_values().map(line).collect();
    lines.sort_by_key(|line| {
        let body = &line.kept.body;
        let ended = body.answered.as_ref().map(|answer| answer.on).or_else(|| body.closed.as_ref().map(|closed| closed.on));
        (!body.waits(), std::cmp::Reverse(ended), line.due, body.id.clone())
    });
    Ok(lines)
}

/// Takes down what a member brought, under the next number that is free.
pub async fn open_conversation(house: &House, moment: &Moment, words: &NewConversation<'_>) -> Result<Recorded> {
    let received = day_so_far::<Conversation>("received", words.received, moment)?;
    let mut body = Conversation {
        id: String::new(),
        place: known_place(house, words.place).await?,
        received,
        office: words.office.trim().to_owned(),
        what: words.what.trim().to_owned(),
        role: words.role.trim().to_owned(),
        answered: None,
        closed: None,
    };
    let mut tries = 1;
    loop {
        let there = load::<Conversation>(house, None).await?;
        body.id = next_id("conversation", there.keys().map(String::as_str));
        match save(house, moment, &body, 0).await {
            Err(trouble) if trouble.code == "entry-changed" && tries < TRIES => tries += 1,
            recorded => return recorded,
        }
    }
}

async fn waiting(house: &House, id: &str) -> Result<(Conversation, i64)> {
    let (body, seen) = required::<Conversation>(house, id).await?;
    if body.waits() {
        return Ok((body, seen));
    }
    Err(trouble(Conversation::REGISTER, &Refused::NotNow { field: "answered", why: "the conversation ended already" }))
}

/// Records the reply: what the tasking group said, and at which of its meetings.
pub async fn answer_conversation(
    house: &House,
    moment: &Moment,
    id: &str,
    role: &str,
    said: &str,
    meeting: Option<&str>,
    on: Option<&str>,
) -> Result<Recorded> {
    let (body, seen) = waiting(house, id).await?;
    let meeting = meeting.and_then(super::filled);
    if let Some(meeting) = &meeting {
        required::<Meeting>(house, meeting).await?;
    }
    let on = day_so_far::<Conversation>("on", on, moment)?;
    let answer = ConversationAnswer { on, role: role.trim().to_owned(), said: said.trim().to_owned(), meeting };
    save(house, moment, &Conversation { answered: Some(answer), ..body }, seen).await
}

/// Records that a conversation ended without a reply, and why.
pub async fn close_conversation(house: &House, moment: &Moment, id: &str, role: &str, reason: &str) -> Result<Recorded> {
    let (body, seen) = waiting(house, id).await?;
    let closed = Closed { on: today(moment), role: role.trim().to_owned(), reason: reason.trim().to_owned() };
    save(house, moment, &Conversation { closed: Some(closed), ..body }, seen).await
}
