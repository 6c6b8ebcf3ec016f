//! The people of the demonstration, all made up.

use hone_core::account::{self, Account};
use hone_core::category::Category;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::ids::PersonId;
use hone_core::organisation::Organisation;
use hone_core::person::Person;

/// The end of every made-up address.
pub(super) const DOMAIN: &str = "@northfold.example";
/// Who sets up people and rounds.
pub(super) const ADMINISTRATOR: &str = "Hanna Weiss";
/// Who coaches.
pub(super) const COACH: &str = "Rosa Lindqvist";
/// Who is rated.
pub(super) const LEADERS: [&str; 6] =
    ["Ines Okafor", "Marek Duval", "Petra Lindholm", "Leila Santos", "Joon-ho Park", "Ade Bello"];

/// Who is in the team of the first leader; the first of them signs in.
pub(super) const MEMBERS: [&str; 5] =
    ["Tomas Reyes", "Aiko Brandt", "Leon Fischer", "Mina Kovac", "Samuel Adeyemi"];

/// Name, manager, team, department.
type Line = (&'static str, &'static str, &'static str, &'static str);

/// Managers stand before those who report to them.
const CAST: &[Line] = &[
    ("Greta Thorvald", "", "Board", "Northfold"),
    ("Hanna Weiss", "Greta Thorvald", "People", "Offices"),
    ("Rosa Lindqvist", "Hanna Weiss", "People", "Offices"),
    ("Ines Okafor", "Greta Thorvald", "Networks", "Operations"),
    ("Marek Duval", "Greta Thorvald", "Treatment", "Operations"),
    ("Petra Lindholm", "Greta Thorvald", "Customers", "Customers"),
    ("Leila Santos", "Greta Thorvald", "Laboratory", "Laboratory"),
    ("Joon-ho Park", "Greta Thorvald", "Finance", "Offices"),
    ("Ade Bello", "Greta Thorvald", "Projects", "Operations"),
    ("Vera Kralik", "Greta Thorvald", "Law", "Offices"),
    ("Aiko Brandt", "Ines Okafor", "Networks", "Operations"),
    ("Leon Fischer", "Ines Okafor", "Networks", "Operations"),
    ("Mina Kovac", "Ines Okafor", "Networks", "Operations"),
    ("Samuel Adeyemi", "Ines Okafor", "Networks", "Operations"),
    ("Tomas Reyes", "Ines Okafor", "Networks", "Operations"),
    ("Wren Halloran", "Ines Okafor", "Networks", "Operations"),
    ("Yara Haddad", "Ines Okafor", "Networks", "Operations"),
    ("Zofia Nowak", "Ines Okafor", "Networks", "Operations"),
    ("Bilal Rahman", "Marek Duval", "Treatment", "Operations"),
    ("Carla Ricci", "Marek Duval", "Treatment", "Operations"),
    ("Dario Fontana", "Marek Duval", "Treatment", "Operations"),
    ("Esi Mensah", "Marek Duval", "Treatment", "Operations"),
    ("Freya Lund", "Marek Duval", "Treatment", "Operations"),
    ("Goran Petrov", "Marek Duval", "Treatment", "Operations"),
    ("Hugo Marin", "Petra Lindholm", "Customers", "Customers"),
    ("Isla Grant", "Petra Lindholm", "Customers", "Customers"),
    ("Jonas Keller", "Petra Lindholm", "Customers", "Customers"),
    ("Kemi Balogun", "Petra Lindholm", "Customers", "Customers"),
    ("Lars Moen", "Petra Lindholm", "Customers", "Customers"),
    ("Maya Cohen", "Petra Lindholm", "Customers", "Customers"),
    ("Nils Berg", "Petra Lindholm", "Customers", "Customers"),
    ("Oona Virtanen", "Leila Santos", "Laboratory", "Laboratory"),
    ("Pablo Cruz", "Leila Santos", "Laboratory", "Laboratory"),
    ("Quynh Tran", "Leila Santos", "Laboratory", "Laboratory"),
    ("Ravi Menon", "Leila Santos", "Laboratory", "Laboratory"),
    ("Sara Lindt", "Leila Santos", "Laboratory", "Laboratory"),
    ("Timo Aalto", "Joon-ho Park", "Finance", "Offices"),
    ("Uma Pillai", "Joon-ho Park", "Finance", "Offices"),
    ("Viktor Hansen", "Joon-ho Park", "Finance", "Offices"),
    ("Wanda Kruse", "Joon-ho Park", "Finance", "Offices"),
    ("Xenia Popov", "Ade Bello", "Projects", "Operations"),
    ("Yusuf Demir", "Ade Bello", "Projects", "Operations"),
    ("Zane Wilder", "Ade Bello", "Projects", "Operations"),
    ("Anouk Peeters", "Ade Bello", "Projects", "Operations"),
];

/// Everyone, with managers before those who report to them.
pub(super) fn people(organisation: &Organisation, now: Moment) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    for (name, manager, team, department) in CAST {
        let email = format!("{}{DOMAIN}", name.to_lowercase().replace(' ', "."));
        let mut person = Person::new(organisation.id, name, &email, now);
        person.manager_id = people.iter().find(|p| p.name == *manager).map(|p| p.id);
        (*team).clone_into(&mut person.team);
        (*department).clone_into(&mut person.department);
        person.is_administrator = *name == ADMINISTRATOR;
        person.is_coach = *name == COACH;
        people.push(person);
    }
    people
}

/// Whether somebody signs in; raters never need to.
pub(super) fn has_account(person: &Person) -> bool {
    let name = person.name.as_str();
    person.is_administrator || person.is_coach || LEADERS.contains(&name) || MEMBERS.contains(&name)
}

/// Gives somebody an account without a password: in the demonstration one signs in by a button.
pub(super) async fn give_account(
    tx: &mut PeopleTx,
    person: &Person,
    now: Moment,
) -> anyhow::Result<()> {
    let account = Account::new(&person.email, None, now);
    account::store::insert(tx, &account).await?;
    account::join(tx, &mut person.clone(), &account).await?;
    Ok(())
}

/// Whom a leader asks: by the chart, and five from other departments.
pub(super) fn raters_of(people: &[Person], leader: PersonId) -> Vec<(PersonId, Category)> {
    let Some(me) = people.iter().find(|person| person.id == leader) else { return Vec::new() };
    let by_chart = |person: &Person| {
        if Some(person.id) == me.manager_id {
            Some(Category::Manager)
        } else if person.manager_id == Some(me.id) {
            Some(Category::Reports)
        } else if person.manager_id == me.manager_id {
            Some(Category::Peers)
        } else {
            None
        }
    };
    let is_elsewhere =
        |person: &&Person| person.department != me.department && by_chart(person).is_none();
    let at = LEADERS.iter().position(|name| *name == me.name).unwrap_or_default();
    let others = people.iter().filter(is_elsewhere).skip(at * 3).take(5);
    let colleagues = people.iter().filter(|person| person.id != leader);
    colleagues
        .filter_map(|person| by_chart(person).map(|category| (person.id, category)))
        .chain(others.map(|person| (person.id, Category::Others)))
        .collect()
}
