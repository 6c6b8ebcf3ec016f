-- Which ballots a round counted is forgotten after 90 days.
CREATE INDEX counted_by_round ON counted (round_ref);
