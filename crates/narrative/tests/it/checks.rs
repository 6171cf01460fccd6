//! Each check by itself: what it finds, and what it lets pass.

use crate::paper::{before, codes, draft, fact, found, place, row, span};
use evidence::Verdict;
use narrative::FaultCode::{
    Component, Digit, Direction, DirectionUnbound, Literal, OtherArea, OtherPeriod, Parts, Recommendation, ReferenceUnknown, Size,
    StalePeriod, Suppressed, Unreadable, ValueMissing,
};
use narrative::{Fact, FactRow, FaultCode, Strictness};

/// Sentences and the codes that are found in them.
fn each(cases: &[(&str, &[FaultCode])]) {
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}\n{:#?}", draft().saying(text).faults());
    }
}

#[test]
fn references_that_there_are_not_name_the_nearest() {
    each(&[
        ("There were {{ abs.value }} incidents.", &[ReferenceUnknown]),
        ("There were {{ asb.vlaue }} incidents.", &[ReferenceUnknown]),
        ("There were {{ helped.mash }} people.", &[ReferenceUnknown]),
        ("The chart {{ helped.chart }} shows it.", &[ReferenceUnknown]),
        ("{{ helped.chart }}", &[ReferenceUnknown]),
        ("{{ asb.table }}", &[ReferenceUnknown]),
        ("{{ helped.table }}", &[]),
        ("Hate crime {{ hate.moved }}.", &[ValueMissing]),
    ]);
    let faults = draft().saying("There were {{ asb.vlaue }} of {{ burglry.value }}.").faults();
    assert!(faults.iter().any(|fault| fault.mend.contains("`value`")) && faults.iter().any(|fault| fault.mend.contains("`burglary`")));
    assert_eq!(faults[0].sentence, "There were □ of □.");
}

#[test]
fn digits_are_refused_wherever_they_stand() {
    each(&[
        ("There were 7 of them.", &[Digit]),
        ("## Levels in 2019\n\nWords.", &[Digit]),
        ("- one\n- **2** more", &[Digit]),
        ("> 3 in a box", &[Digit]),
        ("[page 4](https://example.org)", &[Digit]),
        ("[page](https://example.org/4)", &[]),
        ("&#49; entity", &[Digit]),
        ("½ of it, ٣ of them", &[Digit, Digit]),
        ("1{{ asb.value }} incidents", &[Digit]),
        ("1. first\n2. second", &[]),
        ("The {{ literal \"A14\" because \"the name of a road\" }} road", &[]),
    ]);
    for (definition, count) in [("title = \"Assessment for", 1), ("summary = \"What", 1), ("title = \"Analysis", 1)] {
        let mut draft = draft();
        draft.definition = draft.definition.replacen(definition, &format!("{definition} 9"), 1);
        assert_eq!(codes(&draft.faults()), vec![Digit; count], "{definition}");
    }
    let mut draft = draft();
    draft.definition =
        draft.definition.replace("by = \"area\"", "by = \"area\"\nnote = \"of 5\"\nchart = { kind = \"bars\", caption = \"Most, 6\" }");
    assert_eq!(codes(&draft.faults()), [Digit, Digit]);
}

#[test]
fn exceptions_need_a_reason_and_stand_for_no_figure() {
    each(&[
        ("At {{ literal \"10 o'clock\" because \"the time of a meeting\" }}.", &[]),
        ("At {{ literal \"10 o'clock\" because \"a time\" }}.", &[Literal]),
        ("At {{ literal \"10 o'clock\" because \"\" }}.", &[Literal]),
        ("Anti-social behaviour: {{ literal \"1,596\" because \"I know the number well\" }}.", &[Literal]),
        ("Burglary {{ literal \"fell\" because \"it is what happened\" }}.", &[Literal]),
        ("Burglary {{ literal \"fell slightly\" because \"it is what happened\" }}.", &[Literal]),
        // An exception takes nothing else out of a sentence.
        ("At {{ literal \"10 o'clock\" because \"the time of a meeting\" }} there were 7, and burglary fell.", &[Direction, Digit]),
        ("There were {{ asb.value }}, despite {{ literal \"reduced patrols\" because \"what was done, no figure\" }}.", &[]),
    ]);
    let checked = draft().saying("At {{ literal \"ten\" because \"the time of a meeting\" }}.").check();
    assert_eq!(checked.paper.exceptions, [("narrative/analysis.md".to_owned(), 1, "ten".to_owned(), "the time of a meeting".to_owned())]);
}

#[test]
fn another_areas_figure_needs_its_name() {
    each(&[
        ("Fenland had {{ helped.fenland }}.", &[]),
        ("There were {{ helped.fenland }}.", &[OtherArea]),
        ("Marsh had {{ helped.fenland }}.", &[OtherArea]),
        ("Fenland had {{ helped.marsh }}.", &[OtherArea]),
        ("In Fenland there were {{ asb.value }}.", &[OtherArea]),
        ("Fenland had {{ helped.fenland }} and Marsh {{ helped.marsh }}.", &[]),
        ("Of the {{ helped.total }} people helped, most were from {{ helped.top }} ({{ helped.top-value }}).", &[]),
        ("The lowest was {{ helped.lowest }} with {{ helped.lowest-value }}.", &[]),
        ("The lowest number was {{ helped.lowest-value }}.", &[OtherArea]),
        // The name must stand in the sentence itself.
        ("Fenland is near. There were {{ helped.fenland }}.", &[OtherArea]),
    ]);
    let county = |text: &str| {
        let mut draft = draft().saying(text);
        let mut all = fact("county", "People helped in all", 1055.0);
        all.area = place("E10000003", "Fenshire");
        draft.facts.push(all);
        codes(&draft.faults())
    };
    assert_eq!(county("There were {{ county.value }} in the county."), []);
    assert_eq!(county("There were {{ county.value }} in Fenshire."), []);
    assert_eq!(county("There were {{ county.value }} in {{ county.area }}."), []);
    assert_eq!(county("There were {{ county.value }}."), [OtherArea]);
    assert_eq!(county("There were {{ asb.value }} in the county."), [OtherArea]);
    assert_eq!(county("Marsh had {{ asb.value }}, a part of those in the county."), []);
}

#[test]
fn another_years_figure_needs_its_period() {
    each(&[
        ("There were {{ deprivation.value }} places.", &[OtherPeriod]),
        ("In {{ deprivation.period }} there were {{ deprivation.value }} places.", &[]),
        ("In {{ deprivation.period }} it was counted. There were {{ deprivation.value }} places.", &[]),
        ("In {{ deprivation.period }} it was counted.\n\nThere were {{ deprivation.value }} places.", &[OtherPeriod]),
        ("In {{ deprivation.period }} there were {{ asb.value }} incidents.", &[OtherPeriod]),
        ("There were {{ asb.before }} incidents.", &[OtherPeriod]),
        ("There were {{ asb.value }} incidents, against {{ asb.before }}.", &[]),
        ("There were {{ asb.before }} incidents the year before.", &[]),
        ("In {{ asb.before-period }} there were {{ asb.before }} incidents.", &[]),
        // The value of now in the place of the value then.
        ("In {{ asb.before-period }} there were {{ asb.value }} incidents.", &[OtherPeriod]),
        ("There were {{ asb.value }} incidents the year before.", &[OtherPeriod]),
        ("Anti-social behaviour fell from {{ asb.value }} to {{ asb.before }}.", &[OtherPeriod]),
        ("Anti-social behaviour fell to {{ asb.value }} from {{ asb.before }} the year before.", &[]),
        ("There were {{ asb.value }} incidents, fewer than the {{ asb.before }} of {{ asb.before-period }}.", &[]),
        ("There were {{ asb.before }} in {{ asb.period }} and {{ asb.value }} in {{ asb.before-period }}.", &[OtherPeriod]),
        ("There were {{ asb.value }} incidents, and {{ asb.before }} in {{ asb.before-period }}.", &[]),
    ]);
}

#[test]
fn an_old_figure_needs_its_reason() {
    let aged = |last: &str| {
        let old = draft().with("hate", |fact| fact.period = span(&format!("2015-01..{last}")));
        codes(&old.faults())
    };
    assert_eq!(aged("2018-12"), []);
    assert_eq!(aged("2018-11"), [StalePeriod]);
}

#[test]
fn words_of_direction_are_held_against_the_figure_of_their_clause() {
    each(&[
        ("Anti-social behaviour fell to {{ asb.value }}.", &[]),
        ("Anti-social behaviour rose to {{ asb.value }}.", &[Direction]),
        ("An increase in anti-social behaviour, to {{ asb.value }}, was seen.", &[Direction]),
        ("Burglary rose to {{ burglary.value }}, while anti-social behaviour fell to {{ asb.value }}.", &[]),
        ("Burglary fell to {{ burglary.value }}, while anti-social behaviour rose to {{ asb.value }}.", &[Direction, Direction]),
        ("Burglary rose and anti-social behaviour fell, to {{ burglary.value }} and {{ asb.value }}.", &[]),
        ("Burglary fell and anti-social behaviour rose, to {{ burglary.value }} and {{ asb.value }}.", &[Direction, Direction]),
        // Chance alone could do it: neither word may be said, and it may be called stable.
        ("Violence rose to {{ violence.value }}.", &[Direction]),
        ("Violence fell to {{ violence.value }}.", &[Direction]),
        ("Violence was stable at {{ violence.value }}.", &[]),
        ("Burglary was stable at {{ burglary.value }}.", &[Direction]),
        // Without a reference, the figure that is named decides.
        ("Burglary rose.", &[]),
        ("Burglary fell.", &[Direction]),
        ("There were {{ burglary.value }} burglaries. That is down on last year.", &[Direction]),
        // A claim about what such papers count needs its figure; what is no figure's business needs none.
        ("Robbery rose.", &[DirectionUnbound]),
        ("Did robbery rise?", &[]),
        ("Trust in services rose.", &[]),
        ("Night fell before officers arrived.", &[]),
        // What is reported is no intent, and what was done is none.
        ("The board should note that burglary fell, to {{ burglary.value }}.", &[Direction]),
        ("Burglary may have fallen, to {{ burglary.value }}.", &[Direction]),
        ("Burglary continued to fall, to {{ burglary.value }}.", &[Direction]),
        ("We will work to reduce burglary.", &[]),
        // A sign against a value, and sentences hidden in exceptions.
        ("There were {{ burglary.value }}% burglaries.", &[Digit]),
        ("Work on {{ literal \"burglary fell by 40%\" because \"the officer asked for it\" }} goes on.", &[Literal]),
        ("Hate crime rose to {{ hate.value }}.", &[DirectionUnbound]),
        // Denials.
        ("Burglary did not rise; there were {{ burglary.value }}.", &[Direction]),
        ("Anti-social behaviour did not rise; there were {{ asb.value }}.", &[]),
        // What is meant is not said to have happened.
        ("The police aim to reduce burglary from {{ burglary.value }}.", &[]),
        ("Burglary should fall below {{ burglary.value }}.", &[]),
        ("Reducing burglary is a priority: there were {{ burglary.value }}.", &[]),
        ("In May burglary fell, to {{ burglary.value }}.", &[Direction]),
        // Words of comparison speak of areas, unless a time follows.
        ("Burglary, at {{ burglary.value }}, is lower than in towns.", &[]),
        ("Burglary, at {{ burglary.value }}, is lower than the year before.", &[Direction]),
        ("Marsh, with {{ helped.marsh }}, is higher than Fenland with {{ helped.fenland }}.", &[]),
        ("Marsh, with {{ helped.marsh }}, is lower than Fenland with {{ helped.fenland }}.", &[Direction]),
        ("Marsh has fewer people helped ({{ helped.marsh }}) than Fenland ({{ helped.fenland }}).", &[Direction]),
        ("There were more incidents of ASB in the whole of the district than the year before: {{ asb.value }}.", &[Direction]),
        ("More must be done before winter, when there were {{ burglary.value }}.", &[]),
        ("Burglary, at {{ burglary.value }}, is below the {{ burglary.before }} of the year before.", &[Direction]),
        // Names of bodies and of work.
        ("The crime reduction partnership, harm reduction and housing growth bear on {{ burglary.value }} offences.", &[]),
        ("Some declined to say; records of the {{ burglary.value }} are up to date.", &[]),
        // Two values say it by themselves.
        ("It fell from {{ helped.marsh }} in Marsh to {{ helped.fenland }} in Fenland.", &[]),
        ("It rose from {{ helped.marsh }} in Marsh to {{ helped.fenland }} in Fenland.", &[Direction]),
        ("Burglary fell, and the number went from {{ helped.fenland }} in Fenland to {{ helped.marsh }} in Marsh.", &[Direction]),
        ("The partnership reduced burglary, at {{ burglary.value }}.", &[Direction]),
        ("Falling numbers of offences ({{ burglary.value }}) are welcome.", &[Direction]),
        ("Although burglary rose by {{ burglary.percent }}, anti-social behaviour fell by {{ asb.percent }}.", &[]),
        ("Both burglary ({{ burglary.value }}) and anti-social behaviour ({{ asb.value }}) rose.", &[Direction]),
        ("Burglary falls within the wider theme of {{ burglary.value }} offences.", &[]),
    ]);
}

#[test]
fn what_was_not_tested_goes_by_its_sign() {
    let untested = |text: &str, now: f64| {
        let paper = draft().saying(text).with("hate", |fact| {
            fact.value = Some(now);
            fact.before = Some(before(50.0, now, Verdict::NotTested));
        });
        codes(&paper.faults())
    };
    assert_eq!(untested("Hate crime rose to {{ hate.value }}.", 55.0), []);
    assert_eq!(untested("Hate crime rose to {{ hate.value }}.", 45.0), [Direction]);
    assert_eq!(untested("Hate crime was unchanged at {{ hate.value }}.", 50.0), []);
    assert_eq!(untested("Hate crime was unchanged at {{ hate.value }}.", 45.0), [Direction]);
}

#[test]
fn words_of_size_stand_for_their_percentages() {
    each(&[
        ("Burglary rose slightly, to {{ burglary.value }}.", &[Size]),
        ("A slight increase in burglary, to {{ burglary.value }}.", &[Size]),
        ("A slight increase of {{ burglary.percent }} in burglary.", &[Size]),
        ("Burglary {{ burglary.moved }} slightly.", &[Size]),
        ("Burglary rose considerably, to {{ burglary.value }}.", &[]),
        ("Anti-social behaviour fell considerably, to {{ asb.value }}.", &[Size]),
        ("Burglary has doubled to {{ burglary.value }}.", &[Size]),
        ("Anti-social behaviour has halved to {{ asb.value }}.", &[Size]),
        ("There were twice as many burglaries ({{ burglary.value }}) as the year before.", &[Size]),
        ("The increase in burglary was slight: {{ burglary.value }}.", &[Size]),
        ("Burglary, at {{ burglary.value }}, increased only very slightly.", &[Size]),
        ("Burglary increased by a third, to {{ burglary.value }}.", &[Size]),
        ("The fall in small incidents of anti-social behaviour, to {{ asb.value }}, is welcome.", &[]),
        ("Burglary is a significant worry: there were {{ burglary.value }}.", &[]),
        ("Burglary fell slightly, to {{ burglary.value }}.", &[Direction]),
    ]);
}

#[test]
fn parts_add_up_as_they_are_printed() {
    let rows = |values: [f64; 3], total: Option<f64>, decimals: u32| {
        let paper = draft().with("helped", |fact| {
            fact.decimals = decimals;
            fact.printed_total = total;
            let areas = [("marsh", "Marsh", "E07000901"), ("fenland", "Fenland", "E07000902"), ("upland", "Upland", "E07000903")];
            fact.rows = areas.into_iter().zip(values).map(|((slug, name, code), value)| row(slug, place(code, name), value)).collect();
        });
        codes(&paper.faults())
    };
    assert_eq!(rows([1.0, 2.0, 3.0], Some(6.0), 0), []);
    assert_eq!(rows([1.0, 2.0, 3.0], Some(7.0), 0), [Parts]);
    assert_eq!(rows([1.0, 2.0, 3.0], None, 0), []);
    // Each row is rounded before they are added, as a reader adds them.
    assert_eq!(rows([33.34, 33.33, 33.33], Some(100.0), 1), [Parts]);
    assert_eq!(rows([33.34, 33.33, 33.33], Some(100.0), 2), []);
}

#[test]
fn small_numbers_stay_out_of_public_prose() {
    let public = |text: &str| {
        let small = |fact: &mut Fact| fact.rows.iter_mut().for_each(|row| row.hidden = row.slug == "marsh");
        let mut paper = draft().with("hate", |fact| fact.hidden = true).with("helped", small);
        paper.files.insert("narrative/public.md".into(), text.into());
        codes(&paper.faults())
    };
    assert_eq!(public("There were {{ hate.value }}."), [Suppressed]);
    assert_eq!(public("Marsh: {{ helped.marsh }}."), [Suppressed]);
    assert_eq!(public("Fenland: {{ helped.fenland }}."), []);
    assert_eq!(public("{{ helped.table }}"), [Suppressed]);
    assert_eq!(public("{{ hate.title }} is rare."), []);
    assert_eq!(public("There were {{ asb.value }}."), []);
}

#[test]
fn recommendations_rest_on_figures() {
    let recommends = |text: &str| {
        let mut paper = draft();
        paper.files.insert("narrative/recommendations.md".into(), text.into());
        codes(&paper.faults())
    };
    assert_eq!(recommends("Introduction.\n\n- Do this.\n- Do that for {{ asb.value }}."), [Recommendation]);
    assert_eq!(recommends("### One\n\nDo this.\n\nThere are {{ asb.value }}.\n\n### Two\n\nDo that."), [Recommendation]);
    assert_eq!(recommends("Do this in {{ asb.area }}."), [Recommendation]);
    each(&[
        ("## Gaps\n\n- One.\n\n## Recommendations\n\n- Two.\n\n## More\n\n- Three.", &[Recommendation]),
        ("## Recommendations\n\n### Burglary\n\n- For {{ burglary.value }}.", &[]),
    ]);
}

#[test]
fn a_finished_paper_has_every_component() {
    let mut paper = draft();
    paper.strictness = Strictness::Complete;
    let faults = paper.faults();
    assert!(faults.iter().all(|fault| fault.code == Component), "{faults:#?}");
    // Four components, five subjects and five sections: the analysis is there.
    assert_eq!(faults.len(), 14, "{faults:#?}");
    let all = "components = [\"levels\", \"change\", \"why\", \"plan-carried-out\"]\nsubjects = [\"crime\", \"anti-social-behaviour\", \"substance-misuse\", \"re-offending\", \"serious-violence\"]\n";
    paper.definition = paper.definition.replace("file = \"narrative/analysis.md\"\n", &format!("file = \"narrative/analysis.md\"\n{all}"));
    for id in ["executive-summary", "introduction", "priorities", "gaps", "conclusion"] {
        let section = format!("[[section]]\nid = \"{id}\"\ntitle = \"T\"\nfile = \"narrative/{id}.md\"\n\n[[figure]]\nid = \"asb\"");
        paper.definition = paper.definition.replacen("[[figure]]\nid = \"asb\"", &section, 1);
        paper.files.insert(format!("narrative/{id}.md"), "Words.".into());
    }
    assert!(paper.faults().is_empty(), "{:#?}", paper.faults());
    // Emptied, or named wrongly, it is not complete.
    let empty = paper.definition.replace("\"why\"", "\"whi\"");
    let named = std::mem::replace(&mut paper.definition, empty);
    assert_eq!(codes(&paper.faults()), [Component, Component]);
    paper.definition = named;
    paper.files.insert("narrative/analysis.md".into(), "Nothing yet.".into());
    assert_eq!(codes(&paper.faults()), [Component; 9]);
}

#[test]
fn a_layout_of_themes_has_five_parts_each() {
    let mut paper = draft();
    paper.strictness = Strictness::Complete;
    paper.definition = paper
        .definition
        .replace("\"home-office\"", "\"victim-offender-location\"")
        .replace("file = \"narrative/analysis.md\"\n", "file = \"narrative/analysis.md\"\ntheme = \"victim\"\n");
    let parts = ["Key information", "Current work", "Progress made", "Gaps identified", "Recommendations"];
    let text = parts.map(|part| format!("## {part}\n\nWords of {{{{ asb.value }}}}.\n\n")).concat();
    let layout = |text: &str| {
        let paper = crate::paper::Draft {
            definition: paper.definition.clone(),
            facts: paper.facts.clone(),
            files: paper.files.clone(),
            strictness: paper.strictness,
        };
        let faults = paper.saying(text).faults();
        faults.into_iter().filter(|fault| fault.says.contains("theme")).map(|fault| fault.says).collect::<Vec<_>>()
    };
    assert_eq!(layout(&text), ["no section is of the theme `location`", "no section is of the theme `offender`"]);
    let gone = text.replace("## Gaps identified\n\nWords of {{ asb.value }}.\n\n", "## Gaps identified\n\n");
    assert_eq!(layout(&gone)[2], "the theme `victim` has no part `Gaps identified` with words in it");
}

#[test]
fn a_narrative_that_is_not_there_is_a_fault() {
    let mut paper = draft();
    paper.files.remove("narrative/public.md");
    assert_eq!(codes(&paper.faults()), [Unreadable]);
}

#[test]
fn fields_print_what_they_name() {
    let mut paper = draft().with("asb", |fact| {
        fact.share = Some(14.55);
        fact.limits = Some((1500.4, 1700.6));
    });
    let mut months = fact("months", "Incidents by month", 0.0);
    months.value = None;
    months.rows = [("2019-01", 5.0), ("2019-02", 9.0), ("2019-03", 9.0)]
        .map(|(month, value)| FactRow {
            slug: month.into(),
            name: month.into(),
            value: Some(value),
            area: None,
            period: Some(span(month)),
            hidden: false,
        })
        .into();
    paper.facts.push(months);
    let mut fund = fact("fund", "The fund", 1234.5);
    (fund.unit, fund.decimals) = ("pounds".into(), 2);
    paper.facts.push(fund);
    for (field, printed) in [
        ("asb.value", "1,596"),
        ("asb.before", "1,800"),
        ("asb.change", "204"),
        ("asb.percent", "11.3%"),
        ("asb.signed-percent", "−11.3%"),
        ("burglary.signed-percent", "+37.0%"),
        ("asb.moved", "fell"),
        ("violence.moved", "showed no clear change"),
        ("asb.verdict", "fell"),
        ("asb.rank", "third highest"),
        ("asb.of", "12"),
        ("asb.share", "14.6%"),
        ("asb.low", "1,500"),
        ("asb.high", "1,701"),
        ("asb.period", "the year ending December 2019"),
        ("asb.before-period", "the year ending December 2018"),
        ("asb.area", "Marsh"),
        ("asb.title", "Anti-social behaviour"),
        ("asb.unit", "incidents"),
        ("helped.top", "Marsh"),
        ("helped.second", "Fenland"),
        ("helped.second-value", "128"),
        ("helped.lowest", "Fenland"),
        ("helped.total", "282"),
        ("helped.count", "2"),
        ("helped.names", "Marsh and Fenland"),
        ("months.top", "2019-02 and 2019-03"),
        ("fund.value", "£1,234.50"),
    ] {
        paper.files.insert("narrative/public.md".into(), format!("{{{{ {field} }}}}"));
        let public = paper.check().paper.public;
        let [narrative::SetPart::Paragraph(runs)] = &public[..] else { panic!("{field}: {public:#?}") };
        assert!(matches!(&runs[..], [narrative::SetRun::Figure { text, .. }] if text == printed), "{field}: {runs:#?}");
    }
}
