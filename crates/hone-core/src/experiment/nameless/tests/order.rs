//! What somebody can make of the order in which anything about letters lies.

use super::*;
use crate::testing::attack::Order;
use crate::testing::attack::letters::attack;

#[tokio::test]
async fn no_place_of_anything_tells_in_which_order_letters_came() {
    for fresh in each_engine().await {
        let evidence = attack(&fresh).await;

        assert!(evidence.orders.len() > 25, "{}: {evidence:#?}", fresh.engine);
        // Five standard deviations of chance: with 45 letters half an order is still seen.
        let is_telling = |one: &&Order| one.tau * one.tau > 25.0 * one.variance();
        let telling: Vec<_> = evidence.orders.iter().filter(is_telling).collect();
        assert!(telling.is_empty(), "{}: {telling:#?}", fresh.engine);
        assert_eq!((evidence.n_remains, evidence.n_left), (0, 0), "{}", fresh.engine);
    }
}
