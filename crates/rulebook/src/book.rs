//! The rulebook: all rules together, and which of them holds when and where.

use crate::access::AccessReview;
use crate::assessing::{AssessmentComponents, AssessmentLayout};
use crate::charts::{ControlChart, FunnelLimits, NearMiss};
use crate::clock::Clock;
use crate::hotspots::HotspotTest;
use crate::keeping::Keeping;
use crate::mail::{DutyReminder, MailRetry, SignedLink};
use crate::near_repeat::NearRepeatTest;
use crate::parameters::{
    ChangeConvention, ChangeTest, CoordinateBox, FinancialYearRule, ImportLimits, Parameters, RiskKey, RoundingRule, SuppressionFloor,
    VintageTolerance, WardFlags, YearEndingRule,
};
use crate::parse::{parse_draft, parse_rule};
use crate::personal::PersonalLooking;
use crate::plans::{ActionStatus, PlanColumns, ProgressReportForm, ProtectiveMarking, Rag};
use crate::prose::{ChangeSize, DirectionLexicon, FigureAge};
use crate::registers::{DataFrequency, PriorityHeadings, ScanMatrix};
use crate::rule::{Rule, RuleRef};
use crate::schemes::{PartnershipYear, Scheme};
use crate::signing::{ConfidentialityTerms, SignInLives, SignInPassword, SignInSession, SignInThrottle};
use crate::targets::TargetPosition;
use base::{AreaCode, Result, Trouble};
use jiff::civil::Date;
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

static BUILTIN: LazyLock<Result<Rulebook>> = LazyLock::new(|| Rulebook::parse(FILES.iter().copied()));

/// All rules, in the order of id, then of the first day they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    rules: Vec<Rule>,
}

/// A rule that holds, with what it says.
#[derive(Debug)]
pub struct InForce<'a, T> {
    /// The rule, for its reference, source and dates.
    pub rule: &'a Rule,
    /// Its parameters.
    pub parameters: &'a T,
}

// Not derived: a copy of two references needs nothing of `T`.
impl<T> Clone for InForce<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for InForce<'_, T> {}

impl<T> InForce<'_, T> {
    /// What a result records: `change-test@1`.
    pub fn reference(&self) -> RuleRef {
        self.rule.reference.clone()
    }
}

/// The ids under which the product itself asks for rules.
macro_rules! in_force_accessors {
    ($($(#[$doc:meta])* $name:ident, $id:literal, $variant:ident, $type:ty;)*) => {
        impl Rulebook {
            $(
                $(#[$doc])*
                pub fn $name(&self, day: Date, area: Option<&AreaCode>) -> Result<InForce<'_, $type>> {
                    let rule = self.in_force($id, day, area)?;
                    match &rule.parameters {
                        Parameters::$variant(parameters) => Ok(InForce { rule, parameters }),
                        other => Err(wrong_kind(rule, other.kind())),
                    }
                }
            )*
        }
    };
}

in_force_accessors! {
    /// How a change is printed.
    change_convention, "change-convention", ChangeConvention, ChangeConvention;
    /// When a count has risen or fallen.
    change_test, "change-test", ChangeTest, ChangeTest;
    /// What a year ending is.
    year_ending, "year-ending", YearEnding, YearEndingRule;
    /// What a financial year is.
    financial_year, "financial-year", FinancialYear, FinancialYearRule;
    /// How rates are rounded.
    rounding, "rounding", Rounding, RoundingRule;
    /// Which counts are too small to show.
    suppression_floor, "suppression-floor", SuppressionFloor, SuppressionFloor;
    /// Which wards are flagged.
    ward_flags, "ward-flags", WardFlags, WardFlags;
    /// The risk level by number of flags.
    risk_key, "risk-key", RiskKey, RiskKey;
    /// Which readings a governance lead is shown as unusual.
    access_review, "access-review", AccessReview, AccessReview;
    /// How old what keeps a home safe may grow.
    keeping, "keeping", Keeping, Keeping;
    /// When mail is tried again, and until when.
    mail_retry, "mail-retry", MailRetry, MailRetry;
    /// When whoever owes something is reminded of it.
    duty_reminder, "duty-reminder", DutyReminder, DutyReminder;
    /// How long a link for one purpose can be answered.
    signed_link, "signed-link", SignedLink, SignedLink;
    /// How long somebody stays signed in.
    sign_in_session, "sign-in-session", SignInSession, SignInSession;
    /// How guessing at passwords and codes is slowed.
    sign_in_throttle, "sign-in-throttle", SignInThrottle, SignInThrottle;
    /// What a new password needs.
    sign_in_password, "sign-in-password", SignInPassword, SignInPassword;
    /// How long what lets somebody in is good for.
    sign_in_lives, "sign-in-lives", SignInLives, SignInLives;
    /// The terms of confidence.
    confidentiality_terms, "confidentiality-terms", ConfidentialityTerms, ConfidentialityTerms;
    /// How near to a threshold a value without a flag is pointed out.
    near_miss, "near-miss", NearMiss, NearMiss;
    /// When an area among its peers lies outside the funnel.
    funnel_limits, "funnel-limits", FunnelLimits, FunnelLimits;
    /// How a series over time is charted, and what is a signal in it.
    control_chart, "control-chart", ControlChart, ControlChart;
    /// Where coordinates may lie.
    coordinate_box, "coordinate-box", CoordinateBox, CoordinateBox;
    /// How many LSOA codes may be unknown.
    vintage_tolerance, "vintage-tolerance", VintageTolerance, VintageTolerance;
    /// How large a file may be.
    import_limits, "import-limits", ImportLimits, ImportLimits;
    /// How hot spots are told from chance.
    hotspot_test, "hotspot-test", HotspotTest, HotspotTest;
    /// How a near-repeat test is run.
    near_repeat_test, "near-repeat-test", NearRepeatTest, NearRepeatTest;
    /// How often data sets come.
    data_frequency, "data-frequency", DataFrequency, DataFrequency;
    /// The headings of priorities.
    priority_headings, "priority-headings", PriorityHeadings, PriorityHeadings;
    /// The matrix of a scan.
    scan_matrix, "scan-matrix", ScanMatrix, ScanMatrix;
    /// Which words say that a number rose, fell or stayed.
    direction_lexicon, "direction-lexicon", DirectionLexicon, DirectionLexicon;
    /// Which changes a word of size may stand for.
    change_size, "change-size", ChangeSize, ChangeSize;
    /// How the progress of actions is read and rolled up.
    action_status, "action-status", ActionStatus, ActionStatus;
    /// Which words keep a text from the public.
    protective_marking, "protective-marking", ProtectiveMarking, ProtectiveMarking;
    /// How long a progress report may be.
    progress_report_form, "progress-report-form", ProgressReportForm, ProgressReportForm;
    /// When a target is in a better, the same or a worse position.
    target_position, "target-position", TargetPosition, TargetPosition;
    /// What the columns of officers' tables of plans mean.
    plan_columns, "plan-columns", PlanColumns, PlanColumns;
    /// What the partnership owes in every financial year.
    partnership_year, "partnership-year", PartnershipYear, PartnershipYear;
    /// How old a figure may be.
    figure_age, "figure-age", FigureAge, FigureAge;
    /// What a strategic assessment must hold.
    assessment_components, "assessment-components", AssessmentComponents, AssessmentComponents;
    /// When a column looks personal.
    personal_looking, "personal-looking", PersonalLooking, PersonalLooking;
}

impl Rulebook {
    /// The key of colours of this name: `rag@customer-2011`.
    ///
    /// # Errors
    /// There is no such rule, or it is no key of colours.
    pub fn rag(&self, name: &str) -> Result<InForce<'_, Rag>> {
        let rule = self.rule(name)?;
        match &rule.parameters {
            Parameters::Rag(parameters) => Ok(InForce { rule, parameters }),
            other => Err(wrong_kind(rule, other.kind())),
        }
    }

    /// A scheme by its name without the prefix of its rule, such as `bobby`, as it stands on a day.
    ///
    /// # Errors
    /// There is no such scheme on that day.
    pub fn scheme(&self, name: &str, day: Date, area: Option<&AreaCode>) -> Result<InForce<'_, Scheme>> {
        let rule = self.in_force(&format!("{}{name}", Scheme::PREFIX), day, area).map_err(|trouble| Trouble {
            code: "scheme-unknown",
            message: format!("there is no scheme `{name}` on {day}"),
            remedy: "`wardmote schemes` lists them; a new one is a file in `rules/` (docs/guides/add-a-scheme.md)".to_owned(),
            ..trouble
        })?;
        match &rule.parameters {
            Parameters::Scheme(parameters) => Ok(InForce { rule, parameters }),
            other => Err(wrong_kind(rule, other.kind())),
        }
    }

    /// The schemes there are on a day in an area, by their names without the prefix, each as drawn most closely.
    pub fn schemes(&self, day: Date, area: Option<&AreaCode>) -> Vec<(&str, InForce<'_, Scheme>)> {
        let mut names: Vec<&str> = self.rules.iter().filter_map(|rule| rule.reference.id().strip_prefix(Scheme::PREFIX)).collect();
        names.dedup();
        names.into_iter().filter_map(|name| Some((name, self.scheme(name, day, area).ok()?))).collect()
    }

    /// A layout of the assessment by its name, such as `home-office`.
    pub fn assessment_layout(&self, name: &str, day: Date, area: Option<&AreaCode>) -> Result<InForce<'_, AssessmentLayout>> {
        let rule = self.in_force(name, day, area)?;
        match &rule.parameters {
            Parameters::AssessmentLayout(parameters) => Ok(InForce { rule, parameters }),
            other => Err(wrong_kind(rule, other.kind())),
        }
    }
}

fn wrong_kind(rule: &Rule, kind: &str) -> Trouble {
    let message = format!("rule `{}` is of the kind `{kind}`, which is not what is asked of it", rule.reference);
    Trouble::refused("rule-invalid", message, format!("correct `kind` in `{}`", rule.file))
}

impl Rulebook {
    /// The rules the product ships, from `rules/` at build time.
    pub fn builtin() -> Result<&'static Self> {
        BUILTIN.as_ref().map_err(Clone::clone)
    }

    /// Reads rule files, each a name and its text, and checks them one by one and against each other.
    pub fn parse<N: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (N, T)>) -> Result<Self> {
        let mut rules = Vec::new();
        for (name, text) in files {
            rules.push(parse_rule(name.as_ref(), text.as_ref())?);
        }
        rules.sort_by(|a, b| (a.reference.id(), a.valid_from, &a.reference).cmp(&(b.reference.id(), b.valid_from, &b.reference)));
        for (at, rule) in rules.iter().enumerate() {
            for other in rules.iter().take(at).filter(|other| other.reference.id() == rule.reference.id()) {
                refuse_conflict(other, rule)?;
            }
        }
        let book = Self { rules };
        for rule in &book.rules {
            let Parameters::Clock(Clock { closures: Some(id), .. }) = &rule.parameters else { continue };
            let closure = |other: &&Rule| other.reference.id() == id && matches!(other.parameters, Parameters::ClosureDays(_));
            if book.rules.iter().find(closure).is_none() {
                return Err(Trouble::refused(
                    "rule-invalid",
                    format!("rule file `{}`, key `closures`: there are no closure days `{id}`", rule.file),
                    "name a rule of the kind `closure-days`, or leave `closures` out",
                ));
            }
        }
        Ok(book)
    }

    /// A rule that somebody tries out: checked as every rule is, and part of no rulebook. Its file may have any name.
    pub fn draft(name: &str, text: &str) -> Result<Rule> {
        parse_draft(name, text)
    }

    /// Every rule, in the order of id, then of the first day it holds.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule `id@version`, in force or not; or `id` alone where there is just one version.
    pub fn rule(&self, name: &str) -> Result<&Rule> {
        if name.contains('@') {
            let reference: RuleRef = name.parse()?;
            return self.rules.iter().find(|rule| rule.reference == reference).ok_or_else(|| self.unknown(name));
        }
        let mut found = self.rules.iter().filter(|rule| rule.reference.id() == name);
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(self.unknown(name)),
            (Some(_), Some(_)) => {
                let message = format!("rule `{name}` has several versions");
                Err(Trouble::usage("rule-unknown", message, format!("name one of {}", self.versions(name))))
            }
        }
    }

    /// The version of a rule that holds on a day in an area (`None`: nowhere in particular). The one drawn most closely
    /// holds: of one area, then of one country, then of several.
    pub fn in_force(&self, id: &str, day: Date, area: Option<&AreaCode>) -> Result<&Rule> {
        let named = self.rules.iter().filter(|rule| rule.reference.id() == id);
        named.filter(|rule| rule.holds_on(day) && rule.holds_in(area)).max_by_key(|rule| rule.closeness()).ok_or_else(|| {
            if !self.rules.iter().any(|rule| rule.reference.id() == id) {
                return self.unknown(id);
            }
            let place = area.map_or_else(|| "without an area".to_owned(), |code| format!("in `{code}`"));
            let message = format!("no version of rule `{id}` holds on `{day}` {place}");
            Trouble::refused("rule-not-in-force", message, format!("there are {}; add the version that held then", self.versions(id)))
        })
    }

    fn versions(&self, id: &str) -> String {
        let one = |rule: &Rule| {
            let until = rule.valid_to.map_or_else(String::new, |end| format!(" until {end}"));
            let place = rule.area.as_ref().map_or_else(|| rule.jurisdiction.as_str().to_owned(), ToString::to_string);
            let since = rule.valid_from.map_or_else(|| "in force from a day not known".to_owned(), |first| format!("since {first}"));
            format!("`{}` ({since}{until}, {place})", rule.reference)
        };
        self.rules.iter().filter(|rule| rule.reference.id() == id).map(one).collect::<Vec<_>>().join(", ")
    }

    fn unknown(&self, name: &str) -> Trouble {
        let known: Vec<String> = self.rules.iter().map(|rule| rule.reference.to_string()).collect();
        Trouble::refused("rule-unknown", format!("there is no rule `{name}`"), format!("known are {}", known.join(", ")))
    }
}

/// Two rules of one id: different versions, one kind, and never both in force for the same area and jurisdiction.
fn refuse_conflict(earlier: &Rule, later: &Rule) -> Result<()> {
    let refuse = |key: &str, what: String, remedy: &str| {
        Err(Trouble::refused("rule-conflict", format!("rule file `{}`, key `{key}`: {what}", later.file), remedy))
    };
    if earlier.reference == later.reference {
        return refuse("version", format!("`{}` stands in `{}` too", later.reference, earlier.file), "give each version one file");
    }
    if earlier.parameters.kind() != later.parameters.kind() {
        let what = format!("`{}` differs from `{}` in `{}`", later.parameters.kind(), earlier.parameters.kind(), earlier.file);
        return refuse("kind", what, "all versions of a rule are of one kind");
    }
    let same_place = earlier.area == later.area && earlier.jurisdiction == later.jurisdiction;
    // Sorted by first day, so they overlap exactly when the later one begins before the earlier one ends.
    // One without a first day comes first and holds on no day.
    if same_place
        && let Some(first) = later.valid_from
        && earlier.holds_on(first)
    {
        let what = format!("`{}` begins on {first} while `{}` still holds", later.reference, earlier.reference);
        return refuse("valid_from", what, "give the earlier version a `valid_to` on that day (it is exclusive) or move `valid_from`");
    }
    Ok(())
}
