//! Twelve faults, each planted in a sound paper, each refused by its name.

use crate::paper::{Draft, codes, draft, span};
use narrative::{Fault, FaultCode, SetPart, SetRun};

const ANALYSIS: &str = "narrative/analysis.md";

#[test]
fn the_clean_text_has_no_fault() {
    let checked = draft().check();
    assert!(checked.faults.is_empty(), "{:#?}", checked.faults);
    assert_eq!(checked.paper.title, "Assessment for Marsh");
    assert_eq!(checked.paper.summary, "What the year ending December 2019 shows.");
    let (title, parts) = &checked.paper.sections[0];
    assert_eq!(title, "Analysis");
    assert!(matches!(&parts[0], SetPart::Heading { level: 2, id, text } if id == "levels" && text == "Levels"));
    let SetPart::Paragraph(runs) = &parts[1] else { panic!("{parts:#?}") };
    assert_eq!(runs[3], SetRun::Figure { id: "asb".into(), text: "1,596".into() });
    assert_eq!(runs[5], SetRun::Figure { id: "asb-change".into(), text: "11.3%".into() });
}

fn only(draft: &Draft, code: FaultCode) -> Fault {
    let faults = draft.faults();
    assert_eq!(codes(&faults), [code], "{faults:#?}");
    faults.into_iter().next().unwrap()
}

#[test]
fn twelve_planted_faults() {
    // 1: a value removed.
    let removed = draft().with("hate", |fact| fact.value = None).replacing("narrative/public.md", "asb.value", "hate.value");
    let fault = only(&removed, FaultCode::ValueMissing);
    assert_eq!((fault.file.as_str(), fault.line), ("narrative/public.md", 1));

    // 2: another district's row.
    let fault = only(
        &draft().replacing(
            ANALYSIS,
            "{{ helped.marsh }} people from Marsh and {{ helped.fenland }} from Fenland",
            "{{ helped.fenland }} people from Marsh",
        ),
        FaultCode::OtherArea,
    );
    assert_eq!(fault.sentence, "The service helped 128 people from Marsh.");
    assert!(fault.data.contains("Fenland") && fault.mend.contains("{{ helped.marsh }}"), "{fault:#?}");

    // 3: `rose` where it fell.
    let fault = only(&draft().replacing(ANALYSIS, "it fell from", "it rose from"), FaultCode::Direction);
    assert!(fault.says.contains("rose") && fault.data.contains("fell") && fault.mend.contains("{{ asb.moved }}"), "{fault:#?}");
    assert_eq!(fault.line, 4);

    // 4: `slight` for +37 %.
    let fault = only(&draft().replacing(ANALYSIS, "rose sharply", "rose slightly"), FaultCode::Size);
    assert!(fault.data.contains("+37.0%") && fault.mend.contains("5% or less"), "{fault:#?}");

    // 5: a typed digit; 128 for Marsh is Fenland's.
    let fault = only(
        &draft().replacing(ANALYSIS, "{{ helped.marsh }} people from Marsh and {{ helped.fenland }} from Fenland", "128 people from Marsh"),
        FaultCode::Digit,
    );
    assert_eq!(fault.data, "128 is Fenland's row of `helped`; Marsh's is 154");
    assert_eq!(fault.mend, "write {{ helped.marsh }}");

    // 6: a stale period.
    let fault = only(&draft().with("deprivation", |fact| fact.older_because.clear()), FaultCode::StalePeriod);
    assert!(fault.data.contains("48 months") && fault.mend.contains("older_because"), "{fault:#?}");

    // 7: a blank rank.
    let fault = only(
        &draft().with("asb", |fact| fact.rank = None).replacing(ANALYSIS, "Of {{ asb.of }} districts it", "It"),
        FaultCode::ValueMissing,
    );
    assert!(fault.says.contains("asb.rank") && fault.sentence.contains('□'), "{fault:#?}");

    // 8: parts that do not sum.
    let fault = only(&draft().with("burglary-north", |fact| fact.value = Some(121.0)), FaultCode::Parts);
    assert!(fault.says.contains("274") && fault.data.contains("275"), "{fault:#?}");

    // 9: a figure of another year.
    let fault = only(&draft().replacing(ANALYSIS, "In {{ deprivation.period }}, ", "In {{ asb.period }}, "), FaultCode::OtherPeriod);
    assert!(fault.data.contains("2015") && fault.says.contains("2019"), "{fault:#?}");

    // 10: a superseded extract.
    let fault = only(&draft().with("violence", |fact| fact.superseded = Some(("e1".into(), "e2".into()))), FaultCode::Superseded);
    assert!(fault.says.contains("e1") && fault.data.contains("e2"), "{fault:#?}");

    // 11: a small number in public prose.
    let small = draft().with("hate", |fact| fact.hidden = true).replacing(
        "narrative/public.md",
        "incidents",
        "incidents and {{ hate.value }} hate crimes",
    );
    assert_eq!(only(&small, FaultCode::Suppressed).file, "narrative/public.md");

    // 12: a recommendation without its figure.
    let bare = draft().replacing("narrative/recommendations.md", ", which {{ asb.moved }} by {{ asb.percent }}", "");
    let fault = only(&bare, FaultCode::Recommendation);
    assert_eq!((fault.line, fault.sentence.as_str()), (4, "Keep the work on anti-social behaviour."));
}

#[test]
fn the_same_figure_where_it_may_stand_is_no_fault() {
    // The small number is for partners; its period may be as old as its reason says; the total was rounded.
    let sound = draft()
        .with("hate", |fact| fact.hidden = true)
        .replacing(ANALYSIS, "## Help", "There were {{ hate.value }} hate crimes.\n\n## Help")
        .with("burglary-north", |fact| {
            fact.value = Some(121.0);
        })
        .with("burglary", |fact| fact.rounding_because = "the north was rounded up".into())
        .with("deprivation", |fact| fact.period = span("2010-01 to 2010-12"));
    assert!(sound.faults().is_empty(), "{:#?}", sound.faults());
}
