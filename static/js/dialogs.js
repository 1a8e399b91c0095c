// Dialogs, and the question before what cannot be undone.

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) show(document.getElementById(opener.dataset.dialog));
  if (event.target.closest?.("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && event.detail > 0 && outside(event)) event.target.close();
});

/** @param {MouseEvent} event */
function outside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top ||
    event.clientY > box.bottom;
}

/** @param {Element | null} dialog */
function show(dialog) {
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {ParentNode} root */
function showAsked(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]")) show(dialog);
}
showAsked(document);
document.addEventListener("htmx:after:swap", () => showAsked(document));

/**
 * @param {string} question
 * @param {string} [label] of the button that goes on
 * @returns {Promise<boolean>}
 */
function ask(question, label) {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(confirm(question));
  dialog.querySelector(".confirm-question").textContent = question;
  const go = dialog.querySelector("[value=go]");
  go.querySelector("span").textContent = label || go.dataset.label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go"), { once: true });
  });
}

const confirmed = new WeakSet();

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (!await ask(question, submitter?.dataset.confirmLabel ?? form.dataset.confirmLabel)) return;
  confirmed.add(form);
  form.requestSubmit(submitter);
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  event.preventDefault();
  if (await ask(ctx.confirm, ctx.sourceElement.dataset.confirmLabel)) issueRequest();
  else dropRequest();
});
