// Every page in English, and without JavaScript, where the language makes no difference.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lookAtEveryPage } from "../lib/every_page.js";
import { reading } from "../lib/reader.js";
import { visit } from "../lib/visit.js";
import { pages } from "../pages.js";

lookAtEveryPage("en");

describe("pages without JavaScript", () => {
  for (const page of pages) {
    test(page.name, () => reading({ lang: "en", js: false, width: 360 }, async (reader) => {
      await visit(reader, page);
      assert.ok((await reader.main()).length > 0);
    }));
  }
});
