-- The doors: who has a way in, what proves it, what is open, what was handed out, and the mail that waits.
-- Secrets stand here as hashes only, what is personal sealed under the key of the user whose it is.

CREATE TABLE account (
    id            TEXT PRIMARY KEY CHECK (length(id) > 0),
    handle        TEXT NOT NULL UNIQUE CHECK (length(handle) > 0),
    state         TEXT NOT NULL CHECK (state IN ('invited', 'waiting', 'active', 'cut')),
    terms_version TEXT CHECK (terms_version IS NULL OR length(terms_version) > 0),
    terms_at      TEXT CHECK (terms_at IS NULL OR length(terms_at) = 20),
    made_at       TEXT NOT NULL CHECK (length(made_at) = 20),
    cut_at        TEXT CHECK (cut_at IS NULL OR length(cut_at) = 20),
    CHECK ((terms_version IS NULL) = (terms_at IS NULL)),
    CHECK ((state = 'cut') = (cut_at IS NOT NULL))
) STRICT;

CREATE TABLE credential (
    id         TEXT PRIMARY KEY CHECK (length(id) > 0),
    account    TEXT NOT NULL REFERENCES account (id),
    kind       TEXT NOT NULL CHECK (kind IN ('passkey', 'password', 'totp', 'oidc', 'recovery-codes')),
    label      TEXT NOT NULL,
    sealed     TEXT NOT NULL CHECK (length(sealed) > 0),
    uses       INTEGER NOT NULL CHECK (uses >= 0),
    made_at    TEXT NOT NULL CHECK (length(made_at) = 20),
    used_at    TEXT CHECK (used_at IS NULL OR length(used_at) = 20),
    revoked_at TEXT CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
) STRICT;

CREATE INDEX credential_by_account ON credential (account, id);

CREATE TABLE invitation (
    id           TEXT PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account      TEXT NOT NULL REFERENCES account (id),
    kind         TEXT NOT NULL CHECK (kind IN ('invite', 'recover')),
    made_by      TEXT NOT NULL CHECK (length(made_by) > 0),
    made_at      TEXT NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT NOT NULL CHECK (length(ends_at) = 20),
    approved_by  TEXT CHECK (approved_by IS NULL OR length(approved_by) > 0),
    approved_at  TEXT CHECK (approved_at IS NULL OR length(approved_at) = 20),
    used_at      TEXT CHECK (used_at IS NULL OR length(used_at) = 20),
    withdrawn_at TEXT CHECK (withdrawn_at IS NULL OR length(withdrawn_at) = 20),
    CHECK ((approved_by IS NULL) = (approved_at IS NULL)),
    CHECK (made_by <> account),
    CHECK (approved_by IS NULL OR approved_by <> account)
) STRICT;

CREATE INDEX invitation_by_account ON invitation (account, made_at, id);

CREATE TABLE session (
    id            TEXT PRIMARY KEY CHECK (length(id) > 0),
    secret_hash   TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account       TEXT NOT NULL REFERENCES account (id),
    way           TEXT NOT NULL CHECK (length(way) > 0),
    organisation  TEXT,
    purpose       TEXT,
    csrf          TEXT NOT NULL CHECK (length(csrf) > 0),
    made_at       TEXT NOT NULL CHECK (length(made_at) = 20),
    seen_at       TEXT NOT NULL CHECK (length(seen_at) = 20),
    strong_at     TEXT CHECK (strong_at IS NULL OR length(strong_at) = 20),
    before        TEXT CHECK (before IS NULL OR length(before) = 20),
    ended_at      TEXT CHECK (ended_at IS NULL OR length(ended_at) = 20),
    ended_because TEXT CHECK (ended_because IS NULL OR length(ended_because) > 0),
    CHECK ((ended_at IS NULL) = (ended_because IS NULL))
) STRICT;

CREATE INDEX session_by_account ON session (account, seen_at);
CREATE INDEX session_by_end ON session (ended_at, seen_at);

CREATE TABLE attempt (
    key    TEXT NOT NULL CHECK (length(key) > 0),
    at     TEXT NOT NULL CHECK (length(at) = 20),
    failed INTEGER NOT NULL CHECK (failed >= 0),
    PRIMARY KEY (key, at)
) STRICT;

CREATE INDEX attempt_by_time ON attempt (at);

CREATE TABLE token (
    id           TEXT PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account      TEXT NOT NULL REFERENCES account (id),
    label        TEXT NOT NULL,
    scopes       TEXT NOT NULL CHECK (length(scopes) > 0),
    organisation TEXT,
    purpose      TEXT,
    made_at      TEXT NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT NOT NULL CHECK (length(ends_at) = 20),
    used_on      TEXT CHECK (used_on IS NULL OR length(used_on) = 10),
    revoked_at   TEXT CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
) STRICT;

CREATE INDEX token_by_account ON token (account, made_at, id);

CREATE TABLE feed (
    id          TEXT PRIMARY KEY CHECK (length(id) > 0),
    secret_hash TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    account     TEXT NOT NULL REFERENCES account (id),
    kind        TEXT NOT NULL CHECK (length(kind) > 0),
    made_at     TEXT NOT NULL CHECK (length(made_at) = 20),
    used_on     TEXT CHECK (used_on IS NULL OR length(used_on) = 10),
    revoked_at  TEXT CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
) STRICT;

CREATE INDEX feed_by_account ON feed (account, made_at, id);

CREATE TABLE link (
    id           TEXT PRIMARY KEY CHECK (length(id) > 0),
    secret_hash  TEXT NOT NULL UNIQUE CHECK (length(secret_hash) = 64),
    about        TEXT NOT NULL CHECK (length(about) > 0),
    act          TEXT NOT NULL CHECK (length(act) > 0),
    organisation TEXT NOT NULL CHECK (length(organisation) > 0),
    made_by      TEXT NOT NULL CHECK (length(made_by) > 0),
    made_at      TEXT NOT NULL CHECK (length(made_at) = 20),
    ends_at      TEXT NOT NULL CHECK (length(ends_at) = 20),
    used_at      TEXT CHECK (used_at IS NULL OR length(used_at) = 20),
    revoked_at   TEXT CHECK (revoked_at IS NULL OR length(revoked_at) = 20)
) STRICT;

CREATE INDEX link_by_maker ON link (made_by, made_at, id);
CREATE INDEX link_by_thing ON link (about, made_at, id);

CREATE TABLE draft (
    account TEXT NOT NULL REFERENCES account (id),
    form    TEXT NOT NULL CHECK (length(form) > 0),
    sealed  TEXT NOT NULL CHECK (length(sealed) > 0),
    at      TEXT NOT NULL CHECK (length(at) = 20),
    PRIMARY KEY (account, form)
) STRICT;

CREATE TABLE outbox (
    id            TEXT PRIMARY KEY CHECK (length(id) > 0),
    message_id    TEXT NOT NULL UNIQUE CHECK (length(message_id) > 0),
    recipient     TEXT NOT NULL CHECK (length(recipient) > 0),
    template      TEXT NOT NULL CHECK (length(template) > 0),
    facts         TEXT NOT NULL CHECK (length(facts) > 0),
    dedupe        TEXT UNIQUE CHECK (dedupe IS NULL OR length(dedupe) > 0),
    made_at       TEXT NOT NULL CHECK (length(made_at) = 20),
    due_at        TEXT NOT NULL CHECK (length(due_at) = 20),
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'sent', 'unknown', 'given-up', 'withdrawn')),
    tries         INTEGER NOT NULL CHECK (tries >= 0),
    repeats       INTEGER NOT NULL CHECK (repeats IN (0, 1)),
    claimed_by    TEXT CHECK (claimed_by IS NULL OR length(claimed_by) > 0),
    claimed_until TEXT CHECK (claimed_until IS NULL OR length(claimed_until) = 20),
    code          TEXT CHECK (code IS NULL OR length(code) > 0),
    done_at       TEXT CHECK (done_at IS NULL OR length(done_at) = 20),
    CHECK (state <> 'claimed' OR (claimed_by IS NOT NULL AND claimed_until IS NOT NULL)),
    CHECK (state NOT IN ('sent', 'given-up', 'withdrawn') OR done_at IS NOT NULL),
    CHECK (state NOT IN ('waiting', 'claimed') OR done_at IS NULL)
) STRICT;

CREATE INDEX outbox_by_state ON outbox (state, due_at, id);
CREATE INDEX outbox_by_time ON outbox (made_at, id);
CREATE INDEX outbox_by_recipient ON outbox (recipient, state);

CREATE TABLE idempotency (
    token        TEXT NOT NULL CHECK (length(token) > 0),
    key_hash     TEXT NOT NULL CHECK (length(key_hash) = 64),
    request_hash TEXT NOT NULL CHECK (length(request_hash) = 64),
    status       INTEGER NOT NULL CHECK (status >= 0),
    answer       TEXT,
    at           TEXT NOT NULL CHECK (length(at) = 20),
    PRIMARY KEY (token, key_hash),
    CHECK ((status = 0) = (answer IS NULL))
) STRICT;

CREATE INDEX idempotency_by_time ON idempotency (at);

-- An account keeps its name and its handle. It becomes active by an invitation that was approved and used, and one that was
-- cut is nothing more until it is invited again.
CREATE TRIGGER account_moves_forward BEFORE UPDATE ON account
WHEN NEW.id <> OLD.id OR NEW.handle <> OLD.handle OR NEW.made_at <> OLD.made_at
    OR (OLD.terms_at IS NOT NULL AND OLD.state <> 'cut' AND COALESCE(NEW.terms_at, '') < OLD.terms_at)
    OR NOT (NEW.state = OLD.state
        OR (OLD.state = 'invited' AND NEW.state IN ('waiting', 'active', 'cut'))
        OR (OLD.state = 'waiting' AND NEW.state IN ('invited', 'active', 'cut'))
        OR (OLD.state = 'active' AND NEW.state = 'cut')
        OR (OLD.state = 'cut' AND NEW.state = 'invited'))
    OR (NEW.state = 'active' AND OLD.state <> 'active' AND NOT EXISTS (
        SELECT 1 FROM invitation i WHERE i.account = OLD.id AND i.kind = 'invite' AND i.approved_at IS NOT NULL
            AND i.used_at IS NOT NULL AND i.withdrawn_at IS NULL))
BEGIN
    SELECT RAISE(ABORT, 'an account keeps whose it is, and becomes active by an invitation that was approved and used');
END;

CREATE TRIGGER account_stays_cut BEFORE UPDATE ON account
WHEN OLD.state = 'cut' AND NOT (NEW.state = 'invited' AND NEW.terms_at IS NULL AND EXISTS (
    SELECT 1 FROM invitation i WHERE i.account = OLD.id AND i.kind = 'invite' AND i.made_at >= OLD.cut_at
        AND i.used_at IS NULL AND i.withdrawn_at IS NULL))
BEGIN
    SELECT RAISE(ABORT, 'an account that was cut stays cut until it is invited again');
END;

CREATE TRIGGER account_never_replaced BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.id OR handle = NEW.handle)
BEGIN
    SELECT RAISE(ABORT, 'an account is never replaced by another');
END;

CREATE TRIGGER account_never_deleted BEFORE DELETE ON account
BEGIN
    SELECT RAISE(ABORT, 'accounts are cut, never removed');
END;

CREATE TRIGGER credential_moves_forward BEFORE UPDATE ON credential
WHEN NEW.id <> OLD.id OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind OR NEW.made_at <> OLD.made_at OR NEW.uses < OLD.uses
    OR COALESCE(NEW.used_at, '') < COALESCE(OLD.used_at, '')
BEGIN
    SELECT RAISE(ABORT, 'a way in keeps whose it is, and its uses never go back');
END;

CREATE TRIGGER credential_stays_revoked BEFORE UPDATE ON credential
WHEN OLD.revoked_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a way in that was revoked stays revoked');
END;

CREATE TRIGGER credential_never_replaced BEFORE INSERT ON credential
WHEN EXISTS (SELECT 1 FROM credential WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'a way in is never replaced by another');
END;

CREATE TRIGGER credential_never_deleted BEFORE DELETE ON credential
BEGIN
    SELECT RAISE(ABORT, 'ways in are revoked, never removed');
END;

CREATE TRIGGER invitation_moves_forward BEFORE UPDATE ON invitation
WHEN NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind
    OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at
    OR (OLD.approved_at IS NOT NULL AND (NEW.approved_at IS NOT OLD.approved_at OR NEW.approved_by IS NOT OLD.approved_by))
    OR (OLD.used_at IS NOT NULL AND NEW.used_at IS NOT OLD.used_at)
BEGIN
    SELECT RAISE(ABORT, 'an invitation keeps whose it is, and is approved and used once');
END;

CREATE TRIGGER invitation_stays_withdrawn BEFORE UPDATE ON invitation
WHEN OLD.withdrawn_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an invitation that was withdrawn stays withdrawn');
END;

CREATE TRIGGER invitation_never_replaced BEFORE INSERT ON invitation
WHEN EXISTS (SELECT 1 FROM invitation WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN
    SELECT RAISE(ABORT, 'an invitation is never replaced by another');
END;

CREATE TRIGGER invitation_never_deleted BEFORE DELETE ON invitation
BEGIN
    SELECT RAISE(ABORT, 'invitations are withdrawn, never removed');
END;

CREATE TRIGGER session_moves_forward BEFORE UPDATE ON session
WHEN NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.way <> OLD.way
    OR NEW.csrf <> OLD.csrf OR NEW.made_at <> OLD.made_at OR NEW.before IS NOT OLD.before OR NEW.seen_at < OLD.seen_at
    OR COALESCE(NEW.strong_at, '') < COALESCE(OLD.strong_at, '')
BEGIN
    SELECT RAISE(ABORT, 'a session keeps whose it is and its secret');
END;

CREATE TRIGGER session_stays_ended BEFORE UPDATE ON session
WHEN OLD.ended_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a session that was ended stays ended');
END;

CREATE TRIGGER session_never_replaced BEFORE INSERT ON session
WHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN
    SELECT RAISE(ABORT, 'a session is never replaced by another');
END;

-- Only sessions that were ended are forgotten: the ledger keeps that they were.
CREATE TRIGGER session_never_deleted_open BEFORE DELETE ON session
WHEN OLD.ended_at IS NULL
BEGIN
    SELECT RAISE(ABORT, 'a session is ended before it is forgotten');
END;

CREATE TRIGGER token_moves_forward BEFORE UPDATE ON token
WHEN NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.label <> OLD.label
    OR NEW.scopes <> OLD.scopes OR NEW.organisation IS NOT OLD.organisation OR NEW.purpose IS NOT OLD.purpose
    OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at OR COALESCE(NEW.used_on, '') < COALESCE(OLD.used_on, '')
BEGIN
    SELECT RAISE(ABORT, 'a token keeps its secret and what it may do');
END;

CREATE TRIGGER token_stays_revoked BEFORE UPDATE ON token
WHEN OLD.revoked_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a token that was revoked stays revoked');
END;

CREATE TRIGGER token_never_replaced BEFORE INSERT ON token
WHEN EXISTS (SELECT 1 FROM token WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN
    SELECT RAISE(ABORT, 'a token is never replaced by another');
END;

CREATE TRIGGER token_never_deleted BEFORE DELETE ON token
BEGIN
    SELECT RAISE(ABORT, 'tokens are revoked, never removed');
END;

CREATE TRIGGER feed_moves_forward BEFORE UPDATE ON feed
WHEN NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.account <> OLD.account OR NEW.kind <> OLD.kind
    OR NEW.made_at <> OLD.made_at OR COALESCE(NEW.used_on, '') < COALESCE(OLD.used_on, '')
BEGIN
    SELECT RAISE(ABORT, 'a feed keeps its secret and what it tells');
END;

CREATE TRIGGER feed_stays_revoked BEFORE UPDATE ON feed
WHEN OLD.revoked_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a feed that was revoked stays revoked');
END;

CREATE TRIGGER feed_never_replaced BEFORE INSERT ON feed
WHEN EXISTS (SELECT 1 FROM feed WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN
    SELECT RAISE(ABORT, 'a feed is never replaced by another');
END;

CREATE TRIGGER feed_never_deleted BEFORE DELETE ON feed
BEGIN
    SELECT RAISE(ABORT, 'feeds are revoked, never removed');
END;

CREATE TRIGGER link_moves_forward BEFORE UPDATE ON link
WHEN NEW.id <> OLD.id OR NEW.secret_hash <> OLD.secret_hash OR NEW.about <> OLD.about OR NEW.act <> OLD.act
    OR NEW.organisation <> OLD.organisation OR NEW.made_by <> OLD.made_by OR NEW.made_at <> OLD.made_at OR NEW.ends_at <> OLD.ends_at
    OR (OLD.used_at IS NOT NULL AND NEW.used_at IS NOT OLD.used_at)
BEGIN
    SELECT RAISE(ABORT, 'a link keeps its secret and what it is for, and is used once');
END;

CREATE TRIGGER link_stays_revoked BEFORE UPDATE ON link
WHEN OLD.revoked_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a link that was revoked stays revoked');
END;

CREATE TRIGGER link_never_replaced BEFORE INSERT ON link
WHEN EXISTS (SELECT 1 FROM link WHERE id = NEW.id OR secret_hash = NEW.secret_hash)
BEGIN
    SELECT RAISE(ABORT, 'a link is never replaced by another');
END;

CREATE TRIGGER link_never_deleted BEFORE DELETE ON link
BEGIN
    SELECT RAISE(ABORT, 'links are revoked, never removed');
END;

CREATE TRIGGER outbox_moves_forward BEFORE UPDATE ON outbox
WHEN NEW.id <> OLD.id OR NEW.message_id <> OLD.message_id OR NEW.recipient <> OLD.recipient OR NEW.template <> OLD.template
    OR NEW.facts <> OLD.facts OR NEW.dedupe IS NOT OLD.dedupe OR NEW.made_at <> OLD.made_at OR NEW.tries < OLD.tries
BEGIN
    SELECT RAISE(ABORT, 'mail keeps what it says and to whom');
END;

-- A reply that was lost may come late; nothing else changes what was done.
CREATE TRIGGER outbox_stays_done BEFORE UPDATE ON outbox
WHEN OLD.state IN ('sent', 'given-up', 'withdrawn')
    OR (OLD.state = 'unknown' AND OLD.done_at IS NOT NULL AND NEW.state <> 'sent')
BEGIN
    SELECT RAISE(ABORT, 'mail that was sent is never changed');
END;

CREATE TRIGGER outbox_never_replaced BEFORE INSERT ON outbox
WHEN EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id OR message_id = NEW.message_id OR dedupe = NEW.dedupe)
BEGIN
    SELECT RAISE(ABORT, 'mail is never replaced by another');
END;

CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'mail is withdrawn, never removed');
END;

-- Which organisations a record may concern: who gave it, who controls it, who was given it. Drawn from the record and its
-- disclosures, so that a page of records is found without looking at every one. Whether somebody may see a record is asked
-- of each by itself.
CREATE TABLE reach (
    organisation TEXT NOT NULL,
    kind         TEXT NOT NULL,
    record       TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (organisation, kind, record)
) STRICT;

INSERT INTO reach (organisation, kind, record) SELECT organisation, kind, record FROM (
    SELECT originator AS organisation, kind, id AS record FROM record
    UNION SELECT c.value, r.kind, r.id FROM record r, json_each(replace(r.controllers, '\u0000', '\ufffd')) c
    UNION SELECT d.to_organisation, r.kind, r.id FROM disclosure d JOIN record r ON r.id = d.record
        WHERE d.kind IN ('shared', 'passed-on', 'emergency')
) everything WHERE length(CAST(organisation AS BLOB)) <= 600;

CREATE INDEX record_by_kind ON record (kind, id);
CREATE INDEX ledger_by_what ON ledger (what, seq);
CREATE INDEX ledger_by_time ON ledger (at, seq);
