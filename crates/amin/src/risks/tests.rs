//! The risk register at the http edge.

use axum::http::StatusCode;
use futures::FutureExt;
use serde_json::json;
use store::{Engine, Timestamp, fetch_all, fetch_optional};

use super::{acts, store as rows};
use crate::findings::acts::raise;
use crate::findings::model::{Kind, NewFinding, Severity};
use crate::platform::actor::Actor;
use crate::platform::jobs;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// A town whose secretary has begun the map; `lighting` and `parks` have a manager each, `city` stands above both.
struct Register {
    house: House,
    secretary: String,
    officer: String,
    manager: String,
    other: String,
    mayor: String,
}

impl Register {
    async fn new(engine: Engine) -> Self {
        let house = Town::new(engine).await.house;
        let secretary = house.sign_in(Role::Secretary, None).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let other = house.sign_in(Role::Manager, Some("parks")).await;
        let mayor = house.sign_in(Role::Manager, Some("city")).await;
        let done = house
            .post("/town/risks/processes/begin", &secretary, &[])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        Self {
            house,
            secretary,
            officer,
            manager,
            other,
            mayor,
        }
    }

    async fn post(&self, path: &str, token: &str, form: &[(&str, &str)]) -> Answer {
        self.house
            .post(&format!("/town/risks{path}"), token, form)
            .await
    }

    async fn good(&self, path: &str, token: &str, form: &[(&str, &str)]) {
        let done = self.post(path, token, form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.body);
    }

    async fn get(&self, path: &str, token: &str) -> String {
        let page = self.house.get(&format!("/town/risks{path}"), token).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        page.body
    }

    async fn account(&self, username: &str) -> String {
        let mut conn = self.house.app.read().await.expect("a connection");
        let row = fetch_optional!(
            &mut conn,
            (String,),
            "select id from account where organisation = 'town' and username = $1",
            username
        );
        row.expect("accounts").expect("an account").0
    }

    async fn ids(&self, sql: &'static str) -> Vec<String> {
        let mut conn = self.house.app.read().await.expect("a connection");
        let rows = fetch_all!(&mut conn, (String,), sql).expect("rows");
        rows.into_iter().map(|(id,)| id).collect()
    }

    /// Takes entries of the library into the register of a unit; gives their ids in the order of numbers.
    async fn take(&self, codes: &[&str], unit: &str) -> Vec<String> {
        let owner = self.account(&format!("manager-{unit}")).await;
        let mut form = vec![("unit", unit), ("owner", owner.as_str())];
        form.extend(codes.iter().map(|code| ("codes", *code)));
        self.good("/library", &self.secretary, &form).await;
        self.ids("select id from risk where organisation = 'town' order by number")
            .await
    }

    async fn assess(&self, token: &str, id: &str, likelihood: &str, impact: &str) {
        let form = [
            ("likelihood", likelihood),
            ("impact", impact),
            ("reason", "تجربه سال گذشته"),
        ];
        self.good(&format!("/{id}/assess"), token, &form).await;
    }

    async fn row(&self, id: &str) -> rows::RiskRow {
        let mut conn = self.house.app.read().await.expect("a connection");
        let row = rows::risk(&mut conn, "town", id).await;
        row.expect("risks").expect("a risk")
    }

    async fn bare(&self) -> Vec<String> {
        let now = self.house.app.clock.now();
        let mut conn = self.house.app.read().await.expect("a connection");
        let found =
            rows::over_appetite(&mut conn, "town", persian::tehran_date(now.0), 9, 100).await;
        found
            .expect("risks")
            .into_iter()
            .map(|(row, _)| row.id)
            .collect()
    }

    async fn finding(&self, key: &str, unit: &str, at: Timestamp) -> String {
        let new = NewFinding {
            key: key.to_owned(),
            kind: Kind::Deviation,
            severity: Severity::High,
            unit: Some(unit.to_owned()),
            service: None,
            object: None,
            title: (format!("انحراف {key}"), format!("Deviation {key}")),
            text: ("دیده شد.".to_owned(), "Seen.".to_owned()),
            query: "q".to_owned(),
            rule_version: "1".to_owned(),
            input_hash: key.to_owned(),
            case_count: 1,
            cases: vec![],
            facts: json!({}),
        };
        let act = self.house.app.act(move |tx| {
            async move { raise(tx, &Actor::program("town"), at, &new).await }.boxed()
        });
        act.await.expect("a finding").0.id
    }

    async fn confirm(&self, finding: &str) {
        for (deed, note) in [("take", ""), ("confirm", "سوابق آن را نشان می‌دهد")]
        {
            let path = format!("/town/findings/{finding}/{deed}");
            let done = self
                .house
                .post(&path, &self.officer, &[("note", note)])
                .await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
    }
}

#[tokio::test]
async fn typical_risks_are_taken_assessed_controlled_and_weighed() {
    for engine in ENGINES {
        let register = Register::new(engine).await;
        let ids = register.take(&["WOR-01", "WOR-02"], "lighting").await;
        assert_eq!(ids.len(), 2);
        // The same again is refused, one more is taken alone.
        let owner = register.account("manager-lighting").await;
        let form = [("unit", "lighting"), ("owner", &owner), ("codes", "WOR-01")];
        let done = register.post("/library", &register.secretary, &form).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
        assert_eq!(
            register.take(&["WOR-01", "WOR-03"], "lighting").await.len(),
            3
        );

        let risk = &ids[0];
        register.assess(&register.manager, risk, "4", "4").await;
        let row = register.row(risk).await;
        assert_eq!(
            (row.inherent, row.residual),
            (16, 16),
            "no control was assessed"
        );
        let page = register
            .get(&format!("/{risk}?lang=en"), &register.manager)
            .await;
        assert!(
            page.contains("A supervisor approves poor quality."),
            "{page}"
        );
        assert!(page.contains("Over appetite"));

        // A control that is fully designed and partly applied takes one step off likelihood: 3 × 4.
        let controls = register
            .ids("select id from risk_control where organisation = 'town' and kind = 'preventive' order by risk")
            .await;
        let mut control = String::new();
        for id in controls {
            let path = format!("/{risk}/controls/{id}");
            let page = register
                .house
                .get(&format!("/town/risks{path}"), &register.manager)
                .await;
            if page.status == StatusCode::OK {
                control = path;
            }
        }
        let form = [
            ("design", "full"),
            ("operating", "partial"),
            ("evidence", "نمونه ۲۰ پرونده"),
        ];
        register.house.app.clock.set(NOW.plus_seconds(60));
        register.good(&control, &register.manager, &form).await;
        let row = register.row(risk).await;
        assert_eq!(
            (row.residual_likelihood, row.residual_impact, row.residual),
            (3, 4, 12)
        );
        // Both assessments are kept, the newer with the scores that it gave.
        let kept = register.ids("select cast(residual as text) from risk_assessment where organisation = 'town' order by at, id").await;
        assert_eq!(kept, ["16", "12"]);
        // Ending the control brings the score back.
        register
            .good(
                &control,
                &register.manager,
                &[("deed", "end"), ("end_reason", "قرارداد پایان یافت")],
            )
            .await;
        assert_eq!(register.row(risk).await.residual, 16);

        let list = register.get("?only=over", &register.manager).await;
        assert!(list.contains(risk.as_str()) && !list.contains(ids[1].as_str()));
        let list = register.get("?only=unassessed", &register.manager).await;
        assert!(!list.contains(risk.as_str()) && list.contains(ids[1].as_str()));
        // The cell of the heat map leads to its risks.
        let map = register
            .get("/map?scores=inherent", &register.manager)
            .await;
        assert!(map.contains("cell=inherent-4-4"), "{map}");
        let cell = register.get("?cell=inherent-4-4", &register.manager).await;
        assert!(cell.contains(risk.as_str()));
        assert!(
            !register
                .get("?cell=inherent-4-3", &register.manager)
                .await
                .contains(risk.as_str())
        );
        let book = register
            .house
            .get("/town/risks.xlsx?q=ناظر", &register.manager)
            .await;
        assert!(book.bytes.starts_with(b"PK"));
        // The manager of another unit does not learn that it exists.
        let hidden = register
            .house
            .get(&format!("/town/risks/{risk}"), &register.other)
            .await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert!(
            !register
                .get("", &register.other)
                .await
                .contains(risk.as_str())
        );
        register.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn over_the_appetite_only_who_stands_above_accepts_and_the_day_ends_it() {
    for engine in ENGINES {
        let register = Register::new(engine).await;
        let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
        let accept = format!("/{risk}/accept");
        let form = [
            ("until_day", "۱۴۰۵/۱۰/۰۷"),
            ("accept_reason", "تا خرید تجهیزات"),
            ("reference", "مصوبه ۱۲"),
        ];
        let early = register.post(&accept, &register.mayor, &form).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "it was not assessed");
        register.assess(&register.officer, &risk, "4", "4").await;
        assert_eq!(register.bare().await, std::slice::from_ref(&risk));

        // Its own manager does not accept it, nor does who may not accept at all.
        assert_eq!(
            register
                .post(&accept, &register.manager, &form)
                .await
                .status,
            StatusCode::CONFLICT
        );
        assert_eq!(
            register
                .post(&accept, &register.officer, &form)
                .await
                .status,
            StatusCode::FORBIDDEN
        );
        // Without a decision, for too long, or for a day that is over: both fields are named.
        let wrong = [
            ("until_day", "۱۴۰۸/۰۱/۰۱"),
            ("accept_reason", "تا خرید تجهیزات"),
            ("reference", ""),
        ];
        let done = register.post(&accept, &register.mayor, &wrong).await;
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            done.body.contains("شماره و تاریخ تصمیم را بنویسید")
                && done.body.contains("روزی پس از امروز")
        );
        assert!(
            done.body.contains("تا خرید تجهیزات"),
            "the form keeps its values"
        );
        register.good(&accept, &register.mayor, &form).await;
        assert!(register.bare().await.is_empty());

        // The last day is 1405/10/07; on the morning after, the acceptance has run out.
        register.house.app.clock.set(NOW.plus_seconds(30 * 86_400));
        jobs::work(&register.house.app).await.expect("jobs");
        assert!(register.bare().await.is_empty(), "the last day still holds");
        register.house.app.clock.set(NOW.plus_seconds(31 * 86_400));
        jobs::work(&register.house.app).await.expect("jobs");
        assert_eq!(register.bare().await, std::slice::from_ref(&risk));
        let states = register
            .ids("select state from risk_acceptance where organisation = 'town'")
            .await;
        assert_eq!(states, ["expired"]);
        let mut conn = register.house.app.read().await.expect("a connection");
        let filter = rows::Filter {
            only: "expired".to_owned(),
            ..rows::Filter::default()
        };
        assert_eq!(
            rows::count(&mut conn, "town", &filter)
                .await
                .expect("a count"),
            1
        );
        drop(conn);
        register.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_graver_risk_is_no_longer_what_was_accepted() {
    let register = Register::new(Engine::Sqlite).await;
    let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
    register.assess(&register.manager, &risk, "3", "4").await;
    let form = [
        ("until_day", "۱۴۰۵/۱۲/۰۱"),
        ("accept_reason", "کم‌هزینه نیست"),
        ("reference", "مصوبه ۱۲"),
    ];
    register
        .good(&format!("/{risk}/accept"), &register.mayor, &form)
        .await;
    register.assess(&register.manager, &risk, "3", "3").await;
    assert!(
        register.row(&risk).await.accepted_until.is_some(),
        "less than what was accepted"
    );
    register.assess(&register.manager, &risk, "5", "4").await;
    assert_eq!(register.row(&risk).await.accepted_until, None);
    assert_eq!(register.bare().await, [risk]);
    register.house.assert_journal_agrees().await;
}

#[tokio::test]
async fn a_confirmed_finding_proposes_a_new_assessment() {
    for engine in ENGINES {
        let register = Register::new(engine).await;
        let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
        register.assess(&register.manager, &risk, "2", "2").await;
        let later = NOW.plus_seconds(3_600);
        register.house.app.clock.set(later);
        let finding = register.finding("a", "lighting", later).await;
        let page = register
            .house
            .get(&format!("/town/findings/{finding}"), &register.manager)
            .await;
        assert!(
            page.body
                .contains(&format!("/risks/link?finding={finding}")),
            "{}",
            page.body
        );
        let choose = register
            .get(&format!("/link?finding={finding}"), &register.manager)
            .await;
        assert!(choose.contains(risk.as_str()));
        let form = [("finding", finding.as_str()), ("risk", &risk)];
        // Who may not read the finding cannot link it, and learns nothing.
        let hidden = register.post("/link", &register.other, &form).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        register.good("/link", &register.manager, &form).await;
        let twice = register.post("/link", &register.manager, &form).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let propose = "پیشنهاد می‌شود این ریسک دوباره ارزیابی شود";
        let here = format!("/{risk}");
        assert!(
            !register
                .get(&here, &register.manager)
                .await
                .contains(propose)
        );
        register.confirm(&finding).await;
        assert!(
            register
                .get(&here, &register.manager)
                .await
                .contains(propose)
        );
        assert!(
            register
                .get("?only=again", &register.manager)
                .await
                .contains(risk.as_str())
        );
        // The finding leads back to its risk.
        let page = register
            .house
            .get(&format!("/town/findings/{finding}"), &register.manager)
            .await;
        assert!(page.body.contains(&format!("/town/risks/{risk}")));
        register.house.app.clock.set(later.plus_seconds(60));
        register.assess(&register.manager, &risk, "3", "2").await;
        assert!(
            !register
                .get(&here, &register.manager)
                .await
                .contains(propose)
        );
        assert!(
            !register
                .get("?only=again", &register.manager)
                .await
                .contains(risk.as_str())
        );
        // A link by mistake is taken away.
        register
            .good(
                &format!("/{risk}/unlink"),
                &register.manager,
                &[("finding", &finding)],
            )
            .await;
        let page = register.get(&here, &register.manager).await;
        assert!(!page.contains(&format!("/findings/{finding}")));
        register.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_finding_raises_a_risk_and_the_form_is_sent_twice() {
    let register = Register::new(Engine::Sqlite).await;
    let finding = register.finding("a", "lighting", NOW).await;
    let page = register
        .get(&format!("/new?finding={finding}"), &register.manager)
        .await;
    assert!(
        page.contains("انحراف a"),
        "the event is that of the finding"
    );
    let owner = register.account("manager-lighting").await;
    let form = [
        ("id", "risk-of-finding"),
        ("finding", &finding),
        ("process", "works-supervision"),
        ("unit", "lighting"),
        ("owner", &owner),
        ("cause", "ناظر تنهاست"),
        ("event", "کار ناقص پذیرفته می‌شود"),
        ("effect", "زیان شهر"),
    ];
    register.good("", &register.manager, &form).await;
    register.good("", &register.manager, &form).await;
    assert_eq!(
        register
            .ids("select id from risk where organisation = 'town'")
            .await,
        ["risk-of-finding"]
    );
    assert_eq!(
        register
            .ids("select finding from risk_finding where organisation = 'town'")
            .await,
        [finding]
    );
    // For another unit, with nothing said: every wrong field is named and what was typed stays.
    let wrong = [
        ("id", "risk-of-another"),
        ("unit", "parks"),
        ("cause", "نوشته من"),
        ("process", "nothing"),
    ];
    let done = register.post("", &register.manager, &wrong).await;
    assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#process", "#unit", "#owner", "#event", "#effect"] {
        assert!(done.body.contains(&format!("href=\"{field}\"")), "{field}");
    }
    assert!(done.body.contains("نوشته من"));
    register.house.assert_journal_agrees().await;
}

#[tokio::test]
async fn a_measure_is_planned_done_and_measured_from_records() {
    for engine in ENGINES {
        let register = Register::new(engine).await;
        let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
        let day = |n: i64| NOW.plus_seconds(n * 86_400);
        let owner = register.account("manager-lighting").await;
        let plan = format!("/{risk}/measure");
        let wrong = [
            ("measure_from", "۱۴۰۵/۰۹/۳۰"),
            ("measure_due", "۱۴۰۵/۰۹/۲۰"),
            ("measure_text", "گردش ناظران"),
        ];
        let done = register.post(&plan, &register.manager, &wrong).await;
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(done.body.contains("مهلت باید پس از روز آغاز باشد"));
        assert!(
            done.body.contains("گردش ناظران"),
            "the form keeps its values"
        );

        // Thirty days ago it was assessed and the measure began; ten days ago it was done.
        let rules = register.house.app.rules("town").await.expect("rules");
        let (id, by) = (risk.clone(), owner.clone());
        let act = register.house.app.act(move |tx| {
            async move {
                let program = Actor::program("town");
                let input = acts::AssessInput {
                    likelihood: "4".to_owned(),
                    impact: "4".to_owned(),
                    reason: "آغاز".to_owned(),
                };
                acts::assess(tx, &program, day(-30), &rules, &id, &input).await?;
                let input = acts::MeasureInput {
                    kind: "reduce".to_owned(),
                    text: "گردش ناظران".to_owned(),
                    owner: by,
                    from_day: "۱۴۰۵/۰۸/۰۷".to_owned(),
                    due_day: "۱۴۰۵/۰۸/۲۹".to_owned(),
                    expected: "نیمی از یافته‌ها".to_owned(),
                    ..acts::MeasureInput::default()
                };
                acts::add_measure(tx, &program, day(-30), &id, &input).await
            }
            .boxed()
        });
        let measure = act.await.expect("a measure").0;
        assert!(register.bare().await.is_empty(), "it is treated");
        let here = format!("/{risk}/measures/{measure}");
        let empty = [("state", "done"), ("said", "")];
        let empty = register.post(&here, &register.manager, &empty).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (id, one) = (risk.clone(), measure.clone());
        let act = register.house.app.act(move |tx| {
            async move {
                let program = Actor::program("town");
                acts::move_measure(tx, &program, day(-10), &id, &one, "done", "جابه‌جا شدند").await
            }
            .boxed()
        });
        act.await.expect("it is done");
        let again = [("state", "dropped"), ("said", "نشد")];
        let again = register.post(&here, &register.manager, &again).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert_eq!(
            register.bare().await,
            std::slice::from_ref(&risk),
            "done, and the score has not moved"
        );
        // Two findings in the ten days before it began, one in the ten days after it was done.
        for (key, at) in [
            ("a", -33),
            ("b", -31),
            ("during", -20),
            ("c", -8),
            ("old", -70),
        ] {
            let finding = register.finding(key, "lighting", day(at)).await;
            let form = [("finding", finding.as_str()), ("risk", &risk)];
            register.good("/link", &register.manager, &form).await;
        }
        register.assess(&register.manager, &risk, "2", "4").await;
        let page = register
            .get("/programme?state=done&lang=en", &register.manager)
            .await;
        assert!(
            page.contains("2 before it began, 1 after it was done, over 10 days each"),
            "{page}"
        );
        assert!(page.contains("Residual risk from 16 to 8"));
        let others = register.get("/programme", &register.other).await;
        assert!(!others.contains("گردش ناظران"));
        register.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_appetite_holds_from_its_day_and_what_held_before_stays() {
    let register = Register::new(Engine::Sqlite).await;
    let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
    register.assess(&register.manager, &risk, "2", "3").await;
    assert!(
        register.bare().await.is_empty(),
        "6 is within the general 9"
    );
    let set = "/processes/appetite";
    let form = |day: &'static str, level: &'static str| {
        [
            ("appetite_area", "supervision"),
            ("level", level),
            ("from_day", day),
            ("source", "مصوبه ۳"),
        ]
    };
    let past = register
        .post(set, &register.secretary, &form("۱۴۰۵/۰۹/۰۱", "۴"))
        .await;
    assert_eq!(
        past.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing is changed for days that are over"
    );
    let much = register
        .post(set, &register.secretary, &form("۱۴۰۵/۱۰/۰۱", "۲۶"))
        .await;
    assert_eq!(much.status, StatusCode::UNPROCESSABLE_ENTITY);
    let manager = register
        .post(set, &register.manager, &form("۱۴۰۵/۱۰/۰۱", "۴"))
        .await;
    assert_eq!(manager.status, StatusCode::FORBIDDEN);
    register
        .good(set, &register.secretary, &form("۱۴۰۵/۱۰/۰۱", "۴"))
        .await;
    assert!(register.bare().await.is_empty(), "its day has not come");
    register.house.app.clock.set(NOW.plus_seconds(40 * 86_400));
    assert_eq!(register.bare().await, [risk]);
    register.house.assert_journal_agrees().await;
}

#[tokio::test]
async fn the_public_log_names_no_words_and_no_scores() {
    let register = Register::new(Engine::Sqlite).await;
    let risk = register.take(&["WOR-01"], "lighting").await.remove(0);
    register.assess(&register.manager, &risk, "4", "4").await;
    let finding = register.finding("a", "lighting", NOW).await;
    let form = [("finding", finding.as_str()), ("risk", &risk)];
    register.good("/link", &register.manager, &form).await;
    let mut conn = register.house.app.read().await.expect("a connection");
    let entries = fetch_all!(
        &mut conn,
        (i64, String),
        "select sequence, kind from journal where kind like 'risk.%' order by sequence"
    )
    .expect("entries");
    drop(conn);
    let kinds: Vec<&str> = entries.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "risk.map-begun",
            "risk.taken",
            "risk.assessed",
            "risk.finding-linked"
        ]
    );
    let page = async |place: usize| {
        let path = format!("/town/journal/{}?lang=en", entries[place].0);
        register.house.get(&path, "").await.body
    };
    let assessed = page(2).await;
    assert!(assessed.contains("risk.assessed") && assessed.contains("supervision"));
    assert!(!assessed.contains("تجربه سال گذشته"), "{assessed}");
    // That a finding touches this process is not told: the kind is a general one, and no field is shown.
    let linked = page(3).await;
    assert!(!linked.contains("risk.finding-linked") && !linked.contains(&finding));
    assert!(!linked.contains("supervision"), "{linked}");
    register.house.assert_journal_agrees().await;
}

#[tokio::test]
async fn ten_thousand_risks_are_searched_and_paged() {
    let register = Register::new(Engine::Sqlite).await;
    let owner = register.account("manager-lighting").await;
    let act = register.house.app.act(move |tx| {
        async move {
            for number in 1..=10_000_i64 {
                let row = rows::RiskRow {
                    id: format!("r-{number:05}"),
                    number,
                    area: "supervision".to_owned(),
                    process: "works-supervision".to_owned(),
                    unit: "lighting".to_owned(),
                    owner: owner.clone(),
                    cause: "علت".to_owned(),
                    event: format!("رویداد شماره {number}"),
                    effect: "پیامد".to_owned(),
                    state: "open".to_owned(),
                    created_at: NOW,
                    ..rows::RiskRow::default()
                };
                rows::insert_risk(tx, "town", &row).await?;
            }
            tx.append(store::Draft {
                organisation: "town",
                kind: "risk.registered",
                public_kind: "risk.registered",
                objects: vec![],
                actor: None,
                role: "program",
                unit: None,
                at: NOW,
                payload: vec![],
            })
            .await?;
            Ok(())
        }
        .boxed()
    });
    act.await.expect("risks");
    let page = register.get("?page=400", &register.manager).await;
    assert!(page.contains("r-00001") && !page.contains("rel=\"next\""));
    let page = register.get("?q=۹۹۹۹", &register.manager).await;
    assert!(page.contains("r-09999") && !page.contains("r-09998"));
}
