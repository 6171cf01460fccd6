//! An organisation: what it is, what it is and was called, since when, and what came in its place.

use crate::named::{check_span, in_words, named, within};
use calendar::Date;
use journal::{Body, PersonSign, Refused, Words, check_id, check_not_before};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

named! {
    /// What sort of organisation it is.
    OrganisationKind, "kind";
    Police "police" "police force";
    DistrictCouncil "district-council" "district council";
    CountyCouncil "county-council" "county council";
    UnitaryCouncil "unitary-council" "unitary council";
    Fire "fire" "fire and rescue authority";
    Health "health" "health body (integrated care board, or what came before it)";
    Probation "probation" "probation body (Probation Service, or what came before it)";
    LocalPolicingBody "local-policing-body" "local policing body (commissioner, mayor or board)";
    SocialLandlord "social-landlord" "registered social landlord";
    School "school" "school or academy";
    SupportAgency "support-agency" "support agency";
    VoluntarySector "voluntary-sector" "body that speaks for the voluntary sector";
    YouthOffendingService "youth-offending-service" "youth offending service";
    DeliveryGroup "delivery-group" "county delivery groups, where they have a seat together";
    Other "other" "another body";
}

impl OrganisationKind {
    /// Whether the Crime and Disorder Act 1998, section 5, makes such a body a responsible authority. A local policing
    /// body is none.
    pub fn is_responsible_authority(self) -> bool {
        use OrganisationKind::{CountyCouncil, DistrictCouncil, Fire, Health, Police, Probation, UnitaryCouncil};
        matches!(self, Police | DistrictCouncil | CountyCouncil | UnitaryCouncil | Fire | Health | Probation)
    }
}

/// Another name of an organisation. One with an end is a former name; one without is in use beside the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// The first day it was used; not known where missing.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day it was used no longer.
    #[serde(default)]
    pub until: Option<Date>,
}

/// What came in the place of an organisation, or of a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The organisation that took over, by its id.
    pub to: String,
    /// The first day it stood in the place.
    pub on: Date,
    /// By which law or decision, and what went over where it was not everything.
    pub by: String,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its id.
    pub id: String,
    /// Its name, the newest one.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: OrganisationKind,
    /// Its other names, former ones with their end.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// The first day there was such a body; not known where missing.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day there was none any more.
    #[serde(default)]
    pub until: Option<Date>,
    /// What came in its place; several where it was split.
    #[serde(default)]
    pub succeeded_by: Vec<Succession>,
    /// What it does for the partnership, such as `accountable body`.
    #[serde(default)]
    pub functions: Vec<String>,
    /// The organisation it is a part of, by its id.
    #[serde(default)]
    pub parent: Option<String>,
    /// Where these facts come from.
    #[serde(default)]
    pub source: String,
}

impl Body for Organisation {
    const REGISTER: &'static str = "organisation";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        check_name("name", &self.name, words)?;
        for alias in &self.aliases {
            check_name("aliases", &alias.name, words)?;
            check_span("aliases", alias.since, alias.until)?;
        }
        if self.kind == OrganisationKind::LocalPolicingBody && self.since.is_none() {
            // Commissioners came and go by law; a body without its first day could not be told from the one before it.
            return Err(Refused::Empty("since"));
        }
        check_span("until", self.since, self.until)?;
        for succession in &self.succeeded_by {
            check_id("succeeded_by", &succession.to)?;
            if succession.to == self.id {
                return Err(Refused::NotNow { field: "succeeded_by", why: "an organisation does not succeed itself" });
            }
            words.text("succeeded_by", &succession.by)?;
            if let Some(since) = self.since {
                check_not_before("succeeded_by", succession.on, since)?;
            }
        }
        self.functions.iter().try_for_each(|function| words.text("functions", function))?;
        if let Some(parent) = &self.parent {
            check_id("parent", parent)?;
        }
        words.maybe_text("source", &self.source)
    }
}

/// Words that say of a name that it is a body's, though a founder's name may stand before them.
const BODIES: [&str; 14] = [
    "academy",
    "association",
    "authority",
    "charity",
    "college",
    "foundation",
    "group",
    "homes",
    "housing",
    "mission",
    "school",
    "service",
    "society",
    "trust",
];

/// A name of an organisation: no e-mail address and no telephone number; a person's name only before a word that says
/// what body it is, as in the name of a charity after its founder.
fn check_name(field: &'static str, name: &str, words: &Words<'_>) -> Result<(), Refused> {
    match words.text(field, name) {
        Err(Refused::Person { sign: PersonSign::Name, .. })
            if name.split_whitespace().last().is_some_and(|last| BODIES.iter().any(|body| last.eq_ignore_ascii_case(body))) =>
        {
            Ok(())
        }
        other => other,
    }
}

impl Organisation {
    /// Whether there is such a body on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        within(self.since, self.until, day)
    }

    /// What it is called on a day: its name, or the former one that was in use then.
    pub fn name_on(&self, day: Date) -> &str {
        let former = self.aliases.iter().filter(|alias| alias.until.is_some() && within(alias.since, alias.until, day));
        former.max_by_key(|alias| alias.since).map_or(&self.name, |alias| &alias.name)
    }

    /// Whether it is or was called that, as a search compares names.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.name.eq_ignore_ascii_case(name))
    }
}

/// What stands in the place of an organisation on a day, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Lineage {
    /// The organisations, by their ids, in the order of the register; itself while it exists, none where nothing does.
    pub now: Vec<String>,
    /// How it came to that, oldest first.
    pub why: Vec<String>,
}

/// What stands in the place of an organisation on a day: itself while it exists, otherwise whatever came after it, and
/// after that. A body that was split has several successors.
pub fn successor_on(organisations: &[Organisation], id: &str, day: Date) -> Lineage {
    let mut lineage = Lineage::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(body) = organisations.iter().find(|one| one.id == id) else {
            lineage.why.push(format!("`{id}` is not in the register of organisations"));
            continue;
        };
        let gone: Vec<&Succession> = body.succeeded_by.iter().filter(|one| one.on <= day).collect();
        if body.exists_on(day) {
            lineage.now.push(body.id.clone());
            for one in gone {
                lineage.why.push(format!("a part of `{id}` went to `{}` on {}: {}", one.to, in_words(one.on), one.by));
            }
            continue;
        }
        if let Some(since) = body.since.filter(|since| day < *since) {
            lineage.why.push(format!("there is no `{id}` before {}", in_words(since)));
            continue;
        }
        if gone.is_empty() {
            let ended = body.until.map(in_words).unwrap_or_default();
            lineage.why.push(format!("`{id}` ended on {ended}, and nothing is recorded in its place"));
        }
        for one in gone.iter().rev() {
            open.push(&one.to);
        }
        lineage
            .why
            .extend(gone.iter().map(|one| format!("`{}` stands in the place of `{id}` since {}: {}", one.to, in_words(one.on), one.by)));
    }
    lineage
}

/// The organisations in whose place one stands, each with the succession that says so; direct ones only.
pub fn predecessors_of<'a>(organisations: &'a [Organisation], id: &str) -> Vec<(&'a Organisation, &'a Succession)> {
    let into = |body: &'a Organisation| body.succeeded_by.iter().map(move |one| (body, one));
    organisations.iter().flat_map(into).filter(|(_, one)| one.to == id).collect()
}

/// Whether every successor is in the register, exists on the day it took over, and none comes round to where it began.
///
/// # Errors
/// The first succession that may not stand as it is.
pub fn check_successions(organisations: &[Organisation]) -> Result<(), Refused> {
    let find = |id: &str| organisations.iter().find(|one| one.id == id);
    for body in organisations {
        for one in &body.succeeded_by {
            let Some(next) = find(&one.to) else {
                let known = "an organisation of the register".to_owned();
                return Err(Refused::NotOneOf { field: "succeeded_by", value: one.to.clone(), known });
            };
            if !next.exists_on(one.on) {
                return Err(Refused::NotNow { field: "succeeded_by", why: "the successor does not exist on the day it takes over" });
            }
        }
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = body.succeeded_by.iter().map(|one| one.to.as_str()).collect();
        while let Some(id) = open.pop() {
            if id == body.id {
                return Err(Refused::NotNow { field: "succeeded_by", why: "the successors come round to where they began" });
            }
            if seen.insert(id)
                && let Some(next) = find(id)
            {
                open.extend(next.succeeded_by.iter().map(|one| one.to.as_str()));
            }
        }
    }
    Ok(())
}
