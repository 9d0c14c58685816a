// Serves a copy of the prepared demonstration, runs the stories or takes the pictures, and always ends the program.
//   node run.js PREPARED_DATA [screenshots] [story…]
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { PROGRAM, serve } from "./lib/server.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const [prepared, ...rest] = process.argv.slice(2);
const pictures = rest[0] === "screenshots";
const chosen = rest.slice(pictures ? 1 : 0);
const stories = readdirSync(join(HERE, "tests")).filter((name) => name.endsWith(".test.js"))
  .filter((name) => chosen.length === 0 || chosen.some((part) => name.includes(part))).sort().map((name) => join(HERE, "tests", name));
// Stories change the town, so they are told one after another; who only looks at pages may look at two at a time.
const looking = stories.filter((path) => path.includes("/pages-"));
const telling = stories.filter((path) => !looking.includes(path));
const runs = pictures ? [[join(HERE, "screenshots.js"), ...chosen]] : [
  ["--test", "--test-concurrency=1", ...telling],
  ["--test", "--test-concurrency=2", ...looking],
].filter((args) => pictures || args.length > 2);

const server = await serve(resolve(prepared));
// The program prints its accounts when it starts; all have one password.
const password = /password of all accounts: (\S+)/.exec(server.said())?.[1] ?? "";
let child;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => { child?.kill(signal); });
}
let code = 0;
for (const args of runs) {
  const status = await new Promise((done) => {
    child = spawn(process.execPath, args, {
      stdio: "inherit",
      env: { ...process.env, AMIN_BROWSER_URL: server.url, AMIN_BROWSER_PREPARED: resolve(prepared), AMIN_BROWSER_PASSWORD: password, AMIN_PROGRAM: PROGRAM },
    });
    child.once("exit", (status) => done(status ?? 1));
  });
  code ||= status;
}
const { code: ended, said } = await server.stop();
if (ended !== 0) console.error(`the program ended with ${ended}:\n${said}`);
process.exitCode = code || (ended === 0 ? 0 : 1);
