//! A request answered by a link, by a partner without an account. The secret leaves the address at once.

use super::Answer;
use super::sign_in::{add, to_mend};
use crate::gate::{Sent, Visit, cookies, go_to};
use crate::parts::{self, Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::links::{self, OpenedLink};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base::Trouble;
use ui::{Field, Form};

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
    let mut mistakes = Vec::new();
    if !matches!(sent.text("given"), "yes" | "no") {
        mistakes.push(Mistake::at("given", "Say whether you give what is asked for"));
    }
    if sent.text("said").is_empty() {
        mistakes.push(Mistake::at("said", "Write what you answer, in a sentence"));
    }
    if !mistakes.is_empty() {
        return page(&visit, &link, Some(&sent), &mistakes);
    }
    let secret = visit.step().unwrap_or_default();
    match links::answer_link(&web.house, &web.moment(visit.who()), secret, sent.text("given") == "yes", sent.text("said")).await {
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
    let title = "Answer a request for data";
    let day = |day: String| words::day(&day);
    let mut sheet = Sheet::narrow(title);
    sheet.html(&parts::summary(vec![
        ("Asked of", link.organisation.as_str().into()),
        ("What for", link.what.as_str().into()),
        ("Asked by", link.role.as_str().into()),
        ("Asked on", day(link.asked.to_string()).into()),
        ("Due", day(link.due.to_string()).into()),
    ]));
    let hint = "No names of people and no personal data. Send the data itself by the way that you have agreed";
    let form = Form::post("/answer", visit.token())
        .field(Field::yes_or_no("given", "Do you give what is asked for?", "Yes", "No"))
        .field(Field::lines("said", "What do you answer?", 4).hint(hint))
        .button("Send the answer");
    sheet.form_of(&parts::answered(form, sent, mistakes));
    sheet.paragraph(format!("The link is good until {}, and for one answer.", words::moment(&link.ends_at.to_string())));
    Shell::new(title, "").form(&sheet)
}

/// The page for a link by which nothing can be answered, whatever the reason.
fn over(web: &Web, trouble: Trouble) -> Answer {
    if trouble.code != "link-over" {
        return Err(trouble.into());
    }
    let title = "This link can\u{2019}t be used";
    let mut sheet = Sheet::narrow(title);
    sheet.paragraph("The request was answered already, the link was revoked, or its time is over. If you followed it some time ago, open the link in your mail once more.");
    sheet.paragraph("If you want to say something more, speak to whoever asked you.");
    let mut response = Shell::new(title, "").answer(StatusCode::GONE, &sheet)?;
    add(&mut response, [cookies::clear(&web.settings.site, cookies::STEP)]);
    Ok(response)
}
