//! Boxes in degrees.

use geo_types::Coord;

/// A box of longitudes and latitudes in degrees (WGS84), edges included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl Extent {
    /// The United Kingdom without its overseas territories, a little generous: Rockall is out, Shetland in.
    pub const UNITED_KINGDOM: Self = Self { west: -9.0, south: 49.5, east: 2.5, north: 61.5 };

    /// Whether a point lies in the box; never for a point that is not finite.
    pub fn contains(&self, point: Coord<f64>) -> bool {
        point.x >= self.west && point.x <= self.east && point.y >= self.south && point.y <= self.north
    }

    /// The smallest box around some points; `None` without points.
    pub fn around(points: impl IntoIterator<Item = Coord<f64>>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let start = Self { west: first.x, south: first.y, east: first.x, north: first.y };
        Some(points.fold(start, |b, p| Self {
            west: b.west.min(p.x),
            south: b.south.min(p.y),
            east: b.east.max(p.x),
            north: b.north.max(p.y),
        }))
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }
}
