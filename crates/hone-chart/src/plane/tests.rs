use super::draw::{Placed, placed};
use super::place::{Label, corner_words, labels};
use super::{Emphasis, Plane, Star, frame};
use crate::span::Span;
use crate::tests::random::Random;
use crate::text;

fn labels_of(plane: &Plane) -> Vec<Label> {
    let stars: Vec<Placed> = plane.stars.iter().filter_map(placed).collect();
    labels(&stars, &corner_words(&stars))
}

#[test]
fn labels_never_cover_each_other() {
    for seed in 0..600 {
        let plane = Random(seed).plane();
        let labels = labels_of(&plane);
        for (i, a) in labels.iter().enumerate() {
            for b in &labels[i + 1..] {
                assert!(a.rect.overlap(&b.rect) <= 0.0, "seed {seed}: {a:?} {b:?}");
            }
        }
    }
}

#[test]
fn labels_stay_within_the_square_and_their_words_within_them() {
    for seed in 0..300 {
        for label in labels_of(&Random(seed).plane()) {
            assert_eq!(label.rect.within(&frame::SQUARE), label.rect, "seed {seed}: {label:?}");
            assert!(text::width(&label.words, 14.0) <= label.rect.width());
        }
    }
}

fn star(label: &str, (managing, leading): (f64, f64)) -> Star {
    let around = |value: f64| Span::new(value, value - 0.4, value + 0.4);
    Star {
        label: label.into(),
        managing: around(managing),
        leading: around(leading),
        own: None,
        emphasis: Emphasis::None,
    }
}

fn plane(stars: Vec<Star>) -> Plane {
    Plane { id_prefix: String::new(), title: String::new(), description: String::new(), stars }
}

#[test]
fn a_label_alone_stands_right_at_its_star() {
    for at in [(3.0, 3.0), (1.0, 3.0), (5.0, 1.7), (2.2, 4.4)] {
        let labels = labels_of(&plane(vec![star("Trust", at)]));
        let far = labels[0].rect.distance(labels[0].star);
        assert!((5.0..12.0).contains(&far), "{at:?}: {far}");
    }
}

#[test]
fn a_label_covers_no_mark_where_there_is_room() {
    for seed in 0..300 {
        let mut random = Random(seed);
        let names = ["Vision", "Trust", "Awareness", "Change", "Risk"];
        let stars = names.map(|name| star(name, (random.answer(), random.answer())));
        let labels = labels_of(&plane(stars.to_vec()));
        for (label, mark) in labels.iter().flat_map(|a| labels.iter().map(move |b| (a, b.star))) {
            assert!(label.rect.distance(mark) > 3.0, "seed {seed}: {label:?} over {mark:?}");
        }
    }
}

#[test]
fn a_long_name_is_cut_rather_than_let_out() {
    let labels = labels_of(&plane(vec![star(&"Verantwortung ".repeat(9), (4.0, 4.0))]));
    assert!(labels[0].words.ends_with('…'));
    assert!(labels[0].rect.width() <= frame::SQUARE.width());
}

#[test]
fn a_corner_word_moves_away_from_a_star_in_its_corner() {
    let stars = [star("Trust", (5.0, 4.8))];
    let stars: Vec<Placed> = stars.iter().filter_map(placed).collect();
    let [free, taken] = [corner_words(&[]), corner_words(&stars)];
    assert_eq!(free[0].y.to_bits(), taken[0].y.to_bits());
    assert!(taken[1].y > free[1].y + 10.0);
}
