// Makes pages more pleasant; every page works without it. Nothing here is global and nothing decides: the server checks all again.
import { attachments } from "./attachments.js";
import { confirmations } from "./confirm.js";
import { mapPoints } from "./map.js";

const root = document.documentElement;
root.classList.add("js");

/** Reads or writes the reader's theme; private windows may refuse storage, and then the system's theme stands. */
const stored = {
  get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
  set: (value) => { try { localStorage.setItem("theme", value); } catch { /* the choice lasts for this page */ } },
};
const chosen = stored.get();
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

const on = (type, selector, act) => document.addEventListener(type, (event) => {
  const found = event.target instanceof Element && event.target.closest(selector);
  if (found) act(found, event);
});

/** Fetches a piece of HTML from our own server; null when it cannot be had, for the page stands without it. */
async function fragment(url, options = {}) {
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "text/html", "X-Fragment": "1", ...options.headers } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

on("click", "[data-theme-toggle]", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  stored.set(root.dataset.theme);
});

// Likely duplicates while the citizen writes. The text goes in the body, so that no address line or access log holds it.
const waiting = new WeakMap();
const asked = new WeakMap();
on("input", "[data-suggest-url]", (field) => {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(async () => {
    const target = document.querySelector(field.dataset.suggestTarget);
    const least = Number(field.dataset.suggestLeast ?? 12);
    const text = field.value.trim();
    const body = new URLSearchParams({ text });
    for (const name of (field.dataset.suggestWith ?? "").split(" ").filter(Boolean)) body.append(name, field.form?.elements[name]?.value ?? "");
    const question = body.toString();
    if (!target || question === asked.get(field)) return;
    asked.set(field, question);
    const html = text.length < least ? "" : await fragment(field.dataset.suggestUrl, { method: "POST", body });
    if (html !== null && asked.get(field) === question) target.innerHTML = html;
  }, 450));
});

// A second press of the same button sends nothing twice; the form keeps its values and works again after "back".
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.hasAttribute("data-download")) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  // After this turn, so that the pressed button's own name and value still go along.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => {
    button.disabled = true;
    if (button === event.submitter) button.setAttribute("aria-busy", "true");
  }));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form").forEach((form) => {
    sent.delete(form);
    form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  });
});

// "All" in a table's head: ticks the rows of the same form, and says how many are ticked.
const rows = (all) => [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.selectAll)}"]`)].filter((box) => box.form === all.form);
on("change", "input[type=checkbox]", (box) => {
  if (box.dataset.selectAll) rows(box).forEach((row) => { row.checked = box.checked; });
  document.querySelectorAll("[data-select-all]").forEach((all) => {
    const boxes = rows(all);
    const ticked = boxes.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    all.form?.querySelectorAll("[data-selected-count]").forEach((count) => { count.textContent = new Intl.NumberFormat(root.lang).format(ticked); });
  });
});

on("click", "[data-copy]", async (button) => {
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  label.textContent = button.dataset.copied ?? before;
  setTimeout(() => { label.textContent = before; }, 2000);
});

on("change", "[data-autosubmit]", (field) => field.form?.requestSubmit());

// Letters left in a field, for those who can see them fall.
const countLetters = (field) => {
  const count = document.getElementById(`${field.id}-count`);
  if (count) count.textContent = new Intl.NumberFormat(root.lang).format(field.maxLength - field.value.length);
};
on("input", "textarea[maxlength]", countLetters);

/** Follows a long job: fetches its fragment until it says that it is done, and then goes where it points. */
async function follow(box) {
  for (let failures = 0; failures < 5 && box.isConnected;) {
    await new Promise((wake) => { setTimeout(wake, document.hidden ? 8000 : 2000); });
    const html = await fragment(box.dataset.pollUrl);
    if (html === null) {
      failures += 1;
      continue;
    }
    failures = 0;
    box.innerHTML = html;
    const done = box.querySelector("[data-poll-done]");
    if (!done) continue;
    if (done.dataset.pollDone) location.assign(done.dataset.pollDone);
    return;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-poll-url]").forEach(follow);
  document.querySelectorAll("textarea[maxlength]").forEach(countLetters);
  document.querySelector(".error-summary")?.focus();
});
attachments(on);
confirmations(on);
mapPoints(on);
