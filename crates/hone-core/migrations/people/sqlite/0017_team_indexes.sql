-- What a team measures is found without its objectives.
CREATE INDEX key_result_in ON key_result (organisation_id, team_id);
CREATE INDEX key_check_in ON key_check (organisation_id, team_id);
