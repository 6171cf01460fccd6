//! ESRI Shapefile: the polygons of a `.shp` and the attributes of its `.dbf`.
//!
//! After *ESRI Shapefile Technical Description* (July 1998) and the dBASE III table layout.

use crate::outline::{Rings, plane_polygons};
use crate::{Crs, Extent, Fault, Outline};
use geo_types::{Coord, MultiPolygon};

/// Why a Shapefile can't be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShapefileError {
    /// The `.shp` does not begin as one.
    #[error("it does not begin like a Shapefile")]
    NotShapefile,
    /// The shapes are points or lines.
    #[error("it holds points or lines, not areas")]
    NotAreas,
    /// The file ends within a record.
    #[error("it ends in the middle of record {0}")]
    Truncated(usize),
    /// The `.dbf` does not begin as one, or states widths that do not fit.
    #[error("its table of attributes (.dbf) can't be read")]
    BadTable,
}

/// One shape a record, in order.
pub type Shapes = Vec<Result<Outline, Fault>>;

/// Reads the polygons of a `.shp`. A shape that fails its checks stays in the list as its fault, so that records keep
/// their places beside the attributes.
pub fn read_shapes(shp: &[u8], crs: Crs, allowed: &Extent) -> Result<Shapes, ShapefileError> {
    each_record(shp, |content| polygon_rings(content, crs).and_then(|rings| Outline::from_rings(group_rings(rings), allowed)))
}

/// Reads the polygons of a `.shp` on any plane, unconverted and in no box: for statistics on published study areas,
/// not for outlines that are kept.
pub fn read_plane_shapes(shp: &[u8]) -> Result<Vec<Result<MultiPolygon<f64>, Fault>>, ShapefileError> {
    each_record(shp, |content| polygon_rings(content, Crs::Wgs84).and_then(|rings| plane_polygons(group_rings(rings))))
}

fn each_record<T>(shp: &[u8], mut read: impl FnMut(&[u8]) -> T) -> Result<Vec<T>, ShapefileError> {
    let header = shp.get(..100).ok_or(ShapefileError::NotShapefile)?;
    if be_i32(header, 0) != Some(9994) || le_i32(header, 28) != Some(1000) {
        return Err(ShapefileError::NotShapefile);
    }
    if !matches!(le_i32(header, 32), Some(0 | 5 | 15 | 25)) {
        return Err(ShapefileError::NotAreas);
    }
    let mut rest = shp.get(100..).unwrap_or_default();
    let mut shapes = Vec::new();
    while !rest.is_empty() {
        let truncated = ShapefileError::Truncated(shapes.len() + 1);
        // The record's length is in 16-bit words, after its own number.
        let words = be_i32(rest, 4).and_then(|w| usize::try_from(w).ok()).ok_or(truncated)?;
        let end = words.checked_mul(2).and_then(|n| n.checked_add(8)).ok_or(truncated)?;
        let content = rest.get(8..end).ok_or(truncated)?;
        shapes.push(read(content));
        rest = rest.get(end..).unwrap_or_default();
    }
    Ok(shapes)
}

fn polygon_rings(content: &[u8], crs: Crs) -> Result<Rings, Fault> {
    match le_i32(content, 0).ok_or(Fault::Malformed)? {
        0 => return Err(Fault::Empty),
        5 | 15 | 25 => {}
        _ => return Err(Fault::NotAnArea),
    }
    let count_at = |at| le_i32(content, at).and_then(|n| usize::try_from(n).ok()).ok_or(Fault::Malformed);
    let (parts, points) = (count_at(36)?, count_at(40)?);
    let points_from = parts.checked_mul(4).and_then(|n| n.checked_add(44)).ok_or(Fault::Malformed)?;
    let points_to = points.checked_mul(16).and_then(|n| n.checked_add(points_from)).ok_or(Fault::Malformed)?;
    let raw = content.get(points_from..points_to).ok_or(Fault::Malformed)?;
    let all: Vec<Coord<f64>> = raw
        .as_chunks::<16>()
        .0
        .iter()
        .map(|pair| match (le_f64(pair, 0), le_f64(pair, 8)) {
            (Some(x), Some(y)) => crs.to_lon_lat(Coord { x, y }),
            _ => Coord { x: f64::NAN, y: f64::NAN },
        })
        .collect();
    let starts: Vec<usize> = (0..parts).map(|i| count_at(44 + 4 * i)).collect::<Result<_, _>>()?;
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(all.len()));
    starts.iter().zip(ends).map(|(from, to)| all.get(*from..to).map(<[_]>::to_vec).ok_or(Fault::Malformed)).collect()
}

/// Outer rings run clockwise, holes the other way; a hole goes to the outer ring that holds its first point.
fn group_rings(rings: Rings) -> Vec<Rings> {
    let (outer, holes): (Rings, Rings) = rings.into_iter().partition(|ring| twice_area(ring) <= 0.0);
    if outer.is_empty() {
        // Some writers turn every ring the same wrong way: then each is an area of its own.
        return holes.into_iter().map(|ring| vec![ring]).collect();
    }
    let mut polygons: Vec<Rings> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let owner = hole.first().and_then(|p| polygons.iter().position(|rings| rings.first().is_some_and(|ring| holds(ring, *p))));
        match owner.and_then(|i| polygons.get_mut(i)) {
            Some(rings) => rings.push(hole),
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

fn twice_area(ring: &[Coord<f64>]) -> f64 {
    ring.iter().zip(ring.iter().skip(1)).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
}

fn holds(ring: &[Coord<f64>], p: Coord<f64>) -> bool {
    let crossings = ring
        .iter()
        .zip(ring.iter().skip(1))
        .filter(|(a, b)| (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
        .count();
    crossings % 2 == 1
}

/// Columns and rows of a `.dbf`, as bytes: the caller knows the encoding. Rows marked as deleted are kept as empty
/// rows, so that rows keep their places beside the shapes.
#[allow(clippy::type_complexity)] // a name for "names and rows of bytes" would say less
pub fn read_attributes(dbf: &[u8]) -> Result<(Vec<String>, Vec<Vec<Vec<u8>>>), ShapefileError> {
    let bad = ShapefileError::BadTable;
    let rows = le_u32(dbf, 4).and_then(|n| usize::try_from(n).ok()).ok_or(bad)?;
    let (header, width) = (le_u16(dbf, 8).ok_or(bad)?, le_u16(dbf, 10).ok_or(bad)?);
    let descriptors = dbf.get(32..header).ok_or(bad)?;
    let (mut names, mut widths) = (Vec::new(), Vec::new());
    for field in descriptors.as_chunks::<32>().0 {
        if field.first() == Some(&0x0d) {
            break;
        }
        let name: Vec<u8> = field.iter().take(11).take_while(|b| **b != 0).copied().collect();
        names.push(String::from_utf8_lossy(&name).trim().to_owned());
        widths.push(usize::from(*field.get(16).ok_or(bad)?));
    }
    if names.is_empty() || width == 0 || widths.iter().sum::<usize>() + 1 > width {
        return Err(bad);
    }
    let end = rows.checked_mul(width).and_then(|n| n.checked_add(header)).ok_or(bad)?;
    let body = dbf.get(header..end).ok_or(bad)?;
    let cells = |record: &[u8]| {
        let deleted = record.first() == Some(&b'*');
        let mut rest = record.get(1..).unwrap_or_default();
        widths
            .iter()
            .map(|w| {
                let (cell, after) = rest.split_at_checked(*w).unwrap_or((rest, &[]));
                rest = after;
                if deleted { Vec::new() } else { cell.trim_ascii().to_vec() }
            })
            .collect()
    };
    Ok((names, body.chunks(width).map(cells).collect()))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn be_i32(bytes: &[u8], at: usize) -> Option<i32> {
    array(bytes, at).map(i32::from_be_bytes)
}

fn le_i32(bytes: &[u8], at: usize) -> Option<i32> {
    array(bytes, at).map(i32::from_le_bytes)
}

fn le_u32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn le_u16(bytes: &[u8], at: usize) -> Option<usize> {
    array(bytes, at).map(|raw| usize::from(u16::from_le_bytes(raw)))
}

fn le_f64(bytes: &[u8], at: usize) -> Option<f64> {
    array(bytes, at).map(f64::from_le_bytes)
}
