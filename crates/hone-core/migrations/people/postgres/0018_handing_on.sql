-- A team is handed on to another lead. `heir_id` is whom the lead has asked to lead it, and since when.
ALTER TABLE team ADD COLUMN heir_id UUID;
ALTER TABLE team ADD COLUMN heir_since BIGINT;
ALTER TABLE team ADD COLUMN led_since BIGINT NOT NULL DEFAULT 0;
UPDATE team SET led_since = made_at;

-- Until when somebody led it who then handed it on.
ALTER TABLE team_member ADD COLUMN led_until BIGINT;

-- Since when the letters under way are taken.
ALTER TABLE letter_box ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;
UPDATE letter_box SET begun_at = shows_at - 604800;

-- What a lead and a member write for the two of them stays with these two, whoever leads the team.
ALTER TABLE stretch ADD COLUMN id UUID;
ALTER TABLE stretch ADD COLUMN lead_id UUID;
UPDATE stretch
SET id = gen_random_uuid(), lead_id = team.lead_id
FROM team
WHERE team.organisation_id = stretch.organisation_id AND team.id = stretch.team_id;
ALTER TABLE stretch ALTER COLUMN id SET NOT NULL;
ALTER TABLE stretch ALTER COLUMN lead_id SET NOT NULL;
ALTER TABLE stretch DROP CONSTRAINT stretch_pkey;
ALTER TABLE stretch ADD PRIMARY KEY (organisation_id, team_id, person_id, lead_id);
ALTER TABLE stretch ADD FOREIGN KEY (organisation_id, lead_id)
    REFERENCES person (organisation_id, id);

-- The history of a stretch is known by its own id, so that two leads do not read each other's.
UPDATE team_event
SET entity_id = stretch.id
FROM stretch
WHERE team_event.kind = 'stretch' AND stretch.organisation_id = team_event.organisation_id
  AND stretch.team_id = team_event.team_id AND stretch.person_id = team_event.entity_id;

ALTER TABLE talk ADD COLUMN lead_id UUID;
UPDATE talk
SET lead_id = team.lead_id
FROM team
WHERE team.organisation_id = talk.organisation_id AND team.id = talk.team_id;
ALTER TABLE talk ALTER COLUMN lead_id SET NOT NULL;
ALTER TABLE talk ADD FOREIGN KEY (organisation_id, lead_id) REFERENCES person (organisation_id, id);
