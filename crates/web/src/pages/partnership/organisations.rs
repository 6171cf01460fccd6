//! Organisations: the list, one on a day, and the forms that change them.

use super::change::{self, Place};
use super::organisation_forms::{question, read};
use super::{Asked, asked, beneath, day, day_form, done, explanation, history, on_day, shell, span, standing_tags, steps};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained, paging};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, Directory, OrganisationPage, OrganisationsAsk, OrganisationsPage, SuccessionLine};
use app::{By, registrar};
use axum::extract::{Path, State};
use ui::{Answer as Choice, Field, Filter, Form, Html};

const HERE: &str = "/partnership";
/// What can be changed of an organisation.
const STEPS: [(&str, &str); 3] = [
    ("facts", "Change its name, kind, dates or what it does"),
    ("name", "Add another name, or a former one"),
    ("successor", "Record what came in its place"),
];

/// `GET /partnership`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let ask = OrganisationsAsk {
        name: sent.text("name").to_owned(),
        kind: sent.text("kind").to_owned(),
        standing: sent.text("standing").to_owned(),
        gone: sent.text("gone") == "yes",
        on: None,
    };
    let moment = web.moment(&who.visitor.user);
    let view = pages::organisations_page(&web.house, &moment, &who.asking(), &ask).await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let title = "Organisations";
    let found = view.lines.len();
    let mut sheet = Sheet::titled(title).leading(format!(
        "{} of {} in the register, as they stand today.",
        words::count(found as u64),
        words::count(view.all as u64)
    ));
    done(&mut sheet, &sent);
    if view.may_change {
        sheet.button_link("Add an organisation", "/partnership/organisations/new");
    }
    sheet.beside(&filter(&view, &sent), &table(&view, &directory, &sent, &ask));
    shell(title, HERE).page(&sheet)
}

fn filter(view: &OrganisationsPage, sent: &Sent) -> Html {
    let standings = [("party", "Party to an agreement"), ("left", "Left an agreement"), ("not a party", "Not a party")];
    let form = Form::get(HERE)
        .field(Field::text("name", "Name").hint("A part of it, or of a former one"))
        .field(Field::choose("kind", "Kind", super::choices_or("Every kind", &view.kinds)))
        .field(Field::choose("standing", "Standing", super::choices_or("Every standing", &standings)))
        .field(Field::any_of("gone", "", [Choice::new("yes", "Those that are no more, too")]))
        .button("Show these")
        .filled(&sent.shown());
    ui::Component::html(&Filter::new(HERE, form))
}

fn table(view: &OrganisationsPage, directory: &Directory, sent: &Sent, ask: &OrganisationsAsk) -> Html {
    if view.lines.is_empty() {
        let mut nothing = Sheet::paragraph_of("No organisation is like that.");
        nothing.push(&Sheet::paragraph_of(parts::link(HERE, "Show every organisation")));
        return nothing;
    }
    let gone = if ask.gone { "yes" } else { "" };
    let at = |page: usize| {
        let page = page.to_string();
        let kept = [("name", &*ask.name), ("kind", &ask.kind), ("standing", &ask.standing), ("gone", gone), ("page", &page)];
        paging::address(HERE, &kept)
    };
    let (shown, others) = paging::page_of(view.lines.clone(), sent.text("page").parse().unwrap_or(1), at);
    let head = ["Organisation", "Kind", "How it stands today"].map(parts::cell).into();
    let rows = shown.iter().map(|line| {
        let mut name = explained::named(directory, &line.id);
        if !line.exists {
            name.push(&Html::escape(" (no more)"));
        }
        let mut stands = standing_tags(&line.standings);
        for next in line.successors.iter().filter(|_| !line.exists) {
            stands.push(&Html::escape("In its place: "));
            stands.push(&explained::named(directory, next));
            stands.push(&Html::trusted(" "));
        }
        vec![parts::cell(name), parts::cell(words::capital(line.kind)), parts::cell(stands)]
    });
    let mut markup = parts::table_under_heading("Organisations", head, rows.collect());
    markup.push(&others);
    markup
}

async fn found(web: &Web, who: &SignedIn, id: &str, on: Option<&str>) -> Result<(OrganisationPage, Directory), Failure> {
    let moment = web.moment(&who.visitor.user);
    let view = pages::organisation_page(&web.house, &moment, &who.asking(), id, on).await?.ok_or(Failure::NotFound)?;
    Ok((view, pages::directory(&web.house, &moment).await?))
}

fn address(id: &str) -> String {
    format!("/partnership/organisations/{}", words::in_address(id))
}

/// `GET /partnership/organisations/{id}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let (view, directory) = found(&web, &who, &id, on.day.as_deref()).await?;
    let address = address(&id);
    let mut sheet = Sheet::titled(&view.explained.title).captioned(words::capital(view.kind.1)).leading(lead(&view));
    done(&mut sheet, &sent);
    sheet.html(&facts(&view, &directory));
    sheet.part(&format!("How it stands on {}", words::day(&view.explained.day.to_string())));
    if view.standings.is_empty() {
        sheet.paragraph("It is, and was to be, party to no agreement.");
    } else {
        sheet.html(&standings(&view));
    }
    explanation(&mut sheet, &directory, &view.explained);
    day_form(&mut sheet, &address, &sent, &on);
    if view.may_change {
        steps(&mut sheet, &address, &STEPS);
    }
    history(&mut sheet, &view.history);
    beneath(&view.explained.title, HERE).form(&sheet)
}

/// The page's summary in a sentence.
fn lead(view: &OrganisationPage) -> String {
    if let Some(until) = &view.until {
        return format!("There is no such body since {}.", words::day(until));
    }
    match view.standings.iter().find(|one| one.party == "party") {
        Some(one) if one.owner => format!("It owns the {}, and is party to it.", one.title),
        Some(one) => format!("It is party to the {}.", one.title),
        None if view.standings.iter().any(|one| one.party == "left") => {
            "It left the agreement, and stays bound by what it was given.".to_owned()
        }
        None => "It is party to no agreement today.".to_owned(),
    }
}

fn facts(view: &OrganisationPage, directory: &Directory) -> Html {
    let names = view.aliases.iter().map(|alias| match (&alias.since, &alias.until) {
        (None, None) => Html::escape(&alias.name),
        (since, until) => Html::escape(&format!("{} ({})", alias.name, span(since.as_ref(), until.as_ref()))),
    });
    let succession = |lines: &[SuccessionLine]| {
        parts::list(lines.iter().map(|line| {
            let mut markup = explained::named(directory, &line.other);
            markup.push(&Html::escape(&format!(", since {}: {}", words::day(&line.on), line.by)));
            markup
        }))
    };
    let mut rows = vec![("Reference", view.id.as_str().into()), ("Kind", words::capital(view.kind.1).into())];
    rows.push(("There since", day(view.since.as_ref()).into()));
    if let Some(until) = &view.until {
        rows.push(("Ended on", words::day(until).into()));
    }
    if !view.aliases.is_empty() {
        rows.push(("Other names", parts::list(names).into()));
    }
    if !view.before.is_empty() {
        rows.push(("In the place of", succession(&view.before).into()));
    }
    if !view.after.is_empty() {
        rows.push(("In its place", succession(&view.after).into()));
    }
    if let Some(parent) = &view.parent {
        rows.push(("Part of", explained::named(directory, parent).into()));
    }
    if !view.functions.is_empty() {
        rows.push(("What it does here", parts::list(view.functions.iter().map(|one| Html::escape(&words::capital(one)))).into()));
    }
    rows.push(("Source", if view.source.is_empty() { "not known".into() } else { view.source.as_str().into() }));
    parts::summary(rows)
}

fn standings(view: &OrganisationPage) -> Html {
    let head = ["Agreement", "Standing", "Contact", ""].map(parts::cell).into();
    let rows = view.standings.iter().map(|one| {
        let agreement = format!("/partnership/agreements/{}", words::in_address(&one.agreement));
        let mut standing = super::party_tag(one.party);
        if one.owner {
            standing.push(&Html::trusted(" "));
            standing.push(&parts::tag("Owner", "govuk-tag--purple"));
        }
        let party = format!("{agreement}/parties/{}", words::in_address(&view.id));
        vec![
            parts::cell(parts::link(&agreement, &one.title)),
            parts::cell(standing),
            parts::cell(words::capital(one.contact)),
            parts::cell(parts::link(&party, "As party")),
        ]
    });
    parts::table_under_heading("Agreements", head, rows.collect())
}

/// `GET /partnership/organisations/{id}/change/{step}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let question = question(&step, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, None));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.name };
    change::ask(&who, beneath(&question.title, HERE).under(&view.name, &back), &question, &place, None, &[])
}

/// `POST /partnership/organisations/{id}/change/{step}`
pub(crate) async fn send(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>, sent: Sent) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let question = question(&step, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, None));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.name };
    let shell = beneath(&question.title, HERE).under(&view.name, &back);
    let step = match read(&step, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &place, Some(&sent), &mistakes),
    };
    let (moment, by) = (web.moment(&who.visitor.user), By::User(who.asking()));
    let stepped = registrar::change_organisation(&web.house, &moment, &by, &id, change::seen(&sent), &step).await;
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}

/// `GET /partnership/organisations/new`
pub(crate) async fn ask_new(State(web): State<Web>, who: SignedIn) -> Answer {
    let directory = pages::directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let question = question("new", None, &directory).ok_or(Failure::NotFound)?;
    change::ask(&who, beneath(&question.title, HERE), &question, &NEW, None, &[])
}

const NEW: Place<'static> = Place { action: "/partnership/organisations/new", back: HERE, seen: 0, caption: "Organisations" };

/// `POST /partnership/organisations/new`
pub(crate) async fn send_new(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let moment = web.moment(&who.visitor.user);
    let directory = pages::directory(&web.house, &moment).await?;
    let question = question("new", None, &directory).ok_or(Failure::NotFound)?;
    let shell = beneath(&question.title, HERE);
    let step = match read("new", &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &NEW, Some(&sent), &mistakes),
    };
    let id = sent.text("id").to_owned();
    let stepped = registrar::change_organisation(&web.house, &moment, &By::User(who.asking()), &id, 0, &step).await;
    let back = address(&id);
    let place = if stepped.is_ok() { Place { back: &back, ..NEW } } else { NEW };
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}
