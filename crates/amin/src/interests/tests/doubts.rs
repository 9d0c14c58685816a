//! A tie that an outsider could doubt blocks until somebody who is not on its path has answered, with reasons.

use axum::http::StatusCode;
use futures::FutureExt;
use store::fetch_all;

use super::matters::{BROTHER_IN_LAW, account, colleague, register};
use super::{declare, house, open_campaign, second_role, work};
use crate::interests::store as rows;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};

/// The firm of the applicant.
const FIRM: &str = "10380284790";
/// The firm above it.
const HOLDING: &str = "10240117985";
/// The wife holds the whole of the firm above: an outsider could doubt it, and no rule forbids it.
const WIFE: [(&str, &str); 8] = [
    ("kin-0-relation", "spouse"),
    ("kin-0-holder", "مریم صفا"),
    ("kin-0-code", "0076229645"),
    ("firm-0-relation", "spouse"),
    ("firm-0-holder", "مریم صفا"),
    ("firm-0-body", "هلدینگ آفتاب"),
    ("firm-0-legal", HOLDING),
    ("firm-0-share", "100"),
];

/// Somebody with a role that holds for the whole organisation.
async fn officer_named(house: &House, name: &'static str, role: Role) -> String {
    let (session, _) = house
        .app
        .act(move |tx| {
            async move {
                crate::organisation::acts::account_for_tests(tx, NOW, "town", name, role, None)
                    .await
            }
            .boxed()
        })
        .await
        .expect("an account");
    session
}

/// Two clerks of lighting, of whom one could be doubted; their manager; an integrity officer.
struct Scene {
    house: House,
    clerk: String,
    clerk_account: String,
    other: String,
    other_account: String,
    manager: String,
    officer: String,
}

impl Scene {
    async fn new(engine: store::Engine) -> Self {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let clerk_account = account(&house, "clerk-lighting").await;
        let (other, other_account) =
            colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        let done = declare(&house, &clerk, &WIFE).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for who in [&other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        let scene = Self {
            house,
            clerk,
            clerk_account,
            other,
            other_account,
            manager,
            officer,
        };
        scene.owned("60").await;
        scene
    }

    /// The register says which part of the applicant the firm above holds.
    async fn owned(&self, share: &str) {
        let form = [
            ("legal_id", FIRM),
            ("name", "شرکت سازه‌گستر"),
            ("source", "روزنامه رسمی ۲۲۱۳۴"),
            ("h1-kind", "firm"),
            ("h1-name", "هلدینگ آفتاب"),
            ("h1-id", HOLDING),
            ("h1-share", share),
        ];
        let done = self
            .house
            .post("/town/interests/firms", &self.officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(&self.house).await;
    }

    async fn file(&self) -> String {
        register(&self.house, &self.manager)
            .await
            .location()
            .to_owned()
    }

    async fn assign(&self, file: &str, to: &str) -> Answer {
        let path = format!("{file}/assign");
        let form = [("account", to)];
        self.house.post(&path, &self.manager, &form).await
    }

    async fn state_no_conflict(&self, file: &str, who: &str) -> Answer {
        let path = format!("{file}/declare");
        self.house.post(&path, who, &[("sure", "yes")]).await
    }

    async fn decide(&self, file: &str, who: &str) -> Answer {
        let form = [
            ("decision", "granted"),
            ("reasons", "مدارک کامل است"),
            ("legal_basis", "ماده ۱۰۰ قانون شهرداری"),
        ];
        self.house.post(&format!("{file}/decide"), who, &form).await
    }

    /// The addresses of the doubts that wait.
    async fn doubts(&self) -> Vec<String> {
        doubts(&self.house).await
    }

    async fn answer(&self, doubt: &str, who: &str, ruling: &str) -> Answer {
        let form = [("ruling", ruling), ("grounds", "با همسر و شرکت گفت‌وگو شد")];
        self.house
            .post(&format!("{doubt}/answer"), who, &form)
            .await
    }
}

/// The addresses of the doubts that wait.
pub(super) async fn doubts(house: &House) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    rows::open_doubts(&mut conn, "town")
        .await
        .expect("doubts")
        .into_iter()
        .map(|row| format!("/town/interests/doubts/{}", row.id))
        .collect()
}

#[tokio::test]
async fn a_potential_tie_blocks_until_an_officer_has_cleared_it() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let file = scene.file().await;
        let given = scene.assign(&file, &scene.clerk_account).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);

        // The clerk hears in courteous words that somebody has been asked, and cannot open the file.
        let page = house.get(&file, &scene.clerk).await;
        assert!(
            page.body.contains("این پرسش ایرادی به شما نیست")
                && !page.body.contains("متن درخواست")
                && !page.body.contains(&format!("{file}/declare")),
            "{}",
            page.body
        );
        let early = scene.state_no_conflict(&file, &scene.clerk).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        let early = scene.decide(&file, &scene.clerk).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        // The dispatcher sees that it waits, and not for what.
        let seen = house.get(&file, &scene.manager).await.body;
        assert!(
            seen.contains("در انتظار") && !seen.contains("مسئول سلامت اداری پرسیده"),
            "{seen}"
        );
        for who in [&scene.manager, &scene.clerk] {
            let list = house.get("/town/interests/doubts", who).await;
            assert_eq!(list.status, StatusCode::FORBIDDEN);
        }

        // It stands in what waits for the officer, with a last day; the path opens with a reason only.
        let [doubt] = scene.doubts().await.try_into().expect("one doubt");
        let mine = house.get("/town/my", &scene.officer).await.body;
        assert!(
            mine.contains(&format!("{doubt}\"")) && mine.contains("۹ آذر ۱۴۰۵"),
            "{mine}"
        );
        let list = house.get("/town/interests/doubts", &scene.officer).await;
        assert!(list.body.contains(&doubt) && list.body.contains("محتمل"));
        let closed = house.get(&doubt, &scene.officer).await.body;
        assert!(!closed.contains("مریم صفا"), "{closed}");
        let bare = house
            .post(&format!("{doubt}/open"), &scene.officer, &[("reason", " ")])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let open = house
            .post(
                &format!("{doubt}/open"),
                &scene.officer,
                &[("reason", "برای پاسخ")],
            )
            .await;
        assert!(
            open.body.contains("مریم صفا") && open.body.contains("<svg"),
            "{}",
            open.body
        );

        // An answer has a reason; after it the file opens to the clerk's declaration.
        let bare = house
            .post(
                &format!("{doubt}/answer"),
                &scene.officer,
                &[("ruling", "cleared"), ("grounds", "")],
            )
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = scene.answer(&doubt, &scene.officer, "cleared").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let again = scene.answer(&doubt, &scene.officer, "kept-out").await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let stated = scene.state_no_conflict(&file, &scene.clerk).await;
        assert_eq!(stated.status, StatusCode::SEE_OTHER, "{}", stated.body);
        let page = house.get(&file, &scene.clerk).await.body;
        assert!(page.contains("متن درخواست"), "{page}");
        let decided = scene.decide(&file, &scene.clerk).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
        // The same path is not asked again, and the file's page tells how it was answered.
        assert_eq!(scene.doubts().await, Vec::<String>::new());
        let told = house.get(&file, &scene.officer).await.body;
        assert!(told.contains("می‌تواند رسیدگی کند"), "{told}");
        work(house).await;
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_is_kept_out_hands_the_file_over() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let file = scene.file().await;
        scene.assign(&file, &scene.clerk_account).await;
        let [doubt] = scene.doubts().await.try_into().expect("one doubt");
        let done = scene.answer(&doubt, &scene.officer, "kept-out").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            house.get(&file, &scene.clerk).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&file, &scene.other).await;
        assert!(page.body.contains("اعلام نبود تعارض منافع"), "{}", page.body);
        let told = house.get(&file, &scene.officer).await.body;
        assert!(told.contains("نظر مسئول سلامت اداری"), "{told}");
        assert!(
            !house
                .get(&file, &scene.manager)
                .await
                .body
                .contains("گفت‌وگو شد")
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn neither_the_person_nor_who_is_on_the_path_answers() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        // The wife is an integrity officer too, and so is the clerk.
        let wife = officer_named(house, "مریم صفا", Role::IntegrityOfficer).await;
        second_role(house, &scene.clerk_account, Role::IntegrityOfficer).await;
        let file = scene.file().await;
        scene.assign(&file, &scene.clerk_account).await;
        let [doubt] = scene.doubts().await.try_into().expect("one doubt");
        let own = scene.answer(&doubt, &scene.clerk, "cleared").await;
        assert_eq!(own.status, StatusCode::CONFLICT, "{}", own.body);
        assert!(!own.body.contains("مریم صفا"));
        assert_eq!(
            house.get(&doubt, &scene.clerk).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(
            !house
                .get("/town/my", &scene.clerk)
                .await
                .body
                .contains(&doubt)
        );
        let kin = scene.answer(&doubt, &wife, "cleared").await;
        assert_eq!(kin.status, StatusCode::CONFLICT, "{}", kin.body);
        assert!(kin.body.contains("در مسیر این رابطه"), "{}", kin.body);
        assert_eq!(scene.doubts().await, std::slice::from_ref(&doubt));
        let done = scene.answer(&doubt, &scene.officer, "cleared").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_changed_path_asks_anew_and_an_ended_one_lapses() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let file = scene.file().await;
        scene.assign(&file, &scene.clerk_account).await;
        let [first] = scene.doubts().await.try_into().expect("one doubt");
        scene.answer(&first, &scene.officer, "cleared").await;
        scene.state_no_conflict(&file, &scene.clerk).await;
        // Another tie of the same clerk: the father manages the firm above.
        house.app.clock.set(NOW.plus_seconds(600));
        let mut more = WIFE.to_vec();
        more[0] = ("kin-0-relation", "father");
        more[3] = ("firm-0-relation", "father");
        more[1] = ("kin-0-holder", "رحیم صفا");
        more[4] = ("firm-0-holder", "رحیم صفا");
        more[2] = ("kin-0-code", "");
        let changed = declare(house, &scene.clerk, &more).await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.body);
        let reviewed = house
            .post(
                &format!("{}/review", changed.location()),
                &scene.officer,
                &[("state", "approved"), ("note", "بررسی شد")],
            )
            .await;
        assert_eq!(reviewed.status, StatusCode::SEE_OTHER, "{}", reviewed.body);
        work(house).await;
        let [second] = scene.doubts().await.try_into().expect("one doubt");
        assert_ne!(first, second);
        let page = house.get(&file, &scene.clerk).await.body;
        assert!(
            page.contains("این پرسش ایرادی به شما نیست") && !page.contains("متن درخواست"),
            "{page}"
        );
        assert_eq!(
            scene.decide(&file, &scene.clerk).await.status,
            StatusCode::CONFLICT
        );
        // The tie ends: nothing is left to answer, and the work goes on.
        house.app.clock.set(NOW.plus_seconds(1_200));
        let nothing = declare(house, &scene.clerk, &[("nothing", "yes")]).await;
        house
            .post(
                &format!("{}/review", nothing.location()),
                &scene.officer,
                &[("state", "approved"), ("note", "بررسی شد")],
            )
            .await;
        work(house).await;
        assert_eq!(scene.doubts().await, Vec::<String>::new());
        let late = scene.answer(&second, &scene.officer, "cleared").await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let decided = scene.decide(&file, &scene.clerk).await;
        assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_draw_takes_those_about_whom_nothing_is_doubted_first() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let file = scene.file().await;
        scene.assign(&file, "next").await;
        let matter = file.rsplit('/').next().expect("an id").to_owned();
        let mut conn = scene.house.app.read().await.expect("a connection");
        let draws = rows::draws(&mut conn, "town", &matter)
            .await
            .expect("draws");
        let candidates: Vec<String> = serde_json::from_str(&draws[0].candidates).expect("a list");
        assert_eq!(candidates, std::slice::from_ref(&scene.other_account));
        drop(conn);
        assert_eq!(scene.doubts().await, Vec::<String>::new());
        // Where nobody else is left, the one who could be doubted is drawn, and waits.
        let away = scene
            .house
            .post(
                &format!("{file}/withdraw"),
                &scene.other,
                &[("note", "دوستی دیرین")],
            )
            .await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.body);
        assert_eq!(scene.doubts().await.len(), 1);
        let page = scene.house.get(&file, &scene.clerk).await.body;
        assert!(page.contains("این پرسش ایرادی به شما نیست"), "{page}");
        scene.house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_officer_keeps_somebody_out_with_a_reason() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let file = scene.file().await;
        scene.assign(&file, &scene.other_account).await;
        let path = format!("{file}/keep-out");
        let bare = house
            .post(
                &path,
                &scene.officer,
                &[("keep-account", &scene.other_account), ("keep-reason", "")],
            )
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = [
            ("keep-account", scene.other_account.as_str()),
            ("keep-reason", "دعوای حقوقی با متقاضی دارد"),
        ];
        for who in [&scene.manager, &scene.other] {
            let refused = house.post(&path, who, &form).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
        }
        let done = house.post(&path, &scene.officer, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            house.get(&file, &scene.other).await.status,
            StatusCode::NOT_FOUND
        );
        // The next one is the clerk about whom an officer is asked.
        assert!(
            house
                .get(&file, &scene.clerk)
                .await
                .body
                .contains("این پرسش ایرادی به شما نیست")
        );
        let seen = house.get(&file, &scene.manager).await.body;
        assert!(!seen.contains("دعوای حقوقی"));
        // A dispatcher can be kept out too: the file is gone from list and address.
        let manager = account(house, "manager-lighting").await;
        let form = [
            ("keep-account", manager.as_str()),
            ("keep-reason", "همسایه متقاضی است"),
        ];
        let done = house.post(&path, &scene.officer, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_eq!(
            house.get(&file, &scene.manager).await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn what_is_not_known_is_listed_and_does_not_block() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = house.sign_in(Role::IntegrityOfficer, None).await;
        let file = register(&house, &manager).await.location().to_owned();
        let clerk_account = account(&house, "clerk-lighting").await;
        house
            .post(
                &format!("{file}/assign"),
                &manager,
                &[("account", &clerk_account)],
            )
            .await;
        let stated = house
            .post(&format!("{file}/declare"), &clerk, &[("sure", "yes")])
            .await;
        assert_eq!(stated.status, StatusCode::SEE_OTHER, "{}", stated.body);
        let list = house.get("/town/interests/doubts", &officer).await.body;
        assert!(
            list.contains(&file) && list.contains("مورد نادانسته"),
            "{list}"
        );
        assert!(!list.contains("هیچ خویشاوندی"), "{list}");
        let bare = house
            .post("/town/interests/doubts", &officer, &[("reason", "")])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let open = house
            .post(
                "/town/interests/doubts",
                &officer,
                &[("reason", "پیگیری اظهارنامه")],
            )
            .await;
        assert!(
            open.status == StatusCode::OK
                && open.body.matches("<li>").count() > list.matches("<li>").count(),
            "{}",
            open.body
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_arises_later_takes_the_file_from_every_reader() {
    for engine in ENGINES {
        let house = house(engine).await;
        let first = house.sign_in(Role::ComplaintOfficer, None).await;
        let desk = officer_named(&house, "second-desk", Role::ComplaintOfficer).await;
        let judge = officer_named(&house, "second-judge", Role::IntegrityOfficer).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        for who in [&first, &desk, &judge, &manager, &officer] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        work(&house).await;
        let file = register(&house, &first).await.location().to_owned();
        for who in [&desk, &judge, &manager] {
            assert_eq!(house.get(&file, who).await.status, StatusCode::OK);
        }
        house.app.clock.set(NOW.plus_seconds(600));
        for who in [&desk, &judge, &manager] {
            let done = declare(&house, who, &BROTHER_IN_LAW).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            work(&house).await;
            assert_eq!(house.get(&file, who).await.status, StatusCode::NOT_FOUND);
            let list = house.get("/town/matters?state=", who).await;
            assert!(!list.body.contains("پروانه نصب چراغ"), "{}", list.body);
        }
        for who in [&first, &officer] {
            assert_eq!(house.get(&file, who).await.status, StatusCode::OK);
        }
        let told = house.get(&file, &officer).await.body;
        assert!(
            told.contains("second-desk") && told.contains("second-judge"),
            "{told}"
        );
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_doubt_that_nobody_answers_in_its_time_is_told() {
    for engine in ENGINES {
        let scene = Scene::new(engine).await;
        let house = &scene.house;
        let file = scene.file().await;
        scene.assign(&file, &scene.clerk_account).await;
        assert_eq!(scene.doubts().await.len(), 1);
        let told = async || {
            let mut conn = house.app.read().await.expect("a connection");
            let keys = fetch_all!(
                &mut conn,
                (String,),
                "select key from finding where key like 'nobody-answers:%'"
            );
            keys.expect("findings").len()
        };
        work(house).await;
        // A day later it is not due yet: two working days are the rule.
        house.app.clock.set(NOW.plus_seconds(90_000));
        work(house).await;
        assert_eq!(told().await, 0);
        house.app.clock.set(NOW.plus_seconds(8 * 86_400));
        work(house).await;
        assert_eq!(told().await, 1);
        work(house).await;
        assert_eq!(told().await, 1);
        house.assert_journal_agrees().await;
    }
}
