//! `clock`: the limits there are, and the day one of them ends.

use crate::output::{Format, finish, print, print_json_line};
use app::{Due, DueRequest};
use base::Result;
use clap::{Args, Subcommand};
use std::io::Write;

/// What `clock` does.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// List every version of every clock.
    List {},
    /// Count a clock: the day it ends, first.
    Due(DueArgs),
}

/// The words of `clock due`.
#[derive(Debug, Args)]
pub struct DueArgs {
    /// The clock, by its id; `ID@VERSION` forces one version.
    #[arg(long, value_name = "ID")]
    rule: String,
    /// The code of the area whose version holds, such as E07000012.
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// What it is counted from: a date, or a date and time in London (or with its offset).
    #[arg(long, value_name = "DATE|DATETIME")]
    from: String,
    /// It stands still from the first of these until, but not on, the second; may be given several times.
    #[arg(long, value_name = "FROM..TO")]
    pause: Vec<String>,
    /// List the days counted, and what was passed over.
    #[arg(long)]
    explain: bool,
}

/// Runs `clock`; `asked` is the `--format` that was given, if any.
pub fn run(command: &ClockCommand, asked: Option<Format>) -> Result<u8> {
    match command {
        ClockCommand::List {} => print(&app::clocks_table()?, Format::or_default(asked)),
        ClockCommand::Due(words) => {
            let area = words.area.as_deref();
            let due = app::clock_due(&DueRequest { rule: &words.rule, area, from: &words.from, pauses: &words.pause })?;
            if let Some(warning) = &due.warning {
                eprintln!("warning: {warning}");
            }
            for note in &due.notes {
                eprintln!("note: {note}");
            }
            match asked {
                Some(Format::Json) => print_json_line(&due.json(words.explain))?,
                Some(format) => print(&due.table(words.explain), format)?,
                None => print_plain(&due, words.explain)?,
            }
            if words.explain {
                eprintln!("rule: {}\nsource: {}", due.why, due.source);
            }
            Ok(())
        }
    }
    .map(|()| 0)
}

/// The end on the first line; then, if asked, each day counted with its number, its weekday and what was passed over.
fn print_plain(due: &Due, explain: bool) -> Result<()> {
    let mut text = format!("{}\n", due.due);
    if explain {
        let width = due.days.last().map_or(0, |day| day.number.to_string().len());
        for day in &due.days {
            let over = if day.passed_over.is_empty() { String::new() } else { format!("  passed over: {}", day.passed_over) };
            let line = format!("{:>width$}  {}  {:<9}{over}", day.number, day.date, day.weekday);
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    let mut out = std::io::stdout().lock();
    finish(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}
