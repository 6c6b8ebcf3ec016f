//! A round that many answer, each at once after fetching their tokens: the worst case for linking.

use std::collections::HashMap;

use super::media;
use crate::ballot::{self, Receipt, Sheet};
use crate::category::Category;
use crate::chance::{self, digest};
use crate::ids::GroupRef;
use crate::invitation::Issued;
use crate::testing::Fresh;
use crate::testing::rating::{self, Asks, Browser, Running};
use crate::{Hone, hex, round};

/// How large a round is: each leader has two groups, and each rater is in two.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Raters; each answers about two leaders.
    pub n_raters: usize,
    /// Leaders; each has direct reports and peers.
    pub n_leaders: usize,
    /// Copies of everything that are taken while people answer.
    pub n_copies: usize,
}

/// One ballot that was sent, and all that is known of it.
pub struct Sent {
    /// Who sent it.
    pub rater: String,
    /// About which leader.
    leader: usize,
    /// The name of its row.
    pub row_id: Vec<u8>,
    /// A piece of its row.
    pub piece: Vec<u8>,
    /// What the people know of its token.
    pub request_hash: Vec<u8>,
    ballot_id: String,
    /// What stands in its comment.
    mark: String,
    /// How many copies had been taken.
    copy: usize,
}

/// A round under attack.
pub struct Scene {
    running: Running,
    size: Size,
    leaders: Vec<String>,
    /// For each rater: the two leaders.
    raters: Vec<(String, [(usize, Category); 2])>,
    /// Every ballot, in the order in which they came.
    pub sent: Vec<Sent>,
}

impl std::fmt::Debug for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scene").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Scene {
    /// Invites everybody.
    pub async fn begin(hone: &Hone, size: Size) -> Self {
        let leaders: Vec<_> = (0..size.n_leaders).map(|i| format!("Leader {i}")).collect();
        let names: Vec<_> = (0..size.n_raters).map(|i| format!("Rater {i}")).collect();
        let mut crews: Vec<Vec<&str>> = vec![Vec::new(); size.n_leaders];
        let mut raters = Vec::new();
        for (i, name) in names.iter().enumerate() {
            let (own, next) = (i % size.n_leaders, (i + 1) % size.n_leaders);
            crews[own].push(name);
            raters.push((name.clone(), [(own, Category::Reports), (next, Category::Peers)]));
        }
        let before = |i: usize| (i + size.n_leaders - 1) % size.n_leaders;
        let categories: Vec<[(Category, &[&str]); 2]> = (0..size.n_leaders)
            .map(|i| [(Category::Reports, &crews[i][..]), (Category::Peers, &crews[before(i)][..])])
            .collect();
        let asks: Vec<Asks<'_>> = leaders
            .iter()
            .zip(&categories)
            .map(|(name, asks)| (name.as_str(), &asks[..]))
            .collect();
        let running = rating::running(hone, &asks).await;
        Self { running, size, leaders, raters, sent: Vec::new() }
    }

    /// Everybody answers, in random order, while the node folds and mixes and copies are taken.
    pub async fn everybody_answers(&mut self, fresh: &Fresh) {
        let mut order: Vec<_> = (0..self.raters.len()).collect();
        chance::shuffle(&mut order);
        let every = |n_times: usize| (order.len() / (n_times + 1)).max(1);
        let (pass, copy) = (every(100), every(self.size.n_copies));
        let mut n_copies = 0;
        for (n, rater) in order.iter().enumerate() {
            self.answers(&fresh.hone, *rater, n_copies).await;
            if n % copy == copy - 1 && n_copies < self.size.n_copies {
                n_copies += 1;
            }
            if n % pass == pass - 1 {
                fresh.hone.people.fold().await.expect("a fold");
                fresh.hone.ballots.fold().await.expect("a fold");
                ballot::mix(&fresh.hone).await.expect("a mixing");
            }
        }
        self.find_rows(&fresh.hone).await;
    }

    async fn answers(&mut self, hone: &Hone, rater: usize, copy: usize) {
        let (name, asked) = self.raters[rater].clone();
        let browser = Browser::fresh();
        let groups: Vec<GroupRef> = asked
            .iter()
            .map(|(leader, category)| self.running.group(&self.leaders[*leader], *category))
            .collect();
        let issued = browser.fetch(hone, &self.running.secrets[&name], &groups).await;
        assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
        for (group, (leader, _)) in groups.into_iter().zip(asked) {
            let mark = format!("mark{:06}end", self.sent.len());
            let comments = [("keep".to_owned(), mark.clone())].into();
            let sheet = Sheet { comments, ..rating::sheet("pulse", 3) };
            let sealed = browser.seal(hone, group, &sheet).await;
            assert_eq!(sealed.send(hone).await, Receipt::Kept);
            self.sent.push(Sent {
                rater: name.clone(),
                leader,
                row_id: Vec::new(),
                piece: Vec::new(),
                request_hash: digest("request", &browser.request(group).blinded()).to_vec(),
                ballot_id: hex::write(&sealed.token.ballot_id()),
                mark,
                copy,
            });
        }
    }

    /// Looks up by the key which row is whose: what the attacker would like to know.
    async fn find_rows(&mut self, hone: &Hone) {
        let keys = hone.keys.of(self.running.round_ref).await.expect("keys");
        let rows: HashMap<_, _> = media::rows(hone).await.into_iter().collect();
        for sent in &mut self.sent {
            let id = hex::read(&sent.ballot_id).and_then(|id| id.try_into().ok()).expect("an id");
            sent.row_id = keys.store().row_id(&id).to_vec();
            sent.piece = rows[&sent.row_id][2_000..2_016].to_vec();
        }
    }

    /// Lets the node do what it does when nobody answers any more.
    pub async fn come_to_rest(&self, fresh: &Fresh) {
        fresh.hone.people.fold().await.expect("a fold");
        ballot::mix_now(&fresh.hone).await.expect("a mixing");
    }

    /// Closes the round.
    pub async fn close(&self, hone: &Hone) {
        let (organisation, id) = (self.running.organisation, self.running.round);
        round::close(hone, organisation, id, None).await.expect("a close");
    }

    /// For each leader with remarks: the ballots whose remarks were released, in the order in which
    /// they stand in the release.
    pub async fn marks_released(&self, hone: &Hone) -> HashMap<usize, Vec<usize>> {
        let mut released = HashMap::new();
        for (leader, name) in self.leaders.iter().enumerate() {
            let document = ballot::find_released(hone, self.running.leaders[name]).await;
            let document = document.expect("a query").expect("a release");
            let about = self.sent.iter().enumerate().filter(|(_, sent)| sent.leader == leader);
            let mut marks: Vec<_> = about
                .map(|(i, sent)| (document.find(&sent.mark).expect("the remark"), i))
                .collect();
            marks.sort_unstable();
            released.insert(leader, marks.into_iter().map(|(_, i)| i).collect());
        }
        released
    }

    /// For each ballot: the place of its id as the counted ones lie in the database.
    pub async fn counted(&self, hone: &Hone) -> Vec<usize> {
        let ids = media::counted(hone).await;
        let places: HashMap<_, _> =
            ids.iter().enumerate().map(|(place, id)| (hex::write(id), place)).collect();
        self.sent.iter().map(|sent| places[&sent.ballot_id]).collect()
    }

    /// For each ballot: how many copies had been taken when it came.
    pub fn sent_in_copy(&self) -> Vec<u64> {
        self.sent.iter().map(|sent| sent.copy as u64).collect()
    }

    /// For each ballot its rank by something of it; of equal ones the earlier is the first.
    pub fn ranks<'a>(&'a self, of: impl Fn(&'a Sent) -> &'a [u8]) -> Vec<u64> {
        let mut order: Vec<usize> = (0..self.sent.len()).collect();
        order.sort_by_key(|ballot| of(&self.sent[*ballot]));
        let mut ranks = vec![0; order.len()];
        for (rank, ballot) in order.into_iter().enumerate() {
            ranks[ballot] = rank as u64;
        }
        ranks
    }
}
