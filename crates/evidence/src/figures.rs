//! The figures of an assessment, each with the plan of the rows behind it.

use crate::assessment::{Assessment, MeasureLine, Rate, Terms};
use crate::facts::Facts;
use crate::figure::{Behind, Figure, FigureKind, Parting, Placement, Selection, Weight};
use crate::measures::{Filter, Measure, all_crime, anti_social_behaviour};
use crate::period::{months_as_data, months_in_words};
use crate::residents::{Denominator, Reckoning};
use crate::wards::WardLine;
use calendar::Month;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The id of a figure of an area: `e07000012-burglary-count`.
pub fn id(area: &str, rest: &str) -> String {
    format!("{}-{rest}", area.to_lowercase())
}

/// The id of a figure of a ward within its district's assessment: `e07000012-ward-e05002710-all-crime-count`.
pub fn ward_id(district: &str, ward: &str, rest: &str) -> String {
    format!("{}-ward-{}-{rest}", district.to_lowercase(), ward.to_lowercase())
}

/// A number as words print it: `1,000`.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Every figure of the assessment.
pub fn figures(a: &Assessment, facts: &Facts, terms: &Terms) -> Vec<Figure> {
    let maker = Maker { a, facts, terms };
    let mut out = Vec::new();
    for line in &a.lines {
        maker.measure(line, &mut out);
    }
    out.extend(maker.population());
    maker.not_placed(&mut out);
    out.push(maker.by_category());
    maker.months(&mut out);
    maker.wards(&mut out);
    out
}

struct Maker<'a> {
    a: &'a Assessment,
    facts: &'a Facts,
    terms: &'a Terms,
}

/// What differs from figure to figure.
struct Made {
    id: String,
    title: String,
    kind: FigureKind,
    unit: String,
    period: String,
    value: Value,
    behind: Behind,
    extracts: BTreeSet<String>,
}

impl Maker<'_> {
    fn selection(&self, months: &[Month], filter: &Filter) -> Selection {
        Selection {
            place: Placement::District(self.a.code.clone()),
            forces: self.a.forces.clone(),
            months: months.to_vec(),
            filter: filter.clone(),
        }
    }

    /// The street files of some months, and the lookups that place their rows.
    fn extracts(&self, months: &[Month]) -> BTreeSet<String> {
        let files = self.facts.units.iter().filter(|u| self.a.forces.contains(&u.force) && months.contains(&u.month));
        files.map(|u| u.extract.clone()).chain(self.facts.area_extracts.iter().cloned()).collect()
    }

    fn figure(&self, made: Made, area: &str) -> Figure {
        let rules = match made.kind {
            FigureKind::Change | FigureKind::PercentChange => &self.terms.change_rules,
            FigureKind::Table if made.id.ends_with("-by-category") => &self.terms.change_rules,
            _ => &self.terms.count_rules,
        };
        Figure {
            id: made.id,
            title: made.title,
            kind: made.kind,
            unit: made.unit,
            period: made.period,
            area: area.to_owned(),
            value: made.value,
            rows: None,
            rules: rules.clone(),
            extracts: made.extracts.into_iter().collect(),
            behind: made.behind,
        }
    }

    /// Count, count before, change, percentage change and rate of one measure.
    fn measure(&self, line: &MeasureLine, out: &mut Vec<Figure>) {
        let a = self.a;
        let (m, period) = (&line.measure, &a.period);
        let (later, earlier) = (months_as_data(&period.later), months_as_data(&period.earlier));
        let words = months_in_words(&period.later);
        let id = |rest: &str| a.figure_id(&format!("{}-{rest}", m.id));
        let selected = self.selection(&period.later, &m.filter);
        let mut push = |made: Made| out.push(self.figure(made, &a.code));
        push(Made {
            id: id("count"),
            title: format!("{} in {}, {words}", m.title, a.name),
            kind: FigureKind::Count,
            unit: m.unit.into(),
            period: later.clone(),
            value: json!(line.count),
            behind: Behind::Rows(selected.clone(), Weight::One),
            extracts: self.extracts(&period.later),
        });
        if let (Some(before), Some(_)) = (line.before, &line.change) {
            push(Made {
                id: id("count-before"),
                title: format!("{} in {}, {}", m.title, a.name, months_in_words(&period.earlier)),
                kind: FigureKind::Count,
                unit: m.unit.into(),
                period: earlier.clone(),
                value: json!(before),
                behind: Behind::Rows(self.selection(&period.earlier, &m.filter), Weight::One),
                extracts: self.extracts(&period.earlier),
            });
            let compared = format!("{later} against {earlier}");
            let difference = i128::from(line.count) - i128::from(before);
            push(Made {
                id: id("change"),
                title: format!("{} in {}, {words} less the same months a year before", m.title, a.name),
                kind: FigureKind::Change,
                unit: m.unit.into(),
                period: compared.clone(),
                value: json!(i64::try_from(difference).unwrap_or_default()),
                behind: Behind::Difference { later: selected.clone(), earlier: period.earlier.clone(), weight: Weight::One },
                extracts: self.extracts(&period.all()),
            });
            if before > 0 && difference != 0 {
                push(Made {
                    id: id("percent-change"),
                    title: format!("{} in {}, change as a percentage of the same months a year before", m.title, a.name),
                    kind: FigureKind::PercentChange,
                    unit: "per cent".into(),
                    period: compared,
                    value: json!(difference as f64 * 100.0 / before as f64),
                    behind: Behind::Difference {
                        later: selected.clone(),
                        earlier: period.earlier.clone(),
                        weight: Weight::PercentOf(before),
                    },
                    extracts: self.extracts(&period.all()),
                });
            }
        }
        if let (Some(rate), Some(residents)) = (&line.rate, &a.residents) {
            let per = grouped(self.terms.rate_per);
            push(Made {
                id: id("rate"),
                title: format!("{} per {per} residents of {}, {words}", m.title, a.name),
                kind: FigureKind::Rate,
                unit: format!("{} per {per} residents", m.unit),
                period: later,
                value: json!(rate.value),
                behind: Behind::Rows(selected, Weight::Rate { per: self.terms.rate_per, residents: residents.residents }),
                extracts: with(self.extracts(&period.later), self.sources(residents)),
            });
        }
    }

    /// Extracts behind a denominator.
    fn sources(&self, d: &Denominator) -> Vec<String> {
        let changes = if d.reckoning == Reckoning::ThroughChanges { self.facts.changes.extracts.as_slice() } else { &[] };
        std::iter::once(d.extract.clone()).chain(changes.iter().cloned()).collect()
    }

    fn population(&self) -> Option<Figure> {
        let residents = self.a.residents.as_ref()?;
        Some(self.residents(residents, self.a.figure_id("population"), &self.a.name, &self.a.code))
    }

    fn residents(&self, d: &Denominator, id: String, name: &str, area: &str) -> Figure {
        let mut extracts: BTreeSet<String> = self.sources(d).into_iter().collect();
        if d.reckoning != Reckoning::Printed {
            extracts.extend(self.facts.area_extracts.iter().cloned());
        }
        let estimated = if d.reckoning == Reckoning::ThroughChanges { ", estimated from LSOAs of 2011" } else { "" };
        let made = Made {
            id,
            title: format!("Residents of {name}{estimated}"),
            kind: FigureKind::Population,
            unit: "residents".into(),
            period: d.year.map_or_else(|| "year not stated".into(), |y| y.to_string()),
            value: json!(d.residents),
            behind: Behind::Residents { extract: d.extract.clone(), level: d.level.clone(), year: d.year, codes: d.codes.clone() },
            extracts,
        };
        self.figure(made, area)
    }

    /// Rows of the counted forces that no lookup places.
    fn not_placed(&self, out: &mut Vec<Figure>) {
        let a = self.a;
        let sides = [("not-placed", &a.period.later, Some(a.not_placed)), ("not-placed-before", &a.period.earlier, a.not_placed_before)];
        for (rest, months, count) in sides {
            let Some(count) = count else { continue };
            let selection = Selection { place: Placement::NotPlaced, ..self.selection(months, &Filter::Every) };
            let made = Made {
                id: a.figure_id(rest),
                title: format!("Rows of {} without a known LSOA, {}", a.forces.join(", "), months_in_words(months)),
                kind: FigureKind::Count,
                unit: "rows".into(),
                period: months_as_data(months),
                value: json!(count),
                behind: Behind::Rows(selection, Weight::One),
                extracts: self.extracts(months),
            };
            out.push(self.figure(made, &a.code));
        }
    }

    fn by_category(&self) -> Figure {
        let a = self.a;
        let rows: Vec<Value> = a.lines.iter().skip(1).map(category_row).collect();
        let made = Made {
            id: a.figure_id("by-category"),
            title: format!("Recorded crime by category, and anti-social behaviour, in {}", a.name),
            kind: FigureKind::Table,
            unit: "rows".into(),
            period: months_as_data(&a.period.later),
            value: Value::Null,
            behind: Behind::Parts(self.selection(&a.period.later, &Filter::Every), Parting::Category(names(&a.lines))),
            extracts: with(self.extracts(&a.period.all()), a.residents.iter().flat_map(|d| self.sources(d))),
        };
        Figure { rows: Some(Value::Array(rows)), ..self.figure(made, &a.code) }
    }

    fn months(&self, out: &mut Vec<Figure>) {
        let a = self.a;
        let counted: Vec<(Month, u64)> = a.months.iter().filter_map(|p| Some((p.month, p.crimes?))).collect();
        let months: Vec<Month> = counted.iter().map(|(m, _)| *m).collect();
        let crime = all_crime();
        for (month, crimes) in &counted {
            let made = Made {
                id: a.figure_id(&format!("{}-{month}", crime.id)),
                title: format!("{} in {}, {}", crime.title, a.name, month.in_words()),
                kind: FigureKind::Count,
                unit: crime.unit.into(),
                period: month.to_string(),
                value: json!(crimes),
                behind: Behind::Rows(self.selection(&[*month], &crime.filter), Weight::One),
                extracts: self.extracts(&[*month]),
            };
            out.push(self.figure(made, &a.code));
        }
        let rows = counted.iter().map(|(month, crimes)| json!({ "month": month.to_string(), "count": crimes })).collect();
        let made = Made {
            id: a.figure_id("by-month"),
            title: format!("{} in {}, month by month", crime.title, a.name),
            kind: FigureKind::Table,
            unit: crime.unit.into(),
            period: months_as_data(&months),
            value: Value::Null,
            behind: Behind::Parts(self.selection(&months, &crime.filter), Parting::Month),
            extracts: self.extracts(&months),
        };
        out.push(Figure { rows: Some(Value::Array(rows)), ..self.figure(made, &a.code) });
    }

    fn wards(&self, out: &mut Vec<Figure>) {
        let (a, wards) = (self.a, &self.a.wards);
        if wards.lines.is_empty() {
            return;
        }
        for ward in &wards.lines {
            self.ward(ward, out);
        }
        let crime = all_crime();
        let rows = wards.lines.iter().map(ward_row).collect();
        let older_lsoas: Vec<(String, String)> =
            wards.lines.iter().flat_map(|w| w.older_lsoas.iter().map(|l| (l.clone(), w.code.clone()))).collect();
        let parting = Parting::Ward {
            wards: wards.lines.iter().map(|w| (w.code.clone(), w.name.clone())).collect(),
            vintage: wards.vintage.clone(),
            older_lsoas,
        };
        let denominators = wards.lines.iter().filter_map(|w| w.residents.as_ref()).flat_map(|d| self.sources(d));
        let made = Made {
            id: a.figure_id("wards"),
            title: format!("{} in the wards of {}, ranked", crime.title, a.name),
            kind: FigureKind::Table,
            unit: crime.unit.into(),
            period: months_as_data(&a.period.later),
            value: Value::Null,
            behind: Behind::Parts(self.selection(&a.period.later, &crime.filter), parting),
            extracts: with(self.ward_extracts(&a.period.later), denominators),
        };
        out.push(Figure { rows: Some(Value::Array(rows)), ..self.figure(made, &a.code) });
    }

    fn ward_extracts(&self, months: &[Month]) -> BTreeSet<String> {
        let changes = if self.a.wards.placed_through_changes { self.facts.changes.extracts.as_slice() } else { &[] };
        with(self.extracts(months), changes.iter().cloned())
    }

    fn ward(&self, ward: &WardLine, out: &mut Vec<Figure>) {
        let (a, period) = (self.a, &self.a.period);
        let id = |rest: &str| ward_id(&a.code, &ward.code, rest);
        let selection = |months: &[Month], measure: &Measure| Selection {
            place: Placement::Ward {
                district: a.code.clone(),
                ward: ward.code.clone(),
                vintage: a.wards.vintage.clone(),
                older_lsoas: ward.older_lsoas.clone(),
            },
            ..self.selection(months, &measure.filter)
        };
        let (crime, asb) = (all_crime(), anti_social_behaviour());
        let counts = [
            ("count", &crime, &period.later, Some(ward.crimes)),
            ("count-before", &crime, &period.earlier, ward.crimes_before),
            ("count", &asb, &period.later, Some(ward.anti_social_behaviour)),
        ];
        for (rest, measure, months, count) in counts {
            let Some(count) = count else { continue };
            let made = Made {
                id: id(&format!("{}-{rest}", measure.id)),
                title: format!("{} in the ward {}, {}", measure.title, ward.name, months_in_words(months)),
                kind: FigureKind::Count,
                unit: measure.unit.into(),
                period: months_as_data(months),
                value: json!(count),
                behind: Behind::Rows(selection(months, measure), Weight::One),
                extracts: self.ward_extracts(months),
            };
            out.push(self.figure(made, &ward.code));
        }
        if let Some(d) = &ward.residents {
            out.push(self.residents(d, id("population"), &format!("the ward {}", ward.name), &ward.code));
            if let Some(rate) = &ward.rate {
                let per = grouped(self.terms.rate_per);
                let made = Made {
                    id: id(&format!("{}-rate", crime.id)),
                    title: format!("{} per {per} residents of the ward {}, {}", crime.title, ward.name, months_in_words(&period.later)),
                    kind: FigureKind::Rate,
                    unit: format!("{} per {per} residents", crime.unit),
                    period: months_as_data(&period.later),
                    value: json!(rate.value),
                    behind: Behind::Rows(
                        selection(&period.later, &crime),
                        Weight::Rate { per: self.terms.rate_per, residents: d.residents },
                    ),
                    extracts: with(self.ward_extracts(&period.later), self.sources(d)),
                };
                out.push(self.figure(made, &ward.code));
            }
        }
        let names: Vec<String> = ward.by_category.keys().cloned().collect();
        let rows = ward.by_category.iter().map(|(category, n)| json!({ "category": category, "count": n })).collect();
        let every = Measure { filter: Filter::Every, ..crime };
        let made = Made {
            id: id("by-category"),
            title: format!("Recorded crime by category, and anti-social behaviour, in the ward {}", ward.name),
            kind: FigureKind::Table,
            unit: "rows".into(),
            period: months_as_data(&period.later),
            value: Value::Null,
            behind: Behind::Parts(selection(&period.later, &every), Parting::Category(names)),
            extracts: self.ward_extracts(&period.later),
        };
        out.push(Figure { rows: Some(Value::Array(rows)), ..self.figure(made, &ward.code) });
    }
}

fn with(mut set: BTreeSet<String>, more: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    set.extend(more);
    set
}

/// The categories of the single-category measures, as the files spell them.
fn names(lines: &[MeasureLine]) -> Vec<String> {
    lines.iter().filter_map(|l| if let Filter::Is(name) = &l.measure.filter { Some(name.clone()) } else { None }).collect()
}

fn category_row(line: &MeasureLine) -> Value {
    let category = if let Filter::Is(name) = &line.measure.filter { name.as_str() } else { "" };
    let change = line.change.as_ref();
    json!({
        "category": category,
        "count": line.count,
        "before": line.before,
        "change": change.map(|c| c.change),
        "apparent_change": change.map(|c| c.apparent_change.clone()),
        "verdict": change.map(|c| c.verdict.as_str()),
        "ratio_low": change.and_then(|c| finite(c.ratio_low)),
        "ratio_high": change.and_then(|c| finite(c.ratio_high)),
        "rate": line.rate.as_ref().map(|r| r.value),
        "rate_low": line.rate.as_ref().map(|r| r.low),
        "rate_high": line.rate.as_ref().map(|r| r.high),
        "hidden_in_public": line.hidden,
    })
}

fn ward_row(ward: &WardLine) -> Value {
    let of = |pick: fn(&Rate) -> f64| ward.rate.as_ref().map(pick);
    json!({
        "ward_code": ward.code,
        "ward_name": ward.name,
        "rank": ward.rank,
        "count": ward.crimes,
        "before": ward.crimes_before,
        "anti_social_behaviour": ward.anti_social_behaviour,
        "residents": ward.residents.as_ref().map(|d| d.residents),
        "rate": of(|r| r.value),
        "rate_low": of(|r| r.low),
        "rate_high": of(|r| r.high),
        "hidden_in_public": ward.hidden,
    })
}

/// JSON has no infinity; an interval without an upper end has none in the table either.
fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Ids of figures, to find one quickly.
pub fn by_id(figures: &[Figure]) -> BTreeMap<&str, &Figure> {
    figures.iter().map(|f| (f.id.as_str(), f)).collect()
}
