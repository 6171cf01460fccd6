//! What 50,000 sealed people cost: opening them, the index of names at start, its memory, a search.
//! `cargo run --release -p app --example people -- FOLDER [PEOPLE] [SEARCHES] [--fill] [--database URL]`
//!
//! A FOLDER that is not there becomes a home with the demonstration's partnership; into one that is there, such as one that
//! `wardmote demo` made, people are opened with `--fill` only, and its people are searched otherwise. On a folder in memory (`/dev/shm`) the opening is
//! quick, since every record waits for two files and a commit to reach the disk; start and search read from the page cache either way.
#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods)] // a measurement, run by hand

use app::people::{Asking, NewPerson, find_people, record_person};
use app::{Analytics, House, Moment, Press, QueryRequest, Setup, create_house, demo_partners, open_house};
use base::{Result, Table, Trouble};
use permission::{Door, Personal, Purpose};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// No evidence is asked here.
struct Nothing;

fn not_here<T>() -> Result<T> {
    Err(Trouble::failed("not-here", "this measurement asks no such thing", ""))
}

impl Analytics for Nothing {
    fn query(&self, _: &QueryRequest<'_>) -> Result<Table> {
        not_here()
    }

    fn write_table(&self, _: &Path, _: &str, _: &Table) -> Result<()> {
        not_here()
    }

    fn write_street(
        &self,
        _: &Path,
        _: &[intake::StreetSource],
        _: intake::StreetOptions,
        _: &intake::street::StreetRules,
        _: &(dyn Fn(u64) + Sync),
    ) -> Result<intake::StreetReport> {
        not_here()
    }
}

impl Press for Nothing {
    fn pdf(&self, _: &papers::Document) -> Result<Vec<u8>> {
        not_here()
    }
}

const SYLLABLES: [&str; 24] = [
    "ba", "bel", "cor", "dra", "fen", "gor", "hux", "jor", "kel", "lun", "mir", "mox", "nor", "pel", "quo", "rin", "sha", "tam", "ul",
    "vex", "wen", "xa", "yar", "zem",
];

/// The congruential generator of Knuth's MMIX: the same people every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    fn word(&mut self) -> String {
        let syllables = 2 + self.below(2);
        (0..syllables).map(|_| SYLLABLES.get(self.below(SYLLABLES.len())).copied().unwrap_or_default()).collect()
    }

    fn name(&mut self) -> String {
        format!("{} {}", self.word(), self.word())
    }
}

fn setup(folder: &Path, database: Option<&String>) -> Setup {
    Setup { home: folder.to_path_buf(), database: database.cloned(), analytics: Arc::new(Nothing), press: Arc::new(Nothing) }
}

/// What the kernel says the process takes, in MiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}

async fn search(house: &House, moment: &Moment, asking: &Asking, name: &str, limit: usize) -> Result<(usize, Duration)> {
    let started = Instant::now();
    let found = find_people(house, moment, asking, Personal::new(name.to_owned()), limit).await?;
    Ok((found.len(), started.elapsed()))
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let fill = words.iter().position(|word| word == "--fill").map(|at| words.remove(at)).is_some();
    let database = words.iter().position(|word| word == "--database").map(|at| {
        words.remove(at);
        words.remove(at)
    });
    let number = |n: usize, otherwise: usize| words.get(n).and_then(|word| word.parse().ok()).unwrap_or(otherwise);
    let folder = PathBuf::from(words.first().map_or("people-home", String::as_str));
    let (people, searches) = (number(1, 50_000), number(2, 200));
    let moment = Moment { now: jiff::Timestamp::now(), who: "operator:bench".into() };
    let asking = Asking { user: "council-officer".into(), purpose: Some(Purpose::ReduceCrime), organisation: None, door: Door::Terminal };

    let mut dice = Dice(20_261_128);
    let mut names = Vec::with_capacity(people);
    if folder.exists() && !fill {
        println!("`{}` is there: its people are searched, none is opened", folder.display());
        names.extend((0..people).map(|_| dice.name()));
    } else {
        let house = if folder.exists() {
            open_house(setup(&folder, database.as_ref())).await?
        } else {
            let house = create_house(setup(&folder, database.as_ref()), &moment).await?;
            demo_partners(&house, &moment).await?;
            house
        };
        let started = Instant::now();
        for n in 0..people {
            let name = dice.name();
            let text =
                serde_json::json!({ "name": name, "other_names": [format!("alias {n}")], "addresses": [format!("{n} Invented Row")] })
                    .to_string();
            names.push(name);
            let new =
                NewPerson { text: Personal::new(text), regime: "uk-gdpr".into(), marking: "official-sensitive".into(), kept_apart: false };
            record_person(&house, &moment, &asking, new).await?;
        }
        let took = started.elapsed();
        println!("opened {people} records in {:.1} s, {:.2} ms each", took.as_secs_f64(), took.as_secs_f64() * 1e3 / people.max(1) as f64);
        house.store.close().await;
    }

    let before = resident();
    let started = Instant::now();
    let house = open_house(setup(&folder, database.as_ref())).await?;
    println!("home opened in {:.2} s", started.elapsed().as_secs_f64());
    let (_, first) = search(&house, &moment, &asking, "nobody at all", 1).await?;
    println!(
        "index of names opened with the first search in {:.2} s; resident {before} MiB before, {} MiB after",
        first.as_secs_f64(),
        resident()
    );
    let mut times = Vec::with_capacity(searches);
    let mut found = 0;
    for n in 0..searches {
        let name = names.get(n * 97 % names.len().max(1)).map_or("", String::as_str);
        let (hits, took) = search(&house, &moment, &asking, name, 1).await?;
        found += usize::from(hits > 0);
        times.push(took);
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
    println!(
        "{found} of {searches} names found, one hit shown each: median {:.1} ms, p99 {:.1} ms (index, permission, ledger, seal)",
        at(50),
        at(99)
    );
    Ok(())
}
