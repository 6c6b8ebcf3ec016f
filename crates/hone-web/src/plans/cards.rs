//! The practices of one contrast as cards, and what to tell those who answered.

use hone_core::team::Team;
use hone_model::{Library, Model, Pole, Practice, Tool, Toolbox};

/// The practices of one pole.
pub(super) struct Shelf {
    pub(super) heading: &'static str,
    pub(super) first_look: &'static str,
    pub(super) cards: Vec<Card>,
}

/// One practice.
pub(super) struct Card {
    pub(super) practice: &'static Practice,
    pub(super) evidence: String,
    /// Where it can be done: a page and what it is called.
    pub(super) places: Vec<(String, String)>,
}

/// A message to those who answered.
pub(super) struct Message {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) text: String,
    /// The address that opens it in a mail program.
    pub(super) mail: String,
}

/// What helps to lead more, then what helps to manage less.
pub(super) fn shelves(library: &'static Library, contrast: &str, teams: &[Team]) -> Vec<Shelf> {
    let shelf = |(heading, pole)| Shelf {
        heading,
        first_look: library.first_look(contrast, pole).unwrap_or_default(),
        cards: library
            .practices()
            .iter()
            .filter(|practice| practice.contrast == contrast && practice.pole == pole)
            .map(|practice| card(library, practice, teams))
            .collect(),
    };
    [("To lead more", Pole::Leading), ("To ease managing", Pole::Managing)]
        .map(shelf)
        .into_iter()
        .filter(|shelf| !shelf.cards.is_empty())
        .collect()
}

/// Where something can be done in a tool: in each team, or where the tool is of no team, there; nowhere as
/// long as Hone has no such tool, or the leader no team.
pub(super) fn places(tool: Tool, teams: &[Team]) -> Vec<(String, String)> {
    match Toolbox::builtin().find(tool) {
        None => Vec::new(),
        Some(place) if place.is_of_teams() => {
            let of = |team: &Team| {
                let name = format!("{} of {}", place.name, team.name);
                (place.address_for(&team.id.to_string()), name)
            };
            teams.iter().map(of).collect()
        }
        Some(place) => vec![(place.address.clone(), place.name.clone())],
    }
}

/// The tools that serve a contrast, wherever the leader has one.
pub(super) fn places_of(model: &Model, contrast: &str, teams: &[Team]) -> Vec<(String, String)> {
    let is_of = |id: &String| model.claim(id).is_some_and(|claim| claim.contrast == contrast);
    let tools = Toolbox::builtin().tools().iter();
    let serving = tools.filter(|tool| tool.claims.iter().any(is_of));
    serving.flat_map(|tool| places(tool.id, teams)).collect()
}

fn card(library: &Library, practice: &'static Practice, teams: &[Team]) -> Card {
    let cites: Vec<&str> =
        library.sources_of(practice).map(|source| source.cite.as_str()).collect();
    let says = library.grade_says(practice.grade);
    let evidence =
        if cites.is_empty() { says.to_owned() } else { format!("{says} {}.", cites.join("; ")) };
    Card { practice, evidence, places: places(practice.tool, teams) }
}

/// The messages, filled in for a focus, a step and whoever sends them, to everyone who was asked.
pub(super) fn messages(
    library: &'static Library,
    focus: &str,
    step: &str,
    leader: &str,
    addresses: &[String],
) -> Vec<Message> {
    let message = |message: &'static hone_model::Message| {
        let text = message.written(focus, step, leader);
        let mail = mail_address(&message.subject, &text, addresses);
        Message { id: &message.id, title: &message.title, text, mail }
    };
    library.messages().iter().map(message).collect()
}

/// An address as of RFC 6068. Recipients do not see each other.
fn mail_address(subject: &str, text: &str, addresses: &[String]) -> String {
    let quoted = |text: &str| {
        let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        form.replace('+', "%20")
    };
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    format!(
        "mailto:?bcc={}&subject={}&body={}",
        quoted(&addresses.join(",")),
        quoted(subject),
        quoted(&lines)
    )
}
