//! The made-up town itself: its units, who works where, which unit answers for what.

/// A unit: id, the unit above, Persian and English name, district.
pub const UNITS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "unit-town",
        "",
        "شهرداری گلشهر",
        "Municipality of Golshahr",
        "",
    ),
    (
        "unit-services",
        "unit-town",
        "معاونت خدمات شهری",
        "Deputy for Urban Services",
        "",
    ),
    (
        "unit-services-1",
        "unit-services",
        "خدمات شهری منطقه ۱",
        "Urban Services, District 1",
        "منطقه ۱",
    ),
    (
        "unit-services-2",
        "unit-services",
        "خدمات شهری منطقه ۲",
        "Urban Services, District 2",
        "منطقه ۲",
    ),
    (
        "unit-services-3",
        "unit-services",
        "خدمات شهری منطقه ۳",
        "Urban Services, District 3",
        "منطقه ۳",
    ),
    (
        "unit-green",
        "unit-services",
        "سازمان سیما، منظر و فضای سبز",
        "Parks and Green Space",
        "",
    ),
    (
        "unit-waste",
        "unit-services",
        "سازمان مدیریت پسماند",
        "Waste Management",
        "",
    ),
    (
        "unit-cemetery",
        "unit-services",
        "سازمان آرامستان‌ها",
        "Cemeteries",
        "",
    ),
    (
        "unit-building",
        "unit-town",
        "معاونت شهرسازی و معماری",
        "Deputy for Building",
        "",
    ),
    (
        "unit-permits",
        "unit-building",
        "اداره صدور پروانه",
        "Permits Office",
        "",
    ),
    (
        "unit-control",
        "unit-building",
        "اداره نظارت بر ساختمان",
        "Building Control",
        "",
    ),
    (
        "unit-works",
        "unit-town",
        "معاونت فنی و عمرانی",
        "Deputy for Works",
        "",
    ),
    (
        "unit-roads",
        "unit-works",
        "اداره معابر و روشنایی",
        "Roads and Lighting",
        "",
    ),
    (
        "unit-traffic",
        "unit-town",
        "معاونت حمل‌ونقل و ترافیک",
        "Deputy for Transport and Traffic",
        "",
    ),
    (
        "unit-traffic-office",
        "unit-traffic",
        "اداره ترافیک",
        "Traffic Office",
        "",
    ),
    (
        "unit-finance",
        "unit-town",
        "معاونت مالی و اقتصادی",
        "Deputy for Finance",
        "",
    ),
    (
        "unit-revenue",
        "unit-finance",
        "اداره درآمد",
        "Revenue Office",
        "",
    ),
    (
        "unit-culture",
        "unit-town",
        "معاونت فرهنگی و اجتماعی",
        "Deputy for Culture",
        "",
    ),
    (
        "unit-culture-office",
        "unit-culture",
        "اداره امور محله‌ها",
        "Neighbourhoods Office",
        "",
    ),
    (
        "unit-oversight",
        "unit-town",
        "دفتر بازرسی و رسیدگی به شکایات",
        "Inspection and Complaints",
        "",
    ),
];

/// Units with a district of their own for urban services: their number is the district's.
pub const DISTRICTS: [&str; 3] = ["منطقه ۱", "منطقه ۲", "منطقه ۳"];

/// Which unit answers for a category; `unit-services-` means the unit of the district. What does not stand here waits for the
/// complaint officer.
pub const ROUTES: &[(&str, &str)] = &[
    ("street-lighting", "unit-roads"),
    ("asphalt", "unit-roads"),
    ("pavement", "unit-roads"),
    ("traffic-signs", "unit-traffic-office"),
    ("parking", "unit-traffic-office"),
    ("public-transport", "unit-traffic-office"),
    ("waste", "unit-waste"),
    ("recycling", "unit-waste"),
    ("construction-waste", "unit-waste"),
    ("street-cleaning", "unit-services-"),
    ("pests", "unit-services-"),
    ("drainage", "unit-services-"),
    ("snow", "unit-services-"),
    ("pavement-obstruction", "unit-services-"),
    ("market", "unit-services-"),
    ("noise", "unit-services-"),
    ("parks", "unit-green"),
    ("trees", "unit-green"),
    ("playground", "unit-green"),
    ("permit", "unit-permits"),
    ("unauthorised-building", "unit-control"),
    ("site-safety", "unit-control"),
    ("article-100", "unit-control"),
    ("advertising", "unit-control"),
    ("charges", "unit-revenue"),
    ("business-permit", "unit-revenue"),
    ("cemetery", "unit-cemetery"),
    ("culture", "unit-culture-office"),
];

/// An account: username, name, post, role, unit (empty: the whole organisation).
pub const ACCOUNTS: &[(&str, &str, &str, &str, &str)] = &[
    ("admin", "سارا امینی", "راهبر سامانه", "administrator", ""),
    (
        "officer",
        "نسرین راد",
        "مسئول رسیدگی به پیام‌ها",
        "complaint-officer",
        "",
    ),
    (
        "integrity",
        "بهمن فرهادی",
        "مسئول سلامت اداری",
        "integrity-officer",
        "",
    ),
    (
        "secretary",
        "مینا شکوهی",
        "دبیر کمیته سلامت اداری",
        "secretary",
        "",
    ),
    (
        "member",
        "یوسف بیات",
        "عضو کمیته سلامت اداری",
        "committee-member",
        "",
    ),
    ("inspector", "کاوه دانش", "بازرس", "inspector", ""),
    ("overseer", "دستگاه ناظر", "ناظر شورای شهر", "overseer", ""),
    ("mayor", "حمید سلیمی", "شهردار", "manager", "unit-town"),
    (
        "services-deputy",
        "ناهید کیانی",
        "معاون خدمات شهری",
        "manager",
        "unit-services",
    ),
    (
        "building-deputy",
        "فرید ستوده",
        "معاون شهرسازی",
        "manager",
        "unit-building",
    ),
    (
        "works-deputy",
        "پیمان آذر",
        "معاون فنی و عمرانی",
        "manager",
        "unit-works",
    ),
    (
        "traffic-deputy",
        "شهلا مهر",
        "معاون حمل‌ونقل",
        "manager",
        "unit-traffic",
    ),
    (
        "finance-deputy",
        "کامران بهروز",
        "معاون مالی",
        "manager",
        "unit-finance",
    ),
    (
        "culture-deputy",
        "آزاده نیک",
        "معاون فرهنگی",
        "manager",
        "unit-culture",
    ),
    (
        "clerk-services-1",
        "لیلا پارسا",
        "کارشناس خدمات شهری",
        "clerk",
        "unit-services-1",
    ),
    (
        "clerk-services-2",
        "رحیم نادری",
        "کارشناس خدمات شهری",
        "clerk",
        "unit-services-2",
    ),
    (
        "clerk-services-3",
        "سعیده طاهری",
        "کارشناس خدمات شهری",
        "clerk",
        "unit-services-3",
    ),
    (
        "clerk-green",
        "محسن باغبان",
        "کارشناس فضای سبز",
        "clerk",
        "unit-green",
    ),
    (
        "clerk-waste",
        "الهه رستگار",
        "کارشناس پسماند",
        "clerk",
        "unit-waste",
    ),
    (
        "clerk-cemetery",
        "داوود صبوری",
        "کارشناس آرامستان",
        "clerk",
        "unit-cemetery",
    ),
    (
        "clerk-permits",
        "مهسا معمار",
        "کارشناس پروانه",
        "clerk",
        "unit-permits",
    ),
    (
        "clerk-permits-2",
        "پرویز ساعی",
        "کارشناس پروانه",
        "clerk",
        "unit-permits",
    ),
    (
        "clerk-permits-3",
        "نگار یکتا",
        "کارشناس پروانه",
        "clerk",
        "unit-permits",
    ),
    (
        "clerk-control",
        "ایرج استوار",
        "کارشناس نظارت",
        "clerk",
        "unit-control",
    ),
    (
        "clerk-roads",
        "جواد راهدار",
        "کارشناس معابر",
        "clerk",
        "unit-roads",
    ),
    (
        "clerk-traffic",
        "هانیه گذر",
        "کارشناس ترافیک",
        "clerk",
        "unit-traffic-office",
    ),
    (
        "clerk-revenue",
        "منصور حسابی",
        "کارشناس درآمد",
        "clerk",
        "unit-revenue",
    ),
    (
        "clerk-culture",
        "ژاله همراه",
        "کارشناس محله‌ها",
        "clerk",
        "unit-culture-office",
    ),
    (
        "clerk-oversight",
        "امیر دادگر",
        "کارشناس رسیدگی",
        "clerk",
        "unit-oversight",
    ),
    (
        "board-primary-1",
        "رحیم توکلی",
        "عضو هیئت بدوی",
        "committee-member",
        "",
    ),
    (
        "board-primary-2",
        "لیلا صدری",
        "عضو هیئت بدوی",
        "committee-member",
        "",
    ),
    (
        "board-primary-3",
        "منصور جلالی",
        "عضو هیئت بدوی",
        "committee-member",
        "",
    ),
    (
        "board-primary-4",
        "پروانه اسدی",
        "عضو علی‌البدل هیئت بدوی",
        "committee-member",
        "",
    ),
    (
        "board-appeal-1",
        "جواد میرزایی",
        "عضو هیئت تجدیدنظر",
        "committee-member",
        "",
    ),
    (
        "board-appeal-2",
        "فرزانه نوری",
        "عضو هیئت تجدیدنظر",
        "committee-member",
        "",
    ),
    (
        "board-appeal-3",
        "سعید خسروی",
        "عضو هیئت تجدیدنظر",
        "committee-member",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::permissions::Role;

    #[test]
    fn every_name_in_the_lists_is_known() {
        let unit = |id: &str| UNITS.iter().any(|row| row.0 == id);
        for (_, parent, ..) in UNITS {
            assert!(parent.is_empty() || unit(parent));
        }
        for (username, _, _, role, of) in ACCOUNTS {
            assert!(
                Role::of(role).is_some() && (of.is_empty() || unit(of)),
                "{username}"
            );
        }
        for (category, of) in ROUTES {
            assert!(unit(of) || *of == "unit-services-", "{category}");
            assert!(
                crate::voice::seed::CATEGORIES
                    .iter()
                    .any(|row| row.0 == *category),
                "{category}"
            );
            let staffed = ACCOUNTS
                .iter()
                .any(|row| row.3 == "clerk" && row.4.starts_with(of));
            assert!(staffed, "nobody answers for {category}");
        }
    }
}
