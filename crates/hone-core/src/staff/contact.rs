//! Whom leaders can turn to outside: an administrator says so.

use super::{Wrong, wrong};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::organisation::{self, Contact};
use crate::{Hone, Result, audit, person};

/// The longest telephone number, in characters.
const LONGEST_PHONE: usize = 40;
/// The longest line on what they offer, in characters.
const LONGEST_LINE: usize = 300;

/// Sets or, with an empty one, takes away whom leaders can turn to outside. What is wrong with it
/// where it is not saved: `name`, `email`, `phone` or `says`.
pub async fn set_contact(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    contact: &Contact,
) -> Result<Vec<Wrong>> {
    let contact = tidied(contact);
    let wrongs = wrongs(&contact);
    if wrongs.is_empty() {
        organisation::store::save_contact(tx, viewer.organisation_id, &contact).await?;
        let action = match contact.name.as_str() {
            "" => "took away the outside coach",
            _ => "set the outside coach",
        };
        audit::record(tx, hone, viewer, action, &contact.name).await?;
    }
    Ok(wrongs)
}

fn tidied(contact: &Contact) -> Contact {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Contact {
        name: line(&contact.name),
        email: line(&contact.email),
        phone: line(&contact.phone),
        says: line(&contact.says),
    }
}

fn wrongs(contact: &Contact) -> Vec<Wrong> {
    if *contact == Contact::default() {
        return Vec::new();
    }
    let mut wrongs = Vec::new();
    if contact.name.is_empty() {
        wrongs.push(wrong("name", "Write a name, of a person or a firm."));
    }
    if let Some(why) = person::wrong_with_text(&contact.name) {
        wrongs.push(wrong("name", format!("This {why}.")));
    }
    if contact.email.is_empty() && contact.phone.is_empty() {
        wrongs.push(wrong("email", "Write an address or a telephone number to reach them by."));
    }
    if !contact.email.is_empty() && !person::is_email(&contact.email) {
        wrongs.push(wrong("email", format!("{:?} is no e-mail address.", contact.email)));
    }
    if !contact.phone.is_empty() && !is_phone(&contact.phone) {
        let text = "Write digits, with a + before the country, such as +43 1 234567.";
        wrongs.push(wrong("phone", text));
    }
    if contact.says.chars().count() > LONGEST_LINE || contact.says.chars().any(char::is_control) {
        wrongs.push(wrong("says", format!("Keep it to one line of {LONGEST_LINE} characters.")));
    }
    wrongs
}

/// Whether a text can be dialled.
fn is_phone(text: &str) -> bool {
    let is_fine = |(place, c): (usize, char)| {
        c.is_ascii_digit() || " ()/.-".contains(c) || (c == '+' && place == 0)
    };
    text.len() <= LONGEST_PHONE
        && text.char_indices().all(is_fine)
        && text.chars().filter(char::is_ascii_digit).count() >= 3
}
