//! The plan of an elimination: which unknowns go together, in which order, and what goes where.

use super::Graph;
use super::order::{Pivot, minimum_degree};

/// Unknowns that are eliminated together.
#[derive(Debug, Clone)]
pub(crate) struct Supernode {
    /// Position of its first column.
    pub(crate) first: usize,
    pub(crate) n_columns: usize,
    /// Where its rows stand in [`Tree::rows`].
    pub(crate) rows: std::ops::Range<usize>,
    /// Those whose rows lie within this one's, in ascending order.
    pub(crate) children: Vec<usize>,
    /// The first supernode, position and value of its subtree, which comes without gaps before it.
    pub(crate) first_below: usize,
    pub(crate) first_position: usize,
    pub(crate) first_value: usize,
    /// Where its columns stand among the values of a factor.
    pub(crate) values: usize,
    /// About how many multiplications its subtree takes.
    pub(crate) work: f64,
}

impl Supernode {
    pub(crate) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Rows and columns of its dense matrix.
    pub(crate) fn size(&self) -> usize {
        self.n_columns + self.rows.len()
    }

    pub(crate) fn n_values(&self) -> usize {
        self.n_columns * self.size()
    }
}

/// The unknowns beyond the graph, which come last and touch all others: values per node of the
/// graph, and among each other (both by rows, `n` long).
#[derive(Debug, Clone)]
pub(crate) struct Last {
    pub(crate) n: usize,
    pub(crate) with_nodes: Vec<f64>,
    pub(crate) among: Vec<f64>,
}

/// The plan of an elimination.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// Children before parents; the last one holds the unknowns that touch all others.
    pub(crate) nodes: Vec<Supernode>,
    /// Positions of the rows of each supernode, ascending.
    pub(crate) rows: Vec<u32>,
    /// Where each of those stands in the matrix of the parent.
    pub(crate) relative: Vec<u32>,
    /// The unknown at each position.
    pub(crate) unknowns: Vec<u32>,
    /// Per position: where its entries start.
    pub(crate) entry_starts: Vec<usize>,
    /// Row within the supernode's matrix, and value; the diagonal is in `diagonal`.
    pub(crate) entries: Vec<(u32, f64)>,
    pub(crate) diagonal: Vec<f64>,
    pub(crate) n_values: usize,
}

/// Up to this share of zeros, unknowns are joined that are not alike.
const ZEROS: f64 = 0.2;

impl Tree {
    /// Plans the elimination. `diagonal` has the values of the nodes; nodes that touch very many
    /// others are put to the last ones, unless `is_never_last`.
    pub(crate) fn new(
        graph: &Graph,
        diagonal: &[f64],
        last: &Last,
        is_never_last: impl Fn(usize) -> bool,
    ) -> Self {
        let n = graph.n_nodes();
        let many = (10.0 * (n as f64).sqrt()).max(16.0);
        let is_kept: Vec<bool> =
            (0..n).map(|node| graph.degree(node) as f64 <= many || is_never_last(node)).collect();
        let pivots = join(minimum_degree(graph, &is_kept));
        let mut root: Vec<u32> = (0..n as u32).filter(|node| !is_kept[*node as usize]).collect();
        root.extend(n as u32..(n + last.n) as u32);
        let mut tree = Self::layout(pivots, root);
        tree.fill(graph, diagonal, last);
        tree
    }

    /// Numbers supernodes and unknowns so that each subtree comes without gaps.
    fn layout(mut pivots: Vec<Pivot>, root: Vec<u32>) -> Self {
        let at_root = pivots.len();
        let n = pivots.iter().map(|pivot| pivot.columns.len()).sum::<usize>() + root.len();
        for pivot in &mut pivots {
            pivot.rows.extend(&root);
            pivot.parent = Some(pivot.parent.unwrap_or(at_root));
        }
        pivots.push(Pivot { columns: root, rows: Vec::new(), parent: None });
        let mut children = vec![Vec::new(); pivots.len()];
        for (place, pivot) in pivots.iter().enumerate() {
            if let Some(parent) = pivot.parent {
                children[parent].push(place);
            }
        }

        let order = postorder(&children);
        let mut number = vec![0; pivots.len()];
        let mut position = vec![0_u32; n];
        let mut unknowns = Vec::with_capacity(n);
        let mut firsts = vec![0; pivots.len()];
        for (rank, place) in order.iter().enumerate() {
            number[*place] = rank;
            firsts[*place] = unknowns.len();
            for unknown in &pivots[*place].columns {
                position[*unknown as usize] = unknowns.len() as u32;
                unknowns.push(*unknown);
            }
        }

        let mut tree = Self {
            nodes: Vec::with_capacity(pivots.len()),
            rows: Vec::new(),
            relative: Vec::new(),
            unknowns,
            entry_starts: Vec::new(),
            entries: Vec::new(),
            diagonal: Vec::new(),
            n_values: 0,
        };
        for place in &order {
            let pivot = &pivots[*place];
            let start = tree.rows.len();
            tree.rows.extend(pivot.rows.iter().map(|row| position[*row as usize]));
            tree.rows[start..].sort_unstable();
            let mut below: Vec<usize> = children[*place].iter().map(|c| number[*c]).collect();
            below.sort_unstable();
            let first_child = below.first().copied();
            let n_columns = pivot.columns.len();
            let size = n_columns + tree.rows.len() - start;
            let own = (n_columns * size * size) as f64;
            let of_child = |child: usize| &tree.nodes[child];
            let node = Supernode {
                first: firsts[*place],
                n_columns,
                rows: start..tree.rows.len(),
                first_below: first_child.map_or(tree.nodes.len(), |c| of_child(c).first_below),
                first_position: first_child.map_or(firsts[*place], |c| of_child(c).first_position),
                first_value: first_child.map_or(tree.n_values, |c| of_child(c).first_value),
                values: tree.n_values,
                work: own + below.iter().map(|child| of_child(*child).work).sum::<f64>(),
                children: below,
            };
            tree.n_values += node.n_values();
            tree.nodes.push(node);
        }
        tree.relate();
        tree
    }

    /// Finds each row of a supernode in the matrix of its parent.
    fn relate(&mut self) {
        self.relative = vec![0; self.rows.len()];
        for parent in &self.nodes {
            for child in &parent.children {
                let mut row = 0;
                for at in self.nodes[*child].rows.clone() {
                    let position = self.rows[at] as usize;
                    self.relative[at] = if position < parent.first + parent.n_columns {
                        (position - parent.first) as u32
                    } else {
                        let rows = &self.rows[parent.rows.clone()];
                        while (rows[row] as usize) < position {
                            row += 1;
                        }
                        (parent.n_columns + row) as u32
                    };
                }
            }
        }
    }

    fn fill(&mut self, graph: &Graph, diagonal: &[f64], last: &Last) {
        let n = graph.n_nodes();
        let mut position = vec![0_u32; self.unknowns.len()];
        for (at, unknown) in self.unknowns.iter().enumerate() {
            position[*unknown as usize] = at as u32;
        }
        let mut place = vec![0_u32; self.unknowns.len()];
        self.entry_starts.push(0);
        for node in &self.nodes {
            let columns = node.first..node.first + node.n_columns;
            for (row, at) in columns
                .clone()
                .chain(self.rows[node.rows.clone()].iter().map(|r| *r as usize))
                .enumerate()
            {
                place[at] = row as u32;
            }
            for at in columns {
                let unknown = self.unknowns[at] as usize;
                let mut put = |other: usize, value: f64| {
                    let other = position[other] as usize;
                    if other > at && value != 0.0 {
                        self.entries.push((place[other], value));
                    }
                };
                if unknown < n {
                    self.diagonal.push(diagonal[unknown]);
                    graph.edges(unknown).for_each(|(other, value)| put(other, value));
                    let values = &last.with_nodes[unknown * last.n..(unknown + 1) * last.n];
                    values.iter().enumerate().for_each(|(other, value)| put(n + other, *value));
                } else {
                    let values = &last.among[(unknown - n) * last.n..(unknown - n + 1) * last.n];
                    self.diagonal.push(values[unknown - n]);
                    values.iter().enumerate().for_each(|(other, value)| put(n + other, *value));
                }
                self.entry_starts.push(self.entries.len());
            }
        }
    }

    /// The position within everything of a row of a supernode's matrix.
    pub(crate) fn position(&self, node: &Supernode, row: usize) -> usize {
        if row < node.n_columns {
            node.first + row
        } else {
            self.rows[node.rows.start + row - node.n_columns] as usize
        }
    }
}

/// Joins pivots into their parents where that adds few zeros: fewer and larger dense matrices.
fn join(mut pivots: Vec<Pivot>) -> Vec<Pivot> {
    let mut children = vec![Vec::new(); pivots.len()];
    let mut zeros = vec![0.0; pivots.len()];
    let mut into: Vec<Option<usize>> = vec![None; pivots.len()];
    for place in 0..pivots.len() {
        let mut below = std::mem::take(&mut children[place]);
        below.sort_by_key(|child: &usize| std::cmp::Reverse(pivots[*child].rows.len()));
        for child in below {
            let (columns, rows) = (pivots[child].columns.len(), pivots[child].rows.len());
            let own = pivots[place].columns.len();
            let size = own + pivots[place].rows.len();
            let added = zeros[place] + zeros[child] + (columns * (size - rows)) as f64;
            let all = columns + own;
            let entries = (all * (size + columns)) as f64 - 0.5 * (all * all) as f64;
            let is_single = columns == 1 && children[child].is_empty();
            if added <= if is_single { 0.0 } else { ZEROS * entries } {
                let mut columns = std::mem::take(&mut pivots[child].columns);
                columns.append(&mut pivots[place].columns);
                pivots[place].columns = columns;
                pivots[child].rows = Vec::new();
                zeros[place] = added;
                into[child] = Some(place);
                let grandchildren = std::mem::take(&mut children[child]);
                children[place].extend(grandchildren);
            } else {
                children[place].push(child);
            }
        }
        if let Some(parent) = pivots[place].parent {
            children[parent].push(place);
        }
    }
    for (place, below) in children.iter().enumerate() {
        for child in below {
            pivots[*child].parent = Some(place);
        }
    }
    let mut number = Vec::with_capacity(pivots.len());
    let mut n = 0;
    for joined in &into {
        number.push(n);
        n += usize::from(joined.is_none());
    }
    let keep = |(pivot, joined): (Pivot, &Option<usize>)| joined.is_none().then_some(pivot);
    let mut kept: Vec<Pivot> = pivots.into_iter().zip(&into).filter_map(keep).collect();
    for pivot in &mut kept {
        pivot.parent = pivot.parent.map(|parent| number[parent]);
    }
    kept
}

/// Children before parents; the root is the last.
fn postorder(children: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(children.len());
    let mut waiting = vec![children.len() - 1];
    while let Some(node) = waiting.pop() {
        order.push(node);
        waiting.extend(&children[node]);
    }
    order.reverse();
    order
}
