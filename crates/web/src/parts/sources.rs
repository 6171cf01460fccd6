//! Where the numbers of a page come from: each number carries a key, and the page explains each key once.

use super::{cell, code, link, list, summary};
use crate::words;
use app::pages::Sourced;
use ui::{Attributes, Cell, Component as _, Content, Details, Html};

/// Said of a number that is not known because there is no data of it.
const NOTHING: &str = "none: nothing of it is loaded";

/// The sources of one page, in the order of their first use.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    entries: Vec<Sourced>,
}

impl Sources {
    /// The key of a source, `s1`, `s2`…: the same for the same source.
    pub(crate) fn key(&mut self, source: &Sourced) -> String {
        let index = self.entries.iter().position(|known| known == source).unwrap_or_else(|| {
            self.entries.push(source.clone());
            self.entries.len() - 1
        });
        format!("s{}", index + 1)
    }

    /// The attribute that ties an element to its source.
    pub(crate) fn attribute(&mut self, source: &Sourced) -> Attributes {
        Attributes::one("data-figure", self.key(source))
    }

    /// A cell with a number, right-aligned, tied to its source.
    pub(crate) fn number(&mut self, content: impl Into<Content>, source: &Sourced) -> Cell {
        Cell { content: content.into(), format: "numeric".to_owned(), attributes: self.attribute(source), ..Cell::default() }
    }

    /// A cell of words that say a number, tied to its source.
    pub(crate) fn said(&mut self, content: impl Into<Content>, source: &Sourced) -> Cell {
        Cell { attributes: self.attribute(source), ..cell(content) }
    }

    /// A number inside a sentence, tied to its source.
    pub(crate) fn inline(&mut self, content: impl Into<Content>, source: &Sourced) -> Html {
        Html::trusted(format!("<span{}>{}</span>", self.attribute(source), content.into().to_html()))
    }

    /// Rules and extracts of every source used, each once: what a printed page says where the folded part stays away.
    pub(crate) fn line(&self) -> String {
        let once = |of: fn(&Sourced) -> &Vec<String>| {
            let all: std::collections::BTreeSet<&str> = self.entries.iter().flat_map(of).map(String::as_str).collect();
            if all.is_empty() { "none".to_owned() } else { all.into_iter().collect::<Vec<_>>().join(", ") }
        };
        format!("Rules: {}. Extracts: {}.", once(|source| &source.rules), once(|source| &source.extracts))
    }

    /// Every source used, folded away: put it near the end of the page, after everything that uses it was made.
    pub(crate) fn part(&self) -> Html {
        if self.entries.is_empty() {
            return Html::default();
        }
        let mut inside = Html::trusted("<ol class=\"app-sources\">\n");
        for (index, source) in self.entries.iter().enumerate() {
            inside.push(&Html::trusted(format!("<li class=\"app-sources__entry\" id=\"source-s{}\">\n", index + 1)));
            inside.push(&Html::trusted("<p class=\"govuk-body govuk-!-font-weight-bold\">"));
            inside.push(&Html::escape(&source.what));
            inside.push(&Html::trusted("</p>\n"));
            inside.push(&entry(source));
            inside.push(&Html::trusted("</li>\n"));
        }
        inside.push(&Html::trusted("</ol>\n"));
        Details {
            summary: "Where these numbers come from".into(),
            content: inside.into(),
            id: "sources".to_owned(),
            classes: "app-sources__fold".into(),
            ..Details::default()
        }
        .html()
    }
}

fn entry(source: &Sourced) -> Html {
    let register = source.query.starts_with("register:");
    let mut rows: Vec<(&str, Content)> = Vec::new();
    if !source.period.is_empty() {
        rows.push(("Period", words::period(&source.period).into()));
    }
    rows.push(("Rules", if source.rules.is_empty() { "none: it is as it was given".into() } else { source.rules.join(", ").into() }));
    rows.push(("Extracts", extracts(source, register)));
    rows.push(("Query", if source.query.is_empty() { NOTHING.into() } else { code(&source.query).into() }));
    if let Some(ask) = &source.rows {
        rows.push(("Rows", link(&ask.href(), "Show the rows").into()));
    }
    summary(rows)
}

fn extracts(source: &Sourced, register: bool) -> Content {
    match (source.extracts.is_empty(), register, source.query.is_empty()) {
        (false, ..) => list(source.extracts.iter().map(|id| link(&format!("/extracts/{id}"), id))).into(),
        (true, true, _) => "none: it is a record of a register".into(),
        (true, false, true) => NOTHING.into(),
        (true, false, false) => "none".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(what: &str) -> Sourced {
        Sourced {
            what: what.into(),
            period: "2018-11..2019-10".into(),
            rules: vec!["change-test@1".into()],
            extracts: vec!["street-1".into()],
            query: "SELECT count(*) FROM incidents WHERE category < 'B'".into(),
            rows: None,
        }
    }

    #[test]
    fn a_source_has_one_key_however_often_it_is_used() {
        let mut sources = Sources::default();
        assert_eq!(sources.part(), Html::default());
        assert_eq!([sources.key(&source("a")), sources.key(&source("b")), sources.key(&source("a"))], ["s1", "s2", "s1"]);
        assert_eq!(sources.inline("<7>", &source("b")).as_str(), "<span data-figure=\"s2\">&lt;7&gt;</span>");
        assert_eq!(sources.line(), "Rules: change-test@1. Extracts: street-1.");
        let part = sources.part().into_string();
        for words in [
            "id=\"source-s1\"",
            "id=\"source-s2\"",
            "November 2018 to October 2019",
            "change-test@1",
            "href=\"/extracts/street-1\"",
            "category &lt; &#39;B&#39;",
        ] {
            assert!(part.contains(words), "`{words}`: {part}");
        }
        assert_eq!(part.matches("<li class=\"app-sources__entry\"").count(), 2);
    }
}
