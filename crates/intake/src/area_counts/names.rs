//! Names made into ids, and the marks of a row that is a total of others.

/// How names are compared: small letters and digits, `&` as `and`, all else one space.
pub(super) fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '&' => out.push_str(" and "),
            '\'' | '’' | '.' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name or cell as a message may show it: short, one line, and nothing that ends the quotation.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '`').take(60).collect()
}

/// The id of a measure, as a column would be named: `Deliberate fires` is `deliberate_fires`.
pub(super) fn measure_id(name: &str) -> String {
    plain(&name.replace('%', " percent ")).replace(' ', "_")
}

/// The id of a data set: `Deliberate fires` is `deliberate-fires`.
pub(super) fn data_set_id(name: &str) -> String {
    plain(&name.replace('%', " percent ")).replace(' ', "-")
}

/// Whether a measure says nothing of what is counted, so that the data set or the file's name has to.
pub(super) fn is_generic(measure: &str) -> bool {
    matches!(measure, "" | "count" | "counts" | "total" | "number" | "no" | "n" | "value" | "values" | "figure" | "amount")
}

/// Whether a measure could be of many data sets.
pub(super) fn is_vague(measure: &str) -> bool {
    is_generic(measure)
        || matches!(measure, "offences" | "crimes" | "incidents" | "cases" | "claims" | "people" | "persons" | "rate" | "percent" | "pct")
}

/// What the published totals of a table are filed under.
pub(super) const PUBLISHED_TOTAL: &str = "published total";

const MARK: &str = "(published total)";

/// The text without the mark of a published total, if it is one: `All drug offences (published total)`, `Total`.
pub(super) fn total_of(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    if let Some(at) = lower.find(MARK) {
        // Only where lowering the letters has moved no byte is the place the same in both.
        let before = if lower.len() == text.len() { text.get(..at) } else { lower.get(..at) };
        return Some(before.unwrap_or("").trim().to_owned());
    }
    let words = plain(text);
    let exact = matches!(words.as_str(), "total" | "totals" | "grand total" | "published total" | "all" | "overall total");
    let begins = words.starts_with("total ") || words.strip_prefix("all ").is_some_and(|rest| !is_of_its_own(rest));
    (exact || begins || words.starts_with("published total ")).then(|| text.trim().to_owned())
}

/// `All Saints` is a ward and `All other theft` an offence: no totals.
fn is_of_its_own(rest: &str) -> bool {
    ["saints", "hallows", "souls", "other"].iter().any(|word| rest.split(' ').next() == Some(*word))
}

/// Whether a negative number can be right in a measure, its unit or its kind.
pub(super) fn may_be_negative(words: &str) -> bool {
    let squeezed = words.to_lowercase();
    squeezed.contains('%')
        || ["change", "difference", "net", "percent", "pct", "score"].iter().any(|w| plain(&squeezed).split(' ').any(|p| p.starts_with(w)))
}

/// The unit a measure's own name states.
pub(super) fn unit_in(measure: &str) -> Option<&'static str> {
    let has = |word: &str| measure.split('_').any(|w| w == word);
    if has("pct") || has("percent") || has("percentage") {
        Some("percent")
    } else if measure.contains("per_1000") || measure.contains("per_1_000") {
        Some("per 1,000")
    } else if has("rate") || has("rates") {
        Some("rate")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(plain("Fen Ditton & Fulbourn"), plain("FEN DITTON AND FULBOURN"));
        assert_eq!(plain("St. Ives’ South"), "st ives south");
        assert_eq!(measure_id("% change, Theft & handling"), "percent_change_theft_and_handling");
        assert_eq!(data_set_id("Anti-social behaviour"), "anti-social-behaviour");
    }

    #[test]
    fn totals_are_told_from_names() {
        for (text, expected) in [
            ("All Drugs Offences (published total)", Some("All Drugs Offences")),
            ("Total", Some("Total")),
            ("All callouts for Assault", Some("All callouts for Assault")),
            ("published_total", Some("published_total")),
            ("All Saints", None),
            ("All other theft offences", None),
            ("Allerton", None),
            ("Totland", None),
            ("Theft", None),
        ] {
            assert_eq!(total_of(text).as_deref(), expected, "{text}");
        }
    }
}
