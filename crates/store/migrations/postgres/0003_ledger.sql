-- The ledger, and the sealed records about people. Personal values stand here sealed only; their keys lie elsewhere.
-- What is stored once is appended: versions, disclosures and holds are never changed, and the ledger is a chain.

CREATE TABLE ledger (
    seq   BIGINT PRIMARY KEY CHECK (seq > 0),
    at    TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who   TEXT COLLATE "C" NOT NULL CHECK (length(who) > 0),
    what  TEXT COLLATE "C" NOT NULL CHECK (length(what) > 0),
    thing TEXT COLLATE "C" NOT NULL CHECK (length(thing) > 0),
    body  TEXT COLLATE "C" NOT NULL CHECK (length(body) > 0),
    hash  TEXT COLLATE "C" NOT NULL CHECK (length(hash) = 64)
);

CREATE INDEX ledger_by_thing ON ledger (thing, seq);
CREATE INDEX ledger_by_who ON ledger (who, seq);

CREATE FUNCTION ledger_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger) THEN
        RAISE EXCEPTION 'the ledger takes the next number only';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_in_order();

CREATE FUNCTION ledger_never_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END
$$;
CREATE TRIGGER ledger_never_updated BEFORE UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_never_updated();

CREATE FUNCTION ledger_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only';
END
$$;
CREATE TRIGGER ledger_never_deleted BEFORE DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_never_deleted();
CREATE TRIGGER ledger_never_truncated BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_deleted();

CREATE TABLE record (
    id           TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    kind         TEXT COLLATE "C" NOT NULL CHECK (length(kind) > 0),
    originator   TEXT COLLATE "C" NOT NULL,
    controllers  TEXT COLLATE "C" NOT NULL,
    regime       TEXT COLLATE "C" NOT NULL,
    marking      TEXT COLLATE "C" NOT NULL,
    kept_apart   BIGINT NOT NULL CHECK (kept_apart IN (0, 1)),
    state        TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'closed', 'destroyed')),
    closed_on    TEXT COLLATE "C" CHECK (closed_on IS NULL OR length(closed_on) = 10),
    version      BIGINT NOT NULL CHECK (version > 0),
    opened_at    TEXT COLLATE "C" NOT NULL CHECK (length(opened_at) = 20),
    destroyed_at TEXT COLLATE "C" CHECK (destroyed_at IS NULL OR length(destroyed_at) = 20),
    certified_at TEXT COLLATE "C" CHECK (certified_at IS NULL OR length(certified_at) = 20),
    CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL)),
    CHECK (certified_at IS NULL OR destroyed_at IS NOT NULL),
    CHECK (state <> 'open' OR closed_on IS NULL),
    CHECK (state <> 'closed' OR closed_on IS NOT NULL)
);

-- A record that was destroyed stays destroyed, what it is stays what it is, its versions go up one by one, and none is
-- ever removed: not even by one of its id that takes its place.
CREATE FUNCTION record_stays_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'destroyed'
        AND (NEW.state <> 'destroyed' OR NEW.destroyed_at <> OLD.destroyed_at OR NEW.version <> OLD.version
            OR (OLD.certified_at IS NOT NULL AND NEW.certified_at IS DISTINCT FROM OLD.certified_at))
    THEN
        RAISE EXCEPTION 'a destroyed record stays destroyed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER record_stays_destroyed BEFORE UPDATE ON record FOR EACH ROW EXECUTE FUNCTION record_stays_destroyed();

CREATE FUNCTION record_only_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.originator <> OLD.originator OR NEW.opened_at <> OLD.opened_at
        OR NEW.version < OLD.version OR NEW.version > OLD.version + 1
        OR NEW.controllers <> OLD.controllers OR NEW.regime <> OLD.regime OR NEW.marking <> OLD.marking OR NEW.kept_apart <> OLD.kept_apart
        OR (NEW.state = 'open' AND OLD.state <> 'open') OR (OLD.closed_on IS NOT NULL AND COALESCE(NEW.closed_on, '') <> OLD.closed_on)
    THEN
        RAISE EXCEPTION 'a record keeps whose it is, is never opened again, and its versions go up one by one';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER record_only_moves_forward BEFORE UPDATE ON record FOR EACH ROW EXECUTE FUNCTION record_only_moves_forward();

CREATE FUNCTION record_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM record WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'a record is never replaced by another of its id';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER record_never_replaced BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION record_never_replaced();

CREATE FUNCTION record_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are destroyed by their keys, never deleted';
END
$$;
CREATE TRIGGER record_never_deleted BEFORE DELETE ON record FOR EACH ROW EXECUTE FUNCTION record_never_deleted();
CREATE TRIGGER record_never_truncated BEFORE TRUNCATE ON record FOR EACH STATEMENT EXECUTE FUNCTION record_never_deleted();

CREATE TABLE record_version (
    record       TEXT COLLATE "C" NOT NULL REFERENCES record (id),
    version      BIGINT NOT NULL CHECK (version > 0),
    at           TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who          TEXT COLLATE "C" NOT NULL CHECK (length(who) > 0),
    organisation TEXT COLLATE "C" NOT NULL,
    altered_copy BIGINT NOT NULL CHECK (altered_copy IN (0, 1)),
    sealed       TEXT COLLATE "C" NOT NULL CHECK (length(sealed) > 0),
    PRIMARY KEY (record, version)
);

CREATE FUNCTION record_version_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> (SELECT COALESCE(MAX(version), 0) + 1 FROM record_version WHERE record = NEW.record) THEN
        RAISE EXCEPTION 'a record takes its next version only';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER record_version_in_order BEFORE INSERT ON record_version FOR EACH ROW EXECUTE FUNCTION record_version_in_order();

CREATE FUNCTION record_version_never_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are never changed';
END
$$;
CREATE TRIGGER record_version_never_updated BEFORE UPDATE ON record_version FOR EACH ROW EXECUTE FUNCTION record_version_never_updated();

CREATE FUNCTION record_version_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are never removed';
END
$$;
CREATE TRIGGER record_version_never_deleted BEFORE DELETE ON record_version FOR EACH ROW EXECUTE FUNCTION record_version_never_deleted();
CREATE TRIGGER record_version_never_truncated BEFORE TRUNCATE ON record_version FOR EACH STATEMENT EXECUTE FUNCTION record_version_never_deleted();

CREATE TABLE disclosure (
    seq               BIGINT PRIMARY KEY CHECK (seq > 0),
    record            TEXT COLLATE "C" NOT NULL REFERENCES record (id),
    kind              TEXT COLLATE "C" NOT NULL CHECK (kind IN ('shared', 'passed-on', 'emergency', 'consent', 'recalled')),
    from_organisation TEXT COLLATE "C" NOT NULL,
    to_organisation   TEXT COLLATE "C" NOT NULL,
    at                TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who               TEXT COLLATE "C" NOT NULL CHECK (length(who) > 0),
    purpose           TEXT COLLATE "C" NOT NULL,
    power             TEXT COLLATE "C" NOT NULL,
    data_type         TEXT COLLATE "C" NOT NULL,
    method            TEXT COLLATE "C" NOT NULL,
    reason            TEXT COLLATE "C" NOT NULL
);

CREATE INDEX disclosure_by_record ON disclosure (record, seq);

CREATE FUNCTION disclosure_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM disclosure) THEN
        RAISE EXCEPTION 'disclosures take the next number only';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER disclosure_in_order BEFORE INSERT ON disclosure FOR EACH ROW EXECUTE FUNCTION disclosure_in_order();

CREATE FUNCTION disclosure_never_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'disclosures are never changed';
END
$$;
CREATE TRIGGER disclosure_never_updated BEFORE UPDATE ON disclosure FOR EACH ROW EXECUTE FUNCTION disclosure_never_updated();

CREATE FUNCTION disclosure_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'disclosures are never removed';
END
$$;
CREATE TRIGGER disclosure_never_deleted BEFORE DELETE ON disclosure FOR EACH ROW EXECUTE FUNCTION disclosure_never_deleted();
CREATE TRIGGER disclosure_never_truncated BEFORE TRUNCATE ON disclosure FOR EACH STATEMENT EXECUTE FUNCTION disclosure_never_deleted();

CREATE TABLE hold (
    seq    BIGINT PRIMARY KEY CHECK (seq > 0),
    record TEXT COLLATE "C" NOT NULL REFERENCES record (id),
    ground TEXT COLLATE "C" NOT NULL CHECK (length(ground) > 0),
    placed BIGINT NOT NULL CHECK (placed IN (0, 1)),
    at     TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who    TEXT COLLATE "C" NOT NULL CHECK (length(who) > 0),
    review TEXT COLLATE "C" CHECK (review IS NULL OR length(review) = 10)
);

CREATE INDEX hold_by_record ON hold (record, seq);

CREATE FUNCTION hold_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM hold) THEN
        RAISE EXCEPTION 'holds take the next number only';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER hold_in_order BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION hold_in_order();

CREATE FUNCTION hold_never_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'holds are never changed: lifting one is a row of its own';
END
$$;
CREATE TRIGGER hold_never_updated BEFORE UPDATE ON hold FOR EACH ROW EXECUTE FUNCTION hold_never_updated();

CREATE FUNCTION hold_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'holds are never removed';
END
$$;
CREATE TRIGGER hold_never_deleted BEFORE DELETE ON hold FOR EACH ROW EXECUTE FUNCTION hold_never_deleted();
CREATE TRIGGER hold_never_truncated BEFORE TRUNCATE ON hold FOR EACH STATEMENT EXECUTE FUNCTION hold_never_deleted();
