//! Whoever reads all pages and files works out no answer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use hone_core::Hone;
use hone_core::clock::Clock;
use hone_core::person::Person;
use hone_core::testing::attack::files::text_of;
use hone_core::testing::attack::organisation::{FLOOR, Organisation, Rated};
use hone_core::testing::attack::reader::crawl;
use hone_core::testing::attack::told::Told;
use hone_core::testing::{Fresh, sign_in_as};

use super::solving::Solved;
use super::whole::Whole;
use super::{Wanted, serve};
use crate::http::{Connection, all_of};
use crate::say;

/// So many organisations are played and read side by side.
const AT_ONCE: usize = 4;

/// Every so many organisations one has enough leaders to be read as a whole.
const LARGE: usize = 10;

/// Every so many organisations one is read on paper too, which takes a second for each.
const PAPERS: usize = 20;

/// Everything that somebody can open, as text.
type Pages = BTreeMap<String, String>;

/// What came of all of them.
#[derive(Default)]
struct Found {
    leaders: Told,
    coaches: Told,
    solved: Solved,
    whole: Whole,
    n_leaders: usize,
    n_reports: usize,
    n_papers: usize,
    n_second_rounds: usize,
    /// Reports, and remarks, that anybody read with whom they are not shared.
    n_reports_of_others: usize,
    n_remarks_of_others: usize,
}

/// One organisation on its way through the proof.
struct Scene<'a> {
    hone: &'a Hone,
    /// One round, or two.
    rounds: Vec<Organisation>,
    with_papers: bool,
}

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let mut server = serve(fresh, wanted).await?;
    let (found, next) = (RefCell::new(Found::default()), Cell::new(0));
    let worker = async || {
        let mut connection = Connection::open(wanted.port).await?;
        loop {
            let place = next.get();
            if place == wanted.organisations {
                return anyhow::Ok(());
            }
            next.set(place + 1);
            let scene = Scene::play(&fresh.hone, place).await;
            scene.read(&mut connection, &found).await?;
        }
    };
    for ended in all_of((0..AT_ONCE).map(|_| worker())).await {
        ended?;
    }
    server.kill().await?;
    Ok(found.into_inner().is_safe(wanted.organisations))
}

/// How many days after the first a second round is, if there is one: too soon for numbers, or late
/// enough.
fn again(place: usize) -> Option<i64> {
    match place % 8 {
        1 | 6 => Some(0),
        2 | 3 => Some(100),
        _ => None,
    }
}

impl<'a> Scene<'a> {
    async fn play(hone: &'a Hone, place: usize) -> Self {
        let n_leaders = if place.is_multiple_of(LARGE) { 6 + place / LARGE % 3 } else { 1 };
        let mut rounds = vec![Organisation::play(hone, "short", n_leaders).await];
        if let Some(n_days) = again(place) {
            let later = hone.clock.now().plus(n_days * 86_400);
            let later = hone.clone().at(Clock::standing_at(later));
            rounds.push(rounds[0].play_again(&later, "short").await);
        }
        Self { hone, rounds, with_papers: place % PAPERS == PAPERS / 4 }
    }

    /// Everybody reads what they can, and works on it.
    async fn read(
        &self,
        connection: &mut Connection,
        found: &RefCell<Found>,
    ) -> anyhow::Result<()> {
        let first = &self.rounds[0];
        found.borrow_mut().n_second_rounds += self.rounds.len() - 1;
        for person in [&first.administrator, &first.coach] {
            let pages = self.pages(connection, person).await;
            let mut found = found.borrow_mut();
            found.n_reports_of_others += Organisation::n_reports_on(&pages);
            found.n_remarks_of_others += self.n_foreign_remarks(&pages, person);
            found.whole.attack(&pages)?;
        }
        let send = async |person: &Person, path: &str, form: &[(&str, &str)]| {
            let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let cookie = sign_in_as(self.hone, person).await;
            let answer = connection.send_as(path, cookie.text(), &form.join("&")).await.ok()?;
            answer.location.filter(|_| answer.status == 303)
        };
        let coached = first.is_coached(send).await;
        for reader in &first.rated {
            let pages = self.pages(connection, &reader.person).await;
            let mut found = found.borrow_mut();
            let is_own =
                |(rated, _): &(&Rated, Option<&Rated>)| rated.person.id == reader.person.id;
            for (rated, earlier) in self.rated().into_iter().filter(is_own) {
                let told = rated.told_by(&pages, first.rated.len(), earlier);
                found.solved.attack(rated, &pages, FLOOR)?;
                found.n_leaders += 1;
                found.n_reports += usize::from(told.n_numbers > 0);
                found.leaders.add(told);
            }
            found.n_papers += pages.keys().filter(|path| path.contains(".pdf")).count();
            found.n_remarks_of_others += self.n_foreign_remarks(&pages, &reader.person);
        }
        let pages = self.pages(connection, &first.coach).await;
        let mut found = found.borrow_mut();
        for (rated, coached) in first.rated.iter().zip(&coached) {
            let told = rated.told_by(&pages, first.rated.len(), None);
            found.solved.attack(rated, &pages, FLOOR)?;
            found.n_remarks_of_others += if coached.has_comments { 0 } else { told.n_remarks };
            found.coaches.add(told);
        }
        let later = self.rounds.iter().skip(1).flat_map(|round| &round.rated);
        found.n_reports_of_others += later.map(|rated| rated.own(&pages).len()).sum::<usize>();
        Ok(())
    }

    /// What somebody reads who follows every link, and tries what leads to each leader.
    async fn pages(&self, connection: &mut Connection, person: &Person) -> Pages {
        let cookie = sign_in_as(self.hone, person).await;
        let get = async |path: &str| {
            let is_wanted = self.with_papers || !path.contains(".pdf");
            if !is_wanted || path.contains("?paper=") {
                return None;
            }
            let answer = connection.get_as(path, cookie.text()).await.ok()?;
            (answer.status == 200).then(|| text_of(&answer.body))
        };
        crawl(self.rounds.iter().flat_map(Organisation::addresses).collect(), get).await
    }

    /// Every leader of every round, with the round before it where there was one.
    fn rated(&self) -> Vec<(&Rated, Option<&Rated>)> {
        let mut all = Vec::new();
        for (place, round) in self.rounds.iter().enumerate() {
            let before = place.checked_sub(1).map(|before| &self.rounds[before].rated);
            let earlier =
                |rated: &Rated| before?.iter().find(|before| before.person.id == rated.person.id);
            all.extend(round.rated.iter().map(|rated| (rated, earlier(rated))));
        }
        all
    }

    /// How many remarks about anybody but this person stand there.
    fn n_foreign_remarks(&self, pages: &Pages, own: &Person) -> usize {
        let others = self.rated().into_iter().filter(|(rated, _)| rated.person.id != own.id);
        others.map(|(rated, _)| rated.n_remarks(pages)).sum()
    }
}

impl Found {
    fn is_safe(&self, n_organisations: usize) -> bool {
        let Self { leaders, coaches, solved, whole, .. } = self;
        let tales = [leaders, coaches];
        let wrong = tales.iter().flat_map(|told| told.misread.iter().chain(&told.beyond));
        for wrong in wrong.chain(&solved.misread) {
            say(&format!("  {wrong}"));
        }
        say(&format!(
            "  {n_organisations} organisations, {} of them with a second round; {} leaders, {} with \
             numbers; {} numbers of a question and a group, {} directions, {} words on agreement, {} \
             coefficients of the questionnaire, {} papers; {} places that tell more",
            self.n_second_rounds,
            self.n_leaders,
            self.n_reports,
            leaders.n_numbers,
            leaders.n_directions,
            leaders.n_words,
            leaders.n_coefficients,
            self.n_papers,
            leaders.beyond.len(),
        ));
        say(&format!(
            "  coaches with a grant read {} numbers and {} words, {} places that tell more",
            coaches.n_numbers,
            coaches.n_words,
            coaches.beyond.len(),
        ));
        say(&format!(
            "  by solving {} different programs: of {} answers {} pinned, {} with fewer than three \
             left; by looking through all: {} and {} of the numbers and directions",
            solved.n_programs(),
            solved.n_answers,
            solved.n_pinned,
            solved.n_nearly,
            leaders.n_pinned + coaches.n_pinned,
            leaders.n_nearly + coaches.n_nearly,
        ));
        say(&format!(
            "  of {} answers that raters could tell of themselves {} give another one away",
            leaders.n_insiders, leaders.n_pinned_to_insiders,
        ));
        say(&format!(
            "  administrators read {} numbers of {} cells, which leave a single leader {:?} numbers at \
             least; whoever is neither the leader nor a coach with a grant read {} reports and {} \
             remarks",
            whole.n_numbers,
            whole.n_cells,
            whole.fewest_left,
            self.n_reports_of_others,
            self.n_remarks_of_others,
        ));
        let of_tales = |told: &&Told| told.n_pinned + told.n_nearly + told.beyond.len();
        let n_told = solved.n_pinned
            + solved.n_nearly
            + tales.iter().map(of_tales).sum::<usize>()
            + self.n_reports_of_others
            + self.n_remarks_of_others;
        let is_wide = whole.fewest_left.is_none_or(|fewest| fewest >= 3);
        let is_read = solved.misread.is_empty() && tales.iter().all(|told| told.misread.is_empty());
        let is_told = tales.iter().all(|told| told.n_numbers > 0 && told.n_remarks > 0);
        n_told == 0 && is_read && is_wide && is_told
    }
}
