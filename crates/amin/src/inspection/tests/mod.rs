//! Inspection at the http edge.

mod apart;
mod by_risk;
mod measures;
mod missions;
mod orders;
mod rights;

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Engine, fetch_all};

use crate::platform::actor::Actor;
use crate::platform::permissions::Role;
use crate::testing::{Answer, House, NOW};
use crate::voice::desk::tests::Town;

/// A town with an integrity officer, an inspector with a decree, the managers of the city and of the lighting unit, and a clerk.
struct Scene {
    house: House,
    officer: String,
    inspector: String,
    mayor: String,
    manager: String,
    clerk: String,
}

/// An account of that name, signed in.
async fn account(house: &House, name: &str, role: Role, unit: Option<&str>) -> String {
    let (name, unit) = (name.to_owned(), unit.map(str::to_owned));
    let act = house.app.act(move |tx| {
        async move {
            crate::organisation::acts::account_for_tests(tx, NOW, "town", &name, role, unit).await
        }
        .boxed()
    });
    act.await.expect("an account").0
}

async fn ids(house: &House, sql: &'static str) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(&mut conn, (String,), sql).expect("rows");
    rows.into_iter().map(|(id,)| id).collect()
}

/// The only id that a statement finds.
async fn id(house: &House, sql: &'static str) -> String {
    let found = ids(house, sql).await;
    assert_eq!(found.len(), 1, "{sql}: {found:?}");
    found.into_iter().next().expect("an id")
}

async fn person(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let name = name.to_owned();
    let rows = fetch_all!(
        &mut conn,
        (String,),
        "select id from person where organisation = 'town' and name = $1",
        &name
    );
    rows.expect("people").first().expect("a person").0.clone()
}

/// The decree of somebody.
async fn decree_of(house: &House, name: &str) -> String {
    let of = person(house, name).await;
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(
        &mut conn,
        (String,),
        "select id from inspector where person = $1 order by recorded_at desc, id desc",
        &of
    );
    rows.expect("decrees").first().expect("a decree").0.clone()
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let house = Town::new(engine).await.house;
        house
            .app
            .act(|tx| {
                async move {
                    let program = Actor::program("town");
                    crate::interests::acts::set_up(tx, &program, NOW).await?;
                    super::acts::set_up(tx, &program, NOW).await
                }
                .boxed()
            })
            .await
            .expect("settings");
        let scene = Self {
            officer: account(&house, "بهمن فرهادی", Role::IntegrityOfficer, None).await,
            inspector: account(&house, "کاوه دانش", Role::Inspector, None).await,
            mayor: account(&house, "حمید سلیمی", Role::Manager, Some("city")).await,
            manager: account(&house, "پیمان آذر", Role::Manager, Some("lighting")).await,
            clerk: account(&house, "لیلا نوری", Role::Clerk, Some("lighting")).await,
            house,
        };
        let done = scene.appoint("کاوه دانش", "۱۴۰۵/۰۱/۰۱", "۱۴۰۵/۱۲/۲۹").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        scene
    }

    async fn appoint(&self, name: &str, from: &str, to: &str) -> Answer {
        let of = person(&self.house, name).await;
        let token = format!("decree-{}", &of[of.len() - 8..]);
        let form = [
            ("id", token.as_str()),
            ("person", &of),
            ("decree", "۱۲/ب/۳۴"),
            ("decree_on", "۱۴۰۵/۰۱/۰۱"),
            ("from_day", from),
            ("to_day", to),
        ];
        self.house
            .post("/town/inspection/inspectors", &self.officer, &form)
            .await
    }

    async fn checklist(&self, code: &str) -> String {
        let mut conn = self.house.app.read().await.expect("a connection");
        let rows = fetch_all!(
            &mut conn,
            (String,),
            "select id from checklist where code = $1 and replaced_on is null",
            code
        );
        rows.expect("checklists").first().expect("one").0.clone()
    }

    /// Orders a mission to the lighting unit with these inspectors.
    async fn order(&self, token: &str, inspectors: &[&str], more: &[(&str, &str)]) -> Answer {
        let checklist = self.checklist("clients").await;
        let mut form = vec![
            ("id", token),
            ("unit", "lighting"),
            ("process", "پاسخ به پیام‌های روشنایی"),
            ("purpose", "دیرکرد پاسخ‌ها دیده شود"),
            ("checklist", checklist.as_str()),
            ("from_day", "۱۴۰۵/۰۹/۰۷"),
            ("to_day", "۱۴۰۵/۰۹/۳۰"),
        ];
        let given: Vec<&str> = more.iter().map(|(name, _)| *name).collect();
        form.retain(|(name, _)| !given.contains(name));
        form.extend_from_slice(more);
        form.extend(inspectors.iter().map(|one| ("inspectors", *one)));
        self.house
            .post("/town/inspection/new", &self.officer, &form)
            .await
    }

    /// A mission of the one inspector, under way.
    async fn under_way(&self) -> String {
        let decree = decree_of(&self.house, "کاوه دانش").await;
        let done = self.order("mission-1", &[&decree], &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let mission = done.location().to_owned();
        let done = self.deed(&mission, "start", &[]).await;
        assert_eq!(done.location(), mission, "{}", done.body);
        mission
    }

    /// The inspector does something with a mission.
    async fn deed(&self, mission: &str, deed: &str, form: &[(&str, &str)]) -> Answer {
        let path = format!("{mission}/{deed}");
        self.house.post(&path, &self.inspector, form).await
    }

    /// Answers every item and fixes the report.
    async fn report(&self, mission: &str) {
        let items = ids(
            &self.house,
            "select i.id from checklist_item i join mission m on m.checklist = i.checklist and m.organisation = i.organisation where m.state = 'under-way'",
        )
        .await;
        for item in &items {
            let form = [("item", item.as_str()), ("answer", "kept")];
            let done = self.deed(mission, "answer", &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
        let form = [("conclusion", "روند پاسخ‌گویی بهتر شده است.")];
        let done = self.deed(mission, "finish", &form).await;
        assert_eq!(done.location(), mission, "{}", done.body);
    }
}
