//! What drawing needs: a flat projection and thinner lines.

use crate::Extent;
use geo_types::Coord;

/// Degrees to a flat picture: equirectangular at the middle latitude, true enough for a district or a county.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    west: f64,
    north: f64,
    shrink: f64,
    scale: f64,
    width: f64,
    height: f64,
}

impl Projection {
    /// A projection that fits `extent` into `width` picture units; the height follows.
    ///
    /// A box without width or height is given a small one, so that a single point can be drawn.
    pub fn fit(extent: &Extent, width: f64) -> Self {
        let middle = f64::midpoint(extent.south, extent.north);
        let shrink = libm::cos(middle * std::f64::consts::PI / 180.0).max(0.01);
        let across = ((extent.east - extent.west) * shrink).max(1e-6);
        let down = (extent.north - extent.south).max(1e-6);
        let scale = width / across;
        Self { west: extent.west, north: extent.north, shrink, scale, width, height: down * scale }
    }

    /// Picture units across.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Picture units down.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// Where a point of degrees stands in the picture, from the top left.
    pub fn place(&self, point: Coord<f64>) -> (f64, f64) {
        ((point.x - self.west) * self.shrink * self.scale, (self.north - point.y) * self.scale)
    }

    /// How many degrees of latitude one picture unit is: a tolerance for [`simplify`].
    pub fn degrees_per_unit(&self) -> f64 {
        1.0 / self.scale
    }
}

/// Thins a closed ring (Douglas–Peucker): no dropped point lies further than `tolerance` from the line that is left.
/// First and last points stay; a ring that would fall under four points is returned as it was.
pub fn simplify(ring: &[Coord<f64>], tolerance: f64) -> Vec<Coord<f64>> {
    if ring.len() <= 4 || !tolerance.is_finite() || tolerance <= 0.0 {
        return ring.to_vec();
    }
    let mut keep = vec![false; ring.len()];
    for end in [0, ring.len() - 1] {
        if let Some(flag) = keep.get_mut(end) {
            *flag = true;
        }
    }
    // A stack of its own instead of recursion: a coastline has tens of thousands of points.
    let mut spans = vec![(0, ring.len() - 1)];
    while let Some((from, to)) = spans.pop() {
        let (Some(a), Some(b)) = (ring.get(from), ring.get(to)) else { continue };
        let inner = ring.iter().enumerate().take(to).skip(from + 1);
        let furthest = inner.map(|(i, p)| (i, distance(*p, *a, *b))).max_by(|x, y| x.1.total_cmp(&y.1));
        if let Some((i, far)) = furthest
            && far > tolerance
        {
            if let Some(flag) = keep.get_mut(i) {
                *flag = true;
            }
            spans.push((from, i));
            spans.push((i, to));
        }
    }
    let thinned: Vec<_> = ring.iter().zip(&keep).filter(|(_, k)| **k).map(|(p, _)| *p).collect();
    if thinned.len() < 4 { ring.to_vec() } else { thinned }
}

/// From a point to the segment between two others.
fn distance(p: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { (((p.x - a.x) * dx + (p.y - a.y) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    libm::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy)
}
