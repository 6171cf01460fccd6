-- The journal of the registers that stand beside the numbers: data sets, gaps, requests, concerns, priorities,
-- scans, areas. The newest entry of a register and an id is its state; earlier ones stay as they were written.

CREATE TABLE entry (
    seq      BIGINT PRIMARY KEY CHECK (seq > 0),
    register TEXT COLLATE "C" NOT NULL CHECK (length(register) > 0),
    id       TEXT COLLATE "C" NOT NULL CHECK (length(id) > 0),
    at       TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who      TEXT COLLATE "C" NOT NULL CHECK (length(who) > 0),
    body     TEXT COLLATE "C" NOT NULL CHECK (length(body) > 0)
);

CREATE INDEX entry_by_id ON entry (register, id, seq);

-- An entry takes the next number and no other: none can be written over, left out or put in between.
CREATE FUNCTION entry_takes_the_next_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entry) THEN
        RAISE EXCEPTION 'the journal of entries takes the next number only';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal of entries is append-only';
END
$$;

CREATE TRIGGER entry_in_order BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_takes_the_next_number();
CREATE TRIGGER entry_never_updated BEFORE UPDATE ON entry FOR EACH ROW EXECUTE FUNCTION entry_is_append_only();
CREATE TRIGGER entry_never_deleted BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_is_append_only();
CREATE TRIGGER entry_never_truncated BEFORE TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION entry_is_append_only();
