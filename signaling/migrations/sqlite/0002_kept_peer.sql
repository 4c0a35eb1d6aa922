-- Media connections that outlive a restart of signaling: the node keeps them, and is told again that they are
-- wished. A row of another run of the node is of no use and is dropped.
CREATE TABLE kept_peer (
    peer TEXT NOT NULL PRIMARY KEY,
    briefing TEXT NOT NULL,
    place TEXT NOT NULL,
    holder TEXT NOT NULL,
    node TEXT NOT NULL,
    rev BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX kept_peer_briefing ON kept_peer (briefing);
