//! The words of the command line, as `docs/` and the contract spell them.

use crate::assessments::AssessmentsArgs;
use crate::audit::{AuditArgs, PolicyArgs};
use crate::clock::ClockCommand;
use crate::config::{Config, ConfigArgs, ConfigPath};
use crate::flags::{FlagsArgs, MeasureArgs};
use crate::harm::HarmArgs;
use crate::hotspots::HotspotsArgs;
use crate::keeping::{ArchiveArgs, BackupArgs, CheckArgs, DoctorArgs, KeystoreArgs, RestoreArgs};
use crate::near_repeat::NearRepeatArgs;
use crate::outbox::{DueArgs, LinkArgs, OutboxArgs};
use crate::output::Format;
use crate::partners::{DutiesArgs, ExplainArgs, PartnerArgs, UserArgs};
use crate::people::PersonArgs;
use crate::plan::PlanArgs;
use crate::registers::{AreasArgs, ConcernsArgs, GapsArgs, PrioritiesArgs, RequestsArgs, ScanArgs, SourcesArgs};
use crate::reports::ReportArgs;
use crate::schemes::{SchemesArgs, TaskingArgs};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The working system of a community safety partnership.
#[derive(Debug, Parser)]
#[command(name = "wardmote", version, about = "The working system of a community safety partnership", disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How data is printed; a table on a terminal, CSV otherwise.
    #[arg(long, global = true, value_enum)]
    pub format: Option<Format>,
}

/// Where the record and the extracts of one partnership lie.
#[derive(Debug, Clone, Args)]
pub struct HomeArgs {
    /// The folder that holds all state.
    #[arg(long, env = "WARDMOTE_HOME", value_name = "DIR")]
    pub home: PathBuf,
    /// The record's database when it is not the home's own SQLite file: `postgres://…`.
    #[arg(long, env = "WARDMOTE_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

/// The words of `serve`. What they say wins over the configuration.
#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The folder that holds all state.
    #[arg(long, env = "WARDMOTE_HOME", value_name = "DIR")]
    home: Option<PathBuf>,
    /// The record's database when it is not the home's own SQLite file: `postgres://…`.
    #[arg(long, env = "WARDMOTE_DATABASE", value_name = "URL")]
    database: Option<String>,
    /// The address; 127.0.0.1:8642, which only this machine can reach, if not said.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The configuration.
    #[command(flatten)]
    config: ConfigPath,
}

impl ServeArgs {
    /// The configuration with what the command line says, and the home that is served.
    pub fn settled(&self) -> Result<(Config, HomeArgs), base::Trouble> {
        let mut config = self.config.read()?;
        if let Some(listen) = &self.listen {
            config.listen.0.clone_from(listen);
        }
        let home = self.home.clone().or_else(|| config.home.clone()).ok_or_else(crate::home::needed)?;
        let database = self.database.clone().map_or_else(|| config.database(), |database| Ok(Some(database)))?;
        Ok((config, HomeArgs { home, database }))
    }
}

/// `--home` for a command that needs none: accepted, and not looked at.
#[derive(Debug, Clone, Default, Args)]
pub struct NoHome {
    /// Not needed here.
    #[arg(long, value_name = "DIR", hide = true, global = true)]
    pub home: Option<PathBuf>,
}

/// What `--repeated-ids` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RepeatedIds {
    /// Keep every row, and count those whose Crime ID stood already in the same CSV.
    All,
    /// Keep the first row of each Crime ID in a CSV; the others are listed as rejected.
    First,
}

/// Lookups that join two vintages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Via {
    /// LSOA 2011 → LSOA 2021.
    AreaChanges,
}

/// LSOA vintages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Geography {
    /// LSOAs of the 2011 census.
    #[value(name = "2011")]
    Census2011,
    /// LSOAs of the 2021 census.
    #[value(name = "2021")]
    Census2021,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a home.
    Init {
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
    },
    /// Import files of one kind; one extract a file, one line of JSON each.
    Import {
        /// area-lookup, area-changes, boundaries, population, households, imd-2019, imd-2025, police-street,
        /// police-outcomes, police-stop-search, harm-weights, peer-group, area-counts or incidents.
        #[arg(value_name = "KIND")]
        kind: String,
        /// The files, as published: CSV, a ZIP of CSVs, XLSX or ODS; GeoJSON, Shapefile or GeoPackage for boundaries.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Where to.
        #[command(flatten)]
        home: HomeArgs,
        /// The day the partner sent it; today if not said. The latest received counts.
        #[arg(long, value_name = "YYYY-MM-DD")]
        received: Option<String>,
        /// The LSOA vintage, where the codes alone don't tell.
        #[arg(long, value_enum)]
        geography: Option<Geography>,
        /// How a partner's incidents are read: a saved mapping (see docs/guides/add-a-partners-format.md).
        #[arg(long, value_name = "FILE")]
        mapping: Option<PathBuf>,
        /// The data set a table of counts belongs to, where its columns don't say.
        #[arg(long, value_name = "ID")]
        data_set: Option<String>,
        /// The period a table of counts covers, where its columns don't say: `2018-11 to 2019-10`.
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// Where a table of counts comes from: the paper and its page.
        #[arg(long, value_name = "TEXT")]
        source: Option<String>,
        /// The district, ward or county a table of counts lies in, where names alone don't tell.
        #[arg(long, value_name = "CODE")]
        within: Option<String>,
        /// What to do with rows whose Crime ID stood already in the same CSV.
        #[arg(long, value_enum, default_value = "all")]
        repeated_ids: RepeatedIds,
        /// Refuse a file in which anything had to be rejected or guessed.
        #[arg(long)]
        strict: bool,
    },
    /// List the extracts; show one passport: `extracts show ID`; tell what one changed: `extracts changes ID`.
    Extracts {
        /// Nothing to list them; `show ID` for one passport; `changes ID` for what it changed of the extract it replaced,
        /// month by month.
        #[arg(value_names = ["show|changes", "ID"], num_args = 0..=2)]
        words: Vec<String>,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
    },
    /// List the rejected rows of an extract.
    Rejects {
        /// The extract, or the beginning of its identity.
        id: String,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// Write them as a workbook that can be corrected and sent again.
        #[arg(long, value_name = "FILE")]
        xlsx: Option<PathBuf>,
    },
    /// Ask a read-only question in SQL over the documented views.
    #[command(after_help = VIEWS)]
    Query {
        /// One SELECT.
        sql: String,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// Answer with what had been received by the end of that day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
    },
    /// Compare two counts and say whether they differ by more than chance. Needs no home.
    Change {
        /// The earlier count.
        #[arg(long, requires = "later", conflicts_with = "table")]
        earlier: Option<u64>,
        /// The later count.
        #[arg(long, requires = "earlier", conflicts_with = "table")]
        later: Option<u64>,
        /// A CSV with the columns category, earlier, later.
        #[arg(long, value_name = "FILE")]
        table: Option<PathBuf>,
        /// Not needed.
        #[command(flatten)]
        no_home: NoHome,
    },
    /// Flag the wards of a district by a dated rule, with near misses and what another rule would say.
    Flags(FlagsArgs),
    /// List the measures: what each counts, and what it may be used for. Needs no home.
    Measures {
        /// Not needed.
        #[command(flatten)]
        no_home: NoHome,
    },
    /// Give a measure's value for every area of a level, or the rows behind one.
    Measure(MeasureArgs),
    /// Weigh a year's offences by an imported scale of harm; what has no weight is listed.
    Harm(HarmArgs),
    /// Say which areas lie among high or low values, more than chance explains (Gi*, local Moran). With files it needs no home.
    Hotspots(HotspotsArgs),
    /// Test whether events near in space are also near in time, more than chance explains (Knox). Needs no home.
    NearRepeat(NearRepeatArgs),
    /// Deadlines from the dated rulebook: list the clocks, or count one day by day. Needs no home.
    Clock {
        /// List, or count one.
        #[command(subcommand)]
        what: ClockCommand,
        /// Not needed.
        #[command(flatten)]
        no_home: NoHome,
    },
    /// Make a strategic assessment from its definition and narrative (page, PDF, Word, data packs, figures.json), or a first count of a
    /// district.
    Assess {
        /// The definition, `assessment.toml`, beside its narrative.
        #[arg(value_name = "DEFINITION", required_unless_present = "district", conflicts_with = "district")]
        definition: Option<PathBuf>,
        /// Without a definition: the code of the district to count, such as E07000012.
        #[arg(long, value_name = "CODE")]
        district: Option<String>,
        /// Make it for this district instead of the definition's: its code.
        #[arg(long, value_name = "CODE", requires = "definition")]
        area: Option<String>,
        /// Make it though required components are missing.
        #[arg(long, requires = "definition")]
        draft: bool,
        /// Say what is wrong with its sentences and write nothing.
        #[arg(long, requires = "definition")]
        check: bool,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// The folder to write into.
        #[arg(long, value_name = "DIR", required_unless_present = "check")]
        out: Option<PathBuf>,
        /// Join months of 2011 and 2021 LSOAs through this lookup; without it they are never joined by ward.
        #[arg(long, value_enum, conflicts_with = "definition")]
        via: Option<Via>,
        /// Use only what had been received by the end of that day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
    },
    /// Show a figure, or the rows behind it; compare figures of the partnership's papers with what their facts give.
    Figure {
        /// The figure: of an assessment, or of a paper (`published-d4`, `D4`).
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// List the rows behind it; their count or the sum of `contribution` is its value.
        #[arg(long, conflicts_with_all = ["check_published", "all"])]
        rows: bool,
        /// Print what the paper prints beside what is computed, and whether the two agree.
        #[arg(long)]
        check_published: bool,
        /// Every published figure.
        #[arg(long, requires = "check_published", conflicts_with = "id")]
        all: bool,
    },
    /// Strategic assessments in the record: opened, written, put to the partners, compared.
    Assessments(AssessmentsArgs),
    /// The source register: data sets with holder, class, what was received and what is due.
    Sources(SourcesArgs),
    /// What cannot be evidenced, with owner and day of review.
    Gaps(GapsArgs),
    /// Requests for data: to whom, until when, what came of them.
    Requests(RequestsArgs),
    /// Professional concerns about places, beside their flags.
    Concerns(ConcernsArgs),
    /// Priorities: proposed, on the list, or off it because of a recorded reason.
    Priorities(PrioritiesArgs),
    /// The scan matrix: issues scored, and the lines of enquiry chosen.
    Scan(ScanArgs),
    /// Areas of the partnership's own, such as a new town within a ward.
    Areas(AreasArgs),
    /// Plans: officers' tables taken in and given back, how their actions stand.
    Plan(PlanArgs),
    /// Registers of activity: recorded by the fields of a dated rule, counted by quarter and against targets.
    Schemes(SchemesArgs),
    /// What a tasking meeting looks at, what was achieved, what the year owes.
    Tasking(TaskingArgs),
    /// Compute the figures of every district there are rows of, without a paper: one file of figures a district.
    Figures {
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Join months of 2011 and 2021 LSOAs through this lookup.
        #[arg(long, value_enum)]
        via: Option<Via>,
        /// Use only what had been received by the end of that day.
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<String>,
    },
    /// Sealed records about people: opened, read, changed, given away, held, destroyed.
    Person(PersonArgs),
    /// People in office: their posts, cover and leaving; who holds an office is sealed.
    User(UserArgs),
    /// Partner organisations, and what came in their place.
    Organisation(PartnerArgs),
    /// Boards and groups with their terms of reference and members.
    Group(PartnerArgs),
    /// Information sharing agreements: purposes, powers, what is shared.
    Agreement(PartnerArgs),
    /// Parties to the agreements: signatures, contacts, leaving.
    Party(PartnerArgs),
    /// What an organisation, user, group or agreement is on a day, how it stands and why.
    Explain(ExplainArgs),
    /// What is due under the agreements and terms of reference.
    Duties(DutiesArgs),
    /// What is due to whom, late ones first.
    Due(DueArgs),
    /// The mail that waits, went or was given up; deliver it.
    Outbox(OutboxArgs),
    /// Links by which a partner without an account answers, once.
    Link(LinkArgs),
    /// What may be done and why.
    Policy(PolicyArgs),
    /// The ledger: verify, checkpoint, read, review.
    Audit(AuditArgs),
    /// Look whether record, extracts and keys agree; finish and sweep what a crash left behind.
    Check(CheckArgs),
    /// Back the home up, encrypted; the keys are never in it.
    Backup(BackupArgs),
    /// Restore a home from a backup, or try whether it could be (`--drill`).
    Restore(RestoreArgs),
    /// Write the whole record in an open format, or read one into an empty home.
    Archive(ArchiveArgs),
    /// The copy of the keys, kept apart from every backup.
    Keystore(KeystoreArgs),
    /// Look over a home: rights, database, clock, when it was last backed up.
    Doctor(DoctorArgs),
    /// Reports of plans: performance, a funder's, the year's, what was done.
    Report(ReportArgs),
    /// List the dated rules.
    Rules {},
    /// Load the demonstration: South Cambridgeshire, with invented rows behind published totals.
    Demo {
        /// Where.
        #[command(flatten)]
        home: HomeArgs,
        /// Load it and stop.
        #[arg(long)]
        no_serve: bool,
        /// Load the partnership alone: organisations, invented people in office, groups, the agreement; no evidence.
        #[arg(long)]
        partnership: bool,
        /// Where to serve it.
        #[arg(long, default_value = "127.0.0.1:8642", value_name = "ADDR")]
        listen: String,
    },
    /// Serve the pages.
    Serve(ServeArgs),
    /// The configuration: print the default, which explains every key, or check a file.
    Config(ConfigArgs),
}

/// The views and their columns, as `query --help` lists them; a test asks for each.
pub const VIEWS: &str = "\
Views (current rows only; with --as-of what was known then):
  incidents(extract, kind, incident_ref, month, category, force, lsoa_code, lsoa_vintage, ward_code, ward_name, lad_code,
            lad_name, longitude, latitude, location, outcome, placed_by)
  incidents_traced(the same, then date, kept, source_file, source_row)
  outcomes(extract, kind, incident_ref, month, outcome, force, reported_by, lsoa_code, lsoa_vintage, ward_code, ward_name,
           lad_code, lad_name, longitude, latitude, location, placed_by, source_file, source_row)
  stop_searches(extract, month, date_time, force, search_type, operation, operation_name, gender, age_range,
                self_defined_ethnicity, officer_defined_ethnicity, legislation, object_of_search, outcome, outcome_linked,
                clothing_removed, lsoa_code, lsoa_vintage, ward_code, ward_name, lad_code, lad_name, longitude, latitude,
                placed_by, source_file, source_row)
  counts(extract, data_set, measure, category, level, vintage, area_code, area_name, ward_code, ward_name, lad_code,
         lad_name, period, period_from, period_to, part_year, value, unit, suppressed, source_row)
  deprivation(extract, edition, vintage, lsoa_code, lsoa_name, ward_code, ward_name, lad_code, lad_name, domain, rank,
              decile, score)
  households(extract, level, vintage, area_code, area_name, year, households)
  harm_weights(extract, scale, edition, level, offence_code, offence, category, weight, weight_unit)
  peer_groups(extract, peer_group, area_code, area_name, position)
  repeats(data_set, year, lad_code, ward_code, ward_name, times, subjects)
  areas(vintage, lsoa_code, lsoa_name, ward_code, ward_name, ward_year, lad_code, lad_name, lad_year, csp_code, csp_name,
        pfa_code, pfa_name)
  populations(extract, level, vintage, area_code, area_name, year, population)
  boundaries(extract, level, vintage, year, area_code, area_name, geometry)
  area_lookups, area_changes: the rows of those extracts
  extracts, rejects, figures: the register, rejected rows and the figures of every assessment";

/// Reads the arguments. `Err` holds the exit code: 0 after help or version, 64 for words that are off.
pub fn parse<I, T>(arguments: I) -> Result<Cli, u8>
where
    I: IntoIterator<Item = T>,
    T: Into<std::ffi::OsString> + Clone,
{
    Cli::try_parse_from(arguments).map_err(|error| {
        let code = u8::from(error.use_stderr()) * 64;
        let _ = error.print();
        code
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_accepted_where_none_is_needed() {
        for words in [
            "clock --home H due --rule foi-request --from 2026-03-02",
            "clock due --rule foi-request --from 2026-03-02 --home H",
            "clock list --home=H",
            "change --earlier 3 --later 5 --home H",
            "hotspots --values V --neighbours N --home H",
            "near-repeat F --distance-bands 0,100 --time-bands 0,7 --home H",
        ] {
            let parsed = Cli::try_parse_from(std::iter::once("wardmote").chain(words.split(' ')));
            assert!(parsed.is_ok(), "{words}: {:?}", parsed.err());
            let bare = Cli::try_parse_from(
                std::iter::once("wardmote").chain(words.split(' ').filter(|word| !word.contains("-home") && *word != "H")),
            );
            assert!(bare.is_ok(), "{words}: {:?}", bare.err());
        }
    }

    #[test]
    fn the_configuration_is_named_before_or_after_what_is_done() {
        for words in ["outbox deliver --config F", "outbox --config F deliver", "link list r-1 --config F", "serve --config F"] {
            let parsed = Cli::try_parse_from(std::iter::once("wardmote").chain(words.split(' ')));
            assert!(parsed.is_ok(), "{words}: {:?}", parsed.err());
        }
    }
}
