//! The two small CSVs of the yardstick: areas with their wards and districts, and weights of harm.

use crate::trouble;
use base::Result;
use std::collections::HashMap;
use std::path::Path;

/// The areas of a level and what they consist of.
#[derive(Default)]
pub struct Level {
    pub codes: Vec<String>,
    pub population: Vec<i64>,
    /// For each LSOA, its place in `codes`.
    pub of_lsoa: Vec<usize>,
}

/// LSOAs, wards and districts.
#[derive(Default)]
pub struct Areas {
    pub lsoas: Level,
    pub wards: Level,
    pub districts: Level,
}

fn column(headers: &csv::StringRecord, name: &str) -> std::result::Result<usize, String> {
    headers.iter().position(|h| h == name).ok_or_else(|| format!("there is no column `{name}`"))
}

fn rows(path: &Path, mut row: impl FnMut(&[&str]) -> std::result::Result<(), String>, columns: &[&str]) -> Result<()> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| trouble(path, &e))?;
    let headers = reader.headers().map_err(|e| trouble(path, &e))?;
    let places = columns.iter().map(|c| column(headers, c)).collect::<std::result::Result<Vec<_>, _>>().map_err(|e| trouble(path, &e))?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| trouble(path, &e))? {
        let fields: Vec<&str> = places.iter().map(|p| record.get(*p).unwrap_or_default()).collect();
        row(&fields).map_err(|e| trouble(path, &e))?;
    }
    Ok(())
}

impl Areas {
    pub fn read(path: &Path) -> Result<Self> {
        let mut areas = Self::default();
        let mut seen: [HashMap<String, usize>; 3] = Default::default();
        let add = |fields: &[&str]| {
            let [codes @ .., population] = fields else { return Err("a row is short".to_owned()) };
            let population: i64 = population.parse().map_err(|_| format!("`{population}` is no population"))?;
            let levels = [&mut areas.lsoas, &mut areas.wards, &mut areas.districts];
            for ((level, seen), code) in levels.into_iter().zip(&mut seen).zip(codes) {
                let at = *seen.entry((*code).to_owned()).or_insert_with(|| {
                    level.codes.push((*code).to_owned());
                    level.population.push(0);
                    level.codes.len() - 1
                });
                level.of_lsoa.push(at);
                if let Some(total) = level.population.get_mut(at) {
                    *total += population;
                }
            }
            Ok(())
        };
        rows(path, add, &["lsoa_code", "ward_code", "district_code", "population"])?;
        Ok(areas)
    }
}

/// The weight of each crime type.
pub fn weights(path: &Path) -> Result<HashMap<String, i64>> {
    let mut weights = HashMap::new();
    let add = |fields: &[&str]| {
        let [crime_type, weight] = fields else { return Err("a row is short".to_owned()) };
        weights.insert((*crime_type).to_owned(), weight.parse().map_err(|_| format!("`{weight}` is no weight"))?);
        Ok(())
    };
    rows(path, add, &["crime_type", "weight"])?;
    Ok(weights)
}
