//! What waits for a leader in their plan.

use jiff::civil::Date;

use super::{Plan, State, Step};
use crate::clock::days_after;
use crate::due::{Line, Rank};

/// The steps of a plan that are tried on a day, and those whose last day is past or will be. `about` is
/// the name of the round it comes from.
pub fn due(plan: &Plan, steps: &[Step], about: &str, today: Date) -> Vec<Line> {
    let open = steps.iter().filter(|step| step.state == State::Open);
    let lines = open.flat_map(|step| [tried(plan, step, today), Some(looked_at(step))]);
    lines.flatten().map(|line| line.about(about)).collect()
}

fn tried(plan: &Plan, step: &Step, today: Date) -> Option<Line> {
    let page = format!("/reports/{}/plan", plan.leader_id);
    let line = Line::new(Rank::Rhythm, ("step", step.id.0), step.sentence(), page);
    step.is_tried_on(today).then(|| line.kind("Practise").action("Open your plan"))
}

fn looked_at(step: &Step) -> Line {
    let page = format!("/steps/{}", step.id);
    let line = Line::new(Rank::Due, ("look-back", step.id.0), step.sentence(), page);
    let line = line.titled(format!("Look back: {}", step.sentence())).kind("Look back");
    line.action("What did you notice?").on(days_after(step.ends_on.0, 1))
}
