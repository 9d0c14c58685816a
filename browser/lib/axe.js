// Accessibility by axe-core: every rule of WCAG 2.2 A and AA; serious and critical findings fail.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What a theme can change: names, roles and sizes are the same in each. */
export const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Serious and critical findings on the page as it stands, one line each; by every rule, or by those named. */
export async function findings(page, rules = ALL) {
  if (!await page.evaluate(() => "axe" in globalThis)) {
    await page.evaluate(SOURCE);
    // Words that are narrower than their letters one by one are taken for icons of a font and left out of a name. Joined Persian
    // letters are always narrower, and no page has icons of a font: nothing is to be left out.
    await page.evaluate(() => {
      const valueTextRoles = ["switch", "checkbox", "radio", "menuitemcheckbox", "menuitemradio"];
      globalThis.axe.configure({ checks: [{ id: "label-content-name-mismatch", options: { pixelThreshold: 2, occurrenceThreshold: 3, valueTextRoles } }] });
    });
  }
  const result = await page.evaluate(async (runOnly) => {
    // Glyphs are measured to tell words from icons, which another font than the page's would upset.
    await document.fonts.ready;
    return globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] });
  }, rules);
  return result.violations.filter((found) => ["serious", "critical"].includes(found.impact))
    .flatMap((found) => found.nodes.map((node) => `${found.impact} ${found.id}: ${found.help}; ${node.target.join(" ")}; ${node.html.slice(0, 160)}; ${node.any.concat(node.all).map((check) => check.message).join(" ").slice(0, 200)}`));
}
