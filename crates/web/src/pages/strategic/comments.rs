//! What partners said of an assessment, and what was answered.

use super::{Asked, address, beneath, buttons, finished, form_page, may, moment, section_address};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn, go_to};
use crate::pages::Answer;

use crate::pages::recording::{empty, mend};
use crate::parts::{self, Mistake, Sheet, explained};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{Directory, directory};
use app::strategic::living::{CommentEntry, Stage};
use app::strategic::{self, CommentLine, CommentWords, PaperNow};
use axum::extract::{Path, Query, State};
use permission::Action;
use serde::Deserialize;
use ui::{Answer as Choice, Field, Form, Html};

/// `GET /strategic-assessments/{id}/comments`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let comments = strategic::comments(&web.house, &id).await?;
    let names = directory(&web.house, &moment(&web, &who)).await?;
    let title = "Comments";
    let mut sheet = Sheet::titled(title)
        .captioned(now.title())
        .leading("What partners said in consultation. Each is answered before the consultation ends.");
    asked.tell(&mut sheet);
    if now.entry.stage == Stage::Consultation && may(&who, Action::CommentOnAssessment) {
        sheet.html(&buttons(&[("Comment on it", format!("{}/comments/new", address(&id)))]));
    }
    if comments.is_empty() {
        sheet.paragraph("Nobody commented yet.");
    }
    let answers = may(&who, Action::AnswerComment);
    for line in &comments {
        sheet.part(&line.entry.called());
        sheet.html(&said(&names, &now, &line.entry));
        if answers && line.entry.reply.is_none() {
            let href = format!("{}/comments/{}/answer", address(&id), line.entry.number);
            sheet.paragraph(parts::link(&href, &format!("Answer {}", line.entry.called())));
        }
    }
    beneath(title, &now).record(Action::ReadEvidence).page(&sheet)
}

/// A comment with its answer.
fn said(names: &Directory, now: &PaperNow, entry: &CommentEntry) -> Html {
    let section = now.definition.sections.iter().find(|section| section.id == entry.section);
    let about = section.map_or_else(
        || Html::escape("the assessment as a whole"),
        |section| parts::link(&section_address(&now.entry.id, &section.id), &strategic::plain(&section.title)),
    );
    let mut from = Html::escape(&format!("{}, ", entry.office));
    from.push(&if entry.organisation.is_empty() {
        Html::escape("organisation not known")
    } else {
        explained::named(names, &entry.organisation)
    });
    from.push(&Html::escape(&format!(", {}", words::day(&entry.on.to_string()))));
    let mut rows: Vec<(&str, ui::Content)> = vec![("From", from.into()), ("About", about.into())];
    if !entry.quoted.is_empty() {
        rows.push(("The words", format!("\u{201c}{}\u{201d}", entry.quoted).into()));
    }
    rows.push(("Comment", entry.comment.as_str().into()));
    rows.push(match &entry.reply {
        None => ("Answer", parts::tag("Waits for an answer", "govuk-tag--yellow").into()),
        Some(reply) => {
            let (word, colour) = if reply.accepted { ("Accepted", "govuk-tag--green") } else { ("Not accepted", "govuk-tag--orange") };
            let mut answer = parts::tag(word, colour);
            answer.push(&Html::escape(&format!(" {} ({}, {})", reply.said, reply.office, words::day(&reply.on.to_string()))));
            ("Answer", answer.into())
        }
    });
    parts::summary(rows)
}

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct About {
    section: Option<String>,
}

fn new_path(id: &str) -> String {
    format!("{}/comments/new", address(id))
}

/// `GET /strategic-assessments/{id}/comments/new?section=ID`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, Query(about): Query<About>) -> Answer {
    let now = strategic::paper(&web.house, &id).await?;
    let draft = who.draft(&web, &new_path(&id)).await?;
    new_page(&who, &now, about.section.as_deref().unwrap_or_default(), draft.as_ref(), &[])
}

fn new_page(who: &SignedIn, now: &PaperNow, about: &str, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Comment on the assessment";
    let id = &now.entry.id;
    let mut sheet = Sheet::narrow(title).captioned(now.title());
    if now.entry.stage != Stage::Consultation {
        sheet.inset("The assessment is not in consultation: comments are taken while it is.");
    }
    let whole = Choice::new("", "The assessment as a whole");
    let sections = now.definition.sections.iter().map(|section| Choice::new(section.id.as_str(), strategic::plain(&section.title)));
    let form = Form::post(new_path(id), who.visit.token())
        .field(Field::choose("section", "What is it about?", std::iter::once(whole).chain(sections)).value(about))
        .field(Field::lines("quoted", "Which words?", 2).hint("Copy them from the section, where it is about some words").optional())
        .field(Field::lines("comment", "What do you want to say?", 5).hint("Name offices and places, never a person"))
        .button("Send the comment")
        .cancel(&address(id));
    sheet.form_of(&finished(form, &new_path(id), sent, mistakes));
    form_page(title, now, &sheet)
}

/// `POST /strategic-assessments/{id}/comments/new`
pub(crate) async fn record(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let mut mistakes = empty(&sent, &[("comment", "Say what you think of it")]);
    if mistakes.is_empty() {
        let organisations = who.visitor.organisations();
        let organisation = who.visitor.organisation.as_deref().or_else(|| organisations.first().copied()).unwrap_or_default();
        let words = CommentWords {
            section: sent.text("section"),
            quoted: sent.text("quoted"),
            comment: sent.text("comment"),
            organisation,
            office: &who.visitor.user,
        };
        match strategic::comment(&web.house, &moment(&web, &who), &id, &words).await {
            Ok(_) => {
                who.draft(&web, &new_path(&id)).await?;
                return Ok(go_to(&format!("{}/comments?done=commented", address(&id))));
            }
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    let now = strategic::paper(&web.house, &id).await?;
    new_page(&who, &now, "", Some(&sent), &mistakes)
}

fn answer_path(id: &str, number: u32) -> String {
    format!("{}/comments/{number}/answer", address(id))
}

async fn one(web: &Web, id: &str, number: u32) -> Result<CommentLine, Failure> {
    strategic::comments(&web.house, id).await?.into_iter().find(|line| line.entry.number == number).ok_or(Failure::NotFound)
}

fn number(text: &str) -> Result<u32, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// `GET /strategic-assessments/{id}/comments/{number}/answer`
pub(crate) async fn ask_answer(State(web): State<Web>, who: SignedIn, Path((id, text)): Path<(String, String)>) -> Answer {
    let line = one(&web, &id, number(&text)?).await?;
    let draft = who.draft(&web, &answer_path(&id, line.entry.number)).await?;
    answer_page(&web, &who, &id, &line, draft.as_ref(), &[]).await
}

async fn answer_page(web: &Web, who: &SignedIn, id: &str, line: &CommentLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = format!("Answer {}", line.entry.called());
    let now = strategic::paper(&web.house, id).await?;
    let names = directory(&web.house, &moment(web, who)).await?;
    let path = answer_path(id, line.entry.number);
    let mut sheet = Sheet::narrow(&title).captioned(now.title());
    sheet.html(&said(&names, &now, &line.entry));
    let answers = [
        Choice::new("yes", "Accepted").hint("Say what was changed in the assessment"),
        Choice::new("no", "Not accepted").hint("Say why not"),
    ];
    let form = Form::post(path.as_str(), who.visit.token())
        .field(Field::one_of("accepted", "Does the assessment follow it?", answers))
        .field(Field::lines("said", "What was changed, or why not?", 4))
        .button("Answer")
        .cancel(&format!("{}/comments", address(id)));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    form_page(&title, &now, &sheet)
}

/// `POST /strategic-assessments/{id}/comments/{number}/answer`
pub(crate) async fn answer(State(web): State<Web>, who: SignedIn, Path((id, text)): Path<(String, String)>, sent: Sent) -> Answer {
    let line = one(&web, &id, number(&text)?).await?;
    let mut mistakes = empty(&sent, &[("said", "Say what was changed, or why not")]);
    if !matches!(sent.text("accepted"), "yes" | "no") {
        mistakes.insert(0, Mistake::at("accepted", "Choose whether the assessment follows it"));
    }
    if mistakes.is_empty() {
        let (accepted, office) = (sent.text("accepted") == "yes", &who.visitor.user);
        let number = line.entry.number;
        match strategic::answer_comment(&web.house, &moment(&web, &who), &id, number, accepted, sent.text("said"), office).await {
            Ok(_) => {
                who.draft(&web, &answer_path(&id, number)).await?;
                return Ok(go_to(&format!("{}/comments?done=answered", address(&id))));
            }
            Err(trouble) => mistakes = mend(trouble, &[("reply", "")])?,
        }
    }
    answer_page(&web, &who, &id, &line, Some(&sent), &mistakes).await
}
