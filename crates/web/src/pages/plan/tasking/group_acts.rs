//! What happens to a group: its plan is agreed, options are put to it, it goes up in another, it ends.

use super::groups::{address, under, view};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::plan::{moment, recorded, today};
use crate::pages::recording::{changed, day_field, day_or, empty, finished, mend, office, seen};
use crate::parts::{Mistake, Sheet};
use crate::state::Web;
use app::plans::tasking::{self, CloseGroupWords, GroupView};
use axum::extract::{Path, State};
use base::Result;
use ui::{Answer as Choice, Field, Form};

/// What a form about a group is.
struct Asked<'a> {
    /// The last part of its address.
    word: &'a str,
    title: &'a str,
    lead: &'a str,
}

/// A form about a group, beneath its page.
fn page(who: &SignedIn, view: &GroupView, asked: &Asked<'_>, fields: Vec<Field>, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let Asked { word, title, lead } = *asked;
    let body = &view.line.kept.body;
    let (here, path) = (address(&body.id), format!("{}/{word}", address(&body.id)));
    let mut sheet = Sheet::narrow(title).captioned(body.name.as_str()).leading(lead);
    let form = Form::post(path.as_str(), who.visit.token()).hidden("seen", seen(Some(&view.line.kept.last)));
    let form = fields.into_iter().fold(form, Form::field).button("Record it").cancel(&here);
    sheet.form_of(&finished(form, &path, sent, mistakes));
    under(title).under(body.name.as_str(), here).form(&sheet)
}

/// It is recorded: back to the group. Or it was refused, and what is to be mended stands in the form.
async fn ended(
    web: &Web,
    who: &SignedIn,
    id: &str,
    word: &str,
    made: Result<app::registers::Recorded>,
    fields: &[(&str, &str)],
) -> std::result::Result<Answer, Vec<Mistake>> {
    match made {
        Ok(_) => Ok(recorded(web, who, &format!("{}/{word}", address(id)), &address(id), "recorded").await),
        Err(trouble) => match mend(trouble, fields) {
            Ok(mistakes) => Err(mistakes),
            Err(failure) => Ok(Err(failure)),
        },
    }
}

/// `GET /plan/tasking/groups/{id}/agree`
pub(crate) async fn ask_agree(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/agree", address(&id))).await?;
    agree_page(&web, &who, &view, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/groups/{id}/agree`
pub(crate) async fn agree(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let view = view(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("said", "Say what the plan is"), ("role", "Say which office records it")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&view.line.kept.last)));
    if mistakes.is_empty() {
        let moment = moment(&web, &who);
        let made =
            tasking::agree_plan(&web.house, &moment, &id, sent.text("role"), sent.text("said"), sent.text("plan"), on.as_deref()).await;
        match ended(&web, &who, &id, "agree", made, &[("agreed", "on"), ("closed", "")]).await {
            Ok(answer) => return answer,
            Err(found) => mistakes = found,
        }
    }
    agree_page(&web, &who, &view, Some(&sent), &mistakes).await
}

async fn agree_page(web: &Web, who: &SignedIn, view: &GroupView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let plans = app::plans::plans_list(&web.house, today(web, who)).await?;
    let plans =
        std::iter::once(Choice::new("", "It is a paper")).chain(plans.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title)));
    let fields = vec![
        Field::lines("said", "What is the plan, in a sentence or two?", 3),
        Field::choose("plan", "Which plan is it?", plans),
        day_field("on", "When was it agreed?", Some(today(web, who))),
        office(who, "Which office records it?"),
    ];
    page(who, view, &Asked { word: "agree", title: "Record its plan", lead: "What the group agreed to do." }, fields, sent, mistakes)
}

/// `GET /plan/tasking/groups/{id}/options`
pub(crate) async fn ask_options(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/options", address(&id))).await?;
    options_page(&who, &view, draft.as_ref(), &[])
}

/// `POST /plan/tasking/groups/{id}/options`
pub(crate) async fn options(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let view = view(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("options", "Write the options, one a line")]);
    let recommended = sent.text("recommended");
    let recommended = (!recommended.is_empty()).then(|| recommended.parse::<usize>());
    if matches!(recommended, Some(Err(_))) {
        mistakes.push(Mistake::at("recommended", "This must be the number of an option, such as 3"));
    }
    mistakes.extend(changed(&sent, Some(&view.line.kept.last)));
    if mistakes.is_empty() {
        let options = sent.text("options").replace("\r\n", "\n");
        let made =
            tasking::put_options(&web.house, &moment(&web, &who), &id, &options, recommended.and_then(std::result::Result::ok)).await;
        match ended(&web, &who, &id, "options", made, &[("closed", "")]).await {
            Ok(answer) => return answer,
            Err(found) => mistakes = found,
        }
    }
    options_page(&who, &view, Some(&sent), &mistakes)
}

fn options_page(who: &SignedIn, view: &GroupView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let standing = view.line.kept.body.options.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("\n");
    let fields = vec![
        Field::lines("options", "What may it choose between?", 5).hint("One option a line; two at least").value(standing),
        Field::number("recommended", "Which one is recommended?").hint("Its number, from 1").optional().width(2),
    ];
    page(
        who,
        view,
        &Asked { word: "options", title: "Put options to it", lead: "What it may do, before it decides." },
        fields,
        sent,
        mistakes,
    )
}

/// `GET /plan/tasking/groups/{id}/decide`
pub(crate) async fn ask_decide(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/decide", address(&id))).await?;
    decide_page(&web, &who, &view, draft.as_ref(), &[])
}

/// `POST /plan/tasking/groups/{id}/decide`
pub(crate) async fn decide(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let view = view(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("option", "Choose the option"), ("by", "Say who decided")]);
    let on = day_or(&sent, "on", &mut mistakes);
    let mut votes = Vec::new();
    for nth in 1..=view.line.kept.body.options.len() {
        let name = format!("votes-{nth}");
        match sent.text(&name) {
            "" => votes.push(None),
            text => match text.parse::<u32>() {
                Ok(count) => votes.push(Some(count)),
                Err(_) => mistakes.push(Mistake::at(&name, "This must be a number of votes")),
            },
        }
    }
    mistakes.extend(changed(&sent, Some(&view.line.kept.last)));
    if let (true, Ok(option)) = (mistakes.is_empty(), sent.text("option").parse()) {
        let made = tasking::decide_option(&web.house, &moment(&web, &who), &id, option, &votes, sent.text("by"), on.as_deref()).await;
        match ended(&web, &who, &id, "decide", made, &[("closed", "")]).await {
            Ok(answer) => return answer,
            Err(found) => mistakes = found,
        }
    }
    decide_page(&web, &who, &view, Some(&sent), &mistakes)
}

fn decide_page(web: &Web, who: &SignedIn, view: &GroupView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let options = &view.line.kept.body.options;
    let choices = (1..).zip(options).map(|(nth, one): (usize, _)| Choice::new(nth.to_string(), format!("{nth}. {}", one.text)));
    let mut fields = vec![Field::one_of("option", "What was decided on?", choices)];
    fields.extend(
        (1..=options.len()).map(|nth| Field::number(format!("votes-{nth}"), format!("Votes for option {nth}")).optional().width(2)),
    );
    fields.push(Field::text("by", "Who decided?").hint("A meeting or a body").width(30));
    fields.push(day_field("on", "When?", Some(today(web, who))));
    page(
        who,
        view,
        &Asked {
            word: "decide",
            title: "Record what was decided",
            lead: "The option that had fewer votes than another can\u{2019}t be decided on.",
        },
        fields,
        sent,
        mistakes,
    )
}

/// `GET /plan/tasking/groups/{id}/merge`
pub(crate) async fn ask_merge(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/merge", address(&id))).await?;
    merge_page(&web, &who, &view, draft.as_ref(), &[]).await
}

/// `POST /plan/tasking/groups/{id}/merge`
pub(crate) async fn merge(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let view = view(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("into", "Choose the other group"), ("reason", "Say why")]);
    mistakes.extend(changed(&sent, Some(&view.line.kept.last)));
    if mistakes.is_empty() {
        let made = tasking::merge_group(&web.house, &moment(&web, &who), &id, sent.text("into"), sent.text("reason")).await;
        match ended(&web, &who, &id, "merge", made, &[("closed", "")]).await {
            Ok(answer) => return answer,
            Err(found) => mistakes = found,
        }
    }
    merge_page(&web, &who, &view, Some(&sent), &mistakes).await
}

async fn merge_page(web: &Web, who: &SignedIn, view: &GroupView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let groups = tasking::groups_to_meet(&web.house, today(web, who)).await?;
    let own = view.line.kept.body.id.clone();
    let others = groups.into_iter().filter(|(id, _)| *id != own).map(|(id, name)| Choice::new(id, name));
    let none = std::iter::once(Choice::new("", "Choose a group"));
    let fields = vec![Field::choose("into", "Which group does it go up in?", none.chain(others)), Field::lines("reason", "Why?", 3)];
    page(
        who,
        view,
        &Asked { word: "merge", title: "Let it go up in another", lead: "Its meetings and what it decided stay." },
        fields,
        sent,
        mistakes,
    )
}

/// `GET /plan/tasking/groups/{id}/close`
pub(crate) async fn ask_close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>) -> Answer {
    let view = view(&web, &who, &id).await?;
    let draft = who.draft(&web, &format!("{}/close", address(&id))).await?;
    close_page(&web, &who, &view, draft.as_ref(), &[])
}

/// `POST /plan/tasking/groups/{id}/close`
pub(crate) async fn close(State(web): State<Web>, who: SignedIn, Path(id): Path<String>, sent: Sent) -> Answer {
    let view = view(&web, &who, &id).await?;
    let mut mistakes = empty(&sent, &[("outcome", "Say what came of it"), ("role", "Say which office closes it")]);
    let on = day_or(&sent, "on", &mut mistakes);
    mistakes.extend(changed(&sent, Some(&view.line.kept.last)));
    if mistakes.is_empty() {
        let words = CloseGroupWords { role: sent.text("role"), outcome: sent.text("outcome"), on: on.as_deref() };
        let made = tasking::close_group(&web.house, &moment(&web, &who), &id, &words).await;
        match ended(&web, &who, &id, "close", made, &[("closed", "on")]).await {
            Ok(answer) => return answer,
            Err(found) => mistakes = found,
        }
    }
    close_page(&web, &who, &view, Some(&sent), &mistakes)
}

fn close_page(web: &Web, who: &SignedIn, view: &GroupView, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let fields = vec![
        Field::lines("outcome", "What came of it?", 4),
        day_field("on", "When did it end?", Some(today(web, who))),
        office(who, "Which office closes it?"),
    ];
    page(who, view, &Asked { word: "close", title: "Close a group", lead: "What came of it stays with it." }, fields, sent, mistakes)
}
