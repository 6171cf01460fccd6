//! The quarterly performance report.

use super::{Paper, bullets, counted, document, heading, paragraph, partnership, sentence, table};
use crate::House;
use crate::plans::performance::span_words;
use crate::plans::{IndicatorLine, Performance};
use base::Result;
use calendar::Month;
use evidence::Verdict;
use jiff::civil::Date;
use papers::charts::{Bar, BarChart};
use papers::{Block, Caption, Draw as _, Drawing, Inline, Size};
use plans::{Outcome, plain_number};

/// The performance report of a period.
pub async fn performance_paper(house: &House, performance: &Performance, today: Date) -> Result<Paper> {
    let period = performance.period;
    let name = partnership(house).await?;
    let mut blocks = Vec::new();
    blocks.extend(invented(house, performance).await?);
    blocks.extend(summary(performance));
    blocks.extend(priorities(performance));
    blocks.extend(peers(performance));
    blocks.extend(highlights(performance));
    blocks.extend(issues(performance));
    blocks.extend(not_reproduced(performance));
    blocks.extend(origins(performance));
    let paper =
        document(title(performance), lead(performance), name, sentence(&period.in_words()).trim_end_matches('.').to_owned(), today, blocks);
    Ok(Paper { stem: format!("performance-{period}"), document: paper })
}

fn with(performance: &Performance, outcome: Outcome) -> usize {
    performance.lines.iter().filter(|line| line.judgement.outcome == outcome).count()
}

/// The title says what came of the targets.
fn title(performance: &Performance) -> String {
    let period = performance.period.in_words();
    match with(performance, Outcome::Met) {
        0 if performance.lines.is_empty() => format!("Recorded crime in {period}"),
        0 => format!("No target is known to be met in {period}"),
        met => format!(
            "{} of {} met in {period}",
            plain_number(super::to_real(met)),
            counted(performance.lines.len(), "target is", "targets are")
        ),
    }
}

/// One sentence: how many are met, not met, not known.
fn lead(performance: &Performance) -> String {
    let says = [
        (Outcome::Met, "met"),
        (Outcome::NotMet, "not met"),
        (Outcome::NotKnown, "not known"),
        (Outcome::BaselineYear, "in their baseline year"),
        (Outcome::NoTarget, "without a target of their own"),
    ];
    let parts: Vec<String> = says
        .iter()
        .map(|(outcome, words)| (with(performance, *outcome), words))
        .filter(|(n, _)| *n > 0)
        .map(|(n, words)| format!("{n} {words}"))
        .collect();
    format!(
        "Of {}: {}. Each is computed from what was imported; its reason is given.",
        counted(performance.lines.len(), "indicator", "indicators"),
        parts.join(", ")
    )
}

/// What is invented is said first.
async fn invented(house: &House, performance: &Performance) -> Result<Option<Block>> {
    let behind = performance.extracts();
    let holdings = house.store.holdings(None, None).await?;
    let made_up =
        holdings.extracts.iter().any(|one| behind.contains(&one.facts.passport.extract) && one.facts.notes.contains_key("invented"));
    Ok(made_up.then(|| Block::Warning(vec![Inline::text("Some rows behind this report are invented, for demonstration.")])))
}

fn summary(performance: &Performance) -> Vec<Block> {
    let row = |line: &IndicatorLine| {
        vec![
            line.name.clone(),
            if line.target.is_empty() { "none".to_owned() } else { line.target.clone() },
            line.value.as_ref().map_or_else(
                || "not held".to_owned(),
                |one| plans::amount_of(one.value, if line.unit == "percent" { "percent" } else { "" }),
            ),
            line.against.as_ref().map_or_else(String::new, |one| plain_number(one.value)),
            change_words(line),
            line.judgement.outcome.in_words().to_owned(),
            line.mark_words(),
        ]
    };
    let rows: Vec<Vec<String>> = performance.lines.iter().map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let rated = performance.lines.iter().filter(|line| line.mark.is_some()).count();
    let caption = format!("{} of {} rated", plain_number(super::to_real(rated)), counted(rows.len(), "indicator is", "indicators are"));
    let heads = ["Indicator", "Target", "#Value", "#Base", "#Change", "Result", "Position"];
    let key: Vec<String> = performance.key.iter().map(|mark| format!("{} {}", mark.shape, mark.word)).collect();
    vec![
        heading(1, "summary", "Summary"),
        table("summary-table", caption, &heads, rows, format!("{}; computed from imported counts", performance.period.in_words())),
        paragraph(format!(
            "Base: what the value is held against, as each reason says. Positions: {}. What has no value or no target is not rated.",
            key.join("; ")
        )),
    ]
}

/// The change in percent, where the convention gives one.
fn change_words(line: &IndicatorLine) -> String {
    match line.judgement.change.as_deref() {
        None => String::new(),
        Some(text) if text.parse::<f64>().is_ok() => format!("{}%", text.replace('-', "\u{2212}")),
        Some(text) => text.to_owned(),
    }
}

fn priorities(performance: &Performance) -> Vec<Block> {
    let mut names: Vec<&str> = Vec::new();
    for line in &performance.lines {
        if !names.contains(&line.priority.as_str()) {
            names.push(&line.priority);
        }
    }
    let mut blocks = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        blocks.push(heading(1, &format!("priority-{}", at + 1), if name.is_empty() { "Other targets" } else { name }));
        for line in performance.lines.iter().filter(|line| line.priority == name) {
            blocks.push(heading(2, &format!("indicator-{}-{}", at + 1, slug(&line.name)), &line.name));
            let mut words = vec![Inline::Strong(format!("{}. ", line.mark_words()))];
            words.push(Inline::text(sentence(&line.judgement.because)));
            blocks.push(Block::Paragraph(words));
            let id = format!("chart-{}-{}", at + 1, slug(&line.name));
            blocks.extend(chart(line).map(|drawing| Block::Figure(drawing.figure(&id))));
        }
    }
    blocks
}

/// So many values make a chart: two stand in the table already.
const VALUES: usize = 3;
/// So many are drawn, the newest.
const DRAWN: usize = 8;

/// The values of an indicator over time, where there are enough of one length.
fn chart(line: &IndicatorLine) -> Option<Drawing> {
    let (value, all) = (line.value.as_ref()?, &line.series);
    if all.len() < VALUES {
        return None;
    }
    let label = |from: Month, to: Month| if from == to { from.in_words() } else { format!("{} to {}", from.in_words(), to.in_words()) };
    let bars = all.iter().skip(all.len().saturating_sub(DRAWN)).map(|(from, to, amount)| Bar {
        label: label(*from, *to),
        value: Some(*amount),
        interval: None,
        text: plans::amount_of(*amount, if line.unit == "percent" { "percent" } else { "" }),
        emphasis: (*from, *to) == (value.from, value.to),
    });
    let title = format!("{}: {} in {}", line.name, plans::amount_of(value.value, &line.unit), label(value.from, value.to));
    let caption = Caption {
        title: title.clone(),
        source: format!("Extracts {}", value.extracts.join(", ")),
        period: format!("{} values of one length", all.len()),
        how_sure: String::new(),
    };
    let reference = line.against.as_ref().filter(|one| one.to.months_since(one.from) == value.to.months_since(value.from));
    let chart = BarChart {
        title,
        description: format!("{} over time", line.name),
        unit: sentence(&line.unit).trim_end_matches('.').to_owned(),
        bars: bars.collect(),
        reference: reference.map(|one| (line.against_words.clone(), one.value)),
    };
    Some(chart.draw(&caption, Size::Wide))
}

/// A name as an anchor.
fn slug(name: &str) -> String {
    let words: Vec<String> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    words.join("-")
}

/// The places among the most similar areas, each with the months it is of and the day it came; never one of another period.
fn peers(performance: &Performance) -> Vec<Block> {
    let row = |line: &IndicatorLine| {
        line.rank.as_ref().map(|rank| {
            let received = rank.received.parse().map_or_else(|_| rank.received.clone(), calendar::date_in_words);
            vec![line.name.clone(), plain_number(rank.value), span_words(rank), received]
        })
    };
    let rows: Vec<Vec<String>> = performance.lines.iter().filter_map(row).collect();
    let notes: Vec<String> = performance
        .lines
        .iter()
        .filter(|line| !line.rank_note.is_empty())
        .map(|line| sentence(&format!("{}: {}", line.name, line.rank_note)))
        .collect();
    if rows.is_empty() && notes.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![heading(1, "peers", "Place among the most similar areas")];
    if !rows.is_empty() {
        let heads = ["Indicator", "#Place", "Of", "Received"];
        blocks.push(table(
            "peers-table",
            "Places of this period, with the data they rest on",
            &heads,
            rows,
            "1 is the best place of the group",
        ));
    }
    if !notes.is_empty() {
        blocks.push(bullets(notes));
    }
    blocks
}

fn highlights(performance: &Performance) -> Vec<Block> {
    let Some(first) = performance.highlights.first() else { return Vec::new() };
    let says = |verdict: Verdict| performance.highlights.iter().filter(|line| line.judgement.verdict == Some(verdict)).count();
    let row = |line: &IndicatorLine| {
        let number = |reading: &Option<crate::plans::Reading>| reading.as_ref().map_or_else(String::new, |one| plain_number(one.value));
        let difference = line.value.as_ref().zip(line.against.as_ref()).map(|(value, against)| plain_number(value.value - against.value));
        vec![
            line.name.clone(),
            number(&line.against),
            number(&line.value),
            difference.unwrap_or_default().replace('-', "\u{2212}"),
            change_words(line),
            line.judgement.verdict.map_or_else(String::new, |verdict| verdict.to_string()),
        ]
    };
    let caption = format!(
        "{} fell and {} rose by more than chance; of the others no change is clear",
        counted(says(Verdict::Fell), "category", "categories"),
        says(Verdict::Rose)
    );
    let months = |reading: &Option<crate::plans::Reading>| reading.as_ref().map_or_else(String::new, span_words);
    let earlier = format!("#{}", months(&first.against));
    let later = format!("#{}", months(&first.value));
    let heads = ["Category", earlier.as_str(), later.as_str(), "#Change", "#Percent", "What the test says"];
    vec![
        heading(1, "recorded-crime", "Recorded crime by category"),
        table(
            "recorded-crime-table",
            caption,
            &heads,
            performance.highlights.iter().map(row).collect(),
            "No Calc: no percentage where the earlier count is 0 or nothing changed",
        ),
    ]
}

fn issues(performance: &Performance) -> Vec<Block> {
    let mut blocks = vec![heading(1, "issues", "Emerging issues")];
    if performance.issues.is_empty() {
        blocks.push(paragraph(format!("None was recorded for {}.", performance.period.in_words())));
        return blocks;
    }
    for issue in &performance.issues {
        blocks.push(heading(2, &issue.id, &issue.title));
        blocks.push(paragraph(issue.said.clone()));
        blocks.push(paragraph(format!("Recorded on {} by the {}.", calendar::date_in_words(issue.on), issue.role)));
    }
    blocks
}

fn not_reproduced(performance: &Performance) -> Vec<Block> {
    let lines = performance.lines.iter().chain(&performance.highlights);
    let wrong: Vec<String> =
        lines.filter(|line| line.reproduced == Some(false)).map(|line| sentence(&format!("{}: {}", line.name, line.why_not))).collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    vec![heading(1, "not-reproduced", "What was printed and does not follow"), bullets(wrong)]
}

fn origins(performance: &Performance) -> Vec<Block> {
    let mut lines = Vec::new();
    if !performance.paper.is_empty() {
        lines.push(format!("The report whose targets these are: {}.", performance.paper));
    }
    lines.push(format!("Rules: {}.", performance.rules.join(", ")));
    let extracts = performance.extracts();
    if !extracts.is_empty() {
        lines.push(format!("Extracts: {}.", extracts.join(", ")));
    }
    lines.extend(performance.lacks.iter().map(|one| sentence(one)));
    vec![heading(1, "origins", "Where it comes from"), bullets(lines)]
}
