//! Lists from file to extract, over a made-up engine that keeps tables as they were written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

use super::*;
use crate::stub::NoPress;
use crate::{Analytics, Imported, Moment, QueryRequest, Setup, create_house, import_file};
use intake::Status;
use std::sync::Mutex;

/// The tables written, by extract folder.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<String, Table>>);

impl Analytics for Kept {
    fn query(&self, request: &QueryRequest<'_>) -> Result<Table> {
        assert!(request.sql.contains("FROM area_lookups"), "{}", request.sql);
        let tables = self.0.lock().unwrap();
        let mut found = Table::default();
        for holding in request.holdings.of(Kind::AreaLookup) {
            let table = &tables[&holding.facts.folder];
            found.columns.clone_from(&table.columns);
            found.rows.extend(table.rows.clone());
        }
        Ok(found)
    }

    fn write_table(&self, folder: &Path, _: &str, table: &Table) -> Result<()> {
        let folder = folder.file_name().unwrap().to_string_lossy().into_owned();
        self.0.lock().unwrap().insert(folder, table.clone());
        Ok(())
    }

    crate::stub::reads_no_street!();
}

/// A home in a folder of its own, the worked mappings copied beside it.
struct Home {
    house: House,
    kept: Arc<Kept>,
    folder: tempfile::TempDir,
}

const LOOKUP: &str = "lsoa21_code,ward21_code,ward21_name,ltla21_code,ltla21_name\n\
    E01990801,E05011289,Cottenham,E07000012,South Cambridgeshire\n\
    E01990802,E05011289,Cottenham,E07000012,South Cambridgeshire\n\
    E01992001,E05011301,Milton & Waterbeach,E07000012,South Cambridgeshire\n\
    E01992201,E05011303,Sawston,E07000012,South Cambridgeshire\n\
    E01992202,E05011303,Sawston,E07000012,South Cambridgeshire\n";

impl Home {
    async fn new() -> Self {
        let (folder, kept) = (tempfile::tempdir().unwrap(), Arc::new(Kept::default()));
        let setup = Setup {
            home: folder.path().join("home"),
            database: None,
            analytics: Arc::clone(&kept) as Arc<dyn Analytics>,
            press: Arc::new(NoPress),
        };
        let house = create_house(setup, &moment()).await.unwrap();
        let home = Self { house, kept, folder };
        std::fs::create_dir(home.at("examples")).unwrap();
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/mappings");
        for folder in ["", "examples"] {
            for entry in std::fs::read_dir(demo.join(folder)).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file()) {
                std::fs::copy(&entry, home.at(folder).join(entry.file_name().unwrap())).unwrap();
            }
        }
        std::fs::write(home.at("lookup.csv"), LOOKUP).unwrap();
        home.import(Kind::AreaLookup, "lookup.csv", None).await.unwrap();
        home
    }

    fn at(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    async fn import(&self, kind: Kind, file: &str, mapping: Option<&str>) -> Result<Imported> {
        let options = ImportOptions { mapping: mapping.map(|m| self.at(m)), ..ImportOptions::default() };
        import_file(&self.house, kind, &self.at(file), &options, &moment(), Arc::new(|_| ())).await
    }

    async fn fires(&self) -> Result<Imported> {
        self.import(Kind::Incidents, "examples/invented-fires.csv", Some("fire-and-rescue-incidents.toml")).await
    }

    async fn cases(&self) -> Result<Imported> {
        self.import(Kind::Incidents, "examples/invented-asb-cases.csv", Some("council-asb-cases.toml")).await
    }

    fn column(&self, imported: &Imported, name: &str) -> Vec<String> {
        let tables = self.kept.0.lock().unwrap();
        let id = imported.passport.extract.split_once('-').unwrap().1;
        let (_, table) = tables.iter().find(|(folder, _)| folder.contains(id)).unwrap();
        let at = table.position(name).unwrap();
        table.rows.iter().map(|row| row[at].to_bare()).collect()
    }
}

fn moment() -> Moment {
    Moment { now: "2026-03-10T12:00:00Z".parse().unwrap(), who: "operator:1000".into() }
}

#[tokio::test]
async fn a_list_becomes_an_extract_with_a_true_passport() {
    let home = Home::new().await;
    let fires = home.fires().await.unwrap();
    let passport = &fires.passport;
    assert_eq!((passport.status, passport.rows_read, passport.rows_accepted, passport.rows_rejected), (Status::Imported, 8, 6, 2));
    let reasons: Vec<(&str, u64)> = passport.rejected_by_reason.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
    assert_eq!(reasons, [("category_unmapped", 1), ("date_unreadable", 1)]);
    assert_eq!(passport.months, ["2018-11", "2018-12", "2019-01", "2019-03"]);
    assert!(passport.forces.is_empty(), "a data set is no force");
    assert_eq!((passport.geography.as_str(), passport.not_placed), ("2021", 2));
    assert_eq!(passport.missing["postcode"], 2);
    assert_eq!(home.column(&fires, "lsoa_code"), ["E01990801", "E01990802", "E01992201", "", "E01990801", ""]);
    let facts = home.house.store.extract(&passport.extract).await.unwrap().facts;
    assert_eq!(facts.notes["placed by"], "not placed 2, postcode 4");
    assert_eq!(facts.notes["holder"], "Fire and rescue service");
    assert!(facts.notes["headers"].contains("Date of Call"));
}

#[tokio::test]
async fn the_same_list_is_another_extract_once_its_places_change() {
    let home = Home::new().await;
    let first = home.fires().await.unwrap();
    assert_eq!(home.fires().await.unwrap().passport.status, Status::Same);
    let table = home.at("examples/invented-postcodes.csv");
    let text = std::fs::read_to_string(&table).unwrap().replace("E01992201", "E01992202");
    std::fs::write(&table, text).unwrap();
    let later = home.fires().await.unwrap();
    assert_eq!(later.passport.status, Status::Supersedes);
    assert_ne!(later.passport.extract, first.passport.extract);
    assert_eq!(home.column(&later, "lsoa_code")[2], "E01992202");
}

#[tokio::test]
async fn repeats_are_known_by_a_key_that_stays_in_the_home() {
    let home = Home::new().await;
    assert!(!home.at("home/keys").exists(), "no key before it is needed");
    let cases = home.cases().await.unwrap();
    assert_eq!((cases.passport.rows_accepted, cases.passport.not_placed), (6, 1));
    assert_eq!(home.column(&cases, "placed_by"), ["ward", "village", "ward", "ward", "village", "not placed"]);
    let pseudonyms = home.column(&cases, "pseudonym");
    assert_eq!((&pseudonyms[0], &pseudonyms[2]), (&pseudonyms[4], &pseudonyms[3]));
    let key = std::fs::read(home.at("home/keys/pseudonym.key")).unwrap();
    assert_eq!(incidents::pseudonym(key.as_slice().try_into().unwrap(), "council-asb", "P-100").as_ref(), Some(&pseudonyms[0]));
}

#[tokio::test]
async fn what_looks_personal_keeps_nothing() {
    let home = Home::new().await;
    let mapping = home.at("council-asb-cases.toml");
    let text = std::fs::read_to_string(&mapping).unwrap() + "\n[keep]\n\"Case Officer\" = \"officer\"\n";
    std::fs::write(&mapping, text).unwrap();
    let trouble = home.cases().await.unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("personal-looking", 2));
    assert!(trouble.message.contains("`Case Officer`") && !trouble.to_string().contains("Invented Officer"), "{trouble}");
    assert_eq!(home.house.store.extracts().await.unwrap().len(), 1, "the lookup alone");
}

#[test]
fn a_list_without_a_mapping_is_a_matter_of_words() {
    let trouble = files_beside(Kind::Incidents, &ImportOptions::default()).unwrap_err();
    assert_eq!((trouble.code, trouble.exit_code()), ("mapping-missing", 64));
    assert_eq!(files_beside(Kind::AreaCounts, &ImportOptions::default()).unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn files_lie_beside_the_mapping() {
    assert_eq!(beside(Path::new("a/b/m.toml"), "../p.csv"), PathBuf::from("a/b/../p.csv"));
    assert_eq!(beside(Path::new("m.toml"), "p.csv"), PathBuf::from("p.csv"));
    assert_eq!(beside(Path::new("a/m.toml"), "/p.csv"), PathBuf::from("/p.csv"));
}

#[test]
fn the_worked_mappings_are_read() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/mappings");
    for (file, data_set, beside) in [
        ("fire-and-rescue-incidents.toml", "fire-incidents", "examples/invented-postcodes.csv"),
        ("council-asb-cases.toml", "council-asb", "examples/invented-villages.csv"),
    ] {
        let options = ImportOptions { mapping: Some(demo.join(file)), ..ImportOptions::default() };
        let (_, mapping) = mapping(&options).unwrap();
        assert_eq!(mapping.data_set, data_set);
        assert_eq!(files_beside(Kind::Incidents, &options).unwrap(), [demo.join(beside)]);
        assert!(demo.join(beside).is_file());
    }
}

#[test]
fn outlines_are_indexed_by_code() {
    let square = |x: f64| {
        let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":[[[{x},52],[{},52],[{},53],[{x},53],[{x},52]]]}}", x + 1.0, x + 1.0);
        vec![Value::Text(format!("E0100000{}", x + 1.0)), Value::Text(geometry)]
    };
    let table = Table { rows: vec![square(1.0), square(0.0), vec![Value::Missing, Value::Missing]], ..Table::default() };
    let (locator, codes) = index(&table).unwrap().unwrap();
    assert_eq!(codes, ["E01000001", "E01000002"]);
    assert_eq!(locator.area_of(geography::Coord { x: 1.5, y: 52.5 }), Some(1));
    assert!(index(&Table::default()).unwrap().is_none());
}
