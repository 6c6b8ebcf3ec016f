use super::{Problems, confirm, export, preview, receive};
use crate::account::{Viewer, session};
use crate::ids::ImportId;
use crate::person::{self, Person};
use crate::testing::{self, Northfold, each_engine};
use crate::{Hone, audit};

async fn viewer(hone: &Hone, person: &Person) -> Viewer {
    let token = testing::sign_in_as(hone, person).await;
    session::viewer(hone, &token).await.unwrap().unwrap()
}

struct Desk {
    hone: Hone,
    here: Northfold,
    viewer: Viewer,
    _fresh: testing::Fresh,
}

impl Desk {
    async fn on(fresh: testing::Fresh) -> Self {
        let here = testing::northfold(&fresh.hone).await;
        let viewer = viewer(&fresh.hone, &here.administrator).await;
        Self { hone: fresh.hone.clone(), here, viewer, _fresh: fresh }
    }

    async fn one() -> Self {
        Self::on(testing::on_sqlite().await).await
    }

    async fn send(&self, bytes: impl AsRef<[u8]>) -> Result<ImportId, Problems> {
        receive(&self.hone, &self.viewer, "list.csv", bytes.as_ref()).await.unwrap()
    }

    /// Everything that is wrong, as the page says it.
    async fn wrongs(&self, bytes: impl AsRef<[u8]>) -> Vec<String> {
        self.send(bytes).await.unwrap_err().told.iter().map(ToString::to_string).collect()
    }

    async fn take_over(&self, bytes: impl AsRef<[u8]>) -> super::Plan {
        let id = self.send(bytes).await.unwrap();
        let seen = preview(&self.hone, &self.viewer, id).await.unwrap().unwrap().plan;
        confirm(&self.hone, &self.viewer, id, &seen.digest()).await.unwrap().unwrap()
    }

    async fn person(&self, email: &str) -> Person {
        let mut tx = self.hone.people.read().await.unwrap();
        person::store::by_email(&mut tx, self.here.organisation.id, email).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn a_file_in_any_common_dress_is_read() {
    let desk = Desk::one().await;
    let latin: Vec<u8> =
        "name;email\nJörg Müß;joerg@x.test\n".chars().map(|c| u8::try_from(c).unwrap()).collect();
    let mut euro = b"name,email\nJean \x80uro,jean@x.test\n".to_vec();
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(
            "name\temail\nZoë,zoe@x.test\n"
                .replace(',', "\t")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    for (bytes, encoding, separator, name) in [
        ("Name,E-Mail\r\nŽofie,z@x.test\r\n".into(), "UTF-8", "commas", "Žofie"),
        ("\u{feff}full name;WORK E-MAIL\nŽofie;z@x.test".into(), "UTF-8", "semicolons", "Žofie"),
        (latin, "Windows-1252 (Latin-1)", "semicolons", "Jörg Müß"),
        (std::mem::take(&mut euro), "Windows-1252 (Latin-1)", "commas", "Jean €uro"),
        (utf16, "UTF-16", "tabs", "Zoë"),
    ] {
        let id = desk.send(&bytes).await.unwrap();
        let seen = preview(&desk.hone, &desk.viewer, id).await.unwrap().unwrap();
        assert_eq!(seen.sheet.encoding.name(), encoding);
        assert_eq!(seen.sheet.separator_text(), separator);
        assert_eq!(seen.plan.new_people().map(|(name, _)| name).collect::<Vec<_>>(), [name]);
    }
}

#[tokio::test]
async fn what_is_no_list_is_refused_with_the_way_out() {
    let desk = Desk::one().await;
    for (bytes, words) in [
        (&b"PK\x03\x04rest"[..], "save it as CSV"),
        (b"name,email\nA\0,b@x.test", "This is no text file"),
        (b"\xEF\xBB\xBF \n", "The file is empty"),
        (b"name,email\n", "no person below them"),
        (b"who,where\nA,b", "There is no column name"),
        (b"name,email,mail\nA,a@x.test,a@x.test", "Two columns are called email"),
    ] {
        let wrongs = desk.wrongs(bytes).await;
        assert!(wrongs[0].contains(words), "{wrongs:?}");
    }
    let wrongs = desk.wrongs(b"who,where\nA,b").await;
    assert!(wrongs[1].contains("There is no column email") && wrongs[1].contains("who, where"));
}

#[tokio::test]
async fn everything_wrong_is_told_by_row_and_column() {
    let desk = Desk::one().await;
    let wrongs = desk
        .wrongs(
            "name,email,manager,language\n\
             Anna,anna@,,\n\
             \n\
             \"Ben\nB\",ben@x.test,Ghost,\n\
             ,c@x.test,,\n\
             Dora,ben@x.test,,klingonian\n\
             Ed,ed@x.test,,en,too,much\n",
        )
        .await;
    assert_eq!(
        wrongs,
        [
            "row 2, column email: \"anna@\" is no e-mail address",
            "row 4, column manager: \"Ghost\" is nobody who is here",
            "row 5, column name: there is no name",
            "row 6, column email: \"ben@x.test\" stands in row 4 already",
            "row 6, column language: \"klingonian\" is no language; write a tag such as en or de-AT",
            "row 7: it has 6 cells, but there are 4 columns; put quotes around a cell that has the separator in it",
        ]
    );
}

#[tokio::test]
async fn a_manager_is_found_in_the_file_or_among_those_here_by_address_or_by_a_name_of_one() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        desk.take_over(
            "name,email,manager\n\
             Ada,ada@x.test,MAREK  dvorak\n\
             Bea,bea@x.test,Ada\n\
             Cy,cy@x.test,Ines.Haddad@northfold.test\n\
             Ben Okafor,other.ben@x.test,\n",
        )
        .await;
        assert_eq!(desk.person("ada@x.test").await.manager_id, Some(desk.here.leader.id));
        let ada = desk.person("ada@x.test").await.id;
        assert_eq!(desk.person("bea@x.test").await.manager_id, Some(ada));
        assert_eq!(desk.person("cy@x.test").await.manager_id, Some(desk.here.manager.id));

        let wrongs = desk
            .wrongs("name,email,manager\nDee,dee@x.test,ben okafor\nEli,eli@x.test,no@x.test\n")
            .await;
        assert!(wrongs[0].starts_with("row 2, column manager: 2 people are called"), "{wrongs:?}");
        assert!(wrongs[1].contains("\"no@x.test\" is nobody who is here"), "{wrongs:?}");
    }
}

#[tokio::test]
async fn nobody_reports_to_themself_however_far_around() {
    let desk = Desk::one().await;
    let wrongs = desk
        .wrongs(
            "name,email,manager\n\
             Solo,solo@x.test,solo@x.test\n\
             Tail,tail@x.test,Ana\n\
             Ana,ana@x.test,Bo\n\
             Bo,bo@x.test,Ana\n",
        )
        .await;
    assert_eq!(wrongs.len(), 2, "{wrongs:?}");
    assert_eq!(wrongs[0], "row 2, column manager: Solo would be their own manager");
    assert_eq!(
        wrongs[1],
        "row 4, column manager: these people would report to each other in a circle: Ana → Bo → Ana"
    );
    // Through people who are not in the file: Ines is above Marek.
    let wrongs = desk
        .wrongs("name,email,manager\nInes Haddad,ines.haddad@northfold.test,Marek Dvorak\n")
        .await;
    assert!(wrongs[0].starts_with("row 2, column manager: these people"), "{wrongs:?}");
}

#[tokio::test]
async fn a_plan_says_who_is_new_who_changes_how_and_who_is_left_alone() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        let id = desk
            .send(
                "name,email,team\n\
                 Marek Dvorak,marek.dvorak@northfold.test,Valves\n\
                 Ines Haddad,INES.HADDAD@northfold.test,Operations\n\
                 Nia New,nia@x.test,Valves\n",
            )
            .await
            .unwrap();
        let seen = preview(&desk.hone, &desk.viewer, id).await.unwrap().unwrap();

        assert_eq!((seen.plan.n_new(), seen.plan.n_same), (1, 1));
        assert_eq!(seen.plan.changed.len(), 1);
        let fields = &seen.plan.changed[0].fields;
        assert_eq!(*fields, [("team", "Operations".to_owned(), "Valves".to_owned())]);
        assert_eq!(seen.plan.missing.len(), 14);
        confirm(&desk.hone, &desk.viewer, id, &seen.plan.digest()).await.unwrap().unwrap();

        let marek = desk.person("marek.dvorak@northfold.test").await;
        assert_eq!(marek, Person { team: "Valves".to_owned(), ..desk.here.leader.clone() });
        // A second confirmation finds nothing.
        let again = confirm(&desk.hone, &desk.viewer, id, &seen.plan.digest()).await.unwrap();
        assert!(again.is_none());
        let mut tx = desk.hone.people.read().await.unwrap();
        let record = audit::store::list(&mut tx, desk.here.organisation.id, 0, 9).await.unwrap();
        assert_eq!(record[0].object, "list.csv: 1 new, 1 changed");
    }
}

#[tokio::test]
async fn nothing_is_done_where_the_plan_is_no_longer_the_one_that_was_shown() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        let id = desk
            .send("name,email,team\nMarek Dvorak,marek.dvorak@northfold.test,Valves\n")
            .await
            .unwrap();
        let seen = preview(&desk.hone, &desk.viewer, id).await.unwrap().unwrap().plan.digest();
        desk.take_over("name,email,team\nMarek Dvorak,marek.dvorak@northfold.test,Quay\n").await;

        assert!(confirm(&desk.hone, &desk.viewer, id, &seen).await.is_err());

        assert_eq!(desk.person("marek.dvorak@northfold.test").await.team, "Quay");
    }
}

#[tokio::test]
async fn a_draft_is_of_one_organisation_and_of_one_day() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        let stranger = viewer(&desk.hone, &testing::stranger(&desk.hone).await).await;
        let id = desk.send("name,email\nA,a@x.test\n").await.unwrap();

        assert!(preview(&desk.hone, &stranger, id).await.unwrap().is_none());
        assert!(confirm(&desk.hone, &stranger, id, "").await.unwrap().is_none());
        desk.hone.clock.advance(24 * 3600);
        assert!(preview(&desk.hone, &desk.viewer, id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_formula_is_kept_as_text_and_an_export_makes_it_harmless_and_comes_back_the_same() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        desk.take_over("name,email,team\n=1+1,a@x.test,@SUM\n\"B, jr\",-b@x.test,+x\n").await;
        let mut tx = desk.hone.people.read().await.unwrap();
        let people = person::store::list(&mut tx, desk.here.organisation.id).await.unwrap();
        drop(tx);

        let file = export(&people).unwrap();

        assert!(file.contains("\n'=1+1,a@x.test,,'@SUM,,en\n"), "{file}");
        assert!(file.contains("\n\"B, jr\",'-b@x.test,,'+x,,en\n"), "{file}");
        let id = desk.send(&file).await.unwrap();
        let again = preview(&desk.hone, &desk.viewer, id).await.unwrap().unwrap().plan;
        assert!(again.is_empty() && again.missing.is_empty(), "{again:?}");
        assert_eq!(again.n_same, 18);
    }
}

#[tokio::test]
async fn somebody_who_had_left_is_back_by_the_file() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        let left = Person { left_at: Some(desk.hone.clock.now()), ..desk.here.coach.clone() };
        let mut tx = desk.hone.people.write().await.unwrap();
        person::store::save(&mut tx, &left).await.unwrap();
        tx.commit().await.unwrap();

        let plan = desk.take_over("name,email\nRuth Adler,ruth.adler@northfold.test\n").await;

        let back = ("here", "has left".to_owned(), "is back".to_owned());
        assert_eq!(plan.changed[0].fields, [back]);
        assert!(desk.person("ruth.adler@northfold.test").await.is_here());
    }
}

#[tokio::test]
async fn fifty_problems_are_told_and_the_rest_are_counted() {
    let desk = Desk::one().await;
    let rows = "P,bad\n".repeat(60);
    let problems = desk.send(format!("name,email\n{rows}")).await.unwrap_err();
    assert_eq!((problems.told.len(), problems.n, problems.n_untold()), (50, 119, 69));
}

#[tokio::test]
async fn a_hundred_thousand_people_are_taken_over_and_one_more_is_refused() {
    for fresh in each_engine().await {
        let desk = Desk::on(fresh).await;
        let mut file = "name,email,manager,team\n".to_owned();
        for i in 0..100_000 {
            use std::fmt::Write;
            let boss = if i == 0 { "Ines Haddad" } else { &format!("p{}@x.test", (i - 1) / 8) };
            writeln!(file, "Person {i},p{i}@x.test,{boss},Team {}", i % 500).unwrap();
        }
        let plan = desk.take_over(&file).await;

        assert_eq!(plan.n_new(), 100_000);
        let boss = desk.person("p12499@x.test").await.id;
        assert_eq!(desk.person("p99999@x.test").await.manager_id, Some(boss));
        file.push_str("One More,one@x.test,,\n");
        let wrongs = desk.wrongs(&file).await;
        assert!(wrongs[0].contains("more than 100000 people"), "{wrongs:?}");
    }
}
