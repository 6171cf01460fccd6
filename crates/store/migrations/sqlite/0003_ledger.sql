-- The ledger, and the sealed records about people. Personal values stand here sealed only; their keys lie elsewhere.
-- What is stored once is appended: versions, disclosures and holds are never changed, and the ledger is a chain.

CREATE TABLE ledger (
    seq   INTEGER PRIMARY KEY CHECK (seq > 0),
    at    TEXT NOT NULL CHECK (length(at) = 20),
    who   TEXT NOT NULL CHECK (length(who) > 0),
    what  TEXT NOT NULL CHECK (length(what) > 0),
    thing TEXT NOT NULL CHECK (length(thing) > 0),
    body  TEXT NOT NULL CHECK (length(body) > 0),
    hash  TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE INDEX ledger_by_thing ON ledger (thing, seq);
CREATE INDEX ledger_by_who ON ledger (who, seq);

CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger)
BEGIN
    SELECT RAISE(ABORT, 'the ledger takes the next number only');
END;

CREATE TRIGGER ledger_never_updated BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TRIGGER ledger_never_deleted BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

CREATE TABLE record (
    id           TEXT PRIMARY KEY CHECK (length(id) > 0),
    kind         TEXT NOT NULL CHECK (length(kind) > 0),
    originator   TEXT NOT NULL,
    controllers  TEXT NOT NULL,
    regime       TEXT NOT NULL,
    marking      TEXT NOT NULL,
    kept_apart   INTEGER NOT NULL CHECK (kept_apart IN (0, 1)),
    state        TEXT NOT NULL CHECK (state IN ('open', 'closed', 'destroyed')),
    closed_on    TEXT CHECK (closed_on IS NULL OR length(closed_on) = 10),
    version      INTEGER NOT NULL CHECK (version > 0),
    opened_at    TEXT NOT NULL CHECK (length(opened_at) = 20),
    destroyed_at TEXT CHECK (destroyed_at IS NULL OR length(destroyed_at) = 20),
    certified_at TEXT CHECK (certified_at IS NULL OR length(certified_at) = 20),
    CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL)),
    CHECK (certified_at IS NULL OR destroyed_at IS NOT NULL),
    CHECK (state <> 'open' OR closed_on IS NULL),
    CHECK (state <> 'closed' OR closed_on IS NOT NULL)
) STRICT;

-- A record that was destroyed stays destroyed, what it is stays what it is, its versions go up one by one, and none is
-- ever removed: not even by one of its id that takes its place.
CREATE TRIGGER record_stays_destroyed BEFORE UPDATE ON record
WHEN OLD.state = 'destroyed'
    AND (NEW.state <> 'destroyed' OR NEW.destroyed_at <> OLD.destroyed_at OR NEW.version <> OLD.version
        OR (OLD.certified_at IS NOT NULL AND NEW.certified_at IS NOT OLD.certified_at))
BEGIN
    SELECT RAISE(ABORT, 'a destroyed record stays destroyed');
END;

CREATE TRIGGER record_only_moves_forward BEFORE UPDATE ON record
WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.originator <> OLD.originator OR NEW.opened_at <> OLD.opened_at
    OR NEW.version < OLD.version OR NEW.version > OLD.version + 1
    OR NEW.controllers <> OLD.controllers OR NEW.regime <> OLD.regime OR NEW.marking <> OLD.marking OR NEW.kept_apart <> OLD.kept_apart
    OR (NEW.state = 'open' AND OLD.state <> 'open') OR (OLD.closed_on IS NOT NULL AND COALESCE(NEW.closed_on, '') <> OLD.closed_on)
BEGIN
    SELECT RAISE(ABORT, 'a record keeps whose it is, is never opened again, and its versions go up one by one');
END;

CREATE TRIGGER record_never_replaced BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'a record is never replaced by another of its id');
END;

CREATE TRIGGER record_never_deleted BEFORE DELETE ON record
BEGIN
    SELECT RAISE(ABORT, 'records are destroyed by their keys, never deleted');
END;

CREATE TABLE record_version (
    record       TEXT NOT NULL REFERENCES record (id),
    version      INTEGER NOT NULL CHECK (version > 0),
    at           TEXT NOT NULL CHECK (length(at) = 20),
    who          TEXT NOT NULL CHECK (length(who) > 0),
    organisation TEXT NOT NULL,
    altered_copy INTEGER NOT NULL CHECK (altered_copy IN (0, 1)),
    sealed       TEXT NOT NULL CHECK (length(sealed) > 0),
    PRIMARY KEY (record, version)
) STRICT;

CREATE TRIGGER record_version_in_order BEFORE INSERT ON record_version
WHEN NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM record_version WHERE record = NEW.record)
BEGIN
    SELECT RAISE(ABORT, 'a record takes its next version only');
END;

CREATE TRIGGER record_version_never_updated BEFORE UPDATE ON record_version
BEGIN
    SELECT RAISE(ABORT, 'versions are never changed');
END;

CREATE TRIGGER record_version_never_deleted BEFORE DELETE ON record_version
BEGIN
    SELECT RAISE(ABORT, 'versions are never removed');
END;

CREATE TABLE disclosure (
    seq               INTEGER PRIMARY KEY CHECK (seq > 0),
    record            TEXT NOT NULL REFERENCES record (id),
    kind              TEXT NOT NULL CHECK (kind IN ('shared', 'passed-on', 'emergency', 'consent', 'recalled')),
    from_organisation TEXT NOT NULL,
    to_organisation   TEXT NOT NULL,
    at                TEXT NOT NULL CHECK (length(at) = 20),
    who               TEXT NOT NULL CHECK (length(who) > 0),
    purpose           TEXT NOT NULL,
    power             TEXT NOT NULL,
    data_type         TEXT NOT NULL,
    method            TEXT NOT NULL,
    reason            TEXT NOT NULL
) STRICT;

CREATE INDEX disclosure_by_record ON disclosure (record, seq);

CREATE TRIGGER disclosure_in_order BEFORE INSERT ON disclosure
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM disclosure)
BEGIN
    SELECT RAISE(ABORT, 'disclosures take the next number only');
END;

CREATE TRIGGER disclosure_never_updated BEFORE UPDATE ON disclosure
BEGIN
    SELECT RAISE(ABORT, 'disclosures are never changed');
END;

CREATE TRIGGER disclosure_never_deleted BEFORE DELETE ON disclosure
BEGIN
    SELECT RAISE(ABORT, 'disclosures are never removed');
END;

CREATE TABLE hold (
    seq    INTEGER PRIMARY KEY CHECK (seq > 0),
    record TEXT NOT NULL REFERENCES record (id),
    ground TEXT NOT NULL CHECK (length(ground) > 0),
    placed INTEGER NOT NULL CHECK (placed IN (0, 1)),
    at     TEXT NOT NULL CHECK (length(at) = 20),
    who    TEXT NOT NULL CHECK (length(who) > 0),
    review TEXT CHECK (review IS NULL OR length(review) = 10)
) STRICT;

CREATE INDEX hold_by_record ON hold (record, seq);

CREATE TRIGGER hold_in_order BEFORE INSERT ON hold
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM hold)
BEGIN
    SELECT RAISE(ABORT, 'holds take the next number only');
END;

CREATE TRIGGER hold_never_updated BEFORE UPDATE ON hold
BEGIN
    SELECT RAISE(ABORT, 'holds are never changed: lifting one is a row of its own');
END;

CREATE TRIGGER hold_never_deleted BEFORE DELETE ON hold
BEGIN
    SELECT RAISE(ABORT, 'holds are never removed');
END;
