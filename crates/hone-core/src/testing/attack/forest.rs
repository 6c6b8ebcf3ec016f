//! A second attacker, who needs no idea of what might tell: trees learn from half of the groups,
//! where they are told which thing is whose, and guess in the other half.
//!
//! Bagged trees with random cuts (Breiman 2001, doi:10.1023/A:1010933404324; Geurts, Ernst and
//! Wehenkel 2006, doi:10.1007/s10994-006-6226-1), grown on pairs of a thing and a person.

use crate::chance;

const N_TREES: usize = 40;
const DEPTH: usize = 10;
/// No leaf has fewer pairs.
const LEAF: usize = 8;
/// Features that are tried for a node, about the root of how many there are.
const N_TRIED: usize = 6;
/// Cuts that are tried for a feature of a node.
const N_CUTS: usize = 6;
/// Pairs that do not belong together, for each that does.
const N_WRONG: usize = 4;

/// Things and the people of whom they may be.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// What can be seen of each thing, each number between 0 and 1.
    pub(super) things: Vec<Vec<f64>>,
    /// What can be seen of each person.
    pub(super) people: Vec<Vec<f64>>,
    /// Whose each thing is.
    pub(super) owners: Vec<usize>,
}

impl Group {
    /// What a thing and a person have to do with each other.
    fn pair(&self, thing: usize, person: usize) -> Vec<f64> {
        let (thing, person) = (&self.things[thing], &self.people[person]);
        let apart = thing.iter().flat_map(|t| person.iter().map(move |p| (t - p).abs()));
        thing.iter().chain(person).copied().chain(apart).collect()
    }
}

/// How many things are given to the right person, if each half of the groups is guessed by what the
/// other half taught.
pub(super) fn n_right(groups: &[Group]) -> usize {
    (0..2)
        .map(|half| {
            let is_known = |place: usize| place % 2 == half;
            let known = groups.iter().enumerate().filter(|(place, _)| is_known(*place));
            let forest = Forest::learn(&known.map(|(_, group)| group).collect::<Vec<_>>());
            let others = groups.iter().enumerate().filter(|(place, _)| !is_known(*place));
            others.map(|(_, group)| forest.n_right(group)).sum::<usize>()
        })
        .sum()
}

/// How many of them chance gives to the right person.
pub(super) fn by_chance(groups: &[Group]) -> f64 {
    groups.iter().map(|group| group.things.len() as f64 / group.people.len() as f64).sum()
}

/// A pair, and whether the two belong together.
type Example = (Vec<f64>, bool);

struct Forest(Vec<Tree>);

enum Tree {
    /// How many of the pairs here belong together.
    Leaf(f64),
    Cut {
        feature: usize,
        below: f64,
        sides: Box<[Tree; 2]>,
    },
}

impl Forest {
    fn learn(groups: &[&Group]) -> Self {
        let mut examples: Vec<Example> = Vec::new();
        for group in groups.iter().filter(|group| group.people.len() > 1) {
            for (thing, owner) in group.owners.iter().enumerate() {
                examples.push((group.pair(thing, *owner), true));
                for _ in 0..N_WRONG {
                    let step = 1 + chance::below(group.people.len() - 1);
                    let other = (owner + step) % group.people.len();
                    examples.push((group.pair(thing, other), false));
                }
            }
        }
        let tree = |_| {
            let drawn = (0..examples.len()).map(|_| &examples[chance::below(examples.len())]);
            Tree::grow(&drawn.collect::<Vec<_>>(), DEPTH)
        };
        Self((0..N_TREES).map(tree).collect())
    }

    fn n_right(&self, group: &Group) -> usize {
        let owner = |thing: usize| {
            let people = 0..group.people.len();
            let score = |person: &usize| self.score(&group.pair(thing, *person));
            people.max_by(|a, b| score(a).total_cmp(&score(b)))
        };
        let owners = group.owners.iter().enumerate();
        owners.filter(|(thing, real)| owner(*thing) == Some(**real)).count()
    }

    fn score(&self, pair: &[f64]) -> f64 {
        self.0.iter().map(|tree| tree.score(pair)).sum()
    }
}

/// The share of pairs that belong together.
fn share(examples: &[&Example]) -> f64 {
    examples.iter().filter(|(_, is_one)| *is_one).count() as f64 / examples.len().max(1) as f64
}

/// How mixed pairs are, times their number.
fn disorder(examples: &[&Example]) -> f64 {
    let share = share(examples);
    share * (1.0 - share) * examples.len() as f64
}

impl Tree {
    fn grow(examples: &[&Example], depth: usize) -> Self {
        let share = share(examples);
        if depth == 0 || examples.len() < 2 * LEAF || share == 0.0 || share == 1.0 {
            return Self::Leaf(share);
        }
        let n_features = examples[0].0.len();
        let mut best: Option<(f64, usize, f64)> = None;
        for _ in 0..N_TRIED {
            let feature = chance::below(n_features);
            for _ in 0..N_CUTS {
                let below = examples[chance::below(examples.len())].0[feature];
                let [left, right] = split(examples, feature, below);
                let found = disorder(&left) + disorder(&right);
                let is_better = best.is_none_or(|(least, ..)| found < least);
                if left.len() >= LEAF && right.len() >= LEAF && is_better {
                    best = Some((found, feature, below));
                }
            }
        }
        let Some((_, feature, below)) = best else { return Self::Leaf(share) };
        let sides = split(examples, feature, below).map(|side| Self::grow(&side, depth - 1));
        Self::Cut { feature, below, sides: Box::new(sides) }
    }

    fn score(&self, pair: &[f64]) -> f64 {
        match self {
            Self::Leaf(share) => *share,
            Self::Cut { feature, below, sides } => {
                sides[usize::from(pair[*feature] >= *below)].score(pair)
            }
        }
    }
}

fn split<'a>(examples: &[&'a Example], feature: usize, below: f64) -> [Vec<&'a Example>; 2] {
    let (left, right) = examples.iter().copied().partition(|(pair, _)| pair[feature] < below);
    [left, right]
}

#[test]
fn it_finds_whose_is_what_where_an_order_tells_and_nothing_where_none_does() {
    let group = |is_telling: bool| {
        let mut order: Vec<usize> = (0..10).collect();
        chance::shuffle(&mut order);
        let place = |at: usize| vec![at as f64 / 10.0];
        let noise = || chance::below(1_000) as f64 / 1_000.0;
        let things = (0..10).map(|at| if is_telling { place(at) } else { vec![noise()] });
        let mut people = vec![Vec::new(); 10];
        for (at, owner) in order.iter().enumerate() {
            people[*owner] = [place(at), vec![noise(), noise()]].concat();
        }
        Group { things: things.collect(), people, owners: order }
    };
    let groups = |is_telling| (0..40).map(|_| group(is_telling)).collect::<Vec<_>>();

    let told = n_right(&groups(true));
    let untold = n_right(&groups(false));

    assert!(told > 200, "{told} of 400 right where the order tells");
    assert!(untold < 80, "{untold} of 400 right by chance alone, which is right 40 times");
}
