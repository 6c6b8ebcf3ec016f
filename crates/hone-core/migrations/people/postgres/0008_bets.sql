-- Bets of a team: what is tried, what would show that it came true, what is staked, and who judges.
CREATE TABLE bet (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    judge_id UUID NOT NULL,
    problem TEXT NOT NULL,
    we_try TEXT NOT NULL,
    true_if TEXT NOT NULL,
    stake TEXT NOT NULL,
    stake_class BIGINT NOT NULL,
    upside TEXT NOT NULL,
    stop_at TEXT NOT NULL,
    review_on TEXT,
    change_our_mind_if TEXT NOT NULL,
    state TEXT NOT NULL,
    asked BIGINT NOT NULL,
    revealed_at BIGINT,
    placed_at BIGINT,
    ended_at BIGINT,
    reason TEXT NOT NULL,
    learned TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, judge_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX bet_of ON bet (organisation_id, team_id);

-- Odds of a bet in percent, in the order in which somebody gave them. Those with another `asked` than
-- the bet are about other words of it and do not count; blind ones were given before any were shown.
CREATE TABLE bet_odds (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    bet_id UUID NOT NULL,
    person_id UUID NOT NULL,
    number BIGINT NOT NULL,
    asked BIGINT NOT NULL,
    value BIGINT NOT NULL,
    is_blind BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, bet_id, person_id, number),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, bet_id) REFERENCES bet (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX bet_odds_of ON bet_odds (organisation_id, team_id, person_id);

-- Why a bet failed, told before it did, and what is done about it.
CREATE TABLE bet_reason (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    bet_id UUID NOT NULL,
    written_by UUID NOT NULL,
    text TEXT NOT NULL,
    handling TEXT NOT NULL,
    sign TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, bet_id) REFERENCES bet (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, written_by) REFERENCES person (organisation_id, id)
);
CREATE INDEX bet_reason_of ON bet_reason (organisation_id, team_id, bet_id);
