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
    /// Read the register of waivers and discounts.
    WaiverRead,
    /// Record waivers and discounts of the own unit.
    WaiverRecord,
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
        Self::WaiverRead,
        Self::WaiverRecord,
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
    (Role::Manager, Right::WaiverRead, Scope::OwnUnit),
    (Role::Manager, Right::WaiverRecord, Scope::OwnUnit),
    (Role::IntegrityOfficer, Right::WaiverRead, Scope::All),
    (Role::Secretary, Right::WaiverRead, Scope::All),
    (Role::CommitteeMember, Right::WaiverRead, Scope::All),
    (Role::Inspector, Right::WaiverRead, Scope::All),
    (Role::Overseer, Right::WaiverRead, Scope::All),
];

/// How far a role's right reaches; none where the table has no row.
pub fn scope(role: Role, right: Right) -> Option<Scope> {
    TABLE
        .iter()
        .filter(|(r, g, _)| *r == role && *g == right)
        .map(|(_, _, scope)| *scope)
        .max()
}
