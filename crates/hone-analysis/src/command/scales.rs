//! Scales and their items, as a model names them.

use hone_stats::structure::model_syntax::{Operator, parse_model};

use crate::error::{Error, Kind};
use crate::table::Choice;

/// The name of a scale with the names of its items.
pub(crate) type Named = (String, Vec<String>);

/// A model is a text, or the file that holds it.
pub(crate) fn model_text(model: &str) -> Result<String, Error> {
    if model.contains("=~") {
        return Ok(model.to_owned());
    }
    std::fs::read_to_string(model).map_err(|error| {
        let message = format!(
            "--model: '{model}' is neither a model, such as 'F1 =~ a + b + c', nor a file that can \
             be read: {error}"
        );
        Error::new(Kind::File, message)
    })
}

/// Which items measure which scale, in the order of the model.
pub(crate) fn scales(model: &str) -> Result<Vec<Named>, Error> {
    let terms = parse_model(model).map_err(|error| Error::usage(format!("--model: {error}")))?;
    let mut scales: Vec<Named> = vec![];
    for term in terms.into_iter().filter(|term| term.operator == Operator::Loading) {
        match scales.iter_mut().find(|(name, _)| *name == term.lhs) {
            Some((_, items)) => items.push(term.rhs),
            None => scales.push((term.lhs, vec![term.rhs])),
        }
    }
    if scales.is_empty() {
        return Err(Error::usage(
            "--model: no scale is measured by items; write 'F1 =~ a + b + c'",
        ));
    }
    Ok(scales)
}

/// All items of the scales, each once.
pub(crate) fn items_of(scales: &[Named]) -> Result<Choice, Error> {
    let mut names: Vec<&str> = vec![];
    for item in scales.iter().flat_map(|(_, items)| items) {
        if !names.contains(&item.as_str()) {
            names.push(item);
        }
    }
    names.join(",").parse().map_err(|error: String| Error::usage(error))
}
