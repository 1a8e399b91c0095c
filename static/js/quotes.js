// The lines of a quote: Enter goes on to the next field and begins a new line at the end, Ctrl+Enter saves and reviews.

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-quote-lines]");
  if (!form || event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-quote-submit]"));
    return;
  }
  const entry = event.target.closest(".repeat-entry");
  if (!entry || !event.target.matches("input, select")) return;
  event.preventDefault();
  const fields = [...entry.querySelectorAll("input:not([type=hidden]), select")].filter((one) =>
    one.offsetParent
  );
  const next = fields[fields.indexOf(event.target) + 1];
  if (next) focusOn(next);
  else if (entry.nextElementSibling) {
    focusOn(entry.nextElementSibling.querySelector(".line-description input"));
  } else addLine(form);
});

/** @param {HTMLFormElement} form */
function addLine(form) {
  const button = form.querySelector("[data-repeat-add]");
  if (button.disabled) return;
  button.click();
  focusOn(form.querySelector(".repeat-list").lastElementChild.querySelector(".line-description input"));
}

/** @param {HTMLInputElement | HTMLSelectElement} field */
function focusOn(field) {
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
}
