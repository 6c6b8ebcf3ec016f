use crate::Error;

/// What a round is drawn from: who rates whom, how much each cause of an answer varies, and how an
/// answer is written down.
///
/// Variances and thresholds are on one latent scale whose zero is the average leader.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// How many leaders are rated.
    pub n_leaders: usize,
    /// Who rates each leader.
    pub sources: Vec<Source>,
    /// Where the raters come from.
    pub pool: Pool,
    /// How many scales the questionnaire has.
    pub n_scales: usize,
    /// How many items each scale has.
    pub items_per_scale: usize,
    /// How much each cause varies.
    pub variances: Variances,
    /// Standard deviation of the items' difficulties; 0 for items that are all alike.
    pub difficulty_sd: f64,
    /// Ascending thresholds between the categories 1, 2, …; none for answers that are not rounded.
    pub thresholds: Vec<f64>,
    /// Share of answers that are missing, at random.
    pub missing: f64,
    /// Share of raters who do not read the items.
    pub careless: f64,
    /// What careless raters do.
    pub carelessness: Carelessness,
    /// How leaders rate themselves; `None` if they do not.
    pub own_view: Option<OwnView>,
    /// A second round; `None` if there is but one.
    pub second_wave: Option<SecondWave>,
}

/// A category of raters.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// What it is called.
    pub name: String,
    /// How many rate each leader.
    pub raters_per_leader: usize,
}

/// Where raters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// Each rater rates one leader.
    Own,
    /// Leaders of a unit draw their raters from the same people, so raters rate several leaders.
    Shared {
        /// How many leaders a unit has.
        leaders_per_unit: usize,
        /// From how many raters they draw.
        raters_per_unit: usize,
    },
}

/// How much each cause of an answer varies. Their sum is the variance of an answer before rounding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Leaders, in all scales alike.
    pub general: f64,
    /// Leaders, in each scale for itself.
    pub specific: f64,
    /// Raters: how lenient somebody is with everybody.
    pub leniency: f64,
    /// A rater's view of one leader, in all scales alike.
    pub halo: f64,
    /// A rater's view of one leader, in each scale for itself.
    pub halo_specific: f64,
    /// What the raters of one category see in one leader, and others do not.
    pub source: f64,
    /// Each answer for itself.
    pub noise: f64,
}

/// What a careless rater does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carelessness {
    /// The same answer everywhere.
    Straight,
    /// Any answer anywhere.
    Random,
}

/// How leaders see themselves: `leniency + weight * true level + noise`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnView {
    /// How much kinder than others on average.
    pub leniency: f64,
    /// How much of the true level they see.
    pub weight: f64,
    /// Variance of what is neither.
    pub variance: f64,
}

/// What happens until the second round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecondWave {
    /// By how much leaders change on average.
    pub change: f64,
    /// Standard deviation of real change, in all scales alike.
    pub change_sd: f64,
    /// Share of raters who are replaced.
    pub turnover: f64,
}

impl Plan {
    /// A round like those that are published: half the variance is the rater's, one rater agrees with
    /// another at about .3, and answers are mostly 4.
    ///
    /// One superior, three peers and four reports from a unit of 40 leaders and 50 raters, six scales
    /// of five items (the values of `reference/scripts/01_simulate_360.R`, with normal noise).
    pub fn typical(n_leaders: usize) -> Self {
        let source =
            |name: &str, raters_per_leader| Source { name: name.to_owned(), raters_per_leader };
        Self {
            n_leaders,
            sources: vec![source("manager", 1), source("peer", 3), source("report", 4)],
            pool: Pool::Shared { leaders_per_unit: 40, raters_per_unit: 50 },
            n_scales: 6,
            items_per_scale: 5,
            variances: Variances {
                general: 0.30,
                specific: 0.15,
                leniency: 0.35,
                halo: 0.45,
                halo_specific: 0.20,
                source: 0.05,
                noise: 1.70,
            },
            difficulty_sd: 0.35,
            thresholds: vec![-3.2, -2.1, -0.8, 0.8],
            missing: 0.0,
            careless: 0.0,
            carelessness: Carelessness::Straight,
            own_view: None,
            second_wave: None,
        }
    }

    /// How many items there are.
    pub fn n_items(&self) -> usize {
        self.n_scales * self.items_per_scale
    }

    /// How many raters each leader has, without the leader.
    pub fn raters_per_leader(&self) -> usize {
        self.sources.iter().map(|source| source.raters_per_leader).sum()
    }

    /// Standard deviation of an answer, before rounding, about the level of its leader.
    pub(super) fn spread_about_leader(&self) -> f64 {
        let v = &self.variances;
        (v.leniency + v.halo + v.halo_specific + v.source + v.noise).sqrt()
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.n_leaders == 0 || self.raters_per_leader() == 0 {
            return Err(Error::NoRows);
        }
        if self.n_items() == 0 {
            return Err(Error::NoItems);
        }
        let rows = self.n_leaders.saturating_mul(2 * (self.raters_per_leader() + 1));
        if u32::try_from(rows).is_err() {
            return Err(Error::TooManyRows);
        }
        self.check_pool()?;
        self.check_numbers()
    }

    fn check_pool(&self) -> Result<(), Error> {
        match self.pool {
            Pool::Shared { leaders_per_unit: 0, .. } => Err(Error::EmptyGroup),
            Pool::Shared { raters_per_unit, .. } if raters_per_unit < self.raters_per_leader() => {
                Err(Error::TooFewRows { found: raters_per_unit, needed: self.raters_per_leader() })
            }
            Pool::Own | Pool::Shared { .. } => Ok(()),
        }
    }

    fn check_numbers(&self) -> Result<(), Error> {
        let v = &self.variances;
        let variances = [
            v.general,
            v.specific,
            v.leniency,
            v.halo,
            v.halo_specific,
            v.source,
            v.noise,
            self.difficulty_sd,
            self.own_view.map_or(0.0, |own| own.variance),
            self.second_wave.map_or(0.0, |wave| wave.change_sd),
        ];
        if !variances.iter().all(|variance| variance.is_finite() && *variance >= 0.0) {
            return Err(Error::NotASpread);
        }
        let turnover = self.second_wave.map_or(0.0, |wave| wave.turnover);
        if ![self.missing, self.careless, turnover].iter().all(|x| (0.0..=1.0).contains(x)) {
            return Err(Error::NotAProportion);
        }
        let levels = [
            self.own_view.map_or(0.0, |own| own.leniency + own.weight),
            self.second_wave.map_or(0.0, |wave| wave.change),
        ];
        let ascend = self.thresholds.windows(2).all(|pair| pair[0] < pair[1]);
        let finite = self.thresholds.iter().chain(&levels).all(|x| x.is_finite());
        if ascend && finite { Ok(()) } else { Err(Error::Unordered) }
    }
}
