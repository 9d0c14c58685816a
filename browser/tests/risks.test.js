// Risks: a manager takes typical risks from the library and assesses one; the heat map leads to its risks; who stands above accepts
// what lies over the appetite; the programme shows what a measure did.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;

for (const way of TWO_WAYS) {
  const [one, other] = way.lang === "fa" ? ["TRA-01", "TRA-02"] : ["LAN-02", "LAN-03"];

  test(`typical risks are taken, assessed and accepted from above: ${wayName(way)}`, async () => {
    let address;
    await reading(way, async (reader) => {
      const { page } = reader;
      await reader.signIn(account("building-deputy"));
      await reader.go(at(`/risks/library?q=${one.slice(0, 3)}`));
      await page.locator(`input[name=codes][value=${one}]`).check();
      await page.locator(`input[name=codes][value=${other}]`).check();
      await page.locator("#unit").selectOption("unit-building");
      await reader.press(reader.button("risks-library-take"));
      await reader.assertNoSidewaysScroll();
      await reader.go(at(`/risks?library=${one}`));
      await reader.press(page.locator("main tbody a").first());
      address = new URL(page.url()).pathname;
      await page.locator("input[name=likelihood][value='5']").check();
      await page.locator("input[name=impact][value='4']").check();
      await page.locator("#reason").fill("آزمون مرورگر");
      await reader.press(page.locator("form[action$='/assess'] button"));
      await reader.says("risks-over");
      await reader.says("risks-accept-not-you");
      await reader.assertNoSidewaysScroll();
      await reader.go(at("/risks/map?scores=inherent"));
      await reader.assertNoSidewaysScroll();
      await reader.go(at("/risks?cell=inherent-5-4"));
      assert.ok(await page.locator(`main a[href='${address}']`).count() > 0);
    });
    await reading(way, async (mayor) => {
      const { page } = mayor;
      await mayor.signIn(account("mayor"));
      await mayor.go(address);
      await page.locator("details:has(form[action$='/accept']) > summary").click();
      await page.locator("#until_day").fill("۱۳۹۹/۰۱/۰۱");
      await page.locator("#accept_reason").fill("تا پایان آزمون");
      await mayor.press(page.locator("form[action$='/accept'] button"), 422);
      assert.equal(await page.getByRole("alert").count(), 1);
    });
  });

  test(`the programme shows what a measure did: ${wayName(way)}`, async () => {
    await reading(way, async (reader) => {
      await reader.signIn(account("integrity"));
      await reader.go(at("/risks/programme?state=done"));
      await reader.says("risks-effect-measured");
      await reader.assertNoSidewaysScroll();
      await reader.go(at("/risks/processes"));
      await reader.says("risks-anchors");
      await reader.assertNoSidewaysScroll();
    });
  });
}
