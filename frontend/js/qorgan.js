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

// Leaving a page with typed text asks once; sending it does not.
let dirty = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-keep]")) dirty = true;
});
document.addEventListener("submit", () => { dirty = false; });
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

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
