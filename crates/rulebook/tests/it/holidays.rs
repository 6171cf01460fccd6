//! The bank holidays our rules give, against the official list, and what is refused.

use calendar::{CalendarName, Date, HolidayRules};
use rulebook::{Parameters, Rulebook};
use std::collections::BTreeMap;
use std::path::Path;

/// The three parts of the United Kingdom that have bank holidays of their own.
pub const PLACES: [CalendarName; 3] = [CalendarName::EnglandAndWales, CalendarName::Scotland, CalendarName::NorthernIreland];

/// The rule of one part, as shipped.
pub fn rules(place: CalendarName) -> &'static HolidayRules {
    let rule = Rulebook::builtin().unwrap().rule(&format!("bank-holidays-{place}")).unwrap();
    let Parameters::BankHolidays(holidays) = &rule.parameters else { panic!("kind") };
    holidays
}

/// Date and name of every bank holiday of a part in the official file; `None` where the file isn't at hand.
pub fn official(place: CalendarName) -> Option<BTreeMap<String, String>> {
    let folder = std::env::var_os("WARDMOTE_OPEN_DATA")?;
    let text = std::fs::read_to_string(Path::new(&folder).join("bank-holidays/bank-holidays.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let events = file[place.as_str()]["events"].as_array().unwrap();
    let read = |event: &serde_json::Value, key: &str| event[key].as_str().unwrap().to_owned();
    Some(events.iter().map(|event| (read(event, "date"), read(event, "title"))).collect())
}

fn ours(place: CalendarName, years: std::ops::RangeInclusive<i16>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for holiday in years.flat_map(|year| rules(place).in_year(year)) {
        assert_eq!(found.insert(holiday.date.to_string(), holiday.title), None, "two on one day");
    }
    found
}

#[test]
fn every_date_and_name_of_the_official_list() {
    for place in PLACES {
        let Some(mut official) = official(place) else {
            eprintln!("left out: 1 tests (WARDMOTE_OPEN_DATA not set)");
            return;
        };
        assert!(official.len() >= 140 && official.keys().all(|day| ("2012".."2029").contains(&day.as_str())));
        if place == CalendarName::Scotland {
            // 1 January 2023 was a Sunday: the days are the same, their names stand the other way round. In 2012 and 2017,
            // just as in the Act, 2 January keeps its name.
            assert_eq!(official.insert("2023-01-02".to_owned(), "2nd January".to_owned()).as_deref(), Some("New Year’s Day"));
            assert_eq!(official.insert("2023-01-03".to_owned(), "New Year’s Day".to_owned()).as_deref(), Some("2nd January"));
        }
        assert_eq!(ours(place, 2012..=2028), official, "{place}");
    }
}

#[test]
fn days_before_the_list_are_those_of_the_proclamations() {
    // 2011: 1 January on a Saturday, Easter Monday on 25 April, a wedding, Christmas on a Sunday.
    let days: Vec<String> = ours(CalendarName::EnglandAndWales, 2011..=2011).into_keys().collect();
    let expected =
        ["2011-01-03", "2011-04-22", "2011-04-25", "2011-04-29", "2011-05-02", "2011-05-30", "2011-08-29", "2011-12-26", "2011-12-27"];
    assert_eq!(days, expected);
    for place in PLACES {
        let of = |year| ours(place, year..=year);
        assert!(of(2002).contains_key("2002-06-03") && of(2002).contains_key("2002-06-04") && !of(2002).contains_key("2002-05-27"));
        assert_eq!(of(2007).contains_key("2007-11-30"), place == CalendarName::Scotland);
        assert!(!of(2006).contains_key("2006-11-30"));
    }
}

#[test]
fn years_not_announced_follow_the_pattern() {
    for place in PLACES {
        let rules = rules(place);
        assert!(rules.is_announced(2002) && rules.is_announced(2028) && !rules.is_announced(2029));
        let count = match place {
            CalendarName::Scotland => 9,
            CalendarName::NorthernIreland => 10,
            _ => 8,
        };
        for year in 2029..=2100 {
            assert_eq!(ours(place, year..=year).len(), count, "{place} {year}");
        }
    }
}

#[test]
fn a_substitute_is_a_weekday_of_its_own() {
    for place in PLACES {
        for year in 2002..=2400 {
            let days = rules(place).in_year(year);
            for (at, holiday) in days.iter().enumerate() {
                let weekday = holiday.date.weekday().to_monday_one_offset();
                assert!(weekday <= 5, "{place}: {holiday:?}");
                assert!(days[..at].iter().all(|other| other.date < holiday.date), "{place}: {holiday:?}");
            }
        }
    }
}

#[test]
fn senseless_holidays_are_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let check = |file: &str, from: &str, to: &str, says: &str| {
        let text = std::fs::read_to_string(path.join(file)).unwrap();
        let spoiled = text.replacen(from, to, 1);
        assert_ne!(spoiled, text, "{from}");
        let trouble = Rulebook::parse([(file, spoiled.as_str())]).unwrap_err();
        assert!(trouble.message.contains(says), "{trouble}");
    };
    let file = "bank-holidays-scotland@2002.toml";
    check(file, "announced_until = 2028", "announced_until = 28", "`announced_until`");
    check(file, "easter = -2", "easter = -2\nmonth = 4", "`Good Friday`");
    check(file, "easter = -2", "easter = 100", "`Good Friday`");
    check(file, "month = 11\nday = 30", "month = 11\nday = 31", "`St Andrew’s Day`");
    check(file, "since = 2007", "since = 2007\nuntil = 2007", "`until`");
    check(file, "weekday = \"monday\"\nnth = 1", "weekday = \"monday\"\nnth = 5", "`Early May bank holiday`");
    check(file, "weekday = \"monday\"\nnth = 1", "weekday = \"monday\"", "`Early May bank holiday`");
    check(file, "weekday = \"monday\"", "weekday = \"moonday\"", "moonday");
    check(file, "from = \"2012-05-28\"", "from = \"2012-05-29\"", "2012-05-29");
    check(file, "date = \"2011-04-29\"", "date = \"2012-06-05\"", "stands twice");
    check(file, "date = \"2011-04-29\"", "date = \"2011-04-31\"", "2011-04");
    check("summer-time@2002.toml", "ahead_minutes = 60", "ahead_minutes = 0", "`ahead_minutes`");
    check("summer-time@2002.toml", "month = 3", "month = 11", "`begins`");
    check("summer-time@2002.toml", "hour_utc = 1", "hour_utc = 24", "`begins`");

    let closed = "id = \"closed\"\nversion = \"1\"\ntitle = \"Closed\"\nkind = \"closure-days\"\nvalid_from = \"2020-01-01\"\njurisdiction = \"E\"\napproved_by = \"the council\"\n[source]\npaper = \"a minute\"\nparagraph = \"1\"\n[parameters]\n";
    let read = |days: &str| Rulebook::parse([("closed@1.toml", format!("{closed}closed = [{days}]\n"))]);
    let book = read("{ title = \"Christmas closure\", since = \"2026-12-29\", until = \"2027-01-01\" }").unwrap();
    let Parameters::ClosureDays(days) = &book.rules()[0].parameters else { panic!("kind") };
    let on = |day: &str| days.on(day.parse::<Date>().unwrap());
    assert_eq!((on("2026-12-28"), on("2026-12-31"), on("2027-01-01")), (None, Some("Christmas closure"), None));
    assert!(read("").unwrap_err().message.contains("`closed`"));
    assert!(read("{ title = \"x\", since = \"2026-12-29\", until = \"2026-12-29\" }").unwrap_err().message.contains("`closed`"));
}

#[test]
fn senseless_clocks_are_refused() {
    let sound = "id = \"c\"\nversion = \"1\"\ntitle = \"C\"\nkind = \"clock\"\nvalid_from = \"\"\njurisdiction = \"E\"\napproved_by = \"the council\"\n[source]\npaper = \"a minute\"\nparagraph = \"1\"\n[parameters]\ncatalogue = [\"R05\"]\ntrigger = \"a letter\"\nduty = \"answer it\"\nunit = \"working_days\"\nlength = 5\ndirection = \"after\"\ncalendar = \"england-and-wales\"\ncounting = \"after\"\nlast_day = \"stays\"\npausable = false\n";
    let book = Rulebook::parse([("c@1.toml", sound)]).unwrap();
    assert_eq!(book.rules()[0].valid_from, None);
    for day in ["0001-01-01", "2026-11-22", "9999-12-31"] {
        assert!(!book.rules()[0].holds_on(day.parse().unwrap()));
    }
    let missing = book.in_force("c", "2026-01-01".parse().unwrap(), None).unwrap_err();
    assert!(missing.remedy.contains("`c@1` (in force from a day not known, E)"), "{missing}");
    // Two regimes, neither with a known day, stand side by side.
    let second = sound.replace("version = \"1\"", "version = \"2\"");
    assert!(Rulebook::parse([("c@1.toml", sound), ("c@2.toml", second.as_str())]).is_ok());

    let check = |changes: &[(&str, &str)], says: &str| {
        let mut text = sound.to_owned();
        for (from, to) in changes {
            let spoiled = text.replacen(from, to, 1);
            assert_ne!(spoiled, text, "{from}");
            text = spoiled;
        }
        let read = Rulebook::parse([("c@1.toml", text)]);
        match says {
            "" => assert!(read.is_ok(), "{changes:?}: {}", read.unwrap_err()),
            _ => assert!(read.as_ref().is_err_and(|trouble| trouble.message.contains(says)), "{changes:?}: {read:?}"),
        }
    };
    let none = ("calendar = \"england-and-wales\"", "calendar = \"none\"");
    let days = ("working_days", "calendar_days");
    check(&[("R05", "R5")], "`catalogue`");
    check(&[("[\"R05\"]", "[]")], "");
    check(&[("a letter", " ")], "`trigger`");
    check(&[("length = 5", "length = 0")], "`length`");
    check(&[("length = 5", "length = 36526")], "`length`");
    check(&[("working_days", "fortnights")], "fortnights");
    check(&[("\"after\"", "\"since\"")], "since");
    check(&[none], "`calendar`");
    check(&[days], "`calendar`");
    check(&[days, none], "");
    check(&[days, ("stays", "next-working-day")], "");
    check(&[("stays", "next-working-day")], "`last_day`");
    check(&[days, ("stays", "previous-working-day")], "`last_day`");
    check(&[days, ("direction = \"after\"", "direction = \"before\""), ("stays", "previous-working-day")], "");
    check(&[("working_days", "clear_working_days"), ("counting = \"after\"", "counting = \"beginning-with\"")], "`counting`");
    check(&[("working_days", "hours")], "`calendar`");
    check(&[("working_days", "hours"), none], "");
    check(&[days, none, ("pausable", "closures = \"closed\"\npausable")], "`closures`");
    check(&[("pausable", "closures = \"closed\"\npausable")], "there are no closure days `closed`");
    check(&[("pausable", "disregards = [\"12-25\", \"02-29\"]\npausable")], "");
    for bad in ["25-12", "12-32", "12-5", "Christmas", "02-30", "12-25-2026"] {
        check(&[("pausable", &format!("disregards = [\"{bad}\"]\npausable"))], "`disregards`");
    }
}
