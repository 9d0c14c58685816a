//! The words and signs of a filter.

use super::FilterError;
use crate::filter::Compare;

/// One word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A bare word.
    Word(String),
    /// A text in quotes.
    Quoted(String),
    /// A comparison.
    Compare(Compare),
    /// `->`
    Arrow,
    /// `->>`
    LongArrow,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `..`
    Span,
}

impl Token {
    /// As it is shown in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(text) | Self::Quoted(text) => format!("“{text}”"),
            Self::Compare(Compare::Equal) => "“=”".to_owned(),
            Self::Compare(Compare::NotEqual) => "“!=”".to_owned(),
            Self::Compare(Compare::Less) => "“<”".to_owned(),
            Self::Compare(Compare::LessOrEqual) => "“<=”".to_owned(),
            Self::Compare(Compare::Greater) => "“>”".to_owned(),
            Self::Compare(Compare::GreaterOrEqual) => "“>=”".to_owned(),
            Self::Arrow => "“->”".to_owned(),
            Self::LongArrow => "“->>”".to_owned(),
            Self::Open => "“(”".to_owned(),
            Self::Close => "“)”".to_owned(),
            Self::Comma => "“,”".to_owned(),
            Self::Span => "“..”".to_owned(),
        }
    }
}

/// All tokens with the place of their first character, from 1.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begin = at;
        let next = |ahead: usize| chars.get(begin + ahead).copied();
        let token = match chars[at] {
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            ',' | '،' => Token::Comma,
            '=' => Token::Compare(Compare::Equal),
            '≠' => Token::Compare(Compare::NotEqual),
            '≤' => Token::Compare(Compare::LessOrEqual),
            '≥' => Token::Compare(Compare::GreaterOrEqual),
            '→' => Token::Arrow,
            '!' if next(1) == Some('=') => Token::Compare(Compare::NotEqual),
            '<' if next(1) == Some('=') => Token::Compare(Compare::LessOrEqual),
            '>' if next(1) == Some('=') => Token::Compare(Compare::GreaterOrEqual),
            '<' => Token::Compare(Compare::Less),
            '>' => Token::Compare(Compare::Greater),
            '-' if next(1) == Some('>') && next(2) == Some('>') => Token::LongArrow,
            '-' if next(1) == Some('>') => Token::Arrow,
            '.' if next(1) == Some('.') => Token::Span,
            '!' => {
                return Err(FilterError {
                    at: begin + 1,
                    what: "“!” alone means nothing here; write != or not".to_owned(),
                });
            }
            c if closing(c).is_some() => {
                let (token, after) = quoted(&chars, begin)?;
                at = after;
                found.push((begin + 1, token));
                continue;
            }
            _ => {
                while at < chars.len() && in_word(&chars, at) {
                    at += 1;
                }
                let word = chars[begin..at].iter().collect();
                found.push((begin + 1, Token::Word(word)));
                continue;
            }
        };
        at += match &token {
            Token::LongArrow => 3,
            Token::Arrow if chars[begin] == '-' => 2,
            Token::Span => 2,
            Token::Compare(_) if next(1) == Some('=') && "!<>".contains(chars[begin]) => 2,
            _ => 1,
        };
        found.push((begin + 1, token));
    }
    Ok(found)
}

/// The sign that ends a text which this one begins.
fn closing(open: char) -> Option<char> {
    match open {
        '"' | '\'' => Some(open),
        '«' => Some('»'),
        '“' => Some('”'),
        _ => None,
    }
}

fn in_word(chars: &[char], at: usize) -> bool {
    let pair = |a: char, b: char| chars[at] == a && chars.get(at + 1) == Some(&b);
    !(chars[at].is_whitespace()
        || "()=<>!,،≠≤≥→\"'«»“”".contains(chars[at])
        || pair('-', '>')
        || pair('.', '.'))
}

/// A text in quotes and the place after it; a backslash takes the next character as it is.
fn quoted(chars: &[char], begin: usize) -> Result<(Token, usize), FilterError> {
    let close = closing(chars[begin]);
    let (mut text, mut at) = (String::new(), begin + 1);
    while let Some(&c) = chars.get(at) {
        if Some(c) == close {
            return Ok((Token::Quoted(text), at + 1));
        }
        let taken = if c == '\\' && at + 1 < chars.len() {
            at += 1;
            chars[at]
        } else {
            c
        };
        text.push(taken);
        at += 1;
    }
    Err(FilterError {
        at: begin + 1,
        what: format!(
            "this text in quotes does not end; write {} after it",
            close.unwrap_or('"')
        ),
    })
}
