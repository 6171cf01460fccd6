//! The registers of the partnership together, as they are read from the record.

use crate::agreement::Agreement;
use crate::group::Group;
use crate::organisation::{Organisation, check_successions};
use crate::party::Party;
use crate::user::UserRecord;
use journal::{Body, Refused, Words};
use rulebook::Rulebook;

/// Everything the registers hold, each in the order of ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partnership {
    /// The organisations.
    pub organisations: Vec<Organisation>,
    /// The people in office, by label.
    pub users: Vec<UserRecord>,
    /// The groups.
    pub groups: Vec<Group>,
    /// The agreements.
    pub agreements: Vec<Agreement>,
    /// The parties to the agreements.
    pub parties: Vec<Party>,
}

impl Partnership {
    /// An organisation by its id.
    pub fn organisation(&self, id: &str) -> Option<&Organisation> {
        self.organisations.iter().find(|one| one.id == id)
    }

    /// A person in office by label.
    pub fn user(&self, id: &str) -> Option<&UserRecord> {
        self.users.iter().find(|one| one.id == id)
    }

    /// A group by its id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|one| one.id == id)
    }

    /// An agreement by its id.
    pub fn agreement(&self, id: &str) -> Option<&Agreement> {
        self.agreements.iter().find(|one| one.id == id)
    }

    /// An organisation as party to an agreement.
    pub fn party(&self, agreement: &str, organisation: &str) -> Option<&Party> {
        self.parties.iter().find(|one| one.agreement == agreement && one.organisation == organisation)
    }

    /// The parties to an agreement, those that have not signed yet among them.
    pub fn parties_of<'a>(&'a self, agreement: &'a str) -> impl Iterator<Item = &'a Party> {
        self.parties.iter().filter(move |one| one.agreement == agreement)
    }

    /// Whether an organisation may be written beside what stands in the registers.
    ///
    /// # Errors
    /// A successor is not known, does not exist then, or comes round to it; or the body it is part of is not known.
    pub fn check_organisation(&self, organisation: &Organisation) -> Result<(), Refused> {
        let mut all: Vec<Organisation> = self.organisations.iter().filter(|one| one.id != organisation.id).cloned().collect();
        all.push(organisation.clone());
        check_successions(&all)?;
        organisation.parent.as_ref().map_or(Ok(()), |parent| self.knows_organisation("parent", parent))
    }

    /// Whether a user may be written beside what stands in the registers.
    ///
    /// # Errors
    /// An organisation, or a user whose absence is covered, is not known.
    pub fn check_user(&self, user: &UserRecord) -> Result<(), Refused> {
        user.posts.iter().try_for_each(|post| self.knows_organisation("organisation", &post.organisation))?;
        for cover in &user.cover {
            self.knows_organisation("organisation", &cover.organisation)?;
            knows("covers", &cover.covers, self.user(&cover.covers).is_some(), "a person in office who is enrolled")?;
        }
        Ok(())
    }

    /// Whether a group may be written beside what stands in the registers and rules.
    ///
    /// # Errors
    /// A member, a rule of its terms or the group it reports to is not known.
    pub fn check_group(&self, group: &Group, book: &Rulebook) -> Result<(), Refused> {
        for member in &group.members {
            self.knows_organisation("organisation", &member.organisation)?;
            member.substitute.as_ref().map_or(Ok(()), |one| self.knows_organisation("substitute", &one.organisation))?;
        }
        for rule in group.terms_of_reference.iter().flat_map(|terms| &terms.rules) {
            knows("rules", rule, is_rule(book, rule), "a rule of the rulebook, by its id")?;
        }
        group.suspended.iter().try_for_each(|one| self.knows_organisation("organisation", &one.organisation))?;
        let Some(above) = &group.reports_to else { return Ok(()) };
        knows("reports_to", above, self.group(above).is_some(), "a group of the register")
    }

    /// Whether an agreement may be written beside what stands in the registers and rules.
    ///
    /// # Errors
    /// Its owner, an organisation that shares a type of data, or a rule is not known.
    pub fn check_agreement(&self, agreement: &Agreement, book: &Rulebook) -> Result<(), Refused> {
        self.knows_organisation("owner", &agreement.owner)?;
        let sharing = agreement.data_types.iter().filter_map(|one| one.organisation.as_ref());
        sharing.into_iter().try_for_each(|id| self.knows_organisation("data_types", id))?;
        let rules = &agreement.rules;
        let named = [&rules.withdrawal_notice, &rules.withdrawal_told, &rules.contact_change, &rules.contact_cover, &rules.review];
        named.into_iter().flatten().try_for_each(|rule| knows("rules", rule, is_rule(book, rule), "a rule of the rulebook, by its id"))
    }

    /// Whether a party may be written beside what stands in the registers and rules.
    ///
    /// # Errors
    /// Its agreement, its organisation or a contact's user is not known; it leaves before its notice has run; it stands
    /// by novation where no predecessor of it signed.
    pub fn check_party(&self, party: &Party, book: &Rulebook) -> Result<(), Refused> {
        let agreement = self.agreement(&party.agreement);
        knows("agreement", &party.agreement, agreement.is_some(), "an agreement of the register")?;
        self.knows_organisation("organisation", &party.organisation)?;
        for user in party.contacts.iter().filter_map(|contact| contact.user.as_ref()) {
            knows("user", user, self.user(user).is_some(), "a person in office who is enrolled")?;
        }
        if let Some(novation) = &party.novation {
            let signed = self.party(&party.agreement, &novation.from).is_some_and(Party::has_signed);
            let follows = self
                .organisation(&novation.from)
                .is_some_and(|body| body.succeeded_by.iter().any(|one| one.to == party.organisation && one.on <= novation.on));
            if !(signed && follows) {
                return Err(Refused::NotNow { field: "novation", why: "it stands only where a predecessor of it signed" });
            }
        }
        agreement.map_or(Ok(()), |agreement| party.check_by_rules(agreement, book))
    }

    /// Checks every body by itself and beside the others.
    ///
    /// # Errors
    /// The register and id of the first that may not stand, and why.
    pub fn check(&self, words: &Words<'_>, book: &Rulebook) -> Result<(), (String, Refused)> {
        fn own<T: Body>(body: &T, words: &Words<'_>, beside: Result<(), Refused>) -> Result<(), (String, Refused)> {
            body.check(words).and(beside).map_err(|refused| (format!("{}:{}", T::REGISTER, body.id()), refused))
        }
        self.organisations.iter().try_for_each(|one| own(one, words, self.check_organisation(one)))?;
        self.users.iter().try_for_each(|one| own(one, words, self.check_user(one)))?;
        self.groups.iter().try_for_each(|one| own(one, words, self.check_group(one, book)))?;
        self.agreements.iter().try_for_each(|one| own(one, words, self.check_agreement(one, book)))?;
        self.parties.iter().try_for_each(|one| own(one, words, self.check_party(one, book)))
    }

    fn knows_organisation(&self, field: &'static str, id: &str) -> Result<(), Refused> {
        knows(field, id, self.organisation(id).is_some(), "an organisation of the register")
    }
}

fn knows(field: &'static str, value: &str, known: bool, what: &str) -> Result<(), Refused> {
    if known { Ok(()) } else { Err(Refused::NotOneOf { field, value: value.to_owned(), known: what.to_owned() }) }
}

fn is_rule(book: &Rulebook, id: &str) -> bool {
    book.rules().iter().any(|rule| rule.reference.id() == id)
}
