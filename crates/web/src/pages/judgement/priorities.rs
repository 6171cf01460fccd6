//! Priorities: proposals under their headings, what was decided and why, what is off the list because…, and what is undecided.

use super::{Body, Things, choose, concern_commands, concerns, counted, gaps, joined, said_by, state};
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
pub(crate) async fn priorities(house: House, clock: Clock, Query(asked): Query<Asked>) -> Answer {
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
            things.html(&table(&format!("Priorities under {}", group.heading), &group.lines));
        }
    }
    things.heading("Off the list because\u{2026}");
    if view.off.is_empty() {
        things.paragraph("Nothing was put off the list. A ward at the highest risk that is not a priority stands here with the reason.");
    } else {
        things.html(&table("Off the list, and why", &view.off));
    }
    if !view.open.is_empty() {
        things.heading("Looked at, not decided");
        things.html(&table("Looked at, with neither heading nor decision", &view.open));
    }
    things.heading("Wards at the highest risk without a decision");
    things.html(&undecided_words(&view));
    things.commands("Propose or decide", &commands(view.year.as_deref().unwrap_or("2026-27")));
    things.heading("Professional concerns");
    if view.concerns.is_empty() {
        things.paragraph("No concern is recorded.");
    } else {
        things.html(&concerns("Concerns, standing ones first", &view.concerns));
    }
    things.commands("Record a concern", &concern_commands("AREA"));
    things.heading("Gaps");
    if view.gaps.is_empty() {
        things.paragraph("No gap is open.");
    } else {
        things.html(&gaps("What can\u{2019}t be evidenced", &view.gaps));
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

fn undecided_words(view: &PrioritiesPage) -> Html {
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
            all.push(&parts::list(
                wards.iter().map(|ward| parts::link(&format!("/evidence/flags/{rule}/{}", words::in_address(&ward.code)), &ward.name)),
            ));
            all
        }
    }
}

/// Priorities with what was proposed and what was decided.
pub(super) fn table(caption: &str, lines: &[PriorityLine]) -> Html {
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
        let name = if line.heading.is_empty() { one.name.clone() } else { format!("{} ({}, {})", one.name, line.heading, one.year) };
        vec![
            parts::cell(name),
            parts::cell(line.area_names.join(", ")),
            parts::cell(format!("{}. {}", one.reason, said_by(&one.role, &one.on.to_string()))),
            parts::cell(if rests.is_empty() { Html::escape("nothing recorded") } else { parts::list(rests) }),
            parts::cell(state(line.standing)),
            parts::cell(decision),
        ]
    };
    parts::table_under_heading(caption, head, lines.iter().map(row).collect())
}

fn commands(year: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "Propose an area under a heading: Emerging, Preventing, Sustaining or Community Resilience.",
            format!(
                "wardmote priorities propose {year}-AREA --for {year} --name \"NAME\" --area WARD-CODE --heading emerging --reason \"WHY\" --role \"OFFICE\" --home HOME"
            ),
        ),
        (
            "Put it on the list.",
            format!("wardmote priorities decide {year}-AREA --listed --reason \"WHY\" --role board --meeting \"WHICH\" --home HOME"),
        ),
        (
            "Put it off the list: propose it without a heading, then say why.",
            format!("wardmote priorities decide {year}-AREA --off --reason \"WHY\" --role board --meeting \"WHICH\" --home HOME"),
        ),
    ]
}
