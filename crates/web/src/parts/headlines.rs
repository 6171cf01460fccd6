//! The figures that matter, as cards.

use crate::words;
use app::pages::Headline;
use askama::Template;
use ui::{Component as _, Html};

/// A figure card as shown.
struct CardLine {
    /// The figure's page, or empty where the reader may not open it.
    href: String,
    /// What it counts.
    name: String,
    /// The number.
    value: String,
    /// What is counted, or empty.
    unit: String,
    /// The period, or empty.
    period: String,
    /// How it compares.
    comparison: String,
    /// Whether that is more than chance.
    verdict: Html,
}

#[derive(Template)]
#[template(path = "headlines.html")]
struct Cards {
    cards: Vec<CardLine>,
}

/// Figures as cards; each leads to its page in the assessment of `area`, where one is named.
pub(crate) fn headlines(headlines: &[Headline], area: Option<&str>) -> Html {
    Cards { cards: headlines.iter().map(|headline| card(headline, area)).collect() }.html()
}

fn card(headline: &Headline, area: Option<&str>) -> CardLine {
    let comparison = headline.comparison.as_ref();
    CardLine {
        href: area.map(|area| format!("/assessments/{area}/figures/{}", headline.figure)).unwrap_or_default(),
        name: headline.name.clone(),
        value: words::number(&headline.value),
        unit: headline.unit.clone(),
        period: words::period(&headline.period),
        comparison: comparison.map_or_else(|| "There is no year before to compare with.".to_owned(), words::against),
        verdict: super::verdict(comparison.map_or("", |c| c.verdict.as_str())),
    }
}
