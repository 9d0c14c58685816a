//! From tokens to a filter, by recursive descent.

use super::lexer::{Token, tokens};
use super::{FilterError, ParseOptions};
use crate::filter::{CaseTest, Compare, Condition, EventTest, Filter, Literal, Logic, Window};
use crate::timestamp::parse_timestamp;

/// Parentheses and `not` within each other; far more than people write, and no danger to the stack.
const DEPTH: usize = 100;

/// Words that join tests: values only in quotes.
const JOINING: [&str; 4] = ["and", "or", "not", "keep"];

/// Words that, with those, are no names of attributes without quotes.
const RESERVED: [&str; 8] = ["and", "or", "not", "keep", "in", "is", "by", "any"];

pub(super) struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    at: usize,
    /// Place after the last character, for errors at the end.
    end: usize,
    depth: usize,
    options: ParseOptions<'a>,
}

type Parsed<T> = Result<T, FilterError>;

impl<'a> Parser<'a> {
    pub(super) fn new(text: &str, options: ParseOptions<'a>) -> Parsed<Self> {
        Ok(Self {
            tokens: tokens(text)?,
            at: 0,
            end: text.chars().count() + 1,
            depth: 0,
            options,
        })
    }

    pub(super) fn filter(mut self) -> Parsed<Filter> {
        if self.peek().is_none() {
            return Err(self.wrong("the filter is empty; write a test such as has \"T06\""));
        }
        let cases = if self.is_word("keep") {
            Logic::All
        } else {
            self.either(Self::case_test)?
        };
        let keep = if self.take_word("keep") {
            Some(self.either(Self::event_test)?)
        } else {
            None
        };
        match self.peek() {
            None => Ok(Filter {
                cases,
                keep,
                offset: self.options.offset,
            }),
            Some(token) => {
                let shown = token.shown();
                Err(self.wrong(&format!(
                    "{shown} follows a whole test; join tests with and or or, and put names with spaces in quotes"
                )))
            }
        }
    }

    fn either<T>(&mut self, test: fn(&mut Self) -> Parsed<Logic<T>>) -> Parsed<Logic<T>> {
        let mut parts = vec![self.both(test)?];
        while self.take_word("or") {
            parts.push(self.both(test)?);
        }
        Ok(joined(parts, Logic::Or))
    }

    fn both<T>(&mut self, test: fn(&mut Self) -> Parsed<Logic<T>>) -> Parsed<Logic<T>> {
        let mut parts = vec![self.single(test)?];
        while self.take_word("and") {
            parts.push(self.single(test)?);
        }
        Ok(joined(parts, Logic::And))
    }

    fn single<T>(&mut self, test: fn(&mut Self) -> Parsed<Logic<T>>) -> Parsed<Logic<T>> {
        if self.depth == DEPTH {
            return Err(
                self.wrong("parentheses and not are nested too deeply; simplify the filter")
            );
        }
        self.depth += 1;
        let part = if self.take_word("not") {
            self.single(test)?.negated()
        } else if self.take(&Token::Open) {
            let inner = self.either(test)?;
            self.close()?;
            inner
        } else {
            test(self)?
        };
        self.depth -= 1;
        Ok(part)
    }

    fn case_test(&mut self) -> Parsed<Logic<CaseTest>> {
        let begin = self.at;
        let (quoted, name) = self.name("a test")?;
        if let Some(follows) = self.follows(&name)? {
            return Ok(Logic::Test(follows));
        }
        if quoted {
            return self.case_attribute(name);
        }
        let test = match name.to_ascii_lowercase().as_str() {
            "has" => CaseTest::Has(self.activity()?),
            "starts" => CaseTest::Starts(self.activity()?),
            "ends" => CaseTest::Ends(self.activity()?),
            "variant" => self.variant()?,
            "resource" => CaseTest::Resource(self.name_condition()?),
            "started" => return self.moment(CaseTest::Started),
            "completed" => return self.moment(CaseTest::Completed),
            "within" => CaseTest::Contained(self.span()?),
            "overlaps" => CaseTest::Intersecting(self.span()?),
            "duration" => {
                return self.range("a duration such as 10d", Self::duration, CaseTest::Duration);
            }
            "events" => return self.range("a number", Self::count, CaseTest::Events),
            "closed" => CaseTest::Closed(self.ends()?),
            "open" => return Ok(Logic::Test(CaseTest::Closed(self.ends()?)).negated()),
            "any" => {
                if !self.take(&Token::Open) {
                    return Err(
                        self.wrong("any needs parentheses: any (activity = … and resource = …)")
                    );
                }
                let events = self.either(Self::event_test)?;
                self.close()?;
                CaseTest::Any(events)
            }
            word if RESERVED.contains(&word) => {
                self.at = begin;
                return Err(self.wrong(&format!(
                    "“{name}” stands where a test is expected; put it in quotes if it is a name"
                )));
            }
            _ => return self.case_attribute(name),
        };
        Ok(Logic::Test(test))
    }

    fn event_test(&mut self) -> Parsed<Logic<EventTest>> {
        let begin = self.at;
        let (quoted, name) = self.name("a test of events")?;
        if !quoted {
            let word = name.to_ascii_lowercase();
            match word.as_str() {
                "activity" => return Ok(Logic::Test(EventTest::Activity(self.name_condition()?))),
                "resource" => return Ok(Logic::Test(EventTest::Resource(self.name_condition()?))),
                "time" => return self.moment(EventTest::Time),
                word if RESERVED.contains(&word) => {
                    self.at = begin;
                    return Err(self.wrong(&format!(
                        "“{name}” stands where a test of events is expected; put it in quotes if it is a name"
                    )));
                }
                _ => {}
            }
        }
        self.condition(&name)
            .map(|is| Logic::Test(EventTest::Attribute { key: name, is }))
    }

    fn case_attribute(&mut self, key: String) -> Parsed<Logic<CaseTest>> {
        let is = self.condition(&key)?;
        Ok(Logic::Test(CaseTest::Attribute { key, is }))
    }

    fn follows(&mut self, from: &str) -> Parsed<Option<CaseTest>> {
        let from = from.to_owned();
        if self.take(&Token::Arrow) {
            return Ok(Some(CaseTest::Follows(from, self.activity()?)));
        }
        if self.take(&Token::LongArrow) {
            return Ok(Some(CaseTest::EventuallyFollows(from, self.activity()?)));
        }
        Ok(None)
    }

    fn variant(&mut self) -> Parsed<CaseTest> {
        if let Some(compare) = self.take_compare() {
            return Ok(CaseTest::VariantRank(compare, self.count()?));
        }
        let mut steps = vec![self.activity()?];
        while self.take(&Token::Arrow) {
            steps.push(self.activity()?);
        }
        Ok(CaseTest::Variant(steps))
    }

    fn ends(&mut self) -> Parsed<Vec<String>> {
        if !self.take_word("by") {
            return Err(self.wrong(
                "name the activities that end a case: closed by \"T10\", or open by \"T10\"",
            ));
        }
        let mut ends = vec![self.activity()?];
        while self.take(&Token::Comma) {
            ends.push(self.activity()?);
        }
        Ok(ends)
    }

    /// `= value`, `in (…)`, `is missing` and so on.
    fn condition(&mut self, name: &str) -> Parsed<Condition> {
        if let Some(compare) = self.take_compare() {
            return Ok(Condition::Compare(compare, self.literal()?));
        }
        if self.take_word("in") {
            if !self.take(&Token::Open) {
                return Err(self.wrong("a list of values stands in parentheses: in (a, b)"));
            }
            let mut list = vec![self.literal()?];
            while self.take(&Token::Comma) {
                list.push(self.literal()?);
            }
            self.close()?;
            return Ok(Condition::OneOf(list));
        }
        if self.take_word("is") {
            if self.take_word("missing") {
                return Ok(Condition::Missing);
            }
            if self.take_word("present") {
                return Ok(Condition::Present);
            }
            return Err(self.wrong("after is write missing or present"));
        }
        Err(self.wrong(&format!(
            "after “{name}” comes =, !=, <, <=, >, >=, in (…), is missing or is present; for an activity write has \"{name}\""
        )))
    }

    /// A condition on a name, which has no greater and smaller.
    fn name_condition(&mut self) -> Parsed<Condition> {
        let begin = self.at;
        match self.condition("it")? {
            Condition::Compare(compare, _)
                if !matches!(compare, Compare::Equal | Compare::NotEqual) =>
            {
                self.at = begin;
                Err(self.wrong("names have no order; use =, !=, in (…) or is missing"))
            }
            condition => Ok(condition),
        }
    }

    fn moment<T>(&mut self, test: fn(Window) -> T) -> Parsed<Logic<T>> {
        if self.take_word("in") {
            return Ok(Logic::Test(test(self.span()?)));
        }
        let Some(compare) = self.take_compare() else {
            return Err(
                self.wrong("write in 2026-03-21..2026-06-21, or <, <=, =, >= or > and a time")
            );
        };
        let window = self.time()?;
        Ok(match window.compared(compare) {
            Some(window) => Logic::Test(test(window)),
            None => Logic::Test(test(window)).negated(),
        })
    }

    /// `from..until`, both included.
    fn span(&mut self) -> Parsed<Window> {
        let from = self.time()?;
        if !self.take(&Token::Span) {
            return Err(self.wrong("a span is written 2026-03-21..2026-06-21"));
        }
        let begin = self.at;
        let until = self.time()?;
        if until.until <= from.from {
            self.at = begin;
            return Err(self.wrong("the span ends before it begins; exchange the two"));
        }
        Ok(Window {
            from: from.from,
            until: until.until,
        })
    }

    /// A comparison with a quantity, or `in a..b`, both included.
    fn range<Q>(
        &mut self,
        what: &str,
        quantity: fn(&mut Self) -> Parsed<Q>,
        test: fn(Compare, Q) -> CaseTest,
    ) -> Parsed<Logic<CaseTest>> {
        if let Some(compare) = self.take_compare() {
            return Ok(Logic::Test(test(compare, quantity(self)?)));
        }
        if !self.take_word("in") {
            return Err(self.wrong(&format!(
                "write =, !=, <, <=, > or >= and {what}, or in and two of them with .. between"
            )));
        }
        let from = quantity(self)?;
        if !self.take(&Token::Span) {
            return Err(self.wrong("a range is written with two dots between: 1d..10d"));
        }
        let until = quantity(self)?;
        let parts = [
            (Compare::GreaterOrEqual, from),
            (Compare::LessOrEqual, until),
        ];
        Ok(Logic::And(
            parts
                .map(|(compare, q)| Logic::Test(test(compare, q)))
                .into(),
        ))
    }

    fn duration(&mut self) -> Parsed<i64> {
        let begin = self.at;
        let text = self.value("a duration such as 10d")?;
        let split = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let seconds = match &text[split..] {
            "s" => 1.0,
            "min" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            _ => 0.0,
        };
        match text[..split].parse::<f64>() {
            Ok(number) if seconds > 0.0 && number * seconds < 9e12 => {
                #[expect(clippy::cast_possible_truncation, reason = "below 9·10^18")]
                let micros = (number * seconds * 1e6).round() as i64;
                Ok(micros)
            }
            _ => {
                self.at = begin;
                Err(self.wrong(&format!(
                    "“{text}” is no duration; write a number and s, min, h, d or w, such as 10d"
                )))
            }
        }
    }

    fn count(&mut self) -> Parsed<usize> {
        let begin = self.at;
        let text = self.value("a whole number")?;
        text.parse().map_err(|_| {
            self.at = begin;
            self.wrong(&format!("“{text}” is no whole number"))
        })
    }

    fn time(&mut self) -> Parsed<Window> {
        let begin = self.at;
        let text = self.value("a time")?;
        self.window(&text).ok_or_else(|| {
            self.at = begin;
            self.wrong(&format!(
                "“{text}” is no time; write 2026-03-21 or \"2026-03-21 14:30\""
            ))
        })
    }

    /// A time; a date alone is its whole day.
    fn window(&self, text: &str) -> Option<Window> {
        let read = |text: &str| {
            parse_timestamp(text, self.options.offset)
                .or_else(|| self.options.parse_timestamp.and_then(|parse| parse(text)))
        };
        let from = read(text)?;
        let until = if text.contains(':') {
            from + 1
        } else {
            // The last second of the day, plus one: a day on which clocks change is not 24 hours long.
            read(&format!("{text} 23:59:59"))? + 1_000_000
        };
        Some(Window { from, until })
    }

    fn literal(&mut self) -> Parsed<Literal> {
        let text = self.value("a value")?;
        Ok(Literal {
            number: text.parse().ok().filter(|number: &f64| number.is_finite()),
            moment: self.window(&text),
            text,
        })
    }

    fn activity(&mut self) -> Parsed<String> {
        self.value("an activity")
    }

    /// A word that joins no tests, or a text in quotes.
    fn value(&mut self, what: &str) -> Parsed<String> {
        let begin = self.at;
        let (quoted, text) = self.name(what)?;
        if !quoted && JOINING.contains(&text.to_ascii_lowercase().as_str()) {
            self.at = begin;
            return Err(self.wrong(&format!(
                "“{text}” stands where {what} is expected; put it in quotes if it is one"
            )));
        }
        Ok(text)
    }

    fn name(&mut self, what: &str) -> Parsed<(bool, String)> {
        let found = match self.peek() {
            Some(Token::Word(text)) => (false, text.clone()),
            Some(Token::Quoted(text)) => (true, text.clone()),
            Some(other) => {
                let shown = other.shown();
                return Err(self.wrong(&format!("{shown} stands where {what} is expected")));
            }
            None => return Err(self.wrong(&format!("the filter ends where {what} is expected"))),
        };
        self.at += 1;
        Ok(found)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(text)) if text.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn take_compare(&mut self) -> Option<Compare> {
        let Some(Token::Compare(compare)) = self.peek() else {
            return None;
        };
        let compare = *compare;
        self.at += 1;
        Some(compare)
    }

    fn close(&mut self) -> Parsed<()> {
        if self.take(&Token::Close) {
            return Ok(());
        }
        Err(self.wrong("a closing parenthesis is missing here"))
    }

    fn wrong(&self, what: &str) -> FilterError {
        FilterError {
            at: self.tokens.get(self.at).map_or(self.end, |(at, _)| *at),
            what: what.to_owned(),
        }
    }
}

fn joined<T>(mut parts: Vec<Logic<T>>, how: fn(Vec<Logic<T>>) -> Logic<T>) -> Logic<T> {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        how(parts)
    }
}
