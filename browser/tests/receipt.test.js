// A receipt saved from the browser verifies after the program and all its data are gone.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileMessage } from "../lib/citizen.js";
import { closeBrowser, reading } from "../lib/reader.js";
import { run, serve } from "../lib/server.js";

after(closeBrowser);

for (const way of [{ lang: "fa", js: true }, { lang: "en", js: false }]) {
  test(`offline, without JavaScript: ${!way.js}`, async () => {
    const place = mkdtempSync(join(tmpdir(), "amin-receipt-"));
    const file = join(place, "receipt.tlog-proof");
    let vkey;
    const server = await serve(process.env.AMIN_BROWSER_PREPARED);
    try {
      await reading({ ...way, url: server.url }, async (reader) => {
        await fileMessage(reader, { category: "waste", text: "مخزن زباله سر کوچه شکسته است." });
        const proof = await reader.download(reader.link("voice-receipt-proof"));
        copyFileSync(proof.path, file);
        await reader.go("/log");
        vkey = /[^\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/.exec(await reader.main())[0];
      });
    } finally {
      await server.stop();
    }
    assert.equal(existsSync(server.data), false, "nothing of the program's data is left");
    await assert.rejects(fetch(`${server.url}/healthz`), "the program is gone");

    const good = run("verify", file, "--vkey", vkey);
    assert.equal(good.status, 0, good.stdout + good.stderr);
    assert.match(good.stdout, /^verified$/m);

    // One changed letter in a proof hash or a signature is found.
    const text = readFileSync(file, "utf8");
    const lines = text.split("\n");
    const at = lines.findLastIndex((line) => line.startsWith("— "));
    const end = lines[at].length - 8;
    lines[at] = lines[at].slice(0, end) + (lines[at][end] === "A" ? "B" : "A") + lines[at].slice(end + 1);
    writeFileSync(file, lines.join("\n"));
    const bad = run("verify", file, "--vkey", vkey);
    assert.notEqual(bad.status, 0, "a changed receipt verifies");
    rmSync(place, { recursive: true, force: true });
  });
}
