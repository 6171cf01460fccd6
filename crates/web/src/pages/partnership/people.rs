//! People in office, by their labels: the list, one with posts, cover and account, and the forms that change them.

use super::accounts::account_tag;
use super::change::{self, Place};
use super::people_forms::{question, read};
use super::{Asked, asked, beneath, day_form, done, explanation, history, on_day, shell, span, step_at, steps};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, explained, paging};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, Directory, InOfficeAsk, InOfficeLine, InOfficePage, Kind, OfficePage};
use app::{By, registrar};
use axum::extract::{Path, State};
use permission::Purpose;
use ui::{Answer as Choice, Field, Filter, Form, Html};

const HERE: &str = "/partnership/people";
/// What can be changed of a person in office.
const STEPS: [(&str, &str); 3] =
    [("post", "Give a further post"), ("cover", "Cover somebody\u{2019}s absence"), ("leave", "Record that they leave")];

/// `GET /partnership/people`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let ask = InOfficeAsk {
        organisation: sent.text("organisation").to_owned(),
        role: sent.text("role").to_owned(),
        left: sent.text("left") == "yes",
    };
    let moment = web.moment(&who.visitor.user);
    let view = pages::in_office_page(&web.house, &moment, &who.asking(), &ask).await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let title = "People in office";
    let shown = words::count(view.lines.len() as u64);
    let mut sheet = Sheet::titled(title)
        .leading(format!("{shown} of {} in the register, by the office they hold and never by name.", words::count(view.all as u64)));
    done(&mut sheet, &sent);
    if view.may_change {
        sheet.button_link("Add a person in office", "/partnership/people/new");
    }
    if view.keeps_accounts {
        sheet.paragraph(parts::link("/partnership/invitations", "Invitations, and ways in that were lost"));
    }
    sheet.beside(&filter(&view, &directory, &sent), &table(view, &directory, &sent, &ask));
    shell(title, HERE).page(&sheet)
}

fn filter(view: &InOfficePage, directory: &Directory, sent: &Sent) -> Html {
    let form = Form::get(HERE)
        .field(Field::choose("organisation", "Organisation", super::choose_one(directory, Kind::Organisation, "Every organisation")))
        .field(Field::choose("role", "Office", super::choices_or("Every office", &view.roles)))
        .field(Field::any_of("left", "", [Choice::new("yes", "Those who left, too")]))
        .button("Show these")
        .filled(&sent.shown());
    ui::Component::html(&Filter::new(HERE, form))
}

fn posts(line: &InOfficeLine, directory: &Directory) -> Html {
    if line.posts.is_empty() {
        return match &line.left_on {
            Some(on) => Html::escape(&format!("Left on {}", words::day(on))),
            None => Html::escape("No post today"),
        };
    }
    parts::list(line.posts.iter().map(|(role, organisation, covers)| {
        let mut markup = Html::escape(&format!("{}, ", words::capital(role)));
        markup.push(&explained::named(directory, organisation));
        if let Some(covered) = covers {
            markup.push(&Html::escape(", in place of "));
            markup.push(&explained::named(directory, covered));
        }
        markup
    }))
}

fn table(view: InOfficePage, directory: &Directory, sent: &Sent, ask: &InOfficeAsk) -> Html {
    if view.lines.is_empty() {
        let mut nothing = Sheet::paragraph_of("Nobody holds such a post today.");
        nothing.push(&Sheet::paragraph_of(parts::link(HERE, "Show everybody in office")));
        return nothing;
    }
    let left = if ask.left { "yes" } else { "" };
    let at = |page: usize| {
        paging::address(HERE, &[("organisation", &*ask.organisation), ("role", &ask.role), ("left", left), ("page", &page.to_string())])
    };
    let (shown, others) = paging::page_of(view.lines, sent.text("page").parse().unwrap_or(1), at);
    let mut head = ["Office", "Posts today"].map(parts::cell).to_vec();
    if view.keeps_accounts {
        head.push(parts::cell("Account"));
    }
    let rows = shown.iter().map(|line| {
        let mut row = vec![parts::cell(explained::named(directory, &line.id)), parts::cell(posts(line, directory))];
        if view.keeps_accounts {
            row.push(parts::cell(line.account.as_ref().map(account_tag).unwrap_or_default()));
        }
        row
    });
    let mut markup = parts::table_under_heading("People in office", head, rows.collect());
    markup.push(&others);
    markup
}

pub(super) async fn found(web: &Web, who: &SignedIn, id: &str, on: Option<&str>) -> Result<(OfficePage, Directory), Failure> {
    let moment = web.moment(&who.visitor.user);
    let view = pages::office_page(&web.house, &moment, &who.asking(), id, on).await?.ok_or(Failure::NotFound)?;
    Ok((view, pages::directory(&web.house, &moment).await?))
}

pub(super) fn address(id: &str) -> String {
    format!("{HERE}/{}", words::in_address(id))
}

/// `GET /partnership/people/{id}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, query: Asked) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let (view, directory) = found(&web, &who, &id, on.day.as_deref()).await?;
    let address = address(&id);
    let mut sheet = Sheet::titled(&view.id).captioned("Person in office").leading(lead(&view));
    done(&mut sheet, &sent);
    super::accounts::done(&mut sheet, &sent);
    sheet.part("Posts");
    sheet.html(&posts_table(&view, &directory, &address));
    cover_table(&mut sheet, &view, &directory, &address);
    super::holders::section(&mut sheet, &who, &view);
    super::accounts::section(&mut sheet, &who, &view, &address);
    explanation(&mut sheet, &directory, &view.explained);
    day_form(&mut sheet, &address, &sent, &on);
    if view.may_change {
        steps(&mut sheet, &address, &STEPS);
    }
    history(&mut sheet, &view.history);
    beneath(&view.id, HERE).form(&sheet)
}

fn lead(view: &OfficePage) -> String {
    let held = view.posts.iter().filter(|post| post.held).count() as u64;
    match (&view.left_on, held) {
        (Some(on), 0) => format!("Left on {}: holds no post, and nothing is open to them.", words::day(on)),
        (_, 0) => "Holds no post today.".to_owned(),
        (_, held) => format!("Holds {} today.", words::plural(held, "post", "posts")),
    }
}

fn posts_table(view: &OfficePage, directory: &Directory, address: &str) -> Html {
    let mut head = ["Office", "Organisation", "Held", "Authorised"].map(parts::cell).to_vec();
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.posts.iter().map(|post| {
        let mut office = Html::escape(&words::capital(post.role));
        if !post.ended_because.is_empty() {
            office.push(&Html::escape(&format!(" ({})", post.ended_because)));
        }
        let authorised = match &post.authorised_on {
            Some(on) => Html::escape(&words::day(on)),
            None => parts::tag("Not yet", "govuk-tag--yellow"),
        };
        let mut row = vec![
            parts::cell(office),
            parts::cell(explained::named(directory, &post.organisation)),
            parts::cell(words::capital(&span(Some(&post.since), post.until.as_ref()))),
            parts::cell(authorised),
        ];
        if view.may_change {
            let about = format!("{} at {}", post.role, directory.name(&post.organisation));
            let mut links = Vec::new();
            if post.authorised_on.is_none() {
                links.push(step_at(address, "authorise", post.place, "Authorise", &about));
            }
            if post.until.is_none() {
                links.push(step_at(address, "end-post", post.place, "End", &about));
            }
            row.push(parts::cell(super::links(&links)));
        }
        row
    });
    parts::table_under_heading("Posts", head, rows.collect())
}

fn cover_table(sheet: &mut Sheet, view: &OfficePage, directory: &Directory, address: &str) {
    if view.cover.is_empty() {
        return;
    }
    sheet.part("In whose place");
    let mut head = ["Whose", "Office", "Organisation", "When"].map(parts::cell).to_vec();
    if view.may_change {
        head.push(parts::cell("Change"));
    }
    let rows = view.cover.iter().map(|one| {
        let mut row = vec![
            parts::cell(explained::named(directory, &one.covers)),
            parts::cell(one.role.map_or_else(|| "Every post there".to_owned(), words::capital)),
            parts::cell(explained::named(directory, &one.organisation)),
            parts::cell(words::capital(&span(Some(&one.since), Some(&one.until)))),
        ];
        if view.may_change {
            let end = one.held.then(|| step_at(address, "end-cover", one.place, "End sooner", &format!("the cover of {}", one.covers)));
            row.push(parts::cell(end.unwrap_or_default()));
        }
        row
    });
    sheet.html(&parts::table_under_heading("In whose place", head, rows.collect()));
}

/// Changing who may do what is administration: the page stands for that purpose.
fn by(who: &SignedIn) -> By {
    By::User(who.asking_for(Purpose::Administration))
}

/// `GET /partnership/people/{id}/change/{step}`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path((id, step)): Path<(String, String)>, query: Asked) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    pages::leave_to_change_office(&web.house, &web.moment(&who.visitor.user), &who.asking(), &id).await?;
    let which = asked(query).text("place").parse().ok();
    let question = question(&step, which, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, which));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.id };
    change::ask(&who, beneath(&question.title, HERE).under(&view.id, &back), &question, &place, None, &[])
}

/// `POST /partnership/people/{id}/change/{step}`
pub(crate) async fn send(
    State(web): State<Web>,
    who: SignedIn,
    Path((id, step)): Path<(String, String)>,
    query: Asked,
    sent: Sent,
) -> Answer {
    let (view, directory) = found(&web, &who, &id, None).await?;
    let moment = web.moment(&who.visitor.user);
    pages::leave_to_change_office(&web.house, &moment, &who.asking(), &id).await?;
    let which = asked(query).text("place").parse().ok();
    let question = question(&step, which, Some(&view), &directory).ok_or(Failure::NotFound)?;
    let (back, action) = (address(&id), change::action(&address(&id), &step, which));
    let place = Place { action: &action, back: &back, seen: view.seq, caption: &view.id };
    let shell = beneath(&question.title, HERE).under(&view.id, &back);
    let step = match read(&step, which, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &place, Some(&sent), &mistakes),
    };
    let stepped = registrar::change_user(&web.house, &moment, &by(&who), &id, change::seen(&sent), &step).await;
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}

const NEW: Place<'static> = Place { action: "/partnership/people/new", back: HERE, seen: 0, caption: "People in office" };

/// `GET /partnership/people/new`
pub(crate) async fn ask_new(State(web): State<Web>, who: SignedIn) -> Answer {
    let moment = web.moment(&who.visitor.user);
    pages::leave_to_change_office(&web.house, &moment, &who.asking(), "*").await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let question = question("new", None, None, &directory).ok_or(Failure::NotFound)?;
    change::ask(&who, beneath(&question.title, HERE), &question, &NEW, None, &[])
}

/// `POST /partnership/people/new`
pub(crate) async fn send_new(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let moment = web.moment(&who.visitor.user);
    pages::leave_to_change_office(&web.house, &moment, &who.asking(), "*").await?;
    let directory = pages::directory(&web.house, &moment).await?;
    let question = question("new", None, None, &directory).ok_or(Failure::NotFound)?;
    let shell = beneath(&question.title, HERE);
    let step = match read("new", None, &sent).ok_or(Failure::NotFound)? {
        Ok(step) => step,
        Err(mistakes) => return change::ask(&who, shell, &question, &NEW, Some(&sent), &mistakes),
    };
    let id = sent.text("id").to_owned();
    let stepped = registrar::change_user(&web.house, &moment, &by(&who), &id, 0, &step).await;
    let back = address(&id);
    let place = if stepped.is_ok() { Place { back: &back, ..NEW } } else { NEW };
    change::sent_off(&who, shell, &question, &place, &sent, stepped)
}
