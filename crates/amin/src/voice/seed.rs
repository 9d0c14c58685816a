//! The lists that an organisation starts with: categories, citizen's rights, deadlines, limits. All are rows it may edit.

/// A category: id, Persian and English name, group.
pub const CATEGORIES: &[(&str, &str, &str, &str)] = &[
    (
        "street-lighting",
        "روشنایی معابر",
        "Street lighting",
        "streets",
    ),
    (
        "asphalt",
        "آسفالت و ترمیم معابر",
        "Asphalt and road repair",
        "streets",
    ),
    (
        "pavement",
        "پیاده‌رو و جدول",
        "Pavements and kerbs",
        "streets",
    ),
    (
        "traffic-signs",
        "علائم و چراغ راهنمایی",
        "Traffic signs and lights",
        "traffic",
    ),
    ("parking", "توقف و پارکینگ", "Parking", "traffic"),
    (
        "public-transport",
        "اتوبوس و تاکسی",
        "Buses and taxis",
        "traffic",
    ),
    (
        "accessibility",
        "دسترس‌پذیری معلولان و سالمندان",
        "Access for the disabled and the old",
        "streets",
    ),
    ("waste", "جمع‌آوری پسماند", "Waste collection", "services"),
    (
        "street-cleaning",
        "نظافت معابر",
        "Street cleaning",
        "services",
    ),
    (
        "recycling",
        "بازیافت و تفکیک از مبدأ",
        "Recycling",
        "services",
    ),
    (
        "construction-waste",
        "نخاله ساختمانی",
        "Building rubble",
        "services",
    ),
    (
        "pests",
        "جانوران موذی و سگ‌های بی‌صاحب",
        "Pests and stray dogs",
        "services",
    ),
    (
        "drainage",
        "جوی، کانال و آب‌گرفتگی",
        "Drains and flooding",
        "services",
    ),
    ("snow", "برف‌روبی و یخ‌زدایی", "Snow and ice", "services"),
    ("parks", "پارک و فضای سبز", "Parks and green space", "green"),
    (
        "trees",
        "درختان: هرس، قطع، خطر",
        "Trees: pruning, felling, danger",
        "green",
    ),
    (
        "playground",
        "وسایل بازی و ورزشی",
        "Playgrounds and outdoor sport",
        "green",
    ),
    ("noise", "سر و صدا", "Noise", "environment"),
    (
        "air",
        "دود و آلودگی هوا",
        "Smoke and air pollution",
        "environment",
    ),
    (
        "permit",
        "پروانه و گواهی ساختمان",
        "Building permits",
        "building",
    ),
    (
        "unauthorised-building",
        "ساخت‌وساز غیرمجاز",
        "Unauthorised building",
        "building",
    ),
    (
        "site-safety",
        "ایمنی کارگاه ساختمانی",
        "Building-site safety",
        "building",
    ),
    (
        "article-100",
        "کمیسیون ماده ۱۰۰",
        "Article 100 commission",
        "building",
    ),
    ("charges", "عوارض و نوسازی", "Municipal charges", "finance"),
    (
        "business-permit",
        "صنوف و مشاغل مزاحم",
        "Trades and nuisances",
        "finance",
    ),
    (
        "pavement-obstruction",
        "سد معبر و دست‌فروشی",
        "Obstruction of ways",
        "services",
    ),
    (
        "market",
        "میدان‌ها و بازارهای روز",
        "Municipal markets",
        "services",
    ),
    ("fire", "آتش‌نشانی و ایمنی", "Fire and safety", "services"),
    ("cemetery", "آرامستان", "Cemetery", "services"),
    (
        "culture",
        "فرهنگی، اجتماعی و ورزشی",
        "Culture, society, sport",
        "society",
    ),
    (
        "advertising",
        "تابلو و تبلیغات شهری",
        "Signs and advertising",
        "building",
    ),
    (
        "staff-conduct",
        "رفتار کارکنان",
        "Conduct of staff",
        "administration",
    ),
    (
        "procedure",
        "روند اداری و تأخیر",
        "Procedure and delay",
        "administration",
    ),
    (
        "contracts",
        "مناقصه و قرارداد",
        "Tenders and contracts",
        "administration",
    ),
    (
        "information",
        "انتشار و دسترسی به اطلاعات",
        "Access to information",
        "administration",
    ),
    ("other", "موضوع دیگر", "Something else", "administration"),
];

/// The source of [`RIGHTS`].
pub const RIGHTS_SOURCE: &str =
    "حقوق شهروندی در نظام اداری، مصوبه ۱۱۲۷۱۲۸ شورای عالی اداری، ۱۳۹۵/۱۲/۲۸";

/// The eleven citizen's rights of decision 1127128: id, Persian and English name.
pub const RIGHTS: &[(&str, &str, &str)] = &[
    (
        "dignity",
        "مصونیت از رفتار خلاف کرامت و احترام",
        "Dignity and respect",
    ),
    (
        "neutral-law",
        "بهره‌مندی از اعمال بی‌طرفانه قوانین",
        "Neutral application of the law",
    ),
    (
        "no-discrimination",
        "مصونیت از تبعیض",
        "Freedom from discrimination",
    ),
    (
        "easy-access",
        "دسترسی آسان و سریع به خدمات اداری",
        "Easy and quick access to services",
    ),
    ("privacy", "حریم خصوصی", "Privacy"),
    (
        "notice",
        "آگاهی به‌موقع از تصمیم‌ها و دسترسی به اطلاعات",
        "Timely notice of decisions and access to information",
    ),
    (
        "comment",
        "اظهار نظر آزاد و پیشنهاد",
        "Free comment and suggestion",
    ),
    (
        "fair-contract",
        "مصونیت از شروط ناعادلانه در قراردادهای اداری",
        "Freedom from unfair contract terms",
    ),
    (
        "disability",
        "حقوق اشخاص دارای معلولیت",
        "Rights of persons with disability",
    ),
    (
        "complaint",
        "رسیدگی به‌موقع و منصفانه به شکایت",
        "Timely and fair handling of complaints",
    ),
    ("compensation", "جبران خسارت", "Compensation for damage"),
];

/// A deadline rule: id, purpose, kind (empty for all), working days, source, applicability.
pub const DEADLINES: &[(&str, &str, &str, i64, &str, &str)] = &[
    (
        "answer",
        "answer",
        "",
        10,
        "رویه سامانه ملی ۱۱۱ (۱۰ روز)؛ سازمان می‌تواند تغییر دهد",
        "practice",
    ),
    (
        "answer-information",
        "answer",
        "information",
        10,
        "آیین‌نامه اجرایی قانون انتشار و دسترسی آزاد به اطلاعات: ۱۰ روز کاری از تاریخ رسید",
        "binding",
    ),
    (
        "review",
        "review",
        "",
        10,
        "رویه؛ هم‌اندازه مهلت پاسخ نخست",
        "practice",
    ),
    ("completion", "completion", "", 10, "رویه", "practice"),
    ("objection", "objection", "", 10, "رویه", "practice"),
    ("escalation", "escalation", "", 3, "رویه", "practice"),
];

/// Share of a deadline after which it is marked as near, in percent.
pub const WARN_SHARE: i64 = 70;

/// Limits: setting, value. The organisation may change them.
pub const LIMITS: &[(&str, &str)] = &[
    ("voice.attachment-bytes", "5000000"),
    ("voice.attachment-count", "3"),
    ("voice.text-letters", "4000"),
    ("voice.wrong-codes-per-hour", "20"),
    ("voice.messages-per-hour", "300"),
    ("voice.api-messages-per-hour", "0"),
    ("calendar.weekend", "friday"),
    (crate::committee::model::ESCALATION_DAYS, "5"),
];

/// These limits and those of areas that have many of their own.
pub const ALL_LIMITS: &[&[(&str, &str)]] = &[LIMITS, crate::committee::model::LIMITS];

/// From when the rows above hold.
pub const VALID_FROM: &str = "2026-03-21";
