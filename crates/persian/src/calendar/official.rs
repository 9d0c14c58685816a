//! The table of public holidays to start from: fixed solar days, and the lunar days of 1403, 1404 and 1405.

use super::{Holiday, HolidayRule};
use crate::date::Date;

/// Source of the fixed days.
const SOLAR_SOURCE: &str = "تقویم رسمی کشور، مرکز تقویم مؤسسه ژئوفیزیک دانشگاه تهران";

/// Source of the lunar days of 1403 and 1404: month lengths as the project persian-calendar republishes them from the Calendar Centre.
const MONTHS_SOURCE: &str = "محاسبه‌شده از طول ماه‌های قمری ایران (بازنشر پروژه persian-calendar از مرکز تقویم مؤسسه ژئوفیزیک دانشگاه تهران)، تأیید نشده؛ با تقویم رسمی کشور مقایسه شود";

/// Source of the lunar days of 1405: one day after Umm al-Qura, which held for most months of the two years before.
const COMPUTED_SOURCE: &str = "محاسبه‌شده (یک روز پس از تقویم ام‌القری)، تأیید نشده؛ ممکن است یک روز جابه‌جا باشد و باید با تقویم رسمی کشور مقایسه شود";

/// Month, day, Persian and English name of the holidays that fall on the same solar day every year.
const SOLAR: [(u8, u8, &str, &str); 10] = [
    (1, 1, "نوروز", "Nowruz"),
    (1, 2, "عید نوروز", "Nowruz holiday"),
    (1, 3, "عید نوروز", "Nowruz holiday"),
    (1, 4, "عید نوروز", "Nowruz holiday"),
    (1, 12, "روز جمهوری اسلامی ایران", "Islamic Republic Day"),
    (1, 13, "روز طبیعت", "Nature Day"),
    (3, 14, "رحلت امام خمینی", "Death of Imam Khomeini"),
    (3, 15, "قیام ۱۵ خرداد", "15 Khordad uprising"),
    (
        11,
        22,
        "پیروزی انقلاب اسلامی",
        "Victory of the Islamic Revolution",
    ),
    (
        12,
        29,
        "روز ملی شدن صنعت نفت ایران",
        "Nationalisation of the oil industry",
    ),
];

/// The lunar holidays of a Hijri year, in order: Persian and English name.
const LUNAR: [(&str, &str); 17] = [
    ("تاسوعای حسینی", "Tasu'a"),
    ("عاشورای حسینی", "Ashura"),
    ("اربعین حسینی", "Arba'een"),
    (
        "رحلت پیامبر اکرم و شهادت امام حسن مجتبی",
        "Death of the Prophet, martyrdom of Imam Hasan",
    ),
    ("شهادت امام رضا", "Martyrdom of Imam Reza"),
    ("شهادت امام حسن عسکری", "Martyrdom of Imam Hasan Askari"),
    (
        "میلاد پیامبر اکرم و امام جعفر صادق",
        "Birth of the Prophet and of Imam Sadiq",
    ),
    ("شهادت حضرت فاطمه زهرا", "Martyrdom of Fatima"),
    ("ولادت امام علی", "Birth of Imam Ali"),
    ("مبعث پیامبر اکرم", "Mab'ath"),
    ("ولادت امام مهدی", "Birth of Imam Mahdi"),
    ("شهادت امام علی", "Martyrdom of Imam Ali"),
    ("عید سعید فطر", "Eid al-Fitr"),
    ("تعطیل به مناسبت عید سعید فطر", "Eid al-Fitr holiday"),
    ("شهادت امام جعفر صادق", "Martyrdom of Imam Sadiq"),
    ("عید سعید قربان", "Eid al-Adha"),
    ("عید سعید غدیر خم", "Eid al-Ghadir"),
];

/// First holiday in [`LUNAR`] of each solar year and the (month, day) of it and those that follow, the names starting over after the last.
type LunarYear = (u16, usize, &'static [(u8, u8)], &'static str);

const LUNAR_YEARS: [LunarYear; 3] = [
    (
        1403,
        11,
        &[
            (1, 13),
            (1, 22),
            (1, 23),
            (2, 15),
            (3, 28),
            (4, 5),
            (4, 25),
            (4, 26),
            (6, 4),
            (6, 12),
            (6, 14),
            (6, 22),
            (6, 31),
            (9, 15),
            (10, 25),
            (11, 9),
            (11, 26),
        ],
        MONTHS_SOURCE,
    ),
    (
        1404,
        11,
        &[
            (1, 2),
            (1, 11),
            (1, 12),
            (2, 4),
            (3, 16),
            (3, 24),
            (4, 14),
            (4, 15),
            (5, 23),
            (5, 31),
            (6, 2),
            (6, 10),
            (6, 19),
            (9, 3),
            (10, 13),
            (10, 27),
            (11, 15),
            (12, 20),
        ],
        MONTHS_SOURCE,
    ),
    (
        1405,
        12,
        &[
            (1, 1),
            (1, 2),
            (1, 25),
            (3, 7),
            (3, 15),
            (4, 4),
            (4, 5),
            (5, 13),
            (5, 21),
            (5, 23),
            (5, 31),
            (6, 9),
            (8, 23),
            (10, 2),
            (10, 16),
            (11, 4),
            (12, 10),
            (12, 19),
            (12, 20),
        ],
        COMPUTED_SOURCE,
    ),
];

/// The holidays of Iran to start from: ten fixed solar days, verified, and the lunar days of 1403 to 1405, each marked as unverified with
/// the way it was computed. The program's users compare them with the official calendar of the year and correct or add rows.
pub fn official_holidays() -> Vec<Holiday> {
    let row = |rule, (name, name_en): (&str, &str), source: &str, verified| Holiday {
        rule,
        name: name.to_owned(),
        name_en: name_en.to_owned(),
        source: source.to_owned(),
        verified,
        valid_from: None,
        valid_to: None,
    };
    let solar = SOLAR.iter().map(|(month, day, name, name_en)| {
        row(
            HolidayRule::Yearly {
                month: *month,
                day: *day,
            },
            (name, name_en),
            SOLAR_SOURCE,
            true,
        )
    });
    let lunar = LUNAR_YEARS.iter().flat_map(|(year, first, days, source)| {
        days.iter()
            .zip(LUNAR.iter().cycle().skip(*first))
            .filter_map(move |((month, day), names)| {
                let date = Date::new(*year, *month, *day).ok()?;
                Some(row(HolidayRule::Once(date), *names, source, false))
            })
    });
    solar.chain(lunar).collect()
}
