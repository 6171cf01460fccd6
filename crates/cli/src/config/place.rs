//! Where in the file a fault stands: its line, and the key with the section that it is in.

use super::check::Fault;
use base::Trouble;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A step on the way to a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A key or section.
    Key(&'static str),
    /// One of repeated sections, from 0.
    Nth(usize),
}

/// A fault as the user is told of it.
pub(super) fn told(file: &Path, text: &str, fault: Fault) -> Trouble {
    let shown = written(&fault.at);
    let line = find(text, &fault.at).map_or_else(String::new, |offset| format!(", line {}", line_of(text, offset)));
    Trouble::refused("config-invalid", format!("`{}`{line}: {shown}: {}", file.display(), fault.what), fault.remedy)
}

/// What could not be understood as a configuration at all.
pub(super) fn misread(file: &Path, text: &str, error: &toml::de::Error) -> Trouble {
    let message = error.message().lines().next().unwrap_or_default();
    let (line, key) = match error.span() {
        Some(span) => {
            let line = line_of(text, span.start);
            (format!(", line {line}"), key_of(text, line).map_or_else(String::new, |key| format!("{key}: ")))
        }
        None => (String::new(), String::new()),
    };
    let remedy = "`wardmote config default` prints every key with its meaning";
    Trouble::refused("config-invalid", format!("`{}`{line}: {key}{message}", file.display()), remedy)
}

/// `[tls] key`, as the file has it.
fn written(at: &[Step]) -> String {
    let names: Vec<&str> = at.iter().filter_map(|step| if let Step::Key(name) = step { Some(*name) } else { None }).collect();
    let repeated = at.iter().any(|step| matches!(step, Step::Nth(_)));
    match names.as_slice() {
        [section, key] if repeated => format!("`[[{section}]]` `{key}`"),
        [section, key] => format!("`[{section}]` `{key}`"),
        names => format!("`{}`", names.join(".")),
    }
}

/// Where a key, or the last section on the way to it, begins.
fn find(text: &str, at: &[Step]) -> Option<usize> {
    let whole = DeTable::parse(text).ok()?;
    let (first, rest) = at.split_first()?;
    let Step::Key(first) = first else { return None };
    let (mut offset, mut value) = entry(whole.get_ref(), first)?;
    for step in rest {
        let next = match (step, value.get_ref()) {
            (Step::Key(name), DeValue::Table(table)) => entry(table, name),
            (Step::Nth(place), DeValue::Array(tables)) => tables.get(*place).map(|table| (table.span().start, table)),
            _ => None,
        };
        let Some(found) = next else { break };
        (offset, value) = found;
    }
    Some(offset)
}

fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<(usize, &'t Spanned<DeValue<'i>>)> {
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, value)| (key.span().start, value))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The section and the key that a line speaks of.
fn key_of(text: &str, line: usize) -> Option<String> {
    let before: Vec<&str> = text.lines().take(line).map(str::trim).collect();
    let (last, earlier) = before.split_last()?;
    if last.starts_with('[') {
        return Some(format!("`{}`", last.split('#').next().unwrap_or_default().trim()));
    }
    let key = last.split_once('=').map(|(key, _)| key.trim()).filter(|key| !key.is_empty() && !key.contains('#'))?;
    let section = earlier.iter().rev().find(|line| line.starts_with('[')).map(|line| line.split('#').next().unwrap_or_default().trim());
    Some(section.map_or_else(|| format!("`{key}`"), |section| format!("`{section}` `{key}`")))
}
