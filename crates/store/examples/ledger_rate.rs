//! How many rows a second the ledger takes on this machine's disk: writes one by one, each with a commit of its own; writes
//! of sixteen hands at once; readings at once, which share commits.
//!
//! `cargo run --release -p store --example ledger_rate FOLDER [POSTGRES-URL] [ROWS]`: makes a record in the folder and
//! removes it again; the PostgreSQL database must be empty, and keeps what was written.

use base::{Result, Trouble};
use ledger::Event;
use std::path::PathBuf;
use std::time::Instant;
use store::{Database, NewEntry, OpenMode, Store};

const AT: &str = "2031-07-01T12:00:00Z";
const HANDS: usize = 16;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = || Trouble::usage("usage", "no folder was named", "ledger_rate FOLDER [POSTGRES-URL] [ROWS]");
    let folder = PathBuf::from(arguments.next().ok_or_else(usage)?).join(format!("ledger-rate-{}", std::process::id()));
    let rest: Vec<String> = arguments.collect();
    let rows = rest.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    std::fs::create_dir_all(&folder).map_err(|e| Trouble::failed("folder", format!("`{}`: {e}", folder.display()), "name another"))?;
    let measured = rates("sqlite", &Database::Sqlite(folder.join("wardmote.sqlite")), rows).await;
    let _ = std::fs::remove_dir_all(&folder);
    measured?;
    if let Some(url) = rest.iter().find(|argument| argument.contains("://")) {
        rates("postgres", &Database::Postgres(url.clone()), rows).await?;
    }
    Ok(())
}

async fn rates(engine: &str, database: &Database, rows: usize) -> Result<()> {
    let store = Store::open(database, OpenMode::Create).await?;
    let say = |what: &str, rows: usize, began: Instant| {
        let seconds = began.elapsed().as_secs_f64();
        println!("{engine}: {rows} {what} in {seconds:.2} s, {:.0} rows a second", rows as f64 / seconds);
    };

    let began = Instant::now();
    for n in 0..rows {
        store.append_entry(&entry(&format!("one-{n}"))).await?;
    }
    say("writes one by one", rows, began);

    let began = Instant::now();
    let hands: Vec<_> = (0..HANDS)
        .map(|hand| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..rows / HANDS {
                    store.append_entry(&entry(&format!("hand-{hand}-{n}"))).await?;
                }
                Ok::<_, Trouble>(())
            })
        })
        .collect();
    for hand in hands {
        hand.await.map_err(|e| broken(&e))??;
    }
    say("writes of 16 hands", rows / HANDS * HANDS, began);

    let began = Instant::now();
    let readings: Vec<_> = (0..rows * 10)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.record_event(Event::done(AT, "u-1", "read-person", format!("person:p-{n}"))).await })
        })
        .collect();
    for reading in readings {
        reading.await.map_err(|e| broken(&e))??;
    }
    say("readings at once", rows * 10, began);

    let began = Instant::now();
    let verdict = store.verify_ledger(&[]).await?;
    let seconds = began.elapsed().as_secs_f64();
    println!("{engine}: {} rows verified in {seconds:.2} s: {}", verdict.rows, if verdict.ok { "whole" } else { "broken" });
    store.close().await;
    Ok(())
}

fn entry(id: &str) -> NewEntry {
    NewEntry {
        register: "invented".into(),
        id: id.into(),
        at: AT.into(),
        who: "operator:1000".into(),
        body: serde_json::json!({ "says": "how many rows a second" }),
        seen: 0,
        rests_on: Vec::new(),
    }
}

fn broken(cause: &tokio::task::JoinError) -> Trouble {
    Trouble::failed("task", cause.to_string(), "run it again")
}
