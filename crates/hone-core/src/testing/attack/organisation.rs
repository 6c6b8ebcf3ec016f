//! Random small organisations with one round each, from its launch to its release.

use std::collections::BTreeMap;

use hone_model::Model;

use crate::ballot::{Receipt, Sheet};
use crate::category::Category;
use crate::chance;
use crate::ids::LeaderId;
use crate::invitation::Issued;
use crate::person::{self, Person};
use crate::testing::attack::reader::{left_for_insider, read};
use crate::testing::rating::{self, Browser, Running};
use crate::{Hone, leader, round};

/// The floor of these rounds.
pub const FLOOR: usize = 4;

/// A round that is over, and what was answered in it.
#[derive(Debug)]
pub struct Organisation {
    /// Who is rated.
    pub leader: Person,
    /// Who set it up.
    pub administrator: Person,
    /// A coach.
    pub coach: Person,
    /// The id of the report.
    pub report: LeaderId,
    /// The answers of each anonymous category, by item.
    pub answers: BTreeMap<Category, Vec<Sheet>>,
    /// What was written, each by one rater.
    pub marks: Vec<String>,
}

const CATEGORIES: [Category; 3] = [Category::Reports, Category::Peers, Category::Others];

/// An answer as a plausible leader gets it: 1, 5, 16, 44 and 34 of 100 from 1 to 5; and one of ten
/// could not see it.
fn answer() -> u8 {
    if chance::below(10) == 0 {
        return 0;
    }
    match chance::below(100) {
        0 => 1,
        1..=5 => 2,
        6..=21 => 3,
        22..=65 => 4,
        _ => 5,
    }
}

impl Organisation {
    /// Plays a round to its end.
    pub async fn play(hone: &Hone, form: &str) -> Self {
        let names: Vec<Vec<String>> = CATEGORIES
            .iter()
            .map(|category| {
                let n = chance::below(10);
                (0..n).map(|i| format!("{} {i}", category.as_str())).collect()
            })
            .collect();
        let names: Vec<Vec<&str>> =
            names.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
        // Of her own in each organisation, since an account has one address.
        let name = format!("Ines {}", chance::id().simple());
        let leader = [name.as_str()];
        let mut asks: Vec<(Category, &[&str])> =
            vec![(Category::Own, &leader), (Category::Manager, &["Marta Lind"])];
        asks.extend(CATEGORIES.into_iter().zip(names.iter().map(|names| &names[..])));
        asks.retain(|(_, names)| !names.is_empty());
        let running = rating::running_form(hone, &[(&name, &asks)], form).await;
        let mut played = Self::of(hone, &running).await;
        // Now and then everybody agrees: that is when means give most away.
        let agreed = (chance::below(4) == 0).then(answer);
        for (category, names) in asks {
            for rater in names.iter().filter(|_| chance::below(4) > 0) {
                let group = running.group(&name, category);
                let browser = Browser::fresh();
                let issued = browser.fetch(hone, &running.secrets[*rater], &[group]).await;
                assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
                let sheet = played.sheet(category, form, agreed);
                assert_eq!(browser.send(hone, group, &sheet).await, Receipt::Kept);
            }
        }
        round::close(hone, running.organisation, running.round, None).await.expect("a close");
        round::release(hone, running.organisation, running.round, None).await.expect("a release");
        played
    }

    async fn of(hone: &Hone, running: &Running) -> Self {
        let now = hone.clock.now();
        let mut tx = hone.people.write().await.expect("a transaction");
        let leader = leader::store::list(&mut tx, running.organisation, running.round).await;
        let leader = leader.expect("leaders").remove(0);
        let person = person::store::find(&mut tx, running.organisation, leader.person_id).await;
        let person = person.expect("a query").expect("a leader");
        let fresh = |name: &str| {
            let email = format!("{}@hone.test", chance::id().simple());
            Person::new(running.organisation, name, &email, now)
        };
        let mut administrator = fresh("Orla Byrne");
        administrator.is_administrator = true;
        let mut coach = fresh("Ruth Adler");
        coach.is_coach = true;
        for person in [&administrator, &coach] {
            person::store::insert(&mut tx, person).await.expect("a person");
        }
        tx.commit().await.expect("a commit");
        Self {
            leader: person,
            administrator,
            coach,
            report: leader.id,
            answers: BTreeMap::new(),
            marks: Vec::new(),
        }
    }

    /// What one rater answers, with a remark that nobody else writes.
    fn sheet(&mut self, category: Category, form: &str, agreed: Option<u8>) -> Sheet {
        let mut sheet = rating::sheet(form, 3);
        for points in sheet.answers.values_mut() {
            *points = agreed.unwrap_or_else(answer);
        }
        let mark = format!("mark-{}", chance::id().simple());
        sheet.comments.insert("keep".to_owned(), mark.clone());
        self.marks.push(mark);
        if !category.is_identified() {
            self.answers.entry(category).or_default().push(sheet.clone());
        }
        sheet
    }

    /// What was answered to an item in the categories of a group, as its name says them.
    fn truth(&self, group: &str, item: &str) -> Vec<usize> {
        let group = group.to_lowercase();
        let word = |category: Category| match category {
            Category::Reports => "direct reports",
            other => other.as_str(),
        };
        let sheets = self.answers.iter().filter(|(category, _)| group.contains(word(**category)));
        let points = sheets.flat_map(|(_, sheets)| sheets).map(|sheet| sheet.answers[item]);
        points.filter(|points| *points > 0).map(usize::from).collect()
    }

    /// What the pages that somebody may open tell of single raters.
    pub fn told_by(&self, pages: &BTreeMap<String, String>) -> Told {
        let items: BTreeMap<String, &str> = Model::builtin()
            .items()
            .iter()
            .map(|item| (item.others.trim_end_matches('.').to_lowercase(), item.id.as_str()))
            .collect();
        let mut told = Told::default();
        for (path, html) in pages {
            told.n_remarks += self.marks.iter().filter(|mark| html.contains(*mark)).count();
            let Some(shown) = read(html) else { continue };
            told.beyond.extend(shown.beyond_what_is_shown());
            for found in shown.feasible(FLOOR) {
                told.n_numbers += 1;
                told.n_pinned += usize::from(found.answers.len() < 2);
                told.n_nearly += usize::from(found.answers.len() < 3);
                let item = items.get(&found.question.to_lowercase());
                let truth = item.map(|item| self.truth(&found.group, item)).unwrap_or_default();
                if !found.cases.contains(&(truth.len(), truth.iter().sum())) {
                    told.misread.push(format!("{path}: {truth:?} is none of {found:?}"));
                }
                told.n_insiders += truth.len();
                let is_pinned = |own: &&usize| left_for_insider(&found, **own) < 2;
                told.n_pinned_to_insiders += truth.iter().filter(is_pinned).count();
            }
        }
        told
    }
}

/// What pages tell of single raters.
#[derive(Debug, Default)]
pub struct Told {
    /// How many numbers of groups and questions there are.
    pub n_numbers: usize,
    /// Of how many one answer of a rater follows.
    pub n_pinned: usize,
    /// Of how many fewer than three answers are left that a rater can have given.
    pub n_nearly: usize,
    /// How many answers raters could tell of themselves.
    pub n_insiders: usize,
    /// Of how many of those the answer of somebody else follows.
    pub n_pinned_to_insiders: usize,
    /// Totals and ranges that tell more than the numbers beside them.
    pub beyond: Vec<String>,
    /// Where the attacker is wrong about what was answered, and so proves nothing.
    pub misread: Vec<String>,
    /// How many remarks of raters stand there.
    pub n_remarks: usize,
}
