//! Agreements: the list, one on a day with its parties, types of data, powers and reviews, and the forms that change them.

use super::agreement_forms::{question, read};
use super::change::{self, Place};
use super::{Asked, asked, beneath, day_form, done, explanation, history, on_day, shell, span, step_at, steps};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, AgreementPage, Directory};
use app::{By, registrar};
use axum::extract::{Path, State};
use ui::Html;

const HERE: &str = "/partnership/agreements";
/// What can be changed of an agreement.
const STEPS: [(&str, &str); 7] = [
    ("facts", "Change its title, version or dates"),
    ("purposes", "Change what it covers"),
    ("join", "Add an organisation that joins, or is to"),
    ("review", "Call for a review"),
    ("data-type", "Add a type of data that is shared"),
    ("power", "Add a power that it names"),
    ("notice", "Record a privacy notice"),
];

/// `GET /partnership/agreements`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let moment = web.moment(&who.visitor.user);
    let view = pages::agreements_page(&web.house, &moment, &who.asking()).await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let title = "Agreements";
    let mut sheet = Sheet::titled(title).leading("Under which agreements information is shared, who is party to them, and for what.");
    done(&mut sheet, &sent);
    if view.may_change {
        sheet.button_link("Add an agreement", "/partnership/agreements/new");
    }
    if view.lines.is_empty() {
        sheet.paragraph("No agreement is in the register yet. Nothing is shared without one.");
    } else {
        let head = vec![
            parts::cell("Agreement"),
            parts::cell("Owner"),
            parts::cell("Version"),
            parts::cell("In force"),
            parts::numeric("Parties today"),
        ];
        let rows = view.lines.iter().map(|line| {
            let state =
                if line.in_force { parts::tag("In force", "govuk-tag--green") } else { parts::tag("Not in force", "govuk-tag--grey") };
            let mut force = state;
            force.push(&Html::escape(&format!(" {}", span(line.since.as_ref(), line.until.as_ref()))));
            vec![
                parts::cell(parts::link(&address(&line.id), &line.title)),
                parts::cell(explained::named(&directory, &line.owner)),
                parts::cell(line.version.as_str()),
                parts::cell(force),
                parts::numeric(words::count(line.parties as u64)),
            ]
        });
        sheet.html(&parts::table_under_heading(title, head, rows.collect()));
    }
    shell(title, HERE).page(&sheet)
}

async fn found(web: &Web, who: &SignedIn, id: &str, on: Option<&str>) -> Result<(AgreementPage, Directory), Failure> {
    let moment = web.moment(&who.visitor.user);
    let view = pages::agreement_page(&web.house, &moment, &who.asking(), id, on).await?.ok_or(Failure::NotFound)?;
    Ok((view, pages::directory(&web.house, &moment).await?))
}

fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// `GET /partnership/agreements/{id}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let (view, directory) = found(&web, &who, &id, on.day.as_deref()).await?;
    let address = address(&id);
    let day = words::day(&view.explained.day.to_string());
    let parties = view.parties.iter().filter(|line| line.party == "party").count() as u64;
    let lead = if view.in_force {
        format!("In force on {day}, with {}.", words::plural(parties, "party", "parties"))
    } else {
        format!("Not in force on {day}: nothing is shared under it.")
    };
    let mut sheet = Sheet::titled(&view.title).captioned(words::capital(view.kind)).leading(lead);
    done(&mut sheet, &sent);
    sheet.html(&facts(&view, &directory));
    sheet.part("Organisations");
    sheet.html(&parties_table(&view, &directory, &address));
    sheet.part("What is shared");
    sheet.html(&data_types(&view, &directory, &address));
    sheet.part("Powers");
    sheet.html(&powers(&view, &address));
    sheet.part("Reviews");
    sheet.html(&reviews(&view, &address));
    explanation(&mut sheet, &directory, &view.explained);
    day_form(&mut sheet, &address, &sent, &on);
    if view.may_change {
        steps(&mut sheet, &address, &STEPS);
    }
    history(&mut sheet, &view.history);
    beneath(&view.title, HERE).form(&sheet)
}

fn facts(view: &AgreementPage, directory: &Directory) -> Html {
    let purposes = parts::list(view.purposes.iter().map(|purpose| Html::escape(&words::capital(purpose.says()))));
    let mut rows = vec![
        ("Reference", view.id.as_str().into()),
        ("Owner", explained::named(directory, &view.owner).into()),
        ("Version", view.version.as_str().into()),
        ("In force", span(view.since.as_ref(), view.until.as_ref()).into()),
        ("Covers", purposes.into()),
    ];
    if let Some(on) = &view.next_review {
        rows.push(("Next review set for", words::day(on).into()));
    }
    if !view.marking.is_empty() {
        rows.push(("Marking", view.marking.as_str().into()));
    }
    if !view.note.is_empty() {
        rows.push(("Note", view.note.as_str().into()));
    }
    parts::summary(rows)
}

fn parties_table(view: &AgreementPage, directory: &Directory, address: &str) -> Html {
    if view.parties.is_empty() {
        return Sheet::paragraph_of("No organisation is party to it, or is to be.");
    }
    let head = ["Organisation", "Standing", "Signed", "Contact", ""].map(parts::cell).into();
    let rows = view.parties.iter().map(|line| {
        let mut contact = Html::escape(&line.office.as_deref().map_or_else(|| words::capital(line.contact), words::capital));
        if let Some(user) = &line.user {
            contact.push(&Html::trusted("<br>"));
            contact.push(&explained::named(directory, user));
        }
        let mut standing = super::party_tag(line.party);
        if line.party == "party" {
            standing.push(&Html::trusted(" "));
            standing.push(&super::contact_tag(line.contact));
        }
        let signed = match &line.signed_on {
            Some(on) => words::day(on),
            None => words::capital(line.status),
        };
        let party = format!("{address}/parties/{}", words::in_address(&line.organisation));
        vec![
            parts::cell(explained::named(directory, &line.organisation)),
            parts::cell(standing),
            parts::cell(signed),
            parts::cell(contact),
            parts::cell(parts::link(&party, "As party")),
        ]
    });
    parts::table_under_heading("Organisations", head, rows.collect())
}

fn data_types(view: &AgreementPage, directory: &Directory, address: &str) -> Html {
    if view.data_types.is_empty() {
        return Sheet::paragraph_of("It lists no types of data: whatever is shared is a departure that must be recorded.");
    }
    let mut head = ["What", "Who shares it", "Agreed"].map(parts::cell).to_vec();
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.data_types.iter().map(|one| {
        let by = match (&one.organisation, one.kind) {
            (Some(id), _) => explained::named(directory, id),
            (None, Some(kind)) => Html::escape(&format!("Every {kind}")),
            (None, None) => Html::default(),
        };
        let agreed = if one.since.is_none() && one.until.is_none() {
            "since its first day".to_owned()
        } else {
            span(one.since.as_ref(), one.until.as_ref())
        };
        let mut row = vec![parts::cell(words::capital(&one.what)), parts::cell(by), parts::cell(words::capital(&agreed))];
        if view.may_change {
            let end = one.until.is_none().then(|| step_at(address, "end-data-type", one.place, "End", &one.what));
            row.push(parts::cell(end.unwrap_or_default()));
        }
        row
    });
    parts::table_under_heading("What is shared", head, rows.collect())
}

fn powers(view: &AgreementPage, address: &str) -> Html {
    if view.powers.is_empty() {
        return Sheet::paragraph_of("It names no power: nothing can be given under it.");
    }
    let mut head = ["Power", "Provision"].map(parts::cell).to_vec();
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.powers.iter().map(|one| {
        let mut legislation = Html::escape(&one.legislation);
        if let Some(until) = &one.until {
            legislation.push(&Html::escape(&format!(" (until {})", words::day(until))));
        }
        let mut row = vec![parts::cell(legislation), parts::cell(one.provision.as_str())];
        if view.may_change {
            let end = one.until.is_none().then(|| step_at(address, "end-power", one.place, "End", &one.legislation));
            row.push(parts::cell(end.unwrap_or_default()));
        }
        row
    });
    parts::table_under_heading("Powers", head, rows.collect())
}

fn reviews(view: &AgreementPage, address: &str) -> Html {
    if view.reviews.is_empty() {
        return Sheet::paragraph_of("No review is recorded.");
    }
    let head = ["Called for", "Because", "Held", "What came of it"].map(parts::cell).into();
    let rows = view.reviews.iter().map(|one| {
        let came = match &one.held_on {
            Some(on) => Html::escape(&words::day(on)),
            None if view.may_change => step_at(address, "held", one.place, "Record that it was held", &words::day(&one.called_on)),
            None => Html::escape("Not yet"),
        };
        vec![
            parts::cell(words::day(&one.called_on)),
            parts::cell(words::capital(one.because)),
            parts::cell(came),
            parts::cell(words::capital(&one.outcome)),
        ]
    });
    parts::table_under_heading("Reviews", head, rows.collect())
}

fn place_of(sent: &Sent) -> Option<usize> {
    sent.text("place").parse().ok()
}

/// `GET /partnership/agreements/{id}/change/{step}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>, query: Asked) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let which = place_of(&asked(query));
    let question = question(&step, which, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, which));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.title };
    change::ask(&who, beneath(&question.title, HERE).under(&view.title, &back), &question, &place, None, &[])
}

/// `POST /partnership/agreements/{id}/change/{step}`
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
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.title };
    let shell = beneath(&question.title, HERE).under(&view.title, &back);
    if step == "join" {
        return super::parties::join(&web, &who, shell, &question, &place, &id, &sent).await;
    }
    let step = match read(&step, which, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &place, Some(&sent), &mistakes),
    };
    let (moment, by) = (web.moment(&who.visitor.user), By::User(who.asking()));
    let stepped = registrar::change_agreement(&web.house, &moment, &by, &id, change::seen(&sent), &step).await;
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}

const NEW: Place<'static> = Place { action: "/partnership/agreements/new", back: HERE, seen: 0, caption: "Agreements" };

/// `GET /partnership/agreements/new`
pub(crate) async fn ask_new(State(web): State<Web>, who: SignedIn) -> Answer {
    let directory = pages::directory(&web.house, &web.moment(&who.visitor.user)).await?;
    let question = question("new", None, None, &directory).ok_or(Failure::NotFound)?;
    change::ask(&who, beneath(&question.title, HERE), &question, &NEW, None, &[])
}

/// `POST /partnership/agreements/new`
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
    let stepped = registrar::change_agreement(&web.house, &moment, &By::User(who.asking()), &id, 0, &step).await;
    let back = address(&id);
    let place = if stepped.is_ok() { Place { back: &back, ..NEW } } else { NEW };
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}
