//! What each column of a table of counts holds, by its name.

use super::known::AreaLevel;
use super::names::plain;
use super::period::{Dashed, Period};
use super::value::{Cell, read_cell};
use crate::columns::{Part, recognise, squeeze};
use crate::text::CsvRow;

/// The role of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Codes or names of areas; of no stated level where `level` is missing.
    Area {
        level: Option<AreaLevel>,
        part: AreaPart,
        year: Option<i64>,
    },
    /// The area that a village or ward lies in.
    Within,
    /// The level of the row's area, or that it is a published total.
    Level,
    /// 2011 or 2021.
    Vintage,
    DataSet,
    Indicator,
    Measure,
    Category,
    Period,
    Month,
    Year,
    Quarter,
    From,
    To,
    PartYear,
    /// The value of a long table.
    Value,
    Unit,
    Suppressed,
    Source,
    /// Ranks, remarks, coordinates and the like, which are no counts.
    Aside,
    /// A column of values whose name says what and when.
    Amount,
}

/// Whether a column of areas holds codes, names, or either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AreaPart {
    Code,
    Name,
    Either,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub roles: Vec<Role>,
    /// A column of values holds one value a row, everything else about it in other columns.
    pub long: bool,
    /// Columns left out because they hold no numbers.
    pub wordy: Vec<usize>,
}

impl Header {
    /// Finds the role of every column; `rows` tell columns of numbers from columns of words.
    pub fn of(names: &[String], rows: &[CsvRow]) -> Self {
        let mut roles: Vec<Role> = names.iter().map(|n| role(n)).collect();
        let says_what = roles.iter().any(|r| matches!(r, Role::Measure | Role::Indicator));
        let mut long = roles.contains(&Role::Value);
        if !long
            && says_what
            && let Some(at) = names.iter().position(|n| squeeze(n) == "count")
        {
            if let Some(role) = roles.get_mut(at) {
                *role = Role::Value;
            }
            long = true;
        }
        for (column, (role, name)) in roles.iter_mut().zip(names).enumerate() {
            // `strategic_assessment_year` holds years, `offences_last_year` does not.
            if *role == Role::Year && !is_year_word(&squeeze(name)) && !holds_years(rows, column) {
                *role = Role::Amount;
            }
        }
        let mut wordy = Vec::new();
        for (column, role) in roles.iter_mut().enumerate() {
            if *role != Role::Amount {
                continue;
            }
            if long || !holds_numbers(rows, column) {
                *role = Role::Aside;
                wordy.push(column);
            }
        }
        Self { roles, long, wordy }
    }

    /// The first column of a role.
    pub fn column(&self, wanted: &Role) -> Option<usize> {
        self.roles.iter().position(|r| r == wanted)
    }

    /// All columns of a role, in order.
    pub fn columns(&self, wanted: &Role) -> Vec<usize> {
        self.roles.iter().enumerate().filter(|(_, r)| *r == wanted).map(|(c, _)| c).collect()
    }

    /// Whether any column holds areas.
    pub fn has_areas(&self) -> bool {
        self.roles.iter().any(|r| matches!(r, Role::Area { .. }))
    }

    /// The columns of areas of one level, or of none that is stated.
    pub fn areas(&self, wanted: Option<AreaLevel>) -> Vec<(usize, AreaPart)> {
        let of = |(column, role): (usize, &Role)| match role {
            Role::Area { level, part, .. } if *level == wanted => Some((column, *part)),
            _ => None,
        };
        self.roles.iter().enumerate().filter_map(of).collect()
    }

    /// The year in the name of a column of LSOAs.
    pub fn lsoa_year(&self) -> Option<i64> {
        self.roles.iter().find_map(|r| match r {
            Role::Area { level: Some(AreaLevel::Lsoa), year, .. } => *year,
            _ => None,
        })
    }
}

/// How many columns of a row a table of counts would recognise: tells the header of a sheet from its title.
pub(super) fn recognised(names: &[String]) -> usize {
    names
        .iter()
        .filter(|n| !n.is_empty())
        .filter(|n| role(n) != Role::Amount || matches!(Period::in_name(n, Dashed::FinancialYear), Ok(Some(_))))
        .count()
}

/// A column without a readable value is one of words; one without any cell filled is not known to be.
fn holds_numbers(rows: &[CsvRow], column: usize) -> bool {
    let mut any = false;
    for row in rows {
        match read_cell(row.field(column)) {
            Some(Cell::Number { .. } | Cell::Suppressed) => return true,
            Some(Cell::Blank) => {}
            None => any = true,
        }
    }
    !any
}

fn is_year_word(squeezed: &str) -> bool {
    matches!(squeezed, "year" | "yearlabel" | "calendaryear" | "financialyear")
}

/// Whether every filled cell begins with a year.
fn holds_years(rows: &[CsvRow], column: usize) -> bool {
    let begins = |text: &str| text.get(..4).is_some_and(|y| y.parse().is_ok_and(|y: i32| (1900..2100).contains(&y)));
    rows.iter().map(|r| r.field(column)).filter(|t| !t.is_empty()).all(begins)
}

fn role(name: &str) -> Role {
    let squeezed = squeeze(name);
    let area = |level, part| Role::Area { level, part, year: None };
    match squeezed.as_str() {
        "area" | "geography" | "place" | "locality" => return area(None, AreaPart::Either),
        "areaname" | "name" | "geographyname" | "placename" => return area(None, AreaPart::Name),
        "areacode" | "code" | "geographycode" | "gsscode" => return area(None, AreaPart::Code),
        "village" | "villagename" | "parish" | "parishname" | "settlement" | "town" => {
            return area(Some(AreaLevel::Village), AreaPart::Name);
        }
        "provider" | "providername" | "landlord" | "housingprovider" => return area(Some(AreaLevel::Provider), AreaPart::Name),
        "cdrp" | "partnership" | "partnershipname" => return area(Some(AreaLevel::Partnership), AreaPart::Either),
        "county" | "countyname" | "countycode" => return area(Some(AreaLevel::County), AreaPart::Either),
        "region" | "regionname" | "regioncode" => return area(Some(AreaLevel::Region), AreaPart::Either),
        "country" | "countryname" | "countrycode" => return area(Some(AreaLevel::Country), AreaPart::Either),
        "within" => return Role::Within,
        "level" | "arealevel" | "areatype" | "geographytype" | "rowtype" => return Role::Level,
        "vintage" | "lsoavintage" => return Role::Vintage,
        "dataset" => return Role::DataSet,
        "indicator" | "indicatorname" => return Role::Indicator,
        "measure" | "measurename" => return Role::Measure,
        "category" | "subcategory" | "crimetype" | "crimecategory" | "offence" | "offencetype" | "offencegroup" | "type" => {
            return Role::Category;
        }
        "period" | "timeperiod" | "time" | "reportingperiod" => return Role::Period,
        "month" | "yearmonth" => return Role::Month,
        word if is_year_word(word) => return Role::Year,
        "quarter" => return Role::Quarter,
        "from" | "periodfrom" | "datefrom" => return Role::From,
        "to" | "periodto" | "dateto" => return Role::To,
        "partyear" => return Role::PartYear,
        "value" | "obsvalue" => return Role::Value,
        "unit" | "units" | "valueunit" | "unitofmeasure" => return Role::Unit,
        "suppressed" | "suppression" => return Role::Suppressed,
        "source" | "sources" => return Role::Source,
        "note" | "notes" | "comment" | "comments" | "footnote" | "remarks" | "rank" | "rankorder" | "position" | "order" | "sourcerow"
        | "extract" | "longitude" | "latitude" | "long" | "lat" | "easting" | "northing" | "eastings" | "northings" => return Role::Aside,
        _ => {}
    }
    if let Some(heading) = recognise(name) {
        let Some(level) = heading.level else { return Role::Aside };
        let bare = !plain(name).split(' ').any(|w| w.ends_with("code") || w.ends_with("cd") || w.ends_with("name") || w.ends_with("nm"));
        let part = if bare {
            AreaPart::Either
        } else if heading.part == Part::Code {
            AreaPart::Code
        } else {
            AreaPart::Name
        };
        return Role::Area { level: Some(AreaLevel::of(level)), part, year: heading.year };
    }
    if squeezed.ends_with("year") { Role::Year } else { Role::Amount }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_name() {
        let area = |level, part, year| Role::Area { level: Some(level), part, year };
        for (name, expected) in [
            ("ward", area(AreaLevel::Ward, AreaPart::Either, None)),
            ("ward_code", area(AreaLevel::Ward, AreaPart::Code, None)),
            ("lsoa11_code", area(AreaLevel::Lsoa, AreaPart::Code, Some(2011))),
            ("LAD24NM", area(AreaLevel::District, AreaPart::Name, Some(2024))),
            ("district", area(AreaLevel::District, AreaPart::Either, None)),
            ("Financial year", Role::Year),
            ("strategic_assessment_year", Role::Year),
            ("Row type", Role::Level),
            ("deliberate_fires_dec2016_nov2019", Role::Amount),
            ("ward_population", Role::Amount),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }
}
