//! `hotspots`: its words, and how they reach `app`.

use crate::Setting;
use crate::args::NoHome;
use crate::output::{Format, print};
use app::HotspotOptions;
use base::Result;
use clap::Args;
use std::path::PathBuf;

/// The words of `hotspots`.
#[derive(Debug, Clone, Args)]
pub struct HotspotsArgs {
    /// A CSV with the columns area and value: one row for each area. Rates, not counts, where populations differ.
    #[arg(long, value_name = "FILE")]
    pub values: PathBuf,
    /// The areas' neighbours, a GAL file: a header, then two lines an area, its code with the number of its neighbours and their codes.
    #[arg(long, value_name = "FILE")]
    pub neighbours: PathBuf,
    /// Conditional permutations for each area, 1 or more; by the rule hotspot-test if not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9_999_999))]
    pub permutations: Option<u32>,
    /// The seed of the permutations: the same seed, the same p-values; by the rule hotspot-test if not said.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Not needed.
    #[command(flatten)]
    pub no_home: NoHome,
}

/// Reads both files, warns of what looks wrong, prints the table.
pub(crate) fn run(words: &HotspotsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let values = app::read_area_values(&words.values)?;
    let neighbours = app::read_neighbours(&words.neighbours)?;
    let options = HotspotOptions { permutations: words.permutations, seed: words.seed };
    let today = setting.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (table, warnings) = app::hotspots(&values, &neighbours, options, today)?;
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    print(&table, format).map(|()| 0)
}
