//! The tender gate: what is known of the bidders before their bids are opened.

use super::code::Code;
use super::facts::Facts;
use super::judge::judge;
use super::known::Known;
use super::rules::Rules;
use super::state::{Mark, State};
use crate::ocds::Release;

/// What the gate looks at: nothing that an unopened bid tells.
const CODES: [Code; 7] = [
    Code::R003,
    Code::R032,
    Code::R043,
    Code::R044,
    Code::R046,
    Code::A001,
    Code::A002,
];

/// What the gate says of a code.
#[derive(Debug, Clone, PartialEq)]
pub struct Gated {
    /// The code.
    pub code: Code,
    /// Its state.
    pub state: State,
    /// The value, where it is flagged.
    pub value: Option<f64>,
    /// The bidders it is about.
    pub who: Vec<String>,
    /// What it rests on, in words: the path of a tie, the source of a debarment.
    pub detail: Option<String>,
    /// The rule and its version.
    pub rule: String,
}

/// Looks at one tender before its bids are opened. The bidders are those of `tender.tenderers` and `bids.details`, the
/// officials and ties those of `known`. A human decides; nothing here bars anybody.
///
/// ```
/// use procurement::flags::{Code, Known, Outcome, Rules, State, Tie, gate};
/// use procurement::ocds::Release;
/// let release = Release::from_json(r#"{"ocid": "t-1", "buyer": {"id": "town"}, "tender": {"procurementMethod": "open",
///     "tenderPeriod": {"startDate": "2026-03-21T08:00:00+03:30", "endDate": "2026-05-01T14:00:00+03:30"},
///     "tenderers": [{"id": "firm-a"}, {"id": "firm-b"}]}}"#)?;
/// let mut known = Known::default();
/// known.official("clerk".to_owned(), vec![], vec!["town".to_owned()]);
/// known.screened([Tie {
///     bidder: "firm-b".to_owned(),
///     official: "clerk".to_owned(),
///     outcome: Outcome::Barred,
///     path: "the clerk's brother holds 24 % of firm-b".to_owned(),
/// }]);
/// let gated = gate(&release, &Rules::default(), &known).unwrap();
/// let tied = gated.iter().find(|one| one.code == Code::A002).unwrap();
/// assert_eq!((tied.state, &*tied.who), (State::Flag, &["firm-b".to_owned()][..]));
/// let debarred = gated.iter().find(|one| one.code == Code::R046).unwrap();
/// // Nobody gave a list of the debarred, so nobody is cleared.
/// assert!(matches!(debarred.state, State::Insufficient(_)));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// None where the release has no `ocid`.
pub fn gate(release: &Release<'_>, rules: &Rules, known: &Known) -> Option<Vec<Gated>> {
    let facts = Facts::of(release, rules)?;
    let (judged, _) = judge(&facts, rules, known);
    let of_code = |code: Code| {
        // Without other processes to compare with, a shared contact is a shared contact.
        let state = match judged.marks[code.place()] {
            Mark::Known(state) => state,
            Mark::Measured => State::Flag,
        };
        let mut findings = judged
            .findings
            .iter()
            .filter(|one| one.code == code && state == State::Flag);
        let first = findings.next();
        let mut who: Vec<String> = first
            .into_iter()
            .chain(findings)
            .flat_map(|one| &one.who)
            .map(|id| (*id).to_owned())
            .collect();
        who.sort_unstable();
        who.dedup();
        Gated {
            code,
            state,
            value: first.map(|one| one.value),
            who,
            detail: first.and_then(|one| one.detail.clone()),
            rule: rules.name(code),
        }
    };
    Some(CODES.map(of_code).into())
}
