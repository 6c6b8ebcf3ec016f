//! Somebody to turn to: a coach whom one of the leaders has asked, and a firm outside.

use std::collections::BTreeMap;

use anyhow::Context;
use hone_core::coaching::{self, Ticks};
use hone_core::organisation::Contact;
use hone_core::{Hone, staff};

use super::{Stage, cast};

impl Stage {
    /// The first leader grants a coach their report, and the two note a first session.
    pub(super) async fn play_coaching(&self, hone: &Hone) -> anyhow::Result<()> {
        let (leader, coach) = (self.viewer(cast::LEADERS[0])?, self.viewer(cast::COACH)?);
        let mut tx = hone.people.write().await?;
        let contact = Contact {
            name: "Lakeside Coaching".to_owned(),
            email: "hello@lakeside.example".to_owned(),
            phone: "+44 20 7946 0958".to_owned(),
            says: "Three hours a year are paid for. Nobody asks what about.".to_owned(),
        };
        staff::set_contact(&mut tx, hone, &self.administrator()?, &contact).await?;
        let results = coaching::results(&mut tx, &leader).await?;
        let (result, _) = results.first().context("a result of the first leader")?;
        let ticks = BTreeMap::from([(result.id, Ticks { report: true, ..Ticks::default() })]);
        let asked = coaching::ask(&mut tx, hone, &leader, coach.person_id, &ticks).await?;
        let asked = asked.context("a coach who can be asked")?;
        coaching::answer(&mut tx, hone, &coach, &asked, true).await?;
        let wording = coaching::Wording {
            held_on: hone.clock.now().date(&leader.zone()),
            goal: "My team decides on small repairs without me. I would notice by fewer calls in \
                   the evening."
                .to_owned(),
            reality: "Eleven calls last week. I answered each within the minute.".to_owned(),
            options: "A limit in money up to which nobody asks.\nA rota of who decides.\nAsking \
                      back before I answer."
                .to_owned(),
            will: "When someone asks me for a yes, I will ask what they would do.\nTell the team \
                   why I ask"
                .to_owned(),
            next_on: None,
        };
        coaching::write(&mut tx, hone, &coach, &asked, wording).await?;
        Ok(tx.commit().await?)
    }
}
