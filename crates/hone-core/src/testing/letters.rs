//! A team whose members write without a name, and their devices: for tests of letters.

use hone_token::{Request, Token};
use serde_json::Value;

use super::{Northfold, round, sign_in_as};
use crate::account::Viewer;
use crate::ballot::letters::{self, SIZE, Written};
use crate::ballot::{self, Receipt};
use crate::experiment::nameless::{self, Week};
use crate::ids::GroupRef;
use crate::invitation::Issued;
use crate::person::Person;
use crate::team::{self, Team};
use crate::{Hone, chance, hex};

/// A week, in seconds.
pub const WEEK: i64 = 7 * 86_400;

/// So long is what is sealed, whatever stands in it.
const FILLED: usize = SIZE - 52;

/// A team with those who are in it.
#[derive(Clone, Debug)]
pub struct Crew {
    /// The team.
    pub team: Team,
    /// Who leads it.
    pub lead: Viewer,
    /// Everybody else, each with an account.
    pub others: Vec<Viewer>,
}

/// A device of a member: it keeps one secret for tokens, and one by which its user reads on.
#[derive(Clone, Debug)]
pub struct Device {
    secret: [u8; 20],
    /// By which its user reads on.
    pub reader: String,
}

/// A team of the leader of Northfold with some others.
pub async fn crew(hone: &Hone, here: &Northfold, others: &[&Person]) -> Crew {
    sign_in_as(hone, &here.leader).await;
    let lead = round::viewer(here, &here.leader);
    let mut tx = hone.people.write().await.expect("a transaction");
    let team = team::make(&mut tx, hone, &lead, "Pumps").await.expect("a team");
    for person in others {
        team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.expect("a member");
    }
    tx.commit().await.expect("a commit");
    for person in others {
        sign_in_as(hone, person).await;
    }
    let others = others.iter().map(|person| round::viewer(here, person)).collect();
    Crew { team, lead, others }
}

impl Crew {
    /// The letters that the team writes now, once the program has looked after them.
    pub async fn week(&self, hone: &Hone) -> Week {
        nameless::keep_course(hone).await.expect("a course");
        let mut tx = hone.people.read().await.expect("a transaction");
        nameless::offer(&mut tx, &self.team).await.expect("an offer").week.expect("a week")
    }

    /// A device of each of the others, all of which have fetched their tokens.
    pub async fn devices(&self, hone: &Hone, week: &Week) -> Vec<(Device, Token)> {
        let mut devices = Vec::new();
        for viewer in &self.others {
            let device = Device::fresh();
            let token = device.fetch(hone, viewer, &self.team, week).await;
            devices.push((device, token));
        }
        devices
    }
}

impl Device {
    /// One that has just drawn its secrets.
    pub fn fresh() -> Self {
        Self { secret: chance::bytes(), reader: hex::write(&chance::bytes::<32>()) }
    }

    /// What it asks for a token with.
    pub fn request(&self, group: GroupRef) -> Request {
        Request::new(&self.secret, group.0.as_bytes())
    }

    /// Asks for a token.
    pub async fn ask(&self, hone: &Hone, who: &Viewer, team: &Team, week: &Week) -> Issued {
        let wish = (week.group_ref, self.request(week.group_ref).blinded());
        nameless::issue(hone, who, team, wish).await.expect("an answer")
    }

    /// Fetches a token, and checks its proof against the key that everybody is shown.
    pub async fn fetch(&self, hone: &Hone, who: &Viewer, team: &Team, week: &Week) -> Token {
        let Issued::Done(evaluations) = self.ask(hone, who, team, week).await else {
            panic!("no token was issued")
        };
        let key = &record(hone, week).await["groups"][week.group_ref.to_string()]["key"];
        self.request(week.group_ref).finish(&evaluations[0].1, &bytes(key)).expect("a token")
    }

    /// A challenge as it stands in a letter.
    pub fn challenge(&self, title: &str) -> Written {
        Written::Challenge {
            reader: self.reader.clone(),
            target: "procedure".to_owned(),
            title: title.to_owned(),
            why: "Spare parts wait for two days.".to_owned(),
            instead: "let one person sign below 500".to_owned(),
        }
    }

    /// A word on an answer as it stands in a letter.
    pub fn reply(&self, text: &str) -> Written {
        Written::Reply { reader: self.reader.clone(), text: text.to_owned() }
    }

    /// A challenge that is taken back, as it stands in a letter.
    pub fn withdrawal(&self) -> Written {
        Written::Withdrawal { reader: self.reader.clone() }
    }
}

/// Seals a letter for the letters of a week, as a device does.
pub async fn seal(hone: &Hone, week: &Week, token: &Token, written: &Written) -> Vec<u8> {
    let mut plain = serde_json::to_vec(written).expect("a letter");
    plain.resize(FILLED, b' ');
    let public = bytes(&record(hone, week).await["box_key"]);
    let group = week.group_ref.0.as_bytes();
    let chance = &mut chance::generator();
    hone_token::seal(&public, group, &token.ballot_id(), &plain, chance).expect("a sealed letter")
}

/// Seals a letter and sends it.
pub async fn send(hone: &Hone, week: &Week, token: &Token, written: &Written) -> Receipt {
    let sealed = seal(hone, week, token, written).await;
    letters::send(hone, week.group_ref, token, &sealed).await.expect("a receipt")
}

/// What everybody may know of the letters of a week.
async fn record(hone: &Hone, week: &Week) -> Value {
    let manifest = ballot::manifest(hone, week.round_ref).await.expect("a query");
    serde_json::from_str(&manifest.expect("a manifest")).expect("JSON")
}

fn bytes(value: &Value) -> [u8; 32] {
    let bytes = hex::read(value.as_str().expect("a text")).expect("digits");
    bytes.try_into().expect("32 bytes")
}
