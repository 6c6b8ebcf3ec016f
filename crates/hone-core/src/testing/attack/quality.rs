//! What everybody reads of the questionnaire of a round: coefficients, which rest on many raters and
//! are told in coarse steps.

use super::reader::table;

/// The coefficients of a page, and what tells more than it may.
#[derive(Clone, Debug, Default)]
pub struct Coefficients {
    /// How many there are.
    pub n: usize,
    /// What is finer than a twentieth, or rests on too few.
    pub beyond: Vec<String>,
}

/// The coefficients of a page, if it is the one about the questionnaire.
pub fn read_quality(html: &str) -> Coefficients {
    let mut found = Coefficients::default();
    if !html.contains("<h1>What your rounds show of the questionnaire</h1>") {
        return found;
    }
    for round in html.split("<p>Closed ").skip(1) {
        let n_raters =
            round.split_once("at least ").and_then(|(_, rest)| rest.split_once(" of them"));
        let n_raters: Option<usize> = n_raters.and_then(|(n, _)| n.parse().ok());
        if !n_raters.is_some_and(|n| n >= 40 && n % 10 == 0) {
            found.beyond.push(format!("the questionnaire rests on {n_raters:?} raters"));
        }
        for label in round.split("aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next())
        {
            // The mean of four and of eight follow from that of one.
            let own = if label.ends_with("scale by scale") { 1..3 } else { 1..2 };
            let rows = table(round, label).unwrap_or_default();
            let cells = rows.iter().flat_map(|row| row.iter().skip(own.start).take(own.len()));
            for value in cells.filter_map(|cell| cell.split_whitespace().next()?.parse().ok()) {
                found.n += 1;
                if !is_twentieth(value) {
                    found.beyond.push(format!("{label}: {value} is finer than a twentieth"));
                }
            }
        }
    }
    found
}

fn is_twentieth(value: f64) -> bool {
    (20.0 * value - (20.0 * value).round()).abs() < 1e-6
}

#[test]
fn a_coefficient_that_is_too_fine_or_rests_on_too_few_is_found() {
    let page = |value: &str, n: usize| {
        format!(
            "<h1>What your rounds show of the questionnaire</h1><p>Closed 4 May. raters of six \
             leaders, at least {n} of them.</p><div aria-label=\"Spring, scale by scale\"><table>\
             <tr><th>Scale</th><th>Alpha</th></tr><tr><th>Trust</th><td>{value} 0.61 to 0.85</td>\
             <td>0.15 0.01 to 0.33</td><td>0.41</td></tr></table></div>"
        )
    };

    assert_eq!(read_quality(&page("0.75", 60)).n, 2);
    assert!(read_quality(&page("0.75", 60)).beyond.is_empty());
    assert_eq!(read_quality(&page("0.73", 60)).beyond.len(), 1);
    assert_eq!(read_quality(&page("0.75", 30)).beyond.len(), 1);
    assert_eq!(read_quality(&page("0.75", 45)).beyond.len(), 1);
}
