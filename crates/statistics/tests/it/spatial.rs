//! Published figures of spatial statistics: the unit tests of `PySAL`'s esda at commit 11450be, to their printed digits.
//!
//! The maps behind them are read from `WARDMOTE_OPEN_DATA/spatial-statistics`. Figures that came out of numpy's
//! generator can't be had again bit for bit; each is held within the Monte Carlo error of its number of draws.

use statistics::{
    AreaValues, Neighbours, Weights, benjamini_hochberg, benjamini_yekutieli, geary_c, getis_ord_g, gi, gi_star, local_geary, local_moran,
    local_moran_moments, moran_i, neighbours_mean_in_deviations, own_draws, parse_gal,
};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The number, rounded to as many decimals as were printed, is what was printed.
fn prints(got: f64, want: &str) {
    let decimals = want.split_once('.').map_or(0, |(_, digits)| digits.len());
    assert_eq!(format!("{got:.decimals$}"), want);
}

/// A figure printed with all its digits: equal but for the order of additions.
fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 2e-12 * want.abs(), "got {got:e}, want {want:e}");
}

fn open_data() -> Option<PathBuf> {
    let folder = std::env::var_os("WARDMOTE_OPEN_DATA").map(|d| PathBuf::from(d).join("spatial-statistics"));
    if folder.is_none() {
        eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
    }
    folder
}

fn six_points() -> (Vec<f64>, Neighbours) {
    let points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)];
    let near = |(a, b): ((i32, i32), (i32, i32))| (a.0 - b.0).pow(2) + (a.1 - b.1).pow(2) <= 15 * 15;
    let pairs = (0..6).flat_map(|i| (0..i).map(move |j| (i, j))).filter(|(i, j)| near((points[*i as usize], points[*j as usize])));
    (vec![2.0, 3.0, 3.2, 5.0, 8.0, 7.0], Neighbours::from_pairs(6, pairs).unwrap())
}

#[test]
fn six_points_of_getis_and_ord() {
    let (values, neighbours) = six_points();
    let areas = AreaValues::new(&values, &neighbours).unwrap();
    let global = getis_ord_g(&areas).unwrap();
    prints(global.value, "0.55709779");
    prints(global.if_dealt_out.one_tail, "0.172936");

    let z = gi(&areas);
    prints(z[0].unwrap(), "-1.0136729");
    for (at, want) in [
        (0, -1.013_672_898_550_257_2),
        (1, -0.043_615_894_201_693_82),
        (2, 1.315_587_028_960_543_8),
        (3, -0.314_126_758_204_562_76),
        (4, 1.153_739_858_106_773),
        (5, 1.778_339_408_621_096_6),
    ] {
        close(z[at].unwrap(), want);
    }
    let star = gi_star(&areas);
    for (got, want) in star.iter().zip(["-1.39727626", "-0.28917762", "0.65064964", "-0.28917762", "1.23452088", "2.02424331"]) {
        prints(got.unwrap(), want);
    }
    prints(neighbours_mean_in_deviations(&areas, false)[0].unwrap(), "-0.62074534");
    prints(neighbours_mean_in_deviations(&areas, true)[0].unwrap(), "-0.62488094");

    // Folded p 0.102 from 999 draws of numpy under seed 10; two such runs differ by their binomial errors.
    let tally = own_draws(&areas, 999, 10)[0].unwrap();
    let error = (2.0 * 0.102 * 0.898 / 999.0_f64).sqrt();
    assert!((tally.folded_p_gi() - 0.102).abs() < 4.0 * error, "{}", tally.folded_p_gi());
}

#[test]
fn a_lattice_of_three_by_three() {
    let right = (0..9).filter(|i| i % 3 < 2).map(|i| (i, i + 1));
    let neighbours = Neighbours::from_pairs(9, right.chain((0..6).map(|i| (i, i + 3)))).unwrap();
    let values: Vec<f64> = (1..=9).map(f64::from).collect();
    let moran = moran_i(&AreaValues::new(&values, &neighbours).unwrap(), Weights::Binary).unwrap();
    prints(moran.if_dealt_out.variance, "0.0596875");
    prints(moran.if_normal.unwrap().variance, "0.053125");
}

#[test]
fn de_smiths_ten_areas() {
    let Some(folder) = open_data() else { return };
    let gal = parse_gal(&std::fs::read_to_string(folder.join("desmith/desmith.gal")).unwrap()).unwrap();
    let text = std::fs::read_to_string(folder.join("desmith/desmith.txt")).unwrap();
    let values: Vec<f64> = text.lines().skip(2).map(|l| l.split(',').nth(1).unwrap().trim().parse().unwrap()).collect();
    let areas = AreaValues::new(&values, &gal.neighbours).unwrap();
    let moments = local_moran_moments(&areas);
    assert_eq!(moments.len(), 10);
    for moment in &moments {
        close(moment.expected, -0.111_111_111_111_111_1);
    }
    let variance = ["0.394432", "0.394432", "0.394432", "0.148043", "0.148043", "0.394432", "0.394432", "0.230173", "0.230173", "0.394432"];
    let conditional = [
        "-0.00838113",
        "-0.0243949",
        "-0.07031778",
        "-0.21520869",
        "-0.16547163",
        "-0.00178435",
        "-0.11531888",
        "-0.36138555",
        "-0.05471258",
        "-0.09413562",
    ];
    let conditional_variance = [
        "0.03636013",
        "0.10412408",
        "0.28600769",
        "0.26389674",
        "0.21576683",
        "0.00779261",
        "0.44633942",
        "0.57696508",
        "0.12929777",
        "0.3730742",
    ];
    for (at, moment) in moments.iter().enumerate() {
        prints(moment.variance, variance[at]);
        prints(moment.conditional_expected, conditional[at]);
        prints(moment.conditional_variance, conditional_variance[at]);
    }
    // z −0.6990 and its one tail 0.24227 from 99 draws of numpy under seed 12345. The draws' mean has a standard error of
    // 1/√99, their deviation one of 1/√198 of z; esda's statistic is (n − 1)/n of the one its moments are for.
    let moran = local_moran(&areas)[0].unwrap() * 10.0 / 9.0;
    let z = (moran - moments[0].conditional_expected) / moments[0].conditional_variance.sqrt();
    let error = (1.0 / 99.0 + z * z / 198.0_f64).sqrt();
    assert!((z + 0.699_029_116).abs() < 4.0 * error, "{z}");
    let tail = 0.5 * libm::erfc(z.abs() / 2_f64.sqrt());
    assert!((tail - 0.242_266_917_5).abs() < 4.0 * error * 0.4, "{tail}");
}

#[test]
fn homicides_around_st_louis() {
    let Some(folder) = open_data() else { return };
    let text = std::fs::read_to_string(folder.join("stl/stl_hom.txt")).unwrap();
    let values: Vec<f64> = text.lines().skip(2).map(|l| l.split(',').nth(2).unwrap().parse().unwrap()).collect();
    let gal = parse_gal(&std::fs::read_to_string(folder.join("stl/stl.gal")).unwrap()).unwrap();
    assert_eq!((values.len(), gal.ids.len()), (78, 78));
    let areas = AreaValues::new(&values, &gal.neighbours).unwrap();
    let moran = moran_i(&areas, Weights::RowStandardised).unwrap();
    close(moran.value, 0.243_655_826_217_716_6);
    close(moran.if_normal.unwrap().one_tail, 0.000_135_739_313_854_688_07);
    // Printed cut off, not rounded: a unit of the last digit is left open.
    assert!((local_geary(&areas)[0].unwrap() - 0.696_703_432).abs() < 1e-9);
    // The other header, the same areas.
    let rook = parse_gal(&std::fs::read_to_string(folder.join("stl/stl_hom_rook.gal")).unwrap()).unwrap();
    assert_eq!(rook, gal);
    assert!(gal.neighbours.one_sided().is_empty());
}

/// The polygons of a shapefile as lists of rings' corners, bit for bit.
fn corners(bytes: &[u8]) -> Vec<Vec<Vec<(u64, u64)>>> {
    let whole = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let bits = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let (mut polygons, mut at) = (Vec::new(), 100);
    while at < bytes.len() {
        let words = u32::from_be_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        let record = at + 8;
        let (parts, points) = (whole(record + 36), whole(record + 40));
        let mut ends: Vec<usize> = (0..parts).map(|p| whole(record + 44 + 4 * p)).collect();
        ends.push(points);
        let first = record + 44 + 4 * parts;
        let point = |p: usize| (bits(first + 16 * p), bits(first + 16 * p + 8));
        polygons.push(ends.windows(2).map(|w| (w[0]..w[1]).map(point).collect()).collect());
        at = record + 2 * words;
    }
    polygons
}

/// One numeric column of a dBASE table.
fn column(bytes: &[u8], name: &str) -> Vec<f64> {
    let short = |at: usize| u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()) as usize;
    let (header, length) = (short(8), short(10));
    let (mut field, mut offset) = (32, 1);
    while !bytes[field..].starts_with(&[name.as_bytes(), b"\0"].concat()) {
        offset += usize::from(bytes[field + 16]);
        field += 32;
    }
    let width = usize::from(bytes[field + 16]);
    let row = |r: &[u8]| std::str::from_utf8(&r[offset..offset + width]).unwrap().trim().parse().unwrap();
    bytes[header..].chunks_exact(length).map(row).collect()
}

#[test]
fn crime_in_columbus() {
    let Some(folder) = open_data() else { return };
    let values = column(&std::fs::read(folder.join("columbus/columbus.dbf")).unwrap(), "CRIME");
    let polygons = corners(&std::fs::read(folder.join("columbus/columbus.shp")).unwrap());
    // Rook: an edge in common, whichever way round.
    let mut sides: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for (area, rings) in (0..).zip(&polygons) {
        for side in rings.iter().flat_map(|ring| ring.windows(2)) {
            sides.entry((side[0].min(side[1]), side[0].max(side[1]))).or_default().push(area);
        }
    }
    let pairs = sides.values().flat_map(|on| on.iter().flat_map(|i| on.iter().map(move |j| (*i, *j)))).filter(|(i, j)| i < j);
    let rook = Neighbours::from_pairs(polygons.len(), pairs).unwrap();
    let areas = AreaValues::new(&values, &rook).unwrap();
    let geary = geary_c(&areas, Weights::RowStandardised).unwrap();
    close(geary.value, 0.515_440_805_865_241_1);
    let (normal, dealt) = (geary.if_normal.unwrap(), geary.if_dealt_out);
    close(normal.variance, 0.011_403_109_626_468_939);
    close(normal.z, -4.537_693_820_160_8);
    assert!((normal.one_tail / 2.843_637_593_696_705_4e-06 - 1.0).abs() < 1e-10, "{:e}", normal.one_tail);
    close(dealt.variance, 0.010_848_882_767_131_886);
    close(dealt.z, -4.652_156_651_668_989);
    // The remark beside the figures: the GAL file in that folder is queen contiguity and gives another C.
    let queen = parse_gal(&std::fs::read_to_string(folder.join("columbus/columbus.gal")).unwrap()).unwrap();
    let geary = geary_c(&AreaValues::new(&values, &queen.neighbours).unwrap(), Weights::RowStandardised).unwrap();
    prints(geary.value, "0.54052820");
}

#[test]
fn fifteen_p_values_of_benjamini_and_hochberg() {
    // J. R. Statist. Soc. B 57 (1995) section 3.2: at 0.05 the four smallest are called; a plain Bonferroni calls three.
    let p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
    let mut given: Vec<Option<f64>> = p.iter().rev().map(|p| Some(*p)).collect();
    given.insert(7, None);
    let q = benjamini_hochberg(&given);
    assert_eq!(q.iter().flatten().filter(|q| **q < 0.05).count(), 4);
    assert_eq!(q[7], None);
    prints(q[15].unwrap(), "0.0015");
    prints(q[12].unwrap(), "0.035625");
    // Yekutieli's: the same times 1 + 1/2 + … + 1/15 = 3.318229, so three are left.
    let strict = benjamini_yekutieli(&given);
    assert_eq!(strict.iter().flatten().filter(|q| **q < 0.05).count(), 3);
    prints(strict[15].unwrap() / 0.0015, "3.318229");
    assert!(benjamini_hochberg(&[]).is_empty());
}
