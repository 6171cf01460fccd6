//! Things compared: bars from zero, or dots with their intervals.

use super::pen::{DARK, Drawing, EMPHASIS, GREY, GRID, INK, SIZE, fit, number, tick_decimals, ticks, unit, words_width};

/// One thing compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its value; `None`: not known.
    pub value: Option<f64>,
    /// Lower and upper end of its interval, if there is one.
    pub interval: Option<(f64, f64)>,
    /// The value as written beside it.
    pub text: String,
    /// Whether the title is about it.
    pub emphasis: bool,
}

/// Things compared on one scale from zero. With any interval it is drawn as dots with intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct BarChart {
    /// What to conclude.
    pub title: String,
    /// What it shows, with its main values.
    pub description: String,
    /// What is measured: `Crimes per 1,000 residents`.
    pub unit: String,
    /// The things, in the order drawn.
    pub bars: Vec<Bar>,
    /// A dashed line for comparison: its name and value.
    pub reference: Option<(String, f64)>,
}

const WIDTH: f64 = 720.0;
const ROW: f64 = 30.0;

/// Draws the comparison.
pub fn bars(chart: &BarChart) -> String {
    let top = if chart.reference.is_some() { 62.0 } else { 34.0 };
    let bottom = top + ROW * chart.bars.len() as f64;
    let mut drawing = Drawing::new(WIDTH, bottom + 34.0);
    let dots = chart.bars.iter().any(|bar| bar.interval.is_some());
    let ends = chart.bars.iter().flat_map(|bar| [bar.value, bar.interval.map(|(_, high)| high)]).flatten();
    let ticks = ticks(ends.chain(chart.reference.iter().map(|(_, value)| *value)).filter(|end| end.is_finite()).fold(0.0, f64::max));
    let decimals = tick_decimals(&ticks);
    let top_value = ticks.last().copied().unwrap_or(1.0);
    let left = (chart.bars.iter().map(|bar| words_width(&bar.label)).fold(60.0, f64::max) + 10.0).min(270.0);
    let right = WIDTH - chart.bars.iter().map(|bar| words_width(&bar.text)).fold(24.0, f64::max) - 14.0;
    let x = |value: f64| left + value.clamp(0.0, top_value) / top_value * (right - left);

    drawing.text((0.0, 18.0), "start", INK, false, &chart.unit);
    for tick in &ticks {
        drawing.line((x(*tick), top), (x(*tick), bottom), if *tick == 0.0 { GREY } else { GRID }, 1.0, "");
        drawing.text((x(*tick), bottom + 22.0), "middle", INK, false, &number(*tick, decimals));
    }
    for (index, bar) in chart.bars.iter().enumerate() {
        let middle = top + ROW * (index as f64 + 0.5);
        let base = middle + SIZE * 0.35;
        drawing.text((left - 8.0, base), "end", INK, bar.emphasis, &fit(&bar.label, left - 8.0));
        let Some(value) = bar.value.filter(|value| value.is_finite()) else {
            drawing.text((left + 8.0, base), "start", GREY, false, if bar.text.is_empty() { "not known" } else { &bar.text });
            continue;
        };
        let colour = if bar.emphasis { EMPHASIS } else { DARK };
        let mut end = x(value);
        if dots {
            if let Some((low, high)) = bar.interval.filter(|(low, high)| low.is_finite() && high.is_finite()) {
                drawing.line((x(low), middle), (x(high), middle), GREY, 3.0, "");
                end = end.max(x(high));
            }
            drawing.raw(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"6\" fill=\"{colour}\"/>", unit(x(value)), unit(middle)));
            end += 7.0;
        } else {
            drawing.rect((left, middle - 10.0), (x(value) - left, 20.0), colour, if bar.emphasis { INK } else { "" });
        }
        drawing.text((end + 6.0, base), "start", INK, bar.emphasis, &bar.text);
    }
    if let Some((name, value)) = chart.reference.as_ref().filter(|(_, value)| value.is_finite()) {
        let at = x(*value);
        drawing.line((at, top - 8.0), (at, bottom), INK, 1.5, "6 4");
        let anchor = if at > WIDTH * 0.6 { "end" } else { "start" };
        drawing.text((at, top - 14.0), anchor, INK, false, name);
    }
    drawing.finish(&chart.title, &chart.description)
}
