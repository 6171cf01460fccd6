//! Opening a plan.

use super::{address, maybe, moment, pence, recorded};
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::pages::recording::{day_field, day_or, empty, finished, mend, office};
use crate::parts::{Mistake, Sheet};
use crate::shell::Shell;
use crate::state::Web;
use crate::words;
use app::plans::{self as desk, PlanWords};
use axum::extract::State;
use plans::{PlanKind, Rhythm};
use ui::{Answer as Choice, Field, Form};

const NEW: &str = "/plan/plans/new";

/// `GET /plan/plans/new`
pub(crate) async fn ask(State(web): State<Web>, who: SignedIn) -> Answer {
    let draft = who.draft(&web, NEW).await?;
    page(&web, &who, draft.as_ref(), &[]).await
}

/// `POST /plan/plans/new`
pub(crate) async fn open(State(web): State<Web>, who: SignedIn, sent: Sent) -> Answer {
    let mut mistakes = empty(
        &sent,
        &[
            ("title", "Say what the plan is called"),
            ("id", "Give it a short name for its address"),
            ("kind", "Choose what sort of plan it is"),
            ("rhythm", "Choose how often its actions are updated"),
            ("role", "Say which office keeps it"),
        ],
    );
    let day = |name: &str, mistakes: &mut Vec<Mistake>| day_or(&sent, name, mistakes).and_then(|day| day.parse().ok());
    let (from, until) = (day("from", &mut mistakes), day("until", &mut mistakes));
    let grant = maybe(&sent, "grant").map(pence);
    if grant == Some(None) {
        mistakes.push(Mistake::at("grant", "Write a sum of money, such as 36,650.00"));
    }
    if let (true, Some(kind), Some(rhythm)) = (mistakes.is_empty(), PlanKind::parse(sent.text("kind")), Rhythm::parse(sent.text("rhythm")))
    {
        let words = PlanWords {
            id: sent.text("id"),
            title: sent.text("title"),
            kind,
            from,
            until,
            rhythm,
            owner: sent.text("role"),
            grant_pence: grant.flatten(),
            follows: maybe(&sent, "follows"),
        };
        match desk::open_plan(&web.house, &moment(&web, &who), &words).await {
            Ok(_) => return recorded(&web, &who, NEW, &address(sent.text("id")), "opened").await,
            Err(trouble) => mistakes = mend(trouble, &[("record-taken", "id"), ("record-unknown", "follows"), ("owner", "role")])?,
        }
    }
    page(&web, &who, Some(&sent), &mistakes).await
}

async fn page(web: &Web, who: &SignedIn, sent: Option<&Sent>, mistakes: &[Mistake]) -> Answer {
    let title = "Open a plan";
    let before = desk::plans_list(&web.house, super::today(web, who)).await?;
    let none = Choice::new("", "None: it is new");
    let follows = std::iter::once(none).chain(before.into_iter().map(|line| Choice::new(line.plan.id, line.plan.title)));
    let mut sheet = Sheet::narrow(title).leading("It begins as a draft. The board adopts it once its actions stand.");
    let form = Form::post(NEW, who.visit.token())
        .field(Field::text("title", "What is it called?"))
        .field(
            Field::reference("id", "Short name for its address")
                .hint("Small letters, digits and hyphens, such as rolling-2026-29. It stays as it is")
                .width(20),
        )
        .field(Field::one_of(
            "kind",
            "What sort of plan is it?",
            PlanKind::ALL.map(|one| Choice::new(one.id(), words::capital(one.in_words()))),
        ))
        .field(day_field("from", "First day", None).optional())
        .field(day_field("until", "Last day", None).optional())
        .field(Field::one_of(
            "rhythm",
            "How often are its actions updated?",
            [Choice::new("monthly", "Each month"), Choice::new("quarterly", "Each quarter of the financial year")],
        ))
        .field(Field::text("grant", "Grant that its cost lines come to").units("\u{a3}", "").optional().width(10))
        .field(Field::choose("follows", "Which plan does it carry on?", follows))
        .field(office(who, "Which office keeps it?"))
        .button("Open the plan")
        .cancel("/plan");
    sheet.form_of(&finished(form, NEW, sent, mistakes));
    Shell::plan(title, "/plan").form(&sheet)
}
