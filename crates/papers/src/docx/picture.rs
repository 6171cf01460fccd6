//! A picture in a line of Word.

use crate::setting::printed_width;
use crate::xml::Xml;

/// English metric units in the width of the text, 160 mm.
const LINE: f64 = 5_760_000.0;

/// A painted drawing.
pub(super) struct Picture {
    /// The PNG.
    pub(super) png: Vec<u8>,
    width: u64,
    height: u64,
}

impl Picture {
    /// A PNG of a drawing, as wide as the line unless it were too tall; nothing if it is no PNG.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a hundred lines")]
    pub(super) fn of(png: Vec<u8>, svg: &str) -> Option<Self> {
        // The sides in pixels stand at fixed places of a PNG's first chunk.
        let side = |from: usize| Some(f64::from(u32::from_be_bytes(png.get(from..from + 4)?.try_into().ok()?)));
        let (across, down) = (side(16)?, side(20)?);
        if !png.starts_with(b"\x89PNG\r\n\x1a\n") || across < 1.0 || down < 1.0 {
            return None;
        }
        let width = LINE * printed_width(svg) / 100.0;
        let height = (width * down / across).clamp(1.0, LINE * 100.0);
        Some(Self { width: width as u64, height: height as u64, png })
    }

    /// Writes the picture: its number in the archive, its number among the drawings, name and text alternative.
    pub(super) fn write(&self, xml: &mut Xml, at: usize, name: &str, alternative: &str) {
        let (width, height, id) = (self.width.to_string(), self.height.to_string(), at.to_string());
        let named: [(&str, &str); 3] = [("id", &id), ("name", name), ("descr", alternative)];
        let size: [(&str, &str); 2] = [("cx", &width), ("cy", &height)];
        xml.element("w:drawing", &[], |xml| {
            xml.element("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")], |xml| {
                xml.empty("wp:extent", &size);
                xml.empty("wp:effectExtent", &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")]);
                xml.empty("wp:docPr", &named);
                xml.element("wp:cNvGraphicFramePr", &[], |xml| xml.empty("a:graphicFrameLocks", &[("noChangeAspect", "1")]));
                xml.element("a:graphic", &[], |xml| {
                    xml.element("a:graphicData", &[("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture")], |xml| {
                        xml.element("pic:pic", &[], |xml| {
                            xml.element("pic:nvPicPr", &[], |xml| {
                                xml.empty("pic:cNvPr", &named);
                                xml.empty("pic:cNvPicPr", &[]);
                            });
                            xml.element("pic:blipFill", &[], |xml| {
                                xml.empty("a:blip", &[("r:embed", &format!("picture{at}"))]);
                                xml.element("a:stretch", &[], |xml| xml.empty("a:fillRect", &[]));
                            });
                            xml.element("pic:spPr", &[], |xml| {
                                xml.element("a:xfrm", &[], |xml| {
                                    xml.empty("a:off", &[("x", "0"), ("y", "0")]);
                                    xml.empty("a:ext", &size);
                                });
                                xml.element("a:prstGeom", &[("prst", "rect")], |xml| xml.empty("a:avLst", &[]));
                            });
                        });
                    });
                });
            });
        });
    }
}
