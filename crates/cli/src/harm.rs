//! `harm`: its words, and how they reach `app`.

use crate::args::HomeArgs;
use crate::flags::month;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::HarmAsk;
use base::Result;
use clap::Args;

/// The words of `harm`.
#[derive(Debug, Clone, Args)]
pub struct HarmArgs {
    /// Where.
    #[command(flatten)]
    pub home: HomeArgs,
    /// The district or ward.
    #[arg(long, value_name = "CODE")]
    pub within: String,
    /// The last of twelve months.
    #[arg(long, value_name = "YYYY-MM")]
    pub year_ending: String,
    /// The scale of weights, where several are imported: `cchi`, `ons-severity`.
    #[arg(long, value_name = "SCALE")]
    pub scale: Option<String>,
    /// Use only what had been received by the end of that day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
}

/// Prints the offences weighed; what has no weight stands at the end, with an empty one.
pub(crate) async fn run(words: &HarmArgs, format: Format, setting: &Setting) -> Result<u8> {
    let ask = HarmAsk { within: words.within.clone(), year_ending: month(&words.year_ending)?, scale: words.scale.clone() };
    let house = commands::open(&words.home, setting).await?;
    if let Some(day) = &words.as_of {
        app::check_day(day, "--as-of")?;
    }
    let holdings = house.store.holdings(words.as_of.as_deref(), None).await?;
    let made = app::harm_at_home(&house, &holdings, &ask).await?;
    eprintln!("note: {} {} by {}, in {}", made.scale, made.edition, made.level, made.unit);
    for note in &made.notes {
        eprintln!("note: {note}");
    }
    print(&made.to_table(), format).map(|()| 0)
}
