-- The subset that SQLite and PostgreSQL share: BIGINT, TEXT, DOUBLE PRECISION and BLOB columns only.
-- Times are ms since 1970, identifiers are UUIDs in text form, a missing valid_until means "until further notice".

CREATE TABLE unit (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL
);

-- Where a unit hangs in the tree, and when: three levels yesterday, two today.
CREATE TABLE unit_membership (
    unit TEXT NOT NULL REFERENCES unit (id),
    parent TEXT REFERENCES unit (id),
    valid_from BIGINT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (unit, valid_from)
);

CREATE TABLE site (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    unit TEXT NOT NULL REFERENCES unit (id),
    phone TEXT NOT NULL,
    removed_at BIGINT
);
CREATE UNIQUE INDEX site_code ON site (code) WHERE removed_at IS NULL;

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    password TEXT NOT NULL,
    unit TEXT REFERENCES unit (id),
    removed_at BIGINT
);
CREATE UNIQUE INDEX account_username ON account (username) WHERE removed_at IS NULL;

CREATE TABLE role_assignment (
    id TEXT NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    unit TEXT REFERENCES unit (id)
);
CREATE INDEX role_assignment_account ON role_assignment (account);

CREATE TABLE device (
    id TEXT NOT NULL PRIMARY KEY,
    site TEXT NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE,
    paired_by TEXT NOT NULL REFERENCES account (id),
    paired_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX device_site ON device (site);

CREATE TABLE pairing (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    token_digest TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    site TEXT REFERENCES site (id)
);

-- One row a sign-in; the bearer token itself is never stored.
CREATE TABLE sign_in (
    digest TEXT NOT NULL PRIMARY KEY,
    account TEXT REFERENCES account (id),
    device TEXT REFERENCES device (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_expires_at ON sign_in (expires_at);

CREATE TABLE briefing (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    codec TEXT NOT NULL,
    chair_account TEXT NOT NULL REFERENCES account (id),
    chair_site TEXT NOT NULL REFERENCES site (id),
    main_site TEXT REFERENCES site (id),
    announced BIGINT NOT NULL
);
CREATE INDEX briefing_starts_at ON briefing (starts_at);

CREATE TABLE briefing_person (
    briefing TEXT NOT NULL REFERENCES briefing (id),
    part TEXT NOT NULL,
    position BIGINT NOT NULL,
    account TEXT NOT NULL REFERENCES account (id),
    PRIMARY KEY (briefing, part, position)
);

CREATE TABLE briefing_site (
    briefing TEXT NOT NULL REFERENCES briefing (id),
    site TEXT NOT NULL REFERENCES site (id),
    PRIMARY KEY (briefing, site)
);
CREATE INDEX briefing_site_site ON briefing_site (site);

CREATE TABLE agenda_item (
    id TEXT NOT NULL PRIMARY KEY,
    briefing TEXT NOT NULL REFERENCES briefing (id),
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    speech_minutes BIGINT NOT NULL
);
CREATE INDEX agenda_item_briefing ON agenda_item (briefing);

-- What happened in each briefing. Rows are added and never changed.
CREATE TABLE event (
    briefing TEXT NOT NULL,
    owner_epoch BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (briefing, owner_epoch, rev)
);

-- Where each briefing that has events stands, so that lists need not read the log.
CREATE TABLE session_state (
    briefing TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL
);
