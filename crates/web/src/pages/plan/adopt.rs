//! The board adopts a plan; open actions are carried over from the one before.

use super::{address, beneath, moment, plan_of, recorded};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{day_field, day_or, empty, finished, mend, office};
use crate::parts::{self, Mistake, Sheet};
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, AdoptWords, PlanLine};
use axum::extract::{Path, State};
use ui::{Field, Form, Html};

/// `GET /plan/plans/{plan}/adopt`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let draft = who.draft(&web, &format!("{}/adopt", address(&plan))).await?;
    page(&web, &who, &line, draft.as_ref(), &[])
}

/// `POST /plan/plans/{plan}/adopt`
pub(crate) async fn adopt(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let mut mistakes = empty(&sent, &[("meeting", "Say which meeting adopts it"), ("role", "Say which office says so")]);
    let on = day_or(&sent, "on", &mut mistakes);
    if mistakes.is_empty() {
        let words = AdoptWords { meeting: sent.text("meeting"), role: sent.text("role"), on: on.as_deref() };
        match desk::adopt_plan(&web.house, &moment(&web, &who), &plan, &words).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/adopt", address(&plan)), &address(&plan), "adopted").await,
            Err(trouble) => mistakes = mend(trouble, &[("plan-empty", ""), ("plan-grant", "")])?,
        }
    }
    page(&web, &who, &line, Some(&sent), &mistakes)
}

fn page(web: &Web, who: &SignedIn, line: &PlanLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Adopt a plan";
    let mut sheet = Sheet::narrow(title).captioned(line.plan.title.as_str()).leading(format!(
        "It is adopted as it stands now, with {}. What is changed later is a new version; this one stays.",
        words::plural((line.actions + line.milestones) as u64, "action or milestone", "actions and milestones")
    ));
    let path = format!("{}/adopt", address(&line.plan.id));
    let form = Form::post(path.as_str(), who.visit.token())
        .field(Field::text("meeting", "Which meeting adopts it?").hint("For example, board of 27 February 2020"))
        .field(day_field("on", "On which day?", Some(super::today(web, who))))
        .field(office(who, "Which office says so?"))
        .button("Adopt the plan")
        .cancel(&address(&line.plan.id));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title, &line.plan).form(&sheet)
}

/// `GET /plan/plans/{plan}/end`
pub(crate) async fn ask_end(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let draft = who.draft(&web, &format!("{}/end", address(&plan))).await?;
    end_page(&who, &line, draft.as_ref(), &[])
}

/// `POST /plan/plans/{plan}/end`
pub(crate) async fn end(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>, sent: Sent) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let mut mistakes = empty(&sent, &[("reason", "Say why it ends"), ("role", "Say which office says so")]);
    if mistakes.is_empty() {
        match desk::end_plan(&web.house, &moment(&web, &who), &plan, sent.text("role"), sent.text("reason")).await {
            Ok(_) => return recorded(&web, &who, &format!("{}/end", address(&plan)), &address(&plan), "ended").await,
            Err(trouble) => mistakes = mend(trouble, &[("ended", "")])?,
        }
    }
    end_page(&who, &line, Some(&sent), &mistakes)
}

fn end_page(who: &SignedIn, line: &PlanLine, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "End a plan";
    let path = format!("{}/end", address(&line.plan.id));
    let mut sheet = Sheet::narrow(title).captioned(line.plan.title.as_str()).leading(
        "No update and no report of it is owed from then on. Its actions stay as they stand: carry over first what goes on elsewhere.",
    );
    let form = Form::post(path.as_str(), who.visit.token())
        .field(Field::lines("reason", "Why does it end?", 3))
        .field(office(who, "Which office says so?"))
        .button("End the plan")
        .cancel(&address(&line.plan.id));
    sheet.form_of(&finished(form, &path, sent, mistakes));
    beneath(title, &line.plan).form(&sheet)
}

/// `GET /plan/plans/{plan}/carry`
pub(crate) async fn ask_carry(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    carry_page(&web, &who, &line, &[]).await
}

/// `POST /plan/plans/{plan}/carry`
pub(crate) async fn carry(State(web): State<Web>, who: SignedIn, Path(plan): Path<String>) -> Answer {
    let line = plan_of(&web, &who, &plan).await?;
    let Some(before) = line.plan.follows.clone() else { return Err(Failure::NotFound) };
    match desk::carry_forward(&web.house, &moment(&web, &who), &before, &plan, &who.visitor.user).await {
        Ok((_, left)) if left.is_empty() => recorded(&web, &who, &format!("{}/carry", address(&plan)), &address(&plan), "carried").await,
        Ok((carried, left)) => {
            let numbers: Vec<String> = left.iter().map(ToString::to_string).collect();
            let title = "Carried over, but not all";
            let mut sheet = Sheet::narrow(title).leading(format!(
                "{} carried over. These were left, since their numbers are in use here: {}.",
                words::plural(carried as u64, "action is", "actions are"),
                numbers.join(", ")
            ));
            sheet.button_link("Back to the plan", &address(&plan));
            beneath(title, &line.plan).page(&sheet)
        }
        Err(trouble) => carry_page(&web, &who, &line, &mend(trouble, &[("plan-not-following", "")])?).await,
    }
}

async fn carry_page(web: &Web, who: &SignedIn, line: &PlanLine, mistakes: &[Mistake]) -> Answer {
    let Some(before) = &line.plan.follows else { return Err(Failure::NotFound) };
    let from = plan_of(web, who, before).await?;
    let open = desk::plan_lines(&web.house, super::today(web, who), before).await?;
    let open: Vec<_> = open.iter().filter(|line| line.action.is_open()).collect();
    let title = "Carry open actions over";
    let mut sheet = Sheet::narrow(title).captioned(line.plan.title.as_str()).leading(format!(
        "{} of {} not done. Each is carried over with its priority, and says where it comes from.",
        words::plural(open.len() as u64, "action is", "actions are"),
        from.plan.title
    ));
    sheet.refused(mistakes);
    sheet.bullets(open.iter().map(|line| Html::escape(&format!("{} {}", line.action.reference, line.action.text))));
    let path = format!("{}/carry", address(&line.plan.id));
    let form = Form::post(path.as_str(), who.visit.token()).button("Carry them over").cancel(&address(&line.plan.id));
    sheet.form_of(&parts::answered(form, None, &[]));
    beneath(title, &line.plan).form(&sheet)
}
