//! A checked paper set in the document model.

use super::drawings::{NamedDrawing, chart, map};
use super::look::Setting;
use super::resolved::Resolved;
use crate::House;
use narrative::{Checked, Definition, FigurePlan, Form, Reader, SectionPlan, SetPart, SetRun};
use papers::{Block, Cell, Document, Inline, TableBlock, TableColumn};

/// Sets one paper.
pub struct Composer<'a> {
    pub house: &'a House,
    pub definition: &'a Definition,
    pub setting: &'a Setting,
    pub checked: &'a Checked,
}

impl Composer<'_> {
    /// The paper.
    pub fn document(&self) -> Document {
        let (definition, setting, paper) = (self.definition, self.setting, &self.checked.paper);
        let mut blocks = Vec::new();
        if setting.sources.iter().any(|source| source.invented) {
            blocks.push(Block::Warning(vec![Inline::text(
                "Some rows behind this paper are invented, for demonstration. The appendix says which files hold them.",
            )]));
        }
        match self.checked.faults.len() {
            0 => {}
            1 => blocks.push(Block::Warning(vec![Inline::text(
                "A draft with one fault that the checker found: a sentence and its figure disagree, or a part is missing.",
            )])),
            more => blocks.push(Block::Warning(vec![Inline::text(format!(
                "A draft with {more} faults that the checker found: sentences and their figures disagree, or parts are missing."
            ))])),
        }
        for (plan, (title, parts)) in definition.sections.iter().zip(&paper.sections) {
            blocks.push(Block::Heading { level: 1, id: plan.id.clone(), text: title.clone() });
            blocks.extend(parts.iter().filter_map(|part| self.block(part)));
            if plan.role == Reader::ExecutiveSummary {
                blocks.push(Block::PageBreak);
            }
        }
        blocks.extend(self.origins());
        let period = setting.year.in_words();
        let mut cover = vec![("District".to_owned(), format!("{} ({})", setting.area.name, setting.area.code))];
        if !definition.contact.is_empty() {
            cover.push(("Contact".to_owned(), definition.contact.clone()));
        }
        Document {
            title: paper.title.clone(),
            summary: paper.summary.clone(),
            partnership: setting.partnership.clone(),
            period: sentence_case(period.strip_prefix("the ").unwrap_or(&period)),
            version: "Draft".to_owned(),
            marking: definition.marking.clone(),
            date: calendar::date_in_words(setting.day),
            cover,
            short: false,
            blocks,
        }
    }

    /// The public summary.
    pub fn public(&self) -> Option<Document> {
        if self.definition.public.is_empty() {
            return None;
        }
        let setting = self.setting;
        let period = setting.year.in_words();
        Some(Document {
            title: format!("Community safety in {}: a summary for everybody", setting.area.name),
            summary: self.checked.paper.summary.clone(),
            partnership: setting.partnership.clone(),
            period: sentence_case(period.strip_prefix("the ").unwrap_or(&period)),
            version: "Draft".to_owned(),
            marking: String::new(),
            date: calendar::date_in_words(setting.day),
            cover: Vec::new(),
            short: true,
            blocks: self.checked.paper.public.iter().filter_map(|part| self.block(part)).collect(),
        })
    }

    /// Every chart and map.
    pub fn drawings(&self) -> Vec<NamedDrawing> {
        let mut out = Vec::new();
        for plan in &self.definition.figures {
            let Some(figure) = self.figure(&plan.id) else { continue };
            out.extend(self.chart(plan, figure));
            out.extend(self.map(plan, figure));
        }
        out
    }

    fn block(&self, part: &SetPart) -> Option<Block> {
        Some(match part {
            SetPart::Heading { level, id, text } => Block::Heading { level: (*level).clamp(2, 3), id: id.clone(), text: text.clone() },
            SetPart::Paragraph(runs) => Block::Paragraph(inlines(runs)),
            SetPart::List { ordered: false, items } => Block::List(items.iter().map(|item| inlines(item)).collect()),
            SetPart::List { ordered: true, items } => Block::Numbered(items.iter().map(|item| inlines(item)).collect()),
            SetPart::Inset(runs) => Block::Inset(inlines(runs)),
            SetPart::Figure { id, form } => {
                let plan = self.definition.figures.iter().find(|plan| plan.id == *id)?;
                let figure = self.figure(id)?;
                match form {
                    Form::Table => Block::Table(self.table(plan, figure)),
                    Form::Chart => Block::Figure(self.chart(plan, figure)?.block()),
                    Form::Map => Block::Figure(self.map(plan, figure)?.block()),
                }
            }
        })
    }

    fn figure(&self, id: &str) -> Option<&Resolved> {
        self.setting.figures.iter().find(|figure| figure.fact.id == id)
    }

    fn said(&self, id: &str, place: &'static str) -> Option<&str> {
        self.checked.paper.captions.get(&(id.to_owned(), place)).map(String::as_str).filter(|said| !said.is_empty())
    }

    fn chart(&self, plan: &FigurePlan, figure: &Resolved) -> Option<NamedDrawing> {
        let asked = plan.chart.as_ref()?;
        let title = self.said(&plan.id, "chart").unwrap_or(&figure.fact.title);
        Some(chart(asked.kind, figure, title, &Self::source(plan, figure), &self.setting.area))
    }

    fn map(&self, plan: &FigurePlan, figure: &Resolved) -> Option<NamedDrawing> {
        plan.map.as_ref()?;
        let title = self.said(&plan.id, "map").unwrap_or(&figure.fact.title);
        map(figure, title, &Self::source(plan, figure), &self.setting.area, &self.setting.ground)
    }

    /// A table figure as a table: a row each, with the period before and the verdict where it compares.
    fn table(&self, plan: &FigurePlan, figure: &Resolved) -> TableBlock {
        let fact = &figure.fact;
        let column = |head: String, numeric: bool| TableColumn { head, numeric };
        let compares = figure.beside.iter().any(|beside| beside.before.is_some());
        let value_head = if compares { sentence_case(&short(&fact.period.in_words())) } else { sentence_case(&fact.unit) };
        let mut columns = vec![column(figure.head.to_owned(), false), column(value_head, true)];
        if compares {
            let before = plan.before.map_or_else(|| "A year before".to_owned(), |before| sentence_case(&short(&before.in_words())));
            columns.extend([column(before, true), column("Change".to_owned(), false)]);
        }
        let shown = |value: Option<f64>| value.map_or_else(|| "not known".to_owned(), |value| printed(value, fact.decimals, &fact.unit));
        let rows = fact.rows.iter().enumerate().map(|(at, row)| {
            let mut cells = vec![Cell::head(&row.name), Cell::figure(&fact.id, shown(row.value))];
            if compares {
                let beside = figure.beside.get(at).copied().unwrap_or_default();
                cells.push(Cell::figure(&fact.id, shown(beside.before)));
                cells.push(Cell::text(beside.verdict.map_or("not known", evidence::Verdict::as_str)));
            }
            cells
        });
        TableBlock {
            id: format!("table-{}", fact.id),
            caption: self.said(&plan.id, "table").unwrap_or(&fact.title).to_owned(),
            columns,
            rows: rows.collect(),
            source: Self::source(plan, figure),
            note: self.said(&plan.id, "note").unwrap_or_default().to_owned(),
        }
    }

    /// Where a figure is from and what period it covers.
    fn source(plan: &FigurePlan, figure: &Resolved) -> String {
        let period = sentence_case(&short(&figure.fact.period.in_words()));
        if !plan.source.is_empty() {
            return format!("{}. {period}.", plan.source.trim_end_matches('.'));
        }
        let partners = matches!(plan.from, narrative::From::Counts(_) | narrative::From::Flags { .. } | narrative::From::Query { .. });
        let from = if partners { "Partners\u{2019} data as imported" } else { "data.police.uk street-level files" };
        format!("{from}. {period}.")
    }

    /// Where everything is from: files, rules, exceptions.
    fn origins(&self) -> Vec<Block> {
        let setting = self.setting;
        let level = if self.definition.sections.iter().any(|s: &SectionPlan| s.role == Reader::Appendix) { 2 } else { 1 };
        let heading = |id: &str, text: &str| Block::Heading { level, id: id.into(), text: text.into() };
        let mut blocks = vec![
            heading("where-figures-come-from", "Where the figures come from"),
            Block::Paragraph(vec![Inline::text(
                "Every figure was computed from these files under these rules. Each can be opened to its rows by its name in the data pack.",
            )]),
        ];
        let column = |head: &str| TableColumn { head: head.into(), numeric: false };
        if !setting.sources.is_empty() {
            blocks.push(Block::Table(TableBlock {
                id: "table-files".into(),
                caption: "The files behind this paper".into(),
                columns: vec![column("File"), column("Kind"), column("Received"), column("Rows")],
                rows: setting
                    .sources
                    .iter()
                    .map(|s| {
                        let rows = if s.invented { "invented" } else { "as received" };
                        vec![Cell::head(&s.file), Cell::text(&s.kind), Cell::text(&s.received), Cell::text(rows)]
                    })
                    .collect(),
                source: String::new(),
                note: String::new(),
            }));
        }
        let titled = setting.rules.iter().map(|reference| {
            let title = self.house.rulebook.rule(reference).map_or_else(|_| String::new(), |rule| rule.title.clone());
            vec![Cell::head(reference), Cell::text(title)]
        });
        blocks.push(Block::Table(TableBlock {
            id: "table-rules".into(),
            caption: "The rules in force that it was made under".into(),
            columns: vec![column("Rule"), column("What it says")],
            rows: titled.collect(),
            source: String::new(),
            note: String::new(),
        }));
        if !self.checked.paper.exceptions.is_empty() {
            blocks.push(heading("exceptions", "Words that no figure stands behind"));
            blocks.push(Block::List(
                self.checked
                    .paper
                    .exceptions
                    .iter()
                    .map(|(_, _, words, because)| vec![Inline::Strong(words.clone()), Inline::text(format!(": {because}"))])
                    .collect(),
            ));
        }
        blocks
    }
}

/// Words of the model.
fn inlines(runs: &[SetRun]) -> Vec<Inline> {
    runs.iter()
        .map(|run| match run {
            SetRun::Text(text) => Inline::Text(text.clone()),
            SetRun::Strong(text) => Inline::Strong(text.clone()),
            SetRun::Link { href, text } => Inline::Link { href: href.clone(), text: text.clone() },
            SetRun::Figure { id, text } => Inline::Figure { id: id.clone(), text: text.clone() },
        })
        .collect()
}

/// A number as tables print it, as prose does.
pub fn printed(value: f64, decimals: u32, unit: &str) -> String {
    narrative::with_unit(value, decimals, unit).unwrap_or_else(|| "not known".to_owned())
}

fn short(words: &str) -> String {
    words.strip_prefix("the ").unwrap_or(words).to_owned()
}

pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
