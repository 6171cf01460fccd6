//! The demonstration's small tables: lookups and residents, in the published layouts.

use super::wards::{Lsoa, Ward};
use std::fmt::Write;

/// District → partnership → force: facts (ONS, 2024).
pub(super) fn partnerships() -> String {
    "ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n\
     E07000012,South Cambridgeshire,E22000018,South Cambridgeshire,E23000023,Cambridgeshire\n"
        .to_owned()
}

/// LSOA → ward → district: real wards, invented LSOAs.
pub(super) fn lookup(wards: &[Ward], lsoas: &[Lsoa]) -> String {
    let mut text = "lsoa11_name,lsoa11_code,ward21_name,ward21_code,ltla21_name,ltla21_code\n".to_owned();
    for lsoa in lsoas {
        let ward = wards.iter().find(|w| w.code == lsoa.ward_code).map_or("", |w| w.name.as_str());
        let _ = writeln!(text, "{},{},{ward},{},South Cambridgeshire,E07000012", lsoa.name, lsoa.code, lsoa.ward_code);
    }
    text
}

/// Residents of each LSOA: invented parts of the published district.
pub(super) fn population(lsoas: &[Lsoa]) -> String {
    let mut text = "lsoa11_code,total_population\n".to_owned();
    for lsoa in lsoas {
        let _ = writeln!(text, "{},{}", lsoa.code, lsoa.residents);
    }
    text
}
