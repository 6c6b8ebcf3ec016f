//! The keys that other programs rely on. None may be renamed or taken away within `hone-stats/1`.

use serde_json::Value;

use crate::support::{data, json};

/// A command on real data, and where its JSON has to hold something.
const CONTRACT: &[(&str, &str, &str)] = &[
    (
        "alpha DATA --items AF06..AS28",
        "bhr2000",
        "n alpha.value alpha.ci95 items[].name items[].r_drop items[].mean items[].sd",
    ),
    (
        "omega DATA --items AF06..AS28",
        "bhr2000",
        "omega.value omega.ci95 loadings[].name loadings[].value",
    ),
    (
        "omega DATA --items AF06..AS28 --ordinal",
        "bhr2000",
        "omega.value omega.ci95 loadings[].name loadings[].value",
    ),
    (
        "omega DATA --items AF06..AS28 --factors 3 --draws 0",
        "bhr2000",
        "omega.value hierarchical.value loadings[].name loadings[].value loadings[].groups",
    ),
    (
        "icc DATA --items J1..J4",
        "shrout_fleiss1979",
        "icc1.value icc1.ci95 icc2.value icc2.ci95 icc3.value icc3.ci95 icc1k.value icc1k.ci95 \
         icc2k.value icc2k.ci95 icc3k.value icc3k.ci95 icc2_generalised icc2k_generalised",
    ),
    (
        "icc-groups DATA --group GRP --items AF06..AS28",
        "bhr2000",
        "items[].name items[].icc1 items[].icc2 scale.icc1 scale.icc2",
    ),
    (
        "rwg DATA --group GRP --items AF06..AS28 --null uniform --scale 1..5",
        "bhr2000",
        "groups[].group groups[].n groups[].rwg mean median",
    ),
    (
        "rwg DATA --group GRP --items AF06 --null slight-skew",
        "bhr2000",
        "groups[].group groups[].n groups[].rwg mean median",
    ),
    ("ad DATA --group GRP --items AF06..AS28", "bhr2000", "groups[].group groups[].n groups[].ad"),
    ("krippendorff DATA --items J1..J4 --level ordinal", "shrout_fleiss1979", "alpha.value"),
    (
        "polychoric DATA --items Comfort..Benefit",
        "science_mirt",
        "items matrix thresholds[].name thresholds[].values",
    ),
    (
        "efa DATA --items A1..O5 --factors 5",
        "bfi",
        "loadings[].name loadings[].values phi fit.chisq fit.rmsea fit.tli",
    ),
    (
        "cfa DATA --model visual=~x1+x2+x3;textual=~x4+x5+x6;speed=~x7+x8+x9 --estimator ml",
        "HolzingerSwineford1939",
        "parameters[].lhs parameters[].op parameters[].rhs parameters[].est parameters[].std fit.chisq \
         fit.df fit.pvalue fit.cfi fit.tli fit.rmsea fit.srmr converged",
    ),
    (
        "cfa DATA --model F=~Comfort+Work+Future+Benefit --estimator wlsmv",
        "science_mirt",
        "parameters[].lhs parameters[].op parameters[].rhs parameters[].est parameters[].std fit.chisq \
         fit.df fit.pvalue fit.cfi fit.tli fit.rmsea fit.srmr fit.chisq_scaled fit.cfi_robust converged",
    ),
    (
        "grm DATA --items Comfort..Benefit --scores",
        "science_mirt",
        "items[].name items[].a items[].b log_likelihood converged scores[].theta scores[].se",
    ),
    (
        "gpcm DATA --items Comfort..Benefit --scores",
        "science_mirt",
        "items[].name items[].a items[].b log_likelihood converged scores[].theta scores[].se",
    ),
    (
        "grm DATA --model A=~Comfort+Work;B=~Future+Benefit --scores --nodes 15",
        "science_mirt",
        "traits[].name traits[].reliability correlations items[].name items[].a items[].d \
         log_likelihood converged scores[].theta scores[].se",
    ),
    (
        "adaptive DATA --items Comfort..Benefit --most 2 --answers Work=3",
        "science_mirt",
        "items[].name items[].information items[].asked short_form steps[].se next.item next.theta",
    ),
    (
        "dstudy DATA --ratee pid --rater rater --items I1..I4 --by-item",
        "immer07",
        "components[].term components[].variance residual studies[].raters \
         studies[].own_raters.value studies[].own_raters.ci95 raters_needed[].raters",
    ),
    (
        "facets DATA --person pid --rater rater --items I0001..I0005",
        "tam_ex10",
        "items raters[].rater raters[].severity raters[].se steps deviance persons[].person \
         persons[].theta persons[].se",
    ),
    (
        "facets DATA --person pid --rater rater --items I0001..I0005 --random-raters",
        "tam_ex10",
        "items[].difficulty raters[].rater raters[].severity raters[].se rater_variance rater_sd \
         rater_sd_se steps deviance persons[].person persons[].theta persons[].se converged",
    ),
    (
        "ordinal DATA --value rating --random judge --fixed temp,contact --scores",
        "wine_ordinal",
        "n thresholds[].from thresholds[].to thresholds[].est thresholds[].se fixed[].term fixed[].est \
         fixed[].se components[].term components[].variance components[].ci95 log_likelihood converged \
         scores[].term scores[].level scores[].value scores[].sd",
    ),
    (
        "variance DATA --value y --random s,d --ml",
        "InstEval",
        "components[].term components[].variance residual fixed[].term fixed[].est fixed[].se \
         log_likelihood converged",
    ),
];

/// Every value at a place such as `items[].name`.
fn at<'a>(document: &'a Value, place: &str) -> Vec<&'a Value> {
    place.split('.').fold(vec![document], |values, step| {
        let (key, is_list) = step.strip_suffix("[]").map_or((step, false), |key| (key, true));
        let found = values.into_iter().filter_map(|value| value.get(key));
        if is_list {
            found.filter_map(Value::as_array).flatten().collect()
        } else {
            found.collect()
        }
    })
}

#[test]
fn every_command_keeps_the_keys_of_its_contract() {
    for (command, name, places) in CONTRACT {
        let file = data(name);
        let words: Vec<&str> = command
            .split(' ')
            .map(|word| if word == "DATA" { file.as_str() } else { word })
            .collect();

        let document = json(&words);

        for place in places.split_whitespace() {
            let values = at(&document, place);
            assert!(!values.is_empty(), "{command} has no {place}");
            assert!(values.iter().any(|value| !value.is_null()), "{command}: {place} is null");
        }
    }
}
