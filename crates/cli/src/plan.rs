//! `plan`: officers' tables of plans taken in and given back, and how the actions of a plan stand.

use crate::home::WordHome;
use crate::output::{Format, finish, print, print_json_line, report};
use crate::{Setting, commands};
use app::House;
use app::plans::room::{PlanKind, Rhythm};
use app::plans::{self as desk, SheetFormat, SheetWords};
use base::{Result, Trouble};
use clap::{Args, Subcommand};
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Plans.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// What to do.
    #[command(subcommand)]
    what: PlanWord,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum PlanWord {
    /// Import tables of a plan, CSV, XLSX or ODS; one line of JSON a file.
    Import {
        /// The files. Columns are known by name, in any order; unknown ones are kept.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The plan; the file's name in house form if not said: `action-plan-2009-10`.
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
        /// What it is called.
        #[arg(long)]
        title: Option<String>,
        /// rolling, operational, transformation or programme.
        #[arg(long, value_parser = kind)]
        kind: Option<PlanKind>,
        /// The financial year of updates that say none: `2009-10`.
        #[arg(long, value_name = "YEAR")]
        year: Option<String>,
        /// How often its actions are updated: monthly or quarterly.
        #[arg(long, value_parser = rhythm)]
        rhythm: Option<Rhythm>,
        /// The office that keeps it.
        #[arg(long, value_name = "OFFICE")]
        owner: Option<String>,
    },
    /// Give a plan's table back: `--format csv` (cell for cell), `xlsx` or `ods`.
    Export {
        /// The plan; may be left out where there is just one.
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
        /// The file to write; stdout if not said.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// List the rows of a plan's table that were not read, with what to do.
    Rejects {
        /// The plan; may be left out where there is just one.
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
        /// Write them as a workbook to mend them in.
        #[arg(long, value_name = "FILE")]
        xlsx: Option<PathBuf>,
    },
    /// List the plans.
    List {},
    /// How each action and milestone stands: what was given beside what is computed, and why.
    Show {
        /// The plan; may be left out where there is just one.
        #[arg(long, value_name = "ID")]
        plan: Option<String>,
    },
}

impl PlanArgs {
    /// Whether it writes a file that may be a workbook.
    pub fn writes_a_workbook(&self) -> bool {
        matches!(self.what, PlanWord::Export { .. })
    }
}

fn kind(text: &str) -> std::result::Result<PlanKind, String> {
    PlanKind::parse(text).ok_or_else(|| "it is rolling, operational, transformation or programme".to_owned())
}

fn rhythm(text: &str) -> std::result::Result<Rhythm, String> {
    Rhythm::parse(text).ok_or_else(|| "it is monthly or quarterly".to_owned())
}

/// Runs `plan`. `asked` is the format that was named, if any.
pub async fn run(words: PlanArgs, asked: Option<Format>, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    let format = Format::or_default(asked);
    let today = app::registers::today(&moment);
    match words.what {
        PlanWord::Import { files, plan, title, kind, year, rhythm, owner } => {
            if plan.is_some() && files.len() > 1 {
                let remedy = "import them one by one, or leave `--plan` out: each then has its file's name";
                return Err(Trouble::usage("plan-of-several", "`--plan` names one plan, and there are several files", remedy));
            }
            import(&house, &files, &SheetWords { plan, title, kind, year, rhythm, owner }, setting).await
        }
        PlanWord::Export { plan, out } => {
            let plan = desk::plan_meant(&house, plan.as_deref()).await?;
            let bytes = desk::export_sheet(&house, today, &plan.id, written_as(asked, out.as_deref())?).await?;
            write(&bytes, out.as_deref())
        }
        PlanWord::Rejects { plan, xlsx } => {
            let plan = desk::plan_meant(&house, plan.as_deref()).await?;
            match xlsx {
                Some(path) => write(&desk::sheet_rejects_workbook(&house, &plan.id).await?, Some(&path)),
                None => print(&desk::sheet_rejects(&house, &plan.id).await?, format).map(|()| 0),
            }
        }
        PlanWord::List {} => print(&desk::plans_table(&house, today).await?, format).map(|()| 0),
        PlanWord::Show { plan } => {
            let plan = desk::plan_meant(&house, plan.as_deref()).await?;
            print(&desk::standing_table(&house, today, &plan.id).await?, format).map(|()| 0)
        }
    }
}

/// Files are independent: one that is refused does not keep the others out, and the worst outcome is the exit code.
async fn import(house: &House, files: &[PathBuf], words: &SheetWords, setting: &Setting) -> Result<u8> {
    let mut worst = 0;
    for file in files {
        match desk::import_sheet_file(house, &commands::moment(setting), file, words).await {
            Ok(imported) => {
                for note in &imported.notes {
                    eprintln!("note: {note}");
                }
                if !imported.left_standing.is_empty() {
                    eprintln!("note: no longer in the table and left standing in the record: {}", imported.left_standing.join(", "));
                }
                if imported.rows_rejected > 0 {
                    let plan = &imported.plan;
                    eprintln!("warning: {} rows were not read; see `wardmote plan rejects --plan {plan}`", imported.rows_rejected);
                }
                print_json_line(&imported)?;
            }
            Err(trouble) => {
                let code = report(&trouble);
                worst = if worst == 1 || code == 1 { 1 } else { worst.max(code) };
            }
        }
    }
    Ok(worst)
}

/// As named, else by the ending of the file, else as CSV.
fn written_as(asked: Option<Format>, out: Option<&Path>) -> Result<SheetFormat> {
    match asked {
        Some(Format::Csv) => Ok(SheetFormat::Csv),
        Some(Format::Xlsx) => Ok(SheetFormat::Xlsx),
        Some(Format::Ods) => Ok(SheetFormat::Ods),
        Some(Format::Table | Format::Json) => {
            Err(Trouble::usage("plan-format", "a table is given back as csv, xlsx or ods", "name one of them with `--format`"))
        }
        None => {
            let ending = out.and_then(|path| path.extension()).map(|ending| ending.to_string_lossy().to_lowercase());
            Ok(SheetFormat::ALL.into_iter().find(|one| ending.as_deref() == Some(one.ending())).unwrap_or(SheetFormat::Csv))
        }
    }
}

fn write(bytes: &[u8], out: Option<&Path>) -> Result<u8> {
    if let Some(path) = out {
        return desk::write_sheet(path, bytes).map(|()| 0);
    }
    let mut stdout = std::io::stdout();
    if stdout.is_terminal() && bytes.starts_with(b"PK") {
        return Err(Trouble::usage("output", "a workbook is nothing for a terminal", "name a file with `--out FILE`"));
    }
    finish(stdout.write_all(bytes).and_then(|()| stdout.flush())).map(|()| 0)
}
