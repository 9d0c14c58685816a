//! The procedure drawn as a model (BPMN or PNML), and where the recorded cases differ from it, by optimal alignments. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use eventlog::EventLog;
use eventlog::align::{AlignError, AlignOptions, DeviationKind, Move, align};
use eventlog::model::{ModelError, PetriNet, read_model};
use eventlog::rules::Accepted;

use crate::platform::errors::Say;
use crate::platform::texts::Texts;

/// Longest model that is kept, in bytes.
pub const MOST_MODEL: usize = 1 << 20;
/// States that one way may take, so that a page ends in seconds; what takes more is told as not computed.
const MOST_STATES: usize = 200_000;
/// What begins the id of a difference from the model in the list of accepted ones.
const MODEL: &str = "model:";

/// A difference between records and model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which side has what the other has not.
    pub kind: DeviationKind,
    /// The activity.
    pub activity: String,
    /// Cases with it that nobody accepted, in the order of the log.
    pub cases: Vec<usize>,
    /// Cases with it that a person accepted.
    pub accepted: usize,
}

/// The cases beside the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Differences, those in most cases first.
    pub differences: Vec<Difference>,
    /// Cases that were judged: begun on days of the version, with an alignment.
    pub judged: usize,
    /// Cases of those days whose way is too far from the model to be computed.
    pub not_computed: usize,
    /// Judged cases without any difference that nobody accepted.
    pub fitting: usize,
}

/// Reads a model, or says what is wrong with it. A model that never ends is refused here and not at each page.
pub fn read(text: &str) -> Result<PetriNet, Say> {
    if text.len() > MOST_MODEL {
        return Err(Say::new(|t| t.insight_model_long(MOST_MODEL >> 20)));
    }
    let net = read_model(text.as_bytes()).map_err(|why| say(&why))?;
    net.check().map_err(|why| say(&why))?;
    match align(&EventLog::default(), &net, options()) {
        Ok(_) => Ok(net),
        Err(AlignError::Model(why)) => Err(say(&why)),
        Err(AlignError::TooLarge(_)) => Err(Say::new(|t| t.insight_model_large().to_owned())),
        Err(_) => Err(Say::new(|t| t.insight_model_endless().to_owned())),
    }
}

fn options() -> AlignOptions {
    AlignOptions {
        max_states: MOST_STATES,
    }
}

fn say(why: &ModelError) -> Say {
    let line = match why {
        ModelError::Xml { line, .. }
        | ModelError::NotAModel { line, .. }
        | ModelError::Missing { line, .. }
        | ModelError::Duplicate { line, .. }
        | ModelError::Unknown { line, .. }
        | ModelError::Number { line, .. }
        | ModelError::Unsupported { line, .. } => *line,
        _ => 0,
    };
    match why {
        ModelError::Xml { .. } => Say::new(move |t| t.insight_model_xml(line)),
        ModelError::NotAModel { .. } => Say::new(|t| t.insight_model_other().to_owned()),
        ModelError::Encoding { .. } => Say::new(|t| t.insight_model_encoding().to_owned()),
        ModelError::Unsupported { what, .. } => {
            let what = what.clone();
            Say::new(move |t| t.insight_model_unsupported(line, &what))
        }
        ModelError::Missing { element: what, .. }
        | ModelError::Duplicate { id: what, .. }
        | ModelError::Unknown { id: what, .. }
        | ModelError::Number { value: what, .. } => {
            let what = what.clone();
            Say::new(move |t| t.insight_model_structure(line, &what))
        }
        _ => {
            let sentence = why.to_string();
            Say::new(move |t| t.insight_model_wrong(&sentence))
        }
    }
}

/// The names of the activities of a model, in the order of its steps.
pub fn activities(net: &PetriNet) -> Vec<String> {
    let mut seen = BTreeSet::new();
    net.transitions
        .iter()
        .filter_map(|step| step.label.clone())
        .filter(|label| seen.insert(label.clone()))
        .collect()
}

/// Aligns the cases that began on the days of a version (Gregorian, `YYYY-MM-DD`).
pub fn check(
    log: &EventLog,
    net: &PetriNet,
    from: &str,
    until: Option<&str>,
    accepted: &[Accepted],
) -> Result<Checked, AlignError> {
    let found = align(log, net, options())?;
    let mut ways: HashMap<&[u32], usize> = HashMap::new();
    for (place, aligned) in found.variants.iter().enumerate() {
        ways.insert(&aligned.variant.activities, place);
    }
    let allowed: BTreeSet<(&str, &str)> = accepted
        .iter()
        .map(|one| (one.rule.as_str(), one.case.as_str()))
        .collect();
    let mut of: BTreeMap<(DeviationKind, String), Difference> = BTreeMap::new();
    let (mut judged, mut not_computed, mut fitting) = (0, 0, 0);
    for (case, rows) in log.cases().enumerate() {
        let Some((begun, _)) = log.span(case) else {
            continue;
        };
        let day = persian::tehran_date(begun).gregorian_iso();
        if day.as_str() < from || until.is_some_and(|until| day.as_str() > until) {
            continue;
        }
        let way = ways.get(&log.activity()[rows]);
        let Some(alignment) = way.and_then(|way| found.variants[*way].alignment.as_ref()) else {
            not_computed += 1;
            continue;
        };
        judged += 1;
        let differences: BTreeSet<(DeviationKind, &str)> = alignment
            .moves
            .iter()
            .filter_map(|step| match *step {
                Move::Both(_) => None,
                Move::Log(activity) => {
                    Some((DeviationKind::NotInModel, log.activities().get(activity)))
                }
                Move::Model(label) => Some((
                    DeviationKind::NotRecorded,
                    found.labels[label as usize].as_str(),
                )),
            })
            .collect();
        let name = u32::try_from(case).map_or("", |case| log.case_ids().get(case));
        let mut open = 0;
        for (kind, activity) in differences {
            let difference = of
                .entry((kind, activity.to_owned()))
                .or_insert_with(|| Difference {
                    kind,
                    activity: activity.to_owned(),
                    cases: Vec::new(),
                    accepted: 0,
                });
            if allowed.contains(&(difference.id().as_str(), name)) {
                difference.accepted += 1;
            } else {
                difference.cases.push(case);
                open += 1;
            }
        }
        fitting += usize::from(open == 0);
    }
    let mut differences: Vec<Difference> = of.into_values().collect();
    differences.sort_by_key(|one| std::cmp::Reverse(one.cases.len()));
    Ok(Checked {
        differences,
        judged,
        not_computed,
        fitting,
    })
}

impl Difference {
    /// Its id in the list of accepted ones and in addresses.
    pub fn id(&self) -> String {
        let kind = match self.kind {
            DeviationKind::NotInModel => "not-in-model",
            DeviationKind::NotRecorded => "not-recorded",
        };
        format!("{MODEL}{kind}:{}", self.activity)
    }

    /// In words that accuse nobody.
    pub fn words(&self, t: &Texts) -> String {
        words(t, self.kind, &self.activity)
    }
}

fn words(t: &Texts, kind: DeviationKind, activity: &str) -> String {
    match kind {
        DeviationKind::NotInModel => t.insight_model_not_in(activity),
        DeviationKind::NotRecorded => t.insight_model_not_recorded(activity),
    }
}

/// A difference from its id; none where the id is that of a rule.
pub fn of_id(id: &str) -> Option<(DeviationKind, &str)> {
    let rest = id.strip_prefix(MODEL)?;
    let (kind, activity) = rest.split_once(':')?;
    match kind {
        "not-in-model" => Some((DeviationKind::NotInModel, activity)),
        "not-recorded" => Some((DeviationKind::NotRecorded, activity)),
        _ => None,
    }
}

/// The words of an id of a difference from the model.
pub fn words_of_id(t: &Texts, id: &str) -> Option<String> {
    of_id(id).map(|(kind, activity)| words(t, kind, activity))
}

#[cfg(test)]
mod tests {
    use eventlog::model::{ProcessTree, write_bpmn, write_pnml};
    use eventlog::read::Mapping;
    use eventlog::{Options, read_csv};

    use super::*;
    use crate::platform::texts::Lang;

    fn log(rows: &str) -> EventLog {
        let csv = format!("case,activity,timestamp\n{rows}");
        read_csv(csv.as_bytes(), &Mapping::default(), Options::default())
            .expect("a log")
            .log
    }

    /// Ask, then visit, then grant or refuse; by hand: one case as it should be, one without a visit, one that is visited twice, one before the
    /// version.
    #[test]
    fn differences_by_hand() {
        let tree: ProcessTree = "->( 'ask', 'visit', X( 'grant', 'refuse' ) )"
            .parse()
            .expect("a tree");
        let net = read(&write_bpmn(&tree))
            .map_err(|say| say.to(&Texts::of(Lang::En)))
            .expect("a model");
        assert_eq!(activities(&net).len(), 4);
        let log = log(
            "1,ask,2026-04-01\n1,visit,2026-04-02\n1,grant,2026-04-03\n2,ask,2026-04-01\n2,refuse,2026-04-03\n3,ask,2026-04-01\n3,visit,2026-04-02\n3,visit,2026-04-03\n3,grant,2026-04-04\n4,ask,2025-01-01\n4,grant,2025-01-02\n",
        );
        let found = check(&log, &net, "2026-03-21", None, &[]).expect("alignments");
        assert_eq!((found.judged, found.fitting, found.not_computed), (3, 1, 0));
        let told: Vec<(String, Vec<usize>)> = found
            .differences
            .iter()
            .map(|d| (d.id(), d.cases.clone()))
            .collect();
        assert_eq!(
            told,
            [
                ("model:not-in-model:visit".to_owned(), vec![2]),
                ("model:not-recorded:visit".to_owned(), vec![1])
            ]
        );
        let accepted = [Accepted {
            rule: "model:not-recorded:visit".into(),
            case: "2".into(),
            reason: "flood".into(),
        }];
        let found = check(&log, &net, "2026-03-21", None, &accepted).expect("alignments");
        assert_eq!(found.fitting, 2);
        let words = words_of_id(&Texts::of(Lang::En), "model:not-recorded:visit").expect("words");
        assert!(words.contains("visit"), "{words}");
        assert!(of_id("visit-before-permit").is_none());
    }

    #[test]
    fn what_is_wrong_with_a_model_is_one_sentence() {
        let tree: ProcessTree = "->( 'ask', 'grant' )".parse().expect("a tree");
        let good = write_pnml(&PetriNet::from(&tree));
        assert!(read(&good).is_ok());
        // A place that nothing fills: the end can never be reached.
        let endless = "<pnml><net id=\"n\"><page id=\"g\"><place id=\"a\"><initialMarking><text>1</text></initialMarking></place><place id=\"z\"/><transition id=\"t\"><name><text>ask</text></name></transition><arc id=\"x\" source=\"a\" target=\"t\"/><arc id=\"y\" source=\"t\" target=\"a\"/></page><finalmarkings><marking><place idref=\"z\"><text>1</text></place></marking></finalmarkings></net></pnml>";
        for (text, english, persian) in [
            ("<html></html>", "BPMN", "BPMN"),
            (&good[..good.len() / 2], "Line", "سطر"),
            (endless, "never ends", "پایان"),
        ] {
            let why = read(text).expect_err("a wrong model");
            for (lang, word) in [(Lang::En, english), (Lang::Fa, persian)] {
                let words = why.to(&Texts::of(lang));
                assert!(words.contains(word), "{words}");
            }
        }
    }
}
