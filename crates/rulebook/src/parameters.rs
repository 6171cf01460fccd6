//! What rules say, a type per kind. A new kind is a struct here, a variant of [`Parameters`] and a line in `read`.

use crate::access::AccessReview;
use crate::assessing::{AssessmentComponents, AssessmentLayout};
use crate::charts::{ControlChart, FunnelLimits, NearMiss};
use crate::clock::Clock;
use crate::hotspots::HotspotTest;
use crate::keeping::Keeping;
use crate::mail::{DutyReminder, MailRetry, SignedLink};
use crate::near_repeat::NearRepeatTest;
use crate::personal::PersonalLooking;
use crate::plans::{ActionStatus, PlanColumns, ProgressReportForm, ProtectiveMarking, Rag};
use crate::prose::{ChangeSize, DirectionLexicon, FigureAge};
use crate::registers::{DataFrequency, PriorityHeadings, ScanMatrix};
use crate::rule::is_word;
use crate::schemes::{PartnershipYear, Scheme};
use crate::signing::{ConfidentialityTerms, SignInLives, SignInPassword, SignInSession, SignInThrottle};
use crate::targets::TargetPosition;
use calendar::{ClosureDays, HolidayRules, Month, SummerTime};
use serde::{Deserialize, Serialize};

/// The parameters of a rule, by its `kind`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs)] // each variant is documented by the struct it holds
pub enum Parameters {
    ChangeConvention(ChangeConvention),
    ChangeTest(ChangeTest),
    YearEnding(YearEndingRule),
    FinancialYear(FinancialYearRule),
    Rounding(RoundingRule),
    SuppressionFloor(SuppressionFloor),
    WardFlags(WardFlags),
    RiskKey(RiskKey),
    NearMiss(NearMiss),
    /// Which readings a governance lead is shown.
    AccessReview(AccessReview),
    Keeping(Keeping),
    MailRetry(MailRetry),
    DutyReminder(DutyReminder),
    SignedLink(SignedLink),
    SignInSession(SignInSession),
    SignInThrottle(SignInThrottle),
    SignInPassword(SignInPassword),
    SignInLives(SignInLives),
    ConfidentialityTerms(ConfidentialityTerms),
    FunnelLimits(FunnelLimits),
    ControlChart(ControlChart),
    CoordinateBox(CoordinateBox),
    VintageTolerance(VintageTolerance),
    ImportLimits(ImportLimits),
    HotspotTest(HotspotTest),
    NearRepeatTest(NearRepeatTest),
    PersonalLooking(PersonalLooking),
    DataFrequency(DataFrequency),
    PriorityHeadings(PriorityHeadings),
    ScanMatrix(ScanMatrix),
    DirectionLexicon(DirectionLexicon),
    ChangeSize(ChangeSize),
    FigureAge(FigureAge),
    AssessmentComponents(AssessmentComponents),
    AssessmentLayout(AssessmentLayout),
    ActionStatus(ActionStatus),
    /// What the columns of officers' tables of plans mean.
    PlanColumns(PlanColumns),
    Rag(Rag),
    ProtectiveMarking(ProtectiveMarking),
    ProgressReportForm(ProgressReportForm),
    TargetPosition(TargetPosition),
    Scheme(Scheme),
    PartnershipYear(PartnershipYear),
    BankHolidays(HolidayRules),
    ClosureDays(ClosureDays),
    SummerTime(SummerTime),
    Clock(Clock),
}

/// The kinds a rule file may name, in the order of [`Parameters`].
pub(crate) const KINDS: [&str; 47] = [
    "change-convention",
    "change-test",
    "year-ending",
    "financial-year",
    "rounding",
    "suppression-floor",
    "ward-flags",
    "risk-key",
    "near-miss",
    "access-review",
    "keeping",
    "mail-retry",
    "duty-reminder",
    "signed-link",
    "sign-in-session",
    "sign-in-throttle",
    "sign-in-password",
    "sign-in-lives",
    "confidentiality-terms",
    "funnel-limits",
    "control-chart",
    "coordinate-box",
    "vintage-tolerance",
    "import-limits",
    "hotspot-test",
    "near-repeat-test",
    "personal-looking",
    "data-frequency",
    "priority-headings",
    "scan-matrix",
    "direction-lexicon",
    "change-size",
    "figure-age",
    "assessment-components",
    "assessment-layout",
    "action-status",
    "plan-columns",
    "rag",
    "protective-marking",
    "progress-report-form",
    "target-position",
    "scheme",
    "partnership-year",
    "bank-holidays",
    "closure-days",
    "summer-time",
    "clock",
];

impl Parameters {
    /// Reads the table of a kind and checks that it makes sense. The error says what is wrong, naming the key.
    pub(crate) fn read(kind: &str, table: toml::Table) -> Result<Self, String> {
        fn typed<T: serde::de::DeserializeOwned>(table: toml::Table) -> Result<T, String> {
            toml::Value::Table(table).try_into().map_err(|error: toml::de::Error| error.message().trim().replace('\n', " "))
        }
        let read = match kind {
            "change-convention" => Self::ChangeConvention(typed(table)?),
            "change-test" => Self::ChangeTest(typed(table)?),
            "year-ending" => Self::YearEnding(typed(table)?),
            "financial-year" => Self::FinancialYear(typed(table)?),
            "rounding" => Self::Rounding(typed(table)?),
            "suppression-floor" => Self::SuppressionFloor(typed(table)?),
            "ward-flags" => Self::WardFlags(typed(table)?),
            "risk-key" => Self::RiskKey(typed(table)?),
            "near-miss" => Self::NearMiss(typed(table)?),
            "access-review" => Self::AccessReview(typed(table)?),
            "keeping" => Self::Keeping(typed(table)?),
            "mail-retry" => Self::MailRetry(typed(table)?),
            "duty-reminder" => Self::DutyReminder(typed(table)?),
            "signed-link" => Self::SignedLink(typed(table)?),
            "sign-in-session" => Self::SignInSession(typed(table)?),
            "sign-in-throttle" => Self::SignInThrottle(typed(table)?),
            "sign-in-password" => Self::SignInPassword(typed(table)?),
            "sign-in-lives" => Self::SignInLives(typed(table)?),
            "confidentiality-terms" => Self::ConfidentialityTerms(typed(table)?),
            "funnel-limits" => Self::FunnelLimits(typed(table)?),
            "control-chart" => Self::ControlChart(typed(table)?),
            "coordinate-box" => Self::CoordinateBox(typed(table)?),
            "vintage-tolerance" => Self::VintageTolerance(typed(table)?),
            "import-limits" => Self::ImportLimits(typed(table)?),
            "hotspot-test" => Self::HotspotTest(typed(table)?),
            "near-repeat-test" => Self::NearRepeatTest(typed(table)?),
            "personal-looking" => Self::PersonalLooking(typed(table)?),
            "data-frequency" => Self::DataFrequency(typed(table)?),
            "priority-headings" => Self::PriorityHeadings(typed(table)?),
            "scan-matrix" => Self::ScanMatrix(typed(table)?),
            "direction-lexicon" => Self::DirectionLexicon(typed(table)?),
            "change-size" => Self::ChangeSize(typed(table)?),
            "figure-age" => Self::FigureAge(typed(table)?),
            "assessment-components" => Self::AssessmentComponents(typed(table)?),
            "assessment-layout" => Self::AssessmentLayout(typed(table)?),
            "action-status" => Self::ActionStatus(typed(table)?),
            "plan-columns" => Self::PlanColumns(typed(table)?),
            "rag" => Self::Rag(typed(table)?),
            "protective-marking" => Self::ProtectiveMarking(typed(table)?),
            "progress-report-form" => Self::ProgressReportForm(typed(table)?),
            "target-position" => Self::TargetPosition(typed(table)?),
            "scheme" => Self::Scheme(typed(table)?),
            "partnership-year" => Self::PartnershipYear(typed(table)?),
            "bank-holidays" => Self::BankHolidays(typed(table)?),
            "closure-days" => Self::ClosureDays(typed(table)?),
            "summer-time" => Self::SummerTime(typed(table)?),
            "clock" => Self::Clock(typed(table)?),
            other => return Err(format!("`{other}` is not a kind this version knows: one of {}", KINDS.join(", "))),
        };
        read.sensible()?;
        Ok(read)
    }

    /// The kind, as files name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ChangeConvention(_) => "change-convention",
            Self::ChangeTest(_) => "change-test",
            Self::YearEnding(_) => "year-ending",
            Self::FinancialYear(_) => "financial-year",
            Self::Rounding(_) => "rounding",
            Self::SuppressionFloor(_) => "suppression-floor",
            Self::WardFlags(_) => "ward-flags",
            Self::RiskKey(_) => "risk-key",
            Self::NearMiss(_) => "near-miss",
            Self::AccessReview(_) => "access-review",
            Self::Keeping(_) => "keeping",
            Self::MailRetry(_) => "mail-retry",
            Self::DutyReminder(_) => "duty-reminder",
            Self::SignedLink(_) => "signed-link",
            Self::SignInSession(_) => "sign-in-session",
            Self::SignInThrottle(_) => "sign-in-throttle",
            Self::SignInPassword(_) => "sign-in-password",
            Self::SignInLives(_) => "sign-in-lives",
            Self::ConfidentialityTerms(_) => "confidentiality-terms",
            Self::FunnelLimits(_) => "funnel-limits",
            Self::ControlChart(_) => "control-chart",
            Self::CoordinateBox(_) => "coordinate-box",
            Self::VintageTolerance(_) => "vintage-tolerance",
            Self::ImportLimits(_) => "import-limits",
            Self::HotspotTest(_) => "hotspot-test",
            Self::NearRepeatTest(_) => "near-repeat-test",
            Self::PersonalLooking(_) => "personal-looking",
            Self::DataFrequency(_) => "data-frequency",
            Self::PriorityHeadings(_) => "priority-headings",
            Self::ScanMatrix(_) => "scan-matrix",
            Self::DirectionLexicon(_) => "direction-lexicon",
            Self::ChangeSize(_) => "change-size",
            Self::FigureAge(_) => "figure-age",
            Self::AssessmentComponents(_) => "assessment-components",
            Self::AssessmentLayout(_) => "assessment-layout",
            Self::ActionStatus(_) => "action-status",
            Self::PlanColumns(_) => "plan-columns",
            Self::Rag(_) => "rag",
            Self::ProtectiveMarking(_) => "protective-marking",
            Self::ProgressReportForm(_) => "progress-report-form",
            Self::TargetPosition(_) => "target-position",
            Self::Scheme(_) => "scheme",
            Self::PartnershipYear(_) => "partnership-year",
            Self::BankHolidays(_) => "bank-holidays",
            Self::ClosureDays(_) => "closure-days",
            Self::SummerTime(_) => "summer-time",
            Self::Clock(_) => "clock",
        }
    }

    fn sensible(&self) -> Result<(), String> {
        let demand = |sound: bool, why: &str| if sound { Ok(()) } else { Err(why.to_owned()) };
        match self {
            Self::ChangeConvention(c) => {
                demand(c.decimals <= 6, "`decimals` must be 0 to 6")?;
                demand(!c.no_figure_text.is_empty(), "`no_figure_text` must not be empty")
            }
            Self::ChangeTest(t) => {
                demand(t.level > 0.0 && t.level < 0.5, "`level` must lie between 0 and 0.5")?;
                demand(t.interval > 0.5 && t.interval < 1.0, "`interval` must lie between 0.5 and 1")
            }
            Self::YearEnding(y) => demand(y.months == 12, "`months` must be 12: other windows are another kind of rule"),
            Self::FinancialYear(y) => {
                demand((1..=12).contains(&y.first_month), "`first_month` must be 1 to 12")?;
                demand(y.months == 12, "`months` must be 12")
            }
            Self::Rounding(r) => {
                demand(r.rate_per > 0, "`rate_per` must be above 0")?;
                demand(r.rate_decimals <= 6 && r.percent_decimals <= 6, "`rate_decimals` and `percent_decimals` must be 0 to 6")
            }
            Self::SuppressionFloor(s) => demand(!s.text.is_empty(), "`text` must not be empty"),
            Self::WardFlags(w) => w.sensible(),
            Self::RiskKey(k) => k.sensible(),
            Self::NearMiss(n) => n.sensible(),
            Self::AccessReview(a) => a.sensible(),
            Self::Keeping(k) => k.sensible(),
            Self::MailRetry(m) => m.sensible(),
            Self::DutyReminder(d) => d.sensible(),
            Self::SignedLink(s) => s.sensible(),
            Self::SignInSession(s) => s.sensible(),
            Self::SignInThrottle(t) => t.sensible(),
            Self::SignInPassword(p) => p.sensible(),
            Self::SignInLives(l) => l.sensible(),
            Self::ConfidentialityTerms(c) => c.sensible(),
            Self::FunnelLimits(f) => f.sensible(),
            Self::ControlChart(c) => c.sensible(),
            Self::CoordinateBox(b) => {
                let ordered = b.longitude_from < b.longitude_to && b.latitude_from < b.latitude_to;
                demand(ordered, "`longitude_from` and `latitude_from` must lie below `longitude_to` and `latitude_to`")?;
                demand(b.longitude_to < b.latitude_from, "`longitude_to` must lie below `latitude_from`, or a swapped pair can't be told")
            }
            Self::VintageTolerance(v) => demand(v.unknown_percent < 100, "`unknown_percent` must be below 100"),
            Self::ImportLimits(l) => {
                let positive = l.line_bytes > 0 && l.unzipped_bytes > 0 && l.zip_ratio > 0 && l.zip_entries > 0;
                demand(positive, "`line_bytes`, `unzipped_bytes`, `zip_ratio` and `zip_entries` must be above 0")?;
                demand(l.workbook_bytes > 0 && l.workbook_cells > 0, "`workbook_bytes` and `workbook_cells` must be above 0")
            }
            Self::HotspotTest(t) => t.sensible(),
            Self::NearRepeatTest(t) => t.sensible(),
            Self::PersonalLooking(p) => p.sensible(),
            Self::DataFrequency(f) => f.sensible(),
            Self::PriorityHeadings(p) => p.sensible(),
            Self::ScanMatrix(m) => m.sensible(),
            Self::DirectionLexicon(rule) => rule.sensible(),
            Self::ChangeSize(rule) => rule.sensible(),
            Self::FigureAge(rule) => rule.sensible(),
            Self::AssessmentComponents(rule) => rule.sensible(),
            Self::AssessmentLayout(rule) => rule.sensible(),
            Self::ActionStatus(rule) => rule.sensible(),
            Self::PlanColumns(rule) => rule.sensible(),
            Self::Rag(rule) => rule.sensible(),
            Self::ProtectiveMarking(rule) => rule.sensible(),
            Self::ProgressReportForm(rule) => rule.sensible(),
            Self::TargetPosition(rule) => rule.sensible(),
            Self::Scheme(rule) => rule.sensible(),
            Self::PartnershipYear(rule) => rule.sensible(),
            Self::BankHolidays(h) => h.sensible(),
            Self::ClosureDays(c) => c.sensible(),
            Self::SummerTime(s) => s.sensible(),
            Self::Clock(c) => c.sensible(),
        }
    }
}

/// How numbers are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoundingMode {
    /// Halves away from zero, on the exact value (`base::round_half_up`).
    #[serde(rename = "half-up")]
    HalfUp,
}

/// When a change is not given as a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoFigure {
    /// The earlier count is 0.
    EarlierIsZero,
    /// The two counts are equal.
    NoChange,
}

/// How the change between two counts is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeConvention {
    /// Decimals of the percentage.
    pub decimals: u32,
    /// How it is rounded.
    pub rounding: RoundingMode,
    /// What stands where there is no percentage.
    pub no_figure_text: String,
    /// When that is.
    pub no_figure_when: Vec<NoFigure>,
}

/// Which test decides whether a count has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TestMethod {
    /// The conditional binomial test of two Poisson counts.
    #[serde(rename = "exact-conditional")]
    ExactConditional,
}

/// How a test becomes two-sided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sides {
    /// Twice the smaller tail, at most 1.
    #[serde(rename = "smaller-tail-doubled")]
    SmallerTailDoubled,
}

/// When a count may be said to have risen or fallen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeTest {
    /// The test.
    pub method: TestMethod,
    /// How it is two-sided.
    pub sides: Sides,
    /// A change is called where the p-value is below this.
    pub level: f64,
    /// The confidence of the ratio's interval, 0.95.
    pub interval: f64,
}

/// What a year ending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearEndingRule {
    /// Its length in months: 12.
    pub months: u32,
}

/// What a financial year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinancialYearRule {
    /// The month it begins with: 4, April.
    pub first_month: u32,
    /// Its length in months: 12.
    pub months: u32,
}

/// How rates and shares are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundingRule {
    /// A rate is per this many residents.
    pub rate_per: u32,
    /// Decimals of a rate.
    pub rate_decimals: u32,
    /// Decimals of a percentage.
    pub percent_decimals: u32,
    /// How.
    pub mode: RoundingMode,
}

/// Which counts about people are too small to show in public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuppressionFloor {
    /// The smallest count that is shown.
    pub floor: u64,
    /// Whether a zero is shown.
    pub zero_shown: bool,
    /// Whether counts of data already published as open data are shown whatever their size.
    pub open_data_shown: bool,
    /// What stands in place of a suppressed count.
    pub text: String,
}

impl SuppressionFloor {
    /// Whether a count may be shown in public; `open_data` where it counts rows that are published already.
    pub fn shows(&self, count: u64, open_data: bool) -> bool {
        count >= self.floor || (count == 0 && self.zero_shown) || (open_data && self.open_data_shown)
    }
}

/// What of a ward a criterion looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The ward's total.
    WardTotal,
    /// Any one village in it.
    AnyVillage,
    /// Any one LSOA in it.
    AnyLsoa,
    /// How many of its LSOAs.
    CountOfLsoas,
}

/// How a value is held against a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// The threshold or more.
    #[serde(rename = ">=")]
    AtLeast,
    /// The threshold or fewer.
    #[serde(rename = "<=")]
    AtMost,
}

/// How a ward earns a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagMethod {
    /// Each criterion has its own threshold, inclusive.
    Thresholds,
    /// The highest share of the district's wards.
    TopShare,
}

/// One data set that may earn a ward a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The column of `wardmote flags`.
    pub id: String,
    /// What it counts, in words.
    pub title: String,
    /// The measure of the catalogue it reads: `all-crime`.
    pub measure: String,
    /// The unit of its value; `rank` where the areas are ranked by the measure and the rank is held against the threshold.
    pub unit: String,
    /// What of the ward it looks at.
    pub scope: Scope,
    /// How the value is held against the threshold; only with `thresholds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<Operator>,
    /// The threshold, inclusive; only with `thresholds`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u64>,
    /// The first month looked at, `YYYY-MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last month looked at, `YYYY-MM`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The edition of the Indices of Deprivation looked at: `2019`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// What to bear in mind when reading it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caution: Option<String>,
}

impl Criterion {
    /// Whether its areas are ranked by the measure, the highest value first.
    pub fn is_ranked(&self) -> bool {
        self.unit == "rank"
    }

    fn sensible(&self) -> Result<(), String> {
        let wrong = |why: &str| Err(format!("`criteria`: `{}` {why}", self.id));
        if self.id.is_empty() || !self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            return wrong("is not a column: use lower-case letters, digits and `_` in `id`");
        }
        if ["ward", "total", "risk", "moved", "what_if_total", "what_if_risk"].contains(&self.id.as_str()) {
            return wrong("is a column of the table already: give it another `id`");
        }
        if !is_word(&self.measure) {
            return wrong("must name a measure of the catalogue in `measure`; `wardmote measures` lists them");
        }
        if self.is_ranked() && self.scope != Scope::AnyLsoa {
            return wrong("ranks LSOAs, so its `scope` must be `any-lsoa`");
        }
        match (&self.from, &self.to) {
            (None, None) => Ok(()),
            (Some(from), Some(to)) => match (Month::parse(from), Month::parse(to)) {
                (Ok(first), Ok(last)) if first <= last => Ok(()),
                (Ok(_), Ok(_)) => wrong("ends before it begins: `to` must not lie before `from`"),
                (Err(e), _) | (_, Err(e)) => wrong(&format!("has no such month: {e}")),
            },
            _ => wrong("must have both `from` and `to`, or neither"),
        }
    }

    /// Whether a value earns the flag; `None` where this criterion has no threshold of its own.
    pub fn is_met(&self, value: u64) -> Option<bool> {
        let threshold = self.threshold?;
        Some(match self.operator? {
            Operator::AtLeast => value >= threshold,
            Operator::AtMost => value <= threshold,
        })
    }
}

/// Which wards are flagged, data set by data set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WardFlags {
    /// How.
    pub method: FlagMethod,
    /// The share of wards flagged, in percent, rounded up to a whole ward; only with `top-share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<u64>,
    /// Whether wards level with the last one flagged are flagged too; only with `top-share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ties_included: Option<bool>,
    /// Whether a ward with a zero can be flagged; only with `top-share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zero_flagged: Option<bool>,
    /// The data sets, in the order of the columns.
    pub criteria: Vec<Criterion>,
}

impl WardFlags {
    /// How many of `wards` a top share takes, before ties: 20 % of 26 is 6. `None` with thresholds.
    pub fn wards_taken(&self, wards: u64) -> Option<u64> {
        Some(wards.checked_mul(self.share_percent?)?.div_ceil(100))
    }

    fn sensible(&self) -> Result<(), String> {
        if self.criteria.is_empty() {
            return Err("`criteria` must not be empty".to_owned());
        }
        let thresholds = self.method == FlagMethod::Thresholds;
        let top = [self.share_percent.is_some(), self.ties_included.is_some(), self.zero_flagged.is_some()];
        if top.contains(&thresholds) {
            return Err("`share_percent`, `ties_included` and `zero_flagged` belong to `top-share`, all three and to it alone".to_owned());
        }
        if self.share_percent.is_some_and(|share| !(1..=100).contains(&share)) {
            return Err("`share_percent` must be 1 to 100".to_owned());
        }
        for (at, criterion) in self.criteria.iter().enumerate() {
            if criterion.threshold.is_some() != thresholds || criterion.operator.is_some() != thresholds {
                return Err(format!(
                    "`criteria`: `{}` must have `operator` and `threshold` with `thresholds`, and only then",
                    criterion.id
                ));
            }
            criterion.sensible()?;
            if self.criteria.iter().take(at).any(|other| other.id == criterion.id) {
                return Err(format!("`criteria`: `{}` stands twice", criterion.id));
            }
        }
        Ok(())
    }
}

/// One level of risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskBand {
    /// Its name.
    pub name: String,
    /// The fewest flags.
    pub from: u64,
    /// The most flags; none: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u64>,
}

/// The risk level of a ward by its number of flags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskKey {
    /// The levels, lowest first, without gap or overlap from 0 up.
    pub bands: Vec<RiskBand>,
}

impl RiskKey {
    /// The level of so many flags.
    pub fn level(&self, flags: u64) -> Option<&str> {
        self.bands.iter().find(|band| band.from <= flags && band.to.is_none_or(|to| flags <= to)).map(|band| band.name.as_str())
    }

    fn sensible(&self) -> Result<(), String> {
        let mut expected = Some(0);
        for band in &self.bands {
            if expected != Some(band.from) || band.to.is_some_and(|to| to < band.from) {
                return Err(format!("`bands`: `{}` leaves a gap or overlaps; bands run from 0 up without either", band.name));
            }
            expected = band.to.and_then(|to| to.checked_add(1));
        }
        if self.bands.is_empty() || expected.is_some() {
            return Err("`bands`: the last one must have no `to`".to_owned());
        }
        Ok(())
    }
}

/// Where coordinates may lie, in degrees of WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoordinateBox {
    /// West.
    pub longitude_from: f64,
    /// East.
    pub longitude_to: f64,
    /// South.
    pub latitude_from: f64,
    /// North.
    pub latitude_to: f64,
}

impl CoordinateBox {
    /// Whether a point lies in the box, edges included. Never for NaN.
    pub fn contains(&self, longitude: f64, latitude: f64) -> bool {
        (self.longitude_from..=self.longitude_to).contains(&longitude) && (self.latitude_from..=self.latitude_to).contains(&latitude)
    }

    /// Whether a point lies in the box only with its coordinates exchanged.
    pub fn is_swapped(&self, longitude: f64, latitude: f64) -> bool {
        !self.contains(longitude, latitude) && self.contains(latitude, longitude)
    }
}

/// How many LSOA codes may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VintageTolerance {
    /// At the most this many of a hundred coded rows.
    pub unknown_percent: u64,
}

impl VintageTolerance {
    /// Whether so many unknown of so many coded rows may pass; exactly the limit does.
    pub fn allows(&self, unknown: u64, coded: u64) -> bool {
        u128::from(unknown) * 100 <= u128::from(coded) * u128::from(self.unknown_percent)
    }
}

/// How large a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportLimits {
    /// The longest line, in bytes.
    pub line_bytes: u64,
    /// The most bytes a ZIP may hold unpacked, all entries together.
    pub unzipped_bytes: u64,
    /// The most an entry may grow when unpacked: unpacked over packed bytes.
    pub zip_ratio: u64,
    /// The most entries of a ZIP.
    pub zip_entries: u64,
    /// The most bytes a workbook may hold unpacked.
    pub workbook_bytes: u64,
    /// The most cells read of a workbook.
    pub workbook_cells: u64,
}
