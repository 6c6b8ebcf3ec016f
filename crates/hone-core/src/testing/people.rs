//! An organisation with people in it, and a stranger from another one.

use crate::Hone;
use crate::account::{Account, join, session, store};
use crate::chance::Secret;
use crate::organisation::{self, Organisation};
use crate::person::{self, Person};

/// Northfold Water: an administrator, a leader with a manager, peers and reports, and a coach.
#[derive(Clone, Debug)]
pub struct Northfold {
    /// The organisation.
    pub organisation: Organisation,
    /// Sets up people and rounds.
    pub administrator: Person,
    /// Leads the pump crew: has a manager, four peers and five direct reports.
    pub leader: Person,
    /// The leader's manager.
    pub manager: Person,
    /// Those who have the same manager as the leader.
    pub peers: Vec<Person>,
    /// Those whose manager is the leader.
    pub reports: Vec<Person>,
    /// A coach.
    pub coach: Person,
    /// Everyone, those above included; sixteen people.
    pub people: Vec<Person>,
}

const NAMES: [(&str, &str); 16] = [
    ("Orla Byrne", "People"),
    ("Ines Haddad", "Operations"),
    ("Marek Dvorak", "Operations"),
    ("Jonas Lindqvist", "Operations"),
    ("Priya Raman", "Operations"),
    ("Tomas Keller", "Operations"),
    ("Aoife Nolan", "Operations"),
    ("Ben Okafor", "Pumps"),
    ("Carla Moreno", "Pumps"),
    ("Dai Hughes", "Pumps"),
    ("Eszter Nagy", "Pumps"),
    ("Femi Ade", "Pumps"),
    ("Ruth Adler", "People"),
    ("Sven Holm", "Network"),
    ("Tariq Aziz", "Network"),
    ("Uma Patel", "Network"),
];

/// Northfold Water with its sixteen people; nobody has an account yet.
pub async fn northfold(hone: &Hone) -> Northfold {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await.expect("a database that can be written");
    let organisation = organisation::create(&mut tx, "Northfold Water", "Europe/Vienna", now)
        .await
        .expect("an organisation");
    let mut people: Vec<Person> = NAMES
        .iter()
        .map(|(name, team)| {
            let email = format!("{}@northfold.test", name.to_lowercase().replace(' ', "."));
            let mut person = Person::new(organisation.id, name, &email, now);
            (*team).clone_into(&mut person.team);
            person
        })
        .collect();
    let (head, leader) = (people[1].id, people[2].id);
    people[0].is_administrator = true;
    people[12].is_coach = true;
    for (place, person) in people.iter_mut().enumerate() {
        person.manager_id = match place {
            2..=6 | 0 | 12 => Some(head),
            7..=11 => Some(leader),
            _ => None,
        };
    }
    person::store::save_all(&mut tx, &people).await.expect("people");
    tx.commit().await.expect("a commit");
    Northfold {
        organisation,
        administrator: people[0].clone(),
        leader: people[2].clone(),
        manager: people[1].clone(),
        peers: people[3..7].to_vec(),
        reports: people[7..12].to_vec(),
        coach: people[12].clone(),
        people,
    }
}

/// Somebody who administrates an organisation of their own, and should see nothing of others.
pub async fn stranger(hone: &Hone) -> Person {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await.expect("a database that can be written");
    let organisation =
        organisation::create(&mut tx, "Quay Rail", "UTC", now).await.expect("an organisation");
    let mut person = Person::new(organisation.id, "Stella Strand", "stella@quay.test", now);
    person.is_administrator = true;
    person::store::insert(&mut tx, &person).await.expect("a person");
    tx.commit().await.expect("a commit");
    person
}

/// Signs somebody in, with an account made for it if they have none. Returns the session's token,
/// which is the value of its cookie.
pub async fn sign_in_as(hone: &Hone, person: &Person) -> Secret {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await.expect("a database that can be written");
    let mut person = person::store::find(&mut tx, person.organisation_id, person.id)
        .await
        .expect("a query")
        .expect("a person who is stored");
    if person.account_id.is_none() {
        let account = Account::new(&person.email, None, now);
        store::insert(&mut tx, &account).await.expect("an account");
        join(&mut tx, &mut person, &account).await.expect("a person with an account");
    }
    let token = session::begin(&mut tx, &person, "a test", now).await.expect("a session");
    tx.commit().await.expect("a commit");
    token
}
