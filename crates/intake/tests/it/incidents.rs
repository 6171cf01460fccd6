//! A partner's list by a saved mapping: what is kept, what is refused, and what no message ever says.

use base::{Table, Trouble, Value, Vintage};
use geography::{AreaRow, Locator, Places};
use intake::boundaries::NamedBytes;
use intake::incidents::{Ground, List, Mapping, Placed, PostcodeLayout, PostcodeTable, VillageTable, read};
use intake::{ReadOptions, schemas};
use proptest::prelude::*;
use rulebook::PersonalLooking;
use std::io::{Cursor, Write as _};
use std::path::Path;

const KEY: [u8; 32] = [7; 32];

fn rule() -> &'static PersonalLooking {
    rulebook::Rulebook::builtin().unwrap().personal_looking("2026-01-01".parse().unwrap(), None).unwrap().parameters
}

fn mapping(text: &str) -> Mapping {
    Mapping::parse("m.toml", text).unwrap()
}

fn refused(text: &str) -> Trouble {
    let trouble = Mapping::parse("m.toml", text).unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("mapping-invalid", 2), "{trouble}");
    assert!(trouble.message.contains("mapping `m.toml`") && !trouble.remedy.is_empty(), "{trouble}");
    trouble
}

fn read_bytes(mapping: &Mapping, name: &str, bytes: &[u8]) -> base::Result<List> {
    read(&NamedBytes { name: name.to_owned(), bytes: bytes.to_vec() }, mapping, rule(), Some(&KEY), &ReadOptions::default())
}

fn read_text(mapping: &Mapping, text: &str) -> base::Result<List> {
    read_bytes(mapping, "list.csv", text.as_bytes())
}

const HEAD: &str = "data_set = \"a-set\"\ntitle = \"T\"\nholder = \"H\"\n";

fn simple(more: &str) -> Mapping {
    mapping(&format!("{HEAD}date_formats = [\"%d/%m/%Y\"]\n{more}"))
}

fn demo(file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/mappings").join(file)).unwrap()
}

fn reasons(list: &List) -> Vec<(u64, &str, &str)> {
    list.problems.iter().map(|p| (p.row, p.column.as_str(), p.reason.as_str())).collect()
}

fn area(vintage: Vintage, lsoa: &str, ward: (&str, &str), lad: (&str, &str)) -> AreaRow {
    let text = |t: &str| Some(t.to_owned());
    AreaRow {
        vintage,
        lsoa_code: lsoa.to_owned(),
        lsoa_name: None,
        ward_code: text(ward.0),
        ward_name: text(ward.1),
        ward_year: None,
        lad_code: text(lad.0),
        lad_name: text(lad.1),
        lad_year: None,
        csp_code: None,
        csp_name: None,
        pfa_code: None,
        pfa_name: None,
    }
}

fn areas() -> Vec<AreaRow> {
    let south = ("E07000012", "South Cambridgeshire");
    let new = Vintage::Census2021;
    vec![
        area(new, "E01990801", ("E05011289", "Cottenham"), south),
        area(new, "E01990802", ("E05011289", "Cottenham"), south),
        area(new, "E01992001", ("E05011301", "Milton & Waterbeach"), south),
        area(new, "E01992201", ("E05011303", "Sawston"), south),
        area(new, "E01992202", ("E05011303", "Sawston"), south),
        area(new, "E01880101", ("E05000001", "Cottenham"), ("E07000999", "Elsewhere")),
    ]
}

fn ground(areas: &[AreaRow]) -> Ground<'_> {
    Ground { areas, places: Places::new(areas), vintage: Some(Vintage::Census2021), ..Ground::default() }
}

fn cells(table: &Table, column: &str) -> Vec<String> {
    let at = table.position(column).unwrap();
    table.rows.iter().map(|row| row[at].to_bare()).collect()
}

#[test]
fn the_worked_mapping_of_fires_reads_its_example() {
    let mapping =
        Mapping::parse("fire-and-rescue-incidents.toml", &String::from_utf8(demo("fire-and-rescue-incidents.toml")).unwrap()).unwrap();
    let list = read_bytes(&mapping, "invented-fires.csv", &demo("examples/invented-fires.csv")).unwrap();
    assert_eq!(list.rows_read, 8);
    assert_eq!(reasons(&list), [(7, "Date of Call", "date_unreadable"), (8, "Cause", "category_unmapped")]);
    assert!(list.problems[0].remedy.contains("`%d/%m/%Y`"), "{}", list.problems[0].remedy);
    // Mapped cells stay for whoever corrects the row; the postcode and the remarks do not.
    assert_eq!(list.problems[0].fields, ["INV-0006", "31/02/2019", "00:10", "Accidental", "Dwelling", "", "", "", ""]);
    assert_eq!(list.missing["postcode"], 2);
    assert_eq!(list.missing["coordinates"], 5);
    assert_eq!(list.missing["time"], 1);
    assert_eq!(list.notes["holder"], "Fire and rescue service");
    assert_eq!(list.warnings.len(), 1, "{:?}", list.warnings);
    assert!(list.warnings[0].contains("`Late fire call` 1"), "{:?}", list.warnings);
    let named = mapping.postcodes.as_ref().unwrap();
    let postcodes =
        PostcodeTable::read("p.csv", Cursor::new(demo("examples/invented-postcodes.csv")), &named.layout, &list.postcodes()).unwrap();
    assert_eq!(postcodes.len(), 3, "only those asked for are kept");
    let areas = areas();
    let placed = list.place(&Ground { postcodes, ..ground(&areas) });
    assert_eq!(cells(&placed.table, "placed_by"), ["postcode", "postcode", "postcode", "not placed", "postcode", "not placed"]);
    assert_eq!(cells(&placed.table, "lsoa_code"), ["E01990801", "E01990802", "E01992201", "", "E01990801", ""]);
    assert_eq!(cells(&placed.table, "category"), ["Deliberate", "Deliberate", "Accidental", "Unknown", "Deliberate", "Accidental"]);
    assert_eq!(cells(&placed.table, "kept")[2], "{\"time\":\"18:05\",\"property_type\":\"Dwelling\"}");
    assert_eq!(cells(&placed.table, "longitude").concat(), "", "points are for placing only");
    assert_eq!(placed.not_placed, 2);
    let units: Vec<(&str, &str, u64)> = placed.units.iter().map(|u| (u.force.as_str(), u.month.as_str(), u.rows)).collect();
    let set = "fire-incidents";
    assert_eq!(units, [(set, "2018-11", 2), (set, "2018-12", 2), (set, "2019-01", 1), (set, "2019-03", 1)]);
    assert!(placed.warnings.iter().any(|w| w.contains("outlines")), "{:?}", placed.warnings);
}

#[test]
fn the_worked_mapping_of_council_cases_places_by_ward_and_village() {
    let mapping = Mapping::parse("council-asb-cases.toml", &String::from_utf8(demo("council-asb-cases.toml")).unwrap()).unwrap();
    let list = read_bytes(&mapping, "invented-asb-cases.csv", &demo("examples/invented-asb-cases.csv")).unwrap();
    assert_eq!((list.rows_read, list.problems.len(), list.warnings.len()), (6, 0, 0));
    let villages =
        VillageTable::read("v.csv", Cursor::new(demo("examples/invented-villages.csv")), mapping.villages.as_ref().unwrap()).unwrap();
    let areas = areas();
    let placed = list.place(&Ground { villages, ..ground(&areas) });
    assert_eq!(cells(&placed.table, "placed_by"), ["ward", "village", "ward", "ward", "village", "not placed"]);
    let (here, there) = ("E05011289", "E05011301");
    assert_eq!(cells(&placed.table, "ward_code"), [here, here, there, there, here, ""], "the Cottenham of another district is not meant");
    let pseudonyms = cells(&placed.table, "pseudonym");
    assert!(pseudonyms.iter().all(|p| p.len() == 64 && p.bytes().all(|b| b.is_ascii_hexdigit())));
    assert_eq!((&pseudonyms[0], &pseudonyms[2]), (&pseudonyms[4], &pseudonyms[3]));
    assert_ne!(pseudonyms[0], pseudonyms[1]);
    let all = format!("{list:?} {placed:?}");
    assert!(!all.contains("P-100") && !all.contains("Officer One"), "neither the property nor the officer goes in");
}

#[test]
fn the_ward_of_several_districts_places_nobody() {
    let mapping = simple("[columns]\ndate = \"d\"\nward = \"w\"\n");
    let list = read_text(&mapping, "d,w\n01/04/2019,Cottenham\n01/04/2019,Nowhere\n01/04/2019,E05011303\n").unwrap();
    let areas = areas();
    let placed = list.place(&ground(&areas));
    assert_eq!(cells(&placed.table, "placed_by"), ["not placed", "not placed", "ward"]);
    assert!(placed.warnings[0].starts_with("2 rows"), "{:?}", placed.warnings);
    let mapping = simple("[columns]\ndate = \"d\"\nward = \"w\"\ndistrict = \"l\"\n");
    let list = read_text(&mapping, "d,w,l\n01/04/2019,cottenham,South Cambridgeshire\n01/04/2019,Cottenham,E07000999\n").unwrap();
    assert_eq!(cells(&list.place(&ground(&areas)).table, "ward_code"), ["E05011289", "E05000001"]);
}

#[test]
fn points_are_placed_by_outlines_and_codes_beat_them() {
    let mapping = simple("[columns]\ndate = \"d\"\neasting = \"x\"\nnorthing = \"y\"\nlsoa = \"l\"\n");
    let text = "d,x,y,l\n01/04/2019,546881,258966,\n01/04/2019,546881,258966,E01992201\n01/04/2019,-900000,1,\n01/04/2019,546881,258966,E01999999\n01/04/2019,1,,nonsense\n";
    let list = read_text(&mapping, text).unwrap();
    assert_eq!((list.missing["coordinates"], list.missing["lsoa"]), (2, 3));
    assert!(list.needs_outlines(&PostcodeTable::default()));
    let square = geography::polygons_from_wkb(&square(0.0, 52.0, 0.3, 52.4)).unwrap();
    let outlines = Some((Locator::new([&square]).unwrap(), vec!["E01990801".to_owned()]));
    let areas = areas();
    let placed = list.place(&Ground { outlines, ..ground(&areas) });
    assert_eq!(cells(&placed.table, "placed_by"), ["outline", "lsoa", "not placed", "outline", "not placed"]);
    let longitude = placed.table.rows[0][placed.table.position("longitude").unwrap()].as_real().unwrap();
    assert!((longitude - 0.146).abs() < 0.01, "{longitude}");
}

#[test]
fn of_a_ward_that_kept_its_name_through_a_review_the_newest_is_meant() {
    let mapping = Mapping::parse("m.toml", &format!("{HEAD}[columns]\ndate = \"d\"\nward = \"w\"\n")).unwrap();
    let list = read_bytes(&mapping, "f.csv", b"d,w\n2024-01-02,Cottenham\n").unwrap();
    let of = |code: &str, year: i64, lad: (&str, &str)| AreaRow {
        ward_year: Some(year),
        ..area(Vintage::Census2021, &code.replace("E05", "E01"), (code, "Cottenham"), lad)
    };
    let (south, elsewhere) = (("E07000012", "South Cambridgeshire"), ("E07000999", "Elsewhere"));
    let placed = |areas: &[AreaRow]| cells(&list.place(&ground(areas)).table, "ward_code");
    for (older, newer) in [("E05000001", "E05000002"), ("E05000002", "E05000001")] {
        assert_eq!(placed(&[of(older, 2017, south), of(newer, 2024, south)]), [newer]);
    }
    assert_eq!(placed(&[of("E05000001", 2024, south), of("E05000002", 2024, south)]), [""], "two of one year are two wards");
    assert_eq!(placed(&[of("E05000001", 2017, south), of("E05000002", 2024, elsewhere)]), [""], "nor is another district's meant");
}

/// A polygon as well-known binary.
fn square(west: f64, south: f64, east: f64, north: f64) -> Vec<u8> {
    let mut bytes = vec![1_u8];
    for number in [3_u32, 1, 5] {
        bytes.extend(number.to_le_bytes());
    }
    for (x, y) in [(west, south), (east, south), (east, north), (west, north), (west, south)] {
        bytes.extend(f64::to_le_bytes(x));
        bytes.extend(f64::to_le_bytes(y));
    }
    bytes
}

#[test]
fn code_point_open_is_read_without_a_header() {
    let wanted = ["ZZ991AA", "ZZ991AC", "ZZ991AD"].map(str::to_owned).into();
    let text = "\"ZZ991AA\",10,546881,258966,\"E92000001\"\n\"ZZ991AB\",10,1,1,\"\"\n\"ZZ991AC\",90,0,0,\"\"\nZZ991AD\n";
    let table = PostcodeTable::read("c.csv", Cursor::new(text), &PostcodeLayout::CodePointOpen, &wanted).unwrap();
    assert_eq!(table.len(), 1);
    let layout = PostcodeLayout::Lsoa { postcode: "pcds".to_owned(), lsoa: "lsoa21".to_owned() };
    let trouble = PostcodeTable::read("c.csv", Cursor::new(text), &layout, &wanted).unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("postcodes-column-missing", 2));
}

#[test]
fn code_point_open_as_published_lies_where_its_postcodes_do() {
    let Ok(data) = std::env::var("WARDMOTE_OPEN_DATA") else {
        eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
        return;
    };
    let file = std::fs::read(Path::new(&data).join("postcodes/cb.csv")).unwrap();
    let first: String = file.iter().take_while(|b| **b != b',').map(|b| char::from(*b)).filter(|c| c.is_alphanumeric()).collect();
    let wanted = [first.clone()].into();
    let table = PostcodeTable::read("cb.csv", Cursor::new(file), &PostcodeLayout::CodePointOpen, &wanted).unwrap();
    assert_eq!(table.len(), 1);
    let mapping = simple("[columns]\ndate = \"d\"\npostcode = \"p\"\n[postcodes]\nfile = \"cb.csv\"\nlayout = \"code-point-open\"\n");
    let list = read_text(&mapping, &format!("d,p\n01/04/2019,{}\n", first.to_lowercase())).unwrap();
    let around = geography::polygons_from_wkb(&square(0.0, 52.0, 0.3, 52.4)).unwrap();
    let areas = areas();
    let outlines = Some((Locator::new([&around]).unwrap(), vec!["E01990801".to_owned()]));
    let placed = list.place(&Ground { postcodes: table, outlines, ..ground(&areas) });
    assert_eq!(cells(&placed.table, "placed_by"), ["postcode outline"]);
    assert_eq!(cells(&placed.table, "longitude"), [""], "a postcode's point would give it away");
}

#[test]
fn mappings_are_refused_by_key() {
    let columns = "[columns]\ndate = \"d\"\n";
    for (text, says, remedy) in [
        (format!("{HEAD}headerrow = 2\n{columns}"), "`headerrow`", "`header_row`"),
        (format!("{HEAD}zzz = 2\n{columns}"), "`zzz`", "use only"),
        (format!("{HEAD}[columns]\ndate = \"d\"\ncatgory = \"c\"\n"), "`columns.catgory`", "`category`"),
        (format!("{HEAD}[columns]\ncategory = \"c\"\n"), "`columns.date`", "[default]"),
        (format!("{HEAD}{columns}[default]\nmonth = \"2019-04\"\n"), "`default.month`", "the one or the other"),
        (format!("{HEAD}[columns]\ncategory = \"c\"\n[default]\nmonth = \"April\"\n"), "`default.month`", "2019-04"),
        (format!("{HEAD}{columns}[default]\ndistrict = \"E05011289\"\n"), "`default.district`", "E07000012"),
        (format!("{HEAD}[columns]\ndate = \"d\"\nlongitude = \"x\"\n"), "`columns.latitude`", "pair"),
        (format!("{HEAD}[columns]\ndate = \"d\"\npostcode = \"p\"\n"), "`postcodes`", "never kept"),
        (format!("{HEAD}{columns}[pseudonym]\ncolumn = \"d\"\n"), "`pseudonym.column`", "leave it out"),
        (format!("{HEAD}{columns}[allow]\n\"q\" = \"because\"\n"), "`allow.q`", "never read"),
        (format!("{HEAD}{columns}[keep]\n\"q\" = \"Not Snake\"\n"), "`keep.q`", "lower-case"),
        (format!("{HEAD}{columns}[keep]\n\"q\" = \"time\"\n"), "`keep.q`", "taken"),
        (format!("{HEAD}date_formats = [\"dd/mm/yyyy\"]\n{columns}"), "`date_formats`", "%d/%m/%Y"),
        (format!("{HEAD}unmapped = \"drop\"\n{columns}"), "`unmapped`", "`reject`"),
        (columns.to_owned(), "`data_set`", "add a line"),
        (HEAD.replace("a-set", "A Set") + columns, "`data_set`", "lower-case"),
        (HEAD.replace("\"H\"", "\"jane@example.org\"") + columns, "`holder`", "organisation"),
        ("data_set = ".to_owned(), "line 1", "correct the TOML"),
    ] {
        let trouble = refused(&text);
        assert!(trouble.message.contains(says) && trouble.remedy.contains(remedy), "{text}: {trouble}");
    }
}

#[test]
fn columns_are_found_by_name_and_missed_by_name() {
    let mapping = simple("[columns]\ndate = \"Date opened\"\ncategory = \"Case type\"\n");
    let found = read_text(&mapping, "A title\n\ncase_type,DATE OPENED\nNoise,01/04/2019\n").unwrap();
    assert_eq!((found.rows_read, found.incidents[0].row), (1, 4), "rows are counted as a spreadsheet counts them");
    let check = |text: &str, code: &str, says: &str| {
        let trouble = read_text(&mapping, text).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), (code, 2), "{trouble}");
        assert!(trouble.to_string().contains(says), "{trouble}");
    };
    check("Jane Roe,07700 900123\n", "mapping-header-missing", "header_row");
    let one = simple("header_row = 1\n[columns]\ndate = \"Date opened\"\ncategory = \"Case type\"\n");
    let trouble = read_text(&one, "Date opened,Case typ\n01/04/2019,x\n").unwrap_err();
    assert_eq!(trouble.code, "mapping-column-missing");
    assert!(trouble.remedy.contains("`Case typ`"), "{trouble}");
    check("Date opened,Case type,Case type\n", "mapping-column-twice", "Case type");
    let third = simple("header_row = 3\n[columns]\ndate = \"Date opened\"\ncategory = \"Case type\"\n");
    let found = read_text(&third, "A title\nand another\nDate opened,Case type\n01/04/2019,Noise\nsoon,Noise\n").unwrap();
    assert_eq!((found.incidents[0].row, found.problems[0].row), (4, 5));
    assert_eq!(found.notes["headers"], "{\"list.csv\":[\"Date opened\",\"Case type\"]}", "so that the rejects can be written back");
    let corrected = read_text(&third, "Date opened,Case type\n02/04/2019,Noise\n").unwrap();
    assert_eq!(corrected.incidents.len(), 1, "corrected rows come with the header first");
}

#[test]
fn what_looks_personal_is_refused_unless_the_mapping_says_why() {
    let by_heading = |heading: &str, more: &str| {
        let map = simple(&format!("[columns]\ndate = \"d\"\n[keep]\n\"{heading}\" = \"kept_one\"\n{more}"));
        read_text(&map, &format!("d,{heading}\n01/04/2019,harmless\n02/04/2019,harmless\n"))
    };
    for heading in ["Complainant", "Date of birth", "Phone", "Email", "NHS number", "Postcode", "Address", "Notes"] {
        let trouble = by_heading(heading, "").unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("personal-looking", 2), "{heading}");
        assert!(trouble.message.contains(&format!("`{heading}`")) && trouble.remedy.contains("[allow]"), "{trouble}");
        let list = by_heading(heading, &format!("[allow]\n\"{heading}\" = \"a drop-down of three words\"\n")).unwrap();
        assert_eq!(list.notes[&format!("allowed column {heading}")], "a drop-down of three words");
    }
    let by_value = |cell: &str| {
        let map = simple("[columns]\ndate = \"d\"\nlocation = \"where\"\n");
        let trouble = read_text(&map, &format!("d,where\n01/04/2019,{cell}\n02/04/2019,{cell} \n")).unwrap_err();
        assert_eq!((trouble.code, trouble.exit_code()), ("personal-looking", 2), "{cell}");
        assert!(!trouble.to_string().contains(cell), "{trouble}");
        assert!(trouble.message.contains("row 2"), "{trouble}");
    };
    for cell in ["jane@example.org", "07700 900123", "ZZ991AA", "Mrs Roe", "Jane Roe", "ring 01632 960123 after six"] {
        by_value(cell);
    }
    let dates = simple("[columns]\ndate = \"Date of birth\"\n");
    assert_eq!(read_text(&dates, "Date of birth,x\n01/04/2019,1\n").unwrap_err().code, "personal-looking");
    let pseudonym = simple("[columns]\ndate = \"d\"\n[pseudonym]\ncolumn = \"Complainant\"\n");
    let list = read_text(&pseudonym, "d,Complainant\n01/04/2019,Jane Roe\n02/04/2019,JANE  ROE\n").unwrap();
    assert!(list.incidents[0].pseudonym.is_some());
    assert_eq!(list.incidents[0].pseudonym, list.incidents[1].pseudonym, "a pseudonym may be made of anything");
}

#[test]
fn a_stray_personal_cell_costs_its_row_alone() {
    let map = simple("[columns]\ndate = \"d\"\nlocation = \"where\"\n");
    let mut text = "d,where\n".to_owned();
    for row in 2..60 {
        text += if row == 30 { "01/04/2019,call 07700 900123\n" } else { "01/04/2019,The green\n" };
    }
    let list = read_text(&map, &text).unwrap();
    assert_eq!(reasons(&list), [(30, "where", "looks_personal")]);
    assert_eq!(list.problems[0].fields, ["01/04/2019", ""]);
    assert_eq!(list.incidents.len(), 57);
}

#[test]
fn rows_are_kept_or_rejected_with_a_reason() {
    let map = simple("[columns]\ndate = \"d\"\nreference = \"ref\"\ncategory = \"c\"\n[categories]\n\"Fly  tip\" = \"Fly tipping\"\n");
    let text = "d,ref,c,secret\n01/04/2019,1,fly TIP,s\n2019-04-02,1,Noise,s\n,2,,s\nsoon,3,Noise,s\n03/04/2019,4\n,,,\n04/04/2019,5,,s\n";
    let list = read_text(&map, text).unwrap();
    assert_eq!(list.rows_read, 6);
    assert_eq!(reasons(&list), [(4, "d", "date_missing"), (5, "d", "date_unreadable"), (6, "", "wrong_field_count")]);
    assert_eq!(list.repeated_ids, 1);
    let categories: Vec<Option<&str>> = list.incidents.iter().map(|i| i.category.as_deref()).collect();
    assert_eq!(categories, [Some("Fly tipping"), Some("Noise"), None]);
    assert_eq!((list.missing["category"], list.missing["reference"]), (1, 0));
    assert!(list.warnings[0].contains("`Noise` 1"), "{:?}", list.warnings);
    assert!(list.problems.iter().all(|p| !p.fields.contains(&"s".to_owned())));
    assert_eq!(list.problems[1].fields, ["", "3", "Noise", ""], "what is no date at all may be anything");
    let month = mapping(&format!("{HEAD}[columns]\ncategory = \"c\"\n[default]\nmonth = \"2011-07\"\n"));
    let list = read_text(&month, "c,n\nGraffiti,1\nNeedles,2\n").unwrap();
    assert!(list.incidents.iter().all(|i| i.month == "2011-07" && i.date.is_none()));
}

#[test]
fn workbooks_are_read_like_the_csv_saved_of_them() {
    let map = simple("sheet = \"Cases\"\n[columns]\ndate = \"Opened\"\ncategory = \"Type\"\nreference = \"Ref\"\n");
    for (name, bytes) in [("cases.xlsx", xlsx()), ("cases.ods", ods())] {
        let list = read_bytes(&map, name, &bytes).unwrap();
        assert_eq!((list.rows_read, list.problems.len()), (2, 0), "{name}: {:?}", list.problems);
        let rows: Vec<(Option<&str>, Option<&str>, Option<&str>)> =
            list.incidents.iter().map(|i| (i.date.as_deref(), i.category.as_deref(), i.reference.as_deref())).collect();
        assert_eq!(rows, [(Some("2019-04-23"), Some("Noise"), Some("17")), (Some("2019-04-24"), Some("Graffiti"), Some("18"))], "{name}");
    }
    let other = simple("sheet = \"Summary\"\n[columns]\ndate = \"Opened\"\ncategory = \"Type\"\n");
    assert_eq!(read_bytes(&other, "cases.xlsx", &xlsx()).unwrap_err().exit_code(), 2);
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Two sheets with the same columns; the dates are serial numbers with a date's style.
fn xlsx() -> Vec<u8> {
    let word = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let sheet = |rows: &str| {
        format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")
    };
    let head = |row: u32| {
        format!(
            "<row r=\"{row}\">{}{}{}</row>",
            word(&format!("A{row}"), "Ref"),
            word(&format!("B{row}"), "Opened"),
            word(&format!("C{row}"), "Type")
        )
    };
    let line = |row: u32, number: u32, day: u32, kind: &str| {
        format!(
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{number}</v></c><c r=\"B{row}\" s=\"1\"><v>{day}</v></c>{}</row>",
            word(&format!("C{row}"), kind)
        )
    };
    let cases = sheet(&format!(
        "<row r=\"1\">{}</row>{}{}{}",
        word("A1", "Invented cases"),
        head(3),
        line(4, 17, 43578, "Noise"),
        line(5, 18, 43579, "Graffiti")
    ));
    let old = sheet(&format!("{}{}", head(1), line(2, 1, 43000, "Old")));
    zipped(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Cases\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Old\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        ),
        ("xl/worksheets/sheet1.xml", &cases),
        ("xl/worksheets/sheet2.xml", &old),
    ])
}

fn ods() -> Vec<u8> {
    let word = |text: &str| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>");
    let line = |number: u32, day: &str, kind: &str| {
        format!(
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell><table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>{day}</text:p></table:table-cell>{}</table:table-row>",
            word(kind)
        )
    };
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"Cases\"><table:table-row>{}{}{}</table:table-row>{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        word("Ref"),
        word("Opened"),
        word("Type"),
        line(17, "2019-04-23", "Noise"),
        line(18, "2019-04-24", "Graffiti")
    );
    let manifest = "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ])
}

fn place_all(list: &List) -> Placed {
    let areas = areas();
    list.place(&ground(&areas))
}

const SECRETS: [&str; 5] = ["zebedee@example.org", "07700 900987", "Zebedee Quux", "ZZ998QQ", "Zebedee fell"];

proptest! {
    /// Whatever stands in the columns that are not mapped, nothing of it comes out anywhere, and no row is lost.
    #[test]
    fn what_is_not_mapped_goes_nowhere(
        rows in proptest::collection::vec(
            ("(0[1-9]/04/2019|soon|)", "[a-z]{0,5}", 0_usize..5, "(Noise|Litter|)", any::<bool>()), 1..40),
    ) {
        let map = simple("unmapped = \"reject\"\n[columns]\ndate = \"d\"\nreference = \"ref\"\ncategory = \"c\"\n[categories]\nNoise = \"Noise\"\n");
        let mut text = "secret,d,ref,notes,c\n".to_owned();
        for (date, reference, secret, category, short) in &rows {
            let secret = SECRETS[*secret];
            // A row that is too short shifts its cells under other headings.
            let line = if *short { format!("{date},{secret},{category}\n") } else { format!("{secret},{date},{reference},{secret},{category}\n") };
            text += &line;
        }
        let list = read_text(&map, &text).unwrap();
        let placed = place_all(&list);
        prop_assert_eq!(list.rows_read, (list.incidents.len() + list.problems.len()) as u64);
        prop_assert_eq!(list.rows_read, rows.len() as u64, "every row holds a secret, so none is blank");
        prop_assert_eq!(placed.units.iter().map(|u| u.rows).sum::<u64>(), placed.table.rows.len() as u64);
        prop_assert!(placed.table.rows.iter().all(|row| row.len() == schemas::INCIDENTS.len()));
        let all = format!("{list:?} {placed:?}");
        for secret in SECRETS {
            prop_assert!(!all.contains(secret), "{} in {}", secret, all);
        }
    }

    #[test]
    fn no_bytes_and_no_mapping_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,120}", cut in 0_usize..900) {
        let _ = Mapping::parse("m.toml", &text);
        let whole = String::from_utf8(demo("fire-and-rescue-incidents.toml")).unwrap();
        let _ = Mapping::parse("m.toml", whole.get(..cut.min(whole.len())).unwrap_or_default());
        let map = simple("[columns]\ndate = \"d\"\nlocation = \"l\"\n");
        for body in [bytes.clone(), [b"d,l\n".as_slice(), &bytes].concat()] {
            if let Ok(list) = read_bytes(&map, "f", &body) {
                prop_assert_eq!(list.rows_read, (list.incidents.len() + list.problems.len()) as u64);
                let _ = place_all(&list);
            }
        }
    }
}

#[test]
fn an_empty_value_is_missing_and_not_an_empty_text() {
    let map = simple("[columns]\ndate = \"d\"\nlocation = \"l\"\n");
    let placed = place_all(&read_text(&map, "d,l\n01/04/2019,\n").unwrap());
    assert_eq!(placed.table.rows[0][placed.table.position("location").unwrap()], Value::Missing);
}
