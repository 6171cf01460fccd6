//! `flags`, `measures` and `measure`: their words, and how they reach `app`.

use crate::args::HomeArgs;
use crate::output::{Format, print};
use crate::{Setting, commands};
use app::{AreaLevel, FlagsAsk, ValuesAsk};
use base::{Result, Trouble};
use calendar::Month;
use clap::Args;
use evidence::catalogue::Catalogue;

/// The words of `flags`.
#[derive(Debug, Clone, Args)]
pub struct FlagsArgs {
    /// Where.
    #[command(flatten)]
    pub home: HomeArgs,
    /// The rule: ward-flags@2020 or ward-flags@2022.
    #[arg(long, value_name = "RULE")]
    pub rule: String,
    /// Compare with another rule, or with a draft: a .toml file of the same layout, which is never kept.
    #[arg(long, value_name = "RULE")]
    pub what_if: Option<String>,
    /// The district, where the rule names none.
    #[arg(long, value_name = "CODE")]
    pub within: Option<String>,
    /// A row a ward and criterion: value, threshold, near miss, period, and the query of the rows behind.
    #[arg(long)]
    pub explain: bool,
    /// Use only what had been received by the end of that day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
}

/// The words of `measure`.
#[derive(Debug, Clone, Args)]
pub struct MeasureArgs {
    /// The measure; `wardmote measures` lists them.
    pub id: String,
    /// Where.
    #[command(flatten)]
    pub home: HomeArgs,
    /// lsoa, village, ward, district, partnership or force.
    #[arg(long, value_name = "LEVEL")]
    pub level: String,
    /// The district, partnership, force or ward they lie in.
    #[arg(long, value_name = "CODE")]
    pub within: String,
    /// The last of twelve months.
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["from", "to"])]
    pub year_ending: Option<String>,
    /// The first month.
    #[arg(long, value_name = "YYYY-MM", requires = "to")]
    pub from: Option<String>,
    /// The last month.
    #[arg(long, value_name = "YYYY-MM", requires = "from")]
    pub to: Option<String>,
    /// The edition of the Indices of Deprivation: 2019 or 2025.
    #[arg(long, value_name = "YEAR")]
    pub edition: Option<String>,
    /// List the rows behind one area's value instead; their contributions add up to it.
    #[arg(long, value_name = "AREA")]
    pub rows: Option<String>,
    /// Use only what had been received by the end of that day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
}

/// Prints the flags; what is missing goes to stderr.
pub(crate) async fn flags(words: &FlagsArgs, format: Format, setting: &Setting) -> Result<u8> {
    let house = commands::open(&words.home, setting).await?;
    let ask =
        FlagsAsk { rule: words.rule.clone(), what_if: words.what_if.clone(), within: words.within.clone(), as_of: words.as_of.clone() };
    let made = app::flags(&house, &ask, &commands::moment(setting)).await?;
    for note in made.notes() {
        eprintln!("note: {note}");
    }
    print(&if words.explain { made.explained() } else { made.to_table() }, format).map(|()| 0)
}

/// Prints the catalogue.
pub(crate) fn measures(format: Format) -> Result<u8> {
    print(&app::measures_table()?, format).map(|()| 0)
}

/// Prints the values of a measure, or the rows behind one.
pub(crate) async fn measure(words: &MeasureArgs, format: Format, setting: &Setting) -> Result<u8> {
    let declared = Catalogue::builtin()?.required(&words.id)?;
    let level = AreaLevel::parse(&words.level)?;
    let house = commands::open(&words.home, setting).await?;
    if let Some(day) = &words.as_of {
        app::check_day(day, "--as-of")?;
    }
    let holdings = house.store.holdings(words.as_of.as_deref(), None).await?;
    let (from, to) = match (&words.year_ending, &words.from, &words.to) {
        (Some(last), ..) => {
            let to = month(last)?;
            (to.plus(-11), to)
        }
        (None, Some(from), Some(to)) => (month(from)?, month(to)?),
        _ => app::latest_period(&house, &holdings, declared, &words.within).await?.ok_or_else(|| {
            Trouble::refused(
                "values-missing",
                format!("nothing of `{}` is loaded for `{}`", words.id, words.within),
                "import it first, or name the months with `--year-ending`",
            )
        })?,
    };
    let ask = ValuesAsk { level, within: words.within.clone(), from, to, edition: words.edition.clone() };
    let values = app::values(&house, &holdings, declared, &ask).await?;
    if !values.note.is_empty() {
        eprintln!("note: {}", values.note);
    }
    let Some(area) = &words.rows else { return print(&values.to_table(), format).map(|()| 0) };
    if !values.areas.iter().any(|reading| reading.code == *area) {
        return Err(Trouble::refused(
            "area-unknown",
            format!("`{area}` is no {level} of `{}`", words.within),
            "leave `--rows` out to list the areas with their codes",
        ));
    }
    print(&house.ask(&holdings, &values.rows_query(area)).await?, format).map(|()| 0)
}

/// A month of the command line.
pub(crate) fn month(text: &str) -> Result<Month> {
    Month::parse(text).map_err(|e| Trouble::usage("month", e.to_string(), "write it as `2019-10`"))
}
