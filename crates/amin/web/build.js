// Builds src/ into dist/: one style sheet, one script, the fonts, the pictures, and manifest.json (file name -> content hash).
import { build } from "esbuild";
import subset from "subset-font";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const out = join(here, "dist");
const fonts = join(here, "node_modules/vazirmatn/fonts");
const charts = join(here, "../../charts/charts.css");
const browsers = ["chrome90", "firefox90", "safari15"];

/** Content hash that marks a version of a file: the first 16 hex digits of its SHA-256. */
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** The letters a municipality's pages need: Persian and Arabic script, Latin-1, punctuation, joiners, marks of direction, arrows. */
function letters() {
  const ranges = [[0x20, 0x7e], [0xa0, 0xff], [0x600, 0x65f], [0x66a, 0x671], [0x67e, 0x67e], [0x686, 0x688], [0x691, 0x698],
    [0x6a4, 0x6af], [0x6ba, 0x6d5], [0x6f0, 0x6f9], [0x200b, 0x200f], [0x2010, 0x2027], [0x2030, 0x203a], [0x2066, 0x2069], [0x2190, 0x2193]];
  const text = ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));
  return text.join("") + "−×≤≥≈±﷼";
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const manifest = {};
const put = (name, bytes) => {
  writeFileSync(join(out, name), bytes);
  manifest[name] = hash(bytes);
};

const variable = readFileSync(join(fonts, "webfonts/Vazirmatn[wght].woff2"));
put("vazirmatn.woff2", await subset(variable, letters(), { targetFormat: "woff2" }));
// The PDF writer needs whole static fonts.
for (const weight of ["Regular", "Bold"]) {
  put(`vazirmatn-${weight.toLowerCase()}.ttf`, readFileSync(join(fonts, `ttf/Vazirmatn-${weight}.ttf`)));
}
for (const name of readdirSync(join(source, "art"))) put(name, readFileSync(join(source, "art", name)));

// Gives every url(...) in the style sheet the content hash of its file, so that pictures and fonts can be cached for ever.
const versions = {
  name: "versions",
  setup(b) {
    b.onResolve({ filter: /\.(woff2|svg)$/ }, ({ path }) => {
      const name = path.replace(/^\.\//, "");
      if (!manifest[name]) return { errors: [{ text: `style sheet names ${name}, which is not in dist/` }] };
      return { path: `${name}?v=${manifest[name]}`, external: true };
    });
    // The charts crate brings its own styles; without it the design system still builds.
    b.onResolve({ filter: /^charts$/ }, () => (existsSync(charts) ? { path: charts } : { path: "charts", namespace: "none" }));
    b.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "", loader: "css" }));
  },
};

const shared = { bundle: true, minify: true, write: false, target: browsers, legalComments: "none", logLevel: "warning" };
const css = await build({ ...shared, entryPoints: [join(source, "amin.css")], plugins: [versions] });
put("amin.css", css.outputFiles[0].contents);
const js = await build({ ...shared, entryPoints: [join(source, "amin.js")], format: "iife" });
put("amin.js", js.outputFiles[0].contents);

writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
// Vazirmatn is under the SIL Open Font License, which asks that its text goes along.
for (const name of ["OFL.txt", "LICENSE"]) if (existsSync(join(here, "node_modules/vazirmatn", name))) cpSync(join(here, "node_modules/vazirmatn", name), join(out, "vazirmatn-licence.txt"));
for (const name of Object.keys(manifest).sort()) console.log(`${manifest[name]}  ${readFileSync(join(out, name)).length.toString().padStart(7)}  ${name}`);
