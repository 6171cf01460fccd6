//! What all drawings share: colours, numbers as words, axis steps, the frame.

use std::fmt::Write as _;

/// Text and axes.
pub(crate) const INK: &str = "#0b0c0c";
/// Context: grid, intervals, secondary words.
pub(crate) const GREY: &str = "#5f6b73";
/// Grid lines.
pub(crate) const GRID: &str = "#d5dce0";
/// The first colour.
pub(crate) const DARK: &str = "#003a60";
/// The second colour.
pub(crate) const BRIGHT: &str = "#00b8ee";
/// What the title is about.
pub(crate) const EMPHASIS: &str = "#62b22f";
/// Size of words in units of the drawing.
pub(crate) const SIZE: f64 = 16.0;

/// A drawing being made.
pub(crate) struct Drawing {
    body: String,
    width: f64,
    height: f64,
}

impl Drawing {
    pub(crate) fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    pub(crate) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        self.raw(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{}\"{dash}/>",
            unit(from.0),
            unit(from.1),
            unit(to.0),
            unit(to.1),
            unit(width)
        ));
    }

    pub(crate) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, stroke: &str) {
        let stroke = if stroke.is_empty() { String::new() } else { format!(" stroke=\"{stroke}\" stroke-width=\"1\"") };
        self.raw(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"{stroke}/>",
            unit(at.0),
            unit(at.1),
            unit(size.0),
            unit(size.1)
        ));
    }

    /// Words; `anchor` is `start`, `middle` or `end`.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: &str, fill: &str, bold: bool, words: &str) {
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let mut line = format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\"{weight}>", unit(at.0), unit(at.1));
        ui::push_escaped(&mut line, words);
        line.push_str("</text>");
        self.raw(&line);
    }

    /// The whole `<svg>`.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{0}\" height=\"{1}\" role=\"img\" \
             font-family=\"'Source Sans 3', Arial, 'Liberation Sans', sans-serif\" font-size=\"{}\">\n<title>",
            unit(self.width),
            unit(self.height),
            unit(SIZE)
        );
        ui::push_escaped(&mut svg, title);
        svg.push_str("</title>\n<desc>");
        ui::push_escaped(&mut svg, description);
        svg.push_str("</desc>\n");
        svg.push_str(&self.body);
        svg.push_str("</svg>");
        svg
    }
}

/// A coordinate with at most one decimal, never `-0`.
pub(crate) fn unit(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let rounded = if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded };
    let mut text = String::new();
    let _ = write!(text, "{rounded:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A number with thousands commas and a fixed number of decimals: `12,345.6`.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    let sign = if value < 0.0 && !is_zero { "\u{2212}" } else { "" };
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

/// Ticks of an axis that begins at zero: at most six steps of 1, 2 or 5 times a power of ten.
pub(crate) fn ticks(greatest: f64) -> Vec<f64> {
    let greatest = if greatest.is_finite() && greatest > 0.0 { greatest } else { 1.0 };
    let rough = greatest / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 5.0, 10.0].into_iter().map(|factor| factor * power).find(|step| *step >= rough * 0.999_999).unwrap_or(power * 10.0);
    let mut ticks = vec![0.0];
    let mut next = step;
    while ticks.len() < 8 {
        ticks.push(next);
        if next >= greatest {
            break;
        }
        next += step;
    }
    ticks
}

/// Decimals an axis needs for its step.
pub(crate) fn tick_decimals(ticks: &[f64]) -> usize {
    match ticks.get(1) {
        Some(step) if *step < 0.1 => 2,
        Some(step) if *step < 1.0 => 1,
        _ => 0,
    }
}

/// How wide words are, near enough to keep labels inside the drawing.
pub(crate) fn words_width(words: &str) -> f64 {
    words.chars().count() as f64 * SIZE * 0.53
}

/// Words cut to a width, with an ellipsis.
pub(crate) fn fit(words: &str, width: f64) -> String {
    let room = (width / (SIZE * 0.53)).floor();
    if words.chars().count() as f64 <= room {
        return words.to_owned();
    }
    let mut cut: String = words.chars().enumerate().take_while(|(index, _)| ((index + 2) as f64) <= room).map(|(_, c)| c).collect();
    cut.push('…');
    cut
}
