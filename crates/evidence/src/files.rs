//! Which street files of the forces can say anything of a district.

use crate::assessment::CannotAssess;
use crate::facts::Facts;
use base::Vintage;
use calendar::Month;
use std::collections::{BTreeMap, BTreeSet};

/// For which months each force has files, and in which of them a row of the district would be found.
///
/// A row finds its district by its LSOA code, in the vintage its file is read in. Where no lookup of that vintage holds the district, the
/// count is 0 whatever happened there: such a file is like none, and the month is a gap.
pub(crate) struct Files<'a> {
    facts: &'a Facts,
    /// Vintages of LSOAs by which the district is known.
    known: BTreeSet<Vintage>,
    telling: BTreeMap<&'a str, BTreeSet<Month>>,
    in_other_codes: BTreeMap<&'a str, BTreeMap<Month, Option<Vintage>>>,
}

impl<'a> Files<'a> {
    pub(crate) fn of(facts: &'a Facts) -> Self {
        let known: BTreeSet<Vintage> = facts.areas.iter().map(|area| area.vintage).collect();
        let mut telling: BTreeMap<&str, BTreeSet<Month>> = BTreeMap::new();
        let mut in_other_codes: BTreeMap<&str, BTreeMap<Month, Option<Vintage>>> = BTreeMap::new();
        for unit in &facts.units {
            if unit.vintage.is_some_and(|vintage| known.contains(&vintage)) {
                telling.entry(&unit.force).or_default().insert(unit.month);
            } else {
                in_other_codes.entry(&unit.force).or_default().insert(unit.month, unit.vintage);
            }
        }
        // Of a month that two files share, half would be no count.
        for (force, months) in &mut telling {
            months.retain(|month| !in_other_codes.get(force).is_some_and(|others| others.contains_key(month)));
        }
        Self { facts, known, telling, in_other_codes }
    }

    /// Months of a force whose files can say what was recorded in the district.
    ///
    /// Refused where its latest file can't: an older month alone would be no news, and the latest would read 0.
    pub(crate) fn months_of(&self, force: &str) -> Result<BTreeSet<Month>, CannotAssess> {
        let months = self.telling.get(force).cloned().unwrap_or_default();
        match self.in_other_codes.get(force).and_then(BTreeMap::last_key_value) {
            Some((month, carried)) if months.last() < Some(month) => {
                let known: Vec<&str> = self.known.iter().map(|vintage| vintage.as_str()).collect();
                Err(CannotAssess::OtherCodes {
                    district: self.facts.district.clone(),
                    month: *month,
                    carried: carried.map_or("no census", Vintage::as_str).to_owned(),
                    known: known.join(" and "),
                })
            }
            _ => Ok(months),
        }
    }

    /// Whether a force's file for a month can say what was recorded in the district.
    pub(crate) fn has(&self, force: &str, month: Month) -> bool {
        self.telling.get(force).is_some_and(|months| months.contains(&month))
    }

    /// Whether a force has a file for a month, but in codes by which the district is not known.
    pub(crate) fn has_in_other_codes(&self, force: &str, month: Month) -> bool {
        self.in_other_codes.get(force).is_some_and(|months| months.contains_key(&month))
    }
}
