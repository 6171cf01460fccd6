//! Writes every output of one long invented paper to a folder and says how long each took.
//!
//! `cargo run --release -p papers --features pdf --example outputs -- FOLDER`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "an example stops where it fails")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/it/sample.rs"]
mod sample;

use base::Table;
use papers::{Block, Document, HtmlOptions, Pack, PackSheet, Size, docx, pack_ods, pack_xlsx, render_html};
use std::path::PathBuf;
use std::time::Instant;

#[path = "../gallery/made.rs"]
mod made;

/// The sample again and again until it is as long as an assessment, with drawings of every kind.
fn long() -> Document {
    let mut paper = sample::long();
    let again = paper.blocks.clone();
    for (round, (name, caption, drawn)) in made::all().into_iter().chain(made::all()).take(15).enumerate() {
        paper.blocks.push(Block::Figure(drawn.draw(&caption, Size::Wide).figure(&format!("{name}-{round}"))));
    }
    paper.blocks.extend(again.iter().filter(|block| !matches!(block, Block::Figure(_))).cloned());
    paper.blocks.extend(again.into_iter().filter(|block| !matches!(block, Block::Figure(_))));
    paper
}

fn pack() -> Pack {
    let sheet = |(name, caption, drawn): (&str, papers::Caption, Box<dyn papers::Draw>)| PackSheet {
        name: name.to_owned(),
        title: caption.title.clone(),
        table: drawn.draw(&caption, Size::Wide).table,
        notes: vec![("Source".to_owned(), caption.source.clone()), ("Period".to_owned(), caption.period)],
    };
    let mut sheets: Vec<PackSheet> = made::all().into_iter().map(|(name, caption, drawn)| sheet((name, caption, drawn))).collect();
    sheets.push(PackSheet { name: "Empty".to_owned(), table: Table::default(), ..PackSheet::default() });
    Pack { title: "Data pack".to_owned(), cover: vec![("Date".to_owned(), "22 November 2026".to_owned())], sheets }
}

#[cfg(feature = "png")]
fn paint(svg: &str, scale: f32) -> Option<Vec<u8>> {
    papers::png(svg, scale).ok()
}

#[cfg(not(feature = "png"))]
fn paint(_: &str, _: f32) -> Option<Vec<u8>> {
    None
}

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "outputs".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let (paper, pack) = (long(), pack());
    let write = |name: &str, make: &dyn Fn() -> Vec<u8>| {
        let begun = Instant::now();
        let bytes = make();
        println!("{name}: {} ms, {} bytes", begun.elapsed().as_millis(), bytes.len());
        std::fs::write(folder.join(name), bytes)
    };
    // The first time pays for reading the typefaces.
    for _ in 0..2 {
        write("paper.html", &|| render_html(&paper, HtmlOptions { standalone: true }).into_bytes())?;
        #[cfg(feature = "pdf")]
        write("paper.pdf", &|| papers::pdf::render_pdf(&paper).expect("a paper that can be set"))?;
        write("paper.docx", &|| docx(&paper, &paint).expect("a paper that can be written"))?;
        write("pack.xlsx", &|| pack_xlsx(&pack).expect("a pack that can be written"))?;
        write("pack.ods", &|| pack_ods(&pack).expect("a pack that can be written"))?;
    }
    Ok(())
}
