//! The database taken away in the middle: cut off, held by another program, without room. What fails keeps nothing, what was
//! acknowledged stays, and the same store works again afterwards.

use crate::cases::{entry, problem, street};
use crate::hand::{dropped_after, number, raw};
use crate::people::{AT, assert_sound, changed, held, leave, new_record, opened, reading, shared};
use crate::suite::{Ground, cases};
use base::Outcome;
use permission::acts;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use store::{Database, OpenMode, Store};

cases![
    a_record_that_somebody_else_holds_is_busy,
    a_writer_dropped_at_any_moment_keeps_all_or_nothing,
    a_writer_cut_off_between_statements_keeps_nothing,
    a_writer_cut_off_at_its_commit_keeps_all_or_nothing,
    writers_cut_off_at_any_moment_lose_nothing_acknowledged,
    a_full_disk_loses_nothing_acknowledged,
];

/// Every way of writing, each told whether it was kept.
async fn each_write(store: &Store, n: usize) -> Vec<base::Result<i64>> {
    let problems: Vec<_> = (2..6).map(problem).collect();
    let mut facts = street(&format!("extract-{n}"), "2031-05-01", &["2031-01"]);
    facts.passport.rows_rejected = 4;
    let version = store.record_facts("p-1").await.map_or(1, |facts| facts.unwrap().version);
    vec![
        store.register(&mut facts, &problems).await.map(|registered| registered.seq),
        store.append_entry(&entry(&format!("thing-{n}"), 0, "one")).await,
        changed(store, "u-two", "p-1", version, "s1.1.x").await,
        shared(store, "p-1", "invented-police").await,
        held(store, "p-1", &format!("ground-{n}"), true).await,
        store.record_event(reading("p-1")).await.map(permission::Recorded::seq),
        store.log_operation(AT, "operator:1000", "sweep", "nothing").await,
    ]
}

async fn a_record_that_somebody_else_holds_is_busy(ground: Ground) {
    opened(&ground.store, "p-1").await;
    let hasty = Store::open_with_patience(&ground.database, OpenMode::Existing, Duration::from_millis(150)).await.unwrap();
    let rows = ground.store.ledger_head().await.unwrap();
    match &ground.database {
        Database::Sqlite(path) => {
            let mut other = SqliteConnection::connect_with(&sqlx::sqlite::SqliteConnectOptions::new().filename(path)).await.unwrap();
            other.execute("BEGIN IMMEDIATE").await.unwrap();
            all_are_busy(&hasty).await;
            other.execute("ROLLBACK").await.unwrap();
        }
        Database::Postgres(url) => {
            let mut other = PgConnection::connect(url).await.unwrap();
            other.execute("BEGIN; LOCK TABLE extract, assessment, entry, operation, ledger IN SHARE ROW EXCLUSIVE MODE").await.unwrap();
            all_are_busy(&hasty).await;
            other.execute("ROLLBACK").await.unwrap();
        }
    }
    assert_eq!(ground.store.ledger_head().await.unwrap(), rows, "nothing was kept");
    for written in each_write(&hasty, 2).await {
        written.unwrap();
    }
    assert_sound(&ground).await;
}

async fn all_are_busy(hasty: &Store) {
    for written in each_write(hasty, 1).await {
        let trouble = written.unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Failed, "record-busy"), "{trouble}");
    }
    assert!(hasty.check_rows().await.unwrap().findings.is_empty(), "readers are not stopped");
}

/// Ends every connection of the store that waits, once there is one; says how many it ended.
async fn cut_off_who_waits(url: &str) -> usize {
    let mut other = PgConnection::connect(url).await.unwrap();
    for _ in 0..500 {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
            AND application_name = 'wardmote' AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep')";
        let ended = other.fetch_all(cut).await.unwrap().len();
        if ended > 0 {
            return ended;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waited");
}

async fn a_writer_dropped_at_any_moment_keeps_all_or_nothing(ground: Ground) {
    opened(&ground.store, "p-1").await;
    for write in WRITES {
        for waits in 0.. {
            if let Some(written) = dropped_after(waits, one_write(&ground.store, write)).await {
                written.unwrap();
                assert!(waits > 1, "write {write} was dropped {waits} times");
                break;
            }
        }
    }
    // Each thing has its row of the ledger, each row its thing.
    assert_sound(&ground).await;
}

/// The writes of [`one_write`], and the tables that each writes to, in order.
const WRITES: std::ops::Range<usize> = 0..7;
const WRITTEN: [&[&str]; 7] = [
    &["extract", "extract_unit", "reject", "ledger"],
    &["entry", "ledger"],
    &["record_version", "record", "ledger"],
    &["disclosure", "ledger"],
    &["hold", "ledger"],
    &["ledger"],
    &["operation"],
];

async fn a_writer_cut_off_between_statements_keeps_nothing(ground: Ground) {
    opened(&ground.store, "p-1").await;
    for write in WRITES {
        for table in WRITTEN[write] {
            let before = rows(&ground).await;
            let trouble = match &ground.database {
                Database::Postgres(url) => cut_off_at(url, &ground.store, write, table).await,
                Database::Sqlite(_) => rolled_back_at(&ground, write, table).await,
            };
            assert_eq!(trouble.outcome, Outcome::Failed, "{table}: {trouble}");
            assert_eq!(rows(&ground).await, before, "write {write} cut off at {table}");
            one_write(&ground.store, write).await.unwrap();
        }
    }
    assert_sound(&ground).await;
}

/// The server ends the connection while the write waits for a table that somebody else holds.
async fn cut_off_at(url: &str, store: &Store, write: usize, table: &str) -> base::Trouble {
    let mut other = PgConnection::connect(url).await.unwrap();
    // Rows of the table are held, and where the store locks the table itself, that stops it too.
    other.execute(sqlx::raw_sql(AssertSqlSafe(format!("BEGIN; LOCK TABLE {table} IN SHARE MODE")))).await.unwrap();
    let store = store.clone();
    let writing = tokio::spawn(async move { one_write(&store, write).await });
    cut_off_who_waits(url).await;
    let trouble = writing.await.unwrap().unwrap_err();
    assert_eq!(trouble.code, "record-unreachable", "{table}: {trouble}");
    other.execute("ROLLBACK").await.unwrap();
    trouble
}

/// SQLite has no server that could end a connection. What it does where a disk fails is to roll back by itself, in the middle.
async fn rolled_back_at(ground: &Ground, write: usize, table: &str) -> base::Trouble {
    let event = if table == "record" { "UPDATE" } else { "INSERT" };
    raw(ground, &format!("CREATE TRIGGER cut AFTER {event} ON {table} BEGIN SELECT RAISE(ROLLBACK, 'cut off'); END")).await;
    let trouble = one_write(&ground.store, write).await.unwrap_err();
    raw(ground, "DROP TRIGGER cut").await;
    trouble
}

/// One of [`each_write`], alone.
async fn one_write(store: &Store, which: usize) -> base::Result<i64> {
    let n = store.ledger_head().await?.0;
    match which {
        0 => {
            let mut facts = street(&format!("alone-{n}"), "2031-05-01", &["2031-01"]);
            facts.passport.rows_rejected = 1;
            store.register(&mut facts, &[problem(2)]).await.map(|registered| registered.seq)
        }
        1 => store.append_entry(&entry(&format!("alone-{n}"), 0, "one")).await,
        2 => changed(store, "u-two", "p-1", store.record_facts("p-1").await?.map_or(0, |facts| facts.version), "s1.1.x").await,
        3 => shared(store, "p-1", "invented-police").await,
        4 => held(store, "p-1", &format!("alone-{n}"), true).await,
        5 => store.record_event(reading("p-1")).await.map(permission::Recorded::seq),
        _ => store.log_operation(AT, "operator:1000", "sweep", "nothing").await,
    }
}

async fn rows(ground: &Ground) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in store::TABLES {
        rows.push(number(ground, &format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {}", table.name)).await);
    }
    rows
}

async fn a_writer_cut_off_at_its_commit_keeps_all_or_nothing(ground: Ground) {
    opened(&ground.store, "p-1").await;
    let Database::Postgres(url) = &ground.database else {
        // A constraint that is looked at only at the commit fails there, with the whole transaction still to be undone.
        raw(
            &ground,
            "CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT; \
            CREATE TABLE late (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED) STRICT; \
            CREATE TRIGGER late AFTER INSERT ON ledger BEGIN INSERT INTO late VALUES (1); END",
        )
        .await;
        let before = rows(&ground).await;
        for write in 0..6 {
            assert_eq!(one_write(&ground.store, write).await.unwrap_err().outcome, Outcome::Failed);
            assert_eq!(rows(&ground).await, before, "write {write}");
        }
        raw(&ground, "DROP TRIGGER late; DROP TABLE late; DROP TABLE parent").await;
        for write in WRITES {
            one_write(&ground.store, write).await.unwrap();
        }
        return assert_sound(&ground).await;
    };
    // Whoever commits a row of the ledger sleeps first.
    let sleepy = "CREATE FUNCTION sleepy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$; \
        CREATE CONSTRAINT TRIGGER sleepy AFTER INSERT ON ledger DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleepy()";
    for write in 0..6 {
        let before = rows(&ground).await;
        raw(&ground, sleepy).await;
        let store = ground.store.clone();
        let writing = tokio::spawn(async move { one_write(&store, write).await });
        cut_off_who_waits(url).await;
        let trouble = writing.await.unwrap().unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Failed, "record-unreachable"), "{trouble}");
        raw(&ground, "DROP TRIGGER sleepy ON ledger; DROP FUNCTION sleepy()").await;
        assert_eq!(rows(&ground).await, before, "write {write}");
        one_write(&ground.store, write).await.unwrap();
    }
    assert_sound(&ground).await;
}

async fn writers_cut_off_at_any_moment_lose_nothing_acknowledged(ground: Ground) {
    opened(&ground.store, "p-1").await;
    let mut writers = Vec::new();
    for hand in 0..4 {
        let store = if hand % 2 == 0 { ground.store.clone() } else { ground.another_store().await };
        writers.push(tokio::spawn(async move {
            let (mut kept, mut failed) = (Vec::new(), 0);
            for n in 0..40 {
                let id = format!("p-{hand}-{n}");
                let told = store.open_record(&leave::<acts::RecordPerson>("u-one", &id), &new_record("s1.1.x"), AT).await;
                match told {
                    Ok(_) => kept.push(id.clone()),
                    Err(_) => failed += 1,
                }
                match store.record_event(reading(&id)).await {
                    Ok(row) => kept.push(format!("{} {id}", row.seq())),
                    Err(_) => failed += 1,
                }
            }
            (kept, failed)
        }));
    }
    if ground.engine == "sqlite" {
        raw(&ground, "CREATE TRIGGER cut AFTER INSERT ON ledger WHEN abs(random()) % 3 = 0 BEGIN SELECT RAISE(ROLLBACK, 'cut off'); END")
            .await;
    }
    if let Database::Postgres(url) = &ground.database {
        let mut other = PgConnection::connect(url).await.unwrap();
        while writers.iter().any(|writer| !writer.is_finished()) {
            let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
                AND application_name = 'wardmote'";
            other.execute(cut).await.unwrap();
            tokio::time::sleep(Duration::from_millis(23)).await;
        }
    }
    let (mut kept, mut failed) = (Vec::new(), 0);
    for writer in writers {
        let (more, errors) = writer.await.unwrap();
        kept.extend(more);
        failed += errors;
    }
    if ground.engine == "sqlite" {
        raw(&ground, "DROP TRIGGER cut").await;
    }
    assert!(!kept.is_empty() && failed > 0, "{} kept, {failed} failed", kept.len());
    for told in kept {
        if let Some((seq, id)) = told.split_once(' ') {
            let is = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM ledger WHERE seq = {seq} AND thing = 'person:{id}'");
            assert_eq!(number(&ground, &is).await, 1, "the reading of {told} was acknowledged");
        } else {
            assert!(ground.store.record_facts(&told).await.unwrap().is_some(), "{told} was acknowledged");
        }
    }
    for written in each_write(&ground.store, 1).await {
        written.unwrap();
    }
    assert_sound(&ground).await;
}

/// A disk of a few megabytes, taken away when dropped. Only root can make one.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    fn made(size: &str) -> Option<Self> {
        let folder = testkit::temporary_home();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={size},mode=755"), "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn fill(&self, leaving: u64) {
        let room = Command::new("df").args(["--output=avail", "-B1"]).arg(self.path()).output().unwrap().stdout;
        let room: u64 = String::from_utf8(room).unwrap().lines().nth(1).unwrap().trim().parse().unwrap();
        std::fs::write(self.path().join("ballast"), vec![0; usize::try_from(room.saturating_sub(leaving)).unwrap()]).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.path().join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

async fn a_full_disk_loses_nothing_acknowledged(ground: Ground) {
    let Some(disk) = SmallDisk::made("48m") else {
        eprintln!("left out: 1 tests (not root: no small disk can be made)");
        return;
    };
    let (database, elsewhere) = match &ground.database {
        Database::Sqlite(_) => (Database::Sqlite(disk.path().join("wardmote.sqlite")), None),
        Database::Postgres(url) => {
            let Some(moved) = tables_on(&disk, url).await else {
                eprintln!("left out: 1 tests (the server may not use a folder of ours)");
                return;
            };
            (Database::Postgres(moved), Some(url))
        }
    };
    let store = Store::open(&database, OpenMode::Create).await.unwrap();
    opened(&store, "p-1").await;
    let long = "x".repeat(30_000);
    let fill = async |store: &Store| {
        let (mut kept, mut at) = (1, 1);
        let trouble = loop {
            match changed(store, "u-one", "p-1", at, &long).await {
                Ok(version) => (kept, at) = (version, version),
                Err(trouble) => break trouble,
            }
        };
        (kept, trouble)
    };
    disk.fill(900_000);
    let (kept, trouble) = fill(&store).await;
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Failed, "record-full"), "{trouble}");
    assert!(store.append_entries(&(0..300).map(|n| NewLong::entry(n, &long)).collect::<Vec<_>>()).await.is_err());
    let versions = store.versions(&leave::<acts::ReadPersonHistory>("u-one", "p-1")).await.unwrap();
    assert_eq!(versions.last().unwrap().version, kept, "what was acknowledged is there, and no more");
    assert!(store.verify_ledger(&[]).await.unwrap().ok);
    disk.make_room();
    assert_eq!(changed(&store, "u-one", "p-1", kept, "s1.1.room").await.unwrap(), kept + 1, "the same store works again");
    for written in each_write(&store, 1).await {
        written.unwrap();
    }
    assert_eq!(store.check_rows().await.unwrap().findings, []);
    assert_eq!(Store::open(&database, OpenMode::Existing).await.unwrap().last_entry().await.unwrap(), 1);
    store.close().await;
    if let (Some(url), Database::Postgres(moved)) = (elsewhere, &database) {
        let mut other = PgConnection::connect(url).await.unwrap();
        let name = moved.split('?').next().unwrap().rsplit('/').next().unwrap();
        other.execute(AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.unwrap();
        other.execute(AssertSqlSafe(format!("DROP TABLESPACE {name}"))).await.unwrap();
    }
}

struct NewLong;

impl NewLong {
    fn entry(n: usize, long: &str) -> store::NewEntry {
        let mut said = entry(&format!("long-{n}"), 0, "one");
        said.body = serde_json::json!(format!("{n} {long}"));
        said
    }
}

/// A database whose tables lie on the small disk; nothing where the server can't be given a folder there.
async fn tables_on(disk: &SmallDisk, url: &str) -> Option<String> {
    let mut server = PgConnection::connect(url).await.unwrap();
    let name: String = server.fetch_one("SELECT current_database()").await.unwrap().get(0);
    let place: String = server.fetch_one("SELECT current_setting('data_directory')").await.unwrap().get(0);
    let folder = disk.path().join("tables");
    std::fs::create_dir(&folder).ok()?;
    let owned = Command::new("chown").arg(format!("--reference={place}")).arg(&folder).status();
    let passable = Command::new("chmod").arg("755").arg(disk.path()).status();
    if !owned.is_ok_and(|status| status.success()) || !passable.is_ok_and(|status| status.success()) {
        return None;
    }
    let moved = format!("{name}_moved");
    server.execute(AssertSqlSafe(format!("CREATE TABLESPACE {moved} LOCATION '{}'", folder.display()))).await.ok()?;
    // The tables of the record only: the server's own lists stay where there is room.
    server.execute(AssertSqlSafe(format!("CREATE DATABASE {moved} TEMPLATE template0"))).await.unwrap();
    server.execute(AssertSqlSafe(format!("ALTER DATABASE {moved} SET default_tablespace = {moved}"))).await.unwrap();
    Some(url.replace(&format!("/{name}"), &format!("/{moved}")))
}
