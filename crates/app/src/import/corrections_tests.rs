//! A workbook of rejected rows goes out, comes back corrected, and stands beside what it corrects.

use crate::import::{ImportOptions, Imported, import_file};
use crate::stub::NoPress;
use crate::{Analytics, House, Moment, QueryRequest, Setup, create_house};
use base::{Result, Table, Value};
use intake::{Kind, ReadOptions, Status, spreadsheet};
use std::path::Path;
use std::sync::Arc;

/// Writes no columns, only that they were written: what is tested here is the register.
struct NoAnalytics;

impl Analytics for NoAnalytics {
    fn query(&self, _: &QueryRequest<'_>) -> Result<Table> {
        Ok(Table::default())
    }

    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()> {
        vault::write_whole(&folder.join(part), format!("{} rows", table.rows.len()).as_bytes())
    }

    crate::stub::reads_no_street!();
}

fn moment() -> Moment {
    Moment { now: "2031-07-01T12:00:00Z".parse().unwrap(), who: "operator:1000".to_owned() }
}

async fn house(folder: &Path) -> House {
    let setup = Setup { home: folder.to_path_buf(), database: None, analytics: Arc::new(NoAnalytics), press: Arc::new(NoPress) };
    create_house(setup, &moment()).await.unwrap()
}

async fn import(house: &House, kind: Kind, path: &Path, received: &str) -> Result<Imported> {
    let options = ImportOptions { received: received.to_owned(), ..ImportOptions::default() };
    import_file(house, kind, path, &options, &moment(), Arc::new(|_| {})).await
}

/// The workbook of rejects as the supplier corrects it: the same sheet with some words replaced.
fn corrected(workbook: &[u8], replaced: &[(&str, &str)]) -> Vec<u8> {
    let marked = |fields: &[String]| fields.len();
    let text = spreadsheet::to_csv_text("r.xlsx", workbook, &ReadOptions::default(), &marked).unwrap().text;
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).into_records();
    let header = rows.next().unwrap().unwrap();
    let columns: Vec<(&str, base::ColumnKind)> = header.iter().map(|name| (name, base::ColumnKind::Text)).collect();
    let mut table = Table::new(&columns);
    let mended = |field: &str| replaced.iter().find(|(from, _)| *from == field).map_or(field.to_owned(), |(_, to)| (*to).to_owned());
    table.rows = rows.map(|row| row.unwrap().iter().map(|field| Value::Text(mended(field))).collect()).collect();
    papers::sheets::workbook("Rejected rows", &table).unwrap()
}

async fn current(house: &House) -> Vec<(String, usize)> {
    let holdings = house.store.holdings(None, None).await.unwrap();
    holdings.of(Kind::PeerGroup).map(|h| (h.facts.passport.file.clone(), h.facts.units.len() - h.superseded.len())).collect()
}

#[tokio::test]
async fn rejected_rows_come_back_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(&folder.path().join("home")).await;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let first = put("like us.csv", b"area_code,area_name\nE07000001,Hill\nE07,\"Dale, Lower\"\n,Moor\n");
    let imported = import(&house, Kind::PeerGroup, &first, "2031-06-01").await.unwrap();
    let id = imported.passport.extract.clone();
    assert_eq!((imported.passport.rows_accepted, imported.passport.rows_rejected), (1, 2));

    let book = crate::rejects_workbook(&house, &id).await.unwrap();
    let text = spreadsheet::to_csv_text("r.xlsx", &book, &ReadOptions::default(), &|f| f.len()).unwrap().text;
    let head = "area_code,area_name,wardmote_extract,wardmote_file,wardmote_row,wardmote_column,wardmote_reason,wardmote_remedy";
    assert_eq!(text.lines().next(), Some(head));
    assert!(text.contains(&format!("E07,\"Dale, Lower\",{id},like us.csv,3,area_code,malformed_code,")), "{text}");

    // One of the two is corrected; the group is still that of the first file's name.
    let half = put("half.xlsx", &corrected(&book, &[("E07", "E07000002")]));
    let mended = import(&house, Kind::PeerGroup, &half, "2031-06-02").await.unwrap().passport;
    assert_eq!((mended.status, mended.rows_read, mended.rows_accepted, mended.rows_rejected), (Status::Imported, 2, 1, 1));
    assert_eq!(current(&house).await, [("like us.csv".to_owned(), 1), ("half.xlsx".to_owned(), 1)]);
    let kept = house.store.extract(&mended.extract).await.unwrap();
    assert_eq!(kept.facts.units[0].force, "like us");
    assert_eq!((kept.facts.corrects(), kept.facts.notes["corrected_rows"].as_str()), (Some(id.as_str()), "[\"like us.csv#3\"]"));
    assert_eq!(house.store.rejects(kept.seq, 0, 9).await.unwrap()[0].row, 3, "the row of the workbook");
    assert_eq!(import(&house, Kind::PeerGroup, &half, "2031-06-02").await.unwrap().passport.status, Status::Same);

    // Both corrected, sent against the first extract: the one brought already is not brought twice.
    let both = put("both.xlsx", &corrected(&book, &[("E07", "E07000002"), ("Moor", "High Moor")]));
    let refused = import(&house, Kind::PeerGroup, &both, "2031-06-03").await.unwrap_err();
    assert_eq!((refused.code, refused.exit_code()), ("no-row-kept", 2), "{refused}");
    // A correction of the correction.
    let rest = crate::rejects_workbook(&house, &mended.extract).await.unwrap();
    let csv = spreadsheet::to_csv_text("r.xlsx", &rest, &ReadOptions::default(), &|f| f.len()).unwrap().text;
    let last = put("last.csv", csv.replacen(",Moor,", "E07000003,Moor,", 1).as_bytes());
    let last = import(&house, Kind::PeerGroup, &last, "2031-06-04").await.unwrap().passport;
    assert_eq!((last.rows_accepted, last.rows_rejected), (1, 0));
    assert_eq!(current(&house).await.len(), 3);
    assert_eq!(house.store.check_rows().await.unwrap().findings, []);

    // A new delivery of the group takes the place of all three.
    let new = put("like us.csv", b"area_code,area_name\nE07000009,Fen\n");
    assert_eq!(import(&house, Kind::PeerGroup, &new, "2031-07-01").await.unwrap().passport.status, Status::Supersedes);
    assert_eq!(current(&house).await, [("like us.csv".to_owned(), 1)]);

    // Another kind, another home.
    let other = import(&house, Kind::HarmWeights, &put("x.xlsx", &book), "2031-07-01").await.unwrap_err();
    assert_eq!((other.code, other.exit_code()), ("corrections-of-other-kind", 2));
    let text = csv.replace(&mended.extract, "pg-000000000000");
    let unknown = import(&house, Kind::PeerGroup, &put("y.csv", text.as_bytes()), "2031-07-01").await.unwrap_err();
    assert_eq!((unknown.code, unknown.exit_code()), ("corrections-of-unknown", 2));
}

#[tokio::test]
async fn what_only_the_file_shows_is_not_taken_for_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(&folder.path().join("home")).await;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let rows = b"area_code,area_name\nE07000001,Hill\nE07000002,Dale,Lower\nE07000003\nE07000001,Hill\n";
    let passport = import(&house, Kind::PeerGroup, &put("like us.csv", rows), "2031-06-01").await.unwrap().passport;
    assert_eq!((passport.rows_accepted, passport.rows_rejected), (1, 3));
    let reasons = passport.rejected_by_reason;

    // What stands beyond the header is not lost.
    let book = crate::rejects_workbook(&house, &passport.extract).await.unwrap();
    let text = spreadsheet::to_csv_text("r.xlsx", &book, &ReadOptions::default(), &|f| f.len()).unwrap().text;
    assert!(text.starts_with("area_code,area_name,wardmote_surplus_1,wardmote_extract,"), "{text}");
    assert!(text.contains("\nE07000002,Dale,Lower,"), "{text}");

    // Sent back as it was, it is as wrong as it was: too few cells, too many, and an area that is there already.
    let refused = import(&house, Kind::PeerGroup, &put("as it was.xlsx", &book), "2031-06-02").await.unwrap_err();
    assert_eq!((refused.code, refused.exit_code()), ("corrections-nothing-left", 2), "{refused}");
    let one = put("one.xlsx", &corrected(&book, &[("Dale", "Dale, Lower"), ("Lower", "")]));
    let mended = import(&house, Kind::PeerGroup, &one, "2031-06-02").await.unwrap().passport;
    assert_eq!((mended.rows_accepted, mended.rows_rejected), (1, 2));
    assert!(mended.rejected_by_reason.iter().all(|(reason, n)| *n <= reasons[reason]), "{:?}", mended.rejected_by_reason);
    // Cells that were only emptied are no row, and its place stays open.
    let emptied = put("emptied.xlsx", &corrected(&book, &[("E07000003", "")]));
    let refused = import(&house, Kind::PeerGroup, &emptied, "2031-06-02").await.unwrap_err();
    assert!(refused.code == "corrections-nothing-left", "{refused}");
    let three = put("three.xlsx", &corrected(&book, &[("E07000003", "E07000005")]));
    assert_eq!(import(&house, Kind::PeerGroup, &three, "2031-06-02").await.unwrap().passport.rows_accepted, 1);
    // A surplus left in beside a corrected cell is still one.
    let half = put("half.xlsx", &corrected(&book, &[("Dale", "Dale, Lower"), ("E07000002", "E07000004")]));
    let refused = import(&house, Kind::PeerGroup, &half, "2031-06-03").await.unwrap_err();
    assert_eq!(refused.exit_code(), 2, "{refused}");
}

#[tokio::test]
async fn rows_filed_under_another_data_set_than_what_they_correct_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(&folder.path().join("home")).await;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let words = |data_set: Option<&str>| ImportOptions {
        received: "2031-06-01".to_owned(),
        table: crate::TableWords { data_set: data_set.map(str::to_owned), ..crate::TableWords::default() },
        ..ImportOptions::default()
    };
    let file = put("made.csv", b"area,fires_2019\nHill,3\nDale,many\n");
    let first = import_file(&house, Kind::AreaCounts, &file, &words(Some("elm-fires")), &moment(), Arc::new(|_| {})).await.unwrap();
    assert_eq!((first.passport.rows_accepted, first.passport.rows_rejected), (1, 1));
    let book = put("r.xlsx", &corrected(&crate::rejects_workbook(&house, &first.passport.extract).await.unwrap(), &[("many", "4")]));
    let apart = import_file(&house, Kind::AreaCounts, &book, &words(None), &moment(), Arc::new(|_| {})).await.unwrap();
    assert!(apart.warnings.iter().any(|w| w.contains("`fires`") && w.contains(&first.passport.extract)), "{:?}", apart.warnings);
}
