//! Which acts of a case are open to a reader.

use store::Conn;

use crate::cases::acts;
use crate::cases::model::{Ground, Part, QUORUM, Stage, State, VOTES, Voice, barred, tally};
use crate::cases::store::{self as rows, CaseRow, PublicationRow};
use crate::cases::words;
use crate::organisation::model::number_setting;
use crate::platform::context::Ctx;
use crate::platform::errors::ActError;
use crate::platform::permissions::Right;
use crate::platform::texts::Texts;

/// Each opens one form of the page.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each opens one form of the page"
)]
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) run: bool,
    pub(super) seated: bool,
    pub(super) screen: bool,
    pub(super) assign: bool,
    pub(super) seat: &'static str,
    pub(super) charge: bool,
    pub(super) extension: bool,
    pub(super) vote: bool,
    pub(super) decide: bool,
    pub(super) serve: bool,
    pub(super) enforce: bool,
    pub(super) court_file: bool,
    pub(super) court_result: bool,
    pub(super) evidence: bool,
    pub(super) moves_evidence: bool,
    pub(super) propose: bool,
    barred: Option<Ground>,
    no_panel: bool,
    labour: bool,
}

impl Open {
    pub(super) async fn of(
        conn: &mut Conn,
        ctx: &Ctx,
        case: &CaseRow,
        publications: &[PublicationRow],
    ) -> Result<Self, ActError> {
        let organisation = ctx.organisation();
        let Some(person) = ctx.actor.person.clone() else {
            return Ok(Self::default());
        };
        let state = case.state()?;
        let hands = acts::hands_of(conn, organisation, case).await?;
        let free = |part: Part| barred(&hands, part, &person).is_none();
        let run = ctx.actor.may(Right::CaseRun) && free(Part::Keep);
        let need = number_setting(conn, organisation, QUORUM.id, QUORUM.value).await?;
        let need = usize::try_from(need).unwrap_or(3);
        let least = number_setting(conn, organisation, VOTES.id, VOTES.value).await?;
        let least = usize::try_from(least).unwrap_or(2);
        let primary = acts::sitting(conn, organisation, &case.id, Stage::Primary).await?;
        let appeal = acts::sitting(conn, organisation, &case.id, Stage::Appeal).await?;
        let sits = |panel: &[rows::PanelRow]| panel.iter().any(|seat| seat.person == person);
        let now = match state.stage() {
            Some(Stage::Primary) => Some((Stage::Primary, &primary)),
            Some(Stage::Appeal) => Some((Stage::Appeal, &appeal)),
            None => None,
        };
        let (mut vote, mut decide) = (false, false);
        if let Some((stage, panel)) = now
            && sits(panel)
            && free(Part::Decide(stage))
        {
            let voices: Vec<Voice> = panel
                .iter()
                .filter_map(|seat| {
                    Some(Voice {
                        outcome: seat.outcome.clone()?,
                        sanction: seat.sanction.clone(),
                    })
                })
                .collect();
            let carried = tally(&voices, need, least).is_some();
            let voted = panel
                .iter()
                .any(|seat| seat.person == person && seat.voted_at.is_some());
            decide = carried;
            vote = !voted || (voices.len() >= need && !carried);
        }
        let short_primary = primary.len() < need
            && matches!(
                state,
                State::Investigating | State::Charged | State::Deciding
            );
        let short_appeal = appeal.len() < need && state == State::Appealed;
        let named = !case.suspect_name.is_empty();
        let investigates = case.investigator.as_deref() == Some(person.as_str())
            && ctx.actor.may(Right::CaseInvestigate);
        let screens = state == State::Received && ctx.actor.may(Right::CaseRun);
        Ok(Self {
            seated: sits(&primary) || sits(&appeal),
            screen: screens && free(Part::Screen),
            barred: if screens {
                barred(&hands, Part::Screen, &person)
            } else {
                None
            },
            assign: run && state == State::Investigating,
            seat: match (run && named, short_primary, short_appeal) {
                (true, true, _) => "primary",
                (true, _, true) => "appeal",
                _ => "",
            },
            charge: investigates && state == State::Investigating,
            no_panel: short_primary && state == State::Investigating,
            extension: sits(&primary)
                && free(Part::Decide(Stage::Primary))
                && state == State::Charged
                && case.asked_extension,
            vote,
            decide,
            serve: run && matches!(state, State::Decided | State::AppealDecided),
            enforce: run && state == State::Final,
            court_file: run && state.is_final(),
            court_result: run && state == State::Court,
            evidence: (run || investigates) && !state.is_closed(),
            moves_evidence: run || investigates,
            propose: run
                && state.is_final()
                && publications.iter().all(|row| row.withdrawn_at.is_some()),
            labour: case.regime == "labour",
            run,
        })
    }

    /// Whether any act is open.
    pub(super) fn any(&self) -> bool {
        self.screen
            || self.assign
            || !self.seat.is_empty()
            || self.charge
            || self.extension
            || self.vote
            || self.decide
            || self.serve
            || self.court_file
            || self.court_result
            || self.evidence
            || self.run
    }

    /// Sentences about what is not open, and why.
    pub(super) fn notes(&self, t: &Texts) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(ground) = self.barred {
            notes.push(t.cases_refused_apart(words::ground(t, ground)));
        }
        if self.no_panel && (self.charge || self.run) {
            notes.push(t.cases_note_no_panel().to_owned());
        }
        if self.labour {
            notes.push(t.cases_note_labour().to_owned());
        }
        notes
    }
}
