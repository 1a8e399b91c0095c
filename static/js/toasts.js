// Notices: from the header `HX-Trigger: {"toast": …}`, from other scripts, or already in the page.

const SHOWN_MS = 6000;
const PROBLEM_MS = 12_000;
/** As long as the server takes it back. */
const UNDO_MS = 30_000;
/** More would cover what one works on. */
const MOST_SHOWN = 3;
const timed = new WeakSet();

/** @param {Element} toast */
function leaveLater(toast) {
  if (timed.has(toast)) return;
  timed.add(toast);
  const undo = toast.querySelector(".toast-undo:not([hidden])");
  const life = undo ? UNDO_MS : toast.matches(".problem") ? PROBLEM_MS : SHOWN_MS;
  let timer = setTimeout(() => toast.remove(), life);
  const stay = () => clearTimeout(timer);
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), SHOWN_MS);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", leave);
}

document.addEventListener("toast", (event) => {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  const { value, text = value, tone, undo } = event.detail;
  if (!region || !(template instanceof HTMLTemplateElement) || !text) return;
  for (const same of region.querySelectorAll(".toast")) {
    // Only the last move can be undone.
    if (same.querySelector("p")?.textContent === text || (undo && same.dataset.undo === undo)) same.remove();
  }
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = text;
  if (tone === "problem") toast.classList.add("problem");
  const [good, bad] = toast.querySelectorAll(".icon");
  (tone === "problem" ? good : bad).remove();
  if (undo) {
    toast.dataset.undo = undo;
    const button = toast.querySelector(".toast-undo");
    button.hidden = false;
    button.addEventListener("click", () => {
      globalThis.htmx.ajax("POST", undo, { target: "#toasts", swap: "none" });
      putAway(toast);
    });
  }
  region.append(toast);
  for (const old of [...region.querySelectorAll(".toast")].slice(0, -MOST_SHOWN)) old.remove();
  leaveLater(toast);
});

document.addEventListener("click", (event) => {
  const toast = event.target.closest?.(".toast-close")?.closest(".toast");
  if (toast) putAway(toast);
});

/** @param {Element} toast on which somebody pressed a button: who did it by key goes on in the page */
function putAway(toast) {
  if (toast.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
  toast.remove();
}

function timeAll() {
  for (const toast of document.querySelectorAll(".toasts .toast")) leaveLater(toast);
}
timeAll();
document.addEventListener("htmx:after:swap", timeAll);
