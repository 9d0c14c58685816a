//! Search keys: folded text without spaces and punctuation, with the numbers of decrees and letters in one order.

use super::fold;

/// Separators that stand between the groups of a decree number.
const fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '/' | '\\' | '-' | '‐' | '‑' | '–' | '—' | '⁄' | '∕' | '−' | '_'
    )
}

/// Longest run of letters that still belongs to a group of a number, as in «ت۵۸۷۷۶هـ» or «م/د».
const LETTERS_OF_A_GROUP: usize = 2;

/// A maximal run of letters, digits and joiners in folded text, cut into what stands before the number, its groups, and what follows.
struct Number<'a> {
    before: &'a str,
    groups: Vec<&'a str>,
    after: &'a str,
}

impl<'a> Number<'a> {
    /// The number in `token`, if it has at least two groups and each of them has a digit.
    fn find(token: &'a str) -> Option<Self> {
        if !token.contains(is_joiner) || !token.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let trimmed = token.trim_matches(is_joiner);
        // A word written without a space before or after the number («شماره۲۰۶/۹۳/۱۱۸۵۲مورخ») is no part of it.
        let start = trimmed
            .find(|c: char| !c.is_alphabetic())
            .filter(|at| trimmed[..*at].chars().count() > LETTERS_OF_A_GROUP)
            .unwrap_or(0);
        let end = trimmed
            .rfind(|c: char| !c.is_alphabetic())
            .map(|at| at + trimmed[at..].chars().next().map_or(0, char::len_utf8))
            .filter(|at| trimmed[*at..].chars().count() > LETTERS_OF_A_GROUP)
            .unwrap_or(trimmed.len());
        let groups: Vec<&str> = trimmed
            .get(start..end)?
            .split(is_joiner)
            .filter(|group| !group.is_empty())
            .collect();
        let numeric = |group: &&str| {
            group.bytes().any(|byte| byte.is_ascii_digit())
                && group.chars().filter(|c| c.is_alphabetic()).count() <= 2 * LETTERS_OF_A_GROUP
        };
        (groups.len() > 1 && groups.iter().all(numeric)).then(|| Self {
            before: &trimmed[..start],
            groups,
            after: &trimmed[end..],
        })
    }

    fn reversed_is_canonical(&self) -> bool {
        self.groups.iter().rev().lt(self.groups.iter())
    }

    fn write(&self, reversed: bool, out: &mut String) {
        let last = self.groups.len() - 1;
        for place in 0..=last {
            if place > 0 {
                out.push('/');
            }
            out.push_str(self.groups[if reversed { last - place } else { place }]);
        }
    }
}

/// Cuts folded text at everything that is neither letter, digit nor joiner.
fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !(c.is_alphanumeric() || is_joiner(c)))
        .filter(|token| !token.is_empty())
}

fn push_token(token: &str, out: &mut String) -> bool {
    if let Some(number) = Number::find(token) {
        out.push_str(number.before);
        number.write(number.reversed_is_canonical(), out);
        out.push_str(number.after);
        true
    } else {
        out.extend(token.chars().filter(|c| !is_joiner(*c)));
        false
    }
}

/// The key of a query, to be looked for as `column LIKE '%' || key || '%'` in a column filled by [`index_key`].
///
/// It is the folded text without spaces and punctuation, so that «می‌شود», «می شود» and «میشود» are one key. A number of several groups
/// (206/93/11852) keeps `/` between them and is turned to one order, so that 11852/93/206 gives the same key. The key holds letters,
/// digits and `/` only: no `%`, `_` or quotation mark to escape. An empty key means that nothing was asked; leave the condition out.
///
/// Take the key of text, never of a key: numbers that spaces kept apart stand together in it.
pub fn search_key(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for token in tokens(&folded) {
        push_token(token, &mut out);
    }
    out
}

/// The keys of a query's words, each to be looked for on its own and all to be found, in any order: «پروانه ساخت» finds «ساخت پروانه».
pub fn search_terms(query: &str) -> Vec<String> {
    let folded = fold(query);
    let mut terms: Vec<String> = tokens(&folded)
        .map(|token| {
            let mut term = String::with_capacity(token.len());
            push_token(token, &mut term);
            term
        })
        .filter(|term| !term.is_empty())
        .collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The key of stored text: [`search_key`] with every number of several groups appended in the other order too, so that a part of a
/// number («۹۳/۱۱۸۵۲» or «۱۱۸۵۲/۹۳» of 206/93/11852) is found whichever way it is written.
///
/// The appended numbers are set off by `|`, which occurs in no query key.
pub fn index_key(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut numbers = Vec::new();
    for token in tokens(&folded) {
        if push_token(token, &mut out) {
            numbers.push(token);
        }
    }
    for number in numbers.into_iter().filter_map(Number::find) {
        out.push('|');
        number.write(!number.reversed_is_canonical(), &mut out);
    }
    out
}

/// The key of a decree or letter number: equal for «206/93/11852» and «۱۱۸۵۲/۹۳/۲۰۶», and for «۶۲۷۱۲/ت۵۸۷۷۶هـ» in either order.
///
/// Spaces around the separators are dropped, all dashes and slashes become `/`, and of the two orders the smaller one stands. A text
/// without separator gives its letters and digits.
pub fn decree_key(text: &str) -> String {
    let folded = fold(text);
    let kept: String = folded
        .chars()
        .filter_map(|c| {
            if is_joiner(c) {
                Some('/')
            } else {
                c.is_alphanumeric().then_some(c)
            }
        })
        .collect();
    let groups: Vec<&str> = kept.split('/').filter(|group| !group.is_empty()).collect();
    let mut reversed = groups.clone();
    reversed.reverse();
    groups.min(reversed).join("/")
}
