// Notices: from the header `HX-Trigger: {"toast": …}`, from other scripts, or already in the page.

const region = document.getElementById("toasts");
const template = document.getElementById("toast-template");
const SHOWN_MS = 6000;
const PROBLEM_MS = 12_000;

/** @param {Element} toast */
function leaveLater(toast) {
  const life = toast.classList.contains("problem") || toast.querySelector(".toast-undo:not([hidden])")
    ? PROBLEM_MS
    : SHOWN_MS;
  let timer = setTimeout(() => toast.remove(), life);
  const stay = () => clearTimeout(timer);
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), life / 2);
  };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", leave);
}

document.addEventListener("toast", (event) => {
  if (!(template instanceof HTMLTemplateElement) || !region) return;
  const { value, text = value, tone, undo } = event.detail;
  if (!text) return;
  for (const same of region.querySelectorAll(".toast")) {
    if (same.querySelector("p")?.textContent === text) same.remove();
  }
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = text;
  if (tone === "problem") toast.classList.add("problem");
  if (undo) {
    const button = toast.querySelector(".toast-undo");
    button.hidden = false;
    button.addEventListener("click", () => {
      globalThis.htmx.ajax("POST", undo, { target: "body", swap: "none" });
      toast.remove();
    });
  }
  region.append(toast);
  leaveLater(toast);
});

region?.addEventListener("click", (event) => {
  if (event.target.closest(".toast-close")) event.target.closest(".toast").remove();
});

for (const toast of region?.querySelectorAll(".toast") ?? []) leaveLater(toast);
