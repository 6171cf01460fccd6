//! The demonstration's other data sets: invented parts of published wholes, in the layouts their holders use.

use super::published::deprived_lsoas;
use super::street::below;
use super::wards::{Lsoa, Ward, apportion};
use base::{Result, Trouble};
use statistics::Dice;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The committed villages; the head says what is fact.
const VILLAGES: &str = include_str!("../../../../demo/villages.csv");
/// Domestic abuse incidents of the district in 2018/19 (End of Year Strategic Assessment 2019/20, Table 9).
pub(super) const DOMESTIC_INCIDENTS: u64 = 1_394;
/// Households of the district (ONS, Census 2021, table TS041).
pub(super) const HOUSEHOLDS: u64 = 66_997;
/// LSOAs of England that the Indices of 2019 rank.
const RANKED: u64 = 32_844;
/// Wards whose first LSOA is among the five with the most claims, and its claims in an average month.
const MOST_CLAIMS: [(&str, u64); 5] =
    [("Cambourne", 148), ("Histon & Impington", 137), ("Over & Willingham", 126), ("Shelford", 115), ("Linton", 104)];
/// The most that any other LSOA has.
const OTHER_CLAIMS: u64 = 80;
const HEADER: &str = "data_set,area,level,measure,category,period,value,unit,source\n";
const INVENTED: &str = "invented for the demonstration";

/// Domains of the Indices in the order of File 2, with our name for those whose counts the paper prints.
const DOMAINS: [(&str, &str); 8] = [
    ("Index of Multiple Deprivation (IMD)", "overall"),
    ("Income", "income"),
    ("Employment", "employment"),
    ("Education, Skills and Training", ""),
    ("Health Deprivation and Disability", ""),
    ("Crime", "crime"),
    ("Barriers to Housing and Services", "barriers"),
    ("Living Environment", "living-environment"),
];

/// A village with its ward and its invented cases.
pub(super) fn villages() -> Result<Vec<(String, String, u64)>> {
    let broken = |line: &str| {
        Trouble::failed(
            "demo-villages",
            format!("`{line}` in demo/villages.csv is not a village"),
            "report it: the file is part of the program",
        )
    };
    let parse = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [ward, village, cases] = cells.as_slice() else { return Err(broken(line)) };
        Ok(((*ward).to_owned(), (*village).to_owned(), cases.parse().map_err(|_| broken(line))?))
    };
    VILLAGES.lines().filter(|line| !line.starts_with('#')).skip(1).map(parse).collect()
}

/// The council's anti-social behaviour cases by village: eight wards have a village with 6 or more.
pub(super) fn council_asb() -> Result<String> {
    let mut text = "data_set,village,within,measure,period,value,unit,source\n".to_owned();
    for (ward, village, cases) in villages()? {
        let _ = writeln!(text, "council-asb,{village},{ward},cases_opened,2018-11 to 2019-10,{cases},cases,{INVENTED}");
    }
    Ok(text)
}

/// Benefit claims by LSOA and month, April to September 2019: the five highest lie in five wards.
pub(super) fn benefit_claims(wards: &[Ward], lsoas: &[Lsoa]) -> String {
    let mut dice = Dice::seeded(56);
    let mut text = "data_set,lsoa11_code,measure,period,value,unit,source\n".to_owned();
    for lsoa in lsoas {
        let ward = wards.iter().find(|w| w.code == lsoa.ward_code).map_or("", |w| w.name.as_str());
        let top = MOST_CLAIMS.iter().find(|(name, _)| *name == ward && lsoa.code.ends_with("01")).map(|(_, claims)| *claims);
        let usual = top.unwrap_or_else(|| 12 + below(&mut dice, OTHER_CLAIMS - 15));
        for month in 4..=9 {
            // Never three away from the usual number, so that the order of LSOAs stays.
            let claims = usual - 2 + below(&mut dice, 5);
            let _ = writeln!(text, "benefit-claims,{},claims,2019-{month:02},{claims},claims,{INVENTED}", lsoa.code);
        }
    }
    text
}

/// The Indices of Deprivation 2019 for our LSOAs in the layout of File 2: as many of a ward's LSOAs in the most deprived
/// 30% of each printed domain as the paper prints; in the domains it does not print, none.
pub(super) fn deprivation(wards: &[Ward], lsoas: &[Lsoa]) -> Result<String> {
    let deprived = deprived_lsoas()?;
    let mut text = "LSOA code (2011),LSOA name (2011),Local Authority District code (2019),Local Authority District name (2019)".to_owned();
    for (name, _) in DOMAINS {
        let name = if name.contains(',') {
            format!("\"{name} Rank (where 1 is most deprived)\",\"{name} Decile")
        } else {
            format!("{name} Rank (where 1 is most deprived),{name} Decile")
        };
        let close = if name.starts_with('"') { "\"" } else { "" };
        let _ = write!(text, ",{name} (where 1 is most deprived 10% of LSOAs){close}");
    }
    text.push('\n');
    let mut ranks: Vec<Vec<u64>> = Vec::new();
    for (d, (_, domain)) in (1_u64..).zip(DOMAINS) {
        let mut dice = Dice::seeded(2019 + d);
        let mut taken = BTreeSet::new();
        let mut of_domain = Vec::with_capacity(lsoas.len());
        for ward in wards {
            let here = lsoas.iter().filter(|l| l.ward_code == ward.code).count() as u64;
            let low = deprived.get(&(ward.name.clone(), domain.to_owned())).copied().unwrap_or(0);
            for at in 0..here {
                // The low ones begin at another LSOA in each domain, so that no LSOA has them all.
                let is_low = (at + here - d % here) % here < low;
                of_domain.push(free_rank(&mut dice, &mut taken, is_low));
            }
        }
        ranks.push(of_domain);
    }
    for (at, lsoa) in lsoas.iter().enumerate() {
        let _ = write!(text, "{},{},E07000012,South Cambridgeshire", lsoa.code, lsoa.name);
        for of_domain in &ranks {
            let rank = of_domain.get(at).copied().unwrap_or(RANKED);
            let _ = write!(text, ",{rank},{}", decile(rank));
        }
        text.push('\n');
    }
    Ok(text)
}

/// A rank nobody has yet, in the most deprived 30% or outside it.
fn free_rank(dice: &mut Dice, taken: &mut BTreeSet<u64>, low: bool) -> u64 {
    let last_low = RANKED * 3 / 10;
    loop {
        let rank = if low { 1_200 + below(dice, last_low - 1_199) } else { last_low + 1 + below(dice, RANKED - last_low) };
        if taken.insert(rank) {
            return rank;
        }
    }
}

/// The tenth a rank lies in, 1 the most deprived.
fn decile(rank: u64) -> u64 {
    (rank * 10).div_ceil(RANKED)
}

/// Domestic abuse incidents of 2018/19 by ward: invented parts of the published district.
pub(super) fn domestic_abuse(wards: &[Ward]) -> String {
    let weights: Vec<u64> = wards.iter().map(|w| w.weight).collect();
    let mut text = HEADER.to_owned();
    for (ward, incidents) in wards.iter().zip(apportion(DOMESTIC_INCIDENTS, &weights)) {
        let _ = writeln!(
            text,
            "domestic-abuse,{},ward,domestic_abuse_incidents,,2018-04 to 2019-03,{incidents},incidents,{INVENTED} from the published district",
            ward.name
        );
    }
    text
}

/// Households of each LSOA: invented parts of the published district.
pub(super) fn households(lsoas: &[Lsoa]) -> String {
    let residents: Vec<u64> = lsoas.iter().map(|l| l.residents).collect();
    let mut text = "lsoa11_code,households\n".to_owned();
    for (lsoa, households) in lsoas.iter().zip(apportion(HOUSEHOLDS, &residents)) {
        let _ = writeln!(text, "{},{households}", lsoa.code);
    }
    text
}

/// The five districts of Cambridgeshire as if they were a peer group, which nobody has declared them to be.
pub(super) fn peers() -> String {
    "peer_group,area_code,area_name,position\n\
     invented-cambridgeshire-districts,E07000012,South Cambridgeshire,1\n\
     invented-cambridgeshire-districts,E07000009,East Cambridgeshire,2\n\
     invented-cambridgeshire-districts,E07000011,Huntingdonshire,3\n\
     invented-cambridgeshire-districts,E07000010,Fenland,4\n\
     invented-cambridgeshire-districts,E07000008,Cambridge,5\n"
        .to_owned()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::super::published::facts;
    use super::super::wards;
    use super::*;
    use std::collections::BTreeMap;

    fn ground() -> (Vec<Ward>, Vec<Lsoa>) {
        let wards = wards::wards().unwrap();
        let lsoas = wards::lsoas(&wards);
        (wards, lsoas)
    }

    #[test]
    fn just_the_eight_named_wards_have_a_village_with_six_cases() {
        let named: BTreeSet<String> = facts("ward-flags")
            .unwrap()
            .into_iter()
            .filter(|f| f.measure == "council_asb_village_with_6_or_more" && f.value == 1.0)
            .map(|f| f.area)
            .collect();
        let villages = villages().unwrap();
        let with_six: BTreeSet<String> = villages.iter().filter(|(_, _, cases)| *cases >= 6).map(|(ward, ..)| ward.clone()).collect();
        assert_eq!((named.len(), with_six), (8, named));
        let (wards, _) = ground();
        assert_eq!(villages.iter().map(|v| v.0.clone()).collect::<BTreeSet<_>>(), wards.into_iter().map(|w| w.name).collect());
        assert_eq!(council_asb().unwrap().lines().count(), villages.len() + 1);
    }

    #[test]
    fn the_five_lsoas_with_most_claims_lie_in_five_wards_without_a_tie() {
        let (wards, lsoas) = ground();
        let mut claims: BTreeMap<String, u64> = BTreeMap::new();
        for line in benefit_claims(&wards, &lsoas).lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            *claims.entry(cells[1].to_owned()).or_default() += cells[4].parse::<u64>().unwrap();
        }
        assert_eq!(claims.len(), lsoas.len());
        let mut ranked: Vec<(u64, String)> = claims.into_iter().map(|(code, n)| (n, code)).collect();
        ranked.sort_by(|a, b| b.cmp(a));
        let ward_of = |code: &str| {
            let lsoa = lsoas.iter().find(|l| l.code == code).unwrap();
            wards.iter().find(|w| w.code == lsoa.ward_code).unwrap().name.clone()
        };
        let top: BTreeSet<String> = ranked[..5].iter().map(|(_, code)| ward_of(code)).collect();
        assert_eq!(top.into_iter().collect::<Vec<_>>(), ["Cambourne", "Histon & Impington", "Linton", "Over & Willingham", "Shelford"]);
        assert!(ranked[4].0 > ranked[5].0 + 30, "{ranked:?}");
    }

    #[test]
    fn as_many_lsoas_are_deprived_as_the_paper_prints() {
        let (wards, lsoas) = ground();
        let text = deprivation(&wards, &lsoas).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(header.len(), 20);
        assert_eq!(header[10], "Education, Skills and Training Rank (where 1 is most deprived)");
        assert_eq!(header[19], "Living Environment Decile (where 1 is most deprived 10% of LSOAs)");
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap()).collect();
        assert_eq!(rows.len(), lsoas.len());
        let printed = deprived_lsoas().unwrap();
        for (d, (_, domain)) in DOMAINS.iter().enumerate() {
            let (rank_at, decile_at) = (4 + 2 * d, 5 + 2 * d);
            let ranks: BTreeSet<u64> = rows.iter().map(|r| r[rank_at].parse().unwrap()).collect();
            assert_eq!(ranks.len(), rows.len(), "{domain}: ranks repeat");
            for ward in &wards {
                let codes: BTreeSet<&str> = lsoas.iter().filter(|l| l.ward_code == ward.code).map(|l| l.code.as_str()).collect();
                let low = rows.iter().filter(|r| codes.contains(&r[0]) && r[decile_at].parse::<u64>().unwrap() <= 3).count() as u64;
                let expected = printed.get(&(ward.name.clone(), (*domain).to_owned())).copied().unwrap_or(0);
                assert_eq!(low, expected, "{} {domain}", ward.name);
            }
        }
        let barriers: u64 = printed.iter().filter(|((_, domain), _)| domain == "barriers").map(|(_, n)| n).sum();
        // Printed as 40%.
        assert_eq!((barriers, (100 * barriers + lsoas.len() as u64 / 2) / lsoas.len() as u64), (39, 40));
    }

    #[test]
    fn deciles_are_tenths_of_the_ranks() {
        assert_eq!([1, 3_284, 3_285, 9_853, 9_854, 32_844].map(decile), [1, 1, 2, 3, 4, 10]);
    }

    #[test]
    fn parts_sum_to_the_published_wholes() {
        let (wards, lsoas) = ground();
        let sum = |text: &str, column: usize| -> u64 {
            text.lines().skip(1).map(|l| l.split(',').nth(column).unwrap().parse::<u64>().unwrap()).sum()
        };
        assert_eq!(sum(&domestic_abuse(&wards), 6), DOMESTIC_INCIDENTS);
        assert_eq!(sum(&households(&lsoas), 1), HOUSEHOLDS);
        let published = facts("domestic-abuse").unwrap();
        let year = published.iter().find(|f| f.measure == "domestic_abuse_incidents" && f.period == "2018-04 to 2019-03").unwrap();
        assert_eq!(year.value, DOMESTIC_INCIDENTS as f64);
    }
}
