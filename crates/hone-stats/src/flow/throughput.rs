/// What came out in some time, and how much should be under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throughput {
    /// How many were finished in a week.
    pub per_week: f64,
    /// How many would be under way at a time, if as many began as ended; `None` where nothing ended.
    pub expected_open: Option<f64>,
}

/// Finished per week, and by Little's law (1961, doi:10.1287/opre.9.3.383) how many are under way on
/// average: `L = lambda W`, with `lambda` finished per day and `W` the mean days that each took.
///
/// The law holds for a flow that neither grows nor shrinks; where far more are open than it says, more
/// is begun than ended. `None` for no time at all.
///
/// Checked by hand: four finished in 28 days after 7 days each are one a week, and one at a time.
pub fn throughput(days_taken: &[f64], days: f64) -> Option<Throughput> {
    if !(days.is_finite() && days > 0.0) {
        return None;
    }
    let n = days_taken.len() as f64;
    let per_day = n / days;
    let mean = days_taken.iter().sum::<f64>() / n;
    let expected_open = (!days_taken.is_empty()).then_some(per_day * mean);
    Some(Throughput { per_week: per_day * 7.0, expected_open })
}
