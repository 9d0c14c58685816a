// A citizen writes a message, makes a mistake first, gets a receipt, and follows it by the code.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { CODE, codeOnPage, fileMessage, fill, latin, persian, picture } from "../lib/citizen.js";
import { FOUR_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

for (const way of FOUR_WAYS) {
  test(`files with an attachment after a mistake, and tracks: ${wayName(way)}`, () => reading(way, async (reader) => {
    const { page, t } = reader;
    await reader.go(`/${ORG}`);
    await reader.follow("voice-kind-complaint");
    assert.ok(await reader.radio("voice-kind-complaint").isChecked(), "the door chose the kind");
    const file = { name: "چراغ خاموش.png", mimeType: "image/png", buffer: picture() };
    await fill(reader, { category: "street-lighting", address: "خیابان بهار، کوچه ۳", district: "منطقه ۳", phone: "0912345", file });
    await reader.press("voice-new-send", 422);

    await reader.says("voice-text-missing");
    const text = reader.textbox("voice-field-text");
    assert.equal(await text.getAttribute("aria-invalid"), "true");
    const described = (await text.getAttribute("aria-describedby")).split(/\s+/);
    const explained = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).innerText()));
    assert.match(explained.join("\n"), t.part("voice-text-missing"), "the field is described by its sentence");
    assert.ok(await reader.radio("voice-kind-complaint").isChecked());
    assert.equal(await reader.select("voice-field-category").inputValue(), "street-lighting");
    assert.equal(await reader.select("voice-field-district").inputValue(), "منطقه ۳");
    assert.equal(await reader.textbox("voice-field-address").inputValue(), "خیابان بهار، کوچه ۳");
    assert.equal(await reader.textbox("voice-field-phone").inputValue(), "0912345");
    assert.equal(await reader.textbox("voice-field-phone").getAttribute("aria-invalid"), "true");
    await reader.says("voice-file-kept");
    if (way.js) assert.ok(await page.evaluate(() => document.activeElement?.closest("main form, main") && document.activeElement !== document.body), "the summary of what to mend has the focus");

    await fill(reader, { text: "چراغ کوچه ۳ از دو هفته پیش خاموش است.", phone: "۰۹۱۲۳۴۵۶۷۸۹" });
    await reader.press("voice-new-send");
    await page.getByRole("heading", { level: 1, name: t.part("voice-receipt-heading") }).waitFor();
    const code = await codeOnPage(reader);
    assert.equal(code, way.lang === "fa" ? persian(code) : latin(code), "the code is in the reader's digits");
    await page.getByRole("img", { name: t.part("voice-receipt-qr") }).waitFor();
    const proof = await reader.download(reader.link("voice-receipt-proof"));
    assert.match(readFileSync(proof.path, "utf8"), /^c2sp\.org\/tlog-proof@v1\n/);
    const pdf = await reader.download(reader.link("voice-receipt-pdf"));
    assert.equal(readFileSync(pdf.path).subarray(0, 5).toString("latin1"), "%PDF-");

    await reader.go(`/${ORG}/voice/track`);
    await reader.textbox("voice-track-code").fill(persian(code).replaceAll("-", " "));
    await reader.press("voice-track-button");
    assert.match(await reader.main(), /چراغ کوچه ۳ از دو هفته پیش خاموش است\./);
    await reader.says("voice-now-referred");
    assert.match(await reader.main(), /چراغ خاموش\.png/);
    const kept = await reader.download(page.getByRole("link", { name: "چراغ خاموش.png" }));
    assert.deepEqual(readFileSync(kept.path), file.buffer, "the attachment comes back as it was sent");
  }));
}

for (const way of [{ lang: "fa", js: true }, { lang: "en", js: false }]) {
  test(`a wrong code is said to be wrong: ${wayName(way)}`, () => reading(way, async (reader) => {
    await reader.go(`/${ORG}/voice/track`);
    await reader.textbox("voice-track-code").fill("۱۲۳۴-۵۶۷۸-۹۰");
    await reader.press("voice-track-button", 422);
    assert.equal(await reader.textbox("voice-track-code").getAttribute("aria-invalid"), "true");
    assert.equal(await reader.textbox("voice-track-code").inputValue(), "۱۲۳۴-۵۶۷۸-۹۰", "what was typed is still there");
    await reader.go(`/${ORG}/voice/m/00000000000`, 404);
  }));
}

test("likely duplicates appear while a message is written", () => reading({ lang: "fa", js: true }, async (reader) => {
  await fileMessage(reader, { category: "street-lighting", district: "منطقه ۳", text: "چراغ‌های بلوار دانشجو روشن نمی‌شود." });
  await reader.go(`/${ORG}/voice/new`);
  await fill(reader, { kind: "complaint", category: "street-lighting", district: "منطقه ۳" });
  await reader.textbox("voice-field-text").pressSequentially("روشنایی معابر محله ما چند شب است", { delay: 5 });
  await reader.says("voice-similar-title");
  await reader.says("voice-similar-note");
}));

for (const way of [{ lang: "fa", js: true }, { lang: "fa", js: false }]) {
  test(`a form sent twice files once: ${wayName(way)}`, () => reading(way, async (reader) => {
    const { page } = reader;
    await reader.go(`/${ORG}/voice/new`);
    await fill(reader, { kind: "suggestion", category: "parks", text: "لطفاً برای پارک محله نیمکت بگذارید." });
    const token = await page.locator("input[name=form_token]").inputValue();
    let posts = 0;
    page.on("request", (request) => { posts += request.method() === "POST" && request.isNavigationRequest() ? 1 : 0; });
    await reader.button("voice-new-send").dblclick();
    await page.waitForURL(/receipt/);
    await page.waitForLoadState("load");
    assert.ok(posts <= (way.js ? 1 : 2), `the script holds the second press back, and ${posts} forms were sent`);
    const first = await codeOnPage(reader);
    // A page that was kept, and is sent once more.
    await reader.go(`/${ORG}/voice/new`);
    await fill(reader, { kind: "suggestion", category: "parks", text: "لطفاً برای پارک محله نیمکت بگذارید." });
    await page.locator("input[name=form_token]").evaluate((field, value) => { field.value = value; }, token);
    await reader.press("voice-new-send");
    assert.equal(await codeOnPage(reader), first);
  }));
}

test("the form can be filled in and sent from the keyboard alone, and the focus is always seen", () => reading({ lang: "fa", js: true }, async (reader) => {
  const { page, t } = reader;
  await reader.go(`/${ORG}/voice/new`);
  const focus = () => page.evaluate(() => {
    const element = document.activeElement;
    const seen = (one) => {
      const style = getComputedStyle(one);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    return { tag: element.tagName, name: element.getAttribute("name") ?? "", type: element.getAttribute("type") ?? "", text: element.textContent.trim().slice(0, 80),
      // A hidden native control may show its focus on its label.
      seen: seen(element) || (element.parentElement && seen(element.parentElement)) };
  });
  const done = new Set();
  const unseen = [];
  for (let step = 0; step < 120 && !done.has("sent"); step += 1) {
    await page.keyboard.press("Tab");
    const at = await focus();
    if (at.tag === "BODY") continue;
    if (!at.seen) unseen.push(at);
    if (at.name === "kind" && !done.has("kind")) {
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      done.add("kind");
    } else if (at.name === "category" && !done.has("category")) {
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      done.add("category");
    } else if (at.name === "text" && !done.has("text")) {
      await page.keyboard.type("آسفالت کوچه فرو رفته است.");
      done.add("text");
    } else if (at.tag === "BUTTON" && t.begins("voice-new-send").test(at.text)) {
      await page.keyboard.press("Enter");
      await page.waitForURL(/receipt/);
      done.add("sent");
    }
  }
  assert.deepEqual([...done], ["kind", "category", "text", "sent"]);
  assert.deepEqual(unseen, [], "the focus was not seen here");
  assert.match(await codeOnPage(reader), CODE);
}));
