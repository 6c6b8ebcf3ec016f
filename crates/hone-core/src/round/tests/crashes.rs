//! A close that is broken off at any moment, again and again, comes to the same end.

use std::future::poll_fn;
use std::task::Poll;

use crate::ballot;
use crate::chance;
use crate::round::{self, Phase};
use crate::testing::each_engine;
use crate::testing::round::{Staged, launched, mail};
use crate::{Error, Hone, Result};

/// How many crashes on each engine; `xtask prove crashes` kills the program itself, and more often.
const N_CRASHES: usize = 15;

/// Goes on with something for so many steps of its work, and then drops it in the middle, as a crash
/// would. What it came to, if it came to its end before.
async fn broken_off<T>(work: impl Future<Output = T>, n_steps: usize) -> (Option<T>, usize) {
    let mut work = Box::pin(work);
    let mut n = 0;
    let outcome = poll_fn(|context| {
        if n == n_steps {
            return Poll::Ready(None);
        }
        n += 1;
        work.as_mut().poll(context).map(Some)
    });
    (outcome.await, n)
}

async fn close(hone: &Hone, staged: &Staged) -> Result<()> {
    round::close(hone, staged.round.organisation_id, staged.round.id, None).await
}

/// What is released about the leader, if anything.
async fn released(hone: &Hone, staged: &Staged) -> Option<String> {
    let leader = staged.leaders(hone).await.remove(0);
    ballot::find_released(hone, leader.leader_ref).await.unwrap()
}

/// How many thanks went out.
async fn thanked(hone: &Hone) -> usize {
    mail(hone, "The round has closed: ").await.len()
}

async fn answered(hone: &Hone) -> Staged {
    let staged = launched(hone, 30).await;
    staged.answer(hone, &staged.anonymous()[..4], 4).await;
    staged
}

#[tokio::test]
async fn a_close_that_crashes_anywhere_makes_each_release_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = answered(hone).await;
        let (done, n_steps) = broken_off(close(hone, &staged), usize::MAX).await;
        done.unwrap().unwrap();
        assert!(n_steps > 20, "{n_steps} steps are too few to be broken off between");

        let n_invited = thanked(hone).await;
        let (mut n_rounds, mut n_crashes, mut n_before_release) = (1, 0, 0);
        while n_crashes < N_CRASHES {
            let staged = answered(hone).await;
            let mut earlier = None;
            loop {
                let (outcome, _) =
                    broken_off(close(hone, &staged), 1 + chance::below(n_steps)).await;
                if let Some(outcome) = outcome {
                    assert!(matches!(outcome, Ok(()) | Err(Error::Refused(_))), "{outcome:?}");
                    break;
                }
                n_crashes += 1;
                hone.forget_keys();
                let now = released(hone, &staged).await;
                n_before_release += usize::from(now.is_none());
                assert!(earlier.is_none() || earlier == now, "a release was changed");
                earlier = now;
            }

            let round = staged.round.round_ref;
            assert!(earlier.is_none() || earlier == released(hone, &staged).await);
            assert_eq!(ballot::list_released(hone, round).await.unwrap().len(), 1);
            assert_eq!(ballot::counted(hone, round).await.unwrap().len(), 4);
            assert!(hone.keys.find(round).await.unwrap().is_none(), "keys are left");
            assert_eq!(ballot::n_kept(hone, round).await, 0, "sheets are left");
            assert_eq!(staged.now(hone).await.phase, Phase::Closed);
            n_rounds += 1;
            assert_eq!(thanked(hone).await, n_rounds * n_invited, "everyone once");
        }
        assert!(n_before_release > 0, "no crash came before the release");
    }
}
