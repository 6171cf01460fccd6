//! A calendar of what is due (RFC 5545), for the calendar program of whoever subscribes to it.

use icalendar::{Calendar, Component, Event, Property};
use jiff::Timestamp;
use jiff::civil::Date;

/// A calendar of what is due.
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// Its name, in generic words.
    pub name: &'a str,
    /// When it was made out.
    pub written_at: Timestamp,
    /// After how many hours a program should fetch it again.
    pub refresh_hours: u32,
    /// What is due.
    pub due: &'a [Due],
}

/// Something due on a day. Its words go to a calendar that others may see: they name no person and no case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its identifier, the same in every reading of the feed.
    pub uid: String,
    /// The day.
    pub on: Date,
    /// What, in generic words.
    pub title: String,
    /// The page where it can be seen after signing in.
    pub address: Option<String>,
}

/// Text in one line: what would end a line, or is no character for people, becomes a space.
fn in_one_line(text: &str) -> String {
    let out = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if out(c) { ' ' } else { c }).collect()
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Writes a calendar. Each day is whole, and nobody is busy on it.
pub fn render_feed(feed: &Feed<'_>) -> String {
    let stamp = feed.written_at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let refresh = format!("PT{}H", feed.refresh_hours.max(1));
    let name = in_one_line(feed.name);
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Wardmote//What is due//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", "PUBLISH"))
        .append_property(Property::new("NAME", name.as_str()).add_parameter("VALUE", "TEXT").done())
        .append_property(Property::new("X-WR-CALNAME", name))
        .append_property(Property::new("REFRESH-INTERVAL", refresh.as_str()).add_parameter("VALUE", "DURATION").done())
        .append_property(Property::new("X-PUBLISHED-TTL", refresh));
    for due in feed.due {
        let mut event = Event::new();
        event
            .uid(&in_one_line(&due.uid))
            .add_property("DTSTAMP", stamp.as_str())
            .append_property(Property::new("DTSTART", day(due.on)).add_parameter("VALUE", "DATE").done())
            .summary(&in_one_line(&due.title))
            .add_property("TRANSP", "TRANSPARENT");
        if let Some(address) = &due.address {
            // A URI is not escaped: what could end its line is left out.
            let address: String = address.chars().filter(char::is_ascii_graphic).collect();
            event.url(&address);
        }
        calendar.push(event);
    }
    calendar.to_string()
}
