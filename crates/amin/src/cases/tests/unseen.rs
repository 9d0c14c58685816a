//! Who does not see that a case exists; and what the public log tells.

use axum::http::StatusCode;
use futures::FutureExt;

use super::{accepted, actor, boards, deed, done, house, report, row, somebody};
use crate::cases::acts;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, NOW};

#[tokio::test]
async fn a_case_does_not_exist_for_whom_it_is_about_or_who_is_under_them() {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = somebody(&house, "officer", Role::IntegrityOfficer, None).await;
        // Of two officers one works under the manager whom it is about, and the second officer bears that manager's role too.
        let under = somebody(&house, "zirdast", Role::IntegrityOfficer, Some("lighting")).await;
        let manager = somebody(&house, "modir", Role::Manager, Some("district-1")).await;
        let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
        let id = report(&house, &reporter, "modir").await;
        let here = format!("/town/cases/{id}");
        assert_eq!(
            row(&house, &id).await.subject.as_deref(),
            Some(manager.person.as_str())
        );
        assert_eq!(
            house.get(&here, &officer.token).await.status,
            StatusCode::OK
        );
        assert_eq!(
            house.get(&here, &under.token).await.status,
            StatusCode::NOT_FOUND
        );
        let number = row(&house, &id).await.number;
        let shown = house
            .get("/town/cases?state=&lang=en", &officer.token)
            .await;
        assert!(shown.body.contains(&number), "{}", shown.body);
        for path in [
            "/town/cases?state=&lang=en",
            "/town/cases?state=&lang=en&q=modir",
        ] {
            let list = house.get(path, &under.token).await;
            assert!(
                !list.body.contains(&number) && list.body.contains("0 cases"),
                "{}",
                list.body
            );
        }
        // Before the charge the person concerned sees nothing at all.
        let own = house.get("/town/cases/own", &manager.token).await;
        assert!(!own.body.contains(&number));
        let path = format!("/town/cases/own/{id}");
        assert_eq!(
            house.get(&path, &manager.token).await.status,
            StatusCode::NOT_FOUND
        );
        // Nobody reads who reported, not even the officer.
        let page = house.get(&here, &officer.token).await;
        // The choice of an investigator names the staff; nothing else does.
        let said: Vec<&str> = (page.body.lines())
            .filter(|line| !line.contains("<option"))
            .collect();
        assert!(!said.join("").contains("gozareshgar"), "{}", page.body);
        // Who keeps out sees it no more.
        done(&house, &officer, &id, "recuse", &[("note", "دوستی دیرین")]).await;
        assert_eq!(
            house.get(&here, &officer.token).await.status,
            StatusCode::NOT_FOUND
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn where_nobody_is_impartial_the_report_goes_elsewhere() {
    let house = house(ENGINES[0]).await;
    somebody(&house, "officer", Role::IntegrityOfficer, Some("lighting")).await;
    let mayor = somebody(&house, "shahrdar", Role::Manager, Some("city")).await;
    let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
    let form = house.get("/town/cases/report", &reporter.token).await;
    let id = crate::interests::tests::token(&form);
    let fields = [
        ("id", id.as_str()),
        ("body", "شهرداری"),
        ("description", "شرح موضوع"),
        ("suspect_name", "shahrdar"),
    ];
    let sent = house
        .post("/town/cases/report", &reporter.token, &fields)
        .await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    assert!(sent.body.contains("سازمان بازرسی کل کشور") && sent.body.contains("شرح موضوع"));
    drop(mayor);
}

#[tokio::test]
async fn kin_of_the_person_concerned_do_not_decide() {
    for engine in ENGINES {
        let house = house(engine).await;
        let (_, primary, _) = boards(&house).await;
        let officer = crate::interests::tests::open_campaign(&house).await;
        let brother = [("kin-0-relation", "brother"), ("kin-0-holder", "karmand")];
        let sent = crate::interests::tests::declare(&house, &primary[0].token, &brother).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let officer = super::Somebody {
            person: actor(&house, &officer).await.person.expect("a person"),
            token: officer,
        };
        let accused = somebody(&house, "karmand", Role::Clerk, Some("lighting")).await;
        let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
        let id = report(&house, &reporter, "").await;
        done(&house, &officer, &id, "screen", &accepted(&accused.person)).await;
        done(&house, &officer, &id, "seat-primary", &[]).await;
        let mut conn = house.app.read().await.expect("a connection");
        let panel = crate::cases::store::panel(&mut conn, "town", &id)
            .await
            .expect("a panel");
        // Three seats of one moment have no order among them.
        let mut seated: Vec<&str> = panel.iter().map(|seat| seat.person.as_str()).collect();
        let mut others: Vec<&str> = primary[1..].iter().map(|one| one.person.as_str()).collect();
        seated.sort_unstable();
        others.sort_unstable();
        assert_eq!(seated, others, "the alternate sits for the brother");
        let here = format!("/town/cases/{id}");
        assert_eq!(
            house.get(&here, &primary[0].token).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get(&here, &primary[3].token).await.status,
            StatusCode::OK
        );
        // With three members and no alternate left, a further recusal leaves the board short.
        done(
            &house,
            &primaries(&primary, 1),
            &id,
            "recuse",
            &[("note", "دعوای حقوقی")],
        )
        .await;
        let short = deed(&house, &officer, &id, "seat-primary", &[]).await;
        assert_eq!(short.status, StatusCode::CONFLICT);
        drop(conn);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_member_who_comes_to_be_tied_no_longer_sits() {
    for engine in ENGINES {
        let house = house(engine).await;
        let (_, primary, _) = boards(&house).await;
        let officer = crate::interests::tests::open_campaign(&house).await;
        let officer = super::Somebody {
            person: actor(&house, &officer).await.person.expect("a person"),
            token: officer,
        };
        let accused = somebody(&house, "karmand", Role::Clerk, Some("lighting")).await;
        let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
        let id = report(&house, &reporter, "").await;
        done(&house, &officer, &id, "screen", &accepted(&accused.person)).await;
        done(&house, &officer, &id, "seat-primary", &[]).await;
        let here = format!("/town/cases/{id}");
        assert_eq!(
            house.get(&here, &primary[1].token).await.status,
            StatusCode::OK
        );
        let brother = [("kin-0-relation", "brother"), ("kin-0-holder", "karmand")];
        let sent = crate::interests::tests::declare(&house, &primary[1].token, &brother).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        super::work(&house).await;
        assert_eq!(
            house.get(&here, &primary[1].token).await.status,
            StatusCode::NOT_FOUND
        );
        // The seat is free for the alternate.
        done(&house, &officer, &id, "seat-primary", &[]).await;
        assert_eq!(
            house.get(&here, &primary[3].token).await.status,
            StatusCode::OK
        );
        house.assert_journal_agrees().await;
    }
}

fn primaries(list: &[super::Somebody], place: usize) -> super::Somebody {
    super::Somebody {
        token: list[place].token.clone(),
        person: list[place].person.clone(),
    }
}

#[tokio::test]
async fn the_public_log_does_not_tell_that_there_is_a_case() {
    let house = house(ENGINES[0]).await;
    let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
    let officer = somebody(&house, "officer", Role::IntegrityOfficer, None).await;
    let mut conn = house.app.read().await.expect("a connection");
    let before = store::journal_length(&mut conn).await.expect("a length");
    drop(conn);
    let id = report(&house, &reporter, "").await;
    done(&house, &officer, &id, "screen", &accepted("")).await;
    let mut conn = house.app.read().await.expect("a connection");
    let after = store::journal_length(&mut conn).await.expect("a length");
    let mut seen = 0;
    for place in before..after {
        let row = store::entry_at(&mut conn, place)
            .await
            .expect("a read")
            .expect("an entry");
        if row.kind.starts_with("cases.") {
            let public = String::from_utf8_lossy(&row.entry);
            assert!(
                public.contains("integrity.act") && !public.contains("case"),
                "{public}"
            );
            seen += 1;
        }
        if row.kind == "cases.opened" || row.kind == "cases.reported" {
            assert_eq!(row.actor, None, "the journal does not say who reported");
        }
    }
    assert!(seen >= 3);
}

#[tokio::test]
async fn a_manager_who_does_not_report_in_time_is_told_above() {
    for engine in ENGINES {
        let house = house(engine).await;
        let officer = somebody(&house, "officer", Role::IntegrityOfficer, None).await;
        let manager = somebody(&house, "modir", Role::Manager, Some("lighting")).await;
        somebody(&house, "modir-mantaghe", Role::Manager, Some("district-1")).await;
        let one = actor(&house, &officer.token).await;
        let person = manager.person.clone();
        house
            .app
            .act(move |tx| {
                async move {
                    let input = acts::NewDuty {
                        id: "duty-0001".to_owned(),
                        person,
                        subject: "شکایت درباره دریافت وجه".to_owned(),
                        learnt_on: "۱۴۰۵/۰۹/۰۷".to_owned(),
                    };
                    acts::enter_duty(tx, &one, NOW, &input).await
                }
                .boxed()
            })
            .await
            .expect("a duty");
        let read = async || {
            let mut conn = house.app.read().await.expect("a connection");
            crate::cases::store::duty(&mut conn, "town", "duty-0001")
                .await
                .expect("a read")
                .expect("a duty")
        };
        let due = read().await.due_at;
        // Five working days after Saturday the 7th: Sunday to Thursday the 12th.
        assert_eq!(persian::tehran_date(due.0).to_string(), "1405/09/12");
        house.app.clock.set(due.plus_seconds(1));
        super::work(&house).await;
        let late = read().await;
        assert_eq!((late.state.as_str(), late.level), ("overdue", 1));
        house.app.clock.set(NOW);
        let form = house
            .get("/town/cases/report?duty=duty-0001", &manager.token)
            .await;
        let id = crate::interests::tests::token(&form);
        let fields = [
            ("id", id.as_str()),
            ("duty", "duty-0001"),
            ("body", "شهرداری"),
            ("description", "شرح"),
        ];
        let sent = house
            .post("/town/cases/report", &manager.token, &fields)
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        assert_eq!(read().await.state, "reported");
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn an_agenda_hides_a_case_from_the_member_whom_it_is_about() {
    for engine in ENGINES {
        let house = house(engine).await;
        let secretary = somebody(&house, "dabir", Role::Secretary, None).await;
        let member = somebody(&house, "ozv", Role::CommitteeMember, None).await;
        let other = somebody(&house, "digar", Role::CommitteeMember, None).await;
        let post = async |path: &str, form: &[(&str, &str)]| {
            let answer = house.post(path, &secretary.token, form).await;
            assert_eq!(
                answer.status,
                StatusCode::SEE_OTHER,
                "{path}: {}",
                answer.body
            );
        };
        let committee = "/town/committee/integrity";
        let form = [
            ("id", "integrity"),
            ("kind", "integrity"),
            ("name", "کمیته سلامت اداری"),
            ("name_en", "Integrity committee"),
            ("legal_basis", "تصویب‌نامه ۲۰۶/۹۳/۵۶۰"),
            ("mandate", "سنجش و پایش سلامت اداری"),
            ("quorum", "۲"),
            ("majority", "present"),
        ];
        post("/town/committee", &form).await;
        for (title, duty, who) in [
            ("شهردار", "chair", &other),
            ("دبیرخانه", "secretary", &secretary),
            ("معاون", "member", &member),
        ] {
            post(
                &format!("{committee}/seat"),
                &[("title", title), ("duty", duty)],
            )
            .await;
            let mut conn = house.app.read().await.expect("a connection");
            let seats = crate::committee::store::seats(&mut conn, "town", "integrity").await;
            drop(conn);
            let seat = seats.expect("seats").last().expect("a seat").id.clone();
            let form = [
                ("seat", seat.as_str()),
                ("person", &who.person),
                ("decree", "۱۲/ص"),
                ("from_day", "۱۴۰۵/۰۱/۰۱"),
            ];
            post(&format!("{committee}/appoint"), &form).await;
        }
        let form = [
            ("session_id", "s-1"),
            ("kind", "ordinary"),
            ("day", "۱۴۰۵/۱۱/۲۰"),
            ("time", "۱۰:۰۰"),
            ("place", "اتاق جلسه"),
        ];
        post(&format!("{committee}/plan"), &form).await;
        let reporter = somebody(&house, "gozareshgar", Role::Clerk, Some("parks")).await;
        let id = report(&house, &reporter, "ozv").await;
        let case = row(&house, &id).await;
        assert_eq!(case.subject.as_deref(), Some(member.person.as_str()));
        // The time for the first look has passed, so the case waits for the committee.
        let later = case.deadline_at.expect("a deadline").plus_seconds(1);
        let who = actor(&house, &secretary.token).await;
        let filled = house.app.act(move |tx| {
            async move { crate::committee::acts::fill_agenda(tx, &who, later, "s-1").await }.boxed()
        });
        assert_eq!(filled.await.expect("an agenda").0, 1);
        let number = persian::digits::to_persian(&case.number);
        let session = "/town/committee/sessions/s-1";
        for reader in [&secretary, &other] {
            let page = house.get(session, &reader.token).await;
            assert!(page.body.contains(&number), "{}", page.body);
        }
        let page = house.get(session, &member.token).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains(&number), "{}", page.body);
        let mut conn = house.app.read().await.expect("a connection");
        let items = crate::committee::store::items(&mut conn, "town", "s-1").await;
        drop(conn);
        let item = format!("{session}/items/{}", items.expect("items")[0].id);
        for (reader, status) in [
            (&secretary, StatusCode::OK),
            (&member, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(house.get(&item, &reader.token).await.status, status);
        }
        house.assert_journal_agrees().await;
    }
}
