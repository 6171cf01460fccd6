//! `GeoPackage` files: the national outlines, and files made to do harm.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use std::path::{Path, PathBuf};
use store::geopackage;

/// The smallest sound GeoPackage: one layer with one attribute of each sort.
const SOUND: &str = "
    PRAGMA application_id = 0x47504B47;
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER);
    CREATE TABLE \"invented wards\" (fid INTEGER PRIMARY KEY, code TEXT, geom BLOB, residents REAL, photo BLOB);
    INSERT INTO gpkg_contents VALUES ('invented wards', 'features');
    INSERT INTO gpkg_geometry_columns VALUES ('invented wards', 'geom', 4326);
    INSERT INTO \"invented wards\" VALUES (1, 'W1', x'4750', 12.5, x'FF'), (2, NULL, NULL, NULL, NULL), (3, 'W3', 'text', 7, NULL);";

async fn made(folder: &Path, name: &str, statements: &[&'static str]) -> PathBuf {
    let path = folder.join(name);
    let mut connection = SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.unwrap();
    for statement in statements {
        connection.execute(*statement).await.unwrap();
    }
    connection.close().await.unwrap();
    path
}

#[tokio::test]
async fn a_sound_layer_is_read_whole() {
    let folder = testkit::temporary_home();
    // A name that would be an address with options, were it not encoded.
    let path = made(folder.path(), "wards 100%?mode=rw#x.gpkg", &[SOUND]).await;
    let before = std::fs::read(&path).unwrap();
    let layer = geopackage::read(&path).await.unwrap();
    assert_eq!((layer.table.as_str(), layer.srs_id), ("invented wards", 4326));
    assert_eq!(layer.columns, ["fid", "code", "residents", "photo"]);
    let cell = |text: &str| Some(text.to_owned());
    assert_eq!(layer.rows[0], (vec![cell("1"), cell("W1"), cell("12.5"), None], b"GP".to_vec()));
    assert_eq!(layer.rows[1], (vec![cell("2"), None, None, None], Vec::new()));
    assert_eq!(layer.rows[2], (vec![cell("3"), cell("W3"), cell("7.0"), None], Vec::new()));
    assert_eq!(std::fs::read(&path).unwrap(), before, "reading changed the file");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "reading left something beside the file");
}

#[tokio::test]
async fn hostile_files_are_refused_by_name() {
    let folder = testkit::temporary_home();
    let cases: &[(&str, &[&str], &str, &[&str])] = &[
        (
            "trigger",
            &[SOUND, "CREATE TRIGGER surprise AFTER INSERT ON \"invented wards\" BEGIN DELETE FROM gpkg_contents; END"],
            "geopackage-triggers",
            &["`surprise`"],
        ),
        (
            "view",
            &[SOUND, "ALTER TABLE \"invented wards\" RENAME TO hidden", "CREATE VIEW \"invented wards\" AS SELECT * FROM hidden"],
            "geopackage-view",
            &["`invented wards`", "a view"],
        ),
        (
            "view-contents",
            &[SOUND, "ALTER TABLE gpkg_contents RENAME TO c", "CREATE VIEW gpkg_contents AS SELECT * FROM c"],
            "geopackage-view",
            &["`gpkg_contents`"],
        ),
        (
            "computed",
            &[SOUND, "ALTER TABLE \"invented wards\" ADD COLUMN bomb AS (hex(zeroblob(900000000)))"],
            "geopackage-view",
            &["`bomb`"],
        ),
        (
            "virtual",
            &[SOUND, "DROP TABLE \"invented wards\"", "CREATE VIRTUAL TABLE \"invented wards\" USING fts5(geom)"],
            "geopackage-view",
            &["a virtual table"],
        ),
        (
            "several",
            &[
                SOUND,
                "CREATE TABLE other (geom BLOB)",
                "INSERT INTO gpkg_contents VALUES ('other', 'features')",
                "INSERT INTO gpkg_geometry_columns VALUES ('other', 'geom', 4326)",
            ],
            "geopackage-layers",
            &["`invented wards`", "`other`"],
        ),
        ("none", &[SOUND, "DELETE FROM gpkg_contents"], "geopackage-layers", &["no layer"]),
        ("gone", &[SOUND, "DROP TABLE \"invented wards\""], "geopackage-damaged", &["`invented wards`"]),
        ("no-geometry", &[SOUND, "ALTER TABLE \"invented wards\" DROP COLUMN geom"], "geopackage-damaged", &["`geom`"]),
        ("no-contents", &[SOUND, "DROP TABLE gpkg_contents"], "geopackage-not-one", &["lists no contents"]),
        ("plain-sqlite", &["CREATE TABLE anything (n INTEGER)"], "geopackage-not-one", &["is not a GeoPackage"]),
        (
            "bad-text",
            &[SOUND, "UPDATE \"invented wards\" SET code = CAST(x'FF41' AS TEXT) WHERE fid = 1"],
            "geopackage-damaged",
            &["damaged"],
        ),
    ];
    for (name, statements, code, words) in cases {
        let file = format!("{name}.gpkg");
        let path = made(folder.path(), &file, statements).await;
        let trouble = geopackage::read(&path).await.expect_err(name);
        assert_eq!((trouble.exit_code(), trouble.code), (2, *code), "{name}: {trouble}");
        for word in words.iter().chain(&[format!("`{file}`").as_str()]) {
            assert!(trouble.message.contains(word), "{name}: {trouble} lacks {word}");
        }
        assert!(!trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn the_formats_own_triggers_do_not_matter() {
    let folder = testkit::temporary_home();
    let own = "CREATE TRIGGER rtree_wards_geom_insert AFTER INSERT ON \"invented wards\" BEGIN SELECT 1; END";
    let path = made(folder.path(), "own.gpkg", &[SOUND, own]).await;
    assert_eq!(geopackage::read(&path).await.unwrap().rows.len(), 3);
}

#[tokio::test]
async fn what_is_no_geopackage_is_refused_and_what_is_not_there_fails() {
    let folder = testkit::temporary_home();
    let cases: &[(&str, &[u8])] =
        &[("empty.gpkg", b""), ("picture.gpkg", b"\x89PNG\r\n\x1a\n"), ("text.gpkg", b"SQLite format 3\0 and no more")];
    for (name, bytes) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(geopackage::read(&path).await.unwrap_err().code, "geopackage-not-one", "{name}");
    }
    let trouble = geopackage::read(&folder.path().join("absent.gpkg")).await.unwrap_err();
    assert_eq!((trouble.exit_code(), trouble.code), (1, "file-unreadable"));
}

#[tokio::test]
async fn an_open_file_with_a_log_beside_it_is_refused() {
    let folder = testkit::temporary_home();
    let path = made(folder.path(), "open.gpkg", &[SOUND]).await;
    std::fs::write(folder.path().join("open.gpkg-wal"), b"anything").unwrap();
    assert_eq!(geopackage::read(&path).await.unwrap_err().code, "geopackage-unfinished");
}

#[tokio::test]
async fn damage_anywhere_is_an_answer_and_never_a_panic() {
    let folder = testkit::temporary_home();
    let sound = std::fs::read(made(folder.path(), "sound.gpkg", &[SOUND]).await).unwrap();
    let path = folder.path().join("damaged.gpkg");
    // Every seventh byte turned over in turn, and the file cut at every page and in between.
    for at in (100..sound.len()).step_by(7) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0xFF;
        std::fs::write(&path, &bytes).unwrap();
        answered(&path).await;
    }
    for length in (100..sound.len()).step_by(1024) {
        std::fs::write(&path, &sound[..length]).unwrap();
        answered(&path).await;
    }
}

/// Read or refused; a refusal is about content, since the file itself can be read.
async fn answered(path: &Path) {
    if let Err(trouble) = geopackage::read(path).await {
        assert_eq!(trouble.exit_code(), 2, "{trouble}");
        assert!(!trouble.message.contains('\n'), "{trouble}");
    }
}

#[tokio::test]
async fn the_national_outlines_are_read() {
    let Some(data) = std::env::var_os("WARDMOTE_OPEN_DATA") else {
        eprintln!("left out: 1 test (WARDMOTE_OPEN_DATA not set)");
        return;
    };
    let folder = Path::new(&data).join("boundaries/national");
    for file in ["boundaries_ltla24.gpkg", "boundaries_wards22.gpkg", "boundaries_lsoa21.gpkg"] {
        let layer = geopackage::read(&folder.join(file)).await.unwrap();
        assert_eq!(layer.srs_id, 4326);
        assert!(layer.rows.len() > 300, "{file}: {} features", layer.rows.len());
        assert!(layer.rows.iter().all(|(cells, outline)| cells.len() == layer.columns.len() && outline.starts_with(b"GP")), "{file}");
    }
}
