// Forms: no double sending, and a warning before typed work is left behind.

/** A form that is still here after that was answered with a file, and may be sent again; its key keeps what it makes from being made twice. */
const STILL_HERE_MS = 10_000;

/** @type {WeakSet<HTMLFormElement>} */
const changed = new WeakSet();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]") && event.isTrusted) changed.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
  // What opens beside this page leaves this one as it is, and a download may be asked for again.
  if (form.target === "_blank" || form.matches("[data-begin]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), STILL_HERE_MS);
});

document.addEventListener("htmx:before:request", (event) => {
  const { submitter } = event.detail.ctx.request;
  submitter?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:finally:request", (event) => {
  event.detail.ctx.request.submitter?.removeAttribute("aria-busy");
});

// A download that was asked for on the page before.
document.querySelector("form[data-begin]")?.requestSubmit();

// A page that comes back out of the browser's cache may send again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) release(form);
});

/** @param {HTMLFormElement} form */
function release(form) {
  delete form.dataset.sending;
  form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
}

addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (changed.has(form) && !form.dataset.sending) event.preventDefault();
  }
});
