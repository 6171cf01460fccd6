//! The plan behind a figure, written as SQL over the documented views.

use base::Vintage;
use calendar::Month;
use evidence::measures::Filter;
use evidence::{Behind, Parting, Placement, Selection, Weight};
use std::fmt::Write as _;

/// Columns of the listed rows; `contribution` follows them.
const LISTED: &str = "extract, kind, incident_ref, month, category, force, lsoa_code, lsoa_vintage, ward_code, ward_name, longitude, latitude, location, outcome";
/// A stable order for rows that have no key of their own.
const ORDER: &str = "month, category, lsoa_code, incident_ref, location, longitude, latitude";

/// The rows of police street files in the view `incidents`.
const STREET: &str = "kind = 'police-street'";

/// The query that gives the figure, and the query that lists the rows behind it. The last column of the second is
/// `contribution`; its sum is the figure.
pub fn queries(behind: &Behind) -> (String, String) {
    match behind {
        Behind::Rows(selection, weight) => {
            let (wanted, part) = (condition(selection), weight_of(*weight));
            let value = match weight {
                Weight::One => "COUNT(*)".to_owned(),
                Weight::Rate { per, residents } => format!("COUNT(*) * {per}.0 / {residents}"),
                Weight::PercentOf(earlier) => format!("COUNT(*) * 100.0 / {earlier}"),
            };
            (
                format!("SELECT {value} AS value FROM incidents WHERE {wanted}"),
                format!("SELECT {LISTED}, {part} AS contribution FROM incidents WHERE {wanted} ORDER BY {ORDER}"),
            )
        }
        Behind::Difference { later, earlier, weight } => {
            let both = Selection { months: earlier.iter().chain(&later.months).copied().collect(), ..later.clone() };
            let (wanted, part, months) = (condition(&both), weight_of(*weight), month_list(&later.months));
            let signed = format!("CASE WHEN month IN ({months}) THEN {part} ELSE -{part} END");
            (
                format!("SELECT COALESCE(SUM({signed}), 0) AS value FROM incidents WHERE {wanted}"),
                format!("SELECT {LISTED}, {signed} AS contribution FROM incidents WHERE {wanted} ORDER BY {ORDER}"),
            )
        }
        Behind::Residents { extract, level, year, codes } => {
            let year = year.map_or_else(|| "year IS NULL".to_owned(), |y| format!("year = {y}"));
            let codes = list(codes.iter().map(String::as_str));
            let wanted = format!("extract = {} AND level = {} AND {year} AND area_code IN ({codes})", text(extract), text(level));
            (
                format!("SELECT SUM(population) AS value FROM populations WHERE {wanted}"),
                format!(
                    "SELECT extract, level, vintage, area_code, area_name, year, population AS contribution FROM populations WHERE {wanted} ORDER BY area_code"
                ),
            )
        }
        Behind::Parts(selection, parting) => {
            let query = parts(selection, parting);
            (query.clone(), query)
        }
    }
}

/// One row a part, those without incidents included.
fn parts(selection: &Selection, parting: &Parting) -> String {
    let wanted = condition(selection);
    let (columns, values, key) = match parting {
        Parting::Category(names) => ("category", names.iter().map(|n| format!("({})", text(n))).collect::<Vec<_>>(), "category".to_owned()),
        Parting::Month => ("month", selection.months.iter().map(|m| format!("('{m}')")).collect(), "month".to_owned()),
        Parting::Ward { wards, vintage, older_lsoas } => {
            let mut key = format!("CASE WHEN lsoa_vintage = {} THEN ward_code", text(vintage));
            for (code, _) in wards {
                let older: Vec<&str> = older_lsoas.iter().filter(|(_, ward)| ward == code).map(|(lsoa, _)| lsoa.as_str()).collect();
                if !older.is_empty() {
                    let _ = write!(key, " WHEN lsoa_vintage = '2011' AND lsoa_code IN ({}) THEN {}", list(older.into_iter()), text(code));
                }
            }
            key.push_str(" END");
            let values = wards.iter().map(|(code, name)| format!("({}, {})", text(code), text(name))).collect();
            ("ward_code, ward_name", values, key)
        }
    };
    let first = columns.split(',').next().unwrap_or(columns);
    if values.is_empty() {
        return format!("SELECT {key} AS {first}, COUNT(*) AS contribution FROM incidents WHERE {wanted} GROUP BY {key}");
    }
    let shown = columns.split(", ").map(|c| format!("p.{c}")).collect::<Vec<_>>().join(", ");
    format!(
        "SELECT {shown}, COALESCE(n.rows_, 0) AS contribution FROM (VALUES {}) AS p ({columns}) \
         LEFT JOIN (SELECT {key} AS part, COUNT(*) AS rows_ FROM incidents WHERE {wanted} GROUP BY {key}) AS n ON n.part = p.{first} ORDER BY p.{first}",
        values.join(", ")
    )
}

fn weight_of(weight: Weight) -> String {
    match weight {
        Weight::One => "1".into(),
        Weight::Rate { per, residents } => format!("({per}.0 / {residents})"),
        Weight::PercentOf(earlier) => format!("(100.0 / {earlier})"),
    }
}

/// The WHERE of a selection.
pub fn condition(selection: &Selection) -> String {
    // The view holds the incidents of other partners too.
    let mut parts = vec![STREET.to_owned()];
    parts.push(match &selection.place {
        Placement::District(code) => format!("lad_code = {}", text(code)),
        Placement::NotPlaced => "placed_by = 'not placed'".into(),
        Placement::Ward { district, ward, vintage, older_lsoas } => {
            let own = format!("(lsoa_vintage = {} AND ward_code = {})", text(vintage), text(ward));
            let placed = if older_lsoas.is_empty() {
                own
            } else {
                let older = list(older_lsoas.iter().map(String::as_str));
                format!("({own} OR (lsoa_vintage = '{}' AND lsoa_code IN ({older})))", Vintage::Census2011.as_str())
            };
            format!("lad_code = {} AND {placed}", text(district))
        }
    });
    parts.push(format!("force IN ({})", list(selection.forces.iter().map(String::as_str))));
    parts.push(format!("month IN ({})", month_list(&selection.months)));
    match &selection.filter {
        Filter::Every => {}
        Filter::Is(category) => parts.push(format!("category = {}", text(category))),
        Filter::AllBut(category) => parts.push(format!("category <> {}", text(category))),
    }
    parts.join(" AND ")
}

/// A text as an SQL literal.
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Texts as the inside of an IN list; nothing is in an empty one.
pub fn list<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let listed = values.map(text).collect::<Vec<_>>().join(", ");
    if listed.is_empty() { "NULL".into() } else { listed }
}

fn month_list(months: &[Month]) -> String {
    let texts: Vec<String> = months.iter().map(Month::to_string).collect();
    list(texts.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_and_lists_are_never_empty() {
        for (value, expected) in [("King's Ripton", "'King''s Ripton'"), ("", "''"), ("'; DROP", "'''; DROP'")] {
            assert_eq!(text(value), expected);
        }
        assert_eq!(list(std::iter::empty()), "NULL");
    }

    #[test]
    fn a_rate_lists_the_rows_it_counts() {
        let selection = Selection {
            place: Placement::District("E07000012".into()),
            forces: vec!["Invented Constabulary".into()],
            months: vec![Month::parse("2031-01").unwrap()],
            filter: Filter::Is("Burglary".into()),
        };
        let (query, rows) = queries(&Behind::Rows(selection, Weight::Rate { per: 1000, residents: 1000 }));
        let wanted = "WHERE kind = 'police-street' AND lad_code = 'E07000012' AND force IN ('Invented Constabulary') AND month IN ('2031-01') AND category = 'Burglary'";
        assert_eq!(query, format!("SELECT COUNT(*) * 1000.0 / 1000 AS value FROM incidents {wanted}"));
        assert!(rows.contains(&format!("(1000.0 / 1000) AS contribution FROM incidents {wanted}")), "{rows}");
    }
}
