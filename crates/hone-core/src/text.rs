//! What people type, tidied before it is stored or sent.

/// Without line breaks and other controls, and with single spaces.
pub fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As a cell of a file for spreadsheets: what they would take for a formula begins with an apostrophe.
pub fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// With its line breaks, and nothing else that cannot be seen.
pub fn lines(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    lines.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
