//! `report`: performance, funder's, annual and activity reports.

use crate::args::HomeArgs;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::plans::room::Period;
use app::plans::{Paper, YearPart};
use app::{House, plans as desk};
use base::{Result, Trouble};
use calendar::FinancialYear;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// The words of `report`.
#[derive(Debug, Clone, Args)]
pub struct ReportArgs {
    /// Which report.
    #[command(subcommand)]
    pub what: ReportWhat,
}

/// Which report.
#[derive(Debug, Clone, Subcommand)]
pub enum ReportWhat {
    /// What came of each target in a quarter or a month: a line an indicator; with --out the report as HTML, PDF and DOCX.
    Performance {
        /// The quarter or month: `2010-11-Q4`, `2026-10`.
        #[arg(long, value_name = "PERIOD")]
        period: String,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// A folder for the report as HTML, PDF and DOCX.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// What a grant was spent on, what was done and what came of it.
    Funder {
        /// The plan that has the grant, by its id.
        #[arg(long, value_name = "ID")]
        plan: String,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// A folder for the report.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// The annual report of a financial year, or the review of its first six months.
    Annual {
        /// The financial year: `2025-26`.
        #[arg(long, value_name = "YEAR")]
        year: String,
        /// Only April to September.
        #[arg(long)]
        six_months: bool,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// A folder for the report.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// What was completed between two days.
    Activity {
        /// The first day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: String,
        /// The last day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        to: String,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// A folder for the report.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

/// Makes a report.
pub(crate) async fn run(words: ReportArgs, format: Format, setting: &Setting) -> Result<u8> {
    let today = app::registers::today(&commands::moment(setting));
    match words.what {
        ReportWhat::Performance { period, home, out } => {
            let period = Period::parse(&period).map_err(|why| Trouble::usage("period", why.to_string(), "for example `2010-11-Q4`"))?;
            let house = commands::open(&home, setting).await?;
            let made = desk::performance(&house, period).await?;
            for lack in &made.lacks {
                eprintln!("note: not everything is held: {lack}");
            }
            if let Some(out) = out {
                let paper = desk::performance_paper(&house, &made, today).await?;
                return write(&house, &paper, &out).await;
            }
            print(&desk::performance_table(&made), format).map(|()| 0)
        }
        ReportWhat::Funder { plan, home, out } => {
            let house = commands::open(&home, setting).await?;
            write(&house, &desk::funder_paper(&house, &plan, today).await?, &out).await
        }
        ReportWhat::Annual { year, six_months, home, out } => {
            let year = FinancialYear::parse(&year.replacen('-', "/", 1))
                .map_err(|why| Trouble::usage("year", why.to_string(), "write it as `2025-26`"))?;
            let house = commands::open(&home, setting).await?;
            let part = if six_months { YearPart::SixMonths } else { YearPart::Year };
            write(&house, &desk::year_paper(&house, year, part, today).await?, &out).await
        }
        ReportWhat::Activity { from, to, home, out } => {
            let (from, to) = (day(&from)?, day(&to)?);
            let house = commands::open(&home, setting).await?;
            write(&house, &desk::activity_paper(&house, from, to, today).await?, &out).await
        }
    }
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| Trouble::usage("day", format!("`{text}` is no day"), "write it as `2026-10-01`"))
}

async fn write(house: &House, paper: &Paper, out: &Path) -> Result<u8> {
    let paths = desk::write_paper(house, paper, out).await?;
    commands::print_paths(&paths)
}
