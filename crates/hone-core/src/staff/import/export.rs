//! The people of an organisation as a CSV file, and an empty one to fill in.

use std::collections::HashMap;

use crate::ids::PersonId;
use crate::person::Person;
use crate::{Error, Result};

/// Signs that make a spreadsheet take a cell for a formula.
pub(super) const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// A file to fill in: the columns, and two people as an example.
pub const TEMPLATE: &str = "\
name,email,manager,team,department,language
Anna Example,anna@example.org,,Pumps,Operations,en
Ben Example,ben@example.org,anna@example.org,Pumps,Operations,de
";

/// Everyone as a file that can be imported again. A cell that a spreadsheet would take for a
/// formula begins with an apostrophe; the import takes it away.
pub fn export(people: &[Person]) -> Result<String> {
    let failed = |error: csv::Error| Error::Corrupt(format!("the export: {error}"));
    let email_of: HashMap<PersonId, &str> =
        people.iter().map(|person| (person.id, person.email.as_str())).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(super::Column::ALL.map(super::Column::name)).map_err(failed)?;
    for person in people.iter().filter(|person| person.is_here()) {
        let manager = person.manager_id.and_then(|id| email_of.get(&id)).copied();
        let cells = [
            &person.name,
            &person.email,
            manager.unwrap_or_default(),
            &person.team,
            &person.department,
            &person.language,
        ];
        writer.write_record(cells.map(safe)).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::Corrupt(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Error::Corrupt(error.to_string()))
}

fn safe(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}
