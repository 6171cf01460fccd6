//! The rulebook: every rule that somebody decided, since when, and where it comes from.

use super::{Asked, asked, beneath, day, on_day, shell, span};
use crate::failure::Failure;
use crate::gate::{Sent, SignedIn};
use crate::pages::Answer;
use crate::parts::{self, Sheet, paging};
use crate::state::Web;
use crate::words;
use app::pages::partnership::{self as pages, RuleLine, RulesAsk, RulesPage};
use axum::extract::{Path, State};
use ui::{Answer as Choice, Field, Filter, Form, Html};

const HERE: &str = "/partnership/rules";

/// `GET /partnership/rules`
pub(crate) async fn list(State(web): State<Web>, who: SignedIn, query: Asked) -> Answer {
    let sent = asked(query);
    let on = on_day(&sent);
    let ask = RulesAsk {
        words: sent.text("words").to_owned(),
        kind: sent.text("kind").to_owned(),
        every: sent.text("every") == "yes",
        on: on.day.clone(),
    };
    let view = pages::rules_page(&web.house, &web.moment(&who.visitor.user), &ask).await?;
    let title = "Rulebook";
    let mut sheet = Sheet::titled(title).leading(format!(
        "Every number and limit that somebody decided, with its source: {} on {}.",
        words::plural(view.lines.len() as u64, "rule", "rules"),
        words::day(&view.day)
    ));
    let form = parts::answered(filter(&view), Some(&sent), &on.mistakes);
    sheet.refused(&on.mistakes);
    sheet.beside(&ui::Component::html(&Filter::new(HERE, form)), &table(view, &sent));
    shell(title, HERE).form(&sheet)
}

fn filter(view: &RulesPage) -> Form {
    let kind = |kind: &&'static str| Choice::new(*kind, words::capital(&words::reason(&kind.replace('-', "_"))));
    let mut kinds = vec![Choice::new("", "Every kind")];
    kinds.extend(view.kinds.iter().map(kind));
    Form::get(HERE)
        .field(Field::text("words", "Words").hint("A part of its name or reference"))
        .field(Field::choose("kind", "Kind", kinds))
        .field(Field::date("on", "In force on").hint("Empty for today"))
        .field(Field::any_of("every", "", [Choice::new("yes", "Those not in force then, too")]))
        .button("Show these")
}

fn address(reference: &str) -> String {
    format!("{HERE}/{}", words::in_address(reference))
}

fn force(line: &RuleLine) -> Html {
    let mut markup = if line.in_force { Html::default() } else { parts::tag("Not in force", "govuk-tag--grey") };
    let since = span(line.since.as_ref(), line.until.as_ref());
    markup.push(&Html::escape(&format!("{}{since}", if line.in_force { "" } else { " " })));
    markup
}

fn table(view: RulesPage, sent: &Sent) -> Html {
    if view.lines.is_empty() {
        let mut nothing = Sheet::paragraph_of("No rule is like that.");
        nothing.push(&Sheet::paragraph_of(parts::link(HERE, "Show every rule in force today")));
        return nothing;
    }
    let names = ["words", "kind", "on-day", "on-month", "on-year", "every"];
    let at = |page: usize| {
        let page = page.to_string();
        let mut kept: Vec<(&str, &str)> = names.iter().map(|name| (*name, sent.text(name))).collect();
        kept.push(("page", &page));
        paging::address(HERE, &kept)
    };
    let (shown, others) = paging::page_of(view.lines, sent.text("page").parse().unwrap_or(1), at);
    let head = ["Rule", "In force", "Where it comes from"].map(parts::cell).into();
    let rows = shown.iter().map(|line| {
        let mut name = parts::link(&address(&line.reference), &words::capital(&line.title));
        name.push(&Html::trusted("<br>"));
        name.push(&Html::escape(&line.reference));
        vec![parts::cell(name), parts::cell(force(line)), parts::cell(line.source.as_str())]
    });
    let mut markup = parts::table_under_heading("Rules", head, rows.collect());
    markup.push(&others);
    markup
}

/// `GET /partnership/rules/{reference}`
pub(crate) async fn one(State(web): State<Web>, who: SignedIn, Path(reference): Path<String>) -> Answer {
    let view = pages::rule_page(&web.house, &web.moment(&who.visitor.user), &reference).await?.ok_or(Failure::NotFound)?;
    let line = &view.line;
    let title = words::capital(&line.title);
    let state = if line.in_force { "In force today." } else { "Not in force today." };
    let mut sheet = Sheet::titled(&title).captioned(format!("Rule {}", line.reference)).leading(state);
    let mut rows = vec![
        ("In force", force(line).into()),
        ("Where", words::capital(place(&line.place)).into()),
        ("Source", line.source.as_str().into()),
        ("Decided by", if view.approved_by.is_empty() { "not known".into() } else { view.approved_by.as_str().into() }),
    ];
    if !view.note.is_empty() {
        rows.push(("Note", view.note.as_str().into()));
    }
    if !view.others.is_empty() {
        rows.push(("Other versions", parts::list(view.others.iter().map(|other| parts::link(&address(other), other))).into()));
    }
    sheet.html(&parts::summary(rows));
    sheet.part("What it says");
    let head = ["What", "Value"].map(parts::cell).into();
    let values = view.parameters.iter().map(|(what, value)| vec![parts::cell(words::capital(what)), parts::cell(day(Some(value)))]);
    sheet.html(&parts::table_under_heading("What it says", head, values.collect()));
    beneath(&title, HERE).page(&sheet)
}

/// Where a rule holds, in words; the code of an area as it is.
fn place(place: &str) -> &str {
    match place {
        "E" => "England",
        "W" => "Wales",
        "EW" => "England and Wales",
        "S" => "Scotland",
        "NI" => "Northern Ireland",
        "UK" => "the United Kingdom",
        other => other,
    }
}
