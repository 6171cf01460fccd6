//! Groups: the list, one on a day with its seats, votes and terms, and the forms that change them.

use super::change::{self, Place};
use super::group_forms::{question, read};
use super::{Asked, asked, beneath, day, day_form, done, explanation, history, on_day, shell, span, step_at, steps};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, Directory, GroupPage, SeatLine};
use app::{By, registrar};
use axum::extract::{Path, State};
use ui::{Cell, Html};

const HERE: &str = "/partnership/groups";
/// What can be changed of a group.
const STEPS: [(&str, &str); 4] = [
    ("facts", "Change its name, dates or whom it reports to"),
    ("seat", "Give an organisation a seat"),
    ("terms", "Record new terms of reference"),
    ("suspend", "Suspend a member"),
];

/// `GET /partnership/groups`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let moment = web.moment(&who.visitor.user);
    let view = pages::groups_page(&web.house, &moment, &who.asking()).await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let title = "Groups";
    let mut sheet = Sheet::titled(title).leading("The boards and groups of the partnership, and those that it answers to.");
    done(&mut sheet, &sent);
    if view.may_change {
        sheet.button_link("Add a group", "/partnership/groups/new");
    }
    if view.lines.is_empty() {
        sheet.paragraph("No group is in the register yet. A group has its terms of reference, its seats and its votes.");
    } else {
        let head =
            vec![parts::cell("Group"), parts::cell("Kind"), parts::numeric("Members"), parts::numeric("Votes"), parts::cell("Reports to")];
        let rows = view.lines.iter().map(|line| {
            let mut name = explained::named(&directory, &line.id);
            if !line.exists {
                name.push(&Html::escape(" (no more)"));
            }
            vec![
                parts::cell(name),
                parts::cell(words::capital(line.kind)),
                parts::numeric(words::count(line.members as u64)),
                parts::numeric(words::count(line.votes as u64)),
                parts::cell(line.reports_to.as_ref().map_or_else(|| Html::escape("no other group"), |id| explained::named(&directory, id))),
            ]
        });
        sheet.html(&parts::table_under_heading(title, head, rows.collect()));
    }
    shell(title, HERE).page(&sheet)
}

async fn found(web: &Web, who: &SignedIn, id: &str, on: Option<&str>) -> Result<(GroupPage, Directory), Failure> {
    let moment = web.moment(&who.visitor.user);
    let view = pages::group_page(&web.house, &moment, &who.asking(), id, on).await?.ok_or(Failure::NotFound)?;
    Ok((view, pages::directory(&web.house, &moment).await?))
}

fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// `GET /partnership/groups/{id}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let (view, directory) = found(&web, &who, &id, on.day.as_deref()).await?;
    let address = address(&id);
    let (votes, day_shown) = (words::plural(view.votes.0 as u64, "organisation has", "organisations have"), &view.explained.day);
    let mut sheet = Sheet::titled(&view.name)
        .captioned(words::capital(view.kind.1))
        .leading(format!("{votes} a vote on {}.", words::day(&day_shown.to_string())));
    done(&mut sheet, &sent);
    sheet.html(&facts(&view, &directory));
    sheet.part("Seats");
    sheet.html(&seats(&view, &directory, &address));
    sheet.part("Votes");
    sheet.html(&explained::lines(&directory, &view.votes.1));
    suspensions(&mut sheet, &view, &directory, &address);
    sheet.part("Terms of reference");
    sheet.html(&terms(&view));
    explanation(&mut sheet, &directory, &view.explained);
    day_form(&mut sheet, &address, &sent, &on);
    if view.may_change {
        steps(&mut sheet, &address, &STEPS);
    }
    history(&mut sheet, &view.history);
    beneath(&view.name, HERE).form(&sheet)
}

fn facts(view: &GroupPage, directory: &Directory) -> Html {
    let mut rows = vec![
        ("Reference", view.id.as_str().into()),
        ("Kind", words::capital(view.kind.1).into()),
        ("There", span(view.since.as_ref(), view.until.as_ref()).into()),
        (
            "Reports to",
            view.reports_to.as_ref().map_or_else(|| Html::escape("no other group"), |id| explained::named(directory, id)).into(),
        ),
    ];
    if !view.note.is_empty() {
        rows.push(("Note", view.note.as_str().into()));
    }
    parts::summary(rows)
}

fn seats(view: &GroupPage, directory: &Directory, address: &str) -> Html {
    let mut head =
        vec![parts::cell("Organisation"), parts::cell("Seat"), parts::cell("Capacity"), parts::numeric("Seats"), parts::cell("Vote")];
    head.extend([parts::cell("Held"), parts::cell("In its place")]);
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let mut lines: Vec<&SeatLine> = view.seats.iter().collect();
    lines.sort_by_key(|seat| !seat.held);
    if lines.is_empty() {
        return Sheet::paragraph_of("Nobody has a seat yet.");
    }
    let rows = lines.into_iter().map(|seat| seat_row(seat, view, directory, address)).collect();
    parts::table_under_heading("Seats", head, rows)
}

fn seat_row(seat: &SeatLine, view: &GroupPage, directory: &Directory, address: &str) -> Vec<Cell> {
    let mut organisation = explained::named(directory, &seat.organisation);
    if !seat.held {
        organisation.push(&Html::escape(" (not on this day)"));
    }
    let held = match (&seat.elected_on, seat.elected) {
        (Some(on), true) => format!("elected on {}", words::day(on)),
        _ => span(seat.since.as_ref(), seat.until.as_ref()),
    };
    let substitute = seat.substitute.as_ref().map_or_else(
        || Html::escape("nobody named"),
        |(organisation, office)| {
            let mut markup = Html::escape(&format!("{}, ", words::capital(office)));
            markup.push(&explained::named(directory, organisation));
            markup
        },
    );
    let count = if seat.seats == 0 { String::new() } else { words::count(u64::from(seat.seats)) };
    let mut row = vec![
        parts::cell(organisation),
        parts::cell(if seat.seat.is_empty() { "it decides".to_owned() } else { words::capital(&seat.seat) }),
        parts::cell(words::capital(seat.role)),
        parts::numeric(if seat.each { format!("{count} each") } else { count }),
        parts::cell(if seat.voting { "Yes" } else { "No" }),
        parts::cell(words::capital(&held)),
        parts::cell(substitute),
    ];
    if view.may_change {
        let about = format!("the seat of {}", directory.name(&seat.organisation));
        let mut links = vec![step_at(address, "end-seat", seat.place, "End", &about)];
        if seat.elected {
            links.push(step_at(address, "elect", seat.place, "Elect again", &about));
        }
        links.push(step_at(address, "substitute", seat.place, "Name a substitute", &about));
        row.push(parts::cell(if seat.until.is_none() { super::links(&links) } else { ui::Content::default() }));
    }
    row
}

fn suspensions(sheet: &mut Sheet, view: &GroupPage, directory: &Directory, address: &str) {
    if view.suspended.is_empty() {
        return;
    }
    sheet.part("Suspensions");
    let mut head = vec![parts::cell("Organisation"), parts::cell("Suspended"), parts::cell("Why")];
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.suspended.iter().map(|one| {
        let mut row = vec![
            parts::cell(explained::named(directory, &one.organisation)),
            parts::cell(span(Some(&one.since), one.until.as_ref())),
            parts::cell(words::capital(&one.reason)),
        ];
        if view.may_change {
            let about = directory.name(&one.organisation);
            let reinstate = one.until.is_none().then(|| step_at(address, "reinstate", one.place, "Reinstate", about));
            row.push(parts::cell(reinstate.unwrap_or_default()));
        }
        row
    });
    sheet.html(&parts::table_under_heading("Suspensions", head, rows.collect()));
}

fn terms(view: &GroupPage) -> Html {
    if view.terms.is_empty() {
        return Sheet::paragraph_of("No terms of reference are recorded.");
    }
    let head = ["Version", "Adopted", "Its numbers are the rules", "Paper"].map(parts::cell).into();
    let rows = view.terms.iter().map(|one| {
        let mut version = Html::escape(&one.version);
        if one.in_force {
            version.push(&Html::trusted(" "));
            version.push(&parts::tag("In force", "govuk-tag--green"));
        }
        let rules = one.rules.iter().map(|rule| parts::link(&format!("/partnership/rules?words={}", words::in_address(rule)), rule));
        vec![
            parts::cell(version),
            parts::cell(day(one.adopted_on.as_ref())),
            parts::cell(parts::list(rules)),
            parts::cell(if one.source.is_empty() { "not known" } else { one.source.as_str() }),
        ]
    });
    parts::table_under_heading("Terms of reference", head, rows.collect())
}

fn place_of(sent: &Sent) -> Option<usize> {
    sent.text("place").parse().ok()
}

/// `GET /partnership/groups/{id}/change/{step}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>, query: Asked) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let which = place_of(&asked(query));
    let question = question(&step, which, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, which));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.name };
    change::ask(&who, beneath(&question.title, HERE).under(&view.name, &back), &question, &place, None, &[])
}

/// `POST /partnership/groups/{id}/change/{step}`
pub(crate) async fn send(
    State(web): State<Web>,
    who: SignedIn,
    Path((id, step)): Path<(String, String)>,
    query: Asked,
    sent: Sent,
) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let which = place_of(&asked(query));
    let question = question(&step, which, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, which));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.name };
    let shell = beneath(&question.title, HERE).under(&view.name, &back);
    let step = match read(&step, which, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &place, Some(&sent), &mistakes),
    };
    let (moment, by) = (web.moment(&who.visitor.user), By::User(who.asking()));
    let stepped = registrar::change_group(&web.house, &moment, &by, &id, change::seen(&sent), &step).await;
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}

const NEW: Place<'static> = Place { action: "/partnership/groups/new", back: HERE, seen: 0, caption: "Groups" };

/// `GET /partnership/groups/new`
pub(crate) async fn ask_new(State(web): State<Web>, who: SignedIn) -> Answer {
    let directory = pages::directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let question = question("new", None, None, &directory).ok_or(Failure::NotFound)?;
    change::ask(&who, beneath(&question.title, HERE), &question, &NEW, None, &[])
}

/// `POST /partnership/groups/new`
pub(crate) async fn send_new(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let directory = pages::directory(&web.house, &moment).await?;
    let question = question("new", None, None, &directory).ok_or(Failure::NotFound)?;
    let shell = beneath(&question.title, HERE);
    let step = match read("new", None, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &NEW, Some(&sent), &mistakes),
    };
    let id = sent.text("id").to_owned();
    let stepped = registrar::change_group(&web.house, &moment, &By::User(who.asking()), &id, 0, &step).await;
    let back = address(&id);
    let place = if stepped.is_ok() { Place { back: &back, ..NEW } } else { NEW };
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}
