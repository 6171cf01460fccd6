//! Papers on paper: PDF/UA-1, the same bytes, any text.

use crate::{html::any_paper, sample};
use papers::Block;
use papers::pdf::{render_pdf, set};
use proptest::prelude::*;

#[test]
fn long_paper_is_set_the_same_each_time_and_says_it_is_accessible() {
    let pdf = render_pdf(&sample::long()).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let holds = |needle: &[u8]| pdf.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"pdfuaid"), "names PDF/UA");
    assert!(holds(b"en-GB"), "names its language");
    assert_eq!(pdf, render_pdf(&sample::long()).unwrap());
    if let Ok(folder) = std::env::var("WARDMOTE_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join("paper.pdf"), pdf).unwrap();
    }
}

#[test]
fn each_heading_has_its_page() {
    let paper = sample::long();
    let set = set(&paper).unwrap();
    let ids: Vec<&str> =
        paper.blocks.iter().filter_map(|block| if let Block::Heading { id, .. } = block { Some(id.as_str()) } else { None }).collect();
    assert_eq!(set.headings.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ids);
    // Cover and contents come first; pages only go forward.
    assert_eq!(set.page_of("summary"), Some(3));
    assert!(set.headings.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    assert!(set.headings.iter().all(|(_, page)| *page <= set.pages));
    assert_eq!(set.page_of("nowhere"), None);
    assert_eq!(set.bytes, render_pdf(&paper).unwrap());
}

#[test]
fn pages_are_called_what_is_printed_on_them() {
    if std::process::Command::new("qpdf").arg("--version").output().is_err() {
        eprintln!("left out: 1 tests (qpdf not installed)");
        return;
    }
    let paper = sample::long();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    let set = set(&paper).unwrap();
    std::fs::write(&file, &set.bytes).unwrap();
    let checked = std::process::Command::new("qpdf").arg("--check").arg(&file).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");
    let told = std::process::Command::new("qpdf")
        .args(["--json", "--json-key=pagelabels", "--json-key=pages", "--json-key=outlines"])
        .arg(&file)
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    // Each page has its label: decimal, and its number is what the footer prints.
    for (at, page) in told["pagelabels"].as_array().unwrap().iter().enumerate() {
        assert_eq!((&page["index"], &page["label"]["/S"], &page["label"]["/St"]), (&at.into(), &"/D".into(), &(at + 1).into()));
    }
    assert_eq!(told["pagelabels"].as_array().unwrap().len(), set.pages);
    assert_eq!(told["pages"].as_array().unwrap().len(), set.pages);
    let top: Vec<&str> = told["outlines"].as_array().unwrap().iter().filter_map(|entry| entry["title"].as_str()).collect();
    let sections = paper.blocks.iter().filter_map(|block| match block {
        Block::Heading { level: 1, text, .. } => Some(text.as_str()),
        _ => None,
    });
    for section in sections {
        assert!(top.iter().any(|title| title.ends_with(section)), "{section}: {top:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_text_can_be_set((_, paper) in any_paper()) {
        let pdf = render_pdf(&paper);
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }
}
