// The life of a message: referred, taken, answered, objected to, decided, rated.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { fileMessage, openMessage } from "../lib/citizen.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

/** Ticks every box of the plain-language check inside a folded form. */
async function tickAll(form) {
  const boxes = form.getByRole("checkbox");
  const count = await boxes.count();
  assert.ok(count > 0, "there is a check-list");
  for (let at = 0; at < count; at += 1) await boxes.nth(at).check();
}

/** Opens a message from the list of messages, found by its code. */
async function openFromList(reader, code) {
  await reader.go(`/${ORG}/desk/messages`);
  await reader.page.getByRole("searchbox", { name: reader.t.begins("desk-search") }).fill(code);
  await reader.press(reader.button("search"));
  const row = reader.page.getByRole("row").filter({ hasText: reader.t.digits(code) });
  assert.equal(await row.count(), 1, `the code ${code} finds one message:\n${await reader.main()}`);
  await reader.press(row.getByRole("link").first());
}

for (const way of TWO_WAYS) {
  test(`from triage to the citizen's opinion: ${wayName(way)}`, async () => {
    const word = way.lang === "fa" ? "سطح‌شیب‌دار" : "گذرگاه‌ویلچر";
    const codes = [];
    await reading(way, async (citizen) => {
      for (const place of ["درمانگاه", "مدرسه", "کتابخانه"]) {
        codes.push(await fileMessage(citizen, { category: "accessibility", district: "منطقه ۱", text: `پیاده‌رو جلوی ${place} ${word} ندارد.`, address: place }));
      }
    });

    await reading(way, async (officer) => {
      const { page, t } = officer;
      await officer.signIn(account("officer"));
      await officer.go(`/${ORG}/desk`);
      await officer.heading("desk-triage").waitFor();
      await openFromList(officer, codes[0]);
      const refer = await officer.unfold("desk-refer");
      await officer.press(refer.getByRole("button", { name: t.begins("desk-refer") }), 422);
      await officer.says("voice-unit-unknown");
      await (await officer.unfold("desk-refer")).getByRole("combobox", { name: t.begins("desk-refer-unit") }).selectOption("unit-roads");
      await officer.press((await officer.unfold("desk-refer")).getByRole("button", { name: t.begins("desk-refer") }));
      await officer.says("voice-state-referred");

      await officer.go(`/${ORG}/desk/messages?q=${encodeURIComponent(word)}&state=registered`);
      const boxes = page.getByRole("checkbox", { name: t.begins("desk-choose-one") });
      assert.equal(await boxes.count(), 2, "the two that are left");
      if (way.js) {
        await officer.checkbox("desk-choose-all").check();
        await page.getByText(t.digits("2"), { exact: true }).first().waitFor();
      } else for (let at = 0; at < 2; at += 1) await boxes.nth(at).check();
      const several = page.getByRole("group", { name: t.begins("desk-bulk") });
      await several.getByRole("combobox", { name: t.begins("desk-refer-unit") }).selectOption("unit-roads");
      await officer.press(several.getByRole("button", { name: t.begins("desk-refer") }));
      await officer.says("desk-bulk-done");
      assert.equal(await page.getByRole("cell", { name: t.begins("desk-done") }).count(), 2);
    });

    const answer = "با سلام. ساخت سطح شیب‌دار در برنامه این ماه قرار گرفت و تا ۳۰ آذر انجام می‌شود. اگر این پاسخ را کافی نمی‌دانید، اعتراض کنید.";
    await reading(way, async (clerk) => {
      const { t } = clerk;
      await clerk.signIn(account("clerk-roads"));
      await clerk.go(`/${ORG}/desk`);
      await clerk.heading("desk-waiting").waitFor();
      await openFromList(clerk, codes[0]);
      await clerk.press("desk-take");
      await clerk.says("voice-state-under-review");
      let form = await clerk.unfold("desk-answer");
      await form.getByRole("radio", { name: t.begins("voice-outcome-upheld") }).check();
      await form.getByRole("textbox").fill(answer);
      await clerk.press(form.getByRole("button", { name: t.begins("desk-answer-send") }), 422);
      await clerk.says("voice-checklist-missing");
      form = await clerk.unfold("desk-answer");
      assert.equal(await form.getByRole("textbox").inputValue(), answer, "the answer was kept");
      assert.ok(await form.getByRole("radio", { name: t.begins("voice-outcome-upheld") }).isChecked());
      await tickAll(form);
      await clerk.press(form.getByRole("button", { name: t.begins("desk-answer-send") }));
      await clerk.says("voice-state-answered");
    });

    await reading(way, async (citizen) => {
      const { t } = citizen;
      await openMessage(citizen, codes[0]);
      assert.match(await citizen.main(), /ساخت سطح شیب‌دار در برنامه این ماه/);
      await citizen.says("voice-now-answered");
      let form = await citizen.unfold("voice-object");
      await citizen.press(form.getByRole("button", { name: t.begins("voice-object-send") }), 422);
      await citizen.says("voice-reason-missing");
      form = await citizen.unfold("voice-object");
      await form.getByRole("textbox").fill("تاریخ مشخصی برای آغاز کار گفته نشده است.");
      await citizen.press(form.getByRole("button", { name: t.begins("voice-object-send") }));
      await citizen.says("voice-now-objected");
    });

    await reading(way, async (higher) => {
      const { t } = higher;
      await higher.signIn(account("works-deputy"));
      await higher.go(`/${ORG}/desk`);
      await higher.heading("desk-objections").waitFor();
      await openFromList(higher, codes[0]);
      assert.match(await higher.main(), /تاریخ مشخصی برای آغاز کار گفته نشده است/);
      await higher.press("desk-take-review");
      const form = await higher.unfold("desk-review");
      await form.getByRole("radio", { name: t.begins("voice-outcome-upheld") }).check();
      await form.getByRole("textbox").fill("اعتراض درست است. کار روز ۱۵ آذر آغاز می‌شود.");
      await tickAll(form);
      await higher.press(form.getByRole("button", { name: t.begins("desk-review-send") }));
      await higher.says("voice-state-closed");
    });

    await reading(way, async (citizen) => {
      const { page, t } = citizen;
      await openMessage(citizen, codes[0]);
      await citizen.says("voice-now-decided");
      assert.match(await citizen.main(), /کار روز ۱۵ آذر آغاز می‌شود/);
      for (const mark of ["courtesy", "clarity", "speed"]) {
        await page.getByRole("group", { name: t.begins(`voice-mark-${mark}`) }).getByRole("radio", { name: t.digits("4") }).check();
      }
      await citizen.textbox("voice-rate-comment").fill("سپاس از پیگیری.");
      await citizen.press("voice-rate-send");
      await citizen.says("voice-rated");
      assert.equal(await citizen.button("voice-rate-send").count(), 0, "rated once");
    });
  });

  test(`a manager sees what is overdue, down to the recorded breach: ${wayName(way)}`, () => reading(way, async (manager) => {
    const { page, t } = manager;
    await manager.signIn(account("mayor"));
    await manager.go(`/${ORG}/desk`);
    await manager.heading("desk-units").waitFor();
    await manager.press(page.getByRole("link", { name: new RegExp(`${t.text("desk-see")}.*${t.text("desk-count-late")}`) }));
    assert.ok(await manager.checkbox("desk-filter-late").isChecked());
    const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
    assert.ok(await rows.count() > 0, "something is overdue in the demonstration");
    for (const row of await rows.all()) assert.match(await row.innerText(), t.part("voice-deadline-late"));
    await manager.press(rows.first().getByRole("link").first());
    await manager.says("voice-step-deadline-passed");
  }));

  test(`a clerk does not see another unit's messages: ${wayName(way)}`, async () => {
    let address;
    await reading(way, async (citizen) => { address = await fileMessage(citizen, { category: "parks", text: "آبیاری چمن پارک در ظهر انجام می‌شود." }); });
    await reading(way, async (officer) => {
      await officer.signIn(account("officer"));
      await openFromList(officer, address);
      address = new URL(officer.page.url()).pathname;
    });
    await reading(way, async (clerk) => {
      await clerk.signIn(account("clerk-cemetery"));
      await clerk.go(address, 404);
    });
  });
}
