//! Whoever reads all pages works out no answer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use hone_core::Hone;
use hone_core::person::Person;
use hone_core::testing::attack::organisation::{FLOOR, Organisation, Told};
use hone_core::testing::attack::reader::crawl;
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

/// What came of all of them.
#[derive(Default)]
struct Found {
    leaders: Told,
    solved: Solved,
    whole: Whole,
    n_leaders: usize,
    n_reports: usize,
    /// Numbers about raters, and remarks, that anybody read who is not the leader.
    n_numbers_of_others: usize,
    n_remarks_of_others: usize,
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
            let n_leaders = if place % LARGE == 0 { 6 + place / LARGE % 3 } else { 1 };
            let played = Organisation::play(&fresh.hone, "short", n_leaders).await;
            read_all(&fresh.hone, &mut connection, &played, &found).await?;
        }
    };
    for ended in all_of((0..AT_ONCE).map(|_| worker())).await {
        ended?;
    }
    server.kill().await?;
    Ok(found.into_inner().is_safe(wanted.organisations))
}

/// Everybody reads what they can, and works on it.
async fn read_all(
    hone: &Hone,
    connection: &mut Connection,
    played: &Organisation,
    found: &RefCell<Found>,
) -> anyhow::Result<()> {
    for rated in &played.rated {
        let pages = read_by(hone, connection, played, &rated.person).await;
        let told = rated.told_by(&pages, played.rated.len());
        let mut found = found.borrow_mut();
        found.solved.attack(rated, &pages, FLOOR)?;
        found.n_leaders += 1;
        found.n_reports += usize::from(told.n_numbers > 0);
        found.n_remarks_of_others += played.n_foreign_remarks(&pages, Some(rated));
        found.leaders.add(told);
    }
    for person in [&played.administrator, &played.coach] {
        let pages = read_by(hone, connection, played, person).await;
        let mut found = found.borrow_mut();
        let told: Vec<_> = played.rated.iter().map(|rated| rated.told_by(&pages, 1)).collect();
        found.n_numbers_of_others += told.iter().map(|told| told.n_numbers).sum::<usize>();
        found.n_remarks_of_others += played.n_foreign_remarks(&pages, None);
        found.whole.attack(&pages)?;
    }
    Ok(())
}

/// What somebody reads who follows every link, and tries what leads to each leader.
async fn read_by(
    hone: &Hone,
    connection: &mut Connection,
    played: &Organisation,
    person: &Person,
) -> BTreeMap<String, String> {
    let cookie = sign_in_as(hone, person).await;
    let get = async |path: &str| {
        let answer = connection.get_as(path, cookie.text()).await.ok()?;
        (answer.status == 200).then(|| String::from_utf8_lossy(&answer.body).into_owned())
    };
    crawl(played.addresses(), get).await
}

impl Found {
    fn is_safe(&self, n_organisations: usize) -> bool {
        let Self { leaders, solved, whole, .. } = self;
        for wrong in leaders.misread.iter().chain(&leaders.beyond).chain(&solved.misread) {
            say(&format!("  {wrong}"));
        }
        say(&format!(
            "  {n_organisations} organisations, {} leaders, {} with a report, {} numbers of a \
             question and a group, {} totals or ranges that tell more",
            self.n_leaders,
            self.n_reports,
            leaders.n_numbers,
            leaders.beyond.len(),
        ));
        say(&format!(
            "  by solving {} different programs: of {} answers {} pinned, {} with fewer than three \
             left; by looking through all: {} and {} of the numbers",
            solved.n_programs(),
            solved.n_answers,
            solved.n_pinned,
            solved.n_nearly,
            leaders.n_pinned,
            leaders.n_nearly,
        ));
        say(&format!(
            "  of {} answers that raters could tell of themselves {} give another one away",
            leaders.n_insiders, leaders.n_pinned_to_insiders,
        ));
        say(&format!(
            "  administrators read {} numbers of {} cells, which leave a single leader {:?} numbers at \
             least; administrators and coaches read {} numbers about raters, and whoever is \
             not the leader {} remarks",
            whole.n_numbers,
            whole.n_cells,
            whole.fewest_left,
            self.n_numbers_of_others,
            self.n_remarks_of_others,
        ));
        let n_told = solved.n_pinned
            + solved.n_nearly
            + leaders.n_pinned
            + leaders.n_nearly
            + leaders.beyond.len()
            + self.n_numbers_of_others
            + self.n_remarks_of_others;
        let is_wide = whole.fewest_left.is_none_or(|fewest| fewest >= 3);
        let is_read = leaders.misread.is_empty() && solved.misread.is_empty();
        n_told == 0 && is_read && is_wide && leaders.n_numbers > 0 && leaders.n_remarks > 0
    }
}
