//! The demonstration: a made-up organisation with a round in each state, made by the same steps
//! that people take, at a clock that is put back.

mod answers;
mod bets;
mod browser;
mod cast;
mod experiments;
mod guidance;
mod look;
mod mirror;
mod team;
mod vision;
mod wishes;
mod words;

use anyhow::{Context, bail};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::ballot;
use hone_core::category::Category;
use hone_core::chance::Secret;
use hone_core::clock::{Clock, Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::ids::{AccountId, PersonId};
use hone_core::invitation::{self, Door, Opening};
use hone_core::leader::{self, Leader};
use hone_core::organisation::{self, Organisation};
use hone_core::person::{self, Person};
use hone_core::round::{self, Round, Terms};
use jiff::civil::Date;

use answers::{Dice, Time};
use browser::Browser;

const DAY: i64 = 24 * 3600;

/// Fills empty databases; what is there already stays as it is.
pub(crate) async fn fill(hone: &Hone) -> anyhow::Result<()> {
    let mut tx = hone.people.read().await?;
    let there = organisation::store::list(&mut tx).await?;
    for organisation in &there {
        let people = person::store::list_ever(&mut tx, organisation.id).await?;
        if !people.iter().all(|person| person.email.ends_with(cast::DOMAIN)) {
            bail!(
                "these data are of real people: in the demonstration anybody could sign in as \
                 anyone. Leave out --data, --database and their like, or start `hone serve`"
            )
        }
    }
    drop(tx);
    if !there.is_empty() {
        return Ok(());
    }
    let today = hone.clock.now();
    let clock = Clock::standing_at(today.plus(-330 * DAY));
    let then = hone.clone().at(clock);
    let stage = Stage::set(&then).await?;

    let (first, leaders) = (&mut Dice::new(1664), &cast::LEADERS[..1]);
    stage.play_released(&then, leaders, Time::First, first).await?;
    put_clock(&then, today.plus(-200 * DAY));
    let mut dice = Dice::new(4663);
    stage.play_released(&then, &cast::LEADERS, Time::Later, &mut dice).await?;
    stage.play_coaching(&then).await?;
    stage.play_look(&then).await?;
    stage.play_team(&then, today).await?;
    stage.play_experiments(&then, today).await?;
    stage.play_vision(&then, today).await?;
    stage.play_mirror(&then, today).await?;
    stage.play_bets(&then, today).await?;
    put_clock(&then, today.plus(-12 * DAY));
    stage.play_open(&then, &mut dice).await?;
    put_clock(&then, today.plus(-DAY));
    stage.play_draft(&then).await?;
    take_standings(&then).await
}

/// As if Hone had run this morning.
async fn take_standings(hone: &Hone) -> anyhow::Result<()> {
    let mut tx = hone.people.read().await?;
    let Some(organisation) = organisation::store::list(&mut tx).await?.into_iter().next() else {
        return Ok(());
    };
    let rounds = round::store::list(&mut tx, organisation.id).await?;
    drop(tx);
    let today = hone.clock.now().date(&organisation.zone());
    for round in rounds.iter().filter(|round| round.phase == round::Phase::Open) {
        ballot::take_standing(hone, round.round_ref, today).await?;
    }
    Ok(())
}

fn put_clock(hone: &Hone, moment: Moment) {
    hone.clock.advance(moment.0 - hone.clock.now().0);
}

/// The made-up organisation.
struct Stage {
    organisation: Organisation,
    people: Vec<Person>,
}

impl Stage {
    /// Brings in the people.
    async fn set(hone: &Hone) -> anyhow::Result<Self> {
        let now = hone.clock.now();
        let mut tx = hone.people.write().await?;
        let organisation =
            organisation::create(&mut tx, "Northfold Water", "Europe/London", now).await?;
        for person in cast::people(&organisation, now) {
            person::store::insert(&mut tx, &person).await?;
            if cast::has_account(&person) {
                cast::give_account(&mut tx, &person, now).await?;
            }
        }
        tx.commit().await?;
        let mut tx = hone.people.read().await?;
        let people = person::store::list(&mut tx, organisation.id).await?;
        Ok(Self { organisation, people })
    }

    fn administrator(&self) -> anyhow::Result<Viewer> {
        self.viewer(cast::ADMINISTRATOR)
    }

    /// Somebody, as if they were signed in.
    fn viewer(&self, name: &str) -> anyhow::Result<Viewer> {
        let person = self.person(name)?;
        Ok(Viewer {
            account_id: person.account_id.unwrap_or_else(AccountId::draw),
            organisation_id: self.organisation.id,
            organisation: self.organisation.name.clone(),
            time_zone: self.organisation.time_zone.clone(),
            person_id: person.id,
            name: person.name.clone(),
            is_administrator: person.is_administrator,
            is_coach: person.is_coach,
            is_leader: person.is_administrator
                || self.people.iter().any(|below| below.manager_id == Some(person.id)),
        })
    }

    fn person(&self, name: &str) -> anyhow::Result<&Person> {
        self.people.iter().find(|person| person.name == name).context("a person of the cast")
    }

    fn name_of(&self, id: PersonId) -> &str {
        self.people.iter().find(|person| person.id == id).map_or("", |person| &person.name)
    }

    /// A round that is over: everybody was asked, most answered, results are out.
    async fn play_released(
        &self,
        hone: &Hone,
        leaders: &[&str],
        time: Time,
        dice: &mut Dice,
    ) -> anyhow::Result<()> {
        let round = self.launch(hone, leaders, 28).await?;
        self.answer(hone, &round, time, dice, 0.88).await?;
        put_clock(hone, round.closes_at);
        round::close(hone, round.organisation_id, round.id, None).await?;
        put_clock(hone, round.releases_at);
        round::release(hone, round.organisation_id, round.id, None).await?;
        Ok(())
    }

    /// A round under way.
    async fn play_open(&self, hone: &Hone, dice: &mut Dice) -> anyhow::Result<()> {
        let round = self.launch(hone, &cast::LEADERS[..4], 23).await?;
        self.answer(hone, &round, Time::Later, dice, 0.55).await
    }

    /// A round that is being set up: one list is handed in, one leader is still choosing.
    async fn play_draft(&self, hone: &Hone) -> anyhow::Result<()> {
        let round = self.draft(hone, "Pilot", &cast::LEADERS[4..], 28).await?;
        let mut tx = hone.people.write().await?;
        let leaders = leader::store::list(&mut tx, round.organisation_id, round.id).await?;
        for mut leader in leaders {
            leader.asked_at = Some(hone.clock.now());
            if leader.name == cast::LEADERS[5] {
                self.nominate(&mut tx, &leader).await?;
                leader.propose()?;
            }
            leader::store::save(&mut tx, &leader).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn draft(
        &self,
        hone: &Hone,
        name: &str,
        leaders: &[&str],
        n_days: i64,
    ) -> anyhow::Result<Round> {
        let zone = self.organisation.zone();
        let today = hone.clock.now().date(&zone);
        let terms = Terms {
            name: name.to_owned(),
            form: hone_model::Model::FULL.to_owned(),
            k: round::DEFAULT_FLOOR,
            load_cap: round::DEFAULT_LOAD_CAP,
            closes_on: days_after(today, n_days),
            releases_on: days_after(today, n_days + 7),
        };
        let round = Round::draft(self.organisation.id, &terms, &zone, hone.clock.now());
        let mut tx = hone.people.write().await?;
        round::store::insert(&mut tx, &round).await?;
        for name in leaders {
            let person = self.person(name)?;
            leader::add(&mut tx, self.organisation.id, round.id, person.id).await?;
        }
        tx.commit().await?;
        Ok(round)
    }

    async fn launch(&self, hone: &Hone, leaders: &[&str], n_days: i64) -> anyhow::Result<Round> {
        let name = season(hone.clock.now().date(&self.organisation.zone()));
        let round = self.draft(hone, &name, leaders, n_days).await?;
        let mut tx = hone.people.write().await?;
        for mut leader in leader::store::list(&mut tx, round.organisation_id, round.id).await? {
            self.nominate(&mut tx, &leader).await?;
            leader.approve();
            leader::store::save(&mut tx, &leader).await?;
        }
        tx.commit().await?;
        Ok(round::launch(hone, &self.administrator()?, round.id).await?)
    }

    async fn nominate(&self, tx: &mut PeopleTx, leader: &Leader) -> anyhow::Result<()> {
        for (rater, category) in cast::raters_of(&self.people, leader.person_id) {
            leader::store::save_rater(tx, self.organisation.id, leader.id, rater, category).await?;
        }
        Ok(())
    }

    /// Lets a share of those who were invited answer, and leaders and managers in any case.
    async fn answer(
        &self,
        hone: &Hone,
        round: &Round,
        time: Time,
        dice: &mut Dice,
        share: f64,
    ) -> anyhow::Result<()> {
        dice.begin_round();
        let mut tx = hone.people.write().await?;
        let mut links = Vec::new();
        for person in leader::store::list_invited(&mut tx, round.organisation_id, round.id).await? {
            let secret =
                invitation::mint_link(&mut tx, round.organisation_id, person.invitation_id).await?;
            links.push((person.person_id, secret));
        }
        tx.commit().await?;
        for (person, link) in links {
            let Door::Open(opening) = invitation::open(hone, &link).await? else {
                bail!("an invitation of the demonstration does not open")
            };
            let is_asked_by_name = opening.leaders.iter().any(|a| a.category.is_identified());
            if dice.share() < share || is_asked_by_name {
                self.answer_as(hone, (person, time), &link, &opening, dice).await?;
            }
        }
        Ok(())
    }

    async fn answer_as(
        &self,
        hone: &Hone,
        (person, time): (PersonId, Time),
        link: &Secret,
        opening: &Opening,
        dice: &mut Dice,
    ) -> anyhow::Result<()> {
        let browser = Browser::fetch(hone, link, opening).await?;
        let rater = dice.rater();
        for asked in &opening.leaders {
            let about =
                if asked.category == Category::Own { self.name_of(person) } else { &asked.name };
            let model = &hone.model.model;
            let form = model.form(&opening.form).filter(|form| form.change().is_some());
            let sheet = if let Some(form) = form {
                answers::about_change(model, form, &rater, dice)
            } else {
                let mut sheet = answers::sheet(model, time, about, asked.category, &rater, dice);
                wishes::add(&mut sheet, model, about, asked.category, &mut dice.aside());
                words::add(&mut sheet, about, asked.category, &mut dice.aside());
                sheet
            };
            browser.send(hone, asked.group_ref, &sheet).await?;
        }
        Ok(())
    }
}

/// What a round of this time of year is called.
fn season(day: Date) -> String {
    let season = match day.month() {
        3..=5 => "Spring",
        6..=8 => "Summer",
        9..=11 => "Autumn",
        _ => "Winter",
    };
    format!("{season} {}", day.year())
}

/// A link by which somebody who has not answered yet does so, while the round is open.
pub(crate) async fn rater_link(hone: &Hone) -> anyhow::Result<Option<String>> {
    let mut tx = hone.people.write().await?;
    let Some(organisation) = organisation::store::list(&mut tx).await?.into_iter().next() else {
        return Ok(None);
    };
    let rounds = round::store::list(&mut tx, organisation.id).await?;
    let Some(open) = rounds.iter().find(|round| round.phase == round::Phase::Open) else {
        return Ok(None);
    };
    let invited = leader::store::list_to_remind(&mut tx, organisation.id, open.id, false).await?;
    let Some(person) = invited.first() else { return Ok(None) };
    let secret = invitation::mint_link(&mut tx, organisation.id, person.invitation_id).await?;
    tx.commit().await?;
    Ok(Some(invitation::address(hone, &secret)))
}
