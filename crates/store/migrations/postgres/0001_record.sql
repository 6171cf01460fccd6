-- The record: what was imported, what was said from it, and what was done to the home.
-- Times are fixed-width ISO text in UTC, so that text order is time order. Lists and documents are JSON text.

CREATE TABLE extract (
    seq            BIGINT PRIMARY KEY CHECK (seq > 0),
    id             TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(id) > 0),
    kind           TEXT COLLATE "C" NOT NULL,
    content_sha256 TEXT COLLATE "C" NOT NULL CHECK (length(content_sha256) = 64),
    received       TEXT COLLATE "C" NOT NULL CHECK (length(received) = 10),
    imported_at    TEXT COLLATE "C" NOT NULL CHECK (length(imported_at) = 20),
    imported_by    TEXT COLLATE "C" NOT NULL,
    folder         TEXT COLLATE "C" NOT NULL,
    parts          TEXT COLLATE "C" NOT NULL,
    notes          TEXT COLLATE "C" NOT NULL,
    passport       TEXT COLLATE "C" NOT NULL,
    UNIQUE (kind, content_sha256)
);

CREATE TABLE extract_unit (
    seq      BIGINT NOT NULL REFERENCES extract (seq),
    position BIGINT NOT NULL CHECK (position > 0),
    force    TEXT COLLATE "C" NOT NULL,
    month    TEXT COLLATE "C" NOT NULL,
    rows     BIGINT NOT NULL CHECK (rows >= 0),
    PRIMARY KEY (seq, position)
);

CREATE TABLE reject (
    seq         BIGINT NOT NULL REFERENCES extract (seq),
    position    BIGINT NOT NULL CHECK (position > 0),
    file        TEXT COLLATE "C" NOT NULL,
    row_number  BIGINT NOT NULL,
    column_name TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    remedy      TEXT COLLATE "C" NOT NULL,
    fields      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (seq, position)
);

CREATE TABLE assessment (
    id           BIGINT PRIMARY KEY CHECK (id > 0),
    area_code    TEXT COLLATE "C" NOT NULL,
    area_name    TEXT COLLATE "C" NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    made_at      TEXT COLLATE "C" NOT NULL CHECK (length(made_at) = 20),
    made_by      TEXT COLLATE "C" NOT NULL,
    holdings_seq BIGINT NOT NULL,
    as_of        TEXT COLLATE "C",
    rules        TEXT COLLATE "C" NOT NULL,
    document     TEXT COLLATE "C" NOT NULL
);

CREATE INDEX assessment_by_area ON assessment (area_code, id);

CREATE TABLE figure (
    assessment   BIGINT NOT NULL REFERENCES assessment (id),
    position     BIGINT NOT NULL CHECK (position > 0),
    id           TEXT COLLATE "C" NOT NULL CHECK (length(id) > 0),
    title        TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    period       TEXT COLLATE "C" NOT NULL,
    area         TEXT COLLATE "C" NOT NULL,
    value        TEXT COLLATE "C",
    table_rows   TEXT COLLATE "C",
    rules        TEXT COLLATE "C" NOT NULL,
    extracts     TEXT COLLATE "C" NOT NULL,
    query        TEXT COLLATE "C" NOT NULL,
    rows_query   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (assessment, id)
);

CREATE INDEX figure_by_id ON figure (id, assessment);

CREATE TABLE operation (
    seq    BIGINT PRIMARY KEY CHECK (seq > 0),
    at     TEXT COLLATE "C" NOT NULL CHECK (length(at) = 20),
    who    TEXT COLLATE "C" NOT NULL,
    what   TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);
