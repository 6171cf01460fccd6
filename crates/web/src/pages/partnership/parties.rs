//! An organisation as party to an agreement: how it stands, its contacts, its leaving, and the forms that change them.

use super::change::{self, Place, Question};
use super::party_forms::{join_of, question, read};
use super::{Asked, asked, beneath, day_form, done, history, on_day, span, step_at, steps};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, Directory, PartyPage};
use app::{By, registrar};
use axum::extract::{Path, State};
use ui::{Content, Html};

const HERE: &str = "/partnership/agreements";

async fn found(web: &Web, who: &SignedIn, of: (&str, &str), on: Option<&str>) -> Result<(PartyPage, Directory), Failure> {
    let moment = web.moment(&who.visitor.user);
    let view = pages::party_page(&web.house, &moment, &who.asking(), of, on).await?.ok_or(Failure::NotFound)?;
    Ok((view, pages::directory(&web.house, &moment).await?))
}

fn address(agreement: &str, organisation: &str) -> String {
    format!("{HERE}/{}/parties/{}", words::in_address(agreement), words::in_address(organisation))
}

fn under(title: &str, view: &PartyPage, directory: &Directory) -> Shell {
    beneath(title, HERE).under(directory.name(&view.agreement), format!("{HERE}/{}", words::in_address(&view.agreement)))
}

/// `GET /partnership/agreements/{id}/parties/{organisation}`
pub(crate) async fn one(
    State(web): State<Web>,
    who: SignedIn,
    Path((agreement, organisation)): Path<(String, String)>,
    query: Asked,
) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let (view, directory) = found(&web, &who, (&agreement, &organisation), on.day.as_deref()).await?;
    let address = address(&agreement, &organisation);
    let (title, day) = (directory.name(&organisation).to_owned(), words::day(&view.day));
    let lead = match view.party {
        "party" => format!("Party to the agreement on {day}."),
        "left" => format!("Left the agreement; so it stands on {day}."),
        _ => format!("Not a party to the agreement on {day}."),
    };
    let mut sheet = Sheet::titled(&title).captioned(format!("As party to the {}", directory.name(&agreement))).leading(lead);
    done(&mut sheet, &sent);
    sheet.html(&facts(&view, &directory));
    sheet.part(&format!("How it stands on {day}, and why"));
    sheet.html(&explained::lines(&directory, &view.why));
    sheet.part("Contacts");
    sheet.html(&contacts(&view, &directory, &address));
    if !view.shares.is_empty() {
        sheet.part("What it shares, case by case");
        sheet.bullets(view.shares.iter().map(|(_, what)| Html::escape(&words::capital(what))));
    }
    departures(&mut sheet, &view);
    day_form(&mut sheet, &address, &sent, &on);
    if view.may_change {
        steps(&mut sheet, &address, &offered(&view));
    }
    history(&mut sheet, &view.history);
    under(&title, &view, &directory).form(&sheet)
}

/// What can be changed of a party, as it stands.
fn offered(view: &PartyPage) -> Vec<(&'static str, &'static str)> {
    let mut offered = Vec::new();
    if !view.has_signed {
        offered.push(("sign", "Record that it signed"));
    }
    if view.has_signed && view.told_of_joining_on.is_none() {
        offered.push(("told", "Record that the others were told that it joined"));
    }
    offered.push(("contact", "Name another contact"));
    if view.has_signed {
        offered.push((
            "leaving",
            if view.notice_on.is_none() { "Record that it gave notice to leave" } else { "Record how its leaving goes on" },
        ));
    }
    offered.push(("departure", "Record a departure from what was agreed"));
    offered
}

fn facts(view: &PartyPage, directory: &Directory) -> Html {
    let office = if view.signatory_role.is_empty() { "not known".to_owned() } else { words::capital(&view.signatory_role) };
    let mut rows: Vec<(&str, Content)> = vec![
        ("Organisation", explained::named(directory, &view.organisation).into()),
        ("Agreement", explained::named(directory, &view.agreement).into()),
        ("Signature", words::capital(view.status).into()),
        ("Office that signs", office.into()),
    ];
    if let Some(on) = &view.signed_on {
        rows.push(("Signed on", words::day(on).into()));
    }
    if let Some(on) = &view.told_of_joining_on {
        rows.push(("The others told", words::day(on).into()));
    }
    if let Some((from, on, paper)) = &view.novation {
        let mut markup = Html::escape("In the place of ");
        markup.push(&explained::named(directory, from));
        markup.push(&Html::escape(&format!(", since {}: {paper}", words::day(on))));
        rows.push(("Novation", markup.into()));
    }
    if let Some(on) = &view.notice_on {
        rows.push(("Gave notice", words::day(on).into()));
        let leaves = view.leaves_on.as_deref().map_or_else(|| "not known".to_owned(), words::day);
        rows.push(("No party from", leaves.into()));
        rows.push(("Contacts told of it", view.told_on.as_deref().map_or_else(|| "not yet".to_owned(), words::day).into()));
        let destroyed = view.destroyed_on.as_deref().map_or_else(|| "not confirmed yet".to_owned(), words::day);
        rows.push(("What it was given destroyed", destroyed.into()));
    }
    if !view.note.is_empty() {
        rows.push(("Note", view.note.as_str().into()));
    }
    parts::summary(rows)
}

fn contacts(view: &PartyPage, directory: &Directory, address: &str) -> Html {
    if view.contacts.is_empty() {
        return Sheet::paragraph_of("It names no contact. Each party has one, whom the others ask.");
    }
    let mut head = ["Office", "Held by", "Contact", "Partners told"].map(parts::cell).to_vec();
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.contacts.iter().map(|one| {
        let mut office = Html::escape(&words::capital(&one.office));
        if one.holds {
            office.push(&Html::trusted(" "));
            office.push(&parts::tag("Named", "govuk-tag--green"));
        }
        let user = one.user.as_ref().map_or_else(|| Html::escape("nobody in the register"), |user| explained::named(directory, user));
        let mut row = vec![
            parts::cell(office),
            parts::cell(user),
            parts::cell(words::capital(&span(Some(&one.since), one.until.as_ref()))),
            parts::cell(one.told_on.as_deref().map_or_else(|| "not yet".to_owned(), words::day)),
        ];
        if view.may_change {
            let mut links = Vec::new();
            if one.told_on.is_none() {
                links.push(step_at(address, "told-of-contact", one.place, "Partners told", &one.office));
            }
            if one.until.is_none() {
                links.push(step_at(address, "end-contact", one.place, "End", &one.office));
            }
            row.push(parts::cell(super::links(&links)));
        }
        row
    });
    parts::table_under_heading("Contacts", head, rows.collect())
}

fn departures(sheet: &mut Sheet, view: &PartyPage) {
    if view.departures.is_empty() {
        return;
    }
    sheet.part("Departures from what was agreed");
    let head = ["On", "What", "Why"].map(parts::cell).into();
    let rows = view
        .departures
        .iter()
        .map(|one| vec![parts::cell(words::day(&one.on)), parts::cell(one.data_type.as_str()), parts::cell(words::capital(&one.why))]);
    sheet.html(&parts::table_under_heading("Departures", head, rows.collect()));
}

/// `GET /partnership/agreements/{id}/parties/{organisation}/change/{step}`
pub(crate) async fn ask(
    State(web): State<Web>,
    who: SignedIn,
    Path((agreement, organisation, step)): Path<(String, String, String)>,
    query: Asked,
) -> Answer {
    let (view, directory) = found(&web, &who, (&agreement, &organisation), None).await?;
    let which = asked(query).text("place").parse().ok();
    let question = question(&step, which, &view, &directory).ok_or(Failure::NotFound)?;
    let back = address(&agreement, &organisation);
    let action = change::action(&back, &step, which);
    let caption = directory.name(&organisation);
    let place = Place { action: &action, back: &back, seen: view.seq, caption };
    change::ask(&who, under(&question.title, &view, &directory).under(caption, &back), &question, &place, None, &[])
}

/// `POST /partnership/agreements/{id}/parties/{organisation}/change/{step}`
pub(crate) async fn send(
    State(web): State<Web>,
    who: SignedIn,
    Path((agreement, organisation, step)): Path<(String, String, String)>,
    query: Asked,
    sent: Sent,
) -> Answer {
    let (view, directory) = found(&web, &who, (&agreement, &organisation), None).await?;
    let which = asked(query).text("place").parse().ok();
    let question = question(&step, which, &view, &directory).ok_or(Failure::NotFound)?;
    let back = address(&agreement, &organisation);
    let action = change::action(&back, &step, which);
    let caption = directory.name(&organisation);
    let place = Place { action: &action, back: &back, seen: view.seq, caption };
    let shell = under(&question.title, &view, &directory).under(caption, &back);
    let step = match read(&step, which, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &place, Some(&sent), &mistakes),
    };
    let (moment, by) = (web.moment(&who.visitor.user), By::User(who.asking()));
    let stepped = registrar::change_party(&web.house, &moment, &by, (&agreement, &organisation), change::seen(&sent), &step).await;
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}

/// An organisation joins an agreement, by the form on the agreement's page.
pub(super) async fn join(
    web: &Web,
    who: &SignedIn,
    shell: Shell,
    question: &Question,
    place: &Place<'_>,
    agreement: &str,
    sent: &Sent,
) -> Answer {
    let (organisation, step) = match join_of(agreement, sent) {
        Ok(read) => read,
        Err(mistakes) => return change::ask(who, shell, question, place, Some(sent), &mistakes),
    };
    let (moment, by) = (web.moment(&who.visitor.user), By::User(who.asking()));
    let stepped = registrar::change_party(&web.house, &moment, &by, (agreement, &organisation), 0, &step).await;
    let back = address(agreement, &organisation);
    let back = if stepped.is_ok() { &back } else { place.back };
    change::sent_off(who, shell, question, &Place { back, ..*place }, sent, stepped)
}
