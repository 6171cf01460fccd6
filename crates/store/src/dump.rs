//! The record as text: every table row by row, one JSON object a line, for archives and backups. Both engines give the same
//! bytes for the same record.

use crate::Store;
use crate::engines::{Row, unreadable};
use crate::register::json;
use crate::statements::{self as sql, doors};
use base::Result;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number.
    Whole,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnShape {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// It may hold nothing, which is `null`.
    pub nullable: bool,
}

/// A table of the record.
#[derive(Debug, Clone, Copy)]
pub struct TableShape {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in the order of the schema and of a line.
    pub columns: &'static [ColumnShape],
    /// The columns by which its rows are in order: its primary key.
    pub key: &'static [&'static str],
    /// Belongs in an archive; what does not is kept in backups only.
    pub archived: bool,
    /// The version of the schema that brought it: what an earlier version wrote does not have it.
    pub since: i64,
    pub(crate) select: &'static str,
    pub(crate) insert: &'static str,
}

const fn text(name: &'static str) -> ColumnShape {
    ColumnShape { name, kind: ColumnKind::Text, nullable: false }
}

const fn text_or_nothing(name: &'static str) -> ColumnShape {
    ColumnShape { name, kind: ColumnKind::Text, nullable: true }
}

const fn whole(name: &'static str) -> ColumnShape {
    ColumnShape { name, kind: ColumnKind::Whole, nullable: false }
}

/// Tables that are drawn from others: no dump holds them, and loading draws them anew.
pub const DRAWN: &[&str] = &["reach"];

/// Every table of the record, each after those that its rows point at: the order of a dump, and of loading it.
pub const TABLES: &[TableShape] = &[
    TableShape {
        name: "extract",
        columns: &[
            whole("seq"),
            text("id"),
            text("kind"),
            text("content_sha256"),
            text("received"),
            text("imported_at"),
            text("imported_by"),
            text("folder"),
            text("parts"),
            text("notes"),
            text("passport"),
        ],
        key: &["seq"],
        archived: true,
        since: 1,
        select: sql::DUMP_EXTRACT,
        insert: sql::EXTRACT_INSERT,
    },
    TableShape {
        name: "extract_unit",
        columns: &[whole("seq"), whole("position"), text("force"), text("month"), whole("rows")],
        key: &["seq", "position"],
        archived: true,
        since: 1,
        select: sql::DUMP_UNIT,
        insert: sql::UNIT_INSERT,
    },
    TableShape {
        name: "reject",
        columns: &[
            whole("seq"),
            whole("position"),
            text("file"),
            whole("row_number"),
            text("column_name"),
            text("reason"),
            text("remedy"),
            text("fields"),
        ],
        key: &["seq", "position"],
        archived: true,
        since: 1,
        select: sql::DUMP_REJECT,
        insert: sql::REJECT_INSERT,
    },
    TableShape {
        name: "assessment",
        columns: &[
            whole("id"),
            text("area_code"),
            text("area_name"),
            text("period"),
            text("made_at"),
            text("made_by"),
            whole("holdings_seq"),
            text_or_nothing("as_of"),
            text("rules"),
            text("document"),
        ],
        key: &["id"],
        archived: true,
        since: 1,
        select: sql::DUMP_ASSESSMENT,
        insert: sql::ASSESSMENT_INSERT,
    },
    TableShape {
        name: "figure",
        columns: &[
            whole("assessment"),
            whole("position"),
            text("id"),
            text("title"),
            text("kind"),
            text("unit"),
            text("period"),
            text("area"),
            text_or_nothing("value"),
            text_or_nothing("table_rows"),
            text("rules"),
            text("extracts"),
            text("query"),
            text("rows_query"),
        ],
        key: &["assessment", "id"],
        archived: true,
        since: 1,
        select: sql::DUMP_FIGURE,
        insert: sql::FIGURE_INSERT,
    },
    TableShape {
        name: "entry",
        columns: &[whole("seq"), text("register"), text("id"), text("at"), text("who"), text("body")],
        key: &["seq"],
        archived: true,
        since: 2,
        select: sql::ENTRIES_ALL,
        insert: sql::ENTRY_INSERT,
    },
    TableShape {
        name: "record",
        columns: &[
            text("id"),
            text("kind"),
            text("originator"),
            text("controllers"),
            text("regime"),
            text("marking"),
            whole("kept_apart"),
            text("state"),
            text_or_nothing("closed_on"),
            whole("version"),
            text("opened_at"),
            text_or_nothing("destroyed_at"),
            text_or_nothing("certified_at"),
        ],
        key: &["id"],
        archived: true,
        since: 3,
        select: sql::DUMP_RECORD,
        insert: sql::RECORD_INSERT,
    },
    TableShape {
        name: "record_version",
        columns: &[text("record"), whole("version"), text("at"), text("who"), text("organisation"), whole("altered_copy"), text("sealed")],
        key: &["record", "version"],
        archived: true,
        since: 3,
        select: sql::DUMP_VERSION,
        insert: sql::VERSION_INSERT,
    },
    TableShape {
        name: "disclosure",
        columns: &[
            whole("seq"),
            text("record"),
            text("kind"),
            text("from_organisation"),
            text("to_organisation"),
            text("at"),
            text("who"),
            text("purpose"),
            text("power"),
            text("data_type"),
            text("method"),
            text("reason"),
        ],
        key: &["seq"],
        archived: true,
        since: 3,
        select: sql::DUMP_DISCLOSURE,
        insert: sql::DISCLOSURE_INSERT,
    },
    TableShape {
        name: "hold",
        columns: &[whole("seq"), text("record"), text("ground"), whole("placed"), text("at"), text("who"), text_or_nothing("review")],
        key: &["seq"],
        archived: true,
        since: 3,
        select: sql::DUMP_HOLD,
        insert: sql::HOLD_INSERT,
    },
    TableShape {
        name: "account",
        columns: &[
            text("id"),
            text("handle"),
            text("state"),
            text_or_nothing("terms_version"),
            text_or_nothing("terms_at"),
            text("made_at"),
            text_or_nothing("cut_at"),
        ],
        key: &["id"],
        archived: true,
        since: 4,
        select: doors::ACCOUNTS,
        insert: doors::ACCOUNT_INSERT,
    },
    TableShape {
        name: "credential",
        columns: &[
            text("id"),
            text("account"),
            text("kind"),
            text("label"),
            text("sealed"),
            whole("uses"),
            text("made_at"),
            text_or_nothing("used_at"),
            text_or_nothing("revoked_at"),
        ],
        key: &["id"],
        archived: true,
        since: 4,
        select: doors::DUMP_CREDENTIAL,
        insert: doors::CREDENTIAL_INSERT,
    },
    TableShape {
        name: "outbox",
        columns: &[
            text("id"),
            text("message_id"),
            text("recipient"),
            text("template"),
            text("facts"),
            text_or_nothing("dedupe"),
            text("made_at"),
            text("due_at"),
            text("state"),
            whole("tries"),
            whole("repeats"),
            text_or_nothing("claimed_by"),
            text_or_nothing("claimed_until"),
            text_or_nothing("code"),
            text_or_nothing("done_at"),
        ],
        key: &["id"],
        archived: true,
        since: 4,
        select: doors::DUMP_MAIL,
        insert: doors::MAIL_INSERT,
    },
    TableShape {
        name: "ledger",
        columns: &[whole("seq"), text("at"), text("who"), text("what"), text("thing"), text("body"), text("hash")],
        key: &["seq"],
        archived: true,
        since: 3,
        select: sql::LEDGER_ALL,
        insert: sql::LEDGER_INSERT,
    },
    TableShape {
        name: "invitation",
        columns: &[
            text("id"),
            text("secret_hash"),
            text("account"),
            text("kind"),
            text("made_by"),
            text("made_at"),
            text("ends_at"),
            text_or_nothing("approved_by"),
            text_or_nothing("approved_at"),
            text_or_nothing("used_at"),
            text_or_nothing("withdrawn_at"),
        ],
        key: &["id"],
        archived: false,
        since: 4,
        select: doors::DUMP_INVITATION,
        insert: doors::INVITATION_INSERT,
    },
    TableShape {
        name: "session",
        columns: &[
            text("id"),
            text("secret_hash"),
            text("account"),
            text("way"),
            text_or_nothing("organisation"),
            text_or_nothing("purpose"),
            text("csrf"),
            text("made_at"),
            text("seen_at"),
            text_or_nothing("strong_at"),
            text_or_nothing("before"),
            text_or_nothing("ended_at"),
            text_or_nothing("ended_because"),
        ],
        key: &["id"],
        archived: false,
        since: 4,
        select: doors::DUMP_SESSION,
        insert: doors::SESSION_INSERT,
    },
    TableShape {
        name: "attempt",
        columns: &[text("key"), text("at"), whole("failed")],
        key: &["key", "at"],
        archived: false,
        since: 4,
        select: doors::DUMP_ATTEMPT,
        insert: doors::ATTEMPT_INSERT,
    },
    TableShape {
        name: "token",
        columns: &[
            text("id"),
            text("secret_hash"),
            text("account"),
            text("label"),
            text("scopes"),
            text_or_nothing("organisation"),
            text_or_nothing("purpose"),
            text("made_at"),
            text("ends_at"),
            text_or_nothing("used_on"),
            text_or_nothing("revoked_at"),
        ],
        key: &["id"],
        archived: false,
        since: 4,
        select: doors::DUMP_TOKEN,
        insert: doors::TOKEN_INSERT,
    },
    TableShape {
        name: "feed",
        columns: &[
            text("id"),
            text("secret_hash"),
            text("account"),
            text("kind"),
            text("made_at"),
            text_or_nothing("used_on"),
            text_or_nothing("revoked_at"),
        ],
        key: &["id"],
        archived: false,
        since: 4,
        select: doors::DUMP_FEED,
        insert: doors::FEED_INSERT,
    },
    TableShape {
        name: "link",
        columns: &[
            text("id"),
            text("secret_hash"),
            text("about"),
            text("act"),
            text("organisation"),
            text("made_by"),
            text("made_at"),
            text("ends_at"),
            text_or_nothing("used_at"),
            text_or_nothing("revoked_at"),
        ],
        key: &["id"],
        archived: false,
        since: 4,
        select: doors::DUMP_LINK,
        insert: doors::LINK_INSERT,
    },
    TableShape {
        name: "draft",
        columns: &[text("account"), text("form"), text("sealed"), text("at")],
        key: &["account", "form"],
        archived: false,
        since: 4,
        select: doors::DUMP_DRAFT,
        insert: doors::DRAFT_INSERT,
    },
    TableShape {
        name: "idempotency",
        columns: &[text("token"), text("key_hash"), text("request_hash"), whole("status"), text_or_nothing("answer"), text("at")],
        key: &["token", "key_hash"],
        archived: false,
        since: 4,
        select: doors::DUMP_KEY,
        insert: doors::KEY_INSERT,
    },
    TableShape {
        name: "operation",
        columns: &[whole("seq"), text("at"), text("who"), text("what"), text("detail")],
        key: &["seq"],
        archived: false,
        since: 1,
        select: sql::DUMP_OPERATION,
        insert: sql::OPERATION_INSERT,
    },
];

/// What takes a dump: the table's name, and a row as one line without its end.
pub type Sink<'a> = dyn FnMut(&'static str, &str) -> Result<()> + Send + 'a;

impl Store {
    /// Hands the record to `sink`, table by table and row by row, as one read transaction sees it: the table's name, and the
    /// row as one JSON object without a line's end. What is kept in backups only comes last, and only if it is asked for.
    ///
    /// Memory holds one row. What `sink` answers with ends the dump.
    ///
    /// # Errors
    /// The sink's own; failed where the record can't be read.
    pub async fn dump_all(&self, for_backup: bool, sink: &mut Sink<'_>) -> Result<()> {
        let mut tx = self.pools.reading().await?;
        let mut line = String::new();
        for table in TABLES.iter().filter(|table| table.archived || for_backup) {
            tx.each(table.select, |row| {
                line.clear();
                write_line(table, row, &mut line)?;
                sink(table.name, &line)
            })
            .await?;
        }
        Ok(())
    }
}

/// A row as one line of JSON, its columns in the order of the schema.
fn write_line(table: &TableShape, row: &Row, line: &mut String) -> Result<()> {
    for (at, column) in table.columns.iter().enumerate() {
        line.push(if at == 0 { '{' } else { ',' });
        line.push('"');
        line.push_str(column.name);
        line.push_str("\":");
        let value = match column.kind {
            ColumnKind::Whole => row.whole(at).map(|n| n.to_string()),
            ColumnKind::Text if column.nullable => row.maybe_text(at).and_then(|text| json(&text)),
            ColumnKind::Text => row.text(at).and_then(|text| json(&text)),
        };
        line.push_str(&value.map_err(|_| unreadable(&format!("`{}` of a row of `{}`", column.name, table.name)))?);
    }
    line.push('}');
    Ok(())
}
