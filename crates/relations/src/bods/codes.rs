//! Codelists of BODS 0.4. A code that is not on the list is kept as text where the reader lets it pass.

macro_rules! codelist {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
            /// A code that the standard has not got.
            Other(String),
        }

        impl $name {
            /// Every code of the standard.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The code as it stands in JSON.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)*
                    Self::Other(code) => code,
                }
            }

            /// The value of a code.
            pub fn from_code(code: &str) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// Whether the standard has the code.
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Other(_))
            }
        }
    };
}

codelist! {
    /// What a record is about.
    RecordType {
        /// A firm, arrangement or public body.
        Entity = "entity",
        /// A natural person.
        Person = "person",
        /// Who holds which interests in what.
        Relationship = "relationship",
    }
}

codelist! {
    /// Where in its life a record stands.
    RecordStatus {
        /// First statement of the record.
        New = "new",
        /// Takes the place of the statement before.
        Updated = "updated",
        /// The record ends.
        Closed = "closed",
    }
}

codelist! {
    /// Kinds of entity.
    EntityKind {
        /// In a register of companies.
        Registered = "registeredEntity",
        /// With legal personality, in no register.
        Legal = "legalEntity",
        /// Trust, nomination, joint holding.
        Arrangement = "arrangement",
        /// Known, not to be named.
        Anonymous = "anonymousEntity",
        /// Not known.
        Unknown = "unknownEntity",
        /// A state.
        State = "state",
        /// A body of a state.
        StateBody = "stateBody",
    }
}

codelist! {
    /// Kinds of person.
    PersonKind {
        /// Known, not to be named.
        Anonymous = "anonymousPerson",
        /// Not known.
        Unknown = "unknownPerson",
        /// Known.
        Known = "knownPerson",
    }
}

codelist! {
    /// How directly an interest is held.
    Directness {
        /// Nobody stands between.
        Direct = "direct",
        /// Somebody stands between.
        Indirect = "indirect",
        /// It is not known.
        Unknown = "unknown",
    }
}

codelist! {
    /// Kinds of interest.
    InterestKind {
        /// Shares.
        Shareholding = "shareholding",
        /// Votes.
        VotingRights = "votingRights",
        /// Right to appoint the board.
        AppointmentOfBoard = "appointmentOfBoard",
        /// Other influence.
        OtherInfluenceOrControl = "otherInfluenceOrControl",
        /// Manages.
        SeniorManagingOfficial = "seniorManagingOfficial",
        /// Put property into a trust.
        Settlor = "settlor",
        /// Holds a trust's property.
        Trustee = "trustee",
        /// Watches over a trustee.
        Protector = "protector",
        /// Gains from a trust.
        BeneficiaryOfLegalArrangement = "beneficiaryOfLegalArrangement",
        /// What is left when the entity ends.
        RightsToSurplusAssetsOnDissolution = "rightsToSurplusAssetsOnDissolution",
        /// Profit.
        RightsToProfitOrIncome = "rightsToProfitOrIncome",
        /// By contract.
        RightsGrantedByContract = "rightsGrantedByContract",
        /// By contract, on a condition.
        ConditionalRightsGrantedByContract = "conditionalRightsGrantedByContract",
        /// By the articles of the entity.
        ControlViaCompanyRulesOrArticles = "controlViaCompanyRulesOrArticles",
        /// By law.
        ControlByLegalFramework = "controlByLegalFramework",
        /// On the board.
        BoardMember = "boardMember",
        /// Chairs the board.
        BoardChair = "boardChair",
        /// Of a kind that is not known.
        UnknownInterest = "unknownInterest",
        /// Of a kind that is not published.
        UnpublishedInterest = "unpublishedInterest",
        /// Uses assets.
        EnjoymentAndUseOfAssets = "enjoymentAndUseOfAssets",
        /// Income from assets.
        RightToProfitOrIncomeFromAssets = "rightToProfitOrIncomeFromAssets",
        /// Lets another act in its name.
        Nominator = "nominator",
        /// Acts in another's name.
        Nominee = "nominee",
    }
}

codelist! {
    /// Kinds of source.
    SourceKind {
        /// Who is concerned said so.
        SelfDeclaration = "selfDeclaration",
        /// An official register.
        OfficialRegister = "officialRegister",
        /// Somebody else.
        ThirdParty = "thirdParty",
        /// The publisher's own research.
        PrimaryResearch = "primaryResearch",
        /// Checked.
        Verified = "verified",
    }
}

/// The reasons why a party is not named.
pub(super) const REASONS: &[&str] = &[
    "noBeneficialOwners",
    "subjectUnableToConfirmOrIdentifyBeneficialOwner",
    "interestedPartyHasNotProvidedInformation",
    "subjectExemptFromDisclosure",
    "interestedPartyExemptFromDisclosure",
    "unknown",
    "informationUnknownToPublisher",
];
