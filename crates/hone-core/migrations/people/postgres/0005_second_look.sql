-- The result that a round looks back at: the leader in the round that came before. Nothing for a round
-- of feedback. A result is looked back at once.
ALTER TABLE round ADD COLUMN follows UUID;
CREATE UNIQUE INDEX round_follows ON round (organisation_id, follows) WHERE follows IS NOT NULL;
