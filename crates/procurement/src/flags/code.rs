//! What is looked for.

/// A red flag. Codes beginning with R are those of the Open Contracting Partnership's *Red flags in public procurement* (2024);
/// those beginning with A are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each has a title")]
pub enum Code {
    R003,
    R011,
    R018,
    R024,
    R028,
    R030,
    R032,
    R035,
    R036,
    R043,
    R044,
    R046,
    R055,
    R058,
    R059,
    R064,
    R068,
    R070,
    A001,
    A002,
    R025,
    R038,
    R040,
    R048,
    R053,
    R057,
    A003,
}

/// How many codes are about a process; they stand first.
pub(crate) const OF_PROCESSES: usize = 20;

/// Kinds of evidence. Flags of one family depend on each other by what they measure, so only the rarest of them counts when
/// processes are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Family {
    /// Too short, too late.
    Timing,
    /// Fewer bids than there should be.
    Competition,
    /// Prices that do not look independent.
    Price,
    /// Who is behind the bidders.
    Persons,
    /// Values that just escape a rule.
    Thresholds,
    /// What became of the contract.
    Execution,
    /// Behaviour over many processes.
    Behaviour,
}

impl Family {
    /// Those of processes.
    pub(crate) const OF_PROCESSES: [Self; 6] = [
        Self::Timing,
        Self::Competition,
        Self::Price,
        Self::Persons,
        Self::Thresholds,
        Self::Execution,
    ];
}

macro_rules! codes {
    ($($code:ident $family:ident $unit:literal $title:literal;)*) => {
        impl Code {
            /// All of them, those of processes first.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// As written in results and settings.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),* }
            }

            /// What it says, in English.
            pub fn title(self) -> &'static str {
                match self { $(Self::$code => $title),* }
            }

            /// What its value counts.
            pub fn unit(self) -> &'static str {
                match self { $(Self::$code => $unit),* }
            }

            /// Its kind of evidence.
            pub fn family(self) -> Family {
                match self { $(Self::$code => Family::$family),* }
            }
        }
    };
}

codes! {
    R003 Timing "days" "Short submission period";
    R011 Thresholds "processes together over the threshold" "Purchases split under a threshold";
    R018 Competition "bidders" "Single bid received";
    R024 Price "(second − winning) / winning bid" "Price close to winning bid";
    R028 Price "bidders with the same price" "Identical bid prices";
    R030 Timing "hours late" "Late bid won";
    R032 Persons "bidders with the same owner" "Bidders share an owner";
    R035 Competition "other bidders disqualified" "All except winning bid disqualified";
    R036 Competition "disqualified lowest bid as a share of the lowest valid one" "Lowest bid disqualified";
    R043 Persons "bidders" "Bidder has the contact of an official";
    R044 Persons "bidders with the same contact" "Bidders share a contact";
    R046 Persons "bidders" "Bidder is debarred";
    R055 Thresholds "share of the threshold" "Direct awards just below a threshold";
    R058 Price "(second − winning) / winning bid" "Heavily discounted bid";
    R059 Execution "(contract − award) / award" "Contract much above its award";
    R064 Execution "amendments" "Contract was amended";
    R068 Execution "(paid − contract) / contract" "Payments exceed the contract";
    R070 Execution "bidders" "Losing bidder is a subcontractor";
    A001 Persons "days since it was founded" "New company";
    A002 Persons "weight of the outcome, 1 appearance to 4 barred" "Bidder is tied to a person who decides";
    R025 Behaviour "share of processes won" "Excessive unsuccessful bids";
    R038 Behaviour "share of bids disqualified" "Excessive disqualified bids";
    R040 Behaviour "share of the buyer's awards" "One supplier has a high share of a buyer's awards";
    R048 Behaviour "classes of items" "Heterogeneous supplier";
    R053 Behaviour "share won by the usual winner" "Bidders who bid together, with one usual winner";
    R057 Behaviour "z of the number of runs" "Bid rotation";
    A003 Behaviour "mean overlap of their bids" "Co-bidding ring";
}

impl Code {
    /// Its place in [`Code::ALL`].
    pub(crate) fn place(self) -> usize {
        self as usize
    }

    /// The code written so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }

    /// Whether it is about one process; else about organisations over many.
    pub fn is_of_process(self) -> bool {
        self.place() < OF_PROCESSES
    }
}
