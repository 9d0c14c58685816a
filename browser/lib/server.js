// Starts the program on a copy of the prepared demonstration and ends it. Nothing of the copy outlives the run.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const PROGRAM = process.env.AMIN_PROGRAM ?? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/amin");

async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => { server.once("error", failed).listen(0, "127.0.0.1", done); });
  const { port } = server.address();
  await new Promise((done) => { server.close(done); });
  return port;
}

/**
 * Serves a copy of `prepared`, a demonstration's data directory with its signed head beside it (`prepared.head`).
 * With `clock` (`1405/09/20 10:00`) the program lives by that time until `moveClock` sets a later one.
 * Answers `{ url, data, stop, moveClock }`; `stop` waits for the program's end and, unless told to keep it, removes the copy.
 */
export async function serve(prepared, { clock } = {}) {
  const place = mkdtempSync(join(tmpdir(), "amin-browser-"));
  const data = join(place, "data");
  cpSync(prepared, data, { recursive: true });
  if (existsSync(`${prepared}.head`)) cpSync(`${prepared}.head`, `${data}.head`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clockFile = join(place, "clock");
  // Written beside and renamed, so that the program never reads half a time.
  const moveClock = (time) => {
    writeFileSync(`${clockFile}.new`, `${time}\n`);
    renameSync(`${clockFile}.new`, clockFile);
    return new Promise((done) => { setTimeout(done, 200); });
  };
  if (clock) await moveClock(clock);
  const child = spawn(PROGRAM, ["demo", "--data", data, "--listen", `127.0.0.1:${port}`, ...(clock ? ["--clock-file", clockFile] : [])], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const hear = (chunk) => { said = (said + chunk).slice(-20_000); };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise((done) => {
    child.once("exit", (code, signal) => done(code ?? signal));
    child.once("error", (why) => {
      hear(String(why));
      done("not started");
    });
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async ({ keep = false } = {}) => {
    child.kill("SIGTERM");
    const slow = setTimeout(kill, 10_000);
    const code = await ended;
    clearTimeout(slow);
    process.removeListener("exit", kill);
    if (!keep) rmSync(place, { recursive: true, force: true });
    return { code, said };
  };
  const until = Date.now() + 60_000;
  for (;;) {
    const gone = await Promise.race([ended, new Promise((wake) => { setTimeout(wake, 150, null); })]);
    if (gone !== null) {
      rmSync(place, { recursive: true, force: true });
      throw new Error(`the program ended before it served (${gone}):\n${said}`);
    }
    const well = await fetch(`${url}/healthz`).then((answer) => answer.ok, () => false);
    if (well) return { url, data, stop, moveClock, said: () => said };
    if (Date.now() > until) {
      await stop();
      throw new Error(`the program did not answer within a minute:\n${said}`);
    }
  }
}

/** Runs a command of the program to its end: `{ status, stdout, stderr }`. */
export function run(...args) {
  return spawnSync(PROGRAM, args, { encoding: "utf8", timeout: 60_000 });
}

/** A file of the repository as text. */
export const file = (path) => readFileSync(join(ROOT, path), "utf8");
