// Checks that can fail: contrast of every pair of colours that meet on a page (WCAG 2.2, 1.4.3 and 1.4.11), in both themes;
// and that no style sheet names a physical side. `--all` prints every ratio.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "src");
const tokens = readFileSync(join(source, "tokens.css"), "utf8");
const complaints = [];

/** Declarations of the rule that starts with `selector`, as name -> colour. */
function theme(selector) {
  const start = tokens.indexOf(selector);
  const body = tokens.slice(start, tokens.indexOf("}", start));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

/** Relative luminance of a colour `#rrggbb` (WCAG 2.2). */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

const grounds = ["--paper", "--ground", "--sunk"];
const text = [
  ...grounds.flatMap((g) => [["--ink", g], ["--ink-soft", g], ["--lapis", g], ["--lapis-deep", g], ["--late", g]]),
  ["--turquoise", "--paper"], ["--turquoise", "--ground"], ["--turquoise", "--turquoise-soft"],
  ["--ink", "--lapis-soft"], ["--lapis", "--lapis-soft"], ["--lapis-deep", "--lapis-soft"], ["--ink-soft", "--lapis-soft"],
  ["--ink", "--turquoise-soft"], ["--ink-soft", "--turquoise-soft"], ["--late", "--late-soft"], ["--ink", "--late-soft"],
  ["--on-lapis", "--lapis"], ["--on-lapis", "--lapis-deep"], ["--on-late", "--late"],
  ["--caution-ink", "--caution-soft"], ["--paper", "--ink"], ["--paper", "--ink-soft"],
];
// Edges of fields, focus rings, signs and bars need 3:1.
const edges = [
  ...grounds.flatMap((g) => [["--line-strong", g], ["--focus", g]]),
  ["--caution", "--paper"], ["--caution", "--caution-soft"], ["--turquoise", "--sunk"], ["--lapis", "--lapis-soft"],
  ...["1", "2", "4", "5", "6"].map((n) => [`--chart-${n}`, "--chart-paper"]), ["--late", "--chart-paper"],
];

const light = theme(":root {");
const dark = theme(':root[data-theme="dark"]');
const system = theme(':root:not([data-theme="light"])');
for (const name of Object.keys(light)) {
  if (!dark[name]) complaints.push(`tokens.css: the dark theme does not set ${name}`);
  if (dark[name] !== system[name]) complaints.push(`tokens.css: ${name} differs between the two dark rules`);
}
for (const [label, colours] of [["light", light], ["dark", dark]]) {
  for (const [pairs, least] of [[text, 4.5], [edges, 3]]) {
    for (const [fore, back] of pairs) {
      const ratio = contrast(colours[fore], colours[back]);
      if (process.argv.includes("--all")) console.log(`${label.padEnd(5)} ${ratio.toFixed(2).padStart(5)} (${least}) ${fore} on ${back}`);
      if (ratio < least) complaints.push(`${label}: ${fore} on ${back} has contrast ${ratio.toFixed(2)}, needs ${least}`);
    }
  }
}

const physical = /(^|[\s;{])((margin|padding|border)-(left|right|top|bottom)(-\w+)?|left|right|top|bottom|width|height|(min|max)-(width|height))\s*:|(text-align|float):\s*(left|right)/;
for (const file of readdirSync(source).filter((name) => name.endsWith(".css"))) {
  const sheet = readFileSync(join(source, file), "utf8");
  sheet.split("\n").forEach((line, i) => {
    if (!line.includes("@media") && !line.includes("logical-exempt") && physical.test(line)) complaints.push(`${file}:${i + 1}: physical side or size: ${line.trim()}`);
  });
  for (const [, selector, body] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (/var\(--(on-)?late/.test(body) && !/late/.test(selector)) complaints.push(`${file}: ${selector.trim()} uses the colour of lateness`);
  }
}
for (const c of complaints) console.error(c);
if (complaints.length > 0) process.exit(1);
