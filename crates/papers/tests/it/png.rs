//! Drawings as PNG: the same bytes each time, the size asked for, nothing that isn't ours.

use crate::made;
use papers::{Size, png};

#[test]
fn a_drawing_is_painted_the_same_each_time() {
    let (_, caption, drawn) = made::all().into_iter().next().unwrap();
    let svg = drawn.draw(&caption, Size::Narrow).svg;
    let painted = png(&svg, 1.0).unwrap();
    assert!(painted.starts_with(b"\x89PNG\r\n\x1a\n"));
    // The width stands in the first chunk.
    assert_eq!(u32::from_be_bytes(painted[16..20].try_into().unwrap()), 375);
    assert_eq!(painted, png(&svg, 1.0).unwrap());
}

#[test]
fn what_is_too_large_or_not_ours_is_refused() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\" width=\"9\" height=\"9\"></svg>";
    assert!(png(svg, 1.0).is_ok());
    for scale in [0.0, -1.0, 1e9, f32::NAN, f32::INFINITY] {
        assert_eq!(png(svg, scale).unwrap_err().code, "drawing-too-large", "{scale}");
    }
    for other in
        ["", "<svg><script/></svg>", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><image href=\"/etc/hostname\"/></svg>"]
    {
        assert_eq!(png(other, 1.0).unwrap_err().code, "drawing-not-painted", "{other}");
    }
}
