//! What a link asks, answered by a partner without an account: a request for data, or how an action goes. The secret leaves the
//! address at once.

use super::Answer;
use super::sign_in::{add, to_mend};
use crate::gate::{Sent, Visit, cookies, go_to};
use crate::pages::plan::status_field;
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::links::{self, Answer as Answered, Asks, OpenedLink};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::Trouble;
use ui::{Content, Field, Form};

/// `GET /answer/{secret}`
pub(crate) async fn opened(State(web): State<Web>, Path(secret): Path<String>) -> Answer {
    let mut response = go_to("/answer");
    add(&mut response, [cookies::set(&web.settings.site, cookies::STEP, &secret)]);
    Ok(response)
}

/// `GET /answer`
pub(crate) async fn ask(State(web): State<Web>, visit: Visit) -> Answer {
    match open(&web, &visit).await {
        Ok(link) => page(&visit, &link, None, &[]),
        Err(trouble) => over(&web, trouble),
    }
}

/// `POST /answer`
pub(crate) async fn answered(State(web): State<Web>, visit: Visit, sent: Sent) -> Answer {
    let link = match open(&web, &visit).await {
        Ok(link) => link,
        Err(trouble) => return over(&web, trouble),
    };
    let (answer, mistakes) = read(&link, &sent);
    if !mistakes.is_empty() {
        return page(&visit, &link, Some(&sent), &mistakes);
    }
    let secret = visit.step().unwrap_or_default();
    match links::answer_link(&web.house, &web.moment(visit.who()), secret, &answer).await {
        Ok(()) => {
            let mut response = go_to("/answer/done");
            add(&mut response, [cookies::clear(&web.settings.site, cookies::STEP)]);
            Ok(response)
        }
        Err(trouble) if trouble.code == "link-over" => over(&web, trouble),
        Err(trouble) => {
            let (_, mistakes) = to_mend(trouble)?;
            page(&visit, &link, Some(&sent), &mistakes)
        }
    }
}

/// What was answered, and what of it is to be mended.
fn read<'a>(link: &OpenedLink, sent: &'a Sent) -> (Answered<'a>, Vec<Mistake>) {
    let mut mistakes = Vec::new();
    let said = sent.text("said");
    if let Asks::Update { period: asked, .. } = link.asks {
        if said.is_empty() {
            mistakes.push(Mistake::at("said", "Write how it went, in a sentence or two"));
        }
        let status = plans::Status::parse(sent.text("status"));
        let period = plans::Period::parse(sent.text("period")).unwrap_or(asked);
        return (Answered::Update { period, said, status, value: sent.text("value"), barrier: sent.text("barrier") }, mistakes);
    }
    if !matches!(sent.text("given"), "yes" | "no") {
        mistakes.push(Mistake::at("given", "Say whether you give what is asked for"));
    }
    if said.is_empty() {
        mistakes.push(Mistake::at("said", "Write what you answer, in a sentence"));
    }
    (Answered::Data { given: sent.text("given") == "yes", said }, mistakes)
}

/// `GET /answer/done`
pub(crate) async fn done() -> Answer {
    let title = "Your answer is recorded";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("Whoever asked sees it now. The link can\u{2019}t be used again; you can close this page.");
    Shell::new(title, "").page(&sheet)
}

async fn open(web: &Web, visit: &Visit) -> Result<OpenedLink, Trouble> {
    links::open_link(&web.house, &web.moment(visit.who()), visit.step().unwrap_or_default()).await
}

fn page(visit: &Visit, link: &OpenedLink, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let form = Form::post("/answer", visit.token());
    let (title, rows, form) = match &link.asks {
        Asks::Data { .. } => ("Answer a request for data", data(link), asks_data(form)),
        Asks::Update { .. } => ("Say how an action goes", update(link), asks_update(form, &link.asks)),
    };
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(rows));
    sheet.form_of(&parts::answered(form.button("Send the answer"), sent, mistakes));
    sheet.paragraph(format!("The link is good until {}, and for one answer.", words::moment(&link.ends_at.to_string())));
    Shell::new(title, "").form(&sheet)
}

fn data(link: &OpenedLink) -> Vec<(&str, Content)> {
    let Asks::Data { what, role, asked, due } = &link.asks else { return Vec::new() };
    vec![
        ("Asked of", link.organisation.as_str().into()),
        ("What for", what.as_str().into()),
        ("Asked by", role.as_str().into()),
        ("Asked on", words::day(&asked.to_string()).into()),
        ("Due", words::day(&due.to_string()).into()),
    ]
}

fn asks_data(form: Form) -> Form {
    let hint = "No names of people and no personal data. Send the data itself by the way that you have agreed";
    form.field(Field::yes_or_no("given", "Do you give what is asked for?", "Yes", "No"))
        .field(Field::lines("said", "What do you answer?", 4).hint(hint))
}

fn update(link: &OpenedLink) -> Vec<(&str, Content)> {
    let Asks::Update { plan, reference, text, measurement, due, period, before } = &link.asks else { return Vec::new() };
    let mut rows: Vec<(&str, Content)> = vec![
        ("Asked of", link.organisation.as_str().into()),
        ("Plan", plan.as_str().into()),
        ("Action", format!("{reference} {text}").into()),
    ];
    if !measurement.is_empty() {
        rows.push(("Measured by", measurement.as_str().into()));
    }
    if let Some(due) = due {
        rows.push(("Last day", words::day(&due.to_string()).into()));
    }
    if let Some((of, said)) = before {
        rows.push(("Said before", format!("For {}: {said}", of.in_words()).into()));
    }
    rows.push(("Asked about", words::capital(&period.in_words()).into()));
    rows
}

fn asks_update(form: Form, asks: &Asks) -> Form {
    let Asks::Update { period, .. } = asks else { return form };
    let question = format!("How did it go in {}?", period.in_words());
    form.hidden("period", period.to_string())
        .field(Field::lines("said", question, 4).hint("What was done and what came of it: no names of people"))
        .field(Field::text("value", "What is the measure, if there is one?").hint("For example, 12 surgeries").optional().width(20))
        .field(status_field())
        .field(Field::lines("barrier", "Does anything stand in the way?", 2).optional())
}

/// The page for a link by which nothing can be answered, whatever the reason.
fn over(web: &Web, trouble: Trouble) -> Answer {
    if trouble.code != "link-over" {
        return Err(trouble.into());
    }
    let title = "This link can\u{2019}t be used";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("It was answered already, the link was revoked, or its time is over. If you followed it some time ago, open the link in your mail once more.");
    sheet.paragraph("If you want to say something more, speak to whoever asked you.");
    let mut response = Shell::new(title, "").answer(StatusCode::GONE, &sheet)?;
    add(&mut response, [cookies::clear(&web.settings.site, cookies::STEP)]);
    Ok(response)
}
