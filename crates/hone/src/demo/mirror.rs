//! What the first leader of the demonstration keeps for themselves, and shares with their coach.

use std::collections::BTreeMap;

use anyhow::Context;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::mirror::learning::{Answer, Then, Wording};
use hone_core::mirror::share::Part;
use hone_core::mirror::statement::Kind;
use hone_core::mirror::{learning, reflection, share, statement};
use hone_model::Prompts;

use super::{DAY, Stage, cast, put_clock};

const BRAND_BEFORE: &str = "That the pumps run, whatever happens.";
const BRAND: &str = "That bad news comes from me, early, and with a next step.";
const WORDS: &str = "clear\npatient\ncurious";
const PRINCIPLE: &str = "Whoever does the work is asked before the work changes.";

const ANSWERS: [(i64, &str, &str); 2] = [
    (
        -20,
        "trust-question-before-answer",
        "I asked nothing and named the valve. They wrote it down and left. Next time I ask what they \
         would do.",
    ),
    (
        -6,
        "vision-what-it-is-for",
        "At the depot on Monday: clean water before breakfast. Two of the crew said it again on \
         Thursday, to the office.",
    ),
];

impl Stage {
    /// Statements, two answers, and an entry that was tried twice and comes back in some days.
    pub(super) async fn play_mirror(&self, hone: &Hone, today: Moment) -> anyhow::Result<()> {
        let leader = self.viewer(cast::LEADERS[0])?;
        let mut tx = hone.people.write().await?;
        put_clock(hone, today.plus(-60 * DAY));
        let brand = statement::write(&mut tx, hone, &leader, Kind::Brand, BRAND_BEFORE).await?;
        statement::write(&mut tx, hone, &leader, Kind::Words, WORDS).await?;
        put_clock(hone, today.plus(-40 * DAY));
        statement::reword(&mut tx, hone, &brand, brand.version, BRAND).await?;
        statement::write(&mut tx, hone, &leader, Kind::Principle, PRINCIPLE).await?;
        for (day, prompt, text) in ANSWERS {
            put_clock(hone, today.plus(day * DAY));
            let prompt = Prompts::builtin().prompt(prompt).context("a prompt of ours")?;
            reflection::write(&mut tx, hone, &leader, prompt, text).await?;
        }
        log(&mut tx, hone, &leader, today).await?;
        let parts = [Part::Statements, Part::Odds, Part::Waiting].map(|part| (part, None));
        let parts = BTreeMap::from(parts);
        share::share(&mut tx, hone, &leader, &parts).await?;
        Ok(tx.commit().await?)
    }
}

async fn log(tx: &mut PeopleTx, hone: &Hone, leader: &Viewer, today: Moment) -> anyhow::Result<()> {
    let day = |n_days: i64| days_after(today.date(&leader.zone()), n_days);
    put_clock(hone, today.plus(-18 * DAY));
    let wording = Wording {
        contrast: "trust".to_owned(),
        tried: "When somebody asks me for a yes, I ask what they would do.".to_owned(),
        expected: "One of three decides alone.".to_owned(),
        next_on: Some(day(-4)),
        ..Wording::default()
    };
    let entry = learning::write(tx, hone, leader, wording).await?;
    put_clock(hone, today.plus(-4 * DAY));
    let answer = Answer {
        happened: "Ben decided twice. Carla wanted to know the limit first.".to_owned(),
        learned: "The limit has to come before the question.".to_owned(),
        next: "I say the limit in money first, then I ask. I expect that Carla decides once."
            .to_owned(),
        next_on: Some(day(10)),
    };
    learning::answer(tx, hone, leader, (&entry, entry.version), answer, Then::Again).await?;
    Ok(())
}
