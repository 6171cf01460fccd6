//! Tasking as tables, for the terminal and for files.

use super::schemes::{SchemeLine, SchemeView, shown};
use super::{Agenda, SuccessMade, YearView};
use base::{ColumnKind, Table, Value};
use plans::tasking::{SchemeCounts, Verdict};
use rulebook::Scheme;

fn text(said: &str) -> Value {
    if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) }
}

fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Missing, Value::Whole)
}

fn verdict(verdict: Option<Verdict>) -> Value {
    verdict.map_or(Value::Missing, |verdict| text(verdict.in_words()))
}

/// The schemes: `scheme,name,heading,keeper,records,this_year,targets_met,targets,late,rule`.
pub fn schemes_table(lines: &[SchemeLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("scheme", Text),
        ("name", Text),
        ("heading", Text),
        ("keeper", Text),
        ("records", Whole),
        ("this_year", Text),
        ("targets_met", Whole),
        ("targets", Whole),
        ("late", Whole),
        ("rule", Text),
    ];
    let mut table = Table::new(&columns);
    let row = |line: &SchemeLine| {
        vec![
            text(&line.name),
            text(&line.scheme.name),
            text(&line.scheme.heading),
            text(&line.scheme.keeper),
            count(line.records),
            text(&line.said),
            count(line.targets.0),
            count(line.targets.1),
            count(line.late),
            text(&line.rule),
        ]
    };
    table.rows = lines.iter().map(row).collect();
    table
}

/// The records of a scheme: its number, then a column for each field, as they are kept.
pub fn scheme_table(view: &SchemeView) -> Table {
    let mut columns = vec![("number", ColumnKind::Whole)];
    columns.extend(view.scheme.fields.iter().map(|field| (field.name.as_str(), ColumnKind::Text)));
    columns.push(("struck", ColumnKind::Text));
    let mut table = Table::new(&columns);
    for kept in &view.records {
        let mut row = vec![Value::Whole(i64::from(kept.body.number))];
        row.extend(view.scheme.fields.iter().map(|field| text(&shown(&view.scheme, &kept.body, &field.name))));
        row.push(text(kept.body.struck.as_ref().map_or("", |struck| struck.reason.as_str())));
        table.rows.push(row);
    }
    table
}

/// A count of money is printed in pounds, bare: `6870.00`.
fn bare(value: i64, money: bool) -> Value {
    if money {
        let sign = if value < 0 { "-" } else { "" };
        let pence = value.unsigned_abs();
        text(&format!("{sign}{}.{:02}", pence / 100, pence % 100))
    } else {
        Value::Whole(value)
    }
}

/// What a scheme counts: `kind,id,label,by,value`, a column for each span, `total,among,percent,target,standing`.
pub fn counts_table(scheme: &Scheme, counts: &SchemeCounts) -> Table {
    use ColumnKind::{Text, Whole};
    let mut columns = vec![("kind", Text), ("id", Text), ("label", Text), ("by", Text), ("value", Text)];
    columns.extend(counts.spans.iter().map(|span| (span.name.as_str(), Whole)));
    columns.extend([("total", Whole), ("among", Whole), ("percent", Text), ("target", Text), ("standing", Text)]);
    let mut table = Table::new(&columns);
    let spans = counts.spans.len();
    let blank = || vec![Value::Missing; spans];
    let whole = |n: u64| i64::try_from(n).map_or(Value::Missing, Value::Whole);
    for line in &counts.counts {
        let target = line.target.as_ref().map_or("", |(words, _)| words.as_str());
        let mut row = vec![text("count"), text(&line.id), text(&line.label), Value::Missing, Value::Missing];
        row.extend(line.by_span.iter().map(|value| bare(*value, line.money)));
        row.extend([bare(line.total, line.money), Value::Missing, Value::Missing, text(target)]);
        row.push(verdict(line.target.as_ref().map(|(_, verdict)| *verdict)));
        table.rows.push(row);
        for part in &line.breakdown {
            let option = scheme.field(&part.field).and_then(|field| field.options.iter().find(|one| one.id == part.value));
            let value = option.map_or(part.value.as_str(), |one| one.name.as_str());
            let mut row = vec![text("part"), text(&line.id), text(&line.label), text(&part.field), text(value)];
            row.extend(part.by_span.iter().map(|value| bare(*value, line.money)));
            row.extend([bare(part.total, line.money), Value::Missing, Value::Missing, Value::Missing, Value::Missing]);
            table.rows.push(row);
        }
    }
    let wanted = |target: Option<(u32, Verdict)>| target.map_or(Value::Missing, |(wanted, _)| text(&format!("at least {wanted}%")));
    for line in &counts.timers {
        let mut row = vec![text("in-time"), text(&line.id), text(&line.label), Value::Missing, Value::Missing];
        row.extend(blank());
        row.extend([whole(line.in_time), whole(line.settled), text(line.percent.as_deref().unwrap_or_default()), wanted(line.target)]);
        row.push(verdict(line.target.map(|(_, verdict)| verdict)));
        table.rows.push(row);
    }
    for line in &counts.shares {
        let mut row = vec![text("share"), text(&line.id), text(&line.label), Value::Missing, Value::Missing];
        row.extend(blank());
        row.extend([
            Value::Whole(line.of),
            Value::Whole(line.among),
            text(line.percent.as_deref().unwrap_or_default()),
            wanted(line.target),
        ]);
        row.push(verdict(line.target.map(|(_, verdict)| verdict)));
        table.rows.push(row);
    }
    for line in &counts.compared {
        let mut row = vec![text("before-after"), text(&line.id), text(&line.label), Value::Missing, Value::Missing];
        row.extend(blank());
        let change = &line.change;
        row.extend([
            whole(change.later),
            whole(change.earlier),
            text(&change.apparent_change),
            Value::Missing,
            text(change.verdict.as_str()),
        ]);
        table.rows.push(row);
    }
    table
}

/// An agenda: `heading,text,whose,because,page`.
pub fn agenda_table(agenda: &Agenda) -> Table {
    use ColumnKind::Text;
    let mut table = Table::new(&[("heading", Text), ("text", Text), ("whose", Text), ("because", Text), ("page", Text)]);
    let row = |item: &plans::tasking::AgendaItem| {
        vec![text(&item.heading), text(&item.text), text(&item.whose), text(&item.because), text(&item.href)]
    };
    table.rows = agenda.items.iter().map(row).collect();
    table
}

/// The list of successes: `heading,scheme,measure,count,shown,records`.
pub fn successes_table(made: &[SuccessMade]) -> Table {
    use ColumnKind::{Text, Whole};
    let mut table =
        Table::new(&[("heading", Text), ("scheme", Text), ("measure", Text), ("count", Whole), ("shown", Text), ("records", Text)]);
    let row = |one: &SuccessMade| {
        let records = one.records.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        vec![text(&one.heading), text(&one.scheme), text(&one.label), Value::Whole(one.total), text(&one.shown), text(&records)]
    };
    table.rows = made.iter().map(row).collect();
    table
}

/// A year: `line,nth,what,whose,from,by,done,late`.
pub fn year_table(view: &YearView) -> Table {
    use ColumnKind::{Flag, Text, Whole};
    let columns =
        [("line", Text), ("nth", Whole), ("what", Text), ("whose", Text), ("from", Text), ("by", Text), ("done", Text), ("late", Flag)];
    let mut table = Table::new(&columns);
    let row = |line: &super::YearLine| {
        vec![
            text(&line.duty.line),
            Value::Whole(i64::from(line.duty.nth)),
            text(&line.duty.what),
            text(&line.duty.whose),
            text(&line.duty.from.to_string()),
            text(&line.duty.by.to_string()),
            text(&line.done.as_ref().map_or_else(String::new, |kept| kept.body.on.to_string())),
            Value::Flag(line.late),
        ]
    };
    table.rows = view.lines.iter().map(row).collect();
    table
}
