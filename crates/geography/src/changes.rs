//! From LSOAs of 2011 to LSOAs of 2021, through the published lookup of changes.

use std::collections::BTreeMap;

/// What became of an LSOA between the censuses, as ONS codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// `U`: unchanged.
    Unchanged,
    /// `S`: split into two or more.
    Split,
    /// `M`: merged with others.
    Merged,
    /// `X`: redrawn in a way that is neither; its children are not exact.
    Complex,
}

impl Change {
    /// Reads `U`, `S`, `M` or `X`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "U" => Some(Self::Unchanged),
            "S" => Some(Self::Split),
            "M" => Some(Self::Merged),
            "X" => Some(Self::Complex),
            _ => None,
        }
    }

    /// The letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "U",
            Self::Split => "S",
            Self::Merged => "M",
            Self::Complex => "X",
        }
    }
}

/// One row of the lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaChange {
    /// LSOA of 2011.
    pub from: String,
    /// LSOA of 2021.
    pub to: String,
    /// What happened.
    pub change: Change,
}

/// A part of what is counted in an LSOA of 2011, and the ward of today it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardShare {
    /// The ward, or `None` where a child lies in no known ward.
    pub ward_code: Option<String>,
    /// Children in this ward.
    pub numerator: u64,
    /// Children in all.
    pub denominator: u64,
    /// Whether the share is a guess: children in different wards, or redrawn (`X`), are taken as equal parts.
    pub estimated: bool,
}

/// The lookup of changes, by LSOA of 2011.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeTable {
    children: BTreeMap<String, Vec<(String, Change)>>,
}

impl ChangeTable {
    /// Builds the table; a pair that stands twice counts once.
    pub fn new(rows: impl IntoIterator<Item = AreaChange>) -> Self {
        let mut children: BTreeMap<String, Vec<(String, Change)>> = BTreeMap::new();
        for row in rows {
            let list = children.entry(row.from).or_default();
            if !list.iter().any(|(to, _)| *to == row.to) {
                list.push((row.to, row.change));
            }
        }
        Self { children }
    }

    /// LSOAs of 2021 that an LSOA of 2011 became, with the kind of change.
    pub fn children(&self, lsoa11: &str) -> &[(String, Change)] {
        self.children.get(lsoa11).map_or(&[], Vec::as_slice)
    }

    /// How a count of an LSOA of 2011 divides among wards that are known by LSOA of 2021.
    ///
    /// All children in one ward: the whole count, and nothing is estimated. Otherwise equal parts a child, said to be
    /// estimated. Empty for a code the lookup does not have.
    pub fn ward_shares(&self, lsoa11: &str, ward_of: impl Fn(&str) -> Option<String>) -> Vec<WardShare> {
        let children = self.children(lsoa11);
        let mut wards: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for (to, _) in children {
            *wards.entry(ward_of(to)).or_default() += 1;
        }
        let (denominator, estimated) = (wards.values().sum(), wards.len() > 1);
        wards.into_iter().map(|(ward_code, numerator)| WardShare { ward_code, numerator, denominator, estimated }).collect()
    }
}
