//! Strategic assessments in the record: `assessments`, which lists them, and its words.
//!
//! Approving is the chair's and publishing is for those whom the policies name: both are done by a page, where somebody is signed in.

use crate::home::WordHome;
use crate::output::{Format, print, print_json_line};
use crate::{Setting, commands};
use app::registers::{recorded_table, today};
use app::strategic::living::{HowChanged, Stage, unanswered};
use app::strategic::{self, MoveWords, PaperLine, Saved, WhichVersion};
use app::{House, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What says where each file stood when it was exported.
const STANDS: &str = "exported.json";

/// Strategic assessments.
#[derive(Debug, Args)]
pub struct AssessmentsArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<AssessmentsWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum AssessmentsWord {
    /// List them: stage, late steps, comments without an answer.
    List,
    /// Open one as a draft, from its definition and the narrative beside it.
    Open {
        /// The definition, `assessment.toml`.
        #[arg(value_name = "DEFINITION")]
        definition: PathBuf,
        /// The office that opens it.
        #[arg(long, default_value = "operator")]
        role: String,
    },
    /// Its sections, who wrote each last, and how many faults each has.
    Show {
        /// The assessment.
        id: String,
    },
    /// Write its files into a folder, to be edited elsewhere.
    Export {
        /// The assessment.
        id: String,
        /// The folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Take files back that were exported, each on top of what was exported; what two wrote at once is told, and nothing is lost.
    BringIn {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The office that wrote them.
        #[arg(long, default_value = "operator")]
        role: String,
        /// What was changed, in a line.
        #[arg(long, default_value = "edited as files")]
        note: String,
    },
    /// What differs between two versions, or a version and the assessment as it stands.
    Compare {
        /// The assessment.
        id: String,
        /// The earlier version.
        #[arg(long, value_name = "N")]
        from: u32,
        /// The later version; as it stands now if not said.
        #[arg(long, value_name = "N")]
        to: Option<u32>,
    },
    /// Put it to the partners, or send it back to draft.
    Move {
        /// The assessment.
        id: String,
        /// Where to.
        #[arg(long, value_enum)]
        to: To,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The office that moves it.
        #[arg(long, default_value = "operator")]
        role: String,
    },
}

/// The stages that the command line moves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// Partners comment on it.
    Consultation,
    /// It is written on.
    Draft,
}

/// Runs `assessments`.
pub async fn assessments(words: AssessmentsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None | Some(AssessmentsWord::List) => print(&list(&strategic::papers(&house, today(&moment)).await?), format).map(|()| 0),
        Some(AssessmentsWord::Open { definition, role }) => {
            let files = strategic::read_bundle(&definition)?;
            let recorded = strategic::open_paper(&house, &moment, &files, &role).await?;
            print(&recorded_table(&[recorded]), format).map(|()| 0)
        }
        Some(AssessmentsWord::Show { id }) => show(&house, &moment, &id, format).await,
        Some(AssessmentsWord::Export { id, out }) => export(&house, &id, &out).await,
        Some(AssessmentsWord::BringIn { folder, role, note }) => bring_in(&house, &moment, &folder, &role, &note, format).await,
        Some(AssessmentsWord::Compare { id, from, to }) => compare(&house, &moment, &id, from, to, format).await,
        Some(AssessmentsWord::Move { id, to, reason, role }) => {
            let seen = strategic::paper(&house, &id).await?.stamp.seq;
            let to = match to {
                To::Consultation => Stage::Consultation,
                To::Draft => Stage::Draft,
            };
            let words = MoveWords { to, office: &role, reason: &reason, seen, texts: None };
            let moved = strategic::move_stage(&house, &moment, &id, &words).await?;
            print_json_line(&json!({ "assessment": id, "stage": to.id(), "version": moved.version })).map(|()| 0)
        }
    }
}

fn text(said: &str) -> Value {
    if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) }
}

fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Missing, Value::Whole)
}

fn list(lines: &[PaperLine]) -> Table {
    use ColumnKind::{Text, Whole};
    let columns = [
        ("assessment", Text),
        ("title", Text),
        ("stage", Text),
        ("version", Whole),
        ("late_steps", Whole),
        ("comments_open", Whole),
        ("moved_at", Text),
        ("moved_by", Text),
    ];
    let mut table = Table::new(&columns);
    table.rows = lines
        .iter()
        .map(|line| {
            vec![
                text(&line.entry.id),
                text(&line.title),
                text(line.entry.stage.id()),
                Value::Whole(i64::from(line.entry.version)),
                count(line.late.len()),
                count(line.unanswered.len()),
                text(&line.stamp.at),
                text(&line.entry.office),
            ]
        })
        .collect();
    table
}

async fn show(house: &House, moment: &Moment, id: &str, format: Format) -> Result<u8> {
    use ColumnKind::{Text, Whole};
    let view = strategic::paper_view(house, moment, id).await?;
    let mut table =
        Table::new(&[("section", Text), ("file", Text), ("faults", Whole), ("seq", Whole), ("at", Text), ("by", Text), ("note", Text)]);
    for line in &view.sections {
        let written = line.text.as_ref();
        table.rows.push(vec![
            text(&line.id),
            text(&line.path),
            line.faults.map_or(Value::Missing, count),
            written.map_or(Value::Missing, |text| Value::Whole(text.stamp.seq)),
            written.map_or(Value::Missing, |one| text(&one.stamp.at)),
            written.map_or(Value::Missing, |one| text(&one.entry.office)),
            written.map_or(Value::Missing, |one| text(&one.entry.note)),
        ]);
    }
    let open = unanswered(view.comments.iter().map(|line| &line.entry));
    if !open.is_empty() {
        eprintln!("without an answer: {}", open.join(", "));
    }
    print(&table, format).map(|()| 0)
}

async fn export(house: &House, id: &str, out: &Path) -> Result<u8> {
    let exported = strategic::export(house, id).await?;
    let stands = serde_json::to_string_pretty(&exported.stands).unwrap_or_default() + "\n";
    let mut written = Vec::new();
    for (path, text) in exported.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([(STANDS, stands.as_str())]) {
        written.push(strategic::write_file(out, path, text)?);
    }
    for path in written {
        print_json_line(&json!({ "written": path.display().to_string() }))?;
    }
    Ok(0)
}

async fn bring_in(house: &House, moment: &Moment, folder: &Path, role: &str, note: &str, format: Format) -> Result<u8> {
    let files = strategic::read_bundle(&folder.join(strategic::DEFINITION))?;
    let unreadable = |why: String| {
        Trouble::refused(
            "paper-file",
            format!("`{STANDS}` can't be read: {why}"),
            "export the assessment again, and copy your texts into that folder",
        )
    };
    let stands = strategic::read_file(folder, STANDS)?;
    let stands: BTreeMap<String, i64> = serde_json::from_str(&stands).map_err(|error| unreadable(error.to_string()))?;
    let saved = strategic::bring_in(house, moment, &files, &stands, role, note).await?;
    let mut table = Table::new(&[("file", ColumnKind::Text), ("what", ColumnKind::Text), ("seq", ColumnKind::Whole)]);
    let mut conflicts = Vec::new();
    for (path, saved) in &saved {
        let (what, seq) = match saved {
            Saved::Written(recorded) => ("written", Value::Whole(recorded.seq)),
            Saved::Same => ("unchanged", Value::Missing),
            Saved::Conflict(both) => {
                conflicts.push(format!("`{path}` was written by {} at {}", both.theirs.entry.office, both.theirs.stamp.at));
                ("conflict", Value::Whole(both.theirs.stamp.seq))
            }
        };
        table.rows.push(vec![text(path), text(what), seq]);
    }
    print(&table, format)?;
    if conflicts.is_empty() {
        return Ok(0);
    }
    Err(Trouble::refused(
        "entry-changed",
        format!("somebody else wrote since you exported: {}; your files are as they were", conflicts.join("; ")),
        "export into another folder, put both texts together, and bring that in",
    ))
}

async fn compare(house: &House, moment: &Moment, id: &str, from: u32, to: Option<u32>, format: Format) -> Result<u8> {
    let which = |number| WhichVersion { paper: id, number };
    let compared = strategic::compare(house, moment, which(Some(from)), which(to)).await?;
    let mut table = Table::new(&["what", "id", "change", "then", "now"].map(|name| (name, ColumnKind::Text)));
    for figure in compared.figures.iter().filter(|figure| figure.how != HowChanged::Not) {
        let change = match figure.how {
            HowChanged::Value => "changed",
            HowChanged::Added => "added",
            HowChanged::Removed => "removed",
            HowChanged::Ground => "other extracts or rules",
            HowChanged::Not => "same",
        };
        let said = |said: Option<&strategic::living::FigureSaid>| said.map_or(Value::Missing, |said| text(&said.value));
        table.rows.push(vec![text("figure"), text(&figure.id), text(change), said(figure.then.as_ref()), said(figure.now.as_ref())]);
    }
    for section in compared.sections.iter().filter(|section| !section.is_same()) {
        let words = |of: strategic::living::Kept| {
            let runs = section.runs.iter().filter(|run| run.kept == of);
            text(&runs.map(|run| run.words.trim()).collect::<Vec<_>>().join(" \u{2026} "))
        };
        let (then, now) = (words(strategic::living::Kept::Then), words(strategic::living::Kept::Now));
        table.rows.push(vec![text("text"), text(&section.path), text("changed"), then, now]);
    }
    print(&table, format).map(|()| 0)
}
