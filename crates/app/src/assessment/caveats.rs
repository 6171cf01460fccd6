//! What a paper covers, what is missing, and how sure we are.

use super::compose::{Surroundings, heading};
use super::words::{compared, figure, listed, reported, whole};
use calendar::Month;
use evidence::period::months_in_words;
use evidence::{Assessment, Basis, Reckoning};
use papers::{Block, Cell, Inline, TableBlock, TableColumn};

/// Which months and forces are in, and what is not.
pub fn coverage(a: &Assessment) -> Vec<Block> {
    let mut items: Vec<Vec<Inline>> = Vec::new();
    let mut say = |words: Vec<Inline>| items.push(words);
    let text = |t: String| vec![Inline::text(t)];
    let basis = match a.period.basis {
        Basis::YearEnding => format!("This paper covers {}, compared with {}.", reported(a), compared(a)),
        Basis::MatchedMonths => format!(
            "Files for twelve months and the twelve before are not all there. This paper therefore covers the months for which there is a file in both years: {}, compared with {}.",
            reported(a),
            compared(a)
        ),
        Basis::NoComparison => format!(
            "This paper covers {}. No month can be set against the same month a year before, so nothing can be said of change.",
            reported(a)
        ),
    };
    let without_file: Vec<Month> = a.period.missing.iter().filter(|m| !a.in_other_codes.contains(m)).copied().collect();
    if !without_file.is_empty() {
        say(text(format!(
            "No file of {} is loaded for {}. These months are missing; they are not months without crime.",
            a.force,
            months_in_words(&without_file)
        )));
    }
    if !a.in_other_codes.is_empty() {
        say(text(format!(
            "The files of {} for {} carry LSOA codes of a census by which no loaded lookup knows the district, so none of their rows is found in it. These months are left out; they are not months without crime.",
            a.force,
            months_in_words(&a.in_other_codes)
        )));
    }
    if !a.period.unmatched.is_empty() {
        say(text(format!(
            "A file is loaded for {}, but none for the same time a year before, so it is not compared.",
            months_in_words(&a.period.unmatched)
        )));
    }
    say(text(format!("Rows are counted from the files of {}.", listed(&a.forces))));
    for left in &a.left_out {
        say(text(format!(
            "Rows of {} in the district are left out: its files are loaded for {} only, and counting it in some months would look like a change.",
            left.force,
            months_in_words(&left.months)
        )));
    }
    let mut lost = vec![
        figure(a.figure_id("not-placed"), whole(a.not_placed)),
        Inline::text(format!(
            " rows of these forces in {} have no known LSOA. They are in no district and no ward, so some may belong here.",
            reported(a)
        )),
    ];
    if let Some(before) = a.not_placed_before {
        lost.push(Inline::text(format!(" In {} there were ", compared(a))));
        lost.push(figure(a.figure_id("not-placed-before"), whole(before)));
        lost.push(Inline::text("."));
    }
    say(lost);
    if a.vintages.len() > 1 {
        let vintages: Vec<String> = a.vintages.iter().cloned().collect();
        say(text(format!(
            "The files carry LSOA codes of {}. The district is the same in both, so its totals are compared; its wards are not compared across the two unless the lookup of changes is named.",
            listed(&vintages)
        )));
    }
    match &a.residents {
        Some(r) => {
            let how = match r.reckoning {
                Reckoning::Printed => "as published for the district",
                Reckoning::SumOfLsoas => "the sum of its LSOAs",
                Reckoning::ThroughChanges => "estimated through the lookup of changes",
            };
            say(vec![
                Inline::text("Residents: "),
                figure(a.figure_id("population"), whole(r.residents)),
                Inline::text(format!(", {how}, {}.", r.year.map_or_else(|| "year not stated in the file".into(), |y| format!("mid-{y}")))),
            ]);
        }
        None => say(text(
            "No number of residents is loaded for the district, so there are no rates. A missing rate is not a rate of nought.".into(),
        )),
    }
    vec![heading("coverage", "What this paper covers and what is missing"), Block::Paragraph(text(basis)), Block::List(items)]
}

/// How sure we are, the rules, the sources, the limits of the data.
pub fn certainty(a: &Assessment, around: &Surroundings) -> Vec<Block> {
    let text = |t: &str| vec![Inline::text(t)];
    let column = |head: &str| TableColumn { head: head.into(), numeric: false };
    let sources = TableBlock {
        id: "table-sources".into(),
        caption: "The extracts behind this paper".into(),
        columns: vec![column("File"), column("Kind"), column("Received"), column("Extract")],
        rows: around
            .sources
            .iter()
            .map(|s| {
                let file = if s.invented { format!("{} (invented rows)", s.file) } else { s.file.clone() };
                vec![Cell::head(file), Cell::text(&s.kind), Cell::text(&s.received), Cell::text(&s.extract)]
            })
            .collect(),
        source: "the register of extracts, on the day this paper was made.".into(),
        note: "Contains public sector information licensed under the Open Government Licence v3.0, where the files are of data.police.uk or the Office for National Statistics.".into(),
    };
    let rules = TableBlock {
        id: "table-rules".into(),
        caption: "The rules this paper was made under".into(),
        columns: vec![column("Rule"), column("What it says")],
        rows: around.rules.iter().map(|(reference, title)| vec![Cell::head(reference), Cell::text(title)]).collect(),
        source: "the rulebook, in force on the day this paper was made.".into(),
        note: "The paper keeps these versions; a later rule does not change it.".into(),
    };
    let mut blocks = vec![
        heading("certainty", "How sure we are"),
        Block::Paragraph(text(
            "Rose, fell and no clear change come from an exact test of two counts. It asks how often a difference at least this large would come about if nothing had changed. No clear change does not mean that nothing changed: with small counts only a large change can be seen.",
        )),
        Block::Paragraph(text(
            "A rate's interval is where the rate may lie if crimes came about independently of one another. Crimes repeat and cluster, so the truth is less certain than the interval says.",
        )),
        Block::Paragraph(text(
            "Rates count those who live in a place. Where many people come to shop, work or go out, residents are the wrong measure of how many could be victims: a town centre has a high rate of shoplifting without being dangerous to live in.",
        )),
        Block::Heading { level: 2, id: "limits".into(), text: "Limits of the data".into() },
        Block::List(vec![
            text(
                "Points on police.uk are moved to a nearby map point that stands for at least eight addresses or for none, and the area of a crime is the area of that point. Nothing can be said of single streets or addresses, and a crime near a boundary may be counted next door.",
            ),
            text("The files give a month and no day."),
            text("Fraud is not in them, and counts differ from the crime statistics of the Home Office."),
            text(
                "Forces revise earlier months, so the same month may read differently in a later download. This paper uses the latest received.",
            ),
            text("A force that sends no file looks like an area without crime. Months without a file are shown as missing here."),
            text(
                "Changes in how crime is recorded, or in how willing people are to report it, look like changes in crime. For drugs, weapons, public order and violence this matters most.",
            ),
        ]),
    ];
    blocks.push(Block::Paragraph(text(if a.lines.iter().any(|l| l.hidden) || a.wards.lines.iter().any(|w| w.hidden) {
        "Some counts in this paper are below the suppression floor and are marked; a public version hides them."
    } else {
        "Counts here are of data that is published already, so none is hidden in a public version. Small counts of any other data would be (rule suppression-floor)."
    })));
    blocks.extend([
        Block::Heading { level: 2, id: "rules".into(), text: "Rules".into() },
        Block::Table(rules),
        Block::Heading { level: 2, id: "sources".into(), text: "Sources".into() },
        Block::Table(sources),
    ]);
    blocks
}
