//! A citizen's message that is about somebody is handled as a file is.

use axum::http::StatusCode;
use futures::FutureExt;

use super::{declare, house, open_campaign, second_role, work};
use crate::interests::tests::matters::{BROTHER_IN_LAW, account, colleague};
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// The firm of which a relative of the first clerk owns 6 %.
const FIRM: &str = "10380284790";
const TEXT: &str = "چراغ‌های خیابان بهار با جنس نامرغوب عوض شده است";

/// The wife holds the whole of a firm that holds a part of the one that is named: it could be doubted, and no rule forbids it.
const WIFE: [(&str, &str); 8] = [
    ("kin-0-relation", "spouse"),
    ("kin-0-holder", "مریم صفا"),
    ("kin-0-code", "0076229645"),
    ("firm-0-relation", "spouse"),
    ("firm-0-holder", "مریم صفا"),
    ("firm-0-body", "هلدینگ آفتاب"),
    ("firm-0-legal", "10240117985"),
    ("firm-0-share", "100"),
];

/// A town with a message about street lights, two clerks of lighting, their manager, and the complaint officer.
struct Story {
    town: Town,
    tied: String,
    free: String,
    manager: String,
    desk: String,
    officer: String,
    id: String,
    code: String,
}

impl Story {
    async fn new(engine: store::Engine) -> Self {
        let town = Town {
            house: house(engine).await,
        };
        let house = &town.house;
        let tied = house.sign_in(Role::Clerk, Some("lighting")).await;
        let (free, _) = colleague(house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let desk = house.sign_in(Role::ComplaintOfficer, None).await;
        let officer = open_campaign(house).await;
        let done = declare(house, &tied, &BROTHER_IN_LAW).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for who in [&free, &manager, &desk] {
            declare(house, who, &[("nothing", "yes")]).await;
        }
        let (id, code) = town.file("complaint", "street-lighting", TEXT, 0).await;
        Self {
            town,
            tied,
            free,
            manager,
            desk,
            officer,
            id,
            code,
        }
    }

    fn house(&self) -> &House {
        &self.town.house
    }

    /// The register says that the firm of [`WIFE`] holds a part of the one that is named.
    async fn held(&self) {
        let form = [
            ("legal_id", FIRM),
            ("name", "شرکت سازه‌گستر"),
            ("source", "روزنامه رسمی ۲۲۱۳۴"),
            ("h1-kind", "firm"),
            ("h1-name", "هلدینگ آفتاب"),
            ("h1-id", "10240117985"),
            ("h1-share", "60"),
        ];
        let done = self
            .house()
            .post("/town/interests/firms", &self.officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(self.house()).await;
    }

    fn here(&self) -> String {
        format!("/town/desk/messages/{}", self.id)
    }

    fn file(&self) -> String {
        format!("/town/matters/{}", self.id)
    }

    /// Sends a form of the message's page.
    async fn act(&self, who: &str, act: &str, form: &[(&str, &str)]) -> Answer {
        let seen = self.town.seen(&self.id).await;
        let mut all = vec![("seen", seen.as_str())];
        all.extend_from_slice(form);
        self.house()
            .post(&format!("{}/{act}", self.here()), who, &all)
            .await
    }

    async fn name(&self, who: &str) -> Answer {
        let form = [
            ("party-kind", "firm"),
            ("party-name", "شرکت سازه‌گستر"),
            ("party-national_id", "۱۰۳۸۰۲۸۴۷۹۰"),
        ];
        self.act(who, "party", &form).await
    }

    async fn answer(&self, who: &str) -> Answer {
        let mut form = vec![
            ("answer-text", "چراغ‌ها بازبینی و عوض شد."),
            ("answer-outcome", "upheld"),
        ];
        form.extend(
            crate::voice::model::PlainLanguage::ALL
                .iter()
                .map(|item| ("answer-checklist", item.code())),
        );
        self.act(who, "answer", &form).await
    }

    /// Whether somebody finds the message: list, search by words and by code, first page, address, attachments of others, chain.
    async fn finds(&self, who: &str) -> Vec<String> {
        let house = self.house();
        let search = serde_urlencoded::to_string([("state", ""), ("q", "چراغ")]).expect("a query");
        let code =
            serde_urlencoded::to_string([("state", ""), ("q", &self.code)]).expect("a query");
        let mut found = Vec::new();
        for path in [
            "/town/desk".to_owned(),
            "/town/desk/messages?state=".to_owned(),
            format!("/town/desk/messages?{search}"),
            format!("/town/desk/messages?{code}"),
            "/town/my".to_owned(),
            "/town/matters?state=".to_owned(),
            self.here(),
            self.file(),
            format!("/town/chain/message/{}", self.id),
        ] {
            let page = house.get(&path, who).await;
            if page.status == StatusCode::OK && page.body.contains("چراغ‌های خیابان بهار")
            {
                found.push(path);
            }
        }
        found
    }
}

#[tokio::test]
async fn who_is_tied_to_whom_a_message_is_about_does_not_find_it_and_another_is_drawn() {
    for engine in ENGINES {
        let story = Story::new(engine).await;
        let house = story.house();
        assert!(story.finds(&story.tied).await.len() >= 4);
        // The tied clerk has begun the work before anybody knew whom it is about.
        let taken = story.act(&story.tied, "take", &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);

        // A name is needed, and a number that can be one; what was written stays.
        for (field, form) in [
            (
                "party-name",
                [
                    ("party-kind", "firm"),
                    ("party-name", ""),
                    ("party-national_id", FIRM),
                ],
            ),
            (
                "party-id",
                [
                    ("party-kind", "firm"),
                    ("party-name", "سازه"),
                    ("party-national_id", "10380284791"),
                ],
            ),
            (
                "party-kind",
                [
                    ("party-kind", "crowd"),
                    ("party-name", "سازه"),
                    ("party-national_id", ""),
                ],
            ),
        ] {
            let wrong = story.act(&story.desk, "party", &form).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(
                wrong.body.contains(&format!("value=\"{}\"", form[1].1)),
                "{field}: {}",
                wrong.body
            );
        }
        let named = story.name(&story.desk).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
        let again = story.name(&story.desk).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        work(house).await;

        // For the tied clerk it does not exist any more, in no list and at no address.
        assert_eq!(story.finds(&story.tied).await, Vec::<String>::new());
        assert_eq!(
            house.get(&story.here(), &story.tied).await.status,
            StatusCode::NOT_FOUND
        );
        for act in ["take", "answer", "refer", "party", "classify", "contact"] {
            let answer = story.act(&story.tied, act, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
        }
        // The dispatcher sees in whose hands it is, how the draw can be repeated, and not why.
        let file = house.get(&story.file(), &story.desk).await;
        assert_eq!(file.status, StatusCode::OK);
        assert!(
            file.body.contains("other-clerk") && file.body.contains("راستی‌آزمایی قرعه"),
            "{}",
            file.body
        );
        assert!(!file.body.contains("کامران") && !file.body.contains("شوهر خواهر"));
        // The integrity officer sees who was kept out, and with a reason why.
        let file = house.get(&story.file(), &story.officer).await;
        assert!(
            file.body.contains("clerk-lighting") && !file.body.contains("کامران"),
            "{}",
            file.body
        );
        let opened = house
            .post(
                &format!("{}/open", story.file()),
                &story.officer,
                &[("reason", "بازبینی کنارگذاری")],
            )
            .await;
        assert!(opened.body.contains("کامران یزدی"), "{}", opened.body);

        // Who was drawn sees that it is there, declares, and then reads and answers.
        let shut = house.get(&story.here(), &story.free).await;
        assert_eq!(shut.status, StatusCode::OK);
        assert!(
            shut.body.contains("اعلام نبود تعارض منافع")
                && !shut.body.contains("جنس نامرغوب عوض شده است</p>"),
            "{}",
            shut.body
        );
        let early = story.answer(&story.free).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        let done = house
            .post(
                &format!("{}/declare", story.file()),
                &story.free,
                &[("sure", "yes")],
            )
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let open = house.get(&story.here(), &story.free).await;
        assert!(
            open.body.contains("جنس نامرغوب عوض شده است</p>"),
            "{}",
            open.body
        );
        let done = story.answer(&story.free).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // A message is answered at its desk and never decided as a file is.
        let decided = house
            .post(
                &format!("{}/decide", story.file()),
                &story.free,
                &[
                    ("decision", "granted"),
                    ("reasons", "x"),
                    ("legal_basis", "x"),
                ],
            )
            .await;
        assert_ne!(decided.status, StatusCode::SEE_OTHER);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_message_is_given_like_a_file_and_the_dispatcher_hears_not_you() {
    for engine in ENGINES {
        let story = Story::new(engine).await;
        let house = story.house();
        // Nobody has it yet. A brother-in-law who buys in later is found when the message is given.
        let named = story
            .act(
                &story.manager,
                "party",
                &[
                    ("party-kind", "firm"),
                    ("party-name", "شرکت راه و بنا"),
                    ("party-national_id", "10240117985"),
                ],
            )
            .await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
        let named = story.name(&story.manager).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
        let tied = account(house, "clerk-lighting").await;
        let page = house.get(&story.file(), &story.manager).await;
        assert!(
            !page.body.contains(&tied),
            "who is kept out is not offered: {}",
            page.body
        );
        let given = house
            .post(
                &format!("{}/assign", story.file()),
                &story.manager,
                &[("account", "next")],
            )
            .await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
        work(house).await;
        let free = account(house, "other-clerk").await;
        let page = house.get(&story.here(), &story.free).await;
        assert!(page.body.contains("اعلام نبود تعارض منافع"), "{}", page.body);
        assert!(!free.is_empty());

        // Referred to another unit, it waits for somebody there; the people of that unit are compared.
        let moved = story
            .act(&story.desk, "refer", &[("refer-unit", "parks")])
            .await;
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
        let parks = house.sign_in(Role::Clerk, Some("parks")).await;
        declare(house, &parks, &[("nothing", "yes")]).await;
        assert_eq!(
            house.get(&story.here(), &story.free).await.status,
            StatusCode::NOT_FOUND
        );
        let taken = story.act(&parks, "take", &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        let page = house.get(&story.here(), &parks).await;
        assert!(page.body.contains("اعلام نبود تعارض منافع"), "{}", page.body);

        // A tie that is declared afterwards takes it away again; nobody else is in the unit, so it goes up, and that is disclosed.
        house.app.clock.set(NOW.plus_seconds(3_600));
        let done = declare(house, &parks, &BROTHER_IN_LAW).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(story.finds(&parks).await, Vec::<String>::new());
        let findings = house.get("/town/findings", &story.officer).await;
        assert!(
            findings.body.contains("آزاد") || findings.body.contains("تعارض"),
            "{}",
            findings.body
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_message_stays_shut_until_what_could_be_doubted_is_answered() {
    for engine in ENGINES {
        let story = Story::new(engine).await;
        let house = story.house();
        // The wife of the other clerk holds a firm that holds the named one.
        house.app.clock.set(NOW.plus_seconds(60));
        let done = declare(house, &story.free, &WIFE).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        story.held().await;
        let named = story.name(&story.desk).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
        let taken = story.act(&story.free, "take", &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        let page = house.get(&story.here(), &story.free).await;
        assert!(
            page.body.contains("این پرسش ایرادی به شما نیست"),
            "{}",
            page.body
        );
        let sure = [("sure", "yes")];
        let path = format!("{}/declare", story.file());
        let early = house.post(&path, &story.free, &sure).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        let early = story.answer(&story.free).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        let [doubt] = super::doubts::doubts(house)
            .await
            .try_into()
            .expect("one doubt");
        let ruling = [("ruling", "cleared"), ("grounds", "سهم اثری در پیام ندارد")];
        let done = house
            .post(&format!("{doubt}/answer"), &story.officer, &ruling)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = house.post(&path, &story.free, &sure).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let done = story.answer(&story.free).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        house.app.clock.set(NOW);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn who_decides_on_an_objection_waits_where_something_could_be_doubted() {
    for engine in ENGINES {
        let story = Story::new(engine).await;
        let house = story.house();
        let chief = house.sign_in(Role::Manager, Some("district-1")).await;
        let done = declare(house, &chief, &WIFE).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        story.held().await;
        story.name(&story.desk).await;
        story.act(&story.free, "take", &[]).await;
        let path = format!("{}/declare", story.file());
        house.post(&path, &story.free, &[("sure", "yes")]).await;
        let done = story.answer(&story.free).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let (message, lists) = (
            story.id.clone(),
            house.app.rules("town").await.expect("rules"),
        );
        house
            .app
            .act(move |tx| {
                async move {
                    let input = crate::voice::acts::Note {
                        message,
                        text: "هنوز خاموش است".to_owned(),
                    };
                    let citizen = crate::platform::actor::Actor::citizen("town");
                    crate::voice::acts::object(tx, &citizen, NOW, &lists, &input).await
                }
                .boxed()
            })
            .await
            .expect("objected");
        let early = story.act(&chief, "take-review", &[]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.body);
        assert!(
            early.body.contains("این پرسش ایرادی به شما نیست"),
            "{}",
            early.body
        );
        let [doubt] = super::doubts::doubts(house)
            .await
            .try_into()
            .expect("one doubt");
        let ruling = [("ruling", "cleared"), ("grounds", "سهم اثری در پیام ندارد")];
        let done = house
            .post(&format!("{doubt}/answer"), &story.officer, &ruling)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let taken = story.act(&chief, "take-review", &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn the_course_of_messages_leaves_out_what_a_reader_is_kept_from() {
    for engine in ENGINES {
        let story = Story::new(engine).await;
        let house = story.house();
        let seen = |body: &str| body.contains("1 case") || body.contains(&story.code);
        let here = "/town/services/own-messages/process/cases?lang=en";
        // Who is clerk and secretary at once reads the course of all messages, and a relative of theirs owns the firm.
        let (both, id) = colleague(house, "clerk-and-secretary", Role::Clerk, "lighting").await;
        second_role(house, &id, Role::Secretary).await;
        let done = declare(house, &both, &BROTHER_IN_LAW).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let before = house.get(here, &both).await;
        assert!(
            before.status == StatusCode::OK && seen(&before.body),
            "{}",
            before.body
        );
        story.name(&story.desk).await;
        let after = house.get(here, &both).await;
        assert!(!seen(&after.body), "{}", after.body);
        assert!(seen(&house.get(here, &story.officer).await.body));
        assert_eq!(story.finds(&both).await, Vec::<String>::new());
    }
}
