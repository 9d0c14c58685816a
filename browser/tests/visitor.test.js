// A visitor opens a figure down to its records and their proof, reads a service's card, and the page of the sealed log.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { TWO_WAYS, closeBrowser, reading, wayName } from "../lib/reader.js";
import { run } from "../lib/server.js";
import { ORG } from "../lib/town.js";

after(closeBrowser);

for (const way of TWO_WAYS) {
  test(`opens a figure down to a journal entry: ${wayName(way)}`, () => reading(way, async (reader) => {
    const { page, t } = reader;
    await reader.go(`/${ORG}`);
    await reader.follow("voice-home-portal");
    await reader.heading("publication-title").first().waitFor();
    await reader.press(page.getByRole("link", { name: new RegExp(`${t.text("publication-open-figure")}.*${t.text("publication-in-time-name")}`) }));
    await reader.says("publication-in-time-formula");
    await reader.press(page.getByRole("main").getByRole("table").getByRole("link", { name: t.begins("open-records") }).first());
    await reader.says("publication-records-note");
    const rows = page.getByRole("row");
    assert.ok(await rows.count() > 1, "the figure has records");
    await reader.press(page.getByRole("main").getByRole("table").getByRole("link").first());
    await reader.says("journal-entry-lead");
    await reader.says("journal-field-hidden");
    const proof = await reader.download(reader.link("journal-download-proof"));
    assert.match(readFileSync(proof.path, "utf8"), /^c2sp\.org\/tlog-proof@v1\n/);
  }));

  test(`reads a service's card with its measured times: ${wayName(way)}`, () => reading(way, async (reader) => {
    const { page, t } = reader;
    await reader.go(`/${ORG}`);
    await reader.follow("voice-home-services");
    const measured = page.getByRole("article").filter({ hasText: t.part("services-median-measured") });
    assert.ok(await measured.count() > 0, "some services are measured in the demonstration");
    await reader.press(measured.first().getByRole("link"));
    await reader.heading("services-card").waitFor();
    await reader.heading("services-measured-title").waitFor();
    await reader.says("services-median");
    await reader.press(reader.link("services-cases-title").last());
    assert.ok(await page.getByRole("row").count() > 10, "the cases behind the figures");
    await reader.go(`/${ORG}/services?q=${encodeURIComponent("پايان كار")}`);
    assert.match(await reader.main(), way.lang === "fa" ? /پایان کار/ : /Certificate of completion/, "the search folds Arabic letters");
  }));

  test(`reads the page of the log, and the log verifies over http: ${wayName(way)}`, () => reading(way, async (reader) => {
    await reader.go("/log");
    await reader.heading("log-title").first().waitFor();
    await reader.says("log-limits-title");
    const verified = run("verify", `${reader.url}/log`);
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  }));
}
