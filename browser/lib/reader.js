// A reader at a browser: one language, with or without JavaScript, one theme, one width. Whatever goes wrong behind the page
// (an error on the console, a breach of the content security policy, a failed request) fails the story that saw it.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { words } from "./words.js";

export const URL_OF_RUN = process.env.AMIN_BROWSER_URL;
const CHROMIUM = process.env.AMIN_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let browser;
const accounts = new Map();

/** The browser of this process. */
async function chrome() {
  browser ??= await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return browser;
}

/** Ends the browser; call it after all stories of a file. */
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
  accounts.clear();
}

export class Reader {
  constructor(context, options) {
    Object.assign(this, options);
    this.context = context;
    this.t = words[this.lang];
    this.faults = [];
    this.allowed = [];
  }

  /** Opens an empty page. Options: `lang`, `js`, `theme`, `width`, `url`. */
  static async open({ lang = "fa", js = true, theme = "light", width = 1280, height = 900, url = URL_OF_RUN } = {}) {
    assert.ok(url, "AMIN_BROWSER_URL is not set; run scripts/browser-tests");
    const context = await (await chrome()).newContext({
      javaScriptEnabled: js, colorScheme: theme, viewport: { width, height }, locale: lang === "fa" ? "fa-IR" : "en-GB",
      timezoneId: "Asia/Tehran", reducedMotion: "reduce", acceptDownloads: true, baseURL: url,
    });
    context.setDefaultTimeout(15_000);
    await context.addCookies([{ name: "lang", value: lang, url }]);
    const reader = new Reader(context, { lang, js, theme, width, url });
    reader.page = await context.newPage();
    reader.listen();
    return reader;
  }

  listen() {
    const { page, faults } = this;
    page.on("pageerror", (why) => faults.push(`error in the script: ${why}`));
    page.on("console", (message) => {
      // A refused form is answered with its status on purpose; the story asserts what the page says.
      const document = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
      if (["error", "warning"].includes(message.type()) && !document) faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("requestfailed", (request) => {
      if (request.failure()?.errorText !== "net::ERR_ABORTED") faults.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500) faults.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
      if (answer.status() >= 400 && answer.request().resourceType() !== "document") faults.push(`${answer.status()} ${answer.url()}`);
      if (!answer.url().startsWith(this.url) && !answer.url().startsWith("blob:")) faults.push(`asked a stranger: ${answer.url()}`);
    });
  }

  /** Goes to an address and expects a status. */
  async go(path, status = 200) {
    const answer = await this.page.goto(path);
    assert.equal(answer.status(), status, `GET ${path}`);
    return answer;
  }

  /** Signs in with a demonstration account, through the form the first time and with the same session afterwards. */
  async signIn(account) {
    const key = `${this.url} ${account.username}`;
    if (!accounts.has(key)) {
      const { page, t } = this;
      await this.go(`/${account.organisation}/sign-in`);
      await this.textbox("organisation-username").fill(account.username);
      await page.getByLabel(t.begins("organisation-password")).fill(account.password);
      await this.press("sign-in");
      accounts.set(key, (await this.context.cookies()).filter((cookie) => cookie.name === "amin_session"));
      assert.equal(accounts.get(key).length, 1, `${account.username} did not get a session: ${await this.page.title()}`);
    }
    await this.context.addCookies(accounts.get(key));
    return this;
  }

  label(id, options) { return this.page.getByLabel(this.t.begins(id), options); }

  textbox(id) { return this.page.getByRole("textbox", { name: this.t.begins(id) }); }

  /** A list of choices of which one is taken. */
  select(id) { return this.page.getByRole("combobox", { name: this.t.begins(id) }); }

  radio(id) { return this.page.getByRole("radio", { name: this.t.begins(id) }); }

  checkbox(id) { return this.page.getByRole("checkbox", { name: this.t.begins(id) }); }

  /** Opens what is folded under these words, unless it is open. */
  async unfold(id) {
    const details = this.page.locator("details").filter({ has: this.page.locator("summary").filter({ hasText: this.t.begins(id) }) });
    if (await details.getAttribute("open") === null) await details.locator("summary").click();
    return details;
  }

  button(id) { return this.page.getByRole("button", { name: this.t.begins(id) }); }

  link(id) { return this.page.getByRole("link", { name: this.t.begins(id) }); }

  heading(id) { return this.page.getByRole("heading", { name: this.t.part(id) }); }

  /** Presses a button or follows a link (a message id, or what was found) that leads to a new page; expects the page's status. */
  async press(what, status = 200) {
    const target = typeof what === "string" ? this.button(what) : what;
    const [answer] = await Promise.all([
      this.page.waitForEvent("response", (response) => response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400)),
      target.click(),
    ]);
    await this.page.waitForLoadState("load");
    if (answer.status() !== status) assert.fail(`${answer.request().method()} ${answer.url()} answered ${answer.status()}, not ${status}:\n${(await this.main()).slice(0, 2000)}`);
    return answer;
  }

  /** Follows the first link whose words begin with a message. */
  async follow(id) { return this.press(this.link(id).first()); }

  /** Downloads what a link leads to: `{ name, path }`. */
  async download(link) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), link.click()]);
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** The text of the page's main part. */
  async main() { return this.page.getByRole("main").innerText(); }

  /** Sentences of a message that stand on the page. */
  async says(id) {
    const place = this.page.getByText(this.t.part(id)).first();
    await place.waitFor({ state: "attached" }).catch(async () => {
      assert.fail(`the page does not say "${this.t.pattern(id)}"\n${this.page.url()}\n${(await this.main()).slice(0, 3000)}`);
    });
    return place;
  }

  /** Nothing sticks out at the side. */
  async assertNoSidewaysScroll() {
    const wide = await this.page.evaluate(() => {
      const view = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= view) return [];
      const inScroller = (element) => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
          if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
        }
        return false;
      };
      return [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > view + 1 || box.left < -1) && !inScroller(element);
      }).slice(0, 5).map((element) => `${element.outerHTML.slice(0, 160)}`);
    });
    assert.deepEqual(wide, [], `${this.page.url()} scrolls sideways at ${this.width}px`);
  }

  /** What went wrong behind the pages so far, forgotten once told. */
  takeFaults() { return this.faults.splice(0).filter((fault) => !this.allowed.some((pattern) => pattern.test(fault))); }

  async close() {
    await this.context.close();
    assert.deepEqual(this.takeFaults(), [], "errors behind the page");
  }
}

/** Tells a story with a reader and closes the page whatever comes. */
export async function reading(options, story) {
  const reader = await Reader.open(options);
  try {
    await story(reader);
  } catch (why) {
    why.message += `\n  at ${reader.page.url()} (${reader.lang}, JavaScript ${reader.js ? "on" : "off"})${reader.faults.map((fault) => `\n  ${fault}`).join("")}`;
    await reader.context.close();
    throw why;
  }
  await reader.close();
}

/** All four ways of reading. */
export const FOUR_WAYS = [{ lang: "fa", js: true }, { lang: "fa", js: false }, { lang: "en", js: true }, { lang: "en", js: false }];
/** The two that meet everything once. */
export const TWO_WAYS = [{ lang: "fa", js: true }, { lang: "en", js: false }];
export const wayName = ({ lang, js }) => `${lang === "fa" ? "Persian" : "English"}, JavaScript ${js ? "on" : "off"}`;
