//! Somebody who reads every page and file they may open learns no rater's answer.
//!
//! `xtask prove reports` does the same by HTTP with a thousand organisations.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::clock::Clock;
use hone_core::person::Person;
use hone_core::testing::attack::cells::read_whole;
use hone_core::testing::attack::files::text_of;
use hone_core::testing::attack::grounds::decimals;
use hone_core::testing::attack::organisation::{Coached, Organisation, Rated};
use hone_core::testing::attack::reader::crawl;
use hone_core::testing::attack::told::Told;
use hone_core::testing::{Fresh, each_engine};

use crate::ask::fetch;
use crate::{ask, signed_in};

/// How many leaders each organisation has.
const ORGANISATIONS: [usize; 4] = [1, 1, 1, 7];

/// So many of them read: everything that all can reach is read by the long version.
const READERS: usize = 1;

/// When the second round is, in days after the first: too soon for numbers in one organisation, and
/// late enough in another.
const AGAIN: [Option<i64>; 4] = [Some(0), Some(100), None, None];

/// Everything that somebody can open, as text.
type Pages = BTreeMap<String, String>;

/// A round, perhaps another one before it, and who reads what of both.
struct Scene {
    hone: Hone,
    site: Router,
    rounds: Vec<Organisation>,
    n_leaders: usize,
}

impl Scene {
    async fn play(fresh: &Fresh, n_leaders: usize, again: Option<i64>) -> Self {
        let hone = fresh.hone.clone();
        let site = hone_web::site(&hone);
        let first = Organisation::play(&hone, "short", n_leaders).await;
        let mut rounds = vec![first];
        if let Some(n_days) = again {
            let later = hone.clock.now().plus(n_days * 86_400);
            let later = hone.clone().at(Clock::standing_at(later));
            rounds.push(rounds[0].play_again(&later, "short").await);
        }
        Self { hone, site, rounds, n_leaders }
    }

    /// Everything that somebody can open; papers if they are wanted, since each takes seconds.
    async fn pages(&self, person: &Person, with_papers: bool) -> Pages {
        let cookie = signed_in(&self.hone, person).await;
        let addresses = self.rounds.iter().flat_map(Organisation::addresses).collect();
        let pages = crawl(addresses, async |path: &str| {
            let is_wanted = with_papers || !path.contains(".pdf");
            if !is_wanted || path.contains("?paper=") {
                return None;
            }
            let (status, _, body) = fetch(&self.site, &cookie, path).await;
            assert!(!status.is_server_error(), "{path}");
            (status == StatusCode::OK).then(|| text_of(&body))
        });
        let pages = pages.await;
        assert!(pages.len() > 3, "there is hardly a page");
        pages
    }

    /// Sends a form as somebody; where it leads, if it is taken.
    async fn send(&self, person: &Person, path: &str, form: &[(&str, &str)]) -> Option<String> {
        let cookie = signed_in(&self.hone, person).await;
        let (status, headers, body) =
            ask(&self.site, Some(&cookie), Method::POST, path, form).await;
        assert!(!status.is_server_error(), "{path}: {body}");
        (status == StatusCode::SEE_OTHER).then(|| headers["location"].to_str().unwrap().to_owned())
    }

    /// Every leader of every round, with the round before it where there was one.
    fn rated(&self) -> impl Iterator<Item = (&Rated, Option<&Rated>)> {
        let of = |round: usize| {
            let before = round.checked_sub(1).map(|before| &self.rounds[before].rated);
            let earlier = move |place: usize| before.map(|rated| &rated[place]);
            self.rounds[round].rated.iter().enumerate().map(move |(i, one)| (one, earlier(i)))
        };
        (0..self.rounds.len()).flat_map(of)
    }

    /// What pages tell of a leader's raters; it must give nothing away.
    fn told_of(&self, pages: &Pages, rated: &Rated, earlier: Option<&Rated>) -> Told {
        let told = rated.told_by(pages, self.n_leaders, earlier);
        assert_eq!(told.misread, [""; 0]);
        assert_eq!(told.beyond, [""; 0]);
        assert_eq!((told.n_pinned, told.n_nearly), (0, 0), "{told:?}");
        told
    }

    /// How many remarks about anybody but this person stand there.
    fn n_foreign_remarks(&self, pages: &Pages, own: &Person) -> usize {
        let others = self.rated().filter(|(rated, _)| rated.person.id != own.id);
        others.map(|(rated, _)| rated.n_remarks(pages)).sum()
    }

    /// Nobody shares anything with these two; the administrator reads so many cells.
    async fn nothing_is_shared(&self) -> usize {
        let mut n_cells = 0;
        for person in [&self.rounds[0].administrator, &self.rounds[0].coach] {
            let pages = self.pages(person, false).await;
            assert_eq!(Organisation::n_reports_on(&pages), 0, "{}", person.name);
            assert_eq!(self.n_foreign_remarks(&pages, person), 0, "{}", person.name);
            n_cells += pages.values().map(|html| read_whole(html).len()).sum::<usize>();
        }
        n_cells
    }

    /// The leaders share their first reports by the forms that they have for it.
    async fn all_is_shared(&self) -> Vec<Coached> {
        let send = async |person: &Person, path: &str, form: &[(&str, &str)]| {
            self.send(person, path, form).await
        };
        self.rounds[0].is_coached(send).await
    }

    /// What the coach reads who holds the reports of all leaders at once, of the first round alone,
    /// and until one takes it back.
    async fn read_by_the_coach(&self, coached: &[Coached]) -> usize {
        let first = &self.rounds[0];
        let pages = self.pages(&first.coach, false).await;
        let mut n_numbers = 0;
        for (rated, coached) in first.rated.iter().zip(coached) {
            let told = self.told_of(&pages, rated, None);
            assert!(coached.has_comments || told.n_remarks == 0, "{told:?}");
            n_numbers += told.n_numbers;
        }
        let mut not_shared = self.rated().filter(|(_, earlier)| earlier.is_some());
        assert!(not_shared.all(|(rated, _)| rated.own(&pages).is_empty()), "a later report");
        let revocation = format!("{}/revocation", coached[0].address);
        self.send(&first.rated[0].person, &revocation, &[]).await.unwrap();
        let pages = self.pages(&first.coach, false).await;
        assert!(first.rated[0].own(&pages).is_empty(), "it was taken back");
        assert_eq!(first.rated[0].n_remarks(&pages), 0);
        n_numbers
    }
}

#[tokio::test]
async fn no_answer_can_be_worked_out_from_everything_that_anybody_may_read() {
    for fresh in each_engine().await {
        let (mut all, mut n_cells, mut n_of_coach) = (Told::default(), 0, 0);
        let (mut n_in_papers, mut n_files) = (0, 0);
        for (n_leaders, again) in ORGANISATIONS.into_iter().zip(AGAIN) {
            let scene = Scene::play(&fresh, n_leaders, again).await;
            n_cells += scene.nothing_is_shared().await;
            let coached = scene.all_is_shared().await;
            for reader in scene.rounds[0].rated.iter().take(READERS) {
                let pages = scene.pages(&reader.person, n_leaders > 1).await;
                assert_eq!(scene.n_foreign_remarks(&pages, &reader.person), 0);
                let of =
                    |end: &'static str| pages.iter().filter(move |(path, _)| path.ends_with(end));
                n_in_papers += of(".pdf").map(|(_, text)| decimals(text).len()).sum::<usize>();
                n_files += ["csv", "json", "xlsx"].map(|end| of(end).count()).iter().sum::<usize>();
                let own = scene.rated().filter(|(rated, _)| rated.person.id == reader.person.id);
                for (rated, earlier) in own {
                    all.add(scene.told_of(&pages, rated, earlier));
                }
            }
            n_of_coach += scene.read_by_the_coach(&coached).await;
        }
        let engine = fresh.engine;
        assert!(all.n_numbers > 50, "{engine}: {all:?} is too little to attack");
        assert!(n_of_coach > 50, "{engine}: the coach reads {n_of_coach} numbers");
        assert!(
            n_files > 3 && n_in_papers > 20,
            "{engine}: {n_files} files, {n_in_papers} numbers"
        );
        assert!(n_cells > 0, "{engine}: no administrator read a round as a whole");
    }
}
