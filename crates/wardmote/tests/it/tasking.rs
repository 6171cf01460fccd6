//! Schemes, the agenda and the year, through the front door.

use crate::front::Home;
use crate::record::partnership;

/// The rows of a table as it is printed into a pipe, each by its column's name.
fn rows(csv: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

fn add(home: &Home, scheme: &str, fields: &[&str]) -> crate::front::Run {
    let mut words = vec!["schemes", "add", scheme];
    for field in fields {
        words.extend(["--field", field]);
    }
    home.run(&words)
}

#[test]
fn activity_is_recorded_and_counted() {
    let home = Home::new();
    let schemes = rows(&home.run(&["schemes", "list"]).ok());
    assert!(schemes.len() >= 25, "{}", schemes.len());
    assert!(schemes.iter().any(|row| row["scheme"] == "bobby" && row["records"] == "0" && row["rule"] == "scheme-bobby@2009"));
    for (on, kind) in [("2009-05-01", "burglary"), ("2009-08-01", "attempted"), ("2010-04-01", "burglary")] {
        add(&home, "bobby", &[&format!("on={on}"), &format!("kind={kind}"), "place=Over", "work=locks", "doorstep=yes"]).ok();
    }
    let counted = home.run(&["schemes", "count", "bobby", "--from", "2009-04-01", "--to", "2010-03-31", "--format", "csv"]).ok();
    let counted = rows(&counted);
    let visits = counted.iter().find(|row| row["id"] == "visits" && row["kind"] == "count").unwrap();
    assert_eq!((visits["2009/10 Q1"].as_str(), visits["2009/10 Q2"].as_str(), visits["total"].as_str()), ("1", "1", "2"));
    let share = counted.iter().find(|row| row["kind"] == "share").unwrap();
    assert_eq!((share["total"].as_str(), share["among"].as_str(), share["percent"].as_str()), ("2", "2", "100.0"));
    assert_eq!(rows(&home.run(&["schemes", "show", "bobby", "--year", "2009-10"]).ok()).len(), 2);
    let made = rows(&home.run(&["tasking", "successes", "--from", "2009-04-01", "--to", "2010-03-31"]).ok());
    assert!(made.iter().any(|row| row["measure"] == "home security visits" && row["count"] == "2" && row["records"] == "1 2"), "{made:?}");
}

#[test]
fn what_is_wrong_is_refused_with_a_remedy() {
    let home = Home::new();
    let refused = add(&home, "bobby", &["on=2009-05-01", "kind=burglary", "place=12 Mill Lane", "work=locks"]).refused();
    assert!(refused.contains("scheme-value") && refused.contains("`place`") && !refused.contains("Mill"), "{refused}");
    let refused = add(&home, "bobby", &["on=2009-05-01", "kind=burglary", "place=Over", "work=for Mrs Invented"]).refused();
    assert!(refused.contains("`work`") && !refused.contains("Invented"), "{refused}");
    let refused = add(&home, "bobby", &["on=2009-05-01", "kind=burglary", "place=Over", "work=Locks at 12 Mill Lane"]).refused();
    assert!(refused.contains("`work`") && !refused.contains("Mill"), "{refused}");
    assert!(add(&home, "tea", &["on=2009-05-01"]).refused().contains("scheme-unknown"));
    let usage = |words: &[&str]| assert_eq!(home.run(words).code, Some(64), "{words:?}");
    usage(&["schemes", "add", "bobby", "--field", "on"]);
    usage(&["schemes", "count", "bobby", "--from", "2010-01-01", "--to", "2009-01-01"]);
    usage(&["schemes", "count", "bobby", "--from", "soon", "--to", "2009-01-01"]);
    usage(&["tasking", "year", "--year", "soon"]);
    assert_eq!(rows(&home.run(&["schemes", "show", "bobby", "--year", "2009-10"]).ok()).len(), 0, "nothing was half recorded");
}

#[test]
fn the_agenda_and_the_year_are_made_from_what_waits() {
    let home = partnership();
    add(&home, "escalations", &["on=2020-03-02", "from=problem solving group", "what=Noise at a closed shop", "asked=A key holder"]).ok();
    let agenda = rows(&home.run(&["tasking", "agenda"]).ok());
    let item = agenda.iter().find(|row| row["heading"] == "Escalations").unwrap_or_else(|| panic!("{agenda:?}"));
    assert!(item["text"].contains("Noise at a closed shop"), "{item:?}");
    assert_eq!(item["page"], "/plan/schemes/escalations/1");
    add(&home, "police-tasking", &["from=2020-03-01", "what=Thefts from vans before dawn", "place=Milton"]).ok();
    let agenda = rows(&home.run(&["tasking", "agenda"]).ok());
    let item = agenda.iter().find(|row| row["heading"] == "Police priorities").unwrap_or_else(|| panic!("{agenda:?}"));
    assert!(item["text"].contains("Thefts from vans before dawn"), "{item:?}");
    assert_eq!(item["page"], "/plan/schemes/police-tasking/1");
    add(&home, "orders", &["kind=pspo", "place=Over", "forbids=drinking", "made=2020-01-01", "review=2021-01-01", "group=tasking group"])
        .ok();
    let agenda = rows(&home.run(&["tasking", "agenda"]).ok());
    assert!(agenda.iter().any(|row| row["heading"] == "Late in the schemes" && row["text"].contains("review the order")), "{agenda:?}");
    let year = rows(&home.run(&["tasking", "year", "--year", "2011-12"]).ok());
    assert_eq!(year.len(), 8);
    assert_eq!(year.iter().filter(|row| row["line"] == "quarterly-report").count(), 4);
    assert!(year.iter().all(|row| row["late"] == "true"), "{year:?}");
}
