-- The record: what was imported, what was said from it, and what was done to the home.
-- Times are fixed-width ISO text in UTC, so that text order is time order. Lists and documents are JSON text.

CREATE TABLE extract (
    seq            INTEGER PRIMARY KEY CHECK (seq > 0),
    id             TEXT NOT NULL UNIQUE CHECK (length(id) > 0),
    kind           TEXT NOT NULL,
    content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
    received       TEXT NOT NULL CHECK (length(received) = 10),
    imported_at    TEXT NOT NULL CHECK (length(imported_at) = 20),
    imported_by    TEXT NOT NULL,
    folder         TEXT NOT NULL,
    parts          TEXT NOT NULL,
    notes          TEXT NOT NULL,
    passport       TEXT NOT NULL,
    UNIQUE (kind, content_sha256)
) STRICT;

CREATE TABLE extract_unit (
    seq      INTEGER NOT NULL REFERENCES extract (seq),
    position INTEGER NOT NULL CHECK (position > 0),
    force    TEXT NOT NULL,
    month    TEXT NOT NULL,
    rows     INTEGER NOT NULL CHECK (rows >= 0),
    PRIMARY KEY (seq, position)
) STRICT;

CREATE TABLE reject (
    seq         INTEGER NOT NULL REFERENCES extract (seq),
    position    INTEGER NOT NULL CHECK (position > 0),
    file        TEXT NOT NULL,
    row_number  INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    reason      TEXT NOT NULL,
    remedy      TEXT NOT NULL,
    fields      TEXT NOT NULL,
    PRIMARY KEY (seq, position)
) STRICT;

CREATE TABLE assessment (
    id           INTEGER PRIMARY KEY CHECK (id > 0),
    area_code    TEXT NOT NULL,
    area_name    TEXT NOT NULL,
    period       TEXT NOT NULL,
    made_at      TEXT NOT NULL CHECK (length(made_at) = 20),
    made_by      TEXT NOT NULL,
    holdings_seq INTEGER NOT NULL,
    as_of        TEXT,
    rules        TEXT NOT NULL,
    document     TEXT NOT NULL
) STRICT;

CREATE INDEX assessment_by_area ON assessment (area_code, id);

CREATE TABLE figure (
    assessment   INTEGER NOT NULL REFERENCES assessment (id),
    position     INTEGER NOT NULL CHECK (position > 0),
    id           TEXT NOT NULL CHECK (length(id) > 0),
    title        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    unit         TEXT NOT NULL,
    period       TEXT NOT NULL,
    area         TEXT NOT NULL,
    value        TEXT,
    table_rows   TEXT,
    rules        TEXT NOT NULL,
    extracts     TEXT NOT NULL,
    query        TEXT NOT NULL,
    rows_query   TEXT NOT NULL,
    PRIMARY KEY (assessment, id)
) STRICT;

CREATE INDEX figure_by_id ON figure (id, assessment);

CREATE TABLE operation (
    seq    INTEGER PRIMARY KEY CHECK (seq > 0),
    at     TEXT NOT NULL CHECK (length(at) = 20),
    who    TEXT NOT NULL,
    what   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
