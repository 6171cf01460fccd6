//! Priorities: proposals under their headings, what was decided and why, what is off the list because…, and what is undecided.

use super::{Body, Things, choose, concerns, counted, gaps, joined, row_link, said_by, state};
use crate::gate::SignedIn;
use crate::pages::recording::done::Done;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Sources};
use crate::shell::Shell;
use crate::words;
use app::pages::{PrioritiesPage, Undecided};
use app::registers::PriorityLine;
use axum::extract::Query;
use serde::Deserialize;
use ui::{Component as _, Html, NotificationBanner};

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    year: Option<String>,
}

/// `GET /evidence/priorities?year=`
pub(crate) async fn priorities(house: House, clock: Clock, who: SignedIn, done: Done, Query(asked): Query<Asked>) -> Answer {
    let may = may_record(&who);
    let view = app::pages::priorities_page(&house, asked.year.as_deref(), &clock.0.moment()).await?;
    let mut sources = Sources::default();
    let mut things = Things::default();
    things.html(&undecided(&view));
    if view.years.len() > 1 {
        let items = view.years.iter().map(|year| (year.as_str(), year.clone())).collect();
        let field = parts::select("year", "Year", items, view.year.as_deref().unwrap_or_default());
        things.html(&choose("/evidence/priorities", &[field], &[], "Show this year"));
    }
    let listed: Vec<&PriorityLine> = view.groups.iter().flat_map(|group| &group.lines).collect();
    for group in &view.groups {
        things.heading(&group.heading);
        if !group.meaning.is_empty() {
            things.paragraph(format!("{}.", words::capital(&group.meaning)));
        }
        if group.lines.is_empty() {
            things.paragraph("Nothing stands under this heading.");
        } else {
            things.html(&table(&format!("Priorities under {}", group.heading), &group.lines, may));
        }
    }
    things.heading("Off the list because\u{2026}");
    if view.off.is_empty() {
        things.paragraph("Nothing was put off the list. A ward at the highest risk that is not a priority stands here with the reason.");
    } else {
        things.html(&table("Off the list, and why", &view.off, may));
    }
    if !view.open.is_empty() {
        things.heading("Looked at, not decided");
        things.html(&table("Looked at, with neither heading nor decision", &view.open, may));
    }
    things.heading("Wards at the highest risk without a decision");
    things.html(&undecided_words(&view, may));
    things.acts(may, &[("Propose a place, or put it off the list", "/evidence/priorities/new")]);
    things.heading_at("concerns", "Professional concerns");
    if view.concerns.is_empty() {
        things.paragraph("No concern is recorded.");
    } else {
        things.html(&concerns("Concerns, standing ones first", &view.concerns, may));
    }
    things.acts(may, &[("Raise a concern about a place", "/evidence/concerns/new")]);
    things.heading("Gaps");
    if view.gaps.is_empty() {
        things.paragraph("No gap is open.");
    } else {
        things.html(&gaps("What can\u{2019}t be evidenced", &view.gaps, may));
    }
    things.paragraph(parts::link("/evidence/areas", "Villages and areas of the partnership\u{2019}s own"));
    things.source_line(format!("The headings are those of the rule {}.", view.rule));
    let decided = listed.iter().filter(|line| line.priority.decision.is_some()).count();
    let (title, summary) = match &view.year {
        Some(year) => (
            format!("Priorities for {year}"),
            joined([
                counted(&mut sources, listed.len(), "priority area", "priority areas", "priorities"),
                Html::escape(", "),
                counted(&mut sources, decided, "decided", "decided", "priorities, decided"),
                Html::escape("; "),
                counted(&mut sources, view.off.len(), "area off the list", "areas off the list", "priorities, off the list"),
                Html::escape("."),
            ]),
        ),
        None => (
            "Priorities".to_owned(),
            Html::escape(
                "No priority is recorded yet. Each is proposed under a heading, and then put on the list or off it with a reason.",
            ),
        ),
    };
    Shell::evidence(title.as_str(), "/evidence/priorities").page(&Body {
        done: done.0,
        heading: Html::escape(&title),
        summary,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

fn names(view: &PrioritiesPage) -> Option<String> {
    match &view.undecided {
        Undecided::Wards { wards, .. } if !wards.is_empty() => {
            Some(wards.iter().map(|ward| ward.name.as_str()).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

fn undecided(view: &PrioritiesPage) -> Html {
    let (Some(names), Some(year)) = (names(view), &view.year) else { return Html::default() };
    let mut inside = Html::trusted("<p class=\"govuk-notification-banner__heading\">");
    inside.push(&Html::escape(&format!("At the highest risk and not decided for {year}: {names}")));
    inside.push(&Html::trusted("</p>"));
    NotificationBanner { content: inside.into(), ..NotificationBanner::default() }.html()
}

fn undecided_words(view: &PrioritiesPage, may: bool) -> Html {
    let paragraph = |inside: &Html| Html::trusted(format!("<p class=\"govuk-body\">{inside}</p>"));
    match &view.undecided {
        Undecided::NotKnown(why) => paragraph(&Html::escape(&format!(
            "They can\u{2019}t be named: {}. The flags say which wards are at the highest risk.",
            words::plain(why)
        ))),
        Undecided::Wards { wards, rule } => {
            let flags = parts::link(&format!("/evidence/flags?rule={rule}"), &format!("the flags of {rule}"));
            if wards.is_empty() {
                return paragraph(&joined([
                    Html::escape("None: each ward at the highest risk by "),
                    flags,
                    Html::escape(" has a decision."),
                ]));
            }
            let mut all = paragraph(&joined([
                Html::escape("By "),
                flags,
                Html::escape(" these are at the highest risk, and neither on the list nor off it with a reason:"),
            ]));
            all.push(&parts::list(wards.iter().map(|ward| {
                let code = words::in_address(&ward.code);
                let mut one = parts::link(&format!("/evidence/flags/{rule}/{code}"), &ward.name);
                if may {
                    let year = view.year.as_ref().map_or_else(String::new, |year| format!("&year={}", words::in_address(year)));
                    let put = format!("/evidence/priorities/new?area={code}&rule={}{year}", words::in_address(rule));
                    one.push(&row_link(&put, "Propose it, or put it off the list", &ward.name));
                }
                one
            })));
            all
        }
    }
}

/// Priorities with what was proposed and what was decided; whoever may record a decision is led there.
pub(super) fn table(caption: &str, lines: &[PriorityLine], may: bool) -> Html {
    let head = ["Priority", "Where", "Why it is proposed", "It rests on", "Standing", "Decision"].map(parts::cell).into();
    let row = |line: &PriorityLine| {
        let one = &line.priority;
        let mut rests: Vec<Html> = Vec::new();
        if let Some(rule) = &one.basis.rule {
            let result = one.basis.result.as_deref().unwrap_or("the flags");
            rests.push(Html::escape(&format!("{result}, by {rule}")));
        } else if let Some(result) = &one.basis.result {
            rests.push(Html::escape(result));
        }
        rests.extend(one.basis.concerns.iter().map(|id| Html::escape(&format!("professional concern {id}"))));
        let decision = one.decision.as_ref().map_or_else(
            || "none yet".to_owned(),
            |decision| {
                let because = if decision.listed { "" } else { "off the list because " };
                format!("{}{}. {}, {}", because, decision.reason, said_by(&decision.role, &decision.on.to_string()), decision.meeting)
            },
        );
        let way = if may {
            let verb = if one.decision.is_some() { "Decide anew" } else { "Decide" };
            row_link(&format!("/evidence/priorities/{}/decide", words::in_address(&one.id)), verb, &format!("on {}", one.name))
        } else {
            Html::default()
        };
        let name = if line.heading.is_empty() { one.name.clone() } else { format!("{} ({}, {})", one.name, line.heading, one.year) };
        vec![
            parts::cell(name),
            parts::cell(line.area_names.join(", ")),
            parts::cell(format!("{}. {}", one.reason, said_by(&one.role, &one.on.to_string()))),
            parts::cell(if rests.is_empty() { Html::escape("nothing recorded") } else { parts::list(rests) }),
            parts::cell(state(line.standing)),
            parts::cell(joined([Html::escape(&decision), way])),
        ]
    };
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}
