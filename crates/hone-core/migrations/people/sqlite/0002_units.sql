-- The department of a leader as it was at the launch: the overview of the round is told by it.
ALTER TABLE leader ADD COLUMN unit TEXT NOT NULL DEFAULT '';
