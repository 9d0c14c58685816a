//! Matters that somebody decides: their kinds, who takes part, and which step leads where. Pure.

use crate::platform::coded::coded;

coded! {
    /// What is decided.
    MatterKind {
        /// پروانه.
        Permit = "permit",
        /// کمیسیون ماده ۱۰۰.
        Article100 = "article-100",
        /// انتصاب یا ارتقا.
        Appointment = "appointment",
        /// تغییر قرارداد.
        Amendment = "contract-amendment",
        /// پیام شهروند درباره شخصی معین.
        Message = "message",
    }
}

impl MatterKind {
    /// What the rules of relations call it: bans on dealings are about contracts only.
    pub const fn rules(self) -> relations::rules::Matter {
        match self {
            Self::Permit | Self::Article100 | Self::Message => relations::rules::Matter::Decision,
            Self::Appointment => relations::rules::Matter::Staffing,
            Self::Amendment => relations::rules::Matter::Dealing,
        }
    }

    /// Those that are registered and decided by hand; a message comes from its desk and is decided by its answer.
    pub const BY_HAND: [Self; 4] = [
        Self::Permit,
        Self::Article100,
        Self::Appointment,
        Self::Amendment,
    ];

    /// Whether it is registered and decided by hand.
    pub fn by_hand(self) -> bool {
        Self::BY_HAND.contains(&self)
    }
}

coded! {
    /// As what somebody takes part in a matter.
    PartyRole {
        /// متقاضی.
        Applicant = "applicant",
        /// نماینده یا وکیل.
        Representative = "representative",
        /// نامزد پست.
        Candidate = "candidate",
        /// طرف قرارداد.
        Contractor = "contractor",
        /// ذی‌نفع دیگر.
        Other = "other",
    }
}

coded! {
    /// Where a matter stands.
    MatterState {
        /// ثبت‌شده: waits for somebody to handle it.
        Registered = "registered",
        /// در قرعه: the candidates are fixed in the log, and nobody is drawn yet.
        Drawing = "drawing",
        /// در انتظار اعلام نبود تعارض.
        Assigned = "assigned",
        /// در رسیدگی.
        Open = "open",
        /// بی‌رسیدگی‌کننده: nobody is free at any level.
        Stuck = "stuck",
        /// تصمیم گرفته‌شده.
        Decided = "decided",
    }
}

impl MatterState {
    /// Whether a matter can be given to somebody.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Registered | Self::Stuck)
    }
}

coded! {
    /// What was decided.
    Decision {
        /// موافقت.
        Granted = "granted",
        /// موافقت با شرط.
        GrantedWithConditions = "granted-with-conditions",
        /// مخالفت.
        Refused = "refused",
    }
}

coded! {
    /// Why somebody does not handle a matter.
    RecusalBasis {
        /// سنجش سامانه.
        Screening = "screening",
        /// اعلام خود شخص.
        Own = "own",
        /// نظر مسئول سلامت اداری.
        Officer = "officer",
    }
}

coded! {
    /// On which occasion somebody was compared with the parties.
    Occasion {
        /// ثبت پرونده.
        Registering = "registering",
        /// ارجاع.
        Assigning = "assigning",
        /// قرعه.
        Drawing = "drawing",
        /// اعلام نبود تعارض.
        Stating = "stating",
        /// تصمیم.
        Deciding = "deciding",
        /// تغییر رابطه.
        TieChanged = "tie-changed",
    }
}

coded! {
    /// How a matter went to another person.
    DrawKind {
        /// قرعه میان افراد واجد شرایط همان واحد.
        Draw = "draw",
        /// ارجاع به مدیر بالاتر، چون کسی در واحد آزاد نیست.
        Delegation = "delegation",
    }
}
