use hone_stats::structure::cfa::{Cfa, Estimator, Improper, Indices, Level, Step, Test};
use serde::Serialize;

/// The keys of the JSON document.
#[derive(Debug, Serialize)]
pub(super) struct Keys {
    n: usize,
    pub(super) estimator: &'static str,
    converged: bool,
    iterations: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group>,
    pub(super) parameters: Vec<Parameter>,
    fit: Fit,
    improper: Vec<Wrong>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invariance: Option<Vec<Stage>>,
}

#[derive(Debug, Serialize)]
struct Group {
    group: String,
    n: usize,
}

/// A parameter; `group` where there are groups.
#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    pub(super) lhs: String,
    pub(super) op: &'static str,
    pub(super) rhs: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<String>,
    pub(super) free: bool,
    pub(super) est: f64,
    pub(super) se: f64,
    z: Option<f64>,
    pub(super) std: f64,
    pub(super) std_se: f64,
}

#[derive(Debug, Serialize)]
struct Fit {
    npar: usize,
    chisq: f64,
    df: usize,
    pvalue: f64,
    cfi: f64,
    tli: f64,
    rmsea: f64,
    rmsea_ci_lower: f64,
    rmsea_ci_upper: f64,
    srmr: f64,
    baseline_chisq: f64,
    baseline_df: usize,
    #[serde(flatten)]
    likelihood: Option<Likelihood>,
    #[serde(flatten)]
    scaled: Option<Corrected>,
    #[serde(flatten)]
    robust: Option<Adjusted>,
}

#[derive(Debug, Serialize)]
struct Likelihood {
    logl: f64,
    aic: f64,
    bic: f64,
}

#[derive(Debug, Serialize)]
struct Corrected {
    chisq_scaled: f64,
    df_scaled: usize,
    pvalue_scaled: f64,
    chisq_scaling_factor: f64,
    chisq_shift: f64,
    cfi_scaled: f64,
    tli_scaled: f64,
    rmsea_scaled: f64,
    rmsea_ci_lower_scaled: f64,
    rmsea_ci_upper_scaled: f64,
}

#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "these are the keys")]
struct Adjusted {
    cfi_robust: f64,
    tli_robust: f64,
    rmsea_robust: f64,
    rmsea_ci_lower_robust: f64,
    rmsea_ci_upper_robust: f64,
}

#[derive(Debug, Serialize)]
struct Wrong {
    what: &'static str,
    names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
}

#[derive(Debug, Serialize)]
struct Stage {
    level: &'static str,
    converged: bool,
    fit: Fit,
    chisq_diff: Option<f64>,
    df_diff: Option<usize>,
    pvalue_diff: Option<f64>,
    delta_cfi: Option<f64>,
}

impl Keys {
    /// The keys of a model, and of the steps that it is the first of.
    pub(super) fn of(
        found: &Cfa,
        estimator: Estimator,
        groups: &[String],
        steps: Option<&[Step]>,
    ) -> Self {
        let name = |group: usize| groups.get(group).cloned();
        let parameters = found.parameters.iter().map(|row| Parameter {
            lhs: row.lhs.clone(),
            op: row.operator.sign(),
            rhs: row.rhs.clone(),
            group: name(row.group),
            free: row.is_free,
            est: row.value,
            se: row.se,
            z: (row.is_free && row.se > 0.0).then(|| row.value / row.se),
            std: row.standard,
            std_se: row.standard_se,
        });
        let sizes = groups.iter().zip(&found.n_rows);
        Self {
            n: found.n_rows.iter().sum(),
            estimator: match estimator {
                Estimator::MaximumLikelihood => "ml",
                Estimator::RobustMaximumLikelihood => "mlr",
                Estimator::WeightedLeastSquares => "wlsmv",
            },
            converged: found.fit.converged,
            iterations: found.fit.iterations,
            groups: sizes.map(|(group, n)| Group { group: group.clone(), n: *n }).collect(),
            parameters: parameters.collect(),
            fit: fit(found),
            improper: found.improper.iter().map(|improper| wrong(improper, name)).collect(),
            invariance: steps.map(|steps| steps.iter().map(stage).collect()),
        }
    }
}

fn fit(found: &Cfa) -> Fit {
    let interval = |indices: Indices| (indices.rmsea_ci90.low, indices.rmsea_ci90.high);
    let (rmsea_ci_lower, rmsea_ci_upper) = interval(found.indices);
    let scaled = found.scaled.map(|scaled| {
        let (rmsea_ci_lower_scaled, rmsea_ci_upper_scaled) = interval(scaled.indices);
        Corrected {
            chisq_scaled: scaled.test.chisq,
            df_scaled: scaled.test.df,
            pvalue_scaled: scaled.test.pvalue,
            chisq_scaling_factor: scaled.factor,
            chisq_shift: scaled.shift,
            cfi_scaled: scaled.indices.cfi,
            tli_scaled: scaled.indices.tli,
            rmsea_scaled: scaled.indices.rmsea,
            rmsea_ci_lower_scaled,
            rmsea_ci_upper_scaled,
        }
    });
    let robust = found.robust.map(|robust| {
        let (rmsea_ci_lower_robust, rmsea_ci_upper_robust) = interval(robust);
        Adjusted {
            cfi_robust: robust.cfi,
            tli_robust: robust.tli,
            rmsea_robust: robust.rmsea,
            rmsea_ci_lower_robust,
            rmsea_ci_upper_robust,
        }
    });
    let likelihood = found.likelihood.map(|found| Likelihood {
        logl: found.log,
        aic: found.aic,
        bic: found.bic,
    });
    Fit {
        npar: found.n_free,
        chisq: found.test.chisq,
        df: found.test.df,
        pvalue: found.test.pvalue,
        cfi: found.indices.cfi,
        tli: found.indices.tli,
        rmsea: found.indices.rmsea,
        rmsea_ci_lower,
        rmsea_ci_upper,
        srmr: found.srmr,
        baseline_chisq: found.baseline.chisq,
        baseline_df: found.baseline.df,
        likelihood,
        scaled,
        robust,
    }
}

fn wrong(improper: &Improper, name: impl Fn(usize) -> Option<String>) -> Wrong {
    match improper {
        Improper::NegativeVariance { name: of, group } => {
            Wrong { what: "negative_variance", names: vec![of.clone()], group: name(*group) }
        }
        Improper::Correlation { a, b, group } => Wrong {
            what: "correlation_beyond_1",
            names: vec![a.clone(), b.clone()],
            group: name(*group),
        },
        Improper::AtBound { a, b, group } => Wrong {
            what: "polychoric_at_bound",
            names: vec![a.clone(), b.clone()],
            group: name(*group),
        },
    }
}

/// The name of a step.
pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Configural => "configural",
        Level::Thresholds => "thresholds",
        Level::Loadings => "loadings",
        Level::Intercepts => "intercepts",
        Level::Residuals => "residuals",
    }
}

fn stage(step: &Step) -> Stage {
    let difference = |of: fn(&Test) -> f64| step.difference.as_ref().map(of);
    Stage {
        level: level(step.level),
        converged: step.fitted.fit.converged,
        fit: fit(&step.fitted),
        chisq_diff: difference(|test| test.chisq),
        df_diff: step.difference.map(|test| test.df),
        pvalue_diff: difference(|test| test.pvalue),
        delta_cfi: step.delta_cfi,
    }
}
