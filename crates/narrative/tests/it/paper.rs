//! A small invented paper about an invented district, sound as it stands.

use evidence::Verdict;
use narrative::{
    Before, Bundle, Checked, Definition, Fact, FactRow, Fault, FaultCode, PlaceName, Rank, Source, Span, Strictness, Terms, check_paper,
    parse_definition,
};
use rulebook::Rulebook;
use std::collections::BTreeMap;

/// The definition; the figures' sources are of no matter here, since the facts are given.
pub const DEFINITION: &str = r#"id = "marsh-2020"
title = "Assessment for {{ asb.area }}"
summary = "What {{ asb.period }} shows."
area = "E07000901"
year = "2019-01 to 2019-12"
layout = "home-office"
public = "narrative/public.md"

[[section]]
id = "analysis"
title = "Analysis"
file = "narrative/analysis.md"

[[section]]
id = "recommendations"
title = "Recommendations"
file = "narrative/recommendations.md"
role = "recommendations"

[[figure]]
id = "asb"
title = "Anti-social behaviour"
names = ["anti-social behaviour", "ASB"]
counts = { data_set = "key-figures", measure = "asb" }

[[figure]]
id = "burglary"
title = "Residential burglary"
names = ["burglary"]
counts = { data_set = "key-figures", measure = "burglary" }
parts = ["burglary-north", "burglary-south"]

[[figure]]
id = "burglary-north"
title = "Residential burglary in the north"
counts = { data_set = "key-figures", measure = "burglary" }

[[figure]]
id = "burglary-south"
title = "Residential burglary in the south"
counts = { data_set = "key-figures", measure = "burglary" }

[[figure]]
id = "helped"
title = "People helped"
names = ["people helped"]
counts = { data_set = "key-figures", measure = "helped", level = "district" }
by = "area"

[[figure]]
id = "violence"
title = "Violence with injury"
names = ["violence"]
counts = { data_set = "key-figures", measure = "violence" }

[[figure]]
id = "deprivation"
title = "Places among the most deprived"
counts = { data_set = "deprivation", measure = "places" }
older_because = "the index is made every four years"

[[figure]]
id = "hate"
title = "Hate crime"
counts = { data_set = "key-figures", measure = "hate" }
"#;

/// The analysis.
pub const ANALYSIS: &str = r"## Levels

In {{ asb.period }} there were {{ asb.value }} incidents of anti-social behaviour, {{ asb.percent }} fewer than the year before.
Anti-social behaviour {{ asb.moved }}; it fell from {{ asb.before }} to {{ asb.value }}. Of {{ asb.of }} districts it has the
{{ asb.rank }} rate.

Burglary rose sharply, by {{ burglary.percent }}, to {{ burglary.value }}, while violence showed {{ violence.verdict }}.

## Help

The service helped {{ helped.marsh }} people from Marsh and {{ helped.fenland }} from Fenland. The police should reduce burglary further.
In {{ deprivation.period }}, {{ deprivation.value }} places were among the most deprived.
";

/// The recommendations.
pub const RECOMMENDATIONS: &str = r"These follow from the analysis.

- Visit the streets where burglary {{ burglary.moved }} to {{ burglary.value }}.
- Keep the work on anti-social behaviour, which {{ asb.moved }} by {{ asb.percent }}.
";

/// The public summary.
pub const PUBLIC: &str = "There were {{ asb.value }} incidents of anti-social behaviour in {{ asb.area }}.\n";

pub fn span(text: &str) -> Span {
    Span::parse(text).expect("a run of months")
}

pub fn place(code: &str, name: &str) -> PlaceName {
    PlaceName { code: code.into(), name: name.into() }
}

pub fn marsh() -> PlaceName {
    place("E07000901", "Marsh")
}

/// A figure with a value in the paper's year and area.
pub fn fact(id: &str, title: &str, value: f64) -> Fact {
    Fact { unit: "incidents".into(), value: Some(value), ..Fact::new(id, title, marsh(), span("2019-01 to 2019-12")) }
}

pub fn before(value: f64, now: f64, verdict: Verdict) -> Before {
    Before {
        value: Some(value),
        period: span("2018-01 to 2018-12"),
        percent: Some((now - value) / value * 100.0),
        printed_decimals: None,
        incomparable: false,
        verdict,
    }
}

pub fn row(slug: &str, area: PlaceName, value: f64) -> FactRow {
    FactRow { slug: slug.into(), name: area.name.clone(), value: Some(value), area: Some(area), period: None, hidden: false }
}

/// The figures of the paper.
pub fn facts() -> Vec<Fact> {
    let named = |mut fact: Fact, names: &[&str]| {
        fact.names = names.iter().map(ToString::to_string).collect();
        fact
    };
    let mut asb = named(fact("asb", "Anti-social behaviour", 1596.0), &["anti-social behaviour", "ASB"]);
    asb.before = Some(before(1800.0, 1596.0, Verdict::Fell));
    asb.rank = Some(Rank { place: 3, of: 12, tied: false });
    let mut burglary = named(fact("burglary", "Residential burglary", 274.0), &["burglary"]);
    burglary.before = Some(before(200.0, 274.0, Verdict::Rose));
    burglary.parts = vec!["burglary-north".into(), "burglary-south".into()];
    let mut helped = named(fact("helped", "People helped", 0.0), &["people helped"]);
    helped.value = None;
    helped.rows = vec![row("marsh", marsh(), 154.0), row("fenland", place("E07000902", "Fenland"), 128.0)];
    let mut violence = named(fact("violence", "Violence with injury", 310.0), &["violence"]);
    violence.before = Some(before(300.0, 310.0, Verdict::NoClearChange));
    let mut deprivation = fact("deprivation", "Places among the most deprived", 14.0);
    deprivation.period = span("2015-01 to 2015-12");
    deprivation.older_because = "the index is made every four years".into();
    let north = fact("burglary-north", "Residential burglary in the north", 120.0);
    let south = fact("burglary-south", "Residential burglary in the south", 154.0);
    let hate = fact("hate", "Hate crime", 3.0);
    vec![asb, burglary, north, south, helped, violence, deprivation, hate]
}

/// The paper, to be changed before it is checked.
pub struct Draft {
    pub definition: String,
    pub facts: Vec<Fact>,
    pub files: BTreeMap<String, String>,
    pub strictness: Strictness,
}

pub fn draft() -> Draft {
    let files = [("narrative/analysis.md", ANALYSIS), ("narrative/recommendations.md", RECOMMENDATIONS), ("narrative/public.md", PUBLIC)];
    Draft {
        definition: DEFINITION.into(),
        facts: facts(),
        files: files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect(),
        strictness: Strictness::Draft,
    }
}

/// The terms of the shipped rules.
pub fn terms(layout: &str) -> Terms {
    let book = Rulebook::builtin().unwrap_or_else(|trouble| panic!("{trouble}"));
    Terms::in_force(book, "2020-02-01".parse().unwrap(), None, layout).unwrap_or_else(|trouble| panic!("{trouble}"))
}

impl Draft {
    /// With the analysis replaced.
    pub fn saying(mut self, analysis: &str) -> Self {
        self.files.insert("narrative/analysis.md".into(), analysis.into());
        self
    }

    /// With words of a file replaced; they must be there.
    pub fn replacing(mut self, path: &str, old: &str, new: &str) -> Self {
        let text = self.files.get_mut(path).unwrap_or_else(|| panic!("{path}"));
        assert!(text.contains(old), "`{old}` is not in {path}");
        *text = text.replace(old, new);
        self
    }

    /// With a fact changed.
    pub fn with(mut self, id: &str, change: impl FnOnce(&mut Fact)) -> Self {
        change(self.facts.iter_mut().find(|fact| fact.id == id).unwrap_or_else(|| panic!("{id}")));
        self
    }

    pub fn definition(&self) -> Definition {
        parse_definition(&Source { path: "assessment.toml".into(), text: self.definition.clone() })
            .unwrap_or_else(|faults| panic!("{faults:#?}"))
    }

    pub fn check(&self) -> Checked {
        let definition = self.definition();
        let bundle =
            Bundle { definition: Source { path: "assessment.toml".into(), text: self.definition.clone() }, narrative: self.files.clone() };
        check_paper(&bundle, &definition, &self.facts, &terms(&definition.layout), self.strictness)
    }

    pub fn faults(&self) -> Vec<Fault> {
        self.check().faults
    }
}

/// The codes of faults.
pub fn codes(faults: &[Fault]) -> Vec<FaultCode> {
    faults.iter().map(|fault| fault.code).collect()
}

/// The codes found in an analysis of one text.
pub fn found(analysis: &str) -> Vec<FaultCode> {
    let faults = draft().saying(analysis).faults();
    for fault in &faults {
        assert!(fault.line > 0 && !fault.says.is_empty() && !fault.mend.is_empty(), "{fault:#?}");
    }
    codes(&faults)
}
