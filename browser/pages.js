// Every page of the program, once: what the accessibility check walks and what the pictures show.
// `as`: the account that looks; `path`: an address, or a function that finds it as a reader would.
import { account } from "./lib/accounts.js";
import { Reader } from "./lib/reader.js";
import { ORG } from "./lib/town.js";

const at = (path) => `/${ORG}${path}`;
const found = new Map();

/** An address that is found once in each process by somebody else's walk through the pages. */
const once = (name, walk) => async (reader) => {
  if (!found.has(name)) {
    const guide = await Reader.open({ lang: "fa", js: false, url: reader.url });
    try {
      found.set(name, await walk(guide));
    } finally {
      await guide.context.close();
    }
  }
  return found.get(name);
};

/** The address behind the first link whose words begin with a message, on a page. */
async function linkOn(guide, path, id) {
  await guide.go(path);
  return guide.link(id).first().getAttribute("href");
}

/** The first message in the list of messages, as an address of the desk. */
const matter = (username, query) => once(`matter ${username} ${query}`, async (guide) => {
  await guide.signIn(account(username));
  await guide.go(at(`/desk/messages?${query}`));
  return guide.page.getByRole("rowheader").getByRole("link").first().getAttribute("href");
});

/** The first row of a table, as an address. */
const row = (username, path) => once(`row ${path}`, async (guide) => {
  await guide.signIn(account(username));
  await guide.go(at(path));
  return guide.page.getByRole("main").getByRole("table").getByRole("link").first().getAttribute("href");
});

/** The tracking code of the first message in that list. */
const codeOf = (query) => once(`code ${query}`, async (guide) => {
  await guide.signIn(account("officer"));
  await guide.go(at(`/desk/messages?${query}`));
  const [code] = /[0-9۰-۹]{4}-[0-9۰-۹]{4}-[0-9۰-۹]{3}/.exec(await guide.main());
  return code.replaceAll("-", "").replace(/[۰-۹]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹".indexOf(digit));
});
const citizen = (query, rest = "") => async (reader) => at(`/voice/m/${await codeOf(query)(reader)}${rest}`);

const figure = once("figure", (guide) => linkOn(guide, at("/portal"), "publication-open-figure"));
const records = once("records", async (guide) => linkOn(guide, await figure(guide), "open-records"));
const entry = once("entry", async (guide) => {
  await guide.go(await records(guide));
  return guide.page.getByRole("main").getByRole("table").getByRole("link").first().getAttribute("href");
});
const integrityReport = once("integrity report", async (guide) => {
  await guide.go(at("/portal/integrity"));
  return guide.page.locator("#reports a").first().getAttribute("href");
});
const card = once("card", async (guide) => {
  await guide.go(at("/services"));
  return guide.page.getByRole("article").filter({ hasText: guide.t.part("services-median-measured") }).first().getByRole("link").getAttribute("href");
});

/** The first service of the list of processes: the one with a written procedure. */
const service = once("service", async (guide) => {
  await guide.signIn(account("integrity"));
  await guide.go(at("/insight"));
  const href = await guide.page.locator("main tbody th a").first().getAttribute("href");
  return href.replace("/deviations", "");
});
const insight = (rest) => async (reader) => `${await service(reader)}/${rest}`;
/// Two services side by side: the first two that can be chosen.
const compared = once("compared", async (guide) => {
  await guide.signIn(account("integrity"));
  await guide.go(at("/compare"));
  const codes = await guide.page.locator("#a option").evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
  return at(`/compare?a=${encodeURIComponent(codes[0])}&b=${encodeURIComponent(codes[1])}`);
});
/// How cases end, by the activities that are offered first.
const endings = once("endings", async (guide) => {
  await guide.signIn(account("integrity"));
  const here = `${await service({ url: guide.url })}/treatment`;
  await guide.go(here);
  const ends = await guide.page.locator('input[name="end"]').evaluateAll((boxes) => boxes.slice(0, 2).map((box) => box.value));
  return `${here}?by=${DISTRICT}&what=ends&${ends.map((end) => `end=${encodeURIComponent(end)}`).join("&")}`;
});
/// The cases of the rule that differs most, and the first of them.
const difference = once("difference", async (guide) => {
  await guide.signIn(account("integrity"));
  await guide.go(`${await service({ url: guide.url })}/deviations`);
  return guide.page.locator('main td a[href*="deviations/cases"]').first().getAttribute("href");
});
const oneCase = once("one case", async (guide) => {
  await guide.signIn(account("integrity"));
  await guide.go(await difference({ url: guide.url }));
  return guide.page.locator('main a[href*="process/case?"]').first().getAttribute("href");
});
const DISTRICT = encodeURIComponent("منطقه");
const TELEPHONE = `key=${encodeURIComponent("تلفن")}&citizen=${encodeURIComponent("شهروند")}&good=`;

export const pages = [
  // Anyone.
  { name: "home", path: at("") },
  { name: "message-new", path: at("/voice/new?kind=complaint") },
  { name: "message-receipt", path: citizen("state=under-review", "/receipt") },
  { name: "message-under-review", path: citizen("state=under-review") },
  { name: "message-answered", path: citizen("state=answered") },
  { name: "message-closed", path: citizen("state=closed") },
  { name: "message-track", path: at("/voice/track") },
  { name: "changes", path: at("/voice/changes") },
  { name: "services", path: at("/services") },
  { name: "service-card", path: card },
  { name: "service-cases", path: async (reader) => `${await card(reader)}/cases` },
  { name: "portal", path: at("/portal") },
  { name: "portal-integrity", path: at("/portal/integrity") },
  { name: "portal-integrity-report", path: integrityReport },
  { name: "figure", path: figure },
  { name: "figure-records", path: records },
  { name: "open-data", path: at("/portal/open-data") },
  { name: "log", path: "/log" },
  { name: "journal-entry", path: entry },
  { name: "sign-in", path: at("/sign-in") },
  { name: "about", path: "/about" },
  { name: "accessibility", path: "/accessibility" },
  { name: "not-found", path: at("/no-such-page"), status: 404 },
  { name: "design", path: "/design" },
  // Those who work here.
  { name: "desk-clerk", path: at("/desk"), as: "clerk-services-3" },
  { name: "desk-officer", path: at("/desk"), as: "officer" },
  { name: "desk-manager", path: at("/desk"), as: "mayor" },
  { name: "desk-messages", path: at("/desk/messages"), as: "officer" },
  { name: "desk-message-new", path: matter("officer", "state=registered"), as: "officer" },
  { name: "desk-message-under-review", path: matter("officer", "state=under-review"), as: "officer" },
  { name: "desk-message-answered", path: matter("officer", "state=answered"), as: "officer" },
  { name: "matters", path: at("/matters?state="), as: "building-deputy" },
  { name: "matter-new", path: at("/matters/new"), as: "building-deputy" },
  { name: "matter", path: row("integrity", "/matters?state=decided"), as: "integrity" },
  { name: "interests-own", path: at("/interests"), as: "works-deputy" },
  { name: "interests-declare", path: at("/interests/declare"), as: "clerk-permits" },
  { name: "interests-declarations", path: at("/interests/declarations?state="), as: "integrity" },
  { name: "interests-declaration", path: row("integrity", "/interests/declarations?state="), as: "integrity" },
  { name: "interests-review", path: row("integrity", "/interests/declarations"), as: "integrity" },
  { name: "interests-campaigns", path: at("/interests/campaigns"), as: "integrity" },
  { name: "interests-gifts", path: at("/interests/gifts"), as: "integrity" },
  { name: "interests-gift", path: row("integrity", "/interests/gifts"), as: "integrity" },
  { name: "interests-gift-new", path: at("/interests/gifts/new"), as: "clerk-permits" },
  { name: "interests-firms", path: at("/interests/firms"), as: "integrity" },
  { name: "interests-conditions", path: at("/interests/conditions"), as: "integrity" },
  { name: "interests-doubts", path: at("/interests/doubts"), as: "integrity" },
  { name: "interests-doubt", path: row("integrity", "/interests/doubts"), as: "integrity" },
  { name: "findings", path: at("/findings"), as: "integrity" },
  { name: "finding", path: row("integrity", "/findings"), as: "integrity" },
  { name: "insight", path: at("/insight"), as: "integrity" },
  { name: "insight-process", path: insight("process"), as: "integrity" },
  { name: "insight-times", path: insight("times"), as: "integrity" },
  { name: "insight-work", path: insight("work"), as: "integrity" },
  { name: "insight-deviations", path: insight("deviations"), as: "integrity" },
  { name: "insight-record", path: insight("record"), as: "integrity" },
  { name: "insight-brokers", path: insight(`brokers?${TELEPHONE}`), as: "integrity" },
  { name: "insight-treatment", path: insight(`treatment?by=${DISTRICT}&what=`), as: "integrity" },
  { name: "insight-treatment-all", path: insight(`treatment?by=${DISTRICT}&what=all`), as: "integrity" },
  { name: "insight-treatment-clerk", path: insight("treatment?by=org:resource&what="), as: "integrity" },
  { name: "insight-treatment-ends", path: endings, as: "integrity" },
  { name: "insight-procedure", path: insight("procedure"), as: "integrity" },
  { name: "insight-deviation-cases", path: difference, as: "integrity" },
  { name: "insight-case", path: oneCase, as: "integrity" },
  { name: "insight-compare", path: compared, as: "integrity" },
  { name: "insight-changes", path: insight("changes"), as: "integrity" },
  { name: "insight-own", path: at("/services/own-messages/process"), as: "integrity" },
  { name: "waivers", path: at("/waivers"), as: "integrity" },
  { name: "waiver", path: row("integrity", "/waivers"), as: "integrity" },
  { name: "waivers-treatment", path: at("/waivers/treatment?by=decider&what=share&strata=subject"), as: "integrity" },
  { name: "waiver-new", path: at("/waivers/new"), as: "mayor" },
  { name: "waivers-import", path: at("/waivers/import"), as: "mayor" },
  { name: "committees", path: at("/committee"), as: "secretary" },
  { name: "committee", path: at("/committee/integrity-committee"), as: "secretary" },
  { name: "committee-session", path: at("/committee/sessions/session-1"), as: "secretary" },
  { name: "committee-invited", path: at("/committee/sessions/session-5"), as: "secretary" },
  { name: "committee-item", path: row("secretary", "/committee/sessions/session-1"), as: "secretary" },
  { name: "committee-minutes", path: at("/committee/sessions/session-4/minutes"), as: "member" },
  { name: "committee-report", path: at("/committee/integrity-committee/report"), as: "secretary" },
  { name: "committee-desk", path: at("/committee/desk"), as: "secretary" },
  { name: "committee-kinds", path: at("/committee/kinds"), as: "secretary" },
  { name: "committee-letters", path: at("/committee/letters"), as: "secretary" },
  { name: "committee-letter", path: row("secretary", "/committee/letters"), as: "secretary" },
  { name: "committee-letter-new", path: at("/committee/letters/new"), as: "secretary" },
  { name: "committee-year", path: at("/committee/integrity-committee/year"), as: "secretary" },
  { name: "committee-evaluation", path: at("/committee/integrity-committee/evaluation"), as: "secretary" },
  { name: "resolutions", path: at("/committee/resolutions?state="), as: "secretary" },
  { name: "resolution", path: row("secretary", "/committee/resolutions?state="), as: "mayor" },
  { name: "cases", path: at("/cases?state="), as: "integrity" },
  { name: "case", path: at("/cases/demo-case-3"), as: "integrity" },
  { name: "case-to-screen", path: at("/cases/demo-case-6"), as: "integrity" },
  { name: "case-to-charge", path: at("/cases/demo-case-5"), as: "inspector" },
  { name: "case-to-vote", path: at("/cases/demo-case-3"), as: "board-appeal-1" },
  { name: "case-new", path: at("/cases/new"), as: "integrity" },
  { name: "case-boards", path: at("/cases/boards"), as: "secretary" },
  { name: "case-codes", path: at("/cases/codes"), as: "secretary" },
  { name: "case-duties", path: at("/cases/duties"), as: "integrity" },
  { name: "case-own", path: at("/cases/own"), as: "clerk-cemetery" },
  { name: "case-of-mine", path: at("/cases/own/demo-case-4"), as: "clerk-cemetery" },
  { name: "case-report", path: at("/cases/report"), as: "clerk-permits" },
  { name: "case-answer", path: at("/cases/answer") },
  { name: "case-decisions", path: at("/portal/decisions") },
  { name: "interests-records", path: at("/interests/records"), as: "integrity" },
  { name: "interests-names", path: at("/interests/names"), as: "integrity" },
  { name: "portal-tenders", path: at("/portal/tenders") },
  { name: "tender-flags", path: at("/tenders/flags"), as: "integrity" },
  { name: "tender-lists", path: at("/tenders/lists"), as: "integrity" },
  { name: "tenders", path: at("/tenders"), as: "works-deputy" },
  { name: "tender", path: row("integrity", "/tenders"), as: "integrity" },
  { name: "tender-import", path: at("/tenders/import"), as: "works-deputy" },
  { name: "admin", path: at("/admin"), as: "admin" },
  { name: "admin-categories", path: at("/admin/categories"), as: "admin" },
  { name: "admin-category", path: row("admin", "/admin/categories"), as: "admin" },
  { name: "admin-deadlines", path: at("/admin/deadlines"), as: "admin" },
  { name: "admin-deadline", path: row("admin", "/admin/deadlines"), as: "admin" },
  { name: "admin-units", path: at("/admin/units"), as: "admin" },
  { name: "admin-unit", path: at("/admin/units/unit-roads"), as: "admin" },
  { name: "admin-people", path: at("/admin/people"), as: "admin" },
  { name: "admin-person", path: row("admin", "/admin/people"), as: "admin" },
  { name: "admin-holidays", path: at("/admin/holidays"), as: "admin" },
  { name: "admin-holiday", path: row("admin", "/admin/holidays"), as: "admin" },
  { name: "admin-settings", path: at("/admin/settings"), as: "admin" },
  { name: "admin-setting", path: row("admin", "/admin/settings"), as: "admin" },
  { name: "admin-outbox", path: at("/admin/outbox"), as: "admin" },
  { name: "admin-jobs", path: at("/admin/jobs"), as: "admin" },
  { name: "admin-services", path: at("/admin/services"), as: "admin" },
  { name: "admin-service", path: row("admin", "/admin/services"), as: "admin" },
  { name: "admin-service-new", path: at("/admin/services/new"), as: "admin" },
  { name: "admin-services-import", path: at("/admin/services/import"), as: "admin" },
  { name: "admin-service-log", path: async (reader) => `${await row("admin", "/admin/services")(reader)}/log`, as: "admin" },
  { name: "journal", path: at("/journal"), as: "integrity" },
  { name: "sessions", path: at("/sessions"), as: "officer" },
  { name: "password", path: at("/password"), as: "officer" },
  { name: "authenticator", path: at("/authenticator"), as: "officer" },
  { name: "charter", path: at("/charter") },
  { name: "charter-pledge", path: at("/charter/pledge"), as: "clerk-waste" },
  { name: "charter-coverage", path: at("/charter/coverage"), as: "integrity" },
  { name: "my", path: at("/my"), as: "works-deputy" },
  { name: "learning", path: at("/learning"), as: "clerk-waste" },
  { name: "learning-course", path: at("/learning/courses/course-conflict"), as: "integrity" },
  { name: "learning-test", path: at("/learning/courses/course-charter/test"), as: "clerk-waste" },
  { name: "learning-result", path: row("clerk-green", "/learning/courses/course-charter"), as: "clerk-green" },
  { name: "learning-new", path: at("/learning/new"), as: "integrity" },
  { name: "learning-edit", path: at("/learning/courses/course-conflict/edit"), as: "integrity" },
  { name: "learning-questions", path: at("/learning/courses/course-charter/questions"), as: "integrity" },
  { name: "learning-session-new", path: at("/learning/courses/course-conflict/sessions/new"), as: "integrity" },
  { name: "learning-session", path: at("/learning/sessions/session-conflict-1"), as: "integrity" },
  { name: "learning-coverage", path: at("/learning/coverage"), as: "integrity" },
  { name: "scorecards", path: at("/scorecards"), as: "secretary" },
  { name: "scorecard", path: at("/scorecards/unit-services"), as: "mayor" },
  { name: "scorecard-records", path: at("/scorecards/unit-services/records/answers-in-time"), as: "mayor" },
];
