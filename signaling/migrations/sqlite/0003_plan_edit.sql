-- Who wrote a plan, each time. Plans of earlier releases do not say.
CREATE TABLE plan_edit (
    briefing TEXT NOT NULL,
    number BIGINT NOT NULL,
    account TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (briefing, number)
);
