//! Organisations, users, groups, agreements and parties: read from the journal, changed with leave, explained.

use crate::people::{Asking, leave, question};
use crate::registers::{self, Recorded};
use crate::{House, Moment};
use base::{ColumnKind, Result, Table, Trouble, Value};
use jiff::civil::Date;
use journal::{Body, Refused};
use partnership::{Agreement, AgreementKind, Explained, Group, Organisation, Partnership, Party, UserRecord};
use permission::{Action, Actor, Facts, Post, Purpose, Question, Standing, Thing, ThingKind, acts, authorize};
use rulebook::Rulebook;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;

/// On whose behalf a register is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Whoever runs the machine.
    Operator,
    /// A user, who is asked for leave.
    User(Asking),
}

impl By {
    /// Who it is, as the record has it.
    pub(crate) fn who(&self, moment: &Moment) -> String {
        match self {
            Self::Operator => moment.who.clone(),
            Self::User(asking) => asking.user.clone(),
        }
    }
}

/// The registers that make a partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerRegister {
    /// Organisations.
    Organisation,
    /// People in office.
    User,
    /// Groups.
    Group,
    /// Agreements.
    Agreement,
    /// Parties to agreements.
    Party,
}

/// The registers of the partnership as they were last read, with the place in the journal up to which they were. Every question
/// rests on them, so they are read again only where something was written since.
#[derive(Clone, Default)]
pub(crate) struct Remembered {
    kept: Arc<std::sync::Mutex<Option<Read>>>,
}

/// The registers, and the place in the journal up to which they were read.
type Read = (i64, Arc<Partnership>);

/// The registers of the partnership, read together.
pub(crate) async fn load(house: &House) -> Result<Arc<Partnership>> {
    async fn of<T: Body>(house: &House, up_to: i64) -> Result<Vec<T>> {
        Ok(registers::load::<T>(house, Some(up_to)).await?.into_values().map(|kept| kept.body).collect())
    }
    let last = house.store.last_entry().await?;
    let remembered = house.partnership.kept.lock().ok().and_then(|kept| kept.clone());
    if let Some((_, partnership)) = remembered.filter(|(seq, _)| *seq == last) {
        return Ok(partnership);
    }
    let partnership = Arc::new(Partnership {
        organisations: of(house, last).await?,
        users: of(house, last).await?,
        groups: of(house, last).await?,
        agreements: of(house, last).await?,
        parties: of(house, last).await?,
    });
    if let Ok(mut kept) = house.partnership.kept.lock() {
        *kept = Some((last, Arc::clone(&partnership)));
    }
    Ok(partnership)
}

/// The one agreement that covers these organisations for the purpose on a day: that under which all of them are parties, or else
/// the partnership's own.
fn covering<'a>(
    house: &House,
    partnership: &'a Partnership,
    involved: &[String],
    purpose: Option<Purpose>,
    day: Date,
) -> Option<&'a Agreement> {
    let covers = |agreement: &&Agreement| {
        involved.iter().all(|id| {
            let one = partnership::standing(partnership, house.rulebook, agreement, id, day);
            one.party && purpose.is_none_or(|purpose| !purpose.is_of_the_agreement() || one.purposes.contains(&purpose))
        })
    };
    in_order(partnership).into_iter().find(covers).or_else(|| main_agreement(partnership))
}

/// How each of these organisations stands on a day, under the agreement that covers them.
pub(crate) fn standings(
    house: &House,
    partnership: &Partnership,
    involved: &[String],
    purpose: Option<Purpose>,
    day: Date,
) -> BTreeMap<String, Standing> {
    let Some(agreement) = covering(house, partnership, involved, purpose, day) else { return BTreeMap::new() };
    involved.iter().map(|id| (id.clone(), partnership::standing(partnership, house.rulebook, agreement, id, day))).collect()
}

/// Completes a question about giving: whether the covering agreement lists the kind of data for the giver, or a departure from it was
/// recorded that day (agreement 5.5); and whether it lists the power, without which none counts as named (4.2, Appendix 3). In an
/// emergency the giver answers for the power: the agreement governs routine sharing.
pub(crate) fn weigh_giving(house: &House, partnership: &Partnership, question: &mut Question, data_type: &str, day: Date) {
    let giver = question.actor.posts.first().map(|post| post.organisation.clone()).unwrap_or_default();
    let involved: Vec<String> = question.facts.standings.keys().cloned().collect();
    let agreement = covering(house, partnership, &involved, question.purpose, day).filter(|agreement| agreement.in_force_on(day));
    question.facts.agreed_data_type =
        agreement.is_some_and(|agreement| partnership::agreed_data_type(partnership, agreement, &giver, data_type, day).agreed);
    if question.action != Action::GiveInEmergency {
        question.facts.power = question.facts.power.take().filter(|power| agreement.is_some_and(|one| one.power_on(power, day).is_some()));
    }
}

/// What may be named when something is given: each an id and its words.
#[derive(Default)]
pub(crate) struct NamedInGiving {
    /// The kinds of data that the covering agreement lists for the giver, and those for which a departure is recorded that day.
    pub(crate) data_types: Vec<(String, String)>,
    /// The powers that it lists.
    pub(crate) powers: Vec<(String, String)>,
}

/// What may be named when `giver` gives something, under the agreement that covers everybody involved.
pub(crate) fn named_in_giving(
    house: &House,
    partnership: &Partnership,
    giver: &str,
    involved: &[String],
    purpose: Option<Purpose>,
    day: Date,
) -> NamedInGiving {
    let agreement = covering(house, partnership, involved, purpose, day).filter(|agreement| agreement.in_force_on(day));
    let Some(agreement) = agreement else { return NamedInGiving::default() };
    let listed = partnership::data_types_of(partnership, agreement, giver, day);
    let mut data_types: Vec<(String, String)> = listed.into_iter().map(|one| (one.id.clone(), one.what.clone())).collect();
    let departures = partnership.party(&agreement.id, giver).map(|party| party.departures.as_slice()).unwrap_or_default();
    for one in departures.iter().filter(|one| one.on == day) {
        if !data_types.iter().any(|(id, _)| *id == one.data_type) {
            data_types.push((one.data_type.clone(), format!("{} (a departure recorded for today)", one.data_type)));
        }
    }
    let powers = agreement.powers.iter().filter(|power| agreement.power_on(&power.id, day).is_some());
    let powers = powers.map(|power| (power.id.clone(), format!("{}: {}", power.legislation, power.provision))).collect();
    NamedInGiving { data_types, powers }
}

/// The agreements, the partnership's own first.
fn in_order(partnership: &Partnership) -> Vec<&Agreement> {
    let mut agreements: Vec<&Agreement> = partnership.agreements.iter().collect();
    agreements.sort_by_key(|agreement| (agreement.kind != AgreementKind::Partnership, agreement.id.clone()));
    agreements
}

/// The partnership's own agreement.
pub(crate) fn main_agreement(partnership: &Partnership) -> Option<&Agreement> {
    in_order(partnership).into_iter().next()
}

/// Writes a state of one register from TOML: an organisation, a user, a group, an agreement or a party.
///
/// # Errors
/// Usage, where the text is not of the register's shape; refused, where the register or the policy refuses it.
pub async fn record_partner(house: &House, moment: &Moment, by: &By, register: PartnerRegister, text: &str) -> Result<Recorded> {
    match register {
        PartnerRegister::Organisation => record_body::<Organisation>(house, moment, by, &parsed(text)?, None).await,
        PartnerRegister::User => record_body::<UserRecord>(house, moment, by, &parsed(text)?, None).await,
        PartnerRegister::Group => record_body::<Group>(house, moment, by, &parsed(text)?, None).await,
        PartnerRegister::Agreement => record_body::<Agreement>(house, moment, by, &parsed(text)?, None).await,
        PartnerRegister::Party => record_body::<Party>(house, moment, by, &parsed(text)?, None).await,
    }
}

/// What stands in one of the registers.
pub(crate) trait Registered: Body + DeserializeOwned {
    /// Whether it may stand beside what stands in the registers and rules.
    fn beside(&self, partnership: &Partnership, book: &Rulebook) -> std::result::Result<(), Refused>;

    /// Asks for leave to change what has this id.
    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()>;

    /// What follows once it is written.
    async fn follow(&self, _house: &House, _moment: &Moment, _who: &str) -> Result<()> {
        Ok(())
    }
}

impl Registered for Organisation {
    fn beside(&self, partnership: &Partnership, _: &Rulebook) -> std::result::Result<(), Refused> {
        partnership.check_organisation(self)
    }

    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
        permit::<acts::ChangeOrganisation>(house, moment, by, id).await
    }
}

impl Registered for UserRecord {
    fn beside(&self, partnership: &Partnership, _: &Rulebook) -> std::result::Result<(), Refused> {
        partnership.check_user(self)
    }

    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
        permit::<acts::ChangeUser>(house, moment, by, id).await
    }

    async fn follow(&self, house: &House, moment: &Moment, who: &str) -> Result<()> {
        if self.has_left(registers::today(moment)) {
            // Whoever left has nothing open from this moment on.
            crate::signing::cut_because(house, moment, who, &self.id, "left").await?;
        }
        Ok(())
    }
}

impl Registered for Group {
    fn beside(&self, partnership: &Partnership, book: &Rulebook) -> std::result::Result<(), Refused> {
        partnership.check_group(self, book)
    }

    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
        permit::<acts::ChangeGroup>(house, moment, by, id).await
    }
}

impl Registered for Agreement {
    fn beside(&self, partnership: &Partnership, book: &Rulebook) -> std::result::Result<(), Refused> {
        partnership.check_agreement(self, book)
    }

    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
        permit::<acts::ChangeAgreement>(house, moment, by, id).await
    }
}

impl Registered for Party {
    fn beside(&self, partnership: &Partnership, book: &Rulebook) -> std::result::Result<(), Refused> {
        partnership.check_party(self, book)
    }

    async fn permitted(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
        // Of `agreement/organisation` it is the agreement that is changed.
        permit::<acts::ChangeAgreement>(house, moment, by, id.split('/').next().unwrap_or(id)).await
    }
}

/// Checks a state of one register, asks for leave and writes it. `seen` is the entry that its writer had before them; the newest,
/// whatever it is, where none is given.
pub(crate) async fn record_body<T: Registered>(house: &House, moment: &Moment, by: &By, body: &T, seen: Option<i64>) -> Result<Recorded> {
    beside(T::REGISTER, body.beside(&*load(house).await?, house.rulebook))?;
    T::permitted(house, moment, by, &body.id()).await?;
    let moment = Moment { who: by.who(moment), ..moment.clone() };
    let seen = match seen {
        Some(seen) => seen,
        None => registers::find::<T>(house, &body.id()).await?.map_or(0, |(_, seq)| seq),
    };
    let recorded = registers::save(house, &moment, body, seen).await?;
    body.follow(house, &moment, &recorded.who).await?;
    Ok(recorded)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    toml::from_str(text).map_err(|e| {
        // The message of the reader would repeat the line, which may hold what should not be there.
        let line = e.span().map_or(0, |span| text.get(..span.start).map_or(0, |before| before.lines().count()).max(1));
        Trouble::refused(
            "register-file",
            format!("line {line} of the file is not of the shape of this register"),
            "see docs/partnership.md for the shape of each register",
        )
    })
}

fn beside(register: &str, checked: std::result::Result<(), Refused>) -> Result<()> {
    checked.map_err(|refused| registers::trouble(register, &refused))
}

/// Asks for leave to change a thing that is no record of a person.
pub(crate) async fn permit<A: permission::Act>(house: &House, moment: &Moment, by: &By, id: &str) -> Result<()> {
    let thing = Thing::plain(A::ACTION.thing(), id);
    match by {
        By::User(asking) => {
            let question = question(house, moment, asking, A::ACTION, thing, Facts::default()).await?;
            leave::<A>(house, moment, question).await.map(drop)
        }
        By::Operator => {
            let purpose = Some(Purpose::Administration);
            let question = Question { actor: Actor::operator(&moment.who), action: A::ACTION, thing, purpose, facts: Facts::default() };
            authorize::<A>(policy::Policies::builtin()?, question).map(drop).map_err(|refusal| refusal.trouble())
        }
    }
}

/// What a thing is on a day, how it stands and why: an organisation, a user, a group or an agreement.
///
/// # Errors
/// Usage, where the kind has no explanation; refused, where nothing has that id.
pub async fn explain(house: &House, kind: &str, id: &str, on: Option<&str>, moment: &Moment) -> Result<Explained> {
    let day = registers::day_or_today(on, moment)?;
    let partnership = load(house).await?;
    match ThingKind::parse(kind) {
        Some(ThingKind::Organisation) => partnership::explain_organisation(&partnership, house.rulebook, id, day),
        Some(ThingKind::User) => partnership::explain_user(&partnership, house.rulebook, id, day),
        Some(ThingKind::Group) => partnership::explain_group(&partnership, house.rulebook, id, day),
        Some(ThingKind::Agreement) => partnership::explain_agreement(&partnership, house.rulebook, id, day),
        _ => Err(Trouble::usage(
            "explain-kind",
            format!("`{kind}` is not explained here"),
            "it may be organisation, user, group or agreement; `wardmote policy explain` explains a permission, `wardmote clock due --explain` a limit",
        )),
    }
}

/// A register as a table, as it stands on a day.
pub async fn partners_table(house: &House, register: PartnerRegister, on: Option<&str>, moment: &Moment) -> Result<Table> {
    use ColumnKind::Text;
    let day = registers::day_or_today(on, moment)?;
    let partnership = load(house).await?;
    let text = |said: &str| if said.is_empty() { Value::Missing } else { Value::Text(said.to_owned()) };
    let shown = |day: Option<Date>| day.map_or(Value::Missing, |day| Value::Text(day.to_string()));
    let yes = |said: bool| Value::Text(if said { "yes" } else { "no" }.to_owned());
    Ok(match register {
        PartnerRegister::Organisation => {
            let mut table = Table::new(&[
                ("id", Text),
                ("name", Text),
                ("kind", Text),
                ("exists", Text),
                ("since", Text),
                ("until", Text),
                ("successor", Text),
            ]);
            for one in &partnership.organisations {
                let next: Vec<&str> = one.succeeded_by.iter().map(|next| next.to.as_str()).collect();
                table.rows.push(vec![
                    text(&one.id),
                    text(one.name_on(day)),
                    text(one.kind.id()),
                    yes(one.exists_on(day)),
                    shown(one.since),
                    shown(one.until),
                    text(&next.join(", ")),
                ]);
            }
            table
        }
        PartnerRegister::User => {
            let mut table = Table::new(&[("id", Text), ("posts", Text), ("left", Text)]);
            for one in &partnership.users {
                let posts = partnership::posts_on(&partnership.users, &partnership.organisations, &one.id, day).posts;
                let posts: Vec<String> = posts
                    .iter()
                    .map(|post| {
                        format!(
                            "{} at {}{}",
                            post.role.id(),
                            post.organisation,
                            post.covers.as_ref().map(|who| format!(", covering {who}")).unwrap_or_default()
                        )
                    })
                    .collect();
                table.rows.push(vec![text(&one.id), text(&posts.join("; ")), shown(one.left_on)]);
            }
            table
        }
        PartnerRegister::Group => {
            let mut table = Table::new(&[
                ("id", Text),
                ("name", Text),
                ("kind", Text),
                ("exists", Text),
                ("members", ColumnKind::Whole),
                ("votes", ColumnKind::Whole),
            ]);
            for one in &partnership.groups {
                let count = |n: usize| i64::try_from(n).map_or(Value::Missing, Value::Whole);
                let votes = partnership::votes_on(one, &partnership.organisations, day);
                table.rows.push(vec![
                    text(&one.id),
                    text(&one.name),
                    text(one.kind.id()),
                    yes(one.exists_on(day)),
                    count(one.members_on(day).count()),
                    count(votes.voting.len()),
                ]);
            }
            table
        }
        PartnerRegister::Agreement => {
            let mut table = Table::new(&[
                ("id", Text),
                ("title", Text),
                ("owner", Text),
                ("version", Text),
                ("since", Text),
                ("until", Text),
                ("parties", ColumnKind::Whole),
            ]);
            for one in &partnership.agreements {
                let parties = partnership
                    .parties_of(&one.id)
                    .filter(|party| partnership::standing(&partnership, house.rulebook, one, &party.organisation, day).party)
                    .count();
                let parties = i64::try_from(parties).map_or(Value::Missing, Value::Whole);
                table.rows.push(vec![
                    text(&one.id),
                    text(&one.title),
                    text(&one.owner),
                    text(&one.version),
                    shown(one.since),
                    shown(one.until),
                    parties,
                ]);
            }
            table
        }
        PartnerRegister::Party => {
            let mut table = Table::new(&[
                ("agreement", Text),
                ("organisation", Text),
                ("status", Text),
                ("party", Text),
                ("withdrawn", Text),
                ("contact", Text),
                ("signed", Text),
            ]);
            for one in &partnership.parties {
                let Some(agreement) = partnership.agreement(&one.agreement) else { continue };
                let standing = partnership::standing(&partnership, house.rulebook, agreement, &one.organisation, day);
                let contact = match standing.contact {
                    permission::Contact::Named => "named",
                    permission::Contact::Covered => "covered",
                    permission::Contact::Vacant => "vacant",
                };
                table.rows.push(vec![
                    text(&one.agreement),
                    text(&one.organisation),
                    text(one.status.id()),
                    yes(standing.party),
                    yes(standing.withdrawn),
                    text(contact),
                    shown(one.signed_on),
                ]);
            }
            table
        }
    })
}

/// A person in office by their label, with the posts of a day. Who it is stands sealed elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The label.
    pub id: String,
    /// The posts, those held in one's own right first.
    pub posts: Vec<Post>,
    /// The day they left.
    pub left_on: Option<Date>,
}

/// The people in office by their labels, with the posts they hold on a day.
pub async fn offices(house: &House, on: Option<&str>, moment: &Moment) -> Result<Vec<Office>> {
    let day = registers::day_or_today(on, moment)?;
    let partnership = load(house).await?;
    let posts = |id: &str| partnership::posts_on(&partnership.users, &partnership.organisations, id, day).posts;
    let office = |user: &UserRecord| Office { id: user.id.clone(), posts: posts(&user.id), left_on: user.left_on };
    Ok(partnership.users.iter().map(office).collect())
}

/// What is due under the agreements and the terms of reference on a day, late ones first.
pub async fn partner_duties(house: &House, on: Option<&str>, moment: &Moment) -> Result<Vec<partnership::Duty>> {
    let day = registers::day_or_today(on, moment)?;
    let partnership = load(house).await?;
    Ok(partnership::duties(&partnership, house.rulebook, day))
}

/// The action of changing one register; the doors' table of commands names it.
pub fn change_of(register: PartnerRegister) -> Action {
    match register {
        PartnerRegister::Organisation => Action::ChangeOrganisation,
        PartnerRegister::User => Action::ChangeUser,
        PartnerRegister::Group => Action::ChangeGroup,
        PartnerRegister::Agreement | PartnerRegister::Party => Action::ChangeAgreement,
    }
}
