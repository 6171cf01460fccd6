//! A place put on the list of priorities, or off it whatever its flags say: proposed, and decided with the reason.

use super::{changed, day_field, day_or, empty, finished, mend, moment, office, page, place_field, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{said_by, state, tagged};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, DecisionWords, NewPriority, PriorityLine};
use axum::extract::{Path, Query, State};
use base::Result as Kept;
use jiff::civil::Date;
use journal::next_id;
use serde::Deserialize;
use ui::{Answer as Choice, Content, Field, Form};

const NEW: &str = "/evidence/priorities/new";
/// The first month of a financial year.
const APRIL: i8 = 4;

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    area: Option<String>,
    year: Option<String>,
    rule: Option<String>,
}

fn back(year: &str) -> String {
    format!("/evidence/priorities?year={}", words::in_address(year))
}

/// `GET /evidence/priorities/new?area=CODE&year=2026-27&rule=ward-flags@2022`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    new_page(&web, &who, &asked, draft.as_ref(), &[]).await
}

/// `POST /evidence/priorities/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("year", "Say for which year, such as 2026-27"),
            ("area", "Choose the place"),
            ("name", "Say what it is called on the list"),
            ("heading", "Choose a heading, or that nothing is proposed"),
            ("reason", "Say why"),
            ("role", "Say which office proposes it"),
        ],
    );
    let on = day_or(&sent, "on", &mut mistakes);
    if mistakes.is_empty() {
        match propose(&web, &who, &sent, on.as_deref()).await {
            Ok(id) if sent.text("next") == "decide" => {
                let there = format!("/evidence/priorities/{}/decide", words::in_address(&id));
                return recorded(&web, &who, NEW, &there, "proposed").await;
            }
            Ok(_) => return recorded(&web, &who, NEW, &back(sent.text("year")), "proposed").await,
            Err(trouble) => mistakes = mend(trouble, &[("place-unknown", "area"), ("areas", "area"), ("id", "name")])?,
        }
    }
    new_page(&web, &who, &Asked { area: None, year: None, rule: None }, Some(&sent), &mistakes).await
}

async fn propose(web: &Web, who: &SignedIn, sent: &Sent, on: Option<&str>) -> Kept<String> {
    let given = |name: &str| Some(sent.text(name)).filter(|text| !text.is_empty());
    let there = registers::priorities(&web.house, None).await?;
    let id = id_of(sent.text("year"), sent.text("name"), there.iter().map(|line| line.priority.id.as_str()));
    let areas = [sent.text("area").to_owned()];
    let concerns: Vec<String> = sent.all("concern").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let new = NewPriority {
        id: &id,
        year: sent.text("year"),
        name: sent.text("name"),
        areas: &areas,
        heading: given("heading").filter(|heading| *heading != "none"),
        reason: sent.text("reason"),
        role: sent.text("role"),
        rule: given("rule"),
        result: given("result"),
        concerns: &concerns,
        on,
    };
    registers::propose_priority(&web.house, &moment(web, who), &new).await?;
    Ok(id)
}

/// An id from the year and the name; with a number where it is taken.
fn id_of<'a>(year: &str, name: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let id = std::iter::once(year).chain(parts).collect::<Vec<_>>().join("-");
    if taken.clone().any(|one| one == id) { next_id(&id, taken) } else { id }
}

/// The financial year of a day.
fn year_of(day: Date) -> String {
    let first = if day.month() < APRIL { day.year() - 1 } else { day.year() };
    format!("{first}-{:02}", (first + 1).rem_euclid(100))
}

async fn new_page(web: &Web, who: &SignedIn, asked: &Asked, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Propose a place, or put it off the list";
    let moment = moment(web, who);
    let today = registers::today(&moment);
    let headings = &web.house.rulebook.priority_headings(today, None)?.parameters.headings;
    let mut heads: Vec<Choice> =
        headings.iter().map(|one| Choice::new(one.id.as_str(), one.name.as_str()).hint(words::capital(&one.meaning))).collect();
    heads.push(Choice::or("or"));
    heads.push(
        Choice::new("none", "None: nothing is proposed for it").hint("Such as a ward with flags that ends off the list because\u{2026}"),
    );
    let rules = app::pages::rule_names(&web.house, &moment);
    let in_force = rules.iter().rev().find(|one| one.in_force).map(|one| one.reference.clone());
    let rule = asked.rule.clone().or(in_force).unwrap_or_default();
    let rules = std::iter::once(Choice::new("", "On no flags"))
        .chain(rules.iter().map(|one| Choice::new(one.reference.as_str(), format!("{} ({})", one.title, one.reference))));
    let concerns: Vec<Choice> = registers::concerns(&web.house)
        .await?
        .iter()
        .filter(|line| line.concern.stands())
        .map(|line| Choice::new(line.concern.id.as_str(), format!("{}: {}", line.name, line.concern.reason)))
        .collect();
    let newest = registers::priorities(&web.house, None).await?.into_iter().map(|line| line.priority.year).max();
    let year = asked.year.clone().or(newest).unwrap_or_else(|| year_of(today));
    let area = asked.area.clone().unwrap_or_default();
    let name =
        registers::places(&web.house, today).await?.into_iter().find(|(id, _)| *id == area).map_or_else(String::new, |(_, name)| name);
    let mut sheet = Sheet::narrow(title).leading(
        "Every place at the highest risk ends on the list, or off it with a reason. First say what is proposed, then what was decided.",
    );
    let mut form = Form::post(NEW, who.visit.token())
        .field(Field::reference("year", "For which year?").hint("Such as 2026-27").value(year).width(10))
        .field(place_field(web, who, "Which place?", &area).await?)
        .field(Field::text("name", "What is it called on the list?").value(name).width(30))
        .field(Field::one_of("heading", "Under which heading?", heads))
        .field(Field::lines("reason", "Why?", 4).hint("No names of people and no personal data"))
        .field(Field::choose("rule", "On which flags does it rest?", rules).value(rule))
        .field(Field::text("result", "What do the flags say?").hint("Such as \u{201c}3 flags: High\u{201d}").optional());
    if !concerns.is_empty() {
        form = form.field(Field::any_of("concern", "On which concerns does it rest?", concerns).optional());
    }
    let next = [Choice::new("later", "Not yet"), Choice::new("decide", "Yes: go on to say what was decided")];
    let form = form
        .field(office(who, "Which office proposes it?"))
        .field(day_field("on", "When?", Some(today)))
        .field(Field::one_of("next", "Was it decided already?", next).value("later"))
        .button("Record the proposal")
        .cancel("/evidence/priorities");
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    page(title, "/evidence/priorities", &[("Priorities", "/evidence/priorities")], &sheet)
}

fn path(id: &str) -> String {
    format!("/evidence/priorities/{}/decide", words::in_address(id))
}

async fn line(web: &Web, id: &str) -> Result<PriorityLine, Failure> {
    registers::priorities(&web.house, None).await?.into_iter().find(|line| line.priority.id == id).ok_or(Failure::NotFound)
}

/// `GET /evidence/priorities/{id}/decide`
pub(crate) async fn ask_decide(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &id).await?;
    let draft = who.draft(&web, &path(&id)).await?;
    decide_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/priorities/{id}/decide`
pub(crate) async fn decide(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &id).await?;
    let mut mistakes = empty(
        &sent,
        &[("reason", "Say why it was decided so"), ("role", "Say which office or group decided"), ("meeting", "Say in which meeting")],
    );
    let listed = sent.text("listed");
    if !matches!(listed, "yes" | "no") {
        mistakes.insert(0, Mistake::at("listed", "Choose on the list or off it"));
    }
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if mistakes.is_empty() {
        let decision = DecisionWords {
            listed: listed == "yes",
            reason: sent.text("reason"),
            role: sent.text("role"),
            meeting: sent.text("meeting"),
            on: on.as_deref(),
        };
        match registers::decide_priority(&web.house, &moment(&web, &who), &id, &decision).await {
            Ok(_) => return recorded(&web, &who, &path(&id), &back(&line.priority.year), "decided").await,
            Err(trouble) if trouble.message.contains("`heading` is empty") => {
                let why = "Nothing was proposed for this place. Propose it under a heading first, or put it off the list";
                mistakes = vec![Mistake::at("listed", why)];
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    decide_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn decide_page(web: &Web, who: &SignedIn, line: &PriorityLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record what was decided";
    let one = &line.priority;
    let action = path(&one.id);
    let mut sheet = Sheet::narrow(title).captioned(format!("{}, {}", one.name, one.year));
    let before = one.decision.as_ref().map_or_else(String::new, |decision| {
        format!("{}. {}, {}", decision.reason, said_by(&decision.role, &decision.on.to_string()), decision.meeting)
    });
    let mut rows: Vec<(&str, Content)> = vec![
        ("Where", line.area_names.join(", ").into()),
        ("Proposed under", if line.heading.is_empty() { "no heading".into() } else { line.heading.as_str().into() }),
        ("Why", format!("{}. {}", one.reason, said_by(&one.role, &one.on.to_string())).into()),
    ];
    if let Some(rule) = &one.basis.rule {
        rows.push(("It rests on", format!("{}: {}", rule, one.basis.result.as_deref().unwrap_or("the flags")).into()));
    }
    rows.push(("Standing", tagged(state(line.standing), &before).into()));
    sheet.html(&parts::summary(rows));
    if one.decision.is_some() {
        sheet.inset("It was decided already. A new decision takes its place; the earlier one stays in the history.");
    }
    let listed = [
        Choice::new("yes", "On the list"),
        Choice::new("no", "Off the list, because\u{2026}").hint("Whatever its flags say: the reason stands beside it for good"),
    ];
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(Some(&line.last_entry)))
        .field(Field::one_of("listed", "What was decided?", listed))
        .field(Field::lines("reason", "Why?", 4).hint("No names of people and no personal data"))
        .field(
            Field::text("role", "Which office or group decided?")
                .hint("Such as \u{201c}board\u{201d}: never a person\u{2019}s name")
                .width(30),
        )
        .field(Field::text("meeting", "In which meeting?").hint("Such as \u{201c}board, October 2026\u{201d}").width(30))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the decision")
        .cancel(&back(&one.year));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(title, "/evidence/priorities", &[("Priorities", "/evidence/priorities")], &sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_year_and_name_and_is_never_taken() {
        assert_eq!(id_of("2026-27", "Milton & Waterbeach", [].into_iter()), "2026-27-milton-waterbeach");
        let taken = ["2026-27-milton", "2026-27-milton-1"];
        assert_eq!(id_of("2026-27", "Milton", taken.into_iter()), "2026-27-milton-2");
    }

    #[test]
    fn a_financial_year_begins_in_april() {
        for (day, year) in [("2026-03-31", "2025-26"), ("2026-04-01", "2026-27"), ("2099-12-01", "2099-00")] {
            assert_eq!(year_of(day.parse().unwrap()), year);
        }
    }
}
