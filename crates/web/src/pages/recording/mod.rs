//! Forms by which evidence is recorded: files and tables taken in, sources judged and asked for, gaps, requests, concerns, priorities.
//!
//! Each asks the use case that the command asks, with the visitor as the one who did it. Nothing is recorded of what somebody else
//! changed since the form was opened: whoever sends it is told, and looks again.

pub(crate) mod answer;
pub(crate) mod area;
pub(crate) mod concern;
pub(crate) mod data_set;
pub(crate) mod done;
pub(crate) mod file;
pub(crate) mod gap;
pub(crate) mod judge;
pub(crate) mod link;
pub(crate) mod priority;
pub(crate) mod request;
pub(crate) mod scan;
pub(crate) mod table;

use crate::failure::{Failure, sentence};
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::signing::{self, Door};
use app::{Moment, registers};
use base::{Outcome, Trouble};
use jiff::civil::Date;
use journal::Stamp;
use permission::Action;
use ui::{Answer as Choice, Field, Form};

/// So many places are offered to choose from; of more, the code is asked for.
const PLACES_TO_CHOOSE: usize = 400;

/// Whether this visitor may record evidence: only then do pages lead to these forms.
pub(crate) fn may_record(who: &SignedIn) -> bool {
    signing::says_of(&who.visitor, Door::Page, Action::ChangeEvidence).is_ok_and(|decision| decision.allowed)
}

/// The moment, with the visitor as the one who records.
fn moment(web: &Web, who: &SignedIn) -> Moment {
    web.moment(&who.visitor.user)
}

fn today(web: &Web, who: &SignedIn) -> Date {
    registers::today(&moment(web, who))
}

/// The page of a form that lies beneath pages of Evidence.
fn page(title: &str, here: &str, above: &[(&str, &str)], sheet: &Sheet) -> Answer {
    above.iter().fold(Shell::evidence(title, here), |shell, (words, href)| shell.under(*words, *href)).form(sheet)
}

/// A form at this path, with what was answered and what is to be mended; what is typed into it is kept as a draft.
pub(in crate::pages) fn finished(form: Form, path: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Form {
    parts::keeping_draft(parts::answered(form, sent, mistakes), path)
}

/// It is recorded: the draft of the form goes, and what was recorded is shown, with what was done.
async fn recorded(web: &Web, who: &SignedIn, form: &str, there: &str, what: &str) -> Answer {
    who.draft(web, form).await?;
    let (page, anchor) = there.split_once('#').map_or((there, String::new()), |(page, anchor)| (page, format!("#{anchor}")));
    let sign = if page.contains('?') { '&' } else { '?' };
    Ok(go_to(&format!("{page}{sign}done={what}{anchor}")))
}

/// The fields that are empty and must not be.
pub(in crate::pages) fn empty(sent: &Sent, fields: &[(&str, &str)]) -> Vec<Mistake> {
    fields.iter().filter(|(name, _)| sent.text(name).is_empty()).map(|(name, words)| Mistake::at(name, *words)).collect()
}

/// The office that records. Whoever is signed in holds it, so it stands there already.
pub(in crate::pages) fn office(who: &SignedIn, question: &str) -> Field {
    Field::text("role", question)
        .hint("An office or a group, such as \u{201c}data group\u{201d}: never a person\u{2019}s name")
        .value(who.visitor.user.as_str())
        .width(30)
}

/// A day, with one standing in it.
pub(in crate::pages) fn day_field(name: &str, question: &str, day: Option<Date>) -> Field {
    let field = Field::date(name, question);
    match day {
        Some(day) => field.on(day.day().to_string(), day.month().to_string(), day.year().to_string()),
        None => field.hint("For example, 31 10 2026"),
    }
}

/// The day that was answered, as the record has it; none where nothing was.
fn day(sent: &Sent, name: &str) -> Result<Option<String>, Mistake> {
    let part = |part: &str| sent.text(&format!("{name}-{part}")).to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    for (given, part, words) in [(&day, "day", "a day"), (&month, "month", "a month"), (&year, "year", "a year")] {
        if given.is_empty() {
            return Err(Mistake::at(&format!("{name}-{part}"), format!("The date must have {words}")));
        }
    }
    let read = || Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month.parse().ok()?, day.parse().ok()?).ok();
    match read() {
        Some(date) => Ok(Some(date.to_string())),
        None => Err(Mistake::at(name, "This must be a date, in figures, such as 31 10 2026")),
    }
}

/// As [`day`], gathering what is to be mended.
pub(in crate::pages) fn day_or(sent: &Sent, name: &str, mistakes: &mut Vec<Mistake>) -> Option<String> {
    day(sent, name).unwrap_or_else(|mistake| {
        mistakes.push(mistake);
        None
    })
}

/// As [`day_or`], where a day must be answered.
pub(in crate::pages) fn needed_day(sent: &Sent, name: &str, words: &str, mistakes: &mut Vec<Mistake>) -> String {
    let before = mistakes.len();
    let day = day_or(sent, name, mistakes);
    if day.is_none() && mistakes.len() == before {
        mistakes.push(Mistake::at(name, words));
    }
    day.unwrap_or_default()
}

/// Where what a form is about stands now: sent along with it.
pub(in crate::pages) fn seen(last: Option<&Stamp>) -> String {
    last.map_or(0, |stamp| stamp.seq).to_string()
}

/// What to say where somebody recorded something since the form was opened.
pub(in crate::pages) fn changed(sent: &Sent, last: Option<&Stamp>) -> Option<Mistake> {
    if sent.text("seen") == seen(last) {
        return None;
    }
    let by = last.map_or_else(String::new, |stamp| format!(" by {} at {}", stamp.who, words::moment(&stamp.at)));
    let words =
        format!("This was changed{by} after you opened the page. Look at what stands there now; if your answer still holds, send it");
    Some(Mistake::at("", words))
}

/// What the house refused, beside the field it is about. `fields` gives the form's field for one of the record, or for a code; under
/// its own name one need not be listed.
pub(in crate::pages) fn mend(trouble: Trouble, fields: &[(&str, &str)]) -> Result<Vec<Mistake>, Failure> {
    if trouble.outcome == Outcome::Failed || matches!(trouble.code, "not-allowed" | "no-such-record" | "sign-in-needed" | "terms-due") {
        return Err(trouble.into());
    }
    let named = |name: &str| fields.iter().find(|(of, _)| *of == name).map(|(_, field)| *field);
    if let Some(field) = named(trouble.code) {
        return Ok(vec![Mistake::in_field(field, &trouble)]);
    }
    // "not recorded in the register `gap`: `owner` holds what looks like …": the field comes after the register.
    let about = trouble.message.split_once("`: `").and_then(|(_, rest)| rest.split_once('`')).filter(|_| trouble.code == "record-refused");
    let Some((name, said)) = about else { return Ok(vec![Mistake::of(&trouble)]) };
    let said = match said.strip_prefix(':') {
        Some(said) => said.trim().to_owned(),
        None => format!("this {}", said.trim()),
    };
    let said = said.split(' ').map(|word| if word.parse::<Date>().is_ok() { words::day(word) } else { word.to_owned() });
    let said = said.collect::<Vec<_>>().join(" ");
    Ok(vec![Mistake::at(named(name).unwrap_or(name), format!("{} {}", sentence(&said), sentence(&trouble.remedy)).trim_end().to_owned())])
}

/// A place to choose, or its code to give where there are too many; what is asked stands in it.
pub(in crate::pages) async fn place_field(web: &Web, who: &SignedIn, question: &str, asked: &str) -> Result<Field, Failure> {
    let places = registers::places(&web.house, today(web, who)).await?;
    if places.is_empty() || places.len() > PLACES_TO_CHOOSE {
        let hint = "The code of a ward, such as E05011299, or the id of an area of your own";
        return Ok(Field::reference("area", question).hint(hint).value(asked).width(20));
    }
    let choices = std::iter::once(Choice::new("", "Choose a place")).chain(places.into_iter().map(|(id, name)| Choice::new(id, name)));
    Ok(Field::choose("area", question, choices).value(asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_day_is_read_or_said_how_to_mend() {
        let all = |day, month, year| sent(&[("on-day", day), ("on-month", month), ("on-year", year)]);
        assert_eq!(day(&all("1", "02", "2026"), "on"), Ok(Some("2026-02-01".to_owned())));
        assert_eq!(day(&all("", " ", ""), "on"), Ok(None));
        assert_eq!(day(&all("1", "", "2026"), "on").unwrap_err().field, "on-month");
        for (d, m, y) in [("31", "2", "2026"), ("1", "13", "2026"), ("1", "1", "26"), ("x", "1", "2026"), ("-1", "1", "2026")] {
            assert_eq!(day(&all(d, m, y), "on").unwrap_err().field, "on", "{d} {m} {y}");
        }
    }

    #[test]
    fn what_is_refused_stands_beside_its_field() {
        let refused = |message: &str| Trouble::refused("record-refused", message.to_owned(), "name the office");
        let said = mend(refused("not recorded in the register `gap`: `owner` holds what looks like a telephone number"), &[]).unwrap();
        assert_eq!(said, [Mistake::at("owner", "This holds what looks like a telephone number. Name the office.")]);
        let said = mend(refused("not recorded in the register `gap`: `next`: 2026-01-01 lies before 2026-02-01"), &[("next", "review")]);
        assert_eq!(said.unwrap(), [Mistake::at("review", "1 January 2026 lies before 1 February 2026. Name the office.")]);
        let other = Trouble::refused("place-unknown", "`x` is no place", "give a code");
        assert_eq!(mend(other.clone(), &[("place-unknown", "area")]).unwrap()[0].field, "area");
        assert_eq!(mend(other, &[]).unwrap()[0].field, "");
        assert!(mend(Trouble::refused("not-allowed", "", ""), &[]).is_err());
    }

    #[test]
    fn what_somebody_else_changed_is_looked_at_again() {
        let stamp = Stamp { seq: 7, at: "2026-10-01T10:00:00.000Z".into(), who: "county-analyst".into() };
        assert_eq!(changed(&sent(&[("seen", "7")]), Some(&stamp)), None);
        assert_eq!(changed(&sent(&[("seen", "0")]), None), None);
        let said = changed(&sent(&[("seen", "6")]), Some(&stamp)).unwrap();
        assert!(said.words.contains("by county-analyst at 11am on 1 October 2026"), "{said:?}");
        assert!(changed(&sent(&[]), Some(&stamp)).is_some());
    }
}
