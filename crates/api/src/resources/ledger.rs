//! The ledger, read by those who watch over it.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, begins, cut};
use crate::table::{Row, rows};
use crate::words::{Day, Id, LedgerThing};
use app::AuditAsk;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A row of the ledger.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerRow {
    /// Its number.
    #[schema(minimum = 1)]
    seq: i64,
    /// When; null where the row can't be read, as the other fields are then.
    #[schema(format = DateTime)]
    at: Option<String>,
    /// Who, by the label of the office.
    who: Option<String>,
    /// In which post.
    post: Option<String>,
    /// What was done.
    what: Option<String>,
    /// To which thing.
    thing: Option<String>,
    /// `done` or `refused`.
    outcome: Option<String>,
    /// For which purpose.
    purpose: Option<String>,
    /// By which door.
    door: Option<String>,
    /// Under which policies.
    policies: Option<String>,
    /// What else it says; a sealed reason is named, not shown.
    detail: Option<String>,
}

impl LedgerRow {
    fn of(row: Row<'_>) -> Self {
        Self {
            seq: row.whole("seq"),
            at: row.maybe("at"),
            who: row.maybe("who"),
            post: row.maybe("post"),
            what: row.maybe("what"),
            thing: row.maybe("thing"),
            outcome: row.maybe("outcome"),
            purpose: row.maybe("purpose"),
            door: row.maybe("door"),
            policies: row.maybe("policies"),
            detail: row.maybe("detail"),
        }
    }
}

/// Which rows are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this office.
    #[param(inline)]
    who: Option<Id>,
    /// Those of this action.
    #[param(inline)]
    what: Option<Id>,
    /// Those about this thing.
    #[param(inline)]
    thing: Option<LedgerThing>,
    /// Those from this day on.
    #[param(inline)]
    since: Option<Day>,
    /// Those before this day.
    #[param(inline)]
    until: Option<Day>,
}

/// The ledger
///
/// Its rows, the newest first. The lead of the organisation that owns the agreement sees every row; the lead of another partner sees
/// what its own people did and what was done to its records. Each page read has a row of its own.
#[utoipa::path(
    get,
    path = "/api/v1/ledger",
    operation_id = "ledger",
    tag = "governance",
    params(Which, Paged),
    responses((status = 200, description = "A page of the ledger", body = Listed<LedgerRow>))
)]
pub(crate) async fn ledger(call: Call) -> Answered<Listed<LedgerRow>> {
    let (asked, paged): (Which, Paged) = (call.query()?, call.query()?);
    let most = paged.most();
    let ask = AuditAsk {
        who: asked.who.map(|who| who.as_str().to_owned()),
        what: asked.what.map(|what| what.as_str().to_owned()),
        thing: asked.thing.map(|thing| thing.as_str().to_owned()),
        since: asked.since.map(|day| day.as_str().to_owned()),
        until: asked.until.map(|day| day.as_str().to_owned()),
        before: begins(call.route(), &paged)?,
        // One row beyond the page tells whether another follows.
        limit: u32::try_from(most + 1).unwrap_or(u32::MAX),
    };
    let table = app::audit_lines(call.house(), call.moment(), &call.asking(), &ask).await?;
    let mut found: Vec<LedgerRow> = rows(&table).map(LedgerRow::of).collect();
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more).map(|row| row.seq);
    Ok(cut(call.route(), found, last))
}
