//! Answers of a form, read field by field; what can't be read is gathered as something to mend.

use super::Mistake;
use crate::gate::Sent;
use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads the answers of a form.
pub(crate) struct Reading<'a> {
    sent: &'a Sent,
    mistakes: Vec<Mistake>,
}

impl<'a> Reading<'a> {
    /// Of what was sent.
    pub(crate) fn of(sent: &'a Sent) -> Self {
        Self { sent, mistakes: Vec::new() }
    }

    /// Something to mend that a page found itself.
    pub(crate) fn fault(&mut self, field: &str, words: &str) {
        self.mistakes.push(Mistake::at(field, words));
    }

    /// A text that must be there; `words` say what to enter.
    pub(crate) fn text(&mut self, field: &str, words: &str) -> String {
        let text = self.sent.text(field);
        if text.is_empty() {
            self.fault(field, words);
        }
        text.to_owned()
    }

    /// A text that may stay empty.
    pub(crate) fn maybe(&self, field: &str) -> String {
        self.sent.text(field).to_owned()
    }

    /// The same; none where it is empty.
    pub(crate) fn choice(&self, field: &str) -> Option<String> {
        Some(self.sent.text(field).to_owned()).filter(|text| !text.is_empty())
    }

    /// An id: lower-case letters, digits and single hyphens.
    pub(crate) fn id(&mut self, field: &str, words: &str) -> String {
        let id = self.text(field, words);
        let sound = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !id.is_empty() && !id.split('-').all(sound) {
            self.fault(field, "Use lower-case letters, digits and hyphens only, such as invented-homes");
        }
        id
    }

    /// Lines of a text, without empty ones.
    pub(crate) fn lines(&self, field: &str) -> Vec<String> {
        self.sent.text(field).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// Whether something is ticked, or answered with yes.
    pub(crate) fn yes(&self, field: &str) -> bool {
        self.sent.text(field) == "yes"
    }

    /// A day that must be there; `what` says which: `the day it signed`.
    pub(crate) fn day(&mut self, field: &str, what: &str) -> Date {
        let day = self.maybe_day(field, what);
        if day.is_none() && !self.mistakes.iter().any(|mistake| mistake.field.starts_with(field)) {
            self.fault(field, &format!("Enter {what}"));
        }
        day.unwrap_or(Date::ZERO)
    }

    /// A day that may be missing.
    pub(crate) fn maybe_day(&mut self, field: &str, what: &str) -> Option<Date> {
        match day_of(self.sent, field) {
            Ok(day) => day,
            Err(part) => {
                let says = match part {
                    "day" => format!("{} needs a day between 1 and 31", capital(what)),
                    "month" => format!("{} needs a month between 1 and 12", capital(what)),
                    "year" => format!("{} needs a year of four figures", capital(what)),
                    _ => format!("There is no such day: check {what}"),
                };
                let field = if part.is_empty() { field.to_owned() } else { format!("{field}-{part}") };
                self.mistakes.push(Mistake { field, words: says });
                None
            }
        }
    }

    /// What was read, or everything to mend.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, Vec<Mistake>> {
        if self.mistakes.is_empty() { Ok(read) } else { Err(self.mistakes) }
    }
}

fn capital(text: &str) -> String {
    crate::words::capital(text)
}

/// The day of a date field; none where nothing stands in it, otherwise the part that is wrong, or nothing where there is no such day.
pub(crate) fn day_of(sent: &Sent, field: &str) -> Result<Option<Date>, &'static str> {
    let part = |name: &str| sent.text(&format!("{field}-{name}")).to_lowercase();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let day: i8 = day.parse().ok().filter(|day| (1..=31).contains(day)).ok_or("day")?;
    let named =
        || MONTHS.iter().position(|name| month.len() >= 3 && month.starts_with(name)).and_then(|place| i8::try_from(place + 1).ok());
    let month: i8 = month.parse().ok().or_else(named).filter(|month| (1..=12).contains(month)).ok_or("month")?;
    let year: i16 = if year.len() == 4 { year.parse().map_err(|_| "year")? } else { return Err("year") };
    Date::new(year, month, day).map(Some).map_err(|_| "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(day: &str, month: &str, year: &str) -> Sent {
        let field = |name: &str, value: &str| (format!("on-{name}"), value.to_owned());
        Sent::of(vec![field("day", day), field("month", month), field("year", year)])
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let read = |day, month, year| day_of(&sent(day, month, year), "on").map(|day| day.map(|day| day.to_string()));
        assert_eq!(read("", "", ""), Ok(None));
        assert_eq!(read("1", "10", "2026"), Ok(Some("2026-10-01".into())));
        assert_eq!(read("09", "October", "2026"), Ok(Some("2026-10-09".into())));
        assert_eq!(read("31", "2", "2026"), Err(""));
        assert_eq!(read("32", "2", "2026"), Err("day"));
        assert_eq!(read("1", "ma", "2026"), Err("month"));
        assert_eq!(read("1", "1", "26"), Err("year"));
    }

    #[test]
    fn everything_to_mend_is_gathered() {
        let sent = sent("1", "", "2026");
        let mut reading = Reading::of(&sent);
        let _ = (reading.text("name", "Enter a name"), reading.day("on", "the first day"), reading.day("until", "the last day"));
        let mistakes = reading.finish(()).unwrap_err();
        let fields: Vec<&str> = mistakes.iter().map(|mistake| mistake.field.as_str()).collect();
        assert_eq!(fields, ["name", "on-month", "until"]);
    }
}
