//! Ward flags: each ward in each criterion, the rule in plain English, who moves under another rule, and what people said.

use super::{Body, Things, choose, concerns, joined, refused, risk, tagged, value};
use crate::gate::SignedIn;
use crate::pages::recording::may_record;
use crate::pages::{Answer, Clock, House};
use crate::parts::{self, Downloads, Sources};
use crate::shell::Shell;
use crate::words;
use app::pages::{FlagLine, FlagMark, FlagsAnswer, FlagsPage, RuleName, RuleWords};
use axum::extract::Query;
use papers::charts::{CellMark, Matrix, MatrixCell, MatrixRow};
use papers::{Caption, Draw as _, Drawing, Size};
use serde::Deserialize;
use ui::{Component as _, Html, NotificationBanner};

/// What may stand behind the question mark.
#[derive(Deserialize)]
pub(crate) struct Asked {
    rule: Option<String>,
    what_if: Option<String>,
    within: Option<String>,
}

impl Asked {
    /// The flags asked for; an empty choice asks for nothing.
    pub(super) async fn answer(&self, house: &app::House, clock: app::Clock) -> base::Result<FlagsAnswer> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let (rule, what_if) = (said(&self.rule), said(&self.what_if));
        app::pages::flags_page(house, rule.as_deref(), what_if.as_deref(), self.place(), &clock.moment()).await
    }

    /// The district asked for.
    pub(super) fn place(&self) -> Option<&str> {
        self.within.as_deref().filter(|text| !text.is_empty())
    }

    /// What stands behind the question mark, written anew.
    pub(super) fn query(&self, view: &FlagsPage) -> String {
        let mut asked = vec![format!("?rule={}", words::in_address(&view.rule.reference))];
        asked.extend(view.what_if.as_ref().map(|other| format!("what_if={}", words::in_address(&other.reference))));
        asked.extend(self.place().map(|within| format!("within={}", words::in_address(within))));
        asked.join("&")
    }
}

/// `GET /evidence/flags?rule=&what_if=&within=`
pub(crate) async fn flags(house: House, clock: Clock, who: SignedIn, Query(asked): Query<Asked>) -> Answer {
    let may = may_record(&who);
    let view = match asked.answer(&house, clock.0).await? {
        FlagsAnswer::Page(view) => *view,
        other => return refused::page(other),
    };
    let query = asked.query(&view);
    let mut sources = Sources::default();
    let mut things = Things::default();
    things.html(&undecided(&view));
    things.html(&form(&view, &asked));
    things.html(&table(&view, &mut sources));
    things.paragraph(joined([
        Html::escape("Each ward\u{2019}s name leads to its values, explained and opened to their rows. "),
        parts::link(&format!("/evidence/flags.csv{query}"), "Download this table (CSV)"),
    ]));
    if let Some(other) = &view.what_if {
        things.heading(&format!("Who moves under {}", other.reference));
        things.html(&moves(&view, &mut sources));
        things.paragraph(other.title.as_str());
    }
    things.heading("What the rule says");
    things.html(&rule(&view.rule));
    if let Some(other) = &view.what_if {
        things.fold(&format!("What {} says", other.reference), &rule(other));
    }
    if !view.notes.is_empty() {
        things.heading("What is missing");
        things.html(&parts::list(view.notes.iter().map(|note| Html::escape(note))));
    }
    things.heading("Professional concerns");
    if view.concerns.is_empty() {
        things.paragraph(
            "No concern is recorded. A concern stands beside the flags and never changes them; it needs a reason and an office.",
        );
    } else {
        things.html(&concerns("Concerns about these wards", &view.concerns, may));
    }
    things.acts(may, &[("Raise a concern about a place", "/evidence/concerns/new")]);
    things.heading("The same as a drawing");
    let downloads = Downloads { stem: "/evidence/flags/matrix", query: &query };
    things.html(&parts::drawing(&drawing(&view), "matrix", &mut sources, &view.total_source, Some(downloads)));
    let title = title(&view);
    Shell::evidence(title.as_str(), "/evidence/flags").page(&Body {
        caption: "Ward flags".to_owned(),
        heading: sources.inline(title.as_str(), &view.total_source),
        summary: summary(&view, &mut sources),
        invented: view.invented,
        content: things.into_html(),
        sources: sources.part(),
        ..Body::default()
    })
}

/// The name of the highest level that a ward has, where it is the highest of the key.
fn highest(view: &FlagsPage) -> Option<(&str, usize)> {
    let high: Vec<&FlagLine> = view.wards.iter().filter(|line| line.risk_rank == view.highest).collect();
    high.first().map(|line| (line.risk.as_str(), high.len()))
}

/// A statement.
pub(super) fn title(view: &FlagsPage) -> String {
    match highest(view) {
        Some((risk, n)) => {
            let wards = words::plural(n as u64, "ward", "wards");
            format!("{wards} of {} {} at {risk} risk", view.district_name, if n == 1 { "is" } else { "are" })
        }
        None => format!("No ward of {} is at the highest risk", view.district_name),
    }
}

fn summary(view: &FlagsPage, sources: &mut Sources) -> Html {
    let source = &view.total_source;
    let flags: u64 = view.wards.iter().map(|line| line.total).sum();
    let near = view.wards.iter().flat_map(|line| &line.marks).filter(|mark| mark.near_miss).count();
    joined([
        sources.inline(words::plural(flags, "flag", "flags"), source),
        Html::escape(" in "),
        sources.inline(words::plural(view.wards.len() as u64, "ward", "wards"), source),
        Html::escape(" and "),
        sources.inline(words::plural(near as u64, "near miss", "near misses"), source),
        Html::escape(&format!(" by {}. A flag says where a number is high, not why.", view.rule.reference)),
    ])
}

/// The wards at the highest risk on which nobody decided.
fn undecided(view: &FlagsPage) -> Html {
    let Some(year) = view.year.as_ref().filter(|_| !view.undecided.is_empty()) else { return Html::default() };
    let risk = highest(view).map_or("the highest", |(risk, _)| risk);
    let mut inside = Html::trusted("<p class=\"govuk-notification-banner__heading\">");
    inside.push(&Html::escape(&format!("At {risk} risk and not decided for {year}: ")));
    let names: Vec<&str> = view.undecided.iter().map(|ward| ward.name.as_str()).collect();
    inside.push(&Html::escape(&names.join(", ")));
    inside.push(&Html::trusted("</p>"));
    let mut way = Html::trusted("<p class=\"govuk-body\">");
    way.push(&parts::link("/evidence/priorities", "Each must end on the list, or off it with a reason"));
    way.push(&Html::trusted("</p>"));
    inside.push(&way);
    NotificationBanner { content: inside.into(), ..NotificationBanner::default() }.html()
}

fn form(view: &FlagsPage, asked: &Asked) -> Html {
    let words = |one: &RuleName| format!("{}{}", one.reference, if one.in_force { " (in force)" } else { "" });
    let known = || view.known.iter().map(|one| (one.reference.as_str(), words(one)));
    let others = std::iter::once(("", "No other rule".to_owned())).chain(known().filter(|(id, _)| *id != view.rule.reference));
    let fields = [
        parts::select("rule", "Rule", known().collect(), &view.rule.reference),
        parts::select("what_if", "What if it were", others.collect(), view.what_if.as_ref().map_or("", |other| other.reference.as_str())),
    ];
    let kept: Vec<(&str, &str)> = asked.place().map(|within| ("within", within)).into_iter().collect();
    choose("/evidence/flags", &fields, &kept, "Show these flags")
}

fn table(view: &FlagsPage, sources: &mut Sources) -> Html {
    let mut head = vec![parts::cell("Ward")];
    head.extend(view.rule.criteria.iter().map(|one| parts::numeric(one.title.as_str())));
    head.extend([parts::numeric("Flags"), parts::cell("Risk")]);
    let rows = view.wards.iter().map(|line| {
        let mut name = parts::link(&ward_href(view, &line.code), &line.name);
        if line.concerns > 0 {
            name.push(&Html::trusted("<br>"));
            name.push(&parts::tag("Concern", "govuk-tag--blue"));
        }
        let mut cells = vec![parts::cell(name)];
        for (mark, criterion) in line.marks.iter().zip(&view.rule.criteria) {
            cells.push(sources.number(marked(mark), &criterion.source));
        }
        cells.push(sources.number(words::count(line.total), &view.total_source));
        cells.push(sources.said(risk(&line.risk, line.risk_rank, view.highest), &view.total_source));
        cells
    });
    let rows = rows.collect();
    parts::table_under_heading("Each ward in each criterion: its value and whether it is flagged", head, rows)
}

fn ward_href(view: &FlagsPage, code: &str) -> String {
    format!("/evidence/flags/{}/{}?within={}", view.rule.reference, words::in_address(code), words::in_address(&view.district))
}

/// A value with its mark and its word.
pub(super) fn marked(mark: &FlagMark) -> Html {
    let mut said = match mark.value {
        Some(number) if mark.at_least => Html::escape(&format!("at least {} ", value(number))),
        Some(number) => Html::escape(&format!("{} ", value(number))),
        None => Html::default(),
    };
    said.push(&word(mark));
    if mark.not_for_publication {
        said.push(&Html::trusted(" "));
        said.push(&parts::not_for_publication());
    }
    said
}

/// The mark and the word of a cell.
pub(super) fn word(mark: &FlagMark) -> Html {
    match mark.flag {
        Some(true) => parts::tag("\u{25c6} Flag", "govuk-tag--blue"),
        Some(false) if mark.near_miss => parts::tag("\u{25c7} Near miss", "govuk-tag--yellow"),
        Some(false) => Html::escape("\u{b7} no flag"),
        None => parts::tag("? Not known", "govuk-tag--grey"),
    }
}

/// Both rules side by side, for the wards that differ.
fn moves(view: &FlagsPage, sources: &mut Sources) -> Html {
    let Some(other) = &view.what_if else { return Html::default() };
    let source = view.what_if_source.clone().unwrap_or_default();
    let differs = |line: &&FlagLine| line.what_if.as_ref().is_some_and(|after| after.total != line.total || after.moved != "same");
    let lines: Vec<&FlagLine> = view.wards.iter().filter(differs).collect();
    if lines.is_empty() {
        return Html::trusted("<p class=\"govuk-body\">No ward has another number of flags under the other rule.</p>");
    }
    let head = vec![
        parts::cell("Ward"),
        parts::numeric(format!("Flags, {}", view.rule.reference)),
        parts::cell("Risk"),
        parts::numeric(format!("Flags, {}", other.reference)),
        parts::cell("Risk"),
        parts::cell("Moves"),
    ];
    let rows = lines.iter().filter_map(|line| {
        let after = line.what_if.as_ref()?;
        let moved = match after.moved {
            "up" => parts::tag("\u{25b2} Up", "govuk-tag--blue"),
            "down" => parts::tag("\u{25bc} Down", "govuk-tag--blue"),
            _ => Html::escape("stays at its level"),
        };
        Some(vec![
            parts::cell(line.name.as_str()),
            sources.number(words::count(line.total), &view.total_source),
            sources.said(risk(&line.risk, line.risk_rank, view.highest), &view.total_source),
            sources.number(words::count(after.total), &source),
            sources.said(risk(&after.risk, after.risk_rank, view.highest), &source),
            parts::cell(moved),
        ])
    });
    let rows = rows.collect();
    parts::table_under_heading("Wards whose flags differ between the two rules", head, rows)
}

/// A rule in plain English, with its source and dates.
pub(super) fn rule(rule: &RuleWords) -> Html {
    let mut things = Things::default();
    let dates = match (rule.valid_from.as_str(), rule.valid_to.as_str()) {
        ("", _) => "no source gives the day it began".to_owned(),
        (from, "") => format!("in force since {}", words::day(from)),
        (from, to) => format!("in force from {} until {}", words::day(from), words::day(to)),
    };
    things.paragraph(format!("{} ({}), {dates}.", rule.title, rule.reference));
    let head = ["Criterion", "When a ward is flagged", "Period", "Read it as"].map(parts::cell).into();
    let rows = rule.criteria.iter().map(|one| {
        let period = if one.period.is_empty() { "no data".to_owned() } else { words::period(&one.period) };
        vec![
            parts::cell(parts::link(&format!("/evidence/measures/{}", words::in_address(&one.measure)), &one.title)),
            parts::cell(one.said.as_str()),
            parts::cell(period),
            parts::cell(tagged(
                parts::link(&format!("/evidence/sources/{}", words::in_address(&one.data_set)), "its data set"),
                &if one.caution.is_empty() { String::new() } else { format!("\u{2013} {}", one.caution) },
            )),
        ]
    });
    things.html(&parts::table_under_heading(&format!("The criteria of {}", rule.reference), head, rows.collect()));
    things.source_line(format!("Source: {}, {}. Approved by {}. {}", rule.paper, rule.place, rule.approved_by, rule.note));
    things.into_html()
}

/// The wards and their marks as a drawing.
pub(super) fn drawing(view: &FlagsPage) -> Drawing {
    let cell = |mark: &FlagMark| MatrixCell {
        mark: match mark.flag {
            Some(true) => CellMark::Flag,
            Some(false) if mark.near_miss => CellMark::Near,
            Some(false) => CellMark::Clear,
            None => CellMark::Unknown,
        },
        // The drawing may be passed on: what is too small for that is not in it.
        text: mark.value.filter(|_| !mark.not_for_publication).map(value).unwrap_or_default(),
    };
    let held_back = view.wards.iter().flat_map(|line| &line.marks).any(|mark| mark.not_for_publication);
    let row = |line: &FlagLine| MatrixRow {
        label: line.name.clone(),
        cells: line.marks.iter().map(cell).collect(),
        word: line.risk.clone(),
        emphasis: line.risk_rank == view.highest,
    };
    let matrix = Matrix {
        rows_are: "Ward".to_owned(),
        columns: view.rule.criteria.iter().map(|one| short(&one.id)).collect(),
        rows: view.wards.iter().map(row).collect(),
        word_is: "Risk".to_owned(),
    };
    let invented = if view.invented { ", with values invented for a demonstration" } else { "" };
    let caption = Caption {
        title: title(view),
        source: format!("Source: {}, {}{invented}", view.rule.paper, view.rule.reference),
        period: "Each criterion has a period of its own".to_owned(),
        how_sure: format!(
            "Flags compare counts with a limit; they do not test for chance{}",
            if held_back { ". Numbers too small to be passed on are left out" } else { "" }
        ),
    };
    matrix.draw(&caption, Size::Wide)
}

/// A column's id as words: `police_asb` → `Police ASB`.
fn short(id: &str) -> String {
    let said = words::capital(&id.replace('_', " "));
    said.replace("asb", "ASB").replace("Imd", "Deprivation")
}

/// What had to be reached, in words.
pub(super) fn threshold(mark: &FlagMark, unit: &str) -> String {
    match mark.threshold {
        Some(threshold) if unit == "rank" => format!("among the {} highest", value(threshold)),
        Some(threshold) => format!("{} {unit}", value(threshold)),
        None => "not known".to_owned(),
    }
}

/// How far beyond or short of the threshold, in words.
pub(super) fn margin(mark: &FlagMark) -> String {
    match mark.margin {
        Some(margin) if margin > 0.0 => format!("{} beyond it", value(margin)),
        Some(margin) if margin < 0.0 => format!("{} short of it", value(-margin)),
        Some(_) => "exactly at it".to_owned(),
        None => "not known".to_owned(),
    }
}
