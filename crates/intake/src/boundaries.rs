//! Outlines of areas: GeoJSON, Shapefile, and rows of a GeoPackage.

use crate::columns::{Part, recognise, relation_word, squeeze};
use crate::container::{Archive, Content, choose};
use crate::parsed::{Parsed, ReadOptions, decide_stated_vintage, filled};
use crate::{Problem, Unit};
use base::{AreaCode, ColumnKind, Level, Table, Trouble, Value};
use geography::{Crs, Fault, GeoJsonError, Outline};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

const WANTED: &str = "GeoJSON (.geojson), a Shapefile (.shp with .dbf and .prj, or a ZIP of them) or a GeoPackage (.gpkg)";

/// Columns of a boundaries extract, in order. `geometry` is a GeoJSON geometry in degrees with at most six decimals.
pub const COLUMNS: [(&str, ColumnKind); 6] = [
    ("level", ColumnKind::Text),
    ("vintage", ColumnKind::Text),
    ("year", ColumnKind::Whole),
    ("area_code", ColumnKind::Text),
    ("area_name", ColumnKind::Text),
    ("geometry", ColumnKind::Text),
];

/// A file's bytes under its name without folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBytes {
    /// The name.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Reads outlines from the bytes of a GeoJSON, of a Shapefile's parts given side by side (the `.shp` first), or of a
/// ZIP that holds one of these. A `GeoPackage` is read by the store; its rows go to [`from_rows`].
///
/// Outlines on the British National Grid are converted to degrees; other systems are refused. A feature without a
/// code, without a shape or with a shape that fails its checks is a problem, the rest is kept. In problems `row` is
/// the feature's place in the file, from 1.
pub fn parse(files: &[NamedBytes], options: &ReadOptions) -> base::Result<Parsed> {
    let Some(first) = files.first() else { return Err(Content::Empty.refuse("", WANTED)) };
    match Content::of(&first.bytes) {
        Content::Json => parse_geojson(&first.name, &first.bytes, options),
        Content::Shapefile => parse_shapefile(first, files, options),
        Content::Zip => parse_zip(first, options),
        Content::Sqlite => Err(Trouble::refused(
            "boundaries-in-zip",
            format!("`{}` is a GeoPackage inside an archive", first.name),
            "unpack it and import the .gpkg itself",
        )),
        other if first.name.to_lowercase().ends_with(".dbf") => Err(Trouble::refused(
            "shapefile-incomplete",
            format!("`{}` is the table of a Shapefile ({}), not its shapes", first.name, other.as_words()),
            "name the .shp file; the .dbf and .prj are found beside it",
        )),
        other => Err(other.refuse(&first.name, WANTED)),
    }
}

fn parse_zip(file: &NamedBytes, options: &ReadOptions) -> base::Result<Parsed> {
    let mut archive = Archive::open(Cursor::new(&file.bytes), &file.name)?;
    let entries = archive.entries(&options.container)?;
    let ends = |name: &str, endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
    let chosen =
        choose(&file.name, entries, "*.shp or *.geojson", |n| ends(n, &[".shp", ".dbf", ".prj", ".cpg", ".geojson", ".json", ".gpkg"]))?;
    let mains: Vec<_> =
        chosen.used.iter().filter(|e| ends(&e.name.to_lowercase(), &[".shp", ".geojson", ".json", ".gpkg"])).cloned().collect();
    let [main] = mains.as_slice() else {
        let names: Vec<&str> = mains.iter().map(|e| e.name.as_str()).take(5).collect();
        return Err(Trouble::refused(
            "boundaries-not-one",
            format!("`{}` holds {} files of outlines: {}", file.name, mains.len(), names.join(", ")),
            "one extract is one file of outlines: unpack the archive and import them one by one",
        ));
    };
    let stem = main.name.rsplit_once('.').map_or(main.name.as_str(), |(stem, _)| stem).to_lowercase();
    let mut parts = vec![NamedBytes { name: main.name.clone(), bytes: archive.read(main)? }];
    for entry in chosen.used.iter().filter(|e| e.index != main.index) {
        let lower = entry.name.to_lowercase();
        if lower.rsplit_once('.').is_some_and(|(s, _)| s == stem) {
            parts.push(NamedBytes { name: entry.name.clone(), bytes: archive.read(entry)? });
        }
    }
    if parts.first().is_some_and(|p| Content::of(&p.bytes) == Content::Zip) {
        return Err(Trouble::refused(
            "zip-nested",
            format!("`{}` holds another archive", file.name),
            "unpack it and import what is inside",
        ));
    }
    parse(&parts, options)
}

fn parse_geojson(file_name: &str, bytes: &[u8], options: &ReadOptions) -> base::Result<Parsed> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(body).map_err(|_| {
        Trouble::refused("encoding-not-utf8", format!("`{file_name}` is not UTF-8, which GeoJSON must be"), "export it again as GeoJSON")
    })?;
    let collection = geography::read_feature_collection(text).map_err(|e| {
        let remedy = match e {
            GeoJsonError::TopoJson => {
                "convert it to GeoJSON (for example with `topo2geo` or mapshaper), or download the GeoJSON of the same areas"
            }
            GeoJsonError::NotJson(_) => "the download was probably cut short: download it again",
            GeoJsonError::OtherType(_) => "export the layer as a GeoJSON FeatureCollection",
        };
        Trouble::refused("geojson-not-read", format!("`{file_name}` can't be read as outlines: {e}"), remedy)
    })?;
    let crs = recognise_crs(file_name, &collection.crs_name)?;
    let mut columns: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for (name, _) in collection.features.iter().flat_map(|f| &f.properties) {
        if known.insert(name.as_str()) {
            columns.push(name.clone());
        }
    }
    let places: BTreeMap<&str, usize> = columns.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    let features = collection.features.iter().map(|feature| {
        let mut attributes = vec![None; columns.len()];
        for (name, value) in &feature.properties {
            if let Some(slot) = places.get(name.as_str()).and_then(|i| attributes.get_mut(*i)) {
                slot.clone_from(value);
            }
        }
        Drawn { attributes, outline: feature.outline(crs, &options.extent).map(|o| o.to_geojson()) }
    });
    assemble(file_name, &columns, features.collect(), crs, options)
}

fn parse_shapefile(shp: &NamedBytes, files: &[NamedBytes], options: &ReadOptions) -> base::Result<Parsed> {
    let beside = |ending: &str| files.iter().find(|f| f.name.to_lowercase().ends_with(ending));
    let Some(dbf) = beside(".dbf") else {
        return Err(Trouble::refused(
            "shapefile-incomplete",
            format!("`{}` has no .dbf beside it, so its areas have no codes", shp.name),
            "keep .shp, .dbf and .prj together, or import the ZIP they came in",
        ));
    };
    let Some(prj) = beside(".prj") else {
        return Err(Trouble::refused(
            "shapefile-incomplete",
            format!("`{}` has no .prj beside it, so it is not known what its coordinates mean", shp.name),
            "keep .shp, .dbf and .prj together, or import the ZIP they came in",
        ));
    };
    let crs = recognise_crs(&shp.name, &String::from_utf8_lossy(&prj.bytes))?;
    let unreadable = |name: &str, e: geography::ShapefileError| {
        Trouble::refused("shapefile-damaged", format!("`{name}` can't be read: {e}"), "download the Shapefile again; it must hold polygons")
    };
    let shapes = geography::read_shapes(&shp.bytes, crs, &options.extent).map_err(|e| unreadable(&shp.name, e))?;
    let (columns, rows) = geography::read_attributes(&dbf.bytes).map_err(|e| unreadable(&dbf.name, e))?;
    if rows.len() != shapes.len() {
        return Err(Trouble::refused(
            "shapefile-damaged",
            format!("`{}` has {} shapes and `{}` {} rows", shp.name, shapes.len(), dbf.name, rows.len()),
            "they must be of one Shapefile: download it again",
        ));
    }
    // A .dbf states its encoding, if at all, in a .cpg; ONS writes UTF-8, older files Windows-1252.
    let words = |cell: &Vec<u8>| {
        let text = std::str::from_utf8(cell).map_or_else(|_| encoding_rs::WINDOWS_1252.decode(cell).0.into_owned(), str::to_owned);
        filled(text.trim_matches('\0').trim())
    };
    let drawn = rows.iter().zip(shapes).map(|(row, shape)| Drawn { attributes: row.iter().map(words).collect(), outline: print(shape) });
    assemble(&shp.name, &columns, drawn.collect(), crs, options)
}

/// Outlines from the rows of a `GeoPackage` layer: attribute columns, the layer's `srs_id`, and for each row its
/// attributes and its geometry blob.
pub fn from_rows(
    file_name: &str,
    columns: &[String],
    srs_id: i64,
    rows: impl IntoIterator<Item = (Vec<Option<String>>, Vec<u8>)>,
    options: &ReadOptions,
) -> base::Result<Parsed> {
    let crs = Crs::from_epsg(srs_id).ok_or_else(|| unknown_crs(file_name, &format!("EPSG:{srs_id}")))?;
    let drawn = rows.into_iter().map(|(attributes, blob)| Drawn {
        attributes,
        outline: if blob.is_empty() { Err(Fault::Empty) } else { print(geography::outline_from_gpkg_blob(&blob, &options.extent)) },
    });
    assemble(file_name, columns, drawn.collect(), crs, options)
}

/// A feature whose outline is already printed: the text is smaller than the points.
struct Drawn {
    attributes: Vec<Option<String>>,
    outline: Result<String, Fault>,
}

fn print(outline: Result<Outline, Fault>) -> Result<String, Fault> {
    outline.map(|o| o.to_geojson())
}

fn recognise_crs(file_name: &str, text: &str) -> base::Result<Crs> {
    Crs::recognise(text).ok_or_else(|| unknown_crs(file_name, text))
}

fn unknown_crs(file_name: &str, text: &str) -> Trouble {
    let shown: String = text.chars().filter(|c| !c.is_control() && *c != '`').take(60).collect();
    Trouble::refused(
        "crs-not-known",
        format!("the coordinates of `{file_name}` are in a system that is not known here: `{shown}`"),
        "download or export the outlines in WGS84 (EPSG:4326) or British National Grid (EPSG:27700)",
    )
}

/// The columns of the level a file is about.
struct Own {
    level: Level,
    year: Option<i64>,
    code: usize,
    name: Option<usize>,
}

fn assemble(file_name: &str, columns: &[String], drawn: Vec<Drawn>, crs: Crs, options: &ReadOptions) -> base::Result<Parsed> {
    if drawn.is_empty() {
        return Err(Trouble::refused("no-rows", format!("`{file_name}` holds no outlines"), "download it again; nothing was imported"));
    }
    let own = find_own(file_name, columns, &drawn)?;
    let vintage = if own.level == Level::Lsoa { decide_stated_vintage(file_name, own.year, options.geography)? } else { None };
    let year = own.year.or_else(|| vintage.and_then(|v| v.as_str().parse().ok()));
    let mut table = Table::new(&COLUMNS);
    let mut problems = Vec::new();
    let mut lsoa_rows = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let rows_read = drawn.len() as u64;
    for (place, feature) in drawn.into_iter().enumerate() {
        let cell = |column: usize| feature.attributes.get(column).and_then(Option::as_deref).map(str::trim);
        let (column, reason, remedy) = match (read_code(cell(own.code), own.level), &feature.outline) {
            (Err((reason, remedy)), _) => (columns.get(own.code).cloned().unwrap_or_default(), reason, remedy),
            (Ok(_), Err(fault)) => (String::new(), fault.reason(), fault.to_string()),
            (Ok(code), Ok(_)) if !seen.insert(code.clone()) => {
                (columns.get(own.code).cloned().unwrap_or_default(), "repeated_area", format!("`{code}` had an outline already: keep one"))
            }
            (Ok(code), Ok(geometry)) => {
                if own.level == Level::Lsoa {
                    *lsoa_rows.entry(code.clone()).or_insert(0) += 1;
                }
                let name = own.name.and_then(cell).and_then(filled);
                table.rows.push(vec![
                    Value::Text(own.level.as_str().to_owned()),
                    vintage.map_or(Value::Missing, |v| Value::Text(v.as_str().to_owned())),
                    year.map_or(Value::Missing, Value::Whole),
                    Value::Text(code),
                    name.map_or(Value::Missing, Value::Text),
                    Value::Text(geometry.clone()),
                ]);
                continue;
            }
        };
        let fields = feature.attributes.into_iter().map(Option::unwrap_or_default).collect();
        problems.push(Problem { file: file_name.to_owned(), row: place as u64 + 1, column, reason: reason.to_owned(), remedy, fields });
    }
    let areas = relation_word(own.level, year);
    let crs_note = match crs {
        Crs::Wgs84 => "WGS84",
        Crs::BritishNationalGrid => "British National Grid, converted to WGS84 to about five metres",
    };
    Ok(Parsed {
        units: vec![Unit { force: areas.clone(), month: String::new(), rows: table.rows.len() as u64 }],
        notes: BTreeMap::from([("areas".to_owned(), areas), ("crs".to_owned(), crs_note.to_owned())]),
        geography: vintage.map_or(String::new(), |v| v.as_str().to_owned()),
        warnings: Vec::new(),
        problems,
        rows_read,
        rows_accepted: None,
        lsoa_rows,
        table,
    })
}

fn read_code(text: Option<&str>, level: Level) -> Result<String, (&'static str, String)> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Err(("missing_code", "the area has no code".to_owned())) };
    let code = AreaCode::parse(text).map_err(|e| ("malformed_code", e.to_string()))?;
    match code.level() {
        Some(found) if found != level => {
            Err(("wrong_level", format!("`{code}` is the code of a {}, not of a {}", found.as_str(), level.as_str())))
        }
        _ => Ok(code.to_string()),
    }
}

/// Finds what a file outlines. A feature may carry codes of larger areas beside its own: its own level is the smallest
/// one whose codes differ from feature to feature.
fn find_own(file_name: &str, columns: &[String], drawn: &[Drawn]) -> base::Result<Own> {
    let distinct = |column: usize| {
        let codes = drawn.iter().filter_map(|d| d.attributes.get(column)?.as_deref()).filter(|t| !t.trim().is_empty());
        codes.collect::<BTreeSet<_>>().len()
    };
    let mut candidates: Vec<Own> = Vec::new();
    let mut unused = Vec::new();
    for (code, column) in columns.iter().enumerate() {
        let (level, year) = match recognise(column) {
            Some(heading) if heading.part == Part::Name => continue,
            Some(heading) => {
                let Some(level) = heading.level else {
                    unused.push((column, distinct(code)));
                    continue;
                };
                (level, heading.year)
            }
            None => match level_by_pattern(code, drawn) {
                Some(level) => (level, None),
                None => continue,
            },
        };
        let same = |h: &str| recognise(h).is_some_and(|r| r.part == Part::Name && r.level == Some(level) && r.year == year);
        let name = columns
            .iter()
            .position(|c| same(c))
            .or_else(|| columns.iter().position(|c| matches!(squeeze(c).as_str(), "name" | "areaname")));
        candidates.push(Own { level, year, code, name });
    }
    candidates.sort_by_key(|c| c.level);
    let most = unused.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let own = candidates.into_iter().find(|c| {
        let n = distinct(c.code);
        // A few areas may stand twice, and are then listed; half of them means these are not the file's own codes.
        n * 2 > drawn.len() && n >= most
    });
    own.ok_or_else(|| {
        let names: String = columns.join(", ").chars().filter(|c| !c.is_control() && *c != '`').take(200).collect();
        let code = if unused.is_empty() { "codes-not-recognised" } else { "level-not-used" };
        Trouble::refused(
            code,
            format!("no column of `{file_name}` holds the code of an LSOA, ward, district, partnership or police force for each outline: `{names}`"),
            "expected a column such as `LSOA21CD`, `WD24CD`, `LAD24CD` or `PFA24CD`",
        )
    })
}

fn level_by_pattern(column: usize, drawn: &[Drawn]) -> Option<Level> {
    let mut found = None;
    for text in drawn.iter().filter_map(|d| d.attributes.get(column)?.as_deref()) {
        let level = AreaCode::parse(text).ok()?.level()?;
        if *found.get_or_insert(level) != level {
            return None;
        }
    }
    found
}
