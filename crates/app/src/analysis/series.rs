//! Months one after the other, with limits and signals.

use super::{Subject, series_span};
use crate::pages::{SeriesPoint, SeriesView};
use crate::values::series::Months;
use calendar::Month;
use evidence::analysis::{as_count, chart, shown};
use evidence::period::{months_as_data, months_in_words};

/// The months up to the ending, at most three years of them; `None` where no month is there.
pub(crate) fn series(s: &Subject<'_>, months: &Months) -> Option<SeriesView> {
    let first = *months.by_month.keys().next()?;
    let (begin, end) = series_span(s.to);
    let span: Vec<Month> = first.max(begin).through(end).collect();
    let values: Vec<(Month, Option<f64>)> = span.iter().map(|month| (*month, months.by_month.get(month).copied())).collect();
    let present: Vec<Month> = values.iter().filter(|(_, value)| value.is_some()).map(|(month, _)| *month).collect();
    let missing: Vec<Month> = values.iter().filter(|(_, value)| value.is_none()).map(|(month, _)| *month).collect();
    let charted = chart(&values, months.events, &s.rules.chart.0);
    let mut sentence = charted.sentence();
    if !missing.is_empty() {
        sentence = format!("{sentence} No file covers {}: a gap, not nought.", months_in_words(&missing));
    }
    let source = s.sourced(
        format!("{}, month by month", s.what()),
        months_as_data(&present),
        &[],
        months.extracts_of(&present),
        months.series_query(&present),
    );
    let small = |value: &f64| shown(as_count(*value), s.open, &s.rules.floor.0).is_hidden();
    let not_for_publication = months.events && months.by_month.values().any(small);
    let limits_source = charted.centre.is_some().then(|| crate::pages::Sourced {
        what: format!("Limits of {}, from {}", s.what(), months_in_words(&charted.baseline)),
        period: months_as_data(&charted.baseline),
        rules: vec![s.rules.chart.1.to_string()],
        extracts: months.extracts_of(&charted.baseline),
        query: months.series_query(&charted.baseline),
        rows: None,
    });
    // The limits are drawn beside every month, not only beside those they are from.
    let drawn_source = limits_source.as_ref().map(|limits| crate::pages::Sourced { rules: limits.rules.clone(), ..source.clone() });
    Some(SeriesView {
        centre: charted.centre,
        baseline: charted.baseline_words(),
        signals: charted.signals(),
        charted: charted.centre.is_some(),
        sentence,
        points: charted
            .months
            .iter()
            .map(|month| SeriesPoint {
                month: month.month.to_string(),
                value: month.value,
                two: month.two,
                three: month.three,
                signal: month.signal.clone(),
            })
            .collect(),
        method: charted.method,
        source,
        limits_source,
        drawn_source,
        not_for_publication,
    })
}
