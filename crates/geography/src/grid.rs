//! British National Grid to longitude and latitude, and back.
//!
//! Ordnance Survey's own formulas (*A guide to coordinate systems in Great Britain*, annexes B and C): transverse Mercator
//! on the Airy 1830 ellipsoid, and the published seven-parameter shift (Helmert) between OSGB36 and WGS84. The shift is
//! good to about five metres: enough to draw a ward, and to say in which LSOA a postcode or a grid reference lies but for
//! points nearer to its edge than that, which simplified outlines do not decide either. A code beats any point.
//! docs/decisions/0027 says why not more.

use geo_types::Coord;

/// The coordinate system of a set of outlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// Degrees, WGS84.
    Wgs84,
    /// Metres, British National Grid (EPSG 27700).
    BritishNationalGrid,
}

impl Crs {
    /// Recognises the text of a `.prj` file or the name in a GeoJSON `crs`; `None` for a system not known here.
    ///
    /// No text at all means degrees, as GeoJSON prescribes.
    pub fn recognise(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        if lower.contains("british_national_grid") || lower.contains("british national grid") || lower.contains("27700") {
            Some(Self::BritishNationalGrid)
        } else {
            let degrees = lower.trim().is_empty()
                || lower.contains("crs84")
                || lower.contains("4326")
                || (lower.trim_start().starts_with("geogcs") && (lower.contains("wgs_1984") || lower.contains("wgs 84")));
            degrees.then_some(Self::Wgs84)
        }
    }

    /// Recognises an EPSG number as a GeoPackage states it.
    pub fn from_epsg(srs_id: i64) -> Option<Self> {
        match srs_id {
            // 0 and -1 are GeoPackage's "undefined geographic" and "undefined cartesian"; only the first is degrees.
            0 | 4326 => Some(Self::Wgs84),
            27700 => Some(Self::BritishNationalGrid),
            _ => None,
        }
    }

    /// A point of this system as longitude and latitude in degrees.
    pub fn to_lon_lat(self, point: Coord<f64>) -> Coord<f64> {
        match self {
            Self::Wgs84 => point,
            Self::BritishNationalGrid => grid_to_lon_lat(point),
        }
    }
}

// Airy 1830 and the National Grid, in metres and radians.
const AIRY_A: f64 = 6_377_563.396;
const AIRY_B: f64 = 6_356_256.909;
const SCALE: f64 = 0.999_601_271_7;
const TRUE_NORTHING: f64 = -100_000.0;
const TRUE_EASTING: f64 = 400_000.0;
const DEGREE: f64 = std::f64::consts::PI / 180.0;
const SECOND: f64 = DEGREE / 3600.0;
const WGS_A: f64 = 6_378_137.0;
const WGS_B: f64 = 6_356_752.314_245;

/// Easting and northing in metres to longitude and latitude in degrees (WGS84), to about five metres.
///
/// A point far off the grid gives a meaningless or non-finite answer, never a panic: check it against a box.
pub fn grid_to_lon_lat(point: Coord<f64>) -> Coord<f64> {
    let (lat, lon) = airy_from_grid(point.x, point.y);
    let (lat, lon) = wgs84_from_airy(lat, lon);
    Coord { x: lon / DEGREE, y: lat / DEGREE }
}

/// Latitude and longitude in radians on the Airy ellipsoid.
fn airy_from_grid(easting: f64, northing: f64) -> (f64, f64) {
    let (lat0, lon0) = (49.0 * DEGREE, -2.0 * DEGREE);
    let e2 = 1.0 - (AIRY_B * AIRY_B) / (AIRY_A * AIRY_A);
    let mut lat = lat0 + (northing - TRUE_NORTHING) / (AIRY_A * SCALE);
    // Converges in a handful of steps on the grid; the cap keeps a wild northing from looping.
    for _ in 0..20 {
        let rest = northing - TRUE_NORTHING - meridian_arc(lat0, lat);
        if rest.abs() < 0.000_01 {
            break;
        }
        lat += rest / (AIRY_A * SCALE);
    }
    let (sin, cos, tan) = (libm::sin(lat), libm::cos(lat), libm::tan(lat));
    let root = 1.0 - e2 * sin * sin;
    let nu = AIRY_A * SCALE / libm::sqrt(root);
    let rho = AIRY_A * SCALE * (1.0 - e2) / libm::pow(root, 1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, sec) = (tan * tan, 1.0 / cos);
    let (t4, t6) = (t2 * t2, t2 * t2 * t2);
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xiia = sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);
    let d = easting - TRUE_EASTING;
    (lat - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6), lon0 + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7))
}

fn meridian_arc(lat0: f64, lat: f64) -> f64 {
    let n = (AIRY_A - AIRY_B) / (AIRY_A + AIRY_B);
    let (n2, n3) = (n * n, n * n * n);
    let (minus, plus) = (lat - lat0, lat + lat0);
    AIRY_B
        * SCALE
        * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * minus - (3.0 * n + 3.0 * n2 + 2.625 * n3) * libm::sin(minus) * libm::cos(plus)
            + (1.875 * n2 + 1.875 * n3) * libm::sin(2.0 * minus) * libm::cos(2.0 * plus)
            - 35.0 / 24.0 * n3 * libm::sin(3.0 * minus) * libm::cos(3.0 * plus))
}

/// Longitude and latitude in degrees (WGS84) to easting and northing in metres, to about five metres.
///
/// A point far off the grid gives a meaningless or non-finite answer, never a panic.
pub fn lon_lat_to_grid(point: Coord<f64>) -> Coord<f64> {
    let (lat, lon) = airy_from_wgs84(point.y * DEGREE, point.x * DEGREE);
    let (x, y) = grid_from_airy(lat, lon);
    Coord { x, y }
}

/// Easting and northing from latitude and longitude in radians on the Airy ellipsoid.
fn grid_from_airy(lat: f64, lon: f64) -> (f64, f64) {
    let (lat0, lon0) = (49.0 * DEGREE, -2.0 * DEGREE);
    let e2 = 1.0 - (AIRY_B * AIRY_B) / (AIRY_A * AIRY_A);
    let (sin, cos, tan) = (libm::sin(lat), libm::cos(lat), libm::tan(lat));
    let root = 1.0 - e2 * sin * sin;
    let nu = AIRY_A * SCALE / libm::sqrt(root);
    let rho = AIRY_A * SCALE * (1.0 - e2) / libm::pow(root, 1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, cos3, cos5) = (tan * tan, cos.powi(3), cos.powi(5));
    let t4 = t2 * t2;
    let one = meridian_arc(lat0, lat) + TRUE_NORTHING;
    let two = nu / 2.0 * sin * cos;
    let three = nu / 24.0 * sin * cos3 * (5.0 - t2 + 9.0 * eta2);
    let three_a = nu / 720.0 * sin * cos5 * (61.0 - 58.0 * t2 + t4);
    let four = nu * cos;
    let five = nu / 6.0 * cos3 * (nu / rho - t2);
    let six = nu / 120.0 * cos5 * (5.0 - 18.0 * t2 + t4 + 14.0 * eta2 - 58.0 * t2 * eta2);
    let d = lon - lon0;
    (TRUE_EASTING + four * d + five * d.powi(3) + six * d.powi(5), one + two * d.powi(2) + three * d.powi(4) + three_a * d.powi(6))
}

/// Latitude and longitude on the Airy ellipsoid of a point of WGS84: the shift is undone step by step, so that there
/// and back is the same point.
fn airy_from_wgs84(lat: f64, lon: f64) -> (f64, f64) {
    let (mut airy_lat, mut airy_lon) = (lat, lon);
    // The two ellipsoids are a hundred metres apart, and each step leaves a few millionths of what was left.
    for _ in 0..6 {
        let (there_lat, there_lon) = wgs84_from_airy(airy_lat, airy_lon);
        (airy_lat, airy_lon) = (airy_lat + (lat - there_lat), airy_lon + (lon - there_lon));
    }
    (airy_lat, airy_lon)
}

/// The published shift from the Airy ellipsoid (OSGB36) to WGS84, both at height nought.
fn wgs84_from_airy(lat: f64, lon: f64) -> (f64, f64) {
    let e2 = 1.0 - (AIRY_B * AIRY_B) / (AIRY_A * AIRY_A);
    let nu = AIRY_A / libm::sqrt(1.0 - e2 * libm::sin(lat) * libm::sin(lat));
    let (x, y, z) = (nu * libm::cos(lat) * libm::cos(lon), nu * libm::cos(lat) * libm::sin(lon), nu * (1.0 - e2) * libm::sin(lat));
    let (tx, ty, tz, scale) = (446.448, -125.157, 542.060, 1.0 - 20.4894e-6);
    let (rx, ry, rz) = (0.1502 * SECOND, 0.2470 * SECOND, 0.8421 * SECOND);
    let (x, y, z) = (tx + scale * x - rz * y + ry * z, ty + rz * x + scale * y - rx * z, tz - ry * x + rx * y + scale * z);
    let e2 = 1.0 - (WGS_B * WGS_B) / (WGS_A * WGS_A);
    let p = libm::hypot(x, y);
    let mut lat = libm::atan2(z, p * (1.0 - e2));
    for _ in 0..6 {
        let nu = WGS_A / libm::sqrt(1.0 - e2 * libm::sin(lat) * libm::sin(lat));
        lat = libm::atan2(z + e2 * nu * libm::sin(lat), p);
    }
    (lat, libm::atan2(y, x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordnance_surveys_worked_example_comes_out() {
        // The guide's annexe C.2: E 651409.903, N 313177.270 is 52°39′27.2531″N 1°43′4.5177″E on the Airy ellipsoid.
        let (lat, lon) = airy_from_grid(651_409.903, 313_177.270);
        assert!((lat / DEGREE - (52.0 + 39.0 / 60.0 + 27.2531 / 3600.0)).abs() < 1e-8, "{}", lat / DEGREE);
        assert!((lon / DEGREE - (1.0 + 43.0 / 60.0 + 4.5177 / 3600.0)).abs() < 1e-8, "{}", lon / DEGREE);
    }

    #[test]
    fn ordnance_surveys_worked_example_comes_out_the_other_way() {
        // The guide's annexe C.1, the same point: latitude and longitude on the Airy ellipsoid to the grid.
        let (lat, lon) = ((52.0 + 39.0 / 60.0 + 27.2531 / 3600.0) * DEGREE, (1.0 + 43.0 / 60.0 + 4.5177 / 3600.0) * DEGREE);
        let (x, y) = grid_from_airy(lat, lon);
        assert!((x - 651_409.903).abs() < 0.002 && (y - 313_177.270).abs() < 0.002, "{x} {y}");
    }

    #[test]
    fn nonsense_gives_nonsense_and_no_panic() {
        for (x, y) in [(f64::NAN, 0.0), (f64::INFINITY, 1.0), (1e300, -1e300), (0.0, 90.0), (180.0, -90.0)] {
            let _ = lon_lat_to_grid(Coord { x, y });
            let _ = grid_to_lon_lat(Coord { x, y });
        }
    }

    proptest::proptest! {
        #[test]
        fn there_and_back_is_the_same_point(x in 0.0..700_000.0_f64, y in 0.0..1_250_000.0_f64) {
            let back = lon_lat_to_grid(grid_to_lon_lat(Coord { x, y }));
            // At the far corners, six degrees off the meridian, the series of the projection itself leaves centimetres.
            proptest::prop_assert!((back.x - x).abs() < 0.05 && (back.y - y).abs() < 0.05, "{back:?}");
        }
    }

    #[test]
    fn the_shift_moves_a_point_of_east_anglia_by_its_known_amount() {
        // WGS84 of the same tower by OS's transformation: 52.657977°N 1.716038°E; ours may be five metres off.
        let moved = grid_to_lon_lat(Coord { x: 651_409.903, y: 313_177.270 });
        assert!((moved.y - 52.657_977).abs() < 0.000_1 && (moved.x - 1.716_038).abs() < 0.000_15, "{moved:?}");
    }

    #[test]
    fn systems_are_recognised() {
        for (text, expected) in [
            ("", Some(Crs::Wgs84)),
            ("urn:ogc:def:crs:OGC:1.3:CRS84", Some(Crs::Wgs84)),
            ("EPSG:27700", Some(Crs::BritishNationalGrid)),
            ("PROJCS[\"British_National_Grid\",GEOGCS[\"GCS_OSGB_1936\"]]", Some(Crs::BritishNationalGrid)),
            ("GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"]]", Some(Crs::Wgs84)),
            ("PROJCS[\"WGS_1984_Web_Mercator\",GEOGCS[\"GCS_WGS_1984\"]]", None),
        ] {
            assert_eq!(Crs::recognise(text), expected, "{text}");
        }
    }
}
