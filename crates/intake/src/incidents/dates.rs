//! Dates of a partner's list.

use jiff::fmt::strtime::BrokenDownTime;

/// A date as far as the list gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// `YYYY-MM`.
    pub month: String,
    /// `YYYY-MM-DD`, where the form has a day.
    pub date: Option<String>,
    /// `HH:MM`, where the form has a time.
    pub time: Option<String>,
}

/// Years that a list of incidents can be of; `01/04/19` read with `%Y` is the year 19, and no date.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads a cell: ISO as a workbook's date cells come, then each form in order. The first that fits counts.
pub(super) fn read(text: &str, forms: &[String]) -> Option<Dated> {
    // No form of a date is longer; the reader of forms is linear, but a cell may hold a megabyte.
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let iso = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"];
    iso.into_iter().chain(forms.iter().map(String::as_str)).find_map(|form| read_as(form, text))
}

fn read_as(form: &str, text: &str) -> Option<Dated> {
    let parts = BrokenDownTime::parse(form, text).ok()?;
    let (date, month) = match (parts.year(), parts.month(), parts.day()) {
        (Some(year), Some(month), None) if parts.day_of_year().is_none() => (None, format!("{year:04}-{month:02}")),
        _ => {
            let date = parts.to_date().ok()?;
            (Some(date.to_string()), format!("{:04}-{:02}", date.year(), date.month()))
        }
    };
    let year: i16 = month.get(..4)?.parse().ok()?;
    let time = parts.hour().map(|hour| format!("{hour:02}:{:02}", parts.minute().unwrap_or(0)));
    YEARS.contains(&year).then_some(Dated { month, date, time })
}

/// A time of day as `HH:MM`: `13:45`, `13:45:10`, `1345`, `1.45pm`.
pub(super) fn read_time(text: &str) -> Option<String> {
    if text.len() > 32 {
        return None;
    }
    let forms = ["%H:%M", "%H:%M:%S", "%H.%M", "%H%M", "%I:%M %p", "%I:%M%p", "%I.%M%p", "%Y-%m-%dT%H:%M:%S"];
    let parts = forms.into_iter().find_map(|form| BrokenDownTime::parse(form, text).ok())?;
    parts.to_time().ok().map(|time| format!("{:02}:{:02}", time.hour(), time.minute()))
}

/// Whether a form can give a month: it is one the reader of forms knows, and has a year and a month or a day of the year.
pub(super) fn is_form(form: &str) -> bool {
    let has = |letters: &str| {
        let mut rest = form;
        while let Some((_, after)) = rest.split_once('%') {
            let directive = after.trim_start_matches(['-', '_', '0', '^', '#']);
            if directive.starts_with(|c| letters.contains(c)) {
                return true;
            }
            rest = after.strip_prefix('%').unwrap_or(after);
        }
        false
    };
    let sample = jiff::civil::date(2019, 4, 23).at(13, 45, 10, 0);
    let printed = jiff::fmt::strtime::format(form, sample);
    form.len() <= 64 && has("YyFDGg") && has("mbBhjFD") && printed.is_ok_and(|text| read_as(form, &text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_by_the_first_form_that_fits() {
        let forms = |list: &[&str]| list.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>();
        let british = forms(&["%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d/%m/%Y %H:%M", "%b %Y"]);
        for (text, month, date, time) in [
            ("2019-04-23", "2019-04", Some("2019-04-23"), None),
            ("2019-04-23T13:45:10", "2019-04", Some("2019-04-23"), Some("13:45")),
            ("23/04/2019", "2019-04", Some("2019-04-23"), None),
            ("3/4/2019", "2019-04", Some("2019-04-03"), None),
            ("23/04/19", "2019-04", Some("2019-04-23"), None),
            ("23 Apr 2019", "2019-04", Some("2019-04-23"), None),
            ("23/04/2019 13:45", "2019-04", Some("2019-04-23"), Some("13:45")),
            ("Apr 2019", "2019-04", None, None),
        ] {
            let expected = Dated { month: month.to_owned(), date: date.map(str::to_owned), time: time.map(str::to_owned) };
            assert_eq!(read(text, &british), Some(expected), "{text}");
        }
        for text in ["", "31/02/2019", "04/23/2019", "23/04/0019", "yesterday", "2019-13-01", "9999-01-01"] {
            assert_eq!(read(text, &british), None, "{text}");
        }
    }

    #[test]
    fn forms_without_year_or_month_are_none() {
        for (form, fits) in [
            ("%d/%m/%Y", true),
            ("%Y-%m", true),
            ("%d %B %Y %H:%M", true),
            ("%-d/%-m/%y", true),
            ("%d/%m", false),
            ("%Y", false),
            ("dd/mm/yyyy", false),
            ("%Q %Y %m", false),
            ("%%Y%%m", false),
        ] {
            assert_eq!(is_form(form), fits, "{form}");
        }
    }

    #[test]
    fn times_are_hours_and_minutes() {
        for (text, time) in [("13:45", Some("13:45")), ("1345", Some("13:45")), ("1:45 pm", Some("13:45")), ("25:00", None), ("noon", None)]
        {
            assert_eq!(read_time(text).as_deref(), time, "{text}");
        }
    }
}
