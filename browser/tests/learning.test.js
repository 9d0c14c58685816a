// Training: the integrity officer makes a course with a test, and who owes it completes it; a session is held and its attendance kept.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG, day } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;

/** Fills the form of a course that clerks owe. */
async function describe(officer, title, { inPerson, mark }) {
  await officer.textbox("learning-title-fa").fill(title);
  await officer.textbox("learning-title-en").fill(title);
  await officer.page.locator("#kind").selectOption("integrity");
  await officer.textbox("learning-summary").fill("با نمونه‌های روزانه.");
  await officer.textbox("learning-length-minutes").fill("۶۰");
  if (inPerson) await officer.checkbox("learning-in-person").check();
  await officer.textbox("learning-pass-mark").fill(mark);
  await officer.radio("learning-audience-roles").check();
  await officer.page.locator("input[name=roles][value=clerk]").check();
  await officer.textbox("learning-due-day").fill(day(30));
}

for (const way of TWO_WAYS) {
  const title = way.lang === "fa" ? "پاسخ دادن به درخواست نابجا" : "Answering an improper request";
  const clerk = way.lang === "fa" ? "clerk-roads" : "clerk-green";

  test(`a course is made, owed, tested and completed: ${wayName(way)}`, async () => {
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(at("/learning"));
      await officer.press(officer.link("learning-new").first());
      await describe(officer, title, { inPerson: false, mark: "" });
      await officer.press("learning-save", 422);
      await officer.says("learning-fault-completion");
      assert.equal(await officer.textbox("learning-title-fa").inputValue(), title, "what was typed is still there");
      await officer.textbox("learning-pass-mark").fill("100");
      await officer.press("learning-save");
      await officer.says("learning-questions-missing");
      await officer.press(officer.link("learning-questions").first());
      await officer.page.locator("#text-0").fill("مدیری می‌خواهد پرونده آشنایی زودتر بررسی شود. چه می‌کنید؟");
      await officer.page.locator("#choices-0").fill("زودتر بررسی می‌کنم\nبه ترتیب رسیدن بررسی می‌کنم");
      await officer.press("learning-save", 422);
      await officer.says("learning-fault-star");
      await officer.page.locator("#choices-0").fill("زودتر بررسی می‌کنم\n* به ترتیب رسیدن بررسی می‌کنم");
      await officer.page.locator("#why-0").fill("موارد یکسان، رفتار یکسان.");
      await officer.press("learning-save");
      await officer.assertNoSidewaysScroll();
    });
    await reading(way, async (reader) => {
      await reader.signIn(account(clerk));
      await reader.go(at("/my"));
      const duty = reader.page.getByRole("row").filter({ hasText: title });
      await reader.press(duty.getByRole("link"));
      await reader.says("learning-due");
      await reader.press(reader.link("learning-test-begin").filter({ hasNotText: reader.t.begins("learning-test-begin-before") }).first());
      await reader.press("learning-hand-in", 422);
      await reader.says("learning-fault-unanswered");
      await reader.page.getByRole("radio").nth(1).check();
      await reader.press("learning-hand-in");
      await reader.says("learning-test-passed");
      await reader.assertNoSidewaysScroll();
      await reader.go(at("/my"));
      assert.equal(await reader.page.getByRole("row").filter({ hasText: title }).count(), 0, "nothing of it waits");
      assert.equal(await reader.page.getByRole("listitem").filter({ hasText: title }).count(), 1);
    });
  });

  test(`a session is held and its attendance recorded: ${wayName(way)}`, async () => {
    const name = `${title} – ${way.lang === "fa" ? "کارگاه" : "workshop"}`;
    let course;
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(at("/learning/new"));
      await describe(officer, name, { inPerson: true, mark: "" });
      await officer.press("learning-save");
      course = new URL(officer.page.url()).pathname;
      for (const ahead of [-2, 5]) {
        await officer.press(officer.link("learning-plan-session").first());
        await officer.textbox("learning-day").fill(day(ahead));
        await officer.textbox("learning-time").fill("۰۹:۳۰");
        await officer.textbox("learning-place").fill("سالن آموزش");
        await officer.textbox("learning-trainer").fill("گروه آموزش");
        await officer.textbox("learning-seats").fill("1");
        await officer.press("learning-save");
      }
    });
    await reading(way, async (reader) => {
      await reader.signIn(account(clerk));
      await reader.go(course);
      await reader.press(reader.button("learning-enrol").first());
      await reader.says("learning-seat-enrolled");
      await reader.press(reader.button("learning-leave").first());
      await reader.says("learning-seat-left");
    });
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(course);
      await officer.press(officer.page.getByRole("rowheader").getByRole("link").last());
      const choice = officer.page.locator("#person option").nth(1);
      const somebody = (await choice.innerText()).split(" · ")[0];
      await officer.page.locator("#person").selectOption({ index: 1 });
      await officer.press("learning-add");
      await officer.checkbox("learning-was-present").first().check();
      await officer.press("learning-record-attendance");
      await officer.says("learning-session-held");
      assert.ok((await officer.main()).includes(somebody));
      await officer.assertNoSidewaysScroll();
      await officer.go(at("/learning/coverage"));
      assert.ok((await officer.main()).includes(name));
      await officer.assertNoSidewaysScroll();
    });
  });
}
