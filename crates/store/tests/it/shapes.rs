//! What a dump knows of the tables, held against the tables; and a home of earlier versions brought to this one.

use crate::cases::entry;
use crate::hand::{dumped, raw};
use crate::people::assert_sound;
use crate::suite::{Ground, empty};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use store::migrations::{Dialect, FILES, migrator};
use store::{ColumnKind, DRAWN, Database, OpenMode, Store, TABLES};

/// `table: column kind, column kind?; key` of every table, sorted.
fn shapes() -> Vec<String> {
    let mut shapes: Vec<String> = TABLES
        .iter()
        .map(|table| {
            let column = |column: &store::ColumnShape| {
                let kind = if column.kind == ColumnKind::Text { "text" } else { "whole" };
                format!("{} {kind}{}", column.name, if column.nullable { "?" } else { "" })
            };
            let columns: Vec<String> = table.columns.iter().map(column).collect();
            format!("{}: {}; {}", table.name, columns.join(", "), table.key.join(" "))
        })
        .collect();
    shapes.sort();
    shapes
}

/// The tables as an engine tells them, without those that are drawn from others.
fn kept(tables: Vec<(String,)>) -> Vec<String> {
    let drawn = |line: &String| DRAWN.iter().any(|name| line.starts_with(&format!("{name}: ")));
    let lines: Vec<String> = tables.into_iter().map(|(line,)| line).collect();
    assert_eq!(lines.iter().filter(|line| drawn(line)).count(), DRAWN.len());
    lines.into_iter().filter(|line| !drawn(line)).collect()
}

#[tokio::test]
async fn a_dump_knows_every_table_as_sqlite_has_it() {
    let (database, _home) = empty("sqlite");
    Store::open(&database, OpenMode::Create).await.unwrap().close().await;
    let Database::Sqlite(path) = &database else { panic!("a SQLite database") };
    let mut connection: SqliteConnection = sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let of_table = "SELECT m.name || ': ' || \
        (SELECT group_concat(name || CASE type WHEN 'TEXT' THEN ' text' ELSE ' whole' END || CASE WHEN \"notnull\" OR pk THEN '' ELSE '?' END, ', ') \
         FROM (SELECT * FROM pragma_table_info(m.name) ORDER BY cid)) || '; ' || \
        (SELECT group_concat(name, ' ') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk ORDER BY pk)) \
        FROM sqlite_master m WHERE m.type = 'table' AND m.name NOT LIKE '%sqlx%' ORDER BY 1";
    let tables: Vec<(String,)> = sqlx::query_as(of_table).fetch_all(&mut connection).await.unwrap();
    assert_eq!(kept(tables), shapes());
}

#[tokio::test]
async fn a_dump_knows_every_table_as_postgres_has_it() {
    let (database, _home) = empty("postgres");
    Store::open(&database, OpenMode::Create).await.unwrap().close().await;
    let Database::Postgres(url) = &database else { panic!("a PostgreSQL database") };
    let mut connection = PgConnection::connect(url).await.unwrap();
    let of_table = "SELECT c.relname || ': ' || \
        (SELECT string_agg(a.attname || CASE a.atttypid WHEN 'text'::regtype THEN ' text' ELSE ' whole' END || \
            CASE WHEN a.attnotnull THEN '' ELSE '?' END, ', ' ORDER BY a.attnum) \
         FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) || '; ' || \
        (SELECT string_agg(a.attname, ' ' ORDER BY array_position(CAST(i.indkey AS int2[]), a.attnum)) FROM pg_index i \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary) \
        FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '%sqlx%' \
        ORDER BY c.relname COLLATE \"C\"";
    let tables: Vec<(String,)> = sqlx::query_as(of_table).fetch_all(&mut connection).await.unwrap();
    assert_eq!(kept(tables), shapes());
}

#[test]
fn each_table_of_a_dump_comes_after_those_that_its_rows_point_at() {
    for (_, _, sqlite, _) in FILES {
        for table in sqlite.split("CREATE TABLE ").skip(1).filter_map(|rest| rest.split(") STRICT").next()) {
            let place = |name: &str| TABLES.iter().position(|table| table.name == name).unwrap();
            let name = table.split_whitespace().next().unwrap();
            if DRAWN.contains(&name) {
                continue;
            }
            for parent in table.split("REFERENCES ").skip(1).filter_map(|rest| rest.split_whitespace().next()) {
                assert!(place(parent) < place(name), "{name} before {parent}");
            }
        }
    }
    let kept_apart: Vec<&str> = TABLES.iter().filter(|table| !table.archived).map(|table| table.name).collect();
    assert_eq!(kept_apart, ["invitation", "session", "attempt", "token", "feed", "link", "draft", "idempotency", "operation"]);
}

#[test]
fn each_table_of_a_dump_says_which_version_brought_it() {
    for table in TABLES {
        let brought = FILES.iter().find(|(_, _, sqlite, _)| sqlite.contains(&format!("CREATE TABLE {} (", table.name)));
        assert_eq!(brought.map(|(version, ..)| *version), Some(table.since), "{}", table.name);
    }
}

/// Rows as versions 1 and 2 wrote them, on either engine.
const EARLIER: &str = "
    INSERT INTO extract VALUES (1, 'old', 'police-street', '0000000000000000000000000000000000000000000000000000000000000001', '2031-05-01',
        '2031-05-01T12:00:00Z', 'operator:1000', 'folder-old', '[\"part-00000.parquet\"]', '{}',
        '{\"extract\":\"old\",\"kind\":\"police-street\",\"file\":\"old.csv\",\"status\":\"imported\",\"rows_read\":5,\"rows_accepted\":5,\"rows_rejected\":1,\
\"rejected_by_reason\":{},\"repeated_ids\":0,\"months\":[\"2031-01\"],\"forces\":[\"Invented Constabulary\"],\"missing\":{},\"geography\":\"2021\",\"not_placed\":0}');
    INSERT INTO extract_unit VALUES (1, 1, 'Invented Constabulary', '2031-01', 5);
    INSERT INTO reject VALUES (1, 1, 'old.csv', 2, 'Month', 'bad_month', 'write the month', '[]');
    INSERT INTO assessment VALUES (1, 'E07000999', 'Invented District', '2031-01', '2031-05-02T12:00:00Z', 'operator:1000', 1, NULL, '[]', '{}');
    INSERT INTO figure VALUES (1, 1, 'total', 'Crimes', 'count', 'crimes', '2031-01', 'E07000999', '5', NULL, '[]', '[\"old\"]', 'SELECT 1', 'SELECT 2');
    INSERT INTO entry VALUES (1, 'invented', 'alpha', '2031-05-02T12:00:00Z', 'operator:1000', '{\"says\":\"one\"}');
    INSERT INTO entry VALUES (2, 'invented', 'beta', '2031-05-02T12:00:00Z', 'operator:1000', '{\"says\":\"two\"}');
    INSERT INTO operation VALUES (1, '2031-05-01T12:00:00Z', 'operator:1000', 'init', 'made');";

/// A record as an earlier version left it with its rows, opened by this version.
async fn brought_from(engine: &'static str, version: i64, rows: &'static str) -> Ground {
    let (database, home) = empty(engine);
    match &database {
        Database::Sqlite(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let mut connection = options.connect().await.unwrap();
            migrator(Dialect::Sqlite).run_direct(Some(version), &mut connection, false).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
        Database::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            migrator(Dialect::Postgres).run_direct(Some(version), &mut connection, false).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
    let store = Store::open(&database, OpenMode::Existing).await.unwrap();
    Ground::of(engine, database, store, home)
}

/// Sealed records as version 3 wrote them.
const RECORDS: &str = "
    INSERT INTO record VALUES ('p-1', 'person', 'council', '[\"council\",\"police\"]', 'uk-gdpr', 'official', 0, 'open', NULL, 1,
        '2031-05-01T12:00:00Z', NULL, NULL);
    INSERT INTO record VALUES ('p-2', 'person', 'police', '[\"odd\\u0000 \\\"one\\\"\"]', 'uk-gdpr', 'official', 0, 'open', NULL, 1,
        '2031-05-01T12:00:00Z', NULL, NULL);
    INSERT INTO record VALUES ('u-1', 'user', 'council', '[]', 'uk-gdpr', 'official', 0, 'open', NULL, 1, '2031-05-01T12:00:00Z', NULL, NULL);
    INSERT INTO disclosure VALUES (1, 'p-2', 'shared', 'police', 'hospital', '2031-05-01T12:00:00Z', 'u-x', '', '', '', '', '');
    INSERT INTO disclosure VALUES (2, 'p-2', 'consent', 'police', 'charity', '2031-05-01T12:00:00Z', 'u-x', '', '', '', '', '');
    INSERT INTO disclosure VALUES (3, 'p-2', 'recalled', 'police', 'hospital', '2031-05-01T12:00:00Z', 'u-x', '', '', '', '', '');";

#[tokio::test]
async fn records_of_version_3_are_found_by_whom_they_concern() {
    for engine in ["sqlite", "postgres"] {
        let ground = brought_from(engine, 3, RECORDS).await;
        for (kind, organisation, found) in [
            ("person", "council", &["p-1"] as &[&str]),
            ("person", "police", &["p-1", "p-2"]),
            ("person", "odd\u{0} \"one\"", &["p-2"]),
            ("person", "hospital", &["p-2"]),
            ("person", "charity", &[]),
            ("user", "council", &["u-1"]),
        ] {
            assert_eq!(ground.store.records_page(kind, Some(&[organisation]), "", 9).await.unwrap(), found, "{engine}: {organisation}");
        }
        let findings = ground.store.check_rows().await.unwrap().findings;
        assert!(findings.iter().all(|one| one.code != "reach-disagrees"), "{engine}: {findings:?}");
    }
}

/// A record as version 2 left it, opened by this version.
async fn brought_from_version_2(engine: &'static str) {
    let ground = brought_from(engine, 2, EARLIER).await;
    let store = &ground.store;
    let kept = dumped(store).await;
    let tables: Vec<&str> = kept.iter().map(|(table, _)| *table).collect();
    assert_eq!(tables, ["extract", "extract_unit", "reject", "assessment", "figure", "entry", "entry", "operation"]);
    assert_eq!(
        kept[5].1,
        r#"{"seq":1,"register":"invented","id":"alpha","at":"2031-05-02T12:00:00Z","who":"operator:1000","body":"{\"says\":\"one\"}"}"#
    );
    assert_eq!(store.extracts().await.unwrap()[0].facts.passport.extract, "old");
    // What is older than the ledger is not held against it.
    assert_eq!(store.ledger_head().await.unwrap(), (0, ledger::GENESIS.to_owned()));
    assert!(store.verify_ledger(&[]).await.unwrap().ok);
    assert_sound(&ground).await;
    assert_eq!(store.append_entry(&entry("alpha", 1, "three")).await.unwrap(), 3);
    assert_eq!(store.ledger_head().await.unwrap().0, 1);
    assert_sound(&ground).await;
    assert_eq!(dumped(store).await.iter().filter(|line| kept.contains(line)).count(), kept.len(), "what was there is there as it was");
    // What comes after its beginning is.
    raw(&ground, "INSERT INTO entry VALUES (4, 'invented', 'gamma', '2031-05-02T12:00:00Z', 'u-x', '{}')").await;
    let findings = store.check_rows().await.unwrap().findings;
    assert_eq!(findings.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(), ["entry number 4 stands in no row of the ledger"]);
}

#[tokio::test]
async fn a_sqlite_record_of_version_2_keeps_its_rows_and_begins_its_ledger() {
    brought_from_version_2("sqlite").await;
}

#[tokio::test]
async fn a_postgres_record_of_version_2_keeps_its_rows_and_begins_its_ledger() {
    brought_from_version_2("postgres").await;
}
