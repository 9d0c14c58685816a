//! Two records of persons: the name, and what must be added to it.

use persian::NationalCode;

use super::compare::compare;
use super::name::Name;
use super::reason::{Finding, Reason, Verdict};

/// A person as a record tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Name,
    /// The father's name.
    pub father: Option<Name>,
    /// Year of birth, Solar Hijri or Gregorian.
    pub birth_year: Option<u16>,
    /// National code.
    pub code: Option<NationalCode>,
}

impl Person {
    /// A person of whom the name alone is known.
    pub fn named(name: &str) -> Self {
        Self {
            name: Name::new(name),
            father: None,
            birth_year: None,
            code: None,
        }
    }

    /// Adds the father's name.
    #[must_use]
    pub fn child_of(mut self, father: &str) -> Self {
        self.father = Some(Name::new(father)).filter(|name| !name.is_empty());
        self
    }

    /// Adds the year of birth.
    #[must_use]
    pub fn born(mut self, year: u16) -> Self {
        self.birth_year = Some(year);
        self
    }

    /// Adds the national code.
    #[must_use]
    pub fn coded(mut self, code: NationalCode) -> Self {
        self.code = Some(code);
        self
    }
}

/// First year that is read as Gregorian.
const GREGORIAN_FROM: u16 = 1700;

/// Fewest and most years between two years of birth. A Gregorian year covers parts of two Solar Hijri years.
fn years_apart(one: u16, other: u16) -> (u16, u16) {
    let solar = |year: u16| {
        if year >= GREGORIAN_FROM {
            (year - 622, year - 621)
        } else {
            (year, year)
        }
    };
    let (a, b) = (solar(one), solar(other));
    if (one >= GREGORIAN_FROM) == (other >= GREGORIAN_FROM) {
        let apart = a.0.abs_diff(b.0);
        return (apart, apart);
    }
    let all = [
        a.0.abs_diff(b.0),
        a.0.abs_diff(b.1),
        a.1.abs_diff(b.0),
        a.1.abs_diff(b.1),
    ];
    (
        all.into_iter().min().unwrap_or(0),
        all.into_iter().max().unwrap_or(0),
    )
}

/// Are two records of one person? [`Verdict::Same`] needs equal national codes, or the name, the father's name and the year of birth; a
/// father or a year that differs keeps two people of one name apart.
///
/// ```
/// use relations::names::{Person, Verdict, identify};
/// let clerk = Person::named("علی کریمی").child_of("حسن").born(1360);
/// let owner = Person::named("علي كريمي").child_of("حسن").born(1360);
/// assert_eq!(identify(&clerk, &owner).verdict, Verdict::Same);
/// assert_eq!(identify(&clerk, &Person::named("علی کریمی")).verdict, Verdict::Review);
/// assert_eq!(identify(&clerk, &Person::named("علی کریمی").child_of("رضا")).verdict, Verdict::Different);
/// ```
pub fn identify(a: &Person, b: &Person) -> Finding {
    let mut found = compare(&a.name, &b.name);
    match (a.code, b.code) {
        (Some(one), Some(other)) if one == other => {
            if found.verdict == Verdict::Different {
                return Finding::new(Verdict::Review, [Reason::CodeAgainstName]);
            }
            found.why.insert(0, Reason::SameCode);
            found.verdict = Verdict::Same;
            return found;
        }
        (Some(_), Some(_)) => return Finding::new(Verdict::Different, [Reason::OtherCode]),
        _ => {}
    }
    if found.verdict == Verdict::Different {
        return found;
    }
    let father = a
        .father
        .as_ref()
        .zip(b.father.as_ref())
        .map(|(one, other)| compare(one, other).verdict);
    let years = a
        .birth_year
        .zip(b.birth_year)
        .map(|(one, other)| years_apart(one, other));
    match father {
        Some(Verdict::Different) => {
            found.why.push(Reason::OtherFather);
            found.verdict = Verdict::Different;
            return found;
        }
        Some(Verdict::Same) => found.why.push(Reason::SameFather),
        Some(Verdict::Review) => found.why.push(Reason::UnclearFather),
        None => {}
    }
    match years {
        Some((least, _)) if least > 1 => {
            found.why.push(Reason::OtherYear);
            found.verdict = Verdict::Different;
            return found;
        }
        Some((0, 0)) => found.why.push(Reason::SameYear),
        Some(_) => found.why.push(Reason::NearYear),
        None => {}
    }
    if father != Some(Verdict::Same) || years != Some((0, 0)) {
        if father.is_none() || years.is_none() {
            found.why.push(Reason::NameAlone);
        }
        found.verdict = Verdict::Review;
    }
    found
}
