//! An area of the partnership's own: defined, or said anew what it is.

use super::{changed, day_field, day_or, empty, finished, mend, moment, page, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, AreaLine};
use axum::extract::{Path, State};
use base::{AreaCode, Level};
use evidence::registers::{Area, AreaKind};
use jiff::civil::Date;
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/evidence/areas/new";
const BACK: &str = "/evidence/areas";
/// So many wards are ticked; of more, the codes are asked for.
const WARDS_TO_TICK: usize = 60;

/// `GET /evidence/areas/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    area_page(&web, &who, None, draft.as_ref(), &[]).await
}

/// `POST /evidence/areas/new`
pub(crate) async fn define(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let id = evidence::measures::slug(sent.text("name"));
    let there = registers::areas(&web.house, today(&web, &who)).await?;
    let taken = there.iter().find(|line| line.area.id == id);
    let taken = taken
        .map(|line| Mistake::at("name", format!("There is an area {} already. Change it, or give this one another name", line.area.name)));
    let (area, mut mistakes) = read(&sent, &id);
    mistakes.extend(taken);
    if let Some(area) = area.filter(|_| mistakes.is_empty()) {
        match registers::define_area(&web.house, &moment(&web, &who), &area).await {
            Ok(_) => return recorded(&web, &who, NEW, BACK, "area").await,
            Err(trouble) => mistakes = mend(trouble, &[("id", "name"), ("wards", "ward"), ("lsoas", "lsoas")])?,
        }
    }
    area_page(&web, &who, None, Some(&sent), &mistakes).await
}

fn path(id: &str) -> String {
    format!("/evidence/areas/{}/change", words::in_address(id))
}

async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<AreaLine, Failure> {
    registers::areas(&web.house, today(web, who)).await?.into_iter().find(|line| line.area.id == id).ok_or(Failure::NotFound)
}

/// `GET /evidence/areas/{code}/change`
pub(crate) async fn ask_change(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &path(&id)).await?;
    area_page(&web, &who, Some(&line), draft.as_ref(), &[]).await
}

/// `POST /evidence/areas/{code}/change`
pub(crate) async fn change(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let (area, mut mistakes) = read(&sent, &id);
    mistakes.extend(changed(&sent, Some(&line.last_entry)));
    if let Some(area) = area.filter(|_| mistakes.is_empty()) {
        match registers::define_area(&web.house, &moment(&web, &who), &area).await {
            Ok(_) => return recorded(&web, &who, &path(&id), BACK, "area-changed").await,
            Err(trouble) => mistakes = mend(trouble, &[("wards", "ward"), ("lsoas", "lsoas")])?,
        }
    }
    area_page(&web, &who, Some(&line), Some(&sent), &mistakes).await
}

/// What a form says of an area, and what of it is to be mended.
fn read(sent: &Sent, id: &str) -> (Option<Area>, Vec<Mistake>) {
    let mut mistakes = empty(sent, &[("name", "Say what it is called"), ("kind", "Choose what sort of area it is")]);
    let wards = codes(sent, "ward", "E05011299", &mut mistakes);
    if wards.is_empty() && mistakes.iter().all(|mistake| mistake.field != "ward") {
        mistakes.push(Mistake::at("ward", "Say which wards it lies in"));
    }
    let lsoas = codes(sent, "lsoas", "E01018270", &mut mistakes);
    let mut date = |name: &str| day_or(sent, name, &mut mistakes).and_then(|day| day.parse::<Date>().ok());
    let (since, until) = (date("since"), date("until"));
    let area = AreaKind::parse(sent.text("kind")).ok().map(|kind| Area {
        id: id.to_owned(),
        name: sent.text("name").to_owned(),
        kind,
        wards,
        lsoas,
        since,
        until,
        note: sent.text("note").to_owned(),
    });
    (area, mistakes)
}

/// The codes of a field: ticked ones, or written with spaces, commas or ends of lines between.
fn codes(sent: &Sent, field: &str, such_as: &str, mistakes: &mut Vec<Mistake>) -> Vec<AreaCode> {
    let mut found: Vec<AreaCode> = Vec::new();
    let texts = sent.all(field).flat_map(|text| text.split([' ', ',', '\n', '\r', '\t'])).filter(|text| !text.is_empty());
    for text in texts {
        match AreaCode::parse(text) {
            Ok(code) if found.contains(&code) => {}
            Ok(code) => found.push(code),
            Err(_) => {
                mistakes.push(Mistake::at(field, format!("\u{201c}{text}\u{201d} is no code of a place. Write it as in {such_as}")));
                return Vec::new();
            }
        }
    }
    found
}

/// The wards: by their names where there are few enough to tick, by their codes otherwise.
async fn wards_field(web: &Web, who: &SignedIn, area: Option<&Area>) -> Result<Field, Failure> {
    let question = "Which wards does it lie in?";
    let standing: Vec<String> = area.map(|area| area.wards.iter().map(ToString::to_string).collect()).unwrap_or_default();
    let places = registers::places(&web.house, today(web, who)).await?;
    let mut wards = places;
    wards.retain(|(id, _)| AreaCode::parse(id).is_ok_and(|code| code.level() == Some(Level::Ward)));
    // One whose lookup is gone can be ticked nowhere, and would be lost.
    let all_there = standing.iter().all(|code| wards.iter().any(|(id, _)| id == code));
    if wards.is_empty() || wards.len() > WARDS_TO_TICK || !all_there {
        let hint = "Their codes, one a line, such as E05011299";
        return Ok(Field::lines("ward", question, 3).hint(hint).value(standing.join("\n")));
    }
    let field = Field::any_of("ward", question, wards.into_iter().map(|(id, name)| Choice::new(id, name)));
    Ok(standing.into_iter().fold(field, Field::value))
}

async fn area_page(web: &Web, who: &SignedIn, line: Option<&AreaLine>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let area = line.map(|line| &line.area);
    let (title, action, button) = match area {
        Some(area) => (format!("Change {}", area.name), path(&area.id), "Record the change"),
        None => ("Define an area".to_owned(), NEW.to_owned(), "Define the area"),
    };
    let mut sheet = Sheet::narrow(&title)
        .leading("A village or a new town that no statistical code stands for. Concerns and priorities can be about it; it is counted with the wards it lies in.");
    let of = |text: fn(&Area) -> String| area.map(text).unwrap_or_default();
    let kinds = [
        Choice::new(AreaKind::Village.as_str(), "A village or a town"),
        Choice::new(AreaKind::Custom.as_str(), "Another: an estate, a new settlement, several wards together"),
    ];
    let kind = Field::one_of("kind", "What sort of area is it?", kinds);
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(line.map(|line| &line.last_entry)))
        .field(Field::text("name", "What is it called?").value(of(|area| area.name.clone())).width(30))
        .field(match area {
            Some(area) => kind.value(area.kind.as_str()),
            None => kind,
        })
        .field(wards_field(web, who, area).await?)
        .field(
            Field::lines("lsoas", "Which small areas (LSOAs) is it made of?", 3)
                .hint("Their codes, one a line, such as E01018270; only where it has some of its own. Then it is counted by itself, too")
                .value(of(|area| area.lsoas.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
                .optional(),
        )
        .field(day_field("since", "From which day is it used?", area.and_then(|area| area.since)).optional())
        .field(day_field("until", "From which day is it used no longer?", area.and_then(|area| area.until)).optional())
        .field(Field::lines("note", "What is there to know about it?", 3).value(of(|area| area.note.clone())).optional())
        .button(button)
        .cancel(BACK);
    sheet.form_of(&finished(form, &action, sent, mistakes));
    page(&title, BACK, &[("Areas", BACK)], &sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_they_are_written() {
        let sent = |texts: &[&str]| Sent::of(texts.iter().map(|text| ("ward".to_owned(), (*text).to_owned())).collect());
        let read = |texts: &[&str]| {
            let mut mistakes = Vec::new();
            let found = codes(&sent(texts), "ward", "E05011299", &mut mistakes);
            (found.iter().map(ToString::to_string).collect::<Vec<_>>(), mistakes)
        };
        assert_eq!(read(&["E05011299", "E05011300"]).0, ["E05011299", "E05011300"]);
        assert_eq!(read(&["E05011299, E05011300\r\nE05011299\n"]).0, ["E05011299", "E05011300"]);
        assert_eq!(read(&[""]), (Vec::new(), Vec::new()));
        let (found, mistakes) = read(&["E05011299 Milton"]);
        assert!(found.is_empty() && mistakes[0].words.contains("\u{201c}Milton\u{201d}"), "{mistakes:?}");
    }
}
