//! Households, indices of deprivation, harm weights and peer groups: kept, rejected, refused, and as published.

use crate::real::open_data;
use crate::{read, reasons};
use base::{Table, Value};
use intake::{Kind, Parsed};
use proptest::prelude::*;
use std::collections::BTreeMap;

const KINDS: [Kind; 5] = [Kind::Households, Kind::Imd2019, Kind::Imd2025, Kind::HarmWeights, Kind::PeerGroup];

fn cells<'a>(table: &'a Table, column: &str) -> Vec<&'a Value> {
    let at = table.position(column).unwrap();
    table.rows.iter().map(|row| &row[at]).collect()
}

fn units(parsed: &Parsed) -> Vec<(&str, u64)> {
    parsed.units.iter().map(|u| (u.force.as_str(), u.rows)).collect()
}

#[test]
fn households_are_counted_by_area() {
    let text = "ltla23_code,households\nE07000001,\"1,200\"\nE07000002,-3\nE07000001,1200\nE07000001,7\nE0700,4\nTotal,1\n";
    let parsed = read(Kind::Households, "households21_invented.csv", text.as_bytes()).unwrap();
    let rejected = [(3, "not_a_count"), (4, "repeated_row"), (5, "contradicts_earlier_row"), (6, "malformed_code"), (7, "total_row")];
    assert_eq!(reasons(&parsed), rejected);
    assert_eq!((units(&parsed), cells(&parsed.table, "households")), (vec![("ltla23-2021", 1)], vec![&Value::Whole(1200)]));
}

#[test]
fn an_index_is_read_by_domain_in_any_order() {
    let text = "\u{feff}Crime Rank (where 1 is most deprived),LSOA code (2011),Index of Multiple Deprivation (IMD) Decile,\
                Index of Multiple Deprivation (IMD) Rank,Crime Score,LSOA name (2011),\
                Income Deprivation Affecting Older People (IDAOPI) Score (rate),Indoors Sub-domain Score,Total population: mid 2015\n\
                7,E01000001,9,\"29,199\",-0.25,Hill 001A,0.1,0.5,1500\n";
    let parsed = read(Kind::Imd2019, "file7.csv", text.as_bytes()).unwrap();
    assert_eq!(parsed.problems, []);
    let expected = [("imd-2019 crime", 1), ("imd-2019 income-older-people", 1), ("imd-2019 indoors", 1), ("imd-2019 overall", 1)];
    assert_eq!(units(&parsed), expected);
    assert_eq!((parsed.rows_read, parsed.rows_accepted, parsed.geography.as_str()), (1, Some(1), "2011"));
    let overall = parsed.table.rows.iter().find(|r| r[7] == Value::Text("overall".into())).unwrap();
    assert_eq!((&overall[8], &overall[9], &overall[10]), (&Value::Whole(29_199), &Value::Whole(9), &Value::Missing));
    assert_eq!(cells(&parsed.table, "score")[0], &Value::Real(-0.25));
}

#[test]
fn rows_of_an_index_are_rejected_for_named_reasons() {
    let text = "lsoa21_code,imd_rank,imd_decile\nE01000001,1,1\nE01000002,0,1\nE01000003,2.5,1\nE01000004,3,11\nE01000001,4,1\n\
                E05000001,5,1\nE01000006,,1\nE01000007,7\n,8,1\n";
    let parsed = read(Kind::Imd2025, "imd.csv", text.as_bytes()).unwrap();
    let rejected = [
        (3, "not_a_rank"),
        (4, "not_a_rank"),
        (5, "not_a_decile"),
        (6, "repeated_row"),
        (7, "wrong_level"),
        (8, "not_a_rank"),
        (9, "wrong_field_count"),
        (10, "missing_code"),
    ];
    assert_eq!(reasons(&parsed), rejected);
    assert_eq!(parsed.problems[0].column, "imd_rank");
}

#[test]
fn ranks_and_deciles_that_contradict_are_warned_about() {
    let warnings = |rows: &str| read(Kind::Imd2025, "imd.csv", format!("lsoa,imd rank,imd decile\n{rows}").as_bytes()).unwrap().warnings;
    let lines = |ranks: &[i64]| -> String { ranks.iter().enumerate().map(|(i, r)| format!("E0100000{i},{r},{r}\n")).collect() };
    assert_eq!(warnings(&lines(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10])), Vec::<String>::new());
    assert_eq!(warnings(&lines(&[1, 2, 2, 4, 5, 6, 7, 8, 9, 10])), Vec::<String>::new(), "a shared rank leaves the next empty");
    let doubled = warnings(&lines(&[1, 2, 2, 3, 5, 6, 7, 8, 9, 10]));
    assert!(doubled.len() == 1 && doubled[0].contains("2 areas have rank 2"), "{doubled:?}");
    let odd = warnings("E01000001,1,9\nE01000002,2,10\n");
    assert!(odd.len() == 1 && odd[0].contains("row 2"), "{odd:?}");
}

#[test]
fn an_edition_of_the_other_census_is_refused_by_its_name() {
    let of = |year: &str| format!("LSOA code ({year}),IMD Rank\nE01000001,1\n");
    for (kind, year, code) in [(Kind::Imd2025, "2011", "kind-is-imd-2019"), (Kind::Imd2019, "2021", "kind-is-imd-2025")] {
        let refused = read(kind, "imd.csv", of(year).as_bytes()).unwrap_err();
        assert_eq!((refused.code, refused.exit_code()), (code, 2));
        assert!(refused.message.contains("`imd.csv`") && refused.remedy.contains("wardmote import imd-20"), "{refused}");
    }
    for (kind, text, code) in [
        (Kind::Imd2019, "lsoa11_code,population\nE01000001,5\n", "columns-not-recognised"),
        (Kind::Households, "lsoa21_code,population\nE01000001,5\n", "kind-is-population"),
        (Kind::HarmWeights, "offence,colour\nArson,red\n", "columns-not-recognised"),
        (Kind::PeerGroup, "name,colour\nHill,red\n", "columns-not-recognised"),
        (Kind::PeerGroup, "E07000001,Hill\nE07000002,Dale\n", "header-missing"),
    ] {
        assert_eq!(read(kind, "f.csv", text.as_bytes()).unwrap_err().code, code, "{text}");
    }
}

#[test]
fn weights_say_their_scale_edition_and_level() {
    let check = |name: &str, text: &str, unit: &str, from: &str| {
        let parsed = read(Kind::HarmWeights, name, text.as_bytes()).unwrap();
        assert_eq!((units(&parsed), parsed.notes["weight_from"].as_str()), (vec![(unit, 1)], from), "{name}");
        parsed
    };
    check("w.csv", "code_original,code_severity,description,weight\n56A,56A,Arson,8.5\n", "ons-severity not stated by offence", "weight");
    check("cchi2026_x.csv", "prc_offence_subgroup,n,median_days\nArson,4,185\n", "cchi 2026 by subgroup", "median_days");
    let said = "scale,edition,level,offence_code,weight,weight_unit\nours,2031,offence,1,2,points\n";
    assert_eq!(check("w.csv", said, "ours 2031 by offence", "weight").warnings, Vec::<String>::new());

    let category = check("w.csv", "crime_type,cchi_days\nDrugs,3.5\n", "cchi not stated by police-uk-category", "cchi_days");
    assert_eq!(category.notes["made_from"], "not stated");
    assert!(category.warnings.iter().any(|w| w.contains("does not say how")), "{:?}", category.warnings);
    let made = "crime_type,cchi_days,made_from,edition\nDrugs,3.5,median days of subgroups weighed by their counts,2026\n";
    let made = check("w.csv", made, "cchi 2026 by police-uk-category", "cchi_days");
    assert_eq!((made.notes["made_from"].as_str(), made.warnings.len()), ("median days of subgroups weighed by their counts", 0));
}

#[test]
fn rows_of_weights_are_rejected_for_named_reasons() {
    let text = "offence_code,offence,level,weight\n1,Arson,offence,5\n1,Arson again,offence,5\n1,Arson,offence,6\n2,Theft,offence,-1\n\
                3,Theft,offence,much\n4,Theft,offence,\n,,offence,1\n5,Theft,ward,1\n6,Theft,offence,inf\n";
    let parsed = read(Kind::HarmWeights, "w.csv", text.as_bytes()).unwrap();
    let rejected = [
        (4, "contradicts_earlier_row"),
        (5, "negative_weight"),
        (6, "not_a_number"),
        (7, "missing_weight"),
        (8, "missing_offence"),
        (9, "unknown_level"),
        (10, "not_a_number"),
    ];
    assert_eq!(reasons(&parsed), rejected);
    assert_eq!(parsed.table.rows.len(), 2, "one code under two names is kept");
}

#[test]
fn a_group_is_named_by_its_column_or_its_file() {
    let parsed =
        read(Kind::PeerGroup, "folder/like us.csv", b"area_name,area_code\nHill,E07000001\nDale,E10000002\nHill,E07000001\nX,E07\nY,\n")
            .unwrap();
    assert_eq!((units(&parsed), parsed.notes["group_from"].as_str()), (vec![("like us", 2)], "file name"));
    assert_eq!(reasons(&parsed), [(4, "repeated_row"), (5, "malformed_code"), (6, "missing_code")]);
    assert_eq!(cells(&parsed.table, "position"), [&Value::Whole(1), &Value::Whole(2)]);
    let text = b"peer_group,area_code,position\na,E07000001,2\nb,E07000001,1\n,E07000002,1\na,E07000003,0\n";
    let parsed = read(Kind::PeerGroup, "groups.csv", text).unwrap();
    assert_eq!(units(&parsed), [("a", 1), ("b", 1)]);
    assert_eq!(reasons(&parsed), [(4, "missing_group"), (5, "not_a_position")]);
}

proptest! {
    #[test]
    fn every_row_is_kept_or_a_problem(
        header in prop_oneof![
            Just("lsoa21_code,households"), Just("lsoa,imd rank,imd decile"), Just("lsoa,crime score,imd rank"),
            Just("offence_code,weight"), Just("crime_type,cchi_days"), Just("area_code,group"), Just("ward,households_2021"),
        ],
        rows in proptest::collection::vec("(E0[15]00000[0-3]|[a-z\",\r]{0,4}|[0-9]{1,3})(,(E0[15]00000[0-3]|[0-9]{1,3}|-1|1e9|NaN)){0,3}", 1..30),
    ) {
        let text = format!("{header}\n{}\n", rows.join("\n"));
        for kind in KINDS {
            let Ok(parsed) = read(kind, "f.csv", text.as_bytes()) else { continue };
            let kept = parsed.rows_accepted.unwrap_or(parsed.table.rows.len() as u64);
            prop_assert_eq!(parsed.rows_read, kept + parsed.problems.len() as u64, "{}", text);
            prop_assert_eq!(parsed.units.iter().map(|u| u.rows).sum::<u64>(), parsed.table.rows.len() as u64);
            prop_assert!(parsed.table.rows.iter().all(|r| r.len() == parsed.table.columns.len()));
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for kind in KINDS {
            let _ = read(kind, "f", &bytes);
        }
    }
}

fn read_real(kind: Kind, path: &str) -> Parsed {
    let whole = open_data(0).unwrap().join(path);
    let name = whole.file_name().unwrap().to_string_lossy().into_owned();
    let parsed = read(kind, &name, &std::fs::read(&whole).unwrap()).unwrap();
    assert_eq!(parsed.problems, [], "{path}");
    parsed
}

#[test]
fn the_published_files_are_read_whole() {
    if open_data(1).is_none() {
        return;
    }
    let households = read_real(Kind::Households, "population/households21_england_wales_ltla23.csv");
    assert_eq!(units(&households), [("ltla23-2021", 318)]);
    let of_2019 = read_real(Kind::Imd2019, "deprivation/File_1_-_IMD2019_Index_of_Multiple_Deprivation.csv");
    assert_eq!((units(&of_2019), of_2019.geography.as_str()), (vec![("imd-2019 overall", 32_844)], "2011"));
    assert_eq!(of_2019.warnings, Vec::<String>::new(), "26 pairs share a rank, and each leaves the next rank empty");
    let of_2025 = read_real(Kind::Imd2025, "deprivation/File_1_IoD2025_Index_of_Multiple_Deprivation.csv");
    assert_eq!((units(&of_2025), of_2025.geography.as_str()), (vec![("imd-2025 overall", 33_755)], "2021"));
    assert_eq!(of_2025.warnings, Vec::<String>::new());
    for (name, areas) in [("cipfa2019", 15), ("cssn", 10)] {
        assert_eq!(units(&read_real(Kind::PeerGroup, &format!("benefits-and-peers/{name}.csv"))), [(name, areas)]);
    }
    for name in ["cipfa2021", "cipfalga0724", "nhsennpg"] {
        assert_eq!(units(&read_real(Kind::PeerGroup, &format!("benefits-and-peers/{name}.csv")))[0].0, name);
    }
}

#[test]
fn the_workbook_of_domains_agrees_with_the_published_index() {
    if open_data(1).is_none() {
        return;
    }
    let domains = read_real(Kind::Imd2019, "deprivation/File_2_-_IoD2019_Domains_of_Deprivation.xlsx");
    let index = read_real(Kind::Imd2019, "deprivation/File_1_-_IMD2019_Index_of_Multiple_Deprivation.csv");
    assert_eq!(domains.units.len(), 8);
    assert!(domains.units.iter().all(|u| u.rows == 32_844), "{:?}", domains.units);
    assert_eq!((domains.rows_read, domains.rows_accepted), (32_844, Some(32_844)));
    assert!(domains.warnings[0].contains("`IoD2019 Domains` was read"), "{:?}", domains.warnings);
    let overall = |parsed: &Parsed| -> BTreeMap<String, (Option<i64>, Option<i64>)> {
        let rows = parsed.table.rows.iter().filter(|r| r[7] == Value::Text("overall".into()));
        rows.map(|r| (r[3].to_bare(), (r[8].as_whole(), r[9].as_whole()))).collect()
    };
    assert_eq!(overall(&domains), overall(&index));
}

#[test]
fn published_weights_recompute() {
    let Some(folder) = open_data(1) else { return };
    let codes = read_real(Kind::HarmWeights, "harm-and-offence-codes/severity_codes.csv");
    let joined = read_real(Kind::HarmWeights, "harm-and-offence-codes/policeuk-ons-code-join.csv");
    for parsed in [&codes, &joined] {
        assert_eq!(units(parsed), [("ons-severity not stated by offence", 134)]);
    }
    let weights = |parsed: &Parsed| -> BTreeMap<String, f64> {
        let (code, weight) = (cells(&parsed.table, "offence_code"), cells(&parsed.table, "weight"));
        code.into_iter().zip(weight).map(|(c, w)| (c.to_bare(), w.as_real().unwrap())).collect()
    };
    let (of_codes, of_joined) = (weights(&codes), weights(&joined));
    assert!(of_codes.iter().all(|(code, w)| (of_joined[code] - w).abs() < 1e-5));

    let subgroups = read_real(Kind::HarmWeights, "harm-and-offence-codes/transcribed/cchi_weights.csv");
    let ranges = read_real(Kind::HarmWeights, "harm-and-offence-codes/transcribed/cchi2026_subgroup_range.csv");
    let categories = read_real(Kind::HarmWeights, "harm-and-offence-codes/transcribed/cchi_weights_by_category.csv");
    assert_eq!(units(&subgroups), [("cchi not stated by subgroup", 23)]);
    assert_eq!(units(&ranges), [("cchi 2026 by subgroup", 23)]);
    assert_eq!(units(&categories), [("cchi not stated by police-uk-category", 13)]);
    let by_name = |parsed: &Parsed, name: &str| -> BTreeMap<String, f64> {
        cells(&parsed.table, name)
            .into_iter()
            .zip(cells(&parsed.table, "weight"))
            .map(|(n, w)| (n.to_bare(), w.as_real().unwrap()))
            .collect()
    };
    let days = by_name(&subgroups, "offence");
    assert_eq!(days, by_name(&ranges, "offence"), "the medians of the 2026 workbook");

    // Subgroup days times national counts, over the offences of the category: the published weights by category.
    let text = std::fs::read_to_string(folder.join("harm-and-offence-codes/transcribed/cchi_weights.csv")).unwrap();
    let (mut offences, mut harm) = (0_u64, 0.0);
    let mut made: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.rsplitn(3, ',').collect();
        let count: u64 = fields[0].trim().parse().unwrap();
        let (category, subgroup) = fields[2].split_once(',').unwrap();
        let total = days[subgroup] * count as f64;
        offences += count;
        harm += total;
        let of = made.entry(category.to_owned()).or_default();
        *of = (of.0 + count, of.1 + total);
    }
    assert_eq!((offences, harm), (5_225_477, 531_326_242.25));
    let made: BTreeMap<String, f64> = made.into_iter().map(|(c, (n, h))| (c, (h / n as f64 * 100.0).round() / 100.0)).collect();
    assert_eq!(made, by_name(&categories, "category"));
}
