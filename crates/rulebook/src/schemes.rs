//! Rules of activity: what a register of it asks, what is counted in it, and against which target.

use crate::rule::is_word;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;

/// What stands in a field of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldType {
    /// A line.
    Text,
    /// Several lines.
    Lines,
    /// A day.
    Day,
    /// A day and a time of London.
    Moment,
    /// A whole number, not below zero.
    Whole,
    /// Pounds and pence.
    Money,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// A street or a village: no finer.
    Place,
    /// An organisation, by its id in the register or by what it is called.
    Organisation,
    /// Several organisations, a line each.
    Organisations,
}

/// One answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeOption {
    /// As it is written: `pro-active`.
    pub id: String,
    /// As it is printed.
    pub name: String,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeField {
    /// Its name in the record: `doorstep-caller`.
    pub name: String,
    /// What is asked.
    pub label: String,
    /// Help beneath the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What stands in it.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// May stay empty.
    #[serde(default)]
    pub optional: bool,
    /// The answers of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SchemeOption>,
}

/// A record is counted where this holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeCondition {
    /// The field.
    pub field: String,
    /// It has one of these; with none, anything may stand there but nothing.
    #[serde(default)]
    pub is: Vec<String>,
}

/// Which value a count takes of several records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Take {
    /// All together.
    #[default]
    Sum,
    /// That of the newest record: a stock, a population.
    Newest,
}

/// One word, or a list of them.
fn one_or_several<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Given::deserialize(from)? {
        Given::One(one) => vec![one],
        Given::Several(several) => several,
    })
}

/// Something that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeCount {
    /// Its id.
    pub id: String,
    /// As it is printed: `homes made secure`.
    pub label: String,
    /// The fields that are added up; with neither these nor `less`, records are counted.
    #[serde(default)]
    pub add: Vec<String>,
    /// The fields that are taken away.
    #[serde(default)]
    pub less: Vec<String>,
    /// Which value is taken of several records.
    #[serde(default)]
    pub take: Take,
    /// Only records for which all of these hold.
    #[serde(default)]
    pub when: Vec<SchemeCondition>,
    /// The day by which a record falls into a quarter; the scheme's own where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Everything up to the end of the period, not only what falls into it.
    #[serde(default)]
    pub to_date: bool,
    /// Records are counted no longer once the earliest of their days here has come: a field, or several.
    #[serde(default, deserialize_with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub ended_by: Vec<String>,
    /// So many at least in a financial year; pence where money is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_a_year: Option<u32>,
    /// So many at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_a_year: Option<u32>,
}

/// A limit on each record: so many hours, or a clock of the rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeTimer {
    /// Its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// The field from which it runs.
    pub from: String,
    /// The field that ends it.
    pub to: String,
    /// So many hours; both fields are then moments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Or a rule of the kind `clock`, by its id; both fields are then days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Only records for which all of these hold.
    #[serde(default)]
    pub when: Vec<SchemeCondition>,
    /// The share that is to be in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_percent: Option<u32>,
}

/// One count as a share of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeShare {
    /// Its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// The count above the line.
    pub of: String,
    /// The count beneath it.
    pub among: String,
    /// The share that is to be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_percent: Option<u32>,
}

/// Two numbers of each record set against each other: before something was done, and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeCompared {
    /// Its id.
    pub id: String,
    /// As it is printed.
    pub label: String,
    /// The field with the number before.
    pub before: String,
    /// The field with the number after.
    pub after: String,
}

/// When a record is looked at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeReview {
    /// The field with the day.
    pub field: String,
    /// What is to be done on it: `review the order`.
    pub what: String,
    /// The field whose day ends it all, or several: the earliest counts.
    #[serde(default, deserialize_with = "one_or_several", skip_serializing_if = "Vec::is_empty")]
    pub ended_by: Vec<String>,
}

/// Records that a tasking group is to look at while they stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeTasking {
    /// The heading on its agenda.
    pub heading: String,
    /// The field with the day on which one stands no longer.
    pub ended_by: String,
}

/// A register of activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// What it is called.
    pub name: String,
    /// The heading it stands under.
    pub heading: String,
    /// What it is, in a sentence.
    pub about: String,
    /// The office or team that keeps it.
    pub keeper: String,
    /// What one record is: `visit`.
    pub one: String,
    /// What several are: `visits`.
    pub many: String,
    /// The field whose day a record falls on.
    pub day: String,
    /// The fields that a list shows, beside the day.
    pub columns: Vec<String>,
    /// The fields by whose values counts are broken down.
    #[serde(default)]
    pub broken_down_by: Vec<String>,
    /// Several partners are asked, and the answer of each is kept.
    #[serde(default)]
    pub partners_answer: bool,
    /// What is found becomes actions of a plan.
    #[serde(default)]
    pub becomes_actions: bool,
    /// When one is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<SchemeReview>,
    /// What a tasking group is to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasking: Option<SchemeTasking>,
    /// The fields, in the order they are asked.
    pub fields: Vec<SchemeField>,
    /// What is counted.
    pub counts: Vec<SchemeCount>,
    /// What runs against a limit.
    #[serde(default)]
    pub timers: Vec<SchemeTimer>,
    /// What is a share of what.
    #[serde(default)]
    pub shares: Vec<SchemeShare>,
    /// What is set against what.
    #[serde(default)]
    pub compared: Vec<SchemeCompared>,
}

impl Scheme {
    /// What the ids of rules of this kind begin with: `scheme-bobby` is the scheme `bobby`.
    pub const PREFIX: &'static str = "scheme-";

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&SchemeField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A count by its id.
    pub fn count(&self, id: &str) -> Option<&SchemeCount> {
        self.counts.iter().find(|count| count.id == id)
    }

    /// Whether a count is of money.
    pub fn is_money(&self, count: &SchemeCount) -> bool {
        let mut fields = count.add.iter().chain(&count.less);
        fields.any(|name| self.field(name).is_some_and(|field| field.kind == FieldType::Money))
    }

    pub(crate) fn sensible(&self) -> Result<(), String> {
        for (key, text) in [
            ("name", &self.name),
            ("heading", &self.heading),
            ("about", &self.about),
            ("keeper", &self.keeper),
            ("one", &self.one),
            ("many", &self.many),
        ] {
            demand(!text.trim().is_empty(), || format!("`{key}` is empty"))?;
        }
        once("fields", self.fields.iter().map(|one| one.name.as_str()))?;
        once("counts", self.counts.iter().map(|one| one.id.as_str()))?;
        once("timers", self.timers.iter().map(|one| one.id.as_str()))?;
        once("shares", self.shares.iter().map(|one| one.id.as_str()))?;
        for field in &self.fields {
            let choice = field.kind == FieldType::Choice;
            demand(choice != field.options.is_empty(), || format!("`{}`: a choice has options, and nothing else has", field.name))?;
            once(&field.name, field.options.iter().map(|one| one.id.as_str()))?;
            demand(!field.label.trim().is_empty(), || format!("`{}`: `label` is empty", field.name))?;
        }
        let day = self.kind_of("day", &self.day)?;
        demand(matches!(day, FieldType::Day | FieldType::Moment), || format!("`day`: `{}` holds no day", self.day))?;
        demand(self.field(&self.day).is_some_and(|field| !field.optional), || format!("`day`: `{}` may not stay empty", self.day))?;
        for name in self.columns.iter().chain(&self.broken_down_by) {
            self.kind_of("columns", name)?;
        }
        for name in self.review.iter().flat_map(|one| std::iter::once(&one.field).chain(&one.ended_by)) {
            self.is_day("review", name)?;
        }
        if let Some(tasking) = &self.tasking {
            self.is_day("tasking", &tasking.ended_by)?;
        }
        self.counts.iter().try_for_each(|count| self.sensible_count(count))?;
        self.timers.iter().try_for_each(|timer| self.sensible_timer(timer))?;
        for share in &self.shares {
            for id in [&share.of, &share.among] {
                demand(self.count(id).is_some(), || format!("`{}`: there is no count `{id}`", share.id))?;
            }
        }
        for one in &self.compared {
            for name in [&one.before, &one.after] {
                let whole = self.kind_of(&one.id, name)? == FieldType::Whole;
                demand(whole, || format!("`{}`: `{name}` is no whole number", one.id))?;
            }
        }
        Ok(())
    }

    fn sensible_count(&self, count: &SchemeCount) -> Result<(), String> {
        let mut kinds = Vec::new();
        for name in count.add.iter().chain(&count.less) {
            kinds.push(self.kind_of(&count.id, name)?);
        }
        let sound = kinds.iter().all(|kind| matches!(kind, FieldType::Whole | FieldType::Money));
        demand(sound && kinds.windows(2).all(|pair| matches!(pair, [one, other] if one == other)), || {
            format!("`{}`: `add` and `less` name whole numbers, or money, and not both", count.id)
        })?;
        for name in count.by.iter().chain(&count.ended_by) {
            self.is_day(&count.id, name)?;
        }
        self.sensible_conditions(&count.id, &count.when)?;
        demand(count.at_least_a_year.is_none() || count.at_most_a_year.is_none(), || {
            format!("`{}`: give `at_least_a_year` or `at_most_a_year`", count.id)
        })
    }

    fn sensible_timer(&self, timer: &SchemeTimer) -> Result<(), String> {
        let (from, to) = (self.kind_of(&timer.id, &timer.from)?, self.kind_of(&timer.id, &timer.to)?);
        let wanted = if timer.hours.is_some() { FieldType::Moment } else { FieldType::Day };
        demand(from == wanted && to == wanted, || format!("`{}`: hours run between moments, a clock between days", timer.id))?;
        demand(timer.hours.is_some() != timer.clock.is_some(), || format!("`{}`: give `hours` or `clock`", timer.id))?;
        demand(timer.hours != Some(0), || format!("`{}`: `hours` must be above 0", timer.id))?;
        demand(timer.at_least_percent.is_none_or(|percent| percent <= 100), || format!("`{}`: a share is 100 per cent at most", timer.id))?;
        self.sensible_conditions(&timer.id, &timer.when)
    }

    fn sensible_conditions(&self, key: &str, when: &[SchemeCondition]) -> Result<(), String> {
        for condition in when {
            let kind = self.kind_of(key, &condition.field)?;
            let field = self.field(&condition.field);
            for value in &condition.is {
                let known = match kind {
                    FieldType::YesNo => value == "yes" || value == "no",
                    FieldType::Choice => field.is_some_and(|field| field.options.iter().any(|one| &one.id == value)),
                    _ => true,
                };
                demand(known, || format!("`{key}`: `{}` is never `{value}`", condition.field))?;
            }
        }
        Ok(())
    }

    fn kind_of(&self, key: &str, name: &str) -> Result<FieldType, String> {
        self.field(name).map(|field| field.kind).ok_or_else(|| format!("`{key}`: there is no field `{name}`"))
    }

    fn is_day(&self, key: &str, name: &str) -> Result<(), String> {
        let kind = self.kind_of(key, name)?;
        demand(matches!(kind, FieldType::Day | FieldType::Moment), || format!("`{key}`: `{name}` holds no day"))
    }
}

/// How a duty of a year is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearLine {
    /// Its id: `funding-plan`.
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Which group or office does it.
    pub whose: String,
    /// The month it may begin in, from 1 for January.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_month: Option<u8>,
    /// The month by whose end it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_month: Option<u8>,
    /// In every quarter.
    #[serde(default)]
    pub each_quarter: bool,
    /// In each half of the year.
    #[serde(default)]
    pub each_half: bool,
    /// As a rule of the kind `clock` says, by its id: it is counted on from the last day of the year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// The rule that asks for it, where its days are not counted by it: `action-plan-monitoring`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// What a partnership owes in every financial year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnershipYear {
    /// The duties.
    pub lines: Vec<YearLine>,
}

impl PartnershipYear {
    pub(crate) fn sensible(&self) -> Result<(), String> {
        once("lines", self.lines.iter().map(|one| one.id.as_str()))?;
        demand(!self.lines.is_empty(), || "`lines` must not be empty".to_owned())?;
        for line in &self.lines {
            let months = match (line.first_month, line.last_month) {
                (Some(first), Some(last)) if (1..=12).contains(&first) && (1..=12).contains(&last) => true,
                (None, None) => false,
                _ => return Err(format!("`{}`: give `first_month` and `last_month`, each 1 to 12", line.id)),
            };
            let ways = [months, line.each_quarter, line.each_half, line.clock.is_some()].into_iter().filter(|one| *one).count();
            demand(ways == 1, || format!("`{}`: give months, `each_quarter`, `each_half` or `clock`, and one of them only", line.id))?;
            demand(!line.what.trim().is_empty() && !line.whose.trim().is_empty(), || format!("`{}`: a text is empty", line.id))?;
        }
        Ok(())
    }
}

fn demand(sound: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if sound { Ok(()) } else { Err(why()) }
}

fn once<'a>(key: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for id in ids {
        demand(is_word(id), || format!("`{key}`: `{id}` is no id: lower-case letters, digits, single hyphens"))?;
        demand(seen.insert(id), || format!("`{key}`: `{id}` stands twice"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(parameters: &str) -> Result<(), String> {
        let head = "name = \"Visits\"\nheading = \"Homes\"\nabout = \"Visits.\"\nkeeper = \"team\"\none = \"visit\"\nmany = \"visits\"\n\
                    day = \"on\"\ncolumns = []\n";
        let scheme: Scheme = toml::from_str(&format!("{head}{parameters}")).map_err(|error| error.to_string())?;
        scheme.sensible()
    }

    const ON: &str = "[[fields]]\nname = \"on\"\nlabel = \"When?\"\ntype = \"day\"\n";
    const ALL: &str = "[[counts]]\nid = \"all\"\nlabel = \"visits\"\n";

    #[test]
    fn senseless_schemes_are_refused() {
        assert_eq!(scheme(&format!("{ON}{ALL}")), Ok(()));
        assert_eq!(scheme(&format!("{ON}{ALL}ended_by = \"on\"\n")), Ok(()));
        assert_eq!(scheme(&format!("{ON}{ALL}ended_by = [\"on\"]\n")), Ok(()));
        let field =
            |name: &str, kind: &str| format!("[[fields]]\nname = \"{name}\"\nlabel = \"What?\"\ntype = \"{kind}\"\noptional = true\n");
        for (text, why) in [
            (format!("{}{ALL}", field("on", "day")), "may not stay empty"),
            (format!("{ON}{ON}{ALL}"), "stands twice"),
            (format!("{ON}{}{ALL}", field("kind", "choice")), "options"),
            (format!("{ON}{ALL}add = [\"of\"]\n"), "no field `of`"),
            (format!("{ON}{}{ALL}add = [\"of\"]\n", field("of", "text")), "whole numbers, or money"),
            (format!("{ON}{}{}{ALL}add = [\"of\", \"and\"]\n", field("of", "whole"), field("and", "money")), "not both"),
            (format!("{ON}{ALL}at_least_a_year = 1\nat_most_a_year = 2\n"), "at_least_a_year"),
            (format!("{ON}{ALL}[[shares]]\nid = \"s\"\nlabel = \"s\"\nof = \"all\"\namong = \"none\"\n"), "no count `none`"),
            (format!("{ON}{ALL}[[timers]]\nid = \"t\"\nlabel = \"t\"\nfrom = \"on\"\nto = \"on\"\nhours = 24\n"), "moments"),
            (format!("{ON}{ALL}[[timers]]\nid = \"t\"\nlabel = \"t\"\nfrom = \"on\"\nto = \"on\"\n"), "`hours` or `clock`"),
            (format!("{ON}{}{ALL}[[counts.when]]\nfield = \"asked\"\nis = [\"maybe\"]\n", field("asked", "yes-no")), "never `maybe`"),
            (format!("{ON}{ALL}[review]\nfield = \"all\"\nwhat = \"look\"\n"), "no field `all`"),
            (format!("{ON}{ALL}ended_by = [\"on\", \"gone\"]\n"), "no field `gone`"),
        ] {
            let said = scheme(&text).unwrap_err();
            assert!(said.contains(why), "{said}: {why}");
        }
    }

    #[test]
    fn a_line_of_a_year_is_laid_out_in_one_way() {
        let line = |parameters: &str| {
            let text = format!("[[lines]]\nid = \"a\"\nwhat = \"w\"\nwhose = \"board\"\n{parameters}");
            toml::from_str::<PartnershipYear>(&text).unwrap().sensible()
        };
        assert_eq!(line("each_quarter = true"), Ok(()));
        assert_eq!(line("first_month = 5\nlast_month = 8"), Ok(()));
        for wrong in ["", "first_month = 4", "first_month = 0\nlast_month = 4", "each_quarter = true\nclock = \"board-meetings\""] {
            assert!(line(wrong).is_err(), "{wrong}");
        }
    }
}
