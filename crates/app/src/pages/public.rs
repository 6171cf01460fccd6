//! The public page: what is known, and who works together. Nothing of what is for those who are signed in.

use super::home::{LatestAssessment, latest};
use crate::{House, Moment};
use base::Result;

/// The public page.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicPage {
    /// The latest assessment in a few figures of its district, if one was made.
    pub latest: Option<LatestAssessment>,
    /// The organisations of today, by name.
    pub organisations: Vec<PublicOrganisation>,
    /// The groups of today, by name.
    pub groups: Vec<PublicGroup>,
}

/// An organisation as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicOrganisation {
    /// Its name.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: &'static str,
}

/// A group as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicGroup {
    /// Its name.
    pub name: String,
    /// What sort of group it is.
    pub kind: &'static str,
    /// The newest version of its terms of reference, and the day it was adopted.
    pub terms: Option<(String, Option<String>)>,
}

/// The public page.
pub async fn public(house: &House, moment: &Moment) -> Result<PublicPage> {
    let holdings = house.store.holdings(None, None).await?;
    let heads = house.store.assessments().await?;
    let latest = match heads.first() {
        Some(head) => Some(latest(house, head, &holdings).await?),
        None => None,
    };
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    let there = |since: Option<jiff::civil::Date>, until: Option<jiff::civil::Date>| {
        since.is_none_or(|since| since <= today) && until.is_none_or(|until| today < until)
    };
    let mut organisations: Vec<PublicOrganisation> = partnership
        .organisations
        .iter()
        .filter(|one| there(one.since, one.until))
        .map(|one| PublicOrganisation { name: one.name.clone(), kind: one.kind.says() })
        .collect();
    organisations.sort_by(|one, other| one.name.cmp(&other.name));
    let mut groups: Vec<PublicGroup> = partnership
        .groups
        .iter()
        .filter(|one| there(one.since, one.until))
        .map(|one| {
            let newest = one
                .terms_of_reference
                .iter()
                .filter(|terms| terms.adopted_on.is_none_or(|on| on <= today))
                .max_by_key(|terms| terms.adopted_on);
            PublicGroup {
                name: one.name.clone(),
                kind: one.kind.says(),
                terms: newest.map(|terms| (terms.version.clone(), terms.adopted_on.map(|on| on.to_string()))),
            }
        })
        .collect();
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(PublicPage { latest, organisations, groups })
}

/// The name of an organisation; its id where it has none.
pub async fn name_of_organisation(house: &House, id: &str) -> Result<String> {
    let partnership = crate::people::partnership(house).await?;
    Ok(partnership.organisation(id).map_or_else(|| id.to_owned(), |one| one.name.clone()))
}

/// The groups, by name: each with its id.
pub async fn groups(house: &House) -> Result<Vec<(String, String)>> {
    let partnership = crate::people::partnership(house).await?;
    let mut found: Vec<(String, String)> = partnership.groups.iter().map(|one| (one.id.clone(), one.name.clone())).collect();
    found.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(found)
}

/// The organisations of today, by name: each with its id.
pub async fn organisations(house: &House, moment: &Moment) -> Result<Vec<(String, String)>> {
    let partnership = crate::people::partnership(house).await?;
    let today = crate::registers::today(moment);
    let there =
        |one: &&partnership::Organisation| one.since.is_none_or(|since| since <= today) && one.until.is_none_or(|until| today < until);
    let mut found: Vec<(String, String)> =
        partnership.organisations.iter().filter(there).map(|one| (one.id.clone(), one.name_on(today).to_owned())).collect();
    found.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(found)
}
