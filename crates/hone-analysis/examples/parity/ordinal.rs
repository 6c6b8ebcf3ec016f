use hone_analysis::table::Data;
use hone_stats::facets::{Facets, Steps, random_facets};
use hone_stats::ordinal::{Link, Ordinal, ordinal};
use hone_stats::variance::{crossed, treatment_columns};
use hone_stats::{Groups, Scores};

use crate::reference::{Case, Reference};
use crate::row::Row;
use crate::row::Tolerance::{Absolute, AtLeast, Relative};

const ERROR: &str = "its standard error";

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let mut rows = wine(reference);
    rows.extend(soup(reference));
    rows.extend(lecturers(reference));
    rows.extend(leaders(reference));
    rows.extend(random_raters(reference));
    rows
}

/// Log-likelihood, a threshold or effect with its standard error, and a variance.
fn figures(case: &Case<Ordinal>, effect: (&str, usize), term: (&str, usize)) -> Vec<Row> {
    let (name, place) = effect;
    let est = |found: &Ordinal| found.fixed[place].value;
    vec![
        case.row("log-likelihood", "/logLik", |found| found.log_likelihood, AtLeast(1e-6)),
        case.row(&format!("effect {name}"), &format!("/coef/{name}"), est, Absolute(1e-4)),
        case.row(ERROR, &format!("/se/{name}"), error_of(place), Relative(1e-3)),
        variance(case, term),
    ]
}

fn error_of(place: usize) -> impl Fn(&Ordinal) -> f64 {
    move |found| found.fixed[place].se.unwrap_or(f64::NAN)
}

fn variance(case: &Case<Ordinal>, (name, term): (&str, usize)) -> Row {
    let found = |found: &Ordinal| found.components[term].value;
    case.row(&format!("variance of {name}"), &format!("/var/{name}"), found, Relative(1e-3))
}

fn wine(reference: &Reference) -> Vec<Row> {
    let data = reference.read("wine_ordinal", "rating", &["judge", "temp", "contact"]);
    let [judges, temp, contact] = groups(&data);
    let fixed = factors(&[&temp, &contact]);
    let values = &data.items[0].values;
    let mut rows = vec![];
    for (job, link) in [("clmm_wine_full", Link::Logit), ("clmm_wine_probit", Link::Probit)] {
        let run = || ordinal(values, &[&judges], Some(&fixed), link).expect("it can be told");
        let case = reference.case("ordinal", job, run);
        rows.extend(figures(&case, ("tempwarm", 0), ("judge", 0)));
        if link == Link::Logit {
            // clmm takes plain differences of its criterion, which are 0.5 % off here.
            rows.retain(|row| row.what != ERROR);
            let case = reference.case("ordinal", "laplace_wine", run).untimed();
            rows.push(case.row(ERROR, "/se/4", error_of(0), Relative(1e-3)));
        }
    }
    rows
}

fn soup(reference: &Reference) -> Vec<Row> {
    let data = reference.read("soup_ordinal", "SURENESS", &["RESP", "PRODID", "PROD", "DAY"]);
    let [people, recipes, product, day] = groups(&data);
    let values = &data.items[0].values;
    let fixed = factors(&[&product, &day]);
    let run = || {
        ordinal(values, &[&people, &recipes], Some(&fixed), Link::Logit).expect("it can be told")
    };
    let case = reference.case("ordinal", "clmm_soup", run);
    let mut rows = figures(&case, ("PRODTest", 0), ("RESP", 0));
    let pairs = crossed(&[&people, &product]).expect("there are rows");
    let fixed = factors(&[&product]);
    let run =
        || ordinal(values, &[&people, &pairs], Some(&fixed), Link::Probit).expect("it can be told");
    let case = reference.case("ordinal", "clmm_soup_nested_probit", run);
    rows.extend(figures(&case, ("PRODTest", 0), ("RP", 1)));
    rows
}

/// The lecturers of one department.
fn lecturers(reference: &Reference) -> Vec<Row> {
    let data = reference.read("InstEval", "y,service,studage,dept", &["s", "d"]);
    let department = &data.items[3].values;
    let rows: Vec<usize> = (0..department.len()).filter(|row| department[*row] == 5.0).collect();
    let of = |item: usize| rows.iter().map(|row| data.items[item].values[*row]).collect::<Vec<_>>();
    let [students, lecturers] =
        groups(&data).map(|groups| groups.rows(&rows).expect("there are rows").0);
    let (values, fixed) = (of(0), Scores::new(vec![of(1), of(2)]).expect("of one length"));
    let run = || {
        ordinal(&values, &[&students, &lecturers], Some(&fixed), Link::Logit)
            .expect("it can be told")
    };
    let case = reference.case("ordinal", "clmm_insteval5", run);
    figures(&case, ("service", 0), ("d", 1))
}

/// One item of a 360: 2,000 leaders and 4,845 raters.
fn leaders(reference: &Reference) -> Vec<Row> {
    let data = reference.read("sim360", "i01", &["ratee", "rater"]);
    let [leaders, raters] = groups(&data);
    let values = &data.items[0].values;
    let run = || ordinal(values, &[&leaders, &raters], None, Link::Logit).expect("it can be told");
    let case = reference.case("ordinal", "clmm_sim360", run);
    let first = |found: &Ordinal| found.thresholds[0].value;
    vec![
        case.row("log-likelihood", "/logLik", |found| found.log_likelihood, AtLeast(1e-6)),
        case.row("first threshold", "/coef/1|2", first, Absolute(1e-4)),
        variance(&case, ("ratee", 0)),
        variance(&case, ("rater", 1)),
    ]
}

fn random_raters(reference: &Reference) -> Vec<Row> {
    let data = reference.read("tam_ex10", "I0001..I0005", &["pid", "rater"]);
    let [persons, raters] = groups(&data);
    let scores = data.scores().expect("the items are numbers");
    let run =
        || random_facets(&scores, &persons, &raters, Steps::Common).expect("it can be fitted");
    let case = reference.case("many-facet Rasch, random raters", "mfr_ex10_random", run);
    let easiness = |found: &Facets| -found.items[0].value;
    let of_raters = |found: &Facets| found.rater_sd.map_or(f64::NAN, |sd| sd.value.powi(2));
    vec![
        case.row("log-likelihood", "/logLik", |found| found.log_likelihood, AtLeast(1e-6)),
        case.row("first item", "/est/0", easiness, Absolute(1e-4)),
        case.row("variance of persons", "/var/pid", |f| f.sd.value.powi(2), Relative(1e-3)),
        case.row("variance of raters", "/var/rater", of_raters, Relative(1e-3)),
    ]
}

fn groups<const N: usize>(data: &Data) -> [Groups; N] {
    std::array::from_fn(|label| data.labels[label].groups().expect("each row has one"))
}

fn factors(factors: &[&Groups]) -> Scores {
    let columns = factors.iter().map(|groups| treatment_columns(groups).expect("two levels"));
    Scores::new(columns.flatten().collect()).expect("of one length")
}
