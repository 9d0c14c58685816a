//! Open contracting data in: releases of one process are joined, and what is not taken is told.

use super::*;

/// A notice whose tender period is not over.
fn notice(ocid: &str) -> String {
    release(ocid)
        .replace("2026-11-06T14:00:00", "2027-01-20T14:00:00")
        .replacen(
            '{',
            r#"{"date": "2026-11-01T08:00:00+03:30", "tag": ["tender"], "#,
            1,
        )
}

/// An award and nothing else.
fn award(ocid: &str) -> String {
    format!(
        r#"{{"ocid": "{ocid}", "date": "2026-11-20T09:00:00+03:30", "tag": ["award"], "awards": [{{"id": "aw", "status": "active",
        "suppliers": [{{"id": "b"}}]}}]}}"#
    )
    .replace('\n', " ")
}

#[tokio::test]
async fn an_award_on_a_line_of_its_own_empties_nothing_and_opens_nothing() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        // Both in one file, the newer first; and the award alone, later.
        let together = format!("{}\n{}\n", award("town-7"), notice("town-7"));
        let done = import(house, &gate.manager, "lighting", &together).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let done = import(house, &gate.manager, "lighting", &notice("town-8")).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let done = import(house, &gate.manager, "lighting", &award("town-8")).await;
        assert!(done.body.contains("۱ به‌روزشده"), "{}", done.body);
        for again in [award("town-8"), notice("town-8"), together] {
            let done = import(house, &gate.manager, "lighting", &again).await;
            assert!(
                done.body.contains("۱ بی‌تغییر") && done.body.contains("۰ به‌روزشده"),
                "{}",
                done.body
            );
        }
        for sql in [
            "select id from tender where ocid = 'town-7'",
            "select id from tender where ocid = 'town-8'",
        ] {
            let id = ids(house, sql).await.remove(0);
            let here = format!("/town/tenders/{id}");
            let page = house.get(&here, &gate.manager).await;
            assert!(
                page.body.contains("روشنایی بوستان") && page.body.contains("شرکت راه‌ساز"),
                "{}",
                page.body
            );
            let data = house
                .get(&format!("{here}/release.json"), &gate.manager)
                .await;
            assert!(data.body.contains("\"aw\"") && data.body.contains("2027-01-20"));
            // Nothing opens before the period is over.
            let who = account(house, "clerk-parks").await;
            let post = async |who: &str, deed: &str, form: &[(&str, &str)]| {
                house.post(&format!("{here}/{deed}"), who, form).await
            };
            post(&gate.manager, "declare", &[]).await;
            post(&gate.manager, "name", &[("account", &who)]).await;
            post(&gate.free, "declare", &[]).await;
            let done = post(&gate.manager, "screen", &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            let done = post(&gate.manager, "open", &[]).await;
            assert_eq!(done.status, StatusCode::CONFLICT);
            assert!(
                done.body.contains("مهلت پیشنهاد هنوز پایان نیافته است"),
                "{}",
                done.body
            );
        }
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn what_is_not_taken_is_told_in_persian_and_can_be_read_again() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let file = format!(
            "{}\n{{\"ocid\":\n{{\"id\": \"x\"}}\n{}\n{{\"ocid\": \"town-2\", \"tender\": {{\"title\": \"x\"}}}}\n",
            notice("town-2"),
            release("town-3")
        );
        let done = send_file(house, &gate.manager, "lighting", &file).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let report = done.location().to_owned();
        let page = house.get(&report, &gate.manager).await;
        for sentence in [
            "۲ مناقصه تازه",
            "این سطر JSON درستی نیست",
            "شناسه فرایند (ocid) ندارد",
            "فرایند «",
            "تاریخ (date) ندارد",
        ] {
            assert!(page.body.contains(sentence), "{sentence}: {}", page.body);
        }
        for english in ["invalid JSON", "no ocid", "no date"] {
            assert!(!page.body.contains(english), "{english}: {}", page.body);
        }
        let page = house.get(&format!("{report}?lang=en"), &gate.manager).await;
        assert!(
            page.body.contains("no valid JSON") && page.body.contains("has no identifier (ocid)"),
            "{}",
            page.body
        );
        // The form leads to it; another unit's manager, and who takes nothing in, do not see it.
        let form = house.get("/town/tenders/import", &gate.manager).await;
        assert!(form.body.contains(&report), "{}", form.body);
        let parks = house.sign_in(Role::Manager, Some("parks")).await;
        let form = house.get("/town/tenders/import", &parks).await;
        assert!(!form.body.contains(&report));
        assert_eq!(
            house.get(&report, &parks).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            house.get(&report, &gate.officer).await.status,
            StatusCode::FORBIDDEN
        );
        let none = house.get("/town/tenders/imports/none", &gate.manager).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        // A file that is none at all.
        let done = send_file(house, &gate.manager, "lighting", "\u{1f}\u{8b}broken").await;
        assert!(
            done.status == StatusCode::UNPROCESSABLE_ENTITY || done.status == StatusCode::SEE_OTHER
        );
        house.assert_journal_agrees().await;
    }
}

/// A release with two bids; the other bid's currency.
fn priced(ocid: &str, currency: &str) -> String {
    format!(
        r#"{{"ocid": "{ocid}", "buyer": {{"id": "town"}}, "parties": [{{"id": "a", "name": "الف"}}, {{"id": "b", "name": "ب"}}],
        "tender": {{"id": "t", "title": "خرید", "procurementMethod": "open", "status": "complete",
            "tenderPeriod": {{"startDate": "2026-09-01T08:00:00+03:30", "endDate": "2026-11-06T14:00:00+03:30"}},
            "tenderers": [{{"id": "a"}}, {{"id": "b"}}]}},
        "bids": {{"details": [
            {{"id": "1", "status": "valid", "date": "2026-11-05T09:00:00+03:30", "tenderers": [{{"id": "a"}}], "value": {{"amount": 100, "currency": "IRR"}}}},
            {{"id": "2", "status": "valid", "date": "2026-11-05T10:00:00+03:30", "tenderers": [{{"id": "b"}}], "value": {{"amount": 100, "currency": "{currency}"}}}}]}},
        "awards": [{{"id": "w", "status": "active", "date": "2026-11-10T09:00:00+03:30", "suppliers": [{{"id": "a"}}], "value": {{"amount": 100, "currency": "IRR"}}}}]}}"#
    )
    .replace('\n', " ")
}

#[tokio::test]
async fn prices_in_mixed_currencies_are_never_compared() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let file = format!("{}\n{}\n", priced("mixed", "EUR"), priced("same", "IRR"));
        let done = import(house, &gate.manager, "lighting", &file).await;
        assert!(done.body.contains("۲ مناقصه تازه"), "{}", done.body);
        let state = ids(
            house,
            "select f.state || ' ' || f.missing from tender_flag f join tender t on t.organisation = f.organisation and t.id = f.tender
             where t.ocid = 'mixed' and f.code = 'R024'",
        )
        .await;
        assert_eq!(state, ["insufficient bids in one currency"]);
        // The same number in another currency is no identical price; in one currency it is.
        let flagged = ids(
            house,
            "select t.ocid from tender_flag f join tender t on t.organisation = f.organisation and t.id = f.tender
             where f.code = 'R028' and f.state = 'flag'",
        )
        .await;
        assert_eq!(flagged, ["same"]);
        let id = ids(house, "select id from tender where ocid = 'mixed'")
            .await
            .remove(0);
        let page = house
            .get(&format!("/town/tenders/{id}"), &gate.officer)
            .await;
        assert!(
            page.body.contains("پیشنهادهایی با یک واحد پول"),
            "{}",
            page.body
        );
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_last_day_lasts_until_its_end_and_without_one_nothing_opens() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let period = r#""tenderPeriod": {"startDate": "2026-11-01T08:00:00+03:30", "endDate": "2026-11-06T14:00:00+03:30"},"#;
        // Today is the last day, and it is morning.
        let today = release("today").replace("2026-11-06T14:00:00+03:30", "2026-11-28");
        let never = release("never").replace(period, "");
        let done = import(
            house,
            &gate.manager,
            "lighting",
            &format!("{today}\n{never}"),
        )
        .await;
        assert!(done.body.contains("۲ مناقصه تازه"), "{}", done.body);
        let who = account(house, "clerk-parks").await;
        let name = [("account", who.as_str())];
        for (sql, sentence) in [
            (
                "select id from tender where ocid = 'today'",
                "مهلت پیشنهاد هنوز",
            ),
            (
                "select id from tender where ocid = 'never'",
                "نمی‌گوید مهلت دادن پیشنهاد تا کی است",
            ),
        ] {
            let here = format!("/town/tenders/{}", ids(house, sql).await.remove(0));
            for (token, deed, form) in [
                (&gate.manager, "declare", &[][..]),
                (&gate.manager, "name", &name[..]),
                (&gate.free, "declare", &[][..]),
                (&gate.manager, "screen", &[][..]),
            ] {
                let done = house.post(&format!("{here}/{deed}"), token, form).await;
                assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
            }
            let done = house
                .post(&format!("{here}/open"), &gate.manager, &[])
                .await;
            assert_eq!(done.status, StatusCode::CONFLICT);
            assert!(done.body.contains(sentence), "{}", done.body);
        }
        house.assert_journal_agrees().await;
    }
}
