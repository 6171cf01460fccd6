//! Steps of the register of agreements: dates, reviews, powers, types of data.

use super::{Step, at, there};
use base::{Result, Trouble};
use jiff::civil::Date;
use partnership::{
    Agreement, AgreementKind, AgreementRules, DataType, OrganisationKind, Paragraphs, Power, PrivacyNotice, Review, ReviewCause,
};
use permission::Purpose;

/// A step of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementStep {
    /// A new one.
    New {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// What sort of agreement it is, by its stable name.
        kind: String,
        /// The organisation that owns it.
        owner: String,
        /// Its version.
        version: String,
        /// The first day it is in force.
        since: Option<Date>,
        /// What it covers.
        purposes: Vec<Purpose>,
    },
    /// Its facts.
    Facts {
        /// Its title.
        title: String,
        /// Its version.
        version: String,
        /// The first day it is in force.
        since: Option<Date>,
        /// The first day it is in force no longer.
        until: Option<Date>,
        /// The day its next review was set for.
        next_review: Option<Date>,
        /// Its protective marking.
        marking: String,
        /// What to know about it.
        note: String,
    },
    /// What it covers.
    Purposes(Vec<Purpose>),
    /// A review is called for.
    CallReview {
        /// Why, by its stable name.
        because: String,
        /// The day.
        on: Date,
    },
    /// A review was held.
    HoldReview {
        /// Which of the reviews.
        place: usize,
        /// The day.
        on: Date,
        /// What came of it.
        outcome: String,
    },
    /// A type of data more.
    DataType {
        /// Its id.
        id: String,
        /// The organisation that shares it; or else a kind.
        organisation: Option<String>,
        /// The kind of organisation that shares it, by its stable name.
        kind: Option<String>,
        /// What it is.
        what: String,
        /// The first day it is agreed.
        since: Option<Date>,
    },
    /// A type of data is agreed no longer.
    EndDataType {
        /// Which of them.
        place: usize,
        /// The first day no longer.
        until: Date,
    },
    /// A power more.
    Power {
        /// Its id.
        id: String,
        /// The legislation.
        legislation: String,
        /// The provision.
        provision: String,
        /// The first day it is named.
        since: Option<Date>,
    },
    /// A power may be named no longer.
    EndPower {
        /// Which of them.
        place: usize,
        /// The first day no longer.
        until: Date,
    },
    /// A privacy notice.
    Notice {
        /// The form it stands on.
        form: String,
        /// Its version.
        version: String,
        /// The first day it is shown.
        since: Date,
        /// Where it is shown.
        shown: String,
    },
}

fn refused(refused: &journal::Refused) -> Trouble {
    crate::registers::trouble("agreement", refused)
}

impl Step for AgreementStep {
    type Of = Agreement;

    fn next(&self, before: Option<Agreement>) -> Result<Agreement> {
        if let Self::New { id, title, kind, owner, version, since, purposes } = self {
            let kind = AgreementKind::parse(kind).map_err(|no| refused(&no))?;
            return Ok(Agreement {
                id: id.clone(),
                title: title.clone(),
                kind,
                owner: owner.clone(),
                version: version.clone(),
                area: None,
                since: *since,
                until: None,
                next_review: None,
                reviews: Vec::new(),
                purposes: purposes.clone(),
                powers: Vec::new(),
                data_types: Vec::new(),
                privacy_notices: Vec::new(),
                framework: Vec::new(),
                marking: String::new(),
                // Its limits are those of the shipped agreement; where its text has others, its rules are recorded from a file.
                rules: if kind == AgreementKind::Framework { AgreementRules::default() } else { AgreementRules::shipped() },
                paragraphs: Paragraphs::default(),
                note: String::new(),
            });
        }
        let mut body = there(before)?;
        match self {
            Self::New { .. } => {}
            Self::Facts { title, version, since, until, next_review, marking, note } => {
                body.title.clone_from(title);
                body.version.clone_from(version);
                body.since = *since;
                body.until = *until;
                body.next_review = *next_review;
                body.marking.clone_from(marking);
                body.note.clone_from(note);
            }
            Self::Purposes(purposes) => body.purposes.clone_from(purposes),
            Self::CallReview { because, on } => body.reviews.push(Review {
                because: ReviewCause::parse(because).map_err(|no| refused(&no))?,
                called_on: *on,
                held_on: None,
                outcome: String::new(),
            }),
            Self::HoldReview { place, on, outcome } => {
                let review = at(&mut body.reviews, *place)?;
                review.held_on = Some(*on);
                review.outcome.clone_from(outcome);
            }
            Self::DataType { id, organisation, kind, what, since } => body.data_types.push(DataType {
                id: id.clone(),
                organisation: organisation.clone(),
                kind: kind.as_deref().map(|kind| OrganisationKind::parse(kind).map_err(|no| refused(&no))).transpose()?,
                what: what.clone(),
                since: *since,
                until: None,
            }),
            Self::EndDataType { place, until } => at(&mut body.data_types, *place)?.until = Some(*until),
            Self::Power { id, legislation, provision, since } => body.powers.push(Power {
                id: id.clone(),
                legislation: legislation.clone(),
                provision: provision.clone(),
                since: *since,
                until: None,
            }),
            Self::EndPower { place, until } => at(&mut body.powers, *place)?.until = Some(*until),
            Self::Notice { form, version, since, shown } => body.privacy_notices.push(PrivacyNotice {
                form: form.clone(),
                version: version.clone(),
                since: *since,
                shown: shown.clone(),
            }),
        }
        Ok(body)
    }
}
