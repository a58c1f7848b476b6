// Starts the parts of GOV.UK Frontend the pages use. Everything works without it, a little less comfortably.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, ServiceNavigation, SkipLink,
} from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const words = document.body.dataset;
const count = "%{count}";
const left = `${words.left} ${count}`;
const over = `${words.over} ${count}`;
const parts = [
  [Button, { preventDoubleClick: true }],
  [CharacterCount, { i18n: {
    charactersUnderLimit: { one: left, few: left, many: left, other: left },
    charactersAtLimit: words.none,
    charactersOverLimit: { one: over, few: over, many: over, other: over },
  } }],
  [Checkboxes],
  [ErrorSummary],
  [PasswordInput, { i18n: {
    showPassword: words.show,
    hidePassword: words.hide,
    showPasswordAriaLabel: words.showPassword,
    hidePasswordAriaLabel: words.hidePassword,
    passwordShownAnnouncement: words.shown,
    passwordHiddenAnnouncement: words.hidden,
  } }],
  [Radios],
  [ServiceNavigation],
  [SkipLink],
];

function start(scope) {
  for (const [Part, config] of parts) {
    createAll(Part, config, { scope, onError: () => {} });
  }
}

start(document);
// a panel that htmx put in place is started too
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) start(event.target);
});
// who opened a panel by keyboard is taken to it
document.addEventListener("htmx:afterSettle", (event) => {
  const panel = event.detail.target;
  if (panel.hasAttribute("data-takes-focus")) panel.focus({ preventScroll: true });
});

// Leaving a page with typed text asks once; sending it does not. A sheet that can be kept as a draft keeps
// itself while one types, and before the language is switched or somebody signs out.
const PAUSE = 15000;
let dirty = false;
let waiting = 0;
let running = Promise.resolve();

function sheet() {
  const button = document.querySelector("form[data-keep] button[name=save_draft][value='1']");
  return button ? button.form : null;
}

function keep(form) {
  waiting = 0;
  const typed = new FormData(form);
  typed.set("save_draft", "typing");
  running = running.then(() => fetch(window.location.href, { method: "POST", body: typed, redirect: "error" }))
    .then((answer) => {
      if (answer.status !== 204) throw new Error(`not kept: ${answer.status}`);
      seen();
      dirty = Boolean(waiting);
      say(dirty ? "" : "kept");
    }).catch(() => {
      say("failed");
      if (!waiting) waiting = window.setTimeout(() => keep(form), PAUSE);
    });
  return running;
}

// What the page says of the draft: kept, failed, or nothing while newer words wait to be kept.
function say(what) {
  for (const state of ["kept", "failed"]) {
    for (const said of document.querySelectorAll(`[data-draft-${state}]`)) said.hidden = state !== what;
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-keep]");
  if (!form) return;
  dirty = true;
  for (const said of document.querySelectorAll("[data-draft-kept]")) said.hidden = true;
  if (form === sheet() && !waiting) {
    // whoever read for long and then types is heard at once: the lock must not fall into the sentence
    waiting = window.setTimeout(() => keep(form), Date.now() - lastSeen() > 60000 ? 1000 : PAUSE);
  }
});
document.addEventListener("submit", (event) => {
  const form = sheet();
  if (event.target.closest("form[data-keep]")) {
    dirty = false;
    window.clearTimeout(waiting);
  } else if (dirty && form) {
    event.preventDefault();
    window.clearTimeout(waiting);
    const { target, submitter } = event;
    keep(form).then(() => { dirty = false; target.requestSubmit(submitter); });
  }
});
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

// Nobody asks the site for as long as its lock allows: the page keeps the draft and leaves, so that no name stays on
// the screen. Other pages of the same sitting count. A laptop that slept is asked when it wakes.
const idle = Number(words.idle) * 1000;
const SEEN = "seen";
let leaving = false;

function seen() {
  try { window.localStorage.setItem(SEEN, Date.now()); } catch { mine = Date.now(); }
}
function lastSeen() {
  try { return Number(window.localStorage.getItem(SEEN)) || mine; } catch { return mine; }
}
let mine = Date.now();

async function lock() {
  leaving = true;
  document.body.hidden = true;
  const form = sheet();
  window.clearTimeout(waiting);
  if (dirty && form) await keep(form);
  dirty = false;
  document.querySelector("[data-lock]").requestSubmit();
}
function look() {
  if (!leaving && Date.now() - lastSeen() >= idle) lock();
}
if (idle && document.querySelector("[data-lock]")) {
  seen();
  document.addEventListener("htmx:afterRequest", seen);
  window.setInterval(look, Math.min(idle, 5000));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
    else if (dirty && sheet()) keep(sheet());
  });
}

// A browser that goes back must not show a page from before signing out.
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A passkey that was not read is said on the page, not only in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-passkey-failed]")) notice.hidden = false;
});
