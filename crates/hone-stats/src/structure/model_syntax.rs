//! Models as text.

use super::model_tokens::{Kind, Token, tokens};
use crate::{Error, ModelProblem};

/// What stands between the two sides of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=~`: the left is measured by the right.
    Loading,
    /// `~`: the left is regressed on the right.
    Regression,
    /// `~~`: they vary together.
    Covariance,
    /// `~ 1`: the mean, or the intercept, of the left.
    Intercept,
    /// `|`: where an answer to the left passes from one category to the next.
    Threshold,
    /// `~*~`: the scale of the response behind an ordinal item.
    Scale,
}

impl Operator {
    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Loading => "=~",
            Self::Regression => "~",
            Self::Covariance => "~~",
            Self::Intercept => "~1",
            Self::Threshold => "|",
            Self::Scale => "~*~",
        }
    }
}

/// What a model says of one parameter in one group.
#[derive(Debug, Clone, PartialEq)]
pub enum Modifier {
    /// `NA*x`: estimated, whatever the default is.
    Free,
    /// `0.5*x`: not estimated.
    Fixed(f64),
    /// `a*x`: the same as every other parameter with this label.
    Label(String),
}

/// One parameter that a model names.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Left of the operator.
    pub lhs: String,
    /// The operator.
    pub operator: Operator,
    /// Right of the operator; empty for an intercept.
    pub rhs: String,
    /// Its modifiers; each holds one for all groups, or one per group.
    pub modifiers: Vec<Vec<Modifier>>,
    /// Where it stands: line, from 1.
    pub line: usize,
    /// Where it stands: column, from 1.
    pub column: usize,
}

/// Reads a model as it is written in lavaan (Rosseel 2012, doi:10.18637/jss.v048.i02).
///
/// A formula is `F =~ a + b + c`, `a ~~ b`, `y ~ x`, `a ~ 1`, `a | t1` or `a ~*~ a`. Formulas are
/// parted by new lines or `;`, and `#` or `!` begins a comment. Before a name, `0.5*` fixes, `NA*`
/// frees, `label*` labels (equal labels are equal parameters), and `c(…)*` does so per group. A
/// formula may name a variable again to add a modifier: `F =~ NA*a + k*a + k*b`. Names
/// with other characters than letters, digits, `.` and `_` stand in backticks or quotes.
///
/// Not read: constraints (`==`, `<`, `>`), defined parameters (`:=`) and levels; an error says where.
///
/// Checked against the models of the reference results and by its own tests.
pub fn parse_model(text: &str) -> Result<Vec<Term>, Error> {
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, next: 0 };
    let mut terms = Vec::new();
    while reader.skip_ends() {
        reader.formula(&mut terms)?;
    }
    if terms.is_empty() {
        return Err(Error::Model { line: 1, column: 1, problem: ModelProblem::Empty });
    }
    Ok(terms)
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl Reader<'_> {
    /// Whether there is another formula.
    fn skip_ends(&mut self) -> bool {
        while self.tokens.get(self.next).is_some_and(|token| token.kind == Kind::End) {
            self.next += 1;
        }
        self.next < self.tokens.len()
    }

    /// The next token; the end, which is never taken, comes again and again.
    fn take(&mut self) -> Token {
        let token = self.peek();
        if token.kind != Kind::End {
            self.next += 1;
        }
        token
    }

    fn peek(&self) -> Token {
        let last = Token { kind: Kind::End, line: 1, column: 1 };
        self.tokens.get(self.next).or(self.tokens.last()).cloned().unwrap_or(last)
    }

    fn formula(&mut self, terms: &mut Vec<Term>) -> Result<(), Error> {
        let mut left = vec![self.name()?];
        while self.peek().kind == Kind::Plus {
            self.take();
            left.push(self.name()?);
        }
        let token = self.take();
        let Kind::Operator(operator) = token.kind else {
            return Err(token.error(ModelProblem::OperatorExpected));
        };
        let mut right: Vec<Term> = Vec::new();
        loop {
            let term = self.term(operator)?;
            // `NA*a + k*a` says two things about one parameter.
            match right.iter_mut().find(|known| known.rhs == term.rhs) {
                Some(known) if !term.modifiers.is_empty() => {
                    known.modifiers.extend(term.modifiers);
                }
                _ => right.push(term),
            }
            let token = self.take();
            match token.kind {
                Kind::Plus => {}
                Kind::End => break,
                _ => return Err(token.error(ModelProblem::PlusExpected)),
            }
        }
        let with = |lhs: &String, term: &Term| Term { lhs: lhs.clone(), ..term.clone() };
        terms.extend(right.iter().flat_map(|term| left.iter().map(move |lhs| with(lhs, term))));
        Ok(())
    }

    fn name(&mut self) -> Result<String, Error> {
        let token = self.take();
        match token.kind {
            Kind::Name(name) => Ok(name),
            _ => Err(token.error(ModelProblem::NameExpected)),
        }
    }

    fn term(&mut self, operator: Operator) -> Result<Term, Error> {
        let mut modifiers = Vec::new();
        loop {
            let token = self.take();
            let (line, column) = (token.line, token.column);
            let found = |operator, rhs, modifiers| {
                Ok(Term { lhs: String::new(), operator, rhs, modifiers, line, column })
            };
            let is_modifier = self.peek().kind == Kind::Star;
            match token.kind {
                Kind::Name(name) if name == "c" && self.peek().kind == Kind::Open => {
                    modifiers.push(self.per_group()?);
                    let star = self.take();
                    if star.kind != Kind::Star {
                        return Err(star.error(ModelProblem::StarExpected));
                    }
                }
                Kind::Name(_) | Kind::Number(_) if is_modifier => {
                    modifiers.push(vec![modifier(&token)?]);
                    self.take();
                }
                Kind::Name(name) => return found(operator, name, modifiers),
                Kind::Number(value) if operator == Operator::Regression && value == 1.0 => {
                    return found(Operator::Intercept, String::new(), modifiers);
                }
                _ => return Err(token.error(ModelProblem::NameExpected)),
            }
        }
    }

    fn per_group(&mut self) -> Result<Vec<Modifier>, Error> {
        self.take();
        let mut modifiers = Vec::new();
        loop {
            modifiers.push(modifier(&self.take())?);
            let token = self.take();
            match token.kind {
                Kind::Comma => {}
                Kind::Close => return Ok(modifiers),
                _ => return Err(token.error(ModelProblem::CommaExpected)),
            }
        }
    }
}

fn modifier(token: &Token) -> Result<Modifier, Error> {
    match &token.kind {
        Kind::Number(value) => Ok(Modifier::Fixed(*value)),
        Kind::Name(name) if name == "NA" => Ok(Modifier::Free),
        Kind::Name(name) => Ok(Modifier::Label(name.clone())),
        _ => Err(token.error(ModelProblem::NameExpected)),
    }
}
