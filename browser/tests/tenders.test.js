// Tenders: a bidder is barred by what several people of the town hold through a holding; the law is cited, and the path drawn for who
// looks with a reason; who runs the tender declares first; bids open when the bidder is out; a gift of a bidder raises a finding; everybody sees counts and no path.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;
/** The firm of which a holding holds a half; five people hold 9 % of the holding each. */
const BARRED = "شرکت بوستان‌آرا";
const FIRM_ID = "14990000050";
const TITLES = { fa: "نگهداری فضای سبز منطقه ۱", en: "نگهداری فضای سبز منطقه ۲" };

for (const way of TWO_WAYS) {
  test(`a tender opens with a bidder barred by the sum through a holding: ${wayName(way)}`, async () => {
    const title = TITLES[way.lang];
    let address;
    await reading(way, async (manager) => {
      const { page } = manager;
      await manager.signIn(account("works-deputy"));
      await manager.go(at("/tenders"));
      await manager.press(page.getByRole("link", { name: title }));
      address = new URL(page.url()).pathname;
      await page.locator("#account").selectOption({ label: "جواد راهدار" });
      await manager.press(manager.button("tenders-name-decider"));
      await manager.says("tenders-decider-named");
    });
    await reading(way, async (clerk) => {
      await clerk.signIn(account("clerk-roads"));
      await clerk.go(address);
      await clerk.press("tenders-declare-clear");
      await clerk.says("tenders-decider-declared");
    });
    await reading(way, async (manager) => {
      const { page, t } = manager;
      await manager.signIn(account("works-deputy"));
      await manager.go(address);
      assert.equal(await manager.button("tenders-screen").count(), 0, "who runs the tender declares first");
      await manager.press("tenders-declare-clear");
      await manager.says("tenders-part-runs");
      await manager.press("tenders-screen");
      const barred = page.locator("article", { hasText: BARRED }).first();
      const text = await barred.innerText();
      assert.match(text, new RegExp(t.pattern("tenders-outcome-barred")));
      assert.match(text, way.lang === "fa" ? /قانون منع مداخله/ : /Act of 1337/, "the law is cited");
      assert.equal(await page.locator("main svg[role=img]").count(), 0, "who runs the tender learns the law and not the path");
      await manager.press("tenders-open", 409);
      await barred.locator("summary").click();
      await barred.getByRole("textbox").first().fill("ممنوعیت قانون ۱۳۳۷");
      await manager.press(barred.getByRole("button"));
      await manager.says("tenders-excluded");
      await manager.press("tenders-open");
      await manager.says("tenders-state-opened");
      await manager.assertNoSidewaysScroll();
    });
    await reading(way, async (officer) => {
      const { page } = officer;
      await officer.signIn(account("integrity"));
      await officer.go(address);
      const barred = page.locator("article", { hasText: BARRED }).first();
      assert.equal(await page.locator("main svg[role=img]").count(), 0, "a path opens with a reason only");
      assert.doesNotMatch(await barred.innerText(), /هلدینگ سپهر/);
      await page.locator("#look > summary").click();
      await page.locator("#look-reason").fill("بررسی ممنوعیت");
      await officer.press(page.locator("#look button"));
      assert.ok(await barred.locator("svg[role=img]").count() > 0, "the path is drawn");
      assert.match(await barred.innerText(), /هلدینگ سپهر/);
      await officer.go(at("/tenders/flags"));
      await officer.says("tenders-first");
      await officer.assertNoSidewaysScroll();
    });
  });

  test(`a gift of a bidder raises a finding: ${wayName(way)}`, async () => {
    await reading(way, async (reader) => {
      const { page } = reader;
      await reader.signIn(account("clerk-green"));
      await reader.go(at("/interests/gifts/new"));
      await reader.textbox("interests-gift-what").fill(way.lang === "fa" ? "دسته گل" : "گلدان بلور");
      await page.locator("#giver").fill(BARRED);
      await page.locator("input[name=giver_kind][value=firm]").check();
      await page.locator("#giver_id").fill(FIRM_ID);
      await page.locator("input[name=outcome][value=refused]").check();
      await reader.press("interests-gift-send");
      const address = new URL(page.url()).pathname;
      await reading(way, async (officer) => {
        await officer.signIn(account("integrity"));
        await officer.go(address);
        await officer.says("interests-basis-id");
        await officer.follow("interests-match-finding");
        await officer.says("interests-finding-gift-title");
      });
    });
  });

  test(`everybody sees tenders and counts, and no path: ${wayName(way)}`, async () => {
    await reading(way, async (reader) => {
      await reader.go(at("/portal"));
      await reader.follow("tenders-public-title");
      await reader.says("tenders-public-all");
      const main = await reader.main();
      assert.match(main, new RegExp(TITLES[way.lang]));
      assert.doesNotMatch(main, /هلدینگ|سلیمی|۱۳۳۷/);
      await reader.assertNoSidewaysScroll();
    });
  });
}
