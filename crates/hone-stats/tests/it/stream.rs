use hone_stats::reliability::{alpha, icc_groups};
use hone_stats::stream::Stream;
use hone_stats::{Error, Groups};

use crate::reference::table;

fn near(ours: f64, reference: f64) {
    let is_near = (ours - reference).abs() <= 1e-10 * reference.abs();
    assert!(is_near, "{ours} for {reference}");
}

/// Seen in parts of uneven sizes, by two streams in turn that are merged at the end.
fn seen(columns: &[&[f64]], leaders: &[u32]) -> Stream {
    let mut streams = [Stream::new(columns.len()), Stream::new(columns.len())];
    let (mut start, mut turn) = (0, 0);
    while start < leaders.len() {
        let end = (start + 1 + 700 * turn).min(leaders.len());
        let part: Vec<&[f64]> = columns.iter().map(|column| &column[start..end]).collect();
        streams[turn % 2].push_about(&part, &leaders[start..end]).unwrap();
        (start, turn) = (end, turn + 1);
    }
    let [mut first, second] = streams;
    first.merge(&second).unwrap();
    first
}

#[test]
fn a_stream_finds_what_the_methods_find_that_have_all_rows() {
    let data = table("bhr2000");
    let scores = data.scores_in("AF06", "AS28");
    let labels: Vec<u32> = data.text("GRP").iter().map(|label| label.parse().unwrap()).collect();
    let (groups, _) = Groups::by_label(&labels).unwrap();
    let columns: Vec<&[f64]> = scores.items().collect();

    let stream = seen(&columns, &labels);

    let (ours, all) = (stream.alpha().unwrap(), alpha(&scores).unwrap());
    near(ours.raw.value, all.raw.value);
    near(ours.raw.se.unwrap(), all.raw.se.unwrap());
    near(ours.sd, all.sd);
    assert_eq!((ours.n, ours.n_complete), (all.n, all.n_complete));
    for (ours, all) in ours.items.iter().zip(&all.items) {
        near(ours.r_drop.unwrap(), all.r_drop.unwrap());
        near(ours.mean, all.mean);
        near(ours.sd, all.sd);
    }
    let all = icc_groups(&scores, &groups).unwrap().scale.unwrap();
    let ours = stream.icc().unwrap();
    near(ours.icc1.value, all.icc1.value);
    near(ours.icc2.ci95.unwrap().low, all.icc2.ci95.unwrap().low);
}

#[test]
fn gaps_are_treated_as_the_methods_treat_them() {
    let scores = table("bfi").scores_in("A1", "O5");
    let columns: Vec<&[f64]> = scores.items().collect();

    let stream = seen(&columns, &vec![0; scores.n_rows()]);

    let (ours, all) = (stream.alpha().unwrap(), alpha(&scores).unwrap());
    assert!(ours.n_complete < ours.n);
    near(ours.raw.value, all.raw.value);
    near(ours.mean, all.mean);
    assert_eq!((ours.n, ours.n_complete), (all.n, all.n_complete));
    for (item, (ours, all)) in ours.items.iter().zip(&all.items).enumerate() {
        near(ours.r_drop.unwrap(), all.r_drop.unwrap());
        let summary = stream.summary().items[item];
        assert_eq!(summary.n, all.n);
        near(summary.missing, 1.0 - all.n as f64 / scores.n_rows() as f64);
        near(summary.mean.value, all.mean);
    }
}

#[test]
fn counting_every_leader_twice_leaves_the_mean_and_nearly_its_error() {
    let answers = [1.0, 2.0, 4.0, 4.0, 5.0, 3.0];
    let leaders = [0, 0, 1, 1, 2, 2];
    let mut once = Stream::new(1);
    once.push_about(&[&answers], &leaders).unwrap();
    let mut twice = once.clone();
    twice.push_about(&[&answers], &leaders).unwrap();

    let (once, twice) = (once.mean_over_leaders().unwrap(), twice.mean_over_leaders().unwrap());

    near(twice.value, once.value);
    near(twice.se.unwrap(), once.se.unwrap());
}

#[test]
fn nothing_that_is_pushed_makes_it_panic_and_what_cannot_be_told_is_an_error() {
    let nothing = Stream::new(2);
    assert_eq!(nothing.alpha(), Err(Error::TooFewRows { found: 0, needed: 2 }));
    assert!(nothing.icc().is_err() && nothing.mean_over_leaders().is_err());
    assert!(nothing.summary().items[0].mean.value.is_nan());

    let mut constant = Stream::new(2);
    constant.push_about(&[&[3.0, 3.0], &[4.0, f64::NAN]], &[0, 7]).unwrap();
    assert_eq!(constant.alpha(), Err(Error::TooFewVary { found: 0 }));
    assert!(constant.icc().is_err());

    assert!(constant.push(&[&[1.0]]).is_err());
    assert!(constant.push(&[&[1.0], &[]]).is_err());
    assert!(constant.push(&[&[1.0], &[f64::INFINITY]]).is_err());
    assert!(constant.push_about(&[&[1.0], &[1.0]], &[]).is_err());
}
