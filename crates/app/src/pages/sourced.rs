//! Where a number comes from: no page shows one without it.

use crate::AreaLevel;
use serde::Serialize;
use std::fmt::Write as _;

/// The rows behind a number, as the page that lists them is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowsAsk {
    /// The measure.
    pub measure: String,
    /// The place the areas lie in.
    pub within: String,
    /// The level of the areas.
    pub level: AreaLevel,
    /// The one area; every area of the place where none is named.
    pub area: Option<String>,
    /// The first month, `YYYY-MM`.
    pub from: String,
    /// The last month.
    pub to: String,
}

impl RowsAsk {
    /// The address of the page that lists the rows; codes and names are escaped.
    pub fn href(&self) -> String {
        let area = self.area.as_deref().map(|area| format!("&area={}", escaped(area))).unwrap_or_default();
        format!(
            "/evidence/measures/{}/rows?within={}&level={}{area}&from={}&to={}",
            escaped(&self.measure),
            escaped(&self.within),
            self.level,
            self.from,
            self.to
        )
    }
}

/// A text as it stands in an address.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Sourced {
    /// What it is: `Burglary, South Cambridgeshire`.
    pub what: String,
    /// The period as data: `2018-11..2019-10`, an edition, or a year.
    pub period: String,
    /// The rules it was made under, each `id@version`.
    pub rules: Vec<String>,
    /// The extracts it was computed from.
    pub extracts: Vec<String>,
    /// SQL over the documented views that gives it; for a record of a register `register: NAME`.
    pub query: String,
    /// The rows behind it, where they can be listed.
    pub rows: Option<RowsAsk>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_an_address_are_escaped() {
        let ask = RowsAsk {
            measure: "council-asb-cases".into(),
            within: "E07000012".into(),
            level: AreaLevel::Village,
            area: Some("Bar Hill & Dry".into()),
            from: "2018-11".into(),
            to: "2019-10".into(),
        };
        assert_eq!(
            ask.href(),
            "/evidence/measures/council-asb-cases/rows?within=E07000012&level=village&area=Bar%20Hill%20%26%20Dry&from=2018-11&to=2019-10"
        );
    }
}
