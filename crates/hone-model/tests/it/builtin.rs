//! The model that Hone ships.

use hone_model::{Model, NAME_MARK, Pole, ScaleId, Severity, Way};

use crate::broken;

/// Every claim of the model; an id that is lost here is lost on purpose.
const CLAIMS: &[&str] = &[
    "T1", "T2", "T3", "T4", "T5", "T6", "T7", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9",
    "V10", "V11", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "N1", "N2", "N3", "N4",
    "N5", "N6", "R1", "R2", "R3", "R4",
];

#[test]
fn it_is_clean() {
    let findings = broken::findings(Model::BUILTIN_DOCUMENT);

    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn it_holds_every_claim_and_an_item_asks_each() {
    let model = Model::builtin();

    let ids: Vec<_> = model.claims().iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(ids, CLAIMS);
    for claim in model.claims() {
        assert!(claim.is_served_by(Way::Ask) && claim.is_served_by(Way::Guide), "{}", claim.id);
        let full = model.full();
        assert!(model.items_in(full).any(|item| item.claims.contains(&claim.id)), "{}", claim.id);
    }
}

#[test]
fn a_claim_is_told_when_its_only_item_goes() {
    let text = broken::without_item("v6-makes-time-for-years-ahead");

    let place = "says = \"thinks long-term\"";
    let line = text.lines().position(|line| line == place).unwrap() + 2;
    let findings = Model::parse("own.toml", &text).unwrap_err();
    let expected = format!(
        "own.toml:{line}: claim V6: no item of the form 'full' asks it. \
         Write an item for it, or take 'ask' out of its ways."
    );
    assert!(findings.iter().any(|finding| finding.to_string() == expected), "{findings:#?}");
    assert!(findings.iter().all(|finding| finding.place != "claim V7"));
}

#[test]
fn its_forms_have_the_planned_number_of_items_on_each_scale() {
    let model = Model::builtin();
    let full = [
        ("trust", 4, 3, 1),
        ("vision", 6, 4, 1),
        ("self", 6, 3, 1),
        ("change", 4, 3, 0),
        ("risk", 3, 3, 0),
    ];

    for (contrast, leading, managing, outcomes) in full {
        let planned =
            [(Pole::Leading, leading), (Pole::Managing, managing), (Pole::Outcome, outcomes)];
        for (pole, n) in planned {
            assert_eq!(model.scale_items(contrast, pole).count(), n, "{contrast} {pole}");
        }
    }
    for (id, n_items, per_scale) in [("short", 20, 2), ("pulse", 10, 1)] {
        let form = model.form(id).unwrap();
        assert_eq!(form.items.len(), n_items);
        for scale in model.scales() {
            let is_of_scale = |item: &&hone_model::Item| item.scale() == scale;
            assert_eq!(model.items_in(form).filter(is_of_scale).count(), per_scale, "{id} {scale}");
        }
    }
    assert_eq!(model.full().items.len(), 42);
}

#[test]
fn a_page_has_the_items_of_its_contrast_in_order_with_the_outcome_last() {
    let model = Model::builtin();

    let page: Vec<_> = model.items_of(model.full(), "trust").map(|item| item.id.as_str()).collect();

    assert_eq!(
        page,
        [
            "t4-asks-what-they-would-do",
            "t1-settles-details",
            "t6-turns-mistakes-into-lessons",
            "t2-gives-the-final-yes",
            "t5-leaves-decisions-with-owner",
            "t1-gives-the-steps",
            "t7-talks-about-next-step",
            "t3-people-start-with-energy",
        ]
    );
    let pages: usize = model
        .contrasts()
        .iter()
        .map(|contrast| model.items_of(model.full(), &contrast.id).count())
        .sum();
    assert_eq!(pages, model.items().len());
}

#[test]
fn the_contrasts_stand_in_the_order_of_the_reports() {
    let shorts: Vec<_> = Model::builtin().contrasts().iter().map(|c| c.short.as_str()).collect();

    assert_eq!(shorts, ["Trust", "Vision", "Awareness", "Change", "Risk"]);
}

#[test]
fn an_item_is_said_of_a_leader_and_by_the_leader() {
    let item = Model::builtin().item("s1-asks-how-they-came-across").unwrap();

    assert_eq!(item.said_of("Ines"), "Ines asks how they came across after a hard talk.");
    assert_eq!(item.said_by_self(), "I ask how I came across after a hard talk.");
}

#[test]
fn an_open_question_takes_the_name() {
    let question = Model::builtin().question("keep").unwrap();

    assert_eq!(question.asked_of("Ines"), "What should Ines keep doing?");
    assert!(!question.own.contains(NAME_MARK));
}

#[test]
fn scales_are_named_by_contrast_and_pole() {
    let names: Vec<_> = Model::builtin().scales().map(|scale| scale.to_string()).collect();

    assert_eq!(names.len(), 10);
    assert_eq!(names[..2], ["trust.leading", "trust.managing"]);
    assert_eq!("risk.managing".parse(), Ok(ScaleId::new("risk", Pole::Managing)));
    for unknown in ["", "risk", ".leading", "risk.following", "risk.leading.x"] {
        assert!(unknown.parse::<ScaleId>().is_err(), "{unknown}");
    }
}

#[test]
fn phrases_for_reports_fit_after_colleagues_often_see_you() {
    for contrast in Model::builtin().contrasts() {
        for pole in [Pole::Leading, Pole::Managing] {
            let phrase = contrast.seen(pole).unwrap();
            assert!(phrase.starts_with(char::is_lowercase) && !phrase.ends_with('.'), "{phrase}");
            let meaning = contrast.means(pole).unwrap();
            assert!(meaning.ends_with('.') && meaning.matches('.').count() == 1, "{meaning}");
        }
        assert_eq!(contrast.seen(Pole::Outcome), None);
    }
}

#[test]
fn a_model_with_warnings_can_be_used() {
    let text = broken::changed("others = \"gives the steps", "others = \"gives people the steps");

    let model = Model::parse("own.toml", &text).unwrap();

    assert_eq!(model.warnings().len(), 1);
    assert_eq!(model.warnings()[0].severity, Severity::Warning);
}
