// A case: opened from a finding, screened by another person, investigated, charged, answered, decided, appealed, final, and in court.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;

for (const way of TWO_WAYS) {
  test(`from a finding to the court: ${wayName(way)}`, async () => {
    // One person of the town for each way, so that both can run on one demonstration.
    const [accused, name] = way.lang === "fa" ? ["clerk-waste", "الهه رستگار"] : ["clerk-green", "محسن باغبان"];
    let address;
    const as = async (who, work) => reading(way, async (reader) => {
      await reader.signIn(account(who));
      await work(reader, reader.page);
      await reader.assertNoSidewaysScroll();
    });
    /** Opens the case, fills the fields of one act and sends it. */
    const act = async (reader, deed, heading, fields, status = 200) => {
      await reader.go(address);
      if (heading) await reader.unfold(heading);
      for (const [field, value] of Object.entries(fields)) {
        const place = reader.page.locator(`#${deed}-${field}`);
        if (await place.evaluate((node) => node.tagName) === "SELECT") await place.selectOption(value);
        else await place.fill(value);
      }
      await reader.press(reader.page.locator(`form[action$="/${deed}"] button:not([type=button])`).last(), status);
    };
    const reasons = { note: "دلیل این گام", legal_basis: "ماده ۸" };

    await as("integrity", async (reader, page) => {
      await reader.go(at("/findings?state="));
      await reader.press(page.locator("table a").first());
      await reader.press(reader.link("cases-open-new"));
      await reader.press("cases-open-send");
      address = new URL(page.url()).pathname;
      await reader.says("cases-source-finding");
      // Who opened it does not screen it.
      await reader.says("cases-ground-opened");
      assert.equal(await page.locator("#screen-note").count(), 0);
    });
    await as("secretary", async (reader, page) => {
      await reader.go(address);
      await reader.unfold("cases-do-screen");
      await page.locator("input[name=screen-deed][value=accept]").check();
      await page.locator("input[name=screen-regime][value=administrative]").check();
      await reader.press(page.locator('form[action$="/screen"] button:not([type=button])').last(), 422);
      await reader.says("cases-fault-missing");
      await page.locator("input[name=screen-deed][value=accept]").check();
      await page.locator("input[name=screen-regime][value=administrative]").check();
      await page.locator("#screen-subject").selectOption({ label: name });
      await page.locator("#screen-note").fill(reasons.note);
      await page.locator("#screen-legal_basis").fill(reasons.legal_basis);
      await reader.press(page.locator('form[action$="/screen"] button:not([type=button])').last());
      await reader.says("cases-state-investigating");
      await act(reader, "assign", "cases-do-assign", { person: { label: "کاوه دانش" } });
      await reader.press("cases-do-seat-primary");
      assert.match(await reader.main(), /رحیم توکلی/);
    });
    await as("inspector", async (reader, page) => {
      await reader.go(address);
      await reader.unfold("cases-do-charge");
      await page.locator('input[value="offence:3"]').check();
      await page.locator("#charge-note").fill("تأخیر بی‌دلیل در پاسخ.");
      await page.locator("#charge-legal_basis").fill("ماده ۸ بند ۳");
      await page.locator('form[action$="/charge"] button.button-grave').click();
      if (way.js) await page.getByRole("button", { name: reader.t.begins("cases-do-charge") }).last().click();
      await page.waitForLoadState("load");
      await reader.says("cases-state-charged");
    });
    await as(accused, async (reader, page) => {
      await reader.go(at("/cases/own"));
      await reader.press(page.locator("main a[href*='/cases/own/']").first());
      assert.match(await reader.main(), /تأخیر بی‌دلیل/);
      await page.locator("#note-defend").fill("پرونده در نوبت بوده است.");
      await reader.press(page.locator('form[action$="/defend"] button'));
      await reader.go(address, 403);
    });
    const decide = async (stage) => {
      for (const place of [1, 2, 3]) {
        await as(`board-${stage}-${place}`, async (reader, page) => {
          await reader.go(address);
          await reader.unfold("cases-do-vote");
          await page.locator("input[name=vote-outcome][value=violation]").check();
          await page.locator("#vote-sanction").selectOption("sanction:dal");
          await reader.press(page.locator('form[action$="/vote"] button:not([type=button])').last());
        });
      }
      await as(`board-${stage}-1`, async (reader) => {
        await act(reader, "decide", "cases-do-decide", { note: "مستندات و دفاعیه سنجیده شد.", legal_basis: "ماده ۹ بند د" });
      });
      await as("secretary", async (reader) => {
        await act(reader, "serve", "cases-do-serve", { note: "ابلاغ حضوری" });
      });
    };
    await decide("primary");
    await as(accused, async (reader, page) => {
      await reader.go(at("/cases/own"));
      await reader.press(page.locator("main a[href*='/cases/own/']").first());
      await reader.says("cases-fact-appeal-until");
      await page.locator("#note-appeal").fill("رأی را درست نمی‌دانم.");
      await reader.press(page.locator('form[action$="/appeal"] button'));
    });
    await as("secretary", async (reader) => {
      await reader.go(address);
      await reader.press("cases-do-seat-appeal");
    });
    await decide("appeal");
    await as("secretary", async (reader) => {
      await reader.go(address);
      await reader.says("cases-state-final");
      await reader.says("cases-fact-court");
      await act(reader, "court-file", "cases-do-court-file", reasons);
      await reader.says("cases-state-court");
    });
  });
}
