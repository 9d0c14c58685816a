// Takes a picture of every page of `pages.js`: screenshots/PAGE-fa|en-wide|narrow-light|dark.png, for people to look at.
//   node screenshots.js [part of a page's name …]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Reader, closeBrowser } from "./lib/reader.js";
import { ROOT } from "./lib/server.js";
import { visit } from "./lib/visit.js";
import { pages } from "./pages.js";

const WIDTHS = { wide: 1280, narrow: 390 };
const place = join(ROOT, "screenshots");
mkdirSync(place, { recursive: true });
const wanted = process.argv.slice(2);
let taken = 0;
let failed = 0;
for (const page of pages.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))) {
  for (const lang of ["fa", "en"]) {
    for (const theme of ["light", "dark"]) {
      const reader = await Reader.open({ lang, theme });
      try {
        await visit(reader, page);
        for (const [name, width] of Object.entries(WIDTHS)) {
          await reader.page.setViewportSize({ width, height: 900 });
          await reader.page.evaluate(() => document.fonts.ready);
          await reader.page.screenshot({ path: join(place, `${page.name}-${lang}-${name}-${theme}.png`), fullPage: true });
          taken += 1;
        }
      } catch (why) {
        failed += 1;
        console.error(`${page.name} (${lang}, ${theme}): ${why.message}`);
      }
      await reader.context.close();
    }
  }
}
await closeBrowser();
console.log(`${taken} pictures in ${place}${failed ? `, ${failed} failed` : ""}`);
process.exitCode = failed ? 1 : 0;
