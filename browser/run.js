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
// Stories change the town, so they are told one after another. Who only looks at pages has a town of its own, and looks meanwhile:
// a story waits for its page most of the time.
const looking = stories.filter((path) => path.includes("/pages-"));
const telling = stories.filter((path) => !looking.includes(path));
const runs = pictures ? [[join(HERE, "screenshots.js"), ...chosen]] : [telling, looking]
  .filter((files) => files.length > 0).map((files) => ["--test", `--test-concurrency=${files === looking ? 2 : 1}`, ...files]);

const children = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => { for (const child of children) child.kill(signal); });
}

/** Runs the files of `args` in a town; answers whether all went well and the program ended as it should. */
async function runIn(server, args) {
  // The program prints its accounts when it starts; all have one password.
  const password = /password of all accounts: (\S+)/.exec(server.said())?.[1] ?? "";
  const child = spawn(process.execPath, args, {
    stdio: "inherit",
    env: { ...process.env, AMIN_BROWSER_URL: server.url, AMIN_BROWSER_PREPARED: resolve(prepared), AMIN_BROWSER_PASSWORD: password, AMIN_PROGRAM: PROGRAM },
  });
  children.add(child);
  const status = await new Promise((done) => { child.once("exit", (code) => done(code ?? 1)); });
  children.delete(child);
  const { code: ended, said } = await server.stop();
  if (ended !== 0) console.error(`the program ended with ${ended}:\n${said}`);
  return status === 0 && ended === 0;
}

const towns = [];
for (const args of runs) towns.push({ server: await serve(resolve(prepared)), args });
const well = await Promise.all(towns.map(({ server, args }) => runIn(server, args)));
process.exitCode = well.every(Boolean) ? 0 : 1;
