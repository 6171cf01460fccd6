//! The record as text and back: byte-equal across engines, into an empty record only, nothing half loaded.

use crate::cases::{assessment, entry, figure, problem, street};
use crate::door_people::{one_of_each_door, open_of};
use crate::hand::dumped;
use crate::ledger_cases::one_of_each;
use crate::people::{AT, assert_sound, changed, held, leave, leave_to_give, new_record, opened, reading, shared, sharing};
use crate::suite::{Ground, cases};
use base::Outcome;
use permission::acts;
use store::{NewDisclosure, NewRecord, Store, TABLES};

cases![
    a_dump_crosses_the_engines_and_back_byte_for_byte,
    hostile_text_crosses_the_engines_byte_for_byte,
    only_an_empty_record_is_loaded,
    a_line_that_is_off_is_named_and_nothing_kept,
    a_load_that_is_cut_off_keeps_nothing,
    a_dump_sees_one_moment,
    a_sink_ends_a_dump,
];

type Lines = Vec<(&'static str, String)>;

async fn load(ground: &Ground, lines: &Lines) -> base::Result<std::collections::BTreeMap<&'static str, u64>> {
    load_into(&ground.store, lines).await
}

async fn load_into(store: &Store, lines: &Lines) -> base::Result<std::collections::BTreeMap<&'static str, u64>> {
    let mut lines = lines.clone().into_iter().map(|(table, line)| Ok((table.to_owned(), line)));
    store.load(&mut lines).await
}

fn other(engine: &str) -> &'static str {
    if engine == "sqlite" { "postgres" } else { "sqlite" }
}

/// Loads what a ground holds into the other engine, and from there into a fresh record of its own.
async fn crosses_and_comes_back(ground: &Ground) {
    let lines = dumped(&ground.store).await;
    let away = Ground::fresh(other(ground.engine)).await;
    let loaded = load(&away, &lines).await.unwrap();
    assert_eq!(loaded.values().sum::<u64>(), lines.len() as u64);
    let over_there = dumped(&away.store).await;
    assert_eq!(over_there, lines);
    let back = Ground::fresh(ground.engine).await;
    load(&back, &over_there).await.unwrap();
    assert_eq!(dumped(&back.store).await, lines);
    for place in [&away, &back] {
        assert_eq!(place.store.ledger_head().await.unwrap(), ground.store.ledger_head().await.unwrap());
        assert!(place.store.verify_ledger(&[]).await.unwrap().ok);
        assert_sound(place).await;
        // Life goes on where it left off, guards and all.
        place.store.append_entry(&entry("after-loading", 0, "one")).await.unwrap();
        assert_sound(place).await;
    }
}

async fn a_dump_crosses_the_engines_and_back_byte_for_byte(ground: Ground) {
    let store = &ground.store;
    crosses_and_comes_back(&ground).await;
    one_of_each(store).await;
    let mut rejected = street("beta", "2031-05-02", &["2031-02", "2031-03"]);
    rejected.passport.rows_rejected = 2;
    store.register(&mut rejected, &[problem(2), problem(3)]).await.unwrap();
    for id in ["p-10", "p-9", "P-2", "p-é", "p-z"] {
        opened(store, id).await;
        for n in 1..12 {
            changed(store, "u-two", id, n, &format!("s1.1.{n}")).await.unwrap();
        }
    }
    store.close_record(&leave::<acts::ClosePerson>("u-one", "p-9"), 12, "2031-07-01", AT).await.unwrap();
    store.save_assessment(&assessment("E07000998", vec![figure("zz", None), figure("a", Some(serde_json::json!(1)))])).await.unwrap();
    store.log_operation(AT, "operator:1000", "init", "made").await.unwrap();
    one_of_each_door(store).await;
    let lines = dumped(store).await;
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let mut met: Vec<&str> = lines.iter().map(|(table, _)| *table).collect();
    met.dedup();
    assert_eq!(met, tables, "every table, each once, in order");
    assert_eq!(lines[0].1.find("{\"seq\":1,\"id\":\"alpha\",\"kind\":\"police-street\","), Some(0), "{}", lines[0].1);
    let hold = lines.iter().find(|(table, _)| *table == "hold").unwrap();
    assert_eq!(
        hold.1,
        r#"{"seq":1,"record":"p-1","ground":"review","placed":1,"at":"2031-07-01T12:00:00Z","who":"u-one","review":"2032-01-01"}"#
    );
    crosses_and_comes_back(&ground).await;

    let mut archived = Vec::new();
    store
        .dump_all(false, &mut |table, line| {
            archived.push((table, line.to_owned()));
            Ok(())
        })
        .await
        .unwrap();
    let beside: Vec<&str> = TABLES.iter().filter(|table| !table.archived).map(|table| table.name).collect();
    let (kept, left): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(table, _)| !beside.contains(table));
    assert_eq!(archived, kept);
    assert_eq!(left.len(), 10, "one of each, and an invitation more");

    // What an archive leaves behind leaves no trace, and what it holds agrees with its ledger.
    let moved = Ground::fresh(other(ground.engine)).await;
    load(&moved, &archived).await.unwrap();
    assert_sound(&moved).await;
    assert_eq!(open_of(&moved, "u-one").await, [0, 1, 0, 0, 0, 0, 0]);
}

/// A seeded stream of numbers, the same on any machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A text that somebody may have meant ill.
    fn hostile(&mut self) -> String {
        const PIECES: [&str; 24] = [
            "'",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u{1}",
            "\u{7f}",
            "\u{feff}",
            "\u{fffd}",
            "\u{2028}",
            "\u{202e}",
            "é",
            "e\u{301}",
            "😀",
            "{\"seq\":1}",
            "null",
            "$1",
            "'; DROP TABLE ledger; --",
            "%_",
            "</script>",
            "\u{10ffff}",
            "Ŵ",
        ];
        let length = if self.below(12) == 0 { 4000 } else { self.below(9) + 1 };
        (0..length).map(|_| PIECES[usize::try_from(self.below(24)).unwrap()]).collect()
    }
}

async fn hostile_text_crosses_the_engines_byte_for_byte(ground: Ground) {
    let store = &ground.store;
    let mut dice = Dice(20_310_701);
    for n in 0..25 {
        let mut facts = street(&format!("extract-{n}"), "2031-05-01", &["2031-01"]);
        facts.units[0].force = dice.hostile();
        facts.folder = dice.hostile();
        facts.notes.insert(dice.hostile(), dice.hostile());
        let mut rejected = problem(2);
        (rejected.column, rejected.reason, rejected.fields) = (dice.hostile(), dice.hostile(), vec![dice.hostile(), String::new()]);
        facts.passport.rows_rejected = 1;
        store.register(&mut facts, &[rejected]).await.unwrap();
        let mut said = entry(&format!("thing-{n}"), 0, &dice.hostile());
        said.id.extend(dice.hostile().chars().take(30));
        store.append_entry(&said).await.unwrap();
        let mut stated = figure(&format!("figure-{n}"), Some(serde_json::json!(dice.hostile())));
        (stated.title, stated.query) = (dice.hostile(), dice.hostile());
        let mut paper = assessment("E07000999", vec![stated]);
        (paper.area_name, paper.document_json) = (dice.hostile(), dice.hostile());
        store.save_assessment(&paper).await.unwrap();
        let id = format!("p-{n}-{}", dice.hostile().chars().take(20).collect::<String>());
        let new = NewRecord {
            originator: dice.hostile(),
            controllers: vec![dice.hostile()],
            marking: dice.hostile(),
            ..new_record(&dice.hostile())
        };
        store.open_record(&leave::<acts::RecordPerson>("u-one", &id), &new, AT).await.unwrap();
        let given = NewDisclosure { data_type: dice.hostile(), reason: dice.hostile(), ..sharing("invented-police") };
        store.disclose(&leave_to_give::<acts::SharePerson>(&id, "invented-police"), &given, AT).await.unwrap();
        held(store, &id, &format!("g{}", dice.hostile()), true).await.unwrap();
        store.record_event(reading(&id).with("reason", dice.hostile())).await.unwrap();
        store.log_operation(AT, &dice.hostile(), "odd", &dice.hostile()).await.unwrap();
    }
    for (table, line) in dumped(store).await {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).unwrap();
        assert!(row.values().filter_map(|value| value.as_str()).all(|text| !text.contains('\0')), "{table}: {line}");
    }
    crosses_and_comes_back(&ground).await;
}

async fn only_an_empty_record_is_loaded(ground: Ground) {
    one_of_each(&ground.store).await;
    ground.store.log_operation(AT, "operator:1000", "init", "made").await.unwrap();
    let lines = dumped(&ground.store).await;
    let trouble = load(&ground, &lines).await.unwrap_err();
    assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "record-not-empty"));
    assert!(trouble.message.contains("1 row in `extract`") && trouble.message.contains("12 rows in `ledger`"), "{}", trouble.message);
    assert!(!trouble.message.contains("operation"), "{}", trouble.message);
    assert_eq!(dumped(&ground.store).await, lines);

    // Its own log of operations stays beside an archive, and stands in the way of a backup.
    let new = Ground::fresh(ground.engine).await;
    new.store.log_operation(AT, "operator:1000", "init", "another").await.unwrap();
    let trouble = load(&new, &lines).await.unwrap_err();
    assert_eq!((trouble.code, trouble.message.as_str()), ("record-not-empty", "the record is not empty: 1 row in `operation`"));
    assert_eq!(dumped(&new.store).await.len(), 1, "nothing was kept");
    let archived: Lines = lines.iter().filter(|(table, _)| *table != "operation").cloned().collect();
    let counts = load(&new, &archived).await.unwrap();
    assert_eq!((counts["ledger"], counts["extract"], counts.get("operation")), (12, 1, None));
    assert_eq!(new.store.operations(9).await.unwrap()[0].detail, "another");
    assert_eq!(load(&new, &Vec::new()).await.unwrap_err().code, "record-not-empty", "also where there is nothing to load");
}

async fn a_line_that_is_off_is_named_and_nothing_kept(ground: Ground) {
    let full = Ground::fresh(ground.engine).await;
    one_of_each(&full.store).await;
    opened(&full.store, "p-2").await;
    let lines = dumped(&full.store).await;
    let nth = |table: &str, n: usize| lines.iter().enumerate().filter(|(_, (name, _))| *name == table).nth(n).unwrap().0;
    // Table, which of its lines, what is replaced by what, and what the refusal must name.
    for (table, n, from, to, says) in [
        ("entry", 1, "\"register\":", "\"registry\":", "line 2 of the table `entry` can't be loaded: the column `registry` is not known"),
        ("entry", 0, "\"who\":\"operator:1000\",", "", "line 1 of the table `entry` can't be loaded: the column `who` is missing"),
        ("ledger", 2, "\"seq\":3", "\"seq\":\"3\"", "line 3 of the table `ledger` can't be loaded: the column `seq` is no whole number"),
        ("ledger", 2, "\"seq\":3", "\"seq\":3.0", "the column `seq` is no whole number"),
        ("ledger", 2, "\"seq\":3", "\"seq\":9223372036854775808", "the column `seq` is no whole number"),
        ("ledger", 2, "\"seq\":3", "\"seq\":null", "the column `seq` is no whole number"),
        ("hold", 0, "\"ground\":\"review\"", "\"ground\":7", "the column `ground` is no text"),
        ("hold", 0, "\"ground\":\"review\"", "\"ground\":null", "the column `ground` is no text"),
        ("hold", 0, "\"ground\":\"review\"", "\"ground\":\"re\\u0000view\"", "the column `ground` holds a NUL"),
        ("record", 0, "\"kept_apart\":0", "\"kept_apart\":false", "the column `kept_apart` is no whole number"),
        ("record", 0, "{\"id\"", "{ \"id\"", "it is not written as a dump writes it"),
        (
            "record",
            0,
            "{\"id\":\"p-1\",\"kind\":\"person\"",
            "{\"kind\":\"person\",\"id\":\"p-1\"",
            "it is not written as a dump writes it",
        ),
        ("record", 0, "{\"id\":\"p-1\"", "{\"id\":\"p-9\",\"id\":\"p-1\"", "it is not written as a dump writes it"),
        ("record", 0, "\"p-1\"", "\"\\u0070-1\"", "it is not written as a dump writes it"),
        ("extract", 0, "{", "[", "it is no JSON object"),
        ("hold", 0, "}", "", "it is no JSON object"),
        // What the engine itself refuses: guards, constraints, rows that point at nothing.
        ("ledger", 2, "\"seq\":3", "\"seq\":4", "line 3 of the table `ledger` can't be loaded: the record refuses such a row"),
        ("record_version", 0, "\"version\":1", "\"version\":2", "line 1 of the table `record_version` can't be loaded: the record refuses"),
        ("record_version", 0, "\"record\":\"p-1\"", "\"record\":\"p-7\"", "the record refuses such a row"),
        ("record", 1, "\"id\":\"p-2\"", "\"id\":\"p-1\"", "line 2 of the table `record` can't be loaded: the record refuses such a row"),
        ("record", 1, "\"state\":\"open\"", "\"state\":\"destroyed\"", "the record refuses such a row"),
        (
            "extract",
            0,
            "\"received\":\"2031-05-01\"",
            "\"received\":\"soon\"",
            "line 1 of the table `extract` can't be loaded: the record refuses",
        ),
    ] {
        let mut off = lines.clone();
        let line = &mut off[nth(table, n)].1;
        assert!(line.contains(from), "{line} has no {from}");
        *line = line.replacen(from, to, 1);
        let trouble = load(&ground, &off).await.unwrap_err();
        assert_eq!((trouble.outcome, trouble.code), (Outcome::Refused, "archive-unreadable"), "{from} → {to}: {trouble}");
        assert!(
            trouble.message.contains(says) && trouble.message.contains(&format!("the table `{table}`")),
            "{from} → {to}: {}",
            trouble.message
        );
        assert_eq!(dumped(&ground.store).await, [], "nothing is kept");
    }
    let unknown = vec![("invented", "{}".to_owned())];
    assert!(load(&ground, &unknown).await.unwrap_err().message.contains("the table `invented` is not known"));
    let mut backwards = lines.clone();
    backwards.reverse();
    assert_eq!(load(&ground, &backwards).await.unwrap_err().code, "archive-unreadable");
    let (record, version) = (nth("record", 0), nth("record_version", 0));
    let torn: Lines = [record, version, nth("record", 1)].iter().map(|at| lines[*at].clone()).collect();
    assert!(load(&ground, &torn).await.unwrap_err().message.contains("the table `record`"), "a table comes once");
    // And the place is still empty and good.
    load(&ground, &lines).await.unwrap();
    assert_eq!(dumped(&ground.store).await, lines);
}

async fn a_load_that_is_cut_off_keeps_nothing(ground: Ground) {
    let full = Ground::fresh(ground.engine).await;
    one_of_each(&full.store).await;
    let lines = dumped(&full.store).await;
    for whole in 0..lines.len() {
        let cut = || base::Trouble::failed("archive-cut", "the archive ends here", "take another");
        let begun = lines.clone().into_iter().take(whole).map(|(table, line)| Ok((table.to_owned(), line)));
        assert_eq!(ground.store.load(&mut begun.chain(std::iter::once(Err(cut())))).await.unwrap_err().code, "archive-cut");
        assert_eq!(dumped(&ground.store).await, []);
    }
    // Two at once: one is loaded, the other told.
    let other = ground.another_store().await;
    let (one, two) = tokio::join!(load(&ground, &lines), load_into(&other, &lines));
    let told = [one, two].into_iter().filter_map(Result::err).map(|trouble| trouble.code).collect::<Vec<_>>();
    assert_eq!(told, ["record-not-empty"]);
    assert_eq!(dumped(&ground.store).await, lines);
    assert_sound(&ground).await;
}

async fn a_dump_sees_one_moment(ground: Ground) {
    opened(&ground.store, "p-0").await;
    let store = ground.another_store().await;
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = stop.clone();
    let writing = tokio::spawn(async move {
        let mut n = 1;
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            let id = format!("p-{n}");
            opened(&store, &id).await;
            changed(&store, "u-one", &id, 1, "s1.1.two").await.unwrap();
            shared(&store, &id, "invented-police").await.unwrap();
            store.append_entry(&entry(&id, 0, "one")).await.unwrap();
            n += 1;
        }
        n
    });
    let mut sizes = Vec::new();
    for _ in 0..6 {
        let lines = dumped(&ground.store).await;
        let there = Ground::fresh(ground.engine).await;
        load(&there, &lines).await.unwrap();
        // `check` finds a record without its version, an entry without its row, a row without its entry.
        assert_sound(&there).await;
        sizes.push(lines.len());
        there.store.close().await;
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(writing.await.unwrap() > 2 && sizes.is_sorted() && sizes[0] < sizes[5], "{sizes:?}");
}

async fn a_sink_ends_a_dump(ground: Ground) {
    one_of_each(&ground.store).await;
    let mut seen = 0;
    let full = || base::Trouble::failed("disk-full", "no room", "make room");
    let trouble = ground
        .store
        .dump_all(true, &mut |_, _| {
            seen += 1;
            if seen == 3 { Err(full()) } else { Ok(()) }
        })
        .await
        .unwrap_err();
    assert_eq!((trouble.code, seen), ("disk-full", 3));
    let store: &Store = &ground.store;
    store.append_entry(&entry("after", 0, "one")).await.unwrap();
    assert_sound(&ground).await;
}
