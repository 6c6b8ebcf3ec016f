//! How a round stands tells nobody's arrival.

use jiff::civil::date;

use super::*;
use crate::testing::each_engine;

#[tokio::test]
async fn a_standing_is_the_same_until_the_next_morning() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let group = running.group("Ines Okafor", Category::Reports);
        let leader = running.leaders["Ines Okafor"];
        let monday = date(2026, 5, 4);
        let now = async || standing(&fresh.hone, running.round_ref).await.unwrap();
        assert_eq!(now().await, Standing::default(), "before the first morning");
        take_standing(&fresh.hone, running.round_ref, monday).await.unwrap();
        let before = now().await;

        for rater in [AIKO, LEON, "Mina Kovac", "Wren Halloran"] {
            let browser = Browser::fresh();
            fetch(&fresh, &running, rater, &browser, group).await;
            let sheet = rating::sheet("pulse", 3);
            assert_eq!(browser.send(&fresh.hone, group, &sheet).await, Receipt::Kept);
            take_standing(&fresh.hone, running.round_ref, monday).await.unwrap();
        }

        assert_eq!(before.is_enough, [(leader, false)].into());
        assert_eq!(before.turnout_percent, None, "10 invited are too few for a turnout");
        assert_eq!(now().await, before);
        let tuesday = monday.tomorrow().unwrap();
        take_standing(&fresh.hone, running.round_ref, tuesday).await.unwrap();
        assert_eq!(now().await.is_enough, [(leader, true)].into());
        assert_eq!(now().await.day, Some(tuesday));
    }
}
