//! Invented street files in the shape data.police.uk publishes. No row is a real event: the forces, streets and
//! references say so themselves.

use std::fmt::Write as _;

/// The header of the published file.
pub const HEADER: &str =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context";

/// One invented row.
#[derive(Debug, Clone, PartialEq)]
pub struct StreetRow {
    /// Crime ID; empty for anti-social behaviour.
    pub crime_id: String,
    /// `YYYY-MM`.
    pub month: String,
    /// Falls within (and reported by).
    pub force: String,
    /// Degrees east, if placed.
    pub longitude: Option<f64>,
    /// Degrees north, if placed.
    pub latitude: Option<f64>,
    /// Location as anonymised.
    pub location: String,
    /// LSOA code, or empty.
    pub lsoa_code: String,
    /// Its name.
    pub lsoa_name: String,
    /// Crime type.
    pub category: String,
    /// Last outcome category.
    pub outcome: String,
}

/// `count` invented rows of one force and month, in turn over three categories and the given LSOA codes.
pub fn rows(force: &str, month: &str, lsoa_codes: &[&str], count: usize) -> Vec<StreetRow> {
    let categories = ["Burglary", "Vehicle crime", "Anti-social behaviour"];
    let turn = |list: &[&str], n: usize| list.get(n % list.len().max(1)).copied().unwrap_or_default().to_owned();
    (0..count)
        .map(|n| {
            let category = turn(&categories, n);
            let behaviour = category == "Anti-social behaviour";
            StreetRow {
                crime_id: if behaviour { String::new() } else { format!("{:0>64}", format!("{:x}", n + 1)) },
                month: month.to_owned(),
                force: force.to_owned(),
                longitude: Some(0.125),
                latitude: Some(52.25),
                location: "On or near Invented Street".to_owned(),
                lsoa_code: turn(lsoa_codes, n),
                lsoa_name: "Invented 001A".to_owned(),
                category,
                outcome: if behaviour { String::new() } else { "Invented outcome".to_owned() },
            }
        })
        .collect()
}

/// The rows as a CSV file, header first, lines ended by LF, fields quoted where RFC 4180 asks for it.
pub fn csv(rows: &[StreetRow]) -> String {
    let mut text = format!("{HEADER}\n");
    for row in rows {
        let degrees = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:.6}"));
        let fields = [
            row.crime_id.clone(),
            row.month.clone(),
            row.force.clone(),
            row.force.clone(),
            degrees(row.longitude),
            degrees(row.latitude),
            row.location.clone(),
            row.lsoa_code.clone(),
            row.lsoa_name.clone(),
            row.category.clone(),
            row.outcome.clone(),
            String::new(),
        ];
        let line: Vec<String> = fields.iter().map(|f| quoted(f)).collect();
        // Writing to a String does not fail.
        let _ = writeln!(text, "{}", line.join(","));
    }
    text
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_header_and_a_line_for_each_row() {
        let mut invented = rows("Invented Constabulary", "2031-01", &["E01000001", "E01000002"], 4);
        invented[0].location = "On or near \"The Gap\", Invented Street".into();
        let text = csv(&invented);
        assert_eq!(text.lines().count(), 5);
        assert!(text.starts_with("Crime ID,Month,"));
        assert!(text.contains("\"On or near \"\"The Gap\"\", Invented Street\""));
        assert!(text.lines().all(|line| line.split(',').count() >= 12));
    }
}
