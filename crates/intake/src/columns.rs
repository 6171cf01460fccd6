//! Columns recognised by name, however a publisher spells them.

use base::{AreaCode, Level, Trouble};

/// Whether a column holds a code or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Code,
    Name,
}

/// What a column's name says: `lsoa21_code`, `LSOA21CD` and `LSOA code (2021)` are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Heading {
    /// `None` for areas this product does not use: output areas, MSOAs, fire authorities.
    pub level: Option<Level>,
    pub year: Option<i64>,
    pub part: Part,
}

/// Words for levels, the longest first where one begins another.
const WORDS: [(&str, Option<Level>); 22] = [
    ("lowerlayersuperoutputarea", Some(Level::Lsoa)),
    ("lsoa", Some(Level::Lsoa)),
    ("datazone", Some(Level::Lsoa)),
    ("msoa", None),
    ("outputarea", None),
    ("oa", None),
    ("fra", None),
    ("rgn", None),
    ("ctry", None),
    ("ward", Some(Level::Ward)),
    ("wd", Some(Level::Ward)),
    ("ltla", Some(Level::District)),
    ("utla", None),
    ("lad", Some(Level::District)),
    ("localauthoritydistrict", Some(Level::District)),
    ("localauthority", Some(Level::District)),
    ("district", Some(Level::District)),
    ("communitysafetypartnership", Some(Level::Partnership)),
    ("csp", Some(Level::Partnership)),
    ("policeforcearea", Some(Level::Force)),
    ("pfa", Some(Level::Force)),
    ("force", Some(Level::Force)),
];

/// Letters and digits of a column's name, lower case: how names are compared.
pub(crate) fn squeeze(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Reads a column's name; `None` where it names no area.
pub(crate) fn recognise(name: &str) -> Option<Heading> {
    let squeezed = squeeze(name);
    for (word, level) in WORDS {
        let Some(rest) = squeezed.strip_prefix(word) else { continue };
        let (before, rest) = split_digits(rest);
        let (part, after) = match rest {
            "" if word == "force" => (Part::Name, ""),
            "" => (Part::Code, ""),
            _ => [("code", Part::Code), ("cd", Part::Code), ("name", Part::Name), ("nm", Part::Name)]
                .into_iter()
                .find_map(|(suffix, part)| rest.strip_prefix(suffix).map(|after| (part, after)))
                .unwrap_or((Part::Code, "not a number")),
        };
        let (after, tail) = split_digits(after);
        if !tail.is_empty() {
            continue;
        }
        let digits = if before.is_empty() { after } else { before };
        return Some(Heading { level, year: read_year(digits), part });
    }
    None
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// `21` and `2021` are 2021; anything else is no year.
pub(crate) fn read_year(digits: &str) -> Option<i64> {
    let n: i64 = digits.parse().ok()?;
    match digits.len() {
        2 => Some(if n >= 70 { 1900 + n } else { 2000 + n }),
        4 if (1900..2200).contains(&n) => Some(n),
        _ => None,
    }
}

/// The columns of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LevelColumns {
    pub level: Level,
    pub year: Option<i64>,
    pub code: Option<usize>,
    pub name: Option<usize>,
}

/// Finds the columns of each level, smallest level first; two years of a level are two entries.
pub(crate) fn level_columns(header: &[String]) -> Vec<LevelColumns> {
    let mut found: Vec<LevelColumns> = Vec::new();
    for (column, name) in header.iter().enumerate() {
        let Some(Heading { level: Some(level), year, part }) = recognise(name) else { continue };
        let place = found.iter_mut().find(|c| c.level == level && c.year == year);
        let Some(columns) = place else {
            let (code, name) = if part == Part::Code { (Some(column), None) } else { (None, Some(column)) };
            found.push(LevelColumns { level, year, code, name });
            continue;
        };
        let slot = if part == Part::Code { &mut columns.code } else { &mut columns.name };
        slot.get_or_insert(column);
    }
    found.sort_by_key(|c| (c.level, c.year));
    found
}

/// The word of a level in the name of a relation: `lsoa21-ward24-ltla24`.
pub(crate) fn relation_word(level: Level, year: Option<i64>) -> String {
    let word = match level {
        Level::Lsoa => "lsoa",
        Level::Ward => "ward",
        Level::District => "ltla",
        Level::Partnership => "csp",
        Level::Force => "pfa",
    };
    year.map_or(word.to_owned(), |y| format!("{word}{:02}", y.rem_euclid(100)))
}

/// The refusal when the wanted columns are not in the header: either the header is not there and the first row is
/// data, or this is another file.
pub(crate) fn header_trouble(file_name: &str, header: &[String], expected: &str) -> Trouble {
    let is_data = |cell: &String| AreaCode::parse(cell).is_ok() || cell.replace(',', "").parse::<f64>().is_ok();
    if header.iter().any(is_data) {
        return Trouble::refused(
            "header-missing",
            format!("`{file_name}` has no header: its first row is data"),
            format!("put the header back as the first row; expected {expected}"),
        );
    }
    let shown: Vec<String> =
        header.iter().take(12).map(|h| h.chars().take(40).filter(|c| !c.is_control() && *c != '`').collect()).collect();
    Trouble::refused(
        "columns-not-recognised",
        format!("the columns of `{file_name}` are not those of this kind: `{}`", shown.join(", ")),
        format!("check the kind and the file; expected {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishers_spellings_are_recognised() {
        let lsoa = |year, part| Some(Heading { level: Some(Level::Lsoa), year, part });
        for (name, expected) in [
            ("lsoa21_code", lsoa(Some(2021), Part::Code)),
            ("LSOA21CD", lsoa(Some(2021), Part::Code)),
            ("LSOA code (2021)", lsoa(Some(2021), Part::Code)),
            ("lsoa", lsoa(None, Part::Code)),
            ("LSOA11NM", lsoa(Some(2011), Part::Name)),
            ("wd24cd", Some(Heading { level: Some(Level::Ward), year: Some(2024), part: Part::Code })),
            ("LAD13CD", Some(Heading { level: Some(Level::District), year: Some(2013), part: Part::Code })),
            ("force", Some(Heading { level: Some(Level::Force), year: None, part: Part::Name })),
            ("oa11cd", Some(Heading { level: None, year: Some(2011), part: Part::Code })),
            ("LSOA21NMW", None),
            ("WD13CDO", None),
            ("lon", None),
            ("population", None),
        ] {
            assert_eq!(recognise(name), expected, "{name}");
        }
    }
}
