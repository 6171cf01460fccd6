//! The outline of an area: one or more polygons in degrees, checked before it is kept.

use crate::Extent;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use std::fmt::Write as _;

/// Why a shape can't be kept as an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// The record has no geometry, or one without points.
    #[error("there is no shape in this record")]
    Empty,
    /// A point or a line where an area is needed.
    #[error("the shape is a point or a line, an outline must be a polygon or a multipolygon")]
    NotAnArea,
    /// The bytes or the JSON do not describe a shape.
    #[error("the shape can't be read")]
    Malformed,
    /// A coordinate is infinite or not a number.
    #[error("a coordinate is not a finite number")]
    NotFinite,
    /// A ring's last point is not its first.
    #[error("a ring is not closed: its last point must repeat its first")]
    Unclosed,
    /// A ring of fewer than four points.
    #[error("a ring has fewer than four points")]
    TooFewPoints,
    /// Longitude stands where latitude should.
    #[error("longitude and latitude are swapped: longitude comes first")]
    Swapped,
    /// A point outside the box the caller allows.
    #[error("a point lies outside the United Kingdom")]
    Outside,
}

impl Fault {
    /// The stable reason in snake case, a key of `rejected_by_reason`.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Empty => "no_geometry",
            Self::NotAnArea => "not_an_area",
            Self::Malformed => "malformed_geometry",
            Self::NotFinite => "coordinate_not_finite",
            Self::Unclosed => "ring_not_closed",
            Self::TooFewPoints => "ring_too_short",
            Self::Swapped => "coordinates_swapped",
            Self::Outside => "outside_united_kingdom",
        }
    }
}

/// Rings of one polygon, exterior first, as a file gives them.
pub(crate) type Rings = Vec<Vec<Coord<f64>>>;

/// The outline of an area in degrees (WGS84, longitude first). Every ring is closed and has at least four points.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline(MultiPolygon<f64>);

impl Outline {
    /// Checks polygons given as rings (exterior first) and keeps them.
    ///
    /// `allowed` is the box every point must lie in. Rings are checked before they reach `geo-types`, which would
    /// close an open ring without saying so.
    pub(crate) fn from_rings(polygons: Vec<Rings>, allowed: &Extent) -> Result<Self, Fault> {
        for ring in polygons.iter().flatten() {
            check_ring(ring)?;
            if let Some(stray) = ring.iter().find(|p| !allowed.contains(**p)) {
                return Err(if allowed.contains(Coord { x: stray.y, y: stray.x }) { Fault::Swapped } else { Fault::Outside });
            }
        }
        assemble(polygons).map(Self)
    }

    /// Reads an outline back from the text [`Outline::to_geojson`] printed.
    pub fn parse(text: &str, allowed: &Extent) -> Result<Self, Fault> {
        crate::geojson::read_geometry(text, allowed)
    }

    /// The polygons.
    pub fn polygons(&self) -> &MultiPolygon<f64> {
        &self.0
    }

    /// The smallest box around it.
    pub fn extent(&self) -> Option<Extent> {
        Extent::around(self.points())
    }

    /// Points of all rings.
    pub fn points(&self) -> impl Iterator<Item = Coord<f64>> + '_ {
        self.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).flat_map(|ring| ring.coords().copied())
    }

    /// The same outline with each ring thinned to the given tolerance in degrees; rings never fall under four points.
    #[must_use]
    pub fn simplified(&self, tolerance_degrees: f64) -> Self {
        let thin = |ring: &LineString<f64>| LineString::new(crate::simplify(&ring.0, tolerance_degrees));
        Self(MultiPolygon::new(self.0.iter().map(|p| Polygon::new(thin(p.exterior()), p.interiors().iter().map(thin).collect())).collect()))
    }

    /// A GeoJSON geometry with at most six decimals (about 0.1 m), bare of white space.
    pub fn to_geojson(&self) -> String {
        let mut out = String::new();
        let polygons: Vec<_> = self.0.iter().collect();
        if let [only] = polygons.as_slice() {
            out.push_str("{\"type\":\"Polygon\",\"coordinates\":");
            write_polygon(&mut out, only);
        } else {
            out.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":[");
            for (i, polygon) in polygons.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_polygon(&mut out, polygon);
            }
            out.push(']');
        }
        out.push('}');
        out
    }
}

/// Polygons on any plane: their rings are checked as those of an outline, but no box is asked for.
pub(crate) fn plane_polygons(polygons: Vec<Rings>) -> Result<MultiPolygon<f64>, Fault> {
    polygons.iter().flatten().try_for_each(|ring| check_ring(ring))?;
    assemble(polygons)
}

/// Checked rings as polygons; one without an exterior, or none at all, is empty.
fn assemble(polygons: Vec<Rings>) -> Result<MultiPolygon<f64>, Fault> {
    let mut kept = Vec::with_capacity(polygons.len());
    for rings in polygons {
        let mut rings = rings.into_iter().map(LineString::new);
        let exterior = rings.next().ok_or(Fault::Empty)?;
        kept.push(Polygon::new(exterior, rings.collect()));
    }
    if kept.is_empty() { Err(Fault::Empty) } else { Ok(MultiPolygon::new(kept)) }
}

fn check_ring(ring: &[Coord<f64>]) -> Result<(), Fault> {
    let (Some(first), Some(last)) = (ring.first(), ring.last()) else { return Err(Fault::Empty) };
    if ring.iter().any(|p| !p.x.is_finite() || !p.y.is_finite()) {
        return Err(Fault::NotFinite);
    }
    if first != last {
        return Err(Fault::Unclosed);
    }
    if ring.len() < 4 {
        return Err(Fault::TooFewPoints);
    }
    Ok(())
}

fn write_polygon(out: &mut String, polygon: &Polygon<f64>) {
    out.push('[');
    for (i, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push('[');
        for (j, point) in ring.coords().enumerate() {
            let comma = if j > 0 { "," } else { "" };
            // Writing to a String can't fail.
            let _ = write!(out, "{comma}[{},{}]", SixPlaces(point.x), SixPlaces(point.y));
        }
        out.push(']');
    }
    out.push(']');
}

/// Prints a degree with at most six decimals, no trailing zeros, and never `-0`.
struct SixPlaces(f64);

impl std::fmt::Display for SixPlaces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.6}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}
