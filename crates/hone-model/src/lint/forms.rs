//! Rules for what is asked: the forms, the scales they cover, and the claims they serve.

use std::collections::HashSet;

use super::{Linter, THE_MODEL};
use crate::model::Model;
use crate::read::{Spot, shortened};
use crate::record::{Form, Item, Pole, Way};

const MOST_ITEMS: usize = 45;
const FEWEST_PER_SCALE: usize = 3;
const MOST_IN_A_ROW: usize = 2;

pub(super) fn check(linter: &mut Linter<'_>) {
    let document = linter.document;
    for index in 0..document.forms.len() {
        entries(linter, index);
        order(linter, index);
        scales(linter, index);
    }
    let Some(full) = document.form(Model::FULL) else {
        let message = "there is no form 'full'".to_owned();
        let way_out = "Add a [[form]] with id = \"full\" and every item.";
        return linter.error((THE_MODEL, 0, ""), message, way_out);
    };
    length(linter, full);
    subsets(linter, full);
    unserved_claims(linter, full);
    unasked_items(linter, full);
}

impl Linter<'_> {
    /// Refuses the name of a form that is not in the file. That there is no form 'full' is told already.
    pub(super) fn known_forms(&mut self, spot: Spot, ids: &[String]) {
        let document = self.document;
        let is_missing = |id: &&String| document.form(id).is_none() && *id != Model::FULL;
        for id in ids.iter().filter(is_missing) {
            let message = format!("there is no form '{}'", shortened(id));
            self.error(spot, message, "Name a form of this file, or add it.");
        }
    }
}

/// A form's items that are in the file; ids without an item are told by `entries`.
fn items<'a>(linter: &Linter<'a>, form: &'a Form) -> Vec<&'a Item> {
    form.items.iter().filter_map(|id| linter.document.item(id)).collect()
}

fn index_of(linter: &Linter<'_>, id: &str) -> usize {
    let mut forms = linter.document.forms.iter();
    forms.position(|form| form.id == id).expect("the caller took the form from this list")
}

fn entries(linter: &mut Linter<'_>, index: usize) {
    let form = &linter.document.forms[index];
    let spot = ("form", index, "items");
    let mut seen = HashSet::new();
    for id in &form.items {
        let short = shortened(id);
        if linter.document.item(id).is_none() {
            let message = format!("there is no item '{short}'");
            linter.error(spot, message, "Name an item of this file, or add it.");
        }
        if !seen.insert(id) {
            let message = format!("it asks '{short}' twice");
            linter.error(spot, message, "Take one of them out.");
        }
    }
    if form.minutes == 0 {
        let message = "it promises to take no time".to_owned();
        linter.error(("form", index, "minutes"), message, "Give the minutes most people need.");
    }
}

/// Within a contrast the poles are mixed, so that no page reads as the good or the bad half, and
/// what both bring about comes last.
fn order(linter: &mut Linter<'_>, index: usize) {
    let form = &linter.document.forms[index];
    let items = items(linter, form);
    for contrast in &linter.document.contrasts {
        let page: Vec<_> = items.iter().filter(|item| item.contrast == contrast.id).collect();
        let short = shortened(&contrast.id);
        let is_row = |run: &[&&Item]| run.iter().all(|item| item.pole == run[0].pole);
        if let Some(run) = page.windows(MOST_IN_A_ROW + 1).find(|run| is_row(run)) {
            let message = format!(
                "{short} has more than {MOST_IN_A_ROW} {} items in a row, at '{}'",
                run[0].pole,
                shortened(&run[MOST_IN_A_ROW].id)
            );
            linter.warn(("form", index, "items"), message, "Mix leading and managing.");
        }
        let outcomes = page.iter().map(|item| item.pole == Pole::Outcome);
        if !outcomes.is_sorted() {
            let message = format!("in {short} an outcome stands before other items");
            linter.warn(("form", index, "items"), message, "Ask outcomes last.");
        }
    }
}

fn scales(linter: &mut Linter<'_>, index: usize) {
    let form = &linter.document.forms[index];
    let items = items(linter, form);
    let fewest = if form.id == Model::FULL { FEWEST_PER_SCALE } else { 1 };
    for contrast in &linter.document.contrasts {
        for pole in [Pole::Leading, Pole::Managing] {
            let is_in = |item: &&&Item| item.contrast == contrast.id && item.pole == pole;
            let n = items.iter().filter(is_in).count();
            if n < fewest {
                let scale = format!("{}.{pole}", shortened(&contrast.id));
                let message = format!("the scale {scale} has {n} items; at least {fewest}");
                linter.error(("form", index, "items"), message, "Add items to this scale.");
            }
        }
    }
}

fn length(linter: &mut Linter<'_>, full: &Form) {
    let n = full.items.len();
    if n > MOST_ITEMS {
        let message = format!("it has {n} items; at most {MOST_ITEMS}");
        let spot = ("form", index_of(linter, &full.id), "items");
        linter.error(spot, message, "Take out the items that say the least.");
    }
}

/// A smaller form asks some of the full form's items, in the same order: what is asked before an
/// item colours its answers, so an item keeps its neighbours as far as it can.
fn subsets(linter: &mut Linter<'_>, full: &Form) {
    for (index, form) in linter.document.forms.iter().enumerate() {
        let place = |id: &String| full.items.iter().position(|known| known == id);
        let spot = ("form", index, "items");
        for id in form.items.iter().filter(|id| place(id).is_none()) {
            let message = format!("'{}' is not in the form 'full'", shortened(id));
            linter.error(spot, message, "Add it to 'full', or take it out here.");
        }
        let places: Vec<_> = form.items.iter().filter_map(place).collect();
        if !places.is_sorted() {
            let message = "its items stand in another order than in 'full'".to_owned();
            linter.warn(spot, message, "Keep one order in all forms.");
        }
    }
}

fn unserved_claims(linter: &mut Linter<'_>, full: &Form) {
    let items = items(linter, full);
    for (index, claim) in linter.document.claims.iter().enumerate() {
        let is_asked = items.iter().any(|item| item.claims.contains(&claim.id));
        if claim.is_served_by(Way::Ask) && !is_asked {
            let message = "no item of the form 'full' asks it".to_owned();
            let way_out = "Write an item for it, or take 'ask' out of its ways.";
            linter.error(("claim", index, "ways"), message, way_out);
        }
    }
}

fn unasked_items(linter: &mut Linter<'_>, full: &Form) {
    for (index, item) in linter.document.items.iter().enumerate() {
        if !full.items.contains(&item.id) {
            let message = "the form 'full' does not ask it".to_owned();
            linter.warn(("item", index, "id"), message, "Add it to the form, or remove it.");
        }
    }
}
