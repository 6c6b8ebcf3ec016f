//! Tests of the outbox, against a real SMTP server.

pub(crate) mod server;

use std::sync::Arc;
use std::time::Duration;

use self::server::{Server, send_to};
use super::{Mail, Outgoing, Sent, State, check, queue, send_due, standing, store};
use crate::Hone;
use crate::ids::{MailId, OrganisationId};
use crate::testing::{each_engine, on_sqlite};

const PLAIN: &str = "Guten Tag, Jürgen. \nEin Satz mit Umlauten: äöüß – und 🌱.\n";
const HTML: &str = "<p>Guten Tag, Jürgen. 🌱</p>";

fn mail() -> Mail {
    Mail {
        to_name: "Jürgen Müßig 🌱".to_owned(),
        to_address: "juergen@hone.test".to_owned(),
        subject: "Frühjahr 2026: Ihre Rückmeldung 🌱".to_owned(),
        plain: PLAIN.to_owned(),
        html: HTML.to_owned(),
        unsubscribe: Some("https://hone.test/unsubscribe/abc".to_owned()),
    }
}

async fn queued(hone: &Hone, mail: Mail) -> MailId {
    let mut tx = hone.people.write().await.unwrap();
    let id = queue(&mut tx, hone, None, mail).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn find(hone: &Hone, id: MailId) -> Outgoing {
    let mut tx = hone.people.read().await.unwrap();
    store::find(&mut tx, id).await.unwrap().unwrap()
}

const ONE_SENT: Sent = Sent { n_sent: 1, n_put_off: 0, n_failed: 0 };
const ONE_PUT_OFF: Sent = Sent { n_sent: 0, n_put_off: 1, n_failed: 0 };
const ONE_FAILED: Sent = Sent { n_sent: 0, n_put_off: 0, n_failed: 1 };

#[tokio::test]
async fn a_mail_arrives_as_it_was_written_and_is_then_forgotten() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        let id = queued(&fresh.hone, mail()).await;

        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_SENT);

        let arrived = server.arrived();
        assert_eq!(arrived.len(), 1, "{}", fresh.engine);
        let mail = &arrived[0];
        assert_eq!(mail.envelope, ["hone@hone.test", "juergen@hone.test"]);
        assert_eq!(mail.one("subject"), "Frühjahr 2026: Ihre Rückmeldung 🌱");
        assert_eq!(mail.one("to"), "Jürgen Müßig 🌱 <juergen@hone.test>");
        assert_eq!(mail.one("from"), "Hone <hone@hone.test>");
        assert_eq!(mail.one("message-id"), format!("<{id}@hone.test>"));
        assert_eq!(mail.one("date"), "Mon, 04 May 2026 08:00:00 +0000");
        assert_eq!(mail.one("auto-submitted"), "auto-generated");
        assert_eq!(mail.one("list-unsubscribe"), "<https://hone.test/unsubscribe/abc>");
        assert_eq!(mail.one("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        assert_eq!(mail.kind, "multipart/alternative");
        assert_eq!(mail.plain_format, "flowed");
        assert_eq!(mail.plain, PLAIN);
        assert_eq!(mail.html.trim_end(), HTML);
        let kept = find(&fresh.hone, id).await;
        assert_eq!(kept.state, State::Sent);
        assert_eq!((kept.plain.as_str(), kept.html.as_str(), kept.unsubscribe), ("", "", None));
        assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default());
    }
}

#[tokio::test]
async fn a_mail_whose_transaction_is_dropped_is_never_sent() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        let mut tx = fresh.hone.people.write().await.unwrap();
        queue(&mut tx, &fresh.hone, None, mail()).await.unwrap();
        drop(tx);

        assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default());
        assert!(server.arrived().is_empty());
    }
}

#[tokio::test]
async fn a_mail_that_is_put_off_is_tried_again_after_a_minute_and_not_before() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        server.behave("later");
        let id = queued(&fresh.hone, mail()).await;

        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_PUT_OFF);
        server.behave("take");
        fresh.hone.clock.advance(59);
        assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default());
        assert_eq!(find(&fresh.hone, id).await.plain, PLAIN);
        fresh.hone.clock.advance(1);
        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_SENT);
        assert_eq!(server.arrived().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_is_dropped_puts_the_mail_off() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    server.behave("drop");
    queued(&fresh.hone, mail()).await;

    assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_PUT_OFF);
    server.behave("take");
    fresh.hone.clock.advance(60);
    assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_SENT);
}

#[tokio::test]
async fn a_server_that_is_down_for_a_day_loses_nothing() {
    for mut fresh in each_engine().await {
        send_to(&mut fresh, "smtp://127.0.0.1:1");
        for _ in 0..20 {
            queued(&fresh.hone, mail()).await;
        }
        let begin = fresh.hone.clock.now();
        while fresh.hone.clock.now() < begin.plus(24 * 3600) {
            let sent = send_due(&fresh.hone).await.unwrap();
            assert_eq!(sent.n_sent + sent.n_failed, 0);
            fresh.hone.clock.advance(600);
        }

        let server = Server::start();
        server.receive_from(&mut fresh);
        fresh.hone.clock.advance(24 * 3600);
        let sent = send_due(&fresh.hone).await.unwrap();

        assert_eq!(sent, Sent { n_sent: 20, n_put_off: 0, n_failed: 0 }, "{}", fresh.engine);
        assert_eq!(server.arrived().len(), 20);
    }
}

#[tokio::test]
async fn a_mail_is_given_up_after_eight_attempts() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    server.behave("later");
    let id = queued(&fresh.hone, mail()).await;

    let waits = [0, 60, 300, 1_800, 7_200, 21_600, 86_400];
    for wait in waits {
        fresh.hone.clock.advance(wait);
        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_PUT_OFF, "after {wait} s");
    }
    fresh.hone.clock.advance(86_400);
    assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_FAILED);
    let kept = find(&fresh.hone, id).await;
    assert_eq!((kept.state, kept.n_attempts), (State::Failed, 8));
}

#[tokio::test]
async fn an_address_that_the_server_refuses_fails_at_once_with_its_words() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        server.behave("never");
        let id = queued(&fresh.hone, mail()).await;

        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_FAILED);
        let kept = find(&fresh.hone, id).await;
        assert_eq!(kept.state, State::Failed);
        assert!(kept.last_error.contains("Nobody of that name lives here"), "{}", kept.last_error);
    }
}

#[tokio::test]
async fn what_is_no_address_fails_and_the_rest_is_sent() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    for address in ["", "nobody", "a b@hone.test", "a@hone.test, b@hone.test", "a@hone.test>\r\nx"]
    {
        queued(&fresh.hone, Mail { to_address: address.to_owned(), ..mail() }).await;
    }
    queued(&fresh.hone, mail()).await;

    let sent = send_due(&fresh.hone).await.unwrap();
    assert_eq!(sent, Sent { n_sent: 1, n_put_off: 0, n_failed: 5 });
    assert_eq!(server.arrived().len(), 1);
}

#[tokio::test]
async fn a_crash_between_sending_and_marking_costs_one_duplicate_with_the_same_message_id() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        server.behave("hold");
        queued(&fresh.hone, mail()).await;

        let hone = fresh.hone.clone();
        let crashing = tokio::spawn(async move { send_due(&hone).await });
        while server.arrived().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        crashing.abort();
        assert!(crashing.await.unwrap_err().is_cancelled());
        server.behave("take");
        assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default(), "the lease still holds");
        fresh.hone.clock.advance(300);
        assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_SENT);
        fresh.hone.clock.advance(86_400);
        assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default());

        let arrived = server.arrived();
        assert_eq!(arrived.len(), 2, "{}", fresh.engine);
        assert_eq!(arrived[0].one("message-id"), arrived[1].one("message-id"));
        assert_eq!(arrived[0].raw, arrived[1].raw);
    }
}

#[tokio::test]
async fn two_senders_at_once_never_send_a_mail_twice() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        for _ in 0..40 {
            queued(&fresh.hone, mail()).await;
        }

        let senders: Vec<_> = (0..3)
            .map(|_| {
                let hone = fresh.hone.clone();
                tokio::spawn(async move { send_due(&hone).await.unwrap().n_sent })
            })
            .collect();
        let mut n_sent = 0;
        for sender in senders {
            n_sent += sender.await.unwrap();
        }

        let arrived = server.arrived();
        let mut ids: Vec<_> = arrived.iter().map(|mail| mail.one("message-id")).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((n_sent, arrived.len(), ids.len()), (40, 40, 40), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn no_field_can_add_a_header_or_a_recipient() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    let evil = "Eve\r\nBcc: all@hone.test\r\nX-Evil: 1\r\n\r\n<p>body";
    queued(&fresh.hone, Mail { to_name: evil.to_owned(), ..mail() }).await;
    queued(&fresh.hone, Mail { subject: evil.to_owned(), ..mail() }).await;
    queued(&fresh.hone, Mail { unsubscribe: Some(evil.to_owned()), ..mail() }).await;
    let comma = "\"Eve\" <eve@hone.test>, all@hone.test";
    queued(&fresh.hone, Mail { to_name: comma.to_owned(), ..mail() }).await;

    assert_eq!(send_due(&fresh.hone).await.unwrap().n_sent, 4);
    for mail in server.arrived() {
        assert_eq!(mail.envelope, ["hone@hone.test", "juergen@hone.test"]);
        assert!(mail.all("bcc").is_empty() && mail.all("x-evil").is_empty(), "{}", mail.raw);
        assert_eq!(mail.plain, PLAIN);
        let to = mail.one("to");
        assert!(to.ends_with("<juergen@hone.test>"), "{to}");
    }
}

#[tokio::test]
async fn an_administrator_sees_whom_mail_did_not_reach_and_can_have_it_tried_again() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        server.behave("never");
        let (ours, theirs) = (OrganisationId::draw(), OrganisationId::draw());
        let mut tx = fresh.hone.people.write().await.unwrap();
        for organisation in [ours, ours, theirs] {
            queue(&mut tx, &fresh.hone, Some(organisation), mail()).await.unwrap();
        }
        tx.commit().await.unwrap();
        send_due(&fresh.hone).await.unwrap();

        let mut tx = fresh.hone.people.write().await.unwrap();
        let before = standing(&mut tx, ours).await.unwrap();
        assert_eq!(before.unreached.len(), 1, "one line for each address");
        assert_eq!(before.unreached[0].address, "juergen@hone.test");
        assert!(before.unreached[0].last_error.contains("Nobody of that name"));
        let now = fresh.hone.clock.now();
        store::try_again(&mut tx, ours, "somebody@else.test", now).await.unwrap();
        assert!(standing(&mut tx, ours).await.unwrap().waits_since.is_none());
        store::try_again(&mut tx, ours, "juergen@hone.test", now).await.unwrap();
        tx.commit().await.unwrap();
        server.behave("take");

        assert_eq!(send_due(&fresh.hone).await.unwrap().n_sent, 2, "{}", fresh.engine);
        let mut tx = fresh.hone.people.read().await.unwrap();
        let after = standing(&mut tx, ours).await.unwrap();
        assert!(after.unreached.is_empty() && after.waits_since.is_none());
        assert_eq!(after.sent_at, Some(now));
        assert_eq!(standing(&mut tx, theirs).await.unwrap().unreached.len(), 1);
    }
}

#[tokio::test]
async fn after_thirty_days_the_outbox_has_forgotten_whom_it_wrote_to() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        let id = queued(&fresh.hone, mail()).await;
        send_due(&fresh.hone).await.unwrap();

        fresh.hone.clock.advance(30 * 86_400 + 1);
        queued(&fresh.hone, mail()).await;
        send_due(&fresh.hone).await.unwrap();

        let mut tx = fresh.hone.people.read().await.unwrap();
        assert!(store::find(&mut tx, id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_demonstration_sends_nothing_and_keeps_what_it_would_have_sent() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    Arc::make_mut(&mut fresh.hone.settings).is_demo = true;
    let id = queued(&fresh.hone, mail()).await;

    assert_eq!(send_due(&fresh.hone).await.unwrap(), Sent::default());
    assert!(server.arrived().is_empty());
    assert_eq!(find(&fresh.hone, id).await.plain, PLAIN);
}

#[tokio::test]
async fn a_server_without_tls_is_not_told_the_password_where_tls_was_asked_for() {
    let mut fresh = on_sqlite().await;
    let server = Server::start();
    server.receive_from(&mut fresh);
    let url = fresh.hone.settings.smtp_url.clone().unwrap();
    send_to(&mut fresh, &url.replace("smtp://", "smtp+starttls://hone:secret@"));
    queued(&fresh.hone, mail()).await;

    assert_eq!(send_due(&fresh.hone).await.unwrap(), ONE_PUT_OFF);
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn settings_for_mail_are_checked_without_repeating_the_password() {
    let fresh = on_sqlite().await;
    let settings = |smtp: &str, from: &str| crate::Settings {
        smtp_url: Some(smtp.to_owned()),
        mail_from: from.to_owned(),
        ..(*fresh.hone.settings).clone()
    };
    let from = "Hone <hone@hone.test>";

    for url in ["smtp://localhost", "smtps://u:p@mail.test", "smtp+starttls://u:p@mail.test:587"] {
        check(&settings(url, from)).unwrap();
    }
    let error = check(&settings("http://u:secret@mail.test", from)).unwrap_err().to_string();
    assert!(error.contains("smtps://") && !error.contains("secret"), "{error}");
    assert!(check(&settings("smtp://localhost", "nobody")).is_err());
}
