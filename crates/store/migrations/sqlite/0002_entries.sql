-- The journal of the registers that stand beside the numbers: data sets, gaps, requests, concerns, priorities,
-- scans, areas. The newest entry of a register and an id is its state; earlier ones stay as they were written.

CREATE TABLE entry (
    seq      INTEGER PRIMARY KEY CHECK (seq > 0),
    register TEXT NOT NULL CHECK (length(register) > 0),
    id       TEXT NOT NULL CHECK (length(id) > 0),
    at       TEXT NOT NULL CHECK (length(at) = 20),
    who      TEXT NOT NULL CHECK (length(who) > 0),
    body     TEXT NOT NULL CHECK (length(body) > 0)
) STRICT;

CREATE INDEX entry_by_id ON entry (register, id, seq);

-- An entry takes the next number and no other: none can be written over, left out or put in between.
CREATE TRIGGER entry_in_order BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry)
BEGIN
    SELECT RAISE(ABORT, 'the journal of entries takes the next number only');
END;

CREATE TRIGGER entry_never_updated BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the journal of entries is append-only');
END;

CREATE TRIGGER entry_never_deleted BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'the journal of entries is append-only');
END;
