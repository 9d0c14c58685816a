//! Words for what has a code.

use super::model::{
    ConditionKind, ConditionWord, Decision, DeclarationState, DoubtObject, Field, FlagCode,
    GiftOutcome, ItemKind, MatterKind, MatterState, Occasion, PartyKind, PartyRole, Relation,
    Ruling,
};
use crate::platform::texts::Texts;

/// A relation.
pub fn relation(t: &Texts, relation: Relation) -> &'static str {
    match relation {
        Relation::Own => t.interests_relation_self(),
        Relation::Spouse => t.interests_relation_spouse(),
        Relation::Father => t.interests_relation_father(),
        Relation::Mother => t.interests_relation_mother(),
        Relation::Son => t.interests_relation_son(),
        Relation::Daughter => t.interests_relation_daughter(),
        Relation::Brother => t.interests_relation_brother(),
        Relation::Sister => t.interests_relation_sister(),
        Relation::SonInLaw => t.interests_relation_son_in_law(),
        Relation::DaughterInLaw => t.interests_relation_daughter_in_law(),
        Relation::SistersHusband => t.interests_relation_sisters_husband(),
        Relation::BrothersWife => t.interests_relation_brothers_wife(),
        Relation::SpousesFather => t.interests_relation_spouses_father(),
        Relation::SpousesMother => t.interests_relation_spouses_mother(),
        Relation::SpousesBrother => t.interests_relation_spouses_brother(),
        Relation::SpousesSister => t.interests_relation_spouses_sister(),
    }
}

/// A kind of interest, as the heading of its rows.
pub fn kind(t: &Texts, kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Kin => t.interests_kind_kin(),
        ItemKind::SideJob => t.interests_kind_side_job(),
        ItemKind::Firm => t.interests_kind_firm(),
        ItemKind::KinEmployed => t.interests_kind_kin_employed(),
        ItemKind::Property => t.interests_kind_property(),
        ItemKind::PastEmployer => t.interests_kind_past_employer(),
        ItemKind::Membership => t.interests_kind_membership(),
    }
}

/// What belongs into the rows of a kind.
pub fn kind_hint(t: &Texts, kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Kin => t.interests_hint_kin(),
        ItemKind::SideJob => t.interests_hint_side_job(),
        ItemKind::Firm => t.interests_hint_firm(),
        ItemKind::KinEmployed => t.interests_hint_kin_employed(),
        ItemKind::Property => t.interests_hint_property(),
        ItemKind::PastEmployer => t.interests_hint_past_employer(),
        ItemKind::Membership => t.interests_hint_membership(),
    }
}

/// The label of a field in the rows of a kind.
pub fn field(t: &Texts, kind: ItemKind, field: Field) -> &'static str {
    match (field, kind) {
        (Field::Relation, _) => t.interests_field_relation(),
        (Field::Holder, _) => t.interests_field_holder(),
        (Field::FatherName, _) => t.interests_field_father(),
        (Field::BirthYear, _) => t.interests_field_birth_year(),
        (Field::NationalCode, _) => t.interests_field_national_code(),
        (Field::Body, ItemKind::Firm) => t.interests_field_firm(),
        (Field::Body, ItemKind::Membership) => t.interests_field_member_of(),
        (Field::Body, ItemKind::PastEmployer) => t.interests_field_past_employer(),
        (Field::Body, _) => t.interests_field_employer(),
        (Field::LegalId, _) => t.interests_field_legal_id(),
        (Field::Title, ItemKind::Property) => t.interests_field_property(),
        (Field::Title, ItemKind::SideJob) => t.interests_field_job(),
        (Field::Title, _) => t.interests_field_post(),
        (Field::Share, _) => t.interests_field_share(),
        (Field::FileNumber, _) => t.interests_field_file_number(),
        (Field::Since, _) => t.interests_field_since(),
        (Field::Until, _) => t.interests_field_until(),
        (Field::KnownOn, _) => t.interests_field_known_on(),
    }
}

/// What helps to fill in a field, or nothing.
pub fn field_hint(t: &Texts, field: Field) -> &'static str {
    match field {
        Field::NationalCode => t.interests_field_national_code_hint(),
        Field::LegalId => t.interests_field_legal_id_hint(),
        Field::Share => t.interests_field_share_hint(),
        Field::Since | Field::Until => t.interests_field_date_hint(),
        Field::KnownOn => t.interests_field_known_on_hint(),
        _ => "",
    }
}

/// A state of a declaration.
pub fn declaration_state(t: &Texts, state: DeclarationState) -> &'static str {
    match state {
        DeclarationState::Submitted => t.interests_state_submitted(),
        DeclarationState::Approved => t.interests_state_approved(),
        DeclarationState::Conditional => t.interests_state_conditional(),
        DeclarationState::Rejected => t.interests_state_rejected(),
    }
}

/// The look of that state.
pub const fn declaration_badge(state: DeclarationState) -> &'static str {
    match state {
        DeclarationState::Submitted => "waiting",
        DeclarationState::Approved | DeclarationState::Conditional => "answered",
        DeclarationState::Rejected => "open",
    }
}

/// A condition.
pub fn condition(t: &Texts, kind: ConditionKind) -> &'static str {
    match kind {
        ConditionKind::Recusal => t.interests_condition_recusal(),
        ConditionKind::Divestment => t.interests_condition_divestment(),
        ConditionKind::Plan => t.interests_condition_plan(),
    }
}

/// What was noticed.
pub fn flag(t: &Texts, code: FlagCode) -> &'static str {
    match code {
        FlagCode::SharesOverWhole => t.interests_flag_shares_over_whole(),
        FlagCode::IdFails => t.interests_flag_id_fails(),
        FlagCode::IdMissing => t.interests_flag_id_missing(),
        FlagCode::KinWithoutRecord => t.interests_flag_kin_without_record(),
        FlagCode::Vanished => t.interests_flag_vanished(),
        FlagCode::KinVanished => t.interests_flag_kin_vanished(),
        FlagCode::ShareChanged => t.interests_flag_share_changed(),
        FlagCode::PostChanged => t.interests_flag_post_changed(),
        FlagCode::ToldLate => t.interests_flag_told_late(),
        FlagCode::AfterDeadline => t.interests_flag_after_deadline(),
    }
}

/// What became of a gift.
pub fn gift_outcome(t: &Texts, outcome: GiftOutcome) -> &'static str {
    match outcome {
        GiftOutcome::Offered => t.interests_gift_offered(),
        GiftOutcome::Refused => t.interests_gift_refused(),
        GiftOutcome::Returned => t.interests_gift_returned(),
        GiftOutcome::HandedOver => t.interests_gift_handed_over(),
        GiftOutcome::Kept => t.interests_gift_kept(),
    }
}

/// The look of what became of a gift.
pub const fn gift_badge(outcome: GiftOutcome) -> &'static str {
    match outcome {
        GiftOutcome::Offered => "waiting",
        GiftOutcome::Kept => "open",
        GiftOutcome::Refused | GiftOutcome::Returned | GiftOutcome::HandedOver => "answered",
    }
}

/// A person or a legal entity.
pub fn party_kind(t: &Texts, kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Person => t.interests_party_person(),
        PartyKind::Firm => t.interests_party_firm(),
    }
}

/// A kind of matter.
pub fn matter_kind(t: &Texts, kind: MatterKind) -> &'static str {
    match kind {
        MatterKind::Permit => t.matters_kind_permit(),
        MatterKind::Article100 => t.matters_kind_article_100(),
        MatterKind::Appointment => t.matters_kind_appointment(),
        MatterKind::Amendment => t.matters_kind_amendment(),
        MatterKind::Message => t.matters_kind_message(),
    }
}

/// A role in a matter.
pub fn party_role(t: &Texts, role: PartyRole) -> &'static str {
    match role {
        PartyRole::Applicant => t.matters_role_applicant(),
        PartyRole::Representative => t.matters_role_representative(),
        PartyRole::Candidate => t.matters_role_candidate(),
        PartyRole::Contractor => t.matters_role_contractor(),
        PartyRole::Other => t.matters_role_other(),
    }
}

/// A state of a matter.
pub fn matter_state(t: &Texts, state: MatterState) -> &'static str {
    match state {
        MatterState::Registered => t.matters_state_registered(),
        MatterState::Drawing => t.matters_state_drawing(),
        MatterState::Assigned => t.matters_state_assigned(),
        MatterState::Open => t.matters_state_open(),
        MatterState::Stuck => t.matters_state_stuck(),
        MatterState::Decided => t.matters_state_decided(),
    }
}

/// The look of that state.
pub const fn matter_badge(state: MatterState) -> &'static str {
    match state {
        MatterState::Registered | MatterState::Stuck => "open",
        MatterState::Drawing | MatterState::Assigned | MatterState::Open => "waiting",
        MatterState::Decided => "answered",
    }
}

/// Where a condition stands, and its look: empty where nothing was said yet.
pub fn condition_state(
    t: &Texts,
    done: bool,
    last: Option<ConditionWord>,
) -> (&'static str, &'static str) {
    match (done, last) {
        (_, Some(ConditionWord::Confirmed)) => {
            (t.interests_condition_state_confirmed(), "answered")
        }
        (true, _) => (t.interests_condition_state_said(), "waiting"),
        (false, Some(ConditionWord::Returned)) => (t.interests_condition_state_returned(), "open"),
        (false, None) => ("", ""),
    }
}

/// What was answered to a doubt, and its look.
pub fn ruling(t: &Texts, ruling: Option<Ruling>) -> (&'static str, &'static str) {
    match ruling {
        None => (t.doubts_ruling_waits(), "waiting"),
        Some(Ruling::Cleared) => (t.doubts_ruling_cleared(), "answered"),
        Some(Ruling::KeptOut) => (t.doubts_ruling_kept_out(), "closed"),
        Some(Ruling::Lapsed) => (t.doubts_ruling_lapsed(), "closed"),
    }
}

/// What a doubt is about.
pub fn doubt_object(t: &Texts, object: DoubtObject) -> &'static str {
    match object {
        DoubtObject::Matter => t.doubts_object_matter(),
        DoubtObject::Item => t.doubts_object_item(),
        DoubtObject::Tender => t.doubts_object_tender(),
    }
}

/// A decision.
pub fn decision(t: &Texts, decision: Decision) -> &'static str {
    match decision {
        Decision::Granted => t.matters_decision_granted(),
        Decision::GrantedWithConditions => t.matters_decision_conditions(),
        Decision::Refused => t.matters_decision_refused(),
    }
}

/// An occasion of a screening.
pub fn occasion(t: &Texts, occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Registering => t.matters_occasion_registering(),
        Occasion::Assigning => t.matters_occasion_assigning(),
        Occasion::Drawing => t.matters_occasion_drawing(),
        Occasion::Stating => t.matters_occasion_stating(),
        Occasion::Deciding => t.matters_occasion_deciding(),
        Occasion::TieChanged => t.matters_occasion_tie_changed(),
    }
}

/// Name of a group of the half-yearly report.
pub fn report_group(t: &Texts, code: &str) -> &'static str {
    match code {
        "declarations" => t.interests_report_declarations(),
        "reviews" => t.interests_report_reviews(),
        "conditions" => t.interests_report_conditions(),
        "gifts" => t.interests_report_gifts(),
        "screenings" => t.interests_report_screenings(),
        "recusals" => t.interests_report_recusals(),
        "handed-on" => t.interests_report_handed_on(),
        "looks" => t.interests_report_looks(),
        _ => "–",
    }
}

/// What a group of the half-yearly report tells.
pub fn report_about(t: &Texts, code: &str) -> &'static str {
    match code {
        "declarations" => t.interests_report_about_declarations(),
        "reviews" => t.interests_report_about_reviews(),
        "conditions" => t.interests_report_about_conditions(),
        "gifts" => t.interests_report_about_gifts(),
        "screenings" => t.interests_report_about_screenings(),
        "recusals" => t.interests_report_about_recusals(),
        "handed-on" => t.interests_report_about_handed_on(),
        "looks" => t.interests_report_about_looks(),
        _ => "",
    }
}

/// Name of what a group of the half-yearly report is made of.
pub fn report_cell(t: &Texts, group: &str, code: &str) -> &'static str {
    if group == "gifts" {
        return GiftOutcome::of(code).map_or("–", |outcome| gift_outcome(t, outcome));
    }
    match code {
        "campaign" => t.interests_report_campaign(),
        "on-change" => t.interests_report_on_change(),
        "approved" => t.interests_report_approved(),
        "conditional" => t.interests_report_conditional(),
        "rejected" => t.interests_report_rejected(),
        "in-time" => t.interests_report_in_time(),
        "late" => t.interests_report_late(),
        "not-met" => t.interests_report_not_met(),
        "own" => t.interests_report_own(),
        "officer" => t.interests_report_officer(),
        "screening" => t.interests_report_screening(),
        "draw" => t.interests_report_draw(),
        "delegation" => t.interests_report_delegation(),
        "relatives" => t.interests_report_relatives(),
        "paths" => t.interests_report_paths(),
        "names" => t.interests_report_names(),
        "barred" => t.matters_outcome_barred(),
        "conflict" => t.matters_outcome_conflict(),
        "potential" => t.matters_outcome_potential(),
        "appearance" => t.matters_outcome_appearance(),
        "insufficient-data" => t.matters_outcome_insufficient(),
        "clear" => t.matters_outcome_clear(),
        _ => "–",
    }
}
