//! A picture for an app to read, as SVG that a strict content security policy lets through.

use base::{Result, Trouble};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// The quiet zone around the code, in modules, which the standard asks for.
const MARGIN: usize = 4;

/// A QR code of `text`, entitled `title` for those who do not see it. Only presentation attributes, no style, no script, no
/// identifiers; black on white in every theme, since cameras want it so. Give its size by CSS on `.qr-code`.
pub fn qr_svg(text: &str, title: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|e| {
        Trouble::failed("qr-code-too-long", format!("the picture could not be drawn: {e}"), "type the letters beside it instead")
    })?;
    let width = code.width();
    let size = width + 2 * MARGIN;
    let title = escape(title);
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN);
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr-code\" viewBox=\"0 0 {size} {size}\" width=\"240\" height=\"240\" \
         role=\"img\" aria-label=\"{title}\" shape-rendering=\"crispEdges\"><title>{title}</title>\
         <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_the_code_and_carries_its_title() {
        let svg = qr_svg("otpauth://totp/Wardmote:council-officer?secret=AAAA", "Code for \"council-officer\" & nobody else").unwrap();
        assert!(svg.contains("<title>Code for &quot;council-officer&quot; &amp; nobody else</title>"), "{svg}");
        for barred in ["style", "<script", "id=", "href", "AAAA"] {
            assert!(!svg.contains(barred), "{barred} in {svg}");
        }
        // The modules drawn are those of the code: counted from the runs of the path.
        let code = QrCode::with_error_correction_level("otpauth://totp/Wardmote:council-officer?secret=AAAA", EcLevel::M).unwrap();
        let dark = code.to_colors().iter().filter(|colour| **colour == Color::Dark).count();
        let drawn: usize = svg.split('M').skip(1).filter_map(|run| run.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok()).sum();
        assert_eq!(drawn, dark);
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert_eq!(qr_svg(&"x".repeat(5000), "").unwrap_err().code, "qr-code-too-long");
    }
}
