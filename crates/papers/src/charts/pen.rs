//! What all drawings share: colours, marks, words and how wide they are, the frame.

use crate::drawing::{Caption, Size};
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
/// Shading behind the marks: a range that is usual.
pub(crate) const SHADE: &str = "#e6ebee";
/// The paper.
pub(crate) const PAPER: &str = "#ffffff";
/// Size of words in units of the drawing.
pub(crate) const SIZE: f64 = 16.0;
/// From one line of words to the next.
pub(crate) const LINE: f64 = 21.0;

const TITLE_SIZE: f64 = 20.0;
const MARGIN: f64 = 16.0;

/// A mark: any of them is told from the others by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A full circle.
    Circle,
    /// An open square.
    Square,
    /// A full diamond with an outline: what the title is about.
    Diamond,
    /// An open diamond.
    OpenDiamond,
    /// A triangle pointing up.
    Up,
    /// A triangle pointing down.
    Down,
    /// A bar.
    Level,
    /// A small dot.
    Dot,
}

/// A drawing being made.
pub(crate) struct Pen {
    body: String,
    size: Size,
    width: f64,
    height: f64,
}

impl Pen {
    pub(crate) fn new(size: Size) -> Self {
        Self { body: String::new(), size, width: size.width(), height: 0.0 }
    }

    pub(crate) fn is_narrow(&self) -> bool {
        self.size.is_narrow()
    }

    /// How tall the drawing is; known once its rows are.
    pub(crate) fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    pub(crate) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, width: f64, dash: &str) {
        self.raw(&format!(
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{stroke}\" stroke-width=\"{}\"{}/>",
            unit(from.0),
            unit(from.1),
            unit(to.0),
            unit(to.1),
            unit(width),
            dashes(dash)
        ));
    }

    /// A line through points.
    pub(crate) fn path(&mut self, points: &[(f64, f64)], stroke: &str, width: f64, dash: &str) {
        if points.len() < 2 {
            return;
        }
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", unit(*x), unit(*y))).collect();
        self.raw(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}/>",
            points.join(" "),
            unit(width),
            dashes(dash)
        ));
    }

    pub(crate) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, stroke: &str) {
        let stroke = if stroke.is_empty() { String::new() } else { format!(" stroke=\"{stroke}\" stroke-width=\"1\"") };
        self.raw(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"{stroke}/>",
            unit(at.0),
            unit(at.1),
            unit(size.0.max(0.0)),
            unit(size.1.max(0.0))
        ));
    }

    /// A mark of a radius.
    pub(crate) fn mark(&mut self, mark: Mark, (x, y): (f64, f64), radius: f64, colour: &str) {
        let polygon = |corners: &[(f64, f64)], fill: &str, stroke: &str| {
            let points: Vec<String> = corners.iter().map(|(dx, dy)| format!("{},{}", unit(x + dx), unit(y + dy))).collect();
            format!("<polygon points=\"{}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"1.5\"/>", points.join(" "))
        };
        let r = radius;
        let diamond = [(0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0)];
        let markup = match mark {
            Mark::Circle | Mark::Dot => format!("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{colour}\"/>", unit(x), unit(y), unit(r)),
            Mark::Square => format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{PAPER}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>",
                unit(x - r * 0.9),
                unit(y - r * 0.9),
                unit(r * 1.8),
                unit(r * 1.8)
            ),
            Mark::Diamond => polygon(&diamond, colour, INK),
            Mark::OpenDiamond => polygon(&diamond, PAPER, colour),
            Mark::Up => polygon(&[(0.0, -r), (r, r * 0.8), (-r, r * 0.8)], colour, colour),
            Mark::Down => polygon(&[(0.0, r), (r, -r * 0.8), (-r, -r * 0.8)], colour, colour),
            Mark::Level => polygon(&[(-r, -r * 0.4), (r, -r * 0.4), (r, r * 0.4), (-r, r * 0.4)], colour, colour),
        };
        self.raw(&markup);
    }

    /// Words; `anchor` is `start`, `middle` or `end`.
    pub(crate) fn text(&mut self, at: (f64, f64), anchor: &str, fill: &str, bold: bool, words: &str) {
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let mut line = format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"{fill}\"{weight}>", unit(at.0), unit(at.1));
        ui::push_escaped(&mut line, words);
        line.push_str("</text>");
        self.raw(&line);
    }

    /// Words of another size.
    pub(crate) fn text_at(&mut self, at: (f64, f64), size: f64, fill: &str, words: &str) {
        let (x, y) = (unit(at.0), unit(at.1));
        let mut line = format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" fill=\"{fill}\" font-size=\"{}\">", unit(size));
        ui::push_escaped(&mut line, words);
        line.push_str("</text>");
        self.raw(&line);
    }

    /// Words on paper of their own, so that no line runs through them.
    pub(crate) fn label(&mut self, at: (f64, f64), anchor: &str, fill: &str, bold: bool, words: &str) {
        let wide = width_at(words, SIZE, bold);
        let left = match anchor {
            "start" => at.0,
            "end" => at.0 - wide,
            _ => at.0 - wide / 2.0,
        };
        self.rect((left - 1.0, at.1 - SIZE * 0.8), (wide + 2.0, SIZE), PAPER, "");
        self.text(at, anchor, fill, bold, words);
    }

    /// Words from the left edge over as many lines as they need; gives the baseline of the last.
    pub(crate) fn paragraph(&mut self, left: f64, first: f64, width: f64, bold: bool, words: &str) -> f64 {
        let mut y = first;
        for (index, line) in wrap(words, width, bold).iter().enumerate() {
            y = first + LINE * index as f64;
            self.text((left, y), "start", INK, bold, line);
        }
        y
    }

    /// The drawing as it stands in a page, which says title and source itself.
    pub(crate) fn bare(&self, title: &str, description: &str) -> String {
        let mut svg = open(self.width, self.height, title, description);
        svg.push_str(&self.body);
        svg.push_str("</svg>");
        svg
    }

    /// The drawing as a file of its own: title above, source, period and certainty beneath, on white.
    pub(crate) fn framed(&self, caption: &Caption, description: &str) -> String {
        let width = self.width + 2.0 * MARGIN;
        let mut frame = Self::new(self.size);
        let mut y = MARGIN + TITLE_SIZE;
        for line in wrap_at(&caption.title, self.width, TITLE_SIZE, true) {
            let mut text =
                format!("<text x=\"{}\" y=\"{}\" fill=\"{INK}\" font-size=\"{TITLE_SIZE}\" font-weight=\"600\">", unit(MARGIN), unit(y));
            ui::push_escaped(&mut text, &line);
            text.push_str("</text>");
            frame.raw(&text);
            y += TITLE_SIZE * 1.25;
        }
        let top = y - TITLE_SIZE * 0.5;
        frame.raw(&format!("<g transform=\"translate({} {})\">", unit(MARGIN), unit(top)));
        frame.body.push_str(&self.body);
        frame.raw("</g>");
        let mut y = top + self.height + MARGIN + SIZE;
        for words in
            [prefixed("Period: ", &caption.period), prefixed("How sure: ", &caption.how_sure), prefixed("Source: ", &caption.source)]
        {
            for line in wrap(&words, self.width, false) {
                frame.text((MARGIN, y), "start", GREY, false, &line);
                y += LINE;
            }
        }
        let height = y - LINE + MARGIN;
        let mut svg = open(width, height, &caption.title, description);
        let _ = writeln!(svg, "<rect x=\"0\" y=\"0\" width=\"{}\" height=\"{}\" fill=\"{PAPER}\"/>", unit(width), unit(height));
        svg.push_str(&frame.body);
        svg.push_str("</svg>");
        svg
    }
}

fn prefixed(prefix: &str, words: &str) -> String {
    if words.trim().is_empty() { String::new() } else { format!("{prefix}{words}") }
}

fn open(width: f64, height: f64, title: &str, description: &str) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" width=\"{0}\" height=\"{1}\" role=\"img\" \
         font-family=\"'Source Sans 3', Arial, 'Liberation Sans', sans-serif\" font-size=\"{}\">\n<title>",
        unit(width),
        unit(height.max(1.0)),
        unit(SIZE)
    );
    ui::push_escaped(&mut svg, title);
    svg.push_str("</title>\n<desc>");
    ui::push_escaped(&mut svg, description);
    svg.push_str("</desc>\n");
    svg
}

fn dashes(dash: &str) -> String {
    if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") }
}

/// A coordinate with at most one decimal, never `-0`.
pub(crate) fn unit(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    let rounded = if rounded == 0.0 || !rounded.is_finite() { 0.0 } else { rounded };
    let mut text = String::new();
    let _ = write!(text, "{rounded:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A value that can be drawn: finite, and of a size that counts and rates have.
pub(crate) fn known(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite() && value.abs() <= 1e15)
}

/// An interval of which both ends can be drawn, in order.
pub(crate) fn known_interval(interval: Option<(f64, f64)>) -> Option<(f64, f64)> {
    let (low, high) = interval?;
    let (low, high) = (known(Some(low))?, known(Some(high))?);
    Some((low.min(high), low.max(high)))
}

/// A number with thousands commas and a fixed number of decimals: `12,345.6`.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let decimals = decimals.min(6);
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

/// How wide a letter is, in parts of the size: a little wider than the narrower of the typefaces a reader may have.
fn letter(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.25,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '/' | '-' => 0.34,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.5,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '…' => 0.87,
        'A'..='Z' | '&' => 0.69,
        c if u32::from(c) > 0x2fff => 1.0,
        _ => 0.56,
    }
}

/// How wide words are at a size, near enough to keep them apart.
pub(crate) fn width_at(words: &str, size: f64, bold: bool) -> f64 {
    words.chars().map(letter).sum::<f64>() * size * if bold { 1.06 } else { 1.0 }
}

/// How wide words are in a drawing.
pub(crate) fn words_width(words: &str) -> f64 {
    width_at(words, SIZE, false)
}

/// Words cut to a width, with an ellipsis.
pub(crate) fn fit(words: &str, width: f64) -> String {
    fit_at(words, width, SIZE, false)
}

fn fit_at(words: &str, width: f64, size: f64, bold: bool) -> String {
    if width_at(words, size, bold) <= width {
        return words.to_owned();
    }
    let room = width - width_at("…", size, bold);
    let mut cut = String::new();
    let mut used = 0.0;
    for c in words.chars() {
        used += width_at(&c.to_string(), size, bold);
        if used > room {
            break;
        }
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// Words over lines of a width.
pub(crate) fn wrap(words: &str, width: f64, bold: bool) -> Vec<String> {
    wrap_at(words, width, SIZE, bold)
}

fn wrap_at(words: &str, width: f64, size: f64, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_at(line, size, bold) + width_at(" ", size, bold) + width_at(word, size, bold) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(fit_at(word, width, size, bold)),
        }
    }
    lines
}

/// Words over at most so many lines, the last one cut.
pub(crate) fn lines_at_most(words: &str, width: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines = wrap_at(words, width, size, false);
    if lines.len() > most.max(1) {
        let rest = lines.split_off(most.max(1) - 1).join(" ");
        lines.push(fit_at(&rest, width, size, false));
    }
    lines
}
