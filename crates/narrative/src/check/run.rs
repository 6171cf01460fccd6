//! The order of the checks.

use super::known::Known;
use super::prose::Prose;
use super::set::Setter;
use super::{Checked, Paper, Strictness, Terms};
use super::{areas, components, digits, direction, figures, literals, periods, recommendations};
use crate::source::unreadable;
use crate::{Bundle, Definition, Fact, Fault, PlaceName, SectionPlan, Span, Text, parse_text};

/// What every check is given.
pub(super) struct Context<'a> {
    pub(super) definition: &'a Definition,
    pub(super) file: &'a str,
    pub(super) facts: &'a [Fact],
    pub(super) terms: &'a Terms,
    /// The paper's period; nothing where no figure is of it.
    pub(super) year: Option<Span>,
    /// The paper's area.
    pub(super) area: PlaceName,
    /// By what prose may speak of them.
    pub(super) known: Known,
}

/// A section with its narrative.
pub(super) struct Read<'a> {
    pub(super) plan: &'a SectionPlan,
    pub(super) line: usize,
    pub(super) text: Text,
}

/// Parses every narrative, fills in the references, and lists what is wrong. `facts` are those of the definition's figures.
pub fn check_paper(bundle: &Bundle, definition: &Definition, facts: &[Fact], terms: &Terms, strictness: Strictness) -> Checked {
    let file = bundle.definition.path.as_str();
    let mut setter = Setter::new(definition, facts, terms);
    let mut paper = Paper {
        title: setter.line(definition.lines.title, &definition.title, None, file),
        summary: setter.line_for(definition.lines.summary, &definition.summary, None, file, !definition.public.is_empty()),
        ..Paper::default()
    };
    let mut sections = Vec::with_capacity(definition.sections.len());
    for (at, plan) in definition.sections.iter().enumerate() {
        let line = definition.lines.sections.get(at).copied().unwrap_or(1);
        let title = setter.line(line, &plan.title, None, file);
        let text = narrative(bundle, &plan.file, line, &mut setter.faults);
        paper.sections.push((title, setter.pieces(&plan.file, &text.pieces, false)));
        sections.push(Read { plan, line, text });
    }
    if !definition.public.is_empty() {
        let text = narrative(bundle, &definition.public, 1, &mut setter.faults);
        paper.public = setter.pieces(&definition.public, &text.pieces, true);
    }
    captions(&mut setter, &mut paper, file);

    let area = own_area(definition, facts);
    let known = Known::of(facts, &area);
    let context = Context { definition, file, facts, terms, year: year(definition, facts), area, known };
    let mut faults = std::mem::take(&mut setter.faults);
    let prose = std::mem::take(&mut setter.prose);
    for one in &prose {
        digits::check(&context, one, &mut faults);
        digits::signs(one, &mut faults);
        literals::check(&context, one, &mut faults);
        areas::check(&context, one, &mut faults);
        direction::check(&context, one, &mut faults);
    }
    periods::check(&context, &prose, &mut faults);
    figures::check(&context, &prose, &setter.blocks, &mut faults);
    recommendations::check(&sections, &prose, &mut faults);
    if strictness == Strictness::Complete {
        components::check(&context, &sections, &mut faults);
    }
    paper.exceptions = std::mem::take(&mut setter.exceptions);
    sort(&mut faults, bundle, definition);
    Checked { paper, faults }
}

fn narrative(bundle: &Bundle, path: &str, line: usize, faults: &mut Vec<Fault>) -> Text {
    let Some(text) = bundle.narrative.get(path) else {
        let says = format!("the definition names the file `{path}`, and it is not there");
        faults.push(unreadable(&bundle.definition.path, line, says, "write the file, or correct its name in the definition"));
        return Text { path: path.to_owned(), pieces: Vec::new() };
    };
    let (text, wrong) = parse_text(path, text);
    faults.extend(wrong);
    text
}

/// Sets the prose that stands with figures.
fn captions(setter: &mut Setter<'_>, paper: &mut Paper, file: &str) {
    let definition = setter.definition;
    for (plan, line) in definition.figures.iter().zip(&definition.lines.figures) {
        let fact = setter.facts.iter().position(|fact| fact.id == plan.id);
        let is_block = |fact: Option<usize>| setter.blocks.iter().any(|(at, ..)| Some(*at) == fact);
        let texts = [
            ("chart", plan.chart.as_ref().map_or("", |chart| chart.caption.as_str())),
            ("map", plan.map.as_ref().map_or("", |map| map.caption.as_str())),
            // Without a caption the title is printed above the table, and what is printed is checked.
            ("table", if plan.caption.trim().is_empty() && is_block(fact) { plan.title.as_str() } else { plan.caption.as_str() }),
            ("note", plan.note.as_str()),
        ];
        for (key, text) in texts.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            let public = setter.blocks.iter().any(|(at, _, _, public)| *public && Some(*at) == fact);
            let set = setter.line_for(*line, text, fact, file, public);
            paper.captions.insert((plan.id.clone(), key), set);
        }
    }
}

/// The paper's period: as defined, or that of the figures that take it from the paper.
fn year(definition: &Definition, facts: &[Fact]) -> Option<Span> {
    definition.year.or_else(|| {
        let own = definition.figures.iter().filter(|plan| plan.period.is_none() && plan.extract.is_empty());
        own.filter_map(|plan| facts.iter().find(|fact| fact.id == plan.id))
            .map(|fact| fact.period)
            .max_by_key(|span| (span.last, span.months()))
    })
}

fn own_area(definition: &Definition, facts: &[Fact]) -> PlaceName {
    let rows = facts.iter().flat_map(|fact| fact.rows.iter().filter_map(|row| row.area.as_ref()));
    let known = facts.iter().map(|fact| &fact.area).chain(rows).find(|area| area.code == definition.area);
    known.cloned().unwrap_or_else(|| PlaceName { code: definition.area.clone(), name: String::new() })
}

/// In the order in which somebody reads: the definition, then the narratives as the paper has them.
fn sort(faults: &mut Vec<Fault>, bundle: &Bundle, definition: &Definition) {
    let files: Vec<&str> = std::iter::once(bundle.definition.path.as_str())
        .chain(definition.sections.iter().map(|section| section.file.as_str()))
        .chain([definition.public.as_str()])
        .collect();
    let place = |file: &str| files.iter().position(|one| *one == file).unwrap_or(usize::MAX);
    faults.sort_by(|a, b| (place(&a.file), a).cmp(&(place(&b.file), b)));
    faults.dedup();
}

/// The words of a sentence, values as they are printed.
pub(super) fn printed_words(prose: &Prose, at: &std::ops::Range<usize>) -> Vec<String> {
    super::clause::words_of(prose.text.get(at.clone()).unwrap_or(""))
}
