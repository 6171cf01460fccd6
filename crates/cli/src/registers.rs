//! The registers beside the numbers: `sources`, `gaps`, `requests`, `concerns`, `priorities`, `scan`, `areas`.
//!
//! Each lists itself without a word, and its words record something. `--role` names the office held, never a person.

use crate::home::WordHome;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::House;
use app::registers as book;
use app::registers::Recorded;
use base::{AreaCode, Result, Trouble};
use clap::{Args, Subcommand};
use evidence::registers::{Area, AreaKind, DataSet};
use journal::Body as _;
use std::path::PathBuf;

/// Reads days as `YYYY-MM-DD`.
fn day(text: &str) -> std::result::Result<jiff::civil::Date, String> {
    let day = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
    day.ok_or_else(|| "write it as `2026-10-01`".to_owned())
}

/// The source register.
#[derive(Debug, Args)]
pub struct SourcesArgs {
    /// Nothing to list it.
    #[command(subcommand)]
    what: Option<SourcesWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum SourcesWord {
    /// All that is known of one data set.
    Show {
        /// The data set.
        id: String,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The data set.
        id: String,
    },
    /// Add a data set, or change what is said of one, from a TOML file.
    Add {
        /// The file; docs/registers.md shows one.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Record what a data set may be used for.
    Judge {
        /// The data set.
        id: String,
        /// risk-assessment, insight, not-suitable or to-obtain.
        #[arg(long)]
        class: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The office that judges.
        #[arg(long)]
        role: String,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Record that its holder was asked for it.
    Chase {
        /// The data set.
        id: String,
        #[command(flatten)]
        chase: ChaseOptions,
    },
    /// Record what its holder answered.
    Answer {
        /// The data set.
        id: String,
        /// What was said.
        #[arg(long)]
        said: String,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
}

#[derive(Debug, Args)]
struct ChaseOptions {
    /// The office that asks.
    #[arg(long)]
    role: String,
    /// How.
    #[arg(long, default_value = "letter")]
    channel: String,
    /// What is asked beside the data itself.
    #[arg(long, default_value = "")]
    note: String,
    /// The day; today if not said.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
}

impl ChaseOptions {
    fn words(&self) -> book::ChaseWords<'_> {
        book::ChaseWords { role: &self.role, channel: &self.channel, note: &self.note, on: self.on.as_deref() }
    }
}

/// The gaps.
#[derive(Debug, Args)]
pub struct GapsArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<GapsWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum GapsWord {
    /// Record what cannot be evidenced.
    Add {
        /// An id for it.
        id: String,
        /// What cannot be evidenced.
        #[arg(long)]
        what: String,
        /// Why not.
        #[arg(long)]
        why: String,
        /// The office that owns it.
        #[arg(long)]
        owner: String,
        /// The day it is looked at again.
        #[arg(long, value_name = "YYYY-MM-DD")]
        review: String,
        /// Since when; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<String>,
    },
    /// Record that it was looked at again.
    Review {
        /// The gap.
        id: String,
        /// The office.
        #[arg(long)]
        role: String,
        /// What was found.
        #[arg(long)]
        said: String,
        /// The next review.
        #[arg(long, value_name = "YYYY-MM-DD")]
        next: String,
    },
    /// Record what closes it.
    Close {
        /// The gap.
        id: String,
        /// The office.
        #[arg(long)]
        role: String,
        /// What closes it.
        #[arg(long)]
        how: String,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The gap.
        id: String,
    },
}

/// The requests for data.
#[derive(Debug, Args)]
pub struct RequestsArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<RequestsWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum RequestsWord {
    /// Record a request.
    Add {
        /// An id for it.
        id: String,
        /// The organisation asked.
        #[arg(long)]
        to: String,
        /// What for.
        #[arg(long)]
        what: String,
        /// The data set it is about.
        #[arg(long, value_name = "ID")]
        data_set: Option<String>,
        /// The office that asks.
        #[arg(long)]
        role: String,
        /// The day an answer is due.
        #[arg(long, value_name = "YYYY-MM-DD")]
        due: String,
        /// The day it was asked; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Record that it was chased.
    Chase {
        /// The request.
        id: String,
        #[command(flatten)]
        chase: ChaseOptions,
    },
    /// Record what came of it.
    Answer {
        /// The request.
        id: String,
        /// What was said.
        #[arg(long)]
        said: String,
        /// It was refused; else it was given.
        #[arg(long)]
        refused: bool,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The request.
        id: String,
    },
}

/// Professional concerns.
#[derive(Debug, Args)]
pub struct ConcernsArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<ConcernsWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum ConcernsWord {
    /// Record a concern about a place.
    Add {
        /// The code of the ward, or the id of an area that is defined.
        #[arg(long, value_name = "CODE")]
        area: String,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The office that raises it.
        #[arg(long)]
        role: String,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Record that it stands no longer.
    Withdraw {
        /// The concern.
        id: String,
        /// The office.
        #[arg(long)]
        role: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The concern.
        id: String,
    },
}

/// Priorities.
#[derive(Debug, Args)]
pub struct PrioritiesArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<PrioritiesWord>,
    /// Only those of a year: `2020-21`.
    #[arg(long, value_name = "YEAR")]
    year: Option<String>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum PrioritiesWord {
    /// Propose one.
    Propose {
        /// An id for it.
        id: String,
        /// The year it is for: `2020-21`.
        #[arg(long = "for", value_name = "YEAR")]
        year: String,
        /// What it is called.
        #[arg(long)]
        name: String,
        /// The code of a ward, or the id of an area that is defined; may be given several times.
        #[arg(long = "area", value_name = "CODE", required = true)]
        areas: Vec<String>,
        /// The heading, by id or name; leave out where a place was looked at and nothing is proposed.
        #[arg(long)]
        heading: Option<String>,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The office that proposes.
        #[arg(long)]
        role: String,
        /// The rule of the flags it rests on: `ward-flags@2020`.
        #[arg(long)]
        rule: Option<String>,
        /// What the flags said.
        #[arg(long)]
        flags: Option<String>,
        /// A concern it rests on; may be given several times.
        #[arg(long = "concern", value_name = "ID")]
        concerns: Vec<String>,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Record what was decided: on the list, or off it because…
    #[command(group = clap::ArgGroup::new("decision").required(true))]
    Decide {
        /// The priority.
        id: String,
        /// On the list.
        #[arg(long, group = "decision")]
        listed: bool,
        /// Off the list.
        #[arg(long, group = "decision")]
        off: bool,
        /// Why; "off the list because…".
        #[arg(long)]
        reason: String,
        /// The office that decides.
        #[arg(long)]
        role: String,
        /// The meeting.
        #[arg(long)]
        meeting: String,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// List the wards for which nothing was decided that year, of those that are named.
    Undecided {
        /// The year: `2020-21`.
        #[arg(long = "for", value_name = "YEAR")]
        year: String,
        /// The code of a ward at the highest risk, as `flags` lists them; may be given several times.
        #[arg(long = "high", value_name = "CODE", required = true)]
        high: Vec<String>,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The priority.
        id: String,
    },
}

/// The scan matrix.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Nothing to list it.
    #[command(subcommand)]
    what: Option<ScanWord>,
    /// Only that scan.
    #[arg(long, value_name = "SCAN")]
    scan: Option<String>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum ScanWord {
    /// Score an issue on the matrix.
    Score {
        /// The scan and the issue: `2019-20/violence`.
        #[arg(value_name = "SCAN/ISSUE")]
        id: String,
        /// The issue's title.
        #[arg(long)]
        title: String,
        /// A criterion and its score, `harm=3`; one for each criterion.
        #[arg(long = "score", value_name = "CRITERION=N", required = true)]
        scores: Vec<String>,
        /// Why they are these.
        #[arg(long)]
        reason: String,
        /// The office that scores.
        #[arg(long)]
        role: String,
        /// The score the police gave it in a risk assessment of their own.
        #[arg(long, requires_all = ["police_scale", "police_source"])]
        police_score: Option<String>,
        /// What that score is out of.
        #[arg(long, requires = "police_score")]
        police_scale: Option<String>,
        /// The product it stands in.
        #[arg(long, requires = "police_score")]
        police_source: Option<String>,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// Record whether an issue becomes a line of enquiry.
    #[command(group = clap::ArgGroup::new("choice").required(true))]
    Choose {
        /// The scan and the issue: `2019-20/violence`.
        #[arg(value_name = "SCAN/ISSUE")]
        id: String,
        /// What is asked of it.
        #[arg(long, group = "choice", value_name = "QUESTION")]
        line: Option<String>,
        /// It is not analysed further.
        #[arg(long = "not-chosen", group = "choice")]
        not_chosen: bool,
        /// Why, or why not.
        #[arg(long)]
        reason: String,
        /// The office that chooses.
        #[arg(long)]
        role: String,
        /// The day; today if not said.
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<String>,
    },
    /// What was recorded of an issue, entry by entry.
    History {
        /// The scan and the issue.
        #[arg(value_name = "SCAN/ISSUE")]
        id: String,
    },
}

/// Areas of the partnership's own.
#[derive(Debug, Args)]
pub struct AreasArgs {
    /// Nothing to list them.
    #[command(subcommand)]
    what: Option<AreasWord>,
    /// Where.
    #[command(flatten)]
    home: WordHome,
}

#[derive(Debug, Subcommand)]
enum AreasWord {
    /// Define an area, or say anew what one is.
    Define {
        /// Its id: `northstowe`.
        id: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// village or custom.
        #[arg(long, default_value = "custom")]
        kind: String,
        /// The code of a ward it lies in; may be given several times.
        #[arg(long = "ward", value_name = "CODE", required = true)]
        wards: Vec<String>,
        /// The code of an LSOA it is made of; may be given several times, or not at all.
        #[arg(long = "lsoa", value_name = "CODE")]
        lsoas: Vec<String>,
        /// The first day it is used.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        since: Option<jiff::civil::Date>,
        /// The first day it is used no longer.
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
        until: Option<jiff::civil::Date>,
        /// What to know about it.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// What was recorded of it, entry by entry.
    History {
        /// The area.
        id: String,
    },
}

/// Prints what was recorded.
fn recorded(recorded: Recorded, format: Format) -> Result<u8> {
    print(&book::recorded_table(&[recorded]), format).map(|()| 0)
}

async fn history(house: &House, register: &str, id: &str, format: Format) -> Result<u8> {
    let lines = book::history(house, register, id).await?;
    if lines.is_empty() {
        return Err(Trouble::refused(
            "record-unknown",
            format!("nothing was recorded of `{id}` in the register `{register}`"),
            "list the register to see its ids",
        ));
    }
    print(&book::history_table(&lines), format).map(|()| 0)
}

/// Runs `sources`.
pub async fn sources(words: SourcesArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::sources_table(&book::source_register(&house, book::today(&moment)).await?), format).map(|()| 0),
        Some(SourcesWord::Show { id }) => {
            let lines = book::source_register(&house, book::today(&moment)).await?;
            let line = lines.iter().find(|line| line.data_set.id == id).ok_or_else(|| {
                Trouble::refused("record-unknown", format!("there is no data set `{id}`"), "list them with `wardmote sources`")
            })?;
            print(&book::source_table(line), format).map(|()| 0)
        }
        Some(SourcesWord::History { id }) => history(&house, DataSet::REGISTER, &id, format).await,
        Some(SourcesWord::Add { file }) => {
            let file = book::read_source_file(&file)?;
            recorded(book::add_source(&house, &moment, file).await?, format)
        }
        Some(SourcesWord::Judge { id, class, reason, role, on }) => {
            let judgement = book::JudgementWords { class: &class, reason: &reason, role: &role, on: on.as_deref() };
            recorded(book::judge_source(&house, &moment, &id, &judgement).await?, format)
        }
        Some(SourcesWord::Chase { id, chase }) => recorded(book::chase_source(&house, &moment, &id, &chase.words()).await?, format),
        Some(SourcesWord::Answer { id, said, on }) => {
            recorded(book::answer_source(&house, &moment, &id, &said, on.as_deref()).await?, format)
        }
    }
}

/// Runs `gaps`.
pub async fn gaps(words: GapsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::gaps_table(&book::gaps(&house, book::today(&moment)).await?), format).map(|()| 0),
        Some(GapsWord::Add { id, what, why, owner, review, since }) => {
            let gap = book::NewGap { id: &id, what: &what, why: &why, owner: &owner, review: &review, since: since.as_deref() };
            recorded(book::record_gap(&house, &moment, &gap).await?, format)
        }
        Some(GapsWord::Review { id, role, said, next }) => {
            recorded(book::review_gap(&house, &moment, &id, &role, &said, &next).await?, format)
        }
        Some(GapsWord::Close { id, role, how }) => recorded(book::close_gap(&house, &moment, &id, &role, &how).await?, format),
        Some(GapsWord::History { id }) => history(&house, evidence::registers::Gap::REGISTER, &id, format).await,
    }
}

/// Runs `requests`.
pub async fn requests(words: RequestsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::requests_table(&book::requests(&house, book::today(&moment)).await?), format).map(|()| 0),
        Some(RequestsWord::Add { id, to, what, data_set, role, due, on }) => {
            let (data_set, on) = (data_set.as_deref(), on.as_deref());
            let request = book::NewRequest { id: &id, to: &to, what: &what, data_set, role: &role, due: &due, on };
            recorded(book::ask(&house, &moment, &request).await?, format)
        }
        Some(RequestsWord::Chase { id, chase }) => recorded(book::chase_request(&house, &moment, &id, &chase.words()).await?, format),
        Some(RequestsWord::Answer { id, said, refused, on }) => {
            recorded(book::answer_request(&house, &moment, &id, !refused, &said, on.as_deref()).await?, format)
        }
        Some(RequestsWord::History { id }) => history(&house, evidence::registers::Request::REGISTER, &id, format).await,
    }
}

/// Runs `concerns`.
pub async fn concerns(words: ConcernsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::concerns_table(&book::concerns(&house).await?), format).map(|()| 0),
        Some(ConcernsWord::Add { area, reason, role, on }) => {
            let concern = book::NewConcern { area: &area, reason: &reason, role: &role, on: on.as_deref() };
            recorded(book::raise_concern(&house, &moment, &concern).await?, format)
        }
        Some(ConcernsWord::Withdraw { id, role, reason }) => {
            recorded(book::withdraw_concern(&house, &moment, &id, &role, &reason).await?, format)
        }
        Some(ConcernsWord::History { id }) => history(&house, evidence::registers::Concern::REGISTER, &id, format).await,
    }
}

/// Runs `priorities`.
pub async fn priorities(words: PrioritiesArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::priorities_table(&book::priorities(&house, words.year.as_deref()).await?), format).map(|()| 0),
        Some(PrioritiesWord::Propose { id, year, name, areas, heading, reason, role, rule, flags, concerns, on }) => {
            let proposal = book::NewPriority {
                id: &id,
                year: &year,
                name: &name,
                areas: &areas,
                heading: heading.as_deref(),
                reason: &reason,
                role: &role,
                rule: rule.as_deref(),
                result: flags.as_deref(),
                concerns: &concerns,
                on: on.as_deref(),
            };
            recorded(book::propose_priority(&house, &moment, &proposal).await?, format)
        }
        Some(PrioritiesWord::Decide { id, listed, off: _, reason, role, meeting, on }) => {
            let decision = book::DecisionWords { listed, reason: &reason, role: &role, meeting: &meeting, on: on.as_deref() };
            recorded(book::decide_priority(&house, &moment, &id, &decision).await?, format)
        }
        Some(PrioritiesWord::Undecided { year, high }) => {
            let high = book::high_wards(&house, &high).await?;
            print(&book::undecided_table(&book::undecided_wards(&house, &high, &year).await?), format).map(|()| 0)
        }
        Some(PrioritiesWord::History { id }) => history(&house, evidence::registers::Priority::REGISTER, &id, format).await,
    }
}

/// Runs `scan`.
pub async fn scan(words: ScanArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => {
            let lines = book::scan_lines(&house, words.scan.as_deref()).await?;
            let matrix = house.rulebook.scan_matrix(book::today(&moment), None)?;
            print(&book::scan_table(&lines, matrix.parameters), format).map(|()| 0)
        }
        Some(ScanWord::Score { id, title, scores, reason, role, police_score, police_scale, police_source, on }) => {
            let (scan, issue) = scan_and_issue(&id)?;
            let police = police_score.as_deref().zip(police_scale.as_deref()).zip(police_source.as_deref());
            let score = book::NewScore {
                scan,
                issue,
                title: &title,
                scores: &scores,
                reason: &reason,
                role: &role,
                police: police.map(|((score, scale), source)| (score, scale, source)),
                on: on.as_deref(),
            };
            recorded(book::score_issue(&house, &moment, &score).await?, format)
        }
        Some(ScanWord::Choose { id, line, not_chosen: _, reason, role, on }) => {
            recorded(book::choose_issue(&house, &moment, &id, line.as_deref(), &reason, &role, on.as_deref()).await?, format)
        }
        Some(ScanWord::History { id }) => history(&house, evidence::registers::ScanIssue::REGISTER, &id, format).await,
    }
}

fn scan_and_issue(id: &str) -> Result<(&str, &str)> {
    id.split_once('/').ok_or_else(|| {
        Trouble::usage("scan-issue", format!("`{id}` names no scan and issue"), "write both with a slash, such as `2019-20/violence`")
    })
}

/// Runs `areas`.
pub async fn areas(words: AreasArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (house, moment) = (words.home.open(setting).await?, commands::moment(setting));
    match words.what {
        None => print(&book::areas_table(&book::areas(&house, book::today(&moment)).await?), format).map(|()| 0),
        Some(AreasWord::Define { id, name, kind, wards, lsoas, since, until, note }) => {
            let kind = AreaKind::parse(&kind).map_err(|refused| Trouble::usage("area-kind", refused.to_string(), refused.remedy()))?;
            let area = Area { id, name, kind, wards: codes(&wards)?, lsoas: codes(&lsoas)?, since, until, note };
            recorded(book::define_area(&house, &moment, &area).await?, format)
        }
        Some(AreasWord::History { id }) => history(&house, Area::REGISTER, &id, format).await,
    }
}

fn codes(texts: &[String]) -> Result<Vec<AreaCode>> {
    let read =
        |text: &String| AreaCode::parse(text).map_err(|e| Trouble::refused("area-code", e.to_string(), "copy it from `wardmote query`"));
    texts.iter().map(read).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use crate::args::Cli;
    use clap::Parser as _;

    /// The words of a line as a shell splits them, with double quotes only.
    fn split(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 { words.push(part.to_owned()) } else { words.extend(part.split_whitespace().map(str::to_owned)) }
        }
        words
    }

    #[test]
    fn every_command_of_the_page_about_registers_is_understood() {
        let page = include_str!("../../../docs/registers.md");
        let commands: Vec<&str> = page.lines().filter(|line| line.starts_with("wardmote ")).collect();
        assert!(commands.len() >= 20, "{}", commands.len());
        for command in commands {
            let parsed = Cli::try_parse_from(split(command));
            assert!(parsed.is_ok(), "{command}: {:?}", parsed.err());
        }
    }

    #[test]
    fn a_list_needs_no_word_and_a_record_needs_an_office() {
        for register in ["sources", "gaps", "requests", "concerns", "priorities", "scan", "areas"] {
            assert!(Cli::try_parse_from(["wardmote", register, "--home", "H"]).is_ok(), "{register}");
        }
        for words in [
            "sources judge imd --class insight --reason seen",
            "concerns add --area E05011299 --reason new",
            "priorities decide p --reason r --role board --meeting m",
            "priorities decide p --listed --off --reason r --role board --meeting m",
            "scan choose 2019-20/violence --reason r --role board",
            "scan score 2019-20/violence --title V --score harm=3 --reason r --role board --police-score 3",
        ] {
            let parsed = Cli::try_parse_from(std::iter::once("wardmote").chain(words.split(' ')).chain(["--home", "H"]));
            assert!(parsed.is_err(), "{words}");
        }
    }
}
