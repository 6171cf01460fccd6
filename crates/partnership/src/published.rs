//! The partnership of South Cambridgeshire as its papers of 2011 to 2020 print it: organisations, groups, agreements and
//! who was party to them. Facts retyped in `data/`, each with its paper; offices, never people.

use crate::agreement::Agreement;
use crate::group::Group;
use crate::named::named;
use crate::organisation::{Organisation, OrganisationKind};
use crate::party::{Contact, Party, PartyStatus};
use crate::register::Partnership;
use base::{Result, Trouble};
use calendar::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

const PARTNERS: &str = include_str!("../data/partners.toml");
const ORGANISATIONS: &str = include_str!("../data/organisations.toml");
const AGREEMENTS: &str = include_str!("../data/agreements.toml");
const GROUPS: &str = include_str!("../data/groups.toml");

/// The agreement whose Appendix 1 `partners.toml` is.
const AGREEMENT: &str = "csp-isa";
const AWAITING_DETAILS: &str = "awaiting details";
const AWAITING_FIRST_CASE: &str = "awaiting first case";
const NOT_PRINTED: &str = "not printed";

static PUBLISHED: LazyLock<Result<(Partnership, Vec<PublishedPartner>)>> = LazyLock::new(read_published);

named! {
    /// What a cell of Appendix 1 shows.
    Shown, "shown";
    Yes "yes" "yes";
    No "no" "no";
    Blank "blank" "nothing";
}

/// A row of Appendix 1 of the information sharing agreement of February 2020, without its people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedPartner {
    /// The organisation, by its id.
    pub id: String,
    /// As Appendix 1 prints it.
    pub printed: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Whether it is shown as a member of the board.
    pub board: Shown,
    /// The office of its signatory, or what stands in the place: `awaiting details`, `awaiting first case`, `not printed`
    /// where a person is named without an office, or nothing.
    pub signatory: String,
    /// The office of its contact, as for the signatory; two are parted by a semicolon.
    pub contact: String,
    /// Whether it is shown as a user of the shared case system.
    pub e_cins: Shown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerFile {
    partner: Vec<PublishedPartner>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    organisation: Vec<Organisation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreementFile {
    agreement: Vec<Agreement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    group: Vec<Group>,
}

/// The partnership as its papers print it. It has no people in office: those named in the papers stand nowhere here.
pub fn published() -> Result<&'static Partnership> {
    PUBLISHED.as_ref().map(|(partnership, _)| partnership).map_err(Clone::clone)
}

/// The rows of Appendix 1 of the information sharing agreement, in its order.
pub fn published_partners() -> Result<&'static [PublishedPartner]> {
    PUBLISHED.as_ref().map(|(_, partners)| partners.as_slice()).map_err(Clone::clone)
}

/// Reads a data file of ours.
pub(crate) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(0, |span| text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1);
        let message = format!("`{file}`, line {line}: {}", error.message().trim().replace('\n', " "));
        Trouble::refused("partnership-data", message, "compare with the other entries of that file")
    })
}

fn read_published() -> Result<(Partnership, Vec<PublishedPartner>)> {
    let partners = read::<PartnerFile>("partners.toml", PARTNERS)?.partner;
    let mut organisations = read::<OrganisationFile>("organisations.toml", ORGANISATIONS)?.organisation;
    let agreements = read::<AgreementFile>("agreements.toml", AGREEMENTS)?.agreement;
    let groups = read::<GroupFile>("groups.toml", GROUPS)?.group;
    let first = agreements.iter().find(|one| one.id == AGREEMENT).and_then(|one| one.since);
    let since = first.ok_or_else(|| {
        let message = format!("`agreements.toml` gives no first day of `{AGREEMENT}`");
        Trouble::refused("partnership-data", message, "its contacts are entered from that day")
    })?;
    for partner in &partners {
        if !organisations.iter().any(|one| one.id == partner.id) {
            organisations.push(partner.organisation());
        }
    }
    organisations.sort_by(|a, b| a.id.cmp(&b.id));
    let mut parties: Vec<Party> = partners.iter().map(|partner| partner.party(since)).collect();
    parties.sort_by(|a, b| a.organisation.cmp(&b.organisation));
    Ok((Partnership { organisations, users: Vec::new(), groups, agreements, parties }, partners))
}

impl PublishedPartner {
    fn organisation(&self) -> Organisation {
        Organisation {
            id: self.id.clone(),
            name: self.printed.clone(),
            kind: self.kind,
            aliases: Vec::new(),
            since: None,
            until: None,
            succeeded_by: Vec::new(),
            functions: Vec::new(),
            parent: None,
            source: "CSP board pack, 27 February 2020, agreement Appendix 1".to_owned(),
        }
    }

    /// What the row makes of it: a party from the first day of the agreement where a signatory is printed, as the marks of
    /// returned forms are lost.
    fn party(&self, since: Date) -> Party {
        let (status, office, note) = match self.signatory.as_str() {
            AWAITING_DETAILS => (PartyStatus::AwaitingDetails, "", "Appendix 1 awaits the details of its signatory."),
            AWAITING_FIRST_CASE => (PartyStatus::AwaitingFirstCase, "", "Appendix 1 awaits an appropriate case before it signs."),
            "" => (PartyStatus::AwaitingDetails, "", "Appendix 1 prints no signatory; entered as awaiting details."),
            NOT_PRINTED => (PartyStatus::Signed, "", SIGNATORY_PRINTED),
            office => (PartyStatus::Signed, office, SIGNATORY_PRINTED),
        };
        let offices: Vec<&str> = match self.contact.as_str() {
            "" | AWAITING_DETAILS => Vec::new(),
            NOT_PRINTED => vec!["single point of contact, office not printed"],
            offices => offices.split("; ").collect(),
        };
        let contact =
            |office: &str| Contact { office: office.to_owned(), user: None, since, until: None, told_on: None, end_told_on: None };
        Party {
            agreement: AGREEMENT.to_owned(),
            organisation: self.id.clone(),
            signatory_role: office.to_owned(),
            status,
            signed_on: None,
            told_of_joining_on: None,
            novation: None,
            contacts: offices.into_iter().map(contact).collect(),
            withdrawal: None,
            departures: Vec::new(),
            note: note.to_owned(),
        }
    }
}

const SIGNATORY_PRINTED: &str =
    "Appendix 1 prints a signatory; the mark of a returned form is lost in the text. Counted as signed, on a day not known.";
