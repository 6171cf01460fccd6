//! Drawings as PNG, for slides and messages that take no SVG. The same drawing gives the same bytes.

use crate::svg;
use base::{Result, Trouble};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::{Arc, LazyLock};

/// Pixels on one side at the most.
const LONGEST: f32 = 8000.0;
/// Pixels in all at the most: 128 MB of memory while it is painted.
const MOST: f32 = 32_000_000.0;

/// The typefaces in the binary: those of `dist/fonts` first, then Typst's own. No typeface of the machine is looked at.
static FACES: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut faces = fontdb::Database::new();
    #[expect(clippy::case_sensitive_file_extension_comparisons, reason = "the build script gives these names, always in lower case")]
    let ours = ui::assets::names("fonts/").filter(|name| name.ends_with(".ttf")).filter_map(ui::assets::get);
    for data in ours.chain(typst_assets::fonts()) {
        faces.load_font_data(data.to_vec());
    }
    let first = faces.faces().next().and_then(|face| face.families.first().map(|(name, _)| name.clone()));
    if let Some(name) = first {
        faces.set_sans_serif_family(name.clone());
        faces.set_serif_family(name);
    }
    Arc::new(faces)
});

/// Paints a drawing of this crate on white, `scale` pixels to a unit.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    if !svg::is_plain(svg) {
        return Err(refused("it is not a plain drawing"));
    }
    let options = Options { fontdb: Arc::clone(&FACES), font_family: "sans-serif".to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| refused(&error.to_string().replace(['\n', '\r'], " ")))?;
    let (width, height) = (side(tree.size().width(), scale)?, side(tree.size().height(), scale)?);
    if width as f32 * height as f32 > MOST {
        return Err(too_large());
    }
    let mut sheet = Pixmap::new(width, height).ok_or_else(too_large)?;
    sheet.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut sheet.as_mut());
    sheet.encode_png().map_err(|error| refused(&error.to_string()))
}

/// A side in whole pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the longest side")]
fn side(units: f32, scale: f32) -> Result<u32> {
    let pixels = (units * scale).ceil();
    if (1.0..=LONGEST).contains(&pixels) { Ok(pixels as u32) } else { Err(too_large()) }
}

fn refused(why: &str) -> Trouble {
    Trouble::failed(
        "drawing-not-painted",
        format!("the drawing could not be painted as PNG: {why}"),
        "take the SVG meanwhile, and report this message",
    )
}

fn too_large() -> Trouble {
    Trouble::refused("drawing-too-large", "the drawing is too large for PNG", "take the SVG, or a smaller scale")
}
