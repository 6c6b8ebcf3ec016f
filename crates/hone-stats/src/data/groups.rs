use crate::Error;

/// Which group each row belongs to: dense numbers from 0, each group with at least one row.
///
/// Leaders, raters, units and waves are all groups. Labels stay with the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    of: Vec<u32>,
    sizes: Vec<u32>,
}

impl Groups {
    /// Takes the number of each row's group, of which none may be left out.
    pub fn new(of: Vec<u32>) -> Result<Self, Error> {
        let Some(highest) = of.iter().max() else { return Err(Error::NoRows) };
        if *highest as usize >= of.len() {
            return Err(Error::EmptyGroup);
        }
        let mut sizes = vec![0; *highest as usize + 1];
        for group in &of {
            sizes[*group as usize] += 1;
        }
        if sizes.contains(&0) {
            return Err(Error::EmptyGroup);
        }
        Ok(Self { of, sizes })
    }

    /// Numbers the labels in their order; also returns the labels, by number.
    pub fn by_label<L: Ord + Clone>(labels: &[L]) -> Result<(Self, Vec<L>), Error> {
        let mut order: Vec<u32> = (0..).take(labels.len()).collect();
        order.sort_by(|a, b| labels[*a as usize].cmp(&labels[*b as usize]));
        let mut of = vec![0; labels.len()];
        let mut names: Vec<L> = Vec::new();
        for row in order {
            let label = &labels[row as usize];
            if names.last() != Some(label) {
                names.push(label.clone());
            }
            of[row as usize] = u32::try_from(names.len() - 1).map_err(|_| Error::TooManyRows)?;
        }
        Ok((Self::new(of)?, names))
    }

    /// The group of each row.
    pub fn of(&self) -> &[u32] {
        &self.of
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.of.len()
    }

    /// How many groups there are.
    pub fn n_groups(&self) -> usize {
        self.sizes.len()
    }

    /// How many rows each group has.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The rows of each group, in their order.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> =
            self.sizes.iter().map(|size| Vec::with_capacity(*size as usize)).collect();
        for (row, group) in self.of.iter().enumerate() {
            members[*group as usize].push(row);
        }
        members
    }

    /// Some of the rows; groups that keep none are left out and the others are numbered anew.
    /// Also returns the former number of each group that is left.
    pub fn rows(&self, rows: &[usize]) -> Result<(Self, Vec<u32>), Error> {
        let labels: Vec<u32> = rows.iter().map(|row| self.of[*row]).collect();
        Self::by_label(&labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_numbered_in_the_order_of_their_labels() {
        let (groups, names) = Groups::by_label(&["b", "a", "c", "a"]).unwrap();

        assert_eq!(groups.of(), [1, 0, 2, 0]);
        assert_eq!(groups.sizes(), [2, 1, 1]);
        assert_eq!(names, ["a", "b", "c"]);
        assert_eq!(groups.members(), [vec![1, 3], vec![0], vec![2]]);
    }

    #[test]
    fn a_group_without_rows_is_refused() {
        assert_eq!(Groups::new(vec![0, 2, 0]), Err(Error::EmptyGroup));
        assert_eq!(Groups::new(vec![0, u32::MAX]), Err(Error::EmptyGroup));
    }

    #[test]
    fn leaving_out_rows_numbers_the_rest_anew() {
        let groups = Groups::new(vec![0, 1, 2, 2]).unwrap();

        let (kept, former) = groups.rows(&[3, 0]).unwrap();

        assert_eq!(kept.of(), [1, 0]);
        assert_eq!(former, [0, 2]);
    }
}
