//! `hotspots`: its words, and how they reach `app`.

use crate::args::HomeArgs;
use crate::flags::month;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::{AreaLevel, HotspotOptions, HotspotsAsk};
use base::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;

/// The words of `hotspots`.
#[derive(Debug, Clone, Args)]
pub struct HotspotsArgs {
    /// A CSV with the columns area and value: one row for each area. Rates, not counts, where populations differ.
    #[arg(long, value_name = "FILE", requires = "neighbours", conflicts_with_all = ["measure", "level", "within", "year_ending"])]
    pub values: Option<PathBuf>,
    /// The areas' neighbours, a GAL file: a header, then two lines an area, its code with the number of its neighbours and their codes.
    #[arg(long, value_name = "FILE", requires = "values")]
    pub neighbours: Option<PathBuf>,
    /// Instead of a file, a measure of the home; `wardmote measures` lists them.
    #[arg(long, value_name = "ID", requires_all = ["level", "within", "year_ending"], required_unless_present = "values")]
    pub measure: Option<String>,
    /// lsoa or ward.
    #[arg(long, value_name = "LEVEL", requires = "measure")]
    pub level: Option<String>,
    /// The district, partnership or force.
    #[arg(long, value_name = "CODE", requires = "measure")]
    pub within: Option<String>,
    /// The last of the twelve months.
    #[arg(long, value_name = "YYYY-MM", requires = "measure")]
    pub year_ending: Option<String>,
    /// Conditional permutations for each area, 1 or more; by the rule hotspot-test if not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9_999_999))]
    pub permutations: Option<u32>,
    /// The seed of the permutations: the same seed, the same p-values; by the rule hotspot-test if not said.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The folder that holds all state; needed with --measure only.
    #[arg(long, env = "WARDMOTE_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// The record's database when it is not the home's own SQLite file: `postgres://…`.
    #[arg(long, env = "WARDMOTE_DATABASE", value_name = "URL")]
    pub database: Option<String>,
}

/// Reads both files, or the home, warns of what looks wrong, prints the table.
pub(crate) async fn run(words: &HotspotsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let options = HotspotOptions { permutations: words.permutations, seed: words.seed };
    let today = setting.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (table, warnings) = if let (Some(values), Some(neighbours)) = (&words.values, &words.neighbours) {
        let values = app::read_area_values(values)?;
        let neighbours = app::read_neighbours(neighbours)?;
        app::hotspots(&values, &neighbours, options, today)?
    } else {
        let needed = |word: &Option<String>, name: &str| {
            word.clone().ok_or_else(|| {
                Trouble::usage(
                    "hotspots-words",
                    format!("`--{name}` is missing"),
                    "give `--values` and `--neighbours`, or `--home`, `--measure`, `--level`, `--within` and `--year-ending`",
                )
            })
        };
        let ask = HotspotsAsk {
            measure: needed(&words.measure, "measure")?,
            level: AreaLevel::parse(&needed(&words.level, "level")?)?,
            within: needed(&words.within, "within")?,
            year_ending: month(&needed(&words.year_ending, "year-ending")?)?,
            options,
        };
        let home = words
            .home
            .clone()
            .ok_or_else(|| Trouble::usage("home-needed", "no home was named", "add `--home DIR`, or set `WARDMOTE_HOME`"))?;
        let house = commands::open(&HomeArgs { home, database: words.database.clone() }, setting).await?;
        let holdings = house.store.holdings(None, None).await?;
        app::hotspots_at_home(&house, &holdings, &ask, today).await?
    };
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    print(&table, format).map(|()| 0)
}
