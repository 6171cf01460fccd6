//! The agenda of a meeting, made from what waits: nobody has to remember it.

use super::year::years_that_wait;
use super::{conversations, meetings, schemes};
use crate::pages::{FlagsAnswer, flags_page};
use crate::plans::{TrackerAsk, tracker};
use crate::registers::{load, today};
use crate::{House, Moment};
use base::Result;
use calendar::{Date, Month};
use plans::tasking::{AgendaItem, Meeting, SchemeRecord};

/// So many late actions stand on an agenda; the tracker has the rest.
const LATE_ACTIONS: usize = 20;

/// An agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    /// The items, in the order of headings.
    pub items: Vec<AgendaItem>,
    /// What could not be looked at, and why.
    pub left_out: Vec<String>,
}

impl Agenda {
    /// The headings with their items, in order.
    pub fn by_heading(&self) -> Vec<(&str, Vec<&AgendaItem>)> {
        by_heading(&self.items)
    }

    fn push(&mut self, heading: &str, text: String, whose: impl Into<String>, href: impl Into<String>, because: impl Into<String>) {
        self.items.push(AgendaItem { heading: heading.to_owned(), text, whose: whose.into(), href: href.into(), because: because.into() });
    }
}

/// Items by their headings, in the order in which those come first.
pub fn by_heading(items: &[AgendaItem]) -> Vec<(&str, Vec<&AgendaItem>)> {
    let mut found: Vec<(&str, Vec<&AgendaItem>)> = Vec::new();
    for item in items {
        match found.iter_mut().find(|(heading, _)| *heading == item.heading) {
            Some((_, of)) => of.push(item),
            None => found.push((&item.heading, vec![item])),
        }
    }
    found
}

/// What a meeting of the tasking group is to look at today; of one that is called, or of the next. What was decided or brought after the
/// day of a meeting does not stand on its agenda.
pub async fn agenda(house: &House, moment: &Moment, meeting: Option<&Meeting>) -> Result<Agenda> {
    let day = today(moment);
    let mut made = Agenda::default();
    follow_ups(house, day, meeting, &mut made).await?;
    late_actions(house, day, &mut made).await?;
    wards(house, moment, &mut made).await?;
    brought(house, moment, &mut made).await?;
    waiting(house, moment, meeting, &mut made).await?;
    late_records(house, moment, &mut made).await?;
    duties(house, moment, day, &mut made).await?;
    if meeting.is_some_and(|meeting| meeting.reviews_data) {
        made.push(
            "Data",
            "Look at the data, and say which places are to be worked on".to_owned(),
            "",
            "/evidence",
            "the meeting was called with it",
        );
    }
    made.items.extend(meeting.into_iter().flat_map(|meeting| meeting.asked.iter().cloned()));
    Ok(made)
}

async fn follow_ups(house: &House, day: Date, meeting: Option<&Meeting>, made: &mut Agenda) -> Result<()> {
    let group = match meeting {
        Some(meeting) => Some(meeting.group.clone()),
        None => meetings::tasking_group(house, day).await?.map(|(id, _)| id),
    };
    for (of, nth, one) in meetings::open_follow_ups(house, day, group.as_deref()).await? {
        if meeting.is_some_and(|meeting| meeting.id == of.id || meeting.day <= of.takes_place()) {
            continue;
        }
        let late = one.due.is_some_and(|due| due < day);
        let due =
            one.due.map_or_else(String::new, |due| format!(", by {}{}", calendar::date_in_words(due), if late { ": late" } else { "" }));
        let href = format!("/plan/tasking/meetings/{}#follow-up-{nth}", of.id);
        made.push(
            "Decided before",
            format!("{}{due}", one.what),
            one.whose,
            href,
            format!("decided on {}", calendar::date_in_words(of.takes_place())),
        );
    }
    Ok(())
}

async fn late_actions(house: &House, day: Date, made: &mut Agenda) -> Result<()> {
    let ask = TrackerAsk { late_only: true, most: LATE_ACTIONS, ..TrackerAsk::default() };
    let found = tracker(house, day, &ask).await?;
    for line in &found.lines {
        let whose = line.action.owner.clone().unwrap_or_else(|| line.action.lead.clone());
        let text = format!("{} {}: {}, {} days", line.action.reference, line.action.text, line.waits.in_words(), line.late_by);
        let href = format!("/plan/plans/{}/actions/{}", line.plan, line.action.reference);
        made.push("Late in the plans", text, whose, href, line.plan_title.clone());
    }
    if found.total > found.lines.len() {
        let text = format!("{} more late actions stand in the tracker", found.total - found.lines.len());
        made.push("Late in the plans", text, "", "/plan/tracker", "");
    }
    Ok(())
}

/// The wards at the highest risk for which nothing was decided this year.
async fn wards(house: &House, moment: &Moment, made: &mut Agenda) -> Result<()> {
    match flags_page(house, None, None, None, moment).await {
        Ok(FlagsAnswer::Page(page)) => {
            for ward in &page.undecided {
                let because = format!("at the highest risk by {}, and nothing decided", page.rule.reference);
                made.push("Wards", format!("{}: decide whether it is a priority", ward.name), "", "/evidence/priorities", because);
            }
        }
        Ok(FlagsAnswer::Refused { message, .. }) => made.left_out.push(format!("wards and their flags: {message}")),
        Ok(FlagsAnswer::UnknownRule { .. }) => made.left_out.push("wards and their flags: no rule of flags is in force".to_owned()),
        // A meeting is prepared without the flags rather than not at all.
        Err(trouble) => made.left_out.push(format!("wards and their flags: {}", trouble.message)),
    }
    Ok(())
}

/// What schemes bring: escalations, priorities of the police.
async fn brought(house: &House, moment: &Moment, made: &mut Agenda) -> Result<()> {
    let (day, area) = (today(moment), super::area(house).await?);
    let all = load::<SchemeRecord>(house, None).await?;
    for (name, found) in house.rulebook.schemes(day, area.as_ref()) {
        let scheme = found.parameters;
        let Some(tasking) = &scheme.tasking else { continue };
        let standing = all.values().map(|kept| &kept.body).filter(|record| {
            let begun = record.day(&scheme.day).is_some_and(|begun| begun <= day);
            record.scheme == name && record.struck.is_none() && begun && record.day(&tasking.ended_by).is_none_or(|ended| ended >= day)
        });
        for record in standing {
            let said: Vec<String> = scheme
                .columns
                .iter()
                .filter(|column| **column != tasking.ended_by)
                .map(|column| schemes::shown(scheme, record, column))
                .collect();
            let said = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
            made.push(
                &tasking.heading,
                said,
                scheme.keeper.clone(),
                format!("/plan/schemes/{name}/{}", record.number),
                found.reference().to_string(),
            );
        }
    }
    Ok(())
}

async fn waiting(house: &House, moment: &Moment, meeting: Option<&Meeting>, made: &mut Agenda) -> Result<()> {
    let later = |received: Date| meeting.is_some_and(|meeting| meeting.day < received);
    for line in conversations(house, moment).await?.iter().filter(|line| line.kept.body.waits() && !later(line.kept.body.received)) {
        let body = &line.kept.body;
        let due = line.due.map_or_else(String::new, |due| format!(", reply due by {}", calendar::date_in_words(due)));
        let late = if line.late { ": late" } else { "" };
        let text = format!("{}: {}{due}{late}", line.place, body.what.trim_end_matches('.'));
        made.push("From members", text, body.office.clone(), format!("/plan/tasking/conversations/{}", body.id), line.why.clone());
    }
    Ok(())
}

async fn late_records(house: &House, moment: &Moment, made: &mut Agenda) -> Result<()> {
    for (late, scheme) in schemes::late_records(house, moment).await? {
        let since = late.due.map_or_else(String::new, |due| format!(", due {}", calendar::date_in_words(due)));
        let text = format!("{}: {}{since}", scheme.name, late.what);
        made.push("Late in the schemes", text, scheme.keeper, format!("/plan/schemes/{}/{}", late.scheme, late.number), "");
    }
    Ok(())
}

/// The duties that are late, of the year before too, or end this month.
async fn duties(house: &House, moment: &Moment, day: Date, made: &mut Agenda) -> Result<()> {
    let views = match years_that_wait(house, moment).await {
        Ok(views) => views,
        Err(trouble) => {
            made.left_out.push(format!("duties of the year: {}", trouble.message));
            return Ok(());
        }
    };
    for view in views {
        for line in view.lines.iter().filter(|line| line.done.is_none() && (line.late || Month::of(line.duty.by) == Month::of(day))) {
            let late = if line.late { ": late" } else { "" };
            let text = format!("{}, by {}{late}", line.duty.what, calendar::date_in_words(line.duty.by));
            made.push("Duties of the year", text, line.duty.whose.clone(), format!("/plan/year?year={}", view.year), view.rule.clone());
        }
    }
    Ok(())
}
