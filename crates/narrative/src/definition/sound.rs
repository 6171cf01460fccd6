//! Whether the parts of a definition fit each other.

use super::{Definition, FigurePlan, From, TableBy};
use crate::source::{line_of, unreadable};
use crate::{Fault, Source};
use base::AreaCode;
use calendar::Date;

/// Every fault of a definition that could be read.
pub(super) fn faults(source: &Source, definition: &Definition) -> Vec<Fault> {
    let mut list = List { path: &source.path, faults: Vec::new() };
    list.head(source, definition);
    list.steps(source, definition);
    let section_ids: Vec<&str> = definition.sections.iter().map(|section| section.id.as_str()).collect();
    let figure_ids: Vec<&str> = definition.figures.iter().map(|figure| figure.id.as_str()).collect();
    for (at, (section, line)) in definition.sections.iter().zip(&definition.lines.sections).enumerate() {
        list.id("section", at, &section_ids, *line);
        if section.title.trim().is_empty() {
            list.add(*line, format!("section `{}` has no title", section.id), "write in `title` what it is about");
        }
        list.file(&section.file, &format!("section `{}`", section.id), *line);
    }
    for (at, (figure, line)) in definition.figures.iter().zip(&definition.lines.figures).enumerate() {
        list.id("figure", at, &figure_ids, *line);
        list.figure(figure, &figure_ids, *line);
        list.derived(&figure.id, &figure_ids, *line);
    }
    list.faults.sort();
    list.faults
}

struct List<'a> {
    path: &'a str,
    faults: Vec<Fault>,
}

impl List<'_> {
    fn add(&mut self, line: usize, says: String, mend: &str) {
        self.faults.push(unreadable(self.path, line, says, mend));
    }

    /// The record keeps what is derived from a figure under names of its own.
    fn derived(&mut self, id: &str, figures: &[&str], line: usize) {
        for field in ["before", "change", "rank", "share"] {
            let of = id.strip_suffix(field).and_then(|rest| rest.strip_suffix('-')).filter(|of| figures.contains(of));
            if let Some(of) = of {
                let says = format!("figure `{id}` has the name under which the record keeps the {field} of figure `{of}`");
                self.add(line, says, "give it another id, such as one that ends in `-printed`");
            }
        }
    }

    fn head(&mut self, source: &Source, definition: &Definition) {
        let line = |key: &str| key_line(&source.text, key);
        if !is_id(&definition.id) {
            self.add(line("id"), format!("`id` is `{}`, which is no id", definition.id), MEND_ID);
        }
        if definition.title.trim().is_empty() {
            self.add(definition.lines.title, "the paper has no title".to_owned(), "write it in `title`");
        }
        if AreaCode::parse(&definition.area).is_err() {
            let says = format!("`area` is `{}`, which is no area code", definition.area);
            self.add(line("area"), says, "write the code of the area, such as `E07000012`");
        }
        if !is_id(&definition.layout) {
            let says = format!("`layout` is `{}`, which names no rule", definition.layout);
            self.add(line("layout"), says, "write `home-office` or `victim-offender-location`");
        }
        if !definition.public.is_empty() {
            self.file(&definition.public, "`public`", line("public"));
        }
        if definition.sections.is_empty() {
            self.add(1, "the paper has no section".to_owned(), "add a `[[section]]` with `id`, `title` and `file`");
        }
    }

    fn steps(&mut self, source: &Source, definition: &Definition) {
        let mut lines = source.text.lines().enumerate().filter(|(_, line)| line.trim() == "[[timetable]]").map(|(at, _)| at + 1);
        for step in &definition.timetable {
            let line = lines.next().unwrap_or(1);
            let (from, until) = (step.from.parse::<Date>(), step.until.parse::<Date>());
            match (from, until) {
                (Ok(from), Ok(until)) if from <= until => {}
                (Ok(_), Ok(_)) => self.add(line, format!("step `{}` ends before it begins", step.step), "exchange `from` and `until`"),
                _ => {
                    let says = format!("step `{}` runs from `{}` until `{}`, which are no two days", step.step, step.from, step.until);
                    self.add(line, says, "write each day as `2019-11-04`");
                }
            }
        }
    }

    fn id(&mut self, what: &str, at: usize, ids: &[&str], line: usize) {
        let Some(id) = ids.get(at) else { return };
        if !is_id(id) {
            self.add(line, format!("{what} `{id}` has no usable id"), MEND_ID);
        }
        if ids.iter().take(at).any(|other| other == id) {
            self.add(line, format!("{what} `{id}` stands twice"), "give one of them another `id`");
        }
    }

    fn file(&mut self, file: &str, what: &str, line: usize) {
        let sound = !file.is_empty()
            && !file.starts_with('/')
            && !file.contains('\\')
            && !file.contains(':')
            && file.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        if !sound {
            let says = format!("{what} names the file `{file}`, which does not lie beside the definition");
            self.add(line, says, "name a file in the definition's folder, such as `narrative/summary.md`");
        }
    }

    fn figure(&mut self, figure: &FigurePlan, ids: &[&str], line: usize) {
        let id = &figure.id;
        let named = [("share_of", &figure.share_of), ("printed_total", &figure.printed_total), ("change", &figure.change)];
        let named = named.into_iter().filter(|(_, name)| !name.is_empty()).chain(figure.parts.iter().map(|part| ("parts", part)));
        for (key, name) in named {
            if !ids.contains(&name.as_str()) {
                let says = format!("figure `{id}` names `{name}` in `{key}`, and there is no such figure");
                self.add(line, says, &crate::near::suggestion(name, ids.iter().copied()));
            } else if name == id {
                self.add(line, format!("figure `{id}` names itself in `{key}`"), "name another figure, or leave the key out");
            }
        }
        let needs_title = !matches!(figure.from, From::Measure { .. });
        if needs_title && figure.title.trim().is_empty() {
            self.add(line, format!("figure `{id}` has no title"), "write in `title` what it is, in words");
        }
        if figure.decimals.is_some_and(|decimals| decimals > 6) {
            self.add(line, format!("figure `{id}` has more than six decimals"), "give `decimals` from 0 to 6");
        }
        let counted = matches!(figure.from, From::Counts(_));
        if figure.by.is_some() && !counted {
            self.add(line, format!("figure `{id}` has `by`, which parts counts only"), "leave `by` out");
        }
        // A query may give one value or rows; only its answer tells.
        let single = matches!(figure.from, From::Measure { .. }) || (counted && figure.by.is_none());
        if single && (figure.chart.is_some() || figure.map.is_some()) {
            self.add(
                line,
                format!("figure `{id}` is one value, and has a chart or a map"),
                "draw a table: give it `by`, or use `wards` or `months`",
            );
        }
        let no_places =
            matches!(figure.from, From::Months { .. } | From::Categories) || matches!(figure.by, Some(TableBy::Category | TableBy::Period));
        if no_places && figure.map.is_some() {
            self.add(line, format!("figure `{id}` has a map, and its rows are no areas"), "leave `map` out, or part it by area");
        }
    }
}

const MEND_ID: &str = "use lower-case letters, digits and single hyphens, such as `asb-by-ward`";

/// Lower-case letters and digits in groups joined by single hyphens.
fn is_id(text: &str) -> bool {
    text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The line of a key of the head.
fn key_line(text: &str, key: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.split('=').next().is_some_and(|name| name.trim() == key) {
            return line_of(text, at);
        }
        at += line.len();
    }
    1
}
