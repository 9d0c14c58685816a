// The charter, scorecards, one's own page and the chain: an employee pledges and gets the certificate; a manager's scorecard is
// discussed and signed; a citizen's message leads to a finding, and a resolution back to its session.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;

/** Enters the password again where the page asks for it; who has just signed in is not asked. */
async function confirm(reader, link) {
  if (await reader.link(link).count() === 0) return;
  await reader.press(reader.link(link).first());
  await reader.page.locator("input[type=password]").fill(process.env.AMIN_BROWSER_PASSWORD);
  await reader.press(reader.page.locator("main form button").first());
}

for (const way of TWO_WAYS) {
  test(`an employee pledges and gets the certificate: ${wayName(way)}`, async () => {
    // Two of those who have not pledged on the demonstration.
    const who = way.lang === "fa" ? "culture-deputy" : "clerk-culture";
    await reading(way, async (reader) => {
      await reader.signIn(account(who));
      await reader.go(at("/my"));
      await reader.press(reader.link("mypage-do-pledge").first());
      await confirm(reader, "charter-confirm-password");
      await reader.press("charter-do-pledge", 422);
      assert.equal(await reader.page.getByRole("alert").count(), 1);
      await reader.checkbox("charter-agreed").check();
      await reader.press("charter-do-pledge");
      assert.match(new URL(reader.page.url()).pathname, /\/charter\/certificates\//);
      await reader.assertNoSidewaysScroll();
      const pdf = await reader.download(reader.link("charter-pdf").first());
      assert.ok(pdf, "a file comes");
      await reader.press(reader.link("charter-confirmation").first());
      await reader.says("charter-confirmed");
      await reader.go(at("/my"));
      assert.equal(await reader.link("mypage-do-pledge").count(), 0);
      await reader.assertNoSidewaysScroll();
    });
  });

  test(`a scorecard is discussed and signed by both: ${wayName(way)}`, async () => {
    const [unit, username, name] = way.lang === "fa"
      ? ["unit-traffic", "traffic-deputy", "شهلا مهر"]
      : ["unit-finance", "finance-deputy", "کامران بهروز"];
    let address;
    await reading(way, async (mayor) => {
      const { page } = mayor;
      await mayor.signIn(account("mayor"));
      await mayor.go(at("/scorecards"));
      await mayor.press(page.locator(`main a[href*="/scorecards/${unit}?"]`).first());
      address = page.url().replace(/^https?:\/\/[^/]+/, "");
      await mayor.assertNoSidewaysScroll();
      await mayor.press(mayor.link("scorecard-record-talk").first());
      await mayor.press("scorecard-save-talk", 422);
      await page.locator("#manager").selectOption({ label: name });
      await mayor.textbox("scorecard-participants").fill("شهردار و مدیر واحد");
      await mayor.textbox("scorecard-notes").fill("شاخص‌ها بررسی شد.");
      await mayor.textbox("scorecard-measures").fill("پیگیری هفتگی");
      await mayor.press("scorecard-save-talk");
      await mayor.says("scorecard-state-recorded");
      await confirm(mayor, "scorecard-confirm-password");
      await mayor.press(mayor.page.locator("main").getByRole("button", { name: mayor.t.begins("scorecard-sign") }));
    });
    await reading(way, async (manager) => {
      await manager.signIn(account(username));
      await manager.go(at("/my"));
      await manager.press(manager.link("mypage-do-sign-scorecard").first());
      await confirm(manager, "scorecard-confirm-password");
      await manager.textbox("scorecard-manager-words").fill("موافقم.");
      await manager.press(manager.page.locator("main").getByRole("button", { name: manager.t.begins("scorecard-sign") }));
      await manager.says("scorecard-state-signed");
      await manager.assertNoSidewaysScroll();
    });
    await reading(way, async (secretary) => {
      await secretary.signIn(account("secretary"));
      await secretary.go(address);
      await secretary.says("scorecard-state-signed");
      assert.match(await secretary.main(), /موافقم/);
    });
  });

  test(`the chain leads from a message to a finding and from a resolution to its session: ${wayName(way)}`, async () => {
    const title = way.lang === "fa" ? "نشانه آزمون فارسی" : "نشانه آزمون انگلیسی";
    await reading(way, async (officer) => {
      const { page } = officer;
      await officer.signIn(account("integrity"));
      await officer.go(at("/desk/messages?state="));
      const links = page.locator(`main a[href*="/desk/messages/0"]`);
      await officer.press(way.lang === "fa" ? links.first() : links.nth(1));
      await officer.press(officer.link("findings-new-link").first());
      await officer.textbox("findings-new-title").fill(title);
      await officer.textbox("findings-new-text").fill("در سابقه این پیام گامی ثبت نشده است.");
      await officer.press("findings-new-raise");
      await officer.press(officer.link("chain-open").first());
      const main = await officer.main();
      assert.match(main, new RegExp(title));
      assert.equal(await page.locator("main ol > li").count() >= 2, true, "message and finding");
      await officer.assertNoSidewaysScroll();
      await officer.go(at("/committee/resolutions?state="));
      await officer.press(page.locator(`main a[href*="/committee/resolutions/0"]`).first());
      await officer.press(officer.link("chain-open").first());
      assert.equal(await page.locator(`main ol a[href*="/committee/sessions/"]`).count() >= 2, true, "item and session");
      await officer.assertNoSidewaysScroll();
    });
  });
}
