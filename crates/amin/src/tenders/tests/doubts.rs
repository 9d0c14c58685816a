//! A tie that an outsider could doubt: an integrity officer answers before that person goes on with the tender.

use super::*;

/// A firm that owns the greater part of the free bidder.
const HOLDING: &str = "10101837663";
/// A declaration by which the husband of somebody's sister holds the whole of that firm: no rule forbids it, and one could doubt it.
const ABOVE: [(&str, &str); 7] = [
    ("kin-0-relation", "sisters-husband"),
    ("kin-0-holder", "بهمن فلاحی"),
    ("firm-0-relation", "sisters-husband"),
    ("firm-0-holder", "بهمن فلاحی"),
    ("firm-0-body", "هلدینگ آفتاب"),
    ("firm-0-legal", HOLDING),
    ("firm-0-share", "۱۰۰"),
];

async fn owned(gate: &Gate) {
    let form = [
        ("legal_id", FREE),
        ("name", "شرکت راه‌ساز"),
        ("source", "روزنامه رسمی ۲۲۱۳۴"),
        ("h1-kind", "firm"),
        ("h1-name", "هلدینگ آفتاب"),
        ("h1-id", HOLDING),
        ("h1-share", "60"),
    ];
    let house = &gate.house;
    let done = house
        .post("/town/interests/firms", &gate.officer, &form)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    work(house).await;
}

/// Addresses of the questions that wait.
async fn questions(house: &House) -> Vec<String> {
    let all = ids(house, "select id from interest_doubt where ruling is null").await;
    all.into_iter()
        .map(|id| format!("/town/interests/doubts/{id}"))
        .collect()
}

async fn state(house: &House) -> String {
    ids(house, "select state from tender").await.remove(0)
}

/// The free clerk, who decides, is doubtful, and the gate has been passed.
async fn passed(gate: &Gate) -> String {
    let house = &gate.house;
    owned(gate).await;
    house.app.clock.set(NOW.plus_seconds(60));
    let done = declare(house, &gate.free, &ABOVE).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    gate.named().await;
    let done = gate.post(&gate.manager, "screen", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(state(house).await, "screened");
    let [question] = questions(house).await.try_into().expect("one question");
    question
}

#[tokio::test]
async fn bids_stay_closed_until_an_officer_has_answered() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let question = passed(&gate).await;
        // Who runs the tender learns that somebody waits, and not why; the one concerned that it is no reproach.
        let page = house.get(&gate.here, &gate.manager).await.body;
        assert!(
            page.contains("در انتظار") && !page.contains("فلاحی"),
            "{page}"
        );
        let own = house.get(&gate.here, &gate.free).await.body;
        assert!(own.contains("این پرسش ایرادی به شما نیست"), "{own}");
        let done = gate.post(&gate.manager, "open", &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
        assert!(
            done.body.contains("پاسخ مسئول سلامت اداری هنوز نرسیده است"),
            "{}",
            done.body
        );
        assert_eq!(state(house).await, "screened");
        let list = house.get("/town/interests/doubts", &gate.officer).await;
        assert!(
            list.body.contains(&question) && list.body.contains("town-1"),
            "{}",
            list.body
        );

        let form = [
            ("ruling", "cleared"),
            ("grounds", "شرکت بالادست واگذار می‌شود"),
        ];
        let done = house
            .post(&format!("{question}/answer"), &gate.officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = gate.post(&gate.manager, "open", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(state(house).await, "opened");
        // The same answer holds at the award too.
        let winner = ids(house, "select id from tender_bidder where party = 'b'")
            .await
            .remove(0);
        let form = [("bidder", winner.as_str()), ("reason", "کمترین قیمت")];
        let done = gate.post(&gate.free, "award", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(state(house).await, "awarded");
        assert_eq!(questions(house).await, Vec::<String>::new());
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_is_kept_out_no_longer_sees_the_tender() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let question = passed(&gate).await;
        let form = [("ruling", "kept-out"), ("grounds", "نزدیکی آشکار است")];
        let done = house
            .post(&format!("{question}/answer"), &gate.officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::NOT_FOUND
        );
        // Nobody who decides is left, so the tender goes back before the gate, in the manager's hands.
        assert_eq!(state(house).await, "announced");
        for deed in ["screen", "open"] {
            let done = gate.post(&gate.manager, deed, &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_doubt_that_came_since_stops_the_award() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        gate.named().await;
        for deed in ["screen", "open"] {
            let done = gate.post(&gate.manager, deed, &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        owned(&gate).await;
        house.app.clock.set(NOW.plus_seconds(60));
        declare(house, &gate.free, &ABOVE).await;
        let winner = ids(house, "select id from tender_bidder where party = 'a'")
            .await
            .remove(0);
        let form = [("bidder", winner.as_str()), ("reason", "کمترین قیمت")];
        let done = gate.post(&gate.free, "award", &form).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
        assert!(
            done.body.contains("این پرسش ایرادی به شما نیست"),
            "{}",
            done.body
        );
        assert_eq!(state(house).await, "opened");
        assert_eq!(questions(house).await.len(), 1);
        house.assert_journal_agrees().await;
    }
}
