//! Organisations, as a list and one by one.

use super::{contact_word, day_of, party_word, shown, would_change};
use crate::people::Asking;
use crate::registers;
use crate::registrar::{Written, written};
use crate::{House, Moment};
use base::Result;
use jiff::civil::Date;
use partnership::{Explained, Organisation, OrganisationKind, Partnership};
use permission::Action;

/// How the list of organisations is narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationsAsk {
    /// A part of a name, or of a former one.
    pub name: String,
    /// A sort, by its stable name.
    pub kind: String,
    /// `party`, `left` or `not a party`, under any agreement.
    pub standing: String,
    /// Those that are no more, too.
    pub gone: bool,
    /// On which day; today if not said.
    pub on: Option<String>,
}

/// An organisation in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationLine {
    /// Its id.
    pub id: String,
    /// What it is called that day.
    pub name: String,
    /// What sort of organisation it is.
    pub kind: &'static str,
    /// There is such a body that day.
    pub exists: bool,
    /// What came in its place.
    pub successors: Vec<String>,
    /// How it stands under each agreement that concerns it.
    pub standings: Vec<StandingLine>,
}

/// How an organisation stands under an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingLine {
    /// The agreement.
    pub agreement: String,
    /// Its title.
    pub title: String,
    /// `party`, `left` or `not a party`.
    pub party: &'static str,
    /// `named`, `covered` or `vacant`.
    pub contact: &'static str,
    /// It owns the agreement.
    pub owner: bool,
}

/// The list of organisations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationsPage {
    /// The day.
    pub day: String,
    /// The organisations, by name.
    pub lines: Vec<OrganisationLine>,
    /// How many there are in the register.
    pub all: usize,
    /// Every sort: stable name and words.
    pub kinds: Vec<(&'static str, &'static str)>,
    /// The reader may add one.
    pub may_change: bool,
}

/// Another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasLine {
    /// The name.
    pub name: String,
    /// Since when.
    pub since: Option<String>,
    /// Until, but not on, when.
    pub until: Option<String>,
}

/// What came in an organisation's place, or before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuccessionLine {
    /// The other organisation.
    pub other: String,
    /// Since when.
    pub on: String,
    /// By which law or decision.
    pub by: String,
}

/// One organisation on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationPage {
    /// Its id.
    pub id: String,
    /// Its name, the newest one.
    pub name: String,
    /// What sort it is: stable name and words.
    pub kind: (&'static str, &'static str),
    /// Its other names.
    pub aliases: Vec<AliasLine>,
    /// The first day there was such a body.
    pub since: Option<String>,
    /// The first day there was none.
    pub until: Option<String>,
    /// What came in its place.
    pub after: Vec<SuccessionLine>,
    /// What it came in the place of.
    pub before: Vec<SuccessionLine>,
    /// What it is a part of.
    pub parent: Option<String>,
    /// What it does for the partnership.
    pub functions: Vec<String>,
    /// Where these facts come from.
    pub source: String,
    /// How it stands under each agreement that concerns it.
    pub standings: Vec<StandingLine>,
    /// Everything said of that day, and why.
    pub explained: Explained,
    /// The newest entry: a change must name it.
    pub seq: i64,
    /// What was written about it, newest first.
    pub history: Vec<Written>,
    /// The reader may change it.
    pub may_change: bool,
}

impl OrganisationsPage {
    /// Every sort of organisation: stable name and words.
    pub fn kinds() -> Vec<(&'static str, &'static str)> {
        OrganisationKind::ALL.iter().map(|kind| (kind.id(), kind.says())).collect()
    }
}

/// The list of organisations on a day, narrowed as asked.
pub async fn organisations_page(house: &House, moment: &Moment, asking: &Asking, ask: &OrganisationsAsk) -> Result<OrganisationsPage> {
    let day = day_of(ask.on.as_deref(), moment)?;
    let partnership = crate::people::partnership(house).await?;
    let name = ask.name.trim().to_lowercase();
    let called = |one: &Organisation| {
        name.is_empty()
            || one.id.contains(&name)
            || one.name.to_lowercase().contains(&name)
            || one.aliases.iter().any(|alias| alias.name.to_lowercase().contains(&name))
    };
    let mut lines: Vec<OrganisationLine> = partnership
        .organisations
        .iter()
        .filter(|one| called(one) && (ask.kind.is_empty() || one.kind.id() == ask.kind) && (ask.gone || one.exists_on(day)))
        .map(|one| line(house, &partnership, one, day))
        .filter(|line| ask.standing.is_empty() || line.standings.iter().any(|standing| standing.party == ask.standing))
        .collect();
    lines.sort_by_key(|line| line.name.to_lowercase());
    Ok(OrganisationsPage {
        day: day.to_string(),
        lines,
        all: partnership.organisations.len(),
        kinds: OrganisationsPage::kinds(),
        may_change: would_change(house, moment, asking, Action::ChangeOrganisation).await?,
    })
}

fn line(house: &House, partnership: &Partnership, one: &Organisation, day: Date) -> OrganisationLine {
    OrganisationLine {
        id: one.id.clone(),
        name: one.name_on(day).to_owned(),
        kind: one.kind.says(),
        exists: one.exists_on(day),
        successors: one.succeeded_by.iter().map(|next| next.to.clone()).collect(),
        standings: standings(house, partnership, &one.id, day),
    }
}

/// How an organisation stands under the agreements that it is, or was to be, a party of, or that it owns.
fn standings(house: &House, partnership: &Partnership, id: &str, day: Date) -> Vec<StandingLine> {
    let concerned = partnership.agreements.iter().filter(|one| one.owner == id || partnership.party(&one.id, id).is_some());
    concerned
        .map(|agreement| {
            let standing = partnership::standing(partnership, house.rulebook, agreement, id, day);
            StandingLine {
                agreement: agreement.id.clone(),
                title: agreement.title.clone(),
                party: party_word(&standing),
                contact: contact_word(standing.contact),
                owner: standing.owner,
            }
        })
        .collect()
}

/// One organisation on a day; nothing where there is none.
pub async fn organisation_page(
    house: &House,
    moment: &Moment,
    asking: &Asking,
    id: &str,
    on: Option<&str>,
) -> Result<Option<OrganisationPage>> {
    let day = day_of(on, moment)?;
    let partnership = crate::people::partnership(house).await?;
    let Some((one, seq)) = registers::find::<Organisation>(house, id).await? else { return Ok(None) };
    let before = partnership::predecessors_of(&partnership.organisations, id);
    Ok(Some(OrganisationPage {
        explained: partnership::explain_organisation(&partnership, house.rulebook, id, day)?,
        standings: standings(house, &partnership, id, day),
        history: written(house, "organisation", id).await?,
        may_change: would_change(house, moment, asking, Action::ChangeOrganisation).await?,
        id: one.id,
        name: one.name,
        kind: (one.kind.id(), one.kind.says()),
        aliases: one
            .aliases
            .into_iter()
            .map(|alias| AliasLine { name: alias.name, since: shown(alias.since), until: shown(alias.until) })
            .collect(),
        since: shown(one.since),
        until: shown(one.until),
        after: one.succeeded_by.into_iter().map(|next| SuccessionLine { other: next.to, on: next.on.to_string(), by: next.by }).collect(),
        before: before
            .into_iter()
            .map(|(body, next)| SuccessionLine { other: body.id.clone(), on: next.on.to_string(), by: next.by.clone() })
            .collect(),
        parent: one.parent,
        functions: one.functions,
        source: one.source,
        seq,
    }))
}
