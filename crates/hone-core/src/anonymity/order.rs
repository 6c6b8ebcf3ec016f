//! Whether the place of a sheet tells when it came.

use super::search::places;
use super::{Check, Finding, Sight, store};
use crate::Result;
use crate::db::BallotsTx;

/// Of fewer sheets than this, some always wait to be mixed.
const FEWEST: usize = 32;

/// A piece of a sheet by which it is known in a file; every sheet is longer.
const PIECE: std::ops::Range<usize> = 2_000..2_016;

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut tx = sight.databases.ballots.read().await?;
    let (order, n_rows) = order(sight, &mut tx).await?;
    let n_in_place = longest_rise(&order);
    let mut findings = Vec::new();
    if n_rows >= FEWEST && n_in_place * 2 < n_rows {
        findings.push(Finding::breach(
            "The sheets lie in the order in which they were written: nobody has mixed them.",
            "Start `hone serve`, which mixes them every 20 seconds when enough came, and look again.",
        ));
    } else if n_in_place < n_rows {
        findings.push(Finding::remark(
            "Some sheets were written since the last mixing, and lie where they were put. Without the \
             keys of the round they are noise, and their order tells nothing of who wrote them.",
            "Nothing to do: `hone serve` mixes them with the next ones.",
        ));
    }
    Ok(Check {
        name: "Order",
        promise: "Sheets lie in the order of their random names, and not in that in which they came.",
        findings,
    })
}

/// The sheets by their place, each as its rank by name, and how many there are.
async fn order(sight: &Sight<'_>, tx: &mut BallotsTx) -> Result<(Vec<usize>, usize)> {
    if tx.is_postgres() {
        let rows = store::order_in_heap(tx).await?;
        let mut names: Vec<_> = rows.iter().collect();
        names.sort_unstable();
        let rank = |row: &Vec<u8>| names.binary_search(&row).unwrap_or_default();
        return Ok((rows.iter().map(rank).collect(), rows.len()));
    }
    let mut pieces = Vec::new();
    let mut n_rows = 0;
    let mut after = Vec::new();
    loop {
        let sheets = store::list_sheets(tx, &after).await?;
        let Some((last, _)) = sheets.last() else { break };
        after.clone_from(last);
        n_rows += sheets.len();
        pieces.extend(
            sheets.iter().filter_map(|(_, wrapped)| wrapped.get(PIECE)).map(<[u8]>::to_vec),
        );
    }
    let file = sight.files_of("ballots").into_iter().next();
    let order = match file {
        Some(file) if !pieces.is_empty() => places(&file, &pieces)?,
        _ => Vec::new(),
    };
    Ok((order, n_rows))
}

/// How many of some numbers are left if as few as possible are taken out so that the rest rises.
fn longest_rise(numbers: &[usize]) -> usize {
    let mut ends: Vec<usize> = Vec::new();
    for number in numbers {
        match ends.binary_search(number) {
            Ok(_) => {}
            Err(at) if at == ends.len() => ends.push(*number),
            Err(at) => ends[at] = *number,
        }
    }
    ends.len()
}

#[test]
fn the_longest_rise_leaves_out_as_few_as_possible() {
    assert_eq!(longest_rise(&[]), 0);
    assert_eq!(longest_rise(&[0, 1, 2, 3]), 4);
    assert_eq!(longest_rise(&[3, 2, 1, 0]), 1);
    assert_eq!(longest_rise(&[0, 5, 1, 2, 4, 3]), 4);
}
