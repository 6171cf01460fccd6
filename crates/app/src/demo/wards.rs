//! The wards of the demonstration, their tile layout, and the LSOAs we invent for them.

use super::RESIDENTS;
use base::{Result, Trouble};

/// The committed facts and shares; its head says which is which.
const WARDS: &str = include_str!("../../../../demo/wards.csv");

/// A ward as `demo/wards.csv` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ward {
    pub code: String,
    pub name: String,
    /// Police recorded crime in the year ending October 2019, without anti-social behaviour: published.
    pub crime: u64,
    /// Anti-social behaviour in that year: invented parts of a published whole.
    pub asb: u64,
    /// Share of the district's residents, in no unit.
    pub weight: u64,
    pub column: u8,
    pub row: u8,
}

/// An LSOA that exists in the demonstration only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lsoa {
    pub code: String,
    pub name: String,
    pub ward_code: String,
    pub residents: u64,
}

/// A ward's square in a map drawn without outlines: column from the west, row from the north, both from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// ONS code of the ward, as of 2021.
    pub ward_code: String,
    /// Its name.
    pub ward_name: String,
    /// From the west, from 0.
    pub column: u8,
    /// From the north, from 0.
    pub row: u8,
}

/// The tile layout of South Cambridgeshire's 26 wards, laid out by us.
pub fn tiles() -> Result<Vec<Tile>> {
    Ok(wards()?.into_iter().map(|w| Tile { ward_code: w.code, ward_name: w.name, column: w.column, row: w.row }).collect())
}

/// The 26 wards, ascending by code.
pub(super) fn wards() -> Result<Vec<Ward>> {
    WARDS.lines().filter(|line| !line.starts_with('#')).skip(1).map(parse_ward).collect()
}

fn parse_ward(line: &str) -> Result<Ward> {
    let broken =
        || Trouble::failed("demo-wards", format!("`{line}` in demo/wards.csv is not a ward"), "report it: the file is part of the program");
    let cells: Vec<&str> = line.split(',').collect();
    let [code, name, crime, asb, weight, column, row] = cells.as_slice() else { return Err(broken()) };
    let whole = |text: &str| text.parse::<u64>().map_err(|_| broken());
    let small = |text: &str| text.parse::<u8>().map_err(|_| broken());
    Ok(Ward {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        crime: whole(crime)?,
        asb: whole(asb)?,
        weight: whole(weight)?,
        column: small(column)?,
        row: small(row)?,
    })
}

/// Three to six LSOAs a ward, more in the larger ones, with residents that sum to the district's.
///
/// They are 98 in all: the paper prints 39 of them as 40%, which 97 or 98 make.
pub(super) fn lsoas(wards: &[Ward]) -> Vec<Lsoa> {
    let mut lsoas = Vec::new();
    let mut shares = Vec::new();
    for (w, ward) in wards.iter().enumerate() {
        let parts: u64 = match ward.weight {
            0..=80 => 3,
            81..=100 => 4,
            101..=110 => 5,
            _ => 6,
        };
        // Parts of a ward differ a little: 9, 10, 11 … parts of its weight.
        let whole: u64 = (1..=parts).map(|part| 8 + part).sum();
        for part in 1..=parts {
            lsoas.push(Lsoa {
                code: format!("E0199{:02}{part:02}", w + 1),
                name: format!("{} demonstration {part}", ward.name),
                ward_code: ward.code.clone(),
                residents: 0,
            });
            shares.push(ward.weight * (8 + part) * 10_000 / whole);
        }
    }
    for (lsoa, residents) in lsoas.iter_mut().zip(apportion(RESIDENTS, &shares)) {
        lsoa.residents = residents;
    }
    lsoas
}

/// Whole parts of a whole in proportion to `shares`, by largest remainder; they sum to the whole.
pub(super) fn apportion(whole: u64, shares: &[u64]) -> Vec<u64> {
    let sum: u64 = shares.iter().sum::<u64>().max(1);
    let mut parts: Vec<u64> = shares.iter().map(|share| whole * share / sum).collect();
    let mut order: Vec<(u64, usize)> = shares.iter().enumerate().map(|(i, share)| (whole * share % sum, i)).collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left = whole.saturating_sub(parts.iter().sum());
    for (_, i) in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(i) {
            *part += 1;
            left -= 1;
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_wards_share_a_tile() {
        let tiles = tiles().unwrap();
        let places: std::collections::BTreeSet<(u8, u8)> = tiles.iter().map(|t| (t.column, t.row)).collect();
        assert_eq!((tiles.len(), places.len()), (26, 26));
    }

    #[test]
    fn parts_sum_to_the_whole() {
        assert_eq!(apportion(10, &[1, 1, 1]), [4, 3, 3]);
        assert_eq!(apportion(0, &[5, 2]), [0, 0]);
        assert_eq!(apportion(7, &[0, 0, 1]), [0, 0, 7]);
    }
}
