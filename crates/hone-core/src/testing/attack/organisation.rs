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
use crate::testing::rating::{self, Asks, Browser, Running};
use crate::{Error, Hone, leader, round};

/// The floor of these rounds.
pub const FLOOR: usize = 4;

/// A round that is over, and what was answered in it.
#[derive(Debug)]
pub struct Organisation {
    /// Who set it up.
    pub administrator: Person,
    /// A coach.
    pub coach: Person,
    /// The leaders who were rated.
    pub rated: Vec<Rated>,
}

/// A leader, and what was answered about them.
#[derive(Debug)]
pub struct Rated {
    /// Who is rated.
    pub person: Person,
    /// The id of the report.
    pub report: LeaderId,
    /// The answers of each anonymous category, by item.
    pub answers: BTreeMap<Category, Vec<Sheet>>,
    /// What was written, each by one rater.
    pub marks: Vec<String>,
    /// What everybody answers to everything, if they agree.
    agreed: Option<u8>,
}

/// What leads to something about a leader behind the address of the report, whether or not a page
/// links to it.
const BEHIND_A_REPORT: [&str; 2] = ["/plan", "/plan/calendar.ics"];

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

/// The raters of one leader, by category.
type Raters = Vec<(Category, Vec<String>)>;

/// Random raters: each category has up to nine, and is now and then missing. Whoever rates several
/// leaders is the same person.
fn raters(leader: &str) -> Raters {
    let mut all = vec![
        (Category::Own, vec![leader.to_owned()]),
        (Category::Manager, vec!["Marta Lind".to_owned()]),
    ];
    all.extend(CATEGORIES.map(|category| {
        let name = |i| format!("{} {i}", category.as_str());
        (category, (0..chance::below(10)).map(name).collect())
    }));
    all.retain(|(_, names)| !names.is_empty());
    all
}

impl Organisation {
    /// Plays a round about so many leaders to its end.
    pub async fn play(hone: &Hone, form: &str, n_leaders: usize) -> Self {
        // Of their own in each organisation, since an account has one address.
        let name = |_| format!("Ines {}", chance::id().simple());
        let leaders: Vec<(String, Raters)> =
            (0..n_leaders).map(name).map(|name| (name.clone(), raters(&name))).collect();
        let running = launch(hone, form, &leaders).await;
        let mut played = Self::of(hone, &running).await;
        for (rater, asked) in asked(&leaders) {
            if chance::below(4) == 0 {
                continue;
            }
            let groups: Vec<_> =
                asked.iter().map(|(leader, category)| running.group(leader, *category)).collect();
            let browser = Browser::fresh();
            let issued = browser.fetch(hone, &running.secrets[&rater], &groups).await;
            assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
            for ((leader, category), group) in asked.into_iter().zip(groups) {
                let about = played.rated.iter_mut().find(|rated| rated.person.name == leader);
                let sheet = about.expect("a leader").sheet(category, form);
                assert_eq!(browser.send(hone, group, &sheet).await, Receipt::Kept);
            }
        }
        // Whoever reads the keys at this moment keeps them from being overwritten, and the close from
        // ending; it goes on when it is tried again.
        while let Err(error) = round::close(hone, running.organisation, running.round, None).await {
            assert!(matches!(error, Error::NotWiped), "{error}");
        }
        round::release(hone, running.organisation, running.round, None).await.expect("a release");
        played
    }

    async fn of(hone: &Hone, running: &Running) -> Self {
        let now = hone.clock.now();
        let mut tx = hone.people.write().await.expect("a transaction");
        let leaders = leader::store::list(&mut tx, running.organisation, running.round).await;
        let mut rated = Vec::new();
        for leader in leaders.expect("leaders") {
            let person = person::store::find(&mut tx, running.organisation, leader.person_id).await;
            rated.push(Rated {
                person: person.expect("a query").expect("a leader"),
                report: leader.id,
                answers: BTreeMap::new(),
                marks: Vec::new(),
                // Now and then everybody agrees: that is when means give most away.
                agreed: (chance::below(4) == 0).then(answer),
            });
        }
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
        Self { administrator, coach, rated }
    }

    /// How many remarks stand on pages that were written about anybody but `own`.
    pub fn n_foreign_remarks(
        &self,
        pages: &BTreeMap<String, String>,
        own: Option<&Rated>,
    ) -> usize {
        let others =
            self.rated.iter().filter(|rated| own.is_none_or(|own| own.report != rated.report));
        others.map(|rated| rated.n_remarks(pages)).sum()
    }

    /// Where somebody begins who looks for anything about anybody: ids may have become known.
    pub fn addresses(&self) -> Vec<String> {
        let mut all = ["/", "/reports", "/rounds", "/people", "/audit", "/mail", "/account"]
            .map(ToOwned::to_owned)
            .to_vec();
        for rated in &self.rated {
            let report = format!("/reports/{}", rated.report);
            all.extend(BEHIND_A_REPORT.map(|end| format!("{report}{end}")));
            all.push(report);
        }
        all
    }
}

/// Sets the round up, as a launch would leave it.
async fn launch(hone: &Hone, form: &str, leaders: &[(String, Raters)]) -> Running {
    let by_category: Vec<Vec<(Category, Vec<&str>)>> = leaders
        .iter()
        .map(|(_, raters)| {
            let named = raters
                .iter()
                .map(|(category, names)| (*category, names.iter().map(String::as_str).collect()));
            named.collect()
        })
        .collect();
    let asks: Vec<Vec<(Category, &[&str])>> = by_category
        .iter()
        .map(|raters| raters.iter().map(|(category, names)| (*category, &names[..])).collect())
        .collect();
    let asks: Vec<Asks<'_>> =
        leaders.iter().zip(&asks).map(|((name, _), asks)| (name.as_str(), &asks[..])).collect();
    rating::running_form(hone, &asks, form).await
}

/// About whom each rater is asked, and in which category.
fn asked(leaders: &[(String, Raters)]) -> BTreeMap<String, Vec<(String, Category)>> {
    let mut asked: BTreeMap<String, Vec<(String, Category)>> = BTreeMap::new();
    for (leader, raters) in leaders {
        for (category, names) in raters {
            for name in names {
                asked.entry(name.clone()).or_default().push((leader.clone(), *category));
            }
        }
    }
    asked
}

impl Rated {
    /// What one rater answers, with a remark that nobody else writes.
    fn sheet(&mut self, category: Category, form: &str) -> Sheet {
        let mut sheet = rating::sheet(form, 3);
        for points in sheet.answers.values_mut() {
            *points = self.agreed.unwrap_or_else(answer);
        }
        let mark = format!("mark-{}", chance::id().simple());
        sheet.comments.insert("keep".to_owned(), mark.clone());
        self.marks.push(mark);
        if !category.is_identified() {
            self.answers.entry(category).or_default().push(sheet.clone());
        }
        sheet
    }

    /// What was answered to a question, or to a wish, in the categories of a group, both as a page says
    /// them: 0 where somebody could not see it.
    pub fn truth(&self, group: &str, question: &str) -> Vec<usize> {
        let group = group.to_lowercase();
        let question = question.to_lowercase();
        let model = Model::builtin();
        let is_it = |said: &str| said.trim_end_matches('.').to_lowercase() == question;
        let item = model.items().iter().find(|item| is_it(&item.others)).map(|item| &item.id);
        let wish = model.wishes().iter().find(|wish| is_it(&wish.others)).map(|wish| &wish.id);
        let Some(id) = item.or(wish) else { return Vec::new() };
        let word = |category: Category| match category {
            Category::Reports => "direct reports",
            other => other.as_str(),
        };
        let sheets = self.answers.iter().filter(|(category, _)| group.contains(word(**category)));
        let sheets = sheets.flat_map(|(_, sheets)| sheets);
        sheets.map(|sheet| usize::from(sheet.answers[id])).collect()
    }

    /// How many remarks about this leader stand on pages.
    fn n_remarks(&self, pages: &BTreeMap<String, String>) -> usize {
        let on = |html: &String| self.marks.iter().filter(|mark| html.contains(*mark)).count();
        pages.values().map(on).sum()
    }

    /// What the pages that the leader may open tell of single raters.
    ///
    /// `n_leaders` is how many were rated in the round.
    pub fn told_by(&self, pages: &BTreeMap<String, String>, n_leaders: usize) -> Told {
        let is_measured = n_leaders >= hone_gate::LEADERS_NEEDED;
        let mut told = Told { n_remarks: self.n_remarks(pages), ..Told::default() };
        for (path, html) in pages {
            let Some(shown) = read(html) else { continue };
            told.beyond.extend(shown.beyond_what_is_shown(FLOOR, is_measured));
            for found in shown.feasible(FLOOR) {
                told.n_numbers += 1;
                told.n_pinned += usize::from(found.answers.len() < 2);
                told.n_nearly += usize::from(found.answers.len() < 3);
                let mut truth = self.truth(&found.group, &found.question);
                truth.retain(|points| *points > 0);
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

impl Told {
    /// Adds what other pages tell.
    pub fn add(&mut self, other: Self) {
        self.n_numbers += other.n_numbers;
        self.n_pinned += other.n_pinned;
        self.n_nearly += other.n_nearly;
        self.n_insiders += other.n_insiders;
        self.n_pinned_to_insiders += other.n_pinned_to_insiders;
        self.beyond.extend(other.beyond);
        self.misread.extend(other.misread);
        self.n_remarks += other.n_remarks;
    }
}
