use hone_stats::variance::{
    FacetStudy, Facets, dependability, facet_study, mean_square_components,
};
use hone_stats::{Error, Groups};

use crate::reference::{absolute, number, numbers, relative, result, table};

fn by<L: Ord + Clone>(labels: &[L]) -> Groups {
    Groups::by_label(labels).unwrap().0
}

#[track_caller]
fn same(data: &str, values: &[f64], leader: &str, rater: &str) {
    let table = table(data);
    let found = dependability(values, &table.groups(leader).0, &table.groups(rater).0).unwrap();

    let reference = result(&format!("Gqk_{data}"));
    relative(found.q, number(&reference, "/q"), 1e-10);
    relative(found.n_raters, number(&reference, "/kharm"), 1e-12);
    relative(found.g.value, number(&reference, "/G_qk"), 1e-4);
    for raters in [1, 5, 20] {
        let phi = found.phi(f64::from(raters)).unwrap();
        relative(phi.value, number(&reference, &format!("/Phi_k/{raters}")), 1e-4);
        let band = phi.ci95.unwrap();
        assert!(band.low < phi.value && phi.value < band.high);
    }
    for target in [0.7, 0.8, 0.9] {
        let needed = found.raters_needed(target).unwrap();
        relative(needed.value, number(&reference, &format!("/k_for/{target}")), 1e-4);
        relative(found.phi(needed.value).unwrap().value, target, 1e-12);
        let band = needed.ci95.unwrap();
        relative(found.phi(band.low).unwrap().ci95.unwrap().high, target, 1e-9);
    }
}

#[test]
fn the_reliability_on_the_actual_graph_is_that_of_the_reference() {
    let means = table("sim360").scores_in("i01", "i30").row_means();

    same("sim360", &means, "ratee", "rater");
    same("InstEval", &table("InstEval").numbers("y"), "d", "s");
}

#[test]
fn raters_who_rate_everybody_take_nothing_from_the_order_of_leaders() {
    let (mut leaders, mut raters, mut values) = (vec![], vec![], vec![]);
    for leader in 0..12_u32 {
        for rater in 0..5_u32 {
            leaders.push(leader);
            raters.push(rater);
            values.push(f64::from((leader * 7 + rater * 5 + leader * rater * 3) % 11));
        }
    }

    let found = dependability(&values, &by(&leaders), &by(&raters)).unwrap();

    absolute(found.q, 0.0, 1e-12);
    relative(found.n_raters, 5.0, 1e-12);
}

/// Values, and who and what they are about.
type Cells = (Vec<f64>, Vec<u32>, Vec<u32>, Vec<u32>);

fn essays() -> Cells {
    let essays = table("immer07");
    let (persons, raters) = (essays.groups("pid").0, essays.groups("rater").0);
    let mut cells = Cells::default();
    for item in 0..4 {
        cells.0.extend(essays.numbers(&format!("I{}", item + 1)));
        cells.1.extend(persons.of());
        cells.2.extend(raters.of());
        cells.3.extend(vec![item; persons.n_rows()]);
    }
    cells
}

fn squares_of(cells: &Cells) -> Result<Facets, Error> {
    mean_square_components(&cells.0, &by(&cells.1), &by(&cells.2), &by(&cells.3))
}

#[test]
fn mean_squares_give_the_components_of_aov() {
    let found = squares_of(&essays()).unwrap();

    let reference = result("gtheory_immer07_anova");
    let ours = [found.leader, found.rater, found.item, found.leader_rater, found.leader_item];
    for (ours, term) in ours.iter().zip(["p.p", "r.r", "i.i", "pr.pr", "pi.pi"]) {
        relative(*ours, number(&reference, &format!("/ems/{term}")), 1e-10);
    }
    relative(found.rater_item, number(&reference, "/ems/ri.ri"), 1e-10);
    relative(found.residual, number(&reference, "/ems/pri.pri"), 1e-10);
    let three = found.study(3.0, 4.0).unwrap();
    let reference = result("gtheory_immer07");
    absolute(three.relative, number(&reference, "/dstudy_4items/values/2/1"), 1e-4);
    absolute(three.absolute, number(&reference, "/dstudy_4items/values/2/2"), 1e-4);
}

fn gleser() -> Cells {
    let persons = table("gleser1965");
    let mut cells = Cells::default();
    for (item, judge) in (0..6).flat_map(|item| (0..2).map(move |judge| (item, judge))) {
        cells.0.extend(persons.numbers(&format!("J{}{}", item + 1, judge + 1)));
        cells.1.extend(0..12);
        cells.2.extend([judge; 12]);
        cells.3.extend([item; 12]);
    }
    cells
}

fn by_reml(cells: &Cells) -> Result<FacetStudy, Error> {
    facet_study(&cells.0, &by(&cells.1), &by(&cells.2), &by(&cells.3))
}

/// The components of lmer in `names`, beside ours.
#[track_caller]
fn like_lmer(found: &FacetStudy, name: &str, names: [&str; 6], tolerance: f64) {
    let reference = result(name);
    let parts = &found.components;
    let ours = [
        parts.leader,
        parts.rater,
        parts.item,
        parts.leader_rater,
        parts.leader_item,
        parts.rater_item,
    ];
    let all = reference["varcomp"].as_array().unwrap();
    for (ours, name) in
        ours.into_iter().chain([parts.residual]).zip(names.into_iter().chain(["Residual"]))
    {
        let theirs = all.iter().find(|one| one["grp"] == name).unwrap()["vcov"].as_f64().unwrap();
        absolute(ours, theirs, tolerance);
    }
    absolute(found.model.log_likelihood, number(&reference, "/logLik"), 1e-6);
}

#[test]
fn components_of_leaders_raters_and_items_are_those_of_lmer() {
    let found = by_reml(&essays()).unwrap();

    like_lmer(&found, "gtheory_immer07", ["p", "r", "i", "p:r", "p:i", "r:i"], 2e-4);
    assert!(!found.is_nested);
    let reference = result("gtheory_immer07");
    let three = found.study(3.0, 4.0).unwrap();
    absolute(three.relative.value, number(&reference, "/dstudy_4items/values/2/1"), 1e-4);
    absolute(three.absolute.value, number(&reference, "/dstudy_4items/values/2/2"), 1e-4);
    let plain = found.components.study(3.0, 4.0).unwrap();
    absolute(three.own_raters.value, plain.own_raters, 1e-12);
    let band = three.relative.ci95.unwrap();
    assert!(band.low < three.relative.value && three.relative.value < band.high);
    assert!(plain.absolute < plain.own_raters && plain.own_raters < plain.relative);
}

#[test]
fn a_component_that_reml_sets_to_zero_moves_the_others_as_in_lmer() {
    let found = by_reml(&gleser()).unwrap();

    like_lmer(&found, "gtheory_gleser", ["p", "j", "i", "p:j", "p:i", "i:j"], 1e-4);
    assert_eq!(found.components.rater, 0.0);
    // Mean squares give .4187, so that the two must not be taken for the same.
    assert!(found.components.leader > 0.424);
}

#[test]
fn raters_within_leaders_are_known_as_such() {
    let mut cells = essays();
    for (rater, person) in cells.2.iter_mut().zip(&cells.1) {
        *rater += 3 * person;
    }

    let found = by_reml(&cells).unwrap();

    assert!(found.is_nested);
    assert_eq!((found.components.rater, found.components.rater_item), (0.0, 0.0));
    let study = found.study(3.0, 4.0).unwrap();
    assert_eq!(study.relative, study.own_raters);
    let (crossed, nested) = (by_reml(&essays()).unwrap().components, found.components);
    absolute(nested.leader_rater, crossed.rater + crossed.leader_rater, 0.01);
    // The same three raters blur nothing between persons, which raters of their own would do.
    absolute(nested.leader, crossed.leader - crossed.rater / 3.0, 0.01);
}

#[test]
fn the_raters_that_are_needed_reach_the_reliability() {
    let parts = by_reml(&essays()).unwrap().components;

    let needed = parts.raters_needed(0.7, 4.0).unwrap();

    relative(parts.study(needed, 4.0).unwrap().own_raters, 0.7, 1e-12);
    // A person's own strengths leave .8579 with four items, however many rate.
    assert_eq!(parts.raters_needed(0.9, 4.0), Err(Error::OutOfReach));
    assert_eq!(parts.raters_needed(1.0, 4.0), Err(Error::NotAShare));
}

#[test]
fn a_component_by_mean_squares_may_be_negative_where_that_of_reml_is_zero() {
    let found = squares_of(&gleser()).unwrap();

    let squares = numbers(&result("gtheory_gleser_anova"), "/ms");
    let [p, _, j, pi, pj, ij, rest] = squares[..7] else { panic!("seven mean squares") };
    relative(found.leader, (p - pi - pj + rest) / 12.0, 1e-10);
    relative(found.rater, (j - pj - ij + rest) / 72.0, 1e-10);
    absolute(found.rater, -0.0141, 1e-4);
}

#[test]
fn a_design_with_a_hole_has_no_mean_squares() {
    let mut cells = essays();
    cells.0[17] = f64::NAN;
    let mut twice = essays();
    twice.3[0] = 1;

    assert_eq!(squares_of(&cells), Err(Error::NotFullyCrossed));
    assert_eq!(squares_of(&twice), Err(Error::NotFullyCrossed));
    assert!(squares_of(&essays()).unwrap().study(0.0, 4.0).is_err());
}
