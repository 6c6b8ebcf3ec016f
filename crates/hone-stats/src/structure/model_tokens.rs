use super::model_syntax::Operator;
use crate::{Error, ModelProblem};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Name(String),
    Number(f64),
    Operator(Operator),
    Plus,
    Star,
    Open,
    Close,
    Comma,
    End,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Token {
    pub(super) fn error(&self, problem: ModelProblem) -> Error {
        Error::Model { line: self.line, column: self.column, problem }
    }
}

/// Splits a model into its parts; each formula ends with [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut tokens: Vec<Token> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let characters: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < characters.len() {
            if characters[at].is_whitespace() {
                at += 1;
                continue;
            }
            if matches!(characters[at], '#' | '!') {
                break;
            }
            let mark = |kind| Token { kind, line: number + 1, column: at + 1 };
            let (kind, length) =
                token(&characters[at..]).map_err(|problem| mark(Kind::End).error(problem))?;
            let token = mark(kind);
            continue_formula(&mut tokens, &token.kind);
            tokens.push(token);
            at += length;
        }
        if !tokens.last().is_none_or(|last| is_open_ended(&last.kind)) {
            tokens.push(Token { kind: Kind::End, line: number + 1, column: characters.len() + 1 });
        }
    }
    if let Some(last) = tokens.last().filter(|last| last.kind != Kind::End).cloned() {
        tokens.push(Token { kind: Kind::End, line: last.line, column: last.column + 1 });
    }
    Ok(tokens)
}

/// A line that begins with `+` or `*` goes on with the line before.
fn continue_formula(tokens: &mut Vec<Token>, next: &Kind) {
    if matches!(next, Kind::Plus | Kind::Star)
        && tokens.last().is_some_and(|last| last.kind == Kind::End)
    {
        tokens.pop();
    }
}

fn is_open_ended(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Operator(_) | Kind::Plus | Kind::Star | Kind::Open | Kind::Comma | Kind::End
    )
}

fn token(rest: &[char]) -> Result<(Kind, usize), ModelProblem> {
    let begins = |text: &str| text.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
    let operators = [
        ("=~", Operator::Loading),
        ("~~", Operator::Covariance),
        ("~*~", Operator::Scale),
        ("~", Operator::Regression),
        ("|", Operator::Threshold),
    ];
    if let Some((text, operator)) = operators.into_iter().find(|(text, _)| begins(text)) {
        return Ok((Kind::Operator(operator), text.len()));
    }
    if ["==", ":=", "<", ">"].into_iter().any(begins) {
        return Err(ModelProblem::Constraint);
    }
    match rest[0] {
        ';' => Ok((Kind::End, 1)),
        '+' => Ok((Kind::Plus, 1)),
        '*' => Ok((Kind::Star, 1)),
        '(' => Ok((Kind::Open, 1)),
        ')' => Ok((Kind::Close, 1)),
        ',' => Ok((Kind::Comma, 1)),
        quote @ ('`' | '"' | '\'') => quoted(rest, quote),
        first if is_number(first, rest.get(1).copied()) => number(rest),
        first if first.is_alphabetic() || matches!(first, '_' | '.') => {
            let length = rest.iter().take_while(|c| is_of_name(**c)).count();
            Ok((Kind::Name(rest[..length].iter().collect()), length))
        }
        ':' => Err(ModelProblem::Level),
        _ => Err(ModelProblem::Character),
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.')
}

fn is_number(first: char, second: Option<char>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    first.is_ascii_digit()
        || first == '.' && is_digit(second)
        || first == '-' && (is_digit(second) || second == Some('.'))
}

fn quoted(rest: &[char], quote: char) -> Result<(Kind, usize), ModelProblem> {
    let length = rest.iter().skip(1).position(|c| *c == quote).ok_or(ModelProblem::Quote)?;
    if length == 0 {
        return Err(ModelProblem::NameExpected);
    }
    Ok((Kind::Name(rest[1..=length].iter().collect()), length + 2))
}

fn number(rest: &[char]) -> Result<(Kind, usize), ModelProblem> {
    let is_part = |i: usize, c: char| {
        let after_exponent = i > 0 && matches!(rest[i - 1], 'e' | 'E');
        c.is_ascii_alphanumeric()
            || c == '.'
            || (matches!(c, '-' | '+') && (i == 0 || after_exponent))
    };
    let length = rest.iter().enumerate().take_while(|(i, c)| is_part(*i, **c)).count();
    let text: String = rest[..length].iter().collect();
    let value = text.parse().ok().filter(|value: &f64| value.is_finite());
    value.map(|value| (Kind::Number(value), length)).ok_or(ModelProblem::Number)
}
