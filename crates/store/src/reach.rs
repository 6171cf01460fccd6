//! Which organisations a record may concern, drawn from the record and its disclosures and kept beside them: it finds a page of
//! records without looking at every one, and decides nothing.

use crate::engines::{Bind, Row, Tx, without_nul};
use crate::ledger::LONGEST_NAME;
use crate::register::parsed;
use crate::statements::doors as sql;
use base::Result;
use std::collections::BTreeSet;

/// An organisation, a kind and a record.
type Reached = (String, String, String);

/// Whether an organisation may be called so. An index of PostgreSQL holds no long rows, and no organisation has so long an id.
fn may_be(organisation: &str) -> bool {
    without_nul(organisation).len() <= LONGEST_NAME
}

/// A record may concern an organisation from now on.
pub(crate) async fn of(tx: &mut Tx, organisation: &str, kind: &str, record: &str) -> Result<()> {
    if !may_be(organisation) {
        return Ok(());
    }
    tx.execute(sql::REACH_INSERT, &[Bind::Text(organisation), Bind::Text(kind), Bind::Text(record)]).await
}

/// A record concerns its originator and its controllers.
pub(crate) async fn of_owners(tx: &mut Tx, record: &str, kind: &str, originator: &str, controllers: &[String]) -> Result<()> {
    of(tx, originator, kind, record).await?;
    for controller in controllers {
        of(tx, controller, kind, record).await?;
    }
    Ok(())
}

/// Draws all of it anew, after rows were loaded.
pub(crate) async fn draw(tx: &mut Tx) -> Result<()> {
    for (organisation, kind, record) in drawn(tx).await? {
        of(tx, &organisation, &kind, &record).await?;
    }
    Ok(())
}

/// Where it is not what the records and disclosures make it, one line each.
pub(crate) async fn untrue(tx: &mut Tx) -> Result<Vec<String>> {
    let drawn = drawn(tx).await?;
    let mut there = BTreeSet::new();
    tx.each(sql::REACH_ALL, |row| {
        there.insert((row.text(0)?, row.text(1)?, row.text(2)?));
        Ok(())
    })
    .await?;
    let missing = drawn.difference(&there).map(|(organisation, kind, record)| {
        format!("`{kind}:{record}` concerns the organisation `{organisation}`, whose pages would not show it")
    });
    let beside = there.difference(&drawn).map(|(organisation, kind, record)| {
        format!("`{kind}:{record}` does not concern the organisation `{organisation}`, and stands among what does")
    });
    Ok(missing.chain(beside).collect())
}

async fn drawn(tx: &mut Tx) -> Result<BTreeSet<Reached>> {
    let mut drawn = BTreeSet::new();
    tx.each(sql::REACH_OWNERS, |row: &Row| {
        let (record, kind) = (row.text(0)?, row.text(1)?);
        let controllers: Vec<String> = parsed(&row.text(3)?)?;
        for organisation in controllers.into_iter().chain([row.text(2)?]) {
            // As it is bound, and as it is compared.
            drawn.insert((without_nul(&organisation), kind.clone(), record.clone()));
        }
        Ok(())
    })
    .await?;
    tx.each(sql::REACH_RECEIVERS, |row: &Row| {
        drawn.insert((row.text(2)?, row.text(1)?, row.text(0)?));
        Ok(())
    })
    .await?;
    drawn.retain(|(organisation, ..)| may_be(organisation));
    Ok(drawn)
}
