//! What a definition may say, and how it is refused.

use crate::paper::{DEFINITION, span};
use narrative::{CellsOf, ChartKind, Definition, Fault, From, Reader, Source, TableBy, parse_definition};

fn parse(text: &str) -> Result<Definition, Vec<Fault>> {
    parse_definition(&Source { path: "assessment.toml".into(), text: text.into() })
}

const HEAD: &str = "id = \"a-1\"\ntitle = \"A\"\narea = \"E07000012\"\nyear = \"2018-11 to 2019-10\"\nlayout = \"home-office\"\n\n[[section]]\nid = \"one\"\ntitle = \"One\"\nfile = \"narrative/one.md\"\n";

fn with(figure: &str) -> Result<Definition, Vec<Fault>> {
    parse(&format!("{HEAD}\n[[figure]]\nid = \"x\"\ntitle = \"X\"\n{figure}"))
}

#[test]
fn every_key_is_read() {
    let text = format!(
        r#"{HEAD}role = "executive-summary"
theme = "victim"
components = ["levels"]
subjects = ["crime"]

[[timetable]]
step = "Scanning"
owner = "analyst"
from = "2019-11-04"
until = "2019-11-22"

[[figure]]
id = "fires"
title = "Fires by ward"
names = ["fires"]
counts = {{ data_set = "deliberate-fires", measure = "fires", level = "ward", categories = ["car", "bin"] }}
by = "area"
period = "2016-12 to 2019-11"
before = "2013-12..2016-11"
decimals = 1
older_because = "made every three years"
chart = {{ kind = "bars", caption = "Most in {{{{ fires.top }}}}" }}
map = {{ caption = "Where" }}
rank = {{ level = "district" }}

[[figure]]
id = "burglary"
measure = "burglary"
rate = true
share_of = "fires"
parts = ["fires"]
"#
    );
    let definition = parse(&text).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(definition.year, Some(span("2018-11 to 2019-10")));
    assert_eq!(definition.sections[0].role, Reader::ExecutiveSummary);
    assert_eq!(definition.timetable[0].owner, "analyst");
    let fires = &definition.figures[0];
    let cells = CellsOf {
        data_set: "deliberate-fires".into(),
        measure: "fires".into(),
        category: String::new(),
        categories: vec!["car".into(), "bin".into()],
        level: "ward".into(),
        area: String::new(),
    };
    assert_eq!((&fires.from, fires.by), (&From::Counts(cells), Some(TableBy::Area)));
    assert_eq!(fires.chart.as_ref().map(|chart| chart.kind), Some(ChartKind::Bars));
    assert_eq!((fires.period, fires.before), (Some(span("2016-12 to 2019-11")), Some(span("2013-12 to 2016-11"))));
    assert_eq!(definition.figures[1].from, From::Measure { id: "burglary".into(), rate: true });
    assert_eq!(definition.lines.figures.len(), 2);
    let line = |number: usize| text.lines().nth(number - 1).unwrap_or("");
    assert_eq!(line(definition.lines.title), "title = \"A\"");
    assert!(definition.lines.figures.iter().all(|number| line(*number) == "[[figure]]"), "{:?}", definition.lines);
    assert!(definition.lines.sections.iter().all(|number| line(*number) == "[[section]]"), "{:?}", definition.lines);
}

#[test]
fn each_source_is_known() {
    for (keys, from) in [
        ("wards = \"asb\"", From::Wards { measure: "asb".into() }),
        ("months = \"asb\"", From::Months { measure: "asb".into() }),
        ("categories = true", From::Categories),
        ("flags = \"ward-flags@2020\"", From::Flags { rule: "ward-flags@2020".into() }),
        ("query = \"SELECT 1\"\nrows_query = \"SELECT 2\"", From::Query { query: "SELECT 1".into(), rows_query: "SELECT 2".into() }),
    ] {
        assert_eq!(with(keys).unwrap_or_else(|faults| panic!("{keys}: {faults:#?}")).figures[0].from, from);
    }
    assert_eq!(parse(&HEAD.replace("2018-11 to 2019-10", "latest")).unwrap().year, None);
}

#[test]
fn each_defect_names_its_line() {
    let figure_line = HEAD.lines().count() + 2;
    for (keys, line, says) in [
        ("", figure_line, "where it comes from"),
        ("measure = \"a\"\nwards = \"b\"", figure_line, "one place only"),
        ("rate = true\nwards = \"b\"", figure_line, "`rate` without"),
        ("query = \"SELECT 1\"", figure_line, "rows_query"),
        ("measure = \"a\"\nparts = [\"y\"]", figure_line, "no such figure"),
        ("measure = \"a\"\nshare_of = \"x\"", figure_line, "names itself"),
        ("measure = \"a\"\nperiod = \"2019\"", figure_line, "no run of months"),
        ("measure = \"a\"\nchart = { kind = \"bars\", caption = \"c\" }", figure_line, "one value"),
        ("months = \"a\"\nmap = { caption = \"c\" }", figure_line, "no areas"),
        ("wards = \"a\"\nby = \"area\"", figure_line, "parts counts only"),
        ("measure = \"a\"\ncolour = \"red\"", figure_line + 4, "unknown field `colour`"),
        ("measure = 3", figure_line + 3, "invalid type"),
        ("wards = \"a\"\nchart = { kind = \"pie\", caption = \"c\" }", figure_line + 4, "unknown variant `pie`"),
        ("measure = \"a\"\n[[figure]]\nid = \"x\"\nmeasure = \"b\"", figure_line + 4, "stands twice"),
        ("measure = \"a\"\n[[figure]]\nid = \"x-before\"\nmeasure = \"b\"", figure_line + 4, "the record keeps the before"),
        ("measure = \"a\"\n[[figure]]\nid = \"X_1\"\nmeasure = \"b\"", figure_line + 4, "no usable id"),
    ] {
        let faults = with(keys).expect_err(keys);
        assert!(faults.iter().any(|fault| fault.line == line && fault.says.contains(says)), "{keys}: {faults:#?}");
    }
    for (old, new, says) in [
        ("id = \"a-1\"", "id = \"A 1\"", "no id"),
        ("E07000012", "here", "no area code"),
        ("narrative/one.md", "../one.md", "does not lie beside"),
        ("narrative/one.md", "/etc/passwd", "does not lie beside"),
        ("2018-11 to 2019-10", "2019-10 to 2018-11", "no run of months"),
        ("layout = ", "lay_out = ", "unknown field"),
        ("title = \"A\"", "title = \"A", "invalid"),
    ] {
        let faults = parse(&HEAD.replace(old, new)).expect_err(new);
        assert!(faults.iter().any(|fault| fault.says.contains(says) && fault.line > 0), "{new}: {faults:#?}");
        assert!(faults.iter().all(|fault| fault.file == "assessment.toml" && !fault.mend.is_empty()));
    }
}

#[test]
fn one_wrong_table_hides_no_other() {
    let faults =
        with("measure = 3\n[[figure]]\nid = \"y\"\nmeasure = \"b\"\ncolour = 1\n[[timetable]]\nstep = \"S\"").expect_err("three faults");
    assert_eq!(faults.len(), 3, "{faults:#?}");
}

#[test]
fn another_district_changes_one_line() {
    let other = DEFINITION.replace("E07000901", "E07000902");
    let (one, two) = (parse(DEFINITION).unwrap(), parse(&other).unwrap());
    assert_ne!(one.area, two.area);
    assert_eq!(one.figures, two.figures);
}
