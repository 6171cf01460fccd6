//! Published figures as `demo/published-figures/` declares them: text as printed, and one query that gives it.

use base::{Result, Trouble, round_half_up};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

/// One file a family of checks.
const FILES: [(&str, &str); 9] = [
    ("a-quarterly-comparison.toml", include_str!("../../../../demo/published-figures/a-quarterly-comparison.toml")),
    ("b-farm-crime.toml", include_str!("../../../../demo/published-figures/b-farm-crime.toml")),
    ("c-repeat-cases.toml", include_str!("../../../../demo/published-figures/c-repeat-cases.toml")),
    ("d-advocacy-referrals.toml", include_str!("../../../../demo/published-figures/d-advocacy-referrals.toml")),
    ("e-performance.toml", include_str!("../../../../demo/published-figures/e-performance.toml")),
    ("f-offenders-and-asb.toml", include_str!("../../../../demo/published-figures/f-offenders-and-asb.toml")),
    ("h-peer-review.toml", include_str!("../../../../demo/published-figures/h-peer-review.toml")),
    ("j-wards.toml", include_str!("../../../../demo/published-figures/j-wards.toml")),
    ("k-strategic-assessment.toml", include_str!("../../../../demo/published-figures/k-strategic-assessment.toml")),
];

/// Decimals that a number is kept with before it is rounded: far more than any paper prints.
const EXACT_PLACES: u32 = 9;
const EXACT_SCALE: i128 = 1_000_000_000;

static BUILTIN: LazyLock<Result<Vec<PublishedFigure>>> = LazyLock::new(|| parse(FILES));

/// What the audit of the papers found, kept beside the figure; the verdict itself comes from computing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// It follows exactly.
    Reproduces,
    /// It follows when it is rounded, or from numbers that were.
    Rounded,
    /// It does not follow.
    DoesNotReproduce,
    /// What it is made of is not in the papers.
    NotInText,
    /// The papers print no such figure; it is derived from what they print.
    Derived,
}

/// How a computed number is brought to the form the paper prints before the two are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Not at all.
    Exact,
    /// Rounded, halves away from zero.
    HalfUp(u32),
    /// Cut off.
    Truncate(u32),
    /// The paper prints a word for a fall: the number must be below zero.
    Falls,
}

/// What the comparison of print and computation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same.
    Reproduces,
    /// The same when rounded, or from rounded numbers.
    ReproducesWhenRounded,
    /// Not the same.
    DoesNotReproduce,
    /// The papers don't print what it is made of.
    InputsNotInText,
    /// Not printed; computed here.
    Derived,
    /// The home holds none of the facts it is made of.
    NotHeld,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reproduces => "reproduces",
            Self::ReproducesWhenRounded => "reproduces when rounded",
            Self::DoesNotReproduce => "does not reproduce",
            Self::InputsNotInText => "inputs not in the text",
            Self::Derived => "derived",
            Self::NotHeld => "facts not held",
        })
    }
}

/// One published figure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedFigure {
    /// `published-d4`.
    pub id: String,
    /// The check of the audit: `D4`.
    pub check: String,
    /// What it says it is.
    pub title: String,
    /// As printed; `not printed` where it is derived.
    pub published: String,
    /// The number the print means, where the print is more than a number.
    #[serde(default)]
    pub published_value: Option<f64>,
    /// `sum`, `count`, `share`, `change` …
    pub kind: String,
    /// What is counted.
    pub unit: String,
    /// The period it covers.
    pub period: String,
    /// Code of the area it is about.
    pub area: String,
    /// How the computed number is made like the printed one.
    #[serde(deserialize_with = "compare_word")]
    pub compare: Compare,
    /// Decimals the computed number is shown with.
    pub decimals: u32,
    /// Rules used, with version.
    pub rules: Vec<String>,
    /// What the audit found.
    pub expected: Expected,
    /// Why.
    pub note: String,
    /// Paper and place.
    pub source: String,
    /// SQL over the views that gives it.
    pub query: String,
    /// SQL over the views that lists the rows behind it.
    pub rows_query: String,
}

impl PublishedFigure {
    /// The number as it is shown.
    pub(crate) fn shown(&self, value: f64) -> Option<String> {
        Some(round_half_up(exact(value)?, EXACT_SCALE, self.decimals)?.to_string())
    }

    /// Whether a computed number is what the paper prints.
    pub(crate) fn agrees_number(&self, value: f64) -> bool {
        let made = match self.compare {
            Compare::Falls => return value < 0.0,
            Compare::Exact => exact(value),
            Compare::HalfUp(places) => exact(value).and_then(|units| {
                let rounded = round_half_up(units, EXACT_SCALE, places)?;
                rounded.units().checked_mul(10_i128.checked_pow(EXACT_PLACES.checked_sub(places)?)?)
            }),
            Compare::Truncate(places) => exact(value).and_then(|units| {
                let last = 10_i128.checked_pow(EXACT_PLACES.checked_sub(places)?)?;
                Some(units - units % last)
            }),
        };
        let printed = self.published_value.or_else(|| self.published.parse().ok()).and_then(exact);
        made.is_some() && made == printed
    }

    /// Whether a computed text is what the paper prints.
    pub(crate) fn agrees_text(&self, text: &str) -> bool {
        text == self.published
    }

    /// The verdict, from whether print and computation agree; `None` where nothing could be computed.
    pub(crate) fn verdict(&self, agrees: Option<bool>) -> Verdict {
        match (self.expected, agrees) {
            (Expected::NotInText, _) => Verdict::InputsNotInText,
            (_, None) => Verdict::NotHeld,
            (Expected::Derived, Some(_)) => Verdict::Derived,
            (_, Some(false)) => Verdict::DoesNotReproduce,
            (Expected::Rounded, Some(true)) => Verdict::ReproducesWhenRounded,
            (_, Some(true)) => Verdict::Reproduces,
        }
    }
}

/// A number in billionths, exactly as far as its print goes.
fn exact(value: f64) -> Option<i128> {
    if !value.is_finite() {
        return None;
    }
    let places = usize::try_from(EXACT_PLACES).ok()?;
    format!("{value:.places$}").replace('.', "").parse().ok()
}

fn compare_word<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Compare, D::Error> {
    let text = String::deserialize(from)?;
    let places = |word: &str| text.strip_prefix(word)?.trim().parse().ok().filter(|n| *n <= EXACT_PLACES);
    match text.as_str() {
        "exact" => Ok(Compare::Exact),
        "falls" => Ok(Compare::Falls),
        _ => places("half-up")
            .map(Compare::HalfUp)
            .or_else(|| places("truncate").map(Compare::Truncate))
            .ok_or_else(|| serde::de::Error::custom("`compare` is `exact`, `falls`, `half-up N` or `truncate N`")),
    }
}

/// Every published figure, in the order of the audit.
pub fn published_figures() -> Result<&'static [PublishedFigure]> {
    BUILTIN.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

/// The figure of an id or of a check's name, `published-d4` or `D4`, in either case.
pub(crate) fn known(name: &str) -> Result<Option<&'static PublishedFigure>> {
    let wanted = name.trim();
    Ok(published_figures()?.iter().find(|f| f.id.eq_ignore_ascii_case(wanted) || f.check.eq_ignore_ascii_case(wanted)))
}

fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Vec<PublishedFigure>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        figure: Vec<PublishedFigure>,
    }
    let mut all = Vec::new();
    let mut ids = BTreeSet::new();
    for (name, text) in files {
        let broken = |why: String| {
            Trouble::failed(
                "published-figures",
                format!("`{name}` of the published figures can't be used: {why}"),
                "report it: the file is part of the program",
            )
        };
        let file: File = toml::from_str(text).map_err(|e| broken(e.to_string()))?;
        for figure in &file.figure {
            valid(figure).map_err(|why| broken(format!("`{}`: {why}", figure.id)))?;
            if !ids.insert(figure.id.clone()) {
                return Err(broken(format!("`{}` stands twice", figure.id)));
            }
        }
        all.extend(file.figure);
    }
    Ok(all)
}

fn valid(figure: &PublishedFigure) -> std::result::Result<(), String> {
    let id = format!("published-{}", slug(&figure.check));
    if figure.id != id {
        return Err(format!("its id must be `{id}`, made of its check"));
    }
    let words = [&figure.title, &figure.published, &figure.kind, &figure.unit, &figure.period, &figure.area, &figure.note, &figure.source];
    if words.iter().any(|w| w.trim().is_empty()) || figure.rules.is_empty() {
        return Err("a word is missing".to_owned());
    }
    if figure.decimals > EXACT_PLACES {
        return Err(format!("it is shown with more than {EXACT_PLACES} decimals"));
    }
    for sql in [&figure.query, &figure.rows_query] {
        if !(sql.starts_with("SELECT ") || sql.starts_with("WITH "))
            || sql.contains(';') && !sql.contains("'; '")
            || !sql.contains("counts")
        {
            return Err("a query must be one SELECT over the view `counts`".to_owned());
        }
    }
    if !figure.rows_query.contains("extract") {
        return Err("the rows must name their extracts".to_owned());
    }
    Ok(())
}

/// Lower case, words joined by one dash.
fn slug(check: &str) -> String {
    let lower = check.to_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_figures_are_valid_and_their_rules_exist() {
        let figures = published_figures().unwrap();
        assert_eq!(figures.len(), 105);
        let rulebook = rulebook::Rulebook::builtin().unwrap();
        for figure in figures {
            for rule in &figure.rules {
                assert!(rulebook.rule(rule).is_ok(), "{} names {rule}", figure.id);
            }
            assert_eq!(figure.expected == Expected::Derived, figure.published == "not printed", "{}", figure.id);
        }
        assert_eq!(known("d4").unwrap(), known("published-d4").unwrap());
        assert_eq!(known("k2 Y2019_jan_oct").unwrap().unwrap().id, "published-k2-y2019-jan-oct");
        assert_eq!(known("D44").unwrap(), None);
    }

    #[test]
    fn every_data_set_a_query_names_is_among_the_published_facts() {
        let held: BTreeSet<String> = crate::demo::published_tables()
            .iter()
            .flat_map(|(_, text)| text.lines().skip(1))
            .filter_map(|line| line.split(',').next().map(str::to_owned))
            .collect();
        for figure in published_figures().unwrap() {
            for sql in [&figure.query, &figure.rows_query] {
                for named in sql.split("data_set = '").skip(1).filter_map(|rest| rest.split('\'').next()) {
                    assert!(held.contains(named), "{} asks for `{named}`", figure.id);
                }
            }
        }
    }

    fn figure(published: &str, compare: Compare, expected: Expected) -> PublishedFigure {
        let mut figure = published_figures().unwrap()[0].clone();
        (figure.published, figure.published_value, figure.compare, figure.expected) = (published.to_owned(), None, compare, expected);
        figure
    }

    #[test]
    fn print_and_computation_are_compared_as_the_paper_rounds() {
        let of = |published: &str, compare| figure(published, compare, Expected::Reproduces);
        assert!(of("115", Compare::Exact).agrees_number(115.0));
        assert!(!of("120", Compare::Exact).agrees_number(121.0));
        assert!(of("16", Compare::HalfUp(0)).agrees_number(15.748));
        assert!(!of("34", Compare::HalfUp(0)).agrees_number(34.5));
        assert!(of("30", Compare::Truncate(0)).agrees_number(30.612));
        assert!(of("-38", Compare::HalfUp(0)).agrees_number(-38.0));
        assert!(of("4.7", Compare::HalfUp(1)).agrees_number(4.7396));
        assert!(of("decrease", Compare::Falls).agrees_number(-21.3));
        assert!(!of("decrease", Compare::Falls).agrees_number(0.0));
        assert!(!of("n/a", Compare::Exact).agrees_number(13.2));
        assert!(!of("16", Compare::Exact).agrees_number(f64::NAN));
        assert!(of("yes", Compare::Exact).agrees_text("yes"));
    }

    #[test]
    fn the_verdict_follows_the_computation_not_the_expectation() {
        let verdict = |expected, agrees| figure("1", Compare::Exact, expected).verdict(agrees);
        assert_eq!(verdict(Expected::Reproduces, Some(true)), Verdict::Reproduces);
        assert_eq!(verdict(Expected::Reproduces, Some(false)), Verdict::DoesNotReproduce);
        assert_eq!(verdict(Expected::DoesNotReproduce, Some(true)), Verdict::Reproduces);
        assert_eq!(verdict(Expected::Rounded, Some(true)), Verdict::ReproducesWhenRounded);
        assert_eq!(verdict(Expected::Derived, Some(false)), Verdict::Derived);
        assert_eq!(verdict(Expected::Derived, None), Verdict::NotHeld);
        assert_eq!(verdict(Expected::NotInText, None), Verdict::InputsNotInText);
    }

    #[test]
    fn a_broken_file_is_named() {
        let text = "[[figure]]\nid = \"published-x\"\n";
        let trouble = parse([("x.toml", text)]).unwrap_err();
        assert!(trouble.message.contains("x.toml"), "{}", trouble.message);
        let twice = FILES[6].1;
        assert!(parse([("h.toml", twice), ("h.toml", twice)]).unwrap_err().message.contains("twice"));
    }

    #[test]
    fn every_check_of_the_evidence_area_has_its_figure() {
        let Some(golden) = std::env::var_os("WARDMOTE_GOLDEN") else {
            eprintln!("left out: 1 tests (WARDMOTE_GOLDEN not set)");
            return;
        };
        let mut checks = csv::Reader::from_path(std::path::Path::new(&golden).join("audit_checks.csv")).unwrap();
        let mut seen = 0;
        for record in checks.records() {
            let record = record.unwrap();
            let (check, verdict) = (&record[0], &record[4]);
            if !in_the_evidence_area(check) {
                continue;
            }
            let figure = known(check).unwrap().unwrap_or_else(|| panic!("{check} has no figure"));
            let expected = match verdict {
                "EXACT" => Expected::Reproduces,
                "ROUNDED" => Expected::Rounded,
                "NO" => Expected::DoesNotReproduce,
                "NOT_COMPUTABLE" => Expected::NotInText,
                "DERIVED" => Expected::Derived,
                other => panic!("{check}: {other}"),
            };
            assert_eq!(figure.expected, expected, "{check}");
            seen += 1;
        }
        assert_eq!(seen, published_figures().unwrap().len());
    }

    /// Plan (I, H2), money (G, L) and meetings (M) are no part of it.
    fn in_the_evidence_area(check: &str) -> bool {
        check == "H1" || check.starts_with(['A', 'B', 'C', 'D', 'E', 'F', 'J', 'K'])
    }
}
