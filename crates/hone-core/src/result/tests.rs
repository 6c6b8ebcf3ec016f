//! The rules on small releases made by hand: ten direct reports, so that a mean in steps of 0.1 is
//! what they answered. A scale reaches 0.7 to either side of it, a difference 0.8, a single question
//! 0.9.

use hone_gate::{Category, Line, Release};
use hone_model::{Model, Pole, Sentences, Thresholds};

use super::apart::{
    Insight, Side, aparts, heading, insight, insights_of_questions, is_alike, side_of_question,
};
use super::needed::{Needed, needed};
use super::profile::{Place, Profile};
use super::reading::{Reading, Reason, Standing, View};
use super::whom::Whom;
use crate::testing::made::{N, Seen, beside, released, seen, sheet};

fn read(release: &Release) -> Reading<'_> {
    Reading::read(Model::builtin(), release, rules())
}

fn rules() -> Thresholds {
    Sentences::builtin().thresholds()
}

fn kept(release: &Release) -> Option<String> {
    read(release).keep.map(|view| view.contrast.id.clone())
}

fn honed(release: &Release) -> Option<(String, Reason)> {
    read(release).hone.map(|(view, reason)| (view.contrast.id.clone(), reason))
}

fn trust(release: &Release) -> View<'_> {
    View::of(Model::builtin().contrast("trust").unwrap(), release).unwrap()
}

#[test]
fn a_strength_needs_a_range_that_lies_above_the_middle() {
    assert_eq!(kept(&seen(&[("trust", 38, 38)])), None);
    assert_eq!(kept(&seen(&[("trust", 39, 39)])), Some("trust".to_owned()));
}

#[test]
fn of_several_strengths_the_highest_is_kept_and_of_equal_ones_the_first() {
    let higher = seen(&[("trust", 39, 39), ("risk", 39, 42)]);
    let equal = seen(&[("trust", 39, 41), ("risk", 39, 41)]);

    assert_eq!(kept(&higher).as_deref(), Some("risk"));
    assert_eq!(kept(&equal).as_deref(), Some("trust"));
    assert!(read(&equal).is_highest(&trust(&equal)));
    assert!(!read(&higher).is_highest(&trust(&higher)));
}

#[test]
fn managing_outweighs_leading_only_where_their_difference_is_beyond_the_noise() {
    assert_eq!(honed(&seen(&[("trust", 38, 30)])), None);
    let beyond = seen(&[("trust", 39, 30)]);
    assert_eq!(honed(&beyond), Some(("trust".to_owned(), Reason::Outweighs)));
    assert_eq!(trust(&beyond).standing(), Standing::Manages);
    assert_eq!(trust(&seen(&[("trust", 38, 30)])).standing(), Standing::Alike);
    assert_eq!(trust(&seen(&[("trust", 30, 38)])).standing(), Standing::Alike);
    assert_eq!(trust(&seen(&[("trust", 30, 39)])).standing(), Standing::Leads);
    assert_eq!(trust(&seen(&[("trust", 30, 0)])).standing(), Standing::Untold);
}

#[test]
fn low_leading_is_honed_only_where_its_range_lies_below_the_middle() {
    assert_eq!(honed(&seen(&[("trust", 22, 22)])), None);
    let low = Some(("trust".to_owned(), Reason::LowLeading));
    assert_eq!(honed(&seen(&[("trust", 21, 21)])), low);
    let two = seen(&[("risk", 20, 20), ("trust", 19, 19)]);
    assert_eq!(honed(&two), low);
}

#[test]
fn where_managing_outweighs_leading_it_goes_before_the_lowest_leading() {
    let release = seen(&[("trust", 39, 30), ("vision", 19, 18), ("risk", 44, 32)]);

    assert_eq!(honed(&release), Some(("risk".to_owned(), Reason::Outweighs)));
    assert_eq!(read(&release).n_outweighed(), 2);
}

#[test]
fn the_headline_names_deeds_that_were_seen_and_claims_no_more_than_the_rules() {
    let headline = |views: &[Seen]| read(&seen(views)).headline(&Whom::Leader);
    let vision = ("vision", 30, 42);
    let often = "Colleagues often see you set a direction that others make real.";

    assert_eq!(
        headline(&[vision, ("trust", 39, 24)]),
        format!("{often} They seldom see you hand work over and leave it there.")
    );
    assert_eq!(
        headline(&[vision, ("trust", 39, 25)]),
        format!(
            "{often} They more often see you keep work close until you have said yes than hand \
             work over and leave it there."
        )
    );
    assert_eq!(headline(&[vision]), often);
    assert_eq!(
        headline(&[("trust", 39, 24)]),
        "Colleagues seldom see you hand work over and leave it there."
    );
    assert_eq!(
        headline(&[("trust", 30, 30)]),
        "Colleagues see no contrast in which you clearly stand out, one way or the other."
    );
}

#[test]
fn leading_that_is_low_but_not_seldom_seen_is_not_called_seldom() {
    let four_times =
        (0..4 * N).map(|place| sheet(Category::Reports, &[("trust", 25, 25)], place % N));
    let release = released(four_times.collect());

    assert_eq!(
        read(&release).headline(&Whom::Leader),
        "Colleagues see you hand work over and leave it there less than half the time."
    );
}

#[test]
fn sides_differ_only_beyond_the_noise() {
    let sides = |own: Seen, all: Seen| -> Vec<Side> {
        let release = beside(&[own], &[all]);
        aparts(&trust(&release)).iter().map(|apart| apart.side).collect()
    };

    assert_eq!(sides(("trust", 30, 30), ("trust", 22, 38)), [Side::Same, Side::Same]);
    assert_eq!(sides(("trust", 30, 30), ("trust", 21, 39)), [Side::Higher, Side::Lower]);
    assert_eq!(sides(("trust", 30, 30), ("trust", 39, 21)), [Side::Lower, Side::Higher]);
}

#[test]
fn the_heading_of_a_contrast_says_how_the_views_differ() {
    let heading = |own: &[Seen], all: Seen| {
        let release = beside(own, &[all]);
        let view = trust(&release);
        heading(&view, &aparts(&view), &rules(), &Whom::Leader)
    };
    let (lead, manage) =
        ("hand work over and leave it there", "keep work close until you have said yes");

    assert_eq!(
        heading(&[("trust", 30, 40)], ("trust", 40, 22)),
        format!("You see yourself {lead}. Colleagues more often see you {manage}.")
    );
    assert_eq!(
        heading(&[("trust", 20, 30)], ("trust", 20, 21)),
        format!("You see yourself {lead} more often than colleagues do.")
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 40, 40)),
        "Colleagues see you do both more often than you do."
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 30, 30)),
        "You see it much as colleagues do."
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 0, 0)),
        "Trust and delegation: cannot tell yet."
    );
    assert_eq!(
        heading(&[], ("trust", 30, 30)),
        "Colleagues see you lead and manage about as often."
    );
    assert_eq!(
        heading(&[("trust", 10, 20)], ("trust", 30, 12)),
        format!("Colleagues see you {manage} more often than you do.")
    );
}

#[test]
fn somebody_who_reads_about_a_leader_is_told_the_same_of_them() {
    let marek = Whom::reader("Marek Dvorak");
    let headline = |views: &[Seen]| read(&seen(views)).headline(&marek);
    let heading = |own: &[Seen], all: Seen| {
        let release = beside(own, &[all]);
        let view = trust(&release);
        heading(&view, &aparts(&view), &rules(), &marek)
    };
    let (lead, manage) =
        ("hand work over and leave it there", "keep work close until they have said yes");

    assert_eq!(
        headline(&[("vision", 30, 42), ("trust", 39, 25)]),
        format!(
            "Colleagues often see Marek set a direction that others make real. They more often see \
             Marek {manage} than {lead}."
        )
    );
    assert_eq!(headline(&[("trust", 39, 24)]), format!("Colleagues seldom see Marek {lead}."));
    assert_eq!(
        headline(&[("trust", 30, 30)]),
        "Colleagues see no contrast in which Marek clearly stands out, one way or the other."
    );
    assert_eq!(
        heading(&[("trust", 30, 40)], ("trust", 40, 22)),
        format!("Marek sees themselves {lead}. Colleagues more often see Marek {manage}.")
    );
    assert_eq!(
        heading(&[("trust", 10, 20)], ("trust", 30, 12)),
        format!("Colleagues see Marek {manage} more often than Marek does.")
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 30, 30)),
        "Marek sees it much as colleagues do."
    );
}

#[test]
fn it_is_seen_alike_only_where_both_poles_can_be_compared() {
    let whole = beside(&[("trust", 30, 30)], &[("trust", 30, 30)]);
    let half = beside(&[("trust", 30, 0)], &[("trust", 30, 30)]);

    assert!(is_alike(&aparts(&trust(&whole))));
    assert!(!is_alike(&aparts(&trust(&half))));
}

fn insights(own: Seen, all: Seen) -> Vec<(Pole, Insight)> {
    let release = beside(&[own], &[all]);
    let view = trust(&release);
    let lines = [(Pole::Leading, view.leading), (Pole::Managing, view.managing)];
    let others = |pole| lines.iter().find(|(of, _)| *of == pole).unwrap().1.overall();
    let found = aparts(&view).into_iter();
    let found = found.filter_map(|apart| {
        let found = insight(apart.pole, apart.side, others(apart.pole), &rules())?;
        Some((apart.pole, found))
    });
    found.collect()
}

#[test]
fn a_blind_spot_is_less_leading_or_more_managing_than_one_sees_beyond_the_noise() {
    use Insight::BlindSpot;
    use Pole::{Leading, Managing};

    assert_eq!(insights(("trust", 30, 30), ("trust", 30, 23)), []);
    assert_eq!(insights(("trust", 30, 30), ("trust", 30, 22)), []);
    assert_eq!(insights(("trust", 30, 30), ("trust", 30, 21)), [(Leading, BlindSpot)]);
    assert_eq!(insights(("trust", 30, 30), ("trust", 38, 30)), []);
    assert_eq!(insights(("trust", 30, 30), ("trust", 39, 30)), [(Managing, BlindSpot)]);
    assert_eq!(insights(("trust", 30, 30), ("trust", 20, 30)), [], "less managing is neither");
}

#[test]
fn a_hidden_strength_is_more_leading_than_one_sees_and_high_for_certain() {
    use Insight::HiddenStrength;
    let leading = |own, all| insights(("trust", 30, own), ("trust", 30, all));

    assert_eq!(leading(20, 38), [], "the lower end of 3.8 is at the middle");
    assert_eq!(leading(20, 39), [(Pole::Leading, HiddenStrength)]);
    assert_eq!(leading(40, 44), [], "the range holds the own number");
}

/// A line of a single question: the own answer, and what ten answered.
fn question(own: i64, all: i64) -> Line {
    let release = beside(&[("trust", 30, own)], &[("trust", 30, all)]);
    release.items()["trust.leading"].clone()
}

#[test]
fn a_single_question_has_to_lie_further_apart_than_its_range_reaches() {
    let side = |own, all| side_of_question(&question(own, all), &rules());

    // 1.4 times 0.9 is 1.26.
    assert_eq!(side(40, 28), Side::Same);
    assert_eq!(side(40, 27), Side::Lower);
    assert_eq!(side(20, 32), Side::Same);
    assert_eq!(side(20, 33), Side::Higher);
    assert_eq!(side(0, 34), Side::Same, "there is nothing to compare with");
}

#[test]
fn questions_are_named_by_their_pole() {
    let item = |pole| Model::builtin().items().iter().find(|item| item.pole == pole).unwrap();
    let (low, high, near) = (question(40, 22), question(20, 42), question(30, 30));
    let (leads, manages) = (item(Pole::Leading), item(Pole::Managing));
    let follows = item(Pole::Outcome);
    let asked = [
        (leads, &low),
        (manages, &low),
        (follows, &low),
        (leads, &high),
        (manages, &high),
        (follows, &high),
        (leads, &near),
    ];

    let found = insights_of_questions(asked, &rules());

    let found: Vec<_> = found.iter().map(|(insight, item, _)| (*insight, item.pole)).collect();
    assert_eq!(
        found,
        [
            (Insight::BlindSpot, Pole::Leading),
            (Insight::BlindSpot, Pole::Outcome),
            (Insight::HiddenStrength, Pole::Leading),
            (Insight::BlindSpot, Pole::Managing),
            (Insight::HiddenStrength, Pole::Outcome),
        ]
    );
}

#[test]
fn seldom_is_said_below_its_threshold_only() {
    let is_seldom = |leading| {
        let release = seen(&[("trust", 39, leading)]);
        read(&release).is_seldom(&trust(&release))
    };

    assert!(is_seldom(24));
    assert!(!is_seldom(25));
}

#[test]
fn other_thresholds_decide_otherwise() {
    let release = seen(&[("trust", 38, 38)]);
    let lower = Thresholds { middle: 2.9, ..rules() };

    let keep = Reading::read(Model::builtin(), &release, lower).keep;

    assert!(keep.is_some() && read(&release).keep.is_none());
}

#[test]
fn what_would_be_needed_is_told_where_neither_end_is_higher_for_certain() {
    let needed = |managing, leading| {
        let release = seen(&[("trust", managing, leading)]);
        needed(&trust(&release), &release)
    };

    // z * 0.9 / sqrt(m) reaches 0.7 from m = 7, that is 13 raters of whom half have answered, and
    // half of today's 0.789 from m = 20, that is 39.
    let close = Needed { to_tell: Some(3), to_halve: Some(29) };
    assert_eq!(needed(38, 30), Some(close));
    assert_eq!(needed(30, 30), Some(Needed { to_tell: None, ..close }));
    assert_eq!(needed(39, 30), None, "it is told");
    assert_eq!(needed(30, 0), None, "it has no number");
}

#[test]
fn a_scale_stands_out_against_the_mean_of_all_only_beyond_the_noise() {
    // Nine scales of 3.0 and one; z * 0.9 * sqrt(0.9 / 2) / sqrt(5) is 0.529.
    let place = |leading: i64| {
        let others = ["vision", "self", "change", "risk"].map(|contrast| (contrast, 30, 30));
        let all = [vec![("trust", 30, leading)], others.to_vec()].concat();
        let release = seen(&all);
        let profile = Profile::of(&read(&release), &release).unwrap();
        profile.place(&trust(&release), Pole::Leading)
    };

    assert_eq!(place(35), Some(Place::About));
    assert_eq!(place(36), Some(Place::Above));
    assert_eq!(place(25), Some(Place::About));
    assert_eq!(place(24), Some(Place::Below));
}

#[test]
fn kindness_throughout_moves_no_place_and_few_scales_have_no_shape() {
    let others = ["vision", "self", "change"];
    let places = |more: i64| {
        let all: Vec<Seen> = others.iter().map(|of| (*of, 20 + more, 32 + more)).collect();
        let release = seen(&all);
        let profile = Profile::of(&read(&release), &release).unwrap();
        let view = View::of(Model::builtin().contrast("self").unwrap(), &release).unwrap();
        [Pole::Leading, Pole::Managing].map(|pole| profile.place(&view, pole))
    };
    let one = seen(&[("trust", 30, 40)]);

    assert_eq!(places(0), places(10));
    assert!(Profile::of(&read(&one), &one).is_none());
}

#[test]
fn a_scale_that_one_group_did_not_tell_has_no_place() {
    let full: Vec<Seen> =
        ["trust", "vision", "self"].iter().map(|contrast| (*contrast, 30, 40)).collect();
    let half: Vec<Seen> = full
        .iter()
        .map(|(contrast, m, l)| (*contrast, *m, if *contrast == "trust" { 0 } else { *l }))
        .collect();
    let sheets = (0..N).map(|place| sheet(Category::Reports, &full, place));
    let peers = (0..N).map(|place| sheet(Category::Peers, &half, place));
    let release: Release = released(sheets.chain(peers).collect());
    let profile = Profile::of(&read(&release), &release).unwrap();

    assert_eq!(profile.place(&trust(&release), Pole::Leading), None);
    assert!(profile.place(&trust(&release), Pole::Managing).is_some());
}
