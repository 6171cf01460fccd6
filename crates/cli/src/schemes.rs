//! `schemes`: registers of activity, recorded and counted by the fields of a dated rule. `tasking`: what a meeting is to look at.

use crate::home::WordHome;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::plans::tasking::{self as desk, CountRange};
use app::registers;
use base::{Result, Trouble};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Reads days as `YYYY-MM-DD`.
fn day(text: &str) -> std::result::Result<Date, String> {
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    day.ok_or_else(|| "write it as `2026-10-01`".to_owned())
}

/// Registers of activity.
#[derive(Debug, Args)]
pub struct SchemesArgs {
    #[command(subcommand)]
    what: SchemesWord,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum SchemesWord {
    /// Every scheme there is, with what was counted this year.
    List {},
    /// The records of a scheme in a financial year.
    Show {
        /// The scheme: `bobby`.
        scheme: String,
        /// The financial year, `2009-10`; this one if not said.
        #[arg(long, value_name = "YEAR")]
        year: Option<String>,
    },
    /// Record an activity.
    Add {
        /// The scheme: `bobby`.
        scheme: String,
        /// A field and its value, `kind=burglary`; may be given several times.
        #[arg(long = "field", value_name = "NAME=VALUE", required = true)]
        fields: Vec<String>,
    },
    /// Count a scheme between two days, by the quarters they touch.
    Count {
        /// The scheme: `bobby`.
        scheme: String,
        /// The first day.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        from: Date,
        /// The last day.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        to: Date,
    },
}

/// What tasking looks at.
#[derive(Debug, Args)]
pub struct TaskingArgs {
    #[command(subcommand)]
    what: TaskingWord,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum TaskingWord {
    /// The agenda of the next meeting, made from what waits.
    Agenda {},
    /// What was achieved between two days, counted from the records of activity.
    Successes {
        /// The first day; that of the financial year if not said.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "to")]
        from: Option<Date>,
        /// The last day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, requires = "from")]
        to: Option<Date>,
    },
    /// What the partnership owes in a financial year, and what was done.
    Year {
        /// The financial year, `2009-10`; this one if not said.
        #[arg(long, value_name = "YEAR")]
        year: Option<String>,
    },
}

/// Runs `schemes`.
pub async fn schemes(words: SchemesArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        SchemesWord::List {} => print(&desk::schemes_table(&desk::schemes_list(&house, &moment).await?), format).map(|()| 0),
        SchemesWord::Show { scheme, year } => {
            let view = desk::scheme_view(&house, &moment, &scheme, year.as_deref()).await?;
            print(&desk::scheme_table(&view), format).map(|()| 0)
        }
        SchemesWord::Add { scheme, fields } => {
            let recorded = desk::record_activity(&house, &moment, &scheme, &values(&fields)?).await?;
            print(&registers::recorded_table(&[recorded]), format).map(|()| 0)
        }
        SchemesWord::Count { scheme, from, to } => {
            let (scheme, counts) = desk::count_range(&house, &moment, &scheme, CountRange { from, to }).await?;
            print(&desk::counts_table(&scheme, &counts), format).map(|()| 0)
        }
    }
}

fn values(fields: &[String]) -> Result<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    for field in fields {
        let bad = |what: &str| {
            Trouble::usage("scheme-field", format!("`{field}` {what}"), "write a field and its value, such as `kind=burglary`")
        };
        let (name, value) = field.split_once('=').ok_or_else(|| bad("has no value"))?;
        if values.insert(name.trim().to_owned(), value.replace("\\n", "\n")).is_some() {
            return Err(bad("stands twice"));
        }
    }
    Ok(values)
}

/// Runs `tasking`.
pub async fn tasking(words: TaskingArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        TaskingWord::Agenda {} => {
            let next = desk::next_meeting(&house, &moment).await?;
            let agenda = desk::agenda(&house, &moment, next.as_ref().map(|line| &line.kept.body)).await?;
            for left in &agenda.left_out {
                eprintln!("note: left out: {left}");
            }
            print(&desk::agenda_table(&agenda), format).map(|()| 0)
        }
        TaskingWord::Successes { from, to } => {
            let range = match (from, to) {
                (Some(from), Some(to)) => CountRange { from, to },
                _ => desk::year_so_far(&moment)?,
            };
            print(&desk::successes_table(&desk::successes_list(&house, &moment, range).await?), format).map(|()| 0)
        }
        TaskingWord::Year { year } => {
            let view = desk::year_view(&house, &moment, year.as_deref()).await?;
            for one in &view.not_laid_out {
                eprintln!("note: not laid out: {}: no rule `{}` is in force", one.what, one.clock);
            }
            print(&desk::year_table(&view), format).map(|()| 0)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_a_name_a_value_and_stand_once() {
        let read = |fields: &[&str]| values(&fields.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let found = read(&["kind=burglary", "work=locks=2\\nand a chain"]).unwrap();
        assert_eq!((found["kind"].as_str(), found["work"].as_str()), ("burglary", "locks=2\nand a chain"));
        assert_eq!(read(&["kind"]).unwrap_err().code, "scheme-field");
        assert!(read(&["kind=a", "kind=b"]).unwrap_err().message.contains("twice"));
    }
}
