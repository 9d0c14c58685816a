//! What a colleague declared counts for everybody whom it ties; and what one person did with one account holds for all of them.

use axum::http::StatusCode;
use futures::FutureExt;
use store::{Draft, change, fetch_all};

use super::matters::{FIRM, account, colleague, register};
use super::{declare, house, open_campaign, work};
use crate::platform::errors::ActError;
use crate::platform::permissions::Role;
use crate::testing::{ENGINES, House, NOW};
use crate::voice::desk::tests::Town;

/// What the sister declares: the clerk of lighting is her brother, and 6 % of the applicant is hers.
const SISTER: [(&str, &str); 6] = [
    ("kin-0-relation", "brother"),
    ("kin-0-holder", "clerk-lighting"),
    ("firm-0-relation", "self"),
    ("firm-0-body", "شرکت سازه‌گستر"),
    ("firm-0-legal", FIRM),
    ("firm-0-share", "۶"),
];

/// The person behind an account.
async fn person(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    crate::organisation::store::account_named(&mut conn, "town", name)
        .await
        .expect("a read")
        .expect("an account")
        .person
}

/// The officer decides that two records are one person.
async fn same(house: &House, officer: &str, one: &str, other: &str) {
    let open = [("do", "open"), ("reason", "دو اظهارنامه با هم نمی‌خواند")];
    house.post("/town/interests/names", officer, &open).await;
    let pair = [
        ("one", one),
        ("other", other),
        ("ruling", "same"),
        ("reason", "پرونده کارگزینی"),
    ];
    let done = house.post("/town/interests/names", officer, &pair).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn a_sister_whom_the_clerk_left_out_counts_by_what_she_declared() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let sister = house.sign_in(Role::Clerk, Some("parks")).await;
        let officer = open_campaign(&house).await;
        for who in [&clerk, &other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        work(&house).await;
        let here = register(&house, &manager).await.location().to_owned();
        let clerk_account = account(&house, "clerk-lighting").await;
        let form = [("account", clerk_account.as_str())];
        let given = house.post(&format!("{here}/assign"), &manager, &form).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);

        // She works for another unit and declares: by the name alone it is looked at, and nobody is kept from anything.
        house.app.clock.set(NOW.plus_seconds(60));
        let declared = declare(&house, &sister, &SISTER).await;
        assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
        work(&house).await;
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::OK);
        let findings = "/town/findings.json?kind=conflict";
        let list = house.get(findings, &officer).await.body;
        assert!(list.contains("A tie to be looked at"), "{list}");

        // Once a person has decided that the brother is this clerk, the file goes to somebody else.
        let (his, hers) = (
            person(&house, "clerk-lighting").await,
            person(&house, "clerk-parks").await,
        );
        house.app.clock.set(NOW.plus_seconds(120));
        let kin = format!("kin:{hers}:brother:clerklighting");
        same(&house, &officer, &format!("staff:{his}"), &kin).await;
        work(&house).await;
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&here, &other).await.status, StatusCode::OK);
        // The dispatcher is not told by whose word; the officer is, for a reason.
        let page = house.get(&here, &manager).await.body;
        assert!(!page.contains("clerk-parks"), "{page}");
        let reason = [("reason", "رسیدگی به اعتراض")];
        let open = house.post(&format!("{here}/open"), &officer, &reason).await;
        assert!(
            open.body.contains("clerk-parks") && open.body.contains("اظهار یک سو"),
            "{}",
            open.body
        );

        // Now the clerk names her too, and it is decided that she is meant: both have declared it.
        house.app.clock.set(NOW.plus_seconds(180));
        let kin = [
            ("kin-0-relation", "sister"),
            ("kin-0-holder", "clerk-parks"),
        ];
        let declared = declare(&house, &clerk, &kin).await;
        assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
        let kin = format!("kin:{his}:sister:clerkparks");
        same(&house, &officer, &format!("staff:{hers}"), &kin).await;
        work(&house).await;
        let second = register_again(&house, &manager).await;
        house
            .post(&format!("{second}/assign"), &manager, &form)
            .await;
        let open = house
            .post(&format!("{second}/open"), &officer, &reason)
            .await;
        assert!(open.body.contains("اظهار هر دو سو"), "{}", open.body);
        house.assert_journal_agrees().await;
    }
}

/// Registers another file of the same firm; gives its address.
async fn register_again(house: &House, manager: &str) -> String {
    let answer = register(house, manager).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

#[tokio::test]
async fn what_a_person_is_kept_from_does_not_exist_for_their_second_account() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let second = house.sign_in(Role::Manager, Some("lighting")).await;
        let dispatcher = house.sign_in(Role::ComplaintOfficer, None).await;
        let officer = open_campaign(&house).await;
        for who in [&clerk, &other] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        work(&house).await;
        // The manager's account is the clerk's second one.
        let (his, managers) = (
            person(&house, "clerk-lighting").await,
            account(&house, "manager-lighting").await,
        );
        house
            .app
            .act(move |tx| {
                async move {
                    change!(
                        tx,
                        "account",
                        &managers,
                        "update account set person = $3 where organisation = $1 and id = $2",
                        "town",
                        &managers,
                        &his
                    )?;
                    tx.append(Draft {
                        organisation: "town",
                        kind: "account.changed",
                        public_kind: "integrity.act",
                        objects: vec![("account", managers)],
                        actor: None,
                        role: "program",
                        unit: None,
                        at: NOW,
                        payload: vec![],
                    })
                    .await?;
                    Ok::<(), ActError>(())
                }
                .boxed()
            })
            .await
            .expect("an act");
        // A gift of the applicant, recorded with the one account, ties the other.
        let form = house.get("/town/interests/gifts/new", &second).await;
        let gift = [
            ("id", &*super::token(&form)),
            ("what", "سکه"),
            ("giver", "سازه‌گستر"),
            ("giver_kind", "firm"),
            ("giver_id", FIRM),
            ("happened_on", "1405/09/07"),
            ("outcome", "offered"),
        ];
        let done = house
            .post("/town/interests/gifts/new", &second, &gift)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let here = register(&house, &dispatcher).await.location().to_owned();
        // Compared as the manager above the unit, and found in conflict: for no account of this person it exists.
        for who in [&second, &clerk] {
            let page = house.get(&here, who).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            let list = house.get("/town/matters?state=", who).await.body;
            assert!(!list.contains("پروانه نصب چراغ"), "{list}");
        }
        let clerk_account = account(&house, "clerk-lighting").await;
        let page = house.get(&here, &dispatcher).await.body;
        assert!(!page.contains(&clerk_account), "{page}");
        let form = [("account", "next")];
        let given = house
            .post(&format!("{here}/assign"), &dispatcher, &form)
            .await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
        assert_eq!(house.get(&here, &other).await.status, StatusCode::OK);
        let mut conn = house.app.read().await.expect("a connection");
        let recused = fetch_all!(&mut conn, (String,), "select person from matter_recusal")
            .expect("recusals");
        assert_eq!(recused.len(), 1, "once a person: {recused:?}");
        drop(conn);
        let seen = house.get(&here, &officer).await;
        assert_eq!(seen.status, StatusCode::OK);
        work(&house).await;
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_commanded_recusal_outlasts_the_next_declaration_until_a_reviewer_ends_it() {
    for engine in ENGINES {
        let house = house(engine).await;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let clerk_account = account(&house, "clerk-lighting").await;
        let (other, _) = colleague(&house, "other-clerk", Role::Clerk, "lighting").await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        for who in [&other, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        let membership = [
            ("membership-0-body", "انجمن مهندسان"),
            ("membership-0-since", "1400/01/01"),
        ];
        let first = declare(&house, &clerk, &membership)
            .await
            .location()
            .to_owned();
        let form = [
            ("state", "conditional"),
            ("note", "دوستی با مدیر شرکت"),
            ("c1-kind", "recusal"),
            ("c1-text", "در پرونده‌های این شرکت رسیدگی نکند"),
            ("c1-legal", FIRM),
            ("c1-owner", &clerk_account),
            ("c1-due", "1405/09/20"),
        ];
        let done = house
            .post(&format!("{first}/review"), &officer, &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

        // The next year's declaration says nothing of it and is approved.
        house.app.clock.set(NOW.plus_seconds(60));
        let page = house.get("/town/interests/campaigns", &officer).await;
        let id = super::token(&page);
        let campaign = [("id", &*id), ("year", "۱۴۰۶"), ("working_days", "10")];
        let opened = house
            .post("/town/interests/campaigns", &officer, &campaign)
            .await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
        let next = declare(&house, &clerk, &membership)
            .await
            .location()
            .to_owned();
        let form = [("state", "approved"), ("note", "کامل است")];
        let done = house.post(&format!("{next}/review"), &officer, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(&house).await;
        let assign = [("account", clerk_account.as_str())];
        let here = register_again(&house, &manager).await;
        let given = house
            .post(&format!("{here}/assign"), &manager, &assign)
            .await;
        assert!(
            given.body.contains("به clerk-lighting سپرده نشد"),
            "{}",
            given.body
        );
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);

        // A reviewer ends it, with a reason; the declarant does not.
        let page = house.get(&first, &officer).await.body;
        let at = page.find("name=\"condition\" value=\"").expect("a form") + 24;
        let condition = page[at..].split('"').next().expect("its end").to_owned();
        let end = format!("{first}/end-recusal");
        let form = [
            ("condition", condition.as_str()),
            ("end_reason", "شرکت دیگر با شهرداری کاری ندارد"),
        ];
        let bare = house.post(&end, &officer, &form[..1]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let own = house.post(&end, &clerk, &form).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN);
        let done = house.post(&end, &officer, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = house.get(&first, &clerk).await.body;
        assert!(page.contains("شرکت دیگر با شهرداری کاری ندارد"), "{page}");
        work(&house).await;
        // The earlier file stays with whom it went to; a new one may be given.
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
        let later = register_again(&house, &manager).await;
        let given = house
            .post(&format!("{later}/assign"), &manager, &assign)
            .await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
        assert_eq!(house.get(&later, &clerk).await.status, StatusCode::OK);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_message_about_the_firm_of_a_sister_is_not_found_by_the_brother_whom_she_declared() {
    for engine in ENGINES {
        let town = Town {
            house: house(engine).await,
        };
        let house = &town.house;
        let clerk = house.sign_in(Role::Clerk, Some("lighting")).await;
        let (other, _) = colleague(house, "other-clerk", Role::Clerk, "lighting").await;
        let sister = house.sign_in(Role::Clerk, Some("parks")).await;
        let desk = house.sign_in(Role::ComplaintOfficer, None).await;
        let officer = open_campaign(house).await;
        for who in [&clerk, &other, &desk] {
            declare(house, who, &[("nothing", "yes")]).await;
        }
        declare(house, &sister, &SISTER).await;
        let (his, hers) = (
            person(house, "clerk-lighting").await,
            person(house, "clerk-parks").await,
        );
        let kin = format!("kin:{hers}:brother:clerklighting");
        same(house, &officer, &format!("staff:{his}"), &kin).await;
        let text = "چراغ‌های خیابان بهار با جنس نامرغوب عوض شده است";
        let (id, _) = town.file("complaint", "street-lighting", text, 0).await;
        let here = format!("/town/desk/messages/{id}");
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::OK);
        let seen = town.seen(&id).await;
        let form = [
            ("seen", seen.as_str()),
            ("party-kind", "firm"),
            ("party-name", "شرکت سازه‌گستر"),
            ("party-national_id", FIRM),
        ];
        let named = house.post(&format!("{here}/party"), &desk, &form).await;
        assert_eq!(named.status, StatusCode::SEE_OTHER, "{}", named.body);
        assert_eq!(house.get(&here, &clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(&here, &other).await.status, StatusCode::OK);
        house.assert_journal_agrees().await;
    }
}
