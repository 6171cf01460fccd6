//! The locator against a slow and obvious answer in whole numbers.

use geo_types::{Coord, LineString, MultiPolygon, Polygon, coord};
use geography::{Extent, Locator, Outline, PlaneError, polygons_from_wkb};
use proptest::prelude::*;

/// A ring of whole numbers, closed or not.
type Ring = Vec<(i64, i64)>;

/// Whole coordinates times `step`, from `at`: exact for powers of two, so that the answer does not change.
fn polygons(parts: &[Vec<Ring>], at: (f64, f64), step: f64) -> MultiPolygon<f64> {
    let ring = |ring: &Ring| {
        LineString::new(ring.iter().map(|(x, y)| coord! { x: at.0 + *x as f64 * step, y: at.1 + *y as f64 * step }).collect())
    };
    let polygon = |rings: &Vec<Ring>| Polygon::new(ring(&rings[0]), rings.iter().skip(1).map(ring).collect());
    MultiPolygon::new(parts.iter().map(polygon).collect())
}

/// In the polygon or on its boundary, by whole numbers alone.
fn holds(rings: &[Ring], (x, y): (i64, i64)) -> bool {
    let mut crossings = 0;
    for ring in rings {
        for (at, a) in ring.iter().enumerate() {
            let b = ring[(at + 1) % ring.len()];
            let (low, high) = if a.1 <= b.1 { (*a, b) } else { (b, *a) };
            let side = (high.0 - low.0) * (y - low.1) - (high.1 - low.1) * (x - low.0);
            if side == 0 && (low.1..=high.1).contains(&y) && (a.0.min(b.0)..=a.0.max(b.0)).contains(&x) {
                return true;
            }
            crossings += usize::from(low.1 <= y && y < high.1 && side > 0);
        }
    }
    crossings % 2 == 1
}

fn slow(areas: &[Vec<Vec<Ring>>], point: (i64, i64)) -> Option<usize> {
    areas.iter().position(|parts| parts.iter().any(|rings| holds(rings, point)))
}

/// Every point of a box, near and far.
fn every_point(size: i64) -> Vec<(i64, i64)> {
    (-2..=size + 2).flat_map(|x| (-2..=size + 2).map(move |y| (x, y))).collect()
}

fn check_all(areas: &[Vec<Vec<Ring>>], size: i64, at: (f64, f64), step: f64) -> Result<(), TestCaseError> {
    let shapes: Vec<_> = areas.iter().map(|parts| polygons(parts, at, step)).collect();
    let locator = Locator::new(&shapes).unwrap();
    let points = every_point(size);
    let xs: Vec<f64> = points.iter().map(|p| at.0 + p.0 as f64 * step).collect();
    let ys: Vec<f64> = points.iter().map(|p| at.1 + p.1 as f64 * step).collect();
    let places = locator.assign(&xs, &ys);
    for ((point, place), (x, y)) in points.iter().zip(places).zip(xs.iter().zip(&ys)) {
        let expected = slow(areas, *point);
        prop_assert_eq!(place.area(), expected, "{:?}", point);
        prop_assert_eq!(locator.area_of(coord! { x: *x, y: *y }), expected);
    }
    Ok(())
}

const SQUARE: [(i64, i64); 4] = [(0, 0), (12, 0), (12, 12), (0, 12)];

#[test]
fn boundaries_belong_to_the_first_area_and_holes_to_nobody() {
    let ring = |points: &[(i64, i64)]| points.to_vec();
    // A square with a hole; an island in the hole that touches its edge at a corner; a neighbour with a level shared
    // edge; one that touches a corner only; two parts far apart; a polygon of no area.
    let areas = vec![
        vec![vec![ring(&SQUARE), ring(&[(3, 3), (9, 3), (9, 9), (3, 9)])]],
        vec![vec![ring(&[(3, 6), (5, 4), (7, 6), (5, 8)])]],
        vec![vec![ring(&[(0, 12), (12, 12), (6, 20)])]],
        vec![vec![ring(&[(12, 12), (16, 12), (16, 16), (12, 16)])], vec![ring(&[(18, 0), (20, 0), (20, 2)])]],
        vec![vec![ring(&[(14, 4), (17, 7), (14, 4)])]],
    ];
    check_all(&areas, 20, (0.0, 0.0), 1.0).unwrap();
    let expected = [((3, 3), Some(0)), ((4, 4), None), ((3, 6), Some(0)), ((5, 6), Some(1)), ((6, 12), Some(0)), ((12, 12), Some(0))];
    for (point, area) in expected.into_iter().chain([((19, 1), Some(3)), ((15, 5), Some(4)), ((15, 6), None)]) {
        assert_eq!(slow(&areas, point), area, "{point:?}");
    }
}

#[test]
fn a_point_a_rounding_away_from_a_shared_edge_is_in_one_area() {
    // The edge runs through no representable point but its ends, nearly everywhere: rounding decides nothing.
    let (low, high) = (coord! { x: 0.1, y: 0.3 }, coord! { x: 7.3, y: 5.9 });
    let triangle = |corner| MultiPolygon::from(Polygon::new(LineString::new(vec![low, high, corner, low]), vec![]));
    let (below, above) = (triangle(coord! { x: 7.3, y: 0.3 }), triangle(coord! { x: 0.1, y: 5.9 }));
    let locator = Locator::new([&below, &above]).unwrap();
    let reversed = Locator::new([&above, &below]).unwrap();
    let mut on_the_edge = 0;
    for step in 1..2000 {
        let mut p = coord! { x: 0.1 + 7.2 * f64::from(step) / 2000.0, y: 0.0 };
        p.y = 0.3 + 5.6 * ((p.x - 0.1) / 7.2);
        for _ in 0..6 {
            p.y = p.y.next_down();
        }
        for _ in 0..12 {
            let (first, last) = (locator.area_of(p).unwrap(), 1 - reversed.area_of(p).unwrap());
            on_the_edge += usize::from(first != last);
            assert!(first <= last, "no point is beyond both areas: {p:?}");
            p.y = p.y.next_up();
        }
    }
    assert!(on_the_edge < 200, "{on_the_edge} points in line with the edge");
}

#[test]
fn what_is_no_place_is_in_no_area() {
    let square = polygons(&[vec![SQUARE.to_vec()]], (0.0, 0.0), 1.0);
    let locator = Locator::new([&square]).unwrap();
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300];
    for x in odd {
        assert_eq!(locator.area_of(coord! { x: x, y: 1.0 }), None);
        assert_eq!(locator.area_of(coord! { x: 1.0, y: x }), None);
    }
    assert!(locator.assign(&odd, &odd).iter().all(|p| p.area().is_none()));
    assert_eq!(locator.assign(&[1.0, 2.0], &[1.0]).len(), 1);
    let empty = MultiPolygon::<f64>::new(vec![]);
    assert_eq!(Locator::new([&empty, &square]).unwrap().area_of(coord! { x: 1.0, y: 1.0 }), Some(1));
    assert_eq!(Locator::new([&empty]).unwrap().area_of(coord! { x: 0.0, y: 0.0 }), None);
    for bad in odd {
        let mut rings = vec![coord! { x: 0.0, y: 0.0 }; 4];
        rings[2] = coord! { x: 1.0, y: bad };
        let shape = MultiPolygon::from(Polygon::new(LineString::new(rings), vec![]));
        assert_eq!(Locator::new([&square, &shape]).map(|_| ()), Err(PlaneError::OffThePlane(1)));
    }
}

#[test]
fn outlines_and_well_known_binary_come_in_alike() {
    let outline =
        Outline::parse("{\"type\":\"Polygon\",\"coordinates\":[[[0,52],[1,52],[1,53],[0,52]]]}", &Extent::UNITED_KINGDOM).unwrap();
    let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
    for p in outline.points() {
        wkb.extend([p.x, p.y].iter().flat_map(|c| c.to_le_bytes()));
    }
    let read = polygons_from_wkb(&wkb).unwrap();
    assert_eq!(&read, outline.polygons());
    for locator in [Locator::of_outlines([&outline]).unwrap(), Locator::new([&read]).unwrap()] {
        assert_eq!(locator.area_of(coord! { x: 0.9, y: 52.5 }), Some(0));
    }
}

/// Rings anyhow: they may cross themselves, repeat points, and overlap other areas.
fn any_ring(size: i64) -> impl Strategy<Value = Ring> {
    proptest::collection::vec((0..=size, 0..=size), 3..12)
}

fn any_areas(size: i64) -> impl Strategy<Value = Vec<Vec<Vec<Ring>>>> {
    let polygon = proptest::collection::vec(any_ring(size), 1..3);
    proptest::collection::vec(proptest::collection::vec(polygon, 1..3), 1..7)
}

/// A lattice of quadrilaterals whose corners are moved about: areas share edges and corners exactly. Some are missing.
fn torn_lattice() -> impl Strategy<Value = Vec<Vec<Vec<Ring>>>> {
    (2_usize..7, proptest::collection::vec((-3_i64..=3, -3_i64..=3, any::<bool>(), 0_u8..6), 64)).prop_map(|(side, moves)| {
        let corner = |x: usize, y: usize| {
            let (dx, dy, _, _) = moves[(y * 8 + x) % 64];
            (8 * i64::try_from(x).unwrap() + dx, 8 * i64::try_from(y).unwrap() + dy)
        };
        let cell = |x: usize, y: usize| {
            let (_, _, backwards, torn) = moves[(y * 8 + x) % 64];
            let mut ring = vec![corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)];
            if backwards {
                ring.reverse();
            }
            (torn > 0).then(|| vec![vec![ring]])
        };
        (0..side).flat_map(|y| (0..side).map(move |x| (x, y))).filter_map(|(x, y)| cell(x, y)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_areas_are_as_the_slow_answer(areas in any_areas(24)) {
        check_all(&areas, 24, (0.0, 0.0), 1.0)?;
    }

    #[test]
    fn a_torn_lattice_is_as_the_slow_answer(areas in torn_lattice()) {
        check_all(&areas, 60, (0.0, 0.0), 1.0)?;
    }

    #[test]
    fn far_from_nought_nothing_changes(areas in torn_lattice(), far in prop_oneof![Just(1_u64 << 30), Just(1 << 44), Just(1 << 50)], small in any::<bool>()) {
        // Sums stay representable, so that the whole numbers still tell the truth.
        let step = if small && far < 1 << 44 { 1.0 / 1024.0 } else { 1.0 };
        check_all(&areas, 60, (-(far as f64), far as f64), step)?;
    }

    #[test]
    fn one_far_part_costs_time_but_no_truth(mut areas in torn_lattice(), far in 1_000_i64..1_000_000_000) {
        areas.push(vec![vec![vec![(far, far), (far + 2, far), (far + 1, far + 5)]]]);
        check_all(&areas, 60, (0.0, 0.0), 1.0)?;
    }

    #[test]
    fn many_small_areas_fill_whole_cells(side in 20_i64..40, size in 1_i64..4, hole in any::<bool>()) {
        // Large areas of many edges, so that the grid is fine and most cells lie wholly in one area.
        let tooth = |k: i64| [(k * 2 * size, 0), (k * 2 * size + size, 1)];
        let mut ring: Ring = (0..side).flat_map(tooth).collect();
        let east = side * 2 * size;
        ring.extend([(east, 0), (east, east), (0, east)]);
        let inner = vec![(east / 4, east / 4), (east / 2, east / 4), (east / 2, east / 2), (east / 4, east / 2)];
        let first = if hole { vec![ring, inner.clone()] } else { vec![ring] };
        check_all(&[vec![first], vec![vec![inner]]], east, (0.0, 0.0), 1.0)?;
    }

    #[test]
    fn any_coordinates_make_no_panic(raw in proptest::collection::vec(proptest::collection::vec((any::<f64>(), any::<f64>()), 0..9), 0..5)) {
        let shapes: Vec<MultiPolygon<f64>> = raw
            .iter()
            .map(|ring| MultiPolygon::from(Polygon::new(LineString::from(ring.clone()), vec![])))
            .collect();
        if let Ok(locator) = Locator::new(&shapes) {
            for (x, y) in raw.iter().flatten() {
                let _ = locator.area_of(Coord { x: *x, y: *y });
            }
        }
    }
}
