-- Letters: what members of a team write without a name. To the ballots one week of them is a round with
-- one group, so that they lie among the answer sheets. When they are shown is a fixed hour of the week, and
-- never that of anything that came; whether it was put off is the same for all of them.
CREATE TABLE letter_box (
    round_ref UUID PRIMARY KEY REFERENCES round (round_ref),
    group_ref UUID NOT NULL,
    shows_at BIGINT NOT NULL,
    is_held BOOLEAN NOT NULL
);
CREATE INDEX letter_box_by_group ON letter_box (group_ref);
