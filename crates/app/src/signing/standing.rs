//! Who may let somebody in, and whose account it is: the questions about accounts of others.

use crate::people::{actor_of, complete, leave, refuse};
use crate::registers::today;
use crate::{By, House, Moment};
use base::{Result, Trouble};
use jiff::civil::Date;
use partnership::Partnership;
use partnership::signing::{Approver, Letting};
use permission::{Act, Action, Actor, Allowed, Purpose, Question, Role, authorize};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::AccountState;

/// The registers of a day, and who can sign in.
pub(super) struct Ground {
    pub(super) partnership: Arc<Partnership>,
    active: BTreeSet<String>,
    owner: Option<String>,
    day: Date,
}

impl Ground {
    pub(super) async fn of(house: &House, moment: &Moment) -> Result<Self> {
        let partnership = crate::people::partnership(house).await?;
        let accounts = house.store.accounts().await?.into_iter();
        let active = accounts.filter(|account| account.state == AccountState::Active).map(|account| account.user).collect();
        let owner = crate::partners::main_agreement(&partnership).map(|agreement| agreement.owner.clone());
        Ok(Self { partnership, active, owner, day: today(moment) })
    }

    fn letting(&self) -> Letting<'_> {
        Letting { partnership: &self.partnership, owner: self.owner.as_deref(), active: &self.active, day: self.day }
    }

    /// Who can confirm that somebody is who they say, by label; none where it is left to whoever runs the machine.
    pub(super) fn confirmers(&self, user: &str) -> Vec<String> {
        labels(self.letting().confirmers(user))
    }

    /// Who can approve the invitation of an office, by label.
    pub(super) fn approvers(&self, user: &str) -> Vec<String> {
        let by_nobody = partnership::signing::Inviter::User("");
        match self.letting().approval_needed(user, by_nobody) {
            partnership::signing::Approval::Already => Vec::new(),
            partnership::signing::Approval::By(approvers) => labels(approvers),
        }
    }

    /// Whether an administrator can sign in.
    fn has_administrator(&self) -> bool {
        let Partnership { users, organisations, .. } = &*self.partnership;
        let holds = |user: &String| {
            partnership::posts_on(users, organisations, user, self.day).posts.iter().any(|post| post.role == Role::Administrator)
        };
        self.active.iter().any(holds)
    }
}

fn labels(approvers: Vec<Approver>) -> Vec<String> {
    let labels: BTreeSet<String> = approvers.into_iter().flat_map(|one| one.users).collect();
    labels.into_iter().collect()
}

/// Whoever asks about the account of somebody else, with what an answer rests on.
pub(super) struct Asker {
    actor: Actor,
    purpose: Option<Purpose>,
    operator: bool,
    pub(super) ground: Ground,
}

impl Asker {
    pub(super) async fn of(house: &House, moment: &Moment, by: &By) -> Result<Self> {
        let ground = Ground::of(house, moment).await?;
        let (actor, purpose, operator) = match by {
            By::Operator => (Actor::operator(&moment.who), Some(Purpose::Administration), true),
            By::User(asking) => {
                asking.check()?;
                (actor_of(&ground.partnership, asking, ground.day), asking.purpose, false)
            }
        };
        Ok(Self { actor, purpose, operator, ground })
    }

    fn question(&self, house: &House, action: Action, user: &str) -> Question {
        let Ground { partnership, day, .. } = &self.ground;
        let letting = self.ground.letting();
        let (thing, facts) = (letting.account(user), letting.facts(user, action));
        complete(house, partnership, self.actor.clone(), action, thing, self.purpose, facts, *day)
    }

    /// Whether leave would be given. Nothing is asked for, so nothing is written down.
    pub(super) fn would<A: Act>(&self, house: &House, user: &str) -> bool {
        policy::Policies::builtin().is_ok_and(|policies| policies.answer(&self.question(house, A::ACTION, user)).allowed)
    }

    /// Leave for an action on the account of an office. A refusal has its row in the ledger.
    pub(super) async fn leave<A: Act>(&self, house: &House, moment: &Moment, user: &str) -> Result<Allowed<A>> {
        let question = self.question(house, A::ACTION, user);
        if !self.operator {
            return leave::<A>(house, moment, question).await;
        }
        match authorize::<A>(policy::Policies::builtin()?, question) {
            Ok(allowed) => Ok(allowed),
            Err(refusal) => refuse(house, moment, &refusal).await,
        }
    }

    /// Whoever runs the machine lets in nobody any more once an administrator can.
    pub(super) fn refuse_operator_where_others_can(&self) -> Result<()> {
        if self.operator && self.ground.has_administrator() {
            return Err(Trouble::usage(
                "user-needed",
                "an administrator can sign in, and whoever runs the machine invites nobody any more",
                "add `--as USER --purpose administration`",
            ));
        }
        Ok(())
    }
}

/// The organisations at which an office is held.
pub(super) async fn organisations_of(house: &House, moment: &Moment, user: &str) -> Result<Vec<String>> {
    let partnership = crate::people::partnership(house).await?;
    Ok(partnership::signing::organisations_of(&partnership, user, today(moment)))
}
