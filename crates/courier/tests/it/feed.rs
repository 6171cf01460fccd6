//! The feed: what is due, as a calendar program reads it.

use courier::{Due, Feed, render_feed};
use proptest::prelude::*;

fn rendered(name: &str, due: &[Due]) -> String {
    render_feed(&Feed { name, written_at: "2026-11-29T10:00:00Z".parse().unwrap(), refresh_hours: 4, due })
}

fn due(uid: &str, title: &str) -> Due {
    Due { uid: uid.into(), on: jiff::civil::date(2026, 12, 1), title: title.into(), address: Some("https://w.example/due".into()) }
}

/// Reads a calendar as RFC 5545 says: lines joined, then name and value, with the text unescaped.
fn read(calendar: &str) -> Vec<(String, String)> {
    assert!(calendar.ends_with("\r\n"));
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']), "a line break of any other kind");
    for line in calendar.split("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
    }
    let joined = calendar.replace("\r\n ", "");
    let lines = joined.split("\r\n").filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no property: {line}"));
            let mut text = String::new();
            let mut letters = value.chars();
            while let Some(c) = letters.next() {
                match c {
                    '\\' => match letters.next() {
                        Some('n' | 'N') => text.push('\n'),
                        Some(c) => text.push(c),
                        None => panic!("an escape of nothing: {line}"),
                    },
                    c => text.push(c),
                }
            }
            (name.to_owned(), text)
        })
        .collect()
}

#[test]
fn a_day_is_whole_and_its_identifier_stays() {
    let calendar = rendered("What is due", &[due("duty-1@w.example", "Review an agreement")]);
    let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Wardmote//What is due//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n\
        NAME;VALUE=TEXT:What is due\r\nX-WR-CALNAME:What is due\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n\
        BEGIN:VEVENT\r\nDTSTAMP:20261129T100000Z\r\nDTSTART;VALUE=DATE:20261201\r\nSUMMARY:Review an agreement\r\n\
        TRANSP:TRANSPARENT\r\nUID:duty-1@w.example\r\nURL:https://w.example/due\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(calendar, expected);
    assert_eq!(calendar, rendered("What is due", &[due("duty-1@w.example", "Review an agreement")]));
}

#[test]
fn an_empty_feed_is_a_calendar() {
    let lines = read(&rendered("What is due", &[]));
    assert_eq!((lines[0].1.as_str(), lines.last().unwrap().0.as_str()), ("VCALENDAR", "END"));
}

#[test]
fn an_address_can_not_end_its_line() {
    let mut one = due("u", "t");
    one.address = Some("https://w.example/due\r\nATTENDEE:mailto:x@y.example".into());
    let lines = read(&rendered("n", &[one]));
    assert!(lines.iter().all(|(name, _)| name != "ATTENDEE"));
}

proptest! {
    #[test]
    fn every_text_comes_back_and_none_breaks_out(name in ".*", texts in prop::collection::vec(("\\PC*", any::<String>()), 0..4)) {
        let dues: Vec<Due> = texts.iter().map(|(uid, title)| due(uid, title)).collect();
        let lines = read(&rendered(&name, &dues));
        let flat = |text: &str| -> String {
            text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
        };
        let of = |wanted: &str| -> Vec<&str> { lines.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).collect() };
        prop_assert_eq!(of("X-WR-CALNAME"), vec![flat(&name)]);
        prop_assert_eq!(of("NAME;VALUE=TEXT"), vec![flat(&name)]);
        prop_assert_eq!(of("SUMMARY"), texts.iter().map(|(_, title)| flat(title)).collect::<Vec<_>>());
        prop_assert_eq!(of("UID"), texts.iter().map(|(uid, _)| flat(uid)).collect::<Vec<_>>());
        prop_assert_eq!(lines.len(), 10 + 8 * dues.len());
    }
}
