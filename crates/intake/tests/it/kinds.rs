//! What each kind keeps, rejects and refuses.

use crate::{read, reasons};
use base::Vintage;
use intake::{Kind, NamedBytes, ReadOptions, read_extract};

#[test]
fn a_lookup_is_recognised_however_its_columns_are_spelled() {
    let check = |header: &str, row: &str, relation: &str, geography: &str| {
        let parsed = read(Kind::AreaLookup, "lookup.csv", format!("{header}\n{row}\n").as_bytes()).unwrap();
        assert_eq!((parsed.units[0].force.as_str(), parsed.geography.as_str()), (relation, geography), "{header}");
        assert_eq!((parsed.rows_read, parsed.table.rows.len(), parsed.units[0].rows), (1, 1, 1));
    };
    check("lsoa21_code,ward24_code,ltla24_code", "E01000001,E05000001,E07000001", "lsoa21-ward24-ltla24", "2021");
    check("\u{feff}LAD24NM , WD24CD, LSOA21CD,LAD24CD", "North,E05000001,E01000001,E07000001", "lsoa21-ward24-ltla24", "2021");
    check("LSOA11CD,LAD21CD", "E01000001,E07000001", "lsoa11-ltla21", "2011");
    check("LAD24CD,CSP24CD,PFA24CD", "E07000001,E22000001,E23000001", "ltla24-csp24-pfa24", "");
    check("lsoa_code,ward_code,district_code,force,population", "E01000001,E05000001,E07000001,Shire,1500", "lsoa-ward-ltla", "");
}

#[test]
fn rows_of_a_lookup_are_rejected_for_named_reasons() {
    let text = "lsoa21_code,ward24_code\r\nE01000001,E05000001\r\n\r\nE0100,E05000001\r\n,E05000001\r\nE01000001,E05000002\r\n\
                E05000001,E05000001\r\nE01000003,E05000001,x\r\nE01000001,E05000001\r\n";
    let parsed = read(Kind::AreaLookup, "lookup.csv", text.as_bytes()).unwrap();
    let expected =
        [(4, "malformed_code"), (5, "missing_code"), (6, "contradicts_earlier_row"), (7, "wrong_level"), (8, "wrong_field_count")];
    assert_eq!(reasons(&parsed), expected);
    assert_eq!((parsed.rows_read, parsed.table.rows.len()), (7, 2));
    assert_eq!(parsed.problems[0].fields, ["E0100", "E05000001"]);
    assert_eq!(parsed.problems[0].column, "lsoa21_code");
}

#[test]
fn line_endings_make_no_difference() {
    let text = "lsoa21_code,ward24_code\nE01000001,E05000001\n\nE0100,E05000001\n";
    let plain = read(Kind::AreaLookup, "a.csv", text.as_bytes()).unwrap();
    for ending in ["\r\n", "\r"] {
        assert_eq!(read(Kind::AreaLookup, "a.csv", text.replace('\n', ending).as_bytes()).unwrap(), plain, "{ending:?}");
    }
}

#[test]
fn a_kind_points_to_the_other_kind() {
    let changes = b"lsoa11_code,change_code,lsoa21_code\nE01000001,U,E01000001\n";
    let lookup = b"lsoa21_code,ward24_code\nE01000001,E05000001\n";
    let households = b"ltla23_code,households\nE07000001,100\n";
    for (kind, bytes, code) in [
        (Kind::AreaLookup, &changes[..], "kind-is-area-changes"),
        (Kind::AreaChanges, &lookup[..], "kind-is-area-lookup"),
        (Kind::Population, &households[..], "kind-is-households"),
        (Kind::Population, &lookup[..], "columns-not-recognised"),
    ] {
        let refused = read(kind, "f.csv", bytes).unwrap_err();
        assert_eq!(refused.code, code);
        assert!(refused.message.contains("`f.csv`") && !refused.remedy.is_empty(), "{refused}");
    }
}

#[test]
fn changes_keep_their_letter() {
    let text = "LSOA11CD,LSOA21CD,CHGIND\nE01000001,E01000001,U\nE01000002,E01000009,Q\nE01000001,E01000001,U\n";
    let parsed = read(Kind::AreaChanges, "c.csv", text.as_bytes()).unwrap();
    assert_eq!(reasons(&parsed), [(3, "unknown_change_code"), (4, "repeated_row")]);
    assert_eq!(intake::area_changes::changes_from_table(&parsed.table).len(), 1);
}

#[test]
fn the_year_of_residents_is_found_and_how_is_said() {
    let check = |name: &str, header: &str, unit: &str, from: &str| {
        let parsed = read(Kind::Population, name, format!("{header}\nE01000001,\"1,954\"\n").as_bytes()).unwrap();
        assert_eq!((parsed.units[0].force.as_str(), parsed.notes["year_from"].as_str()), (unit, from), "{name} {header}");
        assert_eq!(parsed.table.rows[0].last().and_then(base::Value::as_whole), Some(1954));
    };
    check("population20_lsoa11_total.csv", "lsoa11_code,total_population", "lsoa11-2020", "file name");
    check("2019_population.csv", "lsoa,pop", "lsoa-2019", "file name");
    check("areas.csv", "lsoa_code,population", "lsoa", "not known");
    check("x.csv", "lsoa21_code,population_2022", "lsoa21-2022", "column");
    check("sape_2011.csv", "lsoa21_code,mid-2022 population", "lsoa21-2022", "column");
}

#[test]
fn rows_of_residents_are_rejected_for_named_reasons() {
    let text = "lsoa,pop\nE01000001,5\n95ZZ16S1,6\nE01000001,5\nE01000001,7\nE01000002,-1\nE01000003,1.5\nE01000004,\nGrand Total,99\n";
    let parsed = read(Kind::Population, "p.csv", text.as_bytes()).unwrap();
    let expected =
        [(4, "repeated_row"), (5, "contradicts_earlier_row"), (6, "not_a_count"), (7, "not_a_count"), (8, "not_a_count"), (9, "total_row")];
    assert_eq!(reasons(&parsed), expected);
    assert_eq!(parsed.table.rows.len(), 2);
}

#[test]
fn a_named_geography_fills_in_or_contradicts() {
    let options = ReadOptions { geography: Some(Vintage::Census2011), ..ReadOptions::default() };
    let with = |header: &str| {
        let bytes = format!("{header},ward_code\nE01000001,E05000001\n").into_bytes();
        read_extract(Kind::AreaLookup, &[NamedBytes { name: "f.csv".into(), bytes }], &options)
    };
    assert_eq!(with("lsoa_code").map(|p| p.units[0].force.clone()), Ok("lsoa11-ward".into()));
    assert_eq!(with("lsoa21_code").map_err(|t| t.code).err(), Some("geography-contradicts"));
    assert_eq!(with("lsoa01_code").map_err(|t| t.code).err(), Some("lsoa-year-unknown"));
}

fn feature(properties: &str, x: f64) -> String {
    let ring = format!("[[{x},52],[{},52],[{},52.1],[{x},52]]", x + 0.1, x + 0.1);
    format!("{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}")
}

fn collection(features: &[String]) -> Vec<u8> {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",")).into_bytes()
}

#[test]
fn the_own_level_of_outlines_is_the_one_that_differs() {
    let check = |properties: [&str; 2], areas: &str| {
        let bytes = collection(&[feature(properties[0], 0.0), feature(properties[1], 0.2)]);
        let parsed = read(Kind::Boundaries, "b.geojson", &bytes).unwrap();
        assert_eq!((parsed.units[0].force.as_str(), parsed.table.rows.len()), (areas, 2));
    };
    check(["\"WD24CD\":\"E05000001\",\"LAD24CD\":\"E07000001\"", "\"WD24CD\":\"E05000002\",\"LAD24CD\":\"E07000001\""], "ward24");
    check(
        ["\"lsoa21_code\":\"E01000001\",\"ward24_code\":\"E05000001\"", "\"lsoa21_code\":\"E01000002\",\"ward24_code\":\"E05000002\""],
        "lsoa21",
    );
    check(["\"id\":\"E07000001\",\"name\":\"North\"", "\"id\":\"E07000002\",\"name\":\"South\""], "ltla");
}

#[test]
fn outlines_that_cannot_be_used_are_problems_or_refusals() {
    let bytes = collection(&[
        feature("\"WD24CD\":\"E05000001\",\"WD24NM\":\"Hill\"", 0.0),
        feature("\"WD24CD\":\"E05000001\"", 0.2),
        feature("\"WD24CD\":\"E05000003\"", 52.0),
        feature("\"WD24CD\":null", 0.3),
        feature("\"WD24CD\":\"E05000004\"", 0.4),
        feature("\"WD24CD\":\"E05000005\"", 0.5),
    ]);
    let parsed = read(Kind::Boundaries, "b.geojson", &bytes).unwrap();
    assert_eq!(reasons(&parsed), [(2, "repeated_area"), (3, "outside_united_kingdom"), (4, "missing_code")]);
    for (bytes, code) in [
        (&b"{\"type\":\"Topology\",\"objects\":{}}"[..], "geojson-not-read"),
        (b"{\"type\":\"FeatureCollection\",\"features\":[", "geojson-not-read"),
        (b"{\"type\":\"FeatureCollection\",\"features\":[]}", "no-rows"),
        (
            &collection(&[
                feature("\"OA11CD\":\"E00000001\",\"LAD11CD\":\"E07000001\"", 0.0),
                feature("\"OA11CD\":\"E00000002\",\"LAD11CD\":\"E07000001\"", 0.2),
            ]),
            "level-not-used",
        ),
        (&collection(&[feature("\"a\":1", 0.0)]), "codes-not-recognised"),
        (b"a,b\n1,2\n", "file-not-recognised"),
    ] {
        assert_eq!(read(Kind::Boundaries, "b.geojson", bytes).map_err(|t| t.code).err(), Some(code));
    }
    let metres = br#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}"#;
    assert_eq!(read(Kind::Boundaries, "b.geojson", metres).map_err(|t| t.code).err(), Some("crs-not-known"));
}

#[test]
fn a_shapefile_needs_its_companions() {
    let mut shp = 9994_i32.to_be_bytes().to_vec();
    shp.resize(100, 0);
    let refused = read(Kind::Boundaries, "w.shp", &shp).unwrap_err();
    assert_eq!(refused.code, "shapefile-incomplete");
    assert!(refused.message.contains("`w.shp`") && refused.message.contains(".dbf"), "{refused}");
}
