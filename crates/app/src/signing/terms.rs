//! The confidentiality terms that everybody accepts before anything is shown.

use super::session;
use super::visitor::Visitor;
use crate::{House, Moment};
use base::{Result, Trouble};
use store::Step;

/// The terms in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The version that is accepted, as a form carries it.
    pub version: String,
    /// What they are called.
    pub title: String,
    /// What comes first.
    pub opening: String,
    /// What they say, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What is ticked.
    pub declaration: String,
    /// Where they come from.
    pub source: String,
}

/// The terms in force today.
pub async fn terms(house: &House, moment: &Moment) -> Result<Terms> {
    let rule = in_force(house, moment)?;
    let source = &rule.rule.source;
    Ok(Terms {
        version: rule.reference().to_string(),
        title: rule.rule.title.clone(),
        opening: rule.parameters.opening.clone(),
        paragraphs: rule.parameters.paragraphs.clone(),
        declaration: rule.parameters.declaration.clone(),
        source: format!("{}, {}", source.document, source.place),
    })
}

fn in_force(house: &House, moment: &Moment) -> Result<rulebook::InForce<'static, rulebook::ConfidentialityTerms>> {
    house.rulebook.confidentiality_terms(crate::registers::today(moment), None)
}

/// The version of the terms that is to be accepted today.
pub(crate) fn version(house: &House, moment: &Moment) -> Result<String> {
    Ok(in_force(house, moment)?.reference().to_string())
}

/// Accepts the terms.
///
/// # Errors
/// Refused with `terms-changed` where another version is in force by now.
pub async fn accept_terms(house: &House, moment: &Moment, visitor: &Visitor, accepted: &str) -> Result<Visitor> {
    let allowed = session::own(house, moment, visitor).await?;
    if version(house, moment)? != accepted {
        return Err(Trouble::refused("terms-changed", "the terms were changed since you read them", "read them as they are now"));
    }
    let step = [Step::AcceptTerms { user: &visitor.user, version: accepted }];
    let event = session::did(&allowed, moment, "accept-terms").with("terms", accepted);
    if !house.store.change_doors(&step, &[], event).await?.all() {
        return Err(session::over());
    }
    Ok(Visitor { terms_due: false, ..visitor.clone() })
}
