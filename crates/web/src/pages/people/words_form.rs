//! What a record says, as a form asks it and as a page shows it.

use crate::gate::Sent;
use crate::parts::{self, Mistake, Reading};
use crate::words;
use app::pages::people::{PersonWords, SaidLine, standings};
use ui::{Answer as Choice, Content, Field, Form, Html};

/// The most that is said of somebody in one record; of more, a part belongs elsewhere.
const SAID: usize = 200;

/// The form with the fields of a record: what stands in it, or what was sent.
pub(super) fn fields(mut form: Form, now: &PersonWords, sent: Option<&Sent>) -> Form {
    let lines = |name: &str, label: &str, hint: &str, values: &[String], rows: u32| {
        Field::lines(name, label, rows).hint(hint).optional().autocomplete("off").value(values.join("\n"))
    };
    form = form
        .field(
            Field::text("name", "Name")
                .hint("The name the person is known by, or a description such as \u{201c}unknown man, about 40\u{201d}")
                .autocomplete("off")
                .value(now.name.as_str()),
        )
        .field(lines("other_names", "Other names", "Earlier names, aliases, other spellings; one a line", &now.other_names, 2))
        .field(
            Field::text("preferred_name", "Name they want to be called").optional().autocomplete("off").value(now.preferred_name.as_str()),
        )
        .field(born_field(&now.born))
        .field(lines("addresses", "Addresses", "The present one first; one a line", &now.addresses, 3))
        .field(lines("telephones", "Telephone numbers", "One a line", &now.telephones, 2))
        .field(lines("mails", "E-mail addresses", "One a line", &now.mails, 2))
        .field(
            Field::text("language", "Language")
                .hint("The language they speak best, and whether they need an interpreter")
                .optional()
                .autocomplete("off")
                .value(now.language.as_str()),
        );
    // What was sent says how many there are; somebody who asked for room for one more gets it.
    let more = usize::from(sent.is_some_and(|sent| sent.text("more") == "yes"));
    let places = sent.map_or(now.said.len() + 1, |sent| sent.text("said").parse::<usize>().unwrap_or(1) + more).clamp(1, SAID);
    form = form.hidden("said", places.to_string());
    for place in 0..places {
        form = said_fields(form, place, now.said.get(place));
    }
    form
}

/// The buttons that end such a form: first the one that Enter presses.
pub(super) fn buttons(form: Form, words: &str, back: &str) -> Form {
    form.button(words).second_button("Add something else that is said", "more", "yes").cancel(back)
}

/// As much of a day of birth as is known.
fn born_field(born: &str) -> Field {
    let field = Field::date("born", "Date of birth")
        .hint("As much as is known: the year alone, or the month and year, is enough. For example, 9 3 1984")
        .optional();
    let mut parts = born.splitn(3, '-');
    let (year, month, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    field.on(day.trim_start_matches('0'), month.trim_start_matches('0'), year)
}

fn said_fields(form: Form, place: usize, now: Option<&SaidLine>) -> Form {
    let mut choices = vec![Choice::new("", "Choose how far it may be believed")];
    choices.extend(standings().map(|(id, says)| Choice::new(id, format!("{}: {says}", words::capital(id)))));
    let text = |of: fn(&SaidLine) -> &str| now.map_or("", of);
    let legend = format!("What is said of them, {}", place + 1);
    let hint = "Keep what was reported apart from what was found. Leave it empty if there is nothing to say";
    form.group(
        legend,
        hint,
        [
            Field::lines(format!("said-{place}-what"), "What is said", 3).optional().autocomplete("off").value(text(|one| &one.what)),
            Field::choose(format!("said-{place}-standing"), "How far it may be believed", choices).value(text(|one| &one.standing)),
            Field::text(format!("said-{place}-by"), "Who says it")
                .hint("An office or an organisation")
                .optional()
                .autocomplete("off")
                .value(text(|one| &one.by)),
        ],
    )
}

/// What was sent, or everything to mend.
pub(super) fn read(sent: &Sent) -> Result<PersonWords, Vec<Mistake>> {
    let mut reading = Reading::of(sent);
    let name = reading.text("name", "Enter the name they are known by, or a description of them");
    let born = read_born(sent).unwrap_or_else(|(field, words)| {
        reading.fault(field, words);
        String::new()
    });
    let mut said = Vec::new();
    let places = sent.text("said").parse::<usize>().unwrap_or(0).min(SAID);
    for place in 0..places {
        let field = |part: &str| format!("said-{place}-{part}");
        let (what, standing, by) = (reading.maybe(&field("what")), reading.maybe(&field("standing")), reading.maybe(&field("by")));
        if what.is_empty() && standing.is_empty() && by.is_empty() {
            continue;
        }
        if what.is_empty() {
            reading.fault(&field("what"), "Enter what is said, or leave all of it empty");
        }
        if !standings().any(|(id, _)| id == standing) {
            reading.fault(&field("standing"), "Choose how far what is said may be believed");
        }
        said.push(SaidLine { what, standing, by });
    }
    let words = PersonWords {
        name,
        born,
        said,
        other_names: reading.lines("other_names"),
        preferred_name: reading.maybe("preferred_name"),
        telephones: reading.lines("telephones"),
        mails: reading.lines("mails"),
        addresses: reading.lines("addresses"),
        language: reading.maybe("language"),
    };
    reading.finish(words)
}

/// A day, month or year of birth as it is sealed; or the field to mend, and how.
fn read_born(sent: &Sent) -> Result<String, (&'static str, &'static str)> {
    let part = |name: &str| sent.text(&format!("born-{name}")).to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(String::new());
    }
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return Err(("born-year", "The date of birth needs a year of four figures"));
    }
    if month.is_empty() {
        return if day.is_empty() { Ok(year) } else { Err(("born-month", "Enter the month of birth, or leave out the day")) };
    }
    // Read as a whole day, so that a month may be written by its name.
    let whole = Sent::of(vec![
        ("born-day".to_owned(), if day.is_empty() { "1".to_owned() } else { day.clone() }),
        ("born-month".to_owned(), month),
        ("born-year".to_owned(), year),
    ]);
    let read = parts::reading::day_of(&whole, "born").map_err(|wrong| match wrong {
        "day" => ("born-day", "The date of birth needs a day between 1 and 31"),
        "month" => ("born-month", "The date of birth needs a month between 1 and 12"),
        _ => ("born", "There is no such day: check the date of birth"),
    })?;
    let read = read.map(|read| read.to_string()).unwrap_or_default();
    Ok(if day.is_empty() { read.get(..7).unwrap_or_default().to_owned() } else { read })
}

/// A date of birth in words.
fn born(born: &str) -> String {
    match born.len() {
        4 => format!("in {born}"),
        7 => words::month(born),
        _ => words::day(born),
    }
}

fn several(values: &[String]) -> Content {
    match values {
        [one] => one.as_str().into(),
        several => parts::list(several.iter().map(|value| Html::escape(value))).into(),
    }
}

/// What a record says of the person, but for what others say of them; what is not known is left out.
pub(super) fn facts(of: &PersonWords) -> Vec<(&'static str, Content)> {
    let mut rows: Vec<(&'static str, Content)> = vec![("Name", of.name.as_str().into())];
    let mut text = |key: &'static str, value: Content, is_empty: bool| {
        if !is_empty {
            rows.push((key, value));
        }
    };
    text("Wants to be called", of.preferred_name.as_str().into(), of.preferred_name.is_empty());
    text("Other names", several(&of.other_names), of.other_names.is_empty());
    text("Born", born(&of.born).into(), of.born.is_empty());
    text("Addresses", several(&of.addresses), of.addresses.is_empty());
    text("Telephone", several(&of.telephones), of.telephones.is_empty());
    text("E-mail", several(&of.mails), of.mails.is_empty());
    text("Language", of.language.as_str().into(), of.language.is_empty());
    rows
}

/// What others say of the person, each with how far it may be believed.
pub(super) fn said(of: &PersonWords) -> Html {
    if of.said.is_empty() {
        return parts::Sheet::paragraph_of("Nothing is recorded.");
    }
    let head = ["What is said", "How far it may be believed", "Who says it"].map(parts::cell).into();
    let rows = of.said.iter().map(|one| {
        let says = standings().find(|(id, _)| *id == one.standing).map_or("", |(_, says)| says);
        let mut standing = parts::tag(&words::capital(&one.standing), colour(&one.standing));
        standing.push(&Html::escape(&format!(" {}", words::capital(says))));
        vec![parts::cell(one.what.as_str()), parts::cell(standing), parts::cell(parts::or_not_known(&one.by))]
    });
    parts::table_under_heading("What is said of them", head, rows.collect())
}

/// The colour goes with the word and says nothing by itself.
fn colour(standing: &str) -> &'static str {
    match standing {
        "found" => "govuk-tag--green",
        "assessed" => "govuk-tag--blue",
        "alleged" => "govuk-tag--orange",
        _ => "govuk-tag--grey",
    }
}

/// What differs between two versions: what, as it was, as it is.
pub(super) fn differences(before: &PersonWords, after: &PersonWords) -> Html {
    let both = [
        ("Name", before.name.clone(), after.name.clone()),
        ("Wants to be called", before.preferred_name.clone(), after.preferred_name.clone()),
        ("Other names", before.other_names.join("; "), after.other_names.join("; ")),
        ("Born", born_or_nothing(&before.born), born_or_nothing(&after.born)),
        ("Addresses", before.addresses.join("; "), after.addresses.join("; ")),
        ("Telephone", before.telephones.join("; "), after.telephones.join("; ")),
        ("E-mail", before.mails.join("; "), after.mails.join("; ")),
        ("Language", before.language.clone(), after.language.clone()),
        ("What is said", said_in_a_line(&before.said), said_in_a_line(&after.said)),
    ];
    let rows: Vec<_> = both
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| vec![parts::cell(what), parts::cell(or_nothing(&before)), parts::cell(or_nothing(&after))])
        .collect();
    if rows.is_empty() {
        return parts::Sheet::paragraph_of("Nothing differs: it was sealed anew.");
    }
    parts::table_under_heading("What changed", ["What", "Before", "After"].map(parts::cell).into(), rows)
}

fn born_or_nothing(of: &str) -> String {
    if of.is_empty() { String::new() } else { born(of) }
}

fn said_in_a_line(said: &[SaidLine]) -> String {
    let line = |one: &SaidLine| {
        let by = if one.by.is_empty() { String::new() } else { format!(", by {}", one.by) };
        format!("{} ({}{by})", one.what, one.standing)
    };
    said.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn or_nothing(text: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn as_much_of_a_birth_as_is_known_is_read() {
        let read = |day, month, year| read_born(&sent(&[("born-day", day), ("born-month", month), ("born-year", year)]));
        assert_eq!(read("", "", ""), Ok(String::new()));
        assert_eq!(read("", "", "1984"), Ok("1984".to_owned()));
        assert_eq!(read("", "March", "1984"), Ok("1984-03".to_owned()));
        assert_eq!(read("9", "3", "1984"), Ok("1984-03-09".to_owned()));
        assert_eq!(read("9", "", "1984").unwrap_err().0, "born-month");
        assert_eq!(read("9", "3", "").unwrap_err().0, "born-year");
        assert_eq!(read("9", "13", "1984").unwrap_err().0, "born-month");
        assert_eq!(read("31", "2", "1984").unwrap_err().0, "born");
        assert_eq!(
            (born("1984").as_str(), born("1984-03").as_str(), born("1984-03-09").as_str()),
            ("in 1984", "March 1984", "9 March 1984")
        );
    }

    #[test]
    fn what_is_said_needs_how_far_it_may_be_believed() {
        let Err(mistakes) = read(&sent(&[("said", "2"), ("said-0-what", "loud at night"), ("said-1-by", "a landlord")])) else {
            panic!("it was read")
        };
        let fields: Vec<&str> = mistakes.iter().map(|mistake| mistake.field.as_str()).collect();
        assert_eq!(fields, ["name", "said-0-standing", "said-1-what", "said-1-standing"]);
        let Ok(words) = read(&sent(&[
            ("name", "Invented Example"),
            ("other_names", "Ivy Sample\r\n\r\nI. Sample"),
            ("said", "2"),
            ("said-0-what", "loud at night"),
            ("said-0-standing", "reported"),
        ])) else {
            panic!("it was not read")
        };
        assert_eq!((words.other_names.len(), words.said.len(), words.said[0].standing.as_str()), (2, 1, "reported"));
    }
}
