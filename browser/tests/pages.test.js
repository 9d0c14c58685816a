// Every page in both languages and both themes: accessible, without errors, and no wider than a small telephone.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { findings } from "../lib/axe.js";
import { closeBrowser, reading } from "../lib/reader.js";
import { visit } from "../lib/visit.js";
import { pages } from "../pages.js";

after(closeBrowser);

for (const lang of ["fa", "en"]) {
  describe(`pages in ${lang}`, () => {
    for (const page of pages) {
      test(page.name, () => reading({ lang }, async (reader) => {
        await visit(reader, page);
        assert.equal(await reader.page.locator("html").getAttribute("lang"), lang);
        assert.equal(await reader.page.locator("html").getAttribute("dir"), lang === "fa" ? "rtl" : "ltr");
        assert.equal(await reader.page.getByRole("heading", { level: 1 }).count(), 1, "one first heading");
        assert.doesNotMatch(await reader.page.locator("body").innerText(), /\{ ?\$|No localization|⁨|Unknown localization/, "a message was not filled in");
        assert.deepEqual(await findings(reader.page), [], "wide, light");
        // The same page again, without a second visit: styles follow the theme and the width by themselves.
        await reader.page.emulateMedia({ colorScheme: "dark" });
        await reader.page.setViewportSize({ width: 360, height: 780 });
        reader.width = 360;
        await reader.assertNoSidewaysScroll();
        assert.deepEqual(await findings(reader.page), [], "360 px, dark");
      }));
    }
  });
}

// What a page does without a script is the same in every language.
describe("pages without JavaScript", () => {
  for (const page of pages) {
    test(page.name, () => reading({ lang: "fa", js: false, width: 360 }, async (reader) => {
      await visit(reader, page);
      assert.ok((await reader.main()).length > 0);
    }));
  }
});
