//! Which unknown to eliminate next: approximate minimum degree.

use super::Graph;

/// Unknowns that are eliminated together, and which others they then tie to each other.
#[derive(Debug, Clone)]
pub(crate) struct Pivot {
    /// What is eliminated.
    pub(crate) columns: Vec<u32>,
    /// What is left and depends on it.
    pub(crate) rows: Vec<u32>,
    /// The pivot that takes up what this one leaves; a later one.
    pub(crate) parent: Option<usize>,
}

const NONE: u32 = u32::MAX;

/// Orders the nodes that are kept by approximate minimum degree on the quotient graph (Amestoy,
/// Davis and Duff 1996, doi:10.1137/S0895479894278952), with mass elimination and merging of nodes
/// that have become alike. Pivots come in the order of their elimination.
pub(crate) fn minimum_degree(graph: &Graph, is_kept: &[bool]) -> Vec<Pivot> {
    let mut state = State::new(graph, is_kept);
    while let Some(node) = state.next() {
        state.eliminate(node);
    }
    state.pivots
}

struct State {
    /// Neighbours that no element stands for.
    neighbours: Vec<Vec<u32>>,
    /// Elements (earlier pivots) each node belongs to.
    elements: Vec<Vec<u32>>,
    /// How many unknowns a node stands for; 0 once it is gone.
    weight: Vec<u32>,
    /// The unknowns that were merged into a node, without itself.
    merged: Vec<Vec<u32>>,
    degree: Vec<u32>,
    lists: Buckets,
    n_left: u32,
    /// Per pivot: the nodes of its element, and their weight; empty once absorbed.
    members: Vec<Vec<u32>>,
    sizes: Vec<u32>,
    is_absorbed: Vec<bool>,
    pivots: Vec<Pivot>,
    /// Which pivot last saw a node, and how much of an element lies outside of it.
    seen: Vec<u32>,
    outside: Vec<(u32, u32)>,
}

impl State {
    fn new(graph: &Graph, is_kept: &[bool]) -> Self {
        let n = graph.n_nodes();
        let keep = |node: &&u32| is_kept[**node as usize];
        let list = |node: usize| -> Vec<u32> {
            if !is_kept[node] {
                return Vec::new();
            }
            graph.neighbours(node).iter().filter(keep).copied().collect()
        };
        let neighbours: Vec<Vec<u32>> = (0..n).map(list).collect();
        let degree: Vec<u32> =
            neighbours.iter().map(|list| u32::try_from(list.len()).unwrap_or(NONE)).collect();
        let mut lists = Buckets::new(n);
        for node in (0..n).rev().filter(|node| is_kept[*node]) {
            lists.insert(node, degree[node] as usize);
        }
        let n_left = is_kept.iter().filter(|kept| **kept).count();
        Self {
            neighbours,
            elements: vec![Vec::new(); n],
            weight: is_kept.iter().map(|kept| u32::from(*kept)).collect(),
            merged: vec![Vec::new(); n],
            degree,
            lists,
            n_left: u32::try_from(n_left).unwrap_or(NONE),
            members: Vec::new(),
            sizes: Vec::new(),
            is_absorbed: Vec::new(),
            pivots: Vec::new(),
            seen: vec![NONE; n],
            outside: Vec::new(),
        }
    }

    fn next(&mut self) -> Option<usize> {
        self.lists.lowest()
    }

    fn eliminate(&mut self, node: usize) {
        let pivot = self.pivots.len();
        let stamp = pivot as u32;
        self.lists.remove(node);
        let mut columns = vec![node as u32];
        columns.append(&mut self.merged[node]);
        self.n_left -= self.weight[node];
        self.weight[node] = 0;
        let mut left = self.collect(node, pivot, stamp);
        let mut size: u32 = left.iter().map(|other| self.weight[*other as usize]).sum();
        self.measure(&left, stamp);

        let mut hashes = Vec::with_capacity(left.len());
        left.retain(|other| {
            let other = *other as usize;
            self.lists.remove(other);
            let (outside, hash) = self.prune(other, pivot, stamp);
            if outside == 0 {
                columns.push(other as u32);
                columns.append(&mut self.merged[other]);
                size -= self.weight[other];
                self.n_left -= self.weight[other];
                self.weight[other] = 0;
                return false;
            }
            self.elements[other].push(stamp);
            self.degree[other] = self.degree[other].min(outside);
            hashes.push((hash, other as u32));
            true
        });
        self.merge_alike(&mut hashes);
        left.retain(|other| self.weight[*other as usize] > 0);
        for other in &left {
            let other = *other as usize;
            let weight = self.weight[other];
            let bound = (self.degree[other] + size).min(self.n_left) - weight.min(self.n_left);
            self.degree[other] = bound;
            self.lists.insert(other, bound as usize);
        }
        let mut rows = Vec::with_capacity(size as usize);
        for other in &left {
            rows.push(*other);
            rows.extend(&self.merged[*other as usize]);
        }
        self.pivots.push(Pivot { columns, rows, parent: None });
        self.members.push(left);
        self.sizes.push(size);
        self.is_absorbed.push(false);
        self.outside.push((NONE, 0));
    }

    /// What the pivot ties together: its neighbours and those of its elements, which it absorbs.
    fn collect(&mut self, node: usize, pivot: usize, stamp: u32) -> Vec<u32> {
        let mut left = Vec::new();
        self.seen[node] = stamp;
        let mut take = |other: u32, weight: &[u32], seen: &mut [u32]| {
            if weight[other as usize] > 0 && seen[other as usize] != stamp {
                seen[other as usize] = stamp;
                left.push(other);
            }
        };
        for other in std::mem::take(&mut self.neighbours[node]) {
            take(other, &self.weight, &mut self.seen);
        }
        for element in std::mem::take(&mut self.elements[node]) {
            for other in std::mem::take(&mut self.members[element as usize]) {
                take(other, &self.weight, &mut self.seen);
            }
            self.absorb(element as usize, pivot);
        }
        left
    }

    fn absorb(&mut self, element: usize, pivot: usize) {
        self.is_absorbed[element] = true;
        self.pivots[element].parent = Some(pivot);
        self.members[element] = Vec::new();
    }

    /// How much of each element that is touched lies outside of what is left.
    fn measure(&mut self, left: &[u32], stamp: u32) {
        for other in left {
            for element in &self.elements[*other as usize] {
                let element = *element as usize;
                if self.is_absorbed[element] {
                    continue;
                }
                let outside = &mut self.outside[element];
                if outside.0 != stamp {
                    *outside = (stamp, self.sizes[element]);
                }
                outside.1 -= self.weight[*other as usize];
            }
        }
    }

    /// Takes out of a node's lists what the new element covers; says how much lies outside of it,
    /// and a hash of what is left in the lists.
    fn prune(&mut self, node: usize, pivot: usize, stamp: u32) -> (u32, u64) {
        let mut elements = std::mem::take(&mut self.elements[node]);
        let mut hash = 0_u64;
        let mut outside = 0_u32;
        elements.retain(|element| {
            let place = *element as usize;
            if self.is_absorbed[place] {
                return false;
            }
            let beyond = self.outside[place].1;
            if beyond == 0 {
                self.absorb(place, pivot);
                return false;
            }
            outside += beyond;
            hash = hash.wrapping_add(mix(u64::from(*element)));
            true
        });
        self.elements[node] = elements;
        let (weight, seen) = (&self.weight, &self.seen);
        self.neighbours[node].retain(|other| {
            let place = *other as usize;
            let is_left = weight[place] > 0 && seen[place] != stamp;
            if is_left {
                outside += weight[place];
                hash = hash.wrapping_add(mix(u64::from(*other) << 32));
            }
            is_left
        });
        (outside, hash)
    }

    /// Merges nodes whose lists are the same, since they stay so to the end.
    fn merge_alike(&mut self, hashes: &mut [(u64, u32)]) {
        hashes.sort_unstable();
        for start in 0..hashes.len() {
            let (hash, first) = hashes[start];
            let first = first as usize;
            if self.weight[first] == 0 {
                continue;
            }
            for (_, other) in hashes[start + 1..].iter().take_while(|entry| entry.0 == hash) {
                let other = *other as usize;
                if self.weight[other] > 0 && self.is_alike(first, other) {
                    self.weight[first] += self.weight[other];
                    self.weight[other] = 0;
                    let mut unknowns = std::mem::take(&mut self.merged[other]);
                    self.merged[first].push(other as u32);
                    self.merged[first].append(&mut unknowns);
                    self.elements[other] = Vec::new();
                    self.neighbours[other] = Vec::new();
                }
            }
        }
    }

    fn is_alike(&self, a: usize, b: usize) -> bool {
        is_same_set(&self.elements[a], &self.elements[b])
            && is_same_set(&self.neighbours[a], &self.neighbours[b])
    }
}

fn is_same_set(a: &[u32], b: &[u32]) -> bool {
    let sorted = |list: &[u32]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    a.len() == b.len() && (a == b || sorted(a) == sorted(b))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value ^ (value >> 31)
}

/// Nodes by degree, as doubly linked lists.
struct Buckets {
    heads: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    bucket: Vec<u32>,
    low: usize,
}

impl Buckets {
    fn new(n: usize) -> Self {
        Self {
            heads: vec![NONE; n + 1],
            next: vec![NONE; n],
            previous: vec![NONE; n],
            bucket: vec![NONE; n],
            low: 0,
        }
    }

    fn insert(&mut self, node: usize, degree: usize) {
        let bucket = degree.min(self.heads.len() - 1);
        let head = self.heads[bucket];
        self.next[node] = head;
        self.previous[node] = NONE;
        if head != NONE {
            self.previous[head as usize] = node as u32;
        }
        self.heads[bucket] = node as u32;
        self.bucket[node] = bucket as u32;
        self.low = self.low.min(bucket);
    }

    fn remove(&mut self, node: usize) {
        let bucket = self.bucket[node];
        if bucket == NONE {
            return;
        }
        let (next, previous) = (self.next[node], self.previous[node]);
        if previous == NONE {
            self.heads[bucket as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
        self.bucket[node] = NONE;
    }

    fn lowest(&mut self) -> Option<usize> {
        while self.low < self.heads.len() {
            let head = self.heads[self.low];
            if head != NONE {
                return Some(head as usize);
            }
            self.low += 1;
        }
        None
    }
}
