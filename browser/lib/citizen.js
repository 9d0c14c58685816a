// What a citizen does in several stories.
import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import { ORG } from "./town.js";

/** The tracking code as a page writes it, in either kind of digits. */
export const CODE = /[0-9۰-۹]{4}-[0-9۰-۹]{4}-[0-9۰-۹]{3}/;

/** Latin digits. */
export const latin = (text) => text.replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit));
/** Persian digits. */
export const persian = (text) => text.replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);

/** The tracking code on the page, as it stands there. */
export async function codeOnPage(reader) {
  const found = CODE.exec(await reader.main());
  assert.ok(found, `no tracking code on ${reader.page.url()}`);
  return found[0];
}

/** Fills in the filing form; what is left out stays as it is. */
export async function fill(reader, { kind, category, text, district, address, name, phone, file }) {
  if (kind) await reader.radio(`voice-kind-${kind}`).check();
  if (category) await reader.select("voice-field-category").selectOption(category);
  if (text !== undefined) await reader.textbox("voice-field-text").fill(text);
  if (district) await reader.select("voice-field-district").selectOption(district);
  if (address) await reader.textbox("voice-field-address").fill(address);
  if (name) await reader.textbox("voice-field-name").fill(name);
  if (phone) await reader.textbox("voice-field-phone").fill(phone);
  if (file) await reader.label("voice-field-files").setInputFiles(file);
}

/** Files a message and answers its tracking code in Latin digits. */
export async function fileMessage(reader, message) {
  await reader.go(`/${ORG}/voice/new`);
  await fill(reader, { kind: "complaint", ...message });
  await reader.press("voice-new-send");
  return latin(await codeOnPage(reader));
}

/** Opens the page of a message. */
export const openMessage = (reader, code) => reader.go(`/${ORG}/voice/m/${code.replaceAll("-", "")}`);

/** A small PNG picture of one colour. */
export function picture(size = 24) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, 0x66)]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: size }, () => row)));
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

/** CRC-32 as PNG wants it; the Node of Debian 12 has none. */
function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
