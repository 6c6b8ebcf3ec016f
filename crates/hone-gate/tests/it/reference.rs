//! One leader, worked out by hand.

use hone_gate::{Bound, COMMENT_RATERS, Category, Figure, Shown, Untold, Voice, difference};

use crate::organisation::{Answers, form, released, to_sheets};

/// Zero stands for what was not seen.
fn of(category: Category, columns: [&[u8]; 4]) -> Vec<(Category, Answers)> {
    let row = |i: usize| columns.map(|column| Some(column[i]).filter(|points| *points > 0));
    (0..columns[0].len())
        .map(|i| {
            let [a, b, c, d] = row(i);
            (category, [a, b, c, d, None])
        })
        .collect()
}

/// Six reports; three peers and two others, who make one class of five; the leader; two managers.
fn raters() -> Vec<(Category, Answers)> {
    let reports: [&[u8]; 4] =
        [&[5, 4, 4, 3, 4, 5], &[3, 3, 4, 2, 3, 3], &[2, 2, 1, 2, 3, 2], &[1, 1, 2, 1, 1, 1]];
    let peers: [&[u8]; 4] = [&[4, 4, 5], &[4, 3, 0], &[3, 2, 3], &[2, 2, 0]];
    let others: [&[u8]; 4] = [&[5, 5], &[3, 2], &[2, 3], &[0, 3]];
    let own: [&[u8]; 4] = [&[4], &[3], &[2], &[0]];
    let managers: [&[u8]; 4] = [&[4, 5], &[3, 0], &[2, 2], &[1, 2]];
    [
        of(Category::Reports, reports),
        of(Category::Peers, peers),
        of(Category::Others, others),
        of(Category::Own, own),
        of(Category::Manager, managers),
    ]
    .concat()
}

/// Value, low and high.
fn triple(figure: &Figure) -> (f64, f64, f64) {
    let shown = figure.shown().unwrap();
    (shown.value(), shown.low(), shown.high())
}

fn is_coded(figure: &Figure) -> bool {
    figure.shown().is_some_and(Shown::is_coded)
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let release = released(&form(), 4, &to_sheets(&raters())).unwrap();
    let classes: Vec<(&str, usize)> =
        release.classes().iter().map(|class| (class.id(), class.n())).collect();
    assert_eq!(classes, [("reports", 6), ("peers+others", 5)]);

    let item = |id: &str, class: &str| release.items()[id].class(class).unwrap().clone();
    // 25 / 6 = 4.17; 1.96 * 1.0 / sqrt(4) = 0.98, cut at 5.
    assert_eq!(triple(&item("lead-1", "reports")), (4.2, 3.2, 5.0));
    // 23 of 25 is within two points of the end.
    let top = item("lead-1", "peers+others");
    assert_eq!((top.shown().unwrap().bound(), triple(&top).0), (Bound::AtLeast, 4.6));
    // 18 / 6, and 12 / 4 where one of five could not see it.
    assert_eq!(triple(&item("lead-2", "reports")), (3.0, 2.0, 4.0));
    assert_eq!(triple(&item("lead-2", "peers+others")), (3.0, 2.0, 4.0));
    // 7 of at least 6: within two points of the lower end; 1 + 2/6 = 1.33.
    let bottom = item("manage-2", "reports");
    assert_eq!((bottom.shown().unwrap().bound(), triple(&bottom).0), (Bound::AtMost, 1.4));
    // Three answers of five.
    assert_eq!(item("manage-2", "peers+others"), Figure::NotShown);
    assert_eq!(item("outcome", "reports"), Figure::NotShown);
    assert_eq!(*release.items()["outcome"].overall(), Figure::NotShown);

    let scale = |id: &str, class: &str| release.scales()[id].class(class).unwrap().clone();
    // (4.2 + 3.0) / 2; 1.96 * 0.8 / sqrt(4) = 0.784.
    assert_eq!(triple(&scale("trust.leading", "reports")), (3.6, 2.8, 4.4));
    // (4.6 + 3.0) / 2; upwards 0.2 more, since 4.6 may be 5.
    assert_eq!(triple(&scale("trust.leading", "peers+others")), (3.8, 3.0, 4.8));
    assert!(is_coded(&scale("trust.leading", "peers+others")));
    // (2.0 + 1.4) / 2; downwards 0.2 more, cut at 1.
    assert_eq!(triple(&scale("trust.managing", "reports")), (1.7, 1.0, 2.5));
    assert_eq!(
        scale("trust.managing", "peers+others"),
        Figure::Untold(Untold::TooFewItems { shown: 1, needed: 2 })
    );
    // (6 * 3.6 + 5 * 3.8) / 11 = 3.69; 1.96 * 0.4 * sqrt(36 + 25) / 11 = 0.557; upwards 1/11 more.
    let overall = release.scales()["trust.leading"].overall();
    assert_eq!(triple(overall), (3.7, 3.1, 4.4));
    assert!(is_coded(overall));

    let contrast = &release.contrasts()["trust"];
    // 3.6 - 1.7; 1.96 * 0.9 / sqrt(4) = 0.882; upwards 0.2 more.
    let gap = contrast.class("reports").unwrap();
    assert_eq!(triple(gap), (1.9, 1.0, 3.0));
    assert!(gap.shown().unwrap().is_beyond_noise());
    assert_eq!(contrast.class("peers+others"), Some(&Figure::Untold(Untold::EndUntold)));
    assert_eq!(*contrast.overall(), Figure::Untold(Untold::NotTheSameClasses));
}

#[test]
fn the_leader_and_managers_stand_apart() {
    let release = released(&form(), 4, &to_sheets(&raters())).unwrap();
    let voice = |figure: Option<&Figure>| {
        figure.and_then(Figure::voice).map(|voice: &Voice| (voice.value(), voice.n_voices()))
    };

    let leading = &release.scales()["trust.leading"];
    assert_eq!(voice(leading.own()), Some((3.5, 1)));
    // (4.5 + 3.0) / 2 = 3.75, to the even step.
    assert_eq!(voice(leading.manager()), Some((3.8, 2)));
    assert_eq!(voice(release.items()["lead-2"].manager()), Some((3.0, 1)));
    let managing = &release.scales()["trust.managing"];
    assert_eq!(managing.own(), Some(&Figure::Untold(Untold::TooFewItems { shown: 1, needed: 2 })));
    assert_eq!(release.items()["manage-2"].own(), Some(&Figure::Untold(Untold::NotSeen)));
    // 3.8 less (2.0 + 1.5) / 2 = 1.75, to the even step 1.8.
    assert_eq!(voice(release.contrasts()["trust"].manager()), Some((2.0, 2)));

    // 3.5 less 3.7 (3.1 to 4.4).
    let apart = difference(leading.own().unwrap(), leading.overall()).unwrap();
    assert_eq!((apart.value(), apart.low(), apart.high()), (-0.2, -0.9, 0.4));
    assert!(!apart.is_beyond_noise());
}

#[test]
fn without_the_leader_and_managers_the_rest_is_the_same() {
    let with = released(&form(), 4, &to_sheets(&raters())).unwrap();
    let anonymous: Vec<_> =
        raters().into_iter().filter(|(category, _)| category.is_anonymous()).collect();

    let without = released(&form(), 4, &to_sheets(&anonymous)).unwrap();

    for (id, line) in with.items().iter().chain(with.scales()).chain(with.contrasts()) {
        let other = [without.items(), without.scales(), without.contrasts()]
            .into_iter()
            .find_map(|lines| lines.get(id))
            .unwrap();
        assert_eq!((line.classes(), line.overall()), (other.classes(), other.overall()));
        assert_eq!((other.own(), other.manager()), (None, None));
    }
}

#[test]
fn the_document_is_the_one_on_record() {
    let release = released(&form(), 4, &to_sheets(&raters())).unwrap();

    assert_eq!(release.to_json() + "\n", include_str!("reference.json"));
}

#[test]
fn an_item_that_most_could_not_see_cannot_be_told_and_a_rare_one_looks_the_same() {
    let outcome = |n_seen: usize| {
        let raters: Vec<(Category, Answers)> = (0..12)
            .map(|i| (Category::Peers, [None, None, None, None, (i < n_seen).then_some(3)]))
            .collect();
        let release = released(&form(), 4, &to_sheets(&raters)).unwrap();
        release.items()["outcome"].class("peers").unwrap().clone()
    };

    assert!(outcome(6).shown().is_some());
    for n_seen in 0..6 {
        assert_eq!(outcome(n_seen), Figure::Untold(Untold::MostCouldNotSee), "{n_seen} saw it");
    }
}

#[test]
fn too_few_means_nothing_at_all() {
    let mut few = raters();
    few.retain(|(category, _)| matches!(category, Category::Own | Category::Manager));
    few.extend([(Category::Peers, [Some(3); 5]); 3]);

    assert_eq!(released(&form(), 4, &to_sheets(&few)), None);
    const { assert!(COMMENT_RATERS > 4) };
}
