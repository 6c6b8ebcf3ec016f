//! How much waits for a lead, as they share it with their coach.

use axum::http::{Method, StatusCode};
use hone_core::delegation::area;
use hone_core::delegation::request::{self, Wording};
use hone_core::testing::practice::{DRAFT, practised};
use hone_core::testing::{self, each_engine};

use crate::ask::{page, sent};
use crate::{ask, signed_in};

#[tokio::test]
async fn a_coach_reads_how_much_waits_for_a_lead_and_no_word_of_a_question() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = testing::northfold(hone).await;
        let site = hone_web::site(hone);
        let (leader, coach) =
            (signed_in(hone, &here.leader).await, signed_in(hone, &here.coach).await);
        let id = here.coach.id.to_string();
        let coaching = sent(&site, &leader, "/coaching", &[("coach", &id)]).await;
        sent(&site, &coach, &format!("{coaching}/answer"), &[("answer", "yes")]).await;
        let mut tx = hone.people.write().await.unwrap();
        let all = practised(&mut tx, hone, &here).await;
        tx.commit().await.unwrap();
        let waiting = format!("{coaching}/mirror/waiting");
        let (before, _, _) = ask(&site, Some(&coach), Method::GET, &waiting, &[]).await;
        sent(&site, &leader, "/mirror/sharing", &[("part", "waiting")]).await;

        let few = page(&site, Some(&coach), &waiting).await;
        let mut tx = hone.people.write().await.unwrap();
        let area = area::list(&mut tx, &all.lead, &all.team).await.unwrap().remove(0);
        for n in 0..30 {
            let question = format!("Question {n}");
            let wording = Wording { question, own_proposal: String::new(), needed_by: None };
            let (team, ben) = (&all.team, &all.ben);
            request::ask(&mut tx, hone, ben, team, &area, wording).await.unwrap();
        }
        tx.commit().await.unwrap();
        hone.clock.advance(3600);
        let many = page(&site, Some(&coach), &waiting).await;
        let stranger = signed_in(hone, &here.peers[0]).await;
        let (nobody, _, _) = ask(&site, Some(&stranger), Method::GET, &waiting, &[]).await;

        assert_eq!([before, nobody], [StatusCode::NOT_FOUND; 2]);
        assert!(
            few.contains("questions wait for them is told from 30 on; there are two."),
            "{few}"
        );
        assert!(many.contains("questions in one area took they waited for them."), "{many}");
        for html in [&few, &many] {
            assert!(html.contains("<h2>Pumps</h2>") && !html.contains("Network"), "{html}");
            for word in ["July", "=1+1", "Question", "Valve", DRAFT, "/team/", "Waiting for you"] {
                assert!(!html.contains(word), "{word}: {html}");
            }
        }
    }
}
