//! Offences, sanctions and kinds of bribe as an organisation begins with them: rows with source and mark, which it may change. Of the
//! 38 offences of article 8 only those with an integrity purpose are here: what concerns dress, belief or politics adds sensitive
//! data and serves none.

use crate::platform::coded::coded;

coded! {
    /// A list of codes.
    CodeKind {
        /// تخلف, article 8.
        Offence = "offence",
        /// مجازات, article 9.
        Sanction = "sanction",
        /// گونه رشوه.
        Bribe = "bribe",
    }
}

/// A row of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedCode {
    /// Its list.
    pub kind: CodeKind,
    /// Its word: the number of the item, or a Latin name of the letter.
    pub code: &'static str,
    /// Persian.
    pub name: &'static str,
    /// English.
    pub name_en: &'static str,
    /// Whether somebody read it in the law.
    pub verified: bool,
    /// Of a sanction: whether it can be appealed.
    pub appealable: Option<bool>,
}

const fn offence(
    code: &'static str,
    name: &'static str,
    name_en: &'static str,
    verified: bool,
) -> SeedCode {
    SeedCode {
        kind: CodeKind::Offence,
        code,
        name,
        name_en,
        verified,
        appealable: None,
    }
}

const fn sanction(
    code: &'static str,
    name: &'static str,
    name_en: &'static str,
    appealable: bool,
) -> SeedCode {
    SeedCode {
        kind: CodeKind::Sanction,
        code,
        name,
        name_en,
        verified: true,
        appealable: Some(appealable),
    }
}

const fn bribe(code: &'static str, name: &'static str, name_en: &'static str) -> SeedCode {
    SeedCode {
        kind: CodeKind::Bribe,
        code,
        name,
        name_en,
        verified: true,
        appealable: None,
    }
}

/// Where the rows of a list come from.
pub const fn source(kind: CodeKind, verified: bool) -> &'static str {
    match (kind, verified) {
        (CodeKind::Offence, true) => "ماده ۸ قانون رسیدگی به تخلفات اداری (۱۳۷۲)",
        (CodeKind::Offence, false) => {
            "ماده ۸ قانون رسیدگی به تخلفات اداری (۱۳۷۲)؛ متن بند تأیید نشده است"
        }
        (CodeKind::Sanction, _) => {
            "ماده ۹ قانون رسیدگی به تخلفات اداری (۱۳۷۲)؛ قابل پژوهش بودن تأیید نشده است"
        }
        (CodeKind::Bribe, _) => "آیین‌نامه پیشگیری و مبارزه با رشوه ۷۳۳۷۷/ت۳۰۳۷۴هـ (۱۳۸۳)",
    }
}

/// The rows.
pub const CODES: &[SeedCode] = &[
    offence(
        "1",
        "اعمال و رفتار خلاف شئون شغلی یا اداری",
        "Conduct against the dignity of the office",
        true,
    ),
    offence(
        "2",
        "نقض قوانین و مقررات مربوط",
        "Breach of the applicable laws and rules",
        true,
    ),
    offence(
        "3",
        "ایجاد نارضایتی در ارباب‌رجوع، یا انجام ندادن یا تأخیر در انجام امور قانونی آنان بدون دلیل",
        "Causing dissatisfaction of clients, or not doing or delaying their lawful business without reason",
        true,
    ),
    offence(
        "4",
        "ایراد تهمت و افترا و هتک حیثیت",
        "Slander and injury to another's good name",
        true,
    ),
    offence("5", "اخاذی", "Extortion", true),
    offence("6", "اختلاس", "Embezzlement", true),
    offence(
        "7",
        "تبعیض یا اعمال غرض یا روابط غیراداری در اجرای قوانین نسبت به اشخاص",
        "Discrimination, bias or non-official relations in applying the law to persons",
        true,
    ),
    offence(
        "10",
        "تسامح در حفظ اموال و اسناد و وجوه دولتی و ایراد خسارت به آن‌ها",
        "Carelessness with public property, documents or money",
        true,
    ),
    offence(
        "11",
        "افشای اسرار و اسناد محرمانه اداری",
        "Disclosing confidential official matters",
        true,
    ),
    offence(
        "13",
        "سرپیچی از اجرای دستورهای قانونی مقام‌های بالاتر",
        "Disobeying lawful orders of superiors",
        true,
    ),
    offence(
        "14",
        "کم‌کاری یا سهل‌انگاری در انجام وظایف",
        "Negligence in one's duties",
        true,
    ),
    offence(
        "15",
        "سهل‌انگاری رؤسا و مدیران در ندادن گزارش تخلفات کارمندان تحت امر",
        "A manager's failure to report violations of subordinates",
        true,
    ),
    offence(
        "16",
        "ارائه گواهی یا گزارش خلاف واقع در امور اداری",
        "A false certificate or report in official matters",
        true,
    ),
    offence(
        "17",
        "گرفتن وجوهی غیر از آنچه در قوانین تعیین شده یا اخذ مالی که در عرف رشوه‌خواری تلقی می‌شود",
        "Taking money beyond the tariff, or property that is commonly held to be a bribe",
        true,
    ),
    offence(
        "18",
        "تسلیم مدارک به کسی که حق دریافت ندارد یا خودداری از تسلیم آن به کسی که حق دریافت دارد",
        "Giving documents to who has no right to them, or withholding them from who has",
        true,
    ),
    offence(
        "24",
        "داشتن شغل دولتی دیگر به استثنای سمت‌های آموزشی و تحقیقاتی",
        "A second public post other than teaching and research",
        false,
    ),
    offence(
        "25",
        "استفاده غیرمجاز از شئون یا موقعیت شغلی و امکانات و اموال دولتی",
        "Misuse of position or of public property",
        false,
    ),
    offence(
        "26",
        "جعل یا دست بردن در اسناد و اوراق رسمی یا دولتی",
        "Forging or altering official documents",
        false,
    ),
    offence(
        "30",
        "سوءاستفاده از مقام و موقعیت اداری",
        "Abuse of office",
        false,
    ),
    offence(
        "32",
        "کارشکنی و اعمال فشار برای تحصیل مقاصد غیرقانونی",
        "Obstruction or pressure for unlawful aims",
        false,
    ),
    sanction(
        "alef",
        "الف) اخطار کتبی بدون درج در پرونده استخدامی",
        "a) Written warning, not on file",
        false,
    ),
    sanction(
        "be",
        "ب) توبیخ کتبی با درج در پرونده استخدامی",
        "b) Written reprimand, on file",
        false,
    ),
    sanction(
        "jim",
        "ج) کسر حقوق و فوق‌العاده شغل تا یک‌سوم، از یک ماه تا یک سال",
        "c) Pay cut of up to one third, one month to one year",
        false,
    ),
    sanction(
        "dal",
        "د) انفصال موقت از یک ماه تا یک سال",
        "d) Suspension, one month to one year",
        true,
    ),
    sanction(
        "he",
        "هـ) تغییر محل جغرافیایی خدمت از یک تا پنج سال",
        "e) Relocation, one to five years",
        true,
    ),
    sanction(
        "vav",
        "و) تنزل مقام یا محرومیت از پست‌های حساس و مدیریتی",
        "f) Demotion or ban from sensitive and managerial posts",
        true,
    ),
    sanction(
        "ze",
        "ز) تنزل یک یا دو گروه یا تعویق در اعطای آن",
        "g) Loss or delay of one or two grades",
        true,
    ),
    sanction("ha", "ح) بازخرید خدمت", "h) Buy-out of service", true),
    sanction(
        "ta",
        "ط) بازنشستگی با تقلیل یک یا دو گروه",
        "i) Retirement with loss of one or two grades",
        true,
    ),
    sanction(
        "ya",
        "ی) اخراج از دستگاه متبوع",
        "j) Dismissal from the organisation",
        true,
    ),
    sanction(
        "kaf",
        "ک) انفصال دائم از خدمات دولتی",
        "k) Permanent ban from public service",
        true,
    ),
    bribe(
        "money",
        "گرفتن وجه بیش از تعرفه قانونی",
        "Money beyond the lawful tariff",
    ),
    bribe(
        "cheap",
        "گرفتن مال رایگان یا به بهای بسیار کمتر از معمول",
        "Goods for nothing or far below their price",
    ),
    bribe(
        "dear",
        "فروش مال به مراجعه‌کننده به بهای بسیار بیشتر از معمول",
        "Selling to a client far above the price",
    ),
    bribe(
        "broker",
        "فراهم کردن موجبات دریافت وجه یا مال برای دیگری (واسطگی)",
        "Brokering a payment to somebody else",
    ),
    bribe(
        "duty",
        "گرفتن وجه یا سند برای انجام دادن یا ندادن وظیفه",
        "Money or papers for doing or not doing a duty",
    ),
    bribe(
        "favour",
        "گرفتن وام، معافیت، تخفیف یا امتیاز ناروا",
        "Loans, waivers, undue discounts and favours",
    ),
];
