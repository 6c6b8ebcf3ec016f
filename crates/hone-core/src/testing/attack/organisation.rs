//! Random small organisations with one round each, from its launch to its release.

use std::collections::{BTreeMap, BTreeSet};

use hone_model::Model;

use crate::ballot::{Receipt, Sheet, WORDS_CHOSEN};
use crate::category::Category;
use crate::chance;
use crate::ids::LeaderId;
use crate::invitation::Issued;
use crate::person::{self, Person};
use crate::testing::attack::reader::read_all;
use crate::testing::attack::trends::read_trends;
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
    running: Running,
}

/// What a leader shares with the coach.
#[derive(Clone, Debug)]
pub struct Coached {
    /// The address of the coaching.
    pub address: String,
    /// Whether the coach may also read what people wrote.
    pub has_comments: bool,
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
    /// How many of each category were asked.
    n_asked: BTreeMap<Category, usize>,
}

/// What leads to something about a leader behind the address of the report, besides its contrasts and
/// whether or not a page links to it.
const BEHIND_A_REPORT: [&str; 9] = [
    "/why",
    "/growth",
    "/report.pdf",
    "/report.json",
    "/report.csv",
    "/report.xlsx",
    "/plan",
    "/plan/plan.pdf",
    "/plan/calendar.ics",
];

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
        let running = launch(hone, form, &leaders, None).await;
        let rated = rated(hone, &running, &leaders).await;
        let [administrator, coach] = staff(hone, &running).await;
        let mut played = Self { administrator, coach, rated, running };
        played.everybody_answers(hone, form, &leaders, None).await;
        played.close(hone).await;
        played
    }

    /// Plays another round about the same leaders. Who is asked may differ, and most who answered
    /// before answer most questions as they did.
    pub async fn play_again(&self, hone: &Hone, form: &str) -> Self {
        let names = self.rated.iter().map(|rated| rated.person.name.clone());
        let leaders: Vec<(String, Raters)> =
            names.map(|name| (name.clone(), raters(&name))).collect();
        let running = launch(hone, form, &leaders, Some(&self.running)).await;
        let rated = rated(hone, &running, &leaders).await;
        let (administrator, coach) = (self.administrator.clone(), self.coach.clone());
        let mut played = Self { administrator, coach, rated, running };
        played.everybody_answers(hone, form, &leaders, Some(self)).await;
        played.close(hone).await;
        played
    }

    async fn everybody_answers(
        &mut self,
        hone: &Hone,
        form: &str,
        leaders: &[(String, Raters)],
        before: Option<&Self>,
    ) {
        for (rater, asked) in asked(leaders) {
            if chance::below(4) == 0 {
                continue;
            }
            let running = &self.running;
            let groups: Vec<_> =
                asked.iter().map(|(leader, category)| running.group(leader, *category)).collect();
            let browser = Browser::fresh();
            let issued = browser.fetch(hone, &running.secrets[&rater], &groups).await;
            assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
            for ((leader, category), group) in asked.into_iter().zip(groups) {
                let is_it = |rated: &&Rated| rated.person.name == leader;
                let before = before.and_then(|before| before.rated.iter().find(is_it));
                let about = self.rated.iter_mut().find(|rated| rated.person.name == leader);
                let sheet = about.expect("a leader").sheet(category, form, before);
                assert_eq!(browser.send(hone, group, &sheet).await, Receipt::Kept);
            }
        }
    }

    async fn close(&self, hone: &Hone) {
        let (organisation, round) = (self.running.organisation, self.running.round);
        // Whoever reads the keys at this moment keeps them from being overwritten, and the close from
        // ending; it goes on when it is tried again.
        while let Err(error) = round::close(hone, organisation, round, None).await {
            assert!(matches!(error, Error::NotWiped), "{error}");
        }
        round::release(hone, organisation, round, None).await.expect("a release");
    }

    /// Every leader chooses what to hone and asks the coach, who says yes, and grants report and plan;
    /// every second leader what people wrote, too. `send` sends a form as somebody and says where it
    /// leads, if it is taken.
    pub async fn is_coached(
        &self,
        mut send: impl AsyncFnMut(&Person, &str, &[(&str, &str)]) -> Option<String>,
    ) -> Vec<Coached> {
        let coach = self.coach.id.to_string();
        let mut all = Vec::new();
        for (place, rated) in self.rated.iter().enumerate() {
            let (report, has_comments) = (rated.report.to_string(), place % 2 == 0);
            // Who has no report finds no plan.
            send(&rated.person, &format!("{}/plan", rated.base()), &[("contrast", "trust")]).await;
            let mut form = vec![("coach", coach.as_str())];
            let ticks =
                ["report", "plan", "comments"].into_iter().take(2 + usize::from(has_comments));
            form.extend(ticks.map(|tick| (tick, report.as_str())));
            let address = send(&rated.person, "/coaching", &form).await.expect("a coaching");
            let yes = send(&self.coach, &format!("{address}/answer"), &[("answer", "yes")]).await;
            assert!(yes.is_some(), "the coach cannot say yes");
            all.push(Coached { address, has_comments });
        }
        all
    }

    /// How many texts show numbers or directions of any report.
    pub fn n_reports_on(pages: &BTreeMap<String, String>) -> usize {
        let is_one = |text: &&String| !read_all(text).is_empty() || read_trends(text).is_some();
        pages.values().filter(is_one).count()
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
        const FIRST: [&str; 13] = [
            "/",
            "/reports",
            "/rounds",
            "/people",
            "/audit",
            "/mail",
            "/account",
            "/coaching",
            "/coaching/leaders",
            "/method",
            "/model",
            "/model/quality",
            "/promise",
        ];
        let round = format!("/rounds/{}", self.running.round);
        let mut all = FIRST.map(ToOwned::to_owned).to_vec();
        all.extend(["", "/overview", "/leaders", "/terms"].map(|end| format!("{round}{end}")));
        for rated in &self.rated {
            let report = rated.base();
            all.extend(BEHIND_A_REPORT.map(|end| format!("{report}{end}")));
            let contrasts = Model::builtin().contrasts().iter();
            all.extend(contrasts.map(|contrast| format!("{report}/{}", contrast.id)));
            all.extend([report, format!("/leaders/{}", rated.report)]);
        }
        all
    }
}

/// Sets the round up, as a launch would leave it.
async fn launch(
    hone: &Hone,
    form: &str,
    leaders: &[(String, Raters)],
    before: Option<&Running>,
) -> Running {
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
    match before {
        Some(before) => rating::running_again(hone, before, &asks, form).await,
        None => rating::running_form(hone, &asks, form).await,
    }
}

/// The leaders of a round of which nobody has answered.
async fn rated(hone: &Hone, running: &Running, asked: &[(String, Raters)]) -> Vec<Rated> {
    let mut tx = hone.people.read().await.expect("a transaction");
    let leaders = leader::store::list(&mut tx, running.organisation, running.round).await;
    let mut rated = Vec::new();
    for leader in leaders.expect("leaders") {
        let person = person::store::find(&mut tx, running.organisation, leader.person_id).await;
        let person = person.expect("a query").expect("a leader");
        let raters = asked.iter().find(|(name, _)| *name == person.name).map(|(_, raters)| raters);
        let n_asked = raters.into_iter().flatten();
        rated.push(Rated {
            person,
            report: leader.id,
            answers: BTreeMap::new(),
            marks: Vec::new(),
            // Now and then everybody agrees: that is when means give most away.
            agreed: (chance::below(4) == 0).then(answer),
            n_asked: n_asked.map(|(category, names)| (*category, names.len())).collect(),
        });
    }
    rated
}

/// An administrator and a coach.
async fn staff(hone: &Hone, running: &Running) -> [Person; 2] {
    let now = hone.clock.now();
    let fresh = |name: &str| {
        let email = format!("{}@hone.test", chance::id().simple());
        Person::new(running.organisation, name, &email, now)
    };
    let mut administrator = fresh("Orla Byrne");
    administrator.is_administrator = true;
    let mut coach = fresh("Ruth Adler");
    coach.is_coach = true;
    let mut tx = hone.people.write().await.expect("a transaction");
    for person in [&administrator, &coach] {
        person::store::insert(&mut tx, person).await.expect("a person");
    }
    tx.commit().await.expect("a commit");
    [administrator, coach]
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

/// Up to three of the first words that a form offers, so that some are chosen often.
fn words(form: &str) -> BTreeSet<String> {
    let model = Model::builtin();
    let offered = model.form(form).map_or(&[][..], |form| model.words_in(form));
    let some = offered.get(..6).unwrap_or_default();
    let word = |_| some.get(chance::below(some.len().max(1))).cloned();
    (0..chance::below(WORDS_CHOSEN + 1)).filter_map(word).collect()
}

impl Rated {
    /// Where the report is, and everything behind it.
    pub fn base(&self) -> String {
        format!("/reports/{}", self.report)
    }

    /// What one rater answers, with a remark that nobody else writes; to seven of ten questions as
    /// somebody of the category did before.
    fn sheet(&mut self, category: Category, form: &str, before: Option<&Self>) -> Sheet {
        let mut sheet = rating::sheet(form, 3);
        let place = self.answers.get(&category).map_or(0, Vec::len);
        let before = before.and_then(|before| before.answers.get(&category)?.get(place));
        for (item, points) in &mut sheet.answers {
            let before = before.and_then(|before| before.answers.get(item));
            let before = before.filter(|_| chance::below(10) < 7).copied();
            *points = before.or(self.agreed).unwrap_or_else(answer);
        }
        sheet.words = words(form);
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
        let question = question.to_lowercase();
        let model = Model::builtin();
        let is_it = |said: &str| said.trim_end_matches('.').to_lowercase() == question;
        let item = model.items().iter().find(|item| is_it(&item.others)).map(|item| &item.id);
        let wish = model.wishes().iter().find(|wish| is_it(&wish.others)).map(|wish| &wish.id);
        let Some(id) = item.or(wish) else { return Vec::new() };
        let sheets = self.answers.iter().filter(|(category, _)| is_in(**category, group));
        let sheets = sheets.flat_map(|(_, sheets)| sheets);
        sheets.map(|sheet| usize::from(sheet.answers[id])).collect()
    }

    /// How many of a group were asked, by the name that a page has for it.
    pub(super) fn n_asked(&self, group: &str) -> usize {
        let asked = self.n_asked.iter().filter(|(category, _)| is_in(**category, group));
        asked.map(|(_, n)| n).sum()
    }

    /// How many remarks about this leader stand on pages.
    pub fn n_remarks(&self, pages: &BTreeMap<String, String>) -> usize {
        let on = |text: &String| self.marks.iter().filter(|mark| text.contains(*mark)).count();
        pages.values().map(on).sum()
    }
}

/// Whether the name of a group names a category.
fn is_in(category: Category, group: &str) -> bool {
    let word = match category {
        Category::Reports => "direct reports",
        other => other.as_str(),
    };
    group.to_lowercase().contains(word)
}
