//! Plan, missions, samples, warnings, remedies.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use sha2::{Digest, Sha256};

use super::{Scene, account, decree_of, id, ids, person};
use crate::interests::tests::{declare, open_campaign, work};
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, NOW};
use crate::voice::desk::tests::Town;

#[tokio::test]
async fn a_plan_is_approved_by_somebody_else_and_carried_out() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let form = [("id", "plan-1405"), ("year", "۱۴۰۵")];
        let done = house
            .post("/town/inspection/plans", &scene.officer, &form)
            .await;
        let plan = done.location().to_owned();
        assert_eq!(plan, "/town/inspection/plans/plan-1405", "{}", done.body);
        let wrong = [
            ("unit", ""),
            ("process", ""),
            ("weight", "۹"),
            ("quarter", "۳"),
        ];
        let refused = house
            .post(&format!("{plan}/line"), &scene.officer, &wrong)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["#unit", "#process", "#reason", "#weight"] {
            assert!(
                refused.body.contains(&format!("href=\"{field}\"")),
                "{field}"
            );
        }
        let line = [
            ("unit", "lighting"),
            ("process", "پاسخ به پیام‌ها"),
            ("reason", "دیرکردهای پیاپی"),
            ("weight", "۵"),
            ("quarter", "۳"),
        ];
        let done = house
            .post(&format!("{plan}/line"), &scene.officer, &line)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let line = id(house, "select id from inspection_plan_line").await;
        let decree = decree_of(house, "کاوه دانش").await;
        let early = scene
            .order("mission-0", &[&decree], &[("line", &line)])
            .await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        // The unit's own manager is not the top authority and does not learn of the plan.
        let approve = format!("{plan}/approve");
        let lower = house.post(&approve, &scene.manager, &[]).await;
        assert_eq!(lower.status, StatusCode::FORBIDDEN);
        assert_eq!(
            house.get(&plan, &scene.manager).await.status,
            StatusCode::NOT_FOUND
        );
        let done = house.post(&approve, &scene.mayor, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let late = house
            .post(&format!("{plan}/line"), &scene.officer, &[])
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let done = scene
            .order("mission-1", &[&decree], &[("line", &line)])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(ids(house, "select kind from mission").await, ["planned"]);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn only_a_decree_that_holds_on_every_day_sends_somebody() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let short = account(house, "سمیرا پناهی", Role::Inspector, None).await;
        let done = scene
            .appoint("سمیرا پناهی", "۱۴۰۵/۰۱/۰۱", "۱۴۰۵/۰۹/۱۵")
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let decree = decree_of(house, "سمیرا پناهی").await;
        let refused = scene.order("mission-1", &[&decree], &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains("در همه روزهای مأموریت معتبر نیست"),
            "{}",
            refused.body
        );
        let past = scene
            .order("mission-1", &[], &[("from_day", "۱۴۰۵/۰۹/۰۱")])
            .await;
        assert!(past.body.contains("در گذشته") && past.body.contains("دست‌کم یک بازرس"));
        // What was typed is still there.
        assert!(past.body.contains("دیرکرد پاسخ‌ها دیده شود"));
        let done = scene
            .order("mission-1", &[&decree], &[("to_day", "۱۴۰۵/۰۹/۱۵")])
            .await;
        let mission = done.location().to_owned();
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // The decree ends early: its holder writes no longer.
        let form = [("note", "تغییر سمت")];
        let path = format!("/town/inspection/inspectors/{decree}/end");
        assert_eq!(
            house.post(&path, &scene.officer, &form).await.status,
            StatusCode::SEE_OTHER
        );
        let start = house.post(&format!("{mission}/start"), &short, &[]).await;
        assert_eq!(start.status, StatusCode::FORBIDDEN, "{}", start.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_is_tied_to_the_unit_is_not_sent_and_never_sees_the_mission() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let tied = account(house, "آرش آذر", Role::Inspector, None).await;
        open_campaign(house).await;
        // His brother manages the unit.
        let rows = [("kin-0-relation", "brother"), ("kin-0-holder", "پیمان آذر")];
        let done = declare(house, &tied, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = scene.appoint("آرش آذر", "۱۴۰۵/۰۱/۰۱", "۱۴۰۵/۱۲/۲۹").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let own = decree_of(house, "آرش آذر").await;
        let alone = scene.order("mission-0", &[&own], &[]).await;
        assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
        let free = decree_of(house, "کاوه دانش").await;
        let done = scene.order("mission-1", &[&own, &free], &[]).await;
        let mission = done.location().to_owned();
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            ids(house, "select person from mission_inspector").await,
            [person(house, "کاوه دانش").await]
        );
        for path in [
            mission.clone(),
            format!("{mission}/letter.pdf"),
            format!("{mission}/report"),
        ] {
            assert_eq!(
                house.get(&path, &tied).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
        let list = house.get("/town/inspection?state=", &tied).await;
        assert!(!list.body.contains("پاسخ به پیام‌های روشنایی"));
        let start = house.post(&format!("{mission}/start"), &tied, &[]).await;
        assert_eq!(start.status, StatusCode::NOT_FOUND);
        // What the mission finds stays hidden from him too.
        let done = scene.deed(&mission, "start", &[]).await;
        assert_eq!(done.location(), mission, "{}", done.body);
        let form = [
            ("title", "پاسخ‌های بی‌دلیل"),
            ("text", "دلیل در پاسخ نیامده است."),
            ("severity", "medium"),
        ];
        let done = scene.deed(&mission, "finding", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let finding = id(house, "select id from finding where kind = 'inspection'").await;
        let path = format!("/town/findings/{finding}");
        assert_eq!(house.get(&path, &tied).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            house.get(&path, &scene.inspector).await.status,
            StatusCode::OK
        );
        let list = house.get("/town/findings?state=", &tied).await;
        assert!(!list.body.contains("پاسخ‌های بی‌دلیل"));
        // Why he was kept out opens to the integrity officer with a reason only.
        let paths = format!("{mission}/paths");
        let path_of = "پیمان آذر";
        let closed = house.get(&mission, &scene.officer).await.body;
        assert!(
            closed.contains("آرش آذر") && closed.contains(&paths),
            "{closed}"
        );
        let before = closed.matches(path_of).count();
        let bare = house
            .post(&paths, &scene.officer, &[("look_reason", "")])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let look = [("look_reason", "بازبینی کنارگذاری")];
        let refused = house.post(&paths, &scene.inspector, &look).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let open = house.post(&paths, &scene.officer, &look).await;
        assert!(
            open.status == StatusCode::OK && open.body.matches(path_of).count() > before,
            "{}",
            open.body
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_inspector_who_comes_to_be_tied_is_taken_off_a_running_mission() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        open_campaign(house).await;
        let mission = scene.under_way().await;
        assert_eq!(
            house.get(&mission, &scene.inspector).await.status,
            StatusCode::OK
        );
        let rows = [("kin-0-relation", "brother"), ("kin-0-holder", "پیمان آذر")];
        let done = declare(house, &scene.inspector, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            house.get(&mission, &scene.inspector).await.status,
            StatusCode::NOT_FOUND
        );
        let kept = ids(house, "select person from mission_recusal").await;
        assert_eq!(kept, [person(house, "کاوه دانش").await]);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_unit_knows_of_a_mission_once_its_letter_was_handed_over() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let decree = decree_of(house, "کاوه دانش").await;
        let done = scene.order("mission-1", &[&decree], &[]).await;
        let mission = done.location().to_owned();
        assert_eq!(
            house.get(&mission, &scene.manager).await.status,
            StatusCode::NOT_FOUND
        );
        // The same form again makes no second mission.
        let again = scene.order("mission-1", &[&decree], &[]).await;
        assert_eq!(again.location(), mission);
        assert_eq!(ids(house, "select id from mission").await.len(), 1);
        scene.deed(&mission, "start", &[]).await;
        let seen = house.get(&mission, &scene.manager).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        let letter = house
            .get(&format!("{mission}/letter.pdf"), &scene.manager)
            .await;
        assert!(letter.bytes.starts_with(b"%PDF-"));
        // A manager of another unit never sees it.
        let other = account(house, "ناهید کیانی", Role::Manager, Some("parks")).await;
        assert_eq!(
            house.get(&mission, &other).await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_sample_can_be_drawn_again_from_its_page() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let filing = Town { house: scene.house };
        for number in 0..9 {
            let text = format!("چراغ شماره {number} خاموش است");
            filing.file("complaint", "street-lighting", &text, 3).await;
        }
        let scene = Scene {
            house: filing.house,
            ..scene
        };
        let house = &scene.house;
        let mission = scene.under_way().await;
        let form = [
            ("population", "messages"),
            ("from_day", "۱۴۰۵/۰۹/۰۱"),
            ("to_day", "۱۴۰۵/۰۹/۰۷"),
            ("size", "۴"),
        ];
        let done = scene.deed(&mission, "sample", &form).await;
        let sample = done.location().to_owned();
        assert!(
            sample.starts_with("/town/inspection/samples/"),
            "{}",
            done.body
        );
        let page = house
            .get(&format!("{sample}?lang=en"), &scene.inspector)
            .await;
        let population = house
            .get(&format!("{sample}/population.txt"), &scene.inspector)
            .await;
        let members: Vec<&str> = population.body.lines().collect();
        assert_eq!(members.len(), 9);
        // What the page says to do, done here by hand: hash of the file, rank of each member by the leaf hash on the page.
        let file_hash = hex::encode(Sha256::digest(&population.bytes));
        assert!(page.body.contains(&file_hash));
        let leaf = id(house, "select leaf from mission_sample").await;
        assert!(page.body.contains(&leaf));
        let mut ranked: Vec<(String, &str)> = members
            .iter()
            .map(|member| {
                let text = format!("amin-sample-v1\n{leaf}\n{member}");
                (hex::encode(Sha256::digest(text)), *member)
            })
            .collect();
        ranked.sort();
        let wanted: Vec<&str> = ranked.iter().take(4).map(|(_, member)| *member).collect();
        let drawn = ids(house, "select object from mission_file order by position").await;
        assert_eq!(drawn, wanted);
        // The leaf is the one of the sealed entry that holds the population's hash.
        let mut conn = house.app.read().await.expect("a connection");
        let (entry,): (i64,) =
            store::fetch_one!(&mut conn, (i64,), "select entry from mission_sample").expect("one");
        let row = store::entry_at(&mut conn, entry)
            .await
            .expect("a journal")
            .expect("an entry");
        drop(conn);
        assert_eq!(hex::encode(&row.leaf), leaf);
        assert!(row.record.contains(&file_hash));
        // The job that should have drawn changes nothing; the unit does not see the sample.
        work(house).await;
        assert_eq!(
            ids(house, "select object from mission_file order by position").await,
            wanted
        );
        assert_eq!(
            house.get(&sample, &scene.manager).await.status,
            StatusCode::NOT_FOUND
        );
        let none = [
            ("from_day", "۱۴۰۴/۰۱/۰۱"),
            ("to_day", "۱۴۰۴/۰۱/۰۲"),
            ("population", "messages"),
            ("size", "۳"),
        ];
        let refused = scene.deed(&mission, "sample", &none).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn answers_keep_their_evidence_and_the_report_is_fixed() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let mission = scene.under_way().await;
        let items = ids(house, "select i.id from checklist_item i join checklist c on c.id = i.checklist where c.code = 'clients' order by i.position").await;
        let bare = [("item", items[0].as_str()), ("answer", "not-kept")];
        let refused = scene.deed(&mission, "answer", &bare).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let post = |content: &[u8]| {
            let mut body = Vec::new();
            for (name, value) in [
                ("item", items[0].as_str()),
                ("answer", "partly"),
                ("note", "تابلو کهنه است"),
            ] {
                body.extend_from_slice(
                    format!(
                        "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                    )
                    .as_bytes(),
                );
            }
            body.extend_from_slice(
                b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.txt\"\r\n\r\n",
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n--b--\r\n");
            Request::post(format!("{mission}/answer"))
                .header(header::COOKIE, format!("amin_session={}", scene.inspector))
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
                .body(Body::from(body))
                .expect("a request")
        };
        let odd = house.send(post(b"\x7fELF\x00\x01")).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.body);
        let done = house.send(post("عکس تابلو".as_bytes())).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let wanted = hex::encode(Sha256::digest("عکس تابلو"));
        assert_eq!(
            ids(house, "select file_sha256 from mission_answer").await,
            [wanted]
        );
        let answer = id(house, "select id from mission_answer").await;
        let evidence = house
            .get(&format!("{mission}/evidence/{answer}"), &scene.inspector)
            .await;
        assert_eq!(evidence.body, "عکس تابلو");
        let hidden = house
            .get(&format!("{mission}/evidence/{answer}"), &scene.manager)
            .await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let early = scene
            .deed(&mission, "finish", &[("conclusion", "خوب است.")])
            .await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        scene.report(&mission).await;
        let late = scene.deed(&mission, "answer", &bare).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let path = format!("{mission}/report.pdf");
        let first = house.get(&path, &scene.officer).await.bytes;
        let second = house.get(&path, &scene.officer).await.bytes;
        assert!(first.starts_with(b"%PDF-") && first == second);
        let page = house
            .get(&format!("{mission}/report"), &scene.officer)
            .await;
        let hash = id(house, "select report_hash from mission").await;
        assert!(page.body.contains(&hash));
        // Confirmed by somebody else than its inspectors.
        let note = [("note", "کامل است")];
        let own = scene.deed(&mission, "confirm", &note).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let done = house
            .post(&format!("{mission}/confirm"), &scene.officer, &note)
            .await;
        assert_eq!(done.location(), mission, "{}", done.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_warning_is_served_answered_and_closed_by_somebody_else() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let mission = scene.under_way().await;
        let form = [
            ("text", "دلیل پاسخ در پیام‌ها نوشته شود."),
            ("legal_basis", "منشور اخلاقی، اصل ۳"),
        ];
        let done = scene.deed(&mission, "warning", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let warning = format!(
            "/town/inspection/warnings/{}",
            id(house, "select id from inspection_warning").await
        );
        let close = [("outcome", "accepted")];
        let early = scene.deed(&warning, "close", &close).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        // A clerk of the unit is not whom it was served to.
        assert_eq!(
            house.get(&warning, &scene.clerk).await.status,
            StatusCode::NOT_FOUND
        );
        let own = scene.deed(&warning, "answer", &[("note", "نه")]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let path = format!("{warning}/acknowledge");
        let done = house.post(&path, &scene.manager, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let path = format!("{warning}/answer");
        let empty = house.post(&path, &scene.manager, &[("note", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let note = [("note", "از این هفته نوشته می‌شود.")];
        let done = house.post(&path, &scene.manager, &note).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = scene.deed(&warning, "close", &close).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // To one person: the words are for them and who handles it.
        let clerk = person(house, "لیلا نوری").await;
        let form = [("person", clerk.as_str()), form[0], form[1]];
        scene.deed(&mission, "warning", &form).await;
        let personal = id(
            house,
            "select id from inspection_warning where person is not null",
        )
        .await;
        let path = format!("/town/inspection/warnings/{personal}");
        assert_eq!(house.get(&path, &scene.clerk).await.status, StatusCode::OK);
        let auditor = account(house, "دستگاه ناظر", Role::Overseer, None).await;
        assert_eq!(
            house.get(&path, &auditor).await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_remedy_is_reminded_of_and_verified_by_somebody_else() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let mission = scene.under_way().await;
        let owner = person(house, "لیلا نوری").await;
        let mut form = [
            ("text", "الگوی پاسخ بازنویسی شود."),
            ("owner", owner.as_str()),
            ("due", "۱۴۰۵/۰۹/۱۳"),
        ];
        // 1405/9/13 is a Friday; the next working day is Saturday the 14th.
        let friday = scene.deed(&mission, "remedy", &form).await;
        assert_eq!(friday.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(friday.body.contains("۱۴۰۵/۰۹/۱۴"), "{}", friday.body);
        form[2].1 = "۱۴۰۵/۰۹/۰۷";
        let today = scene.deed(&mission, "remedy", &form).await;
        assert_eq!(today.status, StatusCode::UNPROCESSABLE_ENTITY);
        form[2].1 = "۱۴۰۵/۰۹/۱۶";
        let done = scene.deed(&mission, "remedy", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let remedy = format!(
            "/town/inspection/remedies/{}",
            id(house, "select id from remedy").await
        );
        let level = || async { ids(house, "select cast(level as text) from remedy").await };
        work(house).await;
        assert_eq!(level().await, ["0"]);
        // The day after, the unit is reminded; some working days later the unit above. A job that comes twice reminds once.
        let later = |days: i64| NOW.plus_seconds(days * 86_400);
        house.app.clock.set(later(10));
        work(house).await;
        work(house).await;
        assert_eq!(level().await, ["1"]);
        house.app.clock.set(later(20));
        work(house).await;
        assert_eq!(level().await, ["2"]);
        let overdue = crate::inspection::store::Seen {
            state: "overdue".to_owned(),
            units: vec!["lighting".to_owned()],
            now: later(20),
            ..Default::default()
        };
        let mut conn = house.app.read().await.expect("a connection");
        let found = crate::inspection::store::count_remedies(&mut conn, "town", &overdue).await;
        assert_eq!(found.expect("a count"), 1);
        drop(conn);
        house.app.clock.set(NOW);
        let note = [("note", "پیوست: الگوی تازه")];
        let wrong = scene.deed(&remedy, "verify", &note).await;
        assert_eq!(wrong.status, StatusCode::CONFLICT, "nobody reported it");
        let report = house
            .post(&format!("{remedy}/report"), &scene.clerk, &note)
            .await;
        assert_eq!(report.status, StatusCode::SEE_OTHER, "{}", report.body);
        for own in [&scene.clerk, &scene.manager] {
            let own = house.post(&format!("{remedy}/verify"), own, &note).await;
            assert_eq!(own.status, StatusCode::CONFLICT, "{}", own.body);
        }
        let done = scene.deed(&remedy, "return", &note).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        house
            .post(&format!("{remedy}/report"), &scene.manager, &note)
            .await;
        let done = scene.deed(&remedy, "verify", &note).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let mut conn = house.app.read().await.expect("a connection");
        let span = (NOW, later(30));
        let counts =
            crate::inspection::store::counts(&mut conn, "town", Some("lighting"), span.0, span.1);
        let counts = counts.await.expect("counts");
        assert_eq!(
            (counts.in_time, counts.late, counts.open, counts.findings),
            (1, 0, 0, 0)
        );
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_follow_up_looks_at_the_remedies_of_the_mission_before() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let mission = scene.under_way().await;
        let owner = person(house, "لیلا نوری").await;
        let form = [
            ("text", "تابلو نو شود."),
            ("owner", owner.as_str()),
            ("due", "۱۴۰۵/۰۹/۱۶"),
        ];
        scene.deed(&mission, "remedy", &form).await;
        scene.report(&mission).await;
        let decree = decree_of(house, "کاوه دانش").await;
        let done = scene
            .order("mission-2", &[&decree], &[("follows", "mission-1")])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            ids(
                house,
                "select follows from mission where kind = 'follow-up'"
            )
            .await,
            ["mission-1"]
        );
        let page = house.get(done.location(), &scene.inspector).await;
        assert!(page.body.contains("تابلو نو شود."));
        let mut conn = house.app.read().await.expect("a connection");
        let later = NOW.plus_seconds(30 * 86_400);
        let waiting = crate::inspection::store::waiting(&mut conn, "town", later, "")
            .await
            .expect("a list");
        drop(conn);
        let kinds: Vec<&str> = waiting.iter().map(|one| one.object_type).collect();
        assert_eq!(kinds, ["remedy", "mission"]);
        house.assert_journal_agrees().await;
    }
}
