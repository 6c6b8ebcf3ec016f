//! What became of the words of an area, for its history and for whoever answers a counter-offer.

use super::Area;

/// What is other than before, in a sentence; empty where nothing is.
pub(super) fn told(before: &Area, after: &Area) -> String {
    let looks = |area: &Area| (area.check_in, area.every_days, area.next_check_in.clone());
    let parts = [
        (before.level != after.level)
            .then(|| format!("the level from {} to {}", before.level.name(), after.level.name())),
        (before.owner_id != after.owner_id).then(|| "the owner".to_owned()),
        ((&before.title, before.kind) != (&after.title, after.kind))
            .then(|| "what it is".to_owned()),
        (before.done_when != after.done_when).then(|| "when it is done".to_owned()),
        (before.limits != after.limits).then(|| "the limits".to_owned()),
        (looks(before) != looks(after)).then(|| "the looks".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("Changed: {}.", parts.join(", ")) }
}
