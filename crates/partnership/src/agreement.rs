//! An agreement to share information: whose it is, from when, for which purposes, under which powers, what is shared.

use crate::named::{check_span, named, within};
use crate::organisation::OrganisationKind;
use base::AreaCode;
use calendar::Date;
use journal::{Body, Refused, Words, check_id, check_not_before};
use permission::Purpose;
use serde::{Deserialize, Serialize};

named! {
    /// What sort of agreement it is.
    AgreementKind, "kind";
    Partnership "partnership" "information sharing agreement of a partnership";
    Scheme "scheme" "information sharing agreement of one scheme";
    Framework "framework" "framework that agreements stand under";
}

named! {
    /// Why an agreement is reviewed.
    ReviewCause, "because";
    Periodic "periodic" "its time had come";
    Breach "breach" "a breach";
    AskedByChair "asked-by-chair" "the partnership's chair asked for it";
    AskedByTaskingGroup "asked-by-tasking-group" "the tasking group asked for it";
}

/// A review, called for or held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Why.
    pub because: ReviewCause,
    /// The day it was called for; for a periodic one, which nobody need call for, the day it was begun.
    pub called_on: Date,
    /// The day it was held; not yet where missing.
    #[serde(default)]
    pub held_on: Option<Date>,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
}

/// A legal power the agreement names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Power {
    /// Its id, as a disclosure names it.
    pub id: String,
    /// The legislation.
    pub legislation: String,
    /// The provision, and what it is about.
    pub provision: String,
    /// The first day the agreement names it.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day it may be named no longer.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A type of data that an organisation, or every organisation of a kind, agreed to share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataType {
    /// Its id within the agreement.
    pub id: String,
    /// The organisation that shares it, by its id; or else a kind.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The kind of organisation that shares it.
    #[serde(default)]
    pub kind: Option<OrganisationKind>,
    /// What it is.
    pub what: String,
    /// The first day it is agreed.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day it is agreed no longer.
    #[serde(default)]
    pub until: Option<Date>,
}

/// A privacy notice, shown where data is collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyNotice {
    /// The form it stands on.
    pub form: String,
    /// Its version.
    pub version: String,
    /// The first day it is shown.
    pub since: Date,
    /// Where it is shown.
    pub shown: String,
}

/// A document of the framework that the agreement stands under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameworkDocument {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The version the agreement cites; empty where it names none.
    #[serde(default)]
    pub version: String,
    /// The day of that version.
    #[serde(default)]
    pub since: Option<Date>,
}

/// The rules by which an agreement's limits are counted, by their ids. An agreement without one has no such limit, or its
/// text is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementRules {
    /// How long before its effect a withdrawal is given notice of.
    #[serde(default)]
    pub withdrawal_notice: Option<String>,
    /// Within how long the contacts are told of a withdrawal.
    #[serde(default)]
    pub withdrawal_told: Option<String>,
    /// Within how long a change of contact is told.
    #[serde(default)]
    pub contact_change: Option<String>,
    /// For how long the owner's governance lead stands in where there is no contact.
    #[serde(default)]
    pub contact_cover: Option<String>,
    /// After how long it is reviewed.
    #[serde(default)]
    pub review: Option<String>,
}

/// Where in the agreement's text something stands; empty where its text is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paragraphs {
    /// Who the parties are, and who holds the signed copies.
    pub parties: String,
    /// A new party.
    pub joining: String,
    /// A party leaves.
    pub leaving: String,
    /// Each party has a single point of contact.
    pub contacts: String,
    /// What is shared.
    pub data_types: String,
    /// When it is reviewed.
    pub reviews: String,
    /// The powers.
    pub powers: String,
}

/// An agreement. Its parties are records of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What sort of agreement it is.
    pub kind: AgreementKind,
    /// The organisation that owns it, by its id.
    pub owner: String,
    /// Its version.
    pub version: String,
    /// The area whose rules hold for it.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// The first day it is in force; not known to have come into force where missing.
    #[serde(default)]
    pub since: Option<Date>,
    /// The first day it is in force no longer.
    #[serde(default)]
    pub until: Option<Date>,
    /// The day its next review was set for, where that is another than its rule gives.
    #[serde(default)]
    pub next_review: Option<Date>,
    /// Its reviews, oldest first.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// What it covers.
    pub purposes: Vec<Purpose>,
    /// The legal powers it names.
    #[serde(default)]
    pub powers: Vec<Power>,
    /// What is shared under it.
    #[serde(default)]
    pub data_types: Vec<DataType>,
    /// Its privacy notices.
    #[serde(default)]
    pub privacy_notices: Vec<PrivacyNotice>,
    /// The documents of its framework.
    #[serde(default)]
    pub framework: Vec<FrameworkDocument>,
    /// Its protective marking.
    #[serde(default)]
    pub marking: String,
    /// The rules its limits are counted by.
    #[serde(default)]
    pub rules: AgreementRules,
    /// Where in its text things stand.
    #[serde(default)]
    pub paragraphs: Paragraphs,
    /// What to know about it, and where these facts come from.
    #[serde(default)]
    pub note: String,
}

impl Body for Agreement {
    const REGISTER: &'static str = "agreement";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn check(&self, words: &Words<'_>) -> Result<(), Refused> {
        check_id("id", &self.id)?;
        words.text("title", &self.title)?;
        check_id("owner", &self.owner)?;
        words.text("version", &self.version)?;
        check_span("until", self.since, self.until)?;
        if let (Some(since), Some(review)) = (self.since, self.next_review) {
            check_not_before("next_review", review, since)?;
        }
        for review in &self.reviews {
            check_span("held_on", Some(review.called_on), review.held_on)?;
            words.maybe_text("outcome", &review.outcome)?;
        }
        if self.purposes.is_empty() {
            return Err(Refused::Empty("purposes"));
        }
        if let Some(stranger) = self.purposes.iter().find(|purpose| !purpose.is_of_the_agreement()) {
            let known: Vec<String> = Purpose::ALL.iter().filter(|one| one.is_of_the_agreement()).map(|one| format!("`{one}`")).collect();
            return Err(Refused::NotOneOf { field: "purposes", value: stranger.to_string(), known: known.join(", ") });
        }
        for power in &self.powers {
            check_id("powers", &power.id)?;
            words.text("legislation", &power.legislation)?;
            words.text("provision", &power.provision)?;
            check_span("powers", power.since, power.until)?;
        }
        for one in &self.data_types {
            check_id("data_types", &one.id)?;
            words.text("what", &one.what)?;
            check_span("data_types", one.since, one.until)?;
            match (&one.organisation, one.kind) {
                (Some(id), None) => check_id("organisation", id)?,
                (None, Some(_)) => {}
                _ => return Err(Refused::NotNow { field: "data_types", why: "a type is shared by one organisation, or by one kind" }),
            }
        }
        for notice in &self.privacy_notices {
            words.text("form", &notice.form)?;
            words.text("version", &notice.version)?;
            words.text("shown", &notice.shown)?;
        }
        for document in &self.framework {
            check_id("framework", &document.id)?;
            words.text("title", &document.title)?;
            words.maybe_text("version", &document.version)?;
        }
        words.maybe_text("marking", &self.marking)?;
        let rules = &self.rules;
        let named = [&rules.withdrawal_notice, &rules.withdrawal_told, &rules.contact_change, &rules.contact_cover, &rules.review];
        named.into_iter().flatten().try_for_each(|rule| check_id("rules", rule))?;
        words.maybe_text("note", &self.note)
    }
}

impl AgreementRules {
    /// The rules the product ships for the information sharing agreement of a partnership.
    pub fn shipped() -> Self {
        let id = |text: &str| Some(text.to_owned());
        Self {
            withdrawal_notice: id("isa-withdrawal-notice"),
            withdrawal_told: id("isa-withdrawal-told"),
            contact_change: id("isa-contact-change"),
            contact_cover: id("isa-contact-cover"),
            review: id("isa-review"),
        }
    }
}

impl Agreement {
    /// Whether it is in force on a day. Never where no day is known on which it came into force.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.since.is_some() && within(self.since, self.until, day)
    }

    /// The power of that id that may be named on a day.
    pub fn power_on(&self, id: &str, day: Date) -> Option<&Power> {
        self.powers.iter().find(|power| power.id == id && within(power.since, power.until, day))
    }

    /// What an organisation of that kind shares on a day.
    pub fn data_types_on<'a>(&'a self, organisation: &'a str, kind: OrganisationKind, day: Date) -> impl Iterator<Item = &'a DataType> {
        self.data_types.iter().filter(move |one| {
            let of = one.organisation.as_ref().map_or(one.kind == Some(kind), |id| id == organisation);
            of && within(one.since, one.until, day)
        })
    }

    /// Its id, with the paragraph where one is known: `csp-isa 3.5`.
    pub(crate) fn cite(&self, paragraph: &str) -> String {
        if paragraph.is_empty() { self.id.clone() } else { format!("{} {paragraph}", self.id) }
    }
}
