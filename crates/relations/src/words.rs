//! What was found, in a Persian and an English sentence: courteous, plain, and without a word of blame.

use persian::to_persian;

use crate::model::{Day, Grade, TieKind};
use crate::rules::Threshold;
use crate::screen::{Finding, Missing, Outcome, Path, Step};
use crate::shares::Share;

/// Closes every sentence about a person in Persian.
pub const REMINDER: &str = "این یادآوری تنها برای پاسداشت بی‌طرفی است و نشانهٔ تخلف هیچ‌کس نیست.";
/// The same in English.
pub const REMINDER_EN: &str =
    "This is only to keep the decision impartial; it says nothing against anybody.";

impl Outcome {
    /// In Persian, as the glossary has it.
    pub const fn persian(self) -> &'static str {
        match self {
            Self::Clear => "بدون مانع",
            Self::InsufficientData => "داده ناکافی",
            Self::Appearance => "شائبه",
            Self::Potential => "تعارض محتمل",
            Self::Conflict => "تعارض",
            Self::Barred => "ممنوع",
        }
    }

    /// In English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::InsufficientData => "insufficient data",
            Self::Appearance => "appearance of a conflict",
            Self::Potential => "potential conflict",
            Self::Conflict => "conflict of interest",
            Self::Barred => "barred",
        }
    }
}

impl Grade {
    /// In Persian.
    pub const fn persian(self) -> &'static str {
        match self {
            Self::Register => "ثبت رسمی",
            Self::Both => "اظهار هر دو سو",
            Self::One => "اظهار یک سو",
            Self::Inferred => "برداشت از داده‌ها",
        }
    }

    /// In English.
    pub const fn english(self) -> &'static str {
        match self {
            Self::Register => "official register",
            Self::Both => "declared by both sides",
            Self::One => "declared by one side",
            Self::Inferred => "inferred from data",
        }
    }
}

/// A clause in both languages.
struct Clause {
    fa: String,
    en: String,
}

impl Path {
    /// One Persian sentence for each stretch of the path, and the reminder.
    pub fn persian(&self) -> String {
        let clauses: Vec<String> = clauses(&self.steps)
            .into_iter()
            .map(|clause| clause.fa)
            .collect();
        format!("{}. {REMINDER}", clauses.join("؛ "))
    }

    /// The same in English.
    pub fn english(&self) -> String {
        let clauses: Vec<String> = clauses(&self.steps)
            .into_iter()
            .map(|clause| clause.en)
            .collect();
        format!("{}. {REMINDER_EN}", clauses.join("; "))
    }
}

fn clauses(steps: &[Step]) -> Vec<Clause> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let TieKind::Kin(mut relation) = steps[at].kind else {
            all.push(clause(&steps[at]));
            at += 1;
            continue;
        };
        // Ties of kinship in a row are told as the relative they lead to.
        let first = at;
        at += 1;
        while let Some(TieKind::Kin(next)) = steps.get(at).map(|step| step.kind)
            && let Some(come_to) = relation.then(next)
        {
            relation = come_to;
            at += 1;
        }
        let (from, last) = (&steps[first], &steps[at - 1]);
        let (fa, en) = (relation.persian(last.to_sex), relation.english(last.to_sex));
        let doubt = steps[first..at]
            .iter()
            .any(|step| step.grade == Grade::Inferred);
        all.push(Clause {
            fa: format!(
                "«{}» {} «{}» است{}",
                last.to_name,
                ezafe(&fa),
                from.from_name,
                doubtful(doubt).0
            ),
            en: format!(
                "{} is the {en} of {}{}",
                last.to_name,
                from.from_name,
                doubtful(doubt).1
            ),
        });
    }
    all
}

/// The sign of ezafe after a silent ه, which a reader cannot add by himself.
fn ezafe(word: &str) -> String {
    if word.ends_with('ه') && word != "همراه" {
        format!("{word}ٔ")
    } else {
        word.to_owned()
    }
}

const fn doubtful(doubt: bool) -> (&'static str, &'static str) {
    if doubt {
        (
            " (برداشت از داده‌ها، نیازمند بررسی)",
            " (inferred, to be checked)",
        )
    } else {
        ("", "")
    }
}

fn percent(share: Option<Share>) -> Option<(String, String)> {
    let share = share.filter(|share| *share != Share::UNKNOWN)?;
    let low = persian_number(&share.low.to_string());
    let fa = if share.is_exact() {
        format!("{low} درصد")
    } else {
        format!("{low} تا {} درصد", persian_number(&share.high.to_string()))
    };
    Some((fa, format!("{share} %")))
}

fn persian_number(ascii: &str) -> String {
    to_persian(&ascii.replace('.', "٫"))
}

/// One tie that is not kinship, told from its own first end.
fn clause(step: &Step) -> Clause {
    let (a, b) = if step.forward {
        (&step.from_name, &step.to_name)
    } else {
        (&step.to_name, &step.from_name)
    };
    let past = step.ended;
    let is = if past { "بود" } else { "است" };
    let was = if past { "was" } else { "is" };
    let (fa, en) = match step.kind {
        TieKind::Owns => {
            let has = if past { "داشت" } else { "دارد" };
            let holds = if past { "held" } else { "holds" };
            match percent(step.share) {
                Some((fa, en)) => (
                    format!("«{a}» {fa} سهام «{b}» را {has}"),
                    format!("{a} {holds} {en} of {b}"),
                ),
                None => (
                    format!("«{a}» در «{b}» سهم {has}"),
                    format!("{a} {holds} shares of {b}"),
                ),
            }
        }
        TieKind::EmployedBy | TieKind::StaffOf => (
            format!(
                "«{a}» در «{b}» کار {}",
                if past {
                    "می‌کرد"
                } else {
                    "می‌کند"
                }
            ),
            format!("{a} {} for {b}", if past { "worked" } else { "works" }),
        ),
        TieKind::SharedContact => (
            format!(
                "«{a}» و «{b}» تلفن، نشانی یا حساب مشترک {}",
                if past { "داشتند" } else { "دارند" }
            ),
            format!(
                "{a} and {b} {} a telephone, address or account in common",
                if past { "had" } else { "have" }
            ),
        ),
        TieKind::CoBidder => (
            format!("«{a}» و «{b}» در یک مناقصه پیشنهاد داده‌اند"),
            format!("{a} and {b} bid in one tender"),
        ),
        TieKind::Declared => (
            format!("پیوندی میان «{a}» و «{b}» اظهار شده است"),
            format!("a tie between {a} and {b} was declared"),
        ),
        TieKind::GaveGift => (
            format!("هدیه‌ای از «{a}» برای «{b}» ثبت شده است"),
            format!("a gift from {a} to {b} is on record"),
        ),
        TieKind::Litigation => (
            format!("میان «{a}» و «{b}» دعوایی در جریان {is}"),
            format!(
                "{a} and {b} {} opponents in a law suit",
                if past { "were" } else { "are" }
            ),
        ),
        TieKind::ContractWith => (
            format!(
                "«{a}» با «{b}» قرارداد {}",
                if past { "داشت" } else { "دارد" }
            ),
            format!(
                "{a} {} a contract with {b}",
                if past { "had" } else { "has" }
            ),
        ),
        TieKind::SubcontractorOf => (
            format!("«{a}» پیمانکار جزء «{b}» {is}"),
            format!("{a} {was} a subcontractor of {b}"),
        ),
        TieKind::TenantOf => (
            format!("«{a}» مستأجر «{b}» {is}"),
            format!("{a} {was} a tenant of {b}"),
        ),
        kind => {
            let (fa, en) = post(kind);
            (
                format!("«{a}» {fa} «{b}» {is}"),
                format!("{a} {was} {en} {b}"),
            )
        }
    };
    let until = step.period.until;
    let (until_fa, until_en) = match until.date() {
        Some(date) if past => (
            format!(" (تا {})", date.medium()),
            format!(" (until {})", date.medium_en()),
        ),
        _ => (String::new(), String::new()),
    };
    let doubt = doubtful(step.grade == Grade::Inferred);
    Clause {
        fa: format!("{fa}{until_fa}{}", doubt.0),
        en: format!("{en}{until_en}{}", doubt.1),
    }
}

/// A post or office, as it stands between holder and place.
const fn post(kind: TieKind) -> (&'static str, &'static str) {
    match kind {
        TieKind::Manages => ("مدیرعامل", "chief executive of"),
        TieKind::Directs => ("عضو هیئت‌مدیرهٔ", "on the board of"),
        TieKind::Inspects => ("بازرس", "inspector of"),
        TieKind::Represents => ("نمایندهٔ", "the representative of"),
        TieKind::ManagerOf => ("مدیر", "a manager of"),
        TieKind::CouncilMemberOf => ("عضو شورای", "a council member of"),
        TieKind::MayorOf => ("شهردار", "mayor of"),
        TieKind::SuperiorOf => ("مافوق", "the superior of"),
        _ => ("وابسته به", "tied to"),
    }
}

impl Finding {
    /// What the rule says of this case, in Persian.
    pub fn persian(&self) -> String {
        self.told(0)
    }

    /// The same in English.
    pub fn english(&self) -> String {
        self.told(1)
    }

    /// What the rule says, its article and what counts under it, without a word about who that is: for readers who need not know whose
    /// ties these are.
    pub fn rule_persian(&self) -> String {
        self.told_rule(0)
    }

    /// The same in English.
    pub fn rule_english(&self) -> String {
        self.told_rule(1)
    }

    fn told_rule(&self, language: usize) -> String {
        if self.persons.is_empty() {
            return self.told(language);
        }
        let law = self.cited(language).unwrap_or_default();
        // An upper bound may reach the limit where the outcome is a doubt only.
        let part = |share: Share| {
            if self.outcome == Outcome::Barred {
                share.low
            } else {
                share.high
            }
        };
        let reached = |limit: Option<Threshold>, share: Share| {
            limit
                .filter(|limit| limit.reached(part(share)))
                .zip(percent(Some(share)))
        };
        let (one, several) = self.limits;
        let many = self.persons.len() > 1;
        let largest = (self.persons.iter().map(|person| person.share))
            .max_by_key(|share| part(*share))
            .unwrap_or(Share::NONE);
        let together = reached(several.filter(|_| many), self.total);
        let many = together.is_some();
        let counted = together.or_else(|| reached(one, largest));
        match (counted, language) {
            (Some((limit, (total, _))), 0) => {
                let limit = persian_number(&limit.limit.to_string());
                let together = if many { "روی هم " } else { "" };
                format!(
                    "بر پایهٔ {law}: سهمی که این قاعده می‌شمارد {together}{total} است و حد آن {limit} درصد. {REMINDER}"
                )
            }
            (Some((limit, (_, total))), _) => {
                let together = if many { " in all" } else { "" };
                format!(
                    "By the {law}: a share of {total}{together} counts, and the limit is {} %. {REMINDER_EN}",
                    limit.limit
                )
            }
            (None, 0) => format!(
                "بر پایهٔ {law}: سمت یا پیوندی که این قاعده نام می‌برد در میان است. {REMINDER}"
            ),
            (None, _) => {
                format!("By the {law}: there is a post or tie that the rule names. {REMINDER_EN}")
            }
        }
    }

    /// The law with its article.
    fn cited(&self, language: usize) -> Option<String> {
        self.law.as_ref().map(|law| match language {
            0 => format!("{}، {}", law.name[0], law.article[0]),
            _ => format!("{}, {}", law.name[1], law.article[1]),
        })
    }

    fn told(&self, language: usize) -> String {
        let law = self.cited(language);
        if self.persons.is_empty() {
            let words = &self.words[language];
            return law.map_or_else(|| format!("{words}."), |law| format!("{words} ({law})."));
        }
        let persons: Vec<String> = self
            .persons
            .iter()
            .map(|person| told_person(person, language))
            .collect();
        let many = self.persons.len() > 1 && !self.total.high.is_zero();
        let total = percent(Some(self.total)).filter(|_| many);
        let law = law.unwrap_or_default();
        if language == 0 {
            let total = total.map_or(String::new(), |(fa, _)| format!("، روی هم {fa}"));
            format!("بر پایهٔ {law}: {}{total}. {REMINDER}", persons.join("؛ "))
        } else {
            let total = total.map_or(String::new(), |(_, en)| format!(", together {en}"));
            format!("By the {law}: {}{total}. {REMINDER_EN}", persons.join("; "))
        }
    }
}

fn told_person(person: &crate::screen::Person, language: usize) -> String {
    let share = percent((!person.share.high.is_zero()).then_some(person.share));
    let (kind, _, body) = &person.office;
    let own = person.official.0 == person.id;
    if language == 0 {
        let office = if matches!(kind, TieKind::StaffOf | TieKind::EmployedBy) {
            "کارمند"
        } else {
            post(*kind).0
        };
        let who = if own {
            format!("«{}»، {office} «{body}»", person.name)
        } else {
            format!(
                "«{}»، خویشاوند «{}» که {office} «{body}» است",
                person.name, person.official.1
            )
        };
        share.map_or(who.clone(), |(fa, _)| format!("{who}، با {fa} سهام"))
    } else {
        let office = if matches!(kind, TieKind::StaffOf | TieKind::EmployedBy) {
            "employed by"
        } else {
            post(*kind).1
        };
        let who = if own {
            format!("{}, {office} {body}", person.name)
        } else {
            format!(
                "{}, a relative of {}, {office} {body}",
                person.name, person.official.1
            )
        };
        share.map_or(who.clone(), |(_, en)| {
            format!("{who}, with {en} of the shares")
        })
    }
}

impl Missing {
    /// What is not known, and how to mend it, in Persian.
    pub fn persian(&self) -> String {
        match self {
            Self::UnknownParty(id) => {
                format!("شناسهٔ «{id}» در داده‌ها نیست؛ لطفاً آن را بررسی یا نخست ثبت کنید.")
            }
            Self::KinNotDeclared(_, name) => {
                format!("هیچ خویشاوندی از «{name}» ثبت نشده است؛ لطفاً اظهارنامهٔ او را دریافت کنید.")
            }
            Self::NoOwners(_, name) => {
                format!("سهام‌داری برای «{name}» ثبت نشده است؛ لطفاً آگهی ثبت شرکت را وارد کنید.")
            }
            Self::SharesIncomplete(_, name, sum) => format!(
                "سهام ثبت‌شدهٔ «{name}» روی هم {} درصد است؛ لطفاً سهام‌داران دیگر را بیفزایید.",
                persian_number(sum)
            ),
            Self::SharesOver(_, name, sum) => format!(
                "سهام ثبت‌شدهٔ «{name}» روی هم {} درصد است؛ لطفاً آن را اصلاح کنید.",
                persian_number(sum)
            ),
            Self::PartUnknown(holder, firm) => {
                format!("میزان سهم «{holder}» در «{firm}» روشن نیست؛ لطفاً آن را ثبت کنید.")
            }
            Self::OwnershipClosed(_, name) => format!(
                "«{name}» و شرکت‌های بالادستش تنها از آنِ یکدیگرند؛ لطفاً مالک نهایی را روشن کنید."
            ),
            Self::OwnershipTooLarge(_, name) => {
                format!(
                    "زنجیرهٔ مالکیت «{name}» بزرگ‌تر از آن است که یک‌جا بررسی شود؛ لطفاً آن را دستی بررسی کنید."
                )
            }
        }
    }

    /// The same in English.
    pub fn english(&self) -> String {
        match self {
            Self::UnknownParty(id) => {
                format!("“{id}” is not among the parties; check the id, or record the party first.")
            }
            Self::KinNotDeclared(_, name) => {
                format!("No relative of {name} is on record; ask for the declaration.")
            }
            Self::NoOwners(_, name) => {
                format!(
                    "No shareholder of {name} is on record; enter the company register's notice."
                )
            }
            Self::SharesIncomplete(_, name, sum) => {
                format!(
                    "The recorded shares of {name} add up to {sum} %; add the other shareholders."
                )
            }
            Self::SharesOver(_, name, sum) => {
                format!("The recorded shares of {name} add up to {sum} %; correct them.")
            }
            Self::PartUnknown(holder, firm) => {
                format!("The part of {holder} in {firm} is not on record; enter it.")
            }
            Self::OwnershipClosed(_, name) => {
                format!(
                    "{name} and the firms above it belong only to one another; find out who owns them in the end."
                )
            }
            Self::OwnershipTooLarge(_, name) => {
                format!(
                    "More firms lie above {name} than can be looked through at once; look through them by hand."
                )
            }
        }
    }
}

/// A period in Persian: «از ۱ آذر ۱۴۰۴ تا ۲ آذر ۱۴۰۵»; empty where neither end is known.
pub fn period_persian(from: Day, until: Day) -> String {
    match (from.date(), until.date()) {
        (Some(from), Some(until)) => format!("از {} تا {}", from.medium(), until.medium()),
        (Some(from), None) => format!("از {}", from.medium()),
        (None, Some(until)) => format!("تا {}", until.medium()),
        (None, None) => String::new(),
    }
}
