//! A data set: what it may be used for, and how its holder was asked for it.

use super::{changed, day_field, day_or, empty, finished, mend, moment, office, page, recorded, seen, today};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::judgement::{class, tagged};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::registers::{self, ChaseWords, JudgementWords, SourceLine};
use axum::extract::{Path, State};
use evidence::catalogue::DataClass;
use ui::{Answer as Choice, Field, Form};

/// The classes, in words, and what each may do.
const CLASSES: [(&str, &str, &str); 4] = [
    ("risk-assessment", "Risk assessment", "It may raise a ward\u{2019}s flag"),
    ("insight", "Insight", "It explains an area and raises no flag"),
    ("not-suitable", "Not suitable", "It was looked at and is not used"),
    ("to-obtain", "To obtain", "It is not held yet"),
];
/// How somebody may be asked.
pub(super) const CHANNELS: [(&str, &str); 4] =
    [("letter", "By letter"), ("mail", "By mail"), ("call", "By telephone"), ("meeting", "In a meeting")];

fn home(id: &str) -> String {
    format!("/evidence/sources/{}", words::in_address(id))
}

async fn line(web: &Web, who: &SignedIn, id: &str) -> Result<SourceLine, Failure> {
    let lines = registers::source_register(&web.house, today(web, who)).await?;
    lines.into_iter().find(|line| line.data_set.id == id).ok_or(Failure::NotFound)
}

fn shown(title: &str, line: &SourceLine, sheet: &Sheet) -> Answer {
    let set = &line.data_set;
    page(title, "/evidence/sources", &[("Sources", "/evidence/sources"), (&set.title, &home(&set.id))], sheet)
}

/// `GET /evidence/sources/{id}/judge`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/judge", home(&id))).await?;
    judge_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/sources/{id}/judge`
pub(crate) async fn judge(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes =
        empty(&sent, &[("class", "Choose what it may be used for"), ("reason", "Say why"), ("role", "Say which office judges it")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, line.last_entry.as_ref()));
    if mistakes.is_empty() {
        let words = JudgementWords { class: sent.text("class"), reason: sent.text("reason"), role: sent.text("role"), on: on.as_deref() };
        match registers::judge_source(&web.house, &moment(&web, &who), &id, &words).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/judge", home(&id)), &home(&id), "judged").await,
            Err(trouble) => mistakes = mend(trouble, &[])?,
        }
    }
    judge_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn judge_page(web: &Web, who: &SignedIn, line: &SourceLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Judge what this data may be used for";
    let action = format!("{}/judge", home(&line.data_set.id));
    let mut sheet = Sheet::narrow(title).captioned(line.data_set.title.as_str());
    let whose = if line.class_recorded { "judged here" } else { "as the catalogue has it" };
    sheet.html(&parts::summary(vec![
        ("Now", tagged(class(line.class.map(DataClass::as_str)), whose).into()),
        ("Useful for", parts::or_not_known(&line.data_set.usefulness)),
        ("Not good for", parts::or_not_known(&line.data_set.limitation)),
    ]));
    let classes = CLASSES.iter().map(|(id, words, hint)| Choice::new(*id, *words).hint(*hint));
    let hint = "How good it is, what it misses, who looked at it. It stands beside the judgement for good";
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(line.last_entry.as_ref()))
        .field(Field::one_of("class", "What may it be used for?", classes))
        .field(Field::lines("reason", "Why?", 4).hint(hint))
        .field(office(who, "Which office judges it?"))
        .field(day_field("on", "When was it judged?", Some(today(web, who))))
        .button("Record the judgement")
        .cancel(&home(&line.data_set.id));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    shown(title, line, &sheet)
}

/// `GET /evidence/sources/{id}/ask`
pub(crate) async fn ask_holder(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/ask", home(&id))).await?;
    holder_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/sources/{id}/ask`
pub(crate) async fn asked_holder(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("channel", "Choose how they were asked"), ("role", "Say which office asked")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, line.last_entry.as_ref()));
    if mistakes.is_empty() {
        let words = ChaseWords { role: sent.text("role"), channel: sent.text("channel"), note: sent.text("note"), on: on.as_deref() };
        match registers::chase_source(&web.house, &moment(&web, &who), &id, &words).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/ask", home(&id)), &home(&id), "asked").await,
            Err(trouble) => mistakes = mend(trouble, &[("chases", "on")])?,
        }
    }
    holder_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn holder_page(web: &Web, who: &SignedIn, line: &SourceLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record that its holder was asked";
    let action = format!("{}/ask", home(&line.data_set.id));
    let mut sheet = Sheet::narrow(title).captioned(line.data_set.title.as_str());
    sheet.html(&parts::summary(vec![
        ("Holder", line.data_set.holder.as_str().into()),
        ("Who to ask", parts::or_not_known(&line.data_set.contact_role)),
    ]));
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(line.last_entry.as_ref()))
        .field(channel_field())
        .field(Field::text("note", "What was asked, beside the data itself?").hint("Such as \u{201c}the last quarter\u{201d}").optional())
        .field(office(who, "Which office asked?"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record it")
        .cancel(&home(&line.data_set.id));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    shown(title, line, &sheet)
}

/// How somebody was asked.
pub(super) fn channel_field() -> Field {
    Field::one_of("channel", "How were they asked?", CHANNELS.map(|(id, words)| Choice::new(id, words)))
}

/// `GET /evidence/sources/{id}/answer`
pub(crate) async fn ask_answer(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let line = line(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/answer", home(&id))).await?;
    answer_page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /evidence/sources/{id}/answer`
pub(crate) async fn answered(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let line = line(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("said", "Write what its holder answered")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, line.last_entry.as_ref()));
    if mistakes.is_empty() {
        match registers::answer_source(&web.house, &moment(&web, &who), &id, sent.text("said"), on.as_deref()).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/answer", home(&id)), &home(&id), "answered").await,
            Err(trouble) => mistakes = mend(trouble, &[("answer", "said"), ("chases", "")])?,
        }
    }
    answer_page(&web, &who, &line, Some(&sent), &mistakes)
}

fn answer_page(web: &Web, who: &SignedIn, line: &SourceLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Record what its holder answered";
    let action = format!("{}/answer", home(&line.data_set.id));
    let mut sheet = Sheet::narrow(title).captioned(line.data_set.title.as_str());
    match line.data_set.chases.iter().find(|chase| chase.answer.is_none()) {
        Some(open) => sheet.inset(format!("It answers what {} asked on {}.", open.role, words::day(&open.on.to_string()))),
        None => sheet.inset("Its holder was not asked, or has answered already. Record first that they were asked."),
    }
    let form = Form::post(action.as_str(), who.visit.token())
        .hidden("seen", seen(line.last_entry.as_ref()))
        .field(Field::lines("said", "What did they answer?", 4).hint("No names of people and no personal data"))
        .field(day_field("on", "When?", Some(today(web, who))))
        .button("Record the answer")
        .cancel(&home(&line.data_set.id));
    sheet.form_of(&finished(form, &action, sent, mistakes));
    shown(title, line, &sheet)
}
