//! Tests of the texts: each mail with names at their most awkward.

use super::{
    CoachAnswered, CoachAsked, CoachingEnded, Invitation, LeadAnswered, LeadAsked, LeadTakenOn,
    Nomination, Nudge, PasswordReset, Practice, Reminder, ResultReady, RoundAsked, TeamInvited,
    Thanks, To, TooFew, Welcome, coach_answered, coach_asked, coaching_ended, invitation,
    last_call, lead_answered, lead_asked, lead_taken_on, look_ready, nomination, nudge,
    password_reset, practice, reminder, result_ready, round_asked, second_look, team_invited,
    thanks, too_few, welcome,
};
use crate::mail::Mail;

const LINK: &str = "https://hone.example/r/AbCdEfGhIjKlMnOpQrStUv";
const UNSUBSCRIBE: &str = "https://hone.example/unsubscribe/ZyXwVuTsRqPoNmLkJiHgFe";
const DAY: &str = "5 June 2026, 18:00";
const ORGANISATION: &str = "Käserei & Söhne <GmbH>";
const ROUND: &str = "Frühjahr 2026, alle Führungskräfte der Standorte Wien, Graz und Linz";
const TO: To<'_> = To { name: "Jürgen Müßig 🌱", address: "juergen@hone.test" };

const LONG: &str = "Ana-Sofía von und zu Hohenwart-Gerlachstein of Nowhere";

fn about(n: usize) -> Vec<String> {
    let names = [LONG, "Bo Li", "yourself"];
    names.iter().take(n).map(|name| (*name).to_owned()).collect()
}

fn an_invitation(n: usize, is_named: bool) -> Invitation<'static> {
    Invitation {
        organisation: ORGANISATION,
        asked_by: "Dana Novak",
        about: about(n),
        n_minutes: 8,
        k: 5,
        is_named,
        closes: DAY,
        link: LINK,
        unsubscribe: UNSUBSCRIBE,
    }
}

fn a_reminder(n: usize) -> Reminder<'static> {
    Reminder {
        organisation: ORGANISATION,
        about: about(n),
        closes: DAY,
        link: LINK,
        unsubscribe: UNSUBSCRIBE,
    }
}

/// Every mail, with whether it has a link to act on and a day.
fn every() -> Vec<(&'static str, Mail)> {
    let text = Nomination {
        organisation: ORGANISATION,
        asked_by: "Dana Novak",
        round: ROUND,
        closes: DAY,
        link: LINK,
    };
    vec![
        ("invitation", invitation(&TO, &an_invitation(1, false))),
        ("invitation", invitation(&TO, &an_invitation(2, true))),
        ("invitation", invitation(&TO, &an_invitation(3, true))),
        ("second_look", second_look(&TO, &an_invitation(1, false))),
        ("second_look", second_look(&TO, &an_invitation(1, true))),
        ("reminder", reminder(&TO, &a_reminder(1))),
        ("reminder", reminder(&TO, &a_reminder(3))),
        ("last_call", last_call(&TO, &a_reminder(1))),
        ("last_call", last_call(&TO, &a_reminder(3))),
        ("thanks", {
            let text = Thanks { organisation: ORGANISATION, round: ROUND, results_on: DAY };
            thanks(&TO, &text)
        }),
        ("nomination", nomination(&TO, &text)),
        ("result_ready", {
            let text = ResultReady { organisation: ORGANISATION, round: ROUND, link: LINK };
            result_ready(&TO, &text)
        }),
        ("look_ready", {
            let text = ResultReady { organisation: ORGANISATION, round: ROUND, link: LINK };
            look_ready(&TO, &text)
        }),
        ("too_few", {
            let text = TooFew { organisation: ORGANISATION, round: ROUND, link: LINK };
            too_few(&TO, &text)
        }),
        ("practice", {
            let sentence = "When somebody says <b>no</b>\n\nagain, I will ask ‘Why?’";
            practice(
                &TO,
                &Practice { organisation: ORGANISATION, sentence, until: DAY, link: LINK },
            )
        }),
        ("welcome", {
            welcome(&TO, &Welcome { organisation: ORGANISATION, link: LINK, until: DAY })
        }),
        ("password_reset", password_reset(&TO, &PasswordReset { link: LINK, until: DAY })),
        ("round_asked", {
            let text = RoundAsked { organisation: ORGANISATION, leader: LONG, link: LINK };
            round_asked(&TO, &text)
        }),
        ("coach_asked", {
            let text = CoachAsked { organisation: ORGANISATION, leader: LONG, link: LINK };
            coach_asked(&TO, &text)
        }),
        ("coach_answered", an_answer(true)),
        ("coach_answered", an_answer(false)),
        ("coaching_ended", an_end(true)),
        ("coaching_ended", an_end(false)),
        ("team_invited", an_invited(Some(DAY))),
        ("team_known", an_invited(None)),
        ("lead_asked", an_asked_lead()),
        ("lead_answered", an_answered_lead(true)),
        ("lead_answered", an_answered_lead(false)),
        ("lead_taken_on", {
            let (organisation, team, link) = (ORGANISATION, ROUND, LINK);
            lead_taken_on(&TO, &LeadTakenOn { organisation, lead: LONG, heir: LONG, team, link })
        }),
    ]
}

fn an_answer(is_yes: bool) -> Mail {
    let text = CoachAnswered { organisation: ORGANISATION, coach: LONG, is_yes, link: LINK };
    coach_answered(&TO, &text)
}

fn an_invited(until: Option<&str>) -> Mail {
    let text =
        TeamInvited { organisation: ORGANISATION, lead: LONG, team: ROUND, link: LINK, until };
    team_invited(&TO, &text)
}

fn an_asked_lead() -> Mail {
    let text = LeadAsked { organisation: ORGANISATION, lead: LONG, team: ROUND, link: LINK };
    lead_asked(&TO, &text)
}

fn an_answered_lead(is_yes: bool) -> Mail {
    let (organisation, team, link) = (ORGANISATION, ROUND, LINK);
    lead_answered(&TO, &LeadAnswered { organisation, heir: LONG, team, is_yes, link })
}

fn an_end(is_to_leader: bool) -> Mail {
    let text = CoachingEnded { organisation: ORGANISATION, other: LONG, is_to_leader, link: LINK };
    coaching_ended(&TO, &text)
}

#[test]
fn who_ends_a_coaching_tells_the_coach_what_is_gone_and_the_leader_what_stays() {
    assert!(an_end(true).html.contains("stay with you"));
    assert!(an_end(false).html.contains("you cannot open any more"));
    assert!(an_answer(true).subject.ends_with("coaches you"));
    assert!(an_answer(false).html.contains("You can ask somebody else"));
}

#[test]
fn every_mail_has_its_link_once_in_both_parts_and_thanks_has_none() {
    for (name, mail) in every() {
        let n = usize::from(name != "thanks");
        assert_eq!(mail.plain.matches(LINK).count(), n, "{name}: {}", mail.plain);
        assert_eq!(mail.html.matches(LINK).count(), n, "{name}: {}", mail.html);
    }
}

#[test]
fn every_mail_to_a_rater_that_comes_again_can_be_ended_by_one_click() {
    for (name, mail) in every() {
        let is_ended = matches!(name, "invitation" | "second_look" | "reminder" | "last_call");
        let expected = is_ended.then_some(UNSUBSCRIBE);
        assert_eq!(mail.unsubscribe.as_deref(), expected, "{name}");
        let n = usize::from(is_ended);
        assert_eq!(mail.plain.matches(UNSUBSCRIBE).count(), n, "{name}: {}", mail.plain);
        assert_eq!(mail.html.matches(UNSUBSCRIBE).count(), n, "{name}: {}", mail.html);
    }
}

#[test]
fn every_mail_says_until_when_but_for_those_that_have_no_end() {
    for (name, mail) in every() {
        let has_none = ["result_ready", "look_ready", "too_few", "team_known", "round_asked"]
            .contains(&name)
            || name.starts_with("coach")
            || name.starts_with("lead");
        let n = usize::from(!has_none);
        let plain = mail.plain.replace(" \n", " ");
        assert_eq!(plain.matches(DAY).count(), n, "{name}: {plain}");
        assert_eq!(mail.html.matches(DAY).count(), n, "{name}: {}", mail.html);
    }
}

#[test]
fn every_mail_fits_its_subject_and_its_lines() {
    for (name, mail) in every() {
        let n = mail.subject.chars().count();
        assert!((10..70).contains(&n), "{name}: {}", mail.subject);
        for line in mail.plain.lines() {
            assert!(line.chars().count() <= 78, "{name}: {line}");
        }
    }
}

#[test]
fn no_mail_has_a_placeholder_or_a_mark_left_over_or_anything_from_elsewhere() {
    for (name, mail) in every() {
        for part in [&mail.subject, &mail.plain, &mail.html] {
            for mark in ["{{", "{%", "=> ", "-> ", " | ", "<img", "\n\n\n", "tracking"] {
                assert!(!part.contains(mark), "{name} has {mark:?}: {part}");
            }
        }
        let n_addresses = mail.html.matches("http").count();
        let n_own = mail.html.matches(LINK).count() + mail.html.matches(UNSUBSCRIBE).count();
        assert_eq!(n_addresses, n_own, "{name}: {}", mail.html);
    }
}

#[test]
fn names_are_text_in_html() {
    let (_, mail) = every().swap_remove(0);
    assert!(mail.html.contains("Käserei &#38; Söhne &#60;GmbH&#62;"), "{}", mail.html);
    assert!(mail.plain.contains("Käserei & Söhne <GmbH>"), "{}", mail.plain);
}

#[test]
fn a_name_cannot_become_a_link_or_a_paragraph() {
    let evil = "Eve\n\n=> Click | https://evil.test".to_owned();
    let start = "=> Click | https://evil.test";
    let text = Invitation {
        about: vec![evil, start.to_owned()],
        asked_by: start,
        organisation: start,
        ..an_invitation(1, false)
    };
    let welcome_text = Welcome { organisation: start, link: LINK, until: DAY };
    let nomination_text =
        Nomination { organisation: start, asked_by: start, round: start, closes: DAY, link: LINK };

    let asked_text = CoachAsked { organisation: start, leader: start, link: LINK };
    let answered_text = |is_yes| {
        coach_answered(
            &TO,
            &CoachAnswered { organisation: start, coach: start, is_yes, link: LINK },
        )
    };
    let team_text =
        TeamInvited { organisation: start, lead: start, team: start, link: LINK, until: None };
    let ended_text = |is_to_leader| {
        let organisation = start;
        coaching_ended(&TO, &CoachingEnded { organisation, other: start, is_to_leader, link: LINK })
    };

    let mail = invitation(&TO, &text);

    assert!(mail.plain.contains("- Eve => Click | https://evil.test"), "{}", mail.plain);
    for mail in [
        mail,
        welcome(&TO, &welcome_text),
        nomination(&TO, &nomination_text),
        coach_asked(&TO, &asked_text),
        answered_text(true),
        answered_text(false),
        ended_text(true),
        ended_text(false),
        team_invited(&TO, &team_text),
    ] {
        assert!(!mail.html.contains("href=\"https://evil.test"), "{}", mail.html);
    }
}

#[test]
fn who_rates_only_themselves_is_addressed_as_such() {
    let text = Invitation { about: vec!["yourself".to_owned()], ..an_invitation(1, true) };
    let mail = invitation(&TO, &text);
    assert!(mail.plain.contains("how you lead."), "{}", mail.plain);
}

#[test]
fn an_invitation_tells_those_who_are_named_that_they_are() {
    let told = "are shown as yours";
    for mail in [invitation, second_look] {
        assert!(mail(&TO, &an_invitation(1, true)).html.contains(told));
        assert!(!mail(&TO, &an_invitation(1, false)).html.contains(told));
    }
}

#[test]
fn a_second_look_says_who_asks_and_that_it_is_asked_once() {
    let mail = second_look(&TO, &an_invitation(1, false));

    assert!(mail.subject.starts_with("Have you seen a change in "), "{}", mail.subject);
    let words = mail.plain.replace(" \n", " ");
    assert!(words.contains("Dana Novak has practised since"), "{words}");
    assert!(words.contains("once: have you seen a change?"), "{words}");
}

#[test]
fn a_last_call_is_the_same_whoever_has_answered() {
    let mail = last_call(&TO, &a_reminder(1));
    let words = mail.plain.replace(" \n", " ");
    assert!(words.contains("ignore this mail. We do not know whether you have"), "{words}");
}

#[test]
fn what_waits_stands_in_a_mail_with_its_links_and_no_text_becomes_another_one() {
    let line = |text: &str, page: &str| (text.to_owned(), format!("https://hone.example{page}"));
    let evil = "Text\n\n=> Click | https://evil.test";
    let text = Nudge {
        organisation: ORGANISATION,
        lines: vec![line("Ben asks: may the <b>valves</b> move?", "/a"), line(evil, "/b")],
        n_more: 3,
        today: LINK,
        pause: "https://hone.example/nudges/x/pause",
        stop: UNSUBSCRIBE,
    };

    let mail = nudge(&TO, &text);

    assert_eq!(mail.subject, "2 things for today");
    assert_eq!(mail.unsubscribe.as_deref(), Some(UNSUBSCRIBE));
    assert!(mail.plain.contains("may the <b>valves</b> move?:\nhttps://hone.example/a\n"));
    assert!(mail.html.contains("<a href=\"https://hone.example/b\""), "{}", mail.html);
    assert!(!mail.html.contains("href=\"https://evil.test"), "{}", mail.html);
    assert!(!mail.html.contains("<b>valves"), "{}", mail.html);
    assert!(mail.plain.contains("And 3 more."), "{}", mail.plain);
    for address in [LINK, UNSUBSCRIBE, text.pause] {
        assert_eq!(mail.html.matches(address).count(), 1, "{address}: {}", mail.html);
    }
    let alone = Nudge { lines: vec![line("One", "/a")], n_more: 0, ..text };
    assert_eq!(nudge(&TO, &alone).subject, "One thing for today");
}
