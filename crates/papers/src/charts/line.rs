//! Lines over time.

use super::pen::{BRIGHT, DARK, Drawing, EMPHASIS, GREY, GRID, INK, SIZE, fit, number, tick_decimals, ticks, unit, words_width};

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name, written beside its end.
    pub name: String,
    /// Labels along the time axis and values; `None` is a gap, never zero.
    pub points: Vec<(String, Option<f64>)>,
}

/// Lines over time, from zero. The first line is the one the title is about; at most three.
#[derive(Debug, Clone, PartialEq)]
pub struct LineChart {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is counted, written above the axis: `Crimes a month`.
    pub unit: String,
    /// The lines, over the same labels.
    pub series: Vec<Series>,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 380.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 56.0;

/// Draws the lines. A missing month is a gap, and a note says so.
pub fn line(chart: &LineChart) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT);
    let values =
        || chart.series.iter().flat_map(|series| series.points.iter().filter_map(|(_, value)| *value)).filter(|value| value.is_finite());
    let ticks = ticks(values().fold(0.0, f64::max));
    let top_value = ticks.last().copied().unwrap_or(1.0);
    let decimals = tick_decimals(&ticks);
    let left = ticks.iter().map(|tick| words_width(&number(*tick, decimals))).fold(30.0, f64::max) + 14.0;
    let right = WIDTH - (chart.series.iter().map(|series| words_width(&series.name)).fold(0.0, f64::max) + 34.0).min(210.0);
    let bottom = HEIGHT - BOTTOM;
    let y = |value: f64| bottom - value / top_value * (bottom - TOP);
    let count = chart.series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    let step = if count > 1 { (right - left - 24.0) / (count - 1) as f64 } else { 0.0 };
    let x = |index: usize| left + 12.0 + step * index as f64;

    drawing.text((0.0, 18.0), "start", INK, false, &chart.unit);
    for tick in &ticks {
        drawing.line((left, y(*tick)), (right, y(*tick)), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
        drawing.text((left - 8.0, y(*tick) + SIZE * 0.35), "end", INK, false, &number(*tick, decimals));
    }
    if let Some(longest) = chart.series.iter().max_by_key(|series| series.points.len()) {
        let widest = longest.points.iter().map(|(label, _)| words_width(label)).fold(1.0, f64::max) + 10.0;
        let every = if step > 0.0 { (widest / step).ceil().max(1.0) } else { 1.0 };
        for (index, (label, _)) in longest.points.iter().enumerate() {
            if (index as f64 % every).abs() < 0.5 {
                drawing.line((x(index), bottom), (x(index), bottom + 5.0), GREY, 1.0, "");
                drawing.text((x(index), bottom + 23.0), "middle", INK, false, label);
            }
        }
    }

    let mut labels: Vec<(f64, usize)> = Vec::new();
    // The first line is drawn last, on top.
    for (order, series) in chart.series.iter().enumerate().rev() {
        let style = Style::of(order);
        let known: Vec<Option<(f64, f64)>> = series
            .points
            .iter()
            .enumerate()
            .map(|(index, (_, value))| value.filter(|v| v.is_finite()).map(|v| (x(index), y(v.max(0.0)))))
            .collect();
        for run in known.split(Option::is_none).filter(|run| run.len() > 1) {
            let points: Vec<String> = run.iter().flatten().map(|(x, y)| format!("{},{}", unit(*x), unit(*y))).collect();
            drawing.raw(&format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"3\"{}/>",
                points.join(" "),
                style.colour,
                style.dash
            ));
        }
        for at in known.iter().flatten() {
            style.mark(&mut drawing, *at);
        }
        if let Some(last) = known.iter().rev().flatten().next() {
            labels.push((last.1, order));
        }
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut lowest = f64::NEG_INFINITY;
    for (wanted, order) in labels {
        let at = wanted.max(lowest + SIZE * 1.3);
        lowest = at;
        if let Some(series) = chart.series.get(order) {
            Style::of(order).mark(&mut drawing, (right + 12.0, at));
            drawing.text((right + 22.0, at + SIZE * 0.35), "start", INK, order == 0, &fit(&series.name, WIDTH - right - 22.0));
        }
    }
    if chart.series.iter().any(|series| series.points.iter().any(|(_, value)| value.is_none())) {
        drawing.text((left, HEIGHT - 6.0), "start", GREY, false, "A gap is a month without figures, not a month without crime.");
    }
    drawing.finish(&chart.title, &chart.description)
}

/// A line's colour, dashes and mark: any one of them is enough to tell the lines apart.
struct Style {
    colour: &'static str,
    dash: &'static str,
    mark: char,
}

impl Style {
    fn of(order: usize) -> Self {
        match order {
            0 => Self { colour: DARK, dash: "", mark: 'o' },
            1 => Self { colour: BRIGHT, dash: " stroke-dasharray=\"9 4\"", mark: 's' },
            _ => Self { colour: EMPHASIS, dash: " stroke-dasharray=\"2 4\"", mark: 'd' },
        }
    }

    fn mark(&self, drawing: &mut Drawing, (x, y): (f64, f64)) {
        match self.mark {
            'o' => drawing.raw(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"5\" fill=\"{}\"/>", unit(x), unit(y), self.colour)),
            's' => drawing.raw(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"9\" height=\"9\" fill=\"#ffffff\" stroke=\"{}\" stroke-width=\"2.5\"/>",
                unit(x - 4.5),
                unit(y - 4.5),
                self.colour
            )),
            _ => drawing.raw(&format!(
                "<polygon points=\"{},{} {},{} {},{} {},{}\" fill=\"{}\"/>",
                unit(x),
                unit(y - 6.0),
                unit(x + 6.0),
                unit(y),
                unit(x),
                unit(y + 6.0),
                unit(x - 6.0),
                unit(y),
                self.colour
            )),
        }
    }
}
