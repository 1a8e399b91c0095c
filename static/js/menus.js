// Menus are <details>: scripts add Escape, arrows, closing elsewhere, and the theme that changes at once.

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches(".menu") || !menu.open) return;
  for (const other of document.querySelectorAll("details.menu[open]")) if (other !== menu) other.open = false;
  const list = menu.querySelector(".menu-list");
  list.classList.remove("up");
  if (
    list.getBoundingClientRect().bottom > innerHeight && menu.getBoundingClientRect().top > innerHeight / 2
  ) {
    list.classList.add("up");
  }
}, true);

/** What comes in by itself waits while a menu is open: it would close under somebody's hand. */
const waiting = [];

document.addEventListener("htmx:sse:before:message", (event) => {
  if (anyOpen()) event.detail.waitUntil(new Promise((go) => waiting.push(go)));
});

for (const moment of ["toggle", "htmx:after:swap"]) {
  document.addEventListener(moment, () => {
    if (!anyOpen()) { for (const go of waiting.splice(0)) go(); }
  }, true);
}

function anyOpen() {
  return document.querySelector("details.menu[open]") !== null;
}

// A form that takes the place of the button that opened it.
document.addEventListener("toggle", ({ target }) => {
  if (!(target instanceof HTMLDetailsElement) || !target.open || target.matches(".menu")) return;
  const summary = target.querySelector("summary");
  if (summary.checkVisibility() || ![document.body, summary].includes(document.activeElement)) return;
  target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}, true);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const chose = event.target.closest?.(".menu-item") && !event.target.closest(".segments");
    if (!menu.contains(event.target) || chose) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  const open = menu?.open ? menu : document.querySelector("details.menu[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
    return;
  }
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll(".menu-list :is(a, button):not(:disabled)")].filter((item) =>
    item.checkVisibility()
  );
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement);
  const next = event.key === "Home"
    ? 0
    : event.key === "End"
    ? -1
    : event.key === "ArrowDown"
    ? at + 1
    : Math.max(at, 0) - 1;
  items.at(next % items.length).focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || event.submitter?.name !== "theme") return;
  event.preventDefault();
  const theme = event.submitter.value;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("[name=theme]")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer || answer.status >= 400) form.submit();
});
