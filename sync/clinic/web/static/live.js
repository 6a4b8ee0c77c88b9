// Follows new days on an open page: asks for the page again when something has come, and says when the connection is lost.
// Without this file everything works; the page is then as it was when it was loaded.
"use strict";

const stream = document.querySelector('link[type="text/event-stream"]').href;
const notice = document.getElementById("live");
const SILENT_MS = 16000; // three signs of life were missed
const DOUBT_MS = 3000; // a stream ends once a minute by itself, and the browser comes back within one second
const AGAIN_MS = 5000;
const PAUSE_MS = 10000; // between two new pages: in a large clinic something comes all the time
const MARK = { "X-Easeband-Live": "1" }; // asked for by nobody: it keeps no visit alive
let shown = notice.dataset.word;
let wanted = shown;
let refreshed = -PAUSE_MS;
let waiting = 0;
let source = null;
let silence = 0;
let doubt = 0;

function say(text) {
  notice.textContent = text;
  notice.hidden = text === "";
}

function alive() {
  say(notice.classList.contains("waiting") ? notice.dataset.new : "");
  rest();
  silence = setTimeout(lost, SILENT_MS);
}

function rest() {
  clearTimeout(silence);
  clearTimeout(doubt);
  doubt = 0;
}

async function lost() {
  close();
  say(notice.dataset.lost);
  const asked = new AbortController();
  try {
    const answer = await fetch(stream, { redirect: "manual", headers: MARK, signal: asked.signal });
    if (answer.type === "opaqueredirect" || answer.status === 404) {
      say(notice.dataset.over);
      return;
    }
  } catch {
    // still lost, as the notice says
  } finally {
    asked.abort();
  }
  setTimeout(follow, AGAIN_MS);
}

function close() {
  rest();
  if (source) source.close();
  source = null;
}

function isBeingFilledIn() {
  const fields = [...document.querySelectorAll("main input:not([type=hidden]), main textarea, main select")];
  return fields.some((field) => field === document.activeElement || field.value !== (field.defaultValue ?? field.value));
}

function arrived(word) {
  wanted = word;
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().catch(() => {}), Math.max(0, refreshed + PAUSE_MS - performance.now()));
}

// Where each stands, by the heading above it: a new day may bring a new chart, and with it one more.
function folds(root) {
  const seen = {};
  return [...root.querySelectorAll("details")].map((one) => {
    const heading = one.closest(".trend, section")?.querySelector("h3, h2")?.firstChild?.textContent.trim();
    seen[heading] = (seen[heading] ?? 0) + 1;
    return [`${heading} ${seen[heading]}`, one];
  });
}

async function refresh() {
  const word = wanted;
  if (word === shown || !source) return;
  if (isBeingFilledIn()) {
    notice.classList.add("waiting");
    say(notice.dataset.new);
    return;
  }
  refreshed = performance.now();
  const answer = await fetch(location.href, { headers: MARK, redirect: "manual" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = new Map(folds(document.querySelector("main")).map(([place, one]) => [place, one.open]));
  const fresh = document.importNode(page.querySelector("main"), true);
  folds(fresh).forEach(([place, one]) => { if (open.has(place)) one.open = open.get(place); });
  const at = document.activeElement?.closest("main a")?.getAttribute("href");
  document.querySelector("main").replaceWith(fresh);
  if (at) fresh.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
  document.title = page.title;
  shown = word;
  notice.classList.remove("waiting");
  say("");
}

function follow() {
  if (source || document.hidden) return;
  source = new EventSource(stream);
  source.addEventListener("arrived", (event) => { alive(); arrived(event.data); });
  source.addEventListener("alive", () => { alive(); arrived(wanted); });
  source.addEventListener("error", () => {
    if (source && source.readyState === EventSource.CLOSED) lost();
    else doubt ||= setTimeout(lost, DOUBT_MS);
  });
}

// A browser has few connections to one address: only a page that is seen holds one.
document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else follow(); });
follow();
