/// A symmetric graph with weights on its edges, each edge stored from both ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    starts: Vec<usize>,
    ends: Vec<u32>,
    weights: Vec<f64>,
}

impl Graph {
    /// Puts rows after each other; each part holds the length of each of its rows, then all ends
    /// and weights.
    pub(crate) fn of_parts(parts: Vec<(Vec<usize>, Vec<u32>, Vec<f64>)>) -> Self {
        let mut graph = Self { starts: vec![0], ..Self::default() };
        let total = parts.iter().map(|part| part.1.len()).sum();
        graph.ends.reserve_exact(total);
        graph.weights.reserve_exact(total);
        let mut at = 0;
        for (lengths, ends, weights) in parts {
            for length in lengths {
                at += length;
                graph.starts.push(at);
            }
            graph.ends.extend(ends);
            graph.weights.extend(weights);
        }
        graph
    }

    pub(crate) fn n_nodes(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn degree(&self, node: usize) -> usize {
        self.starts[node + 1] - self.starts[node]
    }

    pub(crate) fn neighbours(&self, node: usize) -> &[u32] {
        &self.ends[self.starts[node]..self.starts[node + 1]]
    }

    pub(crate) fn edges(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[node]..self.starts[node + 1];
        let ends = self.ends[range.clone()].iter().map(|end| *end as usize);
        ends.zip(self.weights[range].iter().copied())
    }

    /// How many sets of nodes there are between which there is no path.
    pub(crate) fn n_sets(&self) -> usize {
        let mut seen = vec![false; self.n_nodes()];
        let mut waiting = Vec::new();
        let mut sets = 0;
        for node in 0..self.n_nodes() {
            if seen[node] {
                continue;
            }
            sets += 1;
            seen[node] = true;
            waiting.push(node);
            while let Some(from) = waiting.pop() {
                for to in self.neighbours(from) {
                    if !seen[*to as usize] {
                        seen[*to as usize] = true;
                        waiting.push(*to as usize);
                    }
                }
            }
        }
        sets
    }
}
