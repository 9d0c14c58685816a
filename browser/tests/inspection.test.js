// Inspection: a line of the plan becomes a mission; the inspector hands the letter over, draws a sample, answers the checklist, serves a
// warning and fixes a remedy; the manager answers; a follow-up is ordered. And an order with an objection.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG, day } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;
const UNITS = { fa: "unit-services-1", en: "unit-services-3" };

for (const way of TWO_WAYS) {
  test(`a mission from its order to the follow-up: ${wayName(way)}`, async () => {
    const process = way.lang === "fa" ? "فرایند آزمون فارسی" : "فرایند آزمون انگلیسی";
    let mission;
    await reading(way, async (officer) => {
      const { page } = officer;
      await officer.signIn(account("integrity"));
      await officer.go(at("/inspection/plans"));
      await officer.says("inspection-plan-approved");
      await officer.go(at("/inspection/new"));
      await page.locator("#order-unit").selectOption(UNITS[way.lang]);
      await page.locator("#order-process").fill(process);
      await page.locator("#order-purpose").fill("دیدن روند پاسخ‌گویی");
      await page.locator("#order-checklist").selectOption({ index: 1 });
      await page.locator("#order-from_day").fill(day(0));
      await page.locator("#order-to_day").fill(day(10));
      // Nobody is chosen: the form says so and keeps what was typed.
      await officer.press("inspection-order-mission", 422);
      assert.equal(await page.locator("#process").inputValue(), process);
      await page.getByRole("checkbox").first().check();
      await officer.press("inspection-order-mission");
      mission = new URL(page.url()).pathname;
      await officer.says("inspection-state-ordered");
      await officer.assertNoSidewaysScroll();
    });
    await reading(way, async (inspector) => {
      const { page, t } = inspector;
      await inspector.signIn(account("inspector"));
      await inspector.go(mission);
      await inspector.press("inspection-do-start");
      await inspector.says("inspection-state-under-way");
      await inspector.unfold("inspection-do-sample");
      await page.locator("#sample-population").selectOption("messages");
      await page.locator("#sample-from_day").fill(day(-400));
      await page.locator("#sample-to_day").fill(day(0));
      await page.locator("#sample-size").fill("۲");
      await inspector.press("inspection-do-sample");
      await inspector.says("inspection-verify");
      assert.match(await inspector.main(), /amin-sample-v1/);
      for (let place = 0; place < 2; place += 1) {
        const form = page.getByRole("main").locator("details").nth(place);
        if (await form.getAttribute("open") === null) await form.locator("summary").click();
        await form.locator("input[value=in-order]").check();
        await inspector.press(form.locator("button[type=submit], button:not([type])").last());
      }
      await inspector.go(mission);
      const items = await page.locator("#checklist details").count() - 1;
      assert.ok(items > 3, "the checklist has items");
      for (let place = 0; place < items; place += 1) {
        const form = page.locator("#checklist details").nth(place);
        await form.locator("summary").click();
        await form.locator("input[value=kept]").check();
        await inspector.press(form.locator("button[type=submit], button:not([type])").last());
      }
      await inspector.unfold("inspection-do-warning");
      await page.locator("#warning-text").fill("دلیل پاسخ نوشته شود.");
      await page.locator("#warning-legal_basis").fill("منشور اخلاقی، اصل ۳");
      await inspector.press("inspection-do-warning");
      await inspector.unfold("inspection-do-remedy");
      await page.locator("#remedy-text").fill("الگوی پاسخ بازنویسی شود.");
      await page.locator("#remedy-owner").selectOption({ index: 1 });
      await page.locator("#remedy-due").fill(day(-1));
      await inspector.press("inspection-do-remedy", 422);
      assert.equal(await page.getByRole("alert").count(), 1);
      // One of the next days is a working day, whatever holidays there are.
      for (let ahead = 20; ahead < 40; ahead += 1) {
        await page.locator("[name=due]").fill(day(ahead));
        const [answer] = await Promise.all([
          page.waitForEvent("response", (one) => one.request().isNavigationRequest() && one.status() !== 303),
          page.locator("form[action$='/remedy'] button").click(),
        ]);
        await page.waitForLoadState("load");
        if (answer.status() === 200) break;
      }
      await inspector.says("inspection-remedy-open");
      await inspector.unfold("inspection-do-report");
      await page.locator("#finish-conclusion").fill("روند کار قاعده‌مند است.");
      await inspector.press("inspection-do-report");
      await inspector.says("inspection-state-reported");
      await inspector.assertNoSidewaysScroll();
      assert.ok(t);
    });
    await reading(way, async (officer) => {
      const { page } = officer;
      await officer.signIn(account("integrity"));
      await officer.go(mission);
      await officer.unfold("inspection-do-confirm");
      await page.locator("#confirm-note").fill("گزارش کامل است.");
      await officer.press("inspection-do-confirm");
      await officer.says("inspection-state-closed");
      await officer.follow("inspection-order-follow-up");
      assert.equal(await page.locator("#order-process").inputValue(), process);
      await page.locator("#order-from_day").fill(day(0));
      await page.locator("#order-to_day").fill(day(5));
      await page.getByRole("checkbox").first().check();
      await officer.press("inspection-order-mission");
      await officer.says("inspection-kind-follow-up");
    });
  });

  test(`an order, its review and an objection: ${wayName(way)}`, async () => {
    const number = way.lang === "fa" ? "۹۹/۱" : "99/2";
    let order;
    await reading(way, async (manager) => {
      const { page } = manager;
      await manager.signIn(account("building-deputy"));
      await manager.go(at("/orders/new"));
      await page.locator("#record-number").fill(number);
      await page.locator("#record-given_on").fill(day(0));
      await page.locator("#record-unit").selectOption("unit-permits");
      await page.locator("#record-title").fill("رسیدگی بیرون از نوبت");
      await page.locator("#record-text").fill("این پرونده زودتر رسیدگی شود.");
      await manager.press("inspection-record-order", 422);
      await page.locator("#legal_basis").fill("بخشنامه ۲۱۰");
      await manager.press("inspection-record-order");
      order = new URL(page.url()).pathname;
    });
    await reading(way, async (clerk) => {
      const { page } = clerk;
      await clerk.signIn(account("clerk-permits"));
      await clerk.go(order);
      await clerk.unfold("inspection-do-object");
      await page.locator("#object-note").fill("معیار نوشته نشده است.");
      await clerk.press("inspection-do-object");
      await clerk.says("inspection-objection");
    });
    await reading(way, async (manager) => {
      const { page } = manager;
      await manager.signIn(account("building-deputy"));
      await manager.go(order);
      await manager.unfold("inspection-do-answer-objection");
      await page.locator("input[value=insisted]").check();
      await page.locator("textarea[name=note]").fill("خطر جانی دارد.");
      await manager.press("inspection-do-answer-objection");
      await manager.says("inspection-insisted-note");
      await manager.assertNoSidewaysScroll();
    });
  });
}
