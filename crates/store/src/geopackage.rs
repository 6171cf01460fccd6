//! Reading a GeoPackage: a SQLite file written by a stranger, so it is taken for hostile (house.md §5.7).
//!
//! It is opened read-only and immutable, with `trusted_schema` and writing off and no extension loaded. Its
//! views and triggers are never run: a view offered as a table, a trigger that is not one of the format's own,
//! a virtual table or a computed column is refused by name. What is read is bounded by the size of the file,
//! so that pages which point at each other cannot make rows without end.

use base::{Result, Trouble};
use futures::TryStreamExt as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use std::io::Read as _;
use std::path::Path;

/// First bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where the application id stands in the header.
const APPLICATION_ID_AT: usize = 68;
/// Application ids of GeoPackage 1.0, 1.1 and 1.2 onwards.
const APPLICATION_IDS: [&[u8; 4]; 3] = [b"GP10", b"GP11", b"GPKG"];
/// How GDAL and the format's own extensions name their triggers. They answer writes only, and nothing writes.
const OWN_TRIGGERS: [&str; 4] = ["rtree_", "gpkg_", "trigger_insert_feature_count", "trigger_delete_feature_count"];
/// More columns than any layer has.
const MAX_COLUMNS: usize = 500;

/// One layer of features.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoPackageLayer {
    /// Name of its table.
    pub table: String,
    /// Number of its spatial reference system as the file declares it: 4326 is WGS84, 27700 the National Grid.
    pub srs_id: i64,
    /// Attribute columns, the geometry left out, in the order of the table.
    pub columns: Vec<String>,
    /// For each feature its attributes as text (none where missing or binary) and its geometry as a GeoPackage
    /// blob: header, then WKB; empty where there is none.
    pub rows: Vec<(Vec<Option<String>>, Vec<u8>)>,
}

/// Reads the only feature table of a GeoPackage.
///
/// # Errors
/// Refused, naming the file: `geopackage-not-one`, `geopackage-layers` (none, or several, which it names),
/// `geopackage-view`, `geopackage-triggers` (which it names), `geopackage-damaged`, `geopackage-unfinished`
/// where a write-ahead log lies beside it. Failed with `file-unreadable` where the file cannot be read at all.
pub async fn read(path: &Path) -> Result<GeoPackageLayer> {
    let size = recognise(path)?;
    let mut connection = open(path).await.map_err(|e| damaged(path, &e))?;
    let layer = read_layer(&mut connection, path, size).await;
    // Whether closing works says nothing about what was read.
    drop(connection.close().await);
    layer
}

fn shown(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn damaged(path: &Path, cause: &sqlx::Error) -> Trouble {
    let cause = match cause {
        sqlx::Error::Database(e) => e.message().to_owned(),
        other => other.to_string(),
    };
    let cause: String = cause.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    Trouble::refused(
        "geopackage-damaged",
        format!("`{}` is a damaged GeoPackage: {cause}", shown(path)),
        "download it again, or export the layer afresh",
    )
}

fn refused(code: &'static str, path: &Path, what: &str, remedy: &str) -> Trouble {
    Trouble::refused(code, format!("`{}` {what}", shown(path)), remedy)
}

/// Looks at the header with plain reads, before SQLite sees the file. Returns its size in bytes.
fn recognise(path: &Path) -> Result<u64> {
    let unreadable = |e: std::io::Error| {
        Trouble::failed("file-unreadable", format!("could not read `{}`: {e}", shown(path)), "check that it is there and may be read")
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let mut header = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut header).map_err(unreadable)?;
    let id = header.get(APPLICATION_ID_AT..APPLICATION_ID_AT + 4);
    let ours = header.starts_with(MAGIC) && APPLICATION_IDS.iter().any(|known| id == Some(known.as_slice()));
    if !ours {
        return Err(refused("geopackage-not-one", path, "is not a GeoPackage", "give a .gpkg file, or import GeoJSON or a Shapefile"));
    }
    // Immutable opening ignores a write-ahead log, and would silently read an older state.
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if std::fs::metadata(&log).is_ok_and(|m| m.len() > 0) {
        return Err(refused(
            "geopackage-unfinished",
            path,
            "is still open elsewhere: a write-ahead log lies beside it",
            "close the program that edits it, then try again",
        ));
    }
    Ok(size)
}

async fn open(path: &Path) -> std::result::Result<SqliteConnection, sqlx::Error> {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .create_if_missing(false)
        .foreign_keys(false)
        .pragma("trusted_schema", "OFF")
        .pragma("query_only", "ON")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .disable_statement_logging()
        .connect()
        .await
}

async fn read_layer(connection: &mut SqliteConnection, path: &Path, size: u64) -> Result<GeoPackageLayer> {
    let bad = |e: sqlx::Error| damaged(path, &e);
    let no_contents = || refused("geopackage-not-one", path, "is not a GeoPackage: it lists no contents", "export the layer afresh");
    if !is_plain_table(connection, "gpkg_contents", path).await? || !is_plain_table(connection, "gpkg_geometry_columns", path).await? {
        return Err(no_contents());
    }
    refuse_triggers(connection, path).await?;

    let layers: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT c.table_name, g.column_name, CAST(g.srs_id AS INTEGER) FROM gpkg_contents c NOT INDEXED \
         JOIN gpkg_geometry_columns g NOT INDEXED ON g.table_name = c.table_name \
         WHERE c.data_type = 'features' ORDER BY c.table_name LIMIT 20",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(bad)?;
    let (table, geometry, srs_id) = match layers.as_slice() {
        [] => return Err(refused("geopackage-layers", path, "holds no layer of features", "export the layer of outlines into it")),
        [one] => one.clone(),
        several => {
            let names: Vec<String> = several.iter().map(|(name, _, _)| format!("`{name}`")).collect();
            let what = format!("holds several layers: {}", names.join(", "));
            return Err(refused("geopackage-layers", path, &what, "export the one you need into a file of its own"));
        }
    };
    if !is_plain_table(connection, &table, path).await? {
        let what = format!("lists `{table}`, which is not in it");
        return Err(refused("geopackage-damaged", path, &what, "export the layer afresh"));
    }
    let columns = attribute_columns(connection, &table, &geometry, path).await?;
    let rows = read_rows(connection, &table, &geometry, &columns, path, size).await?;
    Ok(GeoPackageLayer { table, srs_id, columns, rows })
}

/// Whether a name stands for an ordinary table; refused where it stands for a view or a virtual table.
async fn is_plain_table(connection: &mut SqliteConnection, name: &str, path: &Path) -> Result<bool> {
    let found: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT type, sql FROM sqlite_master WHERE name = $1 COLLATE NOCASE AND type IN ('table', 'view')")
            .bind(name)
            .fetch_optional(&mut *connection)
            .await
            .map_err(|e| damaged(path, &e))?;
    let Some((kind, text)) = found else { return Ok(false) };
    let text = text.unwrap_or_default().to_ascii_lowercase();
    let mut words = text.split_whitespace();
    let virtual_table = words.next() == Some("create") && words.next() == Some("virtual");
    if kind == "view" || virtual_table {
        let sort = if kind == "view" { "a view" } else { "a virtual table" };
        let what = format!("offers `{name}` as a table, but it is {sort}, which is never run");
        return Err(refused("geopackage-view", path, &what, "export it as an ordinary layer"));
    }
    Ok(true)
}

async fn refuse_triggers(connection: &mut SqliteConnection, path: &Path) -> Result<()> {
    let triggers: Vec<(String,)> = sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        .fetch_all(connection)
        .await
        .map_err(|e| damaged(path, &e))?;
    let foreign: Vec<String> = triggers
        .into_iter()
        .map(|(name,)| name)
        .filter(|name| !OWN_TRIGGERS.iter().any(|own| name.to_ascii_lowercase().starts_with(own)))
        .take(5)
        .map(|name| format!("`{name}`"))
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let what = format!("holds triggers that are not part of the format: {}", foreign.join(", "));
    Err(refused("geopackage-triggers", path, &what, "export the layer into a new file, which leaves them out"))
}

/// Names of the columns besides the geometry. A computed column would run an expression of the file's author.
async fn attribute_columns(connection: &mut SqliteConnection, table: &str, geometry: &str, path: &Path) -> Result<Vec<String>> {
    let bad = |e: sqlx::Error| damaged(path, &e);
    let listed: Vec<(String, i64)> = sqlx::query_as("SELECT name, CAST(hidden AS INTEGER) FROM pragma_table_xinfo($1)")
        .bind(table)
        .fetch_all(connection)
        .await
        .map_err(bad)?;
    if listed.len() > MAX_COLUMNS {
        return Err(refused("geopackage-damaged", path, "has more columns than any layer", "export the layer afresh"));
    }
    if let Some((name, _)) = listed.iter().find(|(_, hidden)| *hidden != 0) {
        let what = format!("computes the column `{name}`, which is never run");
        return Err(refused("geopackage-view", path, &what, "export it as an ordinary layer"));
    }
    if !listed.iter().any(|(name, _)| name.eq_ignore_ascii_case(geometry)) {
        let what = format!("says that `{table}` has a geometry in `{geometry}`, which is not there");
        return Err(refused("geopackage-damaged", path, &what, "export the layer afresh"));
    }
    Ok(listed.into_iter().map(|(name, _)| name).filter(|name| !name.eq_ignore_ascii_case(geometry)).collect())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn read_rows(
    connection: &mut SqliteConnection,
    table: &str,
    geometry: &str,
    columns: &[String],
    path: &Path,
    size: u64,
) -> Result<Vec<(Vec<Option<String>>, Vec<u8>)>> {
    let bad = |e: sqlx::Error| damaged(path, &e);
    let text = |name: &String| format!("CASE typeof({0}) WHEN 'blob' THEN NULL ELSE CAST({0} AS TEXT) END", quoted(name));
    let geometry = quoted(geometry);
    let mut wanted = vec![format!("CASE typeof({geometry}) WHEN 'blob' THEN {geometry} ELSE x'' END")];
    wanted.extend(columns.iter().map(text));
    // Names come from the file and are quoted; not indexed, since an index is the author's word, not the rows.
    let statement = format!("SELECT {} FROM {} NOT INDEXED", wanted.join(", "), quoted(table));

    // A sound file cannot hold more than itself; numbers are longer as text than as stored, hence four times.
    let mut budget = size.saturating_mul(4);
    let mut rows = Vec::new();
    let mut stream = sqlx::query(AssertSqlSafe(statement)).fetch(&mut *connection);
    while let Some(row) = stream.try_next().await.map_err(bad)? {
        let outline: Vec<u8> = row.try_get_unchecked(0).map_err(bad)?;
        let mut cells: Vec<Option<String>> = Vec::with_capacity(columns.len());
        for i in 1..=columns.len() {
            cells.push(row.try_get_unchecked(i).map_err(bad)?);
        }
        let length = outline.len() + cells.iter().flatten().map(String::len).sum::<usize>() + 4;
        budget = budget.checked_sub(u64::try_from(length).unwrap_or(u64::MAX)).ok_or_else(|| {
            refused(
                "geopackage-damaged",
                path,
                "is a damaged GeoPackage: it gives more rows than it has room for",
                "export the layer afresh",
            )
        })?;
        rows.push((cells, outline));
    }
    Ok(rows)
}
