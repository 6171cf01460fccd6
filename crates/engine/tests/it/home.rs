//! A folder of extracts and a register, made by hand.

use base::{ColumnKind, Result, Table, Value};
use engine::{Engine, Limits, Question};
use intake::street::StreetRules;
use intake::{ExtractFacts, Holding, Holdings, Kind, Passport, Status, StreetOptions, StreetReport, StreetSource, Unit};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

pub const HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().unwrap());

/// A home folder and what its register would hold.
pub struct Home {
    pub folder: tempfile::TempDir,
    pub holdings: Holdings,
    pub tables: Vec<(String, Table)>,
}

pub fn text(text: &str) -> Value {
    if text.is_empty() { Value::Missing } else { Value::Text(text.to_owned()) }
}

impl Home {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), holdings: Holdings::default(), tables: Vec::new() }
    }

    pub fn extracts(&self) -> PathBuf {
        self.folder.path().join("extracts")
    }

    /// Writes the CSVs (`name`, text) as one street extract of that name and registers it.
    pub fn street(&mut self, extract: &str, geography: &str, files: &[(&str, String)]) -> StreetReport {
        let sources: Vec<StreetSource> = files
            .iter()
            .map(|(name, text)| {
                let path = self.folder.path().join(format!("{extract}-{name}"));
                std::fs::write(&path, text).unwrap();
                StreetSource::File(path)
            })
            .collect();
        let folder = self.extracts().join(extract);
        std::fs::create_dir_all(&folder).unwrap();
        let report = engine::write_street(&folder, &sources, StreetOptions::default(), &StreetRules::default(), &|_| ()).unwrap();
        self.register(extract, Kind::PoliceStreet, geography, report.rows_accepted, report.parts.clone(), report.units.clone());
        report
    }

    /// Writes a small table as an extract and registers it.
    pub fn table(&mut self, extract: &str, kind: Kind, table: &Table) {
        let folder = self.extracts().join(extract);
        std::fs::create_dir_all(&folder).unwrap();
        engine::write_table(&folder, "part-0000.parquet", table).unwrap();
        let rows = table.rows.len() as u64;
        let unit = Unit { force: extract.to_owned(), month: String::new(), rows };
        self.register(extract, kind, "", rows, vec!["part-0000.parquet".to_owned()], vec![unit]);
    }

    fn register(&mut self, extract: &str, kind: Kind, geography: &str, rows: u64, parts: Vec<String>, units: Vec<Unit>) {
        self.holdings.seq += 1;
        let passport = Passport {
            extract: extract.to_owned(),
            kind,
            file: format!("{extract}.csv"),
            status: Status::Imported,
            rows_read: rows,
            rows_accepted: rows,
            rows_rejected: 0,
            rejected_by_reason: BTreeMap::new(),
            repeated_ids: 0,
            months: Vec::new(),
            forces: Vec::new(),
            missing: BTreeMap::new(),
            geography: geography.to_owned(),
            not_placed: 0,
        };
        let facts = ExtractFacts {
            passport,
            content_sha256: String::new(),
            received: "2024-05-01".to_owned(),
            imported_at: String::new(),
            imported_by: String::new(),
            folder: extract.to_owned(),
            parts,
            units,
            notes: BTreeMap::new(),
        };
        self.holdings.extracts.push(Holding { seq: self.holdings.seq, facts, superseded: Vec::new() });
    }

    /// Says which units of an extract are no longer current.
    pub fn supersede(&mut self, extract: &str, units: &[(&str, &str)]) {
        let holding = self.holdings.extracts.iter_mut().find(|h| h.facts.passport.extract == extract).unwrap();
        holding.superseded = units.iter().map(|(f, m)| ((*f).to_owned(), (*m).to_owned())).collect();
    }

    /// Says which units an extract has, instead of the one under its own name.
    pub fn units(&mut self, extract: &str, units: &[(&str, &str)]) {
        let holding = self.holdings.extracts.iter_mut().find(|h| h.facts.passport.extract == extract).unwrap();
        holding.facts.units = units.iter().map(|(f, m)| Unit { force: (*f).to_owned(), month: (*m).to_owned(), rows: 1 }).collect();
    }

    /// Says which vintage an extract's LSOA codes are.
    pub fn vintage(&mut self, extract: &str, vintage: &str) {
        let holding = self.holdings.extracts.iter_mut().find(|h| h.facts.passport.extract == extract).unwrap();
        vintage.clone_into(&mut holding.facts.passport.geography);
    }

    /// Hands in `areas` of (vintage, LSOA, ward, district).
    pub fn areas(&mut self, rows: &[[&str; 4]]) {
        use ColumnKind::{Text, Whole};
        let mut table = Table::new(&[
            ("vintage", Text),
            ("lsoa_code", Text),
            ("lsoa_name", Text),
            ("ward_code", Text),
            ("ward_name", Text),
            ("ward_year", Whole),
            ("lad_code", Text),
            ("lad_name", Text),
            ("lad_year", Whole),
            ("csp_code", Text),
            ("csp_name", Text),
            ("pfa_code", Text),
            ("pfa_name", Text),
        ]);
        for [vintage, lsoa, ward, lad] in rows {
            table.rows.push(vec![
                text(vintage),
                text(lsoa),
                Value::Missing,
                text(ward),
                text(&format!("{ward} ward")),
                Value::Whole(2024),
                text(lad),
                text(&format!("{lad} district")),
                Value::Whole(2024),
                Value::Missing,
                Value::Missing,
                Value::Missing,
                Value::Missing,
            ]);
        }
        self.tables.retain(|(name, _)| name != "areas");
        self.tables.push(("areas".to_owned(), table));
    }

    pub fn ask_within(&self, sql: &str, limits: Limits) -> Result<Table> {
        ENGINE.query(&Question { extracts_folder: &self.extracts(), holdings: &self.holdings, tables: &self.tables, sql, limits })
    }

    pub fn ask(&self, sql: &str) -> Result<Table> {
        self.ask_within(sql, Limits::default())
    }

    /// The answer as lines of bare CSV-like text, without a header.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let table = self.ask(sql).unwrap_or_else(|e| panic!("{sql}\n{e}"));
        table.rows.iter().map(|row| row.iter().map(Value::to_bare).collect::<Vec<_>>().join(",")).collect()
    }
}

/// A street row of a force and month with an identifier, a place and a category.
pub fn row(id: &str, month: &str, force: &str, lsoa: &str, category: &str) -> String {
    format!("{id},{month},{force},{force},0.125,52.25,On or near Elm Row,{lsoa},Elm,{category},,")
}

pub fn csv(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}
