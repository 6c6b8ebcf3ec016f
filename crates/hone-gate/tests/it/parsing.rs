//! What a stored release has to be, to be read.

use std::collections::BTreeSet;

use hone_gate::{Answer, Category, Error, Form, Item, Published, Sheets};

use crate::organisation::{form, released, sheet, sheets};

fn stored() -> String {
    let mut all = vec![sheet(Category::Reports, [Some(3), Some(4), Some(2), Some(3), Some(3)]); 5];
    all.extend(vec![sheet(Category::Peers, [Some(4), Some(4), Some(2), Some(3), Some(3)]); 5]);
    all.push(sheet(Category::Own, [Some(4); 5]));
    for (i, sheet) in all.iter_mut().enumerate().take(3) {
        sheet.comments.insert("keep".to_owned(), format!("comment {i}"));
    }
    released(&form(), 4, &sheets(all)).unwrap().to_json()
}

/// The stored release with one passage put in the place of another, which has to be there.
fn changed(from: &str, to: &str) -> Result<Published, Error> {
    let json = stored();
    assert!(json.contains(from), "{from} is not in {json}");
    Published::parse(&json.replacen(from, to, 1))
}

#[test]
fn what_was_written_is_read_again() {
    let release = Published::parse(&stored()).unwrap();

    assert_eq!(release.to_json(), stored());
}

#[test]
fn a_document_of_the_first_version_is_still_read() {
    let first = include_str!("reference-1.json").trim_end();
    let release = Published::parse(first).unwrap();

    assert_eq!(release.to_json(), first);
    assert_eq!(release.day(), None);
    assert!(matches!(release, Published::Numbers(_)));
}

#[test]
fn a_document_that_breaks_its_rule_is_refused() {
    let broken = [
        ("PART-2", "PART-9"),
        ("PART-2", "PART-1"),
        (r#""day":"2026-06-12""#, r#""day":"soon""#),
        (r#""day":"2026-06-12","#, ""),
        (r#""shows":"numbers","#, ""),
        (r#""k":4"#, r#""k":6"#),
        (r#""k":4"#, r#""k":2"#),
        (r#""id":"peers","n":5"#, r#""id":"peers","n":3"#),
        (r#""id":"peers","n":5"#, r#""id":"reports","n":5"#),
        (r#""categories":["peers"],"id":"peers""#, r#""categories":["reports"],"id":"reports""#),
        (r#""overall":{"kind":"shown","high":4.2"#, r#""overall":{"kind":"shown","high":9.2"#),
        (r#""comment 0","#, ""),
        (r#""themes":{"keep":null"#, r#""themes":{"keep":{"trust":2}"#),
        (r#""themes":{"keep":null"#, r#""themes":{"keep":{"trust":8}"#),
        (r#""themes":{"keep":null"#, r#""themes":{"keep":{"a text":3}"#),
        (r#","themes":{"keep":null,"start":null}"#, ""),
        (r#""measured":false,"sd":0.9"#, r#""measured":false,"sd":0.91"#),
    ];

    for (from, to) in broken {
        let refused = changed(from, to);
        assert!(matches!(refused, Err(Error::BrokenRule(_) | Error::Floor(_))), "{from} to {to}");
    }
}

#[test]
fn a_total_that_does_not_follow_from_its_classes_is_refused() {
    let json = stored();
    // The class values of lead-1 are 3.0 and 4.0.
    let at = json.find(r#""items":{"lead-1""#).unwrap();
    let (head, tail) = json.split_at(at);
    let total = tail.find(r#""overall""#).unwrap();
    let (middle, end) = tail.split_at(total);
    assert!(end.contains(r#""value":3.5"#));
    let forged = format!("{head}{middle}{}", end.replacen(r#""value":3.5"#, r#""value":3.6"#, 1));

    assert_eq!(
        Published::parse(&forged),
        Err(Error::BrokenRule("a total is not made of the numbers beside it"))
    );
}

#[test]
fn other_bytes_for_the_same_document_are_refused() {
    let spaced = stored().replacen(',', ", ", 1);
    assert!(matches!(Published::parse(&spaced), Err(Error::BrokenRule(_))));

    let finer = changed(r#""value":3.0"#, r#""value":3.0000001"#);
    assert!(matches!(finer, Err(Error::BrokenRule(_))));
}

#[test]
fn what_is_no_release_is_unreadable() {
    for text in ["", "{}", "[1]", "null"] {
        assert!(matches!(Published::parse(text), Err(Error::Unreadable(_))), "{text}");
    }
    let extra = changed(r#""k":4"#, r#""k":4,"raw":[1,2]"#);
    assert!(matches!(extra, Err(Error::Unreadable(_))));
    let sneaked = changed(r#""kind":"shown","#, r#""kind":"shown","answers":[5,5],"#);
    assert!(sneaked.is_err());
}

#[test]
fn one_voice_cannot_stand_in_the_place_of_a_class() {
    let json = stored();
    let at = json.find(r#""classes":{"peers":{"kind":"shown""#).unwrap();
    let end = at + json[at..].find('}').unwrap();
    let voice = r#""classes":{"peers":{"kind":"one_voice","value":4.0,"voices":1"#;
    let forged = format!("{}{voice}{}", &json[..at], &json[end..]);

    assert_eq!(
        Published::parse(&forged),
        Err(Error::BrokenRule("one voice stands in the place of a class"))
    );
}

#[test]
fn input_that_cannot_be_is_refused() {
    assert_eq!(Answer::new(0), Err(Error::Answer(0)));
    assert_eq!(Answer::new(6), Err(Error::Answer(6)));
    let uninvited = Sheets::new(BTreeSet::new(), vec![sheet(Category::Peers, [None; 5])]);
    assert_eq!(uninvited, Err(Error::NotInvited("peers")));
}

#[test]
fn answers_to_what_was_not_asked_go_nowhere() {
    let narrow =
        Form::new(vec![Item { id: "outcome".to_owned(), scale: None }], vec![], vec![]).unwrap();
    let release =
        released(&narrow, 4, &sheets(vec![sheet(Category::Peers, [Some(2); 5]); 5])).unwrap();

    assert_eq!(release.items().keys().collect::<Vec<_>>(), ["outcome"]);
}
