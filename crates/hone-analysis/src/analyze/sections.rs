//! Every section, in the order of the report.

use super::needs::Need::{
    Ballots, Categories, Groups, Items, Leaders, Raters, RatersAtMost, SharedRaters,
};
use super::section::Of::{EachScale, Everything};
use super::section::Section;

const LEADERS: &str = "Leaders";
const RATERS: &str = "Raters";
const SCALES: &str = "Scales";
const FAIRNESS: &str = "Fairness";

pub(super) const ALL: &[Section] = &[
    Section {
        chapter: LEADERS,
        what: "how many raters",
        of: Everything,
        needs: &[Ballots(20), Leaders(5)],
        command: "plan FILE --ratee RATEE --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "how much raters of a leader agree, beside how much leaders differ (ICC)",
        of: EachScale,
        needs: &[Ballots(20), Leaders(5)],
        command: "stats icc-groups FILE --group RATEE --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "reliability within and between leaders (two-level omega)",
        of: EachScale,
        needs: &[Leaders(30), Items(3), Ballots(100)],
        command: "stats omega-levels FILE --ratee RATEE --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "how well leaders are told apart by these raters (G)",
        of: EachScale,
        needs: &[Raters, SharedRaters(20), Leaders(20)],
        command: "stats dstudy FILE --ratee RATEE --rater RATER --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "level and profile of leaders",
        of: Everything,
        needs: &[Leaders(20), Items(3)],
        command: "stats leniency FILE --ratee RATEE --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "agreement within leaders (r_wg)",
        of: EachScale,
        needs: &[Leaders(5), Categories(11)],
        command: "stats rwg FILE --group RATEE --items ITEMS",
    },
    Section {
        chapter: LEADERS,
        what: "average deviation within leaders (AD)",
        of: EachScale,
        needs: &[Leaders(5), Categories(11)],
        command: "stats ad FILE --group RATEE --items ITEMS",
    },
    Section {
        chapter: RATERS,
        what: "leaders, items and raters on one scale",
        of: EachScale,
        needs: &[Raters, RatersAtMost(200), SharedRaters(5), Leaders(30), Categories(11)],
        command: "stats facets FILE --person RATEE --rater RATER --items ITEMS",
    },
    Section {
        chapter: RATERS,
        what: "halo and habits of answering",
        of: Everything,
        needs: &[Ballots(30), Items(3), Categories(11)],
        command: "stats halo FILE --ratee RATEE --items ITEMS",
    },
    Section {
        chapter: RATERS,
        what: "careless answers",
        of: Everything,
        needs: &[Ballots(30), Items(6)],
        command: "stats careless FILE --items ITEMS",
    },
    Section {
        chapter: SCALES,
        what: "the answers to each item",
        of: Everything,
        needs: &[Ballots(1)],
        command: "stats describe FILE --items ITEMS",
    },
    Section {
        chapter: SCALES,
        what: "reliability of the scale (alpha)",
        of: EachScale,
        needs: &[Ballots(20), Items(2)],
        command: "stats alpha FILE --items ITEMS",
    },
    Section {
        chapter: SCALES,
        what: "reliability of the scale (omega)",
        of: EachScale,
        needs: &[Ballots(100), Items(3)],
        command: "stats omega FILE --items ITEMS",
    },
    Section {
        chapter: SCALES,
        what: "reliability of the scale, answers taken as ordinal (omega)",
        of: EachScale,
        needs: &[Ballots(200), Items(3), Categories(11)],
        command: "stats omega FILE --items ITEMS --ordinal",
    },
    Section {
        chapter: SCALES,
        what: "how many factors there seem to be",
        of: Everything,
        needs: &[Ballots(100), Items(6)],
        command: "stats parallel FILE --items ITEMS",
    },
    Section {
        chapter: SCALES,
        what: "whether the items hang together as the scales say",
        of: Everything,
        needs: &[Ballots(200), Items(4), Categories(11)],
        command: "stats cfa FILE --model MODEL --estimator wlsmv",
    },
    Section {
        chapter: SCALES,
        what: "what each item tells, and where on the trait (graded response model)",
        of: EachScale,
        needs: &[Ballots(250), Items(3), Categories(11)],
        command: "stats grm FILE --items ITEMS --at=-2,-1,0,1,2",
    },
    Section {
        chapter: FAIRNESS,
        what: "items that ask other things of other groups",
        of: EachScale,
        needs: &[Groups(100), Items(4), Categories(11)],
        command: "stats dif FILE --items ITEMS --group GROUP",
    },
];
