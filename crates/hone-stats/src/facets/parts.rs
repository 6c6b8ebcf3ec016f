use super::ratings::Ratings;
use crate::Error;

/// The connected parts of a design, in which persons and raters are linked by ratings.
pub(super) struct Parts {
    /// The part of each person; `None` without a rating.
    pub(super) of_persons: Vec<Option<usize>>,
    /// The part of each rater.
    pub(super) of_raters: Vec<usize>,
    /// How many persons each part has.
    sizes: Vec<usize>,
}

impl Parts {
    pub(super) fn new(ratings: &Ratings) -> Self {
        let mut roots: Vec<usize> = (0..ratings.n_persons + ratings.n_raters).collect();
        let mut is_rated = vec![false; ratings.n_persons];
        for (person, rater) in ratings.pairs() {
            is_rated[person] = true;
            let a = root(&mut roots, person);
            let b = root(&mut roots, ratings.n_persons + rater);
            roots[a.max(b)] = a.min(b);
        }
        let mut numbers = vec![None; roots.len()];
        let mut sizes = Vec::new();
        let mut of_persons = vec![None; ratings.n_persons];
        for person in (0..ratings.n_persons).filter(|person| is_rated[*person]) {
            let place = root(&mut roots, person);
            let number = *numbers[place].get_or_insert_with(|| {
                sizes.push(0);
                sizes.len() - 1
            });
            sizes[number] += 1;
            of_persons[person] = Some(number);
        }
        let of_raters = (0..ratings.n_raters)
            .map(|rater| numbers[root(&mut roots, ratings.n_persons + rater)].unwrap_or(0))
            .collect();
        Self { of_persons, of_raters, sizes }
    }

    pub(super) fn count(&self) -> usize {
        self.sizes.len()
    }

    /// Refuses a design in which each part has but one person: what differs between persons and what
    /// differs between the raters of each cannot be told apart.
    pub(super) fn refuse_apart(&self) -> Result<(), Error> {
        if self.count() > 1 && self.sizes.iter().all(|size| *size < 2) {
            return Err(Error::Apart { parts: self.count() });
        }
        Ok(())
    }
}

/// The root of a node; halves the path to it.
fn root(roots: &mut [usize], mut node: usize) -> usize {
    while roots[node] != node {
        roots[node] = roots[roots[node]];
        node = roots[node];
    }
    node
}
