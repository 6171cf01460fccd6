//! Outlines on a sheet: from degrees to units, and names where they fit inside.

use crate::charts::axis::Taken;
use crate::charts::pen::{unit, words_width};
use crate::map::Shape;

/// From degrees to the sheet.
pub(crate) struct Ground {
    west: f64,
    north: f64,
    shrink: f64,
    scale: f64,
    left: f64,
    /// How tall the map is.
    pub(crate) height: f64,
}

impl Ground {
    pub(crate) fn of(shapes: &[Shape], width: f64, tallest: f64) -> Self {
        let points = || shapes.iter().flat_map(|shape| shape.outline.iter().flatten().copied()).filter(is_place);
        let (west, east) = points().fold((f64::MAX, f64::MIN), |(low, high), (lon, _)| (low.min(lon), high.max(lon)));
        let (south, north) = points().fold((f64::MAX, f64::MIN), |(low, high), (_, lat)| (low.min(lat), high.max(lat)));
        if west > east {
            return Self { west: 0.0, north: 0.0, shrink: 1.0, scale: 1.0, left: 0.0, height: 0.0 };
        }
        // Degrees of longitude shrink with the latitude; exact enough within a force area.
        let shrink = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (across, down) = (((east - west) * shrink).max(1e-6), (north - south).max(1e-6));
        let scale = ((width - 8.0) / across).min(tallest / down);
        Self { west, north, shrink, scale, left: 4.0 + (width - 8.0 - across * scale) / 2.0, height: down * scale + 12.0 }
    }

    fn place(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        ((lon - self.west) * self.shrink * self.scale + self.left, (self.north - lat) * self.scale + 6.0)
    }

    pub(crate) fn path(&self, shape: &Shape) -> String {
        let mut path = String::new();
        for ring in &shape.outline {
            let mut last = String::new();
            let mut started = false;
            for point in ring.iter().filter(|point| is_place(point)) {
                let (x, y) = self.place(*point);
                let at = format!("{} {}", unit(x), unit(y));
                if at != last {
                    path.push(if started { 'L' } else { 'M' });
                    path.push_str(&at);
                    started = true;
                    last = at;
                }
            }
            if started {
                path.push('Z');
            }
        }
        path
    }

    /// The name of an area on one or two lines, and where its middle stands, if it fits inside the outline.
    pub(crate) fn label(&self, shape: &Shape, taken: &mut Taken) -> Option<((f64, f64), Vec<String>)> {
        let rings = shape
            .outline
            .iter()
            .map(|ring| ring.iter().filter(|point| is_place(point)).map(|point| self.place(*point)).collect::<Vec<_>>());
        let ring = rings.max_by(|a, b| area(a).abs().total_cmp(&area(b).abs()))?;
        let middle = centre(&ring)?;
        let one = vec![shape.name.clone()];
        let two = in_two(&shape.name);
        for lines in [Some(one), two].into_iter().flatten() {
            let wide = lines.iter().map(|line| words_width(line)).fold(0.0, f64::max);
            let (half, tall) = (wide / 2.0 + 1.0, 8.5 * lines.len() as f64);
            let frame = (middle.0 - half, middle.1 - tall, middle.0 + half, middle.1 + tall);
            // Corners and points between, so that no spike of the outline cuts the words.
            let steps = 6;
            let inside = (0..=steps).all(|step| {
                let x = frame.0 + (frame.2 - frame.0) * f64::from(step) / f64::from(steps);
                holds(&ring, (x, frame.1)) && holds(&ring, (x, middle.1)) && holds(&ring, (x, frame.3))
            });
            if !shape.name.trim().is_empty() && inside && taken.try_take(frame) {
                return Some((middle, lines));
            }
        }
        None
    }
}

fn is_place((lon, lat): &(f64, f64)) -> bool {
    lon.is_finite() && lat.is_finite() && lon.abs() <= 360.0 && lat.abs() <= 90.0
}

/// A name over two lines of about equal length.
fn in_two(name: &str) -> Option<Vec<String>> {
    let breaks = name.char_indices().filter(|(_, c)| *c == ' ').map(|(index, _)| index);
    let at = breaks.min_by_key(|index| (name.len() - index).abs_diff(*index))?;
    let (first, second) = name.split_at_checked(at)?;
    Some(vec![first.trim().to_owned(), second.trim().to_owned()])
}

fn edges(ring: &[(f64, f64)]) -> impl Iterator<Item = (&(f64, f64), &(f64, f64))> {
    ring.iter().zip(ring.iter().cycle().skip(1))
}

fn area(ring: &[(f64, f64)]) -> f64 {
    edges(ring).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>() / 2.0
}

fn centre(ring: &[(f64, f64)]) -> Option<(f64, f64)> {
    let area = area(ring);
    if area.abs() < 1.0 {
        return None;
    }
    let (x, y) = edges(ring).fold((0.0, 0.0), |(x, y), (a, b)| {
        let cross = a.0 * b.1 - b.0 * a.1;
        (x + (a.0 + b.0) * cross, y + (a.1 + b.1) * cross)
    });
    Some((x / (6.0 * area), y / (6.0 * area)))
}

fn holds(ring: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    edges(ring).filter(|(a, b)| (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0).count() % 2 == 1
}
