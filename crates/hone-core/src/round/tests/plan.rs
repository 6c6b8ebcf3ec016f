use hone_stats::LineChance;

use crate::category::Category;
use crate::leader;
use crate::person::Person;
use crate::round::{self, Plan, Refusal};
use crate::testing::round::{Staged, draft};
use crate::testing::{Fresh, each_engine, on_sqlite};

async fn plan(fresh: &Fresh, staged: &Staged) -> Plan {
    let mut tx = fresh.hone.people.read().await.unwrap();
    round::plan(&mut tx, &staged.now(&fresh.hone).await).await.unwrap()
}

async fn change(fresh: &Fresh, staged: &Staged, k: i64, load_cap: i64) {
    let mut round = staged.now(&fresh.hone).await;
    (round.k, round.load_cap) = (k, load_cap);
    let mut tx = fresh.hone.people.write().await.unwrap();
    assert!(round::store::save(&mut tx, &round, round::Phase::Draft).await.unwrap());
    tx.commit().await.unwrap();
}

fn words(plan: &Plan) -> Vec<String> {
    plan.obstacles.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn the_plan_tells_what_four_peers_and_five_reports_can_tell() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;

        let plan = plan(&fresh, &staged).await;

        let [marek] = &plan.leaders[..] else { panic!("{:?}", plan.leaders) };
        let groups: Vec<_> = marek.groups.iter().map(|g| (g.category, g.n, g.chance)).collect();
        // With three in four answering: all of 4 in 32 of 100 cases, 4 of 5 in 63 of 100.
        let expected = [
            (Category::Own, 1, None),
            (Category::Manager, 1, None),
            (Category::Reports, 5, Some(LineChance::Open)),
            (Category::Peers, 4, Some(LineChance::Unlikely)),
            (Category::Others, 0, Some(LineChance::Joins)),
        ];
        assert_eq!(groups, expected);
        assert_eq!(marek.n_anonymous, 9);
        // 7 answers of 9 with an ICC of 0.2: 1.4 / 2.2; 10 answers would be 0.71.
        assert!((marek.forecast.unwrap().value - 1.4 / 2.2).abs() < 1e-12);
        assert_eq!(marek.n_more, 4);
        assert_eq!(plan.n_invited, 11);
        assert_eq!(plan.loads, vec![]);
        assert_eq!(words(&plan), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_floor_stands_in_the_way_one_rater_below_it_and_not_at_it() {
    let fresh = on_sqlite().await;
    let staged = draft(&fresh.hone, 30).await;

    change(&fresh, &staged, 9, 8).await;
    assert_eq!(words(&plan(&fresh, &staged).await), Vec::<String>::new());

    change(&fresh, &staged, 10, 8).await;
    let expected = "Marek Dvorak has 9 raters besides self and manager; with fewer than 10 no number \
                    could ever be shown. Add raters, or take Marek Dvorak out of this round.";
    assert_eq!(words(&plan(&fresh, &staged).await), [expected]);
}

#[tokio::test]
async fn whoever_is_asked_about_too_many_leaders_is_named_with_the_number() {
    let fresh = on_sqlite().await;
    let staged = draft(&fresh.hone, 30).await;
    let people = &staged.northfold.people;
    let crew: Vec<(&Person, Category)> =
        people[7..12].iter().map(|person| (person, Category::Others)).collect();
    staged.add_leader(&fresh.hone, &people[3], &crew).await;
    staged.add_leader(&fresh.hone, &people[13], &crew[..4]).await;

    change(&fresh, &staged, 4, 3).await;
    let roomy = plan(&fresh, &staged).await;
    change(&fresh, &staged, 4, 2).await;
    let tight = plan(&fresh, &staged).await;

    let loads: Vec<_> = roomy.loads.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    let three = ["Ben Okafor", "Carla Moreno", "Dai Hughes", "Eszter Nagy"];
    assert_eq!(loads[..4], three.map(|name| (name, 3)));
    assert_eq!(loads[4..], [("Femi Ade", 2)]);
    assert_eq!(words(&roomy), Vec::<String>::new());
    let expected =
        three.map(|name| format!("{name} would be asked about 3 leaders, and the round allows 2."));
    assert_eq!(words(&tight), expected);
    // Two leaders more, one of whom is invited already as a rater of the first.
    assert_eq!(roomy.n_invited, 12);
}

#[tokio::test]
async fn a_list_that_is_not_approved_and_a_round_without_leaders_stand_in_the_way() {
    let fresh = on_sqlite().await;
    let staged = draft(&fresh.hone, 30).await;
    let organisation = staged.round.organisation_id;
    let mut leader = staged.leaders(&fresh.hone).await.remove(0);
    leader.reopen().unwrap();
    let mut tx = fresh.hone.people.write().await.unwrap();
    leader::store::save(&mut tx, &leader).await.unwrap();
    tx.commit().await.unwrap();
    let unapproved = plan(&fresh, &staged).await;

    let mut tx = fresh.hone.people.write().await.unwrap();
    leader::store::remove(&mut tx, organisation, leader.id).await.unwrap();
    tx.commit().await.unwrap();
    let empty = plan(&fresh, &staged).await;

    assert_eq!(unapproved.obstacles, [Refusal::NotApproved("Marek Dvorak".to_owned())]);
    assert_eq!(empty.obstacles, [Refusal::NoLeaders]);
    assert_eq!(empty.n_invited, 0);
}

#[tokio::test]
async fn whoever_has_left_is_counted_no_more() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;
        let mut tx = fresh.hone.people.write().await.unwrap();
        let id = staged.northfold.reports[0].id;
        crate::staff::leave(&mut tx, &fresh.hone, &staged.administrator, id).await.unwrap();
        tx.commit().await.unwrap();

        let plan = plan(&fresh, &staged).await;

        assert_eq!((plan.leaders[0].n_anonymous, plan.n_invited), (8, 10), "{}", fresh.engine);
    }
}
