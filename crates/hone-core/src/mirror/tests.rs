use std::collections::{BTreeMap, BTreeSet};

use hone_model::{Prompt, Prompts};
use jiff::civil::{Date, date};

use super::learning::{self, Answer, Learning, State, Then, Wording};
use super::reflection::{self, Reflection, after, in_order};
use super::share::{self, Part, Share, Shown};
use super::statement::{self, Kind, Statement};
use super::{Refusal, erase, export, has_words};
use crate::account::Viewer;
use crate::coaching::{self, Coaching};
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::person::{self, Person};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold, stranger};
use crate::{Error, Hone, Result, audit};

const DAY: i64 = 24 * 3600;

/// Northfold's leader, who keeps a mirror, and the coach.
struct Scene {
    hone: Hone,
    here: Northfold,
    me: Viewer,
    coach: Viewer,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let (me, coach) = (viewer(&here, &here.leader), viewer(&here, &here.coach));
        Self { hone: hone.clone(), here, me, coach }
    }

    async fn write(&self) -> PeopleTx {
        self.hone.people.write().await.unwrap()
    }

    /// Everyone but the two: an administrator, a colleague, another coach, and somebody elsewhere.
    async fn others(&self) -> Vec<Viewer> {
        let also_coach = Person { is_coach: true, ..self.here.reports[0].clone() };
        let away = stranger(&self.hone).await;
        let mut tx = self.write().await;
        person::store::save(&mut tx, &also_coach).await.unwrap();
        tx.commit().await.unwrap();
        let all = [&self.here.administrator, &self.here.manager, &self.here.peers[0], &also_coach];
        let mut others = all.map(|person| viewer(&self.here, person)).to_vec();
        others.push(Viewer { organisation_id: away.organisation_id, ..self.me.clone() });
        others
    }

    async fn coached(&self, tx: &mut PeopleTx) -> Coaching {
        let asked =
            coaching::ask(tx, &self.hone, &self.me, self.coach.person_id, &BTreeMap::new()).await;
        let asked = asked.unwrap().unwrap();
        coaching::answer(tx, &self.hone, &self.coach, &asked, true).await.unwrap();
        share::coaching_of(tx, &self.me).await.unwrap().unwrap()
    }

    async fn state(&self, tx: &mut PeopleTx, kind: Kind, text: &str) -> Result<Statement> {
        statement::write(tx, &self.hone, &self.me, kind, text).await
    }

    async fn answer(&self, tx: &mut PeopleTx, prompt: &Prompt, text: &str) -> Result<Reflection> {
        reflection::write(tx, &self.hone, &self.me, prompt, text).await
    }

    async fn log(&self, tx: &mut PeopleTx, next_on: Option<Date>) -> Result<Learning> {
        let wording = Wording {
            contrast: "trust".to_owned(),
            tried: " I ask back.\r\n".to_owned(),
            expected: "One of three decides alone.".to_owned(),
            next_on,
            ..Wording::default()
        };
        learning::write(tx, &self.hone, &self.me, wording).await
    }

    async fn entry(&self, tx: &mut PeopleTx, entry: &Learning) -> Learning {
        learning::find(tx, &self.me, entry.id).await.unwrap().unwrap()
    }

    async fn share(&self, tx: &mut PeopleTx, parts: &[(Part, Option<Date>)]) -> Result<Coaching> {
        let wanted = parts.iter().copied().collect();
        share::share(tx, &self.hone, &self.me, &wanted).await
    }

    /// Which parts somebody finds in a coaching.
    async fn finds(&self, tx: &mut PeopleTx, who: &Viewer, coaching: &Coaching) -> Vec<Part> {
        let mut found = Vec::new();
        for part in Part::ALL {
            if share::find(tx, &self.hone, who, coaching.id, part).await.unwrap().is_some() {
                found.push(part);
            }
        }
        found
    }

    /// The record of staff, the oldest first.
    async fn record(&self, tx: &mut PeopleTx) -> Vec<String> {
        let lines = audit::store::list(tx, self.me.organisation_id, 0, 100).await.unwrap();
        let mut said: Vec<_> = lines
            .iter()
            .map(|line| {
                let actor = line.actor.clone().unwrap_or_default();
                format!("{actor} {} {}", line.action, line.object)
            })
            .collect();
        said.sort_unstable();
        said
    }
}

fn refused(result: Result<impl std::fmt::Debug>, why: &Refusal) {
    match result {
        Err(Error::Refused(said)) => assert_eq!(said, why.to_string()),
        other => panic!("not refused: {other:?}"),
    }
}

fn first() -> &'static Prompt {
    &Prompts::builtin().all()[0]
}

#[tokio::test]
async fn how_a_statement_was_worded_before_is_kept_with_its_days() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let start = hone.clock.now();
        let mut tx = scene.write().await;
        let one = scene.state(&mut tx, Kind::Brand, " Bad news,\r\nearly ").await.unwrap();
        assert_eq!((one.text.as_str(), one.since), ("Bad news,\nearly", start));

        hone.clock.advance(3 * DAY);
        statement::reword(&mut tx, hone, &one, 1, "Bad news first").await.unwrap();
        refused(
            statement::reword(&mut tx, hone, &one, 1, "On another device").await,
            &Refusal::Changed,
        );
        let now = statement::find(&mut tx, me, one.id).await.unwrap().unwrap();
        statement::reword(&mut tx, hone, &now, now.version, "Bad news first").await.unwrap();
        hone.clock.advance(DAY);
        statement::put_away(&mut tx, hone, me, &now, true).await.unwrap();
        let away = statement::find(&mut tx, me, one.id).await.unwrap().unwrap();
        assert!(away.archived_at.is_some());
        hone.clock.advance(10 * DAY);
        statement::put_away(&mut tx, hone, me, &away, false).await.unwrap();

        let back = statement::find(&mut tx, me, one.id).await.unwrap().unwrap();
        let past = statement::list_past(&mut tx, &back).await.unwrap();
        let told: Vec<_> = past
            .iter()
            .map(|past| {
                (past.text.as_str(), (past.since.0 - start.0) / DAY, (past.until.0 - start.0) / DAY)
            })
            .collect();
        assert_eq!(
            told,
            [("Bad news first", 3, 4), ("Bad news,\nearly", 0, 3)],
            "the same twice is one"
        );
        assert_eq!((back.text.as_str(), (back.since.0 - start.0) / DAY), ("Bad news first", 14));
        assert_eq!(back.archived_at, None);
    }
}

#[tokio::test]
async fn what_is_put_away_by_a_slip_comes_back_as_it_was() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let mut tx = scene.write().await;
        let one = scene.state(&mut tx, Kind::Principle, "Ask whoever does it").await.unwrap();
        let reflection = scene.answer(&mut tx, first(), "I asked.").await.unwrap();
        let entry = scene.log(&mut tx, Some(date(2026, 5, 5))).await.unwrap();

        hone.clock.advance(600);
        statement::put_away(&mut tx, hone, me, &one, true).await.unwrap();
        let away = statement::find(&mut tx, me, one.id).await.unwrap().unwrap();
        statement::put_away(&mut tx, hone, me, &away, false).await.unwrap();
        reflection::put_away(&mut tx, hone, &reflection, true).await.unwrap();
        let away = reflection::find(&mut tx, me, reflection.id).await.unwrap().unwrap();
        assert!(away.archived_at.is_some());
        reflection::put_away(&mut tx, hone, &away, false).await.unwrap();
        learning::put_away(&mut tx, hone, &entry, true).await.unwrap();
        assert!(learning::list_due(&mut tx, me, date(2026, 6, 1)).await.unwrap().is_empty());
        let away = scene.entry(&mut tx, &entry).await;
        learning::put_away(&mut tx, hone, &away, false).await.unwrap();

        let back = statement::find(&mut tx, me, one.id).await.unwrap().unwrap();
        assert_eq!(back, Statement { version: 3, ..one });
        assert!(statement::list_past(&mut tx, &back).await.unwrap().is_empty());
        let back = reflection::find(&mut tx, me, reflection.id).await.unwrap().unwrap();
        assert_eq!(back, Reflection { version: 3, ..reflection });
        assert_eq!(learning::list_due(&mut tx, me, date(2026, 6, 1)).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn there_is_one_brand_statement_and_one_set_of_three_words() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        for typed in ["", "clear\npatient", "clear\nClear\ncurious", "a\nb\nc\nd"] {
            refused(scene.state(&mut tx, Kind::Words, typed).await, &Refusal::Three);
        }
        let long = format!("clear\npatient\n{}", "x".repeat(41));
        refused(scene.state(&mut tx, Kind::Words, &long).await, &Refusal::TooLong("A word", 40));
        let words =
            scene.state(&mut tx, Kind::Words, " clear \n\n patient\ncurious").await.unwrap();
        assert_eq!(words.text, "clear\npatient\ncurious");
        scene.state(&mut tx, Kind::Brand, "Bad news early").await.unwrap();
        for text in ["Ask first", "Say the limit"] {
            scene.state(&mut tx, Kind::Principle, text).await.unwrap();
        }
        tx.commit().await.unwrap();

        for (kind, text) in [(Kind::Brand, "Another"), (Kind::Words, "a\nb\nc")] {
            let mut tx = scene.write().await;
            refused(scene.state(&mut tx, kind, text).await, &Refusal::Once);
        }

        let mut tx = scene.write().await;
        statement::put_away(&mut tx, &scene.hone, &scene.me, &words, true).await.unwrap();
        let away = statement::find(&mut tx, &scene.me, words.id).await.unwrap().unwrap();
        scene.state(&mut tx, Kind::Words, "a\nb\nc").await.unwrap();
        let back = statement::put_away(&mut tx, &scene.hone, &scene.me, &away, false).await;
        refused(back, &Refusal::Once);
    }
}

#[tokio::test]
async fn an_answer_has_at_most_three_sentences_and_keeps_what_was_asked() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        let four = "I asked. They told me. I waited. They did it.";
        refused(scene.answer(&mut tx, first(), four).await, &Refusal::Sentences);
        refused(scene.answer(&mut tx, first(), "One\ntwo\nthree\nfour").await, &Refusal::Sentences);
        refused(scene.answer(&mut tx, first(), " \n ").await, &Refusal::Missing("Your answer"));
        let long = "x".repeat(1001);
        refused(
            scene.answer(&mut tx, first(), &long).await,
            &Refusal::TooLong("Your answer", 1000),
        );

        let three =
            scene.answer(&mut tx, first(), "I asked. They told me. I waited.").await.unwrap();

        assert_eq!((&three.asked, &three.contrast), (&first().text, &first().contrast));
        reflection::reword(&mut tx, &three, 1, "I asked twice.").await.unwrap();
        refused(reflection::reword(&mut tx, &three, 1, "Elsewhere.").await, &Refusal::Changed);
        let now = reflection::find(&mut tx, &scene.me, three.id).await.unwrap().unwrap();
        assert_eq!(now.text, "I asked twice.");
        assert!(has_words(&[&now.asked, &now.text], "TWICE question"));
        assert!(!has_words(&[&now.asked, &now.text], "twice sailing"));
        assert!(has_words(&[], ""));
    }
}

#[test]
fn whoever_somebody_is_five_prompts_in_a_row_are_of_four_contrasts() {
    let prompts = Prompts::builtin().all();
    for byte in 0..=u8::MAX {
        let person = PersonId(uuid::Uuid::from_bytes([byte; 16]));

        let order = in_order(prompts, &[], person, date(2026, 5, 4));

        let contrasts: Vec<_> = order.iter().map(|prompt| prompt.contrast.as_str()).collect();
        let around = [contrasts.as_slice(), &contrasts[..4]].concat();
        for five in around.windows(5) {
            assert!(BTreeSet::from_iter(five).len() >= 4, "{byte}: {five:?}");
            assert_ne!(five[0], five[1], "{byte}: one contrast twice in a row");
        }
    }
}

#[tokio::test]
async fn prompts_begin_one_further_each_day_and_one_that_was_answered_comes_last() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, person) = (&scene.hone, scene.me.person_id);
        let prompts = Prompts::builtin().all();
        let day = date(2026, 5, 4);
        let mut tx = scene.write().await;

        let order = in_order(prompts, &[], person, day);
        assert_eq!(in_order(prompts, &[], person, date(2026, 5, 5))[0], order[1], "a day further");
        assert_eq!(after(&order, &order[0].id), Some(order[1]));
        assert_eq!(after(&order, &order[order.len() - 1].id), Some(order[0]), "around the end");
        assert_eq!(after(&order, "nothing"), Some(order[0]));
        for _ in 0..2 {
            scene.answer(&mut tx, order[0], "I did.").await.unwrap();
            hone.clock.advance(DAY);
            scene.answer(&mut tx, order[1], "I did.").await.unwrap();
        }

        let answered = reflection::list(&mut tx, &scene.me).await.unwrap();
        let later = in_order(prompts, &answered, person, day);

        assert_eq!(later.len(), prompts.len());
        assert_eq!(later[0], order[2]);
        assert_eq!(later[later.len() - 2..], [order[0], order[1]]);
    }
}

fn said(happened: &str, learned: &str, next: &str, next_on: Option<Date>) -> Answer {
    let (happened, learned) = (happened.to_owned(), learned.to_owned());
    Answer { happened, learned, next: next.to_owned(), next_on }
}

#[tokio::test]
async fn an_entry_comes_back_on_its_day_is_tried_again_and_settled() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let mut tx = scene.write().await;
        let (day, later) = (date(2026, 5, 18), date(2026, 6, 1));
        let one = scene.log(&mut tx, Some(day)).await.unwrap();
        assert_eq!((one.tried.as_str(), one.state), ("I ask back.", State::Open));
        let claims: Vec<_> = one.claims(&hone.model.model).map(|claim| claim.id.as_str()).collect();
        assert_eq!(claims, ["T1", "T2", "T4", "T5", "T6", "T7"], "and no outcome");
        let due = async |tx: &mut PeopleTx, on: Date| -> Vec<String> {
            let due = learning::list_due(tx, me, on).await.unwrap();
            due.iter().map(|entry| entry.in_question().to_owned()).collect()
        };
        assert!(due(&mut tx, date(2026, 5, 17)).await.is_empty());
        assert_eq!(due(&mut tx, day).await, ["I ask back."]);
        let told = super::due(&mut tx, hone, me).await.unwrap();
        assert_eq!((told.len(), told[0].day, told[0].is_on(day)), (1, Some(day), true));
        assert!(!told[0].is_on(date(2026, 5, 17)));
        let words = format!("{:?}", told[0]);
        assert!(!words.contains("I ask back"), "a mail may hold it: {words}");

        hone.clock.advance(14 * DAY);
        let again = said("Two decided.", "", "I say the limit too.", Some(later));
        learning::answer(&mut tx, hone, me, (&one, 1), again, Then::Again).await.unwrap();
        let two = scene.entry(&mut tx, &one).await;
        assert_eq!((two.state, two.happened.as_str()), (State::TriedAgain, "Two decided."));
        assert!(due(&mut tx, date(2026, 5, 31)).await.is_empty());
        assert_eq!(due(&mut tx, later).await, ["I say the limit too."]);
        hone.clock.advance(14 * DAY);
        let end = said("All did.", "Say the limit first.", "", Some(date(2026, 7, 1)));
        learning::answer(&mut tx, hone, me, (&two, 2), end, Then::Settle).await.unwrap();

        let three = scene.entry(&mut tx, &one).await;
        assert_eq!(three.state, State::Settled);
        assert_eq!((three.tried.as_str(), three.expected.as_str()), ("I say the limit too.", ""));
        assert!(due(&mut tx, date(2027, 1, 1)).await.is_empty());
        let past = learning::list_past(&mut tx, &three).await.unwrap();
        assert_eq!(past.len(), 1);
        assert_eq!(
            (past[0].tried.as_str(), past[0].happened.as_str()),
            ("I ask back.", "Two decided.")
        );
        assert_eq!(past[0].expected, "One of three decides alone.");
        let more = said("More.", "More.", "", None);
        let late = learning::answer(&mut tx, hone, me, (&three, 3), more, Then::Settle).await;
        refused(late, &Refusal::Settled);
        learning::reopen(&mut tx, &three).await.unwrap();
        let open = scene.entry(&mut tx, &one).await;
        assert_eq!((open.state, open.in_question()), (State::TriedAgain, "I say the limit too."));
        refused(learning::reopen(&mut tx, &open).await, &Refusal::Open);
    }
}

#[tokio::test]
async fn an_answer_says_what_happened_and_a_day_is_ahead() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let mut tx = scene.write().await;
        for day in [date(2026, 5, 4), date(2025, 5, 18), date(2027, 5, 6)] {
            refused(scene.log(&mut tx, Some(day)).await, &Refusal::Day);
        }
        let one = scene.log(&mut tx, None).await.unwrap();
        assert_eq!(one.comes_back(), None);
        let ahead = Some(date(2026, 5, 18));
        for (answer, then, why) in [
            (said("", "x", "y", ahead), Then::Again, Refusal::Missing("What happened")),
            (said("x", "y", "", ahead), Then::Again, Refusal::Missing("What you try next")),
            (said("x", "y", "z", None), Then::Again, Refusal::Day),
            (said("x", "", "", None), Then::Settle, Refusal::Missing("What you learned")),
            (said("", "y", "", None), Then::Settle, Refusal::Missing("What happened")),
            (said("", "", "", Some(date(2026, 5, 4))), Then::Later, Refusal::Day),
        ] {
            let done = learning::answer(&mut tx, hone, me, (&one, 1), answer, then).await;
            refused(done, &why);
        }

        let later = said("not yet", "", "", ahead);
        learning::answer(&mut tx, hone, me, (&one, 1), later, Then::Later).await.unwrap();
        let stale = said("x", "y", "", None);
        let stale = learning::answer(&mut tx, hone, me, (&one, 1), stale, Then::Settle).await;
        refused(stale, &Refusal::Changed);

        let two = scene.entry(&mut tx, &one).await;
        assert_eq!((two.comes_back(), two.happened.as_str()), (ahead, ""), "only the day");
        hone.clock.advance(30 * DAY);
        let wording =
            Wording { tried: "Put right".to_owned(), next_on: ahead, ..Wording::default() };
        let contrast = "sailing".to_owned();
        let wording = Wording { contrast, ..wording };
        learning::reword(&mut tx, hone, me, &two, 2, wording).await.unwrap();
        let three = scene.entry(&mut tx, &one).await;
        assert_eq!((three.tried.as_str(), three.contrast.as_str()), ("Put right", ""));
        assert!(three.is_due(date(2026, 6, 3)), "a day that is past may stay");
    }
}

#[tokio::test]
async fn nobody_else_finds_anything_by_its_id() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        let one = scene.state(&mut tx, Kind::Principle, "Ask first").await.unwrap();
        let reflection = scene.answer(&mut tx, first(), "I asked.").await.unwrap();
        let entry = scene.log(&mut tx, None).await.unwrap();
        scene.coached(&mut tx).await;
        tx.commit().await.unwrap();
        let mut others = scene.others().await;
        others.push(scene.coach.clone());
        let mut tx = scene.write().await;

        for other in &others {
            let name = &other.name;
            assert!(statement::find(&mut tx, other, one.id).await.unwrap().is_none(), "{name}");
            assert!(statement::list(&mut tx, other).await.unwrap().is_empty(), "{name}");
            let found = reflection::find(&mut tx, other, reflection.id).await.unwrap();
            assert!(found.is_none(), "{name}");
            assert!(reflection::list(&mut tx, other).await.unwrap().is_empty(), "{name}");
            assert!(learning::find(&mut tx, other, entry.id).await.unwrap().is_none(), "{name}");
            assert!(learning::list(&mut tx, other).await.unwrap().is_empty(), "{name}");
        }
        assert!(statement::find(&mut tx, &scene.me, one.id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_coach_finds_each_part_while_it_is_shared_and_nobody_else_does() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let others = scene.others().await;
        let mut tx = scene.write().await;
        refused(scene.share(&mut tx, &[(Part::Learning, None)]).await, &Refusal::NoCoach);
        let kept = scene.state(&mut tx, Kind::Principle, "Ask first").await.unwrap();
        let away = scene.state(&mut tx, Kind::Principle, "Not this one").await.unwrap();
        statement::put_away(&mut tx, &scene.hone, &scene.me, &away, true).await.unwrap();
        let coaching = scene.coached(&mut tx).await;
        assert!(scene.finds(&mut tx, &scene.coach, &coaching).await.is_empty(), "not by itself");

        let until = Some(date(2026, 5, 6));
        scene.share(&mut tx, &[(Part::Statements, None), (Part::Learning, until)]).await.unwrap();

        let both = [Part::Statements, Part::Learning];
        assert_eq!(scene.finds(&mut tx, &scene.coach, &coaching).await, both);
        let found =
            share::find(&mut tx, &scene.hone, &scene.coach, coaching.id, Part::Statements).await;
        let (_, Share { read_at, .. }, Shown::Statements(shown)) = found.unwrap().unwrap() else {
            panic!("no statements")
        };
        assert_eq!(shown, [kept], "what is put away is left out");
        assert!(read_at.is_some(), "it was read before");
        for other in others.iter().chain([&scene.me]) {
            assert!(scene.finds(&mut tx, other, &coaching).await.is_empty(), "{}", other.name);
        }
        let without_role = Viewer { is_coach: false, ..scene.coach.clone() };
        assert!(scene.finds(&mut tx, &without_role, &coaching).await.is_empty());
        scene.hone.clock.advance(3 * DAY);
        assert_eq!(scene.finds(&mut tx, &scene.coach, &coaching).await, [Part::Statements]);
        scene.share(&mut tx, &[]).await.unwrap();
        assert!(scene.finds(&mut tx, &scene.coach, &coaching).await.is_empty());
    }
}

#[tokio::test]
async fn each_beginning_and_each_end_stands_in_the_record_and_no_word_of_what_was_written() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me, coach) = (&scene.hone, &scene.me, &scene.coach);
        let mut tx = scene.write().await;
        scene.state(&mut tx, Kind::Principle, "Canary").await.unwrap();
        scene.answer(&mut tx, first(), "Canary.").await.unwrap();
        let coaching = scene.coached(&mut tx).await;
        let far = Some(date(2027, 6, 1));
        for until in [Some(date(2026, 5, 3)), far] {
            refused(scene.share(&mut tx, &[(Part::Learning, until)]).await, &Refusal::Until);
        }
        let until = Some(date(2026, 6, 30));

        scene
            .share(&mut tx, &[(Part::Statements, None), (Part::Reflections, until)])
            .await
            .unwrap();
        scene
            .share(&mut tx, &[(Part::Statements, None), (Part::Reflections, until)])
            .await
            .unwrap();
        for _ in 0..2 {
            share::find(&mut tx, hone, coach, coaching.id, Part::Reflections)
                .await
                .unwrap()
                .unwrap();
        }
        scene.share(&mut tx, &[(Part::Reflections, until)]).await.unwrap();
        share::end(&mut tx, hone, coach, &coaching).await.unwrap();
        share::end(&mut tx, hone, me, &coaching).await.unwrap();

        assert_eq!(
            scene.record(&mut tx).await,
            [
                "Marek Dvorak shared reflections of the mirror until 30 June 2026 with Ruth Adler",
                "Marek Dvorak shared statements of the mirror with Ruth Adler",
                "Marek Dvorak took back statements of the mirror from Ruth Adler",
                "Ruth Adler gave back reflections of the mirror of Marek Dvorak",
                "Ruth Adler opened reflections of the mirror, shared by Marek Dvorak",
            ]
        );
        assert!(scene.finds(&mut tx, coach, &coaching).await.is_empty());
    }
}

#[tokio::test]
async fn a_coaching_that_is_over_shows_nothing_even_if_nobody_took_it_back() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        let coaching = scene.coached(&mut tx).await;
        scene.share(&mut tx, &[(Part::Learning, None)]).await.unwrap();
        assert_eq!(scene.finds(&mut tx, &scene.coach, &coaching).await, [Part::Learning]);

        let side = coaching::Side::Leader;
        coaching::end(&mut tx, &scene.hone, &scene.me, &coaching, side).await.unwrap();

        assert!(scene.finds(&mut tx, &scene.coach, &coaching).await.is_empty());
        let again = scene.coached(&mut tx).await;
        assert!(scene.finds(&mut tx, &scene.coach, &again).await.is_empty(), "nor in the next one");
    }
}

#[tokio::test]
async fn an_export_has_everything_and_erasing_leaves_nothing() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, me) = (&scene.hone, &scene.me);
        let mut tx = scene.write().await;
        let one = scene.state(&mut tx, Kind::Brand, "Statement before").await.unwrap();
        statement::reword(&mut tx, hone, &one, 1, "Statement now").await.unwrap();
        scene.answer(&mut tx, first(), "Reflected.").await.unwrap();
        let entry = scene.log(&mut tx, Some(date(2026, 5, 18))).await.unwrap();
        let again = said("Happened once", "Learned once", "Tried twice", Some(date(2026, 5, 20)));
        learning::answer(&mut tx, hone, me, (&entry, 1), again, Then::Again).await.unwrap();
        let entry = scene.entry(&mut tx, &entry).await;
        let end = said("Happened twice", "Learned twice", "", None);
        learning::answer(&mut tx, hone, me, (&entry, 2), end, Then::Settle).await.unwrap();
        let entry = scene.entry(&mut tx, &entry).await;
        learning::put_away(&mut tx, hone, &entry, true).await.unwrap();
        scene.coached(&mut tx).await;
        scene.share(&mut tx, &[(Part::Learning, Some(date(2026, 6, 30)))]).await.unwrap();
        let other = viewer(&scene.here, &scene.here.reports[0]);
        statement::write(&mut tx, hone, &other, Kind::Brand, "Of somebody else").await.unwrap();
        let (organisation, person) = (me.organisation_id, me.person_id);

        let all = export(&mut tx, hone, organisation, person).await.unwrap();
        erase(&mut tx, organisation, person).await.unwrap();
        let after = export(&mut tx, hone, organisation, person).await.unwrap();

        assert_eq!(all["statements"][0]["before"][0]["text"], "Statement before");
        assert_eq!(all["reflections"][0]["asked"], first().text.as_str());
        assert_eq!(all["learning"][0]["state"], "settled");
        assert_eq!(all["learning"][0]["claims"][0], "T1");
        assert_eq!(all["shares"][0]["coach"], "Ruth Adler");
        assert_eq!(all["shares"][0]["until"], "2026-06-30");
        let text = all.to_string();
        for told in ["Statement now", "Reflected.", "I ask back.", "Happened once", "Learned twice"]
        {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("somebody else"), "{text}");
        for part in ["statements", "reflections", "learning", "shares"] {
            assert_eq!(after[part], serde_json::json!([]), "{part}");
        }
        assert_eq!(statement::list(&mut tx, &other).await.unwrap().len(), 1, "others keep theirs");
    }
}
