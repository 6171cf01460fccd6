//! Every SQL statement of the record, in one place and in one text for both engines.
//!
//! Plain SQL with `$1` placeholders. What SQLite and PostgreSQL do not agree on (how a transaction begins,
//! locks, the engine's own integrity check) is in `engines.rs`. A test prepares every statement below on both.

/// Declares the statements and the list of all of them, so that none can escape the test that prepares them.
macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $sql:expr;)+) => {
        $($(#[$doc])+ pub(crate) const $name: &str = $sql;)+
        /// Name and text of every statement shared by both engines.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

pub mod doors;

statements! {
    /// The columns of an extract, whatever it is looked up by, read by `register::facts_of`. What says where places
    /// are is seen whenever it came: see `register::Store::holdings`.
    EXTRACTS_SEEN = "SELECT seq, content_sha256, received, imported_at, imported_by, folder, parts, notes, passport \
        FROM extract WHERE (received <= $1 OR kind IN ('area-lookup', 'area-changes', 'boundaries')) AND seq <= $2 ORDER BY seq";
    /// One extract by its content.
    EXTRACT_BY_CONTENT = "SELECT seq, content_sha256, received, imported_at, imported_by, folder, parts, notes, passport \
        FROM extract WHERE kind = $1 AND content_sha256 = $2";
    /// Extracts whose id begins with a text; two rows are enough to know that it is ambiguous.
    EXTRACTS_BY_PREFIX = "SELECT seq, id FROM extract WHERE substr(id, 1, length($1)) = $1 ORDER BY id, seq LIMIT 3";
    /// The units of every extract a reader sees.
    UNITS_SEEN = "SELECT u.seq, u.force, u.month, u.rows FROM extract_unit u JOIN extract e ON e.seq = u.seq \
        WHERE (e.received <= $1 OR e.kind IN ('area-lookup', 'area-changes', 'boundaries')) AND e.seq <= $2 \
        ORDER BY u.seq, u.position";
    /// The units of one extract.
    UNITS_OF = "SELECT force, month, rows FROM extract_unit WHERE seq = $1 ORDER BY position";
    /// Who holds which unit of a kind, for deciding supersession inside the transaction that registers.
    UNITS_OF_KIND = "SELECT u.seq, e.received, u.force, u.month, e.notes FROM extract_unit u JOIN extract e ON e.seq = u.seq \
        WHERE e.kind = $1 ORDER BY u.seq, u.position";
    /// The highest place in the register.
    EXTRACT_LAST = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM extract";
    /// A new extract.
    EXTRACT_INSERT = "INSERT INTO extract \
        (seq, id, kind, content_sha256, received, imported_at, imported_by, folder, parts, notes, passport) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// A unit of an extract.
    UNIT_INSERT = "INSERT INTO extract_unit (seq, position, force, month, rows) VALUES ($1, $2, $3, $4, $5)";
    /// A rejected row.
    REJECT_INSERT = "INSERT INTO reject (seq, position, file, row_number, column_name, reason, remedy, fields) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A page of the rejected rows of one extract, in the order they were met.
    REJECTS_OF = "SELECT file, row_number, column_name, reason, remedy, fields FROM reject \
        WHERE seq = $1 AND position > $2 ORDER BY position LIMIT $3";
    /// Rejected rows of every extract, newest extract first.
    REJECTS_ALL = "SELECT e.id, r.file, r.row_number, r.column_name, r.reason, r.remedy, r.fields \
        FROM reject r JOIN extract e ON e.seq = r.seq ORDER BY r.seq DESC, r.position LIMIT $1";
    /// Rejected rows of each extract, counted.
    REJECTS_COUNTED = "SELECT seq, CAST(COUNT(*) AS BIGINT) FROM reject GROUP BY seq ORDER BY seq";
    /// The highest assessment number.
    ASSESSMENT_LAST = "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM assessment";
    /// A new assessment.
    ASSESSMENT_INSERT = "INSERT INTO assessment \
        (id, area_code, area_name, period, made_at, made_by, holdings_seq, as_of, rules, document) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Every first count without its document, newest first. A strategic assessment is made under the rule of what it must hold.
    ASSESSMENTS = "SELECT id, area_code, area_name, period, made_at, made_by, holdings_seq, as_of, rules \
        FROM assessment WHERE rules NOT LIKE '%\"assessment-components@%' ORDER BY id DESC";
    /// The newest first count of an area.
    ASSESSMENT_OF_AREA = "SELECT id, area_code, area_name, period, made_at, made_by, holdings_seq, as_of, rules \
        FROM assessment WHERE area_code = $1 AND rules NOT LIKE '%\"assessment-components@%' ORDER BY id DESC LIMIT 1";
    /// One assessment.
    ASSESSMENT_BY_ID = "SELECT id, area_code, area_name, period, made_at, made_by, holdings_seq, as_of, rules \
        FROM assessment WHERE id = $1";
    /// The document of one assessment.
    DOCUMENT = "SELECT document FROM assessment WHERE id = $1";
    /// A figure of an assessment; figures are never updated.
    FIGURE_INSERT = "INSERT INTO figure (assessment, position, id, title, kind, unit, period, area, value, table_rows, \
        rules, extracts, query, rows_query) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// The figures of one assessment in the order it states them.
    FIGURES_OF = "SELECT assessment, id, title, kind, unit, period, area, value, table_rows, rules, extracts, query, rows_query \
        FROM figure WHERE assessment = $1 ORDER BY position";
    /// The newest figure of this id.
    FIGURE_BY_ID = "SELECT assessment, id, title, kind, unit, period, area, value, table_rows, rules, extracts, query, rows_query \
        FROM figure WHERE id = $1 ORDER BY assessment DESC LIMIT 1";
    /// Every figure, newest assessment first.
    FIGURES_ALL = "SELECT assessment, id, title, kind, unit, period, area, value, table_rows, rules, extracts, query, rows_query \
        FROM figure ORDER BY assessment DESC, position";
    /// The highest place in the journal of entries.
    ENTRY_LAST = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM entry";
    /// An entry; entries are never updated.
    ENTRY_INSERT = "INSERT INTO entry (seq, register, id, at, who, body) VALUES ($1, $2, $3, $4, $5, $6)";
    /// The newest entry about one thing, up to a place in the journal.
    ENTRY_NEWEST = "SELECT seq, register, id, at, who, body FROM entry WHERE register = $1 AND id = $2 AND seq <= $3 \
        ORDER BY seq DESC LIMIT 1";
    /// Every entry about one thing, up to a place in the journal.
    ENTRIES_OF_ID = "SELECT seq, register, id, at, who, body FROM entry WHERE register = $1 AND id = $2 AND seq <= $3 ORDER BY seq";
    /// Every entry of a register, up to a place in the journal.
    ENTRIES_OF_REGISTER = "SELECT seq, register, id, at, who, body FROM entry WHERE register = $1 AND seq <= $2 ORDER BY seq";
    /// The newest entry about each thing of a register, up to a place in the journal.
    ENTRIES_CURRENT = "SELECT e.seq, e.register, e.id, e.at, e.who, e.body FROM entry e WHERE e.register = $1 AND e.seq = \
        (SELECT MAX(n.seq) FROM entry n WHERE n.register = $1 AND n.id = e.id AND n.seq <= $2) ORDER BY e.id";
    /// The entries after a place in the journal whose register begins so: `plan%`.
    ENTRIES_AFTER = "SELECT seq, register, id, at, who, body FROM entry WHERE seq > $1 AND register LIKE $2 ORDER BY seq";
    /// Every entry, for checking.
    ENTRIES_ALL = "SELECT seq, register, id, at, who, body FROM entry ORDER BY seq";
    /// The last row of the ledger.
    LEDGER_LAST = "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1";
    /// One row of the ledger.
    LEDGER_ONE = "SELECT seq, at, who, what, thing, body, hash FROM ledger WHERE seq = $1";
    /// A row of the ledger; rows are never updated.
    LEDGER_INSERT = "INSERT INTO ledger (seq, at, who, what, thing, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Every row of the ledger, in order.
    LEDGER_ALL = "SELECT seq, at, who, what, thing, body, hash FROM ledger ORDER BY seq";
    /// The newest rows of the ledger before one; this and the following take the same values, and a blank text asks for any.
    LEDGER_NEWEST = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND ($4 = '' OR who = $4) AND ($5 = '' OR what = $5) \
        ORDER BY seq DESC LIMIT $2";
    /// The newest between two moments.
    LEDGER_WITHIN = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND ($4 = '' OR who = $4) AND ($5 = '' OR what = $5) AND at >= $6 AND at < $7 \
        ORDER BY seq DESC LIMIT $2";
    /// What a review looks at since a moment, the newest first: six kinds of things done, and whatever was refused. How it ended stands in
    /// the body alone, whose quotes are escaped within what somebody said.
    LEDGER_TO_REVIEW = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE at >= $1 AND (what IN ($3, $4, $5, $6, $7, $8) OR body LIKE '%\"outcome\":\"refused\"%') ORDER BY seq DESC LIMIT $2";
    /// The newest about a thing.
    LEDGER_OF_THING = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND thing = $3 AND ($4 = '' OR who = $4) AND ($5 = '' OR what = $5) \
        ORDER BY seq DESC LIMIT $2";
    /// The newest about a thing, between two moments.
    LEDGER_OF_THING_WITHIN = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND thing = $3 AND ($4 = '' OR who = $4) AND ($5 = '' OR what = $5) AND at >= $6 AND at < $7 \
        ORDER BY seq DESC LIMIT $2";
    /// The newest by somebody.
    LEDGER_OF_WHO = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND who = $4 AND ($5 = '' OR what = $5) \
        ORDER BY seq DESC LIMIT $2";
    /// The newest by somebody, between two moments.
    LEDGER_OF_WHO_WITHIN = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND who = $4 AND ($5 = '' OR what = $5) AND at >= $6 AND at < $7 \
        ORDER BY seq DESC LIMIT $2";
    /// The newest of an action.
    LEDGER_OF_WHAT = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND ($4 = '' OR who = $4) AND what = $5 \
        ORDER BY seq DESC LIMIT $2";
    /// The newest of an action, between two moments.
    LEDGER_OF_WHAT_WITHIN = "SELECT seq, at, who, what, thing, body, hash FROM ledger \
        WHERE seq < $1 AND ($3 = '' OR thing = $3) AND ($4 = '' OR who = $4) AND what = $5 AND at >= $6 AND at < $7 \
        ORDER BY seq DESC LIMIT $2";
    /// A sealed record, without its versions.
    RECORD_ONE = "SELECT id, kind, originator, controllers, regime, marking, kept_apart, state, closed_on, version, opened_at, \
        destroyed_at, certified_at FROM record WHERE id = $1";
    /// Every sealed record of a kind, without versions, in the order of ids.
    RECORDS_OF_KIND = "SELECT id, kind, originator, controllers, regime, marking, kept_apart, state, closed_on, version, opened_at, \
        destroyed_at, certified_at FROM record WHERE kind = $1 ORDER BY id";
    /// A new sealed record.
    RECORD_INSERT = "INSERT INTO record (id, kind, originator, controllers, regime, marking, kept_apart, state, closed_on, version, \
        opened_at, destroyed_at, certified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// A record's newest version.
    RECORD_SET_VERSION = "UPDATE record SET version = $2 WHERE id = $1";
    /// A record is closed on a day.
    RECORD_SET_CLOSED = "UPDATE record SET state = 'closed', closed_on = $2 WHERE id = $1";
    /// A record's keys are about to be destroyed.
    RECORD_SET_DESTROYED = "UPDATE record SET state = 'destroyed', destroyed_at = $2 WHERE id = $1";
    /// A record's keys are destroyed.
    RECORD_SET_CERTIFIED = "UPDATE record SET certified_at = $2 WHERE id = $1";
    /// Records whose destruction was decided and not finished.
    RECORDS_BEING_DESTROYED = "SELECT id, kind, originator, controllers, regime, marking, kept_apart, state, closed_on, version, \
        opened_at, destroyed_at, certified_at FROM record WHERE state = 'destroyed' AND certified_at IS NULL ORDER BY id";
    /// Kind, id and state of every record, for `check`.
    RECORD_STATES = "SELECT r.kind, r.id, r.state, r.version, CAST(COUNT(v.version) AS BIGINT), r.certified_at FROM record r \
        LEFT JOIN record_version v ON v.record = r.id GROUP BY r.kind, r.id, r.state, r.version, r.certified_at ORDER BY r.id";
    /// A version of a record; versions are never updated.
    VERSION_INSERT = "INSERT INTO record_version (record, version, at, who, organisation, altered_copy, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Every version of a record, oldest first.
    VERSIONS_OF = "SELECT version, at, who, organisation, altered_copy, sealed FROM record_version WHERE record = $1 ORDER BY version";
    /// The newest version that an organisation works on: its own altered copy, where it has one, or else the originator's.
    VERSION_FOR = "SELECT version, at, who, organisation, altered_copy, sealed FROM record_version \
        WHERE record = $1 AND (altered_copy = 0 OR organisation = $2) ORDER BY altered_copy DESC, version DESC LIMIT 1";
    /// One version of a record.
    VERSION_ONE = "SELECT version, at, who, organisation, altered_copy, sealed FROM record_version WHERE record = $1 AND version = $2";
    /// The newest version of every record of a kind that is not destroyed, in the order of ids, a page at a time.
    NEWEST_OF_KIND = "SELECT r.id, v.version, v.sealed FROM record r JOIN record_version v ON v.record = r.id AND v.version = \
        (SELECT MAX(w.version) FROM record_version w WHERE w.record = r.id AND w.altered_copy = 0) \
        WHERE r.kind = $1 AND r.state <> 'destroyed' AND r.id > $2 ORDER BY r.id LIMIT $3";
    /// The newest version of one record of a kind that is not destroyed.
    NEWEST_ONE = "SELECT v.version, v.sealed FROM record r JOIN record_version v ON v.record = r.id AND v.version = \
        (SELECT MAX(w.version) FROM record_version w WHERE w.record = r.id AND w.altered_copy = 0) \
        WHERE r.kind = $1 AND r.id = $2 AND r.state <> 'destroyed'";
    /// The things of a kind that were changed after a row of the ledger; `$2` is the kind with its colon.
    THINGS_CHANGED = "SELECT DISTINCT thing FROM ledger WHERE seq > $1 AND substr(thing, 1, length($2)) = $2 \
        AND what IN ('record-person', 'edit-person', 'rotate-person-key', 'destroy-person', 'apply-tombstone', 'certify-destruction') \
        ORDER BY thing";
    /// The highest number of a disclosure.
    DISCLOSURE_LAST = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM disclosure";
    /// A disclosure; disclosures are never updated.
    DISCLOSURE_INSERT = "INSERT INTO disclosure (seq, record, kind, from_organisation, to_organisation, at, who, purpose, power, \
        data_type, method, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// The disclosures of a record, in order.
    DISCLOSURES_OF = "SELECT seq, record, kind, from_organisation, to_organisation, at, who, purpose, power, data_type, method, reason \
        FROM disclosure WHERE record = $1 ORDER BY seq";
    /// The highest number of a hold.
    HOLD_LAST = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM hold";
    /// A hold placed or lifted; rows are never updated.
    HOLD_INSERT = "INSERT INTO hold (seq, record, ground, placed, at, who, review) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// What was placed on a record and lifted, in order.
    HOLDS_OF = "SELECT seq, record, ground, placed, at, who, review FROM hold WHERE record = $1 ORDER BY seq";
    /// The highest place in the operations log.
    OPERATION_LAST = "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) FROM operation";
    /// A line of the operations log.
    OPERATION_INSERT = "INSERT INTO operation (seq, at, who, what, detail) VALUES ($1, $2, $3, $4, $5)";
    /// Every extract, column by column as the schema has them; this and the following are for dumping.
    DUMP_EXTRACT = "SELECT seq, id, kind, content_sha256, received, imported_at, imported_by, folder, parts, notes, passport \
        FROM extract ORDER BY seq";
    /// Every unit.
    DUMP_UNIT = "SELECT seq, position, force, month, rows FROM extract_unit ORDER BY seq, position";
    /// Every rejected row.
    DUMP_REJECT = "SELECT seq, position, file, row_number, column_name, reason, remedy, fields FROM reject ORDER BY seq, position";
    /// Every assessment with its document.
    DUMP_ASSESSMENT = "SELECT id, area_code, area_name, period, made_at, made_by, holdings_seq, as_of, rules, document \
        FROM assessment ORDER BY id";
    /// Every figure.
    DUMP_FIGURE = "SELECT assessment, position, id, title, kind, unit, period, area, value, table_rows, rules, extracts, query, \
        rows_query FROM figure ORDER BY assessment, id";
    /// Every sealed record.
    DUMP_RECORD = "SELECT id, kind, originator, controllers, regime, marking, kept_apart, state, closed_on, version, opened_at, \
        destroyed_at, certified_at FROM record ORDER BY id";
    /// Every version of every record.
    DUMP_VERSION = "SELECT record, version, at, who, organisation, altered_copy, sealed FROM record_version ORDER BY record, version";
    /// Every disclosure.
    DUMP_DISCLOSURE = "SELECT seq, record, kind, from_organisation, to_organisation, at, who, purpose, power, data_type, method, \
        reason FROM disclosure ORDER BY seq";
    /// Every hold.
    DUMP_HOLD = "SELECT seq, record, ground, placed, at, who, review FROM hold ORDER BY seq";
    /// The whole operations log.
    DUMP_OPERATION = "SELECT seq, at, who, what, detail FROM operation ORDER BY seq";
    /// How many rows each table has.
    ROWS_COUNTED = "SELECT 'extract', CAST(COUNT(*) AS BIGINT) FROM extract \
        UNION ALL SELECT 'extract_unit', CAST(COUNT(*) AS BIGINT) FROM extract_unit \
        UNION ALL SELECT 'reject', CAST(COUNT(*) AS BIGINT) FROM reject \
        UNION ALL SELECT 'assessment', CAST(COUNT(*) AS BIGINT) FROM assessment \
        UNION ALL SELECT 'figure', CAST(COUNT(*) AS BIGINT) FROM figure \
        UNION ALL SELECT 'entry', CAST(COUNT(*) AS BIGINT) FROM entry \
        UNION ALL SELECT 'record', CAST(COUNT(*) AS BIGINT) FROM record \
        UNION ALL SELECT 'record_version', CAST(COUNT(*) AS BIGINT) FROM record_version \
        UNION ALL SELECT 'disclosure', CAST(COUNT(*) AS BIGINT) FROM disclosure \
        UNION ALL SELECT 'hold', CAST(COUNT(*) AS BIGINT) FROM hold \
        UNION ALL SELECT 'account', CAST(COUNT(*) AS BIGINT) FROM account \
        UNION ALL SELECT 'credential', CAST(COUNT(*) AS BIGINT) FROM credential \
        UNION ALL SELECT 'outbox', CAST(COUNT(*) AS BIGINT) FROM outbox \
        UNION ALL SELECT 'ledger', CAST(COUNT(*) AS BIGINT) FROM ledger \
        UNION ALL SELECT 'invitation', CAST(COUNT(*) AS BIGINT) FROM invitation \
        UNION ALL SELECT 'session', CAST(COUNT(*) AS BIGINT) FROM session \
        UNION ALL SELECT 'attempt', CAST(COUNT(*) AS BIGINT) FROM attempt \
        UNION ALL SELECT 'token', CAST(COUNT(*) AS BIGINT) FROM token \
        UNION ALL SELECT 'feed', CAST(COUNT(*) AS BIGINT) FROM feed \
        UNION ALL SELECT 'link', CAST(COUNT(*) AS BIGINT) FROM link \
        UNION ALL SELECT 'draft', CAST(COUNT(*) AS BIGINT) FROM draft \
        UNION ALL SELECT 'idempotency', CAST(COUNT(*) AS BIGINT) FROM idempotency \
        UNION ALL SELECT 'operation', CAST(COUNT(*) AS BIGINT) FROM operation";
    /// The newest lines of the operations log.
    OPERATIONS = "SELECT seq, at, who, what, detail FROM operation ORDER BY seq DESC LIMIT $1";
}

/// Statements of SQLite alone.
pub const SQLITE_ONLY: &[(&str, &str)] =
    &[("BEGIN_WRITING", SQLITE_BEGIN_WRITING), ("BEGIN_READING", SQLITE_BEGIN_READING), ("GUARDS", SQLITE_GUARDS)];
/// Takes the write lock at once, so that what a transaction reads cannot change before it writes.
pub(crate) const SQLITE_BEGIN_WRITING: &str = "BEGIN IMMEDIATE";
/// One snapshot for all reads of the transaction.
pub(crate) const SQLITE_BEGIN_READING: &str = "BEGIN DEFERRED";
/// The engine's own check of its file: one row `ok`, or what is wrong.
pub(crate) const SQLITE_INTEGRITY: &str = "PRAGMA integrity_check(20)";
/// Rows that point at nothing.
pub(crate) const SQLITE_FOREIGN_KEYS: &str = "PRAGMA foreign_key_check";

/// Statements of PostgreSQL alone.
pub const POSTGRES_ONLY: &[(&str, &str)] = &[("LOOKS_LIKE_OURS", POSTGRES_IS_OURS), ("GUARDS", POSTGRES_GUARDS)];
/// Each statement sees what was committed before it: after the lock, everything earlier writers did.
pub(crate) const POSTGRES_BEGIN_WRITING: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// One snapshot for all reads of the transaction.
pub(crate) const POSTGRES_BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// One registration at a time, so that numbers have no gaps and are committed in order.
pub(crate) const POSTGRES_LOCK_EXTRACT: &str = "LOCK TABLE extract IN SHARE ROW EXCLUSIVE MODE";
/// One assessment saved at a time.
pub(crate) const POSTGRES_LOCK_ASSESSMENT: &str = "LOCK TABLE assessment IN SHARE ROW EXCLUSIVE MODE";
/// One writer to the journal of entries at a time.
pub(crate) const POSTGRES_LOCK_ENTRY: &str = "LOCK TABLE entry IN SHARE ROW EXCLUSIVE MODE";
/// One writer at the end of the chain at a time; always the last lock that a transaction takes.
pub(crate) const POSTGRES_LOCK_LEDGER: &str = "LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE";
/// Name and text of the guards that the ledger and the appended tables must have, as the engine knows them.
pub(crate) const SQLITE_GUARDS: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
/// The same on PostgreSQL, with the body of the function that each runs: only those that fire.
pub(crate) const POSTGRES_GUARDS: &str = "SELECT CAST(t.tgname AS TEXT), pg_get_triggerdef(t.oid, TRUE) || ' ' || p.prosrc \
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid \
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY 1";
/// One line of the operations log at a time.
pub(crate) const POSTGRES_LOCK_OPERATION: &str = "LOCK TABLE operation IN SHARE ROW EXCLUSIVE MODE";
/// One trial of a way in at a time, so that each sees those before it.
pub(crate) const POSTGRES_LOCK_ATTEMPT: &str = "LOCK TABLE attempt IN SHARE ROW EXCLUSIVE MODE";
/// One claim of mail at a time. Whoever holds it takes no other lock, for who holds the ledger may wait for it.
pub(crate) const POSTGRES_LOCK_OUTBOX: &str = "LOCK TABLE outbox IN SHARE ROW EXCLUSIVE MODE";
/// Every list at once, for loading; the ledger last here too.
pub(crate) const POSTGRES_LOCK_EVERYTHING: &str =
    "LOCK TABLE extract, assessment, entry, operation, attempt, outbox, ledger IN SHARE ROW EXCLUSIVE MODE";
/// Whether `init` has been run on this database.
pub(crate) const POSTGRES_IS_OURS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM information_schema.tables \
    WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'";
