//! One ward's flags: each criterion with value, threshold, margin, why, and the first rows behind it.

use super::flags::{Asked, margin, marked, threshold};
use super::{Body, Things, concerns, joined, priorities, refused, rows_table};
use crate::failure::Failure;
use crate::gate::SignedIn;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources};
use crate::shell::Shell;
use crate::words;
use app::pages::{FlagWardAnswer, FlagWardPage, WardCriterion};
use axum::extract::{Path, Query};
use ui::{Content, Html};

/// `GET /evidence/flags/{rule}/{ward}?within=`
pub(crate) async fn flag_ward(
    house: House,
    clock: Clock,
    who: SignedIn,
    Path((rule, ward)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let may = may_record(&who);
    let view = match app::pages::flag_ward(&house, &rule, &ward, asked.place(), &clock.0.moment()).await? {
        FlagWardAnswer::Page(view) => *view,
        FlagWardAnswer::Not(other) => return refused::page(other),
        FlagWardAnswer::UnknownWard => return Err(Failure::NotFound),
    };
    let mut sources = Sources::default();
    let mut things = Things::default();
    for one in &view.criteria {
        criterion(&mut things, one, &mut sources);
    }
    things.heading("Professional concerns");
    if view.concerns.is_empty() {
        things.paragraph("No concern is recorded about this ward.");
    } else {
        things.html(&concerns("Concerns about this ward", &view.concerns, may));
    }
    let code = words::in_address(&view.code);
    things.acts(may, &[("Raise a concern about it", &format!("/evidence/concerns/new?area={code}"))]);
    things.heading("What was decided");
    if view.priorities.is_empty() {
        things.paragraph("No priority names this ward or an area in it.");
        things.paragraph(parts::link("/evidence/priorities", "See the priorities"));
    } else {
        things.html(&priorities::table("Priorities that name it", &view.priorities, may));
    }
    let put = format!("/evidence/priorities/new?area={code}&rule={}", words::in_address(&view.rule.reference));
    things.acts(may, &[("Propose it, or put it off the list", &put)]);
    let heading = statement(&view);
    let flags = format!("/evidence/flags?rule={}&within={}", view.rule.reference, words::in_address(&view.district));
    let shell = Shell::evidence(format!("{heading}, {}", view.rule.reference), "/evidence/flags").under("Flags", flags);
    shell.page(&Body {
        caption: format!("Flags by {}", view.rule.reference),
        heading: sources.inline(heading.as_str(), &view.total_source),
        summary: summary(&view),
        invented: view.invented,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

fn statement(view: &FlagWardPage) -> String {
    let flags = if view.total == 0 { "no flag".to_owned() } else { words::plural(view.total, "flag", "flags") };
    format!("{} has {flags}: {} risk", view.name, view.risk)
}

fn summary(view: &FlagWardPage) -> Html {
    joined([
        Html::escape(&format!("Each criterion of {} for this ward, opened to the rows it was counted from. ", view.rule.title)),
        parts::link(&format!("/evidence/areas/{}", words::in_address(&view.code)), "See the profile of the ward"),
        Html::escape("."),
    ])
}

fn criterion(things: &mut Things, one: &WardCriterion, sources: &mut Sources) {
    let (words_of, mark) = (&one.criterion, &one.mark);
    things.heading(&words_of.title);
    things.paragraph(words_of.said.as_str());
    let period = if words_of.period.is_empty() { "no data".to_owned() } else { words::period(&words_of.period) };
    let said = sources.inline(marked(mark), &one.source);
    let mut rows: Vec<(&str, Content)> = vec![("Value", said.into())];
    rows.push(("Threshold", sources.inline(threshold(mark, &words_of.unit), &words_of.source).into()));
    rows.push(("Margin", sources.inline(margin(mark), &one.source).into()));
    if !mark.why.is_empty() {
        rows.push((if mark.flag.is_none() { "Why not known" } else { "Behind the value" }, mark.why.as_str().into()));
    }
    rows.push(("Period", period.into()));
    let measure = parts::link(&format!("/evidence/measures/{}", words::in_address(&words_of.measure)), &words_of.measure);
    rows.push(("Measure", measure.into()));
    let extracts = &one.source.extracts;
    let listed: Content = if extracts.is_empty() {
        "none".into()
    } else {
        parts::list(extracts.iter().map(|id| parts::link(&format!("/extracts/{id}"), id))).into()
    };
    rows.push(("Extracts", listed));
    if !words_of.caution.is_empty() {
        rows.push(("Bear in mind", words_of.caution.as_str().into()));
    }
    rows.push(("Query", parts::code(&one.source.query).into()));
    if let Some(ask) = &one.source.rows {
        rows.push(("Every row", parts::link(&ask.href(), "Show the rows").into()));
    }
    things.html(&parts::summary(rows));
    match &one.rows {
        Some(table) if !table.rows.is_empty() => {
            let caption = format!("{}: the first rows", words_of.title);
            let inside = rows_table(&caption, table, sources, &one.source);
            things.fold(&format!("The first {} behind it", words::plural(table.rows.len() as u64, "row", "rows")), &inside);
        }
        Some(_) => things.paragraph("No row stands behind it."),
        None if one.source.extracts.is_empty() => {}
        None => things.paragraph("Its rows can\u{2019}t be listed just now."),
    }
}
