use geo_types::{Coord, coord};
use geography::{
    Crs, Extent, Fault, Outline, Projection, ShapefileError, outline_from_gpkg_blob, read_attributes, read_feature_collection, read_shapes,
    simplify,
};
use proptest::prelude::*;

const UK: Extent = Extent::UNITED_KINGDOM;

fn geometry(kind: &str, coordinates: &str) -> String {
    format!("{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}")
}

#[test]
fn faulty_geometries_are_named() {
    for (text, expected) in [
        (geometry("Polygon", "[[[0,52],[0.1,52],[0.1,52.1],[0,52]]]"), Ok(())),
        (geometry("Polygon", "[[[0,52],[0.1,52],[0.1,52.1],[0,52.05]]]"), Err(Fault::Unclosed)),
        (geometry("Polygon", "[[[0,52],[0.1,52],[0,52]]]"), Err(Fault::TooFewPoints)),
        (geometry("Polygon", "[[[52,0],[52,0.1],[52.1,0.1],[52,0]]]"), Err(Fault::Swapped)),
        (geometry("Polygon", "[[[10,52],[10.1,52],[10.1,52.1],[10,52]]]"), Err(Fault::Outside)),
        (geometry("Polygon", "[]"), Err(Fault::Empty)),
        (geometry("Polygon", "[[]]"), Err(Fault::Empty)),
        (geometry("MultiPolygon", "[]"), Err(Fault::Empty)),
        (geometry("Polygon", "[[[null,52],[0.1,52]]]"), Err(Fault::Malformed)),
        (geometry("Polygon", "{\"a\":1}"), Err(Fault::Malformed)),
        (geometry("Point", "[0,52]"), Err(Fault::NotAnArea)),
        (geometry("Circle", "[0,52]"), Err(Fault::Malformed)),
        ("no json".to_owned(), Err(Fault::Malformed)),
    ] {
        assert_eq!(Outline::parse(&text, &UK).map(|_| ()), expected, "{text}");
    }
}

#[test]
fn one_bad_feature_does_not_cost_the_others() {
    let good = geometry("Polygon", "[[[0,52],[0.1,52],[0.1,52.1],[0,52]]]");
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"a\":\"x\",\"n\":3}},\"geometry\":{good}}},\
         {{\"type\":\"Feature\",\"properties\":null,\"geometry\":null}}]}}"
    );
    let collection = read_feature_collection(&text).unwrap();
    let found: Vec<_> = collection.features.iter().map(|f| f.outline(Crs::Wgs84, &UK).map(|_| ())).collect();
    assert_eq!(found, [Ok(()), Err(Fault::Empty)]);
    assert_eq!(collection.features[0].properties, [("a".to_owned(), Some("x".to_owned())), ("n".to_owned(), Some("3".to_owned()))]);
}

/// A `.shp` of one record with these rings.
fn shp(rings: &[&[(f64, f64)]]) -> Vec<u8> {
    let points: Vec<_> = rings.iter().flat_map(|r| r.iter().copied()).collect();
    let mut content = 5_i32.to_le_bytes().to_vec();
    content.extend([0; 32]);
    content.extend(i32::try_from(rings.len()).unwrap().to_le_bytes());
    content.extend(i32::try_from(points.len()).unwrap().to_le_bytes());
    let mut start = 0_i32;
    for ring in rings {
        content.extend(start.to_le_bytes());
        start += i32::try_from(ring.len()).unwrap();
    }
    for (x, y) in points {
        content.extend(x.to_le_bytes());
        content.extend(y.to_le_bytes());
    }
    let mut out = 9994_i32.to_be_bytes().to_vec();
    out.extend([0; 24]);
    out.extend(1000_i32.to_le_bytes());
    out.extend(5_i32.to_le_bytes());
    out.extend([0; 64]);
    out.extend(1_i32.to_be_bytes());
    out.extend(i32::try_from(content.len() / 2).unwrap().to_be_bytes());
    out.extend(content);
    out
}

const OUTER: [(f64, f64); 5] = [(0.0, 52.0), (0.0, 52.3), (0.3, 52.3), (0.3, 52.0), (0.0, 52.0)];
const HOLE: [(f64, f64); 5] = [(0.1, 52.1), (0.2, 52.1), (0.2, 52.2), (0.1, 52.2), (0.1, 52.1)];

#[test]
fn a_hole_goes_to_the_ring_around_it() {
    let shapes = read_shapes(&shp(&[&HOLE, &OUTER]), Crs::Wgs84, &UK).unwrap();
    let outline = shapes[0].as_ref().unwrap();
    assert_eq!(outline.polygons().0.len(), 1);
    assert_eq!(outline.polygons().0[0].interiors().len(), 1);
}

#[test]
fn a_shapefile_cut_short_names_the_record() {
    let whole = shp(&[&OUTER]);
    assert_eq!(read_shapes(&whole[..whole.len() - 3], Crs::Wgs84, &UK), Err(ShapefileError::Truncated(1)));
    assert_eq!(read_shapes(&whole[..50], Crs::Wgs84, &UK), Err(ShapefileError::NotShapefile));
}

#[test]
fn grid_metres_become_degrees() {
    let square = [(545_000.0, 258_000.0), (545_000.0, 259_000.0), (546_000.0, 259_000.0), (546_000.0, 258_000.0), (545_000.0, 258_000.0)];
    let shapes = read_shapes(&shp(&[&square]), Crs::BritishNationalGrid, &UK).unwrap();
    let extent = shapes[0].as_ref().unwrap().extent().unwrap();
    assert!(extent.west > 0.11 && extent.east < 0.14 && extent.south > 52.19 && extent.north < 52.22, "{extent:?}");
}

/// A blob as GeoPackage stores it, without an envelope.
fn blob(srs_id: i32, rings: &[&[(f64, f64)]]) -> Vec<u8> {
    let mut out = b"GP\0\x01".to_vec();
    out.extend(srs_id.to_le_bytes());
    out.push(1);
    out.extend(3_u32.to_le_bytes());
    out.extend(u32::try_from(rings.len()).unwrap().to_le_bytes());
    for ring in rings {
        out.extend(u32::try_from(ring.len()).unwrap().to_le_bytes());
        for (x, y) in *ring {
            out.extend(x.to_le_bytes());
            out.extend(y.to_le_bytes());
        }
    }
    out
}

#[test]
fn geopackage_blobs_are_read_and_lying_counts_are_not_believed() {
    let good = blob(4326, &[&OUTER, &HOLE]);
    assert_eq!(outline_from_gpkg_blob(&good, &UK).map(|o| o.polygons().0[0].interiors().len()), Ok(1));
    let mut lying = good.clone();
    lying[13..17].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(outline_from_gpkg_blob(&lying, &UK), Err(Fault::Malformed));
    assert_eq!(outline_from_gpkg_blob(&good[..good.len() - 1], &UK), Err(Fault::Malformed));
    assert_eq!(outline_from_gpkg_blob(&blob(3857, &[&OUTER]), &UK), Err(Fault::Malformed));
}

fn any_ring() -> impl Strategy<Value = Vec<Coord<f64>>> {
    proptest::collection::vec((-5_000_000_i64..1_700_000, 50_000_000_i64..60_000_000), 3..40).prop_map(|points| {
        let mut ring: Vec<_> = points.into_iter().map(|(x, y)| coord! { x: x as f64 / 1e6, y: y as f64 / 1e6 }).collect();
        ring.push(ring[0]);
        ring
    })
}

fn print_ring(ring: &[Coord<f64>]) -> String {
    let points: Vec<String> = ring.iter().map(|p| format!("[{},{}]", p.x, p.y)).collect();
    format!("[{}]", points.join(","))
}

proptest! {
    #[test]
    fn printing_and_reading_is_the_identity(rings in proptest::collection::vec(any_ring(), 1..4)) {
        let printed: Vec<String> = rings.iter().map(|r| format!("[{}]", print_ring(r))).collect();
        let outline = Outline::parse(&geometry("MultiPolygon", &format!("[{}]", printed.join(","))), &UK).unwrap();
        prop_assert_eq!(Outline::parse(&outline.to_geojson(), &UK).unwrap(), outline);
    }

    #[test]
    fn thinning_keeps_ends_and_drops_nothing_far(ring in any_ring(), tolerance in 0.001_f64..2.0) {
        let thin = simplify(&ring, tolerance);
        prop_assert!(thin.len() >= 4 && thin.len() <= ring.len());
        prop_assert_eq!((thin.first(), thin.last()), (ring.first(), ring.last()));
        prop_assert!(thin.iter().all(|p| ring.contains(p)));
    }

    #[test]
    fn every_point_of_the_box_lands_in_the_picture(x in -9.0_f64..2.5, y in 49.5_f64..61.5) {
        let projection = Projection::fit(&UK, 600.0);
        let (across, down) = projection.place(coord! { x: x, y: y });
        prop_assert!((0.0..=600.001).contains(&across) && (0.0..=projection.height() + 0.001).contains(&down));
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = outline_from_gpkg_blob(&bytes, &UK);
        let _ = read_shapes(&bytes, Crs::BritishNationalGrid, &UK);
        let _ = read_attributes(&bytes);
        let _ = read_feature_collection(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_damaged_file_makes_no_reader_panic(at in 0_usize..300, byte in any::<u8>(), cut in 0_usize..300) {
        for mut bytes in [blob(4326, &[&OUTER, &HOLE]), shp(&[&OUTER, &HOLE])] {
            if let Some(b) = bytes.get_mut(at) {
                *b = byte;
            }
            bytes.truncate(bytes.len().saturating_sub(cut));
            let _ = outline_from_gpkg_blob(&bytes, &UK);
            let _ = read_shapes(&bytes, Crs::BritishNationalGrid, &UK);
        }
    }
}
