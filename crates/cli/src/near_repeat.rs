//! `near-repeat`: its words, and how they reach `app`.

use crate::Setting;
use crate::args::NoHome;
use crate::output::{Format, print};
use app::NearRepeatOptions;
use base::Result;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which end of a band belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BandEnd {
    /// The lower: [a, b).
    Left,
    /// The upper: (a, b], with the band {0} first.
    Right,
}

/// How distances are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DistanceMetric {
    /// As the crow flies.
    Euclidean,
    /// Along a grid of streets.
    Manhattan,
}

/// The words of `near-repeat`.
#[derive(Debug, Clone, Args)]
pub struct NearRepeatArgs {
    /// A CSV with the columns x and y, in metres on a plane, and date, YYYY-MM-DD.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The edges of the bands of distance in metres, rising; the last may be inf.
    #[arg(long, value_name = "0,100,…")]
    pub distance_bands: String,
    /// The edges of the bands of time in days, rising; the last may be inf.
    #[arg(long, value_name = "0,7,…")]
    pub time_bands: String,
    /// Which end of a band belongs to it.
    #[arg(long, value_enum, default_value = "left")]
    pub closed: BandEnd,
    /// How distances are measured.
    #[arg(long, value_enum, default_value = "euclidean")]
    pub metric: DistanceMetric,
    /// Random permutations of the days, 1 or more; by the rule near-repeat-test if not said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub permutations: Option<u32>,
    /// The seed of the permutations: the same seed, the same p-values; by the rule near-repeat-test if not said.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Not needed.
    #[command(flatten)]
    pub no_home: NoHome,
}

/// Reads the events, warns of what looks wrong, prints the table.
pub(crate) fn run(words: NearRepeatArgs, format: Format, setting: &Setting) -> Result<u8> {
    let (events, warnings) = app::read_events(&words.file)?;
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    let options = NearRepeatOptions {
        distance_bands: words.distance_bands,
        time_bands: words.time_bands,
        closed_right: words.closed == BandEnd::Right,
        manhattan: words.metric == DistanceMetric::Manhattan,
        permutations: words.permutations,
        seed: words.seed,
    };
    let today = setting.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    print(&app::near_repeat(&events, &options, today)?, format).map(|()| 0)
}
