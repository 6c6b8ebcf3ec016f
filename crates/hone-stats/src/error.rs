/// Which condition of the data failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No group had two values, so nothing can be said about differences within groups.
    #[error("no group has two values or more")]
    NoDegreesOfFreedom,
    /// A share or a probability has to lie between 0 and 1, both excluded.
    #[error("a share has to lie between 0 and 1")]
    NotAShare,
    /// A standard deviation, or a standard error, has to be finite and not negative.
    #[error("a spread has to be finite and not negative")]
    NotASpread,
    /// A mean needs somebody who answered.
    #[error("a mean needs at least one answer")]
    NoAnswers,
    /// No number of raters reaches a reliability with an ICC or a response of zero.
    #[error("no number of raters would be enough")]
    OutOfReach,
    /// A table without columns.
    #[error("there are no items")]
    NoItems,
    /// A table without rows.
    #[error("there are no rows")]
    NoRows,
    /// A method needs more rows, after leaving out those with gaps where it does.
    #[error("{found} rows are too few, {needed} are needed")]
    TooFewRows {
        /// How many there are.
        found: usize,
        /// How many the method needs.
        needed: usize,
    },
    /// A method needs more items.
    #[error("{found} items are too few, {needed} are needed")]
    TooFewItems {
        /// How many there are.
        found: usize,
        /// How many the method needs.
        needed: usize,
    },
    /// Too few items that are not the same in every row.
    #[error(
        "{found} of the items vary and 2 are needed; the others have the same value in every row"
    )]
    TooFewVary {
        /// How many vary.
        found: usize,
    },
    /// A method needs more groups.
    #[error("{found} groups are too few, {needed} are needed")]
    TooFewGroups {
        /// How many there are.
        found: usize,
        /// How many the method needs.
        needed: usize,
    },
    /// A column is shorter or longer than the first.
    #[error("item {item} has another number of rows than the first")]
    Ragged {
        /// Which item, from 0.
        item: usize,
    },
    /// An answer is infinite.
    #[error("item {item} is infinite in row {row}")]
    Infinite {
        /// Which item, from 0.
        item: usize,
        /// Which row, from 0.
        row: usize,
    },
    /// Everybody gave the same answer.
    #[error("item {item} has the same value in every row")]
    Constant {
        /// Which item, from 0.
        item: usize,
    },
    /// An item was asked for that is not there.
    #[error("there is no item {item}")]
    NoSuchItem {
        /// Which item, from 0.
        item: usize,
    },
    /// Everybody in a group gave the same answer.
    #[error("item {item} has the same value in every row of a group")]
    ConstantInGroup {
        /// Which item, from 0.
        item: usize,
    },
    /// Integrals over more than three traits take too long.
    #[error("{found} traits are too many, 3 are possible")]
    TooManyTraits {
        /// How many there are.
        found: usize,
    },
    /// Two items that fewer than two rows answered both, so how they go together is unknown.
    #[error("items {item} and {other} were not answered together by two rows or more")]
    NeverTogether {
        /// One item, from 0.
        item: usize,
        /// The other item, from 0.
        other: usize,
    },
    /// A scale of answers goes from a lower to a higher number, over fewer than 1,000.
    #[error("a scale goes from a lower to a higher whole number")]
    NotAScale,
    /// Only for five answers it is documented how often each is given.
    #[error("this null distribution is known for 5 answers, not for {found}")]
    NotFiveAnswers {
        /// How many answers there are.
        found: usize,
    },
    /// A method needs units with two values or more.
    #[error("no unit has two values or more")]
    NoPairs,
    /// A method compares all pairs of different values.
    #[error("{found} different values are too many, {most} are possible")]
    TooManyValues {
        /// How many there are.
        found: usize,
        /// How many are possible.
        most: usize,
    },
    /// Nothing varies, so there is nothing to explain.
    #[error("nothing varies")]
    NoVariance,
    /// An item has too many different values to be ordinal.
    #[error("item {item} has more than {max} different values", max = crate::MAX_CATEGORIES)]
    TooManyCategories {
        /// Which item, from 0.
        item: usize,
    },
    /// Groups are numbered from 0 without gaps.
    #[error("a group has no rows")]
    EmptyGroup,
    /// Row numbers have 32 bits.
    #[error("there are too many rows")]
    TooManyRows,
    /// A matrix that has to be positive definite is not.
    #[error("items depend on each other: their matrix is not positive definite")]
    NotPositiveDefinite,
    /// A share has to lie between 0 and 1, or be one of them.
    #[error("a share has to lie between 0 and 1, or be one of them")]
    NotAProportion,
    /// Thresholds have to ascend, and no level of a plan may be infinite.
    #[error("thresholds have to ascend, and levels have to be finite")]
    Unordered,
    /// Columns that belong together differ in length.
    #[error("columns that belong together are not of one length")]
    LengthsDiffer,
    /// Odds have to lie between 0 and 1, both included.
    #[error("the odds in row {row} do not lie between 0 and 1")]
    NotAProbability {
        /// Which row, from 0.
        row: usize,
    },
    /// A time has to be finite and not negative, and nobody waits for longer than something takes.
    #[error("the time in row {row} is none")]
    NotATime {
        /// Which row, from 0.
        row: usize,
    },
    /// A stake has to be finite and not negative.
    #[error("the stake in row {row} is not a number from 0 up")]
    NotAStake {
        /// Which row, from 0.
        row: usize,
    },
    /// A method that draws at random has to draw more often.
    #[error("{found} random draws are too few, {needed} are needed")]
    TooFewDraws {
        /// How many were asked for.
        found: usize,
        /// How many the method needs.
        needed: usize,
    },
    /// An analysis of factors needs one.
    #[error("there are no factors")]
    NoFactors,
    /// A model cannot be read, or says what cannot be.
    #[error("line {line}, column {column} of the model: {problem}")]
    Model {
        /// Which line, from 1.
        line: usize,
        /// Which column, from 1.
        column: usize,
        /// What is wrong there.
        problem: crate::ModelProblem,
    },
    /// A category of an item that a whole group left out.
    #[error("group {group} never chose one of the categories of item {item}")]
    CategoryLeftOut {
        /// Which item, from 0.
        item: usize,
        /// Which group, from 0.
        group: usize,
    },
    /// The data do not determine all parameters of a model.
    #[error(
        "the model is not identified: the data determine {rank} of its {free} parameters; fix some, \
         or give factors more items"
    )]
    NotIdentified {
        /// How many parameters are free.
        free: usize,
        /// How many of them, or of their combinations, the data determine.
        rank: usize,
    },
    /// The estimates left the range in which the model has a likelihood.
    #[error("no starting point was found from which the model can be fitted")]
    NoStart,
    /// A rater's answers to an item say nothing about how the two interact.
    #[error("rater {rater} gave item {item} only answers at one end, or none")]
    ExtremeCell {
        /// Which item, from 0.
        item: usize,
        /// Which rater, from 0.
        rater: usize,
    },
    /// No two raters can be compared, or no two persons.
    #[error("the design falls into {parts} parts, none of which links two raters or two persons")]
    Apart {
        /// Into how many parts.
        parts: usize,
    },
    /// A model with this many parameters takes too long.
    #[error("{found} parameters are too many, at most {most} can be estimated")]
    TooManyParameters {
        /// How many there are.
        found: usize,
        /// How many the method takes.
        most: usize,
    },
    /// A model of variances without a random term.
    #[error("there is no random term")]
    TooFewTerms,
    /// A random term whose levels cannot differ.
    #[error("random term {term} has one level only")]
    OneLevel {
        /// Which term, from 0.
        term: usize,
    },
    /// A random term with as many levels as rows.
    #[error("random term {term} has a level per row: it cannot be told from the residual")]
    LevelPerRow {
        /// Which term, from 0.
        term: usize,
    },
    /// Two random terms that group the rows in the same way.
    #[error("random terms {first} and {second} group the rows alike: they cannot be told apart")]
    AlikeTerms {
        /// One term, from 0.
        first: usize,
        /// The other.
        second: usize,
    },
    /// A fixed column is constant, or follows from the others.
    #[error("fixed column {column} is constant or follows from those before it")]
    DependentFixed {
        /// Which column, from 0.
        column: usize,
    },
    /// The fixed columns explain everything by which the levels of a random term differ.
    #[error("the fixed columns leave nothing by which the levels of random term {term} differ")]
    NothingLeft {
        /// Which term, from 0.
        term: usize,
    },
    /// A model names what is not there.
    #[error("the model names items, factors or parameters that are not there")]
    NotAModel,
    /// Mean squares need one value in each cell of a design.
    #[error("the design is not fully crossed with one value in each cell")]
    NotFullyCrossed,
}
