-- What is open, what is over and what is put away of a team, each without the rest.
DROP INDEX area_of;
CREATE INDEX area_of ON area (organisation_id, team_id, archived_at, state);
DROP INDEX bet_of;
CREATE INDEX bet_of ON bet (organisation_id, team_id, archived_at, state);
DROP INDEX challenge_of;
CREATE INDEX challenge_of ON challenge (organisation_id, team_id, archived_at, state);
DROP INDEX experiment_of;
CREATE INDEX experiment_of ON experiment (organisation_id, team_id, archived_at, state);
DROP INDEX experiment_from;
CREATE INDEX experiment_from ON experiment (organisation_id, challenge_id, team_id, archived_at);
CREATE INDEX experiment_after ON experiment (organisation_id, after_id, team_id, archived_at);
DROP INDEX lesson_of;
CREATE INDEX lesson_of ON lesson (organisation_id, team_id, made_at);
CREATE INDEX lesson_in ON lesson (organisation_id, area_id, team_id, made_at);
CREATE INDEX lesson_change ON lesson (organisation_id, team_id, change_owner_id, state);

-- The latest looks and decisions of a team, whatever the area.
CREATE INDEX check_in_at ON check_in (organisation_id, team_id, kind, made_at);
DROP INDEX decision_of;
CREATE INDEX decision_of ON decision (organisation_id, team_id, area_id, made_at);
CREATE INDEX decision_at ON decision (organisation_id, team_id, made_at);
