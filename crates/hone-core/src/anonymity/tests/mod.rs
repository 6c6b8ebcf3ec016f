//! An honest installation passes, and whatever is planted in one is found and named.

mod files;

use super::*;
use crate::ballot::{self, Receipt};
use crate::category::Category;
use crate::testing::rating::{self, Browser, INES, Running};
use crate::testing::round::{Staged, launched};
use crate::testing::{Fresh, each_engine, tamper};
use crate::{hex, round};

/// An installation with a round that has closed and one that is open, both with answers.
struct Honest {
    fresh: Fresh,
    closed: Staged,
    open: Running,
}

impl Honest {
    async fn on(fresh: Fresh) -> Self {
        let hone = &fresh.hone;
        let closed = launched(hone, 30).await;
        closed.answer(hone, &closed.anonymous(), 4).await;
        let (organisation, id) = (closed.round.organisation_id, closed.round.id);
        round::close(hone, organisation, id, None).await.unwrap();
        let open = rating::running(hone, INES).await;
        let honest = Self { fresh, closed, open };
        honest.answers("Aiko Brandt").await;
        honest.answers("Leon Fischer").await;
        honest
    }

    /// A rater of the open round fetches a token and answers.
    async fn answers(&self, name: &str) {
        let group = self.open.group("Ines Okafor", Category::Reports);
        let (hone, browser) = (&self.fresh.hone, Browser::fresh());
        let issued = browser.fetch(hone, &self.open.secrets[name], &[group]).await;
        assert!(matches!(issued, crate::invitation::Issued::Done(_)));
        assert_eq!(browser.send(hone, group, &rating::sheet("pulse", 4)).await, Receipt::Kept);
    }

    fn holdings(&self) -> Holdings {
        Holdings {
            storage: self.fresh.storage.clone(),
            keys: None,
            backups: Vec::new(),
            logs: Vec::new(),
        }
    }

    async fn examined(&self) -> Report {
        examine(&self.holdings(), self.fresh.hone.clock.now()).await.unwrap()
    }

    fn is_postgres(&self) -> bool {
        self.fresh.engine == "postgres"
    }

    /// Bytes as this engine writes them in a statement.
    fn bytes(&self, bytes: &[u8]) -> String {
        let digits = hex::write(bytes);
        if self.is_postgres() { format!("'\\x{digits}'::bytea") } else { format!("X'{digits}'") }
    }

    /// An id as this engine writes it in a statement.
    fn id(&self, id: uuid::Uuid) -> String {
        if self.is_postgres() { format!("'{id}'") } else { self.bytes(id.as_bytes()) }
    }
}

/// The promises that are broken: what was found of each.
fn broken(report: &Report) -> Vec<String> {
    let findings = report.checks.iter().flat_map(|check| &check.findings);
    let breaches = findings.filter(|finding| finding.weight == Weight::Breach);
    breaches.map(|finding| finding.says.clone()).collect()
}

/// That something was found which names its place, and nobody in it.
#[track_caller]
fn names(report: &Report, words: &[&str]) {
    assert!(!report.is_passed);
    let found = broken(report);
    let is_named = found.iter().any(|says| words.iter().all(|word| says.contains(word)));
    assert!(is_named, "{words:?} in {found:#?}");
    let told = serde_json::to_string(report).unwrap();
    for name in ["Aiko", "Leon", "Ines", "Marek", "northfold.test", "hone.test"] {
        assert!(!told.contains(name), "{name} in {told}");
    }
}

#[tokio::test]
async fn an_honest_installation_passes() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;

        let report = honest.examined().await;

        assert_eq!(broken(&report), [""; 0], "{}", honest.fresh.engine);
        assert!(report.is_passed);
        let n_checks = if honest.is_postgres() { 6 } else { 5 };
        assert_eq!(report.checks.len(), n_checks);
        assert_eq!(report.surrenders.len(), SURRENDERS.len());
    }
}

#[tokio::test]
async fn where_no_round_is_open_nothing_is_said_of_open_rounds() {
    for fresh in each_engine().await {
        let closed = launched(&fresh.hone, 30).await;
        let (organisation, id) = (closed.round.organisation_id, closed.round.id);
        round::close(&fresh.hone, organisation, id, None).await.unwrap();
        let (storage, keys) = (fresh.storage.clone(), None);
        let holdings = Holdings { storage, keys, backups: Vec::new(), logs: Vec::new() };

        let report = examine(&holdings, fresh.hone.clock.now()).await.unwrap();

        assert!(report.is_passed, "{:?}", broken(&report));
        assert!(report.surrenders.iter().all(|surrender| !surrender.part.contains("open")));
    }
}

#[tokio::test]
async fn something_of_a_person_in_the_ballots_is_found_however_it_is_written() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let hone = &honest.fresh.hone;
        let link = honest.open.secrets["Aiko Brandt"].hash("invitation link");
        let aiko = "Aiko.Brandt@hone.test";
        let round = honest.id(honest.open.round_ref.0);
        for (planted, kind) in [
            (aiko.to_owned(), "The e-mail address"),
            (format!("to {}", hex::write(aiko.to_lowercase().as_bytes())), "The e-mail address"),
            ("from Leon Fischer, late".to_owned(), "The name"),
            (hex::write(&link), "The hash of a link"),
        ] {
            let value = honest.bytes(planted.as_bytes());
            let nobody = honest.id(uuid::Uuid::nil());
            let false_ = if honest.is_postgres() { "FALSE" } else { "0" };
            let text = if honest.is_postgres() {
                format!("convert_from({value}, 'UTF8')")
            } else {
                format!("CAST({value} AS TEXT)")
            };
            let sql = format!("INSERT INTO standing VALUES ({nobody}, {round}, {text}, {false_})");
            tamper(&hone.ballots, &sql).await;

            let report = honest.examined().await;

            names(&report, &[kind, "standing.day"]);
            tamper(&hone.ballots, &format!("DELETE FROM standing WHERE leader_ref = {nobody}"))
                .await;
            hone.ballots.wipe("ballot", "wrapped").await.unwrap();
            let report = honest.examined().await;
            assert!(report.is_passed, "{kind}: {:?}", broken(&report));
        }
    }
}

#[tokio::test]
async fn the_name_of_a_sheet_among_the_people_is_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let hone = &honest.fresh.hone;
        let counted = ballot::counted(hone, honest.closed.round.round_ref).await.unwrap();

        tamper(&hone.people, &format!("UPDATE person SET team = '{}'", counted[0])).await;

        names(&honest.examined().await, &["The name of an answer sheet", "person.team"]);
    }
}

#[tokio::test]
async fn a_column_that_hone_does_not_make_is_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;

        let kind = if honest.is_postgres() { "BIGINT" } else { "INTEGER" };
        let column = format!("ALTER TABLE ballot ADD COLUMN sent_at {kind}");
        tamper(&honest.fresh.hone.ballots, &column).await;
        if honest.is_postgres() {
            tamper(&honest.fresh.hone.ballots, "CREATE VIEW seen AS SELECT round_ref FROM round")
                .await;
        } else {
            tamper(&honest.fresh.hone.ballots, "CREATE TABLE seen (round_ref BLOB)").await;
        }

        let report = honest.examined().await;
        names(&report, &["ballot.sent_at"]);
        names(&report, &["seen.round_ref"]);
        if !honest.is_postgres() {
            names(&report, &["numbers the rows of ballots.seen"]);
        }
    }
}

#[tokio::test]
async fn a_trigger_is_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let ballots = &honest.fresh.hone.ballots;
        if honest.is_postgres() {
            let function = "
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RETURN NEW; END $$";
            tamper(ballots, function).await;
            let trigger = "
                CREATE TRIGGER on_ballot AFTER INSERT ON ballot
                FOR EACH ROW EXECUTE FUNCTION note()";
            tamper(ballots, trigger).await;
        } else {
            let trigger = "
                CREATE TRIGGER on_ballot AFTER INSERT ON ballot BEGIN SELECT 1; END";
            tamper(ballots, trigger).await;
        }

        names(&honest.examined().await, &["trigger", "on_ballot"]);
    }
}

#[tokio::test]
async fn sheets_that_nobody_mixes_are_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let hone = &honest.fresh.hone;
        let group = honest.open.group("Ines Okafor", Category::Peers);
        for _ in 0..60 {
            let sheet = rating::sheet("pulse", 3);
            assert_eq!(Browser::fresh().send(hone, group, &sheet).await, Receipt::Kept);
        }
        hone.ballots.fold().await.unwrap();
        names(&honest.examined().await, &["nobody has mixed them"]);

        ballot::mix(hone).await.unwrap();

        let report = honest.examined().await;
        assert!(report.is_passed, "{:?}", broken(&report));
        let order = report.checks.iter().find(|check| check.name == "Order").unwrap();
        assert_eq!(order.findings, vec![], "{}", honest.fresh.engine);
    }
}

#[tokio::test]
async fn what_should_be_gone_after_a_close_is_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let hone = &honest.fresh.hone;
        let round = honest.id(honest.closed.round.round_ref.0);
        let row = honest.bytes(&[7; 32]);

        tamper(hone.keys.db(), &format!("INSERT INTO round_key VALUES ({round}, {row})")).await;
        names(&honest.examined().await, &["The key of a round that has closed"]);
        tamper(hone.keys.db(), &format!("DELETE FROM round_key WHERE round_ref = {round}")).await;
        hone.keys.db().wipe("round_key", "secret").await.unwrap();
        assert!(honest.examined().await.is_passed);

        tamper(&hone.ballots, &format!("INSERT INTO ballot VALUES ({row}, {round}, {row})")).await;
        names(&honest.examined().await, &["Answer sheets of a round that has closed"]);
        tamper(&hone.ballots, &format!("DELETE FROM ballot WHERE row_id = {row}")).await;

        let begun = format!(
            "INSERT INTO issuance
             SELECT group_ref, {}, {row} FROM ballot_group
             JOIN leader ON leader.id = ballot_group.leader_id
             WHERE leader.round_id = {} LIMIT 1",
            honest.id(uuid::Uuid::nil()),
            honest.id(honest.closed.round.id.0),
        );
        tamper(&hone.people, &begun).await;
        names(&honest.examined().await, &["Who had begun to answer"]);
        tamper(&hone.people, "DELETE FROM issuance").await;
        assert!(honest.examined().await.is_passed);

        let (nobody, nowhere) = (honest.id(uuid::Uuid::nil()), honest.id(uuid::Uuid::max()));
        let right = format!("INSERT INTO letter_right VALUES ({nowhere}, {nobody}, {row})");
        tamper(&hone.people, &right).await;
        names(&honest.examined().await, &["Who could have written without a name"]);
    }
}

#[tokio::test]
async fn counted_ids_older_than_ninety_days_are_found() {
    for fresh in each_engine().await {
        let honest = Honest::on(fresh).await;
        let closed_at = honest.fresh.hone.clock.now();
        let day = 86_400;

        let before = examine(&honest.holdings(), closed_at.plus(90 * day - 1)).await.unwrap();
        let after = examine(&honest.holdings(), closed_at.plus(90 * day)).await.unwrap();

        assert!(before.is_passed, "{:?}", broken(&before));
        names(&after, &["longer than 90 days"]);
    }
}
