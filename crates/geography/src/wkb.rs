//! Well-known binary as a GeoPackage stores it: a header of its own, then polygons.

use crate::outline::Rings;
use crate::outline::plane_polygons;
use crate::{Crs, Extent, Fault, Outline};
use geo_types::{Coord, MultiPolygon};

/// Reads the geometry blob of a GeoPackage row (OGC 12-128, clause 2.1.3).
///
/// The header's own coordinate system counts: degrees or British National Grid; any other is a malformed geometry, so
/// check the layer's system first. `allowed` is the box every point must lie in.
pub fn outline_from_gpkg_blob(blob: &[u8], allowed: &Extent) -> Result<Outline, Fault> {
    let mut bytes = Bytes { rest: blob, little: true };
    if bytes.take(2)? != b"GP" {
        return Err(Fault::Malformed);
    }
    bytes.take(1)?;
    let flags = bytes.byte()?;
    bytes.little = flags & 1 == 1;
    // The system is stated as a signed number; -1 and 0 are "undefined".
    let crs = Crs::from_epsg(i64::from(i32::from_ne_bytes(bytes.u32()?.to_ne_bytes()))).ok_or(Fault::Malformed)?;
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(Fault::Malformed),
    };
    bytes.take(envelope)?;
    if flags & 0b1_0000 != 0 {
        return Err(Fault::Empty);
    }
    Outline::from_rings(read_polygons(&mut bytes, crs)?, allowed)
}

/// Reads plain well-known binary (OGC 06-103r4, clause 8) of a polygon or multipolygon on any plane, as `GeoParquet`
/// stores it: finite coordinates and closed rings are checked, but no box, and nothing is converted.
pub fn polygons_from_wkb(wkb: &[u8]) -> Result<MultiPolygon<f64>, Fault> {
    let mut bytes = Bytes { rest: wkb, little: true };
    plane_polygons(read_polygons(&mut bytes, Crs::Wgs84)?)
}

fn read_polygons(bytes: &mut Bytes<'_>, crs: Crs) -> Result<Vec<Rings>, Fault> {
    let (kind, width) = read_type(bytes)?;
    match kind {
        3 => Ok(vec![read_rings(bytes, width, crs)?]),
        6 => {
            let count = bytes.count(9)?;
            (0..count)
                .map(|_| {
                    let (kind, width) = read_type(bytes)?;
                    if kind == 3 { read_rings(bytes, width, crs) } else { Err(Fault::Malformed) }
                })
                .collect()
        }
        1 | 2 | 4 | 5 => Err(Fault::NotAnArea),
        _ => Err(Fault::Malformed),
    }
}

/// The geometry's kind and how many numbers a point has.
fn read_type(bytes: &mut Bytes<'_>) -> Result<(u32, usize), Fault> {
    bytes.little = bytes.byte()? == 1;
    let code = bytes.u32()?;
    // ISO adds thousands for Z and M; the older extended form sets high bits.
    let (base, z, m) = (code & 0x0fff_ffff, code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
    let extra = match base / 1000 {
        0 => usize::from(z) + usize::from(m),
        1 | 2 => 1,
        3 => 2,
        _ => return Err(Fault::Malformed),
    };
    Ok((base % 1000, 2 + extra))
}

fn read_rings(bytes: &mut Bytes<'_>, width: usize, crs: Crs) -> Result<Rings, Fault> {
    let rings = bytes.count(4)?;
    (0..rings)
        .map(|_| {
            let points = bytes.count(8 * width)?;
            (0..points)
                .map(|_| {
                    let point = Coord { x: bytes.f64()?, y: bytes.f64()? };
                    bytes.take(8 * (width - 2))?;
                    Ok(crs.to_lon_lat(point))
                })
                .collect()
        })
        .collect()
}

struct Bytes<'a> {
    rest: &'a [u8],
    little: bool,
}

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Fault> {
        let (head, rest) = self.rest.split_at_checked(n).ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.take(N)?.try_into().map_err(|_| Fault::Malformed)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        let raw = self.array()?;
        Ok(if self.little { u32::from_le_bytes(raw) } else { u32::from_be_bytes(raw) })
    }

    fn f64(&mut self) -> Result<f64, Fault> {
        let raw = self.array()?;
        Ok(if self.little { f64::from_le_bytes(raw) } else { f64::from_be_bytes(raw) })
    }

    /// A count of things of at least `least` bytes each: never more than the bytes that are left can hold.
    fn count(&mut self, least: usize) -> Result<usize, Fault> {
        let count = usize::try_from(self.u32()?).map_err(|_| Fault::Malformed)?;
        if count.checked_mul(least).is_some_and(|need| need <= self.rest.len()) { Ok(count) } else { Err(Fault::Malformed) }
    }
}
