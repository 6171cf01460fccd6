//! What a question may not be.

use crate::home::{Home, csv, row};
use base::Outcome;

#[test]
fn anything_but_reading_the_views_is_refused() {
    let mut home = Home::new();
    home.street("one", "", &[("2024-01-elm-street.csv", csv(&[row("a", "2024-01", "Elmshire Police", "", "Drugs")]))]);
    let file = home.extracts().join("one/part-0000.parquet");
    let out = home.folder.path().join("out");
    let (file, out) = (file.display(), out.display());
    let statements = [
        "CREATE TABLE t AS SELECT 1".to_owned(),
        "CREATE TABLE t (a INT)".to_owned(),
        "CREATE VIEW v AS SELECT 1".to_owned(),
        "CREATE SCHEMA s".to_owned(),
        "CREATE DATABASE d".to_owned(),
        "CREATE FUNCTION f(DOUBLE) RETURNS DOUBLE RETURN $1".to_owned(),
        format!("CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '{file}'"),
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION 'https://example.org/a.csv'".to_owned(),
        "DROP TABLE incidents".to_owned(),
        "DROP VIEW incidents".to_owned(),
        "ALTER TABLE incidents ADD COLUMN a INT".to_owned(),
        "TRUNCATE TABLE incidents".to_owned(),
        "INSERT INTO incidents VALUES (1)".to_owned(),
        "UPDATE incidents SET month = 'x'".to_owned(),
        "DELETE FROM incidents".to_owned(),
        "MERGE INTO incidents USING areas ON true WHEN MATCHED THEN DELETE".to_owned(),
        format!("COPY incidents TO '{out}'"),
        format!("COPY (SELECT 1) TO '{out}' STORED AS CSV"),
        format!("EXPLAIN COPY incidents TO '{out}'"),
        "EXPLAIN INSERT INTO incidents VALUES (1)".to_owned(),
        "EXPLAIN ANALYZE DELETE FROM incidents".to_owned(),
        "SET datafusion.execution.target_partitions = 64".to_owned(),
        "RESET datafusion.execution.target_partitions".to_owned(),
        "SHOW TABLES".to_owned(),
        "SHOW ALL".to_owned(),
        "DESCRIBE incidents".to_owned(),
        "PREPARE p AS SELECT 1".to_owned(),
        "EXECUTE p".to_owned(),
        "BEGIN".to_owned(),
        "COMMIT".to_owned(),
        "GRANT SELECT ON incidents TO someone".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
        "SELECT 1; DROP TABLE incidents".to_owned(),
        "SELECT * INTO t FROM incidents".to_owned(),
        "SELECT * FROM incidents FOR UPDATE".to_owned(),
        "WITH x AS (INSERT INTO incidents VALUES (1)) SELECT * FROM x".to_owned(),
        "SELECT * FROM (DELETE FROM incidents) x".to_owned(),
        format!("SELECT * FROM '{file}'"),
        format!("SELECT * FROM \"{file}\""),
        "SELECT * FROM 'https://example.org/a.parquet'".to_owned(),
        "SELECT * FROM \"data.csv\"".to_owned(),
        format!("SELECT (SELECT count(*) FROM '{file}') FROM incidents"),
        format!("SELECT * FROM read_parquet('{file}')"),
        format!("SELECT * FROM read_csv('{file}')"),
        format!("SELECT * FROM parquet_metadata('{file}')"),
        "SELECT * FROM generate_series(1, 1000000000000)".to_owned(),
        "SELECT * FROM information_schema.tables".to_owned(),
        "SELECT * FROM datafusion.public.incidents".to_owned(),
        "SELECT length(repeat('x', 2000000000))".to_owned(),
        "SELECT \"lpad\"('x', 2000000000)".to_owned(),
        "SELECT month FROM incidents ORDER BY rpad(month, 2000000000)".to_owned(),
        "WITH a AS (SELECT 1) TABLE a UNION ALL SELECT * FROM range(9)".to_owned(),
    ];
    for sql in &statements {
        let trouble = home.ask(sql).err().unwrap_or_else(|| panic!("was answered: {sql}"));
        assert!(matches!(trouble.code, "sql-refused" | "sql-syntax"), "{sql}\n{trouble}");
        assert_eq!(trouble.outcome, Outcome::Refused, "{sql}\n{trouble}");
        assert!(!trouble.message.contains('\n') && !trouble.remedy.is_empty(), "{sql}\n{trouble}");
    }
    assert!(!home.folder.path().join("out").exists());
    assert_eq!(home.lines("SELECT count(*) FROM incidents"), ["1"]);
}

#[test]
fn mistakes_are_named_in_our_words() {
    let home = Home::new();
    let cases = [
        ("", "sql-syntax", "empty"),
        ("SELEC 1", "sql-syntax", "SELEC"),
        ("SELECT (1", "sql-syntax", ""),
        ("SELECT 'open", "sql-syntax", ""),
        ("SELECT colour FROM incidents", "sql-unknown-name", "`colour`"),
        ("SELECT i.colour FROM incidents i", "sql-unknown-name", "colour"),
        ("SELECT * FROM crimes", "sql-unknown-name", "`crimes`"),
        ("SELECT * FROM wardmote_current_parts", "sql-unknown-name", "wardmote_current_parts"),
        ("SELECT sum(month) FROM incidents", "sql-invalid", ""),
        ("SELECT no_such(1)", "sql-invalid", "no_such"),
        ("SELECT 1/0", "sql-invalid", ""),
        ("SELECT CAST('x' AS INT)", "sql-invalid", ""),
        ("SELECT month, count(*) FROM incidents", "sql-invalid", "month"),
    ];
    for (sql, code, says) in cases {
        let trouble = home.ask(sql).err().unwrap_or_else(|| panic!("was answered: {sql}"));
        assert_eq!((trouble.code, trouble.exit_code()), (code, 2), "{sql}\n{trouble}");
        assert!(trouble.message.contains(says) && !trouble.message.contains('\n'), "{sql}\n{trouble}");
    }
    let deep = format!("SELECT {}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(home.ask(&deep).unwrap_err().exit_code(), 2);
}
