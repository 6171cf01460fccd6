//! Neighbours: published lists, lattices, and a slow answer.

use geo_types::{LineString, MultiPolygon, Polygon, polygon};
use geography::{Boundary, Contiguity, Criterion, PlaneError, read_plane_shapes};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

const BOTH: [Boundary; 2] = [Boundary::SharedPoints, Boundary::AnyPoint];

fn find(areas: &[MultiPolygon<f64>], criterion: Criterion, boundary: Boundary) -> Vec<(u32, u32)> {
    Contiguity::find(areas, criterion, boundary).unwrap().pairs().to_vec()
}

fn study_area(name: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("WARDMOTE_OPEN_DATA") else {
        eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
        return None;
    };
    Some(PathBuf::from(root).join("spatial-statistics").join(name))
}

fn shapes(path: PathBuf) -> Vec<MultiPolygon<f64>> {
    read_plane_shapes(&std::fs::read(path).unwrap()).unwrap().into_iter().map(|shape| shape.unwrap()).collect()
}

/// The pairs of a published neighbour list whose names are 1, 2, 3…
fn published(path: PathBuf) -> Vec<(u32, u32)> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().skip(1);
    let mut pairs = BTreeSet::new();
    while let (Some(head), Some(list)) = (lines.next(), lines.next()) {
        let i: u32 = head.split_whitespace().next().unwrap().parse().unwrap();
        for j in list.split_whitespace().map(|j| j.parse::<u32>().unwrap()) {
            pairs.insert((i.min(j) - 1, i.max(j) - 1));
        }
    }
    pairs.into_iter().collect()
}

#[test]
fn columbus_has_its_published_queen_neighbours() {
    let Some(folder) = study_area("columbus") else { return };
    let areas = shapes(folder.join("columbus.shp"));
    let expected = published(folder.join("columbus.gal"));
    assert_eq!((areas.len(), expected.len()), (49, 118));
    for boundary in BOTH {
        assert_eq!(find(&areas, Criterion::Queen, boundary), expected, "{boundary:?}");
    }
}

#[test]
fn columbus_has_the_rook_neighbours_of_the_published_geary() {
    let Some(folder) = study_area("columbus") else { return };
    let areas = shapes(folder.join("columbus.shp"));
    let (names, rows) = geography::read_attributes(&std::fs::read(folder.join("columbus.dbf")).unwrap()).unwrap();
    let column = names.iter().position(|n| n == "CRIME").unwrap();
    let y: Vec<f64> = rows.iter().map(|row| String::from_utf8_lossy(&row[column]).trim().parse().unwrap()).collect();
    let mean = y.iter().sum::<f64>() / 49.0;
    let spread: f64 = y.iter().map(|v| (v - mean) * (v - mean)).sum();
    for boundary in BOTH {
        let neighbours = Contiguity::find(&areas, Criterion::Rook, boundary).unwrap().neighbours();
        let apart = |(i, list): (usize, &Vec<usize>)| list.iter().map(|j| (y[i] - y[*j]).powi(2)).sum::<f64>() / list.len() as f64;
        let sum: f64 = neighbours.iter().enumerate().map(apart).sum();
        let c = 48.0 * sum / (2.0 * 49.0 * spread);
        assert!((c - 0.515_440_805_865_241_1).abs() < 1e-12, "{boundary:?}: {c}");
    }
}

#[test]
fn st_louis_has_its_published_neighbours() {
    let Some(folder) = study_area("stl") else { return };
    let areas = shapes(folder.join("stl_hom.shp"));
    let rook = published(folder.join("stl_hom_rook.gal"));
    assert_eq!((areas.len(), rook.len()), (78, 199));
    // The folder's README calls stl.gal queen, but it lists the rook pairs: the two places where four counties meet at a
    // corner give four pairs more.
    assert_eq!(published(folder.join("stl.gal")), rook);
    let corners = [(32, 36), (34, 39), (65, 75), (66, 72)];
    for boundary in BOTH {
        assert_eq!(find(&areas, Criterion::Rook, boundary), rook, "{boundary:?}");
        let queen: BTreeSet<_> = find(&areas, Criterion::Queen, boundary).into_iter().collect();
        assert_eq!(queen, rook.iter().copied().chain(corners).collect(), "{boundary:?}");
    }
}

fn square(x: f64, y: f64, size: f64) -> MultiPolygon<f64> {
    MultiPolygon::from(polygon![(x: x, y: y), (x: x + size, y: y), (x: x + size, y: y + size), (x: x, y: y + size)])
}

#[test]
fn borders_that_list_no_point_in_common_are_found_on_the_lines_only() {
    // A large square with two small ones on its eastern side that end short of its corners; a third beside a corner of
    // the large one; one a hair away.
    let areas =
        [square(0.0, 0.0, 8.0), square(8.0, 1.0, 3.0), square(8.0, 4.0, 3.0), square(8.0, 8.0, 1.0), square(8.0_f64.next_up(), -2.0, 1.0)];
    assert_eq!(find(&areas, Criterion::Queen, Boundary::SharedPoints), [(0, 3), (1, 2)]);
    assert_eq!(find(&areas, Criterion::Queen, Boundary::AnyPoint), [(0, 1), (0, 2), (0, 3), (1, 2)]);
    assert_eq!(find(&areas, Criterion::Rook, Boundary::SharedPoints), [(1, 2)]);
    assert_eq!(find(&areas, Criterion::Rook, Boundary::AnyPoint), [(0, 1), (0, 2), (1, 2)]);
}

#[test]
fn an_area_in_a_hole_touches_the_area_around_it() {
    let hole = LineString::from(vec![(2.0, 2.0), (6.0, 2.0), (6.0, 6.0), (2.0, 6.0), (2.0, 2.0)]);
    let around = MultiPolygon::from(Polygon::new(square(0.0, 0.0, 8.0).0[0].exterior().clone(), vec![hole]));
    let areas = [around, square(2.0, 2.0, 4.0), square(3.0, 3.0, 1.0)];
    for boundary in BOTH {
        assert_eq!(find(&areas, Criterion::Rook, boundary), [(0, 1)]);
    }
}

#[test]
fn what_is_no_shape_has_no_neighbours() {
    let empty = MultiPolygon::<f64>::new(vec![]);
    let lists = Contiguity::find([&empty, &square(0.0, 0.0, 1.0)], Criterion::Queen, Boundary::AnyPoint).unwrap().neighbours();
    assert_eq!(lists, [vec![], Vec::<usize>::new()]);
    let bad = square(0.0, f64::NAN, 1.0);
    assert_eq!(Contiguity::find([&empty, &bad], Criterion::Queen, Boundary::AnyPoint), Err(PlaneError::OffThePlane(1)));
}

/// Polygons of whole numbers, which may cross themselves and each other.
fn any_shapes() -> impl Strategy<Value = Vec<Vec<Vec<(i64, i64)>>>> {
    proptest::collection::vec(proptest::collection::vec(proptest::collection::vec((0_i64..16, 0_i64..16), 3..7), 1..3), 2..7)
}

type Line = ((i64, i64), (i64, i64));

/// 0 apart, 1 at a point, 2 along: whole numbers only.
fn slow_meeting((a, b): Line, (c, d): Line) -> u8 {
    let side = |p: (i64, i64), q: (i64, i64), r: (i64, i64)| ((q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)).signum();
    let within = |p: (i64, i64), q: (i64, i64), r: (i64, i64)| {
        side(p, q, r) == 0 && (p.0.min(q.0)..=p.0.max(q.0)).contains(&r.0) && (p.1.min(q.1)..=p.1.max(q.1)).contains(&r.1)
    };
    let on: BTreeSet<_> =
        [(c, d, a), (c, d, b), (a, b, c), (a, b, d)].into_iter().filter(|(p, q, r)| within(*p, *q, *r)).map(|(_, _, r)| r).collect();
    if on.len() > 1 {
        return 2;
    }
    let crosses = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    u8::from(crosses || on.len() == 1)
}

fn lines(parts: &[Vec<(i64, i64)>]) -> Vec<Line> {
    let ring = |ring: &Vec<(i64, i64)>| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).collect::<Vec<_>>();
    parts.iter().flat_map(ring).filter(|(a, b)| a != b).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn the_lines_meet_as_the_slow_answer_says(shapes in any_shapes(), step in prop_oneof![Just(1.0), Just(0.1)]) {
        // A tenth is not exact, but ends that are equal stay equal; only whole steps can be held against whole numbers.
        let polygon = |ring: &Vec<(i64, i64)>| {
            Polygon::new(LineString::from(ring.iter().map(|p| (p.0 as f64 * step, p.1 as f64 * step)).collect::<Vec<_>>()), vec![])
        };
        let areas: Vec<MultiPolygon<f64>> = shapes.iter().map(|parts| MultiPolygon::new(parts.iter().map(polygon).collect())).collect();
        for (criterion, least) in [(Criterion::Queen, 1), (Criterion::Rook, 2)] {
            let found = find(&areas, criterion, Boundary::AnyPoint);
            let listed = find(&areas, criterion, Boundary::SharedPoints);
            prop_assert!(listed.iter().all(|pair| found.contains(pair)));
            let mut expected = Vec::new();
            for (i, a) in shapes.iter().enumerate() {
                for (j, b) in shapes.iter().enumerate().skip(i + 1) {
                    let (a, b) = (lines(a), lines(b));
                    if a.iter().any(|p| b.iter().any(|q| slow_meeting(*p, *q) >= least)) {
                        expected.push((u32::try_from(i).unwrap(), u32::try_from(j).unwrap()));
                    }
                }
            }
            if (step - 1.0_f64).abs() < 1e-9 {
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn a_lattice_has_the_neighbours_of_a_chessboard(columns in 1_usize..9, rows in 1_usize..9, scale in 0.001_f64..1e6) {
        // Corners are computed once each, so neighbours share them to the last bit.
        let corner = |x: usize, y: usize| (x as f64 * scale, y as f64 * scale);
        let areas: Vec<MultiPolygon<f64>> = (0..rows)
            .flat_map(|y| (0..columns).map(move |x| (x, y)))
            .map(|(x, y)| {
                let ring = vec![corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)];
                MultiPolygon::from(Polygon::new(LineString::from(ring), vec![]))
            })
            .collect();
        let (sides, diagonals) = (rows * (columns - 1) + columns * (rows - 1), 2 * (rows - 1) * (columns - 1));
        for boundary in BOTH {
            prop_assert_eq!(find(&areas, Criterion::Rook, boundary).len(), sides);
            prop_assert_eq!(find(&areas, Criterion::Queen, boundary).len(), sides + diagonals);
        }
    }

    #[test]
    fn the_order_of_areas_only_renames_them(shapes in any_shapes(), turn in 0_usize..6) {
        let polygon = |ring: &Vec<(i64, i64)>| Polygon::new(LineString::from(ring.iter().map(|p| (p.0 as f64, p.1 as f64)).collect::<Vec<_>>()), vec![]);
        let areas: Vec<MultiPolygon<f64>> = shapes.iter().map(|parts| MultiPolygon::new(parts.iter().map(polygon).collect())).collect();
        let mut turned = areas.clone();
        let turn = turn % areas.len();
        turned.rotate_left(turn);
        let count = areas.len();
        let back = |i: u32| u32::try_from((i as usize + turn) % count).unwrap();
        let renamed: BTreeSet<_> = find(&turned, Criterion::Queen, Boundary::AnyPoint)
            .into_iter()
            .map(|(i, j)| (back(i).min(back(j)), back(i).max(back(j))))
            .collect();
        prop_assert_eq!(renamed.into_iter().collect::<Vec<_>>(), find(&areas, Criterion::Queen, Boundary::AnyPoint));
    }
}
