// Every page of `pages.js`: accessible, without errors, and no wider than a small telephone.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { COLOURS, findings } from "./axe.js";
import { closeBrowser, reading } from "./reader.js";
import { visit } from "./visit.js";
import { pages } from "../pages.js";

/** Shows a page in a theme and at a width, and waits two frames and for what is on its way from one colour to another. */
async function show(reader, colorScheme, width) {
  await reader.page.emulateMedia({ colorScheme });
  await reader.page.setViewportSize({ width, height: 780 });
  reader.width = width;
  await reader.page.evaluate(async () => {
    await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
}

/** Looks at every page in one language: wide and narrow, in both themes; and once more without JavaScript. */
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
        assert.deepEqual(await findings(reader.page), [], "wide, light");
        // The same page again, without another visit: styles follow the theme and the width by themselves.
        // Colours do not depend on the language: each language looks at the dark theme in one of the widths.
        if (lang === "fa") {
          await show(reader, "dark", 1280);
          assert.deepEqual(await findings(reader.page, COLOURS), [], "wide, dark");
        }
        await show(reader, "light", 360);
        await reader.assertNoSidewaysScroll();
        assert.deepEqual(await findings(reader.page), [], "360 px, light");
        if (lang === "en") {
          await show(reader, "dark", 360);
          assert.deepEqual(await findings(reader.page, COLOURS), [], "360 px, dark");
        }
      }));
    }
  });
  describe(`pages in ${lang} without JavaScript`, () => {
    for (const page of pages) {
      test(page.name, () => reading({ lang, js: false, width: 360 }, async (reader) => {
        await visit(reader, page);
        assert.ok((await reader.main()).length > 0);
      }));
    }
  });
}
