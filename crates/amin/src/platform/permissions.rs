//! Who may do what: one table of role × right × scope. A test walks it against every route.

/// A role of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// شهروند: anyone, with or without an account.
    Citizen,
    /// کارشناس.
    Clerk,
    /// مدیر.
    Manager,
    /// مسئول رسیدگی به پیام‌ها.
    ComplaintOfficer,
    /// دبیر.
    Secretary,
    /// عضو کمیته.
    CommitteeMember,
    /// بازرس.
    Inspector,
    /// مسئول سلامت اداری.
    IntegrityOfficer,
    /// راهبر سامانه.
    Administrator,
    /// دستگاه نظارتی.
    Overseer,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 10] = [
        Self::Citizen,
        Self::Clerk,
        Self::Manager,
        Self::ComplaintOfficer,
        Self::Secretary,
        Self::CommitteeMember,
        Self::Inspector,
        Self::IntegrityOfficer,
        Self::Administrator,
        Self::Overseer,
    ];

    /// The word in the database and the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Clerk => "clerk",
            Self::Manager => "manager",
            Self::ComplaintOfficer => "complaint-officer",
            Self::Secretary => "secretary",
            Self::CommitteeMember => "committee-member",
            Self::Inspector => "inspector",
            Self::IntegrityOfficer => "integrity-officer",
            Self::Administrator => "administrator",
            Self::Overseer => "overseer",
        }
    }

    /// The role of a word, if there is one.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The unit of the grant and the units below it.
    OwnUnit,
    /// The whole organisation.
    All,
}

/// Something that a role may be allowed to do, by area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Read citizens' messages.
    MessageRead,
    /// Route messages to units, join duplicates, set category.
    MessageTriage,
    /// Work on a message: ask, pause, answer.
    MessageHandle,
    /// Decide on an objection, as the higher officer.
    MessageReview,
    /// Write service cards and import event logs.
    ServiceEdit,
    /// Read journal entries whose personal fields are withheld in public.
    JournalRead,
    /// Units, posts, people, accounts.
    OrganisationEdit,
    /// Holidays, categories, deadlines.
    SettingsEdit,
    /// Read what was sent by mail and SMS.
    OutboxRead,
    /// Read findings and process insight.
    FindingRead,
    /// Raise a finding by hand or start an analysis that raises them.
    FindingRaise,
    /// Explain a finding for the unit that it concerns.
    FindingExplain,
    /// Review findings and decide what they mean.
    FindingDecide,
    /// Record simplifications of a service and publish its insight.
    InsightEdit,
    /// Read what the committees in which one has a seat do.
    CommitteeRead,
    /// Read what every committee does.
    CommitteeReadAll,
    /// Keep a committee: seats, sessions, minutes, resolutions.
    CommitteeRun,
    /// Take part in a committee: keep out of an item, sign minutes.
    CommitteeVote,
    /// Read resolutions.
    ResolutionRead,
    /// Report what was done about a resolution of the own unit.
    ResolutionReport,
    /// Verify that a resolution is done.
    ResolutionVerify,
    /// Read tenders and their flags.
    TenderRead,
    /// Keep tenders: take them in, name who decides, pass the gate, open bids.
    TenderRun,
    /// Read why the gate found what it found, and judge flags.
    TenderJudge,
    /// See who of a unit has declared interests, and numbers.
    InterestRead,
    /// Open campaigns, review declarations and gifts, see why somebody was not given a matter.
    InterestReview,
    /// Find files that somebody decides: a clerk those in their own hands.
    MatterRead,
    /// Register files and give them to somebody.
    MatterAssign,
    /// Declare that there is no conflict and decide a file.
    MatterHandle,
    /// Adopt a version of the ethics charter and remind who has not pledged.
    CharterEdit,
    /// See who has pledged to the charter.
    PledgeRead,
    /// Read scorecards of units.
    ScorecardRead,
    /// Lead the review talk about a unit's scorecard.
    ScorecardReview,
    /// Read the risk register and the preventive programme.
    RiskRead,
    /// Word, assess and treat risks of a unit, take them from the library, link findings.
    RiskEdit,
    /// Keep the process map, the anchors and the appetites; archive risks.
    RiskRun,
    /// Accept a risk until a day.
    RiskAccept,
    /// Enter cases at all: the case itself opens only to who needs to know it.
    CaseRead,
    /// Open a case from a paper, finding or message.
    CaseOpen,
    /// Screen cases, serve, keep their record, hand them to an authority.
    CaseRun,
    /// Investigate a case that one was given.
    CaseInvestigate,
    /// Decide a case as a member of its board.
    CaseDecide,
    /// Keep the boards and their members.
    BoardEdit,
    /// Read plans, checklists and missions; a manager those that have reached the own unit.
    InspectionRead,
    /// Keep inspectors, plans, checklists; order missions; verify remedies.
    InspectionRun,
    /// Carry out the missions to which one is sent.
    InspectionDo,
    /// Answer for a unit: warnings, remedies, the confirmation of a report; with the top unit approve plans and decide.
    InspectionAnswer,
    /// Read the register of managers' orders.
    OrderRead,
    /// Register an order and answer objections to it.
    OrderRecord,
    /// Review whether an order is within the law.
    OrderReview,
    /// Object to an order in writing.
    OrderObject,
    /// Read the register of waivers and discounts.
    WaiverRead,
    /// Record waivers and discounts of the own unit.
    WaiverRecord,
    /// See who has completed which course.
    LearningRead,
    /// Make courses, plan and record sessions.
    LearningEdit,
}

impl Right {
    /// All rights.
    pub const ALL: &'static [Self] = &[
        Self::MessageRead,
        Self::MessageTriage,
        Self::MessageHandle,
        Self::MessageReview,
        Self::ServiceEdit,
        Self::JournalRead,
        Self::OrganisationEdit,
        Self::SettingsEdit,
        Self::OutboxRead,
        Self::FindingRead,
        Self::FindingRaise,
        Self::FindingExplain,
        Self::FindingDecide,
        Self::InsightEdit,
        Self::CommitteeRead,
        Self::CommitteeReadAll,
        Self::CommitteeRun,
        Self::CommitteeVote,
        Self::ResolutionRead,
        Self::ResolutionReport,
        Self::ResolutionVerify,
        Self::TenderRead,
        Self::TenderRun,
        Self::TenderJudge,
        Self::InterestRead,
        Self::InterestReview,
        Self::MatterRead,
        Self::MatterAssign,
        Self::MatterHandle,
        Self::CharterEdit,
        Self::PledgeRead,
        Self::ScorecardRead,
        Self::ScorecardReview,
        Self::RiskRead,
        Self::RiskEdit,
        Self::RiskRun,
        Self::RiskAccept,
        Self::CaseRead,
        Self::CaseOpen,
        Self::CaseRun,
        Self::CaseInvestigate,
        Self::CaseDecide,
        Self::BoardEdit,
        Self::InspectionRead,
        Self::InspectionRun,
        Self::InspectionDo,
        Self::InspectionAnswer,
        Self::OrderRead,
        Self::OrderRecord,
        Self::OrderReview,
        Self::OrderObject,
        Self::WaiverRead,
        Self::WaiverRecord,
        Self::LearningRead,
        Self::LearningEdit,
    ];
}

/// The table. What does not stand here is not allowed.
pub const TABLE: &[(Role, Right, Scope)] = &[
    (Role::Clerk, Right::MessageRead, Scope::OwnUnit),
    (Role::Clerk, Right::MessageHandle, Scope::OwnUnit),
    (Role::Manager, Right::MessageRead, Scope::OwnUnit),
    (Role::Manager, Right::MessageHandle, Scope::OwnUnit),
    (Role::Manager, Right::MessageReview, Scope::OwnUnit),
    (Role::Manager, Right::ServiceEdit, Scope::OwnUnit),
    (Role::ComplaintOfficer, Right::MessageRead, Scope::All),
    (Role::ComplaintOfficer, Right::MessageTriage, Scope::All),
    (Role::ComplaintOfficer, Right::MessageHandle, Scope::All),
    (Role::Secretary, Right::MessageRead, Scope::All),
    (Role::Secretary, Right::JournalRead, Scope::All),
    (Role::CommitteeMember, Right::JournalRead, Scope::All),
    (Role::Inspector, Right::MessageRead, Scope::All),
    (Role::Inspector, Right::JournalRead, Scope::All),
    (Role::IntegrityOfficer, Right::MessageRead, Scope::All),
    (Role::IntegrityOfficer, Right::MessageReview, Scope::All),
    (Role::IntegrityOfficer, Right::JournalRead, Scope::All),
    (Role::Administrator, Right::OrganisationEdit, Scope::All),
    (Role::Administrator, Right::SettingsEdit, Scope::All),
    (Role::Administrator, Right::ServiceEdit, Scope::All),
    (Role::Administrator, Right::OutboxRead, Scope::All),
    (Role::Overseer, Right::JournalRead, Scope::All),
    (Role::Overseer, Right::MessageRead, Scope::All),
    (Role::Manager, Right::FindingRead, Scope::OwnUnit),
    (Role::Manager, Right::FindingExplain, Scope::OwnUnit),
    (Role::Secretary, Right::FindingRead, Scope::All),
    (Role::CommitteeMember, Right::FindingRead, Scope::All),
    (Role::Inspector, Right::FindingRead, Scope::All),
    (Role::IntegrityOfficer, Right::FindingRead, Scope::All),
    (Role::IntegrityOfficer, Right::FindingRaise, Scope::All),
    (Role::IntegrityOfficer, Right::FindingDecide, Scope::All),
    (Role::IntegrityOfficer, Right::InsightEdit, Scope::All),
    (Role::Overseer, Right::FindingRead, Scope::All),
    (Role::Secretary, Right::CommitteeRead, Scope::All),
    (Role::Secretary, Right::CommitteeReadAll, Scope::All),
    (Role::Secretary, Right::CommitteeRun, Scope::All),
    (Role::Secretary, Right::CommitteeVote, Scope::All),
    (Role::Secretary, Right::ResolutionRead, Scope::All),
    (Role::Secretary, Right::ResolutionVerify, Scope::All),
    (Role::CommitteeMember, Right::CommitteeRead, Scope::All),
    (Role::CommitteeMember, Right::CommitteeVote, Scope::All),
    (Role::CommitteeMember, Right::ResolutionRead, Scope::All),
    (Role::IntegrityOfficer, Right::CommitteeRead, Scope::All),
    (Role::IntegrityOfficer, Right::CommitteeReadAll, Scope::All),
    (Role::IntegrityOfficer, Right::ResolutionRead, Scope::All),
    (Role::IntegrityOfficer, Right::ResolutionVerify, Scope::All),
    (Role::Inspector, Right::CommitteeRead, Scope::All),
    (Role::Inspector, Right::CommitteeReadAll, Scope::All),
    (Role::Inspector, Right::ResolutionRead, Scope::All),
    (Role::Overseer, Right::CommitteeRead, Scope::All),
    (Role::Overseer, Right::CommitteeReadAll, Scope::All),
    (Role::Overseer, Right::ResolutionRead, Scope::All),
    (Role::Manager, Right::ResolutionRead, Scope::OwnUnit),
    (Role::Manager, Right::ResolutionReport, Scope::OwnUnit),
    (Role::Manager, Right::TenderRead, Scope::OwnUnit),
    (Role::Manager, Right::TenderRun, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::TenderRead, Scope::All),
    (Role::IntegrityOfficer, Right::TenderJudge, Scope::All),
    (Role::Secretary, Right::TenderRead, Scope::All),
    (Role::CommitteeMember, Right::TenderRead, Scope::All),
    (Role::Inspector, Right::TenderRead, Scope::All),
    (Role::Overseer, Right::TenderRead, Scope::All),
    (Role::Manager, Right::InterestRead, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::InterestRead, Scope::All),
    (Role::IntegrityOfficer, Right::InterestReview, Scope::All),
    (Role::Clerk, Right::MatterRead, Scope::OwnUnit),
    (Role::Clerk, Right::MatterHandle, Scope::OwnUnit),
    (Role::Manager, Right::MatterRead, Scope::OwnUnit),
    (Role::Manager, Right::MatterAssign, Scope::OwnUnit),
    (Role::Manager, Right::MatterHandle, Scope::OwnUnit),
    (Role::ComplaintOfficer, Right::MatterRead, Scope::All),
    (Role::ComplaintOfficer, Right::MatterAssign, Scope::All),
    (Role::IntegrityOfficer, Right::MatterRead, Scope::All),
    (Role::IntegrityOfficer, Right::CharterEdit, Scope::All),
    (Role::IntegrityOfficer, Right::PledgeRead, Scope::All),
    (Role::Manager, Right::PledgeRead, Scope::OwnUnit),
    (Role::Manager, Right::ScorecardRead, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::ScorecardRead, Scope::All),
    (Role::Secretary, Right::ScorecardRead, Scope::All),
    (Role::CommitteeMember, Right::ScorecardRead, Scope::All),
    (Role::Manager, Right::ScorecardReview, Scope::OwnUnit),
    (Role::Secretary, Right::ScorecardReview, Scope::All),
    (Role::Manager, Right::RiskRead, Scope::OwnUnit),
    (Role::Manager, Right::RiskEdit, Scope::OwnUnit),
    (Role::Manager, Right::RiskAccept, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::RiskRead, Scope::All),
    (Role::IntegrityOfficer, Right::RiskEdit, Scope::All),
    (Role::IntegrityOfficer, Right::RiskRun, Scope::All),
    (Role::Secretary, Right::RiskRead, Scope::All),
    (Role::Secretary, Right::RiskEdit, Scope::All),
    (Role::Secretary, Right::RiskRun, Scope::All),
    (Role::CommitteeMember, Right::RiskRead, Scope::All),
    (Role::CommitteeMember, Right::RiskAccept, Scope::All),
    (Role::Inspector, Right::RiskRead, Scope::All),
    (Role::Overseer, Right::RiskRead, Scope::All),
    (Role::IntegrityOfficer, Right::CaseRead, Scope::All),
    (Role::IntegrityOfficer, Right::CaseOpen, Scope::All),
    (Role::IntegrityOfficer, Right::CaseRun, Scope::All),
    (Role::IntegrityOfficer, Right::CaseInvestigate, Scope::All),
    (Role::Secretary, Right::CaseRead, Scope::All),
    (Role::Secretary, Right::CaseRun, Scope::All),
    (Role::Secretary, Right::BoardEdit, Scope::All),
    (Role::Inspector, Right::CaseRead, Scope::All),
    (Role::Inspector, Right::CaseOpen, Scope::All),
    (Role::Inspector, Right::CaseInvestigate, Scope::All),
    (Role::CommitteeMember, Right::CaseRead, Scope::All),
    (Role::CommitteeMember, Right::CaseDecide, Scope::All),
    (Role::Inspector, Right::InspectionRead, Scope::All),
    (Role::Inspector, Right::InspectionDo, Scope::All),
    (Role::IntegrityOfficer, Right::InspectionRead, Scope::All),
    (Role::IntegrityOfficer, Right::InspectionRun, Scope::All),
    (Role::Secretary, Right::InspectionRead, Scope::All),
    (Role::Overseer, Right::InspectionRead, Scope::All),
    (Role::Manager, Right::InspectionRead, Scope::OwnUnit),
    (Role::Manager, Right::InspectionAnswer, Scope::OwnUnit),
    (Role::Clerk, Right::OrderRead, Scope::OwnUnit),
    (Role::Manager, Right::OrderRead, Scope::OwnUnit),
    (Role::ComplaintOfficer, Right::OrderRead, Scope::All),
    (Role::Secretary, Right::OrderRead, Scope::All),
    (Role::Inspector, Right::OrderRead, Scope::All),
    (Role::IntegrityOfficer, Right::OrderRead, Scope::All),
    (Role::Overseer, Right::OrderRead, Scope::All),
    (Role::Manager, Right::OrderRecord, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::OrderReview, Scope::All),
    (Role::Clerk, Right::OrderObject, Scope::OwnUnit),
    (Role::Manager, Right::OrderObject, Scope::OwnUnit),
    (Role::ComplaintOfficer, Right::OrderObject, Scope::All),
    (Role::Manager, Right::WaiverRead, Scope::OwnUnit),
    (Role::Manager, Right::WaiverRecord, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::WaiverRead, Scope::All),
    (Role::Secretary, Right::WaiverRead, Scope::All),
    (Role::CommitteeMember, Right::WaiverRead, Scope::All),
    (Role::Inspector, Right::WaiverRead, Scope::All),
    (Role::Overseer, Right::WaiverRead, Scope::All),
    (Role::Manager, Right::LearningRead, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::LearningRead, Scope::All),
    (Role::IntegrityOfficer, Right::LearningEdit, Scope::All),
    (Role::Secretary, Right::LearningRead, Scope::All),
    (Role::Inspector, Right::LearningRead, Scope::All),
];

/// How far a role's right reaches; none where the table has no row.
pub fn scope(role: Role, right: Right) -> Option<Scope> {
    TABLE
        .iter()
        .filter(|(r, g, _)| *r == role && *g == right)
        .map(|(_, _, scope)| *scope)
        .max()
}
