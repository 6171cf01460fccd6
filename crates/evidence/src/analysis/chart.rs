//! Months one after the other, with limits from a baseline and signals in words. A missing month is a gap, and no run
//! reaches across it.

use crate::period::months_in_words;
use calendar::Month;
use rulebook::ControlChart;
use statistics::{Observed, RunRule, U_CHART_LEAST_MEAN, Unfit, Widened, signals, u_chart, xmr_chart};

/// A pair of limits.
pub type Limits = (f64, f64);

/// One month of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartedMonth {
    /// The month.
    pub month: Month,
    /// Its value; `None` is a gap, never nought.
    pub value: Option<f64>,
    /// Limits at two standard deviations.
    pub two: Option<Limits>,
    /// Limits at as many as the rule says.
    pub three: Option<Limits>,
    /// Why it is a signal.
    pub signal: Option<String>,
}

/// A chart of months.
#[derive(Debug, Clone, PartialEq)]
pub struct Charted {
    /// Every month from the first to the last.
    pub months: Vec<ChartedMonth>,
    /// The mean of the baseline.
    pub centre: Option<f64>,
    /// The months that centre and limits are from.
    pub baseline: Vec<Month>,
    /// `u-chart`, `XmR chart`, or why there are no limits.
    pub method: String,
}

impl Charted {
    /// The signals, each in a sentence.
    pub fn signals(&self) -> Vec<String> {
        let of = self.months.iter().filter_map(|m| m.signal.as_ref().map(|signal| format!("{}: {signal}.", m.month.in_words())));
        of.collect()
    }

    /// The chart in a sentence.
    pub fn sentence(&self) -> String {
        if self.centre.is_none() {
            return format!("No limits: {}.", self.method);
        }
        match self.months.iter().filter(|m| m.signal.is_some()).count() {
            0 => "No month stands out: all of them vary as they did in the baseline.".to_owned(),
            1 => "One month stands out from what the baseline leads one to expect.".to_owned(),
            n => format!("{n} months stand out from what the baseline leads one to expect."),
        }
    }
}

/// Charts months under rule `control-chart`: counts of events as rates a day (u′, widened by what the baseline shows), other
/// values as single values (`XmR`). Limits are from the first months there are, as many as the rule says.
pub fn chart(values: &[(Month, Option<f64>)], events: bool, rule: &ControlChart) -> Charted {
    let present: Vec<(Month, f64)> = values.iter().filter_map(|(month, value)| value.map(|value| (*month, value))).collect();
    let baseline = usize::try_from(rule.baseline_months).unwrap_or(usize::MAX);
    let plain = |why: String| Charted {
        months: values
            .iter()
            .map(|(month, value)| ChartedMonth { month: *month, value: *value, two: None, three: None, signal: None })
            .collect(),
        centre: None,
        baseline: Vec::new(),
        method: why,
    };
    if present.len() < baseline {
        return plain(format!("they take {baseline} months, and {} are there", present.len()));
    }
    let lines = if events { of_events(&present, baseline, rule) } else { of_values(&present, baseline, rule) };
    let (method, centre, lines) = match lines {
        Ok(found) => found,
        Err(Unfit::TooFew { .. }) => {
            return plain(format!("a chart takes {U_CHART_LEAST_MEAN} events a month or more on average; look at quarters or years"));
        }
        Err(other) => return plain(other.to_string()),
    };
    let mut months: Vec<ChartedMonth> = Vec::new();
    let mut at = 0;
    for (month, value) in values {
        let line = value.and_then(|_| lines.get(at));
        at += usize::from(value.is_some());
        months.push(ChartedMonth { month: *month, value: *value, two: line.map(|l| l.two), three: line.map(|l| l.three), signal: None });
    }
    mark(&mut months, &lines, rule);
    let baseline = present.iter().take(baseline).map(|(month, _)| *month).collect();
    Charted { months, centre: Some(centre), baseline, method: method.to_owned() }
}

/// What is drawn beside one value.
struct Line {
    two: Limits,
    three: Limits,
    z: f64,
}

type Lines = (&'static str, f64, Vec<Line>);

fn of_events(present: &[(Month, f64)], baseline: usize, rule: &ControlChart) -> Result<Lines, Unfit> {
    let counts: Option<Vec<Observed>> =
        present.iter().map(|(month, value)| Some(Observed::new(super::as_count(*value)?, f64::from(month.days())))).collect();
    let Some(counts) = counts else { return of_values(present, baseline, rule) };
    let chart = u_chart(&counts, baseline, rule.beyond_sigmas, Widened::Laney, &[])?;
    let lines = chart.points.iter().zip(&counts).map(|(point, count)| {
        let reach = point.high - chart.centre;
        let at = |sigmas: f64| {
            let reach = reach * sigmas / rule.beyond_sigmas;
            ((chart.centre - reach).max(0.0) * count.exposure, (chart.centre + reach) * count.exposure)
        };
        Line { two: at(2.0), three: at(rule.beyond_sigmas), z: point.z }
    });
    let known = counts.get(..baseline).unwrap_or_default();
    let days: f64 = known.iter().map(|count| count.exposure).sum::<f64>() / known.len().max(1) as f64;
    Ok(("u-chart", chart.centre * days, lines.collect()))
}

fn of_values(present: &[(Month, f64)], baseline: usize, rule: &ControlChart) -> Result<Lines, Unfit> {
    let values: Vec<f64> = present.iter().map(|(_, value)| *value).collect();
    let chart = xmr_chart(&values, baseline, rule.beyond_sigmas, &[])?;
    let at = |sigmas: f64| (chart.centre - sigmas * chart.sigma, chart.centre + sigmas * chart.sigma);
    let lines = chart.z.iter().map(|z| Line { two: at(2.0), three: at(rule.beyond_sigmas), z: *z });
    Ok(("XmR chart", chart.centre, lines.collect()))
}

/// Marks the signals of each unbroken run of months.
fn mark(months: &mut [ChartedMonth], lines: &[Line], rule: &ControlChart) {
    let run = usize::try_from(rule.one_side_run).unwrap_or(usize::MAX);
    let rules = [RunRule::Beyond { sigmas: rule.beyond_sigmas }, RunRule::OneSide { run }];
    let mut at = 0;
    for unbroken in months.split_mut(|month| month.value.is_none()) {
        let z: Vec<f64> = lines.iter().skip(at).take(unbroken.len()).map(|line| line.z).collect();
        at += unbroken.len();
        for signal in signals(&z, &rules) {
            let Some(month) = unbroken.get_mut(signal.at) else { continue };
            let words = match (signal.rule, signal.above) {
                (RunRule::OneSide { run }, above) => {
                    format!("at least {run} months in a row {} the mean of the baseline", if above { "above" } else { "below" })
                }
                (_, true) => "above the upper limit".to_owned(),
                (_, false) => "below the lower limit".to_owned(),
            };
            month.signal = Some(month.signal.take().map_or_else(|| words.clone(), |already| format!("{already}, and {words}")));
        }
    }
}

impl Charted {
    /// What centre and limits are from, in words.
    pub fn baseline_words(&self) -> String {
        if self.baseline.is_empty() { String::new() } else { format!("Mean of {}", months_in_words(&self.baseline)) }
    }
}
