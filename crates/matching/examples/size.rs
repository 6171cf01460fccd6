//! How long 50,000 made-up people take to put and to search, and how much memory they take.
//! Each search is the quickest of three, because a shared machine takes its turns of some milliseconds from any of them.
//! `cargo run --release -p matching --example size`
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use matching::NameIndex;

const PEOPLE: u32 = 50_000;
const SEARCHES: usize = 1_000;
const SYLLABLES: &[&str] = &[
    "ba", "bel", "bri", "cor", "dra", "dun", "el", "fen", "gor", "hal", "hux", "il", "jor", "ka", "kel", "lo", "lun", "ma", "mir", "mox",
    "na", "nor", "o", "ox", "pel", "pra", "qui", "quo", "ra", "rin", "sha", "sto", "ta", "tam", "tor", "ul", "va", "vex", "wen", "wick",
    "xa", "yar", "zem", "zor",
];

/// The congruential generator of Knuth's MMIX: the same people every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u128::from(self.0 >> 32) * u128::from(end);
        u32::try_from(high >> 32).unwrap_or_default()
    }

    /// Small numbers far more often than large ones, as with names: half the time the chance falls as the number grows, so that
    /// one person in 22 bears the commonest name of 2,000, and one in 30 that of 40,000, which is more than in life.
    fn skewed(&mut self, end: u32) -> u32 {
        if self.below(2) == 0 {
            return self.below(end);
        }
        let share = f64::from(self.below(1_000_000)) / 1_000_000.0;
        // From 1 to `end`, rounded down.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let number = f64::from(end).powf(share) as u32;
        number - 1
    }
}

/// The word of a number; two numbers of one kind have two words.
fn word(mut number: u32, least: u32) -> String {
    let base = u32::try_from(SYLLABLES.len()).unwrap_or(1);
    let mut word = String::new();
    let mut syllables = 0;
    while number > 0 || syllables < least {
        // Scattered, so that common names don't all begin alike.
        word.push_str(SYLLABLES.get(((number * 17 + syllables * 5) % base) as usize).unwrap_or(&""));
        number /= base;
        syllables += 1;
    }
    word
}

fn first(dice: &mut Dice) -> String {
    word(dice.skewed(2_000), 2)
}

fn family(dice: &mut Dice) -> String {
    let plain = word(2_000 + dice.skewed(40_000), 3);
    match dice.below(20) {
        0 => format!("{plain}-{}", word(2_000 + dice.skewed(40_000), 3)),
        1 => format!("O'{plain}"),
        2 => format!("van der {plain}"),
        _ => plain,
    }
}

/// Two to four names, 2.4 in the mean: a full name, another or an alias, an initial.
fn names(person: u32) -> Vec<String> {
    let mut dice = Dice(u64::from(person) * 1_048_583 + 77);
    dice.below(2);
    let (first_name, middle, family_name) = (first(&mut dice), first(&mut dice), family(&mut dice));
    let mut names = vec![format!("{first_name} {middle} {family_name}"), format!("{first_name} {family_name}")];
    let further = dice.below(10);
    if further < 3 {
        names.push(format!("{first_name} {}", family(&mut dice)));
    }
    if further < 1 {
        names.push(first(&mut dice));
    }
    names
}

fn id(person: u32) -> String {
    format!("{person:08x}-0000-4000-8000-{person:012x}")
}

fn put(index: &mut NameIndex, person: u32) {
    let names = names(person);
    index.put(&id(person), &names.iter().map(String::as_str).collect::<Vec<_>>());
}

/// The letter at a place left out, doubled, changed or swapped with the next.
fn slipped(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + dice.below(u32::try_from(letters.len()).unwrap_or(2).saturating_sub(2)) as usize;
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'e'),
        2 => letters.iter_mut().skip(at).take(1).for_each(|letter| *letter = 'y'),
        _ => letters.swap(at - 1, at),
    }
    letters.into_iter().collect()
}

/// What is asked for a person, by the kind of question.
fn asked(kind: &str, person: u32, dice: &mut Dice) -> String {
    let names = names(person);
    let full = names.last().filter(|name| name.contains(' ')).or(names.first()).cloned().unwrap_or_default();
    let (first, family) = full.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
    match kind {
        "full name" => full,
        "with a slip" => slipped(&full, dice),
        "family name first" => format!("{family}, {first}"),
        "family name" => family,
        "first name" => first,
        "initial and family name" => format!("{} {family}", first.chars().take(1).collect::<String>()),
        "written together" => full.replace(['-', ' '], ""),
        "three letters" => family.chars().take(3).collect(),
        "one letter" => first.chars().take(1).collect(),
        _ => "nobody umptious quibblewhistle".to_owned(),
    }
}

/// Resident memory in KiB, as Linux counts it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

fn at_share(times: &mut [Duration], per_thousand: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * per_thousand / 1000).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

fn main() {
    let count: usize = (0..PEOPLE).map(|person| names(person).len()).sum();
    let started = Instant::now();
    for person in 0..PEOPLE {
        std::hint::black_box(names(person));
    }
    let making = started.elapsed();
    let before = resident();
    let started = Instant::now();
    let mut index = NameIndex::new();
    for person in 0..PEOPLE {
        put(&mut index, person);
    }
    let built = started.elapsed();
    println!("{} people, {count} names", index.len());
    println!("built in {:.2} s, of which {:.2} s went into making up the names", built.as_secs_f64(), making.as_secs_f64());
    let mib = |bytes: f64| bytes / 1024.0 / 1024.0;
    println!("memory: {:.1} MiB by the index's own estimate", mib(index.memory_bytes() as f64));
    println!("VmRSS: {:.1} MiB before, {:.1} MiB after", mib(before as f64 * 1024.0), mib(resident() as f64 * 1024.0));

    let kinds = [
        ("full name", 300),
        ("with a slip", 250),
        ("family name first", 100),
        ("family name", 100),
        ("first name", 50),
        ("initial and family name", 75),
        ("written together", 50),
        ("three letters", 50),
        ("one letter", 10),
        ("nobody", 15),
    ];
    let mut dice = Dice(20_260_101);
    let mut all = Vec::new();
    println!("\n| asked | searches | median | p99 | slowest | found among 20 |\n|---|---:|---:|---:|---:|---:|");
    for (kind, searches) in kinds {
        let (mut times, mut hits) = (Vec::new(), 0);
        for _ in 0..searches {
            let person = dice.below(PEOPLE);
            let asked = asked(kind, person, &mut dice);
            let mut quickest = Duration::MAX;
            let mut found = Vec::new();
            for _ in 0..3 {
                let started = Instant::now();
                found = index.find(&asked, 20);
                quickest = quickest.min(started.elapsed());
            }
            times.push(quickest);
            hits += usize::from(found.iter().any(|m| m.id == id(person)));
        }
        all.extend_from_slice(&times);
        line(kind, &mut times, &hits.to_string());
    }
    assert_eq!(all.len(), SEARCHES);
    line("all", &mut all, "");

    let mut times = Vec::new();
    for _ in 0..5_000 {
        let person = dice.below(PEOPLE);
        let names = names(person);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let started = Instant::now();
        index.remove(&id(person));
        index.put(&id(person), &names);
        times.push(started.elapsed());
    }
    println!("\nremoved and put again, 5,000 times: mean {:.1} µs", times.iter().sum::<Duration>().as_secs_f64() * 1e6 / 5_000.0);
}

fn line(kind: &str, times: &mut [Duration], hits: &str) {
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    let (median, p99, slowest) = (at_share(times, 500), at_share(times, 990), at_share(times, 1000));
    println!("| {kind} | {} | {:.2} ms | {:.2} ms | {:.2} ms | {hits} |", times.len(), millis(median), millis(p99), millis(slowest));
}
