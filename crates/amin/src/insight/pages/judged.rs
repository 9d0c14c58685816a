//! A log judged by the declared procedure: by its rules and by its model, and what one of them found.

use std::sync::Arc;

use eventlog::model::read_model;
use eventlog::rules::{Conformance, Kind as RuleKind, Rule, RuleResult};

use super::Opened;
use crate::findings::model::Severity;
use crate::insight::analysis::accepted;
use crate::insight::model_check::{self, Checked};
use crate::insight::procedure::{Version, words};
use crate::insight::store::procedure::{self as rows, AcceptedRow, VersionRow};
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::texts::Texts;
use crate::services::store::calendar;
use crate::services::view::percent;

/// A log judged by a version of the procedure.
pub struct Judged {
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    /// The one that judged.
    pub row: VersionRow,
    /// Its rules.
    pub version: Arc<Version>,
    /// What was found.
    pub found: Conformance,
    /// What the model found; none without one, or where it can no longer be read.
    pub model: Option<Checked>,
    /// Accepted deviations.
    pub accepted: Vec<AcceptedRow>,
}

/// Judges the log by the version of this number, or the newest. None where the service has no procedure.
pub async fn judge(
    ctx: &Ctx,
    opened: &Opened,
    number: Option<i64>,
) -> Result<Option<Judged>, ActError> {
    let mut conn = ctx.read().await?;
    let organisation = ctx.organisation();
    let versions = rows::versions(&mut conn, organisation, &opened.service.id).await?;
    let known = rows::accepted(&mut conn, organisation, &opened.service.id).await?;
    let calendar = calendar(&mut conn, organisation).await?;
    drop(conn);
    let wanted = |row: &&VersionRow| number.is_none_or(|number| row.number == number);
    let Some(row) = versions.iter().find(wanted).cloned() else {
        return if versions.is_empty() {
            Ok(None)
        } else {
            Err(ActError::NotFound)
        };
    };
    let version = Version::open(&row.text, &row.valid_from, row.valid_until.as_deref())
        .ok_or_else(|| store::Error::Corrupt(format!("procedure version {}", row.id)))?;
    let version = Arc::new(version);
    let (log, by, allowed) = (opened.log.clone(), version.clone(), accepted(&known));
    let model = row.model.clone();
    let (found, model) = tokio::task::spawn_blocking(move || {
        let net = model.and_then(|model| read_model(model.as_bytes()).ok());
        let checked = net.and_then(|net| {
            model_check::check(&log, &net, &by.from, by.until.as_deref(), &allowed).ok()
        });
        (by.judge(&log, &allowed, &calendar), checked)
    })
    .await
    .map_err(|_| store::Error::Panicked)?;
    Ok(Some(Judged {
        versions,
        row,
        version,
        found,
        model,
        accepted: known,
    }))
}

impl Judged {
    /// A rule and what it found.
    pub fn rule(&self, id: &str) -> Option<(&Rule, &RuleResult)> {
        let place = self
            .version
            .rules
            .rules
            .iter()
            .position(|rule| rule.id == id)?;
        Some((&self.version.rules.rules[place], &self.found.rules[place]))
    }
}

/// A rule, or a difference from the model, that was asked for, with what it found.
pub struct Target {
    /// In words.
    pub words: String,
    /// What was found, in words.
    pub sentence: String,
    /// Cases that differ and the rows that show it.
    pub deviating: Vec<(usize, Vec<usize>)>,
    /// Cases judged.
    pub judged: usize,
    /// Cases of which the records do not tell, or that were not computed.
    pub undecided: usize,
    /// Cases whose difference a person accepted.
    pub accepted: usize,
    /// How grave a finding of it is.
    pub severity: Severity,
}

impl Judged {
    /// The rule or difference of an id.
    pub fn target(&self, t: &Texts, id: &str) -> Option<Target> {
        if let Some((rule, result)) = self.rule(id) {
            return Some(Target {
                words: words(t, rule),
                sentence: sentence(t, result.deviating.len(), result.judged),
                deviating: result
                    .deviating
                    .iter()
                    .map(|d| (d.case, d.rows.clone()))
                    .collect(),
                judged: result.judged,
                undecided: result.undecided,
                accepted: result.accepted,
                severity: severity(
                    rule.kind == RuleKind::FourEyes,
                    result.deviating.len(),
                    result.judged,
                ),
            });
        }
        let checked = self.model.as_ref()?;
        let found = checked.differences.iter().find(|one| one.id() == id)?;
        Some(Target {
            words: found.words(t),
            sentence: sentence(t, found.cases.len(), checked.judged),
            deviating: found.cases.iter().map(|case| (*case, Vec::new())).collect(),
            judged: checked.judged,
            undecided: checked.not_computed,
            accepted: found.accepted,
            severity: severity(false, found.cases.len(), checked.judged),
        })
    }
}

pub(super) fn count(t: &Texts, n: usize) -> String {
    t.lang.integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// What a rule or a model found, in words that accuse nobody.
pub(super) fn sentence(t: &Texts, deviating: usize, judged: usize) -> String {
    match deviating {
        0 if judged == 0 => t.insight_deviation_unjudged().to_owned(),
        0 => t.insight_deviation_none(count(t, judged)),
        n => t.insight_deviation_some(
            count(t, n),
            count(t, judged),
            percent(t, n as f64 / judged.max(1) as f64),
        ),
    }
}

/// Who did both of two things that two people must do, or much of a service: high. A few cases of many: low.
fn severity(four_eyes: bool, deviating: usize, judged: usize) -> Severity {
    let share = deviating as f64 / judged.max(1) as f64;
    if four_eyes || share > 0.2 {
        Severity::High
    } else if share > 0.02 {
        Severity::Medium
    } else {
        Severity::Low
    }
}
