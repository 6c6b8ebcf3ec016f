//! What came of a plan: the same people are asked whether they have seen a change.

use anyhow::Context;
use hone_core::{Hone, coaching, look, plan, round};

use super::answers::{Dice, Time};
use super::{DAY, Stage, cast, put_clock};

impl Stage {
    /// The fifth leader plans to lead more in vision, and asks seven weeks later.
    pub(super) async fn play_look(&self, hone: &Hone) -> anyhow::Result<()> {
        let leader = self.viewer(cast::LEADERS[4])?;
        let mut tx = hone.people.write().await?;
        let results = coaching::results(&mut tx, &leader).await?;
        let (result, _) = results.first().context("a result of the fifth leader")?;
        let planned = plan::choose(&mut tx, hone, &leader, result.id, "vision").await?;
        planned.context("a plan of the fifth leader")?;
        tx.commit().await?;
        put_clock(hone, hone.clock.now().plus(49 * DAY));
        let round =
            look::start(hone, &leader, result.id).await?.context("a result with numbers")?;
        self.answer(hone, &round, Time::Later, &mut Dice::new(1729), 0.88).await?;
        put_clock(hone, round.closes_at);
        round::close(hone, round.organisation_id, round.id, None).await?;
        put_clock(hone, round.releases_at);
        Ok(round::release(hone, round.organisation_id, round.id, None).await?)
    }
}
