//! Writes every kind of drawing to a folder, wide and narrow: SVG, CSV, the text alternative and, with feature `png`, PNG.
//!
//! `cargo run -p papers --features png --example gallery -- FOLDER`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "an example stops where it fails")]

mod made;

use papers::Size;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    std::fs::create_dir_all(&folder)?;
    for (name, caption, drawn) in made::all() {
        for (size, suffix) in [(Size::Wide, ""), (Size::Narrow, "-narrow")] {
            let drawing = drawn.draw(&caption, size);
            std::fs::write(folder.join(format!("{name}{suffix}.svg")), &drawing.svg)?;
            #[cfg(feature = "png")]
            std::fs::write(
                folder.join(format!("{name}{suffix}.png")),
                papers::png(&drawing.svg, 1.5).expect("a drawing that can be painted"),
            )?;
            if size == Size::Wide {
                std::fs::write(folder.join(format!("{name}.csv")), drawing.csv())?;
                std::fs::write(folder.join(format!("{name}.txt")), drawing.alternative + "\n")?;
            }
        }
    }
    Ok(())
}
