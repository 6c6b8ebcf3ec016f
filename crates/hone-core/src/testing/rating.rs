//! A round that takes answers, for tests of what raters do.

use std::collections::BTreeMap;
use std::sync::Arc;

use hone_model::Model;
use hone_token::{GroupKey, Request, Token};
use uuid::Uuid;

use crate::ballot::{self, Cast, NewGroup, NewPoll, Receipt, Sheet};
use crate::category::Category;
use crate::chance::{self, Secret};
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{GroupRef, LeaderId, LeaderRef, OrganisationId, PersonId, RoundId, RoundRef};
use crate::invitation::Issued;
use crate::keys::RoundKeys;
use crate::model::Questionnaire;
use crate::{Hone, Result, anonymity, invitation, leader, person};

/// A leader by name, with the names of their raters in each category.
pub type Asks<'a> = (&'a str, &'a [(Category, &'a [&'a str])]);

/// A round that takes answers.
#[derive(Clone, Debug)]
pub struct Running {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The round among people.
    pub round: RoundId,
    /// The round among ballots.
    pub round_ref: RoundRef,
    /// When it closes: 30 days after it was set up.
    pub closes_at: Moment,
    /// The leaders by name.
    pub leaders: BTreeMap<String, LeaderRef>,
    /// The groups by leader and category.
    pub groups: BTreeMap<(String, Category), GroupRef>,
    /// The secret of a link for each rater by name.
    pub secrets: BTreeMap<String, Secret>,
}

impl Running {
    /// The group of a leader in a category.
    pub fn group(&self, leader: &str, category: Category) -> GroupRef {
        self.groups[&(leader.to_owned(), category)]
    }
}

/// When the round of a test closes whose clock stands at the start.
pub const CLOSE: Moment = Moment(super::START.0 + 30 * 86_400);

/// One leader, Ines Okafor, who is rated by herself, her manager, four reports and four peers.
pub const INES: &[Asks<'static>] = &[(
    "Ines Okafor",
    &[
        (Category::Own, &["Ines Okafor"]),
        (Category::Manager, &["Marta Lind"]),
        (Category::Reports, &["Aiko Brandt", "Leon Fischer", "Mina Kovac", "Wren Halloran"]),
        (Category::Peers, &["Samuel Adeyemi", "Tomas Reyes", "Yara Haddad", "Zoe Lang"]),
    ],
)];

/// Sets up a round with the shipped model and its pulse form, as a launch would leave it.
pub async fn running(hone: &Hone, leaders: &[Asks<'_>]) -> Running {
    running_form(hone, leaders, "pulse").await
}

/// The same with another form.
pub async fn running_form(hone: &Hone, leaders: &[Asks<'_>], form: &str) -> Running {
    let organisation = OrganisationId::draw();
    let mut tx = hone.people.write().await.expect("a transaction");
    insert_organisation(&mut tx, organisation).await.expect("an organisation");
    let (running, groups) = begin(hone, tx, organisation, leaders, form).await;
    open(hone, &running, &groups, form).await;
    running
}

/// Another round among the same people, who are known by their names, as a launch would leave it.
pub async fn running_again(
    hone: &Hone,
    before: &Running,
    leaders: &[Asks<'_>],
    form: &str,
) -> Running {
    let organisation = before.organisation;
    let tx = hone.people.write().await.expect("a transaction");
    let (running, groups) = begin(hone, tx, organisation, leaders, form).await;
    let mut tx = hone.people.read().await.expect("a transaction");
    let same = leader::store::list_same_leaders(&mut tx, organisation, running.round).await;
    drop(tx);
    ballot::note_same_leaders(hone, &same.expect("a query")).await.expect("noted names");
    open(hone, &running, &groups, form).await;
    running
}

/// A round as the people know it, and its groups for the ballots.
async fn begin(
    hone: &Hone,
    mut tx: PeopleTx,
    organisation: OrganisationId,
    leaders: &[Asks<'_>],
    form: &str,
) -> (Running, Vec<NewGroup>) {
    let mut running = Running {
        organisation,
        round: RoundId::draw(),
        round_ref: RoundRef::draw(),
        closes_at: hone.clock.now().plus(CLOSE.0 - super::START.0),
        leaders: BTreeMap::new(),
        groups: BTreeMap::new(),
        secrets: BTreeMap::new(),
    };
    let groups = fill(&mut tx, &mut running, leaders, form).await.expect("a round");
    tx.commit().await.expect("a commit");
    (running, groups)
}

async fn open(hone: &Hone, running: &Running, groups: &[NewGroup], form: &str) {
    let poll = NewPoll {
        form: form.to_owned(),
        k: 4,
        model_version: Model::builtin().version().to_owned(),
        model_document: Model::BUILTIN_DOCUMENT.to_owned(),
        closes_at: running.closes_at,
    };
    ballot::open_round(hone, running.round_ref, &poll, groups).await.expect("a round");
}

async fn fill(
    tx: &mut PeopleTx,
    running: &mut Running,
    leaders: &[Asks<'_>],
    form: &str,
) -> Result<Vec<NewGroup>> {
    insert_round(tx, running, form).await?;
    let known = person::store::list(tx, running.organisation).await?;
    let mut people = known.into_iter().map(|person| (person.name, person.id)).collect();
    let mut groups = Vec::new();
    for (leader, categories) in leaders {
        let person = person(tx, running.organisation, &mut people, leader).await?;
        let (id, leader_ref) = insert_leader(tx, running, person).await?;
        running.leaders.insert((*leader).to_owned(), leader_ref);
        for (category, raters) in *categories {
            let group_ref = insert_group(tx, running, id, *category).await?;
            running.groups.insert(((*leader).to_owned(), *category), group_ref);
            let n_invited = i64::try_from(raters.len()).expect("few raters");
            groups.push(NewGroup { group_ref, leader_ref, category: *category, n_invited });
            for rater in *raters {
                let person = person_of(tx, running, &mut people, rater).await?;
                insert_rater(tx, running, id, person, *category).await?;
            }
        }
    }
    Ok(groups)
}

/// The person of a name, invited and with a link.
async fn person_of(
    tx: &mut PeopleTx,
    running: &mut Running,
    people: &mut BTreeMap<String, PersonId>,
    name: &str,
) -> Result<PersonId> {
    let person = person(tx, running.organisation, people, name).await?;
    if !running.secrets.contains_key(name) {
        let (organisation, round) = (running.organisation, running.round);
        let invitation = invitation::store::create(tx, organisation, round, person).await?;
        let secret = invitation::mint_link(tx, organisation, invitation).await?;
        running.secrets.insert(name.to_owned(), secret);
    }
    Ok(person)
}

async fn person(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    people: &mut BTreeMap<String, PersonId>,
    name: &str,
) -> Result<PersonId> {
    const SQL: &str = "
        INSERT INTO person (organisation_id, id, account_id, name, email, manager_id, team,
                            department, language, is_administrator, is_coach, created_at, left_at)
        VALUES ($1, $2, NULL, $3, $4, NULL, '', '', 'en', $5, $5, $6, NULL)";
    if let Some(person) = people.get(name) {
        return Ok(*person);
    }
    let person = PersonId::draw();
    people.insert(name.to_owned(), person);
    let email = format!("{}@hone.test", name.to_lowercase().replace(' ', "."));
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(person)
        .bind(name)
        .bind(email)
        .bind(false)
        .bind(super::START)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(person)
}

async fn insert_organisation(tx: &mut PeopleTx, organisation: OrganisationId) -> Result<()> {
    const SQL: &str = "
        INSERT INTO organisation (id, name, time_zone, created_at)
        VALUES ($1, 'Coticule Works', 'Europe/Vienna', $2)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(organisation)
        .bind(super::START)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

async fn insert_round(tx: &mut PeopleTx, running: &Running, form: &str) -> Result<()> {
    const MODEL: &str = "
        INSERT INTO model (digest, version, document)
        VALUES ($1, $2, $3)
        ON CONFLICT (digest) DO NOTHING";
    const ROUND: &str = "
        INSERT INTO round (organisation_id, id, round_ref, name, form, k, load_cap, closes_at,
                           releases_at, phase, model_digest, created_at, launched_at)
        VALUES ($1, $2, $3, 'Spring 2026', $4, 4, 6, $5, $6, 'open', $7, $8, $8)";
    let digest = Questionnaire::builtin().digest;
    on!(tx, |conn| sqlx::query(MODEL)
        .bind(&digest)
        .bind(Model::builtin().version())
        .bind(Model::BUILTIN_DOCUMENT)
        .execute(conn)
        .await
        .map(drop))?;
    on!(tx, |conn| sqlx::query(ROUND)
        .bind(running.organisation)
        .bind(running.round)
        .bind(running.round_ref)
        .bind(form)
        .bind(running.closes_at)
        .bind(running.closes_at.plus(86_400))
        .bind(&digest)
        .bind(super::START)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

async fn insert_leader(
    tx: &mut PeopleTx,
    running: &Running,
    person: PersonId,
) -> Result<(LeaderId, LeaderRef)> {
    const SQL: &str = "
        INSERT INTO leader (organisation_id, id, round_id, person_id, leader_ref, nominations)
        VALUES ($1, $2, $3, $4, $5, 'approved')";
    let (id, leader_ref) = (LeaderId::draw(), LeaderRef::draw());
    on!(tx, |conn| sqlx::query(SQL)
        .bind(running.organisation)
        .bind(id)
        .bind(running.round)
        .bind(person)
        .bind(leader_ref)
        .execute(conn)
        .await
        .map(drop))?;
    Ok((id, leader_ref))
}

async fn insert_group(
    tx: &mut PeopleTx,
    running: &Running,
    leader: LeaderId,
    category: Category,
) -> Result<GroupRef> {
    const SQL: &str = "
        INSERT INTO ballot_group (group_ref, organisation_id, leader_id, category)
        VALUES ($1, $2, $3, $4)";
    let group = GroupRef::draw();
    on!(tx, |conn| sqlx::query(SQL)
        .bind(group)
        .bind(running.organisation)
        .bind(leader)
        .bind(category)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(group)
}

async fn insert_rater(
    tx: &mut PeopleTx,
    running: &Running,
    leader: LeaderId,
    person: PersonId,
    category: Category,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO rater (organisation_id, leader_id, person_id, category, has_declined)
        VALUES ($1, $2, $3, $4, $5)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(running.organisation)
        .bind(leader)
        .bind(person)
        .bind(category)
        .bind(false)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// A sheet on which every item and every wish of a form is answered with the same.
pub fn sheet(form: &str, answer: u8) -> Sheet {
    let model = Model::builtin();
    let form = model.form(form).expect("a form of the shipped model");
    let wishes = model.wishes_in(form).iter().map(|wish| &wish.id);
    let asked = form.items.iter().chain(wishes);
    let answers = asked.map(|id| (id.clone(), answer)).collect();
    Sheet { answers, ..Sheet::default() }
}

/// Commits one small row to the ballots, alone in its transaction.
pub async fn commit_one(hone: &Hone) {
    const SQL: &str = "
        INSERT INTO standing (leader_ref, round_ref, day, is_enough)
        VALUES ($1, $2, '', $3)";
    let mut tx = hone.ballots.write().await.expect("a transaction");
    on!(tx, |conn| sqlx::query(SQL)
        .bind(LeaderRef::draw())
        .bind(RoundRef::draw())
        .bind(false)
        .execute(conn)
        .await
        .map(drop))
    .expect("a row");
    tx.commit().await.expect("a commit");
}

/// Puts another document in the place of everything that was released, as somebody could who can
/// write to the database.
pub async fn forge_releases(hone: &Hone, document: &str) {
    const SQL: &str = "UPDATE release SET document = $1";
    let mut tx = hone.ballots.write().await.expect("a transaction");
    on!(tx, |conn| sqlx::query(SQL).bind(document).execute(conn).await.map(drop))
        .expect("forged rows");
    tx.commit().await.expect("a commit");
}

/// A rater's browser: it keeps one secret per invitation.
#[derive(Clone, Debug)]
pub struct Browser {
    secret: [u8; 20],
}

/// A ballot as a browser sends it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The group.
    pub group: GroupRef,
    /// The right to vote there.
    pub token: Token,
    /// The sheet, sealed.
    pub sealed: Vec<u8>,
}

impl Browser {
    /// A browser that has just drawn its secret.
    pub fn fresh() -> Self {
        Self { secret: chance::bytes() }
    }

    /// What it asks a token of a group with.
    pub fn request(&self, group: GroupRef) -> Request {
        Request::new(&self.secret, group.0.as_bytes())
    }

    /// Asks for the tokens of some groups by a link.
    pub async fn fetch(&self, hone: &Hone, link: &Secret, groups: &[GroupRef]) -> Issued {
        let wish = |group: &GroupRef| (*group, self.request(*group).blinded());
        let wishes: Vec<_> = groups.iter().map(wish).collect();
        invitation::issue(hone, link, &wishes).await.expect("an answer")
    }

    /// The token of a group, as it comes of what was issued.
    pub async fn token(&self, hone: &Hone, group: GroupRef) -> Token {
        let key = group_key(hone, group).await;
        let request = self.request(group);
        let evaluation = key.evaluate(&request.blinded()).expect("an evaluation");
        request.finish(&evaluation, &key.public()).expect("a token")
    }

    /// Seals a sheet for a group.
    pub async fn seal(&self, hone: &Hone, group: GroupRef, sheet: &Sheet) -> Sealed {
        let plain = serde_json::to_vec(sheet).expect("a sheet");
        self.seal_bytes(hone, group, &plain).await
    }

    /// Seals anything at all for a group.
    pub async fn seal_bytes(&self, hone: &Hone, group: GroupRef, plain: &[u8]) -> Sealed {
        let token = self.token(hone, group).await;
        let public = round_keys(hone, group).await.sealing().public();
        let (id, chance) = (token.ballot_id(), &mut chance::generator());
        let sealed = hone_token::seal(&public, group.0.as_bytes(), &id, plain, chance);
        Sealed { group, token, sealed: sealed.expect("a ballot") }
    }

    /// Seals a sheet and sends it.
    pub async fn send(&self, hone: &Hone, group: GroupRef, sheet: &Sheet) -> Receipt {
        self.seal(hone, group, sheet).await.send(hone).await
    }
}

impl Sealed {
    /// Sends it.
    pub async fn send(&self, hone: &Hone) -> Receipt {
        ballot::submit(hone, self.group, &self.token, &self.sealed).await.expect("a receipt")
    }
}

async fn round_keys(hone: &Hone, group: GroupRef) -> Arc<RoundKeys> {
    let mut tx = hone.ballots.read().await.expect("a transaction");
    let (round, _) =
        ballot::store::round_of(&mut tx, group).await.expect("a query").expect("a group");
    hone.keys.of(round).await.expect("keys")
}

async fn group_key(hone: &Hone, group: GroupRef) -> Arc<GroupKey> {
    round_keys(hone, group).await.group(group)
}

/// What was answered about each leader of a round so far, as only the holder of its keys can read.
pub async fn casts(hone: &Hone, running: &Running) -> BTreeMap<LeaderRef, Vec<Cast>> {
    let leaders = ballot::peek(hone, running.round_ref).await.expect("sheets");
    leaders.into_iter().map(|(leader, turnout)| (leader, turnout.casts)).collect()
}

/// Every value of every column of a database, as bytes: what somebody who holds it can read.
pub async fn everything<K>(db: &crate::db::Db<K>) -> Vec<Vec<u8>> {
    let mut tx = db.read().await.expect("a transaction");
    let mut values = Vec::new();
    for column in anonymity::store::list_columns(&mut tx).await.expect("columns") {
        let of = anonymity::store::list_values(&mut tx, &column.table_name, &column.name).await;
        values.extend(of.expect("values"));
    }
    values
}

/// The value as an id, for tests that look for one among bytes.
pub fn id_bytes(id: Uuid) -> Vec<u8> {
    id.as_bytes().to_vec()
}
