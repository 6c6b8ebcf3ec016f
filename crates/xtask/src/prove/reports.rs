//! Whoever reads all pages works out no answer.

use hone_core::person::Person;
use hone_core::testing::attack::organisation::{Organisation, Told};
use hone_core::testing::attack::reader::crawl;
use hone_core::testing::{Fresh, sign_in_as};

use super::{Wanted, serve};
use crate::http::Connection;
use crate::say;

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    let mut server = serve(fresh, wanted).await?;
    let mut connection = Connection::open(wanted.port).await?;
    let (mut all, mut n_reports, mut n_misread) = (Told::default(), 0, 0);
    let mut others = Told::default();
    for _ in 0..wanted.organisations {
        let played = Organisation::play(hone, "short").await;
        let told = read_by(fresh, &mut connection, &played, &played.leader).await?;
        n_reports += usize::from(told.n_numbers > 0);
        for wrong in told.misread.iter().chain(&told.beyond) {
            say(&format!("  {wrong}"));
        }
        n_misread += told.misread.len();
        all.n_numbers += told.n_numbers;
        all.n_pinned += told.n_pinned;
        all.n_nearly += told.n_nearly;
        all.n_insiders += told.n_insiders;
        all.n_pinned_to_insiders += told.n_pinned_to_insiders;
        all.beyond.extend(told.beyond);
        for person in [&played.administrator, &played.coach] {
            let told = read_by(fresh, &mut connection, &played, person).await?;
            others.n_numbers += told.n_numbers;
            others.n_remarks += told.n_remarks;
        }
    }
    server.kill().await?;
    say(&format!(
        "  {} organisations, {n_reports} with a report, {} numbers of a question and a group: {} \
         answers pinned, {} with fewer than three left; of {} answers that raters could tell of \
         themselves {} give another one away; {} totals or ranges that tell more; administrators \
         and coaches read {} numbers and {} remarks",
        wanted.organisations,
        all.n_numbers,
        all.n_pinned,
        all.n_nearly,
        all.n_insiders,
        all.n_pinned_to_insiders,
        all.beyond.len(),
        others.n_numbers,
        others.n_remarks,
    ));
    let is_kept = all.n_pinned + all.n_nearly + all.beyond.len() == 0;
    Ok(is_kept && n_misread + others.n_numbers + others.n_remarks == 0 && all.n_numbers > 0)
}

/// What somebody reads who follows every link.
async fn read_by(
    fresh: &Fresh,
    connection: &mut Connection,
    played: &Organisation,
    person: &Person,
) -> anyhow::Result<Told> {
    let cookie = sign_in_as(&fresh.hone, person).await;
    let pages = crawl(async |path: &str| {
        let answer = connection.get_as(path, cookie.text()).await.ok()?;
        (answer.status == 200).then(|| String::from_utf8_lossy(&answer.body).into_owned())
    });
    Ok(played.told_by(&pages.await))
}
