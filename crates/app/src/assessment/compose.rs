//! The paper of an assessment: blocks of the document model, every number bound to its figure.

use super::caveats;
use super::places::ward_section;
use super::words::{compared, direction, figure, limit, listed, movers, not_known, percent, reported, sentence_case, signed, sure, whole};
use evidence::period::months_in_words;
use evidence::{Assessment, Basis, MeasureLine, Verdict};
use papers::charts::{LineChart, Series, line};
use papers::{Block, Cell, Document, FigureBlock, Inline, TableBlock, TableColumn};

/// What surrounds an assessment on paper.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The day it is made, in words.
    pub date: String,
    /// Outlines or tiles of the wards, and where they are from.
    pub ground: super::places::Ground,
    /// The extracts it was made from: file, kind, received, and whether its rows are invented.
    pub sources: Vec<SourceLine>,
    /// The rules, each `id@version` with its title.
    pub rules: Vec<(String, String)>,
}

/// An extract as the paper lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The extract.
    pub extract: String,
    /// The file's name.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// The day it was received, in words.
    pub received: String,
    /// Whether its rows are invented.
    pub invented: bool,
}

/// Sets the assessment out as a paper.
pub fn compose(a: &Assessment, around: &Surroundings) -> Document {
    let partnership = a.partnership.as_ref().map_or_else(|| a.name.clone(), |p| format!("{p} Community Safety Partnership"));
    let mut blocks = summary_page(a);
    if around.sources.iter().any(|s| s.invented) {
        blocks.insert(
            0,
            Block::Warning(vec![Inline::text(
                "Some rows behind this paper are invented, for demonstration. It says nothing about real places.",
            )]),
        );
    }
    blocks.extend(caveats::coverage(a));
    blocks.extend(category_section(a));
    blocks.extend(month_section(a));
    blocks.extend(ward_section(a, &around.ground));
    blocks.extend(caveats::certainty(a, around));
    Document {
        title: title(a),
        summary: summary(a),
        partnership,
        period: sentence_case(reported(a).trim_start_matches("the ")),
        version: "Draft 1".into(),
        marking: "Official".into(),
        date: around.date.clone(),
        cover: vec![("District".into(), format!("{} ({})", a.name, a.code)), ("Police force".into(), a.force.clone())],
        short: false,
        blocks,
    }
}

/// A statement, taken from the verdict.
fn title(a: &Assessment) -> String {
    let name = &a.name;
    match a.all_crime().and_then(|l| l.change.as_ref()).map(|c| c.verdict) {
        Some(Verdict::Rose) => format!("Recorded crime in {name} rose in {}", reported(a)),
        Some(Verdict::Fell) => format!("Recorded crime in {name} fell in {}", reported(a)),
        Some(Verdict::NoClearChange) => format!("Recorded crime in {name}: no clear change in {}", reported(a)),
        Some(Verdict::NotTested) => format!("No recorded crime in {name} in {}", reported(a)),
        None => format!("Recorded crime in {name} in {}: a first count, with nothing to compare it with", reported(a)),
    }
}

fn summary(a: &Assessment) -> String {
    if a.period.basis == Basis::NoComparison {
        return format!("Police recorded crime in {} by category, month and ward.", reported(a));
    }
    format!("{}, compared with {}.", movers(a), compared(a))
}

/// Source and period, printed under tables and drawings.
pub fn source(a: &Assessment) -> String {
    format!("data.police.uk street-level files, {}. {}.", listed(&a.forces), sentence_case(&reported(a)))
}

pub fn heading(id: &str, text: &str) -> Block {
    Block::Heading { level: 1, id: id.into(), text: text.into() }
}

/// One page: the five figures that matter.
fn summary_page(a: &Assessment) -> Vec<Block> {
    let mut five: Vec<(String, Vec<Inline>)> = Vec::new();
    if let Some(crime) = a.all_crime() {
        five.push((crime.measure.title.clone(), statement(a, crime)));
        five.push((format!("For each {} residents", whole(u64::from(a.rate_per))), rate_statement(a, crime)));
    }
    if let Some(top) = a.categories().max_by_key(|l| l.count) {
        five.push((format!("The most frequent category: {}", top.measure.phrase), statement(a, top)));
    }
    if let Some(asb) = a.anti_social_behaviour() {
        five.push((asb.measure.title.clone(), statement(a, asb)));
    }
    if let Some(ward) = a.wards.lines.first() {
        let mut words = vec![Inline::text(format!("{}: ", ward.name))];
        if let Some(rate) = &ward.rate {
            words.push(figure(evidence::ward_id(&a.code, &ward.code, "all-crime-rate"), &rate.printed));
            words.push(Inline::text(format!(
                " crimes per {} residents ({} interval {} to {}). Wards near each other in the ranking may not differ.",
                whole(u64::from(a.rate_per)),
                sure(a.confidence),
                limit(rate.low),
                limit(rate.high)
            )));
        } else {
            words.push(figure(evidence::ward_id(&a.code, &ward.code, "all-crime-count"), whole(ward.crimes)));
            words.push(Inline::text(" crimes. Residents of wards are not known, so this says nothing about risk."));
        }
        five.push((if a.wards.by_rate { "The ward with the highest rate" } else { "The ward with the most crimes" }.into(), words));
    }
    vec![
        heading("summary", "Executive summary"),
        Block::Paragraph(vec![Inline::text(format!("{}.", movers(a)))]),
        Block::SummaryList(five),
        Block::Inset(vec![Inline::text(
            "A change is called a rise or a fall only where it is more than chance explains. Recorded crime is what people reported and police recorded; it is not all crime.",
        )]),
        Block::PageBreak,
    ]
}

/// Count, count before and verdict, as one statement.
fn statement(a: &Assessment, l: &MeasureLine) -> Vec<Inline> {
    let id = |rest: &str| a.figure_id(&format!("{}-{rest}", l.measure.id));
    let mut out = vec![figure(id("count"), whole(l.count)), Inline::text(format!(" {} in {}", l.measure.unit, reported(a)))];
    if let (Some(before), Some(change)) = (l.before, &l.change) {
        out.push(Inline::text(", against "));
        out.push(figure(id("count-before"), whole(before)));
        out.push(Inline::text(format!(" in {}: ", compared(a))));
        out.push(Inline::Strong(change.verdict.as_str().into()));
    }
    out.push(Inline::text("."));
    out
}

fn rate_statement(a: &Assessment, l: &MeasureLine) -> Vec<Inline> {
    match (&l.rate, &a.residents) {
        (Some(rate), Some(residents)) => {
            let mut out = vec![
                figure(a.figure_id("all-crime-rate"), &rate.printed),
                Inline::text(format!(" crimes ({} interval {} to {}), with ", sure(a.confidence), limit(rate.low), limit(rate.high))),
                figure(a.figure_id("population"), whole(residents.residents)),
                Inline::text(format!(" residents{}.", residents.year.map_or(String::new(), |y| format!(" in {y}")))),
            ];
            if a.period.basis != Basis::YearEnding {
                out.push(Inline::text(format!(" This is the rate of {}; it is not scaled up to a year.", reported(a))));
            }
            out
        }
        _ => vec![Inline::text("Not known: no number of residents is loaded for the district. A missing rate is not a rate of nought.")],
    }
}

fn category_section(a: &Assessment) -> Vec<Block> {
    let compares = a.period.basis != Basis::NoComparison;
    let column = |head: &str, numeric: bool| TableColumn { head: head.into(), numeric };
    let mut columns = vec![column("Category", false), column("Count", true)];
    if compares {
        columns.extend([column("A year before", true), column("Change", true), column("Apparent change", true), column("Verdict", false)]);
    }
    let rates = format!("Per {} residents", whole(u64::from(a.rate_per)));
    columns.extend([column(&rates, true), column(&format!("{} interval", sure(a.confidence)), true)]);
    let table = TableBlock {
        id: "table-categories".into(),
        caption: movers(a),
        columns,
        rows: a.lines.iter().map(|l| category_cells(a, l, compares)).collect(),
        source: source(a),
        note: "All recorded crime is the sum of the categories. Anti-social behaviour incidents are not crimes and are not in it. \
               Apparent change is the percentage before asking whether chance explains it; No Calc where there is no such percentage."
            .into(),
    };
    let mut blocks = vec![
        heading("categories", "Crime by category"),
        Block::Paragraph(vec![Inline::text(match a.all_crime() {
            Some(all) => format!("Recorded crime in {} {}. {}.", a.name, direction(all), movers(a)),
            None => movers(a),
        })]),
        Block::Table(table),
    ];
    if compares {
        blocks.push(Block::Paragraph(vec![Inline::text(
            "Many categories are tested at once, each at a level of one in twenty. One of them may look like a change by chance alone, so a single small category that moved is a reason to look, not a finding.",
        )]));
    }
    blocks
}

fn category_cells(a: &Assessment, l: &MeasureLine, compares: bool) -> Vec<Cell> {
    let id = |rest: &str| a.figure_id(&format!("{}-{rest}", l.measure.id));
    let mut cells = vec![Cell::head(&l.measure.title), Cell::figure(id("count"), whole(l.count))];
    if compares {
        match (l.before, &l.change) {
            (Some(before), Some(change)) => {
                let percentage = if change.change != 0 && before > 0 { "percent-change" } else { "change" };
                cells.extend([
                    Cell::figure(id("count-before"), whole(before)),
                    Cell::figure(id("change"), signed(change.change)),
                    Cell::figure(id(percentage), percent(&change.apparent_change)),
                    Cell::figure(id("change"), change.verdict.as_str()),
                ]);
            }
            _ => cells.extend([not_known(), not_known(), not_known(), not_known()]),
        }
    }
    match &l.rate {
        Some(rate) => cells.extend([
            Cell::figure(id("rate"), &rate.printed),
            Cell::figure(id("rate"), format!("{} to {}", limit(rate.low), limit(rate.high))),
        ]),
        None => cells.extend([not_known(), not_known()]),
    }
    cells
}

fn month_section(a: &Assessment) -> Vec<Block> {
    let missing: Vec<_> = a.months.iter().filter(|p| p.crimes.is_none()).map(|p| p.month).collect();
    let known: Vec<_> = a.months.iter().filter_map(|p| Some((p.month, p.crimes?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Vec::new() };
    let caption = match (known.iter().max_by_key(|(_, n)| *n), known.iter().min_by_key(|(_, n)| *n)) {
        (Some((high, most)), Some((low, fewest))) if high != low => {
            format!("Monthly counts ran from {} ({}) to {} ({})", whole(*fewest), low.in_words(), whole(*most), high.in_words())
        }
        _ => format!("{} is the only month there is", last.0.in_words()),
    };
    let short = |m: calendar::Month| format!("{} {}", m.name().get(..3).unwrap_or(""), m.year());
    let points = a.months.iter().map(|p| (short(p.month), p.crimes.map(|n| n as f64))).collect();
    let description = format!(
        "A line of recorded crimes a month in {} from {} to {}. {}.{}",
        a.name,
        first.0.in_words(),
        last.0.in_words(),
        caption,
        if missing.is_empty() { String::new() } else { format!(" No file is loaded for {}.", months_in_words(&missing)) }
    );
    let svg = line(&LineChart {
        title: caption.clone(),
        description: description.clone(),
        unit: "Recorded crimes a month".into(),
        series: vec![Series { name: "All recorded crime".into(), points }],
    });
    let rows = a.months.iter().map(|p| {
        let value = match p.crimes {
            Some(n) => Cell::figure(a.figure_id(&format!("all-crime-{}", p.month)), whole(n)),
            None => Cell::text("no file"),
        };
        vec![Cell::head(p.month.in_words()), value]
    });
    let table = TableBlock {
        id: "table-months".into(),
        caption: format!("Recorded crimes a month in {}", a.name),
        columns: vec![TableColumn { head: "Month".into(), numeric: false }, TableColumn { head: "Crimes".into(), numeric: true }],
        rows: rows.collect(),
        source: source_of_months(a, &known.iter().map(|(m, _)| *m).collect::<Vec<_>>()),
        note: "A month without a file is missing; it is not a month without crime.".into(),
    };
    let mut blocks = vec![
        heading("months", "Month by month"),
        Block::Figure(FigureBlock {
            id: "figure-months".into(),
            caption,
            description,
            svg,
            source: table.source.clone(),
            table: Some(table),
            print_table: true,
        }),
    ];
    let note = if missing.is_empty() {
        "Months differ in length and season, so two neighbouring months are not compared here.".to_owned()
    } else {
        format!(
            "No file is loaded for {}; the line is broken there. Months differ in length and season, so two neighbouring months are not compared here.",
            months_in_words(&missing)
        )
    };
    blocks.push(Block::Paragraph(vec![Inline::text(note)]));
    blocks
}

fn source_of_months(a: &Assessment, months: &[calendar::Month]) -> String {
    format!("data.police.uk street-level files, {}. {}.", listed(&a.forces), sentence_case(&months_in_words(months)))
}
