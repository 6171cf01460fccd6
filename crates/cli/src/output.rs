//! Tables as an aligned table, CSV or one JSON object a line.

use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::ValueEnum;
use std::io::{IsTerminal, Write};

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for people.
    Table,
    /// RFC 4180 with a header.
    Csv,
    /// One JSON object a line.
    Json,
    /// A workbook; only where a command writes files.
    #[value(hide = true)]
    Xlsx,
    /// The open workbook; only where a command writes files.
    #[value(hide = true)]
    Ods,
}

impl Format {
    /// The format asked for, else a table on a terminal and CSV in a pipe.
    pub fn or_default(asked: Option<Self>) -> Self {
        asked.unwrap_or_else(|| if std::io::stdout().is_terminal() { Self::Table } else { Self::Csv })
    }
}

/// Refuses the format of a file where a command prints.
///
/// # Errors
/// Wrong usage with `output-format`: it is asked before the command does anything, since a refusal says that nothing was done.
pub fn refuse_workbook(asked: Option<Format>) -> Result<()> {
    match asked {
        Some(Format::Xlsx | Format::Ods) => Err(not_printed()),
        Some(Format::Table | Format::Csv | Format::Json) | None => Ok(()),
    }
}

fn not_printed() -> Trouble {
    Trouble::usage("output-format", "this is printed as table, csv or json", "name one of them with `--format`")
}

/// Prints a trouble to stderr and gives its exit code.
pub fn report(trouble: &Trouble) -> u8 {
    let _ = writeln!(std::io::stderr(), "error: {trouble}");
    trouble.exit_code()
}

/// Writes a table to stdout.
pub fn print(table: &Table, format: Format) -> Result<()> {
    let stdout = std::io::stdout();
    let mut out = std::io::BufWriter::new(stdout.lock());
    let written = match format {
        Format::Csv => print_csv(table, &mut out),
        Format::Json => print_json(table, &mut out),
        Format::Table => print_aligned(table, &mut out),
        Format::Xlsx | Format::Ods => return Err(not_printed()),
    };
    finish(written.and_then(|()| out.flush()))
}

/// A reader that closed its end (`head`) is no failure.
pub fn finish(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::failed("output", format!("could not write the answer: {e}"), "check where the output goes"))
        }
        _ => Ok(()),
    }
}

/// Writes one JSON value as a line to stdout.
pub fn print_json_line(value: &impl serde::Serialize) -> Result<()> {
    let line =
        serde_json::to_string(value).map_err(|e| Trouble::failed("output", format!("could not write the answer: {e}"), "report this"))?;
    let mut out = std::io::stdout().lock();
    finish(writeln!(out, "{line}").and_then(|()| out.flush()))
}

fn print_csv(table: &Table, out: &mut impl Write) -> std::io::Result<()> {
    let mut writer = csv::WriterBuilder::new().from_writer(out);
    writer.write_record(table.columns.iter().map(|c| c.name.as_str())).map_err(cause)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(Value::to_bare)).map_err(cause)?;
    }
    writer.flush()
}

/// The I/O error inside, so that a closed pipe is known for what it is.
fn cause(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(inner) => inner,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

fn print_json(table: &Table, out: &mut impl Write) -> std::io::Result<()> {
    for row in &table.rows {
        let object: serde_json::Map<String, serde_json::Value> = table
            .columns
            .iter()
            .zip(row)
            .map(|(column, value)| (column.name.clone(), serde_json::to_value(value).unwrap_or(serde_json::Value::Null)))
            .collect();
        serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn print_aligned(table: &Table, out: &mut impl Write) -> std::io::Result<()> {
    let cells: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(Value::to_bare).collect()).collect();
    let widths: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(i, c)| {
            cells.iter().filter_map(|row| row.get(i)).map(|t| t.chars().count()).chain([c.name.chars().count()]).max().unwrap_or(0)
        })
        .collect();
    let mut line = |texts: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for ((cell, column), width) in texts.zip(&table.columns).zip(&widths) {
            let space = " ".repeat(width.saturating_sub(cell.chars().count()));
            let number = matches!(column.kind, ColumnKind::Whole | ColumnKind::Real);
            if number {
                text.push_str(&space);
                text.push_str(cell);
            } else {
                text.push_str(cell);
                text.push_str(&space);
            }
            text.push_str("  ");
        }
        writeln!(out, "{}", text.trim_end())
    };
    line(&mut table.columns.iter().map(|c| c.name.as_str()))?;
    let rules: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    line(&mut rules.iter().map(String::as_str))?;
    for row in &cells {
        line(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}
