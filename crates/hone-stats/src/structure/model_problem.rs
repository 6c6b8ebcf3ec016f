/// What is wrong with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelProblem {
    /// There is no formula.
    #[error("there is no formula")]
    Empty,
    /// A character that means nothing.
    #[error("this character means nothing in a model")]
    Character,
    /// A quote without its end.
    #[error("the quote does not end on its line")]
    Quote,
    /// A number that is none.
    #[error("this is not a number")]
    Number,
    /// A name was expected.
    #[error("a name is missing here")]
    NameExpected,
    /// An operator was expected.
    #[error("one of =~, ~~, ~, | or ~*~ is missing here")]
    OperatorExpected,
    /// A plus, or the end of the formula, was expected.
    #[error("a + or the end of the formula is missing here")]
    PlusExpected,
    /// A star was expected.
    #[error("a * is missing here")]
    StarExpected,
    /// A comma was expected.
    #[error("a , or ) is missing here")]
    CommaExpected,
    /// Constraints and defined parameters are not read.
    #[error("constraints (==, <, >) and defined parameters (:=) are not supported; use labels")]
    Constraint,
    /// Levels are not read, or not this at a level.
    #[error(
        "this is not supported here; a model of two levels has =~ and ~~ after level: 1 and level: 2"
    )]
    Level,
    /// Neither a factor of the model nor a column of the data.
    #[error("this is neither a factor of the model nor an item of the data")]
    UnknownName,
    /// A factor has the name of an item.
    #[error("a factor cannot have the name of an item of the data")]
    FactorIsItem,
    /// The same parameter twice.
    #[error("this parameter is in the model twice")]
    Twice,
    /// A variable that explains itself.
    #[error("a variable cannot explain itself")]
    Itself,
    /// `c(…)` with another number of entries than there are groups.
    #[error("c(…) needs an entry per group")]
    GroupCount,
    /// Thresholds and scales are for ordinal items only.
    #[error("thresholds and scales are for ordinal items only")]
    NotOrdinal,
    /// A threshold that the item does not have.
    #[error("the item has no such threshold")]
    NoThreshold,
    /// The residual of an ordinal item follows from the rest.
    #[error("the variance of an ordinal item follows from the rest and cannot be set")]
    OrdinalVariance,
    /// An ordinal item that explains something.
    #[error("an ordinal item cannot explain another variable")]
    OrdinalCause,
    /// No measured variables.
    #[error("the model has no measured variables")]
    NothingMeasured,
    /// The levels of a two-level model have to be about the same items.
    #[error("both levels have to be about the same items")]
    OtherItems,
}
