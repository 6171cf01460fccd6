//! The statements of the doors: accounts, what proves them, what is open and handed out, and the mail that waits.

statements! {
    /// One account by its user.
    ACCOUNT_ONE = "SELECT id, handle, state, terms_version, terms_at, made_at, cut_at FROM account WHERE id = $1";
    /// One account by the handle that its passkeys know it by.
    ACCOUNT_BY_HANDLE = "SELECT id, handle, state, terms_version, terms_at, made_at, cut_at FROM account WHERE handle = $1";
    /// Every account, in the order of users; this is also how they are dumped.
    ACCOUNTS = "SELECT id, handle, state, terms_version, terms_at, made_at, cut_at FROM account ORDER BY id";
    /// An account.
    ACCOUNT_INSERT = "INSERT INTO account (id, handle, state, terms_version, terms_at, made_at, cut_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// An account that was cut, or waits, is invited again; one that was cut accepts the terms anew.
    ACCOUNT_SET_INVITED = "UPDATE account SET state = 'invited', cut_at = NULL, \
        terms_version = CASE WHEN state = 'cut' THEN NULL ELSE terms_version END, \
        terms_at = CASE WHEN state = 'cut' THEN NULL ELSE terms_at END \
        WHERE id = $1 AND state IN ('waiting', 'cut') AND EXISTS (SELECT 1 FROM invitation i WHERE i.account = account.id \
        AND i.kind = 'invite' AND i.made_at >= COALESCE(account.cut_at, '') AND i.used_at IS NULL AND i.withdrawn_at IS NULL)";
    /// An invitation was used that nobody approved yet.
    ACCOUNT_SET_WAITING = "UPDATE account SET state = 'waiting' WHERE id = $1 AND state = 'invited'";
    /// An invitation was used and approved.
    ACCOUNT_SET_ACTIVE = "UPDATE account SET state = 'active' WHERE id = $1 AND state IN ('invited', 'waiting') \
        AND EXISTS (SELECT 1 FROM invitation i WHERE i.account = account.id AND i.kind = 'invite' AND i.approved_at IS NOT NULL \
        AND i.used_at IS NOT NULL AND i.withdrawn_at IS NULL)";
    /// An account is cut.
    ACCOUNT_SET_CUT = "UPDATE account SET state = 'cut', cut_at = $2 WHERE id = $1 AND state <> 'cut'";
    /// The terms are accepted. A clock that was set back takes no moment back, here and below.
    ACCOUNT_SET_TERMS = "UPDATE account SET terms_version = $2, \
        terms_at = CASE WHEN COALESCE(terms_at, '') < $3 THEN $3 ELSE terms_at END WHERE id = $1 AND state <> 'cut'";

    /// What proves a user, in the order in which it was made; revoked ones too.
    CREDENTIALS_OF = "SELECT id, account, kind, label, sealed, uses, made_at, used_at, revoked_at FROM credential \
        WHERE account = $1 ORDER BY made_at, id";
    /// What proves users in one way and is not revoked.
    CREDENTIALS_OF_KIND = "SELECT id, account, kind, label, sealed, uses, made_at, used_at, revoked_at FROM credential \
        WHERE kind = $1 AND revoked_at IS NULL ORDER BY account, made_at, id";
    /// A credential.
    CREDENTIAL_INSERT = "INSERT INTO credential (id, account, kind, label, sealed, uses, made_at, used_at, revoked_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// A credential was used: a step of time and a code once, a counter forward where it counts at all.
    CREDENTIAL_SET_USED = "UPDATE credential SET uses = $3, \
        used_at = CASE WHEN COALESCE(used_at, '') < $4 THEN $4 ELSE used_at END WHERE id = $1 AND uses = $2 AND revoked_at IS NULL \
        AND ($3 > uses OR ($3 = uses AND (kind IN ('password', 'oidc') OR (kind = 'passkey' AND uses = 0))))";
    /// A credential is sealed anew.
    CREDENTIAL_SET_SEALED = "UPDATE credential SET sealed = $3 WHERE id = $1 AND sealed = $2 AND revoked_at IS NULL";
    /// A credential is revoked.
    CREDENTIAL_SET_REVOKED = "UPDATE credential SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";
    /// Every credential of a user is revoked.
    CREDENTIALS_SET_REVOKED = "UPDATE credential SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL RETURNING id";
    /// Every credential, for dumping.
    DUMP_CREDENTIAL = "SELECT id, account, kind, label, sealed, uses, made_at, used_at, revoked_at FROM credential ORDER BY id";

    /// A session by the hash of its secret, with the account that it is of: what every request asks first.
    SESSION_BY_HASH = "SELECT s.id, s.account, s.way, s.organisation, s.purpose, s.csrf, s.made_at, s.seen_at, s.strong_at, s.before, \
        s.ended_at, s.ended_because, a.state, a.terms_version FROM session s JOIN account a ON a.id = s.account WHERE s.secret_hash = $1";
    /// The sessions of a user that were not ended, the one seen last first.
    SESSIONS_OF = "SELECT s.id, s.account, s.way, s.organisation, s.purpose, s.csrf, s.made_at, s.seen_at, s.strong_at, s.before, \
        s.ended_at, s.ended_because, a.state, a.terms_version FROM session s JOIN account a ON a.id = s.account \
        WHERE s.account = $1 AND s.ended_at IS NULL ORDER BY s.seen_at DESC, s.id";
    /// When a user was last seen.
    SESSION_LAST_SEEN = "SELECT MAX(seen_at) FROM session WHERE account = $1";
    /// A session.
    SESSION_INSERT = "INSERT INTO session (id, secret_hash, account, way, organisation, purpose, csrf, made_at, seen_at, strong_at, \
        before, ended_at, ended_because) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// A session is seen.
    SESSION_SET_SEEN = "UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2";
    /// A session speaks for an organisation and a purpose from now on.
    SESSION_SET_CHOICE = "UPDATE session SET organisation = $2, purpose = $3 WHERE id = $1 AND ended_at IS NULL";
    /// Whoever has a session has proven who they are once more.
    SESSION_SET_STRONG = "UPDATE session SET strong_at = CASE WHEN COALESCE(strong_at, '') < $2 THEN $2 ELSE strong_at END \
        WHERE id = $1 AND ended_at IS NULL";
    /// A session is ended.
    SESSION_SET_ENDED = "UPDATE session SET ended_at = $2, ended_because = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id";
    /// Every session of a user is ended, but one.
    SESSIONS_SET_ENDED = "UPDATE session SET ended_at = $2, ended_because = $3 WHERE account = $1 AND ended_at IS NULL AND id <> $4 \
        RETURNING id";
    /// The sessions are ended that nobody was seen in, or that were made, too long ago.
    SESSIONS_SET_RUN_OUT = "UPDATE session SET ended_at = $1, ended_because = 'run-out' WHERE ended_at IS NULL \
        AND (seen_at < $2 OR made_at < $3) RETURNING id";
    /// How many sessions are open: not ended, and seen and made since these moments.
    SESSIONS_OPEN = "SELECT COUNT(*) FROM session WHERE ended_at IS NULL AND seen_at >= $1 AND made_at >= $2";
    /// Sessions are forgotten that ended long ago, but the newest of each user, which says when they were last here.
    SESSIONS_FORGET = "DELETE FROM session WHERE ended_at < $1 AND EXISTS (SELECT 1 FROM session n WHERE n.account = session.account \
        AND n.seen_at > session.seen_at)";
    /// Every session, for dumping.
    DUMP_SESSION = "SELECT id, secret_hash, account, way, organisation, purpose, csrf, made_at, seen_at, strong_at, before, ended_at, \
        ended_because FROM session ORDER BY id";

    /// An invitation by the hash of its secret.
    INVITATION_BY_HASH = "SELECT id, account, kind, made_by, made_at, ends_at, approved_by, approved_at, used_at, withdrawn_at \
        FROM invitation WHERE secret_hash = $1";
    /// One invitation.
    INVITATION_ONE = "SELECT id, account, kind, made_by, made_at, ends_at, approved_by, approved_at, used_at, withdrawn_at \
        FROM invitation WHERE id = $1";
    /// The invitations of a user, oldest first.
    INVITATIONS_OF = "SELECT id, account, kind, made_by, made_at, ends_at, approved_by, approved_at, used_at, withdrawn_at \
        FROM invitation WHERE account = $1 ORDER BY made_at, id";
    /// The invitations that wait: nobody approved them, or nobody used them, and nobody took them back.
    INVITATIONS_WAITING = "SELECT id, account, kind, made_by, made_at, ends_at, approved_by, approved_at, used_at, withdrawn_at \
        FROM invitation WHERE withdrawn_at IS NULL AND (approved_at IS NULL OR used_at IS NULL) ORDER BY made_at, id";
    /// An invitation.
    INVITATION_INSERT = "INSERT INTO invitation (id, secret_hash, account, kind, made_by, made_at, ends_at, approved_by, approved_at, \
        used_at, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// An invitation is approved, by another than the invited.
    INVITATION_SET_APPROVED = "UPDATE invitation SET approved_by = $2, approved_at = $3 WHERE id = $1 AND approved_at IS NULL \
        AND withdrawn_at IS NULL AND account <> $2";
    /// An invitation is used, once and in time: one to an account by whoever has none yet, one to a new way in only when it was
    /// approved.
    INVITATION_SET_USED = "UPDATE invitation SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2 \
        AND EXISTS (SELECT 1 FROM account a WHERE a.id = invitation.account AND ((invitation.kind = 'invite' AND a.state = 'invited') \
        OR (invitation.kind = 'recover' AND invitation.approved_at IS NOT NULL AND a.state IN ('waiting', 'active'))))";
    /// An invitation is taken back.
    INVITATION_SET_WITHDRAWN = "UPDATE invitation SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL RETURNING id";
    /// What a user was invited by counts no more, nor do the invitations that the user made and nobody used.
    INVITATIONS_SET_WITHDRAWN = "UPDATE invitation SET withdrawn_at = $2 WHERE withdrawn_at IS NULL \
        AND (account = $1 OR (made_by = $1 AND used_at IS NULL)) RETURNING id";
    /// Every invitation, for dumping.
    DUMP_INVITATION = "SELECT id, secret_hash, account, kind, made_by, made_at, ends_at, approved_by, approved_at, used_at, withdrawn_at \
        FROM invitation ORDER BY id";

    /// A trial of a way in: those that failed within a second are counted, one that did not begins anew.
    ATTEMPT_NOTE = "INSERT INTO attempt (key, at, failed) VALUES ($1, $2, $3) ON CONFLICT (key, at) DO UPDATE \
        SET failed = CASE WHEN excluded.failed = 0 THEN 0 ELSE attempt.failed + excluded.failed END";
    /// The one trial of a moment is forgotten: what follows finds nothing then.
    ATTEMPT_ONLY_ONE_FORGET = "DELETE FROM attempt WHERE key = $1 AND at = $2 AND failed <= 1";
    /// One trial less of a moment.
    ATTEMPT_ONE_LESS = "UPDATE attempt SET failed = failed - 1 WHERE key = $1 AND at = $2 AND failed > 1";
    /// What was tried since a moment, oldest first.
    ATTEMPTS_SINCE = "SELECT at, failed FROM attempt WHERE key = $1 AND at >= $2 ORDER BY at";
    /// What was tried before a moment is forgotten.
    ATTEMPTS_FORGET = "DELETE FROM attempt WHERE at < $1";
    /// An attempt, as a dump has it.
    ATTEMPT_INSERT = "INSERT INTO attempt (key, at, failed) VALUES ($1, $2, $3)";
    /// Every attempt, for dumping.
    DUMP_ATTEMPT = "SELECT key, at, failed FROM attempt ORDER BY key, at";

    /// A token by the hash of its secret, with the account that it speaks for.
    TOKEN_BY_HASH = "SELECT t.id, t.account, t.label, t.scopes, t.organisation, t.purpose, t.made_at, t.ends_at, t.used_on, t.revoked_at, \
        a.state, a.terms_version FROM token t JOIN account a ON a.id = t.account WHERE t.secret_hash = $1";
    /// The tokens of a user, oldest first.
    TOKENS_OF = "SELECT t.id, t.account, t.label, t.scopes, t.organisation, t.purpose, t.made_at, t.ends_at, t.used_on, t.revoked_at, \
        a.state, a.terms_version FROM token t JOIN account a ON a.id = t.account WHERE t.account = $1 ORDER BY t.made_at, t.id";
    /// A token.
    TOKEN_INSERT = "INSERT INTO token (id, secret_hash, account, label, scopes, organisation, purpose, made_at, ends_at, used_on, \
        revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// A token was used on a day.
    TOKEN_SET_USED = "UPDATE token SET used_on = $2 WHERE id = $1 AND revoked_at IS NULL AND COALESCE(used_on, '') < $2";
    /// A token is revoked.
    TOKEN_SET_REVOKED = "UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";
    /// Every token of a user is revoked.
    TOKENS_SET_REVOKED = "UPDATE token SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL RETURNING id";
    /// Every token, for dumping.
    DUMP_TOKEN = "SELECT id, secret_hash, account, label, scopes, organisation, purpose, made_at, ends_at, used_on, revoked_at \
        FROM token ORDER BY id";

    /// A feed by the hash of its secret, with the account whose it is.
    FEED_BY_HASH = "SELECT f.id, f.account, f.kind, f.made_at, f.used_on, f.revoked_at, a.state, a.terms_version \
        FROM feed f JOIN account a ON a.id = f.account WHERE f.secret_hash = $1";
    /// The feeds of a user, oldest first.
    FEEDS_OF = "SELECT f.id, f.account, f.kind, f.made_at, f.used_on, f.revoked_at, a.state, a.terms_version \
        FROM feed f JOIN account a ON a.id = f.account WHERE f.account = $1 ORDER BY f.made_at, f.id";
    /// A feed.
    FEED_INSERT = "INSERT INTO feed (id, secret_hash, account, kind, made_at, used_on, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// A feed was read on a day.
    FEED_SET_USED = "UPDATE feed SET used_on = $2 WHERE id = $1 AND revoked_at IS NULL AND COALESCE(used_on, '') < $2";
    /// A feed is revoked.
    FEED_SET_REVOKED = "UPDATE feed SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";
    /// Every feed of a user is revoked.
    FEEDS_SET_REVOKED = "UPDATE feed SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL RETURNING id";
    /// Every feed, for dumping.
    DUMP_FEED = "SELECT id, secret_hash, account, kind, made_at, used_on, revoked_at FROM feed ORDER BY id";

    /// A link by the hash of its secret.
    LINK_BY_HASH = "SELECT id, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at FROM link WHERE secret_hash = $1";
    /// One link.
    LINK_ONE = "SELECT id, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at FROM link WHERE id = $1";
    /// The links about a thing, oldest first.
    LINKS_ABOUT = "SELECT id, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at FROM link \
        WHERE about = $1 ORDER BY made_at, id";
    /// The links that a user made, oldest first.
    LINKS_BY = "SELECT id, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at FROM link \
        WHERE made_by = $1 ORDER BY made_at, id";
    /// A link.
    LINK_INSERT = "INSERT INTO link (id, secret_hash, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// A link is used, once and in time.
    LINK_SET_USED = "UPDATE link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL AND ends_at > $2";
    /// A link is revoked.
    LINK_SET_REVOKED = "UPDATE link SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id";
    /// Every link that a user made and nobody used is revoked.
    LINKS_SET_REVOKED = "UPDATE link SET revoked_at = $2 WHERE made_by = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING id";
    /// Every link, for dumping.
    DUMP_LINK = "SELECT id, secret_hash, about, act, organisation, made_by, made_at, ends_at, used_at, revoked_at FROM link ORDER BY id";

    /// A draft.
    DRAFT_ONE = "SELECT account, form, sealed, at FROM draft WHERE account = $1 AND form = $2";
    /// The drafts of a user, the newest first.
    DRAFTS_OF = "SELECT account, form, sealed, at FROM draft WHERE account = $1 ORDER BY at DESC, form";
    /// A draft is kept, in place of an earlier one of its form.
    DRAFT_KEEP = "INSERT INTO draft (account, form, sealed, at) VALUES ($1, $2, $3, $4) ON CONFLICT (account, form) DO UPDATE \
        SET sealed = excluded.sealed, at = excluded.at";
    /// A draft is thrown away.
    DRAFT_DROP = "DELETE FROM draft WHERE account = $1 AND form = $2";
    /// Every draft of a user is thrown away.
    DRAFTS_DROP = "DELETE FROM draft WHERE account = $1";
    /// Drafts are thrown away that nobody came back to.
    DRAFTS_FORGET = "DELETE FROM draft WHERE at < $1";
    /// A draft, as a dump has it.
    DRAFT_INSERT = "INSERT INTO draft (account, form, sealed, at) VALUES ($1, $2, $3, $4)";
    /// Every draft, for dumping.
    DUMP_DRAFT = "SELECT account, form, sealed, at FROM draft ORDER BY account, form";

    /// A mail.
    MAIL_INSERT = "INSERT INTO outbox (id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, \
        claimed_by, claimed_until, code, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// Whether a mail that must be sent once only waits or was sent.
    MAIL_BY_DEDUPE = "SELECT id FROM outbox WHERE dedupe = $1";
    /// One mail.
    MAIL_ONE = "SELECT id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, claimed_by, \
        claimed_until, code, done_at FROM outbox WHERE id = $1";
    /// Mail in one state or in any, the newest first, before a moment and an id.
    MAILS = "SELECT id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, claimed_by, \
        claimed_until, code, done_at FROM outbox WHERE ($1 = '' OR state = $1) AND (made_at < $2 OR (made_at = $2 AND id < $3)) \
        ORDER BY made_at DESC, id DESC LIMIT $4";
    /// Mail of one template to a user, oldest first.
    MAILS_TO = "SELECT id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, claimed_by, \
        claimed_until, code, done_at FROM outbox WHERE recipient = $1 AND template = $2 ORDER BY made_at, id";
    /// How much mail is in each state, and when the first of it was due.
    MAIL_COUNTED = "SELECT state, CAST(COUNT(*) AS BIGINT), MIN(due_at) FROM outbox GROUP BY state ORDER BY state";
    /// Mail whose claim ran out: whoever had it may have sent it. After its one repeat nobody tries again.
    MAIL_LAPSE = "UPDATE outbox SET state = 'unknown', code = 'claim-lapsed', done_at = CASE WHEN repeats = 1 THEN $1 ELSE NULL END \
        WHERE state = 'claimed' AND claimed_until <= $1";
    /// Mail that is due is claimed, also what may have been sent and was not repeated yet.
    MAIL_CLAIM = "UPDATE outbox SET repeats = CASE WHEN state = 'unknown' THEN 1 ELSE repeats END, state = 'claimed', claimed_by = $1, \
        claimed_until = $3, tries = tries + 1 WHERE id IN (SELECT id FROM outbox WHERE due_at <= $2 AND done_at IS NULL \
        AND (state = 'waiting' OR (state = 'unknown' AND repeats = 0)) ORDER BY due_at, id LIMIT $4) \
        RETURNING id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, claimed_by, \
        claimed_until, code, done_at";
    /// What came of a mail, as long as nobody else claimed it since: `$4` to `$8` are state, due, code, done, and whether the
    /// repeat was used up.
    MAIL_SET_DONE = "UPDATE outbox SET state = $4, due_at = COALESCE($5, due_at), code = $6, done_at = $7, repeats = $8, \
        claimed_until = NULL WHERE id = $1 AND claimed_by = $2 AND tries = $3 \
        AND (state = 'claimed' OR (state = 'unknown' AND $4 = 'sent'))";
    /// A mail that nobody sent is taken back.
    MAIL_SET_WITHDRAWN = "UPDATE outbox SET state = 'withdrawn', code = $2, done_at = $3 WHERE id = $1 AND state IN ('waiting', 'unknown') \
        AND done_at IS NULL";
    /// Mail to a user that nobody sent is taken back.
    MAILS_SET_WITHDRAWN = "UPDATE outbox SET state = 'withdrawn', code = $2, done_at = $3 WHERE recipient = $1 \
        AND state IN ('waiting', 'unknown') AND done_at IS NULL";
    /// Every mail, for dumping.
    DUMP_MAIL = "SELECT id, message_id, recipient, template, facts, dedupe, made_at, due_at, state, tries, repeats, claimed_by, \
        claimed_until, code, done_at FROM outbox ORDER BY id";

    /// A key is claimed that a request is answered once under.
    KEY_CLAIM = "INSERT INTO idempotency (token, key_hash, request_hash, status, answer, at) VALUES ($1, $2, $3, 0, NULL, $4) \
        ON CONFLICT (token, key_hash) DO NOTHING";
    /// What stands under a key.
    KEY_ONE = "SELECT request_hash, status, answer, at FROM idempotency WHERE token = $1 AND key_hash = $2";
    /// What a request was answered under its key.
    KEY_SET_ANSWER = "UPDATE idempotency SET status = $3, answer = $4 WHERE token = $1 AND key_hash = $2 AND status = 0";
    /// A key is let go: its request changed nothing.
    KEY_DROP = "DELETE FROM idempotency WHERE token = $1 AND key_hash = $2 AND status = 0";
    /// Keys are forgotten that were claimed long ago.
    KEYS_FORGET = "DELETE FROM idempotency WHERE at < $1";
    /// A key, as a dump has it.
    KEY_INSERT = "INSERT INTO idempotency (token, key_hash, request_hash, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Every key, for dumping.
    DUMP_KEY = "SELECT token, key_hash, request_hash, status, answer, at FROM idempotency ORDER BY token, key_hash";

    /// Every session is ended: the record has moved.
    EVERY_SESSION_ENDED = "UPDATE session SET ended_at = $1, ended_because = 'moved' WHERE ended_at IS NULL";
    /// Every token is revoked.
    EVERY_TOKEN_REVOKED = "UPDATE token SET revoked_at = $1 WHERE revoked_at IS NULL";
    /// Every feed is revoked.
    EVERY_FEED_REVOKED = "UPDATE feed SET revoked_at = $1 WHERE revoked_at IS NULL";
    /// Every link that nobody used is revoked.
    EVERY_LINK_REVOKED = "UPDATE link SET revoked_at = $1 WHERE used_at IS NULL AND revoked_at IS NULL";
    /// Every invitation that nobody used is taken back.
    EVERY_INVITATION_WITHDRAWN = "UPDATE invitation SET withdrawn_at = $1 WHERE used_at IS NULL AND withdrawn_at IS NULL";
    /// Every draft is thrown away.
    EVERY_DRAFT_DROPPED = "DELETE FROM draft";
    /// Every attempt is forgotten.
    EVERY_ATTEMPT_FORGOTTEN = "DELETE FROM attempt";
    /// Every key is forgotten.
    EVERY_KEY_FORGOTTEN = "DELETE FROM idempotency";
    /// What is still open of accounts that were cut: nothing, where all is well.
    LEFT_OPEN = "SELECT 'session', s.id FROM session s JOIN account a ON a.id = s.account WHERE a.state = 'cut' AND s.ended_at IS NULL \
        UNION ALL SELECT 'credential', c.id FROM credential c JOIN account a ON a.id = c.account \
            WHERE a.state = 'cut' AND c.revoked_at IS NULL \
        UNION ALL SELECT 'token', t.id FROM token t JOIN account a ON a.id = t.account WHERE a.state = 'cut' AND t.revoked_at IS NULL \
        UNION ALL SELECT 'feed', f.id FROM feed f JOIN account a ON a.id = f.account WHERE a.state = 'cut' AND f.revoked_at IS NULL \
        UNION ALL SELECT 'draft', d.form FROM draft d JOIN account a ON a.id = d.account WHERE a.state = 'cut' \
        ORDER BY 1, 2";
    /// What was handed out with a secret, and when that was over; and mail, which no ledger tells the end of.
    HANDED_OUT = "SELECT 'session', id, ended_at FROM session UNION ALL SELECT 'token', id, revoked_at FROM token \
        UNION ALL SELECT 'feed', id, revoked_at FROM feed UNION ALL SELECT 'link', id, COALESCE(revoked_at, used_at) FROM link \
        UNION ALL SELECT 'invitation', id, COALESCE(withdrawn_at, used_at) FROM invitation \
        UNION ALL SELECT 'mail', id, NULL FROM outbox ORDER BY 1, 2";

    /// An organisation that a record may concern.
    REACH_INSERT = "INSERT INTO reach (organisation, kind, record) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// The records of a kind that may concern an organisation and were not destroyed, a page after an id.
    REACH_PAGE = "SELECT c.record FROM reach c JOIN record r ON r.id = c.record WHERE c.organisation = $1 AND c.kind = $2 AND c.record > $3 \
        AND r.state <> 'destroyed' ORDER BY c.record LIMIT $4";
    /// The records of a kind that were not destroyed, a page after an id.
    RECORD_PAGE = "SELECT id FROM record WHERE kind = $1 AND id > $2 AND state <> 'destroyed' ORDER BY id LIMIT $3";
    /// Every organisation of every record, for checking.
    REACH_ALL = "SELECT organisation, kind, record FROM reach ORDER BY organisation, kind, record";
    /// Whose every record is, for drawing anew whom it may concern.
    REACH_OWNERS = "SELECT id, kind, originator, controllers FROM record ORDER BY id";
    /// To whom every record was given.
    REACH_RECEIVERS = "SELECT r.id, r.kind, d.to_organisation FROM disclosure d JOIN record r ON r.id = d.record \
        WHERE d.kind IN ('shared', 'passed-on', 'emergency') ORDER BY d.seq";
}
