//! P2 and P3w: points in areas, and neighbours, from the yardstick's `GeoParquet`.
//!
//! P2s is P2 on points that recur: the locator answers them from memory, so it is the same command.

use crate::{field, trouble};
use base::{Result, Trouble};
use geography::{Boundary, Contiguity, Criterion, Locator, polygons_from_wkb};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// `p2 POINTS.parquet AREAS.parquet OUT.csv`
pub fn p2(words: &[PathBuf]) -> Result<()> {
    let [points, areas, out] = words else {
        return Err(Trouble::usage("bench-usage", "three files are wanted", "bench p2 POINTS.parquet LSOA.parquet OUT.csv"));
    };
    // The areas' index is made while the points are read.
    let (index, points) = rayon::join(|| index(areas), || engine::points::read_points(points));
    let ((codes, locator), points) = (index?, points?);
    let places = locator.assign(&points.longitudes, &points.latitudes);

    let mut sums = vec![(0_u64, 0_i128); codes.len() + 1];
    for (place, id) in places.iter().zip(&points.ids) {
        if let Some((n, sum)) = sums.get_mut(place.area().unwrap_or(codes.len())) {
            *n += 1;
            *sum += i128::from(*id);
        }
    }
    let mut text = String::from("lsoa_code,n,id_sum\n");
    for ((n, sum), code) in sums.iter().zip(codes.iter().map(|c| field(c)).chain(std::iter::once(String::new()))) {
        if *n > 0 {
            let _ = writeln!(text, "{code},{n},{sum}");
        }
    }
    std::fs::write(out, text).map_err(|e| trouble(out, &e))
}

/// The areas by code, so that a point on a shared border goes to the lowest.
fn index(path: &Path) -> Result<(Vec<String>, Locator)> {
    let shapes = engine::points::read_shapes(path, "lsoa_code")?;
    let mut areas: Vec<(String, Vec<u8>)> = shapes.codes.into_iter().zip(shapes.wkb).collect();
    areas.sort();
    let polygons: Vec<_> = areas.par_iter().map(|(code, wkb)| read(path, code, wkb)).collect::<Result<_>>()?;
    let locator = Locator::new(&polygons).map_err(|e| trouble(path, &e))?;
    Ok((areas.into_iter().map(|(code, _)| code).collect(), locator))
}

fn read(path: &Path, code: &str, wkb: &[u8]) -> Result<geography::Polygons> {
    polygons_from_wkb(wkb).map_err(|e| trouble(path, &format!("the area `{code}`: {e}")))
}

/// `p3w AREAS.parquet OUT.csv`
pub fn p3w(words: &[PathBuf]) -> Result<()> {
    let [areas, out] = words else {
        return Err(Trouble::usage("bench-usage", "two files are wanted", "bench p3w LSOA.parquet OUT.csv"));
    };
    let shapes = engine::points::read_shapes(areas, "lsoa_code")?;
    let named: Vec<(&String, &Vec<u8>)> = shapes.codes.iter().zip(&shapes.wkb).collect();
    let polygons: Vec<_> = named.par_iter().map(|(code, wkb)| read(areas, code, wkb)).collect::<Result<_>>()?;
    let found = Contiguity::find(&polygons, Criterion::Queen, Boundary::AnyPoint).map_err(|e| trouble(areas, &e))?;
    let mut text = String::from("i,j\n");
    for (i, j) in found.pairs() {
        let _ = writeln!(text, "{i},{j}");
    }
    std::fs::write(out, text).map_err(|e| trouble(out, &e))
}
