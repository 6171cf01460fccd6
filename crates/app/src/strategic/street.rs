//! Figures from street files: a measure in the district, its wards, its months, the categories.

use super::resolved::{Beside, Resolved, blank_record, number, rows_json, slug};
use super::terms::Rules;
use crate::assessment::queries;
use base::{Result, Trouble};
use evidence::measures::{Filter, all_crime, anti_social_behaviour};
use evidence::{Assessment, Basis, Behind, Figure, MeasureLine, Parting, Placement, Selection, by_id};
use narrative::{Before, Fact, FactRow, FigurePlan, PlaceName, Span, record_id};
use store::FigureRecord;

/// What street figures are resolved with.
pub struct Street<'a> {
    /// The district, decided.
    pub assessment: &'a Assessment,
    /// The rules.
    pub rules: &'a Rules,
    /// The paper's area.
    pub area: &'a PlaceName,
}

impl Street<'_> {
    /// The months that are reported.
    pub fn period(&self) -> Option<Span> {
        span(&self.assessment.period.later)
    }

    fn earlier(&self) -> Option<Span> {
        span(&self.assessment.period.earlier)
    }

    /// One measure: its count, or its rate.
    pub fn measure(&self, plan: &FigurePlan, id: &str, rate: bool) -> Result<Resolved> {
        let a = self.assessment;
        let line = self.line(id)?;
        let period = self.period().ok_or_else(|| no_months(plan))?;
        let title = if plan.title.is_empty() { line.measure.title.clone() } else { plan.title.clone() };
        let mut names = plan.names.clone();
        names.push(line.measure.phrase.clone());
        let mut fact = Fact { names, ..self.fact(plan, &title, period) };
        fact.unit = if rate { format!("{} per {} residents", line.measure.unit, self.per()) } else { line.measure.unit.into() };
        if !plan.unit.is_empty() {
            fact.unit.clone_from(&plan.unit);
        }
        fact.decimals = plan.decimals.unwrap_or(if rate { self.rules.terms.rate_decimals } else { 0 });
        fact.value = if rate { line.rate.as_ref().map(|r| r.value) } else { Some(line.count as f64) };
        fact.limits = if rate { line.rate.as_ref().map(|r| (r.low, r.high)) } else { None };
        fact.before = self.before(line, rate);
        let known = by_id(&a.figures);
        let of = |rest: &str| known.get(a.figure_id(&format!("{}-{rest}", line.measure.id)).as_str()).copied();
        let mut records = Vec::new();
        if let Some(figure) = of(if rate { "rate" } else { "count" }) {
            records.push(renamed(figure, &fact.id));
        } else {
            records.push(FigureRecord { value: Some(number(fact.value)), ..blank_record(&fact, "count", &self.rules.count, Vec::new()) });
        }
        if !rate {
            records.extend(of("count-before").map(|figure| renamed(figure, &record_id(&fact.id, "before"))));
        }
        records.extend(of("percent-change").map(|figure| renamed(figure, &record_id(&fact.id, "change"))));
        Ok(Resolved { fact, records, beside: Vec::new(), head: "" })
    }

    fn before(&self, line: &MeasureLine, rate: bool) -> Option<Before> {
        if self.assessment.period.basis == Basis::NoComparison {
            let period = self.period()?.year_before();
            let verdict = evidence::Verdict::NotTested;
            return Some(Before { value: None, period, percent: None, printed_decimals: None, incomparable: true, verdict });
        }
        let (then, change, period) = (line.before?, line.change.as_ref()?, self.earlier()?);
        let percent = (then > 0).then(|| (line.count as f64 - then as f64) * 100.0 / then as f64);
        // The residents are those of one year, so rate and count change alike; the rate then is not stated.
        let value = (!rate).then_some(then as f64);
        Some(Before { value, period, percent, printed_decimals: None, incomparable: false, verdict: change.verdict })
    }

    /// Street rows are published already.
    fn hides(&self, count: u64) -> bool {
        !self.rules.terms.floor.shows(count, true)
    }

    fn line(&self, id: &str) -> Result<&MeasureLine> {
        let lines = &self.assessment.lines;
        lines.iter().find(|line| line.measure.id == id).ok_or_else(|| {
            let known: Vec<&str> = lines.iter().map(|line| line.measure.id.as_str()).collect();
            Trouble::refused(
                "measure-unknown",
                format!("street files of this district give no measure `{id}`"),
                format!("name one of: {}", known.join(", ")),
            )
        })
    }

    fn per(&self) -> String {
        crate::assessment::whole_words(u64::from(self.assessment.rate_per))
    }

    fn fact(&self, plan: &FigurePlan, title: &str, period: Span) -> Fact {
        Fact {
            names: plan.names.clone(),
            decimals: plan.decimals.unwrap_or(0),
            older_because: plan.older_because.clone(),
            parts: plan.parts.clone(),
            rounding_because: plan.rounding_because.clone(),
            ..Fact::new(&plan.id, title, self.area.clone(), period)
        }
    }

    fn table(&self, plan: &FigurePlan, title: &str, unit: &str, period: Span, rows: Vec<FactRow>) -> Fact {
        let title = if plan.title.is_empty() { title } else { &plan.title };
        let unit = if plan.unit.is_empty() { unit } else { &plan.unit };
        Fact { unit: unit.to_owned(), rows, ..self.fact(plan, title, period) }
    }

    /// The wards of a measure, the highest first.
    pub fn wards(&self, plan: &FigurePlan, measure: &str) -> Result<Resolved> {
        let a = self.assessment;
        let period = self.period().ok_or_else(|| no_months(plan))?;
        let crime = all_crime();
        let of = if measure == crime.id { crime } else { anti_social_behaviour() };
        if of.id != measure {
            return Err(Trouble::refused(
                "measure-unknown",
                format!("`wards` of figure `{}` names `{measure}`", plan.id),
                format!("name `{}` or `{}`; other measures by ward: `counts`, or `wardmote measure {measure}`", all_crime().id, of.id),
            ));
        }
        let crimes = of.filter == all_crime().filter;
        let mut lines: Vec<_> = a.wards.lines.iter().collect();
        let value = |line: &evidence::WardLine| if crimes { line.crimes } else { line.anti_social_behaviour };
        lines.sort_by(|x, y| value(y).cmp(&value(x)).then_with(|| x.name.cmp(&y.name)));
        let rows = lines.iter().map(|line| FactRow {
            slug: slug(&line.name),
            name: line.name.clone(),
            value: Some(value(line) as f64),
            area: Some(PlaceName { code: line.code.clone(), name: line.name.clone() }),
            period: None,
            hidden: self.hides(value(line)),
        });
        let fact = self.table(plan, &format!("{} by ward", of.title), of.unit.as_ref(), period, rows.collect());
        let beside = if crimes && lines.iter().any(|line| line.crimes_before.is_some()) {
            lines
                .iter()
                .map(|line| {
                    let before = line.crimes_before;
                    let said = before.and_then(|then| evidence::decide_change(then, line.crimes, &self.rules.terms.change).ok());
                    Beside { before: before.map(|n| n as f64), verdict: said.map(|change| change.verdict) }
                })
                .collect()
        } else {
            Vec::new()
        };
        let parting = Parting::Ward {
            wards: lines.iter().map(|line| (line.code.clone(), line.name.clone())).collect(),
            vintage: a.wards.vintage.clone(),
            older_lsoas: lines.iter().flat_map(|line| line.older_lsoas.iter().map(|lsoa| (lsoa.clone(), line.code.clone()))).collect(),
        };
        let behind = Behind::Parts(self.selection(of.filter), parting);
        let extracts = by_id(&a.figures).get(a.figure_id("wards").as_str()).map(|f| f.extracts.clone()).unwrap_or_default();
        Ok(self.parted(fact, beside, &behind, extracts, "Ward"))
    }

    /// Recorded crime month by month.
    pub fn months(&self, plan: &FigurePlan, measure: &str) -> Result<Resolved> {
        let a = self.assessment;
        let crime = all_crime();
        if measure != crime.id {
            return Err(Trouble::refused(
                "measure-unknown",
                format!("`months` of figure `{}` names `{measure}`", plan.id),
                format!("name `{}`; other measures by month: `wardmote measure {measure}`", crime.id),
            ));
        }
        let counted: Vec<_> = a.months.iter().filter_map(|point| Some((point.month, point.crimes?))).collect();
        let months: Vec<_> = counted.iter().map(|(month, _)| *month).collect();
        let period = span(&months).ok_or_else(|| no_months(plan))?;
        let rows = counted.iter().map(|(month, crimes)| FactRow {
            slug: month.to_string(),
            name: month.in_words(),
            value: Some(*crimes as f64),
            area: None,
            period: Some(Span { first: *month, last: *month }),
            hidden: self.hides(*crimes),
        });
        let fact = self.table(plan, &format!("{} by month", crime.title), crime.unit.as_ref(), period, rows.collect());
        let behind = Behind::Parts(Selection { months, ..self.selection(crime.filter) }, Parting::Month);
        let extracts = by_id(&a.figures).get(a.figure_id("by-month").as_str()).map(|f| f.extracts.clone()).unwrap_or_default();
        Ok(self.parted(fact, Vec::new(), &behind, extracts, "Month"))
    }

    /// The categories of recorded crime, the most frequent first, with the year before and the verdict.
    pub fn categories(&self, plan: &FigurePlan) -> Result<Resolved> {
        let a = self.assessment;
        let period = self.period().ok_or_else(|| no_months(plan))?;
        let mut lines: Vec<&MeasureLine> = a.categories().collect();
        lines.sort_by(|x, y| y.count.cmp(&x.count).then_with(|| x.measure.id.cmp(&y.measure.id)));
        let rows = lines.iter().map(|line| FactRow {
            slug: line.measure.id.clone(),
            name: line.measure.title.clone(),
            value: Some(line.count as f64),
            area: None,
            period: None,
            hidden: self.hides(line.count),
        });
        let fact = self.table(plan, "Recorded crime by category", all_crime().unit.as_ref(), period, rows.collect());
        let compares = a.period.basis != Basis::NoComparison;
        let beside = lines
            .iter()
            .map(|line| Beside { before: line.before.map(|n| n as f64), verdict: line.change.as_ref().map(|change| change.verdict) });
        let beside = if compares { beside.collect() } else { Vec::new() };
        let named = lines.iter().filter_map(|line| if let Filter::Is(name) = &line.measure.filter { Some(name.clone()) } else { None });
        let behind = Behind::Parts(self.selection(all_crime().filter), Parting::Category(named.collect()));
        let extracts = by_id(&a.figures).get(a.figure_id("by-category").as_str()).map(|f| f.extracts.clone()).unwrap_or_default();
        Ok(self.parted(fact, beside, &behind, extracts, "Category"))
    }

    fn selection(&self, filter: Filter) -> Selection {
        let a = self.assessment;
        Selection { place: Placement::District(a.code.clone()), forces: a.forces.clone(), months: a.period.later.clone(), filter }
    }

    fn parted(&self, fact: Fact, beside: Vec<Beside>, behind: &Behind, extracts: Vec<String>, head: &'static str) -> Resolved {
        let (query, rows_query) = queries(behind);
        let rules = if beside.is_empty() { &self.rules.count } else { &self.rules.change };
        let rows = Some(rows_json(&fact.rows, &beside));
        let record = FigureRecord { rows, query, rows_query, ..blank_record(&fact, "table", rules, extracts) };
        Resolved { fact, records: vec![record], beside, head }
    }
}

/// A figure of the district under the id that the paper gives it.
fn renamed(figure: &Figure, id: &str) -> FigureRecord {
    FigureRecord { id: id.to_owned(), ..crate::figure::record(figure) }
}

/// The first and last of some months.
pub fn span(months: &[calendar::Month]) -> Option<Span> {
    Some(Span { first: *months.iter().min()?, last: *months.iter().max()? })
}

fn no_months(plan: &FigurePlan) -> Trouble {
    Trouble::refused(
        "street-missing",
        format!("figure `{}` counts street files, and there is no month of them", plan.id),
        "import the months of the police force first: `wardmote import police-street FILE…`",
    )
}
