//! What a round tells as a whole.

use hone_gate::Cell;

use crate::Hone;
use crate::account::Viewer;
use crate::person;
use crate::result::{self, Whole};
use crate::testing::round::{Staged, about, viewer};
use crate::testing::{each_engine, northfold, stranger};

async fn whole(hone: &Hone, viewer: &Viewer, staged: &Staged) -> Option<Whole> {
    result::find_whole(hone, viewer, staged.round.id).await.unwrap()
}

fn units(cells: &[Cell]) -> Vec<Vec<&str>> {
    cells.iter().map(|cell| cell.units().iter().map(String::as_str).collect()).collect()
}

#[tokio::test]
async fn a_round_of_many_leaders_is_told_by_their_departments_at_the_launch() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        // Ines to Aoife are in Operations, Ben to Femi in Pumps.
        let staged = about(hone, northfold(hone).await, 1..12).await;
        let organisation = staged.northfold.organisation.id;
        let mut tx = hone.people.write().await.unwrap();
        let mut ben = staged.northfold.people[7].clone();
        ben.department = "Elsewhere".to_owned();
        person::store::save(&mut tx, &ben).await.unwrap();
        tx.commit().await.unwrap();
        staged.everybody_answers(hone, 4).await;
        let administrator = viewer(&staged.northfold, &staged.northfold.administrator);

        assert!(whole(hone, &administrator, &staged).await.is_none());
        staged.release(hone).await;

        let found = whole(hone, &administrator, &staged).await.unwrap().overview.unwrap();
        assert_eq!(units(found.cells()), [["Operations"], ["Pumps"]], "{}", fresh.engine);
        assert_eq!(found.cells()[0].n_leaders() + found.cells()[1].n_leaders(), 11);
        assert!(found.total().is_some());
        let again = whole(hone, &administrator, &staged).await.unwrap().overview.unwrap();
        assert_eq!(again.to_json(), found.to_json());
        let stranger = stranger(hone).await;
        assert_ne!(stranger.organisation_id, organisation);
        let elsewhere = Viewer { organisation_id: stranger.organisation_id, ..administrator };
        assert!(whole(hone, &elsewhere, &staged).await.is_none());
    }
}

#[tokio::test]
async fn of_four_leaders_nothing_is_told_together() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = about(hone, northfold(hone).await, 1..5).await;
        staged.everybody_answers(hone, 4).await;
        staged.release(hone).await;

        let administrator = viewer(&staged.northfold, &staged.northfold.administrator);
        let found = whole(hone, &administrator, &staged).await.unwrap();

        assert_eq!(found.overview, None, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn leaders_without_numbers_are_in_no_cell() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = about(hone, northfold(hone).await, 1..7).await;
        first.everybody_answers(hone, 4).await;
        first.release(hone).await;
        let second = about(hone, first.northfold.clone(), 1..12).await;
        second.everybody_answers(hone, 4).await;
        second.release(hone).await;

        let administrator = viewer(&second.northfold, &second.northfold.administrator);
        let found = whole(hone, &administrator, &second).await.unwrap().overview.unwrap();

        // The six of the first round have directions in the second.
        assert_eq!(units(found.cells()), [["Pumps"]], "{}", fresh.engine);
        assert_eq!(found.cells()[0].n_leaders(), 5);
    }
}

#[tokio::test]
async fn the_questionnaire_is_measured_by_what_was_released_with_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = about(hone, northfold(hone).await, 1..12).await;
        let administrator = viewer(&first.northfold, &first.northfold.administrator);
        let links = first.links(hone).await;
        let names: Vec<&str> = links.keys().map(String::as_str).collect();
        let (some, others) = names.split_at(names.len() / 2);
        first.answer(hone, some, 2).await;
        first.answer(hone, others, 4).await;
        first.close(hone).await;
        assert!(result::list_shown(hone, &administrator).await.unwrap().is_empty());
        let (organisation, id) = (first.round.organisation_id, first.round.id);
        crate::round::release(hone, organisation, id, None).await.unwrap();

        let shown = result::list_shown(hone, &administrator).await.unwrap();

        assert_eq!(shown.len(), 1, "{}", fresh.engine);
        let quality = &shown[0].quality;
        // Eleven leaders of four raters each.
        assert_eq!((quality.n_leaders(), quality.n_raters()), (11, 40));
        let told = |scale: &hone_gate::ScaleQuality| scale.one_rater().is_some();
        assert!(quality.scales().values().all(told), "{quality:?}");
        let stranger = stranger(hone).await;
        let elsewhere =
            Viewer { organisation_id: stranger.organisation_id, ..administrator.clone() };
        assert!(result::list_shown(hone, &elsewhere).await.unwrap().is_empty());
        // Soon after it all leaders have directions, and of those nothing is measured.
        let second = about(hone, first.northfold.clone(), 1..12).await;
        second.everybody_answers(hone, 4).await;
        second.release(hone).await;
        assert_eq!(result::list_shown(hone, &administrator).await.unwrap().len(), 1);
    }
}
