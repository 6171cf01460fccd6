//! What the pages of measures show, as flat values. Numbers stay bare; every block says where its numbers come from.

use super::Sourced;
use crate::AreaLevel;
use evidence::Change;
use evidence::analysis::Band;
use serde::Serialize;

/// A place by code and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct PlaceName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The catalogue with what is held of each measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasuresPage {
    /// The place the page is about; `None` where no lookup is loaded.
    pub within: Option<PlaceName>,
    /// The districts that can be chosen, by name.
    pub places: Vec<PlaceName>,
    /// Every measure, in the order of the catalogue.
    pub measures: Vec<MeasureLine>,
}

/// A measure of the catalogue, and what is held of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its name inside a sentence.
    pub phrase: String,
    /// What one of it is.
    pub unit: String,
    /// What it counts, in words: `rows of police street files`.
    pub counts: &'static str,
    /// `lower`, `higher` or `neither` is good.
    pub good: &'static str,
    /// `residents`, `households` or `none`.
    pub denominator: &'static str,
    /// The data set whose judgement holds.
    pub data_set: String,
    /// Its name.
    pub data_set_title: String,
    /// Its class: `risk-assessment`, `insight`, `not-suitable`, `to-obtain`.
    pub class: &'static str,
    /// Whether it is published open data, whose small counts need not be hidden.
    pub open: bool,
    /// The titles of the measures a composite adds up.
    pub parts: Vec<String>,
    /// What to bear in mind; empty where nothing is.
    pub caution: String,
    /// The months held for the place, `2018-11..2019-10`; empty where nothing is, and of a measure that has no months.
    pub held: String,
    /// Whether anything is held.
    pub is_held: bool,
}

/// One measure for one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasurePage {
    /// The measure.
    pub measure: MeasureLine,
    /// The place.
    pub within: PlaceName,
    /// Places that can be chosen, by name.
    pub places: Vec<PlaceName>,
    /// The level of the table of areas.
    pub level: AreaLevel,
    /// Levels that can be chosen.
    pub levels: Vec<AreaLevel>,
    /// The last month of the year shown, `YYYY-MM`; empty where nothing is held, and of a measure that has no months.
    pub ending: String,
    /// Months that can be chosen, newest first.
    pub endings: Vec<String>,
    /// Whether anything shown rests on invented values.
    pub invented: bool,
    /// Year on year, financial year to date, quarter on quarter: those that can be made.
    pub comparisons: Vec<Compared>,
    /// The rate of the place.
    pub rate: RateLine,
    /// The months; `None` where the measure has none.
    pub series: Option<SeriesView>,
    /// The areas of the level.
    pub areas: AreasView,
    /// The place among its peers, one for each group that holds it.
    pub peers: Vec<PeersView>,
    /// Areas that lie among high or low values; `None` where they were not sought.
    pub hotspots: HotspotsView,
    /// How few areas hold half.
    pub concentration: Option<ConcentrationView>,
    /// How often the same person or household was met again, where a partner's file has a pseudonym.
    pub repeats: Option<RepeatsView>,
    /// What a reader must know besides, in sentences.
    pub notes: Vec<String>,
}

/// Two periods side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// `year-ending`, `financial-year-to-date` or `quarter`.
    pub id: &'static str,
    /// `Year ending October 2019`.
    pub title: String,
    /// The later months, as data.
    pub period: String,
    /// The earlier months; empty where there is nothing to compare with.
    pub before_period: String,
    /// The later value; `None` where nothing is held.
    pub now: Option<f64>,
    /// Whether months are missing, so that it is at least this.
    pub at_least: bool,
    /// The earlier value.
    pub before: Option<f64>,
    /// What may be said of the two; `None` where they may not be compared.
    pub change: Option<Change>,
    /// That in one sentence, or why they may not be compared.
    pub sentence: String,
    /// The parts of a composite: they add up to `now` and `before`.
    pub parts: Vec<PartLine>,
    /// Where `now` comes from.
    pub source: Sourced,
    /// Where `before` comes from.
    pub before_source: Option<Sourced>,
    /// Where the change comes from.
    pub change_source: Option<Sourced>,
}

/// A part of a composite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartLine {
    /// Its measure.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The later value.
    pub now: Option<f64>,
    /// The earlier value.
    pub before: Option<f64>,
    /// What may be said of the two.
    pub change: Option<Change>,
    /// Where both come from.
    pub source: Sourced,
}

/// A rate with what it is over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateLine {
    /// For each so many.
    pub per: u32,
    /// `residents` or `households`.
    pub of: &'static str,
    /// The rate, unrounded.
    pub rate: Option<f64>,
    /// Decimals it is printed with.
    pub decimals: u32,
    /// Its 95% limits.
    pub interval: Option<(f64, f64)>,
    /// What it is over.
    pub denominator: Option<u64>,
    /// The year of that; `None` where the file does not say.
    pub denominator_year: Option<i64>,
    /// The rate and its denominator in a sentence, or why there is none.
    pub sentence: String,
    /// Where the rate comes from.
    pub source: Option<Sourced>,
    /// Where the denominator comes from.
    pub denominator_source: Option<Sourced>,
}

/// Months one after the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesView {
    /// Every month from the first to the last; a missing one has no value.
    pub points: Vec<SeriesPoint>,
    /// The centre line, for a month of average length.
    pub centre: Option<f64>,
    /// What centre and limits are from: `Mean of April 2017 to March 2019`; empty without limits.
    pub baseline: String,
    /// `u-chart`, `XmR chart`, or why there are no limits.
    pub method: String,
    /// The signals in words; none where there are none.
    pub signals: Vec<String>,
    /// The months in one sentence.
    pub sentence: String,
    /// Whether limits could be drawn.
    pub charted: bool,
    /// Where the months come from.
    pub source: Sourced,
    /// Where the limits come from.
    pub limits_source: Option<Sourced>,
    /// Where months and limits together come from; `None` without limits.
    pub drawn_source: Option<Sourced>,
    /// Whether a month is too small to be passed on.
    pub not_for_publication: bool,
}

/// One month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesPoint {
    /// `YYYY-MM`.
    pub month: String,
    /// Its value; `None` where it is missing: never nought.
    pub value: Option<f64>,
    /// Limits at two standard deviations.
    pub two: Option<(f64, f64)>,
    /// Limits at three standard deviations.
    pub three: Option<(f64, f64)>,
    /// Why it is a signal; `None` where it isn't one.
    pub signal: Option<String>,
}

/// The areas of a level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreasView {
    /// Every area, the highest rate first (the highest value without rates), then by name; those without a value last.
    pub lines: Vec<AreaLine>,
    /// Whether they are ranked by rate.
    pub by_rate: bool,
    /// The period, as data.
    pub period: String,
    /// The rate they are held against: that of all of them together.
    pub target: Option<f64>,
    /// Limits to draw, by rising denominator.
    pub limits: Vec<LimitView>,
    /// What the funnel says in one sentence, or why there is none.
    pub sentence: String,
    /// The sum of the values, where it means something.
    pub total: Option<f64>,
    /// Decimals rates are printed with.
    pub decimals: u32,
    /// What the rates are for each so many of.
    pub per: u32,
    /// `residents` or `households`, or `none`.
    pub of: &'static str,
    /// Why nothing is shown; empty where something is.
    pub why_nothing: String,
    /// Where the values come from.
    pub source: Sourced,
    /// Where what the rates are over comes from.
    pub denominator_source: Option<Sourced>,
    /// Where rates come from.
    pub rate_source: Option<Sourced>,
    /// Where ranks and verdicts come from.
    pub verdict_source: Option<Sourced>,
    /// Where the sum comes from.
    pub total_source: Option<Sourced>,
}

/// Limits at one denominator, for a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LimitView {
    /// What the rate is over.
    pub denominator: f64,
    /// The inner limits.
    pub inner: (f64, f64),
    /// The outer limits.
    pub outer: (f64, f64),
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AreaLine {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The ward it is or lies in.
    pub ward_code: Option<String>,
    /// Its value.
    pub value: Option<f64>,
    /// Whether something is missing, so that it is at least this.
    pub at_least: bool,
    /// What its rate is over.
    pub denominator: Option<u64>,
    /// Its rate, unrounded.
    pub rate: Option<f64>,
    /// The rate's 95% limits.
    pub interval: Option<(f64, f64)>,
    /// Its place from 1, equal values sharing the better one.
    pub rank: Option<u32>,
    /// Whether others share that place.
    pub tied: bool,
    /// Where it lies in the funnel.
    pub verdict: Band,
    /// That in words.
    pub verdict_words: String,
    /// Whether the number is for those who are signed in only: rule `suppression-floor`.
    pub not_for_publication: bool,
    /// What stands in its place in public: the value, the rule's words, or nothing where it is not known.
    pub public: String,
    /// Where its rows are; its source otherwise is that of the table.
    pub source: Sourced,
}

/// A place among its peers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeersView {
    /// The group's name.
    pub group: String,
    /// Its members, highest first; those without data last.
    pub members: Vec<PeerLine>,
    /// Members with data, and how many there are.
    pub known: (usize, usize),
    /// Whether they are compared by rate.
    pub by_rate: bool,
    /// The median of those with data.
    pub median: Option<f64>,
    /// Lower and upper quartile.
    pub middle_half: Option<(f64, f64)>,
    /// Lowest and highest.
    pub range: Option<(f64, f64)>,
    /// `3rd highest of 5`, or why there is none.
    pub position: String,
    /// Where the place lies in the group's funnel.
    pub standing: Band,
    /// What may safely be said, in a sentence.
    pub sentence: String,
    /// Limits to draw.
    pub limits: Vec<LimitView>,
    /// The group's own rate.
    pub target: Option<f64>,
    /// Whether a member's number is too small to be passed on.
    pub not_for_publication: bool,
    /// Where values and rates come from.
    pub source: Sourced,
    /// Where median, spread, position and band come from.
    pub summary_source: Sourced,
}

/// One member of a peer group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeerLine {
    /// The area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is the reader's own.
    pub own: bool,
    /// Its value.
    pub value: Option<f64>,
    /// What its rate is over.
    pub denominator: Option<u64>,
    /// Its rate.
    pub rate: Option<f64>,
    /// The rate's 95% limits.
    pub interval: Option<(f64, f64)>,
    /// Its place from 1, equal values sharing the better one.
    pub rank: Option<u32>,
    /// Where it lies in the funnel.
    pub standing: Band,
    /// That in words.
    pub words: String,
}

/// Areas among high or low values.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct HotspotsView {
    /// One line an area that is told apart, high ones first.
    pub lines: Vec<HotspotLine>,
    /// How many areas were looked at.
    pub areas: usize,
    /// What was found in a sentence, or why nothing was sought.
    pub sentence: String,
    /// Whether they were sought.
    pub sought: bool,
    /// Where it comes from.
    pub source: Option<Sourced>,
}

/// An area among high or low values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HotspotLine {
    /// The area.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Its statistic.
    pub gi_star: Option<f64>,
    /// Its q-value.
    pub q: Option<f64>,
    /// `high` or `low`.
    pub verdict: String,
}

/// How few areas hold half of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcentrationView {
    /// The fewest areas that hold at least half.
    pub half_in: usize,
    /// How many areas there are.
    pub areas: usize,
    /// The same number where each event falls on an area by chance.
    pub by_chance: Option<f64>,
    /// That in a sentence.
    pub sentence: String,
    /// The counts, most first, for a drawing.
    pub counts: Vec<f64>,
    /// Where it comes from.
    pub source: Sourced,
}

/// How often the same was met again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RepeatsView {
    /// The year.
    pub year: String,
    /// How many were met so many times: times and subjects.
    pub times: Vec<(u64, u64)>,
    /// Subjects met more than once, of how many.
    pub repeated: (u64, u64),
    /// The share of all events that fell on those met before.
    pub share_of_events: Option<f64>,
    /// That in a sentence.
    pub sentence: String,
    /// Where it comes from.
    pub source: Sourced,
}

/// The rows behind a number.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureRows {
    /// The measure.
    pub measure: MeasureLine,
    /// The place.
    pub within: PlaceName,
    /// What was asked.
    pub ask: super::RowsAsk,
    /// The first rows.
    pub table: base::Table,
    /// How many there are.
    pub total: u64,
    /// What they add up to: the number they stand behind.
    pub sum: Option<f64>,
    /// Where they come from.
    pub source: Sourced,
}

/// An area on one page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfilePage {
    /// Its code, or the id of an area of the partnership's own.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `ward`, `lsoa`, `village` or `custom`.
    pub kind: &'static str,
    /// The district it lies in.
    pub district: PlaceName,
    /// The wards it is or lies in.
    pub wards: Vec<PlaceName>,
    /// The LSOAs it is made of.
    pub lsoas: Vec<PlaceName>,
    /// Villages that tables name in it.
    pub villages: Vec<String>,
    /// Areas of the partnership's own in its wards.
    pub areas: Vec<PlaceName>,
    /// What to know about it; empty where nothing is said.
    pub note: String,
    /// Residents.
    pub residents: Known,
    /// Households.
    pub households: Known,
    /// Whether anything shown rests on invented values.
    pub invented: bool,
    /// The rule of the flags, `ward-flags@2020`; empty where none holds.
    pub rule: String,
    /// The flags of each ward it lies in.
    pub flags: Vec<ProfileFlags>,
    /// Why there are no flags; empty where there are.
    pub why_no_flags: String,
    /// The measures, at most eight.
    pub measures: Vec<ProfileMeasure>,
    /// Deprivation by domain.
    pub deprivation: Vec<DeprivationLine>,
    /// Concerns that stand.
    pub concerns: Vec<ProfileConcern>,
    /// Priorities of the newest year, with what was decided.
    pub priorities: Vec<ProfilePriority>,
    /// Data sets that cannot be had for it, and why.
    pub not_to_be_had: Vec<(String, String)>,
    /// What a reader must bear in mind.
    pub caveats: Vec<String>,
}

/// A number that may not be known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Known {
    /// It.
    pub value: Option<u64>,
    /// Its year.
    pub year: Option<i64>,
    /// Where it comes from; `None` where it is not known.
    pub source: Option<Sourced>,
}

/// The flags of one ward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileFlags {
    /// The ward.
    pub ward: PlaceName,
    /// How many.
    pub total: u64,
    /// The level of risk.
    pub risk: String,
    /// Each criterion.
    pub cells: Vec<ProfileFlag>,
    /// Where total and level come from.
    pub source: Sourced,
}

/// One criterion of one ward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileFlag {
    /// The criterion.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its value.
    pub value: Option<f64>,
    /// What it is held against.
    pub threshold: Option<f64>,
    /// The flag; `None` where the data cannot tell.
    pub flag: Option<bool>,
    /// Whether it was missed by little.
    pub near_miss: bool,
    /// The area behind it, or why there is none.
    pub why: String,
    /// What to bear in mind.
    pub caution: String,
    /// Where it comes from.
    pub source: Sourced,
}

/// One measure of an area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileMeasure {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The wards it is counted for, where the area is smaller than what is counted; empty otherwise.
    pub counted_for: String,
    /// The year on year comparison.
    pub compared: Compared,
    /// Whether the number is for those who are signed in only.
    pub not_for_publication: bool,
}

/// One domain of deprivation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeprivationLine {
    /// The domain: `overall`, `income`, …
    pub domain: String,
    /// The edition.
    pub edition: String,
    /// Its LSOAs among the most deprived 30%.
    pub in_most_deprived: u64,
    /// LSOAs with a rank.
    pub lsoas: u64,
    /// The most deprived of them: name and decile.
    pub worst: Option<(String, i64)>,
    /// Where it comes from.
    pub source: Sourced,
}

/// A concern that stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfileConcern {
    /// Why.
    pub reason: String,
    /// The office that raised it.
    pub role: String,
    /// The day.
    pub on: String,
}

/// A priority about the area.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProfilePriority {
    /// What it is called.
    pub name: String,
    /// The year.
    pub year: String,
    /// The heading; empty where nothing was proposed.
    pub heading: String,
    /// `proposed`, `on the list` or `off the list`.
    pub standing: String,
    /// Why it is proposed, and why decided so.
    pub reason: String,
}
