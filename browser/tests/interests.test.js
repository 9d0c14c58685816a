// Interests: an employee declares; a clerk with a brother-in-law in the applicant's firm is not given the file and cannot find it; a
// gift of a party raises a finding; everybody sees numbers.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { fileMessage } from "../lib/citizen.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;
/** The firm in which the brother-in-law of clerk-permits holds 6 % on the demonstration. */
const FIRM = "14990000011";

for (const way of TWO_WAYS) {
  test(`an employee declares: ${wayName(way)}`, async () => {
    const who = way.lang === "fa" ? "clerk-cemetery" : "clerk-culture";
    await reading(way, async (reader) => {
      const { page, t } = reader;
      await reader.signIn(account(who));
      await reader.go(at("/interests"));
      await reader.says("interests-undeclared-note");
      await reader.press(reader.link("interests-declare").first());
      // A row more, by a button; what was typed stays.
      await page.getByRole("textbox", { name: t.begins("interests-note") }).fill("یادداشت آزمون");
      const section = page.locator("#section-firm");
      await reader.press(section.getByRole("button"));
      const row = page.locator("#section-firm fieldset").last();
      await row.getByRole("combobox").selectOption("self");
      await row.getByLabel(t.begins("interests-field-firm")).fill("تعاونی کارکنان");
      await row.getByLabel(t.begins("interests-field-share")).fill("۱۴۰");
      assert.equal(await page.getByRole("textbox", { name: t.begins("interests-note") }).inputValue(), "یادداشت آزمون");
      await reader.checkbox("interests-vouched").check();
      await reader.press("interests-send", 422);
      assert.equal(await page.getByRole("alert").count(), 1);
      await page.locator("#section-firm fieldset").last().getByLabel(t.begins("interests-field-share")).fill("۲٫۵");
      await reader.checkbox("interests-vouched").check();
      await reader.press("interests-send");
      await reader.says("interests-state-submitted");
      await reader.assertNoSidewaysScroll();
      await reader.go(at("/interests"));
      await reader.says("interests-declared-note");
    });
  });

  test(`a clerk whose brother-in-law owns 6 % is not given the file: ${wayName(way)}`, async () => {
    const title = way.lang === "fa" ? "پروانه انبار آزمون فارسی" : "پروانه انبار آزمون انگلیسی";
    let address;
    await reading(way, async (manager) => {
      const { page, t } = manager;
      await manager.signIn(account("building-deputy"));
      await manager.go(at("/matters/new"));
      await manager.select("matters-field-kind").selectOption("permit");
      await manager.textbox("matters-field-title").fill(title);
      await page.locator("#unit").selectOption("unit-permits");
      const party = page.locator("#parties fieldset").first();
      await party.getByLabel(t.begins("matters-party-name")).fill("شرکت سازه‌گستر گلشهر");
      await party.getByLabel(t.begins("interests-party-kind")).selectOption("firm");
      await party.getByLabel(t.begins("interests-party-id")).fill(FIRM);
      await manager.press("matters-register");
      address = new URL(page.url()).pathname;
      await page.locator("#account").selectOption({ label: "مهسا معمار" });
      await manager.press(manager.button("matters-assign").first());
      const main = await manager.main();
      assert.match(main, /مهسا معمار/);
      assert.doesNotMatch(main, /کامران/, "the dispatcher does not learn why");
      await manager.unfold("matters-draw-verify");
      assert.match(await manager.main(), /amin-draw-v1/);
    });
    await reading(way, async (clerk) => {
      await clerk.signIn(account("clerk-permits"));
      await clerk.go(at(`/matters?state=&q=${encodeURIComponent(title)}`));
      assert.doesNotMatch(await clerk.main(), new RegExp(title));
      await clerk.go(address, 404);
    });
    let handled = false;
    for (const who of ["clerk-permits-2", "clerk-permits-3"]) {
      await reading(way, async (clerk) => {
        const { page, t } = clerk;
        await clerk.signIn(account(who));
        await clerk.go(at("/matters"));
        const link = page.getByRole("link", { name: title });
        if (await link.count() === 0) return;
        handled = true;
        await clerk.press(link);
        await clerk.says("matters-closed");
        await clerk.checkbox("matters-declare-sure").check();
        await clerk.press("matters-declare");
        await page.getByRole("radio", { name: t.begins("matters-decision-granted"), exact: false }).first().check();
        await clerk.textbox("matters-field-reasons").fill("مدارک کامل است.");
        await clerk.textbox("matters-field-basis").fill("ماده ۱۰۰ قانون شهرداری");
        await clerk.press("matters-decide");
        await clerk.says("matters-state-decided");
        await clerk.assertNoSidewaysScroll();
      });
    }
    assert.ok(handled, "one of the two others handles it");
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(address);
      assert.doesNotMatch(await officer.main(), /کامران/);
      await officer.textbox("interests-open-reason").fill("رسیدگی به اعتراض");
      await officer.press("matters-open-paths");
      assert.match(await officer.main(), /کامران یزدی/);
      await officer.assertNoSidewaysScroll();
    });
  });

  test(`what could be doubted waits for an integrity officer: ${wayName(way)}`, async () => {
    await reading(way, async (clerk) => {
      await clerk.signIn(account("clerk-roads"));
      await clerk.go(at("/matters"));
      await clerk.press(clerk.page.getByRole("link", { name: "مجوز حفاری، خیابان لاله" }));
      await clerk.says("doubts-waits");
      assert.equal(await clerk.page.locator("form[action$='/declare']").count(), 0, "nothing opens before the answer");
      assert.doesNotMatch(await clerk.main(), /نسرین/);
    });
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(at("/interests/doubts"));
      await officer.press(officer.page.getByRole("rowheader").getByRole("link").first());
      assert.doesNotMatch(await officer.main(), /نسرین/);
      await officer.textbox("interests-open-reason").fill("پاسخ به پرسش");
      await officer.press("matters-open-paths");
      assert.match(await officer.main(), /نسرین راهگشا/);
      await officer.assertNoSidewaysScroll();
    });
  });

  test(`a gift of a party raises a finding: ${wayName(way)}`, async () => {
    const what = way.lang === "fa" ? "ساعت رومیزی" : "خودنویس نفیس";
    let address;
    await reading(way, async (reader) => {
      const { page, t } = reader;
      await reader.signIn(account("clerk-control"));
      await reader.go(at("/interests/gifts/new"));
      await reader.textbox("interests-gift-what").fill(what);
      await page.locator("#giver").fill("شرکت نیک‌بنا");
      await page.locator("input[name=giver_kind][value=firm]").check();
      await page.locator("#giver_id").fill("۱۴۹۹۰۰۰۰۰۲۶");
      await page.locator("input[name=outcome][value=refused]").check();
      await reader.press("interests-gift-send");
      await reader.says("interests-gift-refused");
      address = new URL(page.url()).pathname;
      assert.doesNotMatch(await reader.main(), new RegExp(t.pattern("interests-matches")));
    });
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(address);
      await officer.says("interests-basis-id");
      await officer.follow("interests-match-finding");
      await officer.says("interests-finding-gift-title");
    });
  });

  test(`a message about the firm of a relative is not found by the clerk: ${wayName(way)}`, async () => {
    let code;
    await reading(way, async (citizen) => {
      const text = `نقشه تأییدشده با آنچه ساخته می‌شود یکی نیست (${way.lang}).`;
      code = await fileMessage(citizen, { category: "permit", district: "منطقه ۱", text, address: "خیابان بهار" });
    });
    let address;
    await reading(way, async (officer) => {
      const { page, t } = officer;
      await officer.signIn(account("officer"));
      await officer.go(at(`/desk/messages?state=&q=${encodeURIComponent(code)}`));
      address = await page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
      await officer.go(address);
      let form = await officer.unfold("desk-party");
      await form.getByRole("combobox").selectOption("firm");
      await form.getByRole("textbox", { name: t.begins("desk-party-name") }).fill("شرکت سازه‌گستر گلشهر");
      await form.getByRole("textbox", { name: t.begins("desk-party-id") }).fill("14990000012");
      await officer.press(form.getByRole("button"), 422);
      form = await officer.unfold("desk-party");
      assert.equal(await form.getByRole("textbox", { name: t.begins("desk-party-name") }).inputValue(), "شرکت سازه‌گستر گلشهر");
      await form.getByRole("textbox", { name: t.begins("desk-party-id") }).fill(FIRM);
      await officer.press(form.getByRole("button"));
      await officer.says("desk-about");
      await officer.press(officer.link("desk-about-file").first());
      assert.doesNotMatch(await page.locator("#account").innerText(), /مهسا معمار/, "who is kept out is not offered");
      await officer.press("matters-assign-draw");
      assert.doesNotMatch(await officer.main(), /کامران/, "the dispatcher does not learn why");
    });
    await reading(way, async (clerk) => {
      await clerk.signIn(account("clerk-permits"));
      await clerk.go(at(`/desk/messages?state=&q=${encodeURIComponent(code)}`));
      assert.equal(await clerk.page.getByRole("rowheader").count(), 0);
      await clerk.go(address, 404);
    });
  });

  test(`everybody sees numbers, and no names: ${wayName(way)}`, async () => {
    await reading(way, async (reader) => {
      await reader.go(at("/portal"));
      await reader.follow("interests-public-title");
      await reader.says("interests-public-declared");
      await reader.says("interests-public-refused");
      await reader.says("interests-public-recusals");
      const main = await reader.main();
      for (const name of ["مهسا", "نیک‌بنا", "کامران", "سازه‌گستر"]) assert.doesNotMatch(main, new RegExp(name));
      await reader.assertNoSidewaysScroll();
    });
  });
}
