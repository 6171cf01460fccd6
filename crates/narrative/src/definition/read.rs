//! From TOML to a definition; every table is read by itself, so that one wrong key hides no other.

use super::raw::{Figure, Head};
use super::{Definition, FigurePlan, Lines, SectionPlan, Step};
use crate::source::{line_of, unreadable};
use crate::{Fault, Source, Span};
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

const MEND_KEYS: &str = "compare it with the keys in docs/guides/write-an-assessment.md";
const MEND_PERIOD: &str = "write months as `2018-11 to 2019-10`, or one month as `2019-03`";

/// Reads a definition without asking whether its parts fit each other.
pub(super) fn read(source: &Source) -> Result<Definition, Vec<Fault>> {
    let (document, broken) = DeTable::parse_recoverable(&source.text);
    if !broken.is_empty() {
        return Err(broken.iter().map(|error| fault_of(source, error, None)).collect());
    }
    let mut reading = Reading { source, faults: Vec::new() };
    let span = document.span();
    let mut table = document.into_inner();
    let steps = reading.tables::<Step>(&mut table, "timetable");
    let sections = reading.tables::<SectionPlan>(&mut table, "section");
    let figures = reading.tables::<Figure>(&mut table, "figure");
    let line_of_key =
        |key: &str| table.iter().find(|(name, _)| name.get_ref() == key).map_or(1, |(name, _)| line_of(&source.text, name.span().start));
    let (title, summary, year_line) = (line_of_key("title"), line_of_key("summary"), line_of_key("year"));
    let head: Option<Head> = reading.typed(Spanned::new(span, DeValue::Table(table)), Some(1));
    let lines = Lines {
        title,
        summary,
        sections: sections.iter().map(|(line, _)| *line).collect(),
        figures: figures.iter().map(|(line, _)| *line).collect(),
    };
    let year =
        head.as_ref().and_then(|head| if head.year.trim() == "latest" { None } else { reading.span(Some(&head.year), "year", year_line) });
    let figures: Vec<FigurePlan> = figures.into_iter().filter_map(|(line, figure)| reading.figure(figure, line)).collect();
    match head {
        Some(head) if reading.faults.is_empty() => Ok(Definition {
            id: head.id,
            title: head.title,
            summary: head.summary,
            area: head.area,
            outlines: head.outlines,
            year,
            layout: head.layout,
            partnership: head.partnership,
            marking: head.marking,
            contact: head.contact,
            public: head.public,
            timetable: steps.into_iter().map(|(_, step)| step).collect(),
            sections: sections.into_iter().map(|(_, section)| section).collect(),
            figures,
            lines,
        }),
        _ => {
            reading.faults.sort();
            Err(reading.faults)
        }
    }
}

struct Reading<'a> {
    source: &'a Source,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    /// Each table of an array, with its line; those that can't be read are faults.
    fn tables<T: DeserializeOwned>(&mut self, table: &mut DeTable<'_>, key: &str) -> Vec<(usize, T)> {
        let Some(value) = table.remove(key) else { return Vec::new() };
        let at = line_of(&self.source.text, value.span().start);
        let DeValue::Array(array) = value.into_inner() else {
            let says = format!("`{key}` is no list of tables");
            self.faults.push(unreadable(&self.source.path, at, says, format!("write each one under `[[{key}]]`")));
            return Vec::new();
        };
        let read = array.into_iter().filter_map(|one| {
            let line = line_of(&self.source.text, one.span().start);
            self.typed(one, Some(line)).map(|read| (line, read))
        });
        read.collect()
    }

    fn typed<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>, line: Option<usize>) -> Option<T> {
        let deserializer: ValueDeserializer<'_> = value.into_deserializer();
        match T::deserialize(deserializer) {
            Ok(read) => Some(read),
            Err(error) => {
                self.faults.push(fault_of(self.source, &error, line));
                None
            }
        }
    }

    fn span(&mut self, text: Option<&str>, key: &str, line: usize) -> Option<Span> {
        let text = text?;
        let span = Span::parse(text);
        if span.is_none() {
            let says = format!("`{key}` is `{text}`, which is no run of months");
            self.faults.push(unreadable(&self.source.path, line, says, MEND_PERIOD));
        }
        span
    }

    fn figure(&mut self, mut raw: Figure, line: usize) -> Option<FigurePlan> {
        let from = match raw.from() {
            Ok(from) => from,
            Err(why) => {
                let mend =
                    "give it exactly one of `counts`, `measure`, `wards`, `months`, `categories`, `flags`, or `query` with `rows_query`";
                self.faults.push(unreadable(&self.source.path, line, format!("figure `{}` {why}", raw.id), mend));
                return None;
            }
        };
        let period = self.span(raw.period.as_deref(), "period", line);
        let before = self.span(raw.before.as_deref(), "before", line);
        Some(FigurePlan {
            id: raw.id,
            title: raw.title,
            names: raw.names,
            unit: raw.unit,
            decimals: raw.decimals,
            from,
            by: raw.by,
            period,
            before,
            change: raw.change,
            area: raw.area,
            rank: raw.rank,
            parts: raw.parts,
            share_of: raw.share_of,
            printed_total: raw.printed_total,
            rounding_because: raw.rounding_because,
            older_because: raw.older_because,
            extract: raw.extract,
            open_data: raw.open_data,
            caption: raw.caption,
            note: raw.note,
            source: raw.source,
            chart: raw.chart,
            map: raw.map,
        })
    }
}

/// What TOML says of an error, on the line of its place; where it gives none or the whole table, on the table's.
fn fault_of(source: &Source, error: &toml::de::Error, table: Option<usize>) -> Fault {
    let line = error.span().map_or(1, |Range { start, .. }| line_of(&source.text, start));
    let says = error.message().trim().replace('\n', " ");
    unreadable(&source.path, line.max(table.unwrap_or(1)), says, MEND_KEYS)
}
