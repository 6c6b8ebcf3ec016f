-- What a team measures is found without its objectives.
CREATE INDEX key_result_in ON key_result (organisation_id, team_id);
CREATE INDEX key_check_in ON key_check (organisation_id, team_id);

-- The latest texts of a team with a word that stands in most of them are found without those of others.
DROP INDEX practice_text_of;
CREATE INDEX practice_text_of ON practice_text (organisation_id, team_id, number);
