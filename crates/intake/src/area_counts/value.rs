//! What a cell of a table of counts holds.

/// A cell that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// Nothing stands there: missing, not nought.
    Blank,
    /// The publisher withheld the number.
    Suppressed,
    /// A number, and whether a percent sign stood behind it.
    Number { value: f64, percent: bool },
}

/// Reads `1,234`, `3.7`, `12%`, nothing, or a mark of suppression (`*`, `<5`, `c`, `[c]`, `..`); `None` is anything else.
pub(super) fn read_cell(text: &str) -> Option<Cell> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Cell::Blank);
    }
    if matches!(text, "*" | ".." | "…") || text.eq_ignore_ascii_case("c") || text.eq_ignore_ascii_case("[c]") {
        return Some(Cell::Suppressed);
    }
    if let Some(bound) = text.strip_prefix('<') {
        let bound = bound.trim();
        return (!bound.is_empty() && bound.bytes().all(|b| b.is_ascii_digit())).then_some(Cell::Suppressed);
    }
    let (digits, percent) = text.strip_suffix('%').map_or((text, false), |t| (t.trim_end(), true));
    read_number(digits).map(|value| Cell::Number { value, percent })
}

/// A plain decimal, with thousands commas in their places or none.
fn read_number(text: &str) -> Option<f64> {
    let (negative, body) = text
        .strip_prefix('-')
        .or_else(|| text.strip_prefix('\u{2212}'))
        .map_or((false, text.strip_prefix('+').unwrap_or(text)), |t| (true, t));
    let (whole, fraction) = body.split_once('.').map_or((body, None), |(w, f)| (w, Some(f)));
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if !all_digits(first) || fraction.is_some_and(|f| !all_digits(f)) {
        return None;
    }
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 || !all_digits(group) {
            return None;
        }
        grouped = true;
        digits.push_str(group);
    }
    if grouped && first.len() > 3 {
        return None;
    }
    let value: f64 = format!("{digits}.{}", fraction.unwrap_or("0")).parse().ok()?;
    value.is_finite().then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_marks_and_blanks_are_told_apart() {
        let number = |value| Some(Cell::Number { value, percent: false });
        for (text, expected) in [
            ("31", number(31.0)),
            ("1,343,645", number(1_343_645.0)),
            ("3.70", number(3.7)),
            ("-12", number(-12.0)),
            ("\u{2212}1,000", number(-1000.0)),
            ("12.5%", Some(Cell::Number { value: 12.5, percent: true })),
            ("", Some(Cell::Blank)),
            ("*", Some(Cell::Suppressed)),
            ("<5", Some(Cell::Suppressed)),
            ("< 10", Some(Cell::Suppressed)),
            ("c", Some(Cell::Suppressed)),
            ("[c]", Some(Cell::Suppressed)),
            ("..", Some(Cell::Suppressed)),
            ("-", None),
            ("n/a", None),
            ("1,23", None),
            ("1234,567", None),
            ("1.", None),
            (".5", None),
            ("1e5", None),
            ("12 (3)", None),
            ("<", None),
            ("NaN", None),
            ("inf", None),
        ] {
            assert_eq!(read_cell(text), expected, "{text}");
        }
    }
}
