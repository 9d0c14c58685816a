//! Tenders at the http edge.

mod doubts;
mod hands;
mod imports;
mod secrets;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use store::fetch_all;

use crate::interests::tests::{declare, house, open_campaign, work};
use crate::organisation::store::account_named;
use crate::platform::permissions::Role;
use crate::testing::{Answer, ENGINES, House, NOW};

/// A firm that a relative of somebody owns, one that nobody is tied to.
const TIED: &str = "10380284790";
const FREE: &str = "10240117985";

/// A release with both firms as bidders.
pub(crate) fn release(ocid: &str) -> String {
    format!(
        r#"{{"ocid": "{ocid}", "buyer": {{"id": "town"}}, "parties": [
        {{"id": "a", "name": "شرکت سازه‌گستر", "identifier": {{"scheme": "IR-NID", "id": "{TIED}"}}}},
        {{"id": "b", "name": "شرکت راه‌ساز", "identifier": {{"scheme": "IR-NID", "id": "{FREE}"}}}}],
        "tender": {{"id": "t", "title": "روشنایی بوستان", "procurementMethod": "open", "numberOfTenderers": 2,
            "tenderPeriod": {{"startDate": "2026-11-01T08:00:00+03:30", "endDate": "2026-11-06T14:00:00+03:30"}},
            "tenderers": [{{"id": "a"}}, {{"id": "b"}}]}}}}"#
    )
    .replace('\n', " ")
}

/// Takes a file in for a unit; gives its report.
pub(crate) async fn import(house: &House, token: &str, unit: &str, file: &str) -> Answer {
    let done = send_file(house, token, unit, file).await;
    if done.status == StatusCode::SEE_OTHER {
        house.get(done.location(), token).await
    } else {
        done
    }
}

/// Sends a file for a unit.
async fn send_file(house: &House, token: &str, unit: &str, file: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"unit\"\r\n\r\n{unit}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"t.jsonl\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post("/town/tenders/import")
        .header(header::COOKIE, format!("amin_session={token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    house
        .send(request.body(Body::from(body)).expect("a request"))
        .await
}

/// The account of a name.
async fn account(house: &House, name: &str) -> String {
    let mut conn = house.app.read().await.expect("a connection");
    let row = account_named(&mut conn, "town", name)
        .await
        .expect("a read");
    row.expect("an account").id
}

async fn ids(house: &House, sql: &'static str) -> Vec<String> {
    let mut conn = house.app.read().await.expect("a connection");
    let rows = fetch_all!(&mut conn, (String,), sql).expect("rows");
    rows.into_iter().map(|(id,)| id).collect()
}

/// A clerk whose sister's husband owns 6 % of the first firm, a clerk without ties, their manager, and a tender taken in.
struct Gate {
    house: House,
    tied: String,
    free: String,
    manager: String,
    officer: String,
    here: String,
}

impl Gate {
    async fn new(engine: store::Engine) -> Self {
        let house = house(engine).await;
        let tied = house.sign_in(Role::Clerk, Some("lighting")).await;
        let free = house.sign_in(Role::Clerk, Some("parks")).await;
        let manager = house.sign_in(Role::Manager, Some("lighting")).await;
        let officer = open_campaign(&house).await;
        let rows = [
            ("kin-0-relation", "sisters-husband"),
            ("kin-0-holder", "کامران یزدی"),
            ("firm-0-relation", "sisters-husband"),
            ("firm-0-holder", "کامران یزدی"),
            ("firm-0-body", "شرکت سازه‌گستر"),
            ("firm-0-legal", TIED),
            ("firm-0-share", "۶"),
        ];
        let done = declare(&house, &tied, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for who in [&free, &manager] {
            declare(&house, who, &[("nothing", "yes")]).await;
        }
        let done = import(&house, &manager, "lighting", &release("town-1")).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let id = ids(&house, "select id from tender").await.remove(0);
        Self {
            here: format!("/town/tenders/{id}"),
            house,
            tied,
            free,
            manager,
            officer,
        }
    }

    async fn post(&self, token: &str, deed: &str, form: &[(&str, &str)]) -> Answer {
        self.house
            .post(&format!("{}/{deed}", self.here), token, form)
            .await
    }

    /// Names both clerks, who declare that there is no conflict, as does the manager who runs the tender.
    async fn named(&self) {
        let done = self.post(&self.manager, "declare", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        for (name, token) in [("clerk-lighting", &self.tied), ("clerk-parks", &self.free)] {
            let who = account(&self.house, name).await;
            let done = self.post(&self.manager, "name", &[("account", &who)]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
            let done = self.post(token, "declare", &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        }
    }
}

#[tokio::test]
async fn a_conflict_takes_who_decides_out_and_the_tender_goes_on() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        // Before anybody is named, clerks do not see the tender.
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            gate.post(&gate.manager, "screen", &[]).await.status,
            StatusCode::CONFLICT
        );
        gate.named().await;
        let page = house.get(&gate.here, &gate.tied).await;
        assert_eq!(page.status, StatusCode::OK);

        let done = gate.post(&gate.manager, "screen", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // The one with the tie no longer sees that it exists; the manager learns who decides and not why; the officer why.
        for path in [gate.here.as_str(), "/town/tenders"] {
            let page = house.get(path, &gate.tied).await;
            assert!(!page.body.contains("روشنایی بوستان"), "{path}");
        }
        assert_eq!(
            house.get(&gate.here, &gate.tied).await.status,
            StatusCode::NOT_FOUND
        );
        let page = house.get(&gate.here, &gate.manager).await;
        assert!(
            !page.body.contains("کامران") && !page.body.contains("کناره گرفته"),
            "{}",
            page.body
        );
        let findings = ids(house, "select kind from finding").await;
        assert!(findings.contains(&"conflict".to_owned()), "{findings:?}");

        assert_eq!(
            gate.post(&gate.manager, "open", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        let winner = ids(house, "select id from tender_bidder where party = 'b'")
            .await
            .remove(0);
        let form = [("bidder", winner.as_str()), ("reason", "کمترین قیمت معتبر")];
        assert_eq!(
            gate.post(&gate.manager, "award", &form).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            gate.post(&gate.tied, "award", &form).await.status,
            StatusCode::NOT_FOUND
        );
        let bare = gate.post(&gate.free, "award", &[("bidder", &winner)]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = gate.post(&gate.free, "award", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn flags_have_three_states_and_a_verdict_is_a_persons() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        // The tender period was five days; the lists of debarred firms are not given.
        let page = house
            .get(&format!("{}?lang=en", gate.here), &gate.officer)
            .await;
        assert!(
            page.body.contains("Short submission period"),
            "{}",
            page.body
        );
        assert!(page.body.contains("a list of the debarred"));
        let form = [
            ("code", "R003"),
            ("verdict", "confirmed"),
            ("reason", "مهلت کوتاه بود"),
        ];
        assert_eq!(
            gate.post(&gate.manager, "judge", &form).await.status,
            StatusCode::FORBIDDEN
        );
        let bare = gate.post(&gate.officer, "judge", &form[..2]).await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unknown = [("code", "R030"), ("verdict", "confirmed"), ("reason", "x")];
        assert_eq!(
            gate.post(&gate.officer, "judge", &unknown).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            gate.post(&gate.officer, "judge", &form).await.status,
            StatusCode::SEE_OTHER
        );
        let kinds = ids(house, "select kind from finding").await;
        assert!(kinds.contains(&"red-flag".to_owned()), "{kinds:?}");

        // Taken in again: nothing changes; broken lines are named and the rest goes on.
        let file = format!(
            "{}\n{{\"ocid\":\n{}\n",
            release("town-1"),
            release("town-2")
        );
        let done = import(house, &gate.manager, "lighting", &file).await;
        assert!(
            done.body.contains("۱ مناقصه تازه") && done.body.contains("۱ بی‌تغییر"),
            "{}",
            done.body
        );
        assert!(
            done.body.contains("این سطر JSON درستی نیست") && !done.body.contains("invalid JSON"),
            "{}",
            done.body
        );
        let other = import(house, &gate.manager, "parks", &release("town-3")).await;
        assert_eq!(other.status, StatusCode::FORBIDDEN);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_debarred_bidder_keeps_the_bids_closed_and_the_public_sees_no_bidder_before_the_opening()
{
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        gate.named().await;
        assert_eq!(
            gate.post(&gate.manager, "screen", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        house.app.clock.set(NOW.plus_seconds(60));
        let bare = house
            .post("/town/tenders/lists/debar", &gate.officer, &[])
            .await;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        let row = [
            ("national_id", FREE),
            ("name", "شرکت راه‌ساز"),
            ("since", "۱۴۰۵/۰۱/۰۱"),
            ("until", ""),
            ("legal_basis", "رأی هیئت رسیدگی ۱۲"),
            ("source", "نامه ۳۴"),
        ];
        let done = house
            .post("/town/tenders/lists/debar", &gate.manager, &row)
            .await;
        assert_eq!(done.status, StatusCode::FORBIDDEN);
        let done = house
            .post("/town/tenders/lists/debar", &gate.officer, &row)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        // The tender was screened before: the new look keeps its bids closed, and the flag no longer lacks its list.
        work(house).await;
        assert_eq!(
            gate.post(&gate.manager, "open", &[]).await.status,
            StatusCode::CONFLICT
        );
        let page = house.get(&gate.here, &gate.officer).await;
        assert!(
            page.body.contains("رأی هیئت رسیدگی ۱۲") && page.body.contains("چه چیزی چه زمانی"),
            "{}",
            page.body
        );
        let flags = ids(house, "select code from tender_flag where state = 'flag'").await;
        assert!(flags.contains(&"R046".to_owned()), "{flags:?}");
        let public = house.get("/town/portal/tenders", "").await;
        assert!(
            public.body.contains("روشنایی بوستان") && !public.body.contains("راه‌ساز"),
            "{}",
            public.body
        );
        let data = house.get("/town/portal/tenders.json", "").await;
        assert!(!data.body.contains("راه‌ساز") && !data.body.contains(FREE));

        // Lifted, the way is free.
        house.app.clock.set(NOW.plus_seconds(120));
        let id = ids(house, "select id from debarment").await.remove(0);
        let lift = [("id", id.as_str()), ("reason", "رأی تجدیدنظر")];
        let done = house
            .post("/town/tenders/lists/lift", &gate.officer, &lift)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            gate.post(&gate.manager, "open", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        let data = house.get("/town/portal/tenders.json", "").await;
        let (read, left) = super::model::read(&data.bytes).expect("a package of our own");
        assert!(left.is_empty());
        assert_eq!(
            (read[0].ocid.as_str(), read[0].bidders.len()),
            ("town-1", 2)
        );

        // A threshold is dated and has a source; the page for reviews ranks within the budget.
        let threshold = [
            ("kind", "medium"),
            ("amount", "۲۱٬۰۰۰٬۰۰۰٬۰۰۰"),
            ("since", "1405/01/01"),
            ("source", "ابلاغیه هیئت وزیران"),
        ];
        let done = house
            .post("/town/tenders/lists/threshold", &gate.officer, &threshold)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let page = house.get("/town/tenders/lists", &gate.manager).await;
        assert!(page.body.contains("ابلاغیه هیئت وزیران"), "{}", page.body);
        let page = house
            .get("/town/tenders/flags?budget=3&lang=en", &gate.officer)
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("Short submission period"),
            "{}",
            page.body
        );
        let page = house.get("/town/tenders/flags", &gate.manager).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        house.assert_journal_agrees().await;
    }
}

#[tokio::test]
async fn a_tie_that_becomes_known_later_takes_who_decides_out_of_an_open_tender() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        gate.named().await;
        assert_eq!(
            gate.post(&gate.manager, "screen", &[]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::OK
        );
        // The clerk without ties marries into the second firm.
        house.app.clock.set(NOW.plus_seconds(60));
        let rows = [
            ("kin-0-relation", "spouse"),
            ("kin-0-holder", "مهری آفتابی"),
            ("firm-0-relation", "spouse"),
            ("firm-0-holder", "مهری آفتابی"),
            ("firm-0-body", "شرکت راه‌ساز"),
            ("firm-0-legal", FREE),
            ("firm-0-share", "۳۰"),
        ];
        let done = declare(house, &gate.free, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::NOT_FOUND
        );
        // Nobody who decides is left: the tender goes back before the gate, and the decision to the unit's manager, which is told.
        let state = ids(house, "select state from tender").await;
        assert_eq!(state, ["announced"]);
        let page = house.get(&gate.here, &gate.manager).await;
        assert!(page.body.contains("manager-lighting"), "{}", page.body);
        let keys = ids(house, "select key from finding").await;
        assert!(
            keys.iter()
                .any(|key| key.starts_with("nobody-free:tender:")),
            "{keys:?}"
        );
        house.assert_journal_agrees().await;
    }
}

/// A release with a bid each, an award that went to the free firm, and its contract with an amendment.
fn awarded_release() -> String {
    format!(
        r#"{{"ocid": "town-9", "buyer": {{"id": "town"}}, "parties": [
        {{"id": "a", "name": "شرکت سازه‌گستر", "identifier": {{"scheme": "IR-NID", "id": "{TIED}"}}}},
        {{"id": "b", "name": "شرکت راه‌ساز", "identifier": {{"scheme": "IR-NID", "id": "{FREE}"}}, "contactPoint": {{"telephone": "02188"}}}}],
        "tender": {{"id": "t", "title": "روشنایی بوستان", "procurementMethod": "مناقصه عمومی", "mainProcurementCategory": "works",
            "value": {{"amount": 5000000000, "currency": "IRR"}},
            "tenderPeriod": {{"startDate": "2026-11-01T08:00:00+03:30", "endDate": "2026-11-06T14:00:00+03:30"}},
            "tenderers": [{{"id": "a"}}, {{"id": "b"}}]}},
        "bids": {{"details": [
            {{"id": "1", "status": "valid", "tenderers": [{{"id": "a"}}], "value": {{"amount": 4900000000, "currency": "IRR"}}}},
            {{"id": "2", "status": "valid", "tenderers": [{{"id": "b"}}], "value": {{"amount": 4800000000, "currency": "IRR"}}}}]}},
        "awards": [{{"id": "aw-1", "status": "active", "date": "2026-11-10T09:00:00+03:30", "suppliers": [{{"id": "b"}}],
            "value": {{"amount": 4700000000, "currency": "IRR"}}}}],
        "contracts": [{{"id": "c-1", "awardID": "aw-1", "status": "active", "dateSigned": "2026-11-12T09:00:00+03:30",
            "value": {{"amount": 4750000000, "currency": "IRR"}},
            "amendments": [{{"id": "am-1", "date": "2026-11-20T09:00:00+03:30", "description": "افزایش ده درصد"}}]}},
            {{"id": "c-2", "awardID": "other", "status": "odd word"}}]}}"#
    )
    .replace('\n', " ")
}

/// What OCDS 1.1 demands of a release: fields that must be there, and words of its closed lists.
fn demand(package: &serde_json::Value) {
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let in_list = |value: &serde_json::Value, list: &[&str]| {
        assert!(
            value.is_null() || list.contains(&text(value).as_str()),
            "{value}"
        );
    };
    for field in ["uri", "publishedDate", "version"] {
        text(&package[field]);
    }
    text(&package["publisher"]["name"]);
    for release in package["releases"].as_array().expect("releases") {
        for field in ["ocid", "id", "date", "initiationType"] {
            text(&release[field]);
        }
        for tag in release["tag"].as_array().expect("tags") {
            in_list(
                tag,
                &[
                    "planning",
                    "tender",
                    "tenderAmendment",
                    "award",
                    "contract",
                    "contractAmendment",
                ],
            );
        }
        let parties = release["parties"].as_array().expect("parties");
        let known: Vec<String> = parties.iter().map(|party| text(&party["id"])).collect();
        let tender = &release["tender"];
        text(&tender["id"]);
        in_list(
            &tender["status"],
            &["planned", "active", "cancelled", "unsuccessful", "complete"],
        );
        in_list(
            &tender["procurementMethod"],
            &["open", "selective", "limited", "direct"],
        );
        in_list(
            &tender["mainProcurementCategory"],
            &["goods", "works", "services"],
        );
        let empty = Vec::new();
        let awards = release["awards"].as_array().unwrap_or(&empty);
        for award in awards {
            text(&award["id"]);
            in_list(
                &award["status"],
                &["pending", "active", "cancelled", "unsuccessful"],
            );
            for supplier in award["suppliers"].as_array().expect("suppliers") {
                assert!(known.contains(&text(&supplier["id"])));
            }
        }
        for contract in release["contracts"].as_array().unwrap_or(&empty) {
            text(&contract["id"]);
            assert!(
                awards
                    .iter()
                    .any(|award| award["id"] == contract["awardID"])
            );
            in_list(
                &contract["status"],
                &["pending", "active", "cancelled", "terminated"],
            );
        }
    }
}

#[tokio::test]
async fn what_is_published_grows_with_the_state_and_is_open_contracting_data() {
    for engine in ENGINES {
        let gate = Gate::new(engine).await;
        let house = &gate.house;
        let done = import(house, &gate.manager, "lighting", &awarded_release()).await;
        assert!(done.body.contains("۱ مناقصه تازه"), "{}", done.body);
        let id = ids(house, "select id from tender where ocid = 'town-9'")
            .await
            .remove(0);
        let gate = Gate {
            here: format!("/town/tenders/{id}"),
            ..gate
        };
        let house = &gate.house;
        let published = async || {
            let data = house.get("/town/portal/tenders.json", "").await;
            let package: serde_json::Value = serde_json::from_str(&data.body).expect("JSON");
            demand(&package);
            // Our own reader takes back what was written.
            let (read, left) = super::model::read(&data.bytes).expect("a package of our own");
            assert!(left.is_empty() && read.len() == 2, "{left:?}");
            let all = package["releases"].as_array().expect("releases").clone();
            all.into_iter()
                .find(|release| release["ocid"] == "town-9")
                .expect("the release")
        };
        // The notice: what is bought, for about how much; nobody who bids, no award.
        let notice = published().await;
        assert_eq!(notice["tender"]["value"]["amount"], 5_000_000_000.0);
        assert_eq!(notice["tender"]["value"]["currency"], "IRR");
        assert_eq!(notice["tender"]["mainProcurementCategory"], "works");
        assert_eq!(notice["tender"]["procurementMethodDetails"], "مناقصه عمومی");
        assert!(notice["tender"]["procurementMethod"].is_null());
        assert_eq!(notice["tag"], serde_json::json!(["tender"]));
        let text = notice.to_string();
        for hidden in [
            "راه‌ساز",
            "4700000000",
            "4800000000",
            "aw-1",
            "c-1",
            FREE,
            "02188",
        ] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
        // Opened and awarded, with the first firm kept out of it.
        gate.named().await;
        for (who, deed) in [(&gate.manager, "screen"), (&gate.manager, "open")] {
            let done = gate.post(who, deed, &[]).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{deed}: {}", done.body);
        }
        let opened = published().await;
        assert_eq!(opened["tender"]["numberOfTenderers"], 2);
        assert!(
            opened["awards"].is_null() && opened["contracts"].is_null(),
            "{opened}"
        );
        let winner = ids(
            house,
            "select b.id from tender_bidder b join tender t on t.organisation = b.organisation and t.id = b.tender
             where t.ocid = 'town-9' and b.party = 'b'",
        )
        .await
        .remove(0);
        let award = [("bidder", winner.as_str()), ("reason", "کمترین قیمت")];
        let done = gate.post(&gate.free, "award", &award).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let awarded = published().await;
        assert_eq!(
            awarded["tag"],
            serde_json::json!(["tender", "award", "contract"])
        );
        let award = &awarded["awards"][0];
        assert_eq!(
            (&award["id"], &award["suppliers"][0]["id"]),
            (&"aw-1".into(), &"b".into())
        );
        assert_eq!(award["value"]["amount"], 4_700_000_000.0);
        assert_eq!(award["date"], "2026-11-10T09:00:00+03:30");
        let contracts = awarded["contracts"].as_array().expect("contracts");
        assert_eq!(
            contracts.len(),
            1,
            "the other award's contract is not of this one"
        );
        assert_eq!(contracts[0]["value"]["amount"], 4_750_000_000.0);
        assert_eq!(
            contracts[0]["amendments"][0]["description"],
            "افزایش ده درصد"
        );
        let roles = awarded["parties"].as_array().expect("parties");
        let supplier = roles
            .iter()
            .find(|party| party["id"] == "b")
            .expect("the winner");
        assert_eq!(
            supplier["roles"],
            serde_json::json!(["tenderer", "supplier"])
        );
        assert!(!awarded.to_string().contains(FREE) && !awarded.to_string().contains("02188"));

        // Who decided comes to be tied to the supplier; when the contract is amended once more, that is seen.
        house.app.clock.set(NOW.plus_seconds(600));
        let rows = [
            ("kin-0-relation", "spouse"),
            ("kin-0-holder", "نسرین صدر"),
            ("firm-0-relation", "spouse"),
            ("firm-0-holder", "نسرین صدر"),
            ("firm-0-body", "شرکت راه‌ساز"),
            ("firm-0-legal", FREE),
            ("firm-0-share", "۸"),
        ];
        let done = declare(house, &gate.free, &rows).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        work(house).await;
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::OK
        );
        let amended = awarded_release().replace(
            r#""description": "افزایش ده درصد"}"#,
            r#""description": "افزایش ده درصد"}, {"id": "am-2", "description": "افزایش دوباره"}"#,
        );
        assert_ne!(amended, awarded_release());
        let done = import(house, &gate.manager, "lighting", &amended).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert_eq!(
            house.get(&gate.here, &gate.free).await.status,
            StatusCode::NOT_FOUND
        );
        let findings = house.get("/town/findings", &gate.officer).await;
        assert!(
            findings
                .body
                .contains("پیوندی در مناقصه که باید به آن نگریست"),
            "{}",
            findings.body
        );
        let told = ids(house, "select text from finding where kind = 'conflict'").await;
        assert!(told.iter().any(|text| text.contains("town-9")), "{told:?}");
        house.assert_journal_agrees().await;
    }
}
