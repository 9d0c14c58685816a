//! The checklists that an organisation begins with: own words, one for each of the five fields where a municipality is at risk, tied to an
//! article of the ethics charter. They are rows afterwards and are replaced by newer versions.

/// A shipped checklist.
pub struct Shipped {
    /// Word by which versions belong together.
    pub code: &'static str,
    /// Persian and English title.
    pub title: (&'static str, &'static str),
    /// Article of the charter or rule.
    pub article: &'static str,
    /// Items, Persian and English.
    pub items: &'static [(&'static str, &'static str)],
}

/// Where the shipped checklists come from.
pub const SOURCE: &str = "پیش‌نویس سامانه به زبان خود؛ پیش از کاربرد در کمیته بررسی شود";

/// All of them.
pub const SHIPPED: &[Shipped] = &[
    Shipped {
        code: "finance",
        title: ("امور مالی و قراردادها", "Finance and contracts"),
        article: "منشور اخلاقی، اصل ۴: امانت‌داری و حفظ اموال عمومی",
        items: &[
            (
                "هر پرداخت سند، تأمین اعتبار و دو امضای مجاز دارد.",
                "Each payment has its voucher, its budget line and two authorised signatures.",
            ),
            (
                "خریدهای همانند برای گذشتن از حد نصاب معاملات خرد نشده است.",
                "Like purchases were not split to stay under a threshold.",
            ),
            (
                "بخشودگی و تقسیط عوارض معیار نوشته دارد و برای همه یکسان به کار رفته است.",
                "Waivers and instalments of charges follow written criteria, applied alike to all.",
            ),
            (
                "تحویل کالا یا کار را کسی جز سفارش‌دهنده تأیید کرده است.",
                "Delivery was confirmed by somebody other than who ordered.",
            ),
            (
                "تغییر مبلغ یا مدت قرارداد دلیل نوشته و تصویب مقام صلاحیت‌دار دارد.",
                "A change of a contract's price or time has a written reason and the approval of who may give it.",
            ),
            (
                "اموال امانی برچسب، جمع‌دار و صورت‌برداری به‌روز دارد.",
                "Entrusted property has a label, a keeper and a current inventory.",
            ),
        ],
    },
    Shipped {
        code: "human-resources",
        title: ("منابع انسانی", "Human resources"),
        article: "منشور اخلاقی، اصل ۵: عدالت و برابری",
        items: &[
            (
                "به‌کارگیری و ارتقا آگهی، معیار و صورت‌جلسه دارد.",
                "Hiring and promotion have a notice, criteria and minutes.",
            ),
            (
                "خویشاوندی نامزد با تصمیم‌گیران پیش از تصمیم سنجیده شده است.",
                "Kinship of a candidate with those who decide was checked before the decision.",
            ),
            (
                "اضافه‌کار، مأموریت و پاداش با کارکرد ثبت‌شده همخوان است.",
                "Overtime, missions and bonuses agree with recorded work.",
            ),
            (
                "میثاق‌نامه اخلاقی در پرونده کارکنان هست.",
                "The signed ethics pledge is in the personnel files.",
            ),
            (
                "اظهارنامه منافع دارندگان پست‌های حساس به‌موقع داده شده است.",
                "Holders of sensitive posts have declared their interests in time.",
            ),
            (
                "پست‌های حساس در دوره‌ای معین جابه‌جا می‌شوند یا دلیل نشدن آن نوشته است.",
                "Sensitive posts rotate within a set time, or the reason why not is written down.",
            ),
        ],
    },
    Shipped {
        code: "permits",
        title: (
            "پروانه‌ها و کمیسیون ماده ۱۰۰",
            "Permits and the article 100 commission",
        ),
        article: "منشور اخلاقی، اصل ۲: سرعت و دقت در ارائه خدمات",
        items: &[
            (
                "فهرست مدارک و زمان اعلام‌شده در دسترس متقاضی است و مدرک دیگری خواسته نشده است.",
                "The list of papers and the promised time are open to the applicant, and no other paper was asked for.",
            ),
            (
                "نوبت رسیدگی رعایت شده و دلیل هر پیش‌افتادن نوشته است.",
                "Files were handled in their turn, and the reason for each exception is written down.",
            ),
            (
                "محاسبه عوارض با تعرفه مصوب همان سال همخوان است.",
                "Charges agree with the tariff approved for that year.",
            ),
            (
                "بازدیدکننده با مالک، مهندس و پیمانکار رابطه ثبت‌شده ندارد.",
                "Who visited the site has no recorded tie to owner, engineer or contractor.",
            ),
            (
                "رأی‌های همانند نتیجه همانند دارند یا تفاوت آن‌ها دلیل نوشته دارد.",
                "Like cases have like decisions, or the difference has a written reason.",
            ),
            (
                "پرونده گام بی‌ثبت یا زمان بی‌ثبت ندارد.",
                "The file has no step and no time of which no record remains.",
            ),
        ],
    },
    Shipped {
        code: "field",
        title: ("نظارت میدانی", "Field supervision"),
        article: "منشور اخلاقی، اصل ۱: رعایت قانون و نظم اداری",
        items: &[
            (
                "گشت برنامه نوشته دارد و گزارش هر گشت همان روز ثبت شده است.",
                "Patrols follow a written plan, and each was recorded on the same day.",
            ),
            (
                "مأموران کارت شناسایی دارند و آن را نشان می‌دهند.",
                "Officers carry and show their identity card.",
            ),
            (
                "هر اخطار و توقیف برگه شماره‌دار و رسید برای شهروند دارد.",
                "Each notice and seizure has a numbered form and a receipt for the citizen.",
            ),
            (
                "اموال توقیف‌شده در انبار با فهرست برابر است.",
                "Seized goods in the store agree with the list.",
            ),
            (
                "تخلف ساختمانی گزارش‌شده در مهلت خود پیگیری شده است.",
                "A reported building matter was followed up within its deadline.",
            ),
            (
                "هیچ وجهی در محل دریافت نمی‌شود.",
                "No money is taken on the spot.",
            ),
        ],
    },
    Shipped {
        code: "clients",
        title: ("رفتار با مراجعه‌کنندگان", "Contact with clients"),
        article: "منشور اخلاقی، اصل ۳: تکریم ارباب رجوع",
        items: &[
            (
                "نام و وظیفه کارشناس برای مراجعه‌کننده روشن است.",
                "The name and duty of the clerk are plain to the client.",
            ),
            (
                "پاسخ‌ها محترمانه، روشن و با ذکر دلیل است.",
                "Answers are courteous, plain and give their reasons.",
            ),
            (
                "راه شکایت و شماره‌های بیرون از شهرداری در دید همگان است.",
                "The way to complain, inside and outside the municipality, is in plain sight.",
            ),
            (
                "پیام‌ها در مهلت پاسخ گرفته‌اند و دیرکرد دلیل نوشته دارد.",
                "Messages were answered in time, and delay has a written reason.",
            ),
            (
                "سالمندان و افراد دارای معلولیت بی‌دشواری خدمت می‌گیرند.",
                "Old people and people with disabilities are served without hardship.",
            ),
            (
                "هدیه‌های پیشنهادشده در دفتر ثبت هدایا آمده است.",
                "Gifts that were offered stand in the gift register.",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::SHIPPED;

    #[test]
    fn each_of_the_five_fields_has_one_checklist_in_both_languages() {
        let codes: Vec<&str> = SHIPPED.iter().map(|list| list.code).collect();
        assert_eq!(
            codes,
            ["finance", "human-resources", "permits", "field", "clients"]
        );
        for list in SHIPPED {
            assert!(list.items.len() >= 5, "{}", list.code);
            for (fa, en) in list.items {
                assert!(
                    fa.ends_with('.') && en.ends_with('.') && en.is_ascii(),
                    "{en}"
                );
            }
        }
    }
}
