//! Whoever holds everything at rest links nobody.

use hone_core::testing::Fresh;
use hone_core::testing::attack::{Evidence, Order, Size, attack};

use crate::say;

const SIZE: Size = Size { n_raters: 1_000, n_leaders: 75, n_copies: 5 };

pub(super) async fn run(fresh: &Fresh) -> bool {
    let first = attack(fresh, SIZE).await;
    show(&first);
    let mut telling: Vec<_> = first.telling().into_iter().map(str::to_owned).collect();
    if !telling.is_empty() {
        say("  once more, since chance does that now and then:");
        let second = attack(fresh, SIZE).await;
        show(&second);
        telling.retain(|what| second.telling().contains(&what.as_str()));
    }
    (first.n_remains, first.n_left) == (0, 0) && telling.is_empty()
}

fn show(evidence: &Evidence) {
    for order in &evidence.orders {
        say(&format!(
            "  {}: tau {:.3} of {}, within {:.3}{}",
            order.what,
            order.tau,
            order.n,
            Order::MOST.max(3.0 * order.variance().sqrt()),
            if order.is_telling() { " EXCEEDED" } else { "" },
        ));
    }
    for link in &evidence.links {
        say(&format!(
            "  {}: {} of {} right, {} by chance, at most {:.1}{}",
            link.what,
            link.n_right,
            link.n,
            link.by_chance,
            link.by_chance + 3.0 * link.by_chance.sqrt(),
            if link.is_telling() { " EXCEEDED" } else { "" },
        ));
    }
    say(&format!(
        "  {} old copies of rows before the close, {} rows after it",
        evidence.n_remains, evidence.n_left
    ));
}
