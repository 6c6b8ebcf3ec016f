//! What readers and other software on the page get.

use super::xml::read;
use crate::{
    BladeRow, Blades, ChangeRow, Changes, Emphasis, Plane, RowChange, RowFigure, Span, Star, Strip,
    Voice, blades, blades_between, changes, key, plane, strip,
};

fn one_star(label: &str, managing: Span, leading: Span) -> Plane {
    let star = Star { label: label.into(), managing, leading, own: None, emphasis: Emphasis::Hone };
    Plane {
        id_prefix: "p".into(),
        title: "Managing & leading".into(),
        description: String::new(),
        stars: vec![star],
    }
}

fn panel(rows: Vec<(Voice, RowFigure)>) -> Blades {
    let rows = rows
        .into_iter()
        .map(|(voice, figure)| BladeRow { voice, name: format!("{voice:?}"), figure })
        .collect();
    Blades { id_prefix: "b".into(), title: "Leading".into(), description: String::new(), rows }
}

#[test]
fn a_picture_is_named_and_described_by_its_own_ids() {
    let elements =
        read(&plane(&one_star("Trust", Span::new(3.9, 3.5, 4.3), Span::new(2.4, 2.0, 2.8))));
    let root = elements.last().unwrap();
    assert_eq!(root.attributes["role"], "img");
    for (attribute, name) in [("aria-labelledby", "title"), ("aria-describedby", "desc")] {
        let named = elements.iter().find(|element| element.name == name).unwrap();
        assert_eq!(root.attributes[attribute], named.attributes["id"]);
        assert!(named.attributes["id"].starts_with("p-"));
    }
}

#[test]
fn the_description_says_every_value_with_its_interval() {
    let svg = plane(&one_star("Trust", Span::new(3.9, 3.5, 4.3), Span::or_higher(4.6, 4.2)));
    assert!(
        svg.contains("Trust, the one to hone: managing 3.9 (3.5 to 4.3), leading 4.6 or higher.")
    );
    let svg = blades(&panel(vec![
        (Voice::Manager, RowFigure::OneVoice(3.0)),
        (Voice::Peers, RowFigure::Untold),
        (Voice::Others, RowFigure::Hidden),
    ]));
    assert!(svg.contains("Manager: 3.0, one voice. Peers: cannot tell yet. Others: not shown."));
}

#[test]
fn other_answers_have_other_words() {
    let rows = || panel(vec![(Voice::Manager, RowFigure::OneVoice(3.0))]);
    let words = ["much less", "as now", "much more"];

    let (often, wished) = (blades(&rows()), blades_between(&rows(), words));

    assert!(often.contains("From 1, hardly ever, to 5, nearly always."));
    assert!(wished.contains("From 1, much less, to 5, much more. Manager: 3.0, one voice."));
    let texts: Vec<String> = read(&wished).into_iter().map(|element| element.text).collect();
    assert!(words.iter().all(|word| texts.iter().any(|text| text == word)), "{texts:?}");
    assert!(!wished.contains("half the time"));
}

#[test]
fn a_description_by_the_page_takes_the_place_of_ours() {
    let mut panel = panel(vec![(Voice::Manager, RowFigure::OneVoice(3.0))]);
    panel.description = "The table below holds the same numbers.".into();
    let svg = blades(&panel);
    assert!(svg.contains("The table below") && !svg.contains("hardly ever, to"));
}

#[test]
fn a_label_with_markup_stays_text() {
    let svg = plane(&one_star("<script>", Span::new(3.0, 2.0, 4.0), Span::new(3.0, 2.0, 4.0)));
    let elements = read(&svg);
    assert!(elements.iter().all(|element| element.name != "script"));
    assert!(elements.iter().any(|element| element.name == "text" && element.text == "<script>"));
}

#[test]
fn a_star_without_a_number_is_not_drawn_and_said_to_be_untold() {
    let svg = plane(&one_star("Risk", Span::new(f64::NAN, 1.0, 5.0), Span::new(3.0, 2.0, 4.0)));
    assert!(svg.contains("Risk: cannot tell yet."));
    assert!(read(&svg).iter().all(|element| element.name != "circle" && element.text != "Risk"));
}

#[test]
fn a_bound_is_drawn_the_same_whatever_lies_behind_it() {
    let drawn = |high| {
        let span = Span { high, ..Span::or_higher(4.6, 4.2) };
        let all = RowFigure::Told(span);
        let stars = one_star("Trust", span, span);
        [strip(&Strip { all, own: None }), blades(&panel(vec![(Voice::All, all)])), plane(&stars)]
    };
    assert_eq!(drawn(4.6), drawn(4.97));
}

#[test]
fn what_is_not_shown_leaves_no_mark() {
    for figure in [RowFigure::Hidden, RowFigure::Untold] {
        let svg = blades(&panel(vec![(Voice::Reports, figure)]));
        assert!(read(&svg).iter().all(|element| !element.is("m") && !element.is("blade")), "{svg}");
    }
}

#[test]
fn all_colleagues_come_last_under_a_rule() {
    let told = RowFigure::Told(Span::new(3.0, 2.5, 3.5));
    let svg = blades(&panel(vec![(Voice::All, told), (Voice::Peers, told)]));
    let (peers, rule, all) = (svg.find(">Peers<"), svg.find(r#"class="axis""#), svg.find(">All<"));
    assert!(peers < rule && rule < all, "{svg}");
}

#[test]
fn the_leaders_line_breaks_where_words_stand() {
    let breaks = |own| {
        let rows = vec![(Voice::Own, RowFigure::OneVoice(own)), (Voice::Peers, RowFigure::Untold)];
        let svg = blades(&panel(rows));
        let elements = read(&svg);
        let tie = elements.iter().find(|element| element.is("tie")).unwrap();
        tie.attributes["d"].matches('M').count() - 1
    };
    assert_eq!([breaks(1.2), breaks(3.0), breaks(5.0)], [1, 0, 1]);
}

#[test]
fn an_own_answer_like_the_others_shows_behind_the_ring() {
    let svg =
        |own| strip(&Strip { all: RowFigure::Told(Span::new(4.0, 3.5, 4.5)), own: Some(own) });
    let own_is_first = |svg: &str| svg.find(r#"class="self""#) < svg.find(r#"class="all""#);
    assert!(own_is_first(&svg(4.0)) && !own_is_first(&svg(2.0)));
}

#[test]
fn every_voice_has_a_mark_and_a_class_of_its_own() {
    let mut keys: Vec<String> = Voice::EVERY.map(key).to_vec();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), Voice::EVERY.len());
}

fn one_change(change: Option<RowChange>) -> String {
    let row = ChangeRow { name: "Trust".into(), part: "leading".into(), change };
    changes(&Changes { id_prefix: "g".into(), title: "Changes".into(), rows: vec![row] })
}

#[test]
fn a_change_within_the_noise_is_open_and_said_to_be_no_change() {
    let drawn =
        |value, is_beyond_noise| one_change(Some(RowChange { value, noise: 0.5, is_beyond_noise }));
    let (within, beyond) = (drawn(-0.4, false), drawn(0.8, true));

    assert!(within.contains("Trust, leading: −0.4 (−0.9 to 0.1), no change that we could tell."));
    assert!(beyond.contains("Trust, leading: +0.8 (0.3 to 1.3), beyond the noise."));
    let is_open = |svg: &str| read(svg).iter().any(|mark| mark.is("open"));
    assert!(is_open(&within) && !is_open(&beyond));
}

#[test]
fn the_band_is_as_wide_as_the_noise_and_around_the_zero_line() {
    let svg = one_change(Some(RowChange { value: 0.0, noise: 0.75, is_beyond_noise: false }));
    let elements = read(&svg);
    let band = elements.iter().find(|element| element.is("band")).unwrap();

    // 276 units for three points, from 108 on.
    assert!((band.number("x") - 177.0).abs() < 1e-9, "{svg}");
    assert!((band.number("width") - 138.0).abs() < 1e-9, "{svg}");
}

#[test]
fn what_cannot_be_compared_has_neither_mark_nor_band() {
    let svg = one_change(None);

    assert!(svg.contains("Trust, leading: cannot be compared."));
    assert!(read(&svg).iter().all(|element| !element.is("m") && !element.is("band")), "{svg}");
}

#[test]
fn the_axis_reaches_as_far_as_the_widest_change() {
    let ends = |value| {
        let svg = one_change(Some(RowChange { value, noise: 0.5, is_beyond_noise: true }));
        let ticks = read(&svg).into_iter().filter(|element| element.is("tiny"));
        ticks.map(|tick| tick.text).rfind(|text| text.contains('+')).unwrap()
    };

    assert_eq!([ends(1.0), ends(1.4), ends(3.0), ends(99.0)], ["+1.5", "+2", "+4", "+8"]);
}
