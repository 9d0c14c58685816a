//! The three states of a flag, and the reasons beside them.

/// What is known about a process and a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The sign is there.
    Flag,
    /// It was looked for and is not there.
    Clear,
    /// It cannot be told, for want of this.
    Insufficient(Need),
    /// The rule is not about such a process.
    Outside(Outside),
}

/// A state, or a value whose state depends on all the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Known(State),
    Measured,
}

impl Mark {
    pub(crate) const CLEAR: Self = Self::Known(State::Clear);
    pub(crate) const FLAG: Self = Self::Known(State::Flag);

    pub(crate) fn needs(need: Need) -> Self {
        Self::Known(State::Insufficient(need))
    }

    pub(crate) fn outside(why: Outside) -> Self {
        Self::Known(State::Outside(why))
    }

    /// A number of its own for each mark: numbers are quicker to look up.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Measured => 0,
            Self::Known(State::Flag) => 1,
            Self::Known(State::Clear) => 2,
            Self::Known(State::Outside(why)) => 3 + why as u8,
            Self::Known(State::Insufficient(need)) => 128 + need as u8,
        }
    }
}

macro_rules! words {
    ($(#[$about:meta])* pub enum $name:ident { $($case:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is its text")]
        pub enum $name { $($case,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$case,)*];

            /// The one of these words.
            pub fn of(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }

            /// In words.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$case => $text,)* }
            }
        }
    };
}

words! {
    /// What is missing: a field of OCDS, or a list that the settings do not give.
    pub enum Need {
        OpeningTime = "tender.tenderPeriod.startDate",
        ClosingTime = "tender.tenderPeriod.endDate",
        OrderedPeriod = "tender.tenderPeriod that ends after it begins",
        Method = "tender.procurementMethod",
        Bids = "bids.details",
        BidStatus = "bids.details.status",
        BidDate = "bids.details.date",
        Bidders = "bids.details.tenderers.id",
        Prices = "bids.details.value",
        PriceAboveZero = "a winning price above zero",
        OneCurrency = "bids in one currency",
        WinningBid = "the bid that won (awards.relatedBid, awards.relatedLots, or a valid bid of the suppliers)",
        Agreement = "tender.numberOfTenderers that agrees with the bids",
        NumberOfBidders = "tender.numberOfTenderers or bids.details",
        Owners = "identified owners of two bidders (parties.beneficialOwners, or a register)",
        Contacts = "parties.contactPoint or parties.address of two bidders",
        OfficialContacts = "contacts of the buyer or of officials",
        Debarred = "a list of the debarred",
        Founded = "when the bidders were founded (a register)",
        Threshold = "a threshold in the settings for this currency and date",
        Value = "awards.value or tender.value",
        AwardValue = "awards.value",
        ContractValue = "contracts.value",
        Payments = "contracts.implementation.transactions",
        Amendments = "contracts.amendments (nowhere in the file)",
        Subcontractors = "parties.roles with subcontractor (nowhere in the file)",
        Officials = "who decides",
        Ties = "screened ties of bidders and officials",
        Buyer = "buyer.id or tender.procuringEntity.id",
        Date = "a date of the tender or award",
        Class = "tender.items.classification.id",
        Population = "enough processes to compare with",
    }
}

words! {
    /// Why a rule is not about a process.
    pub enum Outside {
        Cancelled = "the tender was cancelled",
        NoRule = "no rule is in force at its date",
        Excluded = "the settings exclude its method",
        NotCompetitive = "the procedure is not competitive",
        NotDirect = "the procedure is competitive",
        NoBid = "no bid was handed in",
        OneBidder = "there are not two bidders",
        NoAward = "no award is final",
        NoContract = "no contract",
        QualityCounts = "not the price alone decides",
        NotLowest = "the winning bid is not the lowest",
        NotOneValid = "not one bidder alone is valid",
        NoDisqualified = "nobody was disqualified",
        AboveThreshold = "the value is not under the threshold",
    }
}

words! {
    /// What makes an answer differ from Cardinal's.
    pub enum Why {
        DatesParsed = "dates are compared as times, not as text",
        DateForm = "the date is read although it is not RFC 3339",
        BidsCounted = "the bidders in the bids and in tender.tenderers are counted, not tender.numberOfTenderers alone",
        Tie = "a valid bid has the same lowest price",
        ZeroPrice = "a price of zero is no price",
        Currency = "prices are compared in the currency of the process, never across",
        Lots = "prices are compared within each lot",
        Consortium = "bidders who bid together count as one",
        Supplier = "the winning bid is found though the award names several suppliers, or by awards.relatedBid",
        NumericId = "identifiers written as numbers count",
        Unfinished = "a bid without a final status may still be valid",
        Fence = "the fence is that of the compared processes here",
        LogFence = "the fence is on the logarithm, since a share cannot be below zero",
        TailTest = "a tail test at the bidder's own processes replaces the fence on shares, with false discoveries held down",
        Processes = "the minimum counts processes, not bids",
        SmallPopulation = "too few to make a fence",
        Scope = "the rule is not about such a process",
        Missing = "data are missing, which is said instead",
    }
}
