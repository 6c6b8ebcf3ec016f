//! What `hone stats rwg` and `hone stats ad` are both told: groups whose rows are to agree, and how
//! people answer at random.

use hone_stats::agreement::{Cutoff, Questions, cutoffs};
use hone_stats::{Groups, Scores};

use super::scale::{Known, NullName, Written, known};
use crate::error::Error;
use crate::table::{Choice, Data, Source};

/// How many random groups each cut-off is of.
const DRAWS: usize = 10_000;

/// Groups beyond this are in the JSON only.
const MOST_SHOWN: usize = 30;

/// Groups whose rows are to agree.
#[derive(Debug, clap::Args)]
pub(super) struct Within {
    #[command(flatten)]
    source: Source,
    /// The column that says which group a row belongs to, such as the leader who was rated
    #[arg(long, value_name = "COLUMN")]
    group: String,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// How people answer at random
    #[arg(long, value_enum, default_value = "uniform")]
    pub(super) null: NullName,
    /// The lowest and the highest answer; without, those that occur
    #[arg(long, value_name = "MIN..MAX", allow_hyphen_values = true)]
    scale: Option<Written>,
    /// Simulate what random answers reach in one case of twenty, for groups of each size
    #[arg(long)]
    cutoffs: bool,
    /// Where the simulation starts
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What was read for them.
pub(super) struct Grouped {
    pub(super) data: Data,
    pub(super) scores: Scores,
    pub(super) groups: Groups,
    pub(super) known: Known,
}

impl Within {
    pub(super) fn read(&self) -> Result<Grouped, Error> {
        let data = self.source.ask()?.items(&self.items).label(&self.group).read()?;
        let scores = data.scores()?;
        let groups = data.labels[0].groups()?;
        let known = known(self.scale, &scores)?;
        Ok(Grouped { data, scores, groups, known })
    }

    /// By size of group; empty where none were asked for.
    pub(super) fn limits(&self, sizes: &[usize], asked: &Grouped) -> Result<Vec<Cutoff>, Error> {
        if !self.cutoffs {
            return Ok(vec![]);
        }
        let mut sizes = sizes.to_vec();
        sizes.sort_unstable();
        sizes.dedup();
        let n_items = asked.scores.n_items();
        let questions = Questions { n_items, scale: asked.known.scale, null: self.null.null() };
        Ok(cutoffs(&sizes, questions, DRAWS, self.seed)?)
    }
}

/// The groups that a table for people shows, and what stands above it.
pub(super) fn shown<G>(groups: &[G]) -> (String, &[G]) {
    if groups.len() > MOST_SHOWN {
        (format!("The first {MOST_SHOWN} groups; --json has all"), &groups[..MOST_SHOWN])
    } else {
        (String::new(), groups)
    }
}
