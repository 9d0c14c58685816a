// A full year of a committee with a moved clock: founded before Nowruz 1406; a session with a member who keeps out, one without a
// quorum, an extraordinary one, one in autumn; 30 resolutions, some overdue and escalated; signed minutes, the quarter's report, the
// year's evaluation and the plan carried from it. What is read is read in the browser; the bulk is sent as plain forms.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { latin } from "../lib/citizen.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { serve } from "../lib/server.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;
const COMMITTEE = "/committee/story";
/** Seats: title, duty, account. */
const SEATS = [
  ["شهردار", "chair", "mayor"], ["دبیرخانه", "secretary", "secretary"], ["معاون شهرسازی", "member", "building-deputy"],
  ["معاون مالی", "member", "finance-deputy"], ["نماینده شهروندان", "member", "member"],
];
const SECRET = "مناقصه روشنایی بوستان";

/** Sends forms as one account, as a browser without a page. */
class Hand {
  constructor(server, username) { Object.assign(this, { server, username, cookie: "" }); }

  async send(path, form = {}, expected = 303) {
    const multipart = form instanceof FormData;
    const answer = await fetch(this.server.url + at(path), {
      method: "POST", redirect: "manual", body: multipart ? form : new URLSearchParams(form),
      headers: { cookie: this.cookie },
    });
    const text = await answer.text();
    assert.equal(answer.status, expected, `${this.username} POST ${path}: ${text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").slice(0, 1500)}`);
    return { answer, text, to: answer.headers.get("location") ?? "" };
  }

  async get(path, expected = 200) {
    const answer = await fetch(this.server.url + at(path), { redirect: "manual", headers: { cookie: this.cookie } });
    assert.equal(answer.status, expected, `${this.username} GET ${path}`);
    return answer.text();
  }

  /** A session lasts some days; after a move of the clock everybody signs in again. */
  async signIn() {
    this.cookie = "";
    const { answer } = await this.send("/sign-in", { username: this.username, password: process.env.AMIN_BROWSER_PASSWORD, next: "" });
    const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).find((line) => line.startsWith("amin_session="));
    assert.ok(cookie, `${this.username} got no session`);
    this.cookie = cookie;
    return this;
  }

  /** Opens a browser page in the same session. */
  async page(way, story) {
    await reading({ ...way, url: this.server.url }, async (reader) => {
      await reader.context.addCookies([{ name: "amin_session", value: this.cookie.slice("amin_session=".length), url: this.server.url }]);
      await story(reader);
    });
  }
}

/** The year, lived by hands; `look` reads pages at its stations. */
async function live(server, look) {
  const hands = Object.fromEntries(["admin", "integrity", "works-deputy", ...SEATS.map((seat) => seat[2])].map((name) => [name, new Hand(server, name)]));
  const { secretary, mayor, member, admin, integrity } = hands;
  const works = hands["works-deputy"];
  const names = Object.fromEntries([...server.said().matchAll(/^ {2}(\S+) +\S+ +([^،\n]+)،/gm)].map((line) => [line[1], line[2]]));
  const people = {};
  const move = async (time, ...who) => {
    await server.moveClock(time);
    await Promise.all(who.map((hand) => hand.signIn()));
  };
  const choice = (html, label) => new RegExp(`<option value="([^"]+)"[^>]*>\\s*${label}`).exec(html)?.[1];
  const plan = (id, kind, day) => secretary.send(`${COMMITTEE}/plan`, { session_id: id, kind, day, time: "10:00", place: "تالار شهرداری" });
  const items = async (id, hand = secretary) =>
    [...new Set([...(await hand.get(`/committee/sessions/${id}`)).matchAll(/\/committee\/sessions\/[^/"]+\/items\/([^/"?]+)/g)].map((found) => found[1]))];
  const open = async (id, present, expected) => {
    const html = await secretary.get(`/committee/sessions/${id}`);
    const form = {};
    for (const seat of html.matchAll(/<select[^>]*name="(seat-[^"]+)"[\s\S]*?<\/select>/g)) {
      for (const who of present) if (seat[0].includes(`value="${people[who]}"`)) form[seat[1]] = people[who];
    }
    return secretary.send(`/committee/sessions/${id}/open`, form, expected);
  };
  const vote = (id, item, present) => secretary.send(`/committee/sessions/${id}/items/${item}/vote`, {
    kind: "roll", question: "آیا پیشنهاد پذیرفته شود؟", ...Object.fromEntries(present.map((who) => [`choice-${people[who]}`, "yes"])),
  });
  const resolve = (id, item, text, more, expected) => secretary.send(`/committee/sessions/${id}/items/${item}/resolve`, {
    text, unit: "unit-works", working_days: "5", deadline_day: "", evidence_asked: "گزارش کتبی", aim: "remedy", ...more,
  }, expected);
  const end = async (id, present) => {
    await secretary.send(`/committee/sessions/${id}/close`);
    await secretary.send(`/committee/sessions/${id}/agree`);
    for (const who of present) {
      const first = await hands[who].send(`/committee/sessions/${id}/sign`);
      if (first.to.includes("/step-up")) {
        await hands[who].send("/step-up", { password: process.env.AMIN_BROWSER_PASSWORD, next: at(`/committee/sessions/${id}/minutes`) });
        await hands[who].send(`/committee/sessions/${id}/sign`);
      }
    }
  };
  const resolutions = async (query) =>
    [...new Set([...(await secretary.get(`/committee/resolutions?committee=story&${query}`)).matchAll(/\/committee\/resolutions\/([^/"?]+)"/g)].map((found) => found[1]))];
  /** Every resolution of a query, page after page. */
  const all = async (query) => {
    const found = [];
    for (let page = 1; ; page += 1) {
      const more = (await resolutions(`${query}&page=${page}`)).filter((id) => !found.includes(id));
      if (more.length === 0) return found;
      found.push(...more);
    }
  };
  const done = async (ids) => {
    for (const id of ids) {
      await works.send(`/committee/resolutions/${id}/report`, { note: "انجام شد؛ گزارش پیوست نامه است." });
      await integrity.send(`/committee/resolutions/${id}/verify`, { note: "سوابق دیده شد." });
    }
  };
  const attended = ["mayor", "secretary", "building-deputy", "member"];

  // Before Nowruz: the committee, its seats, a day off that the governor declared.
  await move("1405/12/20 09:00", admin, secretary);
  const token = /name="id" value="([^"]+)"/.exec(await admin.get("/admin/holidays"))[1];
  await admin.send("/admin/holidays", {
    id: token, name: "تعطیلی آلودگی هوا", name_en: "Closed for polluted air", "date-year": "1405", "date-month": "12", "date-day": "26",
    every_year: "", source: "مصوبه کارگروه اضطرار", valid_from: "", valid_to: "", verified: "yes", active: "yes",
  });
  await secretary.send("/committee", {
    id: "story", name: "کمیته سلامت سالانه", name_en: "Committee of the year", legal_basis: "تصویب‌نامه ۲۰۶/۹۳/۵۶۰", mandate: "سنجش و پایش سلامت اداری",
    quorum: "3", majority: "present", kind: "integrity",
  });
  for (const [title, duty, who] of SEATS) {
    await secretary.send(`${COMMITTEE}/seat`, { title, duty });
    const html = await secretary.get(COMMITTEE);
    const seat = choice(/<select[^>]*name="seat"[\s\S]*?<\/select>/.exec(html)[0], title);
    people[who] = choice(/<select[^>]*name="person"[\s\S]*?<\/select>/.exec(html)[0], names[who]);
    assert.ok(seat && people[who], `${title}: ${names[who]}`);
    await secretary.send(`${COMMITTEE}/appoint`, { seat, person: people[who], decree: "۱۲/ص", from_day: "1405/12/20", to_day: "" });
  }

  // First session: a member keeps out of one item; deadlines over Nowruz.
  await plan("story-1", "ordinary", "1405/12/24");
  await secretary.send("/committee/sessions/story-1/item", { title: SECRET, text: "" });
  await secretary.send("/committee/sessions/story-1/item", { title: "برنامه سال", text: "" });
  const [secret, second] = await items("story-1");
  await secretary.send(`/committee/sessions/story-1/items/${secret}/recuse`, { person: people["finance-deputy"], reason: "برادرم پیشنهاددهنده است." });
  const paper = new FormData();
  paper.append("file", new Blob(["پیشنهادهای رسیده"], { type: "text/plain" }), "پیشنهادها.txt");
  await secretary.send(`/committee/sessions/story-1/items/${secret}/papers`, paper);
  await secretary.send("/committee/sessions/story-1/call");
  await move("1405/12/21 09:00", secretary, mayor, member, hands["finance-deputy"]);
  await look.invited(hands);
  await move("1405/12/24 10:00", secretary, mayor, member, hands["building-deputy"], hands["finance-deputy"], works, integrity);
  await open("story-1", SEATS.map((seat) => seat[2]));
  await vote("story-1", secret, attended);
  await vote("story-1", second, SEATS.map((seat) => seat[2]));
  await resolve("story-1", secret, "دسترسی به پاکت‌ها ثبت شود.", { aim: "prevention" });
  const refused = await resolve("story-1", second, "x", { working_days: "", deadline_day: "1406/01/02" }, 422);
  assert.match(latin(refused.text), /1406\/01\/02 .*1406\/01\/05/, "a holiday is named, and the working day after it");
  for (let n = 2; n <= 10; n += 1) await resolve("story-1", second, `اقدام شماره ${n} نوبت نخست`, { aim: n % 2 ? "remedy" : "prevention" });
  // Monday 24 Esfand and five working days: 25; 26 is the declared day off; 27 (a Thursday); 28 Friday, 29 a holiday, Nowruz to 4
  // Farvardin; 5 (a Thursday), 6 Friday; 7; 8.
  const first = latin(await secretary.get("/committee/resolutions?committee=story&state="));
  assert.equal((first.match(/1406\/01\/08|8 Farvardin 1406|8 فروردین 1406/g) ?? []).length >= 10, true, first.replace(/<[^>]*>/g, " ").slice(0, 3000));
  await end("story-1", SEATS.map((seat) => seat[2]));
  await look.recused(hands, secret);
  await done((await all("state=open")).slice(0, 6));

  // Four are left and become overdue; the levels above are told.
  await move("1406/01/20 09:00", secretary);
  await until(async () => (await resolutions("state=overdue")).length === 4);
  const [late] = await resolutions("state=overdue");
  await until(async () => (await escalations(secretary, late)) === 1);
  await move("1406/02/10 09:00", secretary, integrity, works);
  await until(async () => (await escalations(secretary, late)) === 2);
  await done((await resolutions("state=overdue")).slice(0, 2));

  // Second session: too few come.
  await plan("story-2", "ordinary", "1406/05/10");
  await secretary.send("/committee/sessions/story-2/fill");
  await move("1406/05/10 10:00", secretary, mayor);
  await open("story-2", ["secretary", "mayor"], 422);
  await secretary.send("/committee/sessions/story-2/not-held", { reason: "شمار حاضران به حد نصاب نرسید." });

  // Third, extraordinary: what was left comes back; ten resolutions.
  await plan("story-3", "extraordinary", "1406/05/24");
  await secretary.send("/committee/sessions/story-3/fill");
  await secretary.send("/committee/sessions/story-3/item", { title: "رسیدگی به دیرکردها", text: "" });
  await move("1406/05/24 10:00", secretary, mayor, member, hands["building-deputy"], works, integrity);
  await open("story-3", attended);
  const again = await items("story-3");
  const delays = again.at(-1);
  await vote("story-3", delays, attended);
  for (let n = 1; n <= 10; n += 1) await resolve("story-3", delays, `اقدام شماره ${n} نوبت دوم`, { working_days: "20", aim: "prevention" });
  for (const item of again.slice(0, -1)) {
    await secretary.send(`/committee/sessions/story-3/items/${item}/end`, { end: "discussed", outcome: "گزارش شنیده شد." });
  }
  await end("story-3", attended);
  await done(await all("state=open&period=1406-2"));

  // Fourth, in autumn; the winter has none.
  await plan("story-4", "ordinary", "1406/08/16");
  await secretary.send("/committee/sessions/story-4/item", { title: "جمع‌بندی سال", text: "" });
  await move("1406/08/16 10:00", secretary, mayor, member, hands["building-deputy"], works, integrity);
  await open("story-4", attended);
  const [last] = await items("story-4");
  await vote("story-4", last, attended);
  for (let n = 1; n <= 10; n += 1) await resolve("story-4", last, `اقدام شماره ${n} نوبت سوم`, { working_days: "10" });
  await end("story-4", attended);
  await done((await all("state=open&period=1406-3")).slice(0, 5));
  assert.equal((await all("state=")).length, 30);
  await look.quarter(hands);

  // The year has ended: evaluation, and the next plan.
  await move("1407/01/20 09:00", secretary, mayor);
  await secretary.send(`${COMMITTEE}/plan-item`, { year: "1406", plan_year: "1407", title: "آموزش اعضای تازه", unit: "", due_day: "1407/02/20" });
  await secretary.send(`${COMMITTEE}/evaluate`, { year: "1406", strengths: "پیگیری منظم", weaknesses: "زمستان بی‌جلسه" });
  await secretary.send(`${COMMITTEE}/evaluate`, { year: "1406" }, 409);
  await look.year(hands);
}

/** How often a higher level was told of a resolution, as its page's course says. */
async function escalations(hand, id) {
  const html = await hand.get(`/committee/resolutions/${id}?lang=en`);
  return (html.match(/Deadline passed/g) ?? []).length;
}

/** Waits until the worker has done what is due. */
async function until(holds) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return;
    await new Promise((wake) => { setTimeout(wake, 250); });
  }
  assert.fail(`it did not come to pass: ${holds}`);
}

test("a full year of a committee", { timeout: 240_000 }, async () => {
  const server = await serve(process.env.AMIN_BROWSER_PREPARED, { clock: "1405/12/20 08:00" });
  const [fa, en] = TWO_WAYS;
  try {
    await live(server, {
      async invited(hands) {
        // One comes, one does not and says why; the secretary sees both, and that three have not answered.
        await hands.mayor.page({ ...en, width: 360 }, async (reader) => {
          await reader.go(at("/my"));
          await reader.says("mypage-do-answer");
          await reader.go(at("/committee/sessions/story-1"));
          await reader.press("committee-do-answer", 422);
          await reader.page.locator("input[name=answer][value=yes]").check();
          await reader.press("committee-do-answer");
          await reader.assertNoSidewaysScroll();
        });
        await hands.member.page(fa, async (reader) => {
          await reader.go(at("/committee/sessions/story-1"));
          await reader.page.locator("input[name=answer][value=no]").check();
          await reader.press("committee-do-answer", 422);
          await reader.page.locator("#answer_reason").fill("در سفر هستم");
          await reader.press("committee-do-answer");
        });
        for (const way of [fa, { ...en, width: 360 }]) {
          await hands.secretary.page(way, async (reader) => {
            await reader.go(at("/committee/sessions/story-1"));
            await reader.says("committee-asked");
            const main = latin(await reader.main());
            assert.match(main, /1 (نفر از|of) 5/);
            assert.match(main, /در سفر هستم/);
            await reader.assertNoSidewaysScroll();
          });
        }
        // It turns out that the journey is put off.
        await hands.member.send("/committee/sessions/story-1/answer", { answer: "yes", answer_reason: "" });
      },
      async recused(hands, secret) {
        await hands["finance-deputy"].page(fa, async (reader) => {
          await reader.go(at("/committee/sessions/story-1"));
          await reader.says("committee-withheld");
          assert.doesNotMatch(await reader.main(), new RegExp(SECRET));
          await reader.go(at(`/committee/sessions/story-1/items/${secret}`), 404);
          await reader.go(at("/committee/sessions/story-1/minutes"));
          assert.doesNotMatch(await reader.main(), new RegExp(SECRET));
          await reader.go(at("/committee/resolutions?committee=story&state="));
          assert.doesNotMatch(await reader.main(), /پاکت‌ها/);
        });
        await hands.mayor.page(fa, async (reader) => {
          await reader.go(at("/committee/sessions/story-1/minutes"));
          await reader.says("committee-minutes-frozen");
          await reader.go(at(`/committee/sessions/story-1/items/${secret}`));
          await reader.says("committee-papers");
          await reader.assertNoSidewaysScroll();
        });
      },
      async quarter(hands) {
        for (const way of [{ ...fa, width: 360 }, { ...en, theme: "dark" }]) {
          await hands.secretary.page(way, async (reader) => {
            await reader.go(at("/committee/story/report?period=1406-3"));
            const facts = latin(await reader.page.locator("dl.facts").first().innerText());
            // One session of four of five seats; ten issued, five done.
            assert.match(facts, /4 [^\d]+5/);
            assert.match(facts, /5 [^\d]+10/);
            await reader.assertNoSidewaysScroll();
            await reader.go(at("/committee/desk"));
            await reader.says("committee-desk-sessions");
            await reader.assertNoSidewaysScroll();
            await reader.go(at("/committee/story/year?year=1406"));
            await reader.says("committee-state-not-held");
            await reader.assertNoSidewaysScroll();
          });
        }
      },
      async year(hands) {
        for (const way of [fa, { ...en, width: 360 }]) {
          await hands.secretary.page(way, async (reader) => {
            await reader.go(at("/committee/story/evaluation?year=1406"));
            await reader.says("committee-verdict-weakness");
            const main = latin(await reader.main());
            // Summer and autumn of four quarters had a session that was held.
            assert.match(main, /2 (از|of) 4/);
            assert.match(main, /آموزش اعضای تازه/);
            assert.match(main, /برگزاری دست‌کم یک جلسه در هر فصل/);
            await reader.assertNoSidewaysScroll();
          });
        }
        const pdf = await fetch(`${hands.mayor.server.url}${at("/committee/sessions/story-1/minutes.pdf")}`, { headers: { cookie: hands.mayor.cookie } });
        assert.equal(pdf.status, 200);
        assert.match(Buffer.from(await pdf.arrayBuffer()).subarray(0, 8).toString("latin1"), /^%PDF-1\.7/);
      },
    });
  } finally {
    await server.stop();
  }
});

for (const way of TWO_WAYS) {
  test(`the secretariat enters a letter: ${wayName(way)}`, async () => {
    const number = way.lang === "fa" ? "۷۷/الف" : "78/A";
    await reading(way, async (reader) => {
      await reader.signIn(account("secretary"));
      await reader.go(at("/committee/letters"));
      await reader.follow("committee-letter-new");
      await reader.press("committee-letter-save", 422);
      assert.equal(await reader.page.getByRole("alert").first().isVisible(), true);
      await reader.page.locator("#committee").selectOption("integrity-committee");
      await reader.page.locator("#number").fill(number);
      await reader.page.locator("#day").fill("1405/06/10");
      await reader.page.locator("#unit").selectOption("unit-works");
      await reader.page.locator("#subject").fill("وضع روشنایی کوچه‌ها");
      await reader.press("committee-letter-save");
      await reader.says("committee-letter-no-answer");
      await reader.assertNoSidewaysScroll();
      await reader.go(at(`/committee/letters?q=${encodeURIComponent("روشنایی")}`));
      assert.ok(latin(await reader.main()).includes(latin(number)));
    });
  });
}
