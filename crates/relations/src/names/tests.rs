use super::*;

#[test]
fn titles_go_and_honours_stay() {
    for (written, words, honours, titled) in [
        ("جناب آقای دکتر علی کریمی", "علی کریمی", "", true),
        ("حجت الاسلام و المسلمین شیخ رضا نوری", "رضا نوری", "شیخ", true),
        ("حجت‌الاسلام رضا نوری", "رضا نوری", "", true),
        // A given name, and the title of one who has a given and a family name.
        ("آیت الله کریمی", "ایت اله کریمی", "", false),
        ("آیت‌الله رضا کریمی", "رضا کریمی", "", true),
        ("حاج سید علی موسوی", "علی موسوی", "سید حاج", false),
        ("شیخ الاسلامی", "شیخ الاسلامی", "", false),
        ("سید", "سید", "", false),
        ("خانم", "خانم", "", false),
        ("Dr. Seyyed Ali Mousavi", "ali mousavi", "سید", true),
        ("Haj-Ali O'Hara", "ali ohara", "حاج", false),
        ("داوود اسمعیلی", "داود اسماعیلی", "", false),
        ("عیسی‌زاده", "عیسازاده", "", false),
        ("اکبری", "اکبری", "", false),
        ("مهدی هدی", "مهدی هدا", "", false),
    ] {
        let name = Name::new(written);
        let found: Vec<&str> = name.honours().iter().map(Honour::persian).collect();
        assert_eq!(
            (name.words(), found.join(" ").as_str(), name.titled()),
            (words, honours, titled),
            "{written}"
        );
    }
    assert_eq!(
        Name::new("رحمة الله نوری").letters(),
        Name::new("رحمت‌الله نوری").letters()
    );
    assert!(Name::new(" \u{200c} ، ").is_empty());
}

#[test]
fn scripts_are_told_apart() {
    for (written, script) in [
        ("علی", Script::Persian),
        ("Ali", Script::Latin),
        ("Ali کریمی", Script::Mixed),
        ("Dr علی", Script::Persian),
        ("Иван", Script::Other),
        ("۱۲", Script::Other),
    ] {
        assert_eq!(Name::new(written).script(), script, "{written}");
    }
}

fn found(left: &str, right: &str) -> Finding {
    compare(&Name::new(left), &Name::new(right))
}

#[test]
fn reasons_are_told_in_words() {
    for (left, right, verdict, english) in [
        (
            "علی کریمی",
            "علی کریمی",
            Verdict::Same,
            "the two texts are equal",
        ),
        (
            "دکتر علي كريمي",
            "علی کریمی",
            Verdict::Same,
            "after folding letters and spaces the name is the same; a courtesy title was left out",
        ),
        (
            "سید علی کریمی",
            "حاج علی کریمی",
            Verdict::Review,
            "they differ in “Seyyed” and “Haj”, which is part of a name and must be looked at",
        ),
        (
            "کریمی علی",
            "علی کریمی",
            Verdict::Review,
            "the same words stand in another order",
        ),
        (
            "علی کریمی",
            "علی کریمی اصل",
            Verdict::Review,
            "one family name has one more word at its end",
        ),
        (
            "علی ذاکری",
            "علی زاکری",
            Verdict::Review,
            "they differ in letters that sound alike",
        ),
        (
            "زهرا ملکی",
            "Zahra Maleki",
            Verdict::Review,
            "the Latin spelling also reads as another known name",
        ),
        (
            "Mohammad Rezaei",
            "Muhammad Rezaee",
            Verdict::Review,
            "the two Latin spellings have the same consonants",
        ),
        (
            "علی",
            "Иван",
            Verdict::Review,
            "the scripts of the two names cannot be compared",
        ),
        ("علی", "رضا", Verdict::Different, "the letters differ"),
        ("", "رضا", Verdict::Review, "one of the names is empty"),
    ] {
        let found = found(left, right);
        assert_eq!(
            (found.verdict, found.english().as_str()),
            (verdict, english),
            "{left} | {right}"
        );
        assert!(!found.persian().is_empty());
    }
}

#[test]
fn persons_need_more_than_a_name() {
    let code = |text: &str| text.parse::<persian::NationalCode>().unwrap();
    let ali = || Person::named("علی کریمی");
    let full = || ali().child_of("حسن").born(1360);
    for (other, verdict) in [
        (full(), Verdict::Same),
        (ali(), Verdict::Review),
        (ali().child_of("حسن"), Verdict::Review),
        (ali().born(1360), Verdict::Review),
        (ali().child_of("حسین").born(1360), Verdict::Different),
        (full().born(1361), Verdict::Review),
        (full().born(1362), Verdict::Different),
        // 1360 ran from March 1981 to March 1982.
        (full().born(1981), Verdict::Review),
        (full().born(1982), Verdict::Review),
        (full().born(1984), Verdict::Different),
        (
            Person::named("سید علی کریمی").child_of("حسن").born(1360),
            Verdict::Review,
        ),
        (
            Person::named("علی کرمی").child_of("حسن").born(1360),
            Verdict::Different,
        ),
    ] {
        assert_eq!(identify(&full(), &other).verdict, verdict, "{other:?}");
        assert_eq!(identify(&other, &full()).verdict, verdict, "{other:?}");
    }
    let (one, two) = (code("0076229645"), code("0183382390"));
    assert_eq!(
        identify(&full().coded(one), &ali().coded(one)).verdict,
        Verdict::Same
    );
    assert_eq!(
        identify(&full().coded(one), &full().coded(two)).verdict,
        Verdict::Different
    );
    let married = Person::named("علی کرمی").coded(one);
    assert_eq!(
        identify(&ali().coded(one), &married),
        Finding::new(Verdict::Review, [Reason::CodeAgainstName])
    );
}

fn ruling(one: &Person, other: &Person, ruling: Ruling, at: i64) -> Resolution {
    Resolution {
        at,
        one: Key::of(one),
        other: Key::of(other),
        ruling,
        by: "inspector".to_owned(),
        reason: "birth certificate".to_owned(),
    }
}

#[test]
fn decisions_of_people_go_before_the_matcher_and_outlive_imports() {
    let (a, b) = (Person::named("علی کریمی"), Person::named("علی کرمی"));
    let mut all = Resolutions::default();
    all.record(ruling(&a, &b, Ruling::Same, 1));
    assert_eq!(all.identify(&b, &a).verdict, Verdict::Same);
    // The next import writes the names on another keyboard.
    let (again, b_again) = (Person::named("علي كريمي"), Person::named("علي كرمي"));
    assert_eq!(
        all.identify(&again, &b_again),
        Finding::new(Verdict::Same, [Reason::Decided])
    );
    // Somebody else of that name is another record.
    assert_eq!(
        all.identify(&a.clone().born(1340), &b).verdict,
        Verdict::Different
    );
    // The later decision holds, whichever is read first.
    let later = ruling(&b, &a, Ruling::Unsure, 2);
    let mut turned = Resolutions::default();
    turned.record(later.clone());
    turned.record(ruling(&a, &b, Ruling::Same, 1));
    all.record(later);
    assert_eq!(all, turned);
    assert_eq!(
        all.identify(&a, &b),
        Finding::new(Verdict::Review, [Reason::DecidedUnsure])
    );
    let stored = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Resolutions>(&stored).unwrap(), all);
}

#[test]
fn decisions_reach_through_others_and_contradictions_are_told() {
    let [a, b, c, d] = ["علی", "رضا", "حسن", "باقر"].map(Person::named);
    let mut all = Resolutions::default();
    all.record(ruling(&a, &b, Ruling::Same, 1));
    all.record(ruling(&b, &c, Ruling::Same, 2));
    all.record(ruling(&c, &d, Ruling::Different, 3));
    assert_eq!(all.identify(&a, &c).verdict, Verdict::Same);
    assert_eq!(
        all.identify(&a, &d),
        Finding::new(Verdict::Different, [Reason::Decided])
    );
    assert_eq!(all.cluster(&Key::of(&c)).len(), 3);
    assert_eq!(all.conflicts(), []);
    all.record(ruling(&a, &c, Ruling::Different, 4));
    assert_eq!(all.conflicts().len(), 1);
    assert_eq!(
        all.identify(&a, &b),
        Finding::new(Verdict::Review, [Reason::Contradiction])
    );
}
