//! The list: which fields may be told, and what each must look like.

/// The crates that are ours: what others say is not told.
pub(crate) const OURS: [&str; 30] = [
    "api",
    "app",
    "base",
    "calendar",
    "cases",
    "cli",
    "courier",
    "engine",
    "evidence",
    "geography",
    "identity",
    "intake",
    "journal",
    "ledger",
    "matching",
    "narrative",
    "papers",
    "partnership",
    "permission",
    "plans",
    "policy",
    "rulebook",
    "statistics",
    "store",
    "telemetry",
    "testkit",
    "ui",
    "vault",
    "wardmote",
    "web",
];

/// What a value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A number.
    Number,
    /// A word of ours: letters, digits, `-`, `_` and `.`.
    Word,
    /// A route as the table of addresses writes it, with its parameters in braces; or `none`.
    Route,
    /// A file of source code.
    Source,
    /// What went wrong: as far as it is ours to say, without the values in it.
    Cause,
}

/// Fields by name. Whatever is added here must not be able to hold what somebody typed, or who somebody is.
const FIELDS: [(&str, Shape); 24] = [
    ("cause", Shape::Cause),
    ("code", Shape::Word),
    ("count", Shape::Number),
    ("duration_ms", Shape::Number),
    ("figure", Shape::Word),
    ("file", Shape::Source),
    ("given_up", Shape::Number),
    ("later", Shape::Number),
    ("line", Shape::Number),
    ("method", Shape::Word),
    ("operation", Shape::Word),
    ("provider", Shape::Word),
    ("reference", Shape::Word),
    ("request", Shape::Word),
    ("route", Shape::Route),
    ("sent", Shape::Number),
    ("session", Shape::Word),
    ("state", Shape::Word),
    ("status", Shape::Number),
    ("template", Shape::Word),
    ("tries", Shape::Number),
    ("unknown", Shape::Number),
    ("version", Shape::Word),
    ("withdrawn", Shape::Number),
];

/// Words and routes are no longer than this, nor is a cause.
const LONGEST: usize = 120;

/// Whether a target is one of ours.
pub(crate) fn is_ours(target: &str) -> bool {
    OURS.contains(&target.split("::").next().unwrap_or_default())
}

/// Whether a field holds a number.
pub(crate) fn is_number(name: &str) -> bool {
    shape(name) == Some(Shape::Number)
}

/// The text of a field, as far as it may be told.
pub(crate) fn told(name: &str, text: &str) -> Option<String> {
    let all = |may: fn(char) -> bool| !text.is_empty() && text.len() <= LONGEST && text.chars().all(may);
    let as_it_is = match shape(name)? {
        Shape::Number => text.parse::<f64>().is_ok(),
        Shape::Word => all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)),
        Shape::Route => text == "none" || text.starts_with('/') && all(|c| c.is_ascii_alphanumeric() || "/{}*-_.".contains(c)),
        Shape::Source => all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c)),
        Shape::Cause => return Some(cause(text)),
    };
    as_it_is.then(|| text.to_owned())
}

/// A message of ours, if it is a plain sentence: ours are, and hold no values.
pub(crate) fn sentence(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || " ,;'-\u{2019}".contains(c);
    (text.len() <= LONGEST && text.chars().all(plain)).then(|| text.to_owned())
}

fn shape(name: &str) -> Option<Shape> {
    FIELDS.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
}

/// A code and what was attempted: what follows a second colon was said by somebody else, and what stands in quotes is a value.
fn cause(text: &str) -> String {
    let ours: Vec<&str> = text.lines().next().unwrap_or_default().split(": ").take(2).collect();
    let mut shown = String::new();
    let mut quote = None;
    let mut before = ' ';
    for c in ours.join(": ").chars() {
        // The apostrophe inside a word opens nothing.
        let opens = matches!(c, '`' | '"' | '\u{201c}' | '\u{2018}') || c == '\'' && !before.is_alphanumeric();
        match quote {
            None if opens => {
                quote = Some(match c {
                    '\u{201c}' => '\u{201d}',
                    '\u{2018}' => '\u{2019}',
                    same => same,
                });
                shown.push('\u{2026}');
            }
            None => shown.push(c),
            Some(closing) if c == closing => quote = None,
            Some(_) => {}
        }
        before = c;
    }
    shown.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_ours_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let mut there: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        there.sort();
        assert_eq!(there, OURS);
    }

    #[test]
    fn a_field_is_told_if_it_looks_as_it_should() {
        for (name, text, is_told) in [
            ("route", "/extracts/{id}", true),
            ("route", "/assets/{*name}", true),
            ("route", "none", true),
            ("route", "/people?name=Quillon Vesper", false),
            ("route", "Quillon", false),
            ("request", "4711-12", true),
            ("session", "s-0f3a", true),
            ("session", "quillon@example.org", false),
            ("code", "record-busy", true),
            ("code", "Quillon Vesper", false),
            ("status", "404", true),
            ("status", "Vesper", false),
            ("file", "crates/web/src/serve.rs", true),
            ("file", "C:\\Users\\quillon", false),
            ("name", "anything", false),
            ("user", "council-officer", false),
        ] {
            assert_eq!(told(name, text).is_some(), is_told, "{name} = {text}");
        }
        assert!(told("code", &"a".repeat(500)).is_none());
    }

    #[test]
    fn a_cause_keeps_what_is_ours_to_say() {
        for (text, shown) in [
            ("record-busy: could not register an extract: UNIQUE failed for Quillon Vesper", "record-busy: could not register an extract"),
            ("file-missing: `quillon-vesper.csv` is not there", "file-missing: \u{2026} is not there"),
            ("engine-away: the engine can't say \"Vesper\" or 'Quillon' now", "engine-away: the engine can't say \u{2026} or \u{2026} now"),
            ("page-template: it\u{2019}s broken at \u{201c}Vesper\u{201d}", "page-template: it\u{2019}s broken at \u{2026}"),
            ("one line\nVesper", "one line"),
        ] {
            assert_eq!(told("cause", text).unwrap(), shown);
        }
    }

    #[test]
    fn a_message_is_a_plain_sentence() {
        assert!(sentence("the answer of an organisation's sign-in was refused").is_some());
        for text in ["could not find Quillon Vesper", "born 1981", "quillon@example.org", "`x`", &"a ".repeat(200)] {
            assert!(sentence(text).is_none(), "{text}");
        }
    }
}
