use hone_stats::variance::{Facets, dependability, mean_square_components};
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

#[test]
fn a_component_by_mean_squares_may_be_negative_where_that_of_reml_is_zero() {
    let persons = table("gleser1965");
    let mut cells = Cells::default();
    for (item, judge) in (0..6).flat_map(|item| (0..2).map(move |judge| (item, judge))) {
        cells.0.extend(persons.numbers(&format!("J{}{}", item + 1, judge + 1)));
        cells.1.extend(0..12);
        cells.2.extend([judge; 12]);
        cells.3.extend([item; 12]);
    }

    let found = squares_of(&cells).unwrap();

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
