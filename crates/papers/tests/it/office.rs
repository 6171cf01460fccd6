//! What an office makes of our files: opened by `soffice` where it is installed, and written again in its own format.

use std::path::Path;

/// Puts a file where somebody wants to look at it.
pub fn look(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("WARDMOTE_LOOK") {
        std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[cfg(feature = "png")]
#[test]
fn an_office_opens_the_word_paper() {
    use crate::sample;
    use papers::{Block, docx, png};
    use std::process::Command;

    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("left out: 1 tests (soffice not installed)");
        return;
    }
    let paper = sample::long();
    let bytes = docx(&paper, &|svg: &str, scale: f32| png(svg, scale).ok()).unwrap();
    look("paper.docx", &bytes);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("paper.docx"), &bytes).unwrap();
    let home = format!("-env:UserInstallation=file://{}", folder.path().join("office").display());
    let converted = Command::new("soffice")
        .args([&home, "--headless", "--convert-to", "fodt", "--outdir"])
        .arg(folder.path())
        .arg(folder.path().join("paper.docx"))
        .output()
        .unwrap();
    let xml = std::fs::read_to_string(folder.path().join("paper.fodt")).unwrap_or_else(|error| panic!("{error}: {converted:?}"));
    let document = roxmltree::Document::parse(&xml).unwrap();
    let text = |name: &'static str| {
        let nodes = document.descendants().filter(move |node| node.tag_name().name() == name);
        nodes.map(|node| node.descendants().filter(roxmltree::Node::is_text).filter_map(|inner| inner.text()).collect::<String>())
    };
    let headings: Vec<String> = text("h").filter(|words| !words.is_empty()).collect();
    let mut described = text("desc");
    for block in &paper.blocks {
        match block {
            Block::Heading { text, .. } => assert!(headings.iter().any(|heading| heading == text), "{text}: {headings:?}"),
            Block::Figure(figure) => assert!(described.any(|words| words == figure.description), "{}", figure.description),
            _ => {}
        }
    }
    let count = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).count();
    let tables = paper.blocks.iter().filter(|block| match block {
        Block::Table(_) | Block::SummaryList(_) => true,
        Block::Figure(figure) => figure.print_table && figure.table.is_some(),
        _ => false,
    });
    // One more names the paper on its cover.
    assert_eq!(count("table"), tables.count() + 1);
    assert!(count("table-header-rows") > 0 && count("table-of-content") == 1);
    assert!(document.descendants().any(|node| node.attributes().any(|one| one.name() == "country" && one.value() == "GB")));
}
