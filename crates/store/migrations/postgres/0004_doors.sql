-- The doors: who has a way in, what proves it, what is open, what was handed out, and the mail that waits.
-- Secrets stand here as hashes only, what is personal sealed under the key of the user whose it is.

CREATE TABLE account (
    id            TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    handle        TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(handle) > 0),
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('invited', 'waiting', 'active', 'cut')),
    terms_version TEXT COLLATE "C" CHECK (terms_version IS NULL OR length(terms_version) > 0),
    terms_at      TEXT COLLATE "C" CHECK (terms_at IS NULL OR length(terms_at) = 20),
    made_at       TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    cut_at        TEXT COLLATE "C" CHECK (cut_at IS NULL OR length(cut_at) = 20),
    CHECK ((terms_version IS NULL) = (terms_at IS NULL)),
    CHECK ((state = 'cut') = (cut_at IS NOT NULL))
);

CREATE TABLE credential (
    id         TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    account    TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('passkey', 'password', 'totp', 'oidc', 'recovery-codes')),
    label      TEXT COLLATE "C" NOT NULL,
    sealed     TEXT COLLATE "C" NOT NULL CHECK (length(sealed) > 0),
    uses       BIGINT NOT NULL CHECK (uses >= 0),
    made_at    TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    used_at    TEXT COLLATE "C" CHECK (used_at IS NULL OR length(used_at) = 20),
    revoked_at TEXT COLLATE "C" CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
);

CREATE INDEX credential_by_account ON credential (account, id);

CREATE TABLE invitation (
    id           TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account      TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    kind         TEXT COLLATE "C" NOT NULL CHECK (kind IN ('invite', 'recover')),
    made_by      TEXT COLLATE "C" NOT NULL CHECK (length(made_by) > 0),
    made_at      TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT COLLATE "C" NOT NULL CHECK (length(ends_at) = 20),
    approved_by  TEXT COLLATE "C" CHECK (approved_by IS NULL OR length(approved_by) > 0),
    approved_at  TEXT COLLATE "C" CHECK (approved_at IS NULL OR length(approved_at) = 20),
    used_at      TEXT COLLATE "C" CHECK (used_at IS NULL OR length(used_at) = 20),
    withdrawn_at TEXT COLLATE "C" CHECK (withdrawn_at IS NULL OR length(withdrawn_at) = 20),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (made_by <> account),
    CHECK (approved_by IS NULL OR approved_by <> account)
);

CREATE INDEX invitation_by_account ON invitation (account, made_at, id);

CREATE TABLE session (
    id            TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    secret_hash   TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account       TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    way           TEXT COLLATE "C" NOT NULL CHECK (length(way) > 0),
    organisation  TEXT COLLATE "C",
    purpose       TEXT COLLATE "C",
    csrf          TEXT COLLATE "C" NOT NULL CHECK (length(csrf) > 0),
    made_at       TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    seen_at       TEXT COLLATE "C" NOT NULL CHECK (length(seen_at) = 20),
    strong_at     TEXT COLLATE "C" CHECK (strong_at IS NULL OR length(strong_at) = 20),
    before        TEXT COLLATE "C" CHECK (before IS NULL OR length(before) = 20),
    ended_at      TEXT COLLATE "C" CHECK (ended_at IS NULL OR length(ended_at) = 20),
    ended_because TEXT COLLATE "C" CHECK (ended_because IS NULL OR length(ended_because) > 0),
    CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);

CREATE INDEX session_by_account ON session (account, seen_at);
CREATE INDEX session_by_end ON session (ended_at, seen_at);

CREATE TABLE attempt (
    key    TEXT COLLATE "C" NOT NULL CHECK (length(key) > 0),
    at     TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    failed BIGINT NOT NULL CHECK (failed >= 0),
    PRIMARY KEY (key, at)
);

CREATE INDEX attempt_by_time ON attempt (at);

CREATE TABLE token (
    id           TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account      TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    label        TEXT COLLATE "C" NOT NULL,
    scopes       TEXT COLLATE "C" NOT NULL CHECK (length(scopes) > 0),
    organisation TEXT COLLATE "C",
    purpose      TEXT COLLATE "C",
    made_at      TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT COLLATE "C" NOT NULL CHECK (length(ends_at) = 20),
    used_on      TEXT COLLATE "C" CHECK (used_on IS NULL OR length(used_on) = 10),
    revoked_at   TEXT COLLATE "C" CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
);

CREATE INDEX token_by_account ON token (account, made_at, id);

CREATE TABLE feed (
    id          TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    secret_hash TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account     TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    kind        TEXT COLLATE "C" NOT NULL CHECK (length(kind) > 0),
    made_at     TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    used_on     TEXT COLLATE "C" CHECK (used_on IS NULL OR length(used_on) = 10),
    revoked_at  TEXT COLLATE "C" CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
);

CREATE INDEX feed_by_account ON feed (account, made_at, id);

CREATE TABLE link (
    id           TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    about        TEXT COLLATE "C" NOT NULL CHECK (length(about) > 0),
    act          TEXT COLLATE "C" NOT NULL CHECK (length(act) > 0),
    organisation TEXT COLLATE "C" NOT NULL CHECK (length(organisation) > 0),
    made_by      TEXT COLLATE "C" NOT NULL CHECK (length(made_by) > 0),
    made_at      TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT COLLATE "C" NOT NULL CHECK (length(ends_at) = 20),
    used_at      TEXT COLLATE "C" CHECK (used_at IS NULL OR length(used_at) = 20),
    revoked_at   TEXT COLLATE "C" CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
);

CREATE INDEX link_by_maker ON link (made_by, made_at, id);
CREATE INDEX link_by_thing ON link (about, made_at, id);

CREATE TABLE draft (
    account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    form    TEXT COLLATE "C" NOT NULL CHECK (length(form) > 0),
    sealed  TEXT COLLATE "C" NOT NULL CHECK (length(sealed) > 0),
    at      TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    PRIMARY KEY (account, form)
);

CREATE TABLE outbox (
    id            TEXT COLLATE "C" PRIMARY KEY CHECK (length(id) > 0),
    message_id    TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(message_id) > 0),
    recipient     TEXT COLLATE "C" NOT NULL CHECK (length(recipient) > 0),
    template      TEXT COLLATE "C" NOT NULL CHECK (length(template) > 0),
    facts         TEXT COLLATE "C" NOT NULL CHECK (length(facts) > 0),
    dedupe        TEXT COLLATE "C" UNIQUE CHECK (dedupe IS NULL OR length(dedupe) > 0),
    made_at       TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    due_at        TEXT COLLATE "C" NOT NULL CHECK (length(due_at) = 20),
    state         TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'claimed', 'sent', 'unknown', 'given-up', 'withdrawn')),
    tries         BIGINT NOT NULL CHECK (tries >= 0),
    repeats       BIGINT NOT NULL CHECK (repeats IN (0, 1)),
    claimed_by    TEXT COLLATE "C" CHECK (claimed_by IS NULL OR length(claimed_by) > 0),
    claimed_until TEXT COLLATE "C" CHECK (claimed_until IS NULL OR length(claimed_until) = 20),
    code          TEXT COLLATE "C" CHECK (code IS NULL OR length(code) > 0),
    done_at       TEXT COLLATE "C" CHECK (done_at IS NULL OR length(done_at) = 20),
    CHECK (state <> 'claimed' OR (claimed_by IS NOT NULL AND claimed_until IS NOT NULL)),
    CHECK (state NOT IN ('sent', 'given-up', 'withdrawn') OR done_at IS NOT NULL),
    CHECK (state NOT IN ('waiting', 'claimed') OR done_at IS NULL)
);

CREATE INDEX outbox_by_state ON outbox (state, due_at, id);
CREATE INDEX outbox_by_time ON outbox (made_at, id);
CREATE INDEX outbox_by_recipient ON outbox (recipient, state);

CREATE TABLE idempotency (
    token        TEXT COLLATE "C" NOT NULL CHECK (length(token) > 0),
    key_hash     TEXT COLLATE "C" NOT NULL CHECK (length(key_hash) = 64),
    request_hash TEXT COLLATE "C" NOT NULL CHECK (length(request_hash) = 64),
    status       BIGINT NOT NULL CHECK (status >= 0),
    answer       TEXT COLLATE "C",
    at           TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    PRIMARY KEY (token, key_hash),
    CHECK ((status = 0) = (answer IS NULL))
);

CREATE INDEX idempotency_by_time ON idempotency (at);

-- An account keeps its name and its handle. It becomes active by an invitation that was approved and used, and one that was
-- cut is nothing more until it is invited again.
CREATE FUNCTION account_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.handle <> OLD.handle OR NEW.made_at <> OLD.made_at
        OR (OLD.terms_at IS NOT NULL AND OLD.state <> 'cut' AND COALESCE(NEW.terms_at, '') < OLD.terms_at)
        OR NOT (NEW.state = OLD.state
            OR (OLD.state = 'invited' AND NEW.state IN ('waiting', 'active', 'cut'))
            OR (OLD.state = 'waiting' AND NEW.state IN ('invited', 'active', 'cut'))
            OR (OLD.state = 'active' AND NEW.state = 'cut')
            OR (OLD.state = 'cut' AND NEW.state = 'invited'))
        OR (NEW.state = 'active' AND OLD.state <> 'active' AND NOT EXISTS (
            SELECT 1 FROM invitation i WHERE i.account = OLD.id AND i.kind = 'invite' AND i.approved_at IS NOT NULL
                AND i.used_at IS NOT NULL AND i.withdrawn_at IS NULL))
    THEN
        RAISE EXCEPTION 'an account keeps whose it is, and becomes active by an invitation that was approved and used';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER account_moves_forward BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_moves_forward();

CREATE FUNCTION account_stays_cut() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'cut' AND NOT (NEW.state = 'invited' AND NEW.terms_at IS NULL AND EXISTS (
        SELECT 1 FROM invitation i WHERE i.account = OLD.id AND i.kind = 'invite' AND i.made_at >= OLD.cut_at
            AND i.used_at IS NULL AND i.withdrawn_at IS NULL))
    THEN
        RAISE EXCEPTION 'an account that was cut stays cut until it is invited again';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER account_stays_cut BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION account_stays_cut();

CREATE FUNCTION account_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM account WHERE id = NEW.id OR handle = NEW.handle) THEN
        RAISE EXCEPTION 'an account is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER account_never_replaced BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_never_replaced();

CREATE FUNCTION account_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'accounts are cut, never removed';
END
$$;
CREATE TRIGGER account_never_deleted BEFORE DELETE ON account FOR EACH ROW EXECUTE FUNCTION account_never_deleted();
CREATE TRIGGER account_never_truncated BEFORE TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION account_never_deleted();

CREATE FUNCTION credential_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind OR NEW.made_at <> OLD.made_at OR NEW.uses < OLD.uses
        OR COALESCE(NEW.used_at, '') < COALESCE(OLD.used_at, '')
    THEN
        RAISE EXCEPTION 'a way in keeps whose it is, and its uses never go back';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER credential_moves_forward BEFORE UPDATE ON credential FOR EACH ROW EXECUTE FUNCTION credential_moves_forward();

CREATE FUNCTION credential_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a way in that was revoked stays revoked';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER credential_stays_revoked BEFORE UPDATE ON credential FOR EACH ROW EXECUTE FUNCTION credential_stays_revoked();

CREATE FUNCTION credential_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM credential WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'a way in is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER credential_never_replaced BEFORE INSERT ON credential FOR EACH ROW EXECUTE FUNCTION credential_never_replaced();

CREATE FUNCTION credential_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ways in are revoked, never removed';
END
$$;
CREATE TRIGGER credential_never_deleted BEFORE DELETE ON credential FOR EACH ROW EXECUTE FUNCTION credential_never_deleted();
CREATE TRIGGER credential_never_truncated BEFORE TRUNCATE ON credential FOR EACH STATEMENT EXECUTE FUNCTION credential_never_deleted();

CREATE FUNCTION invitation_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind
        OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at
        OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.approved_by IS DISTINCT FROM OLD.approved_by))
        OR (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
    THEN
        RAISE EXCEPTION 'an invitation keeps whose it is, and is approved and used once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invitation_moves_forward BEFORE UPDATE ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_moves_forward();

CREATE FUNCTION invitation_stays_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'an invitation that was withdrawn stays withdrawn';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invitation_stays_withdrawn BEFORE UPDATE ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_stays_withdrawn();

CREATE FUNCTION invitation_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM invitation WHERE id = NEW.id OR secret_hash = NEW.secret_hash) THEN
        RAISE EXCEPTION 'an invitation is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invitation_never_replaced BEFORE INSERT ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_never_replaced();

CREATE FUNCTION invitation_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'invitations are withdrawn, never removed';
END
$$;
CREATE TRIGGER invitation_never_deleted BEFORE DELETE ON invitation FOR EACH ROW EXECUTE FUNCTION invitation_never_deleted();
CREATE TRIGGER invitation_never_truncated BEFORE TRUNCATE ON invitation FOR EACH STATEMENT EXECUTE FUNCTION invitation_never_deleted();

CREATE FUNCTION session_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.way <> OLD.way
        OR NEW.csrf <> OLD.csrf OR NEW.made_at <> OLD.made_at OR NEW.before IS DISTINCT FROM OLD.before OR NEW.seen_at < OLD.seen_at
        OR COALESCE(NEW.strong_at, '') < COALESCE(OLD.strong_at, '')
    THEN
        RAISE EXCEPTION 'a session keeps whose it is and its secret';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER session_moves_forward BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION session_moves_forward();

CREATE FUNCTION session_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a session that was ended stays ended';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER session_stays_ended BEFORE UPDATE ON session FOR EACH ROW EXECUTE FUNCTION session_stays_ended();

CREATE FUNCTION session_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM session WHERE id = NEW.id OR secret_hash = NEW.secret_hash) THEN
        RAISE EXCEPTION 'a session is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER session_never_replaced BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION session_never_replaced();

-- Only sessions that were ended are forgotten: the ledger keeps that they were.
CREATE FUNCTION session_never_deleted_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL THEN
        RAISE EXCEPTION 'a session is ended before it is forgotten';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER session_never_deleted_open BEFORE DELETE ON session FOR EACH ROW EXECUTE FUNCTION session_never_deleted_open();

CREATE FUNCTION session_never_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a session is ended before it is forgotten';
END
$$;
CREATE TRIGGER session_never_truncated BEFORE TRUNCATE ON session FOR EACH STATEMENT EXECUTE FUNCTION session_never_truncated();

CREATE FUNCTION token_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.label <> OLD.label
        OR NEW.scopes <> OLD.scopes OR NEW.organisation IS DISTINCT FROM OLD.organisation OR NEW.purpose IS DISTINCT FROM OLD.purpose
        OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at OR COALESCE(NEW.used_on, '') < COALESCE(OLD.used_on, '')
    THEN
        RAISE EXCEPTION 'a token keeps its secret and what it may do';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER token_moves_forward BEFORE UPDATE ON token FOR EACH ROW EXECUTE FUNCTION token_moves_forward();

CREATE FUNCTION token_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a token that was revoked stays revoked';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER token_stays_revoked BEFORE UPDATE ON token FOR EACH ROW EXECUTE FUNCTION token_stays_revoked();

CREATE FUNCTION token_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM token WHERE id = NEW.id OR secret_hash = NEW.secret_hash) THEN
        RAISE EXCEPTION 'a token is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER token_never_replaced BEFORE INSERT ON token FOR EACH ROW EXECUTE FUNCTION token_never_replaced();

CREATE FUNCTION token_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tokens are revoked, never removed';
END
$$;
CREATE TRIGGER token_never_deleted BEFORE DELETE ON token FOR EACH ROW EXECUTE FUNCTION token_never_deleted();
CREATE TRIGGER token_never_truncated BEFORE TRUNCATE ON token FOR EACH STATEMENT EXECUTE FUNCTION token_never_deleted();

CREATE FUNCTION feed_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind
        OR NEW.made_at <> OLD.made_at OR COALESCE(NEW.used_on, '') < COALESCE(OLD.used_on, '')
    THEN
        RAISE EXCEPTION 'a feed keeps its secret and what it tells';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER feed_moves_forward BEFORE UPDATE ON feed FOR EACH ROW EXECUTE FUNCTION feed_moves_forward();

CREATE FUNCTION feed_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a feed that was revoked stays revoked';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER feed_stays_revoked BEFORE UPDATE ON feed FOR EACH ROW EXECUTE FUNCTION feed_stays_revoked();

CREATE FUNCTION feed_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM feed WHERE id = NEW.id OR secret_hash = NEW.secret_hash) THEN
        RAISE EXCEPTION 'a feed is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER feed_never_replaced BEFORE INSERT ON feed FOR EACH ROW EXECUTE FUNCTION feed_never_replaced();

CREATE FUNCTION feed_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'feeds are revoked, never removed';
END
$$;
CREATE TRIGGER feed_never_deleted BEFORE DELETE ON feed FOR EACH ROW EXECUTE FUNCTION feed_never_deleted();
CREATE TRIGGER feed_never_truncated BEFORE TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION feed_never_deleted();

CREATE FUNCTION link_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.about <> OLD.about OR NEW.act <> OLD.act
        OR NEW.organisation <> OLD.organisation OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at
        OR (OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)
    THEN
        RAISE EXCEPTION 'a link keeps its secret and what it is for, and is used once';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER link_moves_forward BEFORE UPDATE ON link FOR EACH ROW EXECUTE FUNCTION link_moves_forward();

CREATE FUNCTION link_stays_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.revoked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a link that was revoked stays revoked';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER link_stays_revoked BEFORE UPDATE ON link FOR EACH ROW EXECUTE FUNCTION link_stays_revoked();

CREATE FUNCTION link_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM link WHERE id = NEW.id OR secret_hash = NEW.secret_hash) THEN
        RAISE EXCEPTION 'a link is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER link_never_replaced BEFORE INSERT ON link FOR EACH ROW EXECUTE FUNCTION link_never_replaced();

CREATE FUNCTION link_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'links are revoked, never removed';
END
$$;
CREATE TRIGGER link_never_deleted BEFORE DELETE ON link FOR EACH ROW EXECUTE FUNCTION link_never_deleted();
CREATE TRIGGER link_never_truncated BEFORE TRUNCATE ON link FOR EACH STATEMENT EXECUTE FUNCTION link_never_deleted();

CREATE FUNCTION outbox_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.message_id <> OLD.message_id OR NEW.recipient <> OLD.recipient OR NEW.template <> OLD.template
        OR NEW.facts <> OLD.facts OR NEW.dedupe IS DISTINCT FROM OLD.dedupe OR NEW.made_at <> OLD.made_at OR NEW.tries < OLD.tries
    THEN
        RAISE EXCEPTION 'mail keeps what it says and to whom';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_moves_forward BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_moves_forward();

-- A reply that was lost may come late; nothing else changes what was done.
CREATE FUNCTION outbox_stays_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('sent', 'given-up', 'withdrawn')
        OR (OLD.state = 'unknown' AND OLD.done_at IS NOT NULL AND NEW.state <> 'sent')
    THEN
        RAISE EXCEPTION 'mail that was sent is never changed';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_stays_done BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_stays_done();

CREATE FUNCTION outbox_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id OR message_id = NEW.message_id OR dedupe = NEW.dedupe) THEN
        RAISE EXCEPTION 'mail is never replaced by another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER outbox_never_replaced BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_never_replaced();

CREATE FUNCTION outbox_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'mail is withdrawn, never removed';
END
$$;
CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_never_deleted();
CREATE TRIGGER outbox_never_truncated BEFORE TRUNCATE ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_never_deleted();

-- Which organisations a record may concern: who gave it, who controls it, who was given it. Drawn from the record and its
-- disclosures, so that a page of records is found without looking at every one. Whether somebody may see a record is asked
-- of each by itself.
CREATE TABLE reach (
    organisation TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    record       TEXT COLLATE "C" NOT NULL REFERENCES record (id),
    PRIMARY KEY (organisation, kind, record)
);

INSERT INTO reach (organisation, kind, record) SELECT organisation, kind, record FROM (
    SELECT originator AS organisation, kind, id AS record FROM record
    UNION SELECT c.value, r.kind, r.id FROM record r,
        json_array_elements_text(CAST(replace(r.controllers, '\u0000', '\ufffd') AS json)) AS c (value)
    UNION SELECT d.to_organisation, r.kind, r.id FROM disclosure d JOIN record r ON r.id = d.record
        WHERE d.kind IN ('shared', 'passed-on', 'emergency')
) everything WHERE octet_length(organisation) <= 600;

CREATE INDEX record_by_kind ON record (kind, id);
CREATE INDEX ledger_by_what ON ledger (what, seq);
CREATE INDEX ledger_by_time ON ledger (at, seq);
