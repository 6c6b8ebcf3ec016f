use hone_stats::numeric::stream;
use hone_stats::reliability::{omega, omega_factors, omega_ordinal};
use hone_stats::{Error, Groups, Scores};
use rand::RngExt;

use crate::reference::{absolute, all_absolute, column, number, numbers, relative, result, table};

const SEED: u64 = 20_240_607;

fn soldiers() -> Scores {
    table("bhr2000").scores_in("AF06", "AS28")
}

#[test]
fn omega_is_model_implied_and_the_one_over_the_observed_variance_has_its_own_name() {
    for (data, first, last, name) in [
        ("bhr2000", "AF06", "AS28", "omega_cfa_bhr2000"),
        ("sim360", "i01", "i30", "omega_cfa_sim360"),
    ] {
        let ours = omega(&table(data).scores_in(first, last), None).unwrap();

        let reference = result(name);
        relative(ours.omega.value, number(&reference, "/omega_modelimplied"), 1e-7);
        relative(ours.over_observed, number(&reference, "/omega_obsvar"), 1e-6);
        let loadings: Vec<f64> = ours.loadings.iter().map(|loading| loading.value).collect();
        all_absolute(&loadings, &numbers(&reference, "/lambda"), 1e-5);
        all_absolute(&ours.residuals, &numbers(&reference, "/theta"), 1e-5);
        let interval = ours.omega.ci95.unwrap();
        assert!(interval.low < ours.omega.value && ours.omega.value < interval.high);
        assert!(ours.fit.converged);
    }
}

#[test]
fn ordinal_omega_is_of_the_answers_and_not_of_what_lies_behind_them() {
    let ours = omega_ordinal(&soldiers(), None, 0, SEED).unwrap();

    let reference = result("omega_cat_bhr2000");
    relative(ours.omega.value, number(&reference, "/omega_modelimplied"), 1e-6);
    relative(ours.latent, number(&reference, "/omega_latentresp_modelimplied"), 1e-6);
    let loadings: Vec<f64> = ours.loadings.iter().map(|loading| loading.value).collect();
    all_absolute(&loadings, &numbers(&reference, "/lambda"), 1e-5);
    assert!(ours.fit.converged && ours.heywood.is_empty());
}

/// `cfa1_wlsmv_bhr2000` has lavaan's robust standard errors of the same loadings.
#[test]
fn errors_of_ordinal_loadings_are_lavaans() {
    let ours = omega_ordinal(&soldiers(), None, 0, SEED).unwrap();

    let reference = result("cfa1_wlsmv_bhr2000");
    for (item, loading) in ours.loadings.iter().enumerate() {
        relative(loading.se.unwrap(), number(&reference, &format!("/par/{item}/se")), 1e-4);
    }
}

/// The delta method against what omega does when the rows are drawn anew.
#[test]
fn standard_errors_are_those_of_the_bootstrap() {
    let scores = soldiers().rows(&(0..600).collect::<Vec<_>>()).unwrap();
    let drawn = |number: u64| {
        let mut rng = stream(SEED, number);
        let rows: Vec<usize> = (0..600).map(|_| rng.random_range(0..600)).collect();
        scores.rows(&rows).unwrap()
    };
    let spread = |of: &dyn Fn(&Scores) -> f64| {
        let values: Vec<f64> = (0..60).map(|number| of(&drawn(number))).collect();
        let mean = values.iter().sum::<f64>() / 60.0;
        (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 59.0).sqrt()
    };

    let plain = omega(&scores, None).unwrap().omega.se.unwrap();
    let ordinal = omega_ordinal(&scores, None, 60, SEED).unwrap().omega;

    let by_bootstrap = spread(&|drawn| omega(drawn, None).unwrap().omega.value);
    assert!((plain / by_bootstrap - 1.0).abs() < 0.3, "{plain} {by_bootstrap}");
    let narrow = omega_ordinal(&scores, None, 0, SEED).unwrap().omega;
    // The soldiers' answers are more extreme than a normal variable would give.
    assert!(ordinal.se.unwrap() > 1.1 * narrow.se.unwrap());
    assert!(ordinal.ci95.unwrap().low < narrow.ci95.unwrap().low);
}

#[test]
fn raters_of_one_company_widen_the_interval() {
    let (companies, _) = table("bhr2000").groups("GRP");

    let width = |clusters: Option<&Groups>| {
        let plain = omega(&soldiers(), clusters).unwrap().omega.se.unwrap();
        let ordinal = omega_ordinal(&soldiers(), clusters, 0, SEED).unwrap().omega.se.unwrap();
        [plain, ordinal]
    };

    let (alone, together) = (width(None), width(Some(&companies)));
    assert!(together[0] > 1.05 * alone[0] && together[1] > 1.05 * alone[1]);
}

#[test]
fn omega_by_factors_is_that_of_psych() {
    let ours = omega_factors(&soldiers(), 3, 0, SEED).unwrap();

    let reference = result("omega_psych_bhr2000");
    absolute(ours.hierarchical.value, number(&reference, "/omega_h"), 1e-4);
    absolute(ours.total.value, number(&reference, "/omega.tot"), 1e-5);
    all_absolute(&ours.general, &column(&reference, "/schmid", "g"), 1e-3);
    all_absolute(&ours.communalities, &column(&reference, "/schmid", "h2"), 1e-3);
    assert!(ours.converged && ours.is_identified && ours.turned.is_empty());
    let six = omega_factors(&table("sim360").scores_in("i01", "i30"), 6, 0, SEED).unwrap();
    let reference = result("omega_psych_sim360");
    absolute(six.hierarchical.value, number(&reference, "/omega_h"), 1e-4);
    absolute(six.total.value, number(&reference, "/omega.tot"), 1e-5);
}

#[test]
fn omega_by_factors_has_an_interval_from_rows_drawn_anew() {
    let scores = soldiers().rows(&(0..500).collect::<Vec<_>>()).unwrap();

    let ours = omega_factors(&scores, 3, 60, SEED).unwrap();

    let interval = ours.total.ci95.unwrap();
    assert!(interval.low < interval.high && interval.high < 1.0);
    let interval = ours.hierarchical.ci95.unwrap();
    assert!(interval.low < ours.hierarchical.value && ours.hierarchical.value < interval.high);
    assert_eq!(ours, omega_factors(&scores, 3, 60, SEED).unwrap());
}

#[test]
fn a_turned_item_does_not_change_omega_by_factors() {
    let scores = soldiers();
    let mut columns: Vec<Vec<f64>> = scores.items().map(<[f64]>::to_vec).collect();
    columns[4] = columns[4].iter().map(|x| 6.0 - x).collect();

    let turned = omega_factors(&Scores::new(columns).unwrap(), 3, 0, SEED).unwrap();

    let plain = omega_factors(&scores, 3, 0, SEED).unwrap();
    absolute(turned.hierarchical.value, plain.hierarchical.value, 1e-6);
    assert_eq!(turned.turned, [4]);
}

#[test]
fn what_cannot_be_is_refused_by_all_three() {
    let scores = |columns: Vec<Vec<f64>>| Scores::new(columns).unwrap();
    let two = scores(vec![vec![1.0, 2.0, 3.0]; 2]);
    let same = scores(vec![vec![1.0, 2.0, 3.0, 2.0, 1.0, 3.0]; 4]);
    let constant =
        scores(vec![vec![1.0, 2.0, 3.0, 1.0, 5.0], vec![2.0; 5], vec![1.0, 2.0, 2.0, 1.0, 3.0]]);
    let missing = scores(vec![vec![f64::NAN; 5]; 4]);

    assert_eq!(omega(&two, None).unwrap_err(), Error::TooFewItems { found: 2, needed: 3 });
    assert_eq!(
        omega_ordinal(&two, None, 0, SEED).unwrap_err(),
        Error::TooFewItems { found: 2, needed: 3 }
    );
    assert_eq!(omega(&constant, None).unwrap_err(), Error::Constant { item: 1 });
    assert_eq!(omega_ordinal(&constant, None, 0, SEED).unwrap_err(), Error::Constant { item: 1 });
    for broken in [&two, &same, &constant, &missing] {
        assert!(omega(broken, None).is_err());
        assert!(omega_factors(broken, 3, 0, SEED).is_err());
    }
    assert!(omega_ordinal(&missing, None, 0, SEED).is_err());
    // Items that say the same are a Heywood case at the most.
    if let Ok(found) = omega_ordinal(&same, None, 0, SEED) {
        assert!(found.loadings.iter().all(|loading| loading.value > 0.9));
    }
}
