//! Who the partnership is made of, and how each stands on a day: organisations and what came in their place, people in
//! office, groups, agreements with their parties and contacts.
//!
//! Organisations, users, groups, agreements and parties are bodies of entries in the journal ([`journal::Body`]): whole
//! states, checked before they are written. They name offices and ids, never people; a user's name is sealed elsewhere.
//! Everything else is a function of them, of the rulebook and of a day: a post, a vote, a [standing], a [duty](duties).
//! Nothing computed is stored.

mod agreement;
mod clock;
mod contact;
mod demo;
mod duties;
mod explain;
mod group;
mod named;
mod organisation;
mod party;
mod published;
mod register;
mod responsible;
pub mod signing;
mod standing;
mod user;

pub use agreement::{
    Agreement, AgreementKind, AgreementRules, DataType, FrameworkDocument, Paragraphs, Power, PrivacyNotice, Review, ReviewCause,
};
pub use clock::{Limit, count_limit};
pub use contact::{ContactOn, contact_on};
pub use demo::{Demonstration, InventedUser, ShownState, demonstration};
pub use duties::{Duty, DutyState, duties};
pub use explain::{Explained, Part, explain_agreement, explain_group, explain_organisation, explain_user};
pub use group::{Group, GroupKind, Member, MemberRole, Substitute, Suspension, TermsOfReference, Votes, votes_on};
pub use organisation::{Alias, Lineage, Organisation, OrganisationKind, Succession, check_successions, predecessors_of, successor_on};
pub use party::{Contact, Departure, Novation, Party, PartyStatus, Withdrawal};
pub use published::{PublishedPartner, Shown, published, published_partners};
pub use register::Partnership;
pub use responsible::{concerns, responsible_on};
pub use standing::{Agreed, agreed_data_type, data_types_of, standing};
pub use user::{Cover, HeldPost, Posts, UserRecord, check_label, posts_on};
