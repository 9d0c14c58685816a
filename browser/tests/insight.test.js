// Process insight: a manager follows a difference to its cases, the integrity officer accepts one and raises what recurs, the committee
// reads equal treatment and waivers, everybody sees only what was published.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account } from "../lib/accounts.js";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

const at = (path) => `/${ORG}${path}`;

/** Codes of the services in the list of processes, in its order. */
async function codes(reader) {
  await reader.go(at("/insight"));
  const links = await reader.page.locator("main tbody th a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return links.map((href) => href.split("/services/")[1].split("/")[0]);
}

for (const way of TWO_WAYS) {
  test(`from a map to the cases of a difference, and one is accepted: ${wayName(way)}`, async () => {
    let code;
    await reading(way, async (manager) => {
      await manager.signIn(account("building-deputy"));
      [code] = await codes(manager);
      await manager.go(at(`/services/${code}/process?detail=100`));
      await manager.says("insight-map-lead");
      assert.ok(await manager.page.locator("svg.chart-process a").count() > 3, "boxes and arrows are links");
      await manager.assertNoSidewaysScroll();
      await manager.go(at(`/services/${code}/times`));
      await manager.says("insight-times-steps-note");
      await manager.go(at(`/services/${code}/work`));
      assert.doesNotMatch(await manager.main(), /clerk-/);
      await manager.go(at(`/services/${code}/record`));
      await manager.says("insight-record-lead");
      await manager.go(at(`/services/${code}/deviations`));
      await manager.press(manager.page.locator("main tbody td a").first());
      await manager.says("insight-difference-note");
      await manager.press(manager.page.locator("main tbody th a").first());
      await manager.says("insight-case-differs");
    });
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      await officer.go(at(`/services/${code}/deviations`));
      await officer.press(officer.page.locator("main tbody td a").first());
      const box = officer.page.locator("main tbody input[type=checkbox]").first();
      const name = await box.getAttribute("value");
      await box.check();
      await officer.press("insight-accept-do", 422);
      assert.ok(await box.isChecked(), "what was chosen stays");
      await officer.textbox("insight-accept-reason").fill("مصوبه آزمون");
      await officer.press("insight-accept-do");
      assert.match(await officer.main(), /مصوبه آزمون/);
      assert.ok(name);
    });
  });

  test(`what recurs is raised, the committee reads equal treatment, the public what is published: ${wayName(way)}`, async () => {
    let all;
    await reading(way, async (officer) => {
      await officer.signIn(account("integrity"));
      all = await codes(officer);
      // One service for each way, so that neither finds what the other raised.
      const code = all[way.lang === "fa" ? 2 : 3];
      await officer.go(at(`/services/${code}/brokers`));
      await officer.select("insight-brokers-key").selectOption("تلفن");
      await officer.select("insight-brokers-citizen").selectOption("شهروند");
      await officer.press("insight-brokers-find");
      const main = await officer.main();
      assert.match(main, /[0۰][9۹]•+[0۰][1۱]/);
      assert.doesNotMatch(main, /09120000001/);
      await officer.assertNoSidewaysScroll();
      await officer.press(officer.button("insight-raise").first());
      assert.match(await officer.main(), /تلفن/);
    });
    let published;
    await reading(way, async (member) => {
      await member.signIn(account("member"));
      await member.go(at(`/services/${all[0]}/treatment`));
      await member.select("insight-by").selectOption("منطقه");
      await member.press("insight-ask");
      await member.says("insight-para-cause");
      await member.says("insight-pairs-note");
      assert.ok(await member.page.locator("svg.chart").count() >= 2, "forest and courses are drawn");
      await member.assertNoSidewaysScroll();
      await member.go(at("/waivers/treatment?by=decider&what=share&strata=subject"));
      await member.says("insight-para-cause");
      assert.doesNotMatch(await member.main(), /معاون مالی/);
      await member.go(at("/waivers"));
      assert.match(await member.main(), /معاون مالی/);
    });
    await reading(way, async (citizen) => {
      for (const code of all) {
        const answer = await citizen.page.request.get(at(`/services/${code}/treatment`));
        if (answer.status() === 200) published = code;
        else assert.equal(answer.status(), 404);
      }
      assert.ok(published, "one service is open to everybody");
      await citizen.go(at(`/services/${published}/treatment?by=${encodeURIComponent("منطقه")}&what=`));
      await citizen.says("insight-para-cause");
      assert.equal(await citizen.page.locator("a[href*='process/case?']").count(), 0);
      await citizen.go(at("/waivers"));
      assert.doesNotMatch(await citizen.main(), /مودی نمونه|معاون مالی/);
    });
  });
}
