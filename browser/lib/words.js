// The words of the pages, read from the program's own message files, so that a story names a button as the reader sees it and
// still stands when the word is changed.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const SOURCES = fileURLToPath(new URL("../../crates/amin/src", import.meta.url));

function* messageFiles(folder, name) {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) yield* messageFiles(path, name);
    else if (entry === name) yield path;
  }
}

/** Messages of one Fluent file: a map from id to pattern. Knows what our files use: comments, lines that go on, placeables. */
export function parseMessages(text) {
  const messages = new Map();
  let id = null;
  let depth = 0;
  for (const line of text.split(/\r?\n/)) {
    const begins = depth === 0 && /^([a-z][a-z0-9-]*)\s*=\s?(.*)$/i.exec(line);
    if (begins) {
      id = begins[1];
      messages.set(id, begins[2]);
    } else if (id && (depth > 0 || /^\s+\S/.test(line))) {
      messages.set(id, `${messages.get(id)}\n${line.trim()}`.trim());
    } else {
      id = null;
    }
    if (id) depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
  }
  return messages;
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** A regular expression (its source) that matches a pattern with whatever its placeables become. */
function source(pattern) {
  let out = "";
  for (let at = 0; at < pattern.length;) {
    if (pattern[at] !== "{") {
      const end = pattern.indexOf("{", at);
      const piece = pattern.slice(at, end < 0 ? undefined : end);
      out += escape(piece).replace(/\s+/g, "\\s+");
      at += piece.length;
      continue;
    }
    let depth = 0;
    let end = at;
    do {
      if (pattern[end] === "{") depth += 1;
      if (pattern[end] === "}") depth -= 1;
      end += 1;
    } while (depth > 0);
    const inside = pattern.slice(at + 1, end - 1).trim();
    const string = /^"(.*)"$/.exec(inside);
    if (string) out += escape(string[1]);
    else if (inside.includes("->")) {
      const variants = inside.slice(inside.indexOf("->") + 2).split(/\n?\s*\*?\[[^\]]+\]\s*/).map((part) => part.trim()).filter(Boolean);
      out += `(?:${variants.map(source).join("|")})`;
    } else out += "[\\s\\S]*?";
    at = end;
  }
  return out;
}

const spaces = (text) => text.replace(/\s+/g, " ").trim();

/** The words of one language. */
export class Words {
  constructor(lang) {
    this.lang = lang;
    this.messages = new Map();
    for (const path of messageFiles(SOURCES, `${lang}.ftl`)) {
      for (const [id, pattern] of parseMessages(readFileSync(path, "utf8"))) this.messages.set(id, pattern);
    }
  }

  pattern(id) {
    const pattern = this.messages.get(id);
    if (pattern === undefined) throw new Error(`${this.lang}.ftl has no message "${id}"`);
    return pattern;
  }

  /** The whole text of an element: a string, or an expression where the message has parameters. */
  whole(id) {
    const pattern = this.pattern(id);
    return pattern.includes("{") ? new RegExp(`^\\s*${source(pattern)}\\s*$`) : spaces(pattern);
  }

  /** Text that an element contains. */
  part(id) {
    return new RegExp(source(this.pattern(id)));
  }

  /** Text that an element begins with: a label may go on with "(optional)". */
  begins(id) {
    return new RegExp(`^\\s*${source(this.pattern(id))}`);
  }

  /** The name of something that may be followed by a number or a sign, as a whole word. */
  text(id) {
    return spaces(this.pattern(id));
  }

  /** A number in the reader's digits. */
  digits(text) {
    return this.lang === "fa" ? String(text).replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : String(text);
  }
}

export const words = { fa: new Words("fa"), en: new Words("en") };
