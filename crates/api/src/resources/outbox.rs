//! Mail that waits, went or was given up: whose, what kind, how far; never words or addresses.

use super::Answered;
use crate::call::Call;
use crate::paging::{Listed, Paged, page};
use crate::table::{Row, rows};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Mail that is looked through at the most.
const NEWEST: u32 = 10_000;

/// A message.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    /// Its id.
    id: String,
    /// To whom, by the label of the office.
    user: String,
    /// What kind of message it is.
    kind: String,
    /// How far it is: `waiting`, `claimed`, `sent`, `unknown`, `given-up`, `withdrawn`.
    state: String,
    /// When it was put there.
    #[schema(format = DateTime)]
    made_at: String,
    /// When it is to be sent.
    #[schema(format = DateTime)]
    due_at: String,
    /// How often it was tried.
    #[schema(minimum = 0)]
    tries: i64,
    /// What the server said last.
    code: Option<String>,
    /// When it was over.
    #[schema(format = DateTime)]
    done_at: Option<String>,
}

impl Message {
    fn of(row: Row<'_>) -> Self {
        Self {
            id: row.text("id"),
            user: row.text("user"),
            kind: row.text("kind"),
            state: row.text("state"),
            made_at: row.text("made"),
            due_at: row.text("due"),
            tries: row.whole("tries"),
            code: row.maybe("code"),
            done_at: row.maybe("done"),
        }
    }
}

/// Which messages are asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those that are this far.
    #[param(inline, value_type = Option<State>)]
    state: Option<String>,
}

/// How far a message is.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
#[allow(dead_code, reason = "the description alone names them")]
enum State {
    /// It waits.
    Waiting,
    /// It is being sent.
    Claimed,
    /// It was taken.
    Sent,
    /// Whether it was taken is not known.
    Unknown,
    /// It was given up.
    GivenUp,
    /// It was withdrawn.
    Withdrawn,
}

/// The outbox
///
/// The newest ten thousand messages, the newest first: whose, what kind, how far.
#[utoipa::path(
    get,
    path = "/api/v1/outbox",
    operation_id = "outbox",
    tag = "governance",
    params(Which, Paged),
    responses((status = 200, description = "A page of the outbox", body = Listed<Message>))
)]
pub(crate) async fn outbox(call: Call) -> Answered<Listed<Message>> {
    let (asked, paged): (Which, Paged) = (call.query()?, call.query()?);
    let by = app::By::User(call.asking());
    let table = app::outbox::outbox_table(call.house(), call.moment(), &by, asked.state.as_deref(), NEWEST).await?;
    page(call.route(), &paged, rows(&table).map(Message::of).map(|one| (newest_first(&one), one)))
}

/// A key by which later messages come first: a moment with every digit turned round.
fn newest_first(message: &Message) -> String {
    let turned = message.made_at.chars().map(|c| c.to_digit(10).and_then(|digit| char::from_digit(9 - digit, 10)).unwrap_or(c));
    format!("{} {}", turned.collect::<String>(), message.id)
}
