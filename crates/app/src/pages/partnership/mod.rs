//! The pages of the partnership: organisations, groups, people in office, agreements and parties, each as it stands on a day.

mod agreements;
mod groups;
mod names;
mod organisations;
mod party;
mod people;
mod rules;

pub use agreements::{
    AgreementLine, AgreementPage, AgreementsPage, DataTypeLine, PartyLine, PowerLine, ReviewLine, agreement_page, agreements_page,
};
pub use groups::{GroupLine, GroupPage, GroupsPage, SeatLine, SuspensionLine, TermsLine, group_page, groups_page};
pub use names::{Directory, Kind, Named, directory};
pub use organisations::{
    AliasLine, OrganisationLine, OrganisationPage, OrganisationsAsk, OrganisationsPage, StandingLine, SuccessionLine, organisation_page,
    organisations_page,
};
pub use party::{ContactLine, DepartureLine, PartyPage, party_page};
pub use people::{
    CoverLine, InOfficeAsk, InOfficeLine, InOfficePage, OfficePage, PostLine, in_office_page, leave_to_change_office,
    leave_to_destroy_office, office_page,
};
pub use rules::{RuleLine, RulePage, RulesAsk, RulesPage, rule_page, rules_page};

use crate::people::Asking;
use crate::registers::day_or_today;
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use permission::{Action, Contact, Facts, Purpose, Standing, Thing};

/// A day as a page names it.
fn shown(day: Option<Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The day of a page: as asked, or today.
fn day_of(on: Option<&str>, moment: &Moment) -> Result<Date> {
    day_or_today(on, moment)
}

/// Whether somebody would be let to change one of the registers, so that a page offers it. Nothing is asked for, so nothing is
/// written down.
async fn would_change(house: &House, moment: &Moment, asking: &Asking, action: Action) -> Result<bool> {
    let asking = Asking { purpose: Some(Purpose::Administration), ..asking.clone() };
    crate::people::would(house, moment, &asking, action, Thing::plain(action.thing(), "*"), Facts::default()).await
}

/// Whether an organisation is party to an agreement, in a word.
fn party_word(standing: &Standing) -> &'static str {
    match (standing.party, standing.withdrawn) {
        (true, _) => "party",
        (false, true) => "left",
        (false, false) => "not a party",
    }
}

/// How the contact of a party stands, in a word.
fn contact_word(contact: Contact) -> &'static str {
    match contact {
        Contact::Named => "named",
        Contact::Covered => "covered",
        Contact::Vacant => "vacant",
    }
}
