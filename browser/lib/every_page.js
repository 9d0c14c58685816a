// Every page of `pages.js`: accessible, without errors, and no wider than a small telephone.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { findings } from "./axe.js";
import { closeBrowser, reading } from "./reader.js";
import { visit } from "./visit.js";
import { pages } from "../pages.js";

/** Looks at every page in one language: wide and light, then narrow and dark. */
export function lookAtEveryPage(lang) {
  after(closeBrowser);
  describe(`pages in ${lang}`, () => {
    for (const page of pages) {
      test(page.name, () => reading({ lang }, async (reader) => {
        await visit(reader, page);
        assert.equal(await reader.page.locator("html").getAttribute("lang"), lang);
        assert.equal(await reader.page.locator("html").getAttribute("dir"), lang === "fa" ? "rtl" : "ltr");
        assert.equal(await reader.page.getByRole("heading", { level: 1 }).count(), 1, "one first heading");
        assert.doesNotMatch(await reader.page.locator("body").innerText(), /\{ ?\$|No localization|⁨|Unknown localization/, "a message was not filled in");
        // Colours and names of parts are the same in both languages; the narrow page is looked at in each.
        if (lang === "fa") assert.deepEqual(await findings(reader.page), [], "wide, light");
        // The same page again, without a second visit: styles follow the theme and the width by themselves.
        await reader.page.emulateMedia({ colorScheme: "dark" });
        await reader.page.setViewportSize({ width: 360, height: 780 });
        reader.width = 360;
        // Two frames, so that what is looked at is painted in the new theme.
        await reader.page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
        await reader.assertNoSidewaysScroll();
        assert.deepEqual(await findings(reader.page), [], "360 px, dark");
      }));
    }
  });
}
