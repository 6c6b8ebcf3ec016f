use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::Error;
use crate::clock::days_after;
use crate::ids::OrganisationId;
use crate::leader;
use crate::round::{self, Phase, Refusal, Round, Terms};
use crate::testing::{START, each_engine, round::launched};

const TODAY: Date = date(2026, 5, 4);
const FORMS: &[&str] = &["full", "pulse"];

fn terms() -> Terms {
    Terms {
        name: "Spring 2026".to_owned(),
        form: "full".to_owned(),
        k: 4,
        load_cap: 8,
        closes_on: days_after(TODAY, 3),
        releases_on: days_after(TODAY, 3),
    }
}

fn checked(change: impl FnOnce(&mut Terms)) -> Result<Terms, Refusal> {
    let mut terms = terms();
    change(&mut terms);
    terms.checked(FORMS, TODAY)
}

#[test]
fn terms_are_kept_up_to_each_threshold_and_refused_beyond_it() {
    let earliest = days_after(TODAY, 3);
    for k in 3..=10 {
        assert_eq!(checked(|t| t.k = k).unwrap().k, k);
    }
    for k in [i64::MIN, 0, 2, 11, i64::MAX] {
        assert_eq!(checked(|t| t.k = k), Err(Refusal::FloorOutOfRange));
    }
    for cap in [1, 30] {
        assert_eq!(checked(|t| t.load_cap = cap).unwrap().load_cap, cap);
    }
    for cap in [0, 31] {
        assert_eq!(checked(|t| t.load_cap = cap), Err(Refusal::LoadOutOfRange));
    }
    assert!(checked(|t| t.name = "é".repeat(80)).is_ok());
    for name in ["", " \t ", &"é".repeat(81)] {
        assert_eq!(checked(|t| name.clone_into(&mut t.name)), Err(Refusal::NoName));
    }
    assert!(checked(|t| "pulse".clone_into(&mut t.form)).is_ok());
    let other = checked(|t| "Full".clone_into(&mut t.form));
    assert_eq!(other, Err(Refusal::NoSuchForm("Full".to_owned())));
    let soon = checked(|t| t.closes_on = days_after(TODAY, 2));
    assert_eq!(soon, Err(Refusal::ClosesTooSoon(earliest)));
    let before = checked(|t| t.releases_on = days_after(TODAY, 2));
    assert_eq!(before, Err(Refusal::ReleasesTooSoon(earliest)));
}

#[test]
fn a_name_keeps_its_words_and_loses_its_extra_spaces() {
    let kept = checked(|t| "  Spring \n 2026 ".clone_into(&mut t.name)).unwrap();

    assert_eq!(kept.name, "Spring 2026");
}

#[test]
fn a_round_closes_in_the_evening_of_its_zone_and_is_never_released_before() {
    let zone = TimeZone::get("Europe/Vienna").unwrap();

    let round = Round::draft(OrganisationId::draw(), &terms(), &zone, START);

    assert_eq!(round.closes_at.text(&zone), "7 May 2026, 18:00");
    assert_eq!(round.releases_at, round.closes_at);
    let later = Terms { releases_on: date(2026, 5, 8), ..terms() };
    assert_eq!(later.releases_at(&zone).text(&zone), "8 May 2026, 07:00");
}

#[test]
fn a_round_goes_through_its_phases_in_order_and_never_back() {
    let zone = TimeZone::UTC;
    let mut round = Round::draft(OrganisationId::draw(), &terms(), &zone, START);
    assert_eq!(round.end(START), Err(Refusal::NotOpen));
    assert_eq!(round.publish(START), Err(Refusal::NotClosed));

    round.open(START, vec![1]).unwrap();
    let open = round.clone();
    assert_eq!(round.open(START.plus(9), vec![2]), Err(Refusal::NotDraft));
    assert_eq!(round.revise(&Terms { k: 9, ..terms() }, &zone), Err(Refusal::NotDraft));
    assert_eq!(round.publish(START), Err(Refusal::NotClosed));
    assert_eq!((round.k, round.launched_at), (4, open.launched_at));
    assert_eq!(round.model_digest, Some(vec![1]));

    round.end(START.plus(1)).unwrap();
    assert_eq!(round.end(START.plus(2)), Err(Refusal::NotOpen));
    assert_eq!(round.closed_at, Some(START.plus(1)));
    round.publish(START.plus(3)).unwrap();
    assert_eq!(round.publish(START.plus(4)), Err(Refusal::NotClosed));
    assert_eq!((round.phase, round.released_at), (Phase::Released, Some(START.plus(3))));
}

#[tokio::test]
async fn a_launched_round_is_neither_launched_again_nor_removed_nor_revised() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let (organisation, id) = (staged.round.organisation_id, staged.round.id);

        let again = round::launch(hone, &staged.administrator, id).await;
        let mut tx = hone.people.write().await.unwrap();
        let mut revised = staged.round.clone();
        revised.k = 3;
        revised.phase = Phase::Draft;
        let is_saved = round::store::save(&mut tx, &revised, Phase::Draft).await.unwrap();
        round::store::remove(&mut tx, organisation, id).await.unwrap();
        tx.commit().await.unwrap();

        assert!(matches!(again, Err(Error::Refused(why)) if why == Refusal::NotDraft.to_string()));
        assert!(!is_saved);
        let now = staged.now(hone).await;
        assert_eq!((now.phase, now.k), (Phase::Open, 4), "{}", fresh.engine);
        let leaders = staged.leaders(hone).await;
        assert_eq!(leaders.len(), 1);
        let mut tx = hone.people.read().await.unwrap();
        let raters =
            leader::store::list_raters(&mut tx, organisation, leaders[0].id).await.unwrap();
        assert_eq!(raters.len(), 11);
    }
}
