use hone_stats::forecasts::{Record, calibration};
use serde_json::Value;

use crate::reference::Reference;
use crate::row::Row;
use crate::row::Tolerance::Relative;

pub(crate) fn rows(reference: &Reference) -> Vec<Row> {
    let result = reference.case("forecasts", "forecasts", || ()).result().clone();
    let numbers = |name: &str| -> Vec<f64> {
        result[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let yes: Vec<bool> = numbers("o").iter().map(|o| *o > 0.5).collect();
    let record = Record::new(&numbers("p"), &yes).expect("these are forecasts");
    let case = reference.case("forecasts", "forecasts", || calibration(&record, 1));
    let found = |value: Option<f64>| value.unwrap_or(f64::NAN);
    vec![
        case.row(
            "Brier score",
            "/brier",
            |c| found(c.brier.known().map(|b| b.value)),
            Relative(1e-10),
        ),
        case.row(
            "optimism",
            "/optimism",
            |c| found(c.optimism.known().map(|o| o.value)),
            Relative(1e-10),
        ),
        case.row(
            "its p-value",
            "/optimism_p",
            |c| found(c.optimism.known().map(|o| o.p_value)),
            Relative(1e-9),
        ),
        case.row(
            "miscalibration, corrected",
            "/rel_c",
            |c| found(c.decomposition.known().map(|d| d.corrected.reliability)),
            Relative(1e-9),
        ),
        case.row(
            "telling apart",
            "/slope",
            |c| found(c.discrimination.known().map(|d| d.value)),
            Relative(1e-10),
        ),
        case.row(
            "curve (isotonic), first point",
            "/curve/0",
            |c| found(c.curve.known().and_then(|c| c.points.first()).map(|p| p.share)),
            Relative(1e-10),
        ),
    ]
}
