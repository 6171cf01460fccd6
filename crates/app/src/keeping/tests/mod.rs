//! Keeping a home, end to end over real records, keystores, files and a PostgreSQL of the tests' own.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod archives;
mod destruction;
mod examined;
mod restores;

use super::*;
use crate::people::{Asking, NewPerson, record_person, show_person};
use crate::stub::{NoPress, not_here};
use crate::{Analytics, House, ImportOptions, Moment, QueryRequest, Setup, create_house, import_file, open_house};
use base::{Result, Table};
use permission::{Door, Personal, Purpose};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Writes what stands for a columnar file: the shelf and the archive don't look into it.
struct Plain;

impl Analytics for Plain {
    fn query(&self, _: &QueryRequest<'_>) -> Result<Table> {
        not_here()
    }

    fn write_table(&self, folder: &Path, part: &str, table: &Table) -> Result<()> {
        vault::write_whole(&folder.join(part), format!("{table:?}").as_bytes())
    }

    crate::stub::reads_no_street!();
}

/// A folder with homes in it, the owner's settings and other files.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn setup(&self, home: &str) -> Setup {
        Setup { home: self.path(home), database: None, analytics: Arc::new(Plain), press: Arc::new(NoPress) }
    }

    fn on_postgres(&self, home: &str, url: &str) -> Setup {
        Setup { database: Some(url.to_owned()), ..self.setup(home) }
    }

    /// A home with the demonstration's partnership and two extracts.
    async fn home(&self, setup: Setup) -> House {
        let house = create_house(setup, &now()).await.unwrap();
        crate::demo_partners(&house, &now()).await.unwrap();
        for (name, year) in [("one", 24), ("two", 25)] {
            let path = self.path(&format!("{name}.csv"));
            let row = |n: usize| format!("E019900{n:02},Invented {n:02}A,E0599000{},Ward {},E07999001,Invented\n", n / 4, n / 4);
            let rows: Vec<String> = (0..8).map(row).collect();
            let header = format!("lsoa21_code,lsoa21_name,ward{year}_code,ward{year}_name,ltla{year}_code,ltla{year}_name\n");
            std::fs::write(&path, header + &rows.concat()).unwrap();
            let options = ImportOptions { received: "2026-01-01".into(), ..ImportOptions::default() };
            import_file(&house, intake::Kind::AreaLookup, &path, &options, &now(), Arc::new(|_| ())).await.unwrap();
        }
        house
    }

    fn backup_ask(&self, file: &str) -> BackupAsk {
        BackupAsk { file: self.path(file), recipients: Vec::new(), config: Some(self.path("config")) }
    }

    fn restore_ask(&self, file: &str) -> RestoreAsk {
        RestoreAsk { file: self.path(file), config: Some(self.path("config")), ..RestoreAsk::default() }
    }

    fn keystore_ask(&self, file: &str) -> KeystoreAsk {
        KeystoreAsk { file: self.path(file), config: Some(self.path("config")), ..KeystoreAsk::default() }
    }
}

fn moment_at(now: &str) -> Moment {
    Moment { now: now.parse().unwrap(), who: "operator:1000".into() }
}

fn now() -> Moment {
    moment_at("2026-10-01T10:00:00Z")
}

fn later() -> Moment {
    moment_at("2026-10-02T10:00:00Z")
}

fn officer() -> Asking {
    Asking { user: "council-officer".into(), purpose: Some(Purpose::ReduceCrime), organisation: None, door: Door::Terminal }
}

async fn record_text(house: &House, text: &str) -> String {
    let new = NewPerson {
        text: Personal::new(text.to_owned()),
        regime: "uk-gdpr".into(),
        marking: "official-sensitive".into(),
        kept_apart: false,
    };
    record_person(house, &now(), &officer(), new).await.unwrap().id
}

async fn recorded(house: &House, name: &str) -> String {
    record_text(house, &format!(r#"{{"name":"{name}"}}"#)).await
}

async fn name_of(house: &House, id: &str) -> Result<String> {
    show_person(house, &later(), &officer(), id).await.map(|shown| shown.person.name)
}

/// Closes a record so long ago that its retention is over, and destroys it.
async fn destroy(house: &House, id: &str) {
    let seen = house.store.record_facts(id).await.unwrap().unwrap().version;
    crate::people::close_person(house, &now(), &officer(), id, seen, Some("2024-01-15")).await.unwrap();
    let lead = Asking { user: "council-ig-lead".into(), purpose: Some(Purpose::Governance), ..officer() };
    let certificate = crate::people::destroy_person(house, &now(), &lead, id).await.unwrap();
    assert_eq!(certificate.record, id);
}

/// Lets go of a home, so that it can be restored.
async fn leave(house: House) {
    house.store.close().await;
    drop(house);
}

/// The home is clean, its chain is whole, and every record that has a key opens.
#[track_caller]
fn assert_sound(report: &crate::CheckReport) {
    assert!(report.ok, "{report:?}");
}

async fn checked(house: &House) -> crate::CheckReport {
    let report = crate::check_with(house, &later(), crate::CheckOptions { deep: true }).await.unwrap();
    assert!(crate::audit_verify(house, &[], None).await.unwrap().ok);
    report
}

/// Every entry of a ZIP, by its name.
fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut entries = BTreeMap::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let name = String::from_utf8(entry.name_raw().to_vec()).unwrap();
        entries.insert(name, content);
    }
    entries
}

/// A ZIP of entries.
fn zipped<'a>(entries: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>) -> Vec<u8> {
    let mut writer = vault::BundleWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.add(name, content.as_slice()).unwrap();
    }
    writer.finish().unwrap().0.into_inner()
}

/// What a backup holds, as whoever has the owner's key could read it.
fn decrypted(place: &Place, file: &str) -> Vec<u8> {
    let identity = vault::owner_identity(&place.path("config")).unwrap();
    vault::decrypt_from(&place.path(file), &[identity], |from| {
        let mut content = Vec::new();
        from.read_to_end(&mut content).unwrap();
        Ok(content)
    })
    .unwrap()
}

/// Every file below a folder with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = std::fs::read(&path).unwrap();
                found.insert(path, content);
            }
        }
    }
    found
}
